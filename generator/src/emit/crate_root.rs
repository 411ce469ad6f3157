//! The root of the tree: `lib.rs` of a crate, or `mod.rs` of a module.

use std::collections::BTreeSet;

use crate::ir::{Api, Omission, Presence, SecurityKind, Type, TypeKind};

use super::docs::{self, Doc};
use super::facts::each_type;
use super::print::{imports, order};
use super::uses::text_format;
use super::{Options, Root, Submodule};

/// The file, given the modules that exist beside it.
pub fn file(api: &Api, options: &Options<'_>, modules: &[Submodule<'_>]) -> String {
    let mut modules = modules.to_vec();
    modules.sort_by(|left, right| order(left.name, right.name));
    let modules: String = modules
        .iter()
        .map(|module| {
            let gate = module.feature.map(|feature| format!("#[cfg(feature = \"{feature}\")]\n"));
            let visibility = if module.is_public { "pub " } else { "" };
            format!("{}{visibility}mod {};\n", gate.unwrap_or_default(), module.name)
        })
        .collect();
    let mut names = vec!["BuildError", "Client", "ClientBuilder", "Error", "Response"];
    if api.schemes.iter().any(|scheme| scheme.client_name.is_some()) {
        names.push("ClientCredentials");
    }
    names.extend(values(api));
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
    for scheme in api.schemes.iter().filter(|scheme| scheme.kind == SecurityKind::MutualTls) {
        doc.paragraph(&format!(
            "Operations that need `{}` want a certificate of the client (mutual TLS, RFC 8705): give [`ClientBuilder::http_client`] a client that has one.",
            docs::code(&scheme.wire)
        ));
        doc.append(Doc::of(&scheme.docs, String::new));
    }
    if !api.omissions.is_empty() {
        doc.paragraph("## Left out");
        doc.paragraph(
            "The description is broken where it says these, so that they are missing here:",
        );
        let omission = |omission: &Omission| {
            format!("- `{}`: {}", docs::code(&omission.what), docs::sentence(&omission.why))
        };
        let omissions: Vec<String> = api.omissions.iter().map(omission).collect();
        doc.paragraph(&omissions.join("\n"));
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
        _ => false,
    })
}

/// The types of the runtime that values of the API have.
fn values(api: &Api) -> BTreeSet<&'static str> {
    let mut names = BTreeSet::new();
    each_type(api, &mut |ty| {
        names.extend(match ty {
            Type::Text(format) => Some(text_format(*format)),
            Type::Base64 => Some("Base64"),
            Type::File => Some("File"),
            Type::Tuple(first, Some(_)) if !first.is_empty() => Some("Tuple"),
            _ => None,
        });
    });
    names
}
