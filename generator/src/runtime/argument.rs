//! Values between their types and the wire: what a parameter, a form or a part is made from.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::file::File;

/// The value of a parameter, or of a property of a form.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Argument {
    /// It is not sent.
    Absent,
    /// It is there and null.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes, with what is known of them.
    File(File),
    /// A list.
    List(Vec<Argument>),
    /// An object, in the order of its members.
    Object(Vec<(String, Argument)>),
    /// One of several types, by the name of its variant: only where a value is shown.
    Named(&'static str, Box<Argument>),
}

/// A value without its nesting: what the styles of OpenAPI speak of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape<'a> {
    /// Undefined in the sense of RFC 6570, section 2.3: absent, null, or nothing in it.
    Nothing,
    /// One text.
    One(Cow<'a, str>),
    /// The items of a list.
    Items(Vec<Cow<'a, str>>),
    /// The members of an object.
    Members(Vec<(&'a str, Cow<'a, str>)>),
}

impl Argument {
    /// Whether there is nothing to send.
    pub(super) fn is_undefined(&self) -> bool {
        matches!(self, Self::Absent | Self::Null)
    }

    /// The value as one text; lists and objects, for which the specification has none, as JSON.
    pub(super) fn text(&self) -> Result<Cow<'_, str>, String> {
        Ok(match self {
            Self::Absent | Self::Null => Cow::Borrowed(""),
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Integer(value) => Cow::Owned(value.to_string()),
            Self::Float(value) => Cow::Owned(value.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
            Self::File(file) => Cow::Borrowed(file.text()?),
            Self::List(_) | Self::Object(_) => Cow::Owned(self.json()?),
            Self::Named(_, value) => value.text()?,
        })
    }

    /// The value as JSON.
    pub(super) fn json(&self) -> Result<String, String> {
        serde_json::to_string(self).map_err(|error| error.to_string())
    }

    /// The value as the styles see it.
    pub(super) fn shape(&self) -> Result<Shape<'_>, String> {
        Ok(match self {
            Self::Absent | Self::Null => Shape::Nothing,
            Self::List(items) => {
                let items = items.iter().filter(|item| !item.is_undefined());
                let items: Vec<_> = items.map(Self::text).collect::<Result<_, _>>()?;
                if items.is_empty() { Shape::Nothing } else { Shape::Items(items) }
            }
            Self::Object(members) => {
                let members = members.iter().filter(|(_, value)| !value.is_undefined());
                let members = members.map(|(name, value)| Ok((name.as_str(), value.text()?)));
                let members: Vec<_> = members.collect::<Result<_, String>>()?;
                if members.is_empty() { Shape::Nothing } else { Shape::Members(members) }
            }
            Self::Named(_, value) => value.shape()?,
            scalar => Shape::One(scalar.text()?),
        })
    }
}

/// The JSON that the value would have been written as without the detour.
impl Serialize for Argument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i128(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::File(file) => file.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
            Self::Named(_, value) => value.serialize(serializer),
        }
    }
}
