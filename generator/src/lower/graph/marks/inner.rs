//! Members of a union that only a value further in tells apart: `profile.authScheme` is `TOKEN` in one and `OAUTH2` in the other.

use super::values;
use crate::ir::{Field, Literal, Marks, Presence, Struct, Type, TypeDef, TypeKind, Union};

/// Names in a path at most.
const LONGEST_PATH: usize = 3;

/// A path, and the values that either of two members has there.
type Difference = (Vec<String>, Vec<Literal>, Vec<Literal>);

/// Looks further in for each two members that nothing else tells apart.
pub(super) fn mark(union: &Union, marks: &mut [Marks], types: &[TypeDef]) {
    // A tag selects the member, and what has none of these tags is rare enough.
    if union.tag.is_some() {
        return;
    }
    for (first, one) in union.members.iter().enumerate() {
        for (second, two) in union.members.iter().enumerate().skip(first + 1) {
            if is_told_apart(&marks[first], &marks[second]) {
                continue;
            }
            let (Some(a), Some(b)) = (record(&one.ty, types), record(&two.ty, types)) else {
                continue;
            };
            if let Some((path, values, others)) = difference(a, b, types, &[]) {
                add(&mut marks[first], path.clone(), values);
                add(&mut marks[second], path, others);
            }
        }
    }
}

fn add(marks: &mut Marks, path: Vec<String>, values: Vec<Literal>) {
    if marks.inner.iter().all(|(known, _)| *known != path) {
        marks.inner.push((path, values));
    }
}

/// Whether no value is of both, as far as the properties of the first level say.
fn is_told_apart(one: &Marks, two: &Marks) -> bool {
    let needs =
        |one: &Marks, two: &Marks| one.required.iter().any(|name| !two.known.contains(name));
    let differs = |(name, values): &(String, Vec<Literal>)| {
        two.values.iter().any(|(other, others)| other == name && are_apart(values, others))
    };
    !(one.kinds.object && two.kinds.object)
        || needs(one, two)
        || needs(two, one)
        || one.values.iter().any(differs)
}

fn are_apart(values: &[Literal], others: &[Literal]) -> bool {
    values.iter().all(|value| !others.contains(value))
}

/// The first property within the objects that both have and that has other values in each: best one that must be there.
fn difference(
    one: &Struct,
    two: &Struct,
    types: &[TypeDef],
    path: &[String],
) -> Option<Difference> {
    let shared: Vec<(&Field, &Field)> = one
        .fields
        .iter()
        .filter_map(|field| {
            let other = two.fields.iter().find(|other| other.wire == field.wire)?;
            Some((field, other))
        })
        .collect();
    let below = |field: &Field| [path, std::slice::from_ref(&field.wire)].concat();
    let mut found: Option<Difference> = None;
    for (field, other) in shared.iter().filter(|_| !path.is_empty()) {
        if let (Some(values), Some(others)) = (values(field, types), values(other, types))
            && are_apart(&values, &others)
        {
            let is_certain = [field, other].iter().all(|one| one.presence == Presence::Required);
            if is_certain || found.is_none() {
                found = Some((below(field), values, others));
            }
            if is_certain {
                break;
            }
        }
    }
    if found.is_some() || path.len() + 1 >= LONGEST_PATH {
        return found;
    }
    shared.iter().filter(|(field, other)| field.ty != other.ty).find_map(|(field, other)| {
        difference(record(&field.ty, types)?, record(&other.ty, types)?, types, &below(field))
    })
}

/// The object that a type is.
fn record<'d>(ty: &Type, types: &'d [TypeDef]) -> Option<&'d Struct> {
    let Type::Named(id) = ty else { return None };
    match types.get(id.0).map(|definition| &definition.kind) {
        Some(TypeKind::Struct(record)) => Some(record),
        _ => None,
    }
}
