//! Text into a tree: JSON by `serde_json`, YAML by `serde_yaml`, both through one visitor that sees every key.

use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::complaint;
use super::trail::Trail;
use super::{Format, Position};
use crate::diagnostic::{Code, Pointer};

/// What came of a text.
pub(super) struct Parsed {
    /// How the text is written.
    pub(super) format: Format,
    /// The tree; null if the text is malformed.
    pub(super) tree: Value,
    /// Why it is malformed, if it is.
    pub(super) problem: Option<Problem>,
    /// Keys that stand in their object more than once, and whether the same stands behind them each time. The tree has
    /// what stands behind the first.
    pub(super) duplicates: Vec<(Pointer, bool)>,
}

/// Why a text cannot be read, and where.
pub(super) struct Problem {
    pub(super) code: Code,
    pub(super) position: Position,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Reads a text.
pub(super) fn parse(text: &str, format: Format) -> Parsed {
    let mut duplicates = Vec::new();
    let seed = Seed { trail: &Trail::Root, duplicates: &mut duplicates };
    let result = match format {
        Format::Json => {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            let tree = seed.deserialize(&mut deserializer);
            tree.and_then(|tree| deserializer.end().map(|()| tree))
                .map_err(|error| complaint::of_json(text, &error))
        }
        Format::Yaml => match complaint::of_depth(text) {
            Some(problem) => Err(problem),
            None => seed
                .deserialize(serde_yaml::Deserializer::from_str(text))
                .map_err(|error| complaint::of_yaml(text, &error)),
        },
    };
    match result {
        Ok(tree) => Parsed { format, tree, problem: None, duplicates },
        Err(problem) => {
            Parsed { format, tree: Value::Null, problem: Some(problem), duplicates: Vec::new() }
        }
    }
}

struct Seed<'p> {
    trail: &'p Trail<'p>,
    duplicates: &'p mut Vec<(Pointer, bool)>,
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
        let text = || match value {
            f64::INFINITY => ".inf",
            f64::NEG_INFINITY => "-.inf",
            _ => ".nan",
        };
        Ok(Number::from_f64(value).map_or_else(|| Value::from(text()), Value::Number))
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
            let trail = Trail::Index(self.trail, items.len());
            let seed = Seed { trail: &trail, duplicates: self.duplicates };
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
            let trail = Trail::Key(self.trail, &key);
            let value = map.next_value_seed(Seed { trail: &trail, duplicates: self.duplicates })?;
            if key == "<<" && (value.is_object() || value.is_array()) {
                merged.push(value);
            } else if let Some(first) = members.get(&key) {
                self.duplicates.push((trail.pointer(), *first == value));
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
