//! Types as they are written, and the imports that they need.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Field, Outcome, Payload, Presence, Type, TypeDef, TypeId, TypeKind};

use super::print::{Node, binding, generic, imports, word};

/// The module of the named types, as its siblings call it.
const TYPES: &str = "super::types";

/// The names that one file uses, by the module from which they come.
pub struct Uses<'a> {
    api: &'a Api,
    names: BTreeMap<&'static str, BTreeSet<String>>,
    /// Whether the file defines the named types itself.
    defines_types: bool,
    /// Types that are too deeply nested to be read where they are used, by the name they get.
    aliases: BTreeMap<String, String>,
}

impl<'a> Uses<'a> {
    /// Nothing yet, in a file beside `types.rs`.
    pub fn new(api: &'a Api) -> Self {
        Self { api, names: BTreeMap::new(), defines_types: false, aliases: BTreeMap::new() }
    }

    /// Nothing yet, in `types.rs`.
    pub fn in_types(api: &'a Api) -> Self {
        Self { defines_types: true, ..Self::new(api) }
    }

    /// Takes note of a name and gives it back.
    pub fn name(&mut self, module: &'static str, name: &str) -> String {
        self.names.entry(module).or_default().insert(name.to_owned());
        name.to_owned()
    }

    /// Takes note of names of the runtime.
    pub fn runtime<const N: usize>(&mut self, names: [&str; N]) {
        for name in names {
            self.name("super::runtime", name);
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

    /// The definition of a named type.
    pub fn definition(&self, id: TypeId) -> Option<&'a TypeDef> {
        self.api.types.get(id.0)
    }

    /// The name of a named type.
    pub fn named(&mut self, id: TypeId) -> String {
        let Some(definition) = self.definition(id) else { return "()".to_owned() };
        if self.defines_types {
            definition.name.clone()
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
            Type::F32 => word("f32"),
            Type::F64 => word("f64"),
            Type::String => word("String"),
            Type::BasicDateTime => word(self.name("super::runtime", "BasicDateTime")),
            Type::Json => word(self.name("serde_json", "Value")),
            Type::List(item) => generic("Vec", [self.ty(item)]),
            Type::NullableList(item) => generic("Vec", [generic("Option", [self.ty(item)])]),
            Type::Map(value) => {
                let map = self.name("std::collections", "BTreeMap");
                generic(map, [word("String"), self.ty(value)])
            }
            Type::Named(id) => word(self.named(*id)),
        }
    }

    /// The type of a property with what its presence and recursion add.
    pub fn field(&mut self, owner: &str, field: &Field) -> Node {
        let ty = self.ty(&field.ty);
        let ty = if field.boxed { generic("Box", [ty]) } else { ty };
        let ty = match field.presence {
            Presence::Required => ty,
            Presence::RequiredNullable | Presence::Optional => generic("Option", [ty]),
            Presence::OptionalNullable => generic(self.name("super::runtime", "Patch"), [ty]),
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
            if !self.is_taken(&name)
                && *self.aliases.entry(name.clone()).or_insert(text.clone()) == text
            {
                return word(name);
            }
            name += "Alias";
        }
    }

    /// Whether the description already has a type of a name.
    fn is_taken(&self, name: &str) -> bool {
        let operations = || self.api.modules.iter().flat_map(|module| &module.operations);
        let is_outcome = |outcome: &Outcome| matches!(outcome, Outcome::Many { type_name, .. } if type_name == name);
        self.api.types.iter().any(|definition| definition.name == name)
            || operations().any(|operation| {
                operation.type_name == name
                    || is_outcome(&operation.success)
                    || is_outcome(&operation.failure)
            })
    }

    /// The type of an argument: texts are taken as whatever becomes one.
    pub fn argument(&mut self, ty: &Type) -> Node {
        match ty {
            Type::String => generic("impl Into", [word("String")]),
            ty => self.ty(ty),
        }
    }

    /// The type of a body of an answer.
    pub fn payload(&mut self, payload: Option<&Payload>) -> Node {
        match payload {
            None => word("()"),
            Some(Payload::Text) => word("String"),
            Some(Payload::Json(ty)) => self.ty(ty),
        }
    }

    /// The type that a group of statuses brings, or `nothing` where none is documented.
    pub fn outcome(&mut self, outcome: &Outcome, nothing: &str) -> Node {
        match outcome {
            Outcome::Nothing if nothing == "()" => word(nothing),
            Outcome::Nothing => word(self.name("super::runtime", nothing)),
            Outcome::One { payload, .. } => self.payload(payload.as_ref()),
            Outcome::Many { type_name, .. } => word(type_name),
        }
    }

    /// Whether a type is an object with properties of its own.
    pub fn is_struct(&self, ty: &Type) -> bool {
        let Type::Named(id) = ty else { return false };
        self.definition(*id)
            .is_some_and(|definition| matches!(definition.kind, TypeKind::Struct(_)))
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

/// An argument as the value of a field of the same type.
pub fn taken(name: &str, ty: &Type) -> Option<Node> {
    matches!(ty, Type::String).then(|| word(name).method("into", []))
}
