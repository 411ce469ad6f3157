//! What values look like to people: one way for all types, because a `Debug` that a compiler derives for each is a large part of
//! the time that types take.

use std::fmt;

use serde::Serialize;

use super::argument::Argument;
use super::operation::Operation;
use super::parameter::Arguments;
use super::serializer::{self, Unfit};

/// Shows a value by the name of its type, of its variant if it is one of several types, and by what would be sent, without its secrets:
/// properties that are absent are left out.
///
/// # Errors
///
/// Those of the formatter.
pub fn value<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    match serializer::shown(value) {
        Ok(Argument::Named(variant, value)) => named(&format!("{name}::{variant}"), &value, f),
        Ok(argument) => named(name, &argument, f),
        Err(Unfit(problem)) => f.debug_tuple(name).field(&format_args!("{problem}")).finish(),
    }
}

/// Shows a request by the name of its operation, its parameters, and how long its body is.
///
/// # Errors
///
/// Those of the formatter.
pub fn request<O: Operation>(operation: &O, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let parameters = O::SPEC.parameters;
    let mut arguments = Arguments::shown(parameters);
    operation.arguments(&mut arguments);
    let mut shown = f.debug_struct(O::SPEC.id);
    let arguments = arguments.finish().unwrap_or_default();
    for (parameter, argument) in parameters.iter().zip(&arguments) {
        if *argument != Argument::Absent {
            shown.field(parameter.name(), &Shown(argument));
        }
    }
    let body = operation.body();
    if !body.is_none() {
        shown.field("body", &body);
    }
    shown.finish()
}

/// Shows an argument under a name.
fn named(name: &str, argument: &Argument, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match argument {
        Argument::Object(members) => {
            let mut shown = f.debug_struct(name);
            for (name, value) in members {
                shown.field(name, &Shown(value));
            }
            shown.finish()
        }
        Argument::Absent => f.write_str(name),
        value => f.debug_tuple(name).field(&Shown(value)).finish(),
    }
}

/// An argument that is shown.
struct Shown<'a>(&'a Argument);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Argument::Absent | Argument::Null => f.write_str("null"),
            Argument::Bool(value) => value.fmt(f),
            Argument::Integer(value) => value.fmt(f),
            Argument::Float(value) => value.fmt(f),
            Argument::Text(text) => text.fmt(f),
            Argument::File(file) => file.fmt(f),
            Argument::List(items) => f.debug_list().entries(items.iter().map(Shown)).finish(),
            Argument::Object(members) => {
                let members =
                    members.iter().map(|(name, value)| (Name(name.as_str()), Shown(value)));
                f.debug_map().entries(members).finish()
            }
            Argument::Named(name, value) => named(name, value, f),
        }
    }
}

/// A name without quotes.
struct Name<'a>(&'a str);

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
