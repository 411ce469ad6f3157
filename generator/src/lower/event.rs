//! Server-sent events that are told apart by their names: what the data of each are.

use std::collections::HashSet;

use super::discriminator;
use super::label;
use super::media;
use super::merge::Merged;
use super::name::{self, Scope};
use super::schema::Schemas;
use crate::diagnostic::Code;
use crate::document::Discriminator;
use crate::ir::{Marks, Member, StreamKind, Type, TypeKind, Union};
use crate::source::Node;

/// The fields that an event can have (HTML Standard, section 9.2.6).
const FIELDS: [&str; 4] = ["event", "data", "id", "retry"];

/// What is said of the events of one member.
struct Described<'t> {
    node: Node<'t>,
    merged: Merged<'t>,
    /// The names; none at all: those of all other events.
    names: Vec<String>,
}

/// An enum by the name of the event, where each member of the one `oneOf` or `anyOf` of an event says how its events are called.
pub(super) fn named<'t>(
    schemas: &mut Schemas<'t, '_>,
    merged: &Merged<'t>,
    hint: &str,
) -> Option<(StreamKind, Type)> {
    let [group] = merged.groups.as_slice() else { return None };
    let mut events = Vec::new();
    for node in &group.members {
        let own = schemas.merge(&[*node])?;
        let docs = own.docs.clone();
        let mut whole = merged.clone();
        whole.groups.clear();
        whole.join(own);
        whole.docs = docs;
        if !whole.groups.is_empty() {
            return None;
        }
        let names = names(schemas, *node, &whole, group.discriminator.as_ref())?;
        events.push(Described { node: *node, merged: whole, names });
    }
    let mut seen = HashSet::new();
    let is_told_apart = events.iter().flat_map(|event| &event.names).all(|name| seen.insert(name));
    let others = events.iter().filter(|event| event.names.is_empty()).count();
    if seen.is_empty() || !is_told_apart || others > 1 {
        return None;
    }
    let mut scope = Scope::new(name::VARIANTS);
    let (mut members, mut texts) = (Vec::new(), Vec::new());
    for event in events {
        let label = match event.names.as_slice() {
            [only] => only.clone(),
            _ => label::label(schemas, event.node, group.discriminator.as_ref())
                .unwrap_or_else(|| "other".to_owned()),
        };
        let (ty, is_text) = data(schemas, &event.merged, &format!("{hint} {label}"));
        if is_text {
            texts.extend(event.names.iter().cloned());
            texts.extend(event.names.is_empty().then(String::new));
        }
        report(schemas, &event.merged);
        members.push(Member {
            name: scope.mint(name::upper(&label, "Event")),
            ty,
            boxed: false,
            constant: None,
            fallback: event.names.is_empty(),
            tags: event.names,
            implied: Vec::new(),
            marks: Marks::default(),
            docs: event.merged.docs,
        });
    }
    // It is made of what is said of the event, and is not the event.
    let derived = Merged { derived: true, ..merged.clone() };
    let (id, type_name) = schemas.declare(&derived, hint);
    schemas.define(id, type_name, &derived, TypeKind::Union(Union { tag: None, members }));
    Some((StreamKind::NamedEvents { texts }, Type::Named(id)))
}

/// The names that the events of a member have; `None` if that is said in another way than by values.
fn names<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    merged: &Merged<'t>,
    discriminator: Option<&Discriminator<'t>>,
) -> Option<Vec<String>> {
    let Some(property) = merged.properties.get("event") else { return Some(Vec::new()) };
    if let Some(values) = schemas.merge(&property.nodes)?.values {
        return values.into_iter().map(|value| value.text().map(str::to_owned)).collect();
    }
    let discriminator = discriminator.filter(|discriminator| discriminator.property == "event");
    Some(discriminator::tags(schemas, node, discriminator))
}

/// What the data of an event are, and whether that is text and no JSON.
fn data<'t>(schemas: &mut Schemas<'t, '_>, merged: &Merged<'t>, hint: &str) -> (Type, bool) {
    let Some(property) = merged.properties.get("data") else { return (Type::String, true) };
    if let Some(content) = content(schemas, &property.nodes) {
        return (schemas.lower_all(&[content], hint).with_null(), false);
    }
    match schemas.lower_all(&property.nodes, hint).with_null() {
        Type::Json | Type::File | Type::Bytes => (Type::String, true),
        ty @ (Type::String | Type::Text(_) | Type::Base64) => (ty, true),
        // Texts with values of their own.
        ty => {
            let types = schemas.merge(&property.nodes).and_then(|merged| merged.types);
            (ty, types == Some(crate::document::Types::STRING))
        }
    }
}

/// The schema of the JSON that is in a text, if it is described.
pub(super) fn content<'t>(schemas: &mut Schemas<'t, '_>, data: &[Node<'t>]) -> Option<Node<'t>> {
    let merged = schemas.merge(data)?;
    let is_other = |node: &Node<'t>| {
        let schema = schemas.reader.schema(*node, schemas.diagnostics);
        schema.content_media_type.is_some_and(|media_type| !media::is_json(media_type))
    };
    let mut constraints = merged.constraints.iter();
    let (_, content) = constraints.find(|(keyword, _)| *keyword == "contentSchema")?;
    (!data.iter().any(is_other)).then_some(*content)
}

/// Reports properties that no event has.
fn report<'t>(schemas: &mut Schemas<'t, '_>, merged: &Merged<'t>) {
    for (name, property) in &merged.properties {
        let Some(node) = property.nodes.first().filter(|_| !FIELDS.contains(name)) else {
            continue;
        };
        let message = format!("an event has no field `{name}`; it is left out");
        let help = "an event has `event`, `data`, `id` and `retry`; what it carries is in `data`";
        schemas.diagnostics.warning(Code::LeftOut, node.key(), message, help);
    }
}
