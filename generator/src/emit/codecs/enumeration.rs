//! Codecs of lists of values: what each value is on the wire, and the same backwards.

use std::collections::BTreeSet;

use crate::ir::{Aspect, Base, Enum, Literal, Variant};

use super::super::print::{
    Node, binding, call, impl_block, match_block, slice, statement, text, word,
};
use super::super::rules::{Demanded, float};
use super::super::uses::Uses;
use super::{check, decode, function, one, serialize};

/// The implementations for a list of values. If it is sent, `sent` says what its places demand.
pub fn codec(
    name: &str,
    values: &Enum,
    sent: Option<Demanded>,
    uses: &mut Uses<'_>,
) -> Vec<String> {
    let mut items = match values.base {
        Base::String => texts(name, &values.variants, uses),
        Base::Integer => integers(name, &values.variants, uses),
        Base::Mixed => mixed(name, &values.variants, uses),
    };
    match sent {
        None => {}
        // What is listed is right; of any other text something may be demanded.
        Some(demanded) if values.open && demanded[Aspect::Text as usize] => {
            let lines = [
                "if let Self::Unknown(text) = self {".to_owned(),
                "    checker.text(text, rules);".to_owned(),
                "}".to_owned(),
            ];
            items.push(check(name, &lines, "rules", uses));
        }
        Some(_) => items.push(check(name, &[], "_rules", uses)),
    }
    items
}

fn texts(name: &str, variants: &[Variant], uses: &mut Uses<'_>) -> Vec<String> {
    let wire = |variant: &Variant| match &variant.wire {
        Literal::Text(text) => text.clone(),
        other => integer(other).to_string(),
    };
    let known: Vec<_> = variants.iter().map(|variant| (variant, text(&wire(variant)))).collect();
    let unknown = call("Self::Unknown", [word("text").method("to_owned", [])]);
    let from = from_wire("fn from(text: &str) -> Self {", "text", &known, "_", unknown);
    let to = to_wire("pub fn as_str(&self) -> &str {", &known, "text", word("text"));
    let mut items = vec![serialize(name, &["serializer.serialize_str(self.as_str())".to_owned()])];
    let body = decode("codec::decode_text(value)", uses);
    items.push(impl_block("", Some("codec::Decode"), name, &body));
    items.push(impl_block("", None, name, &format!("    /// The value as it is sent.\n{to}")));
    items.push(display(name, "formatter.pad(self.as_str())", uses));
    items.push(impl_block("", Some("From<&str>"), name, &from));
    let body = one("fn from(text: String) -> Self {", "Self::from(text.as_str())");
    items.push(impl_block("", Some("From<String>"), name, &body));
    // What is derived goes through all values; this compiles in half the memory.
    let body = one("fn eq(&self, other: &Self) -> bool {", "self.as_str() == other.as_str()");
    items.push(impl_block("", Some("PartialEq"), name, &body));
    let head = "fn hash<H: std::hash::Hasher>(&self, state: &mut H) {";
    let body = one(head, "std::hash::Hash::hash(self.as_str(), state);");
    items.push(impl_block("", Some("std::hash::Hash"), name, &body));
    items
}

fn integers(name: &str, variants: &[Variant], uses: &mut Uses<'_>) -> Vec<String> {
    let known: Vec<_> = variants
        .iter()
        .map(|variant| (variant, word(integer(&variant.wire).to_string())))
        .collect();
    let unknown = call("Self::Unknown", [word("value")]);
    let from = from_wire("fn from(value: i64) -> Self {", "value", &known, "_", unknown);
    let to = to_wire("pub fn as_i64(&self) -> i64 {", &known, "value", word("*value"));
    let mut items = vec![serialize(name, &["serializer.serialize_i64(self.as_i64())".to_owned()])];
    let body = decode("codec::decode_integer(value)", uses);
    items.push(impl_block("", Some("codec::Decode"), name, &body));
    items.push(impl_block("", None, name, &format!("    /// The value as it is sent.\n{to}")));
    items.push(display(name, "fmt::Display::fmt(&self.as_i64(), formatter)", uses));
    items.push(impl_block("", Some("From<i64>"), name, &from));
    items
}

fn mixed(name: &str, variants: &[Variant], uses: &mut Uses<'_>) -> Vec<String> {
    let pair = |variant: &Variant| {
        Node::Tuple(vec![literal(&variant.wire), word(format!("Self::{}", variant.name))])
    };
    let values = slice(variants.iter().map(pair).collect::<Vec<_>>());
    let values = binding("const VALUES: &'static [(codec::Literal, Self)] =", &values, ';', 4);
    uses.name("serde_json", "Value");
    let unknown = one("fn unknown(value: Value) -> Self {", "Self::Unknown(value)");
    let mut arms = vec![(vec!["Self::Unknown(value)".to_owned()], word("Some(value)"))];
    if !variants.is_empty() {
        arms.push((vec!["_".to_owned()], word("None")));
    }
    let lines = match variants.is_empty() {
        true => vec!["let Self::Unknown(value) = self;".to_owned(), "Some(value)".to_owned()],
        false => vec![match_block("self", &arms, 8)],
    };
    let known = function("fn as_unknown(&self) -> Option<&Value> {", &lines);
    let mut items = vec![serialize(name, &["codec::serialize_mixed(self, serializer)".to_owned()])];
    let body = format!("    {values}\n\n{unknown}\n{known}");
    items.push(impl_block("", Some("codec::MixedEnum"), name, &body));
    let body = decode("codec::decode_mixed(value)", uses);
    items.push(impl_block("", Some("codec::Decode"), name, &body));
    let doc = "    /// The value as it is sent.\n";
    let body = one("pub fn to_value(&self) -> Value {", "codec::MixedEnum::to_value(self)");
    items.push(impl_block("", None, name, &format!("{doc}{body}")));
    items
}

/// The function from what is on the wire to a value, in which no pattern stands twice.
fn from_wire(
    head: &str,
    argument: &str,
    known: &[(&Variant, Node)],
    rest: &str,
    unknown: Node,
) -> String {
    let mut seen = BTreeSet::new();
    let mut arms = Vec::new();
    for (variant, wire) in known {
        let pattern = wire.flat();
        if seen.insert(pattern.clone()) {
            arms.push((vec![pattern], word(format!("Self::{}", variant.name))));
        }
    }
    if arms.is_empty() {
        return function(head, &[statement(&unknown, "", 8)]);
    }
    arms.push((vec![rest.to_owned()], unknown));
    function(head, &[match_block(argument, &arms, 8)])
}

/// The function from a value to what is on the wire.
fn to_wire(head: &str, known: &[(&Variant, Node)], unknown: &str, value: Node) -> String {
    if known.is_empty() {
        let lines = [format!("let Self::Unknown({unknown}) = self;"), value.flat()];
        return function(head, &lines);
    }
    let arms: Vec<_> = known
        .iter()
        .map(|(variant, wire)| (vec![format!("Self::{}", variant.name)], wire.clone()))
        .chain([(vec![format!("Self::Unknown({unknown})")], value)])
        .collect();
    function(head, &[match_block("self", &arms, 8)])
}

fn display(name: &str, line: &str, uses: &mut Uses<'_>) -> String {
    uses.name("std", "fmt");
    let head = "fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {";
    impl_block("", Some("fmt::Display"), name, &one(head, line))
}

/// The integer that a literal is.
fn integer(literal: &Literal) -> i64 {
    match literal {
        Literal::Integer(value) => *value,
        Literal::Float(value) => *value as i64,
        Literal::Bool(value) => i64::from(*value),
        Literal::Text(text) => text.parse().unwrap_or_default(),
    }
}

/// A literal as data of the runtime.
pub fn literal(literal: &Literal) -> Node {
    match literal {
        Literal::Text(value) => call("codec::Literal::Text", [text(value)]),
        Literal::Integer(value) => call("codec::Literal::Integer", [word(value.to_string())]),
        Literal::Float(value) => call("codec::Literal::Float", [word(float(*value))]),
        Literal::Bool(value) => call("codec::Literal::Bool", [word(value.to_string())]),
    }
}
