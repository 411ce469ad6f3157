//! Media types and ranges of them (RFC 9110, section 8.3.1 and 12.5.1).

/// What bytes are of which nothing is known.
pub(super) const UNKNOWN: &str = "application/octet-stream";

/// The media type without its parameters.
pub(super) fn essence(text: &str) -> &str {
    text.split(';').next().unwrap_or_default().trim()
}

/// The members of a list of media types and ranges. A comma between quotes is part of a parameter.
pub(super) fn listed(text: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    let is_end = move |letter: char| {
        is_quoted ^= letter == '"';
        letter == ',' && !is_quoted
    };
    text.split(is_end).map(str::trim)
}

/// Whether it names one media type, and not a range or a list of them.
pub(super) fn is_concrete(text: &str) -> bool {
    let essence = essence(text);
    let has = |text: &str, sign: u8| text.as_bytes().contains(&sign);
    let is_list = has(text, b',') && listed(text).nth(1).is_some();
    has(essence, b'/') && !has(essence, b'*') && !is_list
}

/// The media type of a file: the one that it says it is, if that is documented, or else the only one that it can be. Where bytes of any
/// kind are documented, it can be anything.
pub(super) fn of_file<'a>(documented: &'a str, own: Option<&'a str>) -> Result<&'a str, String> {
    let is_documented =
        |one: &str| listed(documented).any(|range| matches(range, one) || matches(range, UNKNOWN));
    match own {
        Some(own) if !is_concrete(own) => {
            Err(format!("is a file of `{own}`, which is no media type"))
        }
        Some(own) if is_documented(own) => Ok(own),
        Some(own) => Err(format!("is a file of `{own}`, and only `{documented}` is documented")),
        None if is_concrete(documented) => Ok(documented),
        None if is_documented(UNKNOWN) => Ok(UNKNOWN),
        None => Err(format!(
            "is a file that does not say which of `{documented}` it is; `File::with_content_type` says it"
        )),
    }
}

/// Whether it is JSON.
pub(super) fn is_json(text: &str) -> bool {
    let essence = essence(text).to_ascii_lowercase();
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// Whether it is made of parts (RFC 2046, section 5.1).
pub(super) fn is_multipart(text: &str) -> bool {
    starts(essence(text), "multipart/")
}

/// Whether it is a sequence of JSON texts (RFC 7464, RFC 8091).
pub(super) fn is_json_sequence(text: &str) -> bool {
    let essence = essence(text).to_ascii_lowercase();
    essence.ends_with("/json-seq") || essence.ends_with("+json-seq")
}

/// Whether a media type is the documented one or within the documented range. A parameter speaks against it only where both have it and
/// the values differ; the character set never does.
pub(super) fn matches(documented: &str, arrived: &str) -> bool {
    if documented == arrived {
        return true;
    }
    let is_part = |range: &str, part: &str| match range.split_once('*') {
        Some((start, end)) => {
            part.len() >= start.len() + end.len() && starts(part, start) && ends(part, end)
        }
        None => range.eq_ignore_ascii_case(part),
    };
    let documented_parts = essence(documented).split_once('/');
    let arrived_parts = essence(arrived).split_once('/');
    let (Some(documented_parts), Some(arrived_parts)) = (documented_parts, arrived_parts) else {
        return essence(documented) == "*/*";
    };
    is_part(documented_parts.0, arrived_parts.0)
        && is_part(documented_parts.1, arrived_parts.1)
        && parameters(documented).all(|(name, value)| {
            let other = parameters(arrived).find(|(other, _)| name.eq_ignore_ascii_case(other));
            name.eq_ignore_ascii_case("charset")
                || other.is_none_or(|(_, other)| value.eq_ignore_ascii_case(other))
        })
}

/// The value of a parameter.
pub(super) fn parameter<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    parameters(text).find(|(other, _)| name.eq_ignore_ascii_case(other)).map(|(_, value)| value)
}

fn starts(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}

fn ends(text: &str, end: &str) -> bool {
    let from = text.len().saturating_sub(end.len());
    text.get(from..).is_some_and(|found| found.eq_ignore_ascii_case(end))
}

fn parameters(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(';').skip(1).filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        Some((name.trim(), value.trim().trim_matches('"')))
    })
}
