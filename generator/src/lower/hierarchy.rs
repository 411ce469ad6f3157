//! Bases with a discriminator, and the components that include them by `allOf`: where one is referred to, any below it may
//! come.

use std::collections::{HashMap, HashSet};

use super::discriminator::{check_default, implied, is_default, mapped, tagged, tags};
use super::label;
use super::merge::Merged;
use super::name::{self, Scope};
use super::schema::{Lowered, Schemas};
use super::union::{Alternative, alone, collapse};
use crate::diagnostic::Code;
use crate::document::{Discriminator, Document};
use crate::ir::{Docs, Marks, Member, Type, TypeKind, Union};
use crate::source::Node;

/// How many references may lead to a component, and how many components may be above each other.
const LONGEST_CHAIN: usize = 64;

/// Which components include which, as far as a base with a discriminator and no alternatives is above them or is one of them.
#[derive(Default)]
pub(super) struct Hierarchies<'t> {
    /// What is below each component, in document order.
    children: HashMap<usize, Vec<Node<'t>>>,
    /// The bases above each component, the nearest first.
    bases: HashMap<usize, Vec<Node<'t>>>,
}

impl<'t> Hierarchies<'t> {
    pub(super) fn find(schemas: &mut Schemas<'t, '_>, document: &Document<'t>) -> Self {
        let mut known = HashSet::new();
        let mut bases = Vec::new();
        let mut above: Included<'t> = HashMap::new();
        let mut below: Included<'t> = HashMap::new();
        for (_, node) in &document.schemas {
            let node = behind(schemas, *node);
            if !known.insert(node.address()) {
                continue;
            }
            // Whether there is an `allOf` or a discriminator is seen in the tree, so that most schemas need not be read for it.
            let parts = parts(node);
            if parts.iter().any(is_base) {
                bases.push(node);
            }
            for part in &parts {
                for member in part.get("allOf").into_iter().flat_map(Node::items) {
                    if member.get("$ref").is_some() {
                        let base = behind(schemas, member);
                        above.entry(node.address()).or_default().push(base);
                        below.entry(base.address()).or_default().push(node);
                    }
                }
            }
        }
        let mut found = Self::default();
        let is_base: HashSet<usize> = bases.iter().map(|base| base.address()).collect();
        for base in bases {
            let children = reachable(base, &below);
            for node in children.iter().chain([&base]) {
                let address = node.address();
                if found.bases.contains_key(&address) {
                    continue;
                }
                let mut bases = reachable(*node, &above);
                bases.retain(|base| is_base.contains(&base.address()));
                found.bases.insert(address, bases);
                let mut children = reachable(*node, &below);
                children.sort_by_key(|node| schemas.rank(*node));
                if !children.is_empty() {
                    found.children.insert(address, children);
                }
            }
        }
        found
    }

    /// The components that include a component, directly or not.
    pub(super) fn children_of(&self, node: Node<'t>) -> &[Node<'t>] {
        self.children.get(&node.address()).map_or(&[], Vec::as_slice)
    }
}

/// For each component those that are next to it, on one side.
type Included<'t> = HashMap<usize, Vec<Node<'t>>>;

/// A schema and what is written out in its `allOf`, at any depth: all that describes the schema itself.
pub(super) fn parts(node: Node<'_>) -> Vec<Node<'_>> {
    let mut parts = vec![node];
    let mut index = 0;
    while let Some(part) = parts.get(index) {
        let members = part.get("allOf").into_iter().flat_map(Node::items);
        let inline: Vec<Node<'_>> = members.filter(|one| one.get("$ref").is_none()).collect();
        parts.extend(inline);
        index += 1;
    }
    parts
}

fn is_base(part: &Node<'_>) -> bool {
    part.get("discriminator").is_some()
        && part.get("oneOf").is_none()
        && part.get("anyOf").is_none()
}

/// The schema that references lead to.
fn behind<'t>(schemas: &mut Schemas<'t, '_>, mut node: Node<'t>) -> Node<'t> {
    for _ in 0..LONGEST_CHAIN {
        if node.get("$ref").is_none() {
            break;
        }
        match schemas.reader.schema(node, schemas.diagnostics).reference {
            Some(next) => node = next,
            None => break,
        }
    }
    node
}

/// What is above or below a component, the nearest first. What is further away than schemas may be nested is an error anyway.
fn reachable<'t>(node: Node<'t>, next: &Included<'t>) -> Vec<Node<'t>> {
    let mut seen = HashSet::from([node.address()]);
    let mut found = Vec::new();
    let mut level = vec![node];
    for _ in 0..LONGEST_CHAIN {
        let nodes = level.iter().filter_map(|node| next.get(&node.address())).flatten();
        level = nodes.filter(|node| seen.insert(node.address())).copied().collect();
        if level.is_empty() {
            break;
        }
        found.extend_from_slice(&level);
    }
    found
}

/// The discriminator by which what is below a schema is told apart: its own, or that of the nearest base. Tags that other bases
/// have for the same property mean the same here, but what a base takes for want of a tag is the business of that base.
fn discriminator<'t>(
    schemas: &mut Schemas<'t, '_>,
    merged: &Merged<'t>,
) -> Option<Discriminator<'t>> {
    let mut combined = merged.discriminator.clone();
    let bases = schemas.hierarchies.bases.get(&merged.node.address()).cloned();
    for base in bases.into_iter().flatten() {
        let outer = schemas.merge(&[base]).and_then(|base| base.discriminator);
        let Some(outer) = outer else { continue };
        match &mut combined {
            None => combined = Some(Discriminator { default: None, ..outer }),
            Some(combined) if combined.property == outer.property => {
                let known: HashSet<&str> = combined.mapping.iter().map(|(tag, _)| *tag).collect();
                let mut mapping = outer.mapping;
                mapping.retain(|(tag, _)| !known.contains(tag));
                combined.mapping.extend(mapping);
            }
            Some(_) => {}
        }
    }
    combined
}

/// Tells of tags of a base that mean schemas that do not include it.
fn note_strangers<'t>(schemas: &mut Schemas<'t, '_>, merged: &Merged<'t>, children: &[Node<'t>]) {
    let Some(discriminator) = &merged.discriminator else { return };
    let is_stranger = |target: &Node<'t>| *target != merged.node && !children.contains(target);
    let strangers = discriminator.mapping.iter().filter_map(|(tag, target)| {
        target.as_ref().filter(|target| is_stranger(target)).map(|_| format!("`{tag}`"))
    });
    let strangers: Vec<String> = strangers.collect();
    if !strangers.is_empty() {
        schemas.diagnostics.warning(
            Code::LeftOut,
            discriminator.node,
            format!(
                "the schemas of {} do not include this one, and there is no `oneOf`; what they describe is not read here",
                strangers.join(", ")
            ),
            "list them in `oneOf` beside the discriminator, or let them include this schema by `allOf`",
        );
    }
}

/// A component that others include, and that has a discriminator or is below one: where it is referred to, any of them may come.
pub(super) fn polymorphic<'t>(
    schemas: &mut Schemas<'t, '_>,
    merged: &Merged<'t>,
    hint: &str,
) -> Option<Lowered> {
    if merged.derived {
        return None;
    }
    let children = schemas.hierarchies.children_of(merged.node).to_vec();
    note_strangers(schemas, merged, &children);
    if children.is_empty() {
        return None;
    }
    let discriminator = discriminator(schemas, merged)?;
    let mut scope = Scope::new(name::VARIANTS);
    let mut members = Vec::new();
    for node in children {
        let label = label::label(schemas, node, Some(&discriminator)).unwrap_or_default();
        let joined = tagged(schemas, node, None, &discriminator);
        let lowered = alone(schemas, Alternative { node, joined }, &format!("{hint} {label}"));
        let name = scope.mint(name::upper(&label, "Variant"));
        members.push(member(schemas, node, name, lowered, &discriminator));
    }
    // The base itself, for a value whose tag names it.
    let mut base = merged.clone();
    base.discriminator = None;
    base.derived = true;
    if !mapped(schemas, merged.node, &discriminator).is_empty() {
        base = tagged(schemas, merged.node, Some(&base), &discriminator).unwrap_or(base);
    }
    let lowered = schemas.single(base, &format!("{hint} base"));
    let name = scope.mint("Base".to_owned());
    members.push(member(schemas, merged.node, name, lowered, &discriminator));
    check_default(schemas, &members, Some(&discriminator));
    let tag = Some(discriminator.property.to_owned());
    let members = collapse(members);
    let (id, type_name) = schemas.declare(merged, hint);
    schemas.define(id, type_name, merged, TypeKind::Union(Union { tag, members }));
    let nullable = merged.null == Some(true);
    Some(Lowered { nullable, ..Lowered::plain(Type::Named(id)) })
}

fn member<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    name: String,
    lowered: Lowered,
    discriminator: &Discriminator<'t>,
) -> Member {
    Member {
        name,
        ty: lowered.ty,
        boxed: false,
        constant: None,
        tags: tags(schemas, node, Some(discriminator)),
        implied: implied(schemas, node, Some(discriminator)),
        fallback: is_default(schemas, node, Some(discriminator)),
        marks: Marks::default(),
        docs: Docs::default(),
    }
}
