//! Headers of requests that say where the body ends. What they say must be so, and they are the business of whatever carries the body: they are
//! held against it and taken out.

use serde_json::Value;

use super::schema::{Direction, Schemas};
use super::{fit, request};
use crate::document::Operation;
use crate::ir::{self, Contents, Format};

/// Adds what such headers have to say of a body, where they are required.
pub(super) fn settle<'t>(
    schemas: &Schemas<'t, '_>,
    described: &Operation<'t>,
    operation: &ir::Operation,
    body: Option<&(usize, Value)>,
    arguments: &mut Vec<(usize, Value)>,
) -> Result<(), String> {
    for (index, parameter) in operation.parameters.iter().enumerate() {
        if !parameter.frames_body() || !parameter.required || parameter.constant.is_some() {
            continue;
        }
        let name = &parameter.wire;
        let candidates = match name.eq_ignore_ascii_case("transfer-encoding") {
            true => vec![Value::from("chunked")],
            false => {
                let Some(length) = length(operation, body) else {
                    return Err(format!("the length that `{name}` has to say is not known here"));
                };
                vec![Value::from(length), Value::from(length.to_string())]
            }
        };
        let schema =
            request::described(described, parameter).and_then(|described| described.schema);
        let fits = |value: &Value| {
            schema.map_or(value.is_string(), |schema| {
                fit::check(schemas, schema, value, Direction::Request).is_ok()
            })
        };
        let Some(value) = candidates.into_iter().find(fits) else {
            return Err(format!("what `{name}` has to say of the body does not fit its schema"));
        };
        arguments.push((index, value));
    }
    Ok(())
}

/// How long a body is, unless somebody else decides how it is written.
fn length(operation: &ir::Operation, body: Option<&(usize, Value)>) -> Option<usize> {
    let Some((index, value)) = body else { return Some(0) };
    let content = match &operation.body.as_ref()?.contents {
        Contents::One(content) => content,
        Contents::Many { variants, .. } => &variants.get(*index)?.1,
    };
    match content.format {
        Format::Text | Format::Bytes => value.as_str().map(str::len),
        _ => None,
    }
}
