//! Schemas into types.

use std::collections::HashMap;

use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, IntegerType, NumberType, ObjectType, ReferenceOr,
    Schema, SchemaKind, StringType, VariantOrUnknownOrEmpty,
};

use super::document::{Document, component, unresolved};
use super::name::{self, Scope};
use super::{docs, fields, rules};
use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::ir::{
    Derives, Field, Number, Presence, Rules, Struct, Type, TypeDef, TypeId, TypeKind, Variant,
};

/// How many inline schemas or aliases may stand within one another.
const DEEPEST: usize = 100;

/// What a schema says of a value.
#[derive(Clone, Debug)]
pub(super) struct Lowered {
    pub(super) ty: Type,
    pub(super) nullable: bool,
    pub(super) rules: Rules,
}

impl Lowered {
    fn plain(ty: Type) -> Self {
        Self { ty, nullable: false, rules: Rules::default() }
    }

    /// What stands in for a schema with an error, so that the rest of the document can be looked at.
    fn broken() -> Self {
        Self::plain(Type::Json)
    }
}

/// The schemas of a document and the types made from them so far.
pub(super) struct Schemas<'d, 's> {
    pub(super) document: &'s Document<'d>,
    pub(super) diagnostics: &'s mut Diagnostics,
    pub(super) scope: &'s mut Scope,
    types: Vec<Option<TypeDef>>,
    components: HashMap<&'d str, State>,
    depth: usize,
}

#[derive(Clone, Debug)]
enum State {
    /// Its type has a name and will have a definition; it may be referred to at once.
    Named(TypeId, bool),
    /// An alias that is being looked at; to meet it again is a circle.
    Open,
    Done(Lowered),
}

/// A schema, or a reference to one, boxed or not.
#[derive(Clone, Copy)]
pub(super) enum Node<'d> {
    Reference(&'d str),
    Schema(&'d Schema),
}

impl<'d> From<&'d ReferenceOr<Schema>> for Node<'d> {
    fn from(node: &'d ReferenceOr<Schema>) -> Self {
        match node {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

impl<'d> From<&'d ReferenceOr<Box<Schema>>> for Node<'d> {
    fn from(node: &'d ReferenceOr<Box<Schema>>) -> Self {
        match node {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

impl<'d, 's> Schemas<'d, 's> {
    pub(super) fn new(
        document: &'s Document<'d>,
        scope: &'s mut Scope,
        diagnostics: &'s mut Diagnostics,
    ) -> Self {
        Self {
            document,
            diagnostics,
            scope,
            types: Vec::new(),
            components: HashMap::new(),
            depth: 0,
        }
    }

    /// Lowers `components.schemas`. All names are claimed first, in document order, so that no name depends on who refers to whom.
    pub(super) fn components(&mut self) {
        let Some(components) = self.document.components else { return };
        let section = Pointer::root().child("components").child("schemas");
        for (key, node) in &components.schemas {
            if let ReferenceOr::Item(schema) = node
                && is_named(&schema.schema_kind)
            {
                let id = self.reserve();
                let name = self.scope.mint(name::upper(key, "Type"));
                self.types[id.0] = Some(placeholder(name));
                self.components.insert(key, State::Named(id, schema.schema_data.nullable));
            }
        }
        for (key, node) in &components.schemas {
            let at = section.child(key);
            match (self.components.get(key.as_str()).cloned(), node) {
                (Some(State::Named(id, _)), ReferenceOr::Item(schema)) => {
                    self.define(id, schema, &at)
                }
                _ => {
                    self.component(key, &at);
                }
            }
        }
    }

    /// Whether a named type is a list of strings.
    pub(super) fn is_enum(&self, id: TypeId) -> bool {
        matches!(self.types.get(id.0), Some(Some(TypeDef { kind: TypeKind::Enum(_), .. })))
    }

    /// The finished types.
    pub(super) fn finish(self) -> (Vec<TypeDef>, &'s mut Diagnostics) {
        (self.types.into_iter().flatten().collect(), self.diagnostics)
    }

    /// Lowers a schema. `hint` names the type that is made if the schema needs one of its own.
    pub(super) fn lower(&mut self, node: Node<'d>, at: &Pointer, hint: &str) -> Lowered {
        if self.depth >= DEEPEST {
            let help =
                "give parts of it names in `components.schemas`, and break circles of references";
            self.diagnostics.error(Code::TooDeep, at, "schemas are nested too deeply here", help);
            return Lowered::broken();
        }
        self.depth += 1;
        let lowered = match node {
            Node::Reference(reference) => match component(reference, "schemas") {
                Some(key) => self.component(&key, at),
                None => {
                    unresolved(reference, "schemas", at, self.diagnostics);
                    Lowered::broken()
                }
            },
            Node::Schema(schema) => self.inline(schema, at, hint),
        };
        self.depth -= 1;
        lowered
    }

    fn component(&mut self, key: &str, at: &Pointer) -> Lowered {
        let entry =
            self.document.components.and_then(|components| components.schemas.get_key_value(key));
        let Some((key, node)) = entry else {
            unresolved(&format!("#/components/schemas/{key}"), "schemas", at, self.diagnostics);
            return Lowered::broken();
        };
        match self.components.get(key.as_str()) {
            Some(State::Named(id, nullable)) => {
                return Lowered {
                    ty: Type::Named(*id),
                    nullable: *nullable,
                    rules: Rules::default(),
                };
            }
            Some(State::Done(lowered)) => return lowered.clone(),
            Some(State::Open) => {
                let message = format!("the schema `{key}` is defined by itself alone");
                let help = "let one of the schemas in the circle be an object with properties";
                self.diagnostics.error(Code::ReferenceCycle, at, message, help);
                return Lowered::broken();
            }
            None => {}
        }
        self.components.insert(key, State::Open);
        let here = Pointer::root().child("components").child("schemas").child(key);
        let lowered = self.lower(Node::from(node), &here, key);
        self.components.insert(key, State::Done(lowered.clone()));
        lowered
    }

    fn inline(&mut self, schema: &'d Schema, at: &Pointer, hint: &str) -> Lowered {
        if is_named(&schema.schema_kind) {
            let id = self.reserve();
            let name = self.scope.mint(name::upper(hint, "Type"));
            self.types[id.0] = Some(placeholder(name));
            self.define(id, schema, at);
            return Lowered {
                ty: Type::Named(id),
                nullable: has_null(schema),
                rules: Rules::default(),
            };
        }
        let mut lowered = match &schema.schema_kind {
            SchemaKind::Type(openapiv3::Type::String(string)) => self.string(string, at),
            SchemaKind::Type(openapiv3::Type::Integer(integer)) => self.integer(integer, at),
            SchemaKind::Type(openapiv3::Type::Number(number)) => self.number(number, at),
            SchemaKind::Type(openapiv3::Type::Boolean(boolean)) => {
                self.no_enum(!boolean.enumeration.is_empty(), at);
                Lowered::plain(Type::Bool)
            }
            SchemaKind::Type(openapiv3::Type::Array(array)) => self.array(array, at, hint),
            SchemaKind::Type(openapiv3::Type::Object(object)) => self.map(object, at, hint),
            SchemaKind::OneOf { .. } => self.unsupported("oneOf", at),
            SchemaKind::AnyOf { .. } => self.unsupported("anyOf", at),
            SchemaKind::AllOf { .. } => self.unsupported("allOf", at),
            SchemaKind::Not { .. } => self.unsupported("not", at),
            SchemaKind::Any(any) => self.any(any, at),
        };
        lowered.nullable |= has_null(schema);
        lowered
    }

    fn unsupported(&mut self, keyword: &str, at: &Pointer) -> Lowered {
        let message = format!("`{keyword}` is not supported yet");
        let help = "describe the type with `type`, `properties`, `items` or `enum` for now";
        self.diagnostics.error_at_key(Code::UnsupportedKeyword, &at.child(keyword), message, help);
        Lowered::broken()
    }

    /// A schema whose keywords do not all belong to one type.
    fn any(&mut self, any: &'d AnySchema, at: &Pointer) -> Lowered {
        let combinators = [
            ("oneOf", any.one_of.is_empty()),
            ("anyOf", any.any_of.is_empty()),
            ("allOf", any.all_of.is_empty()),
            ("not", any.not.is_none()),
        ];
        if let Some((keyword, _)) = combinators.into_iter().find(|(_, absent)| !absent) {
            return self.unsupported(keyword, at);
        }
        if *any == AnySchema::default() {
            return Lowered::plain(Type::Json);
        }
        match &any.typ {
            None => self.error_mixed(
                "keywords about values stand here without a `type`",
                "add the `type` that they belong to",
                at,
            ),
            Some(known)
                if ["string", "number", "integer", "boolean", "object", "array"]
                    .contains(&known.as_str()) =>
            {
                let message = format!(
                    "some keywords of this schema do not belong to the type `{known}`, or have values that do not"
                );
                self.error_mixed(&message, "remove them, or correct the type", at)
            }
            Some(other) => {
                let message = format!("there is no type `{other}`");
                self.error_mixed(
                    &message,
                    "types are string, number, integer, boolean, object and array",
                    &at.child("type"),
                )
            }
        }
    }

    fn error_mixed(&mut self, message: &str, help: &str, at: &Pointer) -> Lowered {
        self.diagnostics.error(Code::UnsupportedType, at, message, help);
        Lowered::broken()
    }

    fn no_enum(&mut self, present: bool, at: &Pointer) {
        if present {
            let message = "`enum` is supported for strings only as yet";
            let help = "remove it, or describe the values in words";
            self.diagnostics.error_at_key(
                Code::UnsupportedKeyword,
                &at.child("enum"),
                message,
                help,
            );
        }
    }

    fn string(&mut self, string: &StringType, at: &Pointer) -> Lowered {
        let mut rules = Rules::default();
        rules::length(&mut rules, (string.min_length, string.max_length), at, self.diagnostics);
        rules.pattern = rules::pattern(string.pattern.as_ref(), at, self.diagnostics);
        let ty = match &string.format {
            VariantOrUnknownOrEmpty::Unknown(format) if format == "basic-date-time" => {
                Type::BasicDateTime
            }
            _ => Type::String,
        };
        Lowered { ty, nullable: false, rules }
    }

    fn integer(&mut self, integer: &IntegerType, at: &Pointer) -> Lowered {
        self.no_enum(!integer.enumeration.is_empty(), at);
        let mut rules = Rules::default();
        let bound =
            |bound: Option<i64>, exclusive| bound.map(|value| (Number::Integer(value), exclusive));
        let minimum = bound(integer.minimum, integer.exclusive_minimum);
        let maximum = bound(integer.maximum, integer.exclusive_maximum);
        rules::range(&mut rules, minimum, maximum, at, self.diagnostics);
        rules.multiple_of = integer.multiple_of.map(Number::Integer);
        let ty = match integer.format {
            VariantOrUnknownOrEmpty::Item(openapiv3::IntegerFormat::Int32) => Type::I32,
            _ => Type::I64,
        };
        Lowered { ty, nullable: false, rules }
    }

    fn number(&mut self, number: &NumberType, at: &Pointer) -> Lowered {
        self.no_enum(!number.enumeration.is_empty(), at);
        let mut rules = Rules::default();
        let bound =
            |bound: Option<f64>, exclusive| bound.map(|value| (rules::number(value), exclusive));
        let minimum = bound(number.minimum, number.exclusive_minimum);
        let maximum = bound(number.maximum, number.exclusive_maximum);
        rules::range(&mut rules, minimum, maximum, at, self.diagnostics);
        rules.multiple_of = number.multiple_of.map(rules::number);
        let ty = match number.format {
            VariantOrUnknownOrEmpty::Item(openapiv3::NumberFormat::Float) => Type::F32,
            _ => Type::F64,
        };
        Lowered { ty, nullable: false, rules }
    }

    fn array(&mut self, array: &'d ArrayType, at: &Pointer, hint: &str) -> Lowered {
        let item = match &array.items {
            Some(items) => {
                self.lower(Node::from(items), &at.child("items"), &format!("{hint} item"))
            }
            None => Lowered::plain(Type::Json),
        };
        let mut rules = Rules { unique_items: array.unique_items, ..Rules::default() };
        let (min, max) = (("minItems", array.min_items), ("maxItems", array.max_items));
        rules::items(&mut rules, min, max, at, self.diagnostics);
        rules.items = inner(item.rules);
        let list = if item.nullable { Type::NullableList } else { Type::List };
        Lowered { ty: list(Box::new(item.ty)), nullable: false, rules }
    }

    /// An object without properties of its own.
    fn map(&mut self, object: &'d ObjectType, at: &Pointer, hint: &str) -> Lowered {
        let value = match &object.additional_properties {
            Some(AdditionalProperties::Schema(schema)) => {
                let at = at.child("additionalProperties");
                self.lower(Node::from(schema.as_ref()), &at, &format!("{hint} value"))
            }
            Some(AdditionalProperties::Any(_)) | None => Lowered::plain(Type::Json),
        };
        let mut rules = Rules::default();
        let (min, max) =
            (("minProperties", object.min_properties), ("maxProperties", object.max_properties));
        rules::items(&mut rules, min, max, at, self.diagnostics);
        rules.items = inner(value.rules);
        let value = if value.nullable { self.nullable_value(at) } else { value.ty };
        Lowered { ty: Type::Map(Box::new(value)), nullable: false, rules }
    }

    fn nullable_value(&mut self, at: &Pointer) -> Type {
        let help = "remove `nullable` from the schema of the values for now";
        let message = "values of a map that may be null are not supported yet";
        self.diagnostics.error(
            Code::UnsupportedType,
            &at.child("additionalProperties"),
            message,
            help,
        );
        Type::Json
    }

    fn reserve(&mut self) -> TypeId {
        self.types.push(None);
        TypeId(self.types.len() - 1)
    }

    /// Fills in a type whose name was claimed before.
    fn define(&mut self, id: TypeId, schema: &'d Schema, at: &Pointer) {
        let name = self.types[id.0].as_ref().map(|def| def.name.clone()).unwrap_or_default();
        let data = &schema.schema_data;
        if data.discriminator.is_some() {
            self.unsupported("discriminator", at);
        }
        let kind = match &schema.schema_kind {
            SchemaKind::Type(openapiv3::Type::Object(object)) => {
                TypeKind::Struct(self.record(&name, object, at))
            }
            SchemaKind::Type(openapiv3::Type::String(string)) => TypeKind::Enum(variants(string)),
            _ => return,
        };
        if let Some(def) = &mut self.types[id.0] {
            def.docs = docs(data.title.as_ref(), data.description.as_ref());
            def.deprecated = data.deprecated;
            def.kind = kind;
        }
    }

    fn record(&mut self, name: &str, object: &'d ObjectType, at: &Pointer) -> Struct {
        if object.min_properties.is_some_and(|min| min > 0) || object.max_properties.is_some() {
            let keyword =
                if object.max_properties.is_some() { "maxProperties" } else { "minProperties" };
            self.unsupported(keyword, at);
        }
        let mut scope = fields();
        let mut fields: Vec<Field> = Vec::with_capacity(object.properties.len());
        for (wire, node) in &object.properties {
            let here = at.child("properties").child(wire);
            let lowered = self.lower(Node::from(node), &here, &format!("{name} {wire}"));
            let data = match node {
                ReferenceOr::Item(schema) => Some(&schema.schema_data),
                ReferenceOr::Reference { .. } => None,
            };
            // A property of one direction is never demanded in the other, and the type is the same in both.
            let one_way = data.is_some_and(|data| data.read_only || data.write_only);
            let required = object.required.contains(wire) && !one_way;
            fields.push(Field {
                name: scope.mint(name::lower(wire, "field")),
                wire: wire.clone(),
                presence: presence(required, lowered.nullable),
                ty: lowered.ty,
                boxed: false,
                rules: lowered.rules,
                deprecated: data.is_some_and(|data| data.deprecated),
                docs: docs(
                    data.and_then(|data| data.title.as_ref()),
                    data.and_then(|data| data.description.as_ref()),
                ),
            });
        }
        for (index, wire) in object.required.iter().enumerate() {
            if !object.properties.contains_key(wire) {
                self.diagnostics.error(
                    Code::UnsupportedType,
                    &at.child("required").index(index),
                    format!("the property `{wire}` is required but not described, which is not supported yet"),
                    "describe it below `properties`",
                );
            }
        }
        let additional = match &object.additional_properties {
            None | Some(AdditionalProperties::Any(false)) => None,
            Some(AdditionalProperties::Any(true)) => Some(Type::Json),
            Some(AdditionalProperties::Schema(schema)) => {
                let at = at.child("additionalProperties");
                let value = self.lower(Node::from(schema.as_ref()), &at, &format!("{name} value"));
                if !value.rules.is_empty() || value.nullable {
                    let message = "rules and null for additional properties beside named ones are not supported yet";
                    let help = "remove them from this schema for now";
                    self.diagnostics.error(Code::UnsupportedType, &at, message, help);
                }
                Some(value.ty)
            }
        };
        let additional = additional.map(|ty| (scope.mint("additional".to_owned()), ty));
        Struct { fields, additional }
    }
}

/// Whether a schema gets a type of its own: an object with properties, or a list of strings.
fn is_named(kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::Type(openapiv3::Type::Object(object)) => {
            !object.properties.is_empty()
                || !object.required.is_empty()
                || is_closed_or_empty(object)
        }
        SchemaKind::Type(openapiv3::Type::String(string)) => {
            string.enumeration.iter().any(Option::is_some)
        }
        _ => false,
    }
}

/// `{}` as the only value is an empty struct; without `additionalProperties: false` the object is a free map.
fn is_closed_or_empty(object: &ObjectType) -> bool {
    matches!(object.additional_properties, Some(AdditionalProperties::Any(false)))
}

/// Null may be allowed by `nullable`, or stand among the values of an `enum`.
fn has_null(schema: &Schema) -> bool {
    let listed = match &schema.schema_kind {
        SchemaKind::Type(openapiv3::Type::String(string)) => string.enumeration.contains(&None),
        _ => false,
    };
    schema.schema_data.nullable || listed
}

fn placeholder(name: String) -> TypeDef {
    TypeDef {
        name,
        docs: docs(None, None),
        deprecated: false,
        kind: TypeKind::Enum(Vec::new()),
        derives: Derives::default(),
        sent: false,
    }
}

fn presence(required: bool, nullable: bool) -> Presence {
    match (required, nullable) {
        (true, false) => Presence::Required,
        (true, true) => Presence::RequiredNullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::OptionalNullable,
    }
}

fn inner(rules: Rules) -> Option<Box<Rules>> {
    (!rules.is_empty()).then(|| Box::new(rules))
}

/// The values of an enum, each once, in document order.
fn variants(string: &StringType) -> Vec<Variant> {
    let mut scope = Scope::new(name::VARIANTS);
    let mut variants: Vec<Variant> = Vec::new();
    for wire in string.enumeration.iter().flatten() {
        if variants.iter().all(|variant| variant.wire != *wire) {
            let role = if wire.is_empty() { "Empty" } else { "Value" };
            let name = scope.mint(name::upper(wire, role));
            variants.push(Variant { name, wire: wire.clone(), docs: docs(None, None) });
        }
    }
    variants
}
