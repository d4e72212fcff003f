//! XML, both ways, as far as Cloudswitch needs it: elements and text. Attributes and namespaces carry nothing here.
//!
//! Guarantees: reading is bounded in depth and in number of elements, knows only the five predefined entities and
//! character references, and refuses a document type, so an entity bomb cannot be written. Writing escapes what must
//! be and leaves out the control characters that XML 1.0 forbids; any other text comes back as it was.

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::{Unreadable, encoding};

/// Deepest nesting; a SOAP answer with rows nested inside needs seven.
const MAX_DEPTH: usize = 16;
/// Most elements of one document: the largest page (20,000 rows, §2) of the widest selection in use.
const MAX_ELEMENTS: usize = 1_000_000;

const BROKEN: Unreadable = Unreadable("broken xml");

/// One element.
#[cfg_attr(test, derive(Debug, PartialEq, Eq))]
pub(crate) struct Element {
    /// Without its prefix.
    pub(crate) name: String,
    /// Its own text, of all parts, with the white space around it.
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    fn named(tag: &BytesStart<'_>) -> Self {
        Self { name: tag.local_name().as_ref().to_owned(), text: String::new(), children: Vec::new() }
    }

    /// The first child of this name, in upper or lower case.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name.eq_ignore_ascii_case(name))
    }

    /// The same, taken out.
    pub(crate) fn take_child(&mut self, name: &str) -> Option<Self> {
        let at = self.children.iter().position(|child| child.name.eq_ignore_ascii_case(name))?;
        Some(self.children.swap_remove(at))
    }
}

/// The root of the document in an answer's body.
pub(crate) fn read(body: &[u8]) -> Result<Element, Unreadable> {
    let text = encoding::decode(body)?;
    let text = text.trim_start();
    if text.is_empty() {
        return Err(Unreadable("empty answer"));
    }
    let opening: String = text.chars().take(14).collect::<String>().to_ascii_lowercase();
    if opening.starts_with("<!doctype html") || opening.starts_with("<html") {
        return Err(Unreadable("html instead of xml"));
    }
    if !text.starts_with('<') {
        return Err(Unreadable("no xml"));
    }
    parse(text)
}

/// The root of a document.
pub(crate) fn parse(text: &str) -> Result<Element, Unreadable> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    let mut tree = Tree::default();
    loop {
        match reader.read_event().map_err(|_| BROKEN)? {
            Event::Start(tag) => tree.open(&tag)?,
            Event::Empty(tag) => {
                tree.open(&tag)?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(text) => tree.text(&text.xml10_content())?,
            Event::CData(text) => tree.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => tree.text(resolve(&reference)?.encode_utf8(&mut [0; 4]))?,
            Event::DocType(_) => return Err(Unreadable("xml with a document type")),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return tree.finish(),
        }
    }
}

fn resolve(reference: &BytesRef<'_>) -> Result<char, Unreadable> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| BROKEN)? {
        return Ok(character);
    }
    resolve_xml_entity(reference).and_then(|text| text.chars().next()).ok_or(BROKEN)
}

#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Tree {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Unreadable> {
        self.elements += 1;
        if self.open.len() >= MAX_DEPTH || self.elements > MAX_ELEMENTS {
            return Err(Unreadable("xml too large"));
        }
        if self.root.is_some() {
            return Err(BROKEN);
        }
        self.open.push(Element::named(tag));
        Ok(())
    }

    fn close(&mut self) -> Result<(), Unreadable> {
        let element = self.open.pop().ok_or(BROKEN)?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Unreadable> {
        match self.open.last_mut() {
            Some(element) => element.text.extend(text.chars().filter(|&c| is_allowed(c))),
            None if text.trim().is_empty() => {}
            None => return Err(BROKEN),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, Unreadable> {
        if !self.open.is_empty() {
            return Err(Unreadable("xml cut off"));
        }
        self.root.ok_or(Unreadable("no xml"))
    }
}

/// A character that XML 1.0 knows.
const fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Writes `<name>text</name>`.
pub(crate) fn write(out: &mut String, name: &str, text: &str) {
    write_around(out, name, |out| write_text(out, text));
}

/// Writes `<name>…</name>` around what `inside` writes.
pub(crate) fn write_around(out: &mut String, name: &str, inside: impl FnOnce(&mut String)) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    inside(out);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Writes text. TAB and CR travel as references, since a reader may turn them into other white space (§6).
fn write_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            c if is_allowed(c) => out.push(c),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        write(&mut out, "A", text);
        out
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let kept: String = text.chars().filter(|&c| is_allowed(c)).collect();
            prop_assert_eq!(parse(&written(&text)).unwrap().text, kept);
        }

        /// As SOAP does it: a document as the text of another.
        #[test]
        fn any_text_comes_back_through_two_passes(text in "[\\x00-\\x7f&<>\"'\\]é€😀]{0,60}") {
            let kept: String = text.chars().filter(|&c| is_allowed(c)).collect();
            let outer = parse(&written(&written(&text))).unwrap();
            prop_assert_eq!(parse(&outer.text).unwrap().text, kept);
        }

        #[test]
        fn arbitrary_bytes_never_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&body);
        }

        #[test]
        fn arbitrary_markup_never_panics(body in "(<|>|/|&|;|#|x|A|!|\\[|\\]|CDATA|-|\\?|\"| |amp|9){0,60}") {
            let _ = read(body.as_bytes());
        }
    }

    #[test]
    fn every_bad_body_has_its_phrase() {
        for (body, phrase) in [
            ("", "empty answer"),
            (" \r\n", "empty answer"),
            ("<!DOCTYPE html><html></html>", "html instead of xml"),
            ("<HTML><body>", "html instead of xml"),
            ("Runtime Error", "no xml"),
            ("<A><B>1</B>", "xml cut off"),
            ("<A><B>1</", "broken xml"),
            ("<A></B>", "broken xml"),
            ("<A>1</A><A>2</A>", "broken xml"),
            ("<A>1</A>2", "broken xml"),
            ("<A>&unknown;</A>", "broken xml"),
            ("<A>&#0;</A>", "broken xml"),
            ("<!DOCTYPE A [<!ENTITY b \"bb\">]><A>&b;</A>", "xml with a document type"),
            ("<?xml version=\"1.0\"?>", "no xml"),
        ] {
            assert_eq!(read(body.as_bytes()), Err(Unreadable(phrase)), "{body}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}{}", "<A>".repeat(MAX_DEPTH + 1), "</A>".repeat(MAX_DEPTH + 1));
        assert_eq!(parse(&deep), Err(Unreadable("xml too large")));
    }

    #[test]
    fn declaration_prefix_comment_and_cdata_are_taken_in_stride() {
        let root = parse("\u{feff}<?xml version=\"1.0\"?><s:A x=\"1\"><!-- - --><B>a<![CDATA[<&]]>&amp;&#xe9;</B><C/></s:A>\n").unwrap();
        assert_eq!(root.name, "A");
        assert_eq!(root.child("b").unwrap().text, "a<&&é");
        assert_eq!(root.child("C").unwrap().text, "");
    }
}
