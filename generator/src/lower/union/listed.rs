//! Alternatives that list values, and a text beside them.

use super::Alternative;
use crate::document::Types;
use crate::ir::{Base, Docs, Enum, Literal, Rules, Type, TypeKind, Variant};
use crate::lower::label;
use crate::lower::merge::Merged;
use crate::lower::name::{self, Scope};
use crate::lower::schema::{Lowered, Schemas};
use crate::lower::values;

/// Alternatives that are all strings, some of them with values, or all integers with values: together they are one enum, which keeps
/// any other string or integer.
pub(super) fn one_enum<'t>(
    schemas: &mut Schemas<'t, '_>,
    merged: &Merged<'t>,
    alternatives: &[Alternative<'t>],
    hint: &str,
) -> Option<Lowered> {
    let mut values: Vec<Variant> = Vec::new();
    let mut nullable = false;
    let mut all: Option<Types> = None;
    let mut unlisted: Vec<Merged<'t>> = Vec::new();
    for alternative in alternatives {
        let alone = match &alternative.joined {
            Some(joined) => joined.clone(),
            None => schemas.merge(&[alternative.node])?,
        };
        nullable |= alone.null == Some(true) || values::has_null(&alone);
        let types = alone.types.or_else(|| of_values(&alone))?;
        let is_listed =
            types == Types::STRING || (types == Types::INTEGER && alone.values.is_some());
        if !is_listed
            || *all.get_or_insert(types) != types
            || !alone.groups.is_empty()
            || alone.rust_type.is_some()
        {
            return None;
        }
        let is_one = alone.values.as_ref().is_some_and(|values| values.len() == 1);
        for value in alone.values.iter().flatten().filter(|value| !value.value.is_null()) {
            let wire = match types {
                Types::STRING => Literal::Text(value.text()?.to_owned()),
                _ => Literal::Integer(value.value.as_i64()?),
            };
            if values.iter().all(|known| known.wire != wire) {
                // A value that stands alone in its schema is described and named there; a text names itself.
                let docs = if is_one { alone.docs.clone() } else { Docs::default() };
                let title = docs.summary.as_deref().filter(|_| types == Types::INTEGER);
                let given = alone.rust_name.filter(|_| is_one).or(title);
                let name = given
                    .filter(|name| label::is_name(name))
                    .map_or_else(|| values::variant_name(&wire), |name| name::upper(name, "Value"));
                values.push(Variant { name, wire, docs });
            }
        }
        if alone.values.is_none() {
            unlisted.push(alone);
        }
    }
    if values.is_empty() {
        return None;
    }
    // A text that is not listed need satisfy one of those alternatives alone.
    let limits: Vec<Rules> =
        unlisted.iter().map(|one| one.bounds.text(one.node, schemas.diagnostics)).collect();
    let rules = match limits.split_first() {
        Some((first, rest)) if rest.iter().all(|other| other == first) => first.clone(),
        _ => {
            for one in &unlisted {
                schemas.note_limits(one.node, &one.bounds, Types::STRING);
            }
            Rules::default()
        }
    };
    let base = if all == Some(Types::INTEGER) { Base::Integer } else { Base::String };
    let mut scope = Scope::new(name::VARIANTS);
    let variants = values
        .into_iter()
        .map(|value| Variant { name: scope.mint(value.name.clone()), ..value })
        .collect();
    let (id, name) = schemas.declare(merged, hint);
    let open = !unlisted.is_empty();
    schemas.define(id, name, merged, TypeKind::Enum(Enum { base, open, variants }));
    Some(Lowered { nullable, ..Lowered::ruled(Type::Named(id), rules) })
}

/// The types of the values, null aside.
fn of_values(merged: &Merged<'_>) -> Option<Types> {
    let values = merged.values.as_ref()?;
    let types = values.iter().map(|value| Types::of(value.value));
    types.filter(|types| *types != Types::NULL).reduce(Types::or)
}
