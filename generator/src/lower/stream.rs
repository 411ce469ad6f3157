//! Answers that can be read while they arrive.

use super::event;
use super::media;
use super::merge::Merged;
use super::schema::Schemas;
use crate::document::{Content, Media, Operation, Response};
use crate::ir::{Format, Rules, StatusRange, Stream, StreamKind, Type};
use crate::source::Node;

/// Whether a success of the operation streams.
pub(super) fn is_documented(operation: &Operation<'_>) -> bool {
    successes(operation)
        .iter()
        .any(|(_, response)| response.content.iter().any(|media| matter(media).is_some()))
}

/// What a success streams: that of the first media type that does, and of all others that bring the same.
pub(super) fn lower<'t>(
    schemas: &mut Schemas<'t, '_>,
    operation: &Operation<'t>,
    type_name: &str,
) -> Option<Stream> {
    let mut stream: Option<Stream> = None;
    for (status, response) in successes(operation) {
        for media in response.content.iter().filter(|media| media::is_legal(media.media_type)) {
            let Some(matter) = matter(media) else { continue };
            // One that is something else is not read as this; it would be for nothing to make its types.
            if stream.as_ref().is_some_and(|stream| !matter.can_be(&stream.kind)) {
                continue;
            }
            let (kind, item) = item(schemas, matter, media, &format!("{type_name} item"));
            let known = stream.get_or_insert_with(|| Stream {
                statuses: Vec::new(),
                media_types: Vec::new(),
                kind: kind.clone(),
                item: item.clone(),
            });
            if known.kind != kind || known.item != item {
                continue;
            }
            if !known.statuses.contains(&status) {
                known.statuses.push(status);
            }
            if !known.media_types.iter().any(|one| one == media.media_type) {
                known.media_types.push(media.media_type.to_owned());
            }
        }
    }
    stream
}

/// The documented successes; `default` is one where nothing else is.
fn successes<'a, 't>(operation: &'a Operation<'t>) -> Vec<(StatusRange, &'a Response<'t>)> {
    // An answer to HEAD has no content (RFC 9110, section 9.3.2).
    let is_head = operation.method.eq_ignore_ascii_case("HEAD");
    let of = |is: fn(StatusRange) -> Option<StatusRange>| {
        let responses = operation.responses.iter().filter(|_| !is_head);
        responses.filter_map(|one| Some((is(one.status)?, one))).collect::<Vec<_>>()
    };
    let documented = of(|status| match status {
        StatusRange::Code(200..=299) | StatusRange::Class(2) => Some(status),
        _ => None,
    });
    if !documented.is_empty() {
        return documented;
    }
    of(|status| (status == StatusRange::Default).then_some(StatusRange::Class(2)))
}

/// What a media type is a stream of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Matter {
    Bytes,
    Events,
    JsonLines,
    JsonSequence,
}

impl Matter {
    fn can_be(self, kind: &StreamKind) -> bool {
        match kind {
            StreamKind::Bytes => self == Self::Bytes,
            StreamKind::Events
            | StreamKind::TextEvents
            | StreamKind::NamedEvents { .. }
            | StreamKind::WholeEvents => self == Self::Events,
            StreamKind::JsonLines => self == Self::JsonLines,
            StreamKind::JsonSequence => self == Self::JsonSequence,
        }
    }
}

fn matter(media: &Media<'_>) -> Option<Matter> {
    let media_type = media.media_type;
    if media::essence(media_type) == "text/event-stream" {
        return Some(Matter::Events);
    }
    if media::is_json_sequence(media_type) {
        return Some(Matter::JsonSequence);
    }
    if media::is_json_lines(media_type) {
        return Some(Matter::JsonLines);
    }
    // Behind `*/*` stands JSON more often than a file, if anything is said of it, and then it is read as a whole.
    let can_be_json = media_type.contains("*/*") && media.schema.is_some();
    let is_bytes = media::format(media_type) == Format::Bytes && !can_be_json;
    is_bytes.then_some(Matter::Bytes)
}

/// What the stream is made of.
fn item<'t>(
    schemas: &mut Schemas<'t, '_>,
    matter: Matter,
    media: &Media<'t>,
    hint: &str,
) -> (StreamKind, Type) {
    let kind = match matter {
        Matter::Bytes => return (StreamKind::Bytes, Type::Bytes),
        Matter::Events => StreamKind::Events,
        Matter::JsonLines => StreamKind::JsonLines,
        Matter::JsonSequence => StreamKind::JsonSequence,
    };
    if let Some(node) = media.item_schema {
        if kind == StreamKind::Events {
            return described(schemas, node, hint);
        }
        return (kind, ty_of(schemas, &[node], hint));
    }
    let Some(Content::Schema(node)) = media.schema else {
        return match kind {
            StreamKind::Events => (StreamKind::TextEvents, Type::String),
            kind => (kind, Type::Json),
        };
    };
    // The schema of the whole is that of a list of its items (OpenAPI 3.2, section 4.14.1); most mean the item itself.
    let items = schemas.merge(&[node]).map(|merged| merged.items).unwrap_or_default();
    let described = if items.is_empty() { &[node][..] } else { &items };
    match (kind, ty_of(schemas, described, hint)) {
        (StreamKind::Events, ty) if is_text(&ty) => (StreamKind::TextEvents, Type::String),
        // A text that holds the whole, and says nothing of its lines.
        (kind, ty) if items.is_empty() && is_text(&ty) => (kind, Type::Json),
        (kind, ty) => (kind, ty),
    }
}

/// The list of values that lines of JSON are made from, and what they must satisfy, where the description says what they are.
pub(super) fn sent<'t>(
    schemas: &mut Schemas<'t, '_>,
    media: &Media<'t>,
    hint: &str,
) -> Option<(Type, Rules)> {
    if !matches!(matter(media), Some(Matter::JsonLines | Matter::JsonSequence)) {
        return None;
    }
    let nodes = match (media.item_schema, &media.schema) {
        (Some(node), _) => vec![node],
        (None, Some(Content::Schema(node))) => {
            let items = schemas.merge(&[*node]).map(|merged| merged.items).unwrap_or_default();
            if items.is_empty() { vec![*node] } else { items }
        }
        (None, _) => return None,
    };
    let lowered = schemas.lower_all(&nodes, hint);
    let items = Some(Box::new(lowered.rules.clone())).filter(|rules| !rules.is_empty());
    let rules = Rules { items, ..Rules::default() };
    match lowered.with_null() {
        // A text that holds the whole, and says nothing of its lines.
        ty if media.item_schema.is_none() && is_text(&ty) => None,
        Type::Json => None,
        ty => Some((Type::List(Box::new(ty)), rules)),
    }
}

fn ty_of<'t>(schemas: &mut Schemas<'t, '_>, nodes: &[Node<'t>], hint: &str) -> Type {
    schemas.lower_all(nodes, hint).with_null()
}

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::File | Type::Bytes)
}

/// An event described by `itemSchema`: an object with `data`, `event`, `id` and `retry` (OpenAPI 3.2, section 4.14.4). Where its
/// alternatives have names, these tell what the data are. Where all that it says of `data` is the schema of the JSON in it, that is what the event brings.
fn described<'t>(schemas: &mut Schemas<'t, '_>, node: Node<'t>, hint: &str) -> (StreamKind, Type) {
    let Some(merged) = schemas.merge(&[node]) else {
        return (StreamKind::TextEvents, Type::String);
    };
    let named = hint.strip_suffix(" item").map(|owner| format!("{owner} event"));
    if let Some(named) = event::named(schemas, &merged, named.as_deref().unwrap_or(hint)) {
        return named;
    }
    let data = merged.properties.get("data").map(|property| property.nodes.clone());
    let content = data.as_ref().and_then(|nodes| event::content(schemas, nodes));
    match content {
        Some(content) => (StreamKind::Events, ty_of(schemas, &[content], hint)),
        None => match ty_of(schemas, &[node], hint) {
            ty if is_text(&ty) => (StreamKind::TextEvents, Type::String),
            ty if data.is_some() || is_union_of_events(schemas, &merged) => {
                (StreamKind::WholeEvents, ty)
            }
            // Described is what the data hold.
            ty => (StreamKind::Events, ty),
        },
    }
}

fn is_union_of_events<'t>(schemas: &mut Schemas<'t, '_>, merged: &Merged<'t>) -> bool {
    let mut members = merged.groups.iter().flat_map(|group| &group.members);
    members.any(|member| {
        let merged = schemas.merge(&[*member]);
        merged.is_some_and(|merged| merged.properties.contains_key("data"))
    })
}
