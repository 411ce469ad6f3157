//! Types: what can be sent and received.

use super::Docs;

/// Index of a named type in [`super::Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct TypeId(pub usize);

/// A type that gets a name and a definition of its own.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct TypeDef {
    /// Name of the type, such as `Certificate`.
    pub name: String,
    /// Documentation of the type.
    pub docs: Docs,
    /// Whether the description marks it deprecated.
    pub deprecated: bool,
    /// What it is made of.
    pub kind: TypeKind,
    /// Which facts hold for derives, decided once over the whole graph of types.
    pub derives: Derives,
    /// Whether a request can contain it, so that its rules are checked before sending.
    pub sent: bool,
}

/// Traits that a type can have beyond `Clone`, `Debug` and `PartialEq`, which every type has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Derives {
    /// `Default`: every field of a struct may be absent.
    pub default: bool,
    /// `Eq`: no floating-point number and no free JSON inside.
    pub eq: bool,
}

/// The shape of a named type.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum TypeKind {
    /// An object with known properties.
    Struct(Struct),
    /// A closed list of strings; a value that is not in it is kept.
    Enum(Vec<Variant>),
}

/// An object with known properties.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Struct {
    /// The properties in document order.
    pub fields: Vec<Field>,
    /// Typed additional properties beside the named ones: name of the field that keeps them, and their type.
    pub additional: Option<(String, Type)>,
}

/// One property of an object.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Field {
    /// Name of the field.
    pub name: String,
    /// Name of the property in JSON.
    pub wire: String,
    /// Whether it may be absent, null, or both.
    pub presence: Presence,
    /// Type of its value when it has one.
    pub ty: Type,
    /// Whether the value must be boxed, because the type contains itself.
    pub boxed: bool,
    /// What a value must satisfy to be sent.
    pub rules: Rules,
    /// Whether the description marks it deprecated.
    pub deprecated: bool,
    /// Documentation of the property.
    pub docs: Docs,
}

/// Whether a value may be absent, null, or both: two booleans of the description as the one thing that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Presence {
    /// Always there, never null: `T`.
    Required,
    /// Always there, perhaps null: `Option<T>`, where `None` is null.
    RequiredNullable,
    /// Perhaps absent, never null: `Option<T>`, where `None` is absent.
    Optional,
    /// Perhaps absent, perhaps null: `Patch<T>`.
    OptionalNullable,
}

/// A type as used by a field, an item, a parameter or a body.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// `integer` with format `int32`.
    I32,
    /// `integer` without format, or with format `int64`.
    I64,
    /// `number` with format `float`.
    F32,
    /// `number` without format, or with format `double`.
    F64,
    /// `string`.
    String,
    /// `string` with format `basic-date-time`: `yyyyMMdd'T'HHmmss'Z'` (ISO 8601 basic format, UTC).
    BasicDateTime,
    /// Any JSON.
    Json,
    /// An array.
    List(Box<Type>),
    /// An array of items that may be null.
    NullableList(Box<Type>),
    /// An object with arbitrary keys.
    Map(Box<Type>),
    /// A type of [`super::Api::types`].
    Named(TypeId),
}

/// One value of an enum of strings.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Variant {
    /// Name of the variant.
    pub name: String,
    /// The string on the wire.
    pub wire: String,
    /// Documentation of the value.
    pub docs: Docs,
}

/// What a value must satisfy to be sent (JSON Schema validation keywords). Nothing of it is asked of an answer.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Rules {
    /// `minLength`, in Unicode code points.
    pub min_length: Option<u64>,
    /// `maxLength`, in Unicode code points.
    pub max_length: Option<u64>,
    /// `pattern`, an ECMA-262 regular expression.
    pub pattern: Option<String>,
    /// `minimum`, with `exclusiveMinimum`.
    pub minimum: Option<Bound>,
    /// `maximum`, with `exclusiveMaximum`.
    pub maximum: Option<Bound>,
    /// `multipleOf`.
    pub multiple_of: Option<Number>,
    /// `minItems`, or `minProperties` of a map.
    pub min_items: Option<u64>,
    /// `maxItems`, or `maxProperties` of a map.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// What each item of an array, or each value of a map, must satisfy.
    pub items: Option<Box<Rules>>,
}

impl Rules {
    /// Whether nothing is demanded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A bound of a number.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Bound {
    /// The bound itself.
    pub value: Number,
    /// Whether the bound itself is outside.
    pub exclusive: bool,
}

/// A number of the description, exact where it is an integer.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub enum Number {
    /// An integer that fits 64 bits.
    Integer(i64),
    /// Any other number.
    Float(f64),
}
