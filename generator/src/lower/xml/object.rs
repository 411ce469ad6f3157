//! Objects in XML: what stands for each of their properties.

use indexmap::IndexMap;

use super::super::merge::Merged;
use super::super::name;
use super::super::schema::Schemas;
use super::Job;
use crate::diagnostic::Code;
use crate::document::Additional;
use crate::ir::{XmlContent, XmlKind, XmlNode, XmlObject, XmlObjectId, XmlProperty};
use crate::source::Node;

/// How many schemas that are only names may refer to each other.
const LONGEST_CHAIN: usize = 64;

impl<'t> Schemas<'t, '_> {
    /// The object that stands for what these schemas speak of. It is made when nobody is looking at anything.
    pub(super) fn object(
        &mut self,
        nodes: &[Node<'t>],
        alternatives: Vec<Merged<'t>>,
        hint: &str,
    ) -> XmlObjectId {
        let meant: Vec<Node<'t>> = nodes.iter().map(|node| self.xml_meant(*node)).collect();
        let key: Vec<usize> = meant.iter().map(|node| node.address()).collect();
        if let Some(id) = self.xml.known.get(&key) {
            return *id;
        }
        let component = match meant.as_slice() {
            [node] => self.component_name(*node),
            _ => None,
        };
        let hint = component.map_or_else(|| hint.to_owned(), str::to_owned);
        let id = XmlObjectId(self.xml.objects.len());
        let name = self.constant(&hint);
        self.xml.objects.push(XmlObject { name, properties: Vec::new(), additional: None });
        self.xml.known.insert(key, id);
        self.xml.queue.push_back(Job { id, hint, alternatives });
        id
    }

    /// Makes all objects that wait, and those that come up meanwhile.
    pub(super) fn make_objects(&mut self) {
        while let Some(Job { id, hint, alternatives }) = self.xml.queue.pop_front() {
            let mut properties = self.xml_properties(&hint, &alternatives);
            let additional = self.xml_additional(&hint, &alternatives);
            let required = alternatives.iter().flat_map(|one| &one.required);
            for (wire, _) in required {
                // What must be there and is described nowhere is one of the further ones.
                if !properties.iter().any(|property| property.wire == *wire) {
                    let node = additional.clone().unwrap_or_else(any);
                    let node = XmlNode { name: (*wire).to_owned(), ..node };
                    let wire = (*wire).to_owned();
                    properties.push(XmlProperty { wire, required: true, node });
                }
            }
            if let Some(object) = self.xml.objects.get_mut(id.0) {
                (object.properties, object.additional) = (properties, additional);
            }
        }
    }

    fn xml_properties(&mut self, hint: &str, alternatives: &[Merged<'t>]) -> Vec<XmlProperty> {
        let mut described: IndexMap<&'t str, Vec<Vec<Node<'t>>>> = IndexMap::new();
        for (wire, property) in alternatives.iter().flat_map(|one| &one.properties) {
            let known = described.entry(*wire).or_default();
            if !known.contains(&property.nodes) {
                known.push(property.nodes.clone());
            }
        }
        let mut properties: Vec<XmlProperty> = Vec::with_capacity(described.len());
        let mut places = Vec::with_capacity(described.len());
        for (wire, described) in described {
            let mut node: Option<XmlNode> = None;
            for nodes in &described {
                let other = self.xml_node(nodes, wire, &name::within(hint, wire), 0);
                node = Some(match node {
                    None => other,
                    Some(node) => self.either(node, other, nodes),
                });
            }
            let Some(node) = node else { continue };
            let required = alternatives.iter().all(|one| one.required.contains_key(wire));
            properties.push(XmlProperty { wire: wire.to_owned(), required, node });
            places.push(described.first().and_then(|nodes| nodes.first()).copied());
        }
        self.tell_apart(&mut properties, &places);
        properties
    }

    /// What stands for a property that several alternatives have.
    fn either(&mut self, one: XmlNode, other: XmlNode, nodes: &[Node<'t>]) -> XmlNode {
        if one == other {
            return one;
        }
        let is_scalar = |node: &XmlNode| {
            matches!(
                node.content,
                XmlContent::Text | XmlContent::Number | XmlContent::Boolean | XmlContent::Scalar
            )
        };
        let content = if is_scalar(&one) && is_scalar(&other) {
            if one.content == other.content { one.content.clone() } else { XmlContent::Scalar }
        } else {
            XmlContent::Any
        };
        let is_same = XmlNode { content: content.clone(), ..one.clone() }
            == XmlNode { content: content.clone(), ..other };
        if (!is_same || content == XmlContent::Any)
            && let Some(node) = nodes.first()
        {
            let message = "another alternative has this property in another form, and XML does not tell which one is meant";
            let help = "let all alternatives describe it alike";
            self.diagnostics.warning(Code::AmbiguousXml, *node, message, help);
        }
        XmlNode { content, ..one }
    }

    /// Lists that would have elements of the same name in one object are each in an element of their own, if they have a name for it. By the letter
    /// that name means nothing; but nobody could read what would be written then.
    fn tell_apart(&mut self, properties: &mut [XmlProperty], places: &[Option<Node<'t>>]) {
        let names = |properties: &[XmlProperty]| {
            let names = properties.iter().map(|property| element_name(&property.node));
            names.collect::<Vec<_>>()
        };
        let is_twice = |names: &[Option<ElementName>], index: usize| {
            let mut others = names.iter().enumerate().filter(|(other, _)| *other != index);
            names[index].is_some() && others.any(|(_, name)| *name == names[index])
        };
        let before = names(properties);
        let mut problems = Vec::new();
        for (index, property) in properties.iter_mut().enumerate() {
            if !is_twice(&before, index) {
                continue;
            }
            if let (Some(wrapper), Some((own, _))) = (property.node.wrapper.take(), &before[index])
            {
                let wire = &property.wire;
                let message = format!(
                    "another property has elements called `{own}` too, so that those of `{wire}` are put into one called `{wrapper}`"
                );
                let help = "say so with `wrapped: true` or, since OpenAPI 3.2, `nodeType: element`";
                problems.push((index, message, help));
                (property.node.kind, property.node.name) = (XmlKind::Element, wrapper);
            }
        }
        let after = names(properties);
        for (index, property) in properties.iter().enumerate() {
            if let Some((own, _)) = after[index].as_ref().filter(|_| is_twice(&after, index)) {
                let wire = &property.wire;
                let message = format!(
                    "another property has elements called `{own}` too; which of them are those of `{wire}`, cannot be told"
                );
                problems.push((index, message, "give them names of their own"));
            }
        }
        for (index, message, help) in problems {
            if let Some(Some(place)) = places.get(index) {
                self.diagnostics.warning(Code::AmbiguousXml, *place, message, help);
            }
        }
    }

    /// What stands for properties that are known by their names alone.
    fn xml_additional(&mut self, hint: &str, alternatives: &[Merged<'t>]) -> Option<XmlNode> {
        let mut found: Option<XmlNode> = None;
        for one in alternatives {
            let schema = match one.additional {
                Additional::Schema(node) => Some(node),
                Additional::Free => {
                    self.warn_free(&[one.node]);
                    return Some(any());
                }
                Additional::Closed | Additional::Unspecified => None,
            };
            let patterns = one.pattern_properties.iter().map(|(_, node)| *node);
            for node in patterns.chain(schema) {
                let node = self.xml_node(&[node], "", &format!("{hint} value"), 0);
                // The name is that of the property, whatever the schema says of itself.
                let node = XmlNode { name: String::new(), ..node };
                match &found {
                    Some(known) if *known != node => return Some(any()),
                    _ => found = Some(node),
                }
            }
        }
        found
    }

    /// The schema that another one is only a name for, with words and `xml` beside the reference at most.
    pub(super) fn xml_meant(&mut self, node: Node<'t>) -> Node<'t> {
        let mut target = node;
        for _ in 0..LONGEST_CHAIN {
            if self.component_name(target).is_some() {
                return target;
            }
            let says = |node: Node<'t>| node.members().any(|(key, _)| !is_annotation(key));
            let schema = self.read(target);
            let is_bare = target.members().all(|(key, _)| {
                is_annotation(key) || matches!(key, "$ref" | "$dynamicRef" | "allOf")
            });
            let members = schema.all_of.iter().copied().filter(|member| says(*member));
            let mut targets = schema.reference.into_iter().chain(members);
            match (targets.next(), targets.next()) {
                (Some(next), None) if is_bare => target = next,
                _ => return target,
            }
        }
        node
    }
}

/// Whether a keyword says nothing of what values are made of.
fn is_annotation(key: &str) -> bool {
    key.starts_with("x-")
        || matches!(
            key,
            "xml"
                | "title"
                | "description"
                | "deprecated"
                | "readOnly"
                | "writeOnly"
                | "nullable"
                | "default"
                | "example"
                | "examples"
                | "externalDocs"
        )
}

/// The name of an element, and its namespace.
type ElementName = (String, Option<String>);

/// The name and namespace of the elements in an object that stand for a property.
fn element_name(node: &XmlNode) -> Option<ElementName> {
    match (node.kind, &node.content) {
        (XmlKind::Element, _) => Some((node.name.clone(), node.namespace.clone())),
        (XmlKind::Group, XmlContent::List(item)) => element_name(item),
        _ => None,
    }
}

/// An element with anything in it, under the name of its property.
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
