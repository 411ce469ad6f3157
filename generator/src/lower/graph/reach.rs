//! Which types a request can contain, and which an answer.

use super::{members, named, received, sent};
use crate::ir::{Api, Type, TypeDef, TypeId};

/// Marks what is sent and what is received.
pub(in crate::lower) fn mark(api: &mut Api) {
    for definition in &mut api.types {
        (definition.sent, definition.received) = (false, false);
    }
    let operations = || api.modules.iter().flat_map(|module| &module.operations);
    let sent = roots(operations().flat_map(sent));
    let headers = api.response_headers.iter().map(|header| &header.ty);
    let received = roots(operations().flat_map(received).chain(headers));
    walk(&mut api.types, sent, |definition| std::mem::replace(&mut definition.sent, true));
    walk(&mut api.types, received, |definition| std::mem::replace(&mut definition.received, true));
}

fn roots<'a>(types: impl Iterator<Item = &'a Type>) -> Vec<TypeId> {
    types.flat_map(named).collect()
}

fn walk(types: &mut [TypeDef], mut open: Vec<TypeId>, visit: impl Fn(&mut TypeDef) -> bool) {
    while let Some(id) = open.pop() {
        if let Some(definition) = types.get_mut(id.0)
            && !visit(definition)
        {
            open.extend(members(definition).into_iter().flat_map(named));
        }
    }
}
