//! The address of a request.

use url::Url;

use super::argument::Argument;
use super::check::InvalidRequest;
use super::escape::Escape;
use super::operation::Spec;
use super::parameter::Place;

/// How many bytes the values of a request take at first.
const ROOM: usize = 64;

/// The address for the values of one request, below the base. `secrets` are query parameters that authenticate.
pub(super) fn build(
    base: &Url,
    spec: &Spec,
    arguments: &[Argument],
    secrets: &[(&str, &str)],
) -> Result<String, InvalidRequest> {
    let base = base.as_str().trim_end_matches('/');
    let mut text = String::with_capacity(base.len() + 2 * spec.path.len() + ROOM);
    text.push_str(base);
    let mut address = Address { text, segment: None, query: None };
    address.template(spec, arguments)?;
    for (parameter, argument) in spec.parameters.iter().zip(arguments) {
        match parameter.place {
            Place::Query => {
                for (name, value) in parameter.pairs(argument)? {
                    address.begin_pair();
                    address.text.extend([&*name, "=", &*value]);
                }
            }
            Place::QueryString => {
                let text = parameter.query_text(argument)?;
                if !text.is_empty() {
                    address.begin_pair();
                    address.text.push_str(&text);
                }
            }
            Place::Path | Place::Header | Place::Cookie => {}
        }
    }
    for (name, secret) in secrets {
        address.begin_pair();
        Escape::Unreserved.push(name, &mut address.text);
        address.text.push('=');
        Escape::Unreserved.push(secret, &mut address.text);
    }
    if address.query == Some(address.text.len()) {
        address.text.pop();
    }
    Ok(address.text)
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
    text: String,
    /// Where the last segment of the path begins, and the last variable in it.
    segment: Option<(usize, Option<&'a str>)>,
    /// Where the query begins, behind the question mark, once it has begun.
    query: Option<usize>,
}

impl<'a> Address<'a> {
    /// Fills in the path template. A value stays within its segment: it cannot add one, and cannot be one that means another.
    fn template(&mut self, spec: &'a Spec, arguments: &[Argument]) -> Result<(), InvalidRequest> {
        self.text.push('/');
        self.segment = Some((self.text.len(), None));
        let mut rest = spec.path.strip_prefix('/').unwrap_or(spec.path);
        while let Some((literal, name, after)) = next_variable(rest) {
            if self.literal(literal)? {
                return self.end_segment(self.text.len());
            }
            let start = self.text.len();
            let values = spec.parameters.iter().zip(arguments);
            let mut values = values.filter(|(parameter, _)| parameter.place == Place::Path);
            if let Some((parameter, value)) = values.find(|(parameter, _)| parameter.name == name) {
                parameter.expand(value, Escape::Unreserved, &mut self.text)?;
            }
            if self.query.is_none() {
                if self.text.len() == start {
                    return Err(InvalidRequest::new(name, "is empty, and stands in the path"));
                }
                if let Some((_, last)) = &mut self.segment {
                    *last = Some(name);
                }
            }
            rest = after;
        }
        self.literal(rest)?;
        self.end_segment(self.text.len())
    }

    /// Adds what the template says itself. Whether a fragment began, which is not sent.
    fn literal(&mut self, text: &str) -> Result<bool, InvalidRequest> {
        if self.query.is_none() && text.bytes().all(is_plain) {
            self.path(|output| output.push_str(text))?;
            return Ok(false);
        }
        let (text, is_end) = text.split_once('#').map_or((text, false), |(text, _)| (text, true));
        if self.query.is_some() {
            Escape::Literal.push(text, &mut self.text);
            return Ok(is_end);
        }
        let (path, query) = text.split_once('?').map_or((text, None), |(p, q)| (p, Some(q)));
        self.path(|output| Escape::Literal.push(path, output))?;
        if let Some(query) = query {
            self.end_segment(self.text.len())?;
            self.begin_query();
            Escape::Literal.push(query, &mut self.text);
        }
        Ok(is_end)
    }

    /// Adds some of the path, which may end segments.
    fn path(&mut self, add: impl FnOnce(&mut String)) -> Result<(), InvalidRequest> {
        let start = self.text.len();
        add(&mut self.text);
        let slashes = self.text[start..].find('/').zip(self.text.rfind('/'));
        if let Some((first, last)) = slashes {
            self.end_segment(start + first)?;
            self.segment = Some((last + 1, None));
        }
        Ok(())
    }

    /// Looks at the last segment, if one is under way, where it ends.
    fn end_segment(&mut self, end: usize) -> Result<(), InvalidRequest> {
        let Some((start, Some(name))) = self.segment.take() else { return Ok(()) };
        if is_dots(&self.text[start..end]) {
            let problem = "makes a path segment of dots, which means another path";
            return Err(InvalidRequest::new(name, problem));
        }
        Ok(())
    }

    fn begin_query(&mut self) -> usize {
        self.text.push('?');
        *self.query.insert(self.text.len())
    }

    /// Begins another pair of the query.
    fn begin_pair(&mut self) {
        let start = match self.query {
            Some(start) => start,
            None => self.begin_query(),
        };
        if self.text.len() > start && !self.text.ends_with('&') {
            self.text.push('&');
        }
    }
}

/// Whether a byte stands for itself in a path, and is nothing that a template ends with.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~')
}

/// Whether a segment means that of another path. An encoded dot is a dot to whoever resolves the path (URL Standard, section 4.1).
fn is_dots(segment: &str) -> bool {
    const LONGEST: usize = "%2e%2e".len();
    segment.len() <= LONGEST
        && matches!(&*segment.to_ascii_lowercase().replace("%2e", "."), "." | "..")
}

/// What stands before the first variable, its name, and the rest.
fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.bytes().position(|byte| byte == b'{')?;
    let end = start + text[start..].bytes().position(|byte| byte == b'}')?;
    Some((&text[..start], &text[start + 1..end], &text[end + 1..]))
}
