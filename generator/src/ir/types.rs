//! Types: what can be sent and received.

use super::{Docs, Rules};

/// Index of a named type in [`super::Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct TypeId(pub usize);

/// A type that gets a name and a definition of its own.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct TypeDef {
    /// Name of the type, such as `Certificate`.
    pub name: String,
    /// Key in `components.schemas`, if it was made from a component.
    pub component: Option<String>,
    /// Documentation of the type.
    pub docs: Docs,
    /// What the description demands of a value and the type does not, in words, such as `not` or `if`: a line each.
    pub notes: Vec<String>,
    /// Whether the description marks it deprecated.
    pub deprecated: bool,
    /// What it is made of.
    pub kind: TypeKind,
    /// Which facts hold for derives, decided once over the whole graph of types.
    pub derives: Derives,
    /// Whether a request can contain it, so that its rules are checked before sending.
    pub sent: bool,
    /// Whether an answer can contain it.
    pub received: bool,
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
    /// A list of values; a value that is not in it is kept.
    Enum(Enum),
    /// One of several types; a value that fits none is kept.
    Union(Union),
    /// Another type under a name of its own: only where a type contains itself without an object between.
    Newtype(Type),
}

/// An object with known properties.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Struct {
    /// The properties in document order.
    pub fields: Vec<Field>,
    /// Typed additional properties beside the named ones: name of the field that keeps them, and their type.
    pub additional: Option<(String, Type)>,
    /// How many properties a value must have to be sent, and what each of the additional ones must satisfy.
    pub rules: Box<Rules>,
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
    /// The one value that it can have, if there is only one: a constructor fills it in where it must be there. It is one of the type: the text of
    /// an enum, or a plain literal.
    pub constant: Option<Literal>,
    /// `default` as JSON text: what the server assumes; it is documented, never sent unasked.
    pub default: Option<String>,
    /// Whether the description marks it deprecated.
    pub deprecated: bool,
    /// `readOnly` or `writeOnly`, for documentation; presence already takes it into account.
    pub access: Access,
    /// What the description demands of a value and nothing checks, in words, such as `not`: a line each.
    pub notes: Vec<String>,
    /// Documentation of the property.
    pub docs: Docs,
}

/// In which direction a property travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub enum Access {
    /// In both.
    #[default]
    Both,
    /// `readOnly`: in answers; a request leaves it out.
    ReadOnly,
    /// `writeOnly`: in requests.
    WriteOnly,
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
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// An integer of 32 bits.
    I32,
    /// An integer of 64 bits.
    I64,
    /// An integer of 32 bits, not negative.
    U32,
    /// An integer of 64 bits, not negative.
    U64,
    /// `number` with format `float`.
    F32,
    /// `number` without format, or with format `double`.
    F64,
    /// `string`.
    String,
    /// `string` with a format that has a type of its own, whose text is kept as it came.
    Text(TextFormat),
    /// `string` with format `byte`, or with `contentEncoding: base64`: bytes in base64 (RFC 4648, section 4).
    Base64,
    /// `string` with format `binary`: a file in a form, text elsewhere.
    File,
    /// The whole body as bytes.
    Bytes,
    /// Any JSON.
    Json,
    /// Null and nothing else.
    Null,
    /// A value that may be null, where no presence says so: an item, a value of a map, a whole body.
    Nullable(Box<Type>),
    /// An array.
    List(Box<Type>),
    /// An array whose first items have types of their own; the type of those behind, if there may be any.
    Tuple(Vec<Type>, Option<Box<Type>>),
    /// An object with arbitrary keys.
    Map(Box<Type>),
    /// A type of [`super::Api::types`].
    Named(TypeId),
    /// A type of somebody else, by its path.
    External(String),
}

/// A format of a string that has a type of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub enum TextFormat {
    /// `basic-date-time`: `yyyyMMdd'T'HHmmss'Z'` (ISO 8601 basic format, UTC).
    BasicDateTime,
    /// `date-time` (RFC 3339, section 5.6).
    DateTime,
    /// `date` (RFC 3339, `full-date`).
    Date,
    /// `time` (RFC 3339, `full-time`).
    Time,
    /// `duration` (RFC 3339, appendix A; ISO 8601).
    Duration,
    /// `uuid` (RFC 9562).
    Uuid,
    /// `uri` and `url` (RFC 3986).
    Uri,
    /// `ipv4`.
    Ipv4,
    /// `ipv6`.
    Ipv6,
    /// `decimal`: a number of any precision.
    Decimal,
    /// `password`: hidden in `Debug`.
    Password,
}

/// A value that the description spells out.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum Literal {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
}

/// A list of values.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Enum {
    /// What all values are, known and unknown.
    pub base: Base,
    /// Whether the description allows any other text as well: then the values are those that it gives names to.
    pub open: bool,
    /// The values in document order.
    pub variants: Vec<Variant>,
}

/// What the values of an enum are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Base {
    /// Strings.
    String,
    /// Integers of 64 bits.
    Integer,
    /// Values of several JSON types, or numbers with a fraction.
    Mixed,
}

/// One value of an enum.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Variant {
    /// Name of the variant.
    pub name: String,
    /// The value on the wire.
    pub wire: Literal,
    /// Documentation of the value.
    pub docs: Docs,
}

/// One of several types.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Union {
    /// The property whose value tells the members apart, if the description names one.
    pub tag: Option<String>,
    /// The members in document order.
    pub members: Vec<Member>,
}

/// One member of a union.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Member {
    /// Name of the variant.
    pub name: String,
    /// What it holds.
    pub ty: Type,
    /// Whether it must be boxed: because the type contains itself, or to keep the variants of one size.
    pub boxed: bool,
    /// The only value that it can have.
    pub constant: Option<Literal>,
    /// Values of the tag that mean this member.
    pub tags: Vec<String>,
    /// Names of components that mean it as well, where nothing else is called so: they are read, and never made up.
    pub implied: Vec<String>,
    /// Whether it is what a value is that has no tag, or one that means no member.
    pub fallback: bool,
    /// What tells it from the others where no tag does.
    pub marks: Marks,
    /// Documentation of the member.
    pub docs: Docs,
}

/// What is known of the values of a union's member.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Marks {
    /// The JSON types that a value can have.
    pub kinds: Kinds,
    /// Properties that an object must have.
    pub required: Vec<String>,
    /// Properties that are described.
    pub known: Vec<String>,
    /// Whether other properties are kept too.
    pub open: bool,
    /// Properties, or the value itself under the name ``, that have one of these values.
    pub values: Vec<(String, Vec<Literal>)>,
    /// The same for properties of objects further in, by their paths: only where nothing else tells this member from another one.
    pub inner: Vec<(Vec<String>, Vec<Literal>)>,
}

/// A set of JSON types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Kinds {
    /// `true` and `false`.
    pub boolean: bool,
    /// Integers.
    pub integer: bool,
    /// Numbers with a fraction.
    pub fraction: bool,
    /// Strings.
    pub string: bool,
    /// Arrays.
    pub array: bool,
    /// Objects.
    pub object: bool,
}
