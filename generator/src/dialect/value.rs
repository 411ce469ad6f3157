//! Single values: texts, flags, numbers, lists and objects, and what is made of those that have the wrong type.
//!
//! Null stands for a value that is missing. It is what YAML has behind a key with nothing behind it, and is never reported.

use serde_json::Value;

use super::Reader;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Number;
use crate::source::Node;

/// What a value is, for a message.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing (null)",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The value itself where it is short, otherwise what it is, for a message.
fn found(value: &Value) -> String {
    match value {
        Value::Number(number) => format!("the number {number}"),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::String(text) if text.chars().count() <= 40 => format!("the string `{text}`"),
        other => kind(other).to_owned(),
    }
}

/// Reports that a value has the wrong type, and that there is no telling what it means.
pub(super) fn wrong(node: Node<'_>, expected: &str, diagnostics: &mut Diagnostics) {
    let message = format!("expected {expected}, found {}", found(node.value));
    let help = format!("write {expected}, as the specification demands");
    diagnostics.error(Code::WrongType, node, message, help);
}

/// Reports that a value has the wrong type, and what is done about it.
pub(super) fn repaired(
    node: Node<'_>,
    expected: &str,
    consequence: &str,
    help: &str,
    diagnostics: &mut Diagnostics,
) {
    let message = format!("expected {expected}, found {}; {consequence}", found(node.value));
    diagnostics.warning(Code::WrongType, node, message, help);
}

/// Whether an object can be read: what is null is none and not reported, what is anything else is.
pub(super) fn is_object(node: Node<'_>, expected: &str, diagnostics: &mut Diagnostics) -> bool {
    match node.value {
        Value::Object(_) | Value::Null => {}
        // What some languages write for an object that is empty.
        Value::Array(items) if items.is_empty() => {
            let message = format!("expected {expected}, found an empty list; it is taken as empty");
            diagnostics.warning(Code::WrongType, node, message, "write `{}`, or remove it");
        }
        _ => wrong(node, expected, diagnostics),
    }
    node.value.is_object()
}

/// The items of a list.
pub(super) fn items<'t>(
    node: Node<'t>,
    expected: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Node<'t>> {
    if !node.value.is_array() && !node.value.is_null() {
        wrong(node, expected, diagnostics);
    }
    node.items().collect()
}

/// The items of a list. A single value where a list belongs is the one item of it.
pub(super) fn items_or_one<'t>(
    node: Node<'t>,
    expected: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Node<'t>> {
    match node.value {
        Value::Array(_) | Value::Null => node.items().collect(),
        _ => {
            repaired(
                node,
                expected,
                "it is taken as the one item of a list",
                "make it a list",
                diagnostics,
            );
            vec![node]
        }
    }
}

/// `true` or `false`.
pub(super) fn flag(node: Node<'_>, diagnostics: &mut Diagnostics) -> Option<bool> {
    match node.value {
        Value::Null => None,
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => {
            let meant = match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" | "required" => Some(true),
                "false" | "no" | "off" | "optional" => Some(false),
                _ => None,
            };
            match meant {
                Some(flag) => {
                    let consequence = format!("it is taken as `{flag}`");
                    let help = format!("write `{flag}` without quotes");
                    repaired(node, "`true` or `false`", &consequence, &help, diagnostics);
                }
                None => wrong(node, "`true` or `false`", diagnostics),
            }
            meant
        }
        _ => {
            wrong(node, "`true` or `false`", diagnostics);
            None
        }
    }
}

/// A number without a fraction, not negative. A negative one limits nothing and is ignored.
pub(super) fn count(node: Node<'_>, diagnostics: &mut Diagnostics) -> Option<u64> {
    const EXPECTED: &str = "a whole number, not negative";
    let whole = |number: &serde_json::Number| match number.as_u64() {
        Some(count) => Some(count),
        None => number
            .as_f64()
            .filter(|number| *number >= 0.0 && number.fract() == 0.0)
            .map(|number| number as u64),
    };
    match node.value {
        Value::Null => None,
        Value::Number(number) => {
            let count = whole(number);
            if count.is_none() && number.as_f64().is_some_and(|number| number < 0.0) {
                repaired(node, EXPECTED, "it is ignored", "remove it", diagnostics);
            } else if count.is_none() {
                wrong(node, EXPECTED, diagnostics);
            }
            count
        }
        Value::String(text) => {
            let count = text.trim().parse().ok();
            match count {
                Some(_) => repaired(
                    node,
                    EXPECTED,
                    "it is taken as a number",
                    "remove the quotes",
                    diagnostics,
                ),
                None => wrong(node, EXPECTED, diagnostics),
            }
            count
        }
        _ => {
            wrong(node, EXPECTED, diagnostics);
            None
        }
    }
}

/// A number; one that is written as text is taken for one.
pub(super) fn number(node: Node<'_>, diagnostics: &mut Diagnostics) -> Option<Number> {
    match node.value {
        Value::Null => None,
        Value::String(text) => {
            let number: Option<Value> = serde_json::from_str(text.trim()).ok();
            let number = number.as_ref().and_then(Number::of);
            if number.is_some() {
                let (taken, help) = ("it is taken as one", "remove the quotes");
                repaired(node, "a number", taken, help, diagnostics);
            } else {
                wrong(node, "a number", diagnostics);
            }
            number
        }
        other => {
            let number = Number::of(other);
            if number.is_none() {
                wrong(node, "a number", diagnostics);
            }
            number
        }
    }
}

impl<'t> Reader<'t> {
    /// A text that says what something is called or where it is.
    pub(super) fn text(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<&'t str> {
        match node.value {
            Value::Null => None,
            Value::String(text) => Some(text),
            Value::Bool(_) | Value::Number(_) => {
                repaired(node, "a string", "it is taken as text", "put it in quotes", diagnostics);
                self.keep_text(node.value.to_string())
            }
            Value::Array(_) | Value::Object(_) => {
                wrong(node, "a string", diagnostics);
                None
            }
        }
    }

    /// A text for people, without which everything means the same.
    pub(super) fn prose(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<&'t str> {
        match node.value {
            Value::Array(_) | Value::Object(_) => {
                repaired(
                    node,
                    "a string",
                    "it is ignored",
                    "write a text here, or remove it",
                    diagnostics,
                );
                None
            }
            _ => self.text(node, diagnostics),
        }
    }

    /// Texts in a list.
    pub(super) fn texts(
        self,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(&'t str, Node<'t>)> {
        let items = items_or_one(node, "a list of strings", diagnostics);
        let text = |item: Node<'t>| Some((self.text(item, diagnostics)?, item));
        items.into_iter().filter_map(text).collect()
    }

    /// A text that stands in no file, kept as long as the trees.
    pub(super) fn keep_text(self, text: String) -> Option<&'t str> {
        self.sources.keep(Value::String(text)).as_str()
    }
}
