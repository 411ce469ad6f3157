//! Arrays whose first items have types of their own.

use serde::ser::{Error as _, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::check::{Check, Checker};
use super::codec::{self, Decode, Invalid, Json};
use super::decode;
use super::rules::Rules;

/// An array whose first items have types of their own, and whose further items are alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tuple<T, R> {
    /// The first items.
    pub first: T,
    /// The items behind them.
    pub rest: Vec<R>,
}

impl<T, R> Tuple<T, R> {
    /// The first items, and nothing behind them.
    pub const fn new(first: T) -> Self {
        Self { first, rest: Vec::new() }
    }
}

/// The first items of an array, as a tuple.
pub trait First: Sized {
    /// How many they are.
    const LENGTH: usize;

    /// Takes them from the front of an array.
    ///
    /// # Errors
    ///
    /// There are not so many, or one has another type.
    fn take(items: &mut dyn Iterator<Item = (usize, Json<'_>)>) -> Result<Self, Invalid>;
}

/// The next item, which must be there.
fn next<T: Decode>(items: &mut dyn Iterator<Item = (usize, Json<'_>)>) -> Result<T, Invalid> {
    match items.next() {
        Some((index, value)) => decode::item(index, value),
        None => Err(Invalid::new("the array has too few items")),
    }
}

/// One after the other, the implementations for tuples of each length.
macro_rules! tuples {
    ($($length:literal: $($name:ident $index:tt),+;)+) => {$(
        impl<$($name: Decode),+> First for ($($name,)+) {
            const LENGTH: usize = $length;

            fn take(items: &mut dyn Iterator<Item = (usize, Json<'_>)>) -> Result<Self, Invalid> {
                Ok(($(next::<$name>(items)?,)+))
            }
        }

        impl<$($name: Decode),+> Decode for ($($name,)+) {
            fn decode(value: Json<'_>) -> Result<Self, Invalid> {
                let items = decode::items(value)?;
                if items.len() > $length {
                    return Err(Invalid::new(concat!("the array has more items than ", $length)));
                }
                Self::take(&mut items.enumerate())
            }
        }
    )+};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}

impl<T: First, R: Decode> Decode for Tuple<T, R> {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        let mut items = decode::items(value)?.enumerate();
        let first = T::take(&mut items)?;
        let rest = items.map(|(index, item)| decode::item(index, item));
        Ok(Self { first, rest: rest.collect::<Result<_, _>>()? })
    }
}

impl<'de, T: First, R: Decode> Deserialize<'de> for Tuple<T, R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        codec::deserialize(deserializer)
    }
}

/// The first items become a tree of JSON of their own, because no serializer joins two lists.
impl<T: Serialize, R: Serialize> Serialize for Tuple<T, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let first = serde_json::to_value(&self.first).map_err(S::Error::custom)?;
        let first = first.as_array().map(Vec::as_slice).unwrap_or_default();
        let mut items = serializer.serialize_seq(Some(first.len() + self.rest.len()))?;
        first.iter().try_for_each(|item| items.serialize_element(item))?;
        self.rest.iter().try_for_each(|item| items.serialize_element(item))?;
        items.end()
    }
}

impl<T: Check + First, R: Check> Check for Tuple<T, R> {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.count(T::LENGTH + self.rest.len(), rules);
        self.first.check(rules, checker);
        let rules = rules.items.unwrap_or(Rules::NONE);
        for (index, item) in self.rest.iter().enumerate() {
            checker.item(T::LENGTH + index, item, rules);
        }
    }
}
