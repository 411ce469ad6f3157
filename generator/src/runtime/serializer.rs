//! Values into arguments.
//!
//! A serializer of `serde`, so that whatever has a codec can be a parameter or a part of a form.

use std::fmt;

use serde::ser::{
    Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
};
use serde::{Serialize, Serializer};

use super::argument::Argument;
use super::codec;
use super::exact;
use super::file::{self, File, MARK};
use super::rules::widened;
use super::text::SECRET;

/// The name of the number that `serde_json` writes where its feature `arbitrary_precision` is on, perhaps by somebody else's wish.
const NUMBER: &str = "$serde_json::private::Number";

/// The argument for a value, or why it can be none.
pub(super) fn argument<T: Serialize + ?Sized>(value: &T) -> Result<Argument, Unfit> {
    codec::sending(|| value.serialize(ToArgument { is_file: false, is_shown: false }))
}

/// The argument for a value that is only shown: without its secrets, and with numbers that cannot be sent.
pub(super) fn shown<T: Serialize + ?Sized>(value: &T) -> Result<Argument, Unfit> {
    value.serialize(ToArgument { is_file: false, is_shown: true })
}

/// Why a value can be no argument.
#[derive(Debug)]
pub(super) struct Unfit(pub(super) String);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

impl serde::ser::Error for Unfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// The serializer.
struct ToArgument {
    /// Whether it is within a file, which then hands itself over.
    is_file: bool,
    /// Whether the value is to be seen by people, and not to be sent.
    is_shown: bool,
}

/// A value within another: what is absent on its own is null there.
fn inner<T: Serialize + ?Sized>(value: &T, is_shown: bool) -> Result<Argument, Unfit> {
    value.serialize(ToArgument { is_file: false, is_shown }).map(defined)
}

fn defined(argument: Argument) -> Argument {
    match argument {
        Argument::Absent => Argument::Null,
        other => other,
    }
}

impl ToArgument {
    fn float(&self, value: f64) -> Result<Argument, Unfit> {
        if value.is_finite() || self.is_shown {
            Ok(Argument::Float(value))
        } else {
            Err(Unfit(format!("is {value}, and JSON has no such number")))
        }
    }

    fn items(&self, variant: Option<&'static str>) -> Items {
        Items { variant, is_shown: self.is_shown, values: Vec::new() }
    }

    fn members(&self, variant: Option<&'static str>, is_number: bool) -> Members {
        let (name, values) = (String::new(), Vec::new());
        Members { variant, is_number, is_shown: self.is_shown, name, values }
    }
}

impl Serializer for ToArgument {
    type Ok = Argument;
    type Error = Unfit;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Members;

    fn is_human_readable(&self) -> bool {
        !self.is_file
    }

    fn serialize_bool(self, value: bool) -> Result<Argument, Unfit> {
        Ok(Argument::Bool(value))
    }

    fn serialize_i8(self, value: i8) -> Result<Argument, Unfit> {
        Ok(Argument::Integer(value.into()))
    }

    fn serialize_i16(self, value: i16) -> Result<Argument, Unfit> {
        Ok(Argument::Integer(value.into()))
    }

    fn serialize_i32(self, value: i32) -> Result<Argument, Unfit> {
        Ok(Argument::Integer(value.into()))
    }

    fn serialize_i64(self, value: i64) -> Result<Argument, Unfit> {
        Ok(Argument::Integer(value.into()))
    }

    fn serialize_i128(self, value: i128) -> Result<Argument, Unfit> {
        Ok(Argument::Integer(value))
    }

    fn serialize_u8(self, value: u8) -> Result<Argument, Unfit> {
        Ok(Argument::Integer(value.into()))
    }

    fn serialize_u16(self, value: u16) -> Result<Argument, Unfit> {
        Ok(Argument::Integer(value.into()))
    }

    fn serialize_u32(self, value: u32) -> Result<Argument, Unfit> {
        Ok(Argument::Integer(value.into()))
    }

    fn serialize_u64(self, value: u64) -> Result<Argument, Unfit> {
        Ok(Argument::Integer(value.into()))
    }

    fn serialize_f32(self, value: f32) -> Result<Argument, Unfit> {
        self.float(widened(value))
    }

    fn serialize_f64(self, value: f64) -> Result<Argument, Unfit> {
        self.float(value)
    }

    fn serialize_char(self, value: char) -> Result<Argument, Unfit> {
        Ok(Argument::Text(value.into()))
    }

    fn serialize_str(self, value: &str) -> Result<Argument, Unfit> {
        Ok(Argument::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Argument, Unfit> {
        Ok(Argument::File(File::new(value.to_vec())))
    }

    fn serialize_none(self) -> Result<Argument, Unfit> {
        Ok(Argument::Absent)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Argument, Unfit> {
        value.serialize(self).map(defined)
    }

    fn serialize_unit(self) -> Result<Argument, Unfit> {
        Ok(Argument::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Argument, Unfit> {
        Ok(Argument::Null)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Argument, Unfit> {
        Ok(Argument::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Argument, Unfit> {
        match name {
            MARK => {
                value.serialize(Self { is_file: true, ..self })?;
                let file = file::handed();
                file.map(Argument::File).ok_or_else(|| Unfit::custom("is a file without bytes"))
            }
            SECRET if self.is_shown => Ok(Argument::Text("(hidden)".to_owned())),
            _ if self.is_shown => Ok(Argument::Named(name, Box::new(value.serialize(self)?))),
            _ => value.serialize(self),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Argument, Unfit> {
        Ok(within(Some(variant), inner(value, self.is_shown)?))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Items, Unfit> {
        Ok(self.items(None))
    }

    fn serialize_tuple(self, _length: usize) -> Result<Items, Unfit> {
        Ok(self.items(None))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<Items, Unfit> {
        Ok(self.items(None))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Items, Unfit> {
        Ok(self.items(Some(variant)))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Members, Unfit> {
        Ok(self.members(None, false))
    }

    fn serialize_struct(self, name: &'static str, _length: usize) -> Result<Members, Unfit> {
        Ok(self.members(None, name == NUMBER))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Members, Unfit> {
        Ok(self.members(Some(variant), false))
    }
}

/// A value under the name of its variant, as `serde` has it unless told otherwise.
fn within(variant: Option<&'static str>, value: Argument) -> Argument {
    match variant {
        Some(variant) => Argument::Object(vec![(variant.to_owned(), value)]),
        None => value,
    }
}

/// A list under way.
struct Items {
    variant: Option<&'static str>,
    is_shown: bool,
    values: Vec<Argument>,
}

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.values.push(inner(value, self.is_shown)?);
        Ok(())
    }

    fn finish(self) -> Argument {
        within(self.variant, Argument::List(self.values))
    }
}

impl SerializeSeq for Items {
    type Ok = Argument;
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.push(value)
    }

    fn end(self) -> Result<Argument, Unfit> {
        Ok(self.finish())
    }
}

impl SerializeTuple for Items {
    type Ok = Argument;
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.push(value)
    }

    fn end(self) -> Result<Argument, Unfit> {
        Ok(self.finish())
    }
}

impl SerializeTupleStruct for Items {
    type Ok = Argument;
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.push(value)
    }

    fn end(self) -> Result<Argument, Unfit> {
        Ok(self.finish())
    }
}

impl SerializeTupleVariant for Items {
    type Ok = Argument;
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.push(value)
    }

    fn end(self) -> Result<Argument, Unfit> {
        Ok(self.finish())
    }
}

/// The number for its digits, if there is one that is the same.
fn number(digits: &str) -> Result<Argument, Unfit> {
    if let Ok(integer) = digits.parse() {
        return Ok(Argument::Integer(integer));
    }
    let float =
        digits.parse().ok().filter(|float: &f64| exact::is_same(&float.to_string(), digits));
    let unfit = || Unfit(format!("is {digits}, which has more digits than a number is sent with"));
    float.map(Argument::Float).ok_or_else(unfit)
}

/// An object under way.
struct Members {
    variant: Option<&'static str>,
    /// Whether it is no object but a number of `serde_json` that keeps all its digits.
    is_number: bool,
    is_shown: bool,
    name: String,
    values: Vec<(String, Argument)>,
}

impl Members {
    fn push<T: Serialize + ?Sized>(&mut self, name: String, value: &T) -> Result<(), Unfit> {
        self.values.push((name, inner(value, self.is_shown)?));
        Ok(())
    }

    fn finish(mut self) -> Result<Argument, Unfit> {
        if self.is_number
            && let Some((_, Argument::Text(digits))) = self.values.pop()
        {
            let is_shown = self.is_shown;
            return number(&digits)
                .or_else(|unfit| if is_shown { Ok(Argument::Text(digits)) } else { Err(unfit) });
        }
        Ok(within(self.variant, Argument::Object(self.values)))
    }
}

impl SerializeMap for Members {
    type Ok = Argument;
    type Error = Unfit;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unfit> {
        self.name = argument(key)?.text().map_err(Unfit)?.into_owned();
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        let name = std::mem::take(&mut self.name);
        self.push(name, value)
    }

    fn end(self) -> Result<Argument, Unfit> {
        self.finish()
    }
}

impl SerializeStruct for Members {
    type Ok = Argument;
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unfit> {
        self.push(name.to_owned(), value)
    }

    fn end(self) -> Result<Argument, Unfit> {
        self.finish()
    }
}

impl SerializeStructVariant for Members {
    type Ok = Argument;
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unfit> {
        self.push(name.to_owned(), value)
    }

    fn end(self) -> Result<Argument, Unfit> {
        self.finish()
    }
}
