//! Bodies in `application/x-www-form-urlencoded`, and what forms of both kinds know of their properties.

use std::borrow::Cow;

use super::argument::{Argument, Shape};
use super::check::InvalidRequest;
use super::escape::Escape;
use super::media_type;
use super::style::{self, Style};

/// The media type of such a body.
pub(super) const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// What the description says of one part of a body: of a property of a form, or of items of a list (OpenAPI 3.2, section 4.15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    key: Key,
    pub(super) content_type: Option<&'static str>,
    /// The headers that the part must have, and the only value of each that has only one.
    pub(super) headers: &'static [(&'static str, Option<&'static str>)],
    style: Option<Style>,
    explode: Option<bool>,
    allow_reserved: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Property(&'static str),
    Position(usize),
    Items,
}

impl Part {
    /// A property of which nothing is said yet.
    #[must_use]
    pub const fn new(property: &'static str) -> Self {
        Self::of(Key::Property(property))
    }

    /// The item at a position in a list of parts.
    #[must_use]
    pub const fn at(position: usize) -> Self {
        Self::of(Key::Position(position))
    }

    /// All items of a list of parts of which nothing else is said.
    #[must_use]
    pub const fn items() -> Self {
        Self::of(Key::Items)
    }

    const fn of(key: Key) -> Self {
        let (content_type, style, explode, allow_reserved) = (None, None, None, None);
        Self { key, content_type, headers: &[], style, explode, allow_reserved }
    }

    /// The headers that it must have: with the value that is sent, or without one where the file says it.
    #[must_use]
    pub const fn headers(self, headers: &'static [(&'static str, Option<&'static str>)]) -> Self {
        Self { headers, ..self }
    }

    /// The media type of the value, or a range or list of which a file names its own.
    #[must_use]
    pub const fn content_type(self, content_type: &'static str) -> Self {
        Self { content_type: Some(content_type), ..self }
    }

    /// The style of the value, as in a query; its media type counts no more.
    #[must_use]
    pub const fn style(self, style: Style) -> Self {
        Self { style: Some(style), ..self }
    }

    /// Whether the items of a list and the members of an object stand on their own; the media type counts no more.
    #[must_use]
    pub const fn explode(self, explode: bool) -> Self {
        Self { explode: Some(explode), ..self }
    }

    /// Reserved characters are sent as they are; the media type counts no more.
    #[must_use]
    pub const fn allow_reserved(self) -> Self {
        Self { allow_reserved: Some(true), ..self }
    }

    /// Style and `explode`, if the description says anything of how the value is serialized.
    pub(super) fn serialization(&self) -> Option<(Style, bool, bool)> {
        if self.style.is_none() && self.explode.is_none() && self.allow_reserved.is_none() {
            return None;
        }
        let style = self.style.unwrap_or(Style::Form);
        let explode = self.explode.unwrap_or(style.explodes());
        Some((style, explode, self.allow_reserved.unwrap_or_default()))
    }
}

/// The part of a property, if the description says anything of it.
pub(super) fn part<'a>(parts: &'a [Part], property: &str) -> Option<&'a Part> {
    parts.iter().find(|part| matches!(part.key, Key::Property(name) if name == property))
}

/// The part of an item, if the description says anything of it.
pub(super) fn item(parts: &[Part], position: usize) -> Option<&Part> {
    let of = |key: Key| parts.iter().find(|part| part.key == key);
    of(Key::Position(position)).or_else(|| of(Key::Items))
}

/// A value as a form. A text is one already. `whole` is what the value is called where it is refused.
pub(super) fn encode(
    whole: &str,
    argument: &Argument,
    parts: &[Part],
) -> Result<String, InvalidRequest> {
    let members = match argument {
        Argument::Object(members) => members,
        Argument::Text(text) => return Ok(text.clone()),
        Argument::Absent | Argument::Null => return Ok(String::new()),
        _ => return Err(InvalidRequest::new(whole, "is no object, and a form is one")),
    };
    let mut form = String::new();
    for (name, value) in members {
        let pairs = property(name, value, part(parts, name))
            .map_err(|problem| InvalidRequest::new(format!("{whole}.{name}"), problem))?;
        for (name, value) in pairs {
            if !form.is_empty() {
                form.push('&');
            }
            form.push_str(&name);
            form.push('=');
            form.push_str(&value);
        }
    }
    Ok(form)
}

/// The pairs of one property: a list is repeated and an object is JSON, unless the description says otherwise.
fn property(
    name: &str,
    value: &Argument,
    part: Option<&Part>,
) -> Result<Vec<(String, String)>, String> {
    if let Some((style, explode, allow_reserved)) = part.and_then(Part::serialization) {
        let escape = if allow_reserved { Escape::FormReserved } else { Escape::Unreserved };
        return style::pairs(name, value, style, explode, escape);
    }
    let content_type = part.and_then(|part| part.content_type);
    let shape = match value {
        Argument::Absent => Shape::Nothing,
        value if content_type.is_some_and(media_type::is_json) => {
            Shape::One(Cow::Owned(value.json()?))
        }
        Argument::Object(_) => Shape::One(value.text()?),
        value => value.shape()?,
    };
    style::shape_pairs(name, shape, Style::Form, true, Escape::Form)
}
