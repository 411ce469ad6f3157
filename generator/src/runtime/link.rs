//! Links in the header of an answer (RFC 8288, section 3).

use http::HeaderMap;
use http::header::LINK;

/// The target of the first link with this relation. One that speaks of another resource, by `anchor`, is passed over.
pub(super) fn target(headers: &HeaderMap, relation: &str) -> Option<String> {
    // A title may have bytes of whatever encoding (RFC 9110, section 5.5).
    let fields =
        headers.get_all(LINK).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    fields.into_iter().find_map(|field| of_field(&field, relation).map(str::to_owned))
}

fn of_field<'h>(field: &'h str, relation: &str) -> Option<&'h str> {
    Links { rest: field }.find_map(|link| {
        let mut is_meant = None;
        for (name, value) in link.parameters() {
            if name.eq_ignore_ascii_case("anchor") {
                return None;
            }
            // Only the first one counts.
            if name.eq_ignore_ascii_case("rel") && is_meant.is_none() {
                let mut relations = value.split_ascii_whitespace();
                is_meant = Some(relations.any(|one| one.eq_ignore_ascii_case(relation)));
            }
        }
        is_meant.unwrap_or_default().then_some(link.target)
    })
}

/// One link.
struct Link<'h> {
    target: &'h str,
    parameters: &'h str,
}

impl<'h> Link<'h> {
    /// The parameters; the value of one that has none is empty.
    fn parameters(&self) -> impl Iterator<Item = (&'h str, &'h str)> + use<'h> {
        let mut rest = self.parameters;
        std::iter::from_fn(move || {
            let parameter;
            (parameter, rest) = until(rest.strip_prefix(';')?, ';');
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            Some((name.trim(), value.trim().trim_matches('"')))
        })
    }
}

/// The links of one field.
struct Links<'h> {
    rest: &'h str,
}

impl<'h> Iterator for Links<'h> {
    type Item = Link<'h>;

    fn next(&mut self) -> Option<Link<'h>> {
        let (_, rest) = self.rest.split_once('<')?;
        let (target, rest) = rest.split_once('>')?;
        let (parameters, rest) = until(rest, ',');
        self.rest = rest;
        Some(Link { target: target.trim(), parameters: parameters.trim_start() })
    }
}

/// What stands before the first of this sign that is not within quotes, and the rest, which begins with it.
fn until(text: &str, sign: char) -> (&str, &str) {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (index, letter) in text.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            letter if letter == sign && !is_quoted => return text.split_at(index),
            _ => {}
        }
    }
    (text, "")
}
