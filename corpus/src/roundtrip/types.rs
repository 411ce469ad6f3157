//! Which Rust type an example belongs to.

use clientwright::ir::{
    Api, Body, Content, Contents, Format, Operation, Outcome, Payload, StatusRange, TextFormat,
    Type, TypeId,
};

use super::documents::{Documents, Place};
use super::examples::Site;

/// Arrays of arrays end somewhere.
const DEEPEST: usize = 8;

/// What an example can be decoded into.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// These types: mostly one, but a component can be made into several.
    Types(Vec<Type>),
    /// Nothing, for this reason.
    Nothing(&'static str),
}

/// The types of a site, which is described by a schema.
#[must_use]
pub fn target(api: &Api, documents: &Documents, site: &Site, schema: Option<&Place>) -> Target {
    match site {
        Site::Webhook(_, None) => Target::Nothing("the body of a webhook is no component"),
        Site::Webhook(_, Some(key)) | Site::Component(key) => {
            let mut types = component(api, key);
            if types.is_empty() {
                types.extend(schema.and_then(|schema| structure(api, documents, schema, 0)));
            }
            if types.is_empty() {
                Target::Nothing("the component is a plain value, and no type of its own")
            } else {
                Target::Types(types)
            }
        }
        Site::Request { operation, media } => {
            let Some(operation) = find(api, operation) else {
                return Target::Nothing("the operation was not generated");
            };
            operation.body.as_ref().map_or(Target::Nothing("the request has no body"), |body| {
                request(body, media.as_deref())
            })
        }
        Site::Response { operation, status, media } => {
            let Some(operation) = find(api, operation) else {
                return Target::Nothing("the operation was not generated");
            };
            response(operation, status, media.as_deref())
        }
    }
}

/// The named types that were made of a component.
fn component(api: &Api, key: &str) -> Vec<Type> {
    let made = api.types.iter().enumerate();
    let made = made.filter(|(_, definition)| definition.component.as_deref() == Some(key));
    made.map(|(index, _)| Type::Named(TypeId(index))).collect()
}

/// The type of a component that has no name of its own, because it is an array or a map of one that has.
fn structure(api: &Api, documents: &Documents, schema: &Place, depth: usize) -> Option<Type> {
    if depth > DEEPEST {
        return None;
    }
    let named = documents.component(Some(schema)).and_then(|key| component(api, &key).pop());
    if named.is_some() {
        return named;
    }
    let schema = documents.follow(schema.clone());
    let inside = |key: &str| {
        let place = documents.member(&schema, key)?;
        structure(api, documents, &place, depth + 1).map(Box::new)
    };
    match documents.text(&schema, "type") {
        Some("array") => inside("items").map(Type::List),
        Some("object") if documents.member(&schema, "properties").is_none() => {
            inside("additionalProperties").map(Type::Map)
        }
        _ => None,
    }
}

fn find<'a>(api: &'a Api, (method, path): &(String, String)) -> Option<&'a Operation> {
    let mut operations = api.modules.iter().flat_map(|module| &module.operations);
    operations.find(|operation| operation.method == *method && operation.path == *path)
}

fn request(body: &Body, media: Option<&str>) -> Target {
    let contents: Vec<&Content> = match &body.contents {
        Contents::One(content) => vec![content],
        Contents::Many { variants, .. } => variants.iter().map(|(_, content)| content).collect(),
    };
    let is_values = |content: &&Content| {
        matches!(content.format, Format::Json | Format::Form | Format::Multipart)
    };
    let found = match media {
        Some(media) => contents.into_iter().find(|content| content.media_type == media),
        None => contents.into_iter().find(is_values),
    };
    match found.filter(is_values) {
        Some(content) => Target::Types(vec![content.ty.clone()]),
        None => Target::Nothing("the body is not made of JSON values"),
    }
}

fn response(operation: &Operation, status: &str, media: Option<&str>) -> Target {
    let Some(status) = status_range(status) else {
        return Target::Nothing("the status is none");
    };
    let mut payloads: Vec<&Payload> = Vec::new();
    for outcome in [&operation.success, &operation.failure] {
        match outcome {
            Outcome::Nothing => {}
            Outcome::One { statuses, payload } => {
                payloads.extend(payload.as_ref().filter(|_| statuses.contains(&status)));
            }
            Outcome::Many { cases, .. } => {
                let cases = cases.iter().filter(|case| case.status == status);
                payloads.extend(cases.filter_map(|case| case.payload.as_ref()));
            }
        }
    }
    let exact = payloads.iter().find(|payload| {
        media.is_some_and(|media| payload.media_types.iter().any(|known| known == media))
    });
    // An example of 2.0 can name a media type that the description does not list, or none.
    let json = || {
        let is_json = media.is_none_or(|media| media.contains("json"));
        payloads.iter().find(|payload| is_json && payload.format == Format::Json)
    };
    match exact.or_else(json) {
        Some(payload) if payload.format == Format::Json => Target::Types(vec![payload.ty.clone()]),
        Some(_) => Target::Nothing("the body is not made of JSON values"),
        None if payloads.is_empty() => Target::Nothing("the answer has no body"),
        None => Target::Nothing("the media type is left out in favour of another"),
    }
}

fn status_range(status: &str) -> Option<StatusRange> {
    if status == "default" {
        return Some(StatusRange::Default);
    }
    if let Ok(code) = status.parse() {
        return Some(StatusRange::Code(code));
    }
    let class = status.chars().next()?.to_digit(10)?;
    Some(StatusRange::Class(u8::try_from(class).ok()?))
}

/// A type as it is written outside the crate of a given name; `None` if it cannot be written.
#[must_use]
pub fn path(api: &Api, library: &str, ty: &Type) -> Option<String> {
    let of = |ty: &Type| path(api, library, ty);
    let runtime = |name: &str| format!("{library}::runtime::{name}");
    Some(match ty {
        Type::Bool => "bool".to_owned(),
        Type::I32 => "i32".to_owned(),
        Type::I64 => "i64".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::F32 => "f32".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::String => "String".to_owned(),
        Type::Text(format) => runtime(text_format(*format)),
        Type::Base64 => runtime("Base64"),
        Type::File => runtime("File"),
        Type::Bytes | Type::External(_) => return None,
        Type::Json => "serde_json::Value".to_owned(),
        Type::Null => "()".to_owned(),
        Type::Nullable(inner) => format!("Option<{}>", of(inner)?),
        Type::List(item) => format!("Vec<{}>", of(item)?),
        Type::Tuple(items, rest) => {
            let mut parts = items.iter().map(of).collect::<Option<Vec<String>>>()?;
            if let Some(rest) = rest {
                parts.push(format!("Vec<{}>", of(rest)?));
            }
            format!("({},)", parts.join(", "))
        }
        Type::Map(value) => format!("std::collections::BTreeMap<String, {}>", of(value)?),
        Type::Named(id) => format!("{library}::types::{}", api.types.get(id.0)?.name),
    })
}

fn text_format(format: TextFormat) -> &'static str {
    match format {
        TextFormat::BasicDateTime => "BasicDateTime",
        TextFormat::DateTime => "DateTime",
        TextFormat::Date => "Date",
        TextFormat::Time => "Time",
        TextFormat::Duration => "Duration",
        TextFormat::Uuid => "Uuid",
        TextFormat::Uri => "Uri",
        TextFormat::Ipv4 => "Ipv4",
        TextFormat::Ipv6 => "Ipv6",
        TextFormat::Decimal => "Decimal",
        TextFormat::Password => "Password",
    }
}
