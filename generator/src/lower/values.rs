//! `enum` and `const`.

use serde_json::Value;

use super::merge::Merged;
use super::name::{self, Scope};
use super::object;
use super::rules::Bounds;
use super::schema::{Lowered, Schemas};
use crate::diagnostic::Code;
use crate::document::Types;
use crate::ir::{Base, Docs, Enum, Literal, Type, TypeKind, Variant};
use crate::source::Node;

/// Whether null stands among the values.
pub(super) fn has_null(merged: &Merged<'_>) -> bool {
    merged.values.iter().flatten().any(|value| value.value.is_null())
}

/// What a schema with a list of values is: one value alone is a constant of its plain type, several are an enum.
pub(super) fn lower<'t>(schemas: &mut Schemas<'t, '_>, merged: &Merged<'t>, hint: &str) -> Lowered {
    let types = merged.types.filter(|types| !types.is_empty());
    let has_array = merged.values.iter().flatten().any(|node| node.value.is_array());
    if types == Some(Types::ARRAY) && !has_array {
        return of_items(schemas, merged, hint);
    }
    let mut literals: Vec<(usize, Literal)> = Vec::new();
    let mut is_told = false;
    for (index, node) in merged.values.iter().flatten().enumerate() {
        if node.value.is_null() {
            continue;
        }
        if node.value.as_u64().is_some_and(|value| i64::try_from(value).is_err()) {
            return too_large(schemas, merged, *node);
        }
        let Some(literal) = literal(node.value, merged.types) else {
            let message = "a fixed value that is an object or an array is not checked";
            let help = "nothing is wrong with it; any JSON is taken here";
            schemas.diagnostics.warning(Code::UncheckedKeyword, *node, message, help);
            return Lowered::plain(Type::Json);
        };
        if let (Literal::Text(text), false) = (&literal, node.value.is_string()) {
            // What stands there without quotes may have been written in another way: `1.10` is read as 1.1.
            let message = format!(
                "the type is `string`, and this value is none; it is taken as the text `{text}`"
            );
            schemas.diagnostics.warning(Code::WrongType, *node, message, "put it in quotes");
        } else if !is_told && types.is_some_and(|types| !types.contains(kind(&literal))) {
            is_told = true;
            let message = "this value is of another type than `type` says; it is taken as it is";
            let help = "correct `type`, or the value";
            schemas.diagnostics.warning(Code::WrongType, *node, message, help);
        }
        if literals.iter().all(|(_, known)| *known != literal) {
            literals.push((index, literal));
        }
    }
    match literals.as_slice() {
        [] if has_null(merged) => return Lowered::plain(Type::Null),
        [] => {
            let message = "`enum` leaves no value at all, so it is not taken into account";
            let help = "list the values, or remove it";
            schemas.diagnostics.warning(Code::ConflictingSchemas, merged.node, message, help);
            let rest = Merged { values: None, ..merged.clone() };
            return schemas.single(rest, hint);
        }
        [(_, only)] => return constant(only),
        _ => {}
    }
    let all = |is: fn(&Literal) -> bool| literals.iter().all(|(_, literal)| is(literal));
    if all(|literal| matches!(literal, Literal::Bool(_))) {
        return Lowered::plain(Type::Bool);
    }
    let base = if all(|literal| matches!(literal, Literal::Text(_))) {
        Base::String
    } else if all(|literal| matches!(literal, Literal::Integer(_))) {
        Base::Integer
    } else {
        Base::Mixed
    };
    let variants = variants(merged, literals);
    let (id, name) = schemas.declare(merged, hint);
    schemas.define(id, name, merged, TypeKind::Enum(Enum { base, open: false, variants }));
    Lowered::plain(Type::Named(id))
}

/// An array with values that are no arrays: they are meant for its items.
fn of_items<'t>(schemas: &mut Schemas<'t, '_>, merged: &Merged<'t>, hint: &str) -> Lowered {
    if let Some(node) = merged.values.iter().flatten().find(|node| !node.value.is_null()) {
        let message =
            "the type is `array`, and this value is none; it is taken as one of its items";
        let help = "put `enum` into `items`";
        schemas.diagnostics.warning(Code::WrongType, *node, message, help);
    }
    let mut list = Merged { values: None, ..merged.clone() };
    let items = std::mem::take(&mut list.items);
    let described = if items.is_empty() { None } else { schemas.merge(&items) };
    let mut item = described.unwrap_or_else(|| Merged {
        types: None,
        bounds: Bounds::default(),
        ..list.clone()
    });
    item.derived = true;
    item.value_names = merged.value_names.clone();
    item.value_descriptions = merged.value_descriptions.clone();
    item.values = item.values.or_else(|| merged.values.clone());
    let item = schemas.classify(item, &format!("{hint} item"));
    object::list(schemas, &list, item)
}

/// Integers that no literal of ours holds are not told apart, so that none is taken for another.
fn too_large<'t>(schemas: &mut Schemas<'t, '_>, merged: &Merged<'t>, node: Node<'t>) -> Lowered {
    let message = "fixed values are not checked where one is larger than 2^63 - 1";
    let help = "nothing is wrong with it; any number of 64 bits is taken here";
    schemas.diagnostics.warning(Code::UncheckedKeyword, node, message, help);
    let are_unsigned = merged.values.iter().flatten().all(|node| node.value.is_u64());
    Lowered::plain(if are_unsigned { Type::U64 } else { Type::Json })
}

/// The JSON type of a value.
fn kind(literal: &Literal) -> Types {
    match literal {
        Literal::Text(_) => Types::STRING,
        Literal::Integer(_) => Types::INTEGER,
        Literal::Float(value) if value.fract() == 0.0 => Types::INTEGER,
        Literal::Float(_) => Types::NUMBER,
        Literal::Bool(_) => Types::BOOLEAN,
    }
}

fn constant(only: &Literal) -> Lowered {
    let ty = match only {
        Literal::Text(_) => Type::String,
        Literal::Integer(_) => Type::I64,
        Literal::Float(_) => Type::F64,
        Literal::Bool(_) => Type::Bool,
    };
    Lowered::constant(only.clone(), ty)
}

/// A value as it goes over the wire: where `type` says string, what stands there without quotes is one all the same.
fn literal(value: &Value, types: Option<Types>) -> Option<Literal> {
    let is_text = types.is_some_and(|types| types == Types::STRING);
    let is_number = types.is_some_and(|types| !types.is_empty() && Types::NUMBER.contains(types));
    let is_bool = types == Some(Types::BOOLEAN);
    Some(match value {
        Value::String(text) if is_bool && text == "true" => Literal::Bool(true),
        Value::String(text) if is_bool && text == "false" => Literal::Bool(false),
        Value::String(text) if is_number => match serde_json::from_str::<Value>(text) {
            Ok(number @ Value::Number(_)) => return literal(&number, None),
            _ => Literal::Text(text.clone()),
        },
        Value::String(text) => Literal::Text(text.clone()),
        Value::Bool(_) | Value::Number(_) if is_text => Literal::Text(value.to_string()),
        Value::Bool(value) => Literal::Bool(*value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Literal::Integer(integer),
            (None, Some(float)) => Literal::Float(float),
            (None, None) => return None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    })
}

/// The values with names and documentation; names that the description gives count if there is one for each value.
fn variants(merged: &Merged<'_>, literals: Vec<(usize, Literal)>) -> Vec<Variant> {
    let count = merged.values.as_ref().map_or(0, Vec::len);
    let given = |list: &Vec<&str>, index: usize| {
        (list.len() == count).then(|| list.get(index).map(|text| (*text).to_owned())).flatten()
    };
    let mut scope = Scope::new(name::VARIANTS);
    literals
        .into_iter()
        .map(|(index, wire)| {
            let name = match given(&merged.value_names, index) {
                Some(name) => name::upper(&name, "Value"),
                None => variant_name(&wire),
            };
            let description = given(&merged.value_descriptions, index);
            let docs = Docs { summary: None, description };
            Variant { name: scope.mint(name), wire, docs }
        })
        .collect()
}

/// What a variant is called where nothing else names it.
pub(super) fn variant_name(wire: &Literal) -> String {
    match wire {
        Literal::Text(text) if text.is_empty() => "Empty".to_owned(),
        Literal::Text(text) => name::upper(text, "Value"),
        Literal::Integer(value) => name::upper(&value.to_string(), "Value"),
        Literal::Float(value) => name::upper(&value.to_string(), "Value"),
        Literal::Bool(value) => name::upper(&value.to_string(), "Value"),
    }
}
