//! `types.rs`: what is sent and received, without its codecs.

use crate::ir::{Api, Field, Presence, Struct, Type, TypeDef, TypeKind, Variant};

use super::docs::{self, Doc};
use super::print::{
    MAX_WIDTH, Node, Param, binding, call, impl_block, signature, statement, type_head, word,
};
use super::uses::{Uses, taken};

/// More arguments than these make a call hard to read (`clippy::too_many_arguments`).
pub const MAX_ARGUMENTS: usize = 7;

/// The file.
pub fn file(api: &Api) -> String {
    let mut uses = Uses::in_types(api);
    let items: Vec<String> =
        api.types.iter().map(|definition| item(definition, &mut uses)).collect();
    let docs = "//! Types that are sent and received.\n\n";
    format!("{docs}{}{}", uses.declarations(), items.join("\n"))
}

fn item(definition: &TypeDef, uses: &mut Uses<'_>) -> String {
    let mut doc = Doc::of(&definition.docs, || match definition.kind {
        TypeKind::Struct(_) => format!("The object `{}`.", definition.name),
        TypeKind::Enum(_) => format!("The values of `{}`.", definition.name),
    });
    doc.deprecated(definition.deprecated);
    let doc = doc.outer(0);
    match &definition.kind {
        TypeKind::Struct(object) => {
            let mut derives = vec!["Clone", "Debug"];
            if definition.derives.default {
                derives.push("Default");
            }
            derives.push("PartialEq");
            if definition.derives.eq {
                derives.push("Eq");
            }
            let text = structure(&definition.name, object, uses);
            let new =
                if definition.sent { constructor(&definition.name, object, uses) } else { None };
            format!("{doc}#[derive({})]\n{text}{}", derives.join(", "), new.unwrap_or_default())
        }
        TypeKind::Enum(variants) => {
            let derive = "#[derive(Clone, Debug, PartialEq, Eq, Hash)]\n#[non_exhaustive]\n";
            format!("{doc}{derive}{}", enumeration(&definition.name, variants))
        }
    }
}

fn structure(name: &str, object: &Struct, uses: &mut Uses<'_>) -> String {
    let head = type_head("struct", name, "");
    if object.fields.is_empty() && object.additional.is_none() {
        // rustfmt counts the closing brace as well.
        let gap = if head.len() < MAX_WIDTH { "" } else { "\n" };
        return format!("{head}{gap}}}\n");
    }
    let mut text = head + "\n";
    for field in &object.fields {
        let mut doc =
            Doc::of(&field.docs, || format!("The property `{}`.", docs::code(&field.wire)));
        if field.presence == Presence::OptionalNullable {
            doc.paragraph("Absent, null and a value are three different things here.");
        }
        doc.deprecated(field.deprecated);
        let member = binding(&format!("pub {}:", field.name), &uses.field(name, field), ',', 4);
        text += &format!("{}    {member}\n", doc.outer(4));
    }
    let owner = name;
    if let Some((name, ty)) = &object.additional {
        let ty = uses.ty(&Type::Map(Box::new(ty.clone())));
        let ty = uses.bounded(ty, owner, name);
        let member = binding(&format!("pub {name}:"), &ty, ',', 4);
        text += &format!("    /// Further properties by name.\n    {member}\n");
    }
    text + "}\n"
}

/// `new` with what a value must have, so that a further optional property breaks no caller.
fn constructor(name: &str, object: &Struct, uses: &mut Uses<'_>) -> Option<String> {
    let is_required =
        |field: &&Field| matches!(field.presence, Presence::Required | Presence::RequiredNullable);
    let required: Vec<&Field> = object.fields.iter().filter(is_required).collect();
    if required.is_empty() || required.len() > MAX_ARGUMENTS {
        return None;
    }
    let is_text = |field: &Field| field.presence == Presence::Required && field.ty == Type::String;
    let mut params = Vec::new();
    let mut values = Vec::new();
    for field in &object.fields {
        let value = match field.presence {
            Presence::Required | Presence::RequiredNullable => {
                let ty =
                    if is_text(field) { uses.argument(&field.ty) } else { uses.field(name, field) };
                params.push(Param::Named(field.name.clone(), ty));
                is_text(field).then(|| taken(&field.name, &field.ty)).flatten()
            }
            Presence::Optional => Some(word("None")),
            Presence::OptionalNullable => Some(word("Patch::Absent")),
        };
        values.push((field.name.clone(), value));
    }
    if let Some((name, _)) = &object.additional {
        values.push((name.clone(), Some(call("BTreeMap::new", []))));
    }
    let rest = if values.len() > params.len() { ", and nothing that may be absent" } else { "" };
    let head = signature("pub fn new", &params, Some(&word("Self")), 4);
    let value = statement(&Node::Struct("Self".to_owned(), values), "", 8);
    let body = format!(
        "    /// A value with what it must have{rest}.\n    {head}\n        {value}\n    }}\n"
    );
    Some(format!("\n{}", impl_block("", None, name, &body)))
}

fn enumeration(name: &str, variants: &[Variant]) -> String {
    let mut text = type_head("enum", name, "") + "\n";
    for variant in variants {
        let doc = Doc::of(&variant.docs, || format!("The value `{}`.", docs::code(&variant.wire)));
        text += &format!("{}    {},\n", doc.outer(4), variant.name);
    }
    text + "    /// A value that the description does not list, as it was received.\n    Unknown(String),\n}\n"
}
