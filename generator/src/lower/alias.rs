//! Schemas that are only names for others.

use super::schema::{Component, Lowered, Schemas};
use crate::document::{Additional, Schema, Types};
use crate::ir::{Base, Type, TypeKind};
use crate::source::Node;

/// How many schemas that are only names may refer to each other.
const LONGEST_CHAIN: usize = 64;

impl<'t> Schemas<'t, '_> {
    /// Lends the names of components that only refer to a place that is none, such as one of another file, to that place.
    pub(super) fn lend_names(&mut self, components: &[(&'t str, Node<'t>)]) {
        for (_, node) in components {
            let mut target = *node;
            for _ in 0..LONGEST_CHAIN {
                if target.get("$ref").is_none() {
                    break;
                }
                let schema = self.reader.schema(target, self.diagnostics);
                match sole(&schema).filter(|_| schema.types.is_none()) {
                    Some(next) => target = next,
                    None => break,
                }
            }
            if let Some(Component { key, name, rank }) = self.components.get(&node.address()) {
                let lent = Component { key, name: name.clone(), rank: *rank };
                self.components.entry(target.address()).or_insert(lent);
            }
        }
    }

    /// Lowers a schema, or the one that it is only a name for.
    pub(super) fn described(&mut self, node: Node<'t>, hint: &str) -> Lowered {
        let schema = self.reader.schema(node, self.diagnostics);
        if let Some(target) = sole(&schema)
            && !self.is_child(node, target)
            && !self.is_uploaded(node)
        {
            let lowered = self.lower(target, hint);
            let types = schema.types.map(|types| types.without(Types::NULL));
            // A `type` beside the reference that only repeats what the schema behind it is, changes nothing.
            if types.is_none_or(|types| types.is_empty() || self.kinds(&lowered.ty) == types) {
                let null = match schema.types {
                    Some(types) => types.contains(Types::NULL),
                    None => schema.nullable,
                };
                return Lowered { nullable: lowered.nullable || null, ..lowered };
            }
        }
        match self.merge(&[node]) {
            Some(merged) => self.classify(merged, hint),
            None => Lowered::plain(Type::Json),
        }
    }

    /// Schemas without those that are only another name for one before them: a property that a child describes in the words
    /// of its base is of the same type there.
    pub(super) fn distinct(&mut self, nodes: &[Node<'t>]) -> Vec<Node<'t>> {
        let mut kept: Vec<(Node<'t>, Node<'t>)> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let meant = self.meant(*node);
            if kept.iter().all(|(_, known)| *known != meant) {
                kept.push((*node, meant));
            }
        }
        kept.into_iter().map(|(node, _)| node).collect()
    }

    /// The component that a schema is only a reference to, or the schema itself.
    pub(super) fn meant(&mut self, node: Node<'t>) -> Node<'t> {
        let mut target = node;
        for _ in 0..LONGEST_CHAIN {
            if self.components.contains_key(&target.address()) {
                return target;
            }
            let schema = self.reader.schema(target, self.diagnostics);
            let is_plain = schema.types.is_none() && !schema.nullable;
            match sole(&schema).filter(|_| is_plain) {
                Some(next) => target = next,
                None => break,
            }
        }
        node
    }

    /// The schema that another one is a name for, through all names that lead there.
    pub(super) fn through(&mut self, node: Node<'t>) -> Node<'t> {
        let mut target = node;
        for _ in 0..LONGEST_CHAIN {
            match sole(&self.read(target)) {
                Some(next) => target = next,
                None => break,
            }
        }
        target
    }

    /// A child that adds nothing to its base is still one of those that the base stands for.
    fn is_child(&mut self, node: Node<'t>, base: Node<'t>) -> bool {
        let base = super::union::target(self, base);
        self.hierarchies.children_of(base).contains(&node)
    }

    /// The JSON types of the values of a type, where that is one; empty where it is several.
    fn kinds(&self, ty: &Type) -> Types {
        match ty {
            Type::Bool => Types::BOOLEAN,
            Type::I32 | Type::I64 | Type::U32 | Type::U64 => Types::INTEGER,
            Type::F32 | Type::F64 => Types::NUMBER,
            Type::String | Type::Text(_) | Type::Base64 | Type::File | Type::Bytes => Types::STRING,
            Type::List(_) | Type::Tuple(..) => Types::ARRAY,
            Type::Map(_) => Types::OBJECT,
            Type::Named(id) => match self.definition(*id).map(|definition| &definition.kind) {
                // What has no definition yet waits in the queue, in which there are only objects.
                None | Some(TypeKind::Struct(_)) => Types::OBJECT,
                Some(TypeKind::Enum(values)) => match values.base {
                    Base::String => Types::STRING,
                    Base::Integer => Types::INTEGER,
                    Base::Mixed => Types::default(),
                },
                Some(TypeKind::Union(_) | TypeKind::Newtype(_)) => Types::default(),
            },
            Type::Json | Type::Null | Type::Nullable(_) | Type::External(_) => Types::default(),
        }
    }
}

/// The schema that another one is only a name for: its one reference, or the one member of its `allOf`, with nothing beside
/// it but `type` and words about it.
fn sole<'t>(schema: &Schema<'t>) -> Option<Node<'t>> {
    let target = match (schema.reference, schema.all_of.as_slice()) {
        (Some(target), []) => target,
        // One that is written out there is this schema itself, in other words.
        (None, [member]) if member.get("$ref").is_some() => *member,
        _ => return None,
    };
    let says_nothing = schema.format.is_none()
        && schema.values.is_none()
        && schema.constant.is_none()
        && schema.properties.is_empty()
        && schema.required.is_empty()
        && schema.additional == Additional::Unspecified
        && schema.pattern_properties.is_empty()
        && schema.property_names.is_none()
        && schema.items.is_none()
        && schema.prefix_items.is_empty()
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
        && schema.discriminator.is_none()
        && schema.constraints.is_empty()
        && schema.rust_type.is_none()
        && schema.min_length.is_none()
        && schema.max_length.is_none()
        && schema.pattern.is_none()
        && schema.minimum.is_none()
        && schema.maximum.is_none()
        && schema.multiple_of.is_none()
        && schema.min_items.is_none()
        && schema.max_items.is_none()
        && !schema.unique_items
        && schema.min_properties.is_none()
        && schema.max_properties.is_none();
    says_nothing.then_some(target)
}
