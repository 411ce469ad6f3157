//! What values must satisfy to be sent.

use std::cmp::Ordering;

use super::{Literal, Number, Type, TypeId, TypeKind};

/// What a value must satisfy to be sent (JSON Schema validation keywords). Nothing of it is asked of an answer.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Rules {
    /// Whether a request must have it, although its type lets it be absent.
    pub required: bool,
    /// The only value that it can have.
    pub constant: Option<Literal>,
    /// `minLength`, in Unicode code points.
    pub min_length: Option<u64>,
    /// `maxLength`, in Unicode code points.
    pub max_length: Option<u64>,
    /// `pattern`, an ECMA-262 regular expression; several where `allOf` joins them.
    pub patterns: Vec<String>,
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
    /// What each of the first items of a tuple must satisfy, if any is to satisfy something.
    pub first: Vec<Rules>,
    /// What each item of an array behind those, or each value of a map, must satisfy.
    pub items: Option<Box<Rules>>,
}

impl Rules {
    /// Whether nothing is demanded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Those that speak of values of one kind.
    #[must_use]
    pub fn of(&self, aspect: Aspect) -> Self {
        let Self { min_length, max_length, minimum, maximum, .. } = *self;
        let Self { multiple_of, min_items, max_items, unique_items, .. } = *self;
        match aspect {
            Aspect::Text => {
                let patterns = self.patterns.clone();
                Self { min_length, max_length, patterns, ..Self::default() }
            }
            Aspect::Number => Self { minimum, maximum, multiple_of, ..Self::default() },
            Aspect::Items => {
                let (first, items) = (self.first.clone(), self.items.clone());
                Self { min_items, max_items, unique_items, first, items, ..Self::default() }
            }
        }
    }

    /// These, with those that others say of values of one kind.
    #[must_use]
    pub fn with(self, aspect: Aspect, other: &Self) -> Self {
        let other = other.of(aspect);
        match aspect {
            Aspect::Text => Self {
                min_length: other.min_length,
                max_length: other.max_length,
                patterns: other.patterns,
                ..self
            },
            Aspect::Number => Self {
                minimum: other.minimum,
                maximum: other.maximum,
                multiple_of: other.multiple_of,
                ..self
            },
            Aspect::Items => Self {
                min_items: other.min_items,
                max_items: other.max_items,
                unique_items: other.unique_items,
                first: other.first,
                items: other.items,
                ..self
            },
        }
    }
}

/// The kinds of values that rules speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// Texts: how long they are, and what matches them.
    Text,
    /// Numbers: how large they are.
    Number,
    /// Lists and maps: how much is in them, and what.
    Items,
}

impl Aspect {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Text, Self::Number, Self::Items];

    /// Whether values of a type are held against the rules of this kind that the place has in which the type stands. An object with
    /// properties of its own has its rules with it.
    pub fn holds<'a>(self, ty: &Type, kind: &dyn Fn(TypeId) -> Option<&'a TypeKind>) -> bool {
        match ty {
            Type::String | Type::Text(_) | Type::Base64 | Type::File | Type::Bytes => {
                self == Self::Text
            }
            Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 => {
                self == Self::Number
            }
            Type::List(_) | Type::Map(_) | Type::Tuple(..) => self == Self::Items,
            Type::Nullable(inner) => self.holds(inner, kind),
            Type::Bool | Type::Json | Type::Null | Type::External(_) => false,
            Type::Named(id) => match kind(*id) {
                Some(TypeKind::Struct(_)) | None => false,
                Some(TypeKind::Enum(values)) => values.open && self == Self::Text,
                Some(TypeKind::Newtype(inner)) => self.holds(inner, kind),
                Some(TypeKind::Union(union)) => {
                    union.members.iter().any(|member| self.holds(&member.ty, kind))
                }
            },
        }
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

impl Bound {
    /// The narrower one of two. What is narrower is greater among lower bounds, and less among upper ones.
    #[must_use]
    pub fn narrower(self, other: Self, narrower: Ordering) -> Self {
        match other.value.compare(self.value) {
            Some(Ordering::Equal) => Self { exclusive: self.exclusive || other.exclusive, ..self },
            Some(order) if order == narrower => other,
            _ => self,
        }
    }

    /// Whether a number is beyond it, on the side that is narrower of two bounds like it.
    #[must_use]
    pub fn excludes(self, value: Number, narrower: Ordering) -> bool {
        match value.compare(self.value) {
            Some(Ordering::Equal) => self.exclusive,
            order => order == Some(narrower.reverse()),
        }
    }
}
