//! From a tree of JSON to the text of XML.

use serde_json::{Map, Value};

use super::super::check::InvalidRequest;
use super::{Content, INSTANCE, Kind, Node, Object};

/// Where a value stands, from the inside to the outside.
#[derive(Clone, Copy)]
enum Place<'p> {
    Body,
    Property(&'p Place<'p>, &'p str),
    Item(&'p Place<'p>, usize),
}

impl Place<'_> {
    fn path(&self) -> String {
        match self {
            Self::Body => "body".to_owned(),
            Self::Property(around, name) => format!("{}.{name}", around.path()),
            Self::Item(around, index) => format!("{}[{index}]", around.path()),
        }
    }

    fn refused(&self, problem: &str) -> InvalidRequest {
        InvalidRequest::new(self.path(), problem)
    }
}

type Written = Result<(), InvalidRequest>;

struct Writer {
    text: String,
    /// The namespaces that are declared around, each with its prefix.
    declared: Vec<(&'static str, &'static str)>,
}

/// A whole document.
pub(super) fn document(root: &Node, value: &Value) -> Result<String, InvalidRequest> {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let mut writer = Writer { text, declared: Vec::new() };
    writer.element(root, root.name, value, &Place::Body)?;
    Ok(writer.text)
}

impl Writer {
    /// What stands for the value of a property, or of an item of one.
    fn node(&mut self, node: &Node, key: &str, value: &Value, place: &Place<'_>) -> Written {
        match (node.kind, &node.content, value) {
            (Kind::Attribute, ..) => Ok(()),
            // Of any JSON, a list is its items, as of a list that is described.
            (Kind::Element, Content::Any, Value::Array(items)) => {
                each(items, place, |item, place| self.element(node, key, item, place))
            }
            (Kind::Element, ..) => self.element(node, key, value, place),
            (Kind::Text, ..) => {
                let text = flat(value, place)?;
                self.escaped(&text, false, place)
            }
            (Kind::CData, ..) => {
                let text = flat(value, place)?;
                let text = text.replace("]]>", "]]]]><![CDATA[>");
                legal(&text, place)?;
                self.text.extend(["<![CDATA[", &text, "]]>"]);
                Ok(())
            }
            (Kind::Group, ..) if value.is_null() => Ok(()),
            (Kind::Group, inside, value) => self.content(inside, key, value, place),
        }
    }

    fn element(&mut self, node: &Node, key: &str, value: &Value, place: &Place<'_>) -> Written {
        let name = if node.name.is_empty() { key } else { node.name };
        if !is_name(name) {
            return Err(place.refused(&format!("`{name}` cannot be the name of an element")));
        }
        let outside = self.declared.len();
        let name = qualified(node.prefix, name);
        self.text.extend(["<", &name]);
        self.declare(node.prefix, node.namespace);
        if value.is_null() {
            self.text.extend([" xmlns:xsi=\"", INSTANCE, "\" xsi:nil=\"true\"/>"]);
            self.declared.truncate(outside);
            return Ok(());
        }
        if let (Content::Object(of), Value::Object(members)) = (&node.content, value) {
            self.attributes(of, members, place)?;
        }
        self.text.push('>');
        let start = self.text.len();
        self.content(&node.content, key, value, place)?;
        if self.text.len() == start {
            self.text.truncate(start - 1);
            self.text.push_str("/>");
        } else {
            self.text.extend(["</", &name, ">"]);
        }
        self.declared.truncate(outside);
        Ok(())
    }

    /// Declares a namespace, unless it is declared around.
    fn declare(&mut self, prefix: &'static str, namespace: &'static str) {
        let known = self.declared.iter().rfind(|(known, _)| *known == prefix);
        if namespace.is_empty() || known.is_some_and(|(_, known)| *known == namespace) {
            return;
        }
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        self.text.extend([" ", &name, "=\"", &quick_xml::escape::escape(namespace), "\""]);
        self.declared.push((prefix, namespace));
    }

    /// The attributes of an object. Null is that there is none.
    fn attributes(
        &mut self,
        of: &Object,
        members: &Map<String, Value>,
        place: &Place<'_>,
    ) -> Written {
        for property in of.properties {
            let Some(value) = members.get(property.name).filter(|value| !value.is_null()) else {
                continue;
            };
            let place = Place::Property(place, property.name);
            let node = &property.node;
            match (node.kind, &node.content, value) {
                (Kind::Attribute, ..) => {
                    let text = flat(value, &place)?;
                    self.declare(node.prefix, node.namespace);
                    self.text.extend([" ", &qualified(node.prefix, node.name), "=\""]);
                    self.escaped(&text, true, &place)?;
                    self.text.push('"');
                }
                (Kind::Group, Content::Object(inner), Value::Object(members)) => {
                    self.attributes(inner, members, &place)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What is in an element. A value that is not as it should be is one that nobody knew, and is written as any JSON is.
    fn content(
        &mut self,
        content: &Content,
        key: &str,
        value: &Value,
        place: &Place<'_>,
    ) -> Written {
        match (content, value) {
            (Content::Object(of), Value::Object(members)) => self.object(of, members, place),
            (Content::List(item), Value::Array(items)) => {
                each(items, place, |one, place| self.node(item, key, one, place))
            }
            (Content::Tuple(first, rest), Value::Array(items)) => {
                let mut nodes =
                    first.iter().chain(std::iter::repeat_n(*rest, items.len()).flatten());
                each(items, place, |item, place| match nodes.next() {
                    Some(node) => self.node(node, key, item, place),
                    None => Err(place.refused("there is no place for more items")),
                })
            }
            (_, Value::Object(members)) => members.iter().try_for_each(|(name, value)| {
                let node = Node::element("", Content::Any);
                self.node(&node, name, value, &Place::Property(place, name))
            }),
            (_, Value::Array(items)) => {
                let node = Node::element("", Content::Any);
                each(items, place, |item, place| self.element(&node, key, item, place))
            }
            (_, scalar) => {
                let text = flat(scalar, place)?;
                self.escaped(&text, false, place)
            }
        }
    }

    fn object(&mut self, of: &Object, members: &Map<String, Value>, place: &Place<'_>) -> Written {
        for property in of.properties {
            let name = property.name;
            if let Some(value) = members.get(name) {
                self.node(&property.node, name, value, &Place::Property(place, name))?;
            }
        }
        let is_named = |name: &str| of.properties.iter().any(|property| property.name == name);
        let any = Node::element("", Content::Any);
        let further = of.additional.unwrap_or(&any);
        for (name, value) in members.iter().filter(|(name, _)| !is_named(name)) {
            self.node(further, name, value, &Place::Property(place, name))?;
        }
        Ok(())
    }

    /// Text in which nothing is taken for markup, and that a parser gives back as it is (XML 1.0, sections 2.4, 2.11 and 3.3.3).
    fn escaped(&mut self, text: &str, is_attribute: bool, place: &Place<'_>) -> Written {
        legal(text, place)?;
        for character in text.chars() {
            match character {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '\r' => self.text.push_str("&#13;"),
                '"' if is_attribute => self.text.push_str("&quot;"),
                '\n' if is_attribute => self.text.push_str("&#10;"),
                '\t' if is_attribute => self.text.push_str("&#9;"),
                other => self.text.push(other),
            }
        }
        Ok(())
    }
}

/// Writes the items of a list, each of which knows its place.
fn each(
    items: &[Value],
    place: &Place<'_>,
    mut write: impl FnMut(&Value, &Place<'_>) -> Written,
) -> Written {
    let mut items = items.iter().enumerate();
    items.try_for_each(|(index, item)| write(item, &Place::Item(place, index)))
}

/// A value as text, and several of them with spaces between.
fn flat(value: &Value, place: &Place<'_>) -> Result<String, InvalidRequest> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(value) => Ok(value.to_string()),
        Value::String(text) => Ok(text.clone()),
        Value::Array(items) => {
            let items = items.iter().map(|item| flat(item, place)).collect::<Result<Vec<_>, _>>();
            Ok(items?.join(" "))
        }
        Value::Object(_) => Err(place.refused("an object cannot be a text")),
    }
}

/// Refuses characters that XML does not have (XML 1.0, section 2.2).
fn legal(text: &str, place: &Place<'_>) -> Written {
    let is_legal = |c: char| !matches!(c, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}');
    match text.chars().find(|c| !is_legal(*c)) {
        Some(c) => Err(place.refused(&format!("XML has no character {c:?}"))),
        None => Ok(()),
    }
}

/// Whether an element can have this name (XML 1.0, section 2.3), as far as ASCII goes.
fn is_name(name: &str) -> bool {
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
    name.starts_with(is_start)
        && name.chars().all(|c| is_start(c) || c.is_ascii_digit() || matches!(c, '-' | '.'))
}

fn qualified(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
}
