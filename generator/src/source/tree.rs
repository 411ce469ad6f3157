//! Text into a tree: JSON by `serde_json`, YAML by `serde_yaml`, both through one visitor that sees every key.

use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{Format, Position, syntax};
use crate::diagnostic::{Code, Diagnostics, Pointer};

/// Reads the text; what is wrong is reported, and then the tree is null or lacks what was wrong.
pub(super) fn parse(text: &str, format: Format, diagnostics: &mut Diagnostics) -> Value {
    let mut duplicates = Vec::new();
    let seed = Seed { place: &Place::Root, duplicates: &mut duplicates };
    let result = match format {
        Format::Json => {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            let tree = seed.deserialize(&mut deserializer);
            tree.and_then(|tree| deserializer.end().map(|()| tree)).map_err(|error| {
                let column = column_of_byte(text, error.line(), error.column());
                (
                    Position { line: error.line().max(1), column, width: 1 },
                    plain(&error.to_string()),
                )
            })
        }
        Format::Yaml => {
            seed.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| {
                let position = error.location().map_or(Position::START, |location| Position {
                    line: location.line().max(1),
                    column: location.column().max(1),
                    width: 1,
                });
                (position, plain(&error.to_string()))
            })
        }
    };
    for pointer in &duplicates {
        let key = pointer.segments().last().unwrap_or_default();
        diagnostics.error_at_key(
            Code::DuplicateKey,
            pointer,
            format!("the key `{key}` stands here more than once, so all but one would be lost"),
            "remove one of them, or rename it",
        );
    }
    result.unwrap_or_else(|(position, message)| {
        let (code, help) = if message.contains("recursion limit") {
            (Code::TooDeep, "a description is a few levels deep; is this one damaged?")
        } else {
            (Code::Syntax, "correct the text here, or a little before this place")
        };
        syntax(diagnostics, code, position, message, help);
        Value::Null
    })
}

/// The parsers repeat the place in their messages, in words of their own.
fn plain(message: &str) -> String {
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message[..end].to_owned()
}

fn column_of_byte(text: &str, line: usize, column: usize) -> usize {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let end = (0..=column.saturating_sub(1).min(line.len()))
        .rev()
        .find(|end| line.is_char_boundary(*end));
    line[..end.unwrap_or(0)].chars().count() + 1
}

/// Where the visitor is: a list on the stack, made into a pointer only when there is something to report.
enum Place<'p> {
    Root,
    Key(&'p Place<'p>, &'p str),
    Index(&'p Place<'p>, usize),
}

impl Place<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Root => Pointer::root(),
            Self::Key(parent, key) => parent.pointer().child(key),
            Self::Index(parent, index) => parent.pointer().index(*index),
        }
    }
}

struct Seed<'p> {
    place: &'p Place<'p>,
    duplicates: &'p mut Vec<Pointer>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value without YAML tags")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(Number::from_i128(value).map_or_else(|| Value::from(value as f64), Value::Number))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(Number::from_u128(value).map_or_else(|| Value::from(value as f64), Value::Number))
    }

    /// YAML knows numbers that JSON does not; they stay the text that they were.
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or_else(|| Value::String(value.to_string()), Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let place = Place::Index(self.place, items.len());
            let seed = Seed { place: &place, duplicates: self.duplicates };
            match sequence.next_element_seed(seed)? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        let mut merged = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let place = Place::Key(self.place, &key);
            let value = map.next_value_seed(Seed { place: &place, duplicates: self.duplicates })?;
            if key == "<<" && (value.is_object() || value.is_array()) {
                merged.push(value);
            } else if members.contains_key(&key) {
                self.duplicates.push(place.pointer());
            } else {
                members.insert(key, value);
            }
        }
        for value in merged {
            merge(&mut members, value);
        }
        Ok(Value::Object(members))
    }
}

/// Merge keys of YAML 1.1: what stands in the mapping itself wins, then the earlier of several merged mappings.
fn merge(members: &mut Map<String, Value>, value: Value) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                members.entry(key).or_insert(value);
            }
        }
        Value::Array(items) => items.into_iter().for_each(|item| merge(members, item)),
        _ => {}
    }
}
