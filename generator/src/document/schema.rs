//! A schema as it stands in the description: its keywords in the terms of JSON Schema 2020-12, nothing resolved or merged.

use serde_json::Value;

pub use crate::ir::{Bound, Number};
use crate::source::Node;

/// The keywords of one schema.
#[derive(Clone, Debug)]
pub struct Schema<'t> {
    /// Where it stands.
    pub node: Node<'t>,
    /// `true` or `false` in place of a schema.
    pub boolean: Option<bool>,
    /// `$ref`, `$dynamicRef` or `$recursiveRef`, followed; `None` also where it leads nowhere, which was reported.
    pub reference: Option<Node<'t>>,
    /// `type`; `None` if any. `nullable: true` of 3.0 and `x-nullable: true` of 2.0 have put `null` into it, or, where there
    /// is no `type`, are `nullable`.
    pub types: Option<Types>,
    /// Null is allowed by a keyword beside `type`.
    pub nullable: bool,
    /// `title`.
    pub title: Option<&'t str>,
    /// `description`.
    pub description: Option<&'t str>,
    /// `format`.
    pub format: Option<&'t str>,
    /// `default`.
    pub default: Option<Node<'t>>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `writeOnly`.
    pub write_only: bool,
    /// `enum`.
    pub values: Option<Node<'t>>,
    /// `const`.
    pub constant: Option<Node<'t>>,
    /// `properties` in document order.
    pub properties: Vec<(&'t str, Node<'t>)>,
    /// `required`.
    pub required: Vec<(&'t str, Node<'t>)>,
    /// `additionalProperties`, or `unevaluatedProperties` where that is all there is.
    pub additional: Additional<'t>,
    /// Whether that is `unevaluatedProperties`, which leaves alone what schemas describe that hold together with this one.
    pub is_unevaluated: bool,
    /// `patternProperties` in document order.
    pub pattern_properties: Vec<(&'t str, Node<'t>)>,
    /// `propertyNames`.
    pub property_names: Option<Node<'t>>,
    /// `items`.
    pub items: Option<Node<'t>>,
    /// `prefixItems`, or `items` that is an array.
    pub prefix_items: Vec<Node<'t>>,
    /// Whether they are an `items` that is an array, which was replaced by `prefixItems`.
    pub lists_items: bool,
    /// `minLength`.
    pub min_length: Option<u64>,
    /// `maxLength`.
    pub max_length: Option<u64>,
    /// `pattern`.
    pub pattern: Option<&'t str>,
    /// `minimum` or `exclusiveMinimum`.
    pub minimum: Option<Bound>,
    /// `maximum` or `exclusiveMaximum`.
    pub maximum: Option<Bound>,
    /// `multipleOf`.
    pub multiple_of: Option<Number>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// `allOf`.
    pub all_of: Vec<Node<'t>>,
    /// `oneOf`.
    pub one_of: Vec<Node<'t>>,
    /// `anyOf`.
    pub any_of: Vec<Node<'t>>,
    /// `discriminator`.
    pub discriminator: Option<Discriminator<'t>>,
    /// Keywords that are documented and not enforced: `not`, `if`, `then`, `else`, `contains`, `dependentRequired` and the
    /// like, with their nodes.
    pub constraints: Vec<(&'t str, Node<'t>)>,
    /// `contentEncoding`.
    pub content_encoding: Option<&'t str>,
    /// `contentMediaType`.
    pub content_media_type: Option<&'t str>,
    /// `x-enum-varnames` (or `x-enumNames`), one for each of `enum`.
    pub value_names: Vec<&'t str>,
    /// `x-enum-descriptions` (or `x-enumDescriptions`), one for each of `enum`.
    pub value_descriptions: Vec<&'t str>,
    /// `x-rust-name`.
    pub rust_name: Option<&'t str>,
    /// `x-rust-type`: the path of a type that stands in for the schema.
    pub rust_type: Option<&'t str>,
    /// `xml`.
    pub xml: Xml<'t>,
    /// `example` and each of `examples`.
    pub examples: Vec<Node<'t>>,
}

impl<'t> Schema<'t> {
    /// Whether it says `nullable` and nothing else, which is what descriptions of 3.0 write for want of a type of null.
    #[must_use]
    pub fn is_bare_null(&self) -> bool {
        let says_nothing =
            |(key, _): (&str, Node<'_>)| ["nullable", "description", "title"].contains(&key);
        self.nullable && self.node.members().all(says_nothing)
    }

    /// Whether null is its only value, as far as its own keywords say.
    #[must_use]
    pub fn is_null(&self) -> bool {
        let only_null = |values: Node<'_>| {
            let mut values = values.items().peekable();
            values.peek().is_some() && values.all(|value| value.value.is_null())
        };
        self.types == Some(Types::NULL)
            || self.constant.is_some_and(|value| value.value.is_null())
            || self.values.is_some_and(only_null)
            || self.is_bare_null()
    }

    /// A schema that says nothing.
    #[must_use]
    pub fn blank(node: Node<'t>) -> Self {
        Self {
            node,
            boolean: None,
            reference: None,
            types: None,
            nullable: false,
            title: None,
            description: None,
            format: None,
            default: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            values: None,
            constant: None,
            properties: Vec::new(),
            required: Vec::new(),
            additional: Additional::Unspecified,
            is_unevaluated: false,
            pattern_properties: Vec::new(),
            property_names: None,
            items: None,
            prefix_items: Vec::new(),
            lists_items: false,
            min_length: None,
            max_length: None,
            pattern: None,
            minimum: None,
            maximum: None,
            multiple_of: None,
            min_items: None,
            max_items: None,
            unique_items: false,
            min_properties: None,
            max_properties: None,
            all_of: Vec::new(),
            one_of: Vec::new(),
            any_of: Vec::new(),
            discriminator: None,
            constraints: Vec::new(),
            content_encoding: None,
            content_media_type: None,
            value_names: Vec::new(),
            value_descriptions: Vec::new(),
            rust_name: None,
            rust_type: None,
            xml: Xml::default(),
            examples: Vec::new(),
        }
    }
}

/// Whether properties beside the named ones are allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Additional<'t> {
    /// Nothing is said.
    #[default]
    Unspecified,
    /// `true`, or `{}`.
    Free,
    /// `false`.
    Closed,
    /// Those whose values fit a schema.
    Schema(Node<'t>),
}

/// `discriminator`.
#[derive(Clone, Debug)]
pub struct Discriminator<'t> {
    /// Where it stands.
    pub node: Node<'t>,
    /// `propertyName`.
    pub property: &'t str,
    /// `mapping`: each tag with the schema it means; `None` where it leads nowhere, which was reported.
    pub mapping: Vec<(&'t str, Option<Node<'t>>)>,
    /// `defaultMapping`: the schema of a value that has no tag, or one that means no schema.
    pub default: Option<Node<'t>>,
}

/// `xml`: how a value stands in XML.
#[derive(Clone, Copy, Debug, Default)]
pub struct Xml<'t> {
    /// Where it stands.
    pub node: Option<Node<'t>>,
    /// `name`.
    pub name: Option<&'t str>,
    /// `namespace`.
    pub namespace: Option<&'t str>,
    /// `prefix`.
    pub prefix: Option<&'t str>,
    /// `nodeType`, which `attribute` and `wrapped` were before.
    pub kind: Option<NodeType>,
    /// Whether the schema is a reference that stands for nothing itself: all is as the schema says that it leads to.
    pub defers: bool,
}

/// `nodeType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeType {
    /// `element`.
    Element,
    /// `attribute`.
    Attribute,
    /// `text`.
    Text,
    /// `cdata`.
    CData,
    /// `none`.
    None,
}

/// A set of JSON types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Types(u8);

impl Types {
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `boolean`.
    pub const BOOLEAN: Self = Self(2);
    /// `integer`.
    pub const INTEGER: Self = Self(4);
    /// `number`, which includes `integer`.
    pub const NUMBER: Self = Self(8 | 4);
    /// `string`.
    pub const STRING: Self = Self(16);
    /// `array`.
    pub const ARRAY: Self = Self(32);
    /// `object`.
    pub const OBJECT: Self = Self(64);
    /// Every type.
    pub const ALL: Self = Self(127);

    /// The type of this name (JSON Schema Validation, section 6.1.1).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    /// The narrowest type that a value has.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if number.is_f64() => {
                if number.as_f64().is_some_and(|number| number.fract() == 0.0) {
                    Self::INTEGER
                } else {
                    Self::NUMBER
                }
            }
            Value::Number(_) => Self::INTEGER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    /// Whether all of another set are in this one.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What is in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether nothing is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The types one by one, in a fixed order; `number` stands for itself and `integer`.
    pub fn iter(self) -> impl Iterator<Item = Self> {
        let all = [
            Self::NULL,
            Self::BOOLEAN,
            if self.contains(Self::NUMBER) { Self::NUMBER } else { Self::INTEGER },
            Self::STRING,
            Self::ARRAY,
            Self::OBJECT,
        ];
        all.into_iter().filter(move |one| self.contains(*one))
    }
}
