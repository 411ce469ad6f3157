//! Limits of alternatives. The place in which a union stands has them all, because each speaks of values of one kind: a limit of texts is
//! none for numbers. So a type is the same whatever its limits are, and nothing is written for them but what the place says.

use crate::ir::{Aspect, Rules, Type, TypeId, TypeKind};
use crate::lower::schema::{Lowered, Schemas};

/// The limits of alternatives that the place of their union can have, and which alternatives have others: limits that are not those of all
/// alternatives whose values can be held against them.
pub(super) fn together(schemas: &Schemas<'_, '_>, members: &[Lowered]) -> (Rules, Vec<usize>) {
    let mut rules = Rules::default();
    let mut lost = Vec::new();
    for aspect in Aspect::ALL {
        let indices =
            (0..members.len()).filter(|index| holds(schemas, &members[*index].ty, aspect));
        let meant: Vec<usize> = indices.collect();
        let own = |index: &usize| members[*index].rules.of(aspect);
        let shared = meant.first().map(own).unwrap_or_default();
        let are_same = meant.iter().all(|index| own(index) == shared);
        if are_same {
            rules = rules.with(aspect, &shared);
        }
        let is_kept = |index: &usize| are_same && meant.contains(index);
        let is_lost = |index: &usize| !own(index).is_empty() && !is_kept(index);
        for index in (0..members.len()).filter(is_lost) {
            if !lost.contains(&index) {
                lost.push(index);
            }
        }
    }
    (rules, lost)
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
