//! Answers: which statuses are documented, and what each brings.

use super::header::Headers;
use super::media;
use super::name::{self, Scope};
use super::schema::Schemas;
use crate::diagnostic::Code;
use crate::document::{Content, Media, Operation, Response};
use crate::ir::{Case, Format, Outcome, Payload, StatusRange, Type};

/// The successes and the failures of an operation, and the headers of both.
pub(super) fn lower<'t>(
    schemas: &mut Schemas<'t, '_>,
    operation: &Operation<'t>,
    type_name: &str,
    (headers, constants): (&mut Headers<'t>, &mut Scope),
) -> (Outcome, Outcome, [Vec<usize>; 2]) {
    let (mut successes, mut failures) = (Vec::new(), Vec::new());
    let mut found = [Vec::new(), Vec::new()];
    for response in &operation.responses {
        let is_success =
            matches!(response.status, StatusRange::Code(200..=299) | StatusRange::Class(2));
        let of_side = &mut found[usize::from(!is_success)];
        headers.collect(schemas, response, (constants, type_name), of_side);
        let mut cases = cases(schemas, response, type_name);
        if operation.method.eq_ignore_ascii_case("HEAD") {
            // Whatever is documented, the answer to HEAD has no content (RFC 9110, section 9.3.2).
            cases.truncate(1);
            cases.iter_mut().for_each(|case| (case.payload, case.by_media_type) = (None, false));
        }
        if is_success { successes.extend(cases) } else { failures.extend(cases) }
    }
    let default = |case: &&Case| case.status == StatusRange::Default;
    if successes.is_empty() {
        // Nothing else is documented for a success, so `default` is what one brings.
        let class = |case: &Case| Case { status: StatusRange::Class(2), ..case.clone() };
        successes = failures.iter().filter(default).map(class).collect();
        if !successes.is_empty() {
            found[0] = found[1].clone();
        }
    }
    let success = outcome(successes, &format!("{type_name}Success"), schemas.scope);
    let failure = outcome(failures, &format!("{type_name}Failure"), schemas.scope);
    (success, failure, found)
}

fn outcome(cases: Vec<Case>, type_name: &str, types: &mut Scope) -> Outcome {
    let Some(first) = cases.first() else { return Outcome::Nothing };
    let what = |case: &Case| {
        let what = |one: &Payload| (one.format, one.ty.clone(), one.root);
        case.payload.as_ref().map(what)
    };
    if cases.iter().all(|case| what(case) == what(first)) {
        let mut payload = first.payload.clone();
        for other in cases.iter().filter_map(|case| case.payload.as_ref()) {
            if let Some(payload) = &mut payload {
                for media_type in &other.media_types {
                    if !payload.media_types.contains(media_type) {
                        payload.media_types.push(media_type.clone());
                    }
                }
            }
        }
        let mut statuses: Vec<StatusRange> = Vec::new();
        for case in &cases {
            if !statuses.contains(&case.status) {
                statuses.push(case.status);
            }
        }
        return Outcome::One { statuses, payload };
    }
    let mut scope = Scope::new(&[]);
    let named = |case: Case| {
        let mut name = reason(case.status);
        if let Some(payload) = case.payload.as_ref().filter(|_| case.by_media_type) {
            name += " ";
            name += &payload.media_types.first().map(|one| media::label(one)).unwrap_or_default();
        }
        Case { name: scope.mint(name::upper(&name, "Status")), ..case }
    };
    let cases = cases.into_iter().map(named).collect();
    Outcome::Many { type_name: types.mint(type_name.to_owned()), cases }
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

/// The cases of one status: one, or one for each media type that brings something different.
fn cases<'t>(schemas: &mut Schemas<'t, '_>, response: &Response<'t>, type_name: &str) -> Vec<Case> {
    let examples = response.content.iter().map(|media| &media.examples);
    let docs = super::docs_with(response.description, examples);
    let case = |payload: Option<Payload>, by_media_type: bool| Case {
        name: String::new(),
        status: response.status,
        by_media_type,
        payload,
        docs: docs.clone(),
    };
    let hint = format!("{type_name} {} response", reason(response.status));
    let has_json = response.content.iter().any(|media| media::is_json(media.media_type));
    let mut payloads: Vec<Payload> = Vec::new();
    for media in &response.content {
        if !media::is_legal(media.media_type) {
            let message = format!("`{}` is no media type; it is left out", media.media_type);
            let help = "a media type has a type and a subtype, such as `application/json`";
            schemas.diagnostics.warning(Code::InvalidMediaType, media.node.key(), message, help);
            continue;
        }
        // XML beside JSON is the same answer in another form, and the one is asked for that is typed.
        if has_json && media::is_xml(media.media_type) {
            continue;
        }
        let payload = payload(schemas, media, &hint);
        let same = |known: &&mut Payload| {
            known.format == payload.format && known.ty == payload.ty && known.root == payload.root
        };
        match payloads.iter_mut().find(same) {
            Some(known) => known.media_types.extend(payload.media_types),
            None => payloads.push(payload),
        }
    }
    match payloads.len() {
        0 => vec![case(None, false)],
        1 => vec![case(payloads.pop(), false)],
        _ => payloads.into_iter().map(|payload| case(Some(payload), true)).collect(),
    }
}

fn payload<'t>(schemas: &mut Schemas<'t, '_>, media: &Media<'t>, hint: &str) -> Payload {
    let format = media::format(media.media_type);
    let media_types = vec![media.media_type.to_owned()];
    let essence = media::essence(media.media_type);
    let schema = match &media.schema {
        Some(Content::Schema(node)) => Some(*node),
        Some(Content::Form(_)) | None => None,
    };
    // A description that says `*/*` and gives a schema means JSON, unless the schema is that of a file.
    if format == Format::Json || (essence == "*/*" && schema.is_some()) {
        let ty = schema.map_or(Type::Json, |node| schemas.lower(node, hint).with_null());
        match ty {
            Type::File if format != Format::Json => {}
            ty => return Payload { media_types, format: Format::Json, ty, root: None },
        }
    }
    if let Some(node) = schema.filter(|_| media::is_xml(media.media_type))
        && let Some(root) = schemas.xml_root(node, hint)
    {
        let ty = schemas.lower(node, hint).with_null();
        return Payload { media_types, format: Format::Xml, ty, root: Some(root) };
    }
    match format {
        Format::Text => Payload { media_types, format, ty: Type::String, root: None },
        // Forms are answers of few, and are left as they came.
        _ => Payload { media_types, format: Format::Bytes, ty: Type::Bytes, root: None },
    }
}
