//! Bodies in XML: what stands for a value (OpenAPI 3.2, XML Object).
//!
//! This is found out beside the types and knows nothing of them: a value becomes the tree of JSON that it is in every format, and what
//! is lowered here says how that tree stands in XML. So a type has no part in it, and one that is never XML costs nothing.

mod look;
mod object;

use std::collections::{HashMap, VecDeque};

use super::merge::Merged;
use super::name::{self, Scope};
use super::scalar;
use super::schema::Schemas;
use crate::diagnostic::Code;
use crate::document::{Additional, NodeType, Types};
use crate::ir::{Xml, XmlContent, XmlKind, XmlNode, XmlObject, XmlObjectId, XmlRoot, XmlRootId};
use crate::source::Node;
use look::Look;

/// Lists within one another at most, and alternatives.
const DEEPEST: usize = 16;

/// What is known of XML so far.
#[derive(Default)]
pub(super) struct Shapes<'t> {
    roots: Vec<XmlRoot>,
    objects: Vec<XmlObject>,
    known: HashMap<Vec<usize>, XmlObjectId>,
    queue: VecDeque<Job<'t>>,
    names: Scope,
}

/// An object that waits, so that nothing is nested deeper than lists are.
struct Job<'t> {
    id: XmlObjectId,
    hint: String,
    alternatives: Vec<Merged<'t>>,
}

impl<'t> Shapes<'t> {
    /// All of it.
    pub(super) fn finish(self) -> Xml {
        Xml { roots: self.roots, objects: self.objects }
    }
}

/// What values of a schema are, as far as XML can tell them apart.
enum Shape<'t> {
    Scalar(XmlContent),
    Array(Box<Merged<'t>>),
    Object(Vec<Merged<'t>>),
    /// Anything.
    Free,
}

impl<'t> Schemas<'t, '_> {
    /// The root of a body, if it is one whose values XML can hold. Plain text needs none.
    pub(super) fn xml_root(&mut self, node: Node<'t>, hint: &str) -> Option<XmlRootId> {
        let look = self.look(&[node], None);
        let meant = self.xml_meant(node);
        let merged = self.merge(&[meant])?;
        let shape = self.shape(merged);
        match &shape {
            Shape::Scalar(XmlContent::Text) if look.name.is_none() => return None,
            Shape::Free => {
                let message =
                    "nothing says how a value of this schema stands in XML; the body is text";
                let help = "describe an object with its properties";
                self.diagnostics.warning(Code::UntypedXml, node, message, help);
                return None;
            }
            _ => {}
        }
        let is_element = matches!(look.kind, None | Some(NodeType::Element))
            || (look.kind == Some(NodeType::None) && matches!(shape, Shape::Array(_)));
        let Some(name) = look.name.or(look.inferred.as_deref()).filter(|_| is_element) else {
            let message = "the root of this XML has no name; the body is text";
            let help =
                "give it one: `xml: {name: ...}`, or make the schema one of `components.schemas`";
            self.diagnostics.warning(Code::UntypedXml, node, message, help);
            return None;
        };
        let name = name.to_owned();
        let content = self.content(shape, &name, &[node], &format!("{hint} xml"), 0);
        self.make_objects();
        // A document has one root, so that a list is always in an element of its own.
        let node = XmlNode { wrapper: None, ..element(&look, &name, content) };
        if let Some(known) = self.xml.roots.iter().position(|root| root.node == node) {
            return Some(XmlRootId(known));
        }
        let constant = self.constant(&format!("{name} root"));
        self.xml.roots.push(XmlRoot { name: constant, node });
        Some(XmlRootId(self.xml.roots.len() - 1))
    }

    fn constant(&mut self, text: &str) -> String {
        self.xml.names.mint(name::lower(text, "xml").to_uppercase())
    }

    /// What stands for a value of which these schemas speak. `inferred` is its name if nothing else is said.
    fn xml_node(
        &mut self,
        nodes: &[Node<'t>],
        inferred: &str,
        hint: &str,
        depth: usize,
    ) -> XmlNode {
        let look = self.look(nodes, Some(inferred));
        let meant: Vec<Node<'t>> = nodes.iter().map(|node| self.xml_meant(*node)).collect();
        let Some(merged) = self.merge(&meant).filter(|_| depth < DEEPEST) else {
            return element(&look, inferred, XmlContent::Any);
        };
        let shape = self.shape(merged);
        let is_list = matches!(shape, Shape::Array(_));
        if matches!(shape, Shape::Free) {
            self.warn_free(nodes);
        }
        let own = look.name.or(look.inferred.as_deref()).unwrap_or(inferred).to_owned();
        let is_wrapped = look.kind == Some(NodeType::Element);
        let inside = if is_list && !is_wrapped { inferred } else { &own };
        let content = self.content(shape, inside, nodes, hint, depth);
        let mut node = element(&look, &own, content);
        let is_plain = !matches!(
            node.content,
            XmlContent::Object(_) | XmlContent::Any | XmlContent::Tuple(..)
        );
        node.kind = match look.kind {
            Some(NodeType::Attribute) if is_plain => XmlKind::Attribute,
            Some(NodeType::Text) if is_plain => XmlKind::Text,
            Some(NodeType::CData) if is_plain => XmlKind::CData,
            Some(NodeType::Attribute | NodeType::Text | NodeType::CData) => {
                let message =
                    "only text can stand there, and this is more; it is taken for an element";
                let help = "let the schema be a string, a number or a boolean, or remove `nodeType` or `attribute`";
                let place = look.node.or(nodes.first().copied());
                if let Some(place) = place {
                    self.diagnostics.warning(Code::AmbiguousXml, place, message, help);
                }
                XmlKind::Element
            }
            Some(NodeType::None) if !is_plain || is_list => XmlKind::Group,
            None if is_list => XmlKind::Group,
            Some(NodeType::Element | NodeType::None) | None => XmlKind::Element,
        };
        if node.kind == XmlKind::Attribute && node.namespace.is_some() && node.prefix.is_none() {
            // What has no prefix is in no namespace, if it is an attribute (Namespaces in XML 1.0, section 6.2).
            node.prefix = Some("ns".to_owned());
        }
        node.nullable = node.kind == XmlKind::Attribute
            && self.merge(nodes).is_some_and(|merged| merged.null == Some(true));
        node.wrapper = match (&node.content, look.name) {
            (XmlContent::List(item), Some(name))
                if node.kind == XmlKind::Group && item.name != name =>
            {
                Some(name.to_owned())
            }
            _ => None,
        };
        node
    }

    fn warn_free(&mut self, nodes: &[Node<'t>]) {
        let Some(node) = nodes.first() else { return };
        let message = "nothing says what this is, and XML does not tell numbers from texts: what arrives is made of texts";
        let help = "give the schema a `type`, and an object its properties";
        self.diagnostics.warning(Code::UntypedXml, *node, message, help);
    }

    /// What is in the node of a value. `inferred` is the name of items that have none.
    fn content(
        &mut self,
        shape: Shape<'t>,
        inferred: &str,
        nodes: &[Node<'t>],
        hint: &str,
        depth: usize,
    ) -> XmlContent {
        match shape {
            Shape::Scalar(content) => content,
            Shape::Free => XmlContent::Any,
            Shape::Object(alternatives) => {
                XmlContent::Object(self.object(nodes, alternatives, hint))
            }
            Shape::Array(merged) => {
                let item = |schemas: &mut Self, nodes: &[Node<'t>]| {
                    let mut item = schemas.xml_node(nodes, inferred, hint, depth + 1);
                    // Lists in lists could not be told apart without elements around them.
                    if matches!(item.content, XmlContent::List(_)) {
                        item.kind = XmlKind::Element;
                    }
                    item
                };
                let first: Vec<XmlNode> =
                    merged.prefix_items.iter().map(|nodes| item(self, nodes)).collect();
                let rest = match merged.items.as_slice() {
                    [] => None,
                    nodes if nodes.iter().any(|node| node.value.as_bool() == Some(false)) => None,
                    nodes => Some(Box::new(item(self, nodes))),
                };
                match (first.is_empty(), rest) {
                    (false, rest) => XmlContent::Tuple(first, rest),
                    (true, Some(item)) => XmlContent::List(item),
                    (true, None) => {
                        self.warn_free(nodes);
                        XmlContent::List(Box::new(XmlNode {
                            kind: XmlKind::Element,
                            name: inferred.to_owned(),
                            prefix: None,
                            namespace: None,
                            wrapper: None,
                            nullable: false,
                            content: XmlContent::Any,
                        }))
                    }
                }
            }
        }
    }

    /// What the values of a schema are. Alternatives that are objects are one object that has the properties of all.
    /// The JSON types that values of these schemas can have; none where nothing is said of that.
    pub(super) fn kinds_of(&mut self, nodes: &[Node<'t>]) -> Types {
        let kinds: Vec<Types> = self.alternatives_of(nodes).iter().map(kinds).collect();
        if kinds.iter().any(|kinds| kinds.is_empty()) {
            return Types::default();
        }
        kinds.iter().fold(Types::default(), |all, kinds| all.or(*kinds))
    }

    fn shape(&mut self, merged: Merged<'t>) -> Shape<'t> {
        let mut alternatives = Vec::new();
        self.alternatives(merged, &mut Vec::new(), &mut alternatives);
        let kinds: Vec<Types> = alternatives.iter().map(kinds).collect();
        let all = kinds.iter().fold(Types::default(), |all, kinds| all.or(*kinds));
        match all {
            _ if kinds.iter().any(|kinds| kinds.is_empty()) => Shape::Free,
            Types::OBJECT => {
                let is_free = |one: &Merged<'_>| {
                    one.properties.is_empty()
                        && one.required.is_empty()
                        && one.pattern_properties.is_empty()
                        && matches!(one.additional, Additional::Unspecified | Additional::Free)
                };
                if alternatives.iter().all(is_free) {
                    Shape::Free
                } else {
                    Shape::Object(alternatives)
                }
            }
            Types::ARRAY => {
                let mut alternatives = alternatives.into_iter();
                let first = alternatives.next();
                let same = |one: Merged<'t>| {
                    first.as_ref().is_some_and(|first| {
                        one.items == first.items && one.prefix_items == first.prefix_items
                    })
                };
                let is_one = alternatives.all(same);
                match first {
                    Some(first) if is_one => Shape::Array(Box::new(first)),
                    _ => Shape::Free,
                }
            }
            Types::STRING => Shape::Scalar(XmlContent::Text),
            Types::BOOLEAN => Shape::Scalar(XmlContent::Boolean),
            Types::INTEGER | Types::NUMBER => Shape::Scalar(XmlContent::Number),
            all if all.and(Types::OBJECT.or(Types::ARRAY)).is_empty() => {
                Shape::Scalar(XmlContent::Scalar)
            }
            _ => Shape::Free,
        }
    }

    /// What a value of these schemas can be.
    pub(super) fn alternatives_of(&mut self, nodes: &[Node<'t>]) -> Vec<Merged<'t>> {
        let mut found = Vec::new();
        if let Some(merged) = self.merge(nodes) {
            self.alternatives(merged, &mut Vec::new(), &mut found);
        }
        found
    }

    /// What a value can be: each member of `oneOf` and `anyOf`, and each child of a base, with all that holds besides.
    fn alternatives(
        &mut self,
        mut merged: Merged<'t>,
        seen: &mut Vec<usize>,
        found: &mut Vec<Merged<'t>>,
    ) {
        let groups = std::mem::take(&mut merged.groups);
        let is_alone = merged.derived || !groups.is_empty();
        let children = if is_alone { &[] } else { self.hierarchies.children_of(merged.node) };
        let children = children.to_vec();
        let members = groups.iter().flat_map(|group| &group.members).copied().chain(children);
        let before = found.len();
        for member in members {
            if seen.contains(&member.address()) {
                continue;
            }
            seen.push(member.address());
            let Some(other) = self.merge(&[member]) else { continue };
            // Null is no node, and is told by `xsi:nil`.
            if other.types.is_some_and(Types::is_empty) {
                continue;
            }
            let mut joined = merged.clone();
            joined.derived = true;
            joined.join(other);
            self.alternatives(joined, seen, found);
        }
        if found.len() == before {
            found.push(merged);
        }
    }
}

/// The JSON types of the values of a schema, null aside; none where it could be any.
pub(super) fn kinds(merged: &Merged<'_>) -> Types {
    let of_values = || {
        let values = merged.values.as_ref()?.iter().map(|value| Types::of(value.value));
        Some(values.fold(Types::default(), Types::or).without(Types::NULL))
    };
    merged.types.or_else(of_values).or_else(|| scalar::inferred(merged)).unwrap_or_default()
}

/// An element.
fn element(look: &Look<'_>, name: &str, content: XmlContent) -> XmlNode {
    XmlNode {
        kind: XmlKind::Element,
        name: name.to_owned(),
        prefix: look.prefix.map(str::to_owned),
        namespace: look.namespace.map(str::to_owned),
        wrapper: None,
        nullable: false,
        content,
    }
}
