//! `codecs.rs`: how the types are written to and read from JSON, and checked before they are sent.

mod enumeration;
mod object;
mod union;

use std::collections::BTreeSet;

use crate::ir::{Api, Type, TypeDef, TypeId, TypeKind};

use super::facts::{Facts, each_type};
use super::print::{Node, Param, call, impl_block, signature, statement, text, word};
use super::rules::Demanded;
use super::uses::Uses;

/// Types of somebody else that the runtime reads already, by their last names.
const READ: [&str; 12] = [
    "bool", "i32", "i64", "u32", "u64", "f32", "f64", "String", "Vec", "BTreeMap", "Option", "Box",
];

/// The file, if there is a type.
pub fn file(facts: &Facts<'_>) -> Option<String> {
    let mut uses = Uses::new(facts);
    let mut items = Vec::new();
    for (index, definition) in facts.api.types.iter().enumerate() {
        let name = uses.named(TypeId(index));
        let demanded = facts.demanded.get(index).copied().unwrap_or_default();
        items.push(item(&name, definition, demanded, &mut uses));
    }
    for path in foreign(facts.api) {
        items.push(impl_block(
            "",
            Some("codec::Decode"),
            path,
            &decode("codec::foreign(value)", &mut uses),
        ));
        uses.runtime(["Check"]);
        items.push(impl_block("", Some("Check"), path, ""));
    }
    if items.is_empty() {
        return None;
    }
    let docs = "//! How the types are written, read and checked.\n\n";
    Some(format!("{docs}{}{}", uses.declarations(), items.join("\n")))
}

fn item(name: &str, definition: &TypeDef, demanded: Demanded, uses: &mut Uses<'_>) -> String {
    let sent = definition.sent.then_some(demanded);
    uses.name("serde", "Serialize");
    uses.name("serde", "Serializer");
    uses.runtime(["codec"]);
    let mut items = match &definition.kind {
        TypeKind::Struct(object) => object::codec(name, object, definition.sent, uses),
        TypeKind::Enum(values) => enumeration::codec(name, values, sent, uses),
        TypeKind::Union(union) => union::codec(name, union, sent, uses),
        TypeKind::Newtype(ty) => newtype(name, ty, definition.sent, uses),
    };
    uses.name("std", "fmt");
    uses.runtime(["debug"]);
    let head = "fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {";
    let shown = call("debug::value", [text(&definition.name), word("self"), word("formatter")]);
    let body = function(head, &[statement(&shown, "", 8)]);
    items.push(impl_block("", Some("fmt::Debug"), name, &body));
    if is_eq(definition) {
        // `derive` would make a function of it, which has to be compiled as well.
        items.push(impl_block("", Some("Eq"), name, ""));
    }
    items.join("\n")
}

/// Whether a value is always equal to itself.
fn is_eq(definition: &TypeDef) -> bool {
    match &definition.kind {
        TypeKind::Enum(_) => true,
        _ => definition.derives.eq,
    }
}

/// The types of somebody else that have to be read and checked, once each.
fn foreign(api: &Api) -> BTreeSet<&str> {
    let mut paths = BTreeSet::new();
    each_type(api, &mut |ty| {
        if let Type::External(path) = ty {
            let head = path.split('<').next().unwrap_or_default().trim();
            let last = head.rsplit("::").next().unwrap_or_default();
            if !READ.contains(&last) && !path.starts_with(['(', '[', '&']) {
                paths.insert(path.as_str());
            }
        }
    });
    paths
}

/// A function with its lines, as a member of an `impl`.
fn function(head: &str, lines: &[String]) -> String {
    let mut body = format!("    {head}\n");
    for line in lines {
        body += "        ";
        body += line;
        body += "\n";
    }
    body + "    }\n"
}

fn one(head: &str, line: &str) -> String {
    function(head, &[line.to_owned()])
}

/// `impl From`, given what its function does with the value.
fn conversion(name: &str, from: &Node, line: &str) -> String {
    let params = [Param::Named("value".to_owned(), from.clone())];
    let head = signature("fn from", &params, Some(&word("Self")), 4);
    let body = format!("    {head}\n        {line}\n    }}\n");
    impl_block("", Some(&format!("From<{}>", from.flat())), name, &body)
}

/// `impl Serialize`, given what its function does.
fn serialize(name: &str, lines: &[String]) -> String {
    let head = "fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {";
    impl_block("", Some("Serialize"), name, &function(head, lines))
}

/// `fn decode`, given what it does.
fn decode(line: &str, uses: &mut Uses<'_>) -> String {
    uses.runtime(["codec"]);
    one("fn decode(value: codec::Json<'_>) -> Result<Self, codec::Invalid> {", line)
}

/// `fn check`, given its lines; without any, nothing is checked.
fn check(name: &str, lines: &[String], rules: &str, uses: &mut Uses<'_>) -> String {
    uses.runtime(["Check"]);
    if lines.is_empty() {
        return impl_block("", Some("Check"), name, "");
    }
    uses.runtime(["Checker", "Rules"]);
    let head = format!("fn check(&self, {rules}: &Rules, checker: &mut Checker) {{");
    impl_block("", Some("Check"), name, &function(&head, lines))
}

fn newtype(name: &str, ty: &Type, sent: bool, uses: &mut Uses<'_>) -> Vec<String> {
    let mut items = vec![serialize(name, &["self.0.serialize(serializer)".to_owned()])];
    let line = "codec::Decode::decode(value).map(Self)";
    items.push(impl_block("", Some("codec::Decode"), name, &decode(line, uses)));
    items.push(conversion(name, &uses.ty(ty), "Self(value)"));
    if sent {
        items.push(check(name, &["self.0.check(rules, checker);".to_owned()], "rules", uses));
    }
    items
}
