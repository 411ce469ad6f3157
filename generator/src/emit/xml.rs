//! How values stand in XML, as constants that bodies are written and read by.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{
    Api, Contents, Operation, XmlContent, XmlKind, XmlNode, XmlObject, XmlObjectId, XmlProperty,
    XmlRootId,
};

use super::facts::{Facts, operations, payloads};
use super::print::{Node, binding, call, imports, slice, text, word};
use super::uses::Uses;

/// The file, if some body is made of XML.
pub fn file(facts: &Facts<'_>) -> Option<String> {
    let api = facts.api;
    let roots = roots(api);
    if roots.is_empty() {
        return None;
    }
    let mut names = BTreeSet::new();
    let mut items = Vec::new();
    for root in &roots {
        let node = node(&root.node, api, &mut names);
        let left = format!("pub static {}: Node =", root.name);
        items.push(binding(&left, &node, ';', 0));
    }
    for object in objects(api) {
        names.insert("Object");
        let left = format!("pub static {}: Object =", object.name);
        items.push(binding(&left, &self::object(object, api, &mut names), ';', 0));
    }
    let names = names.into_iter().map(str::to_owned).collect();
    let imports = imports("", &BTreeMap::from([("super::runtime::xml", names)]));
    Some(format!("//! How values stand in XML.\n\n{imports}\n{}\n", items.join("\n\n")))
}

/// Whether a body is made of XML.
pub fn is_used(api: &Api) -> bool {
    !roots(api).is_empty()
}

/// A root as the argument of what writes or reads it.
pub fn reference(root: Option<XmlRootId>, uses: &mut Uses<'_>) -> Node {
    let root = root.and_then(|id| uses.facts().api.xml.roots.get(id.0));
    let name = root.map(|root| root.name.as_str()).unwrap_or_default();
    uses.name("super", "xml");
    word(format!("xml::{name}")).borrow()
}

/// The roots of the bodies that there are.
fn roots(api: &Api) -> Vec<&crate::ir::XmlRoot> {
    let used: BTreeSet<usize> = operations(api).flat_map(roots_of).map(|id| id.0).collect();
    used.into_iter().filter_map(|index| api.xml.roots.get(index)).collect()
}

fn roots_of(operation: &Operation) -> Vec<XmlRootId> {
    let contents = match operation.body.as_ref().map(|body| &body.contents) {
        None => Vec::new(),
        Some(Contents::One(content)) => vec![content.root],
        Some(Contents::Many { variants, .. }) => {
            variants.iter().map(|(_, content)| content.root).collect()
        }
    };
    let answers = [&operation.success, &operation.failure].into_iter();
    let answers = answers.flat_map(payloads).map(|payload| payload.root);
    contents.into_iter().chain(answers).flatten().collect()
}

/// The objects that the roots lead to, in their order.
fn objects(api: &Api) -> Vec<&XmlObject> {
    let mut found = BTreeSet::new();
    let mut rest = Vec::new();
    roots(api).iter().for_each(|root| within(&root.node, &mut rest));
    while let Some(XmlObjectId(index)) = rest.pop() {
        if found.insert(index)
            && let Some(object) = api.xml.objects.get(index)
        {
            let properties = object.properties.iter().map(|property| &property.node);
            properties.chain(&object.additional).for_each(|node| within(node, &mut rest));
        }
    }
    found.into_iter().filter_map(|index| api.xml.objects.get(index)).collect()
}

fn within(node: &XmlNode, found: &mut Vec<XmlObjectId>) {
    match &node.content {
        XmlContent::Object(id) => found.push(*id),
        XmlContent::List(item) => within(item, found),
        XmlContent::Tuple(first, rest) => {
            first.iter().chain(rest.as_deref()).for_each(|node| within(node, found));
        }
        XmlContent::Text
        | XmlContent::Number
        | XmlContent::Boolean
        | XmlContent::Scalar
        | XmlContent::Any => {}
    }
}

fn object(object: &XmlObject, api: &Api, names: &mut BTreeSet<&'static str>) -> Node {
    let properties = object.properties.iter().map(|one| property(one, api, names));
    let properties: Vec<Node> = properties.collect();
    let mut output = call("Object::new", [slice(properties)]);
    if let Some(additional) = &object.additional {
        output = output.method("additional", [node(additional, api, names).borrow()]);
    }
    output
}

fn property(property: &XmlProperty, api: &Api, names: &mut BTreeSet<&'static str>) -> Node {
    names.insert("Property");
    let node = node(&property.node, api, names);
    let output = call("Property::new", [text(&property.wire), node]);
    // Only what can be empty is there without anything that stands for it.
    let can_be_empty = matches!(property.node.content, XmlContent::List(_) | XmlContent::Tuple(..))
        || matches!(property.node.kind, XmlKind::Text | XmlKind::CData | XmlKind::Group);
    if property.required && can_be_empty { output.method("required", []) } else { output }
}

fn node(of: &XmlNode, api: &Api, names: &mut BTreeSet<&'static str>) -> Node {
    names.insert("Node");
    let content = content(&of.content, api, names);
    let mut output = match of.kind {
        XmlKind::Element => call("Node::element", [text(&of.name), content]),
        XmlKind::Attribute => call("Node::attribute", [text(&of.name), content]),
        XmlKind::Text => call("Node::text", [content]),
        XmlKind::CData => call("Node::cdata", [content]),
        XmlKind::Group => call("Node::group", [content]),
    };
    let has_name = matches!(of.kind, XmlKind::Element | XmlKind::Attribute);
    if has_name && (of.prefix.is_some() || of.namespace.is_some()) {
        let [prefix, namespace] = [&of.prefix, &of.namespace].map(|one| one.as_deref());
        let arguments = [prefix, namespace].map(|one| text(one.unwrap_or_default()));
        output = output.method("namespace", arguments);
    }
    if let Some(wrapper) = &of.wrapper {
        output = output.method("wrapper", [text(wrapper)]);
    }
    if of.nullable { output.method("nullable", []) } else { output }
}

fn content(content: &XmlContent, api: &Api, names: &mut BTreeSet<&'static str>) -> Node {
    names.insert("Content");
    match content {
        XmlContent::Text => word("Content::Text"),
        XmlContent::Number => word("Content::Number"),
        XmlContent::Boolean => word("Content::Boolean"),
        XmlContent::Scalar => word("Content::Scalar"),
        XmlContent::Any => word("Content::Any"),
        XmlContent::Object(id) => {
            let name = api.xml.objects.get(id.0).map(|object| object.name.as_str());
            call("Content::Object", [word(name.unwrap_or_default()).borrow()])
        }
        XmlContent::List(item) => call("Content::List", [node(item, api, names).borrow()]),
        XmlContent::Tuple(first, rest) => {
            let first: Vec<Node> = first.iter().map(|one| node(one, api, names)).collect();
            let rest = match rest {
                Some(rest) => call("Some", [node(rest, api, names).borrow()]),
                None => word("None"),
            };
            call("Content::Tuple", [slice(first), rest])
        }
    }
}
