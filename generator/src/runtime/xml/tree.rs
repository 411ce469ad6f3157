//! The text of XML as a tree of elements.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::super::answer::{Answer, Decoded};
use super::super::media_type;
use super::INSTANCE;

/// How many elements may stand within one another. What reads the tree goes down as deep.
const DEEPEST: usize = 128;

/// An element with all that is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// The name without its prefix.
    pub(super) name: String,
    /// The namespace; empty where there is none.
    pub(super) namespace: String,
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Child>,
    /// Whether `xsi:nil` says that it stands for null.
    pub(super) is_nil: bool,
}

#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) value: String,
}

#[derive(Debug)]
pub(super) enum Child {
    Element(Element),
    Text(String),
    CData(String),
}

/// Why a text is no XML.
#[derive(Debug)]
pub(super) enum Malformed {
    /// The end is missing.
    Truncated(String),
    Other(String),
}

impl Element {
    /// The elements in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) | Child::CData(_) => None,
        })
    }

    /// The text in it. Between elements, space is there to be looked at.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut is_mixed = false;
        for child in &self.children {
            match child {
                Child::Element(_) => is_mixed = true,
                Child::Text(part) | Child::CData(part) => text.push_str(part),
            }
        }
        if is_mixed { text.trim().to_owned() } else { text }
    }

    /// The text of the CDATA sections in it, or else all text.
    pub(super) fn cdata(&self) -> String {
        let sections = self.children.iter().filter_map(|child| match child {
            Child::CData(part) => Some(part.as_str()),
            _ => None,
        });
        let text: String = sections.collect();
        if text.is_empty() { self.text() } else { text }
    }

    fn push_text(&mut self, part: &str) {
        match self.children.last_mut() {
            Some(Child::Text(text)) => text.push_str(part),
            _ => self.children.push(Child::Text(part.to_owned())),
        }
    }
}

/// The characters of a body (RFC 7303, section 3): by a byte order mark, by the media type, or by what the text says of itself.
pub(super) fn text(answer: &Answer) -> Decoded<String> {
    let body = answer.body().as_ref();
    let content_type = answer.header(http::header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let end = body.iter().position(|byte| *byte == b'>').unwrap_or_default();
    let declaration = String::from_utf8_lossy(&body[..end]).to_ascii_lowercase();
    let declared = declaration.strip_prefix("<?xml").and_then(|text| text.split_once("encoding"));
    let declared = declared.and_then(|(_, text)| text.split(['"', '\'']).nth(1));
    match declared {
        // What says so in single bytes has no pairs of them: it was written before it was encoded.
        Some(encoding) if encoding.starts_with("utf-16") => answer.decoded_text(),
        Some(encoding) if media_type::parameter(content_type, "charset").is_none() => {
            answer.text_in(encoding)
        }
        _ => answer.decoded_text(),
    }
}

/// Reads a document. Entities that it defines itself, or that are defined elsewhere, are not known.
pub(super) fn parse(text: &str) -> Result<Element, Malformed> {
    let mut reader = NsReader::from_str(text);
    // The elements that are not closed yet, from the outside to the inside.
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let event = reader.read_event().map_err(|error| malformed(&error))?;
        let closed = match event {
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return Err(other("elements are nested too deeply"));
                }
                open.push(element(&reader, &start)?);
                None
            }
            Event::Empty(start) => Some(element(&reader, &start)?),
            Event::End(_) => open.pop(),
            Event::Text(text) => {
                characters(&mut open, &text.xml10_content())?;
                None
            }
            Event::CData(text) => {
                let inside = open.last_mut().ok_or_else(|| other("text outside of the root"))?;
                inside.children.push(Child::CData(text.xml10_content().into_owned()));
                None
            }
            Event::GeneralRef(reference) => {
                let number = reference.resolve_char_ref().map_err(|error| malformed(&error))?;
                match (number, quick_xml::escape::resolve_xml_entity(&reference)) {
                    (Some(character), _) => {
                        characters(&mut open, character.encode_utf8(&mut [0; 4]))?
                    }
                    (None, Some(text)) => characters(&mut open, text)?,
                    (None, None) => {
                        return Err(other(&format!("the entity `{}` is not known", &*reference)));
                    }
                }
                None
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => None,
            Event::Eof => break,
        };
        match (closed, open.last_mut()) {
            (None, _) => {}
            (Some(element), Some(parent)) => parent.children.push(Child::Element(element)),
            (Some(_), None) if root.is_some() => return Err(other("there is a second root")),
            (Some(element), None) => root = Some(element),
        }
    }
    match (open.last(), root) {
        (Some(open), _) => {
            Err(Malformed::Truncated(format!("the element `{}` is not closed", open.name)))
        }
        (None, Some(root)) => Ok(root),
        (None, None) => Err(other("there is no element")),
    }
}

fn characters(open: &mut [Element], text: &str) -> Result<(), Malformed> {
    match open.last_mut() {
        Some(element) => element.push_text(text),
        None if text.trim_matches([' ', '\t', '\r', '\n', '\u{FEFF}']).is_empty() => {}
        None => return Err(other("text outside of the root")),
    }
    Ok(())
}

fn element(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Result<Element, Malformed> {
    let resolver = reader.resolver();
    let namespace = |resolved: ResolveResult<'_>| match resolved {
        ResolveResult::Bound(namespace) => namespace.into_inner().to_owned(),
        ResolveResult::Unbound | ResolveResult::Unknown(_) => String::new(),
    };
    let (resolved, name) = resolver.resolve_element(start.name());
    let mut element = Element {
        name: name.into_inner().to_owned(),
        namespace: namespace(resolved),
        ..Element::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| other(&error.to_string()))?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|error| malformed(&error))?.into_owned();
        let (resolved, name) = resolver.resolve_attribute(attribute.key);
        let (name, namespace) = (name.into_inner(), namespace(resolved));
        // Some write the prefix and forget to declare it.
        if name == "nil" && (namespace == INSTANCE || attribute.key.into_inner() == "xsi:nil") {
            element.is_nil = matches!(value.trim(), "true" | "1");
            continue;
        }
        if namespace != INSTANCE {
            element.attributes.push(Attribute { name: name.to_owned(), namespace, value });
        }
    }
    Ok(element)
}

fn other(message: &str) -> Malformed {
    Malformed::Other(message.to_owned())
}

fn malformed(error: &quick_xml::Error) -> Malformed {
    match error {
        quick_xml::Error::Syntax(error) => Malformed::Truncated(error.to_string()),
        error => Malformed::Other(error.to_string()),
    }
}
