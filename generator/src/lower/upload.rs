//! Files in the words of OpenAPI 3.1: schemas that are those of a file because of where they stand.
//!
//! Since 3.1 `format: binary` is gone. What is uploaded in a part of a body is a text of a media type that is none of texts, or something
//! of which nothing is said (OpenAPI 3.1, section 4.8.14.4). In JSON the same words mean a text, or any JSON; so the parts are found first.

use std::collections::HashSet;

use super::media;
use super::merge::Merged;
use super::schema::Schemas;
use crate::dialect::Reader;
use crate::document::{Content, Document, Media, PartKey, Types};
use crate::ir::Format;
use crate::source::Node;

/// How deep the alternatives and lists of one part are looked into.
const DEEPEST: usize = 8;

/// Where the schemas of parts stand.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    /// What is a part, or each item of which is one.
    parts: HashSet<usize>,
    /// The bodies that are made of them.
    bodies: HashSet<usize>,
}

impl Uploads {
    /// Whether a schema describes a body of several parts.
    pub(super) fn has_body(&self, node: Node<'_>) -> bool {
        self.bodies.contains(&node.address())
    }

    /// Whether a schema stands in the place of a part.
    pub(super) fn has_part(&self, node: Node<'_>) -> bool {
        self.parts.contains(&node.address())
    }

    /// Marks what a part is written with. What is behind a reference stands elsewhere too and is left to whoever refers to it.
    fn mark(&mut self, node: Node<'_>, depth: usize) {
        if depth >= DEEPEST || !self.parts.insert(node.address()) {
            return;
        }
        for list in ["oneOf", "anyOf", "allOf"] {
            for member in node.get(list).into_iter().flat_map(Node::items) {
                self.mark(member, depth + 1);
            }
        }
        if let Some(items) = node.get("items") {
            self.mark(items, depth + 1);
        }
    }
}

/// Finds the parts of all bodies. An object that some other media type has as well is as that one needs it.
pub(super) fn find<'t>(schemas: &mut Schemas<'t, '_>, document: &Document<'t>) -> Uploads {
    let mut uploads = Uploads::default();
    let is_multipart = |media: &&Media<'t>| media::format(media.media_type) == Format::Multipart;
    let bodies = || document.operations.iter().filter_map(|operation| operation.body.as_ref());
    let sent = || bodies().flat_map(|body| &body.content);
    if !sent().any(|media| is_multipart(&media)) {
        return uploads;
    }
    let answers = document.operations.iter().flat_map(|operation| &operation.responses);
    let received = answers.flat_map(|answer| &answer.content);
    let mut others = HashSet::new();
    for media in sent().filter(|media| !is_multipart(media)).chain(received) {
        if let Some(Content::Schema(node)) = media.schema {
            others.insert(schemas.meant(node).address());
        }
    }
    for media in sent().filter(is_multipart) {
        if let Some(item) = media.item_schema {
            uploads.mark(item, 0);
        }
        let Some(Content::Schema(node)) = media.schema else { continue };
        if !others.contains(&schemas.meant(node).address()) {
            body(schemas, node, media, &mut uploads, 0);
        }
    }
    uploads
}

fn body<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    media: &Media<'t>,
    uploads: &mut Uploads,
    depth: usize,
) {
    if depth >= DEEPEST || !uploads.bodies.insert(node.address()) {
        return;
    }
    let Some(merged) = schemas.merge(&[node]) else { return };
    for (name, property) in &merged.properties {
        if !is_value(media, name) {
            property.nodes.iter().for_each(|node| uploads.mark(*node, 0));
        }
    }
    for node in merged.items.iter().chain(merged.prefix_items.iter().flatten()) {
        uploads.mark(*node, 0);
    }
    for member in merged.groups.iter().flat_map(|group| &group.members) {
        body(schemas, *member, media, uploads, depth + 1);
    }
}

/// Whether the encoding of a property says that it is written as JSON, or as in a query.
fn is_value(media: &Media<'_>, property: &str) -> bool {
    let is_it = |of: &PartKey| matches!(of, PartKey::Property(name) if name == property);
    let encoding = media.encoding.iter().find(|encoding| is_it(&encoding.of));
    encoding.is_some_and(|encoding| {
        encoding.serialization.is_some() || encoding.content_type.is_some_and(media::is_json)
    })
}

/// Whether what stands in the place of a part is a file.
pub(super) fn is_file(merged: &Merged<'_>, reader: Reader<'_>) -> bool {
    if merged.values.is_some() || merged.content_encoding.is_some() || merged.never {
        return false;
    }
    let has_file = |media_type: &str| media::format(media_type) == Format::Bytes;
    match (merged.types, merged.content_media_type) {
        (Some(Types::STRING), Some(media_type)) => has_file(media_type),
        (None, Some(media_type)) => has_file(media_type) && says_nothing(merged),
        (None, None) => reader.has_content_keywords() && says_nothing(merged),
        _ => false,
    }
}

/// Whether nothing is said of a value, by which it could be something else than bytes.
fn says_nothing(merged: &Merged<'_>) -> bool {
    let has_value = |key: &&str| merged.node.get(key).is_some();
    !merged.has_shape()
        && !merged.lists_items
        && merged.required.is_empty()
        && merged.constraints.is_empty()
        && merged.null.is_none()
        && ["example", "examples", "default"].iter().all(|key| !has_value(key))
}

/// The content type of a part of which nothing but its schema says one (OpenAPI 3.1, section 4.8.15.1).
pub(super) fn content_type<'t>(merged: &Merged<'t>, reader: Reader<'_>) -> Option<&'t str> {
    let is_encoded = merged.content_encoding.is_some() && reader.has_content_keywords();
    merged.content_media_type.or_else(|| is_encoded.then_some("application/octet-stream"))
}
