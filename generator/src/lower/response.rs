//! Answers: which statuses are documented, and what each brings.

use indexmap::IndexMap;
use openapiv3::{MediaType, Operation, Response, StatusCode};

use super::docs;
use super::name::{self, Scope};
use super::schema::{Node, Schemas};
use crate::diagnostic::{Code, Pointer};
use crate::ir::{Case, Outcome, Payload, ResponseHeader, StatusRange, Type};

/// Response headers by their lower-case name, in document order.
pub(super) type Headers = IndexMap<String, ResponseHeader>;

/// The successes and the failures of an operation.
pub(super) fn lower<'d>(
    schemas: &mut Schemas<'d, '_>,
    operation: &'d Operation,
    at: &Pointer,
    type_name: &str,
    (headers, accessors): (&mut Headers, &mut Scope),
) -> (Outcome, Outcome) {
    let (mut successes, mut failures) = (Vec::new(), Vec::new());
    let responses = operation
        .responses
        .responses
        .iter()
        .map(|(status, node)| (status.to_string(), range(status), node));
    let default = operation
        .responses
        .default
        .iter()
        .map(|node| ("default".to_owned(), StatusRange::Default, node));
    for (key, status, node) in responses.chain(default) {
        let here = at.child(&key);
        let resolved = schemas.document.resolve(
            node,
            &here,
            "responses",
            |all| &all.responses,
            schemas.diagnostics,
        );
        let Some((response, place)) = resolved else { continue };
        collect(schemas, response, &place, headers, accessors);
        let payload =
            payload(schemas, response, &place, &format!("{type_name} {} response", reason(status)));
        let case = Case {
            name: String::new(),
            status,
            payload,
            docs: docs(None, Some(&response.description)),
        };
        match status {
            StatusRange::Code(200..=299) | StatusRange::Class(2) => successes.push(case),
            StatusRange::Default if successes.is_empty() => {
                // Nothing else is documented for a success, so `default` is what one brings.
                successes.push(Case { status: StatusRange::Class(2), ..case.clone() });
                failures.push(case);
            }
            _ => failures.push(case),
        }
    }
    let success = outcome(successes, &format!("{type_name}Success"), schemas.scope);
    (success, outcome(failures, &format!("{type_name}Failure"), schemas.scope))
}

fn outcome(cases: Vec<Case>, type_name: &str, types: &mut Scope) -> Outcome {
    let Some(first) = cases.first() else { return Outcome::Nothing };
    if cases.iter().all(|case| case.payload == first.payload) {
        let payload = first.payload.clone();
        return Outcome::One { statuses: cases.iter().map(|case| case.status).collect(), payload };
    }
    let mut scope = Scope::new(&[]);
    let named =
        |case: Case| Case { name: scope.mint(name::upper(&reason(case.status), "Status")), ..case };
    let cases = cases.into_iter().map(named).collect();
    Outcome::Many { type_name: types.mint(type_name.to_owned()), cases }
}

fn range(status: &StatusCode) -> StatusRange {
    match status {
        StatusCode::Code(code) => StatusRange::Code(*code),
        StatusCode::Range(class) => StatusRange::Class(u8::try_from(*class).unwrap_or_default()),
    }
}

/// What a status is called (RFC 9110, section 15), or its number.
fn reason(status: StatusRange) -> String {
    match status {
        StatusRange::Code(code) => {
            let known =
                http::StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
            known.map_or_else(|| format!("Status{code}"), |reason| reason.replace('\'', ""))
        }
        StatusRange::Class(class) => format!("Status{class}xx"),
        StatusRange::Default => "Default".to_owned(),
    }
}

fn payload<'d>(
    schemas: &mut Schemas<'d, '_>,
    response: &'d Response,
    at: &Pointer,
    hint: &str,
) -> Option<Payload> {
    let content = at.child("content");
    if response.content.len() > 1 {
        let message = "answers of several media types are not supported yet";
        schemas.diagnostics.error(
            Code::UnsupportedMediaType,
            &content,
            message,
            "keep one of them for now",
        );
        return None;
    }
    let (media_type, described) = response.content.first()?;
    let here = content.child(media_type);
    if is_json(media_type) {
        return Some(Payload::Json(json(schemas, described, &here, hint)));
    }
    if media_type.trim().to_ascii_lowercase().starts_with("text/") {
        return Some(Payload::Text);
    }
    let message = format!("answers of the media type `{media_type}` are not supported yet");
    let help = "answers are `application/json`, a type that ends in `+json`, or `text/...` for now";
    schemas.diagnostics.error_at_key(Code::UnsupportedMediaType, &here, message, help);
    None
}

/// The type of a JSON body; one without a schema is any JSON.
pub(super) fn json<'d>(
    schemas: &mut Schemas<'d, '_>,
    media: &'d MediaType,
    at: &Pointer,
    hint: &str,
) -> Type {
    match &media.schema {
        Some(schema) => schemas.lower(Node::from(schema), &at.child("schema"), hint).ty,
        None => Type::Json,
    }
}

/// Whether a media type is JSON: `application/json`, or with the suffix `+json` (RFC 6839, section 3.1).
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

fn collect<'d>(
    schemas: &mut Schemas<'d, '_>,
    response: &'d Response,
    at: &Pointer,
    headers: &mut Headers,
    accessors: &mut Scope,
) {
    for (wire, node) in &response.headers {
        let here = at.child("headers").child(wire);
        let resolved = schemas.document.resolve(
            node,
            &here,
            "headers",
            |all| &all.headers,
            schemas.diagnostics,
        );
        let Some((header, _)) = resolved else { continue };
        let key = wire.to_ascii_lowercase();
        if key == "content-type" || headers.contains_key(&key) {
            continue;
        }
        if http::HeaderName::from_bytes(wire.as_bytes()).is_err() {
            let message = format!("`{wire}` cannot be the name of a header");
            let help = "a header name has letters, digits and !#$%&'*+-.^_`|~ only (RFC 9110, section 5.1)";
            schemas.diagnostics.error_at_key(Code::InvalidHeaderName, &here, message, help);
            continue;
        }
        let name = accessors.mint(name::lower(wire, "header"));
        headers.insert(
            key,
            ResponseHeader {
                name,
                wire: wire.clone(),
                docs: docs(None, header.description.as_ref()),
            },
        );
    }
    for name in response.links.keys() {
        schemas.diagnostics.warning_at_key(
            Code::UnsupportedKeyword,
            &at.child("links").child(name),
            format!("the link `{name}` is left out: links are not supported yet"),
            "nothing is wrong with the description; follow the link by hand",
        );
    }
}
