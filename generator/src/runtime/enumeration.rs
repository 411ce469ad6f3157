//! Lists of values that keep those that they do not know.

use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use super::codec::{Decode, Invalid, Json};
use super::decode;

/// Reads a value of a list of strings.
///
/// # Errors
///
/// The value is no string.
pub fn decode_text<T: for<'a> From<&'a str>>(value: Json<'_>) -> Result<T, Invalid> {
    value.as_str().map(T::from).ok_or_else(|| Invalid::kind(value, "a string"))
}

/// Reads a value of a list of integers; `1.0` is one.
///
/// # Errors
///
/// The value is no integer.
pub fn decode_integer<T: From<i64>>(value: Json<'_>) -> Result<T, Invalid> {
    i64::decode(value).map(T::from)
}

/// A value that the description spells out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// A string.
    Text(&'static str),
    /// An integer.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
}

impl Literal {
    /// Whether a value is this one.
    pub(super) fn is(self, value: Json<'_>) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text),
            Self::Integer(integer) => decode::integer(value) == Some(integer.into()),
            Self::Float(float) => value.as_f64() == Some(float),
            Self::Bool(boolean) => value.as_bool() == Some(boolean),
        }
    }

    /// The literal as JSON; what JSON has no text for is null.
    fn value(self) -> Value {
        match self {
            Self::Text(text) => text.into(),
            Self::Integer(integer) => integer.into(),
            Self::Float(float) => Number::from_f64(float).map_or(Value::Null, Value::Number),
            Self::Bool(boolean) => boolean.into(),
        }
    }
}

/// A list of values of several JSON types.
pub trait MixedEnum: PartialEq + Clone + 'static {
    /// The values with what they are on the wire.
    const VALUES: &'static [(Literal, Self)];

    /// A value that is not in the list.
    fn unknown(value: Value) -> Self;

    /// The value, if it is not in the list.
    fn as_unknown(&self) -> Option<&Value>;

    /// The value on the wire.
    fn to_value(&self) -> Value {
        let literal = || Self::VALUES.iter().find(|(_, value)| value == self);
        match self.as_unknown() {
            Some(value) => value.clone(),
            None => literal().map_or(Value::Null, |(literal, _)| literal.value()),
        }
    }
}

/// Reads a value of a list of values of several JSON types.
///
/// # Errors
///
/// None: what is not in the list is kept.
pub fn decode_mixed<T: MixedEnum>(value: Json<'_>) -> Result<T, Invalid> {
    let known = T::VALUES.iter().find(|(literal, _)| literal.is(value));
    Ok(known.map_or_else(|| T::unknown(value.to_value()), |(_, known)| known.clone()))
}

/// Writes a value of a list of values of several JSON types.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize_mixed<T: MixedEnum, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.to_value().serialize(serializer)
}
