//! A value as its type writes it: the properties of an object in the order of its fields, and numbers as what they are.

use crate::ir::json::{Map, Number, Value};

use crate::ir::{Struct, Type, TypeDef, TypeKind, Union};

/// The value as a type writes it, where the order of what it writes shows: in a query, in a form, in parts.
pub fn of_type(value: &Value, ty: &Type, types: &[TypeDef]) -> Value {
    match (ty, value) {
        (Type::F32 | Type::F64, Value::Number(number)) => {
            let number = number.as_f64().and_then(Number::from_f64);
            number.map_or_else(|| value.clone(), Value::Number)
        }
        (Type::Nullable(inner), value) => of_type(value, inner, types),
        (Type::List(inner), Value::Array(items)) => {
            items.iter().map(|item| of_type(item, inner, types)).collect()
        }
        (Type::Map(inner), Value::Object(members)) => {
            sorted(members, |value| of_type(value, inner, types))
        }
        (Type::Named(id), value) => match types.get(id.0).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(record)) => of_struct(value, record, types),
            Some(TypeKind::Union(union)) => of_union(value, union, types),
            Some(TypeKind::Newtype(inner)) => of_type(value, inner, types),
            Some(TypeKind::Enum(_)) | None => value.clone(),
        },
        _ => value.clone(),
    }
}

/// What a map has is sorted by its keys.
fn sorted(members: &Map<String, Value>, write: impl Fn(&Value) -> Value) -> Value {
    let mut members: Vec<(String, Value)> =
        members.iter().map(|(name, value)| (name.clone(), write(value))).collect();
    members.sort_by(|left, right| left.0.cmp(&right.0));
    Value::Object(members.into_iter().collect())
}

fn of_struct(value: &Value, record: &Struct, types: &[TypeDef]) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let mut written = Map::new();
    for field in &record.fields {
        if let Some(value) = members.get(&field.wire) {
            written.insert(field.wire.clone(), of_type(value, &field.ty, types));
        }
    }
    let mut further: Vec<(&String, &Value)> =
        members.iter().filter(|(name, _)| !written.contains_key(*name)).collect();
    further.sort_by(|left, right| left.0.cmp(right.0));
    for (name, value) in further {
        let value = match &record.additional {
            Some((_, ty)) => of_type(value, ty, types),
            None => value.clone(),
        };
        written.insert(name.clone(), value);
    }
    Value::Object(written)
}

/// The member that the tag names, or else the first that knows all properties of the value.
fn of_union(value: &Value, union: &Union, types: &[TypeDef]) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let tag = union.tag.as_ref().and_then(|tag| members.get(tag)?.as_str());
    let tagged = union
        .members
        .iter()
        .find(|member| tag.is_some_and(|tag| member.tags.iter().any(|one| one == tag)));
    let fits = |ty: &Type| match ty {
        Type::Named(id) => match types.get(id.0).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(record)) => {
                members.keys().all(|name| record.fields.iter().any(|field| field.wire == *name))
            }
            _ => false,
        },
        _ => false,
    };
    let member = tagged.or_else(|| union.members.iter().find(|member| fits(&member.ty)));
    member.map_or_else(|| value.clone(), |member| of_type(value, &member.ty, types))
}
