//! What must stand behind a pointer: whatever closes a circle of values within values, and objects in unions, so that the
//! variants are of one size.

use crate::ir::{Type, TypeDef, TypeId, TypeKind};

/// The named types that a value of a type holds in place, without a list, map or pointer between.
fn direct(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Nullable(inner) => direct(inner),
        Type::Tuple(items, _) => items.iter().flat_map(direct).collect(),
        _ => Vec::new(),
    }
}

/// Boxes the back edges of a walk in document order, no others.
pub(in crate::lower) fn mark(types: &mut [TypeDef]) {
    let objects: Vec<bool> = types
        .iter()
        .map(|definition| matches!(definition.kind, TypeKind::Struct(_) | TypeKind::Union(_)))
        .collect();
    for definition in types.iter_mut() {
        let TypeKind::Union(union) = &mut definition.kind else { continue };
        for member in &mut union.members {
            member.boxed =
                direct(&member.ty).iter().any(|id| objects.get(id.0).copied().unwrap_or_default());
        }
    }

    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; types.len()];
    for root in 0..types.len() {
        if marks[root] == Mark::New {
            marks[root] = Mark::Open;
        } else {
            continue;
        }
        // Each entry is a type and the place of the next of its fields.
        let mut stack = vec![(root, 0)];
        while let Some((id, next)) = stack.pop() {
            let TypeKind::Struct(record) = &mut types[id].kind else {
                marks[id] = Mark::Done;
                continue;
            };
            let Some(field) = record.fields.get_mut(next) else {
                marks[id] = Mark::Done;
                continue;
            };
            stack.push((id, next + 1));
            let targets = direct(&field.ty);
            if targets.iter().any(|target| marks.get(target.0) == Some(&Mark::Open)) {
                field.boxed = true;
                continue;
            }
            for target in targets {
                if marks.get(target.0) == Some(&Mark::New) {
                    marks[target.0] = Mark::Open;
                    stack.push((target.0, 0));
                }
            }
        }
    }
}
