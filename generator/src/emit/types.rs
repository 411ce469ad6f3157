//! `types.rs`: what is sent and received, without its codecs.

use crate::ir::{
    Access, Base, Enum, Field, Literal, Presence, Struct, Type, TypeDef, TypeKind, Union, Variant,
};

use super::docs::{self, Doc};
use super::facts::Facts;
use super::print::{
    MAX_WIDTH, Node, Param, binding, call, impl_block, local, signature, statement, taken_over,
    text, type_head, variant, word,
};
use super::rules::{always, described, described_size, float, usually};
use super::uses::Uses;

/// More arguments than these make a call hard to read (`clippy::too_many_arguments`).
pub const MAX_ARGUMENTS: usize = 7;

/// What a type derives. `Debug` and `Eq` stand beside its codec.
const DERIVE: &str = "#[derive(Clone, PartialEq)]\n";

/// The file.
pub fn file(facts: &Facts<'_>) -> String {
    let mut uses = Uses::in_types(facts);
    let items: Vec<String> =
        facts.api.types.iter().map(|definition| item(definition, &mut uses)).collect();
    let docs = "//! Types that are sent and received.\n\n";
    format!("{docs}{}{}", uses.declarations(), items.join("\n"))
}

fn item(definition: &TypeDef, uses: &mut Uses<'_>) -> String {
    let name = &definition.name;
    let mut doc = Doc::of(&definition.docs, || match definition.kind {
        TypeKind::Struct(_) => format!("The object `{name}`."),
        TypeKind::Enum(_) => format!("The values of `{name}`."),
        TypeKind::Union(_) => format!("One of the types of `{name}`."),
        TypeKind::Newtype(_) => format!("The type `{name}`."),
    });
    if let (TypeKind::Struct(object), true) = (&definition.kind, definition.sent) {
        doc.paragraph(&described_size(&object.rules).unwrap_or_default());
    }
    definition.notes.iter().for_each(|note| doc.paragraph(&docs::sentence(note)));
    doc.deprecated(definition.deprecated);
    let doc = doc.outer(0);
    match &definition.kind {
        TypeKind::Struct(object) => {
            let new = constructor(definition, object, uses);
            let derive = match definition.derives.default && !new.is_default {
                true => "#[derive(Clone, Default, PartialEq)]\n",
                false => DERIVE,
            };
            let text = structure(name, object, definition.sent, uses);
            format!("{doc}{derive}{text}{}", new.text)
        }
        TypeKind::Enum(values) => {
            let derive = match values.base {
                Base::String => "Clone",
                Base::Integer => "Clone, Copy, PartialEq, Hash",
                Base::Mixed => "Clone, PartialEq",
            };
            let text = enumeration(name, values, uses);
            format!("{doc}#[derive({derive})]\n#[non_exhaustive]\n{text}")
        }
        TypeKind::Union(union) => {
            format!("{doc}{DERIVE}#[non_exhaustive]\n{}", alternatives(name, union, uses))
        }
        TypeKind::Newtype(ty) => {
            let inner = uses.ty(ty);
            let inner = uses.bounded(inner, name, "value").flat();
            format!("{doc}{DERIVE}pub struct {name}(pub {inner});\n")
        }
    }
}

fn structure(name: &str, object: &Struct, sent: bool, uses: &mut Uses<'_>) -> String {
    let head = type_head("struct", name, "");
    if object.fields.is_empty() && object.additional.is_none() {
        // rustfmt counts the closing brace as well.
        let gap = if head.len() < MAX_WIDTH { "" } else { "\n" };
        return format!("{head}{gap}}}\n");
    }
    let mut text = head + "\n";
    for field in &object.fields {
        let member = binding(&format!("pub {}:", field.name), &uses.field(name, field), ',', 4);
        text += &format!("{}    {member}\n", field_doc(field, sent).outer(4));
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

/// The documentation of a property, with what its type does not say.
fn field_doc(field: &Field, sent: bool) -> Doc {
    let mut doc = Doc::of(&field.docs, || format!("The property `{}`.", docs::code(&field.wire)));
    let mut facts = Vec::new();
    if sent {
        facts.extend(described(&field.rules));
    }
    if let Some(constant) = field.rules.constant.as_ref() {
        let is_required = field.presence == Presence::Required;
        let condition = if is_required { "" } else { " where it is there" };
        facts.push(format!("{}{condition}.", always(constant)));
    } else if let Some(constant) = &field.constant {
        facts.push(usually(constant));
    }
    if let Some(default) = &field.default {
        facts.push(format!("The server assumes {} when it is absent.", docs::span(default)));
    }
    match field.access {
        Access::Both => {}
        Access::ReadOnly if sent => {
            facts.push("Only in answers; a request leaves it out.".to_owned());
        }
        Access::ReadOnly => facts.push("Only in answers.".to_owned()),
        Access::WriteOnly => facts.push("Only in requests.".to_owned()),
    }
    doc.paragraph(&facts.join(" "));
    field.notes.iter().for_each(|note| doc.paragraph(&docs::sentence(note)));
    if field.presence == Presence::OptionalNullable {
        doc.paragraph("Absent, null and a value are three different things here.");
    }
    doc.deprecated(field.deprecated);
    doc
}

/// The constructor of an object, if it has one.
#[derive(Default)]
struct Constructor {
    text: String,
    /// Whether it takes nothing and is `Default` as well.
    is_default: bool,
}

/// `new` with what a value must have, so that a further optional property breaks no caller. Constants are filled in.
fn constructor(definition: &TypeDef, object: &Struct, uses: &mut Uses<'_>) -> Constructor {
    let name = &definition.name;
    let is_required =
        |field: &&Field| matches!(field.presence, Presence::Required | Presence::RequiredNullable);
    let required = object.fields.iter().filter(is_required).count();
    let asked =
        object.fields.iter().filter(is_required).filter(|field| constant(field, uses).is_none());
    if !definition.sent || required == 0 || asked.count() > MAX_ARGUMENTS {
        return Constructor::default();
    }
    let mut params = Vec::new();
    let mut values = Vec::new();
    for field in &object.fields {
        let is_taken =
            field.presence == Presence::Required && !field.boxed && uses.is_converted(&field.ty);
        let value = match (field.presence, constant(field, uses)) {
            (Presence::Required, Some(value)) => Some(value),
            (Presence::RequiredNullable, Some(value)) => Some(call("Some", [value])),
            (Presence::Required | Presence::RequiredNullable, None) => {
                let ty = if is_taken { uses.argument(&field.ty) } else { uses.field(name, field) };
                params.push(Param::Named(local(&field.name), ty));
                let is_into = is_taken.then(|| word(local(&field.name)).method("into", []));
                is_into.or_else(|| taken_over(&field.name))
            }
            (Presence::Optional, Some(value)) if field.rules.required => {
                Some(call("Some", [value]))
            }
            (Presence::Optional, _) => Some(word("None")),
            (Presence::OptionalNullable, _) => {
                Some(word(format!("{}::Absent", uses.of_runtime("Patch"))))
            }
        };
        values.push((field.name.clone(), value));
    }
    if let Some((name, _)) = &object.additional {
        values.push((name.clone(), Some(call("BTreeMap::new", []))));
    }
    let rest = if values.len() > required { ", and nothing that may be absent" } else { "" };
    let head = signature("pub fn new", &params, Some(&word("Self")), 4);
    let value = statement(&Node::Struct("Self".to_owned(), values), "", 8);
    let body = format!(
        "    /// A value with what it must have{rest}.\n    {head}\n        {value}\n    }}\n"
    );
    let mut text = format!("\n{}", impl_block("", None, name, &body));
    let is_default = params.is_empty();
    if is_default {
        let body = "    fn default() -> Self {\n        Self::new()\n    }\n";
        text += &format!("\n{}", impl_block("", Some("Default"), name, body));
    }
    Constructor { text, is_default }
}

/// The only value of a property, as one of its type.
fn constant(field: &Field, uses: &mut Uses<'_>) -> Option<Node> {
    literal(field.constant.as_ref()?, &field.ty, uses)
}

/// A literal as a value of a type; `None` if it is none.
pub fn literal(literal: &Literal, ty: &Type, uses: &mut Uses<'_>) -> Option<Node> {
    let owned = |value: &str| text(value).method("to_owned", []);
    match (ty, literal) {
        (Type::Named(id), literal) => {
            let TypeKind::Enum(values) = &uses.definition(*id)?.kind else { return None };
            let found = values.variants.iter().find(|variant| variant.wire == *literal)?;
            Some(word(format!("{}::{}", uses.named(*id), found.name)))
        }
        (Type::String, Literal::Text(value)) => Some(owned(value)),
        (Type::Text(format), Literal::Text(value)) => {
            let name = uses.of_runtime(super::uses::text_format(*format));
            Some(call(format!("{name}::from"), [text(value)]))
        }
        (Type::Bool, Literal::Bool(value)) => Some(word(value.to_string())),
        (Type::I64, Literal::Integer(value)) => Some(word(value.to_string())),
        (Type::I32, Literal::Integer(value)) => Some(word(i32::try_from(*value).ok()?.to_string())),
        (Type::U32, Literal::Integer(value)) => Some(word(u32::try_from(*value).ok()?.to_string())),
        (Type::U64, Literal::Integer(value)) => Some(word(u64::try_from(*value).ok()?.to_string())),
        (Type::F64, Literal::Float(value)) => Some(word(float(*value))),
        (Type::F32, Literal::Float(value)) => Some(word(float(f64::from(*value as f32)))),
        (Type::F64 | Type::F32, Literal::Integer(value)) => Some(word(format!("{value}.0"))),
        _ => None,
    }
}

fn enumeration(name: &str, values: &Enum, uses: &mut Uses<'_>) -> String {
    let mut output = type_head("enum", name, "") + "\n";
    for Variant { name, wire, docs } in &values.variants {
        let doc = Doc::of(docs, || match wire {
            Literal::Text(text) if text.is_empty() => "The empty value.".to_owned(),
            Literal::Text(text) => format!("The value `{}`.", docs::code(text)),
            Literal::Integer(value) => format!("The value `{value}`."),
            Literal::Float(value) => format!("The value `{value}`."),
            Literal::Bool(value) => format!("The value `{value}`."),
        });
        output += &format!("{}    {name},\n", doc.outer(4));
    }
    let unknown = match values.base {
        Base::String => "String".to_owned(),
        Base::Integer => "i64".to_owned(),
        Base::Mixed => uses.name("serde_json", "Value"),
    };
    output += match values.open {
        true => "    /// Any other text.\n",
        false => "    /// A value that the description does not list, as it was received.\n",
    };
    output + &format!("    Unknown({unknown}),\n}}\n")
}

/// What a variant holds, in words, with what is said of its type where that is short.
fn held(ty: &Type, written: &Node, uses: &mut Uses<'_>) -> String {
    let words = match ty {
        Type::Named(id) => {
            let name = uses.named(*id);
            let definition = uses.definition(*id);
            let what = match definition.map(|definition| &definition.kind) {
                Some(TypeKind::Enum(_)) => "A value of",
                Some(TypeKind::Union(_)) => "One of the types of",
                _ if name.starts_with(['A', 'E', 'I', 'O']) => "An",
                _ => "A",
            };
            let line = definition.and_then(|definition| docs::short(&definition.docs));
            return match line {
                Some(line) => format!("{what} [`{name}`]: {line}"),
                None => format!("{what} [`{name}`]."),
            };
        }
        Type::Bool => "`true` or `false`.",
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => "An integer.",
        Type::F32 | Type::F64 => "A number.",
        Type::String => "A text.",
        Type::Json => "Any JSON.",
        Type::Null => "Null.",
        Type::List(_) => return format!("A list: `{}`.", docs::code(&written.flat())),
        Type::Map(_) => return format!("A map: `{}`.", docs::code(&written.flat())),
        _ => return format!("A value of the type `{}`.", docs::code(&written.flat())),
    };
    words.to_owned()
}

fn alternatives(name: &str, union: &Union, uses: &mut Uses<'_>) -> String {
    let mut output = type_head("enum", name, "") + "\n";
    for member in &union.members {
        let ty = uses.ty(&member.ty);
        let doc = Doc::of(&member.docs, || held(&member.ty, &ty, uses));
        let ty = if member.boxed { Node::Generic("Box".to_owned(), vec![ty]) } else { ty };
        let ty = uses.bounded(ty, name, &member.name);
        output += &format!("{}    {}\n", doc.outer(4), variant(&member.name, Some(&ty), 4));
    }
    let value = uses.name("serde_json", "Value");
    output += "    /// A value that is none of these, as it was received.\n";
    output + &format!("    Unknown({value}),\n}}\n")
}
