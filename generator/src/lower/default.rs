//! `default`: what a server assumes, as documentation says it.

use std::cmp::Ordering;

use serde_json::Value;

use super::schema::Schemas;
use crate::diagnostic::Code;
use crate::document::{Bound, Number, Schema, Types};

/// The default of a schema, as it stands. One that the schema itself rules out is reported: either of the two is wrong.
pub(super) fn lower<'t>(schemas: &mut Schemas<'t, '_>, schema: &Schema<'t>) -> Option<String> {
    let node = schema.default?;
    if let Some(problem) = problem(schema, node.value) {
        schemas.diagnostics.warning(
            Code::InvalidDefault,
            node,
            format!("the default {problem}; it is documented as it stands"),
            "correct the default, or what the schema says",
        );
    }
    Some(node.value.to_string())
}

/// Why a value is none of those that the keywords of a schema allow, if it is none.
fn problem(schema: &Schema<'_>, value: &Value) -> Option<&'static str> {
    if value.is_null() && schema.nullable {
        return None;
    }
    if schema.types.is_some_and(|types| !types.contains(Types::of(value))) {
        return Some("is of another type than `type` says");
    }
    let is_it = |other: &Value| match (other, value) {
        (Value::Number(other), Value::Number(value)) => other.as_f64() == value.as_f64(),
        _ => other == value,
    };
    if schema.values.is_some_and(|values| !values.items().any(|one| is_it(one.value))) {
        return Some("is none of the values of `enum`");
    }
    let beyond = |size: u64, least: Option<u64>, most: Option<u64>| {
        let is_beyond =
            least.is_some_and(|least| size < least) || most.is_some_and(|most| size > most);
        is_beyond.then_some("is beyond the limits of its length")
    };
    match value {
        Value::Number(_) => {
            let number = Number::of(value)?;
            let excludes = |bound: Option<Bound>, narrower| {
                bound.is_some_and(|bound| bound.excludes(number, narrower))
            };
            (excludes(schema.minimum, Ordering::Greater)
                || excludes(schema.maximum, Ordering::Less))
            .then_some("is beyond the limits of its value")
        }
        Value::String(text) => {
            beyond(text.chars().count() as u64, schema.min_length, schema.max_length)
        }
        Value::Array(items) => beyond(items.len() as u64, schema.min_items, schema.max_items),
        _ => None,
    }
}
