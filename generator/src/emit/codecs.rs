//! `codecs.rs`: how the types are written to and read from JSON, and checked before they are sent.

use std::collections::BTreeSet;

use crate::ir::{Api, Field, Presence, Struct, Type, TypeDef, TypeId, TypeKind, Variant};

use super::print::{Node, binding, call, impl_block, match_block, slice, statement, text, word};
use super::rules::{are_nested, checked_types, is_checked, reference};
use super::uses::Uses;

/// Names that the bodies use for something else.
const TAKEN: [&str; 6] = ["map", "field", "entry", "name", "codec", "self"];

/// A name of a property that is longer names nothing else: its variable or constant is numbered.
const LONG: usize = 48;

/// The file, if there is a type.
pub fn file(api: &Api) -> Option<String> {
    if api.types.is_empty() {
        return None;
    }
    let mut uses = Uses::new(api);
    let checked = checked_types(api);
    let arguments = argument_types(api);
    let mut items = Vec::new();
    for (index, definition) in api.types.iter().enumerate() {
        let name = uses.named(TypeId(index));
        uses.name("serde", "Deserialize");
        uses.name("serde", "Deserializer");
        uses.name("serde", "Serialize");
        uses.name("serde", "Serializer");
        uses.runtime(["codec"]);
        match &definition.kind {
            TypeKind::Struct(object) => {
                items.push(write(&name, object, &mut uses));
                items.push(read(&name, object, &mut uses));
                if definition.sent {
                    items.push(check(&name, object, &checked, &mut uses));
                }
            }
            TypeKind::Enum(variants) => {
                let argument = arguments.contains(&TypeId(index));
                items.push(enumeration(&name, definition, variants, argument, &mut uses));
            }
        }
    }
    let docs = "//! How the types are written, read and checked.\n\n";
    Some(format!("{docs}{}{}", uses.declarations(), items.join("\n")))
}

/// The named types of parameters.
fn argument_types(api: &Api) -> BTreeSet<TypeId> {
    fn of(ty: &Type) -> Option<TypeId> {
        match ty {
            Type::Named(id) => Some(*id),
            Type::List(item) | Type::NullableList(item) | Type::Map(item) => of(item),
            _ => None,
        }
    }
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let parameters = operations.flat_map(|operation| &operation.parameters);
    parameters.filter_map(|parameter| of(&parameter.ty)).collect()
}

fn method(head: &str, lines: &[String]) -> String {
    let mut body = format!("    {head}\n");
    for line in lines {
        body += &format!("        {line}\n");
    }
    body + "    }\n"
}

fn write(name: &str, object: &Struct, uses: &mut Uses<'_>) -> String {
    uses.name("serde::ser", "SerializeMap");
    let head = "fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {";
    if object.fields.is_empty() && object.additional.is_none() {
        let lines = ["serializer.serialize_map(Some(0))?.end()".to_owned()];
        return impl_block("", Some("Serialize"), name, &method(head, &lines));
    }
    let mut lines = vec!["let mut map = serializer.serialize_map(None)?;".to_owned()];
    for field in &object.fields {
        let value = word("self").field(&field.name).borrow();
        let wire = text(&field.wire);
        let node = match field.presence {
            Presence::Required | Presence::RequiredNullable => {
                word("map").method("serialize_entry", [wire, value])
            }
            Presence::Optional => call("codec::optional", [word("&mut map"), wire, value]),
            Presence::OptionalNullable => call("codec::patch", [word("&mut map"), wire, value]),
        };
        lines.push(statement(&node.tried(), ";", 8));
    }
    if let Some((name, _)) = &object.additional {
        let value = word("self").field(name).borrow();
        lines.push(statement(
            &call("codec::additional", [word("&mut map"), value]).tried(),
            ";",
            8,
        ));
    }
    lines.push("map.end()".to_owned());
    impl_block("", Some("Serialize"), name, &method(head, &lines))
}

fn read(name: &str, object: &Struct, uses: &mut Uses<'_>) -> String {
    uses.runtime(["Object"]);
    uses.name("serde::de", "MapAccess");
    let head = "fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {";
    let body = method(head, &["codec::object(deserializer)".to_owned()]);
    let deserialize = impl_block("<'de>", Some("Deserialize<'de>"), name, &body);

    let fields: Vec<Node> = object.fields.iter().map(|field| text(&field.wire)).collect();
    let fields = binding("const FIELDS: &'static [&'static str] =", &slice(fields), ';', 4);
    let head = "fn read<A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error> {";
    let body = format!("    {fields}\n\n{}", method(head, &reader(object, uses)));
    format!("{deserialize}\n{}", impl_block("<'de>", Some("Object<'de>"), name, &body))
}

fn reader(object: &Struct, uses: &mut Uses<'_>) -> Vec<String> {
    let locals = locals(object);
    let mut lines = Vec::new();
    let mut values = Vec::new();
    let mut cases = Vec::new();
    for (field, local) in object.fields.iter().zip(&locals) {
        let start = match field.presence {
            Presence::OptionalNullable => {
                uses.runtime(["Patch"]);
                "Patch::Absent"
            }
            _ => "None",
        };
        lines.push(binding(&format!("let mut {local} ="), &word(start), ';', 8));
        let next = word("map").method("next_value", []).tried();
        let (read, value) = match field.presence {
            Presence::Required | Presence::RequiredNullable => {
                let value = call("codec::required", [word(local), text(&field.wire)]).tried();
                (call("Some", [next]), Some(value))
            }
            _ => (next, (*local != field.name).then(|| word(local))),
        };
        cases.push(Node::Assign(local.clone(), Box::new(read)));
        values.push((field.name.clone(), value));
    }
    if let (Some((name, _)), Some(local)) = (&object.additional, locals.last()) {
        uses.name("std::collections", "BTreeMap");
        let start = call("BTreeMap::new", []);
        lines.push(binding(&format!("let mut {local} ="), &start, ';', 8));
        values.push((name.clone(), (local != name).then(|| word(local))));
        let next = word("map").method("next_value", []).tried();
        let insert = word(local).method("insert", [word("name"), next]);
        lines.push("while let Some(entry) = codec::next_entry(map, Self::FIELDS)? {".to_owned());
        lines.push(entries(cases, insert));
        lines.push("}".to_owned());
    } else {
        lines.extend(loop_over(cases));
    }
    lines.push(statement(&call("Ok", [Node::Struct("Self".to_owned(), values)]), "", 8));
    lines
}

/// The body of the loop over named and further properties.
fn entries(cases: Vec<Node>, insert: Node) -> String {
    if cases.is_empty() {
        let insert = statement(&insert, ";", 16);
        return format!(
            "    if let codec::Entry::Additional(name) = entry {{\n                {insert}\n            }}"
        );
    }
    let last = cases.len() - 1;
    let pattern = |index| match index {
        index if index == last => "codec::Entry::Field(_)".to_owned(),
        index => format!("codec::Entry::Field({index})"),
    };
    let mut arms: Vec<(Vec<String>, Node)> =
        cases.into_iter().enumerate().map(|(index, case)| (vec![pattern(index)], case)).collect();
    arms.push((vec!["codec::Entry::Additional(name)".to_owned()], Node::Block(Box::new(insert))));
    format!("    {}", match_block("entry", &arms, 12))
}

/// The loop over named properties.
fn loop_over(mut cases: Vec<Node>) -> Vec<String> {
    if cases.len() < 2 {
        let head = "while codec::next_field(map, Self::FIELDS)?.is_some() {";
        return match cases.pop() {
            None => vec![format!("{head}}}")],
            Some(case) => {
                vec![head.to_owned(), format!("    {}", statement(&case, ";", 12)), "}".to_owned()]
            }
        };
    }
    let last = cases.len() - 1;
    let pattern = |index: usize| if index == last { "_".to_owned() } else { index.to_string() };
    let arms: Vec<(Vec<String>, Node)> =
        cases.into_iter().enumerate().map(|(index, case)| (vec![pattern(index)], case)).collect();
    vec![
        "while let Some(field) = codec::next_field(map, Self::FIELDS)? {".to_owned(),
        format!("    {}", match_block("field", &arms, 12)),
        "}".to_owned(),
    ]
}

/// A local variable for each property and the further ones: its name, unless the body uses that for something else.
fn locals(object: &Struct) -> Vec<String> {
    let additional = object.additional.iter().map(|(name, _)| name);
    let names: Vec<&String> =
        object.fields.iter().map(|field| &field.name).chain(additional).collect();
    let mut taken: BTreeSet<String> = names.iter().map(|name| (*name).clone()).collect();
    let mut locals = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        let mut local = if name.len() > LONG { format!("value_{index}") } else { name.clone() };
        if local != *name || TAKEN.contains(&name.as_str()) {
            while !taken.insert(local.clone()) {
                local += "_value";
            }
        }
        locals.push(local);
    }
    locals
}

fn check(name: &str, object: &Struct, checked: &[bool], uses: &mut Uses<'_>) -> String {
    uses.runtime(["Check"]);
    let is_relevant = |field: &&Field| !field.rules.is_empty() || is_checked(&field.ty, checked);
    let mut constants = Vec::new();
    let mut lines = Vec::new();
    for field in object.fields.iter().filter(is_relevant) {
        let rules = reference(&field.rules);
        let rules = if are_nested(&field.rules) {
            let constant = match field.name.len() > LONG {
                true => format!("RULES_{}", constants.len()),
                false => field.name.to_ascii_uppercase(),
            };
            constants.push(binding(&format!("const {constant}: &Rules ="), &rules, ';', 8));
            word(constant)
        } else {
            rules
        };
        let value = word("self").field(&field.name).borrow();
        lines.push(statement(
            &word("checker").method("field", [text(&field.wire), value, rules]),
            ";",
            8,
        ));
    }
    if let Some((name, _)) = object.additional.as_ref().filter(|(_, ty)| is_checked(ty, checked)) {
        let value = word("self").field(name);
        let check = value.method("check", [word("Rules::NONE"), word("checker")]);
        lines.push(statement(&check, ";", 8));
    }
    if lines.is_empty() {
        return impl_block("", Some("Check"), name, "");
    }
    uses.runtime(["Checker", "Rules"]);
    constants.extend(lines);
    let head = "fn check(&self, _rules: &Rules, checker: &mut Checker) {";
    impl_block("", Some("Check"), name, &method(head, &constants))
}

fn enumeration(
    name: &str,
    definition: &TypeDef,
    variants: &[Variant],
    argument: bool,
    uses: &mut Uses<'_>,
) -> String {
    uses.runtime(["OpenEnum"]);
    uses.name("std", "fmt");
    let mut items = Vec::new();
    let unknown = call("Self::Unknown", [word("text").method("to_owned", [])]);
    let arms: Vec<_> = variants
        .iter()
        .map(|variant| (vec![text(&variant.wire).flat()], word(format!("Self::{}", variant.name))))
        .chain([(vec!["_".to_owned()], unknown)])
        .collect();
    let from = method("fn from_text(text: &str) -> Self {", &[match_block("text", &arms, 8)]);
    let arms: Vec<_> = variants
        .iter()
        .map(|variant| (vec![format!("Self::{}", variant.name)], text(&variant.wire)))
        .chain([(vec!["Self::Unknown(text)".to_owned()], word("text"))])
        .collect();
    let to = method("fn as_text(&self) -> &str {", &[match_block("self", &arms, 8)]);
    items.push(impl_block("", Some("OpenEnum"), name, &format!("{from}\n{to}")));

    let one = |head: &str, line: &str| method(head, &[line.to_owned()]);
    let doc = "    /// The value as it is sent.\n";
    let body = doc.to_owned() + &one("pub fn as_str(&self) -> &str {", "self.as_text()");
    items.push(impl_block("", None, name, &body));
    let head = "fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {";
    items.push(impl_block(
        "",
        Some("fmt::Display"),
        name,
        &one(head, "formatter.pad(self.as_text())"),
    ));
    let body = one("fn from(text: &str) -> Self {", "Self::from_text(text)");
    items.push(impl_block("", Some("From<&str>"), name, &body));
    let body = one("fn from(text: String) -> Self {", "Self::from_text(&text)");
    items.push(impl_block("", Some("From<String>"), name, &body));
    let head = "fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {";
    let body = one(head, "codec::serialize_text(self, serializer)");
    items.push(impl_block("", Some("Serialize"), name, &body));
    let head = "fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {";
    let body = one(head, "codec::deserialize_text(deserializer)");
    items.push(impl_block("<'de>", Some("Deserialize<'de>"), name, &body));
    if definition.sent {
        uses.runtime(["Check"]);
        items.push(impl_block("", Some("Check"), name, ""));
    }
    if argument {
        uses.runtime(["Argument", "ToArgument"]);
        let body = one("fn to_argument(&self) -> Argument {", "Argument::text(self.as_text())");
        items.push(impl_block("", Some("ToArgument"), name, &body));
    }
    items.join("\n")
}
