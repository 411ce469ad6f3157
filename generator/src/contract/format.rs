//! The formats of texts: what a value of each looks like.

use super::schema::Schemas;

/// What each format looks like: its names, a value, and a pattern of what it must be.
const FORMATS: &[(&[&str], &str, &str)] = &[
    (&["date"], "2026-11-25", "^\\d{4}-\\d\\d-\\d\\d$"),
    (
        &["date-time"],
        "2026-11-25T12:30:00Z",
        "^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)$",
    ),
    (&["time"], "12:30:00Z", "^\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:?\\d\\d)?$"),
    (&["basic-date-time"], "20261125T123000Z", "^\\d{8}T\\d{6}Z$"),
    (&["duration"], "P1D", "^P(?=.)[\\dYMWDTHS.]+$"),
    (
        &["uuid"],
        "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    ),
    (&["email", "idn-email"], "someone@example.com", "^[^@\\s]+@[^@\\s]+$"),
    (&["hostname", "idn-hostname"], "example.com", "^[^\\s/:]+$"),
    (&["uri", "url", "iri"], "https://example.com/", "^[A-Za-z][A-Za-z0-9+.-]*:\\S*$"),
    (&["uri-reference", "iri-reference"], "/path", "^\\S*$"),
    (&["uri-template"], "/path/{id}", "^\\S*$"),
    (&["ipv4", "ip"], "192.0.2.1", "^\\d{1,3}(\\.\\d{1,3}){3}$"),
    (&["ipv6"], "2001:db8::1", "^[0-9a-fA-F:.]+$"),
    (&["json-pointer"], "/a", "^(/.*)?$"),
    (&["relative-json-pointer"], "0", "^\\d"),
    (&["regex"], "^a$", ""),
    (&["byte", "base64"], "Ynl0ZXM=", "^[A-Za-z0-9+/=\\s]*$"),
    (&["decimal"], "1.5", "^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?$"),
    (&["binary"], "content", ""),
    (&["char"], "a", "^.$"),
];

fn named(format: &str) -> Option<(&'static str, &'static str)> {
    let (_, value, pattern) = FORMATS.iter().find(|(names, ..)| names.contains(&format))?;
    Some((value, pattern))
}

/// A value of a format that is known.
pub(super) fn example(format: &str) -> Option<&'static str> {
    named(format).map(|(value, _)| value)
}

/// Whether a text is of a format; of one that is not known every text is.
pub(super) fn holds(schemas: &Schemas<'_, '_>, format: &str, text: &str) -> bool {
    named(format).is_none_or(|(_, pattern)| schemas.matches(pattern, text))
}
