//! What differs between an example and what came back.

use serde_json::{Number, Value};

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub enum Difference {
    /// A property did not come back.
    Lost {
        /// JSON pointer to the object.
        object: String,
        /// The property.
        property: String,
    },
    /// Something else came back.
    Changed {
        /// JSON pointer.
        pointer: String,
        /// What was there and what came back, for people.
        how: String,
    },
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Lost { object, property } => write!(f, "{object}/{property}: lost"),
            Self::Changed { pointer, how } => write!(f, "{pointer}: {how}"),
        }
    }
}

/// All differences, from the first to the last. Numbers are compared as numbers: 1 is 1.0.
#[must_use]
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(before, after, &mut String::new(), &mut found);
    found
}

fn compare(before: &Value, after: &Value, pointer: &mut String, found: &mut Vec<Difference>) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                match new.get(key) {
                    Some(other) => {
                        below(pointer, key, |pointer| compare(value, other, pointer, found))
                    }
                    None => found
                        .push(Difference::Lost { object: pointer.clone(), property: key.clone() }),
                }
            }
            for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                let how = format!("came up as {}", shortened(value));
                let pointer = below(pointer, key, |pointer| pointer.clone());
                found.push(Difference::Changed { pointer, how });
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (index, (value, other)) in old.iter().zip(new).enumerate() {
                below(pointer, &index.to_string(), |pointer| compare(value, other, pointer, found));
            }
        }
        (Value::Number(old), Value::Number(new)) if same(old, new) => {}
        _ if before == after => {}
        _ => {
            let how = format!("{} became {}", shortened(before), shortened(after));
            found.push(Difference::Changed { pointer: pointer.clone(), how });
        }
    }
}

fn below<T>(pointer: &mut String, key: &str, then: impl FnOnce(&mut String) -> T) -> T {
    let length = pointer.len();
    pointer.push('/');
    *pointer += &key.replace('~', "~0").replace('/', "~1");
    let result = then(pointer);
    pointer.truncate(length);
    result
}

/// Whether two numbers are the same. Integers are exact; anything else is what a double can tell apart.
fn same(old: &Number, new: &Number) -> bool {
    match (old.as_i128(), new.as_i128()) {
        (Some(old), Some(new)) => old == new,
        _ => old.as_f64() == new.as_f64(),
    }
}

/// A value as JSON, but not more of it than one wants to read.
#[must_use]
pub fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(120) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_numbers_and_order_is_nothing() {
        assert_eq!(
            differences(&json!({ "a": 1, "b": [2.5] }), &json!({ "b": [2.5], "a": 1.0 })),
            []
        );
        let big = (json!(9_007_199_254_740_993_u64), json!(9_007_199_254_740_992_u64));
        assert_eq!(differences(&big.0, &big.1).len(), 1);
    }

    #[test]
    fn what_is_lost_is_told_from_what_changed() {
        let found = differences(
            &json!({ "a/b": [{ "c": 1, "d": 2 }] }),
            &json!({ "a/b": [{ "d": null }], "e": 0 }),
        );
        let lost = Difference::Lost { object: "/a~1b/0".to_owned(), property: "c".to_owned() };
        assert_eq!(found[0], lost);
        assert_eq!(found[1].to_string(), "/a~1b/0/d: 2 became null");
        assert_eq!(found[2].to_string(), "/e: came up as 0");
    }
}
