//! A page's elements, as a browser's parser makes them.

use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An element, or the whole page. It keeps the page, which takes all its elements apart when it goes.
#[derive(Clone)]
pub struct Element {
    node: Handle,
    page: Handle,
}

/// The whole page.
#[must_use]
pub fn parse(html: &str) -> Element {
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default());
    let page = dom.one(html).document;
    Element { node: page.clone(), page }
}

impl Element {
    /// Everything below it with one of these names, in the order of the page.
    #[must_use]
    pub fn all(&self, names: &[&str]) -> Vec<Self> {
        let mut found = Vec::new();
        for child in self.children() {
            let below = child.all(names);
            if names.contains(&child.name().as_str()) {
                found.push(child);
            }
            found.extend(below);
        }
        found
    }

    fn children(&self) -> Vec<Self> {
        let children = self.node.children.borrow();
        children.iter().map(|node| Self { node: node.clone(), page: self.page.clone() }).collect()
    }

    /// Its name; empty where it is text.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.node.data {
            NodeData::Element { name, .. } => name.local.to_string(),
            _ => String::new(),
        }
    }

    /// What an attribute says; `None` where it is not there.
    #[must_use]
    pub fn attr(&self, wanted: &str) -> Option<String> {
        let NodeData::Element { attrs, .. } = &self.node.data else { return None };
        let attrs = attrs.borrow();
        attrs.iter().find(|attr| &*attr.name.local == wanted).map(|attr| attr.value.to_string())
    }

    /// Its text, and that of all below it, as it stands.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.node.data {
            NodeData::Text { contents } => contents.borrow().to_string(),
            _ => self.children().iter().map(Self::text).collect(),
        }
    }

    /// The pieces of its text, with one blank between any two.
    #[must_use]
    pub fn words(&self) -> String {
        fn pieces(element: &Element, into: &mut Vec<String>) {
            match &element.node.data {
                NodeData::Text { contents } => into.push(contents.borrow().to_string()),
                _ => element.children().iter().for_each(|child| pieces(child, into)),
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
