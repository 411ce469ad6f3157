//! Types as they are written, and the imports that they need.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{
    Base, Field, Format, Outcome, Payload, Presence, TextFormat, Type, TypeDef, TypeId, TypeKind,
};

use super::facts::Facts;
use super::print::{Node, binding, generic, imports, word};

/// The module of the named types, as its siblings call it.
const TYPES: &str = "super::types";

/// The module of the runtime, as its siblings call it.
const RUNTIME: &str = "super::runtime";

/// What the files beside `types.rs` always call by its name alone: a type of the description that has the same name is called
/// by its module there.
const USED: [&str; 20] = [
    "Answer",
    "Check",
    "Checker",
    "Client",
    "ClientBuilder",
    "ClientCredentials",
    "Credential",
    "Decode",
    "Decoded",
    "Deserialize",
    "Deserializer",
    "Error",
    "Operation",
    "Parameter",
    "Payload",
    "Response",
    "Rules",
    "Serialize",
    "Serializer",
    "Spec",
];

/// Items that a tuple can have at most for the standard traits to be there.
const MAX_TUPLE: usize = 12;

/// The names that one file uses, by the module from which they come.
pub struct Uses<'a> {
    facts: &'a Facts<'a>,
    names: BTreeMap<&'static str, BTreeSet<String>>,
    /// Whether the file defines the named types itself.
    defines_types: bool,
    /// Types that are too deeply nested to be read where they are used, by the name they get.
    aliases: BTreeMap<String, String>,
}

impl<'a> Uses<'a> {
    /// Nothing yet, in a file beside `types.rs`.
    pub fn new(facts: &'a Facts<'a>) -> Self {
        Self { facts, names: BTreeMap::new(), defines_types: false, aliases: BTreeMap::new() }
    }

    /// Nothing yet, in `types.rs`.
    pub fn in_types(facts: &'a Facts<'a>) -> Self {
        Self { defines_types: true, ..Self::new(facts) }
    }

    /// What is known of the whole API.
    pub fn facts(&self) -> &'a Facts<'a> {
        self.facts
    }

    /// Takes note of a name and gives it back.
    pub fn name(&mut self, module: &'static str, name: &str) -> String {
        let names = self.names.entry(module).or_default();
        if !names.contains(name) {
            names.insert(name.to_owned());
        }
        name.to_owned()
    }

    /// Takes note of names of the runtime that no description can take: a type is in [`USED`], and modules are spelt as no type is.
    pub fn runtime<const N: usize>(&mut self, names: [&str; N]) {
        for name in names {
            debug_assert!(!name.starts_with(char::is_uppercase) || USED.contains(&name), "{name}");
            self.name(RUNTIME, name);
        }
    }

    /// A name of the runtime, with its module where the description has a type of the same name.
    pub fn of_runtime(&mut self, name: &str) -> String {
        if self.facts.is_taken(name) {
            self.name("super", "runtime");
            format!("runtime::{name}")
        } else {
            self.name(RUNTIME, name)
        }
    }

    /// The declarations and aliases, with the blank line after them.
    pub fn declarations(&self) -> String {
        let mut text = imports("", &self.names);
        for alias in self.aliases.values() {
            text = text + "\n" + alias + "\n";
        }
        if text.is_empty() { text } else { text + "\n" }
    }

    /// A name of another crate, with its path where the description has a type of the same name.
    fn foreign(&mut self, module: &'static str, name: &str) -> String {
        if self.facts.is_taken(name) {
            format!("{module}::{name}")
        } else {
            self.name(module, name)
        }
    }

    /// The definition of a named type.
    pub fn definition(&self, id: TypeId) -> Option<&'a TypeDef> {
        self.facts.api.types.get(id.0)
    }

    /// The name of a named type.
    pub fn named(&mut self, id: TypeId) -> String {
        let Some(definition) = self.definition(id) else { return "()".to_owned() };
        if self.defines_types {
            definition.name.clone()
        } else if USED.contains(&definition.name.as_str()) {
            self.name("super", "types");
            format!("types::{}", definition.name)
        } else {
            self.name(TYPES, &definition.name)
        }
    }

    /// A type.
    pub fn ty(&mut self, ty: &Type) -> Node {
        match ty {
            Type::Bool => word("bool"),
            Type::I32 => word("i32"),
            Type::I64 => word("i64"),
            Type::U32 => word("u32"),
            Type::U64 => word("u64"),
            Type::F32 => word("f32"),
            Type::F64 => word("f64"),
            Type::String => word("String"),
            Type::Text(format) => word(self.of_runtime(text_format(*format))),
            Type::Base64 => word(self.of_runtime("Base64")),
            Type::File => word(self.of_runtime("File")),
            Type::Bytes if self.facts.is_taken("Bytes") => word("bytes::Bytes"),
            Type::Bytes => word(self.foreign("bytes", "Bytes")),
            Type::Json => word(self.foreign("serde_json", "Value")),
            Type::Null => word("()"),
            Type::Nullable(item) => generic("Option", [self.ty(item)]),
            Type::List(item) => generic("Vec", [self.ty(item)]),
            Type::Tuple(first, rest) => self.tuple(first, rest.as_deref()),
            Type::Map(value) => {
                let map = self.foreign("std::collections", "BTreeMap");
                generic(map, [word("String"), self.ty(value)])
            }
            Type::Named(id) => word(self.named(*id)),
            Type::External(path) => word(path),
        }
    }

    /// A tuple; an array of what it may be where a tuple is too long or empty.
    fn tuple(&mut self, first: &[Type], rest: Option<&Type>) -> Node {
        if first.is_empty() || first.len() > MAX_TUPLE {
            let item = if first.is_empty() { rest } else { None };
            return generic("Vec", [self.ty(item.unwrap_or(&Type::Json))]);
        }
        let tuple = Node::TupleType(first.iter().map(|item| self.ty(item)).collect());
        match rest {
            Some(rest) => generic(self.of_runtime("Tuple"), [tuple, self.ty(rest)]),
            None => tuple,
        }
    }

    /// The type of a property with what its presence and recursion add.
    pub fn field(&mut self, owner: &str, field: &Field) -> Node {
        let ty = self.ty(&field.ty);
        let ty = if field.boxed { generic("Box", [ty]) } else { ty };
        let ty = match field.presence {
            Presence::Required => ty,
            Presence::RequiredNullable | Presence::Optional => generic("Option", [ty]),
            Presence::OptionalNullable => generic(self.of_runtime("Patch"), [ty]),
        };
        self.bounded(ty, owner, &field.name)
    }

    /// A type, or an alias of it where it is too deeply nested to be read.
    pub fn bounded(&mut self, ty: Node, owner: &str, member: &str) -> Node {
        if !is_complex(&ty) {
            return ty;
        }
        let mut name = owner.to_owned();
        for part in member.split('_') {
            let mut letters = part.chars();
            name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
            name += letters.as_str();
        }
        loop {
            let text = binding(&format!("type {name} ="), &ty, ';', 0);
            if !self.facts.is_taken(&name)
                && *self.aliases.entry(name.clone()).or_insert(text.clone()) == text
            {
                return word(name);
            }
            name += "Alias";
        }
    }

    /// The type of an argument: texts are taken as whatever becomes one.
    pub fn argument(&mut self, ty: &Type) -> Node {
        let node = self.ty(ty);
        if self.is_converted(ty) { generic("impl Into", [node]) } else { node }
    }

    /// The type of a body of an answer.
    pub fn payload(&mut self, payload: Option<&Payload>) -> Node {
        match payload {
            None => word("()"),
            Some(Payload { format: Format::Text, ty, .. }) if self.is_text(ty) => self.ty(ty),
            Some(Payload { format: Format::Text, .. }) => self.ty(&Type::String),
            Some(Payload { format: Format::Json | Format::Xml, ty, .. }) => self.ty(ty),
            Some(_) => self.ty(&Type::Bytes),
        }
    }

    /// The type that a group of statuses brings, or `nothing` where none is documented.
    pub fn outcome(&mut self, outcome: &Outcome, nothing: &str) -> Node {
        match outcome {
            Outcome::Nothing if nothing == "()" => word(nothing),
            Outcome::Nothing => word(self.of_runtime(nothing)),
            Outcome::One { payload, .. } => self.payload(payload.as_ref()),
            Outcome::Many { type_name, .. } => word(type_name),
        }
    }

    /// Whether a body of text is a value of the type; otherwise it is just text.
    fn is_text(&self, ty: &Type) -> bool {
        match ty {
            Type::Bool | Type::I32 | Type::I64 | Type::U32 | Type::U64 => true,
            Type::F32 | Type::F64 | Type::Text(_) | Type::Base64 => true,
            Type::Named(id) => self.definition(*id).is_some_and(|definition| {
                matches!(&definition.kind, TypeKind::Enum(values) if values.base == Base::String)
            }),
            _ => false,
        }
    }

    /// Whether an argument is taken as whatever becomes a value of the type.
    pub fn is_converted(&self, ty: &Type) -> bool {
        match ty {
            Type::String | Type::Text(_) | Type::Base64 | Type::File | Type::Bytes => true,
            Type::Named(id) => self.facts.is_union(*id),
            _ => false,
        }
    }

    /// An argument as the value of a field of the same type.
    pub fn taken(&self, name: &str, ty: &Type) -> Option<Node> {
        self.is_converted(ty).then(|| word(name).method("into", []))
    }
}

/// The type of the runtime for a format.
pub fn text_format(format: TextFormat) -> &'static str {
    match format {
        TextFormat::BasicDateTime => "BasicDateTime",
        TextFormat::DateTime => "DateTime",
        TextFormat::Date => "Date",
        TextFormat::Time => "Time",
        TextFormat::Duration => "Duration",
        TextFormat::Uuid => "Uuid",
        TextFormat::Uri => "Uri",
        TextFormat::Ipv4 => "Ipv4",
        TextFormat::Ipv6 => "Ipv6",
        TextFormat::Decimal => "Decimal",
        TextFormat::Password => "Password",
    }
}

/// Whether a type is so deeply nested that `clippy::type_complexity` asks for a name of its parts.
pub fn is_complex(ty: &Node) -> bool {
    fn weight(ty: &Node, depth: usize) -> usize {
        let parts: &[Node] = match ty {
            Node::Generic(_, parts) | Node::TupleType(parts) => parts,
            _ => &[],
        };
        10 * depth + parts.iter().map(|part| weight(part, depth + 1)).sum::<usize>()
    }
    weight(ty, 1) > 250
}
