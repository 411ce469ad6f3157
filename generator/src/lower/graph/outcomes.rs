//! Answers that are the same for several operations of a module: one enum, which is named after the module.
//!
//! Many descriptions document the same failures in the same words everywhere. Whoever handles them can do it once, and a
//! compiler sees the enum once.

use crate::ir::{Api, Case, Module, Operation, Outcome};
use crate::lower::name::{self, Scope};

/// Gives the enums that are the same to the last word of their documentation one name. It needs the final types.
pub(in crate::lower) fn share(api: &mut Api, scope: &mut Scope) {
    for module in &mut api.modules {
        share_side(module, "success", |operation| &mut operation.success, scope);
        share_side(module, "failure", |operation| &mut operation.failure, scope);
    }
}

fn share_side(
    module: &mut Module,
    word: &str,
    side: fn(&mut Operation) -> &mut Outcome,
    scope: &mut Scope,
) {
    let mut groups: Vec<(Vec<Case>, Vec<&mut String>)> = Vec::new();
    for operation in &mut module.operations {
        let Outcome::Many { type_name, cases } = side(operation) else { continue };
        match groups.iter_mut().find(|(known, _)| known == cases) {
            Some((_, names)) => names.push(type_name),
            None => groups.push((cases.clone(), vec![type_name])),
        }
    }
    for (_, names) in groups.into_iter().filter(|(_, names)| names.len() > 1) {
        let shared = scope.mint(name::upper(&format!("{} {word}", module.name), "Type"));
        for name in names {
            name.clone_from(&shared);
        }
    }
}
