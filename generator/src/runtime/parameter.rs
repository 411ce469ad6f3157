//! Values of parameters, and how they become text.

use super::check::{Check, Checker, InvalidRequest, Rules};
use super::date::BasicDateTime;
use super::operation::Parameter;

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// It is not sent.
    Absent,
    /// Text.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A number.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A list of the others.
    List(Vec<Argument>),
}

impl Argument {
    /// The argument for a value.
    pub fn of<T: ToArgument>(value: &T) -> Self {
        value.to_argument()
    }

    /// The argument for a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The texts to send: none if it is absent, one, or several for a list.
    pub(super) fn texts(&self) -> Vec<String> {
        match self {
            Self::Absent => Vec::new(),
            Self::Text(text) => vec![text.clone()],
            Self::Integer(value) => vec![value.to_string()],
            Self::Float(value) => vec![value.to_string()],
            Self::Bool(value) => vec![value.to_string()],
            Self::List(items) => items.iter().flat_map(Self::texts).collect(),
        }
    }

    /// Holds the value against the rules of its parameter.
    pub(super) fn check(&self, parameter: &Parameter) -> Result<(), InvalidRequest> {
        let mut checker = Checker::at(parameter.name);
        Check::check(self, &parameter.rules, &mut checker);
        checker.finish()
    }
}

impl Check for Argument {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        match self {
            Self::Absent | Self::Bool(_) => {}
            Self::Text(text) => text.check(rules, checker),
            Self::Integer(value) => value.check(rules, checker),
            Self::Float(value) => value.check(rules, checker),
            Self::List(items) => items.check(rules, checker),
        }
    }
}

/// A value that can be a parameter.
pub trait ToArgument {
    /// The value as an argument.
    fn to_argument(&self) -> Argument;
}

impl ToArgument for String {
    fn to_argument(&self) -> Argument {
        Argument::Text(self.clone())
    }
}

impl ToArgument for bool {
    fn to_argument(&self) -> Argument {
        Argument::Bool(*self)
    }
}

impl ToArgument for i32 {
    fn to_argument(&self) -> Argument {
        Argument::Integer(i64::from(*self))
    }
}

impl ToArgument for i64 {
    fn to_argument(&self) -> Argument {
        Argument::Integer(*self)
    }
}

impl ToArgument for f32 {
    /// By way of its text, because the shortest text of a `f32` is not that of the same number as a `f64`.
    fn to_argument(&self) -> Argument {
        Argument::Float(self.to_string().parse().unwrap_or_else(|_| f64::from(*self)))
    }
}

impl ToArgument for f64 {
    fn to_argument(&self) -> Argument {
        Argument::Float(*self)
    }
}

impl ToArgument for BasicDateTime {
    fn to_argument(&self) -> Argument {
        Argument::text(self.as_str())
    }
}

impl<T: ToArgument> ToArgument for Option<T> {
    fn to_argument(&self) -> Argument {
        self.as_ref().map_or(Argument::Absent, ToArgument::to_argument)
    }
}

impl<T: ToArgument> ToArgument for Vec<T> {
    fn to_argument(&self) -> Argument {
        Argument::List(self.iter().map(ToArgument::to_argument).collect())
    }
}
