//! Inline schemas that say the same, word for word, are one type.
//!
//! They are when they stand in the same file, so that their references mean the same. The first one names the type; when a second
//! owner turns up, the type is named after the property alone, if that name is free.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::schema::Lowered;
use crate::source::Node;

/// The inline schemas that have a type already.
#[derive(Default)]
pub(super) struct Shared<'t> {
    /// By a hash of what they say.
    found: HashMap<u64, Vec<Known<'t>>>,
}

struct Known<'t> {
    node: Node<'t>,
    /// Whether it describes a body of several parts, in which the same words can mean something else.
    has_parts: bool,
    lowered: Lowered,
}

impl<'t> Shared<'t> {
    /// What was made of a schema that says the same.
    pub(super) fn find(&self, node: Node<'t>, has_parts: bool) -> Option<&Lowered> {
        let known = self.found.get(&fingerprint(node)?)?;
        let same = |known: &&Known<'t>| {
            known.has_parts == has_parts
                && known.node.file == node.file
                && known.node.value == node.value
        };
        known.iter().find(same).map(|known| &known.lowered)
    }

    /// Remembers what was made of a schema.
    pub(super) fn keep(&mut self, node: Node<'t>, has_parts: bool, lowered: &Lowered) {
        if let Some(fingerprint) = fingerprint(node) {
            let known = Known { node, has_parts, lowered: lowered.clone() };
            self.found.entry(fingerprint).or_default().push(known);
        }
    }
}

/// A hash of a schema that is likely to need a type of its own.
fn fingerprint(node: Node<'_>) -> Option<u64> {
    const SHAPES: [&str; 5] = ["properties", "enum", "oneOf", "anyOf", "allOf"];
    let object = node.value.as_object()?;
    if !SHAPES.iter().any(|shape| object.contains_key(*shape)) {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    node.file.hash(&mut hasher);
    hash(node.value, &mut hasher);
    Some(hasher.finish())
}

/// Hashes a value without regard to the order of its members.
fn hash(value: &Value, hasher: &mut DefaultHasher) {
    match value {
        Value::Null => 0_u8.hash(hasher),
        Value::Bool(value) => value.hash(hasher),
        Value::Number(number) => number.hash(hasher),
        Value::String(text) => text.hash(hasher),
        Value::Array(items) => {
            items.len().hash(hasher);
            items.iter().for_each(|item| hash(item, hasher));
        }
        Value::Object(members) => {
            members.len().hash(hasher);
            let mut sum = 0_u64;
            for (key, member) in members {
                let mut one = DefaultHasher::new();
                key.hash(&mut one);
                hash(member, &mut one);
                sum = sum.wrapping_add(one.finish());
            }
            sum.hash(hasher);
        }
    }
}
