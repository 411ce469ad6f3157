//! Parameters: their facts, and their values in one request.

use std::borrow::Cow;

use serde::Serialize;

use super::argument::{Argument, Shape};
use super::check::{Check, Checker, InvalidRequest};
use super::escape::Escape;
use super::form::{self, Part};
use super::rules::Rules;
use super::serializer::{self, Unfit};
use super::style::{self, Style};

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// The whole query.
    QueryString,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How the value of a parameter becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    /// By its style.
    Style,
    /// As JSON.
    Json,
    /// As it is.
    Plain,
    /// As a form, of whose properties this is said.
    Form(&'static [Part]),
}

/// The facts of a parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub(super) name: &'static str,
    pub(super) place: Place,
    encoding: Encoding,
    style: Style,
    explode: bool,
    allow_reserved: bool,
    rules: Rules,
}

impl Parameter {
    const fn new(name: &'static str, place: Place, style: Style) -> Self {
        Self {
            name,
            place,
            encoding: Encoding::Style,
            style,
            explode: style.explodes(),
            allow_reserved: false,
            rules: Rules::new(),
        }
    }

    /// A parameter in the path, style `simple`.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Place::Path, Style::Simple)
    }

    /// A parameter in the query, style `form`: the items of a list are repeated, the members of an object stand on their own.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Place::Query, Style::Form)
    }

    /// A parameter that is the whole query: the members of an object, as a form has them.
    #[must_use]
    pub const fn query_string(name: &'static str) -> Self {
        Self::new(name, Place::QueryString, Style::Form)
    }

    /// A parameter in a header, style `simple`.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Place::Header, Style::Simple)
    }

    /// A parameter in a cookie, style `form`.
    #[must_use]
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, Place::Cookie, Style::Form)
    }

    /// The style, and the default of `explode` that goes with it.
    #[must_use]
    pub const fn style(self, style: Style) -> Self {
        Self { style, explode: style.explodes(), ..self }
    }

    /// Whether the items of a list and the members of an object stand on their own; it comes after the style.
    #[must_use]
    pub const fn explode(self, explode: bool) -> Self {
        Self { explode, ..self }
    }

    /// Reserved characters are sent as they are where they leave the value in its place, and so is what is percent-encoded already.
    #[must_use]
    pub const fn allow_reserved(self) -> Self {
        Self { allow_reserved: true, ..self }
    }

    /// The value is sent as JSON.
    #[must_use]
    pub const fn json(self) -> Self {
        Self { encoding: Encoding::Json, ..self }
    }

    /// The value is sent as it is.
    #[must_use]
    pub const fn plain(self) -> Self {
        Self { encoding: Encoding::Plain, ..self }
    }

    /// The value is sent as a form. It is one text; a whole query is the form itself.
    #[must_use]
    pub const fn form(self, parts: &'static [Part]) -> Self {
        Self { encoding: Encoding::Form(parts), ..self }
    }

    /// What a value must satisfy.
    #[must_use]
    pub const fn rules(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn is_json(&self) -> bool {
        self.encoding == Encoding::Json
    }

    fn refuse(&self, problem: String) -> InvalidRequest {
        InvalidRequest::new(self.name, problem)
    }

    fn shape<'a>(&self, argument: &'a Argument) -> Result<Shape<'a>, InvalidRequest> {
        let shape = match self.encoding {
            Encoding::Style => argument.shape(),
            Encoding::Json if *argument == Argument::Absent => Ok(Shape::Nothing),
            Encoding::Json => argument.json().map(Cow::Owned).map(Shape::One),
            _ if argument.is_undefined() => Ok(Shape::Nothing),
            Encoding::Plain => argument.text().map(Shape::One),
            Encoding::Form(parts) => {
                return form::encode(self.name, argument, parts).map(Cow::Owned).map(Shape::One);
            }
        };
        shape.map_err(|problem| self.refuse(problem))
    }

    /// Adds the text in place of a variable of the path, or in a header. Whether there is something to send.
    pub(super) fn expand(
        &self,
        argument: &Argument,
        escape: Escape,
        output: &mut String,
    ) -> Result<bool, InvalidRequest> {
        let escape = match escape {
            Escape::Unreserved if self.allow_reserved => Escape::Path,
            other => other,
        };
        let shape = self.shape(argument)?;
        style::expand(self.name, &shape, self.style, self.explode, escape, output)
            .map_err(|problem| self.refuse(problem))
    }

    /// The pairs in a query or in cookies, encoded.
    pub(super) fn pairs(
        &self,
        argument: &Argument,
    ) -> Result<Vec<(String, String)>, InvalidRequest> {
        let is_raw = self.style == Style::Cookie || self.encoding == Encoding::Plain;
        let escape = match self.place {
            Place::Cookie if is_raw => Escape::None,
            Place::Query if self.allow_reserved => Escape::Query,
            _ => Escape::Unreserved,
        };
        let (style, explode) = (self.style, self.explode);
        if self.encoding == Encoding::Style {
            return style::pairs(self.name, argument, style, explode, escape)
                .map_err(|problem| self.refuse(problem));
        }
        style::shape_pairs(self.name, self.shape(argument)?, style, explode, escape)
            .map_err(|problem| self.refuse(problem))
    }

    /// The whole query.
    pub(super) fn query_text(&self, argument: &Argument) -> Result<String, InvalidRequest> {
        if self.encoding == Encoding::Style && matches!(argument, Argument::Object(_)) {
            let pairs = self.pairs(argument)?;
            let pairs: Vec<_> =
                pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
            return Ok(pairs.join("&"));
        }
        let escape = match self.encoding {
            Encoding::Json => Escape::Unreserved,
            Encoding::Style | Encoding::Plain | Encoding::Form(_) => Escape::Literal,
        };
        let shape = self.shape(argument)?;
        let mut text = String::new();
        style::expand(self.name, &shape, Style::Simple, false, escape, &mut text)
            .map_err(|problem| self.refuse(problem))?;
        Ok(text)
    }
}

/// The values of the parameters of one request.
#[derive(Debug)]
pub struct Arguments<'a> {
    parameters: &'a [Parameter],
    values: Vec<Argument>,
    refused: Option<InvalidRequest>,
    /// Whether they are to be seen by people, and not to be sent.
    is_shown: bool,
}

impl<'a> Arguments<'a> {
    pub(super) fn new(parameters: &'a [Parameter]) -> Self {
        let values = Vec::with_capacity(parameters.len());
        Self { parameters, values, refused: None, is_shown: false }
    }

    /// Values that are only shown: without secrets, and whatever the rules say.
    pub(super) fn shown(parameters: &'a [Parameter]) -> Self {
        Self { is_shown: true, ..Self::new(parameters) }
    }

    /// The value of the next parameter.
    pub fn add<T: Serialize + Check + ?Sized>(&mut self, value: &T) {
        if let Some(parameter) = self.next() {
            let mut checker = Checker::at(parameter.name);
            let argument = if self.is_shown {
                serializer::shown(value)
            } else {
                value.check(&parameter.rules, &mut checker);
                serializer::argument(value)
            };
            self.keep(parameter.name, checker, argument);
        }
    }

    /// The value of a parameter that was added, if nothing was refused.
    pub(super) fn get(&self, index: usize) -> Option<&Argument> {
        self.values.get(index)
    }

    /// Replaces the value of a parameter that was added.
    pub(super) fn set(&mut self, index: usize, value: Argument) {
        let Some(parameter) = self.parameters.get(index) else { return };
        let mut checker = Checker::at(parameter.name);
        match &value {
            Argument::Text(text) => text.check(&parameter.rules, &mut checker),
            Argument::Integer(number) => {
                let number = i64::try_from(*number).unwrap_or(i64::MAX);
                number.check(&parameter.rules, &mut checker);
            }
            _ => {}
        }
        match (checker.finish(), self.values.get_mut(index)) {
            (Ok(()), Some(old)) => *old = value,
            (Err(refused), Some(_)) => self.refused = Some(refused),
            (_, None) => {}
        }
    }

    /// The parameter that comes next, unless one before it was refused.
    fn next(&self) -> Option<&'a Parameter> {
        let next = self.parameters.get(self.values.len());
        next.filter(|_| self.refused.is_none())
    }

    fn keep(&mut self, name: &str, checker: Checker, value: Result<Argument, Unfit>) {
        let value = value.map_err(|Unfit(problem)| InvalidRequest::new(name, problem));
        match checker.finish().and(value) {
            Ok(value) => self.values.push(value),
            Err(refused) => self.refused = Some(refused),
        }
    }

    /// The values, in the order of the parameters.
    pub(super) fn finish(self) -> Result<Vec<Argument>, InvalidRequest> {
        self.refused.map_or(Ok(self.values), Err)
    }
}
