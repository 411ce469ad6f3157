//! Reading and writing values.

use serde::de::MapAccess;
use serde::{Deserialize, Deserializer, Serialize};

use crate::runtime::{BasicDateTime, Entry, Object, Patch, codec};

#[derive(Debug, PartialEq)]
struct Item {
    id: String,
    note: Option<String>,
    template: Patch<i64>,
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        codec::object(deserializer)
    }
}

impl<'de> Object<'de> for Item {
    const FIELDS: &'static [&'static str] = &["id", "note", "template"];

    fn read<A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error> {
        let (mut id, mut note, mut template) = (None, None, Patch::Absent);
        while let Some(field) = codec::next_field(map, Self::FIELDS)? {
            match field {
                0 => id = Some(map.next_value()?),
                1 => note = map.next_value()?,
                _ => template = map.next_value()?,
            }
        }
        Ok(Self { id: codec::required(id, "id")?, note, template })
    }
}

fn read(text: &str) -> Result<Item, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[test]
fn three_states_are_read() {
    let item = |template| Item { id: "i".to_owned(), note: None, template };
    assert_eq!(read(r#"{"id":"i"}"#), Ok(item(Patch::Absent)));
    assert_eq!(read(r#"{"id":"i","template":null}"#), Ok(item(Patch::Null)));
    assert_eq!(read(r#"{"template":7,"id":"i"}"#), Ok(item(Patch::Value(7))));
}

#[test]
fn what_is_not_known_is_skipped_and_what_is_missing_is_named() {
    let skipped =
        read(r#"{"new":{"a":[1,{"id":2}]},"id":"i","note":null,"\u0069d2":0}"#).expect("it reads");
    assert_eq!(skipped.id, "i");
    assert!(read("{}").expect_err("id").contains("missing field `id`"));
    assert!(read("[]").expect_err("no object").contains("expected an object"));
    assert!(read(r#"{"id":null}"#).is_err(), "null is no string");
    assert_eq!(read(r#"{"\u0069d":"escaped"}"#).expect("it reads").id, "escaped");
}

#[test]
fn additional_properties_are_told_from_known_ones() {
    struct Names(Vec<Entry>);
    impl<'de> Deserialize<'de> for Names {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            codec::object(deserializer)
        }
    }
    impl<'de> Object<'de> for Names {
        const FIELDS: &'static [&'static str] = &["known"];
        fn read<A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error> {
            let mut names = Vec::new();
            while let Some(entry) = codec::next_entry(map, Self::FIELDS)? {
                names.push(entry);
                map.next_value::<serde::de::IgnoredAny>()?;
            }
            Ok(Self(names))
        }
    }
    let names: Names = serde_json::from_str(r#"{"a":1,"known":2,"b\n":3}"#).expect("it reads");
    let additional = |name: &str| Entry::Additional(name.to_owned());
    assert_eq!(names.0, [additional("a"), Entry::Field(0), additional("b\n")]);
}

#[test]
fn a_date_keeps_its_text_and_is_understood_on_demand() {
    let date: BasicDateTime = serde_json::from_str(r#""20151212T121213Z""#).expect("it reads");
    assert_eq!(date.timestamp().expect("a date").to_string(), "2015-12-12T12:12:13Z");
    assert_eq!(BasicDateTime::from(date.timestamp().expect("a date")), date);
    let odd: BasicDateTime =
        serde_json::from_str(r#""2015-12-12""#).expect("it reads all the same");
    odd.timestamp().expect_err("no such date");
    assert_eq!(serde_json::to_string(&odd).expect("it writes"), r#""2015-12-12""#);
    for wrong in ["20151312T121213Z", "20151212T121213", "20151212T121213Z ", ""] {
        BasicDateTime::from(wrong).timestamp().expect_err(wrong);
    }
}

#[test]
fn a_patch_is_written_as_null_or_its_value() {
    #[derive(Serialize)]
    struct Alone(Patch<i64>);
    assert_eq!(serde_json::to_string(&Alone(Patch::Null)).expect("it writes"), "null");
    assert_eq!(serde_json::to_string(&Alone(5.into())).expect("it writes"), "5");
    assert_eq!(Patch::Value(1).map(|value| value + 1).into_value(), Some(2));
}
