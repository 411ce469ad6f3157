//! Media types and the bodies that they stand for (RFC 9110, section 8.3).

use crate::ir::Format;

/// What a body of a media type is.
pub(super) fn format(media_type: &str) -> Format {
    let essence = essence(media_type);
    if is_json(media_type) {
        return Format::Json;
    }
    if essence == "application/x-www-form-urlencoded" {
        return Format::Form;
    }
    if essence.starts_with("multipart/") {
        return Format::Multipart;
    }
    let is_text = essence.starts_with("text/")
        || is_xml(media_type)
        || essence.ends_with("+yaml")
        || is_json_lines(media_type)
        || is_json_sequence(media_type)
        || [
            "application/yaml",
            "application/x-yaml",
            "application/graphql",
            "application/javascript",
            "application/sql",
            "application/jwt",
            "application/jose",
            "application/x-pem-file",
        ]
        .contains(&essence.as_str());
    if is_text { Format::Text } else { Format::Bytes }
}

/// The type and subtype in lower case, without parameters.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether it is JSON: `application/json`, or with the suffix `+json` (RFC 6839, section 3.1).
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// Whether it is a range that JSON is in.
pub(super) fn may_be_json(media_type: &str) -> bool {
    ["*/*", "application/*"].contains(&essence(media_type).as_str())
}

/// Whether it is JSON that comes line by line.
pub(super) fn is_json_lines(media_type: &str) -> bool {
    let essence = essence(media_type);
    [
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonl",
        "application/jsonlines",
        "application/x-jsonlines",
        "application/json-lines",
        "application/x-json-stream",
    ]
    .contains(&essence.as_str())
}

/// Whether it is a sequence of JSON texts (RFC 7464, RFC 8091).
pub(super) fn is_json_sequence(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json-seq" || essence.ends_with("+json-seq")
}

/// Whether it is XML (RFC 7303, section 9).
pub(super) fn is_xml(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/xml" || essence == "text/xml" || essence.ends_with("+xml")
}

/// Whether it can be the value of a header: a type and a subtype, perhaps with parameters, all of it visible ASCII.
pub(super) fn is_legal(media_type: &str) -> bool {
    let essence = essence(media_type);
    let is_token = |text: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    };
    essence.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
        && http::HeaderValue::from_str(media_type).is_ok()
        && media_type.is_ascii()
}

/// The members of a list of media types and ranges. A comma between quotes is part of a parameter.
pub(super) fn listed(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let is_end = |letter: char| {
        is_quoted ^= letter == '"';
        letter == ',' && !is_quoted
    };
    text.split(is_end).map(str::trim).filter(|one| !one.is_empty()).collect()
}

/// Whether a media type is the one or in the range.
pub(super) fn is_in(media_type: &str, range: &str) -> bool {
    let (media_type, range) = (essence(media_type), essence(range));
    match range.strip_suffix('*') {
        Some(_) if range == "*/*" => true,
        Some(start) => media_type.starts_with(start),
        None => media_type == range,
    }
}

/// A word for a variant: `Json`, `Form`, or after the subtype.
pub(super) fn label(media_type: &str) -> String {
    let essence = essence(media_type);
    match essence.as_str() {
        "application/json" => return "Json".to_owned(),
        "application/x-www-form-urlencoded" => return "Form".to_owned(),
        "multipart/form-data" => return "Multipart".to_owned(),
        "application/xml" | "text/xml" => return "Xml".to_owned(),
        "text/plain" => return "Text".to_owned(),
        "application/octet-stream" | "*/*" => return "Bytes".to_owned(),
        _ => {}
    }
    let (kind, subtype) = essence.split_once('/').unwrap_or(("", &essence));
    let subtype = subtype.strip_prefix("vnd.").unwrap_or(subtype);
    let word = if subtype == "*" { kind } else { subtype };
    super::name::upper(word, "Media")
}
