//! Codecs of objects: one line for each property.

use crate::ir::{Access, Field, Presence, Rules, Struct, Type};

use super::super::print::{
    Node, binding, call, if_all, impl_block, local, statement, taken_over, text, word,
};
use super::super::rules::{are_nested, is_checked, is_field_checked, reference};
use super::super::uses::Uses;
use super::{check as check_impl, function, serialize};

/// A name of a property that is longer names no constant: it is numbered.
const LONG: usize = 48;

/// The implementations for an object.
pub fn codec(name: &str, object: &Struct, sent: bool, uses: &mut Uses<'_>) -> Vec<String> {
    let mut items = vec![
        serialize(name, &[write(object, sent)]),
        impl_block("", Some("codec::Decode"), name, &read(object)),
    ];
    if sent {
        items.push(check(name, object, uses));
    }
    items
}

fn method(presence: Presence) -> &'static str {
    match presence {
        Presence::Required | Presence::RequiredNullable => "required",
        Presence::Optional => "optional",
        Presence::OptionalNullable => "patch",
    }
}

fn is_required(field: &Field) -> bool {
    matches!(field.presence, Presence::Required | Presence::RequiredNullable)
}

/// The function that reads the properties. Several that are required are the conditions of one `if`: each `?` is a branch of
/// its own, and costs as much to compile as the rest of its line twice.
fn read(object: &Struct) -> String {
    let mut argument = "fields".to_owned();
    while object.fields.iter().any(|field| field.name == argument) {
        argument.push('_');
    }
    let taken = |field: &Field| word(&argument).method(method(field.presence), [text(&field.wire)]);
    let required: Vec<&Field> = object.fields.iter().filter(|field| is_required(field)).collect();
    let value = |field: &Field| {
        let value = match is_required(field) {
            true if required.len() > 1 => taken_over(&field.name),
            true => Some(taken(field).tried()),
            false => Some(taken(field)),
        };
        (field.name.clone(), value)
    };
    let mut values: Vec<(String, Option<Node>)> = object.fields.iter().map(value).collect();
    if let Some((name, _)) = &object.additional {
        values.push((name.clone(), Some(word(&argument).method("additional", []))));
    }
    let unused = if values.is_empty() { "_" } else { "" };
    let value = call("Some", [Node::Struct("Self".to_owned(), values)]);
    let conditions: Vec<(String, Node)> = required
        .iter()
        .map(|field| (format!("Some({})", local(&field.name)), taken(field)))
        .collect();
    let line = match required.len() {
        0 | 1 => statement(&value, "", 8),
        _ => if_all(&conditions, &value, &word("None"), 8),
    };
    function(
        &format!("fn read({unused}{argument}: &mut codec::Fields<'_>) -> Option<Self> {{"),
        &[line],
    )
}

/// The value that writes the properties: one chain, which is less to compile than a statement for each.
fn write(object: &Struct, sent: bool) -> String {
    let mut chain = call("codec::Writer::new", [word("serializer")]);
    for field in &object.fields {
        let value = word("self").field(&field.name).borrow();
        let method = match (field.access, field.presence) {
            (Access::ReadOnly, Presence::Optional) if sent => "read_only",
            (Access::ReadOnly, Presence::OptionalNullable) if sent => "read_only_patch",
            (_, presence) => method(presence),
        };
        chain = chain.method(method, [text(&field.wire), value]);
    }
    if let Some((name, _)) = &object.additional {
        chain = chain.method("additional", [word("self").field(name).borrow()]);
    }
    statement(&chain.method("end", []), "", 8)
}

fn check(name: &str, object: &Struct, uses: &mut Uses<'_>) -> String {
    let checked = &uses.facts().checked;
    let is_relevant = |field: &&Field| is_field_checked(field, checked);
    let mut constants = Vec::new();
    let mut lines = Vec::new();
    for field in object.fields.iter().filter(is_relevant) {
        let rules = reference(&field.rules);
        let rules = if are_nested(&field.rules) {
            let constant = constant(&field.name, constants.len());
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
    let each = Rules { items: object.rules.items.clone(), ..Rules::default() };
    let is_ruled = |ty: &Type| !each.is_empty() || is_checked(ty, checked);
    if let Some((name, _)) = object.additional.as_ref().filter(|(_, ty)| is_ruled(ty)) {
        let value = word("self").field(name);
        let mut rules = reference(&each);
        if are_nested(&each) {
            let constant = constant(name, constants.len());
            constants.push(binding(&format!("const {constant}: &Rules ="), &rules, ';', 8));
            rules = word(constant);
        }
        let check = value.method("check", [rules, word("checker")]);
        lines.push(statement(&check, ";", 8));
    }
    let many = Rules { items: None, ..Rules::clone(&object.rules) };
    if !many.is_empty() {
        let check = word("checker").method("properties", [word("self"), reference(&many)]);
        lines.push(statement(&check, ";", 8));
    }
    constants.extend(lines);
    check_impl(name, &constants, "_rules", uses)
}

/// What the rules of a field are called.
fn constant(field: &str, count: usize) -> String {
    match field.len() > LONG || !is_plain(field) {
        true => format!("RULES_{count}"),
        false => field.to_ascii_uppercase(),
    }
}

/// Whether a name becomes that of a constant by its case alone.
fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
