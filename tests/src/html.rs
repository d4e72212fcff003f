//! A page's elements, as a browser's parser makes them.

use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An element, or the whole page.
#[derive(Clone)]
pub struct Element(Handle);

/// The whole page.
#[must_use]
pub fn parse(html: &str) -> Element {
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default());
    Element(dom.one(html).document)
}

impl Element {
    /// Everything below it with one of these names, in the order of the page.
    #[must_use]
    pub fn all(&self, names: &[&str]) -> Vec<Self> {
        let mut found = Vec::new();
        for child in self.0.children.borrow().iter() {
            let child = Self(child.clone());
            let below = child.all(names);
            if names.contains(&child.name().as_str()) {
                found.push(child);
            }
            found.extend(below);
        }
        found
    }

    /// Its name; empty where it is text.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.0.data {
            NodeData::Element { name, .. } => name.local.to_string(),
            _ => String::new(),
        }
    }

    /// What an attribute says; `None` where it is not there.
    #[must_use]
    pub fn attr(&self, wanted: &str) -> Option<String> {
        let NodeData::Element { attrs, .. } = &self.0.data else { return None };
        let attrs = attrs.borrow();
        attrs.iter().find(|attr| &*attr.name.local == wanted).map(|attr| attr.value.to_string())
    }

    /// Its text, and that of all below it, as it stands.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.0.data {
            NodeData::Text { contents } => contents.borrow().to_string(),
            _ => self.0.children.borrow().iter().map(|child| Self(child.clone()).text()).collect(),
        }
    }

    /// The pieces of its text, with one blank between any two.
    #[must_use]
    pub fn words(&self) -> String {
        fn pieces(element: &Element, into: &mut Vec<String>) {
            match &element.0.data {
                NodeData::Text { contents } => into.push(contents.borrow().to_string()),
                _ => {
                    element.0.children.borrow().iter().for_each(|child| pieces(&Element(child.clone()), into))
                }
            }
        }
        let mut all = Vec::new();
        pieces(self, &mut all);
        on_one_line(&all.join(" "))
    }
}

/// With single blanks for all white space.
#[must_use]
pub fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
