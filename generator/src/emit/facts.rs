//! What emission asks about the whole API, found out once.

use std::collections::{BTreeSet, HashSet};

use crate::ir::{
    Api, Body, Contents, Operation, Outcome, Payload, SecurityKind, Type, TypeId, TypeKind,
};

use super::rules::{Demanded, checked_types, demanded};

/// An API with what is known of it.
pub struct Facts<'a> {
    /// The API.
    pub api: &'a Api,
    /// For each named type whether a value of it can break a rule.
    pub checked: Vec<bool>,
    /// For each named type of which kinds of values its places demand something.
    pub demanded: Vec<Demanded>,
    /// The names of all types that the description makes.
    taken: HashSet<&'a str>,
    /// Keys of the security schemes for which nothing is added to a request.
    silent: BTreeSet<&'a str>,
}

impl<'a> Facts<'a> {
    /// Looks through an API.
    pub fn of(api: &'a Api) -> Self {
        let mut taken: HashSet<&str> =
            api.types.iter().map(|definition| definition.name.as_str()).collect();
        for operation in operations(api) {
            taken.insert(&operation.type_name);
            if let Some(Body { contents: Contents::Many { type_name, .. }, .. }) = &operation.body {
                taken.insert(type_name);
            }
            for outcome in [&operation.success, &operation.failure] {
                if let Outcome::Many { type_name, .. } = outcome {
                    taken.insert(type_name);
                }
            }
        }
        let silent = api.schemes.iter().filter(|scheme| scheme.kind == SecurityKind::MutualTls);
        let silent = silent.map(|scheme| scheme.wire.as_str()).collect();
        let (checked, demanded) = (checked_types(api), demanded(api));
        Self { api, checked, demanded, taken, silent }
    }

    /// Whether the description has a type of a name.
    pub fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// Whether nothing is added to a request for a security scheme.
    pub fn is_silent(&self, scheme: &str) -> bool {
        self.silent.contains(scheme)
    }

    /// Whether a named type is one of several types.
    pub fn is_union(&self, id: TypeId) -> bool {
        let definition = self.api.types.get(id.0);
        definition.is_some_and(|definition| matches!(definition.kind, TypeKind::Union(_)))
    }

    /// Whether a type is an object with properties of its own.
    pub fn is_struct(&self, ty: &Type) -> bool {
        let Type::Named(id) = ty else { return false };
        let definition = self.api.types.get(id.0);
        definition.is_some_and(|definition| matches!(definition.kind, TypeKind::Struct(_)))
    }
}

/// All operations.
pub fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.modules.iter().flat_map(|module| &module.operations)
}

/// The payloads that answers can have.
pub fn payloads(outcome: &Outcome) -> Vec<&Payload> {
    match outcome {
        Outcome::Nothing => Vec::new(),
        Outcome::One { payload, .. } => payload.iter().collect(),
        Outcome::Many { cases, .. } => {
            cases.iter().filter_map(|case| case.payload.as_ref()).collect()
        }
    }
}

/// Shows every type that the API mentions, and the types within it.
pub fn each_type<'a>(api: &'a Api, see: &mut impl FnMut(&'a Type)) {
    for definition in &api.types {
        match &definition.kind {
            TypeKind::Struct(object) => {
                object.fields.iter().for_each(|field| within(&field.ty, see));
                object.additional.iter().for_each(|(_, ty)| within(ty, see));
            }
            TypeKind::Enum(_) => {}
            TypeKind::Union(union) => {
                union.members.iter().for_each(|member| within(&member.ty, see))
            }
            TypeKind::Newtype(ty) => within(ty, see),
        }
    }
    for operation in operations(api) {
        operation.parameters.iter().for_each(|parameter| within(&parameter.ty, see));
        match operation.body.as_ref().map(|body| &body.contents) {
            Some(Contents::One(content)) => within(&content.ty, see),
            Some(Contents::Many { variants, .. }) => {
                variants.iter().for_each(|(_, content)| within(&content.ty, see));
            }
            None => {}
        }
        for outcome in [&operation.success, &operation.failure] {
            payloads(outcome).into_iter().for_each(|payload| within(&payload.ty, see));
        }
        operation.stream.iter().for_each(|stream| within(&stream.item, see));
    }
    api.response_headers.iter().for_each(|header| within(&header.ty, see));
}

fn within<'a>(ty: &'a Type, see: &mut impl FnMut(&'a Type)) {
    let mut rest = vec![ty];
    while let Some(ty) = rest.pop() {
        see(ty);
        match ty {
            Type::Nullable(item) | Type::List(item) | Type::Map(item) => rest.push(item),
            Type::Tuple(first, last) => {
                rest.extend(last.as_deref());
                rest.extend(first.iter().rev());
            }
            _ => {}
        }
    }
}
