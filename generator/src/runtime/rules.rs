//! What a value must satisfy, as the description says it.

use std::fmt;

/// The number of 64 bits that has the same shortest text: that of `0.1` is `0.1`, and not what its 32 bits mean to the last digit.
pub(super) fn widened(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| f64::from(value))
}

/// A number of the description, exact where it is an integer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    /// An integer.
    Integer(i128),
    /// Any other number.
    Float(f64),
}

impl Number {
    pub(super) fn as_float(self) -> f64 {
        match self {
            // Only integers beyond 2^53 lose anything here, and those are compared as integers.
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    pub(super) fn compare(self, other: Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(two)) => Some(one.cmp(&two)),
            _ => self.as_float().partial_cmp(&other.as_float()),
        }
    }

    pub(super) fn is_multiple_of(self, other: Self) -> bool {
        match (self, other) {
            (Self::Integer(_), Self::Integer(0)) => true,
            (Self::Integer(value), Self::Integer(factor)) => {
                value.checked_rem(factor).unwrap_or(0) == 0
            }
            _ => {
                // Decimal fractions have no exact binary form, so a little is forgiven.
                let ratio = self.as_float() / other.as_float();
                !ratio.is_finite() || (ratio - ratio.round()).abs() <= ratio.abs().max(1.0) * 1e-9
            }
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
        }
    }
}

/// The only value that something can have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Constant {
    /// A text.
    Text(&'static str),
    /// A number.
    Number(Number),
    /// `true` or `false`.
    Bool(bool),
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(value) => write!(f, "`{value}`"),
            Self::Number(value) => value.fmt(f),
            Self::Bool(value) => value.fmt(f),
        }
    }
}

/// What a value must satisfy (JSON Schema Validation, section 6).
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    pub(super) required: bool,
    pub(super) constant: Option<Constant>,
    pub(super) min_length: u64,
    pub(super) max_length: Option<u64>,
    pub(super) patterns: &'static [&'static str],
    pub(super) minimum: Option<(Number, bool)>,
    pub(super) maximum: Option<(Number, bool)>,
    pub(super) multiple_of: Option<Number>,
    pub(super) min_items: u64,
    pub(super) max_items: Option<u64>,
    pub(super) unique_items: bool,
    pub(super) first: &'static [Rules],
    pub(super) items: Option<&'static Rules>,
}

impl Rules {
    /// No rule at all.
    pub const NONE: &'static Self = &Self::new();

    /// No rule at all, to add some to.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            required: false,
            constant: None,
            min_length: 0,
            max_length: None,
            patterns: &[],
            minimum: None,
            maximum: None,
            multiple_of: None,
            min_items: 0,
            max_items: None,
            unique_items: false,
            first: &[],
            items: None,
        }
    }

    /// There must be a value: a request has to have what an answer leaves out.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// This text and no other.
    #[must_use]
    pub const fn constant_text(self, value: &'static str) -> Self {
        Self { constant: Some(Constant::Text(value)), ..self }
    }

    /// This number and no other.
    #[must_use]
    pub const fn constant(self, value: i128) -> Self {
        Self { constant: Some(Constant::Number(Number::Integer(value))), ..self }
    }

    /// This number and no other.
    #[must_use]
    pub const fn constant_float(self, value: f64) -> Self {
        Self { constant: Some(Constant::Number(Number::Float(value))), ..self }
    }

    /// This one of `true` and `false`.
    #[must_use]
    pub const fn constant_bool(self, value: bool) -> Self {
        Self { constant: Some(Constant::Bool(value)), ..self }
    }

    /// At least so many characters.
    #[must_use]
    pub const fn min_length(self, min_length: u64) -> Self {
        Self { min_length, ..self }
    }

    /// At most so many characters.
    #[must_use]
    pub const fn max_length(self, max_length: u64) -> Self {
        Self { max_length: Some(max_length), ..self }
    }

    /// Regular expressions of ECMA-262, each of which must occur somewhere in the text.
    #[must_use]
    pub const fn patterns(self, patterns: &'static [&'static str]) -> Self {
        Self { patterns, ..self }
    }

    /// At least this number.
    #[must_use]
    pub const fn minimum(self, value: i128) -> Self {
        Self { minimum: Some((Number::Integer(value), false)), ..self }
    }

    /// At least this number.
    #[must_use]
    pub const fn minimum_float(self, value: f64) -> Self {
        Self { minimum: Some((Number::Float(value), false)), ..self }
    }

    /// More than this number.
    #[must_use]
    pub const fn exclusive_minimum(self, value: i128) -> Self {
        Self { minimum: Some((Number::Integer(value), true)), ..self }
    }

    /// More than this number.
    #[must_use]
    pub const fn exclusive_minimum_float(self, value: f64) -> Self {
        Self { minimum: Some((Number::Float(value), true)), ..self }
    }

    /// At most this number.
    #[must_use]
    pub const fn maximum(self, value: i128) -> Self {
        Self { maximum: Some((Number::Integer(value), false)), ..self }
    }

    /// At most this number.
    #[must_use]
    pub const fn maximum_float(self, value: f64) -> Self {
        Self { maximum: Some((Number::Float(value), false)), ..self }
    }

    /// Less than this number.
    #[must_use]
    pub const fn exclusive_maximum(self, value: i128) -> Self {
        Self { maximum: Some((Number::Integer(value), true)), ..self }
    }

    /// Less than this number.
    #[must_use]
    pub const fn exclusive_maximum_float(self, value: f64) -> Self {
        Self { maximum: Some((Number::Float(value), true)), ..self }
    }

    /// A multiple of this number.
    #[must_use]
    pub const fn multiple_of(self, value: i128) -> Self {
        Self { multiple_of: Some(Number::Integer(value)), ..self }
    }

    /// A multiple of this number.
    #[must_use]
    pub const fn multiple_of_float(self, value: f64) -> Self {
        Self { multiple_of: Some(Number::Float(value)), ..self }
    }

    /// At least so many items of a list, or members of a map.
    #[must_use]
    pub const fn min_items(self, min_items: u64) -> Self {
        Self { min_items, ..self }
    }

    /// At most so many items of a list, or members of a map.
    #[must_use]
    pub const fn max_items(self, max_items: u64) -> Self {
        Self { max_items: Some(max_items), ..self }
    }

    /// No two items that are equal.
    #[must_use]
    pub const fn unique_items(self) -> Self {
        Self { unique_items: true, ..self }
    }

    /// What each of the first items of a tuple must satisfy.
    #[must_use]
    pub const fn first(self, first: &'static [Self]) -> Self {
        Self { first, ..self }
    }

    /// What each item of a list, or each value of a map, must satisfy.
    #[must_use]
    pub const fn items(self, items: &'static Self) -> Self {
        Self { items: Some(items), ..self }
    }
}
