//! Codecs of unions: what tells the members apart, as data.

use std::collections::BTreeMap;

use crate::ir::{Kinds, Literal, Marks, Member, Rules, Type, Union};

use super::super::print::{
    Node, binding, call, impl_block, match_block, slice, statement, text, word,
};
use super::super::rules::{Demanded, is_checked, is_held, reference};
use super::super::uses::{Uses, is_complex};
use super::enumeration::literal;
use super::{check, conversion, decode, function, one, serialize};

/// The implementations for a union. If it is sent, `sent` says what its places demand.
pub fn codec(
    name: &str,
    union: &Union,
    sent: Option<Demanded>,
    uses: &mut Uses<'_>,
) -> Vec<String> {
    let value = |member: &Member| vec![format!("Self::{}(value)", member.name)];
    // `Debug` shows the name; JSON has none.
    let write = |variant: &str| {
        let arguments = [text(variant), word("value")];
        let call = word("serializer").method("serialize_newtype_struct", arguments);
        (vec![format!("Self::{variant}(value)")], call)
    };
    let mut arms: Vec<_> = union.members.iter().map(|member| write(&member.name)).collect();
    arms.push(write("Unknown"));
    let lines = match union.members.is_empty() {
        true => vec![
            "let Self::Unknown(value) = self;".to_owned(),
            "value.serialize(serializer)".to_owned(),
        ],
        false => vec![match_block("self", &arms, 8)],
    };
    let mut items = vec![serialize(name, &lines)];
    let body = decode("codec::decode_union(value)", uses);
    items.push(impl_block("", Some("codec::Decode"), name, &body));
    items.push(impl_block("", Some("codec::Union"), name, &facts(union)));
    if let Some(demanded) = sent {
        items.extend(conversions(name, union, uses));
        let (checked, api) = (&uses.facts().checked, uses.facts().api);
        let is_relevant = |member: &&Member| {
            member.constant.is_some()
                || is_checked(&member.ty, checked)
                || is_held(&member.ty, demanded, api)
        };
        let relevant = || union.members.iter().filter(is_relevant);
        let node = |member: &Member| {
            let own = Rules { constant: member.constant.clone(), ..Rules::default() };
            let rules = if own.is_empty() { word("rules") } else { reference(&own) };
            word("value").method("check", [rules, word("checker")])
        };
        let mut arms: Vec<_> = relevant().map(|member| (value(member), node(member))).collect();
        let rules = match relevant().all(|member| member.constant.is_some()) {
            true => "_rules",
            false => "rules",
        };
        let lines = match arms.as_slice() {
            [] => Vec::new(),
            // `clippy::single_match` asks for it.
            [(pattern, body)] => vec![
                format!("if let {} = self {{", pattern.concat()),
                format!("    {};", body.flat()),
                "}".to_owned(),
            ],
            _ => {
                arms.push((vec!["_".to_owned()], word("{}")));
                vec![match_block("self", &arms, 8)]
            }
        };
        items.push(check(name, &lines, rules, uses));
    }
    items
}

/// The data of a union, and the function that reads a member.
fn facts(union: &Union) -> String {
    let mut body = String::new();
    if let Some(tag) = &union.tag {
        let tag = binding("const TAG: Option<&'static str> =", &call("Some", [text(tag)]), ';', 4);
        body += &format!("    {tag}\n");
    }
    let members: Vec<Node> = union.members.iter().map(marks).collect();
    let members = binding("const MEMBERS: &'static [codec::Member] =", &slice(members), ';', 4);
    body += &format!("    {members}\n\n");
    let unknown = call("Ok", [call("Self::Unknown", [word("value").method("to_value", [])])]);
    let mut arms: Vec<(Vec<String>, Node)> = Vec::new();
    for (index, member) in union.members.iter().enumerate() {
        let variant = word(format!("Self::{}", member.name));
        arms.push((vec![index.to_string()], call("codec::member", [word("value"), variant])));
    }
    let (argument, lines) = match arms.is_empty() {
        true => ("_member", vec![statement(&unknown, "", 8)]),
        false => {
            arms.push((vec!["_".to_owned()], unknown));
            ("member", vec![match_block("member", &arms, 8)])
        }
    };
    let head = format!(
        "fn read({argument}: usize, value: codec::Json<'_>) -> Result<Self, codec::Invalid> {{"
    );
    body + &function(&head, &lines)
}

/// What is known of the values of a member.
fn marks(member: &Member) -> Node {
    let Marks { kinds, required, known, open, values, inner } = &member.marks;
    let mut node = kinds_of(*kinds);
    let texts = |texts: &[&String]| slice(texts.iter().map(|one| text(one)).collect::<Vec<_>>());
    let mut list = |name: &str, items: &[&String]| {
        if !items.is_empty() {
            node = std::mem::replace(&mut node, word("")).method(name, [texts(items)]);
        }
    };
    list("tags", &member.tags.iter().collect::<Vec<_>>());
    list("required", &required.iter().collect::<Vec<_>>());
    let optional: Vec<&String> = known.iter().filter(|name| !required.contains(name)).collect();
    list("known", &optional);
    if *open {
        node = node.method("open", []);
    }
    if member.fallback {
        node = node.method("fallback", []);
    }
    let literals = |literals: &[Literal]| slice(literals.iter().map(literal).collect::<Vec<_>>());
    if !values.is_empty() {
        let pair = |(name, values): &(String, Vec<Literal>)| {
            Node::Tuple(vec![text(name), literals(values)])
        };
        node = node.method("values", [slice(values.iter().map(pair).collect::<Vec<_>>())]);
    }
    if !inner.is_empty() {
        let pair = |(path, values): &(Vec<String>, Vec<Literal>)| {
            let path = slice(path.iter().map(|name| text(name)).collect::<Vec<_>>());
            Node::Tuple(vec![path, literals(values)])
        };
        node = node.method("inner", [slice(inner.iter().map(pair).collect::<Vec<_>>())]);
    }
    node
}

fn kinds_of(kinds: Kinds) -> Node {
    let Kinds { boolean, integer, fraction, string, array, object } = kinds;
    if boolean && integer && fraction && string && array && object {
        return call("codec::Member::any", []);
    }
    if object && !(boolean || integer || fraction || string || array) {
        return call("codec::Member::object", []);
    }
    let kinds = [
        (boolean, "boolean"),
        (integer && !fraction, "integer"),
        (fraction, if integer { "number" } else { "fraction" }),
        (string, "string"),
        (array, "array"),
        (object, "object_too"),
    ];
    let kinds = kinds.iter().filter(|(is_one, _)| *is_one);
    kinds.fold(call("codec::Member::new", []), |node, (_, name)| node.method(name, []))
}

/// `From` for each type that only one member holds. A value that only arrives is never made of one.
fn conversions(name: &str, union: &Union, uses: &mut Uses<'_>) -> Vec<String> {
    let held: Vec<Node> = union.members.iter().map(|member| uses.ty(&member.ty)).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for ty in &held {
        *counts.entry(ty.flat()).or_default() += 1;
    }
    let mut items = Vec::new();
    for (member, ty) in union.members.iter().zip(&held) {
        let written = ty.flat();
        let is_foreign = matches!(member.ty, Type::External(_));
        if counts.get(&written) != Some(&1) || is_foreign || written == name || is_complex(ty) {
            continue;
        }
        let value = if member.boxed { "Box::new(value)" } else { "value" };
        let line = format!("Self::{}({value})", member.name);
        items.push(conversion(name, ty, &line));
        if member.ty == Type::String && !member.boxed {
            let line = format!("Self::{}(value.to_owned())", member.name);
            let body = one("fn from(value: &str) -> Self {", &line);
            items.push(impl_block("", Some("From<&str>"), name, &body));
        }
    }
    items
}
