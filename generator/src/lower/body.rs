//! Bodies of requests.

use super::name::Scope;
use super::schema::Schemas;
use super::{media, stream};
use crate::diagnostic::Code;
use crate::document::{Content as Described, Media, RequestBody, Types};
use crate::ir::{Body, Content, Contents, Format, Part, Rules, Type};

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
        contents.push(content(schemas, media, &hint));
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
        docs: super::docs(None, described.description),
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
    let parts = media.encoding.iter().map(|encoding| Part {
        property: encoding.property.to_owned(),
        content_type: encoding.content_type.map(str::to_owned),
        serialization: encoding.serialization,
    });
    let media_type = media.media_type.to_owned();
    Content { media_type, format, ty, rules, parts: parts.collect(), root }
}
