//! Rules as expressions, and the question which values have any.

use crate::ir::{
    Access, Api, Aspect, Bound, Contents, Field, Literal, Member, Number, Rules, Type, TypeDef,
    TypeId, TypeKind,
};

use super::docs;
use super::print::{Node, call, slice, text, word};

/// Patterns that are longer than this explain nothing to a reader.
const SHORT: usize = 60;

/// `Rules::new()` with one call for each rule.
pub fn expression(rules: &Rules) -> Node {
    let mut node = call("Rules::new", []);
    if rules.required {
        node = node.method("required", []);
    }
    node = match &rules.constant {
        None => node,
        Some(Literal::Text(value)) => node.method("constant_text", [text(value)]),
        Some(Literal::Integer(value)) => {
            numeric(node, "constant", Number::Integer((*value).into()))
        }
        Some(Literal::Float(value)) => numeric(node, "constant", Number::Float(*value)),
        Some(Literal::Bool(value)) => node.method("constant_bool", [word(value.to_string())]),
    };
    let count = |value: u64| vec![word(value.to_string())];
    let counts = [
        ("min_length", rules.min_length),
        ("max_length", rules.max_length),
        ("min_items", rules.min_items),
        ("max_items", rules.max_items),
    ];
    for (name, value) in counts {
        if let Some(value) = value {
            node = node.method(name, count(value));
        }
    }
    if !rules.patterns.is_empty() {
        let patterns: Vec<Node> = rules.patterns.iter().map(|pattern| text(pattern)).collect();
        node = node.method("patterns", [slice(patterns)]);
    }
    for (name, bound) in [("minimum", rules.minimum), ("maximum", rules.maximum)] {
        if let Some(Bound { value, exclusive }) = bound {
            let prefix = if exclusive { "exclusive_" } else { "" };
            node = numeric(node, &format!("{prefix}{name}"), value);
        }
    }
    if let Some(value) = rules.multiple_of {
        node = numeric(node, "multiple_of", value);
    }
    if rules.unique_items {
        node = node.method("unique_items", []);
    }
    if !rules.first.is_empty() {
        let first: Vec<Node> = rules.first.iter().map(expression).collect();
        node = node.method("first", [slice(first)]);
    }
    match &rules.items {
        Some(items) if !items.is_empty() => node.method("items", [expression(items).borrow()]),
        _ => node,
    }
}

/// Rules as an expression of type `&Rules`.
pub fn reference(rules: &Rules) -> Node {
    if rules.is_empty() { word("Rules::NONE") } else { expression(rules).borrow() }
}

/// The only value of something, in words.
pub fn always(constant: &Literal) -> String {
    format!("Always {}", spelled(constant))
}

/// The value that is filled in where others mean the same, in words.
pub fn usually(constant: &Literal) -> String {
    let value = spelled(constant);
    format!("Usually {value}; one that was received may have another value that means the same.")
}

fn spelled(constant: &Literal) -> String {
    match constant {
        Literal::Text(text) if text.is_empty() => "empty".to_owned(),
        Literal::Text(text) => format!("`{}`", docs::code(text)),
        Literal::Integer(value) => format!("`{value}`"),
        Literal::Float(value) => format!("`{value}`"),
        Literal::Bool(value) => format!("`{value}`"),
    }
}

/// What rules demand, in words, where that is short.
pub fn described(rules: &Rules) -> Vec<String> {
    let mut words = Vec::new();
    if rules.required {
        words.push("A request must have it.".to_owned());
    }
    words.extend(range(rules.min_length, rules.max_length, ["character", "characters"]));
    words.extend(range(rules.min_items, rules.max_items, ["item", "items"]));
    let bound = |bound: Bound, inclusive: &str, exclusive: &str| {
        let words = if bound.exclusive { exclusive } else { inclusive };
        format!("{words} {}.", bound.value)
    };
    words.extend(rules.minimum.map(|least| bound(least, "At least", "More than")));
    words.extend(rules.maximum.map(|most| bound(most, "At most", "Less than")));
    words.extend(rules.multiple_of.map(|factor| format!("A multiple of {factor}.")));
    for pattern in rules.patterns.iter().filter(|pattern| pattern.len() <= SHORT) {
        words.push(format!("Matches {}.", docs::span(pattern)));
    }
    words
}

/// How many properties an object must have, in words.
pub fn described_size(rules: &Rules) -> Option<String> {
    range(rules.min_items, rules.max_items, ["property", "properties"])
}

/// How many there may be of something, whose name stands there for one and for many.
fn range(least: Option<u64>, most: Option<u64>, names: [&str; 2]) -> Option<String> {
    let least = least.filter(|least| *least > 0);
    let many = |count: u64| names[usize::from(count != 1)];
    match (least, most) {
        (None, None) => None,
        (Some(least), None) => Some(format!("At least {least} {}.", many(least))),
        (None, Some(most)) => Some(format!("At most {most} {}.", many(most))),
        (Some(least), Some(most)) if least == most => {
            Some(format!("Exactly {most} {}.", many(most)))
        }
        (Some(least), Some(most)) => Some(format!("{least} to {most} {}.", many(most))),
    }
}

/// Whether the rules hold others, which must live as long as the program.
pub fn are_nested(rules: &Rules) -> bool {
    !rules.first.is_empty() || rules.items.as_ref().is_some_and(|items| !items.is_empty())
}

/// A rule with a number: integers stay exact, others have a method of their own.
fn numeric(node: Node, name: &str, value: Number) -> Node {
    match value {
        Number::Integer(value) => node.method(name, [word(value.to_string())]),
        Number::Float(value) => node.method(&format!("{name}_float"), [word(float(value))]),
    }
}

/// A floating-point literal.
pub fn float(value: f64) -> String {
    match value {
        value if value.is_nan() => "f64::NAN".to_owned(),
        value if value.is_infinite() && value > 0.0 => "f64::INFINITY".to_owned(),
        value if value.is_infinite() => "f64::NEG_INFINITY".to_owned(),
        value => format!("{value:?}"),
    }
}

/// For each named type whether a value of it can break a rule.
pub fn checked_types(api: &Api) -> Vec<bool> {
    let mut checked = vec![false; api.types.len()];
    loop {
        let is_new = |(index, definition): (usize, &TypeDef)| {
            let is_known = checked.get(index).copied().unwrap_or_default();
            (!is_known && has_rules(definition, &checked)).then_some(index)
        };
        let new: Vec<usize> = api.types.iter().enumerate().filter_map(is_new).collect();
        if new.is_empty() {
            return checked;
        }
        for index in new {
            if let Some(checked) = checked.get_mut(index) {
                *checked = true;
            }
        }
    }
}

fn has_rules(definition: &TypeDef, checked: &[bool]) -> bool {
    match &definition.kind {
        TypeKind::Enum(_) => false,
        TypeKind::Struct(object) => {
            let mut fields = object.fields.iter();
            let mut additional = object.additional.iter();
            !object.rules.is_empty()
                || fields.any(|field| is_field_checked(field, checked))
                || additional.any(|(_, ty)| is_checked(ty, checked))
        }
        TypeKind::Union(union) => {
            let is_relevant =
                |member: &Member| member.constant.is_some() || is_checked(&member.ty, checked);
            union.members.iter().any(is_relevant)
        }
        TypeKind::Newtype(ty) => is_checked(ty, checked),
    }
}

/// Whether a property can break a rule. One that only answers have is not sent, whatever it is.
pub fn is_field_checked(field: &Field, checked: &[bool]) -> bool {
    field.access != Access::ReadOnly && (!field.rules.is_empty() || is_checked(&field.ty, checked))
}

/// The kinds of values, by [`Aspect`], of which something is demanded.
pub type Demanded = [bool; Aspect::ALL.len()];

/// Unions within unions are looked into as deep as this.
const DEEPEST: usize = 16;

/// For each named type of which kinds of values the places demand something in which it stands.
pub fn demanded(api: &Api) -> Vec<Demanded> {
    let mut demands = Demands { api, found: vec![Demanded::default(); api.types.len()] };
    for definition in api.types.iter().filter(|definition| definition.sent) {
        if let TypeKind::Struct(object) = &definition.kind {
            object.fields.iter().for_each(|field| demands.add(&field.ty, &field.rules, 0));
            if let (Some((_, ty)), Some(rules)) = (&object.additional, &object.rules.items) {
                demands.add(ty, rules, 0);
            }
        }
    }
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        for parameter in &operation.parameters {
            demands.add(&parameter.ty, &parameter.rules, 0);
        }
        match operation.body.as_ref().map(|body| &body.contents) {
            None => {}
            Some(Contents::One(content)) => demands.add(&content.ty, &content.rules, 0),
            Some(Contents::Many { variants, .. }) => {
                variants.iter().for_each(|(_, one)| demands.add(&one.ty, &one.rules, 0));
            }
        }
    }
    demands.found
}

struct Demands<'a> {
    api: &'a Api,
    found: Vec<Demanded>,
}

impl Demands<'_> {
    fn add(&mut self, ty: &Type, rules: &Rules, depth: usize) {
        if rules.is_empty() || depth > DEEPEST {
            return;
        }
        match ty {
            Type::Nullable(inner) => self.add(inner, rules, depth + 1),
            Type::List(item) | Type::Map(item) => {
                if let Some(rules) = &rules.items {
                    self.add(item, rules, depth + 1);
                }
            }
            Type::Tuple(first, rest) => {
                for (item, rules) in first.iter().zip(&rules.first) {
                    self.add(item, rules, depth + 1);
                }
                if let (Some(rest), Some(rules)) = (rest, &rules.items) {
                    self.add(rest, rules, depth + 1);
                }
            }
            Type::Named(id) => {
                if let Some(found) = self.found.get_mut(id.0) {
                    for (demanded, aspect) in found.iter_mut().zip(Aspect::ALL) {
                        *demanded |= !rules.of(aspect).is_empty();
                    }
                }
                let api = self.api;
                match api.types.get(id.0).map(|definition| &definition.kind) {
                    Some(TypeKind::Union(union)) => {
                        union.members.iter().for_each(|one| self.add(&one.ty, rules, depth + 1));
                    }
                    Some(TypeKind::Newtype(inner)) => self.add(inner, rules, depth + 1),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// Whether values of a type are held against rules that speak of some kinds of values.
pub fn is_held(ty: &Type, demanded: Demanded, api: &Api) -> bool {
    let kind = |id: TypeId| api.types.get(id.0).map(|definition| &definition.kind);
    let mut aspects = Aspect::ALL.into_iter().zip(demanded);
    aspects.any(|(aspect, is_demanded)| is_demanded && aspect.holds(ty, &kind))
}

/// Whether a value of a type can break a rule, as a number can that JSON has no text for.
pub fn is_checked(ty: &Type, checked: &[bool]) -> bool {
    match ty {
        Type::F32 | Type::F64 => true,
        Type::List(item) | Type::Nullable(item) | Type::Map(item) => is_checked(item, checked),
        Type::Tuple(first, rest) => {
            let rest = rest.iter().map(|rest| &**rest);
            first.iter().chain(rest).any(|item| is_checked(item, checked))
        }
        Type::Named(id) => checked.get(id.0).copied().unwrap_or_default(),
        _ => false,
    }
}
