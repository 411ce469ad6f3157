//! Limits of alternatives. The place in which a union stands has them all, because each speaks of values of one kind: a limit of texts is
//! none for numbers. So a type is the same whatever its limits are, and nothing is written for them but what the place says.

use crate::document::Types;
use crate::ir::{Aspect, Rules, Type, TypeId, TypeKind};
use crate::lower::merge::Merged;
use crate::lower::rules;
use crate::lower::schema::{Lowered, Schemas};

/// The limits of alternatives that the place of their union can have, and which alternatives have others: limits that are not those of all
/// alternatives whose values can be held against them.
pub(super) fn together(schemas: &Schemas<'_, '_>, members: &[Lowered]) -> (Rules, Vec<usize>) {
    let members: Vec<(&Type, &Rules)> =
        members.iter().map(|member| (&member.ty, &member.rules)).collect();
    joined(schemas, &members)
}

fn joined(schemas: &Schemas<'_, '_>, members: &[(&Type, &Rules)]) -> (Rules, Vec<usize>) {
    let mut rules = Rules::default();
    // What is within several lists has no constant in common that a list could be told by.
    let is_constant = |index: &usize| members[*index].1.constant.is_some();
    let mut lost: Vec<usize> = (0..members.len()).filter(is_constant).collect();
    for aspect in Aspect::ALL {
        let meant: Vec<usize> =
            (0..members.len()).filter(|index| holds(schemas, members[*index].0, aspect)).collect();
        let own = |index: &usize| members[*index].1.of(aspect);
        let others = (0..members.len()).filter(|index| !meant.contains(index));
        let mut differ: Vec<usize> = others.filter(|index| !own(index).is_empty()).collect();
        match shared(schemas, members, &meant, aspect) {
            Some(shared) => rules = rules.with(aspect, &shared),
            None => differ.extend(meant.iter().filter(|index| !own(index).is_empty())),
        }
        lost.extend(differ.into_iter().filter(|index| !lost.contains(index)).collect::<Vec<_>>());
    }
    lost.sort_unstable();
    (rules, lost)
}

/// The limits that all these members have.
fn shared(
    schemas: &Schemas<'_, '_>,
    members: &[(&Type, &Rules)],
    meant: &[usize],
    aspect: Aspect,
) -> Option<Rules> {
    let own = |index: &usize| members[*index].1.of(aspect);
    // What is in lists has limits by its own kind.
    let outer = |index: &usize| Rules { items: None, ..own(index) };
    let Some(first) = meant.first().map(outer) else { return Some(Rules::default()) };
    if meant.iter().any(|index| outer(index) != first) {
        return None;
    }
    let none = Rules::default();
    let within = |index: &usize| {
        let (ty, rules) = members[*index];
        let (Type::List(item) | Type::Map(item)) = ty else { return None };
        Some((&**item, rules.items.as_deref().unwrap_or(&none)))
    };
    let items = match meant.iter().map(within).collect::<Option<Vec<_>>>() {
        Some(items) => {
            let (rules, lost) = joined(schemas, &items);
            lost.is_empty().then_some(rules)?
        }
        None => {
            let items = |index: &usize| members[*index].1.items.clone();
            let first = meant.first().and_then(items);
            if meant.iter().any(|index| items(index) != first) {
                return None;
            }
            first.map(|items| *items).unwrap_or_default()
        }
    };
    Some(Rules { items: (!items.is_empty()).then(|| Box::new(items)), ..first })
}

/// The limits beside alternatives, which are those of all of them: the place has them as well, as far as all values that they speak of are held
/// against them there.
pub(super) fn beside<'t>(
    schemas: &mut Schemas<'t, '_>,
    merged: &Merged<'t>,
    mut lowered: Lowered,
) -> Lowered {
    let (node, bounds) = (merged.node, &merged.bounds);
    for types in [Types::STRING, Types::NUMBER, Types::ARRAY, Types::OBJECT] {
        if bounds.stated(types).is_empty() {
            continue;
        }
        let (aspect, rules) = match types {
            Types::STRING => (Aspect::Text, bounds.text(node, schemas.diagnostics)),
            Types::NUMBER => {
                let numbers = merged.types.unwrap_or(Types::ALL).and(Types::NUMBER);
                (Aspect::Number, bounds.number(numbers, node, schemas.diagnostics))
            }
            Types::ARRAY => (Aspect::Items, bounds.array(node, schemas.diagnostics)),
            _ => (Aspect::Items, bounds.map(node, schemas.diagnostics)),
        };
        let own = lowered.rules.of(aspect);
        let is_said = own == rules || own == rules::of_integers(rules.clone());
        if are_all_held(schemas, &lowered.ty, types) && (own.is_empty() || is_said) {
            let rules = if own.is_empty() { rules } else { own };
            lowered.rules = lowered.rules.with(aspect, &rules);
        } else {
            schemas.note_limits(node, bounds, types);
        }
    }
    lowered
}

/// Whether all values of some JSON types that a type has are held against limits of the place, and no others are held against those.
fn are_all_held(schemas: &Schemas<'_, '_>, ty: &Type, types: Types) -> bool {
    match ty {
        Type::Json | Type::External(_) => false,
        Type::File | Type::Base64 | Type::Bytes => types != Types::STRING,
        // How much is in a list and in a map is the same rule.
        Type::List(_) | Type::Tuple(..) => types != Types::OBJECT,
        Type::Map(_) => types != Types::ARRAY,
        Type::Nullable(inner) => are_all_held(schemas, inner, types),
        Type::Named(id) if !schemas.is_open(ty) => {
            match schemas.definition(*id).map(|definition| &definition.kind) {
                // An object has its limits with it; one that is not defined yet is one.
                Some(TypeKind::Struct(_)) | None => types != Types::OBJECT,
                // What is listed is held against nothing.
                Some(TypeKind::Enum(_)) => matches!(types, Types::ARRAY | Types::OBJECT),
                Some(TypeKind::Newtype(inner)) => are_all_held(schemas, inner, types),
                Some(TypeKind::Union(union)) => {
                    union.members.iter().all(|member| are_all_held(schemas, &member.ty, types))
                }
            }
        }
        Type::Named(_) => false,
        _ => true,
    }
}

/// Whether values of a type are held against the limits of their place, or can be what those speak of: any JSON can, and what is not known
/// yet may.
fn holds(schemas: &Schemas<'_, '_>, ty: &Type, aspect: Aspect) -> bool {
    let kind = |id: TypeId| schemas.definition(id).map(|definition| &definition.kind);
    let inner = |id: TypeId| match kind(id) {
        Some(TypeKind::Union(union)) => {
            union.members.iter().any(|member| holds(schemas, &member.ty, aspect))
        }
        _ => aspect.holds(ty, &kind),
    };
    match ty {
        Type::Json | Type::External(_) => true,
        Type::Named(id) => schemas.is_open(ty) || inner(*id),
        _ => aspect.holds(ty, &kind),
    }
}
