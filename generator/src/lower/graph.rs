//! Facts that depend on the whole graph of types: what is sent and received, what must be boxed, what can be derived, what
//! tells the members of a union apart, and what is left out because something in it is broken.

mod boxes;
mod marks;
mod outcomes;
mod reach;
mod tags;
mod twins;

use std::collections::HashMap;
use std::rc::Rc;

pub(super) use reach::mark;
pub(super) use tags::told;

use super::name::Scope;
use super::table::Renumbering;
use crate::ir::{
    Access, Api, Contents, Omission, Operation, Outcome, Presence, Type, TypeDef, TypeId, TypeKind,
};

/// Decides the facts for all types.
pub(super) fn settle(api: &mut Api, scope: &mut Scope) {
    reach::mark(api);
    twins::join(api, scope);
    outcomes::share(api, scope);
    reach::mark(api);
    tags::settle(&mut api.types);
    tags::send(&mut api.types);
    // What tells members apart must be in what is read. A property that only requests leave out still tells answers apart.
    access(&mut api.types, true);
    marks::mark(&mut api.types);
    access(&mut api.types, false);
    boxes::mark(&mut api.types);
    derives(&mut api.types);
}

/// Gives every type the number under which it is written.
pub(super) fn renumber(api: &mut Api, renumbering: &Renumbering) {
    for definition in &mut api.types {
        members_mut(definition, &mut |ty| renumbering.apply(ty));
    }
    for operation in api.modules.iter_mut().flat_map(|module| &mut module.operations) {
        operation_types_mut(operation, &mut |ty| renumbering.apply(ty));
    }
    for header in &mut api.response_headers {
        renumbering.apply(&mut header.ty);
    }
}

/// Leaves out broken types and operations, and all that need them.
pub(super) fn leave_out(
    api: &mut Api,
    broken_types: &[Option<Rc<str>>],
    broken_operations: &HashMap<String, Rc<str>>,
) {
    let mut why: Vec<Option<Rc<str>>> = broken_types.to_vec();
    why.resize(api.types.len(), None);
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); api.types.len()];
    for (user, definition) in api.types.iter().enumerate() {
        for used in members(definition).into_iter().flat_map(named) {
            if let Some(users) = users.get_mut(used.0) {
                users.push(user);
            }
        }
    }
    let mut open: Vec<usize> = (0..why.len()).filter(|index| why[*index].is_some()).collect();
    while let Some(index) = open.pop() {
        for user in &users[index] {
            if why[*user].is_none() {
                why[*user] = why[index].clone();
                open.push(*user);
            }
        }
    }
    let omissions = &mut api.omissions;
    let headers = &api.response_headers;
    for module in &mut api.modules {
        module.operations.retain(|operation| {
            let headers =
                operation.headers.iter().flatten().filter_map(|index| headers.get(*index));
            let types = operation_types(operation).into_iter();
            let used = types.chain(headers.map(|header| &header.ty)).flat_map(named);
            let of_types = || used.into_iter().find_map(|id| why.get(id.0).cloned().flatten());
            let reason = broken_operations.get(&operation.type_name).cloned().or_else(of_types);
            // A path that is left out is all of its operations.
            let is_told = omissions.iter().any(|omission| omission.what == operation.path);
            if let Some(reason) = reason.as_ref().filter(|_| !is_told) {
                let what = format!("{} {}", operation.method, operation.path);
                omissions.push(Omission { what, why: reason.to_string() });
            }
            reason.is_none()
        });
    }
    api.modules.retain(|module| !module.operations.is_empty());
    leave_out_headers(api);
    if why.iter().all(Option::is_none) {
        return;
    }
    let mut numbers: Vec<Option<TypeId>> = Vec::with_capacity(why.len());
    let mut kept = 0;
    for (definition, reason) in api.types.iter().zip(&why) {
        match reason {
            None => {
                numbers.push(Some(TypeId(kept)));
                kept += 1;
            }
            Some(reason) => {
                let what = definition.name.clone();
                api.omissions.push(Omission { what, why: reason.to_string() });
                numbers.push(None);
            }
        }
    }
    let mut is_kept = numbers.iter().map(Option::is_some);
    api.types.retain(|_| is_kept.next().unwrap_or_default());
    renumber(api, &Renumbering::new(numbers));
}

/// Leaves out the headers that no operation has.
fn leave_out_headers(api: &mut Api) {
    let mut numbers: Vec<Option<usize>> = vec![None; api.response_headers.len()];
    let operations = || api.modules.iter().flat_map(|module| &module.operations);
    for index in operations().flat_map(|operation| operation.headers.iter().flatten()) {
        numbers[*index] = Some(0);
    }
    for (number, slot) in numbers.iter_mut().flatten().enumerate() {
        *slot = number;
    }
    let operations = api.modules.iter_mut().flat_map(|module| &mut module.operations);
    for index in operations.flat_map(|operation| operation.headers.iter_mut().flatten()) {
        *index = numbers[*index].unwrap_or_default();
    }
    let mut is_kept = numbers.iter().map(Option::is_some);
    api.response_headers.retain(|_| is_kept.next().unwrap_or_default());
}

/// A property of one direction is not demanded in the other; where a type travels in one direction only, it stays as it is. First those
/// properties that a value lacks as it is read, which is as an answer wherever it comes as one, and then the others.
fn access(types: &mut [TypeDef], read: bool) {
    for definition in types {
        let (sent, received) = (definition.sent, definition.received);
        let lacking = if received { Access::WriteOnly } else { Access::ReadOnly };
        let TypeKind::Struct(record) = &mut definition.kind else { continue };
        for field in record.fields.iter_mut().filter(|field| (field.access == lacking) == read) {
            let missing = match field.access {
                Access::Both => false,
                Access::ReadOnly => sent,
                Access::WriteOnly => received,
            };
            if missing {
                field.rules.required = sent
                    && field.access == Access::WriteOnly
                    && matches!(field.presence, Presence::Required | Presence::RequiredNullable);
                field.presence = match field.presence {
                    Presence::Required | Presence::Optional => Presence::Optional,
                    Presence::RequiredNullable | Presence::OptionalNullable => {
                        Presence::OptionalNullable
                    }
                };
            }
        }
    }
}

fn derives(types: &mut [TypeDef]) {
    for definition in types.iter_mut() {
        definition.derives.eq = true;
        definition.derives.default = match &definition.kind {
            TypeKind::Struct(record) => record.fields.iter().all(|field| {
                matches!(field.presence, Presence::Optional | Presence::OptionalNullable)
            }),
            TypeKind::Enum(values) => {
                // Free JSON and fractions have no `Eq`, and an unknown value of a mixed enum is free JSON.
                definition.derives.eq = values.base != crate::ir::Base::Mixed;
                false
            }
            TypeKind::Union(_) => {
                definition.derives.eq = false;
                false
            }
            TypeKind::Newtype(_) => false,
        };
    }
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    let mut open = Vec::new();
    for (user, definition) in types.iter().enumerate() {
        if !definition.derives.eq || members(definition).into_iter().any(has_no_eq) {
            open.push(user);
        }
        for used in members(definition).into_iter().flat_map(named) {
            if let Some(users) = users.get_mut(used.0) {
                users.push(user);
            }
        }
    }
    // What is not `Eq` makes everything that contains it not `Eq`.
    for index in &open {
        types[*index].derives.eq = false;
    }
    while let Some(index) = open.pop() {
        for user in &users[index] {
            if types[*user].derives.eq {
                types[*user].derives.eq = false;
                open.push(*user);
            }
        }
    }
}

fn has_no_eq(ty: &Type) -> bool {
    match ty {
        Type::F32 | Type::F64 | Type::Json | Type::External(_) => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => has_no_eq(inner),
        Type::Tuple(items, rest) => items.iter().chain(rest.as_deref()).any(has_no_eq),
        _ => false,
    }
}

/// The named types in a type.
fn named(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => named(inner),
        Type::Tuple(items, rest) => items.iter().chain(rest.as_deref()).flat_map(named).collect(),
        _ => Vec::new(),
    }
}

/// The types of the parts of a type.
fn members(definition: &TypeDef) -> Vec<&Type> {
    match &definition.kind {
        TypeKind::Struct(record) => {
            let additional = record.additional.iter().map(|(_, ty)| ty);
            record.fields.iter().map(|field| &field.ty).chain(additional).collect()
        }
        TypeKind::Enum(_) => Vec::new(),
        TypeKind::Union(union) => union.members.iter().map(|member| &member.ty).collect(),
        TypeKind::Newtype(ty) => vec![ty],
    }
}

fn members_mut(definition: &mut TypeDef, change: &mut dyn FnMut(&mut Type)) {
    match &mut definition.kind {
        TypeKind::Struct(record) => {
            record.fields.iter_mut().for_each(|field| change(&mut field.ty));
            record.additional.iter_mut().for_each(|(_, ty)| change(ty));
        }
        TypeKind::Enum(_) => {}
        TypeKind::Union(union) => {
            union.members.iter_mut().for_each(|member| change(&mut member.ty));
        }
        TypeKind::Newtype(ty) => change(ty),
    }
}

/// The types of what is sent for an operation.
fn sent(operation: &Operation) -> Vec<&Type> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let contents: Vec<&Type> = match operation.body.as_ref().map(|body| &body.contents) {
        None => Vec::new(),
        Some(Contents::One(content)) => vec![&content.ty],
        Some(Contents::Many { variants, .. }) => {
            variants.iter().map(|(_, content)| &content.ty).collect()
        }
    };
    parameters.chain(contents).collect()
}

/// The types of what an operation is answered with.
fn received(operation: &Operation) -> Vec<&Type> {
    let payloads =
        [&operation.success, &operation.failure].into_iter().flat_map(|outcome| match outcome {
            Outcome::Nothing => Vec::new(),
            Outcome::One { payload, .. } => payload.iter().collect(),
            Outcome::Many { cases, .. } => {
                cases.iter().filter_map(|case| case.payload.as_ref()).collect()
            }
        });
    let items = operation.stream.iter().map(|stream| &stream.item);
    payloads.map(|payload| &payload.ty).chain(items).collect()
}

fn operation_types(operation: &Operation) -> Vec<&Type> {
    sent(operation).into_iter().chain(received(operation)).collect()
}

fn operation_types_mut(operation: &mut Operation, change: &mut dyn FnMut(&mut Type)) {
    operation.parameters.iter_mut().for_each(|parameter| change(&mut parameter.ty));
    match operation.body.as_mut().map(|body| &mut body.contents) {
        None => {}
        Some(Contents::One(content)) => change(&mut content.ty),
        Some(Contents::Many { variants, .. }) => {
            variants.iter_mut().for_each(|(_, content)| change(&mut content.ty));
        }
    }
    operation.stream.iter_mut().for_each(|stream| change(&mut stream.item));
    for outcome in [&mut operation.success, &mut operation.failure] {
        match outcome {
            Outcome::Nothing => {}
            Outcome::One { payload, .. } => {
                payload.iter_mut().for_each(|payload| change(&mut payload.ty));
            }
            Outcome::Many { cases, .. } => {
                for payload in cases.iter_mut().filter_map(|case| case.payload.as_mut()) {
                    change(&mut payload.ty);
                }
            }
        }
    }
}
