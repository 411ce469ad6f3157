//! The headers of answers: a value for each.

use std::collections::HashMap;

use serde_json::Value;

use super::fit;
use super::schema::{Direction, Schemas};
use super::synthesis::Synthesis;
use crate::document::{Header, Operation as Described, StatusRange};
use crate::ir::{Api, HeaderForm};

/// Gives each header a value, as far as there is one.
pub(super) fn plan<'t>(
    schemas: &Schemas<'t, '_>,
    described: &HashMap<(&str, &str), &Described<'t>>,
    api: &mut Api,
) {
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        let key = (operation.method.as_str(), operation.path.as_str());
        let Some(described) = described.get(&key) else { continue };
        for index in operation.headers.iter().flatten() {
            // Where an operation has several headers of one name, it is not known here which is which.
            let others = operation.headers.iter().flatten().filter(|other| *other != index);
            let wire = |index: &usize| {
                let header = api.response_headers.get(*index)?;
                Some(header.wire.to_ascii_lowercase())
            };
            let Some(name) = wire(index) else { continue };
            if others.into_iter().any(|other| wire(other).as_ref() == Some(&name)) {
                continue;
            }
            let Some(header) = api.response_headers.get_mut(*index) else { continue };
            if header.sample.is_none()
                && let Some(described) = declared(described, &name)
            {
                header.sample = value(schemas, described, header.form);
            }
        }
    }
}

/// The header of a name that an answer of an operation has: that of a success first, as the types were made.
fn declared<'a, 't>(described: &'a Described<'t>, name: &str) -> Option<&'a Header<'t>> {
    let is_success = |status: StatusRange| {
        matches!(status, StatusRange::Code(200..=299) | StatusRange::Class(2))
    };
    let mut responses: Vec<_> = described.responses.iter().collect();
    responses.sort_by_key(|response| !is_success(response.status));
    let mut headers = responses.into_iter().flat_map(|response| &response.headers);
    headers.find(|header| header.name.eq_ignore_ascii_case(name))
}

/// An example that fits, or else a value that is made from the schema.
fn value<'t>(schemas: &Schemas<'t, '_>, described: &Header<'t>, form: HeaderForm) -> Option<Value> {
    let can_travel = |value: &Value| can_travel(value, form);
    let is_text = form == HeaderForm::One && described.media_type.is_some();
    let Some(schema) = described.schema.filter(|_| !is_text) else {
        let examples = described.examples.values.iter().map(|example| example.value.value);
        let texts = examples.filter(|value| value.is_string()).cloned();
        return texts.chain([Value::from("text")]).find(can_travel);
    };
    let synthesis = Synthesis::new(schemas, Direction::Answer);
    let examples =
        described.examples.values.iter().map(|one| synthesis.directed(schema, one.value.value));
    let fits = |value: &Value| fit::check(schemas, schema, value, Direction::Answer).is_ok();
    let mut values = examples.filter(fits).chain(synthesis.value(schema)).map(|value| match form {
        // One line of several.
        HeaderForm::List { .. } if !value.is_array() => Value::Array(vec![value]),
        _ => value,
    });
    values.find(can_travel)
}

/// Whether the text of a header can be the value, and no other one.
fn can_travel(value: &Value, form: HeaderForm) -> bool {
    let is_text = |text: &str| {
        !text.is_empty() && text.trim() == text && text.bytes().all(|b| (0x20..0x7f).contains(&b))
    };
    let is_part = |part: &Value, delimiter: char| match part {
        Value::String(text) => is_text(text) && !text.contains([delimiter, '=']),
        Value::Number(_) | Value::Bool(_) => true,
        _ => false,
    };
    match (form, value) {
        (HeaderForm::Json, value) => value.to_string().is_ascii(),
        (HeaderForm::List { delimiter }, Value::Array(items)) => {
            !items.is_empty() && items.iter().all(|item| is_part(item, delimiter))
        }
        (HeaderForm::Object { .. }, Value::Object(members)) => {
            let is_member = |(name, part): (&String, &Value)| {
                is_text(name) && !name.contains([',', '=']) && is_part(part, ',')
            };
            !members.is_empty() && members.iter().all(is_member)
        }
        (HeaderForm::One, Value::String(text)) => is_text(text),
        (HeaderForm::One, Value::Number(_) | Value::Bool(_)) => true,
        _ => false,
    }
}
