//! The address of a request.

use url::Url;

use super::argument::Argument;
use super::check::InvalidRequest;
use super::escape::Escape;
use super::operation::Spec;
use super::parameter::Place;

/// The address for the values of one request, below the base. `secrets` are query parameters that authenticate.
pub(super) fn build(
    base: &Url,
    spec: &Spec,
    arguments: &[Argument],
    secrets: &[(&str, &str)],
) -> Result<String, InvalidRequest> {
    let mut address = Address {
        text: base.as_str().trim_end_matches('/').to_owned(),
        segment: None,
        query: None,
    };
    address.template(spec, arguments)?;
    for (parameter, argument) in spec.parameters.iter().zip(arguments) {
        match parameter.place {
            Place::Query => {
                for (name, value) in parameter.pairs(argument)? {
                    address.pair(&format!("{name}={value}"));
                }
            }
            Place::QueryString => address.pair(&parameter.query_text(argument)?),
            Place::Path | Place::Header | Place::Cookie => {}
        }
    }
    for (name, secret) in secrets {
        let [name, secret] = [name, secret].map(|text| Escape::Unreserved.apply(text));
        address.pair(&format!("{name}={secret}"));
    }
    Ok(match address.query {
        Some(query) if !query.is_empty() => format!("{}?{query}", address.text),
        _ => address.text,
    })
}

/// An address that an answer named, with those pairs that it lacks.
pub(super) fn completed(named: &Url, pairs: &[(&str, &str)]) -> String {
    let mut address = named.clone();
    let has = |wanted: &str| named.query_pairs().any(|(name, _)| name == wanted);
    for (name, value) in pairs.iter().filter(|(name, _)| !has(name)) {
        let [name, value] = [name, value].map(|text| Escape::Unreserved.apply(text));
        let query = named_query(&address);
        address.set_query(Some(&format!("{query}{name}={value}")));
    }
    address.into()
}

/// The query of an address so that another pair can follow.
fn named_query(address: &Url) -> String {
    let query = address.query().filter(|query| !query.is_empty());
    query.map(|query| format!("{query}&")).unwrap_or_default()
}

/// An address under way.
struct Address<'a> {
    /// All before the query.
    text: String,
    /// The last segment of the path, and the last variable in it.
    segment: Option<(String, Option<&'a str>)>,
    /// The query, once it has begun.
    query: Option<String>,
}

impl<'a> Address<'a> {
    /// Fills in the path template. A value stays within its segment: it cannot add one, and cannot be one that means another.
    fn template(&mut self, spec: &'a Spec, arguments: &[Argument]) -> Result<(), InvalidRequest> {
        self.segment = Some((String::new(), None));
        let mut rest = spec.path.strip_prefix('/').unwrap_or(spec.path);
        while let Some((literal, name, after)) = next_variable(rest) {
            if self.literal(literal)? {
                return self.end_segment();
            }
            let values = spec.parameters.iter().zip(arguments);
            let mut values = values.filter(|(parameter, _)| parameter.place == Place::Path);
            let value = match values.find(|(parameter, _)| parameter.name == name) {
                Some((parameter, value)) => parameter.expand(value, Escape::Unreserved)?,
                None => None,
            };
            let value = value.unwrap_or_default();
            match &mut self.query {
                Some(query) => query.push_str(&value),
                None if value.is_empty() => {
                    return Err(InvalidRequest::new(name, "is empty, and stands in the path"));
                }
                None => {
                    let (segment, last) = self.segment.get_or_insert_default();
                    segment.push_str(&value);
                    *last = Some(name);
                }
            }
            rest = after;
        }
        self.literal(rest)?;
        self.end_segment()
    }

    /// Adds what the template says itself. Whether a fragment began, which is not sent.
    fn literal(&mut self, text: &str) -> Result<bool, InvalidRequest> {
        let (text, is_end) = text.split_once('#').map_or((text, false), |(text, _)| (text, true));
        if let Some(query) = &mut self.query {
            query.push_str(&Escape::Literal.apply(text));
            return Ok(is_end);
        }
        let (path, query) = text.split_once('?').map_or((text, None), |(p, q)| (p, Some(q)));
        for (index, part) in path.split('/').enumerate() {
            if index > 0 {
                self.end_segment()?;
            }
            let (segment, _) = self.segment.get_or_insert_default();
            segment.push_str(&Escape::Literal.apply(part));
        }
        if let Some(query) = query {
            self.end_segment()?;
            self.query = Some(Escape::Literal.apply(query));
        }
        Ok(is_end)
    }

    /// Adds the last segment to the path, if one is under way.
    fn end_segment(&mut self) -> Result<(), InvalidRequest> {
        let Some((segment, variable)) = self.segment.take() else { return Ok(()) };
        // An encoded dot is a dot to whoever resolves the path (URL Standard, section 4.1).
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        if let Some(name) = variable
            && matches!(dots.as_str(), "." | "..")
        {
            return Err(InvalidRequest::new(
                name,
                "makes a path segment of dots, which means another path",
            ));
        }
        self.text.push('/');
        self.text.push_str(&segment);
        Ok(())
    }

    /// Adds to the query.
    fn pair(&mut self, pair: &str) {
        if pair.is_empty() {
            return;
        }
        let query = self.query.get_or_insert_default();
        if !query.is_empty() && !query.ends_with('&') {
            query.push('&');
        }
        query.push_str(pair);
    }
}

/// What stands before the first variable, its name, and the rest.
fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let (before, after) = text.split_once('{')?;
    let (name, rest) = after.split_once('}')?;
    Some((before, name, rest))
}
