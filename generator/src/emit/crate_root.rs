//! The root of the tree: `lib.rs` of a crate, or `mod.rs` of a module.

use crate::ir::{Api, Presence, Type, TypeKind};

use super::docs::{self, Doc};
use super::print::{imports, order};
use super::{Options, Root};

/// The file, given the modules that exist beside it with their visibility.
pub fn file(api: &Api, options: &Options<'_>, modules: &[(&str, bool)]) -> String {
    let mut modules = modules.to_vec();
    modules.sort_by(|left, right| order(left.0, right.0));
    let modules: String = modules
        .iter()
        .map(|(name, public)| format!("{}mod {name};\n", if *public { "pub " } else { "" }))
        .collect();
    let mut names = vec!["BuildError", "Client", "ClientBuilder", "Error", "Response"];
    if has(api, |ty| *ty == Type::BasicDateTime) {
        names.push("BasicDateTime");
    }
    if has_patch(api) {
        names.push("Patch");
    }
    let names = names.into_iter().map(str::to_owned).collect();
    let exports = imports("pub ", &[("runtime", names)].into());
    let items = format!("{modules}\n{exports}");
    match options.root {
        Root::Module => items,
        Root::Crate => {
            let attributes = "#![forbid(unsafe_code)]\n#![warn(missing_docs)]\n";
            format!("{}\n{attributes}\n{items}", crate_docs(api, options))
        }
    }
}

fn crate_docs(api: &Api, options: &Options<'_>) -> String {
    let mut doc = Doc::default();
    let title = docs::sentence(&api.title);
    doc.paragraph(&format!("Client of {}", if title.is_empty() { "an API." } else { &title }));
    doc.append(Doc::of(&api.docs, String::new));
    if !api.version.trim().is_empty() {
        doc.paragraph(&format!(
            "Made from version `{}` of the description.",
            docs::code(&api.version)
        ));
    }
    let mut output = doc.inner();
    if let Some(guide) = options.guide {
        output += "//!\n";
        for line in guide.trim().lines() {
            output += format!("//! {}", line.trim_end()).trim_end();
            output += "\n";
        }
    }
    output
}

fn has_patch(api: &Api) -> bool {
    api.types.iter().any(|definition| match &definition.kind {
        TypeKind::Struct(object) => {
            object.fields.iter().any(|field| field.presence == Presence::OptionalNullable)
        }
        TypeKind::Enum(_) => false,
    })
}

/// Whether some property or parameter has such a type.
fn has(api: &Api, is_such: impl Fn(&Type) -> bool) -> bool {
    let is_such = |ty: &Type| {
        let mut ty = ty;
        while let Type::List(item) | Type::NullableList(item) | Type::Map(item) = ty {
            ty = item;
        }
        is_such(ty)
    };
    let in_types = api.types.iter().any(|definition| match &definition.kind {
        TypeKind::Struct(object) => {
            object.fields.iter().any(|field| is_such(&field.ty))
                || object.additional.as_ref().is_some_and(|(_, ty)| is_such(ty))
        }
        TypeKind::Enum(_) => false,
    });
    let mut operations = api.modules.iter().flat_map(|module| &module.operations);
    in_types
        || operations
            .any(|operation| operation.parameters.iter().any(|parameter| is_such(&parameter.ty)))
}
