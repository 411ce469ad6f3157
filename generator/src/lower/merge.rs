//! `allOf` as one schema: what several schemas demand of the same value, joined.
//!
//! A [`Merged`] is the conjunction of schemas with every reference and `allOf` followed. Nothing in it is resolved any
//! deeper: properties and items are still nodes, several where several schemas speak of the same one.

use std::rc::Rc;

use indexmap::IndexMap;

use super::discriminator::Tag;
use super::rules::Bounds;
use super::schema::Schemas;
use crate::diagnostic::Code;
use crate::document::{Additional, Discriminator, Schema, Types};
use crate::ir::Docs;
use crate::source::Node;

/// How many references and `allOf`s may stand within one another.
const DEEPEST: usize = 64;

/// The constraint that says of further properties what another schema says in other words.
pub(super) const FURTHER: &str = "additionalProperties";

/// What several schemas together demand of a value.
#[derive(Clone, Debug)]
pub(super) struct Merged<'t> {
    /// The first of the schemas, for places.
    pub(super) node: Node<'t>,
    /// The JSON types that a value can have, null aside; `None` if any.
    pub(super) types: Option<Types>,
    /// Whether null is allowed; `None` if nothing says so.
    pub(super) null: Option<bool>,
    pub(super) docs: Docs,
    pub(super) deprecated: bool,
    pub(super) format: Option<&'t str>,
    pub(super) content_encoding: Option<&'t str>,
    pub(super) content_media_type: Option<&'t str>,
    /// What `enum` and `const` leave.
    pub(super) values: Option<Vec<Node<'t>>>,
    pub(super) value_names: Vec<&'t str>,
    pub(super) value_descriptions: Vec<&'t str>,
    pub(super) rust_name: Option<&'t str>,
    pub(super) rust_type: Option<&'t str>,
    pub(super) properties: IndexMap<&'t str, Property<'t>>,
    pub(super) required: IndexMap<&'t str, Node<'t>>,
    pub(super) additional: Additional<'t>,
    pub(super) pattern_properties: Vec<(&'t str, Node<'t>)>,
    pub(super) items: Vec<Node<'t>>,
    pub(super) prefix_items: Vec<Vec<Node<'t>>>,
    /// Whether some of them are an `items` that is an array.
    pub(super) lists_items: bool,
    pub(super) bounds: Bounds<'t>,
    /// Each `oneOf` and `anyOf`.
    pub(super) groups: Vec<Group<'t>>,
    /// A discriminator of the first schema that has no `oneOf` or `anyOf` beside it: the schema is a base of others.
    pub(super) discriminator: Option<Discriminator<'t>>,
    /// A property that a discriminator adds, because the schema does not describe it.
    pub(super) tag: Option<Tag<'t>>,
    /// What is documented and not enforced.
    pub(super) constraints: Vec<(&'t str, Node<'t>)>,
    /// `true` where some schema is `false`: no value at all.
    pub(super) never: bool,
    /// Whether it is made from the schema at its node but is not what that node is lowered to.
    pub(super) derived: bool,
}

/// A property, and all schemas that speak of it.
#[derive(Clone, Debug)]
pub(super) struct Property<'t> {
    pub(super) nodes: Vec<Node<'t>>,
    /// Name of the component that describes it, if it comes from one: inline types are named after that.
    pub(super) owner: Option<String>,
}

/// One `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(super) struct Group<'t> {
    pub(super) keyword: &'static str,
    pub(super) members: Vec<Node<'t>>,
    pub(super) discriminator: Option<Discriminator<'t>>,
    /// The schemas as whose alternatives it came to stand here: none of them adds anything once more.
    pub(super) open: Vec<Node<'t>>,
}

impl<'t> Merged<'t> {
    pub(super) fn new(node: Node<'t>) -> Self {
        Self {
            node,
            types: None,
            null: None,
            docs: Docs::default(),
            deprecated: false,
            format: None,
            content_encoding: None,
            content_media_type: None,
            values: None,
            value_names: Vec::new(),
            value_descriptions: Vec::new(),
            rust_name: None,
            rust_type: None,
            properties: IndexMap::new(),
            required: IndexMap::new(),
            additional: Additional::Unspecified,
            pattern_properties: Vec::new(),
            items: Vec::new(),
            prefix_items: Vec::new(),
            lists_items: false,
            bounds: Bounds::default(),
            groups: Vec::new(),
            discriminator: None,
            tag: None,
            constraints: Vec::new(),
            never: false,
            derived: false,
        }
    }

    /// Whether it says anything about objects.
    pub(super) fn has_object_keywords(&self) -> bool {
        !self.properties.is_empty()
            || !self.required.is_empty()
            || self.additional != Additional::Unspecified
            || !self.pattern_properties.is_empty()
    }

    /// Whether it says anything about arrays.
    pub(super) fn has_array_keywords(&self) -> bool {
        !self.items.is_empty() || !self.prefix_items.is_empty()
    }

    /// Whether it gives a value a shape of its own, beside `type` and what a constraint can say.
    pub(super) fn has_shape(&self) -> bool {
        self.has_own_shape() || !self.groups.is_empty()
    }

    /// The same, its alternatives aside.
    pub(super) fn has_own_shape(&self) -> bool {
        !self.properties.is_empty()
            || matches!(self.additional, Additional::Schema(_) | Additional::Free)
            || !self.pattern_properties.is_empty()
            || self.has_array_keywords()
            || self.values.is_some()
            || self.format.is_some()
            || self.rust_type.is_some()
    }

    /// Adds what another conjunction demands of the same value.
    pub(super) fn join(&mut self, other: Self) {
        self.types = intersection(self.types, other.types);
        self.null = match (self.null, other.null) {
            (Some(one), Some(two)) => Some(one && two),
            (one, two) => one.or(two),
        };
        self.deprecated |= other.deprecated;
        self.format = self.format.or(other.format);
        self.content_encoding = self.content_encoding.or(other.content_encoding);
        self.content_media_type = self.content_media_type.or(other.content_media_type);
        match (&mut self.values, other.values) {
            (Some(values), Some(others)) => {
                values.retain(|value| others.iter().any(|other| other.value == value.value));
            }
            (None, Some(others)) => {
                self.values = Some(others);
                self.value_names = other.value_names;
                self.value_descriptions = other.value_descriptions;
            }
            (_, None) => {}
        }
        self.rust_type = self.rust_type.or(other.rust_type);
        for (name, property) in other.properties {
            self.property(name, property);
        }
        for (name, node) in other.required {
            self.required.entry(name).or_insert(node);
        }
        // A schema that is included in two ways is demanded once.
        add(&mut self.constraints, other.constraints);
        self.allow(other.additional);
        add(&mut self.pattern_properties, other.pattern_properties);
        add(&mut self.items, other.items);
        self.prefix(other.prefix_items);
        self.lists_items |= other.lists_items;
        self.bounds.tighten(other.bounds);
        for group in other.groups {
            if self.groups.iter().all(|known| known.members != group.members) {
                self.groups.push(group);
            }
        }
        self.never |= other.never;
    }

    fn property(&mut self, name: &'t str, property: Property<'t>) {
        match self.properties.get_mut(name) {
            None => {
                self.properties.insert(name, property);
            }
            Some(known) => {
                for node in property.nodes {
                    if !known.nodes.contains(&node) {
                        known.nodes.push(node);
                        // What two schemas say together belongs to neither of them.
                        known.owner = None;
                    }
                }
            }
        }
    }

    /// Whether several schemas describe the further properties, each in its own words.
    fn has_clash(&self) -> bool {
        self.constraints.iter().any(|(keyword, _)| *keyword == FURTHER)
    }

    fn allow(&mut self, additional: Additional<'t>) {
        self.additional = match (self.additional, additional) {
            (Additional::Unspecified, other) | (other, Additional::Unspecified) => other,
            (Additional::Closed, _) | (_, Additional::Closed) => Additional::Closed,
            // What two have described in their own words, a third does not settle.
            (Additional::Free, _) | (_, Additional::Free) if self.has_clash() => Additional::Free,
            (Additional::Free, other) | (other, Additional::Free) => other,
            (Additional::Schema(one), Additional::Schema(other)) if one.value == other.value => {
                self.additional
            }
            // A value has to be as both say. Nothing of it is lost if it is any JSON.
            (Additional::Schema(_), Additional::Schema(other)) => {
                add(&mut self.constraints, vec![(FURTHER, other)]);
                Additional::Free
            }
        };
    }

    fn prefix(&mut self, prefix_items: Vec<Vec<Node<'t>>>) {
        for (index, nodes) in prefix_items.into_iter().enumerate() {
            match self.prefix_items.get_mut(index) {
                Some(known) => add(known, nodes),
                None => self.prefix_items.push(nodes),
            }
        }
    }
}

/// Adds what is not there yet.
fn add<T: PartialEq>(known: &mut Vec<T>, others: Vec<T>) {
    for other in others {
        if !known.contains(&other) {
            known.push(other);
        }
    }
}

fn intersection(one: Option<Types>, two: Option<Types>) -> Option<Types> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.and(two)),
        (one, two) => one.or(two),
    }
}

impl<'t> Schemas<'t, '_> {
    /// Joins schemas, each with its references and `allOf`s followed.
    pub(super) fn merge(&mut self, nodes: &[Node<'t>]) -> Option<Merged<'t>> {
        let (first, rest) = nodes.split_first()?;
        let mut merged = self.collect(*first, None, &mut Vec::new())?;
        for node in rest {
            if let Some(other) = self.collect(*node, None, &mut Vec::new()) {
                let docs = std::mem::take(&mut merged.docs);
                // Where one schema describes a property and another only narrows it, the description counts.
                merged.docs = if docs == Docs::default() { other.docs.clone() } else { docs };
                merged.join(other);
            }
        }
        Some(merged)
    }

    /// One schema with everything that it includes. `open` are the schemas that are being collected.
    fn collect(
        &mut self,
        node: Node<'t>,
        owner: Option<&str>,
        open: &mut Vec<Node<'t>>,
    ) -> Option<Merged<'t>> {
        if open.contains(&node) {
            let help = "a schema cannot be a part of itself; remove one of the references";
            let message = "`allOf` leads back to a schema that it is part of";
            self.diagnostics.error(Code::ReferenceCycle, node, message, help);
            return None;
        }
        if open.len() >= DEEPEST {
            let help = "join some of the schemas in the chain into one";
            let message = "references and `allOf` are nested too deeply here";
            self.diagnostics.error(Code::TooDeep, node, message, help);
            self.cut_off += 1;
            return None;
        }
        if let Some((known, why)) = self.included.get(&node.address()) {
            let (known, why) = (Merged::clone(known), why.clone());
            self.replay(why);
            return Some(known);
        }
        let (before, cut_off) = (self.errors(), self.cut_off);
        let schema = self.read(node);
        let own_name = self.component_name(node).map(str::to_owned);
        let owner = own_name.as_deref().or(owner);
        let mut merged = own(&schema, owner);
        open.push(node);
        let mut included = Merged::new(node);
        if let Some(target) = schema.reference
            && let Some(mut other) = self.collect(target, None, open)
        {
            self.drop_own_alternatives(&mut other, open);
            included.join(other);
        }
        for member in &schema.all_of {
            // Where one way is too deep, others that lead to the same place would double with each level.
            if self.cut_off > cut_off {
                break;
            }
            if let Some(mut other) = self.collect(*member, owner, open) {
                self.drop_own_alternatives(&mut other, open);
                // What stands in place inside `allOf` describes this schema; what is referred to describes itself.
                if self.component_name(*member).is_none() && member.get("$ref").is_none() {
                    if merged.docs == Docs::default() {
                        merged.docs = other.docs.clone();
                    }
                    merged.rust_name = merged.rust_name.or(other.rust_name);
                    if merged.groups.is_empty() {
                        merged.discriminator = merged.discriminator.or(other.discriminator.take());
                    }
                }
                included.join(other);
            }
        }
        open.pop();
        let mut merged = including(merged, included);
        for property in merged.properties.values_mut().filter(|one| one.owner.is_none()) {
            property.owner = owner.map(str::to_owned);
        }
        // However many ways lead to a schema that includes others, it is collected once. What is `open` changes nothing in it
        // that is not changed again by whoever includes it, but for how deep it may be.
        let includes = schema.reference.is_some() || !schema.all_of.is_empty();
        if own_name.is_some() && includes && self.cut_off == cut_off {
            let why = self.error_since(before);
            self.included.insert(node.address(), (Rc::new(merged.clone()), why));
        }
        Some(merged)
    }
}

impl<'t> Schemas<'t, '_> {
    /// A base that lists its children as alternatives says to each of them that it is one of its own alternatives, which it
    /// is: what is left of the base is what all children share.
    fn drop_own_alternatives(&mut self, base: &mut Merged<'t>, open: &[Node<'t>]) {
        let groups = std::mem::take(&mut base.groups);
        for group in groups {
            let mut members = group.members.iter();
            if !members.any(|member| open.contains(&super::union::target(self, *member))) {
                base.groups.push(group);
            }
        }
    }
}

/// A schema and what it includes. The included properties come first, as in a base class; about null the schema itself has
/// the last word, because that is how `nullable` beside `allOf` is meant.
fn including<'t>(mut merged: Merged<'t>, included: Merged<'t>) -> Merged<'t> {
    let null = merged.null.or(included.null);
    let own = std::mem::take(&mut merged.properties);
    let required = std::mem::take(&mut merged.required);
    let mut joined = merged;
    joined.join(included);
    for (name, property) in own {
        let known = joined.properties.get(name).cloned();
        match known {
            None => joined.property(name, property),
            // The schema's own words about a property stand before those of its base.
            Some(base) => {
                let mut nodes = property.nodes;
                nodes.extend(base.nodes);
                let owner = property.owner;
                joined.properties.insert(name, Property { nodes, owner });
            }
        }
    }
    for (name, node) in required {
        joined.required.entry(name).or_insert(node);
    }
    joined.null = null;
    joined
}

/// What a schema itself says.
fn own<'t>(schema: &Schema<'t>, owner: Option<&str>) -> Merged<'t> {
    let mut merged = Merged::new(schema.node);
    merged.never = schema.boolean == Some(false);
    merged.null = match schema.types {
        Some(types) => Some(types.contains(Types::NULL) || schema.nullable),
        None => schema.nullable.then_some(true),
    };
    merged.types = schema.types.map(|types| types.without(Types::NULL));
    if schema.types == Some(Types::NULL) {
        merged.null = Some(true);
    }
    merged.docs = super::docs(schema.title, schema.description);
    merged.deprecated = schema.deprecated;
    merged.format = schema.format;
    merged.content_encoding = schema.content_encoding;
    merged.content_media_type = schema.content_media_type;
    merged.values = match (schema.constant, schema.values) {
        (Some(constant), _) => Some(vec![constant]),
        (None, Some(values)) => Some(values.items().collect()),
        (None, None) => None,
    };
    merged.value_names.clone_from(&schema.value_names);
    merged.value_descriptions.clone_from(&schema.value_descriptions);
    merged.rust_name = schema.rust_name;
    merged.rust_type = schema.rust_type;
    for (name, node) in &schema.properties {
        let owner = owner.map(str::to_owned);
        merged.properties.insert(name, Property { nodes: vec![*node], owner });
    }
    merged.required = schema.required.iter().copied().collect();
    merged.additional = schema.additional;
    merged.pattern_properties.clone_from(&schema.pattern_properties);
    merged.items = schema.items.into_iter().collect();
    merged.prefix_items = schema.prefix_items.iter().map(|node| vec![*node]).collect();
    merged.lists_items = schema.lists_items;
    merged.bounds = Bounds::of(schema);
    let groups = [("oneOf", &schema.one_of), ("anyOf", &schema.any_of)];
    for (keyword, members) in groups {
        if !members.is_empty() {
            let discriminator = schema.discriminator.clone();
            merged.groups.push(Group {
                keyword,
                members: members.clone(),
                discriminator,
                open: Vec::new(),
            });
        }
    }
    if merged.groups.is_empty() {
        merged.discriminator.clone_from(&schema.discriminator);
    }
    merged.constraints.clone_from(&schema.constraints);
    if let Some(names) = schema.property_names {
        merged.constraints.push(("propertyNames", names));
    }
    merged
}
