//! The test of the headers of answers: each reads the text of a value as this value.

use std::fmt::Write;

use crate::ir::json::Value;
use crate::ir::{Api, HeaderForm, ResponseHeader};

use super::super::print::{call, statement, text, word};
use super::call::raw;

/// The file, if any header has a value.
pub fn file(api: &Api, library: &str) -> Option<String> {
    let lines: Vec<String> = api.response_headers.iter().filter_map(reads).collect();
    if lines.is_empty() {
        return None;
    }

    let mut output = format!(
        "//! The headers of answers: each is read from its text.\n\nuse super::exchange::reads;\nuse ::{library}::headers;\n\n"
    );
    let _ = write!(output, "#[test]\nfn headers() {{\n{}}}\n", lines.concat());
    Some(output)
}

fn reads(header: &ResponseHeader) -> Option<String> {
    let value = header.sample.as_ref()?;
    let name = word(format!("headers::{}", header.name));
    let node = call("reads", [name, text(&written(header, value)), word(raw(value))]);
    Some(format!("    {}\n", statement(&node, ";", 4)))
}

/// A value as the text of a header.
fn written(header: &ResponseHeader, value: &Value) -> String {
    let one = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match (header.form, value) {
        (HeaderForm::List { delimiter }, Value::Array(items)) => {
            items.iter().map(one).collect::<Vec<_>>().join(&delimiter.to_string())
        }
        (HeaderForm::Object { explode }, Value::Object(members)) => {
            let between = if explode { "=" } else { "," };
            let pairs =
                members.iter().map(|(name, value)| format!("{name}{between}{}", one(value)));
            pairs.collect::<Vec<_>>().join(",")
        }
        (HeaderForm::Json, value) => value.to_string(),
        (_, value) => one(value),
    }
}
