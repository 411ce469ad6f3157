//! A value as XML, worked out apart from the runtime: what a request must send, and what an answer brings.

use crate::ir::json::{Map, Value};
use crate::ir::{Xml, XmlContent, XmlKind, XmlNode, XmlObject, XmlRootId};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The document that a value is.
pub fn document(root: Option<XmlRootId>, value: &Value, xml: &Xml) -> String {
    let Some(root) = root.and_then(|id| xml.roots.get(id.0)) else { return String::new() };
    let tree = Tree { xml };
    let elements = tree.elements(&root.node, &root.node.name, value);
    let mut output = DECLARATION.to_owned();
    elements.iter().for_each(|element| element.write(&[], &mut output));
    output
}

/// A prefix and its namespace, where a name needs one.
type Namespace = Option<(String, String)>;

/// Its name, the namespace that this needs, and its value.
type Attribute = (String, Namespace, String);

/// What stands in an element, before it is text.
enum Part {
    Element(Element),
    Text(String),
    CData(String),
}

#[derive(Default)]
struct Element {
    name: String,
    /// The prefix and the namespace that its own name needs.
    namespace: Namespace,
    attributes: Vec<Attribute>,
    parts: Vec<Part>,
    is_null: bool,
}

impl Element {
    fn write(&self, around: &[(String, String)], output: &mut String) {
        let mut known = around.to_vec();
        let mut declare = |namespace: &Namespace| {
            let Some((prefix, uri)) = namespace else { return String::new() };
            if known.iter().rev().find(|(one, _)| one == prefix).map(|(_, uri)| uri) == Some(uri) {
                return String::new();
            }
            known.push((prefix.clone(), uri.clone()));
            let colon = if prefix.is_empty() { "" } else { ":" };
            format!(" xmlns{colon}{prefix}=\"{}\"", attribute(uri))
        };
        *output += &format!("<{}{}", self.name, declare(&self.namespace));
        for (name, namespace, value) in &self.attributes {
            *output += &format!("{} {name}=\"{}\"", declare(namespace), attribute(value));
        }
        if self.is_null {
            *output += &format!(" xmlns:xsi=\"{INSTANCE}\" xsi:nil=\"true\"");
        }
        let mut inside = String::new();
        for part in &self.parts {
            match part {
                Part::Element(element) => element.write(&known, &mut inside),
                Part::Text(text) => inside += &escape(text),
                Part::CData(text) => {
                    inside += &format!("<![CDATA[{}]]>", text.replace("]]>", "]]]]><![CDATA[>"));
                }
            }
        }
        *output += &match inside.as_str() {
            "" => "/>".to_owned(),
            inside => format!(">{inside}</{}>", self.name),
        };
    }
}

struct Tree<'x> {
    xml: &'x Xml,
}

impl Tree<'_> {
    /// What a node is in the element around it. Attributes are not.
    fn parts(&self, node: &XmlNode, key: &str, value: &Value) -> Vec<Part> {
        match node.kind {
            XmlKind::Attribute => Vec::new(),
            XmlKind::Text => vec![Part::Text(flat(value))],
            XmlKind::CData => vec![Part::CData(flat(value))],
            XmlKind::Group if value.is_null() => Vec::new(),
            XmlKind::Group => self.inside(&node.content, key, value),
            XmlKind::Element => {
                self.elements(node, key, value).into_iter().map(Part::Element).collect()
            }
        }
    }

    /// One element, or several where a list is any JSON.
    fn elements(&self, node: &XmlNode, key: &str, value: &Value) -> Vec<Element> {
        match (&node.content, value) {
            (XmlContent::Any, Value::Array(items)) => {
                items.iter().map(|item| self.element(node, key, item)).collect()
            }
            _ => vec![self.element(node, key, value)],
        }
    }

    fn element(&self, node: &XmlNode, key: &str, value: &Value) -> Element {
        let name = if node.name.is_empty() { key } else { &node.name };
        let mut element = Element {
            name: qualified(node, name),
            namespace: namespace(node),
            is_null: value.is_null(),
            ..Element::default()
        };
        if value.is_null() {
            return element;
        }
        if let (XmlContent::Object(id), Value::Object(members)) = (&node.content, value)
            && let Some(object) = self.xml.objects.get(id.0)
        {
            self.attributes(object, members, &mut element);
        }
        element.parts = self.inside(&node.content, key, value);
        element
    }

    fn attributes(&self, object: &XmlObject, members: &Map<String, Value>, element: &mut Element) {
        for property in &object.properties {
            let node = &property.node;
            match (node.kind, &node.content, members.get(&property.wire)) {
                (_, _, None | Some(Value::Null)) => {}
                (XmlKind::Attribute, _, Some(value)) => {
                    let name = qualified(node, &node.name);
                    element.attributes.push((name, namespace(node), flat(value)));
                }
                (XmlKind::Group, XmlContent::Object(id), Some(Value::Object(members))) => {
                    if let Some(inner) = self.xml.objects.get(id.0) {
                        self.attributes(inner, members, element);
                    }
                }
                _ => {}
            }
        }
    }

    fn inside(&self, content: &XmlContent, key: &str, value: &Value) -> Vec<Part> {
        let object = match content {
            XmlContent::Object(id) => self.xml.objects.get(id.0),
            _ => None,
        };
        match (content, value) {
            (_, Value::Object(members)) => self.members(object, members),
            (XmlContent::List(item), Value::Array(items)) => {
                items.iter().flat_map(|one| self.parts(item, key, one)).collect()
            }
            (XmlContent::Tuple(first, rest), Value::Array(items)) => {
                let node = |index: usize| first.get(index).or(rest.as_deref());
                let pairs = items.iter().enumerate();
                let pairs = pairs.filter_map(|(index, item)| Some((node(index)?, item)));
                pairs.flat_map(|(node, item)| self.parts(node, key, item)).collect()
            }
            (_, Value::Array(items)) => {
                let element = |item| Part::Element(self.element(&any(), key, item));
                items.iter().map(element).collect()
            }
            (_, scalar) => vec![Part::Text(flat(scalar))],
        }
    }

    fn members(&self, object: Option<&XmlObject>, members: &Map<String, Value>) -> Vec<Part> {
        let properties = object.map_or(&[][..], |object| &object.properties);
        let mut parts = Vec::new();
        for property in properties {
            if let Some(value) = members.get(&property.wire) {
                parts.extend(self.parts(&property.node, &property.wire, value));
            }
        }
        let further = object.and_then(|object| object.additional.clone()).unwrap_or_else(any);
        let mut others: Vec<(&String, &Value)> = members
            .iter()
            .filter(|(name, _)| !properties.iter().any(|property| property.wire == **name))
            .collect();
        // A map has its keys in order.
        others.sort_by_key(|(name, _)| *name);
        for (name, value) in others {
            parts.extend(self.parts(&further, name, value));
        }
        parts
    }
}

/// An element with any JSON in it.
fn any() -> XmlNode {
    XmlNode {
        kind: XmlKind::Element,
        name: String::new(),
        prefix: None,
        namespace: None,
        wrapper: None,
        nullable: false,
        content: XmlContent::Any,
    }
}

fn qualified(node: &XmlNode, name: &str) -> String {
    node.prefix.as_ref().map_or_else(|| name.to_owned(), |prefix| format!("{prefix}:{name}"))
}

fn namespace(node: &XmlNode) -> Namespace {
    Some((node.prefix.clone().unwrap_or_default(), node.namespace.clone()?))
}

/// A value as text.
fn flat(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(flat).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('\r', "&#13;")
}

fn attribute(text: &str) -> String {
    let text = escape(text).replace('"', "&quot;");
    text.replace('\n', "&#10;").replace('\t', "&#9;")
}
