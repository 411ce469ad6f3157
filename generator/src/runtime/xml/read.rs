//! From a tree of elements to a tree of JSON.
//!
//! What is not known is ignored, and order does not matter. Names are compared without their prefixes, and with their namespaces only where
//! several parts of an object have the same one.

use serde_json::{Map, Number, Value};

use super::tree::{Child, Element};
use super::{Content, Kind, Node, Object};

/// The value of a document. Its root may have another name if there is something in it that is known.
pub(super) fn document(root: &Node, element: &Element) -> Option<Value> {
    let value = content(&root.content, element);
    let is_known = match &value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    (element.name == root.name || is_known).then_some(value)
}

/// What an element stands for.
fn content(content: &Content, element: &Element) -> Value {
    if element.is_nil {
        return Value::Null;
    }
    match content {
        Content::Any => any(element),
        Content::Object(of) => Value::Object(object(of, element)),
        Content::List(item) => {
            let items = element.elements().filter(|one| matches(item, one) > 0);
            items.map(|one| self::content(&item.content, one)).collect()
        }
        Content::Tuple(first, rest) => Value::Array(tuple(first, *rest, element)),
        scalar => self::scalar(scalar, element.text()),
    }
}

/// What a text stands for. One that is not what it should be stays a text, and whoever reads the value says so.
fn scalar(content: &Content, text: String) -> Value {
    let trimmed = text.trim();
    let known = match content {
        Content::Number => number(trimmed).map(Value::Number),
        Content::Boolean => boolean(trimmed).map(Value::Bool),
        Content::Scalar => match trimmed {
            "true" | "false" => boolean(trimmed).map(Value::Bool),
            _ => serde_json::from_str(trimmed).ok().map(Value::Number),
        },
        Content::List(item) => {
            let items = trimmed.split_ascii_whitespace();
            Some(items.map(|one| scalar(&item.content, one.to_owned())).collect())
        }
        _ => None,
    };
    // An element without text is how many say that there is no number.
    let is_absent = trimmed.is_empty() && matches!(content, Content::Number | Content::Boolean);
    known.unwrap_or(if is_absent { Value::Null } else { Value::String(text) })
}

/// The number that a text is (XML Schema Part 2, sections 3.3.3 and 3.3.5), which may have a sign and zeros that JSON does not allow.
fn number(text: &str) -> Option<Number> {
    let integer = text.parse::<i64>().map(Number::from);
    let integer = integer.or_else(|_| text.parse::<u64>().map(Number::from)).ok();
    let exact = || serde_json::from_str(text).ok();
    integer.or_else(exact).or_else(|| Number::from_f64(text.parse().ok()?))
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        text if text.eq_ignore_ascii_case("true") => Some(true),
        text if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// How well an element fits a node: not at all, by its name, or by its namespace as well.
fn matches(node: &Node, element: &Element) -> u8 {
    let by_name = |name: &str, namespace: &str| match name.is_empty() || name == element.name {
        false => 0,
        true if namespace == element.namespace => 2,
        true => 1,
    };
    match (node.kind, &node.content) {
        (Kind::Element, _) => by_name(node.name, node.namespace),
        (Kind::Group, Content::List(item)) => {
            let inside = matches(item, element);
            let around = !node.wrapper.is_empty() && node.wrapper == element.name;
            inside.max(u8::from(around))
        }
        (Kind::Group, Content::Tuple(first, rest)) => {
            first.iter().chain(*rest).map(|one| matches(one, element)).max().unwrap_or_default()
        }
        (Kind::Group, Content::Object(of)) => {
            let nodes = of.properties.iter().map(|property| &property.node);
            nodes.map(|node| matches(node, element)).max().unwrap_or_default()
        }
        _ => 0,
    }
}

fn object(of: &Object, element: &Element) -> Map<String, Value> {
    let mut found: Vec<Vec<&Element>> = vec![Vec::new(); of.properties.len()];
    let mut others = Vec::new();
    for child in element.elements() {
        let mut best = (0, None);
        for (index, property) in of.properties.iter().enumerate() {
            let fit = matches(&property.node, child);
            if fit > best.0 {
                best = (fit, Some(index));
            }
        }
        match best.1.and_then(|index| found.get_mut(index)) {
            Some(found) => found.push(child),
            None => others.push(child),
        }
    }
    let mut members = Map::new();
    for (property, found) in of.properties.iter().zip(found) {
        let node = &property.node;
        let text = |text: String| {
            (property.required || !text.is_empty()).then(|| scalar(&node.content, text))
        };
        let value = match node.kind {
            Kind::Element => match (found.as_slice(), &node.content) {
                ([], Content::List(_)) if property.required => Some(Value::Array(Vec::new())),
                ([], _) => None,
                ([_, _, ..], Content::Any) => Some(found.iter().map(|one| any(one)).collect()),
                ([first, ..], inside) => Some(content(inside, first)),
            },
            Kind::Attribute => attribute(node, element),
            Kind::Text => text(element.text()),
            Kind::CData => text(element.cdata()),
            Kind::Group => group(node, element, &found, property.required),
        };
        if let Some(value) = value {
            members.insert(property.name.to_owned(), value);
        }
    }
    if let Some(node) = of.additional {
        for child in others {
            let value = additional(node, child);
            match (members.get_mut(&child.name), value) {
                (Some(Value::Array(known)), Value::Array(more)) if node.kind == Kind::Group => {
                    known.extend(more);
                }
                (Some(_), _) => {}
                (None, value) => _ = members.insert(child.name.clone(), value),
            }
        }
    }
    members
}

/// The value of an attribute. One that is missing is null where null is a value.
fn attribute(node: &Node, element: &Element) -> Option<Value> {
    let named = || element.attributes.iter().filter(|one| one.name == node.name);
    let exact = named().find(|one| one.namespace == node.namespace);
    match exact.or_else(|| named().next()) {
        Some(attribute) => Some(scalar(&node.content, attribute.value.clone())),
        None => node.nullable.then_some(Value::Null),
    }
}

/// The value of a property for which nothing stands itself. `found` are the elements that belong to it.
fn group(node: &Node, element: &Element, found: &[&Element], required: bool) -> Option<Value> {
    match &node.content {
        Content::List(item) => {
            let mut items = Vec::new();
            for one in found {
                if matches(item, one) > 0 {
                    items.push(content(&item.content, one));
                } else {
                    let inside = one.elements().filter(|one| matches(item, one) > 0);
                    items.extend(inside.map(|one| content(&item.content, one)));
                }
            }
            (required || !found.is_empty()).then_some(Value::Array(items))
        }
        Content::Tuple(first, rest) => {
            let items = tuple(first, *rest, element);
            (required || !items.is_empty()).then_some(Value::Array(items))
        }
        Content::Object(of) => {
            let members = object(of, element);
            (required || !members.is_empty()).then_some(Value::Object(members))
        }
        _ => None,
    }
}

/// The value of a property that is known by its name alone.
fn additional(node: &Node, element: &Element) -> Value {
    match (node.kind, &node.content) {
        (Kind::Group, Content::List(item)) => Value::Array(vec![content(&item.content, element)]),
        (_, inside) => content(inside, element),
    }
}

/// Items in their order: each takes what fits it next, and skips what does not.
fn tuple(first: &[Node], rest: Option<&Node>, element: &Element) -> Vec<Value> {
    let mut children = element.children.iter().peekable();
    let mut items = Vec::new();
    for node in first {
        let is_text = matches!(node.kind, Kind::Text | Kind::CData);
        let mut text = String::new();
        let mut item = None;
        while let Some(child) = children.peek() {
            match child {
                Child::Text(part) | Child::CData(part) => text.push_str(part),
                Child::Element(_) if is_text => break,
                Child::Element(one) if matches(node, one) > 0 => {
                    item = Some(content(&node.content, one));
                }
                Child::Element(_) => {}
            }
            children.next();
            if item.is_some() {
                break;
            }
        }
        match item {
            None if is_text => items.push(scalar(&node.content, text)),
            None => return items,
            Some(item) => items.push(item),
        }
    }
    for child in children {
        if let (Child::Element(one), Some(node)) = (child, rest)
            && matches(node, one) > 0
        {
            items.push(content(&node.content, one));
        }
    }
    items
}

/// What stands for a value of which nothing is known.
fn any(element: &Element) -> Value {
    if element.is_nil {
        return Value::Null;
    }
    if element.elements().next().is_none() && element.attributes.is_empty() {
        return Value::String(element.text());
    }
    let mut members = Map::new();
    for attribute in &element.attributes {
        members.insert(attribute.name.clone(), Value::String(attribute.value.clone()));
    }
    for child in element.elements() {
        let value = any(child);
        match members.get_mut(&child.name) {
            None => _ = members.insert(child.name.clone(), value),
            Some(Value::Array(items)) => items.push(value),
            Some(known) => {
                let first = known.take();
                *known = Value::Array(vec![first, value]);
            }
        }
    }
    Value::Object(members)
}
