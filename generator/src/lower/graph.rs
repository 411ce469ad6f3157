//! Facts about types that depend on the whole graph of them: what is sent, what must be boxed, what can be derived.

use crate::ir::{Module, Presence, Type, TypeDef, TypeId, TypeKind};

/// Decides the facts for all types.
pub(super) fn settle(types: &mut [TypeDef], modules: &[Module]) {
    sent(types, modules);
    boxed(types);
    derives(types);
}

/// The named type inside a type, and whether it is there directly, without a list or map between.
fn inner(ty: &Type) -> Option<(TypeId, bool)> {
    match ty {
        Type::Named(id) => Some((*id, true)),
        Type::List(item) | Type::NullableList(item) | Type::Map(item) => {
            inner(item).map(|(id, _)| (id, false))
        }
        _ => None,
    }
}

/// The types of the members of a type.
fn members(def: &TypeDef) -> impl Iterator<Item = &Type> {
    let record = match &def.kind {
        TypeKind::Struct(record) => Some(record),
        TypeKind::Enum(_) => None,
    };
    record.into_iter().flat_map(|record| {
        record
            .fields
            .iter()
            .map(|field| &field.ty)
            .chain(record.additional.iter().map(|(_, ty)| ty))
    })
}

fn sent(types: &mut [TypeDef], modules: &[Module]) {
    let operations = modules.iter().flat_map(|module| &module.operations);
    let roots = operations.flat_map(|operation| {
        operation
            .parameters
            .iter()
            .map(|parameter| &parameter.ty)
            .chain(operation.body.iter().map(|body| &body.ty))
    });
    let mut open: Vec<TypeId> = roots.filter_map(inner).map(|(id, _)| id).collect();
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut types[id.0].sent, true) {
            open.extend(members(&types[id.0]).filter_map(inner).map(|(id, _)| id));
        }
    }
}

/// Boxes each field that closes a circle of structs within structs: the back edges of a walk in document order, no others.
fn boxed(types: &mut [TypeDef]) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; types.len()];
    for root in 0..types.len() {
        let mut stack = vec![(root, 0)];
        while let Some((id, next)) = stack.pop() {
            marks[id] = Mark::Open;
            let TypeKind::Struct(record) = &mut types[id].kind else {
                marks[id] = Mark::Done;
                continue;
            };
            let Some(field) = record.fields.get_mut(next) else {
                marks[id] = Mark::Done;
                continue;
            };
            stack.push((id, next + 1));
            if let Some((TypeId(target), true)) = inner(&field.ty) {
                match marks[target] {
                    Mark::Open => field.boxed = true,
                    Mark::New => stack.push((target, 0)),
                    Mark::Done => {}
                }
            }
        }
    }
}

fn derives(types: &mut [TypeDef]) {
    for def in types.iter_mut() {
        def.derives.eq = true;
        def.derives.default = match &def.kind {
            TypeKind::Struct(record) => record.fields.iter().all(|field| {
                matches!(field.presence, Presence::Optional | Presence::OptionalNullable)
            }),
            TypeKind::Enum(_) => false,
        };
    }
    // What is not `Eq` makes everything that contains it not `Eq`; each round finds at least one more or ends.
    loop {
        let is_eq = |ty: &Type| eq(ty, types);
        let lost: Vec<usize> = (0..types.len())
            .filter(|id| types[*id].derives.eq && !members(&types[*id]).all(is_eq))
            .collect();
        if lost.is_empty() {
            return;
        }
        for id in lost {
            types[id].derives.eq = false;
        }
    }
}

fn eq(ty: &Type, types: &[TypeDef]) -> bool {
    match ty {
        Type::F32 | Type::F64 | Type::Json => false,
        Type::List(item) | Type::NullableList(item) | Type::Map(item) => eq(item, types),
        Type::Named(id) => types[id.0].derives.eq,
        Type::Bool | Type::I32 | Type::I64 | Type::String | Type::BasicDateTime => true,
    }
}
