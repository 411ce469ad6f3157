//! What the `xml` of a schema says, that of the schemas behind it included.

use super::super::schema::Schemas;
use crate::document::NodeType;
use crate::source::Node;

/// How many references and `allOf`s may stand within one another.
const DEEPEST: usize = 64;

/// What is said of a node.
#[derive(Default)]
pub(super) struct Look<'t> {
    pub(super) name: Option<&'t str>,
    /// The name of the component that it is, or of the property.
    pub(super) inferred: Option<String>,
    pub(super) namespace: Option<&'t str>,
    pub(super) prefix: Option<&'t str>,
    pub(super) kind: Option<NodeType>,
    /// The `xml` that says something.
    pub(super) node: Option<Node<'t>>,
}

impl<'t> Schemas<'t, '_> {
    /// What several schemas that speak of one value say of its node. The one before has the last word.
    pub(super) fn look(&mut self, nodes: &[Node<'t>], inferred: Option<&str>) -> Look<'t> {
        let mut look = Look { inferred: inferred.map(str::to_owned), ..Look::default() };
        for node in nodes {
            self.look_at(*node, &mut look, 0);
        }
        look
    }

    fn look_at(&mut self, node: Node<'t>, look: &mut Look<'t>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let schema = self.read(node);
        if look.inferred.is_none() {
            look.inferred = self.component_name(node).map(str::to_owned);
        }
        if let Some(target) = schema.reference.filter(|_| schema.xml.defers) {
            if let Some(name) = self.component_name(target) {
                look.inferred = Some(name.to_owned());
            }
            return self.look_at(target, look, depth + 1);
        }
        let xml = &schema.xml;
        look.name = look.name.or(xml.name);
        look.kind = look.kind.or(xml.kind);
        look.node = look.node.or(xml.node);
        if look.namespace.is_none() && look.prefix.is_none() {
            (look.namespace, look.prefix) = (xml.namespace, xml.prefix);
        }
        // What stands in place speaks of this use, and what is referred to of all of them.
        let is_alone = schema.all_of.len() == 1;
        let (referring, own): (Vec<_>, Vec<_>) =
            schema.all_of.iter().partition(|member| member.get("$ref").is_some());
        for member in own.into_iter().chain(schema.reference).chain(referring) {
            let inferred = look.inferred.clone();
            self.look_at(member, look, depth + 1);
            if !is_alone && schema.reference.is_none() {
                look.inferred = inferred;
            }
        }
    }
}
