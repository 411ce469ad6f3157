//! What a request must satisfy before it is sent. Nothing of it is asked of an answer.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::argument::Argument;
use super::date::BasicDateTime;
use super::file::File;
use super::patch::Patch;
use super::pattern;
use super::rules::{Constant, Number, Rules, widened};
use super::serializer;

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
#[derive(Debug)]
pub struct Checker {
    /// The parameter or the body.
    root: &'static str,
    /// The way from there.
    path: String,
    found: Option<InvalidRequest>,
}

impl Checker {
    /// A walk that begins at a parameter or a body.
    pub(super) fn at(root: &'static str) -> Self {
        Self { root, path: String::new(), found: None }
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

    pub(super) fn item<T: Check + ?Sized>(&mut self, index: usize, value: &T, rules: &Rules) {
        if self.found.is_none() {
            let length = self.path.len();
            self.path.push_str(&format!("[{index}]"));
            value.check(rules, self);
            self.path.truncate(length);
        }
    }

    fn refuse(&mut self, problem: String) {
        if self.found.is_none() {
            self.found = Some(InvalidRequest::new(format!("{}{}", self.root, self.path), problem));
        }
    }

    /// Refuses what is another value than the only one.
    fn constant(&mut self, rules: &Rules, is_it: impl Fn(Constant) -> bool) {
        if let Some(constant) = rules.constant.filter(|constant| !is_it(*constant)) {
            self.refuse(format!("must be {constant}, which is its only value"));
        }
    }

    /// Refuses what is not there, and has to be.
    fn missing(&mut self, rules: &Rules) {
        if rules.required {
            self.refuse("is missing, and a request must have it".to_owned());
        }
    }

    /// Checks a text, for types that are one.
    pub fn text(&mut self, text: &str, rules: &Rules) {
        self.constant(rules, |constant| matches!(constant, Constant::Text(only) if only == text));
        if (rules.min_length > 0 || rules.max_length.is_some()) && !is_within(text, rules) {
            self.length(text.chars().count(), "characters", rules);
        }
        for pattern in rules.patterns {
            if !pattern::matches(pattern, text) {
                self.refuse(format!("does not match the pattern `{pattern}`"));
            }
        }
    }

    fn length(&mut self, length: usize, unit: &str, rules: &Rules) {
        let length = length as u64;
        if length < rules.min_length {
            let least = rules.min_length;
            self.refuse(format!("has {length} {unit}, and at least {least} are needed"));
        } else if let Some(most) = rules.max_length.filter(|most| length > *most) {
            self.refuse(format!("has {length} {unit}, and at most {most} are allowed"));
        }
    }

    fn number(&mut self, value: Number, rules: &Rules) {
        use std::cmp::Ordering::{Equal, Greater, Less};
        self.constant(rules, |constant| match constant {
            Constant::Number(only) => value.compare(only) == Some(Equal),
            Constant::Text(_) | Constant::Bool(_) => false,
        });
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

    /// Checks how many properties an object has, absent ones not counted.
    pub fn properties<T: Serialize + ?Sized>(&mut self, value: &T, rules: &Rules) {
        // What has no JSON is refused for that when it is written.
        if let Ok(Argument::Object(members)) = serializer::argument(value) {
            self.many(members.len(), "properties", rules);
        }
    }

    pub(super) fn count(&mut self, count: usize, rules: &Rules) {
        self.many(count, "items", rules);
    }

    fn many(&mut self, count: usize, unit: &str, rules: &Rules) {
        let count = count as u64;
        if count < rules.min_items {
            let least = rules.min_items;
            self.refuse(format!("has {count} {unit}, and at least {least} are needed"));
        } else if let Some(most) = rules.max_items.filter(|most| count > *most) {
            self.refuse(format!("has {count} {unit}, and at most {most} are allowed"));
        }
    }

    pub(super) fn twice(&mut self, one: usize, two: usize) {
        self.refuse(format!("has the same item at {one} and at {two}, and all must differ"));
    }
}

/// Whether a text has as many characters as it needs, and no more than it may have, whatever they are: each has one to four bytes.
fn is_within(text: &str, rules: &Rules) -> bool {
    let bytes = text.len() as u64;
    bytes.div_ceil(4) >= rules.min_length && rules.max_length.is_none_or(|most| bytes <= most)
}

/// A value that can be held against rules. Types without rules of their own satisfy all.
pub trait Check {
    /// Tells the checker of the first rule that the value breaks.
    fn check(&self, _rules: &Rules, _checker: &mut Checker) {}
}

impl Check for bool {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.constant(rules, |constant| constant == Constant::Bool(*self));
    }
}

impl Check for () {}
impl Check for Value {}

impl<T: Check + ?Sized> Check for &T {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        (**self).check(rules, checker);
    }
}

impl Check for str {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.text(self, rules);
    }
}
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
        checker.number(Number::Integer(i128::from(*self)), rules);
    }
}

impl Check for i64 {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.number(Number::Integer(i128::from(*self)), rules);
    }
}

impl Check for u32 {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.number(Number::Integer(i128::from(*self)), rules);
    }
}

impl Check for u64 {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.number(Number::Integer(i128::from(*self)), rules);
    }
}

impl Check for f32 {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.number(Number::Float(widened(*self)), rules);
    }
}

impl Check for f64 {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.number(Number::Float(*self), rules);
    }
}

/// The length of bytes is counted in bytes.
impl Check for Bytes {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.length(self.len(), "bytes", rules);
    }
}

/// The length of a file is counted in bytes, where it is known.
impl Check for File {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        if let Some(length) = self.length().and_then(|length| usize::try_from(length).ok()) {
            checker.length(length, "bytes", rules);
        }
    }
}

impl<T: Check + ?Sized> Check for Box<T> {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        (**self).check(rules, checker);
    }
}

impl<T: Check> Check for Option<T> {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        match self {
            Some(value) => value.check(rules, checker),
            None => checker.missing(rules),
        }
    }
}

impl<T: Check> Check for Patch<T> {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        match self {
            Self::Value(value) => value.check(rules, checker),
            Self::Null => {}
            Self::Absent => checker.missing(rules),
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

/// Each element of a tuple has a type and rules of its own.
macro_rules! tuple {
    ($($name:ident $index:tt,)*) => {
        impl<$($name: Check,)*> Check for ($($name,)*) {
            fn check(&self, rules: &Rules, checker: &mut Checker) {
                $(checker.item($index, &self.$index, rules.first.get($index).unwrap_or(Rules::NONE));)*
            }
        }
    };
}

tuple!(A 0,);
tuple!(A 0, B 1,);
tuple!(A 0, B 1, C 2,);
tuple!(A 0, B 1, C 2, D 3,);
tuple!(A 0, B 1, C 2, D 3, E 4,);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5,);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6,);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7,);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8,);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9,);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10,);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11,);
