//! Bodies of requests.

use super::name::Scope;
use super::schema::{Lowered, Schemas};
use super::{media, part, stream};
use crate::diagnostic::Code;
use crate::document::{Content as Described, Media, RequestBody, Types};
use crate::ir::{Body, Content, Contents, Format, Rules, Type};

/// Lowers the body of an operation, with one content for each media type that says something different.
pub(super) fn lower<'t>(
    schemas: &mut Schemas<'t, '_>,
    described: &RequestBody<'t>,
    type_name: &str,
    scope: &mut Scope,
) -> Option<Body> {
    let mut contents: Vec<Content> = Vec::new();
    for media in &described.content {
        if !media::is_legal(media.media_type) {
            let message = format!("`{}` is no media type; it is left out", media.media_type);
            let help = "a media type has a type and a subtype, such as `application/json`";
            schemas.diagnostics.warning(Code::InvalidMediaType, media.node.key(), message, help);
            continue;
        }
        let hint = hint(type_name, media, described.content.len());
        let has_json = described.content.iter().any(|media| media::is_json(media.media_type));
        let content = match (!has_json).then(|| of_range(schemas, media, &hint)).flatten() {
            Some(content) => content,
            None => content(schemas, media, &hint),
        };
        contents.push(content);
    }
    let contents = match contents.len() {
        0 => return None,
        1 => contents.pop().map(Box::new).map(Contents::One)?,
        _ => {
            let mut variants = Scope::new(&[]);
            let named =
                |content: Content| (variants.mint(media::label(&content.media_type)), content);
            let variants = contents.into_iter().map(named).collect();
            Contents::Many { type_name: schemas.scope.mint(format!("{type_name}Body")), variants }
        }
    };
    Some(Body {
        name: scope.mint("body".to_owned()),
        required: described.required,
        contents,
        docs: super::docs_with(
            described.description,
            described.content.iter().map(|media| &media.examples),
        ),
    })
}

/// Inline types of the body are named after the operation; where several media types have some, after those too.
fn hint(type_name: &str, media: &Media<'_>, count: usize) -> String {
    if count == 1 || media::is_json(media.media_type) {
        format!("{type_name} body")
    } else {
        format!("{type_name} {} body", media::label(media.media_type))
    }
}

/// A body behind a range of media types whose schema describes more than a text or a file: it goes out as JSON, which is in the range.
fn of_range<'t>(schemas: &mut Schemas<'t, '_>, media: &Media<'t>, hint: &str) -> Option<Content> {
    let Some(Described::Schema(node)) = media.schema else { return None };
    if !media::may_be_json(media.media_type) {
        return None;
    }
    let lowered = schemas.lower(node, hint);
    let (ty, rules) = (lowered.clone().with_null(), lowered.rules);
    match ty {
        Type::Json | Type::String | Type::File | Type::Bytes | Type::Base64 | Type::Text(_) => None,
        ty => Some(Content {
            media_type: "application/json".to_owned(),
            format: Format::Json,
            ty,
            rules,
            parts: Vec::new(),
            root: None,
        }),
    }
}

/// What a body of plain text must satisfy. The schema of XML speaks of what the XML stands for, not of its text.
fn text_rules<'t>(
    schemas: &mut Schemas<'t, '_>,
    described: &Described<'t>,
    media: &Media<'t>,
) -> Rules {
    let Described::Schema(node) = described else { return Rules::default() };
    if media::is_xml(media.media_type) {
        return Rules::default();
    }
    let merged = schemas.merge(&[*node]).filter(|merged| merged.types == Some(Types::STRING));
    merged
        .map_or_else(Rules::default, |merged| merged.bounds.text(merged.node, schemas.diagnostics))
}

fn content<'t>(schemas: &mut Schemas<'t, '_>, media: &Media<'t>, hint: &str) -> Content {
    if let Some((ty, rules)) = stream::sent(schemas, media, hint) {
        let media_type = media.media_type.to_owned();
        return Content {
            media_type,
            format: Format::JsonLines,
            ty,
            rules,
            parts: Vec::new(),
            root: None,
        };
    }
    let root = match &media.schema {
        Some(Described::Schema(node)) if media::is_xml(media.media_type) => {
            schemas.xml_root(*node, hint)
        }
        _ => None,
    };
    let format = root.map_or_else(|| media::format(media.media_type), |_| Format::Xml);
    let lowered = match (&media.schema, format) {
        // What is not made of values is text or bytes, whatever the schema says of it.
        (_, Format::Text | Format::Bytes) | (None, _) => None,
        (Some(Described::Schema(node)), _) => Some(schemas.lower(*node, hint)),
        (Some(Described::Form(parameters)), _) => Some(schemas.form(media.node, parameters, hint)),
    };
    let items = media.item_schema.filter(|_| format == Format::Multipart && lowered.is_none());
    let lowered = lowered.or_else(|| {
        let item = schemas.lower(items?, &format!("{hint} item"));
        let inner = Some(Box::new(item.rules.clone())).filter(|rules| !rules.is_empty());
        let rules = Rules { items: inner, ..Rules::default() };
        Some(Lowered::ruled(Type::List(Box::new(item.with_null())), rules))
    });
    let text = media.schema.as_ref().filter(|_| format == Format::Text);
    let (ty, rules) = match (lowered, format) {
        (Some(lowered), _) => (lowered.clone().with_null(), lowered.rules),
        (None, Format::Text) => (
            Type::String,
            text.map_or_else(Rules::default, |text| text_rules(schemas, text, media)),
        ),
        // It can be a stream and, behind a range of media types, says what it is.
        (None, Format::Bytes) => (Type::File, Rules::default()),
        (None, _) => (Type::Json, Rules::default()),
    };
    let (format, ty, rules) = match part::is_made_of(schemas, format, &ty) {
        true => (format, ty, rules),
        false => as_it_is(schemas, media, format),
    };
    let parts = part::lower(schemas, media, (format, &ty));
    Content { media_type: media.media_type.to_owned(), format, ty, rules, parts, root }
}

/// A body that its schema does not make: whoever sends it hands over what goes out.
fn as_it_is<'t>(
    schemas: &mut Schemas<'t, '_>,
    media: &Media<'t>,
    format: Format,
) -> (Format, Type, Rules) {
    let node = match &media.schema {
        Some(Described::Schema(node)) => *node,
        _ => media.node,
    };
    let (what, taken) = match format {
        Format::Form => ("names with values", (Format::Text, Type::String, Rules::default())),
        _ => ("parts", (Format::Bytes, Type::File, Rules::default())),
    };
    let message = format!(
        "a body of `{}` is made of {what}, and this schema describes no object; the body is sent as it is handed over",
        media.media_type
    );
    let help = "describe an object with a property for each of them";
    schemas.diagnostics.warning(Code::InvalidBody, node, message, help);
    taken
}
