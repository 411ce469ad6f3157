//! Reading the values that are no named types.

use std::collections::BTreeMap;

use serde_json::Value;

use super::codec::{Decode, Invalid, Json};
use super::exact;
use super::file::File;
use super::patch::Patch;

impl Decode for Value {
    const HOLDS_NULL: bool = true;

    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        Ok(value.to_value())
    }
}

impl Decode for () {
    const HOLDS_NULL: bool = true;

    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        if value.is_null() { Ok(()) } else { Err(Invalid::kind(value, "null")) }
    }
}

impl Decode for bool {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        value.as_bool().ok_or_else(|| Invalid::kind(value, "a boolean"))
    }
}

impl Decode for String {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        value.as_str().map(str::to_owned).ok_or_else(|| Invalid::kind(value, "a string"))
    }
}

impl Decode for File {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        String::decode(value).map(Self::from)
    }
}

/// The integer that a number is: `1.0` is one in the sense of JSON Schema.
pub(super) fn integer(value: Json<'_>) -> Option<i128> {
    let digits = value.digits()?;
    digits.parse::<i64>().map(i128::from).ok().or_else(|| exact::integer(digits))
}

/// An integer of a type, which is narrower.
fn narrow<T: TryFrom<i128>>(value: Json<'_>, expected: &str) -> Result<T, Invalid> {
    let integer = integer(value).and_then(|integer| T::try_from(integer).ok());
    integer.ok_or_else(|| Invalid::kind(value, expected))
}

impl Decode for i32 {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        narrow(value, "an integer of 32 bits")
    }
}

impl Decode for i64 {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        narrow(value, "an integer of 64 bits")
    }
}

impl Decode for u32 {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        narrow(value, "an integer of 32 bits without a sign")
    }
}

impl Decode for u64 {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        narrow(value, "an integer of 64 bits without a sign")
    }
}

impl Decode for f64 {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        value.as_f64().ok_or_else(|| Invalid::kind(value, "a number"))
    }
}

impl Decode for f32 {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        let number = value.digits().and_then(|digits| digits.parse().ok());
        let number = number.filter(|number: &Self| number.is_finite());
        number.ok_or_else(|| Invalid::kind(value, "a number of 32 bits"))
    }
}

impl<T: Decode> Decode for Option<T> {
    const HOLDS_NULL: bool = true;

    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        if value.is_null() && !T::HOLDS_NULL { Ok(None) } else { T::decode(value).map(Some) }
    }
}

impl<T: Decode> Decode for Patch<T> {
    const HOLDS_NULL: bool = true;

    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        if value.is_null() { Ok(Self::Null) } else { T::decode(value).map(Self::Value) }
    }
}

impl<T: Decode> Decode for Box<T> {
    const HOLDS_NULL: bool = T::HOLDS_NULL;

    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        T::decode(value).map(Self::new)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        let items = items(value)?.enumerate();
        items.map(|(index, item)| self::item(index, item)).collect()
    }
}

/// The items of an array.
pub(super) fn items(value: Json<'_>) -> Result<impl ExactSizeIterator<Item = Json<'_>>, Invalid> {
    value.items().ok_or_else(|| Invalid::kind(value, "an array"))
}

/// An item of an array, which knows its place when it is wrong.
pub(super) fn item<T: Decode>(index: usize, value: Json<'_>) -> Result<T, Invalid> {
    T::decode(value).map_err(|error| error.in_item(index))
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        let members = value.members().ok_or_else(|| Invalid::kind(value, "an object"))?;
        let member = |(name, value): (&str, Json<'_>)| match T::decode(value) {
            Ok(value) => Ok((name.to_owned(), value)),
            Err(error) => Err(error.in_property(name)),
        };
        members.map(member).collect()
    }
}
