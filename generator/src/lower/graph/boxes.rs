//! What must stand behind a pointer: whatever closes a circle of values within values, objects in unions, so that the variants are of
//! one size, and large objects in objects, so that no value is larger than a stack can bear.

use crate::ir::{Presence, Struct, Type, TypeDef, TypeId, TypeKind};

/// How many bytes an object may have in place before its largest objects stand behind pointers. Objects within objects add up: without a
/// limit some are hundreds of kilobytes, and a value is copied through many frames of a stack that has two megabytes in a thread.
const BUDGET: usize = 8192;

/// The named types that a value of a type holds in place, without a list, map or pointer between.
fn direct(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Nullable(inner) => direct(inner),
        Type::Tuple(items, _) => items.iter().flat_map(direct).collect(),
        _ => Vec::new(),
    }
}

/// Boxes what must be, and nothing else.
pub(in crate::lower) fn mark(types: &mut [TypeDef]) {
    members(types);
    circles(types);
    large(types);
}

/// Boxes the objects in unions.
fn members(types: &mut [TypeDef]) {
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
}

/// Boxes the back edges of a walk in document order.
fn circles(types: &mut [TypeDef]) {
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

/// Boxes the largest objects of each object that is too large with them. What an object holds in place is looked at before it.
fn large(types: &mut [TypeDef]) {
    let mut sizes: Vec<Option<usize>> = vec![None; types.len()];
    for root in 0..types.len() {
        let mut stack = vec![root];
        while let Some(id) = stack.last().copied() {
            let open: Vec<usize> = match sizes[id] {
                Some(_) => Vec::new(),
                None => inner(&types[id].kind)
                    .into_iter()
                    .filter(|inner| sizes.get(*inner) == Some(&None))
                    .collect(),
            };
            if open.is_empty() {
                stack.pop();
                if sizes[id].is_none() {
                    sizes[id] = Some(settled(&mut types[id].kind, &sizes));
                }
            } else {
                stack.extend(open);
            }
        }
    }
}

/// The types that a type holds in place; there is no circle in it any more.
fn inner(kind: &TypeKind) -> Vec<usize> {
    let types: Vec<&Type> = match kind {
        TypeKind::Struct(record) => {
            record.fields.iter().filter(|field| !field.boxed).map(|field| &field.ty).collect()
        }
        TypeKind::Union(union) => {
            union.members.iter().filter(|one| !one.boxed).map(|one| &one.ty).collect()
        }
        TypeKind::Newtype(ty) => vec![ty],
        TypeKind::Enum(_) => Vec::new(),
    };
    types.into_iter().flat_map(direct).map(|id| id.0).collect()
}

/// The size of a type, after what had to be boxed in it.
fn settled(kind: &mut TypeKind, sizes: &[Option<usize>]) -> usize {
    match kind {
        TypeKind::Struct(record) => within_budget(record, sizes),
        TypeKind::Union(union) => {
            let of = |boxed: bool, ty: &Type| if boxed { 8 } else { size(ty, sizes) };
            union.members.iter().map(|one| of(one.boxed, &one.ty)).max().unwrap_or_default().max(32)
                + 8
        }
        TypeKind::Newtype(ty) => size(ty, sizes),
        TypeKind::Enum(_) => 24,
    }
}

fn within_budget(record: &mut Struct, sizes: &[Option<usize>]) -> usize {
    // A value that may be both absent and null needs to say which.
    let tag = |presence: Presence| if presence == Presence::OptionalNullable { 8 } else { 0 };
    let mut total: usize = record
        .fields
        .iter()
        .map(|field| tag(field.presence) + if field.boxed { 8 } else { size(&field.ty, sizes) })
        .sum();
    while total > BUDGET {
        let held = record.fields.iter().filter(|field| {
            !field.boxed && !direct(&field.ty).is_empty() && size(&field.ty, sizes) > 8
        });
        // Of several that are equally large, the first; and with it all of its type, which look alike so.
        let largest = held.rev().max_by_key(|field| size(&field.ty, sizes));
        let Some(largest) = largest.map(|field| field.ty.clone()) else { break };
        for field in record.fields.iter_mut().filter(|field| !field.boxed && field.ty == largest) {
            field.boxed = true;
            total -= size(&largest, sizes) - 8;
        }
    }
    total
}

/// About how many bytes a value has in place.
fn size(ty: &Type, sizes: &[Option<usize>]) -> usize {
    match ty {
        Type::Bool | Type::Null => 1,
        Type::I32 | Type::U32 | Type::F32 => 8,
        Type::I64 | Type::U64 | Type::F64 => 16,
        Type::Nullable(inner) => size(inner, sizes),
        Type::Tuple(items, rest) => {
            items.iter().map(|item| size(item, sizes)).sum::<usize>()
                + rest.as_ref().map_or(0, |_| 24)
        }
        Type::Named(id) => sizes.get(id.0).copied().flatten().unwrap_or_default(),
        Type::File => 128,
        Type::Json | Type::Bytes => 32,
        _ => 24,
    }
}
