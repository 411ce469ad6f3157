//! The parts of bodies: what is said of how each travels, and what no part can have.

use super::schema::Schemas;
use super::style::{self, Place};
use super::{media, union, upload};
use crate::diagnostic::Code;
use crate::document::{Additional, Content as Described, Encoding, Header, Media, Types};
use crate::ir::{Format, Part, PartHeader, PartKey, Type, TypeKind};
use crate::source::Node;

/// How the parts of a body travel, where anything is said of that.
pub(super) fn lower<'t>(
    schemas: &mut Schemas<'t, '_>,
    media: &Media<'t>,
    (format, ty): (Format, &Type),
) -> Vec<Part> {
    let mut parts = Vec::with_capacity(media.encoding.len());
    for encoding in &media.encoding {
        let is_ordered = !matches!(encoding.of, PartKey::Property(_));
        if is_ordered
            && !(format == Format::Multipart && matches!(ty, Type::List(_) | Type::Tuple(..)))
        {
            let message = "parts have an order only where the body is a list, and its media type `multipart`; what this says is left out";
            let help = "describe the parts by `encoding`, by the names of their properties";
            schemas.diagnostics.warning(Code::LeftOut, encoding.node, message, help);
            continue;
        }
        let headers = headers(schemas, media, encoding, format);
        let label = label(schemas, media, encoding);
        let content_type = match label {
            None if format == Format::Multipart && encoding.serialization.is_none() => {
                content_type(schemas, media, &encoding.of)
            }
            label => label,
        };
        if let Some(serialization) = encoding.serialization {
            let nodes = self::of(schemas, media, &encoding.of);
            let place = if format == Format::Form { Place::Encoded } else { Place::Plain };
            style::check_in(schemas, &nodes, serialization, place);
        }
        let (of, serialization) = (encoding.of.clone(), encoding.serialization);
        parts.push(Part { of, headers, content_type, serialization });
    }
    if format == Format::Multipart {
        undescribed(schemas, media, &mut parts);
    }
    parts
}

/// What `contentType` says of a part: all media types that a file can have, or the one that any other value is written in.
fn label<'t>(
    schemas: &mut Schemas<'t, '_>,
    media: &Media<'t>,
    encoding: &Encoding<'t>,
) -> Option<String> {
    let text = encoding.content_type?;
    let mut listed = media::listed(text);
    if listed.is_empty() {
        listed.push(text);
    }
    listed.retain(|one| {
        let is_legal = media::is_legal(one);
        if !is_legal {
            let message = format!("`{one}` is no media type; it is left out");
            let help = "a media type has a type and a subtype, such as `image/png`; several stand behind commas";
            let place = encoding.node.get("contentType").unwrap_or(encoding.node);
            schemas.diagnostics.warning(Code::InvalidMediaType, place, message, help);
        }
        is_legal
    });
    if encoding.serialization.is_some() {
        return listed.first().map(|one| (*one).to_owned());
    }
    let nodes = of(schemas, media, &encoding.of);
    if may_be_file(schemas, &nodes, 0) {
        // What the schema says is one of them narrows them down.
        let own = content_type(schemas, media, &encoding.of);
        let is_own = |range: &&str| own.as_deref().is_some_and(|own| media::is_in(own, range));
        return match own.as_deref().filter(|_| listed.iter().any(is_own)) {
            Some(own) => Some(own.to_owned()),
            None => (!listed.is_empty()).then(|| listed.join(", ")),
        };
    }
    match listed.as_slice() {
        [] => None,
        [only] if !only.contains('*') => {
            is_true(schemas, media, encoding, only).then(|| (*only).to_owned())
        }
        several => one_of(schemas, media, encoding, several),
    }
}

/// Which of several media types a value that is no file is written in, if it is not the one that it has by itself.
fn one_of<'t>(
    schemas: &mut Schemas<'t, '_>,
    media: &Media<'t>,
    encoding: &Encoding<'t>,
    several: &[&str],
) -> Option<String> {
    let kinds = kinds(schemas, media, &encoding.of, several[0]);
    let is_text = kinds.and(NESTED).is_empty();
    let concrete = || several.iter().filter(|one| !one.contains('*'));
    if let Some(json) = concrete().find(|one| media::is_json(one) && !is_text) {
        return Some((*json).to_owned());
    }
    let own = if is_text { "text/plain" } else { "application/json" };
    if several.iter().any(|range| media::is_in(own, range)) {
        return None;
    }
    let Some(found) = concrete().find(|one| can_be(kinds, one)) else {
        is_true(schemas, media, encoding, several[0]);
        return None;
    };
    let message = format!(
        "only a file can say which of several media types it is; this part is always sent as `{found}`"
    );
    let help = "write the one media type that the part has, or describe it as a file";
    let place = encoding.node.get("contentType").unwrap_or(encoding.node);
    schemas.diagnostics.warning(Code::LeftOut, place, message, help);
    Some((*found).to_owned())
}

/// The types of what is in a part.
fn kinds<'t>(
    schemas: &mut Schemas<'t, '_>,
    media: &Media<'t>,
    key: &PartKey,
    media_type: &str,
) -> Types {
    let nodes = of(schemas, media, key);
    let kinds = schemas.kinds_of(&nodes);
    if kinds.and(Types::ARRAY) != kinds || media::is_json(media_type) {
        return kinds;
    }
    // A list is one part for each item.
    let items = schemas.merge(&nodes).map(|merged| merged.items).unwrap_or_default();
    schemas.kinds_of(&items)
}

/// Whether a part can be what its media type says. Where it cannot, it says what it is.
fn is_true<'t>(
    schemas: &mut Schemas<'t, '_>,
    media: &Media<'t>,
    encoding: &Encoding<'t>,
    media_type: &str,
) -> bool {
    let kinds = kinds(schemas, media, &encoding.of, media_type);
    if can_be(kinds, media_type) && !media_type.contains('*') {
        return true;
    }
    let instead = if kinds.and(NESTED).is_empty() { "plain text" } else { "JSON" };
    let message = format!(
        "what the schema of this part describes cannot be written as `{media_type}`; it is sent as {instead}, under its own name"
    );
    let help =
        "describe it as a string, which is handed over as it is sent, or write `application/json`";
    let place = encoding.node.get("contentType").unwrap_or(encoding.node);
    schemas.diagnostics.warning(Code::UnwritableContent, place, message, help);
    false
}

/// Values that have others in them.
const NESTED: Types = Types::OBJECT.or(Types::ARRAY);

/// Whether values of these types can be written in a media type: those with others in them only in JSON, texts in any, as they are, and
/// no other value in XML, which has a root.
pub(super) fn can_be(kinds: Types, media_type: &str) -> bool {
    if media::is_json(media_type) {
        return true;
    }
    let is_text = kinds.and(Types::STRING) == kinds;
    kinds.and(NESTED).is_empty() && (is_text || !media::is_xml(media_type))
}

/// Adds the parts that have no encoding object and whose schemas say what they are.
fn undescribed<'t>(schemas: &mut Schemas<'t, '_>, media: &Media<'t>, parts: &mut Vec<Part>) {
    let Some(Described::Schema(node)) = &media.schema else { return };
    let alternatives = schemas.alternatives_of(&[*node]);
    for name in alternatives.iter().flat_map(|one| one.properties.keys()) {
        let of = PartKey::Property((*name).to_owned());
        if parts.iter().any(|part| part.of == of) {
            continue;
        }
        if let Some(content_type) = content_type(schemas, media, &of) {
            let (headers, content_type) = (Vec::new(), Some(content_type));
            parts.push(Part { of, headers, content_type, serialization: None });
        }
    }
}

/// The content type that the schema of a part says.
fn content_type<'t>(
    schemas: &mut Schemas<'t, '_>,
    media: &Media<'t>,
    key: &PartKey,
) -> Option<String> {
    let mut nodes = of(schemas, media, key);
    // A list is one part for each item, and what may be null is a part if it is not.
    for _ in 0..MOST_NAMES {
        let merged = schemas.merge(&nodes)?;
        if let Some(found) = upload::content_type(&merged, schemas.reader) {
            // A text of JSON is the text of its part already, and a file is made of bytes unless it is said otherwise.
            let is_plain = found == "application/octet-stream" && schemas.means_file(&merged);
            let is_said = media::is_legal(found) && !media::is_json(found) && !is_plain;
            return is_said.then(|| found.to_owned());
        }
        nodes = merged.items;
        if nodes.is_empty() {
            nodes.extend(merged.groups.into_iter().flat_map(|group| group.members));
            nodes.retain(|node| !union::is_null(schemas, *node));
            if nodes.len() != 1 {
                return None;
            }
        }
    }
    None
}

/// The headers that a part must have. Those that it may have are set on the file that it is.
fn headers<'t>(
    schemas: &mut Schemas<'t, '_>,
    media: &Media<'t>,
    encoding: &Encoding<'t>,
    format: Format,
) -> Vec<PartHeader> {
    let mut found = Vec::new();
    for header in &encoding.headers {
        if let Some((message, help)) = super::header_problem(header.name) {
            let node = header.node.key();
            schemas.diagnostics.warning(Code::InvalidHeaderName, node, message, help);
            continue;
        }
        let is_named = matches!(encoding.of, PartKey::Property(_));
        let wire = header.name.to_owned();
        let problem = if format != Format::Multipart {
            Some("only the parts of a `multipart` body have headers")
        } else if header.name.eq_ignore_ascii_case("content-type") {
            Some("it follows from `contentType`")
        } else if is_named && header.name.eq_ignore_ascii_case("content-disposition") {
            Some("it follows from the name of the property")
        } else if let Some(constant) = constant(schemas, header).filter(|_| header.required) {
            found.push(PartHeader { wire, constant: Some(constant) });
            None
        } else if !is_file_of(schemas, media, &encoding.of) {
            Some("the part is no file, and only files can be given headers")
        } else {
            if header.required {
                found.push(PartHeader { wire, constant: None });
            }
            None
        };
        if let Some(problem) = problem {
            let message =
                format!("the header `{}` of this part is left out: {problem}", header.name);
            let help = "nothing has to be done, if the server can do without it";
            schemas.diagnostics.warning(Code::LeftOut, header.node.key(), message, help);
        }
    }
    found
}

/// The text of the only value that a header can have.
fn constant<'t>(schemas: &mut Schemas<'t, '_>, header: &Header<'t>) -> Option<String> {
    let values = schemas.merge(&[header.schema?])?.values?;
    let [only] = values.as_slice() else { return None };
    let text = match only.value {
        serde_json::Value::String(text) => text.clone(),
        other if header.media_type.is_some_and(media::is_json) => other.to_string(),
        other if other.is_number() || other.is_boolean() => other.to_string(),
        _ => return None,
    };
    http::HeaderValue::from_str(&text).is_ok().then_some(text)
}

fn is_file_of<'t>(schemas: &mut Schemas<'t, '_>, media: &Media<'t>, key: &PartKey) -> bool {
    let nodes = of(schemas, media, key);
    !nodes.is_empty() && is_file(schemas, &nodes)
}

/// The schemas of a part.
fn of<'t>(schemas: &mut Schemas<'t, '_>, media: &Media<'t>, key: &PartKey) -> Vec<Node<'t>> {
    let node = match (&media.schema, key) {
        (Some(Described::Schema(node)), _) => node,
        (Some(Described::Form(parameters)), PartKey::Property(name)) => {
            let described = parameters.iter().find(|parameter| parameter.name == name);
            return described.and_then(|parameter| parameter.schema).into_iter().collect();
        }
        _ => return media.item_schema.into_iter().collect(),
    };
    let Some(mut merged) = schemas.merge(&[*node]) else { return Vec::new() };
    match key {
        PartKey::Property(name) => {
            if let Some(property) = merged.properties.get(name.as_str()) {
                return property.nodes.clone();
            }
            // What some alternatives alone have travels as the first of them says.
            let alternatives = schemas.alternatives_of(&[*node]);
            let known = alternatives.iter().find_map(|one| one.properties.get(name.as_str()));
            match (known, &merged.additional) {
                (Some(property), _) => property.nodes.clone(),
                (None, Additional::Schema(node)) => vec![*node],
                (None, _) => Vec::new(),
            }
        }
        PartKey::Position(position) if *position < merged.prefix_items.len() => {
            merged.prefix_items.swap_remove(*position)
        }
        PartKey::Position(_) | PartKey::Items => merged.items,
    }
}

/// Whether a part is a file, or each of several parts is.
fn is_file<'t>(schemas: &mut Schemas<'t, '_>, nodes: &[Node<'t>]) -> bool {
    let Some(merged) = schemas.merge(nodes) else { return false };
    if merged.items.is_empty() {
        return schemas.means_file(&merged);
    }
    let item = schemas.merge(&merged.items);
    item.is_some_and(|item| schemas.means_file(&item))
}

/// Whether a part may be a file, among other things.
fn may_be_file<'t>(schemas: &mut Schemas<'t, '_>, nodes: &[Node<'t>], depth: usize) -> bool {
    if depth > DEEPEST || nodes.is_empty() {
        return false;
    }
    if nodes.iter().any(|node| schemas.is_uploaded(*node)) {
        return true;
    }
    let Some(merged) = schemas.merge(nodes) else { return false };
    schemas.means_file(&merged)
        || may_be_file(schemas, &merged.items, depth + 1)
        || merged
            .groups
            .iter()
            .flat_map(|group| &group.members)
            .any(|member| may_be_file(schemas, &[*member], depth + 1))
}

/// How deep the lists and alternatives of one part are looked into.
const DEEPEST: usize = 8;

/// How many names may stand for one another.
const MOST_NAMES: usize = 32;

/// Whether a body is made of what its type is: forms of names with values, and others of several parts also of a list.
pub(super) fn is_made_of(schemas: &Schemas<'_, '_>, format: Format, ty: &Type) -> bool {
    let is_form = match format {
        Format::Form => true,
        Format::Multipart => false,
        _ => return true,
    };
    let mut ty = ty;
    // Names that stand for one another in a circle end somewhere all the same.
    for _ in 0..MOST_NAMES {
        ty = match ty {
            Type::Nullable(inner) => inner,
            Type::Named(id) => match schemas.definition(*id).map(|definition| &definition.kind) {
                Some(TypeKind::Newtype(inner)) => inner,
                Some(TypeKind::Enum(_)) => return is_form,
                _ => return true,
            },
            // A text is taken for a form that is encoded already.
            Type::String | Type::Text(_) | Type::Base64 | Type::File => return is_form,
            Type::List(_) | Type::Tuple(..) => return !is_form,
            Type::Bool | Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 => {
                return false;
            }
            Type::Bytes => return false,
            Type::Map(_) | Type::Json | Type::Null | Type::External(_) => return true,
        };
    }
    true
}
