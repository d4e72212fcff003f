//! XML as both transports need it: a small tree to read requests from, and escaped text to answer with.
//!
//! Guarantees: text survives reading and writing unchanged, control characters included in what is written; nothing
//! but well-formed XML is read, and no document type declaration.
//!
//! Leaves out: attributes (no call has any that matters) and the order between text and children.

use std::fmt::Write as _;

use quick_xml::NsReader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

/// Deepest nesting that is read; an envelope with a data set has six levels.
const DEEPEST: usize = 32;

/// An element with its direct text.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

/// Text that is no well-formed XML.
#[derive(Debug)]
pub(super) struct Malformed;

impl Element {
    fn opened(start: &BytesStart<'_>, namespace: &ResolveResult<'_>) -> Self {
        let namespace = match namespace {
            ResolveResult::Bound(Namespace(namespace)) => (*namespace).to_owned(),
            ResolveResult::Unbound | ResolveResult::Unknown(_) => String::new(),
        };
        Self { name: start.local_name().as_ref().to_owned(), namespace, ..Self::default() }
    }

    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of that name.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str())
    }
}

/// Reads a document.
pub(super) fn parse(text: &str) -> Result<Element, Malformed> {
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| Malformed)?;
        match event {
            Event::Start(_) if open.len() == DEEPEST => return Err(Malformed),
            Event::Start(start) => open.push(Element::opened(&start, &namespace)),
            Event::Empty(start) => close(Element::opened(&start, &namespace), &mut open, &mut root)?,
            Event::End(_) => {
                let done = open.pop().ok_or(Malformed)?;
                close(done, &mut open, &mut root)?;
            }
            Event::Text(text) => add_text(&text.xml10_content(), &mut open)?,
            Event::CData(text) => add_text(&text.xml10_content(), &mut open)?,
            Event::GeneralRef(reference) => match reference.resolve_char_ref().map_err(|_| Malformed)? {
                Some(character) => add_text(character.encode_utf8(&mut [0; 4]), &mut open)?,
                None => add_text(resolve_xml_entity(&reference).ok_or(Malformed)?, &mut open)?,
            },
            Event::DocType(_) => return Err(Malformed),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    if open.is_empty() { root.ok_or(Malformed) } else { Err(Malformed) }
}

fn close(done: Element, open: &mut [Element], root: &mut Option<Element>) -> Result<(), Malformed> {
    match open.last_mut() {
        Some(parent) => parent.children.push(done),
        None if root.is_none() => *root = Some(done),
        None => return Err(Malformed),
    }
    Ok(())
}

fn add_text(text: &str, open: &mut [Element]) -> Result<(), Malformed> {
    match open.last_mut() {
        Some(element) if text.chars().all(allowed) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        _ => return Err(Malformed),
    }
    Ok(())
}

/// The characters of XML 1.0.
fn allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Appends text so that a reader gets it back unchanged. Control characters become references, as .NET writes a data
/// set's; a carriage return too, which would otherwise be read as a line feed.
pub(super) fn escape_into(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\t' | '\n' => out.push(character),
            control if control < ' ' => {
                let _ = write!(out, "&#x{:X};", u32::from(control));
            }
            other => out.push(other),
        }
    }
}

/// Appends `<name>text</name>`.
pub(super) fn leaf(out: &mut String, name: &str, text: &str) {
    open_tag(out, name);
    escape_into(out, text);
    close_tag(out, name);
}

/// Appends `<name>`.
pub(super) fn open_tag(out: &mut String, name: &str) {
    out.push('<');
    out.push_str(name);
    out.push('>');
}

/// Appends `</name>`.
pub(super) fn close_tag(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}
