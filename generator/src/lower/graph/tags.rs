//! Tags that unions have in common with unions among their members.

use std::collections::HashSet;

use crate::ir::{Access, Type, TypeDef, TypeId, TypeKind, Union};

/// A member that is itself told apart by the same tag is meant by all that its own members are meant by, as far as nothing
/// else in the union is: otherwise a value that is one of its members would be of none. What a description says goes before what it implies.
pub(in crate::lower) fn settle(types: &mut [TypeDef]) {
    pass_up(types);
    for definition in types.iter_mut() {
        if let TypeKind::Union(union) = &mut definition.kind {
            imply(union);
        }
    }
    pass_up(types);
}

/// Lets the names of components mean their members, as far as nothing else in the union is called so.
fn imply(union: &mut Union) {
    let tags = union.members.iter().flat_map(|member| &member.tags);
    let mut known: HashSet<String> = tags.cloned().collect();
    for member in &mut union.members {
        let implied = std::mem::take(&mut member.implied);
        member.tags.extend(implied.into_iter().filter(|name| known.insert(name.clone())));
    }
}

fn pass_up(types: &mut [TypeDef]) {
    // Each round but the last adds a tag, and there are as many as there are.
    loop {
        let mut has_changed = false;
        for index in 0..types.len() {
            let TypeKind::Union(union) = &types[index].kind else { continue };
            let found = missing(union, types);
            has_changed |= found.iter().any(|tags| !tags.is_empty());
            if let TypeKind::Union(union) = &mut types[index].kind {
                for (member, tags) in union.members.iter_mut().zip(found) {
                    member.tags.extend(tags);
                }
            }
        }
        if !has_changed {
            break;
        }
    }
}

/// A tag travels in both directions, whatever its property says: without it nobody could tell what a value is.
pub(in crate::lower) fn send(types: &mut [TypeDef]) {
    for (id, tag) in told(types) {
        let Some(TypeKind::Struct(record)) = types.get_mut(id.0).map(|one| &mut one.kind) else {
            continue;
        };
        for field in record.fields.iter_mut().filter(|field| field.wire == tag) {
            field.access = Access::Both;
        }
    }
}

/// The types that a union tells apart, each with the property that is its tag.
pub(in crate::lower) fn told(types: &[TypeDef]) -> HashSet<(TypeId, String)> {
    let mut told = HashSet::new();
    for definition in types {
        let TypeKind::Union(Union { tag: Some(tag), members }) = &definition.kind else { continue };
        for member in members {
            if let Type::Named(id) = member.ty {
                told.insert((id, tag.clone()));
            }
        }
    }
    told
}

/// The tags that each member of a union lacks.
fn missing(union: &Union, types: &[TypeDef]) -> Vec<Vec<String>> {
    if union.tag.is_none() {
        return Vec::new();
    }
    let own = union.members.iter().flat_map(|member| &member.tags);
    let mut known: HashSet<&String> = own.collect();
    let inner = |ty: &Type| match ty {
        Type::Named(id) => within(*id, types).filter(|inner| inner.tag == union.tag),
        _ => None,
    };
    let members = union.members.iter().map(|member| {
        let inner = inner(&member.ty).into_iter().flat_map(|inner| &inner.members);
        let tags = inner.flat_map(|member| &member.tags).filter(|tag| known.insert(tag));
        tags.cloned().collect()
    });
    members.collect()
}

/// The union that a type is, if it is one.
fn within(id: TypeId, types: &[TypeDef]) -> Option<&Union> {
    match &types.get(id.0)?.kind {
        TypeKind::Union(union) => Some(union),
        TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Newtype(_) => None,
    }
}
