//! Reading and writing objects without a visitor for each type.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::patch::Patch;

/// An object with known properties that reads itself.
pub trait Object<'de>: Sized {
    /// The names of the properties on the wire.
    const FIELDS: &'static [&'static str];

    /// Reads the members of an object.
    ///
    /// # Errors
    ///
    /// A required property is missing, or a value has another type than the property.
    fn read<A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error>;
}

/// A list of strings that keeps those that it does not know.
pub trait OpenEnum: Sized {
    /// The value for a string on the wire.
    fn from_text(text: &str) -> Self;

    /// The string on the wire.
    fn as_text(&self) -> &str;
}

/// Reads an object.
///
/// # Errors
///
/// The value is no object, or not one that the type can be read from.
pub fn object<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        T::read(&mut map)
    }
}

/// The index in `fields` of the next known property; those that are not known are skipped.
///
/// # Errors
///
/// The text is malformed.
pub fn next_field<'de, A: MapAccess<'de>>(
    map: &mut A,
    fields: &'static [&'static str],
) -> Result<Option<usize>, A::Error> {
    while let Some(index) = map.next_key_seed(KeySeed { fields })? {
        if let Some(index) = index {
            return Ok(Some(index));
        }
        map.next_value::<IgnoredAny>()?;
    }
    Ok(None)
}

struct KeySeed {
    fields: &'static [&'static str],
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(position(self.fields, name))
    }
}

fn position(fields: &[&str], name: &str) -> Option<usize> {
    fields.iter().position(|field| *field == name)
}

/// A member of an object that keeps the properties that it does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A known property, by its index.
    Field(usize),
    /// Another property, by its name.
    Additional(String),
}

/// The next member of an object.
///
/// # Errors
///
/// The text is malformed.
pub fn next_entry<'de, A: MapAccess<'de>>(
    map: &mut A,
    fields: &'static [&'static str],
) -> Result<Option<Entry>, A::Error> {
    let name = map.next_key::<Name<'de>>()?;
    Ok(name.map(|Name(name)| {
        position(fields, &name).map_or_else(|| Entry::Additional(name.into_owned()), Entry::Field)
    }))
}

/// The name of a property, borrowed where the input allows.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Owned(name.to_owned())))
    }
}

/// A property that must have been there.
///
/// # Errors
///
/// It was not.
pub fn required<T, E: serde::de::Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

/// Writes a property unless it is absent.
///
/// # Errors
///
/// The value cannot be written.
pub fn optional<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    value: &Option<T>,
) -> Result<(), M::Error> {
    match value {
        Some(value) => map.serialize_entry(name, value),
        None => Ok(()),
    }
}

/// Writes a property unless it is absent; null is written.
///
/// # Errors
///
/// The value cannot be written.
pub fn patch<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    value: &Patch<T>,
) -> Result<(), M::Error> {
    if value.is_absent() { Ok(()) } else { map.serialize_entry(name, value) }
}

/// Writes the properties beside the known ones.
///
/// # Errors
///
/// A value cannot be written.
pub fn additional<M: SerializeMap, T: Serialize>(
    map: &mut M,
    values: &BTreeMap<String, T>,
) -> Result<(), M::Error> {
    values.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
}

/// Writes a value of a list of strings.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize_text<T: OpenEnum, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.as_text())
}

/// Reads a value of a list of strings; one that is not in it is kept.
///
/// # Errors
///
/// The value is no string.
pub fn deserialize_text<'de, T: OpenEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(TextVisitor(PhantomData))
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: OpenEnum> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        Ok(T::from_text(text))
    }
}
