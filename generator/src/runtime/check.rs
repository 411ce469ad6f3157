//! What a request must satisfy before it is sent. Nothing of it is asked of an answer.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::date::BasicDateTime;
use super::patch::Patch;
use super::pattern;

/// A number of the description, exact where it is an integer.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Number {
    /// An integer.
    Integer(i64),
    /// Any other number.
    Float(f64),
}

impl Number {
    fn as_float(self) -> f64 {
        match self {
            // Only integers beyond 2^53 lose anything here, and those are compared as integers.
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    fn compare(self, other: Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(two)) => Some(one.cmp(&two)),
            _ => self.as_float().partial_cmp(&other.as_float()),
        }
    }

    fn is_multiple_of(self, other: Self) -> bool {
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

/// What a value must satisfy (JSON Schema Validation, section 6).
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    min_length: u64,
    max_length: Option<u64>,
    pattern: Option<&'static str>,
    minimum: Option<(Number, bool)>,
    maximum: Option<(Number, bool)>,
    multiple_of: Option<Number>,
    min_items: u64,
    max_items: Option<u64>,
    unique_items: bool,
    items: Option<&'static Rules>,
}

impl Rules {
    /// No rule at all.
    pub const NONE: &'static Self = &Self::new();

    /// No rule at all, to add some to.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            min_length: 0,
            max_length: None,
            pattern: None,
            minimum: None,
            maximum: None,
            multiple_of: None,
            min_items: 0,
            max_items: None,
            unique_items: false,
            items: None,
        }
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

    /// A regular expression of ECMA-262 that must occur somewhere in the text.
    #[must_use]
    pub const fn pattern(self, pattern: &'static str) -> Self {
        Self { pattern: Some(pattern), ..self }
    }

    /// At least this number.
    #[must_use]
    pub const fn minimum(self, value: i64) -> Self {
        Self { minimum: Some((Number::Integer(value), false)), ..self }
    }

    /// At least this number.
    #[must_use]
    pub const fn minimum_float(self, value: f64) -> Self {
        Self { minimum: Some((Number::Float(value), false)), ..self }
    }

    /// More than this number.
    #[must_use]
    pub const fn exclusive_minimum(self, value: i64) -> Self {
        Self { minimum: Some((Number::Integer(value), true)), ..self }
    }

    /// More than this number.
    #[must_use]
    pub const fn exclusive_minimum_float(self, value: f64) -> Self {
        Self { minimum: Some((Number::Float(value), true)), ..self }
    }

    /// At most this number.
    #[must_use]
    pub const fn maximum(self, value: i64) -> Self {
        Self { maximum: Some((Number::Integer(value), false)), ..self }
    }

    /// At most this number.
    #[must_use]
    pub const fn maximum_float(self, value: f64) -> Self {
        Self { maximum: Some((Number::Float(value), false)), ..self }
    }

    /// Less than this number.
    #[must_use]
    pub const fn exclusive_maximum(self, value: i64) -> Self {
        Self { maximum: Some((Number::Integer(value), true)), ..self }
    }

    /// Less than this number.
    #[must_use]
    pub const fn exclusive_maximum_float(self, value: f64) -> Self {
        Self { maximum: Some((Number::Float(value), true)), ..self }
    }

    /// A multiple of this number.
    #[must_use]
    pub const fn multiple_of(self, value: i64) -> Self {
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

    /// What each item of a list, or each value of a map, must satisfy.
    #[must_use]
    pub const fn items(self, items: &'static Self) -> Self {
        Self { items: Some(items), ..self }
    }
}

/// A request that was refused before anything was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidRequest {
    field: String,
    problem: String,
}

impl InvalidRequest {
    pub(super) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }

    /// The parameter, or the path of the field, such as `body.lines[2].sku`.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong with it, with the limit that it breaks.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.field, self.problem)
    }
}

impl std::error::Error for InvalidRequest {}

/// Walks through a value and keeps the first rule that it breaks.
#[derive(Debug, Default)]
pub struct Checker {
    path: String,
    found: Option<InvalidRequest>,
}

impl Checker {
    /// A walk that begins at a parameter or a body.
    pub(super) fn at(path: &str) -> Self {
        Self { path: path.to_owned(), found: None }
    }

    /// The first rule that was broken.
    pub(super) fn finish(self) -> Result<(), InvalidRequest> {
        self.found.map_or(Ok(()), Err)
    }

    /// Checks the value of a property.
    pub fn field<T: Check + ?Sized>(&mut self, name: &str, value: &T, rules: &Rules) {
        if self.found.is_none() {
            let length = self.path.len();
            self.path.push('.');
            self.path.push_str(name);
            value.check(rules, self);
            self.path.truncate(length);
        }
    }

    fn item<T: Check + ?Sized>(&mut self, index: usize, value: &T, rules: &Rules) {
        if self.found.is_none() {
            let length = self.path.len();
            self.path.push_str(&format!("[{index}]"));
            value.check(rules, self);
            self.path.truncate(length);
        }
    }

    fn refuse(&mut self, problem: String) {
        if self.found.is_none() {
            self.found = Some(InvalidRequest::new(self.path.clone(), problem));
        }
    }

    fn text(&mut self, text: &str, rules: &Rules) {
        if rules.min_length > 0 || rules.max_length.is_some() {
            let length = text.chars().count() as u64;
            if length < rules.min_length {
                let least = rules.min_length;
                self.refuse(format!("has {length} characters, and at least {least} are needed"));
            } else if let Some(most) = rules.max_length.filter(|most| length > *most) {
                self.refuse(format!("has {length} characters, and at most {most} are allowed"));
            }
        }
        if let Some(pattern) = rules.pattern.filter(|pattern| !pattern::matches(pattern, text)) {
            self.refuse(format!("does not match the pattern `{pattern}`"));
        }
    }

    fn number(&mut self, value: Number, rules: &Rules) {
        use std::cmp::Ordering::{Greater, Less};
        if let Number::Float(float) = value
            && !float.is_finite()
        {
            self.refuse(format!("is {float}, and JSON has no such number"));
        }
        if let Some((least, exclusive)) = rules.minimum {
            let order = value.compare(least);
            if exclusive && order != Some(Greater) {
                self.refuse(format!("is {value}, and must be more than {least}"));
            } else if order == Some(Less) {
                self.refuse(format!("is {value}, and at least {least} is needed"));
            }
        }
        if let Some((most, exclusive)) = rules.maximum {
            let order = value.compare(most);
            if exclusive && order != Some(Less) {
                self.refuse(format!("is {value}, and must be less than {most}"));
            } else if order == Some(Greater) {
                self.refuse(format!("is {value}, and at most {most} is allowed"));
            }
        }
        if let Some(factor) = rules.multiple_of.filter(|factor| !value.is_multiple_of(*factor)) {
            self.refuse(format!("is {value}, and must be a multiple of {factor}"));
        }
    }

    pub(super) fn count(&mut self, count: usize, rules: &Rules) {
        let count = count as u64;
        if count < rules.min_items {
            self.refuse(format!("has {count} items, and at least {} are needed", rules.min_items));
        } else if let Some(most) = rules.max_items.filter(|most| count > *most) {
            self.refuse(format!("has {count} items, and at most {most} are allowed"));
        }
    }

    pub(super) fn twice(&mut self, one: usize, two: usize) {
        self.refuse(format!("has the same item at {one} and at {two}, and all must differ"));
    }
}

/// A value that can be held against rules. Types without rules of their own satisfy all.
pub trait Check {
    /// Tells the checker of the first rule that the value breaks.
    fn check(&self, _rules: &Rules, _checker: &mut Checker) {}
}

impl Check for bool {}
impl Check for Value {}

impl Check for String {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.text(self, rules);
    }
}

impl Check for BasicDateTime {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.text(self.as_str(), rules);
    }
}

impl Check for i32 {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.number(Number::Integer(i64::from(*self)), rules);
    }
}

impl Check for i64 {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.number(Number::Integer(*self), rules);
    }
}

impl Check for f32 {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.number(Number::Float(f64::from(*self)), rules);
    }
}

impl Check for f64 {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.number(Number::Float(*self), rules);
    }
}

impl<T: Check + ?Sized> Check for Box<T> {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        (**self).check(rules, checker);
    }
}

impl<T: Check> Check for Option<T> {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        if let Some(value) = self {
            value.check(rules, checker);
        }
    }
}

impl<T: Check> Check for Patch<T> {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        if let Self::Value(value) = self {
            value.check(rules, checker);
        }
    }
}

impl<T: Check + PartialEq> Check for Vec<T> {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.count(self.len(), rules);
        if rules.unique_items {
            for (two, item) in self.iter().enumerate() {
                if let Some(one) = self[..two].iter().position(|other| other == item) {
                    checker.twice(one, two);
                }
            }
        }
        let rules = rules.items.unwrap_or(Rules::NONE);
        for (index, item) in self.iter().enumerate() {
            checker.item(index, item, rules);
        }
    }
}

impl<T: Check> Check for BTreeMap<String, T> {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.count(self.len(), rules);
        let rules = rules.items.unwrap_or(Rules::NONE);
        for (name, value) in self {
            checker.field(name, value, rules);
        }
    }
}
