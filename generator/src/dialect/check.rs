//! Holds a tree against the grammar, and reports everything that does not fit, at its place.

use serde_json::{Map, Value};

use super::grammar::{Kind, LATER_KEYWORDS, OPENAPI, Object};
use crate::diagnostic::{Code, Diagnostics, Pointer};

/// Checks a whole description.
pub(super) fn check(tree: &Value, diagnostics: &mut Diagnostics) {
    object(tree, &OPENAPI, &Pointer::root(), diagnostics);
}

fn value(value: &Value, kind: Kind, at: &Pointer, diagnostics: &mut Diagnostics) {
    match kind {
        Kind::Any => {}
        Kind::Text => demand(value.is_string(), value, "a string", at, diagnostics),
        Kind::Boolean => demand(value.is_boolean(), value, "`true` or `false`", at, diagnostics),
        Kind::Number => demand(value.is_number(), value, "a number", at, diagnostics),
        Kind::Count => {
            demand(value.is_u64(), value, "a whole number, not negative", at, diagnostics)
        }
        Kind::Values => {
            let fits = value.as_array().is_some_and(|items| !items.is_empty());
            demand(fits, value, "a list with at least one value", at, diagnostics);
        }
        Kind::Texts => {
            for (index, item) in items(value, at, diagnostics).iter().enumerate() {
                demand(item.is_string(), item, "a string", &at.index(index), diagnostics);
            }
        }
        Kind::One(inner) => object(value, inner, at, diagnostics),
        Kind::Reference(inner) => reference_or(value, inner, at, diagnostics),
        Kind::List(inner) => {
            for (index, item) in items(value, at, diagnostics).iter().enumerate() {
                object(item, inner, &at.index(index), diagnostics);
            }
        }
        Kind::References(inner) => {
            for (index, item) in items(value, at, diagnostics).iter().enumerate() {
                reference_or(item, inner, &at.index(index), diagnostics);
            }
        }
        Kind::Map(inner) => {
            for (key, member) in members(value, "an object", at, diagnostics) {
                object(member, inner, &at.child(key), diagnostics);
            }
        }
        Kind::ReferenceMap(inner) => {
            for (key, member) in members(value, "an object", at, diagnostics) {
                reference_or(member, inner, &at.child(key), diagnostics);
            }
        }
        Kind::TextMap => {
            for (key, member) in members(value, "an object", at, diagnostics) {
                demand(
                    member.is_string() || key.starts_with("x-"),
                    member,
                    "a string",
                    &at.child(key),
                    diagnostics,
                );
            }
        }
        Kind::Requirements => {
            for (index, item) in items(value, at, diagnostics).iter().enumerate() {
                let at = at.index(index);
                for (scheme, scopes) in members(item, "a security requirement", &at, diagnostics) {
                    self::value(scopes, Kind::Texts, &at.child(scheme), diagnostics);
                }
            }
        }
        Kind::BooleanOr(inner) => {
            if !value.is_boolean() {
                reference_or(value, inner, at, diagnostics);
            }
        }
    }
}

fn reference_or(
    value: &Value,
    inner: &'static Object,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    let Some(reference) = value.get("$ref") else { return object(value, inner, at, diagnostics) };
    let here = at.child("$ref");
    demand(reference.is_string(), reference, "a string", &here, diagnostics);
    if reference.as_str().is_some_and(|reference| !reference.starts_with('#')) {
        diagnostics.error(
            Code::ExternalReference,
            &here,
            format!("the reference {reference} leads to another file, which is not supported yet"),
            "move what it refers to into `components` of this description",
        );
    }
    for key in value.as_object().into_iter().flat_map(Map::keys) {
        // Later versions allow these two beside a reference, and they are about people, not about values.
        if !["$ref", "summary", "description"].contains(&key.as_str()) && !key.starts_with("x-") {
            diagnostics.warning_at_key(
                Code::UnknownKeyword,
                &at.child(key),
                format!("`{key}` stands beside `$ref`, and OpenAPI 3.0 ignores it there"),
                "remove it, or put it where the reference leads",
            );
        }
    }
}

fn object(value: &Value, object: &'static Object, at: &Pointer, diagnostics: &mut Diagnostics) {
    match object.name {
        "Responses" => statuses(value, at, diagnostics),
        "Parameter" | "Header" => schema_or_content(value, object, at, diagnostics),
        _ => {}
    }
    for (key, member) in
        members(value, &format!("{} object", article(object.name)), at, diagnostics)
    {
        let here = at.child(key);
        if let Some((_, kind)) = object.keys.iter().find(|(known, _)| known == key) {
            self::value(member, *kind, &here, diagnostics);
        } else if let Some(kind) = object.free.filter(|_| !key.starts_with("x-")) {
            self::value(member, kind, &here, diagnostics);
        } else if !key.starts_with("x-") {
            unknown(key, object, &here, diagnostics);
        }
    }
    let Some(members) = value.as_object() else { return };
    for key in object.required.iter().filter(|key| !members.contains_key(**key)) {
        diagnostics.error_at_key(
            Code::MissingField,
            at,
            format!("the {} object has no `{key}`", object.name),
            format!("the specification demands it; add `{key}` here"),
        );
    }
}

/// Keys of `responses` are statuses, ranges of them, or `default` (section 4.7.16.2).
fn statuses(value: &Value, at: &Pointer, diagnostics: &mut Diagnostics) {
    for key in value.as_object().into_iter().flat_map(Map::keys) {
        let digits = key.len() == 3 && key.starts_with(|c: char| ('1'..='5').contains(&c));
        let status =
            digits && (key[1..].bytes().all(|byte| byte.is_ascii_digit()) || &key[1..] == "XX");
        if !status && key != "default" && !key.starts_with("x-") {
            diagnostics.error_at_key(
                Code::InvalidStatus,
                &at.child(key),
                format!("`{key}` is no HTTP status"),
                "keys are statuses such as `\"200\"`, ranges such as `2XX`, or `default`",
            );
        }
    }
}

/// A parameter or header has exactly one of `schema` and `content` (section 4.7.12.2).
fn schema_or_content(
    value: &Value,
    object: &'static Object,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    let has = |key: &str| value.get(key).is_some();
    if value.is_object() && has("schema") == has("content") {
        let (what, help) = if has("schema") {
            ("both `schema` and `content`", "keep one of them")
        } else {
            ("neither `schema` nor `content`", "add `schema: {type: string}`, or what it is")
        };
        let message = format!("the {} object has {what}", object.name);
        diagnostics.error(Code::MissingField, at, message, help);
    }
}

fn unknown(key: &str, object: &'static Object, at: &Pointer, diagnostics: &mut Diagnostics) {
    if object.name == "Schema" && LATER_KEYWORDS.contains(&key) {
        diagnostics.error_at_key(
            Code::UnsupportedKeyword,
            at,
            format!(
                "`{key}` is not a keyword of OpenAPI 3.0, and to ignore it would get the type wrong"
            ),
            "remove it, or say the same with keywords of OpenAPI 3.0",
        );
        return;
    }
    let near = object.keys.iter().map(|(known, _)| *known).min_by_key(|known| distance(known, key));
    let help = match near {
        Some(near) if distance(near, key) <= 2 => format!("did you mean `{near}`?"),
        _ => "remove it; keys of your own begin with `x-`".to_owned(),
    };
    let message = format!("the {} object has no key `{key}`; it is ignored", object.name);
    diagnostics.warning_at_key(Code::UnknownKeyword, at, message, help);
}

fn items<'v>(value: &'v Value, at: &Pointer, diagnostics: &mut Diagnostics) -> &'v [Value] {
    demand(value.is_array(), value, "a list", at, diagnostics);
    value.as_array().map_or(&[], Vec::as_slice)
}

fn members<'v>(
    value: &'v Value,
    expected: &str,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) -> impl Iterator<Item = (&'v String, &'v Value)> + use<'v> {
    demand(value.is_object(), value, expected, at, diagnostics);
    value.as_object().into_iter().flatten()
}

fn demand(fits: bool, value: &Value, expected: &str, at: &Pointer, diagnostics: &mut Diagnostics) {
    if fits {
        return;
    }
    let found = match value {
        Value::Null => "nothing (null)",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let help = match value {
        Value::Number(_) | Value::Bool(_) if expected == "a string" => "put it in quotes",
        _ => "see the specification for what belongs here",
    };
    diagnostics.error(Code::WrongType, at, format!("expected {expected}, found {found}"), help);
}

fn article(name: &str) -> String {
    let article = if name.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// Levenshtein distance, for hints.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}
