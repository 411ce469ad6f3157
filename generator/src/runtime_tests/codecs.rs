//! Reading and writing values.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::answers::answer;
use crate::runtime::codec::{self, Decode, Fields, Invalid, Json, Writer};
use crate::runtime::{
    Base64, BasicDateTime, Date, DateTime, Decimal, Password, Patch, Time, Tuple,
};

#[derive(Debug, Default, PartialEq)]
struct Item {
    id: String,
    note: Option<String>,
    template: Patch<i64>,
    more: BTreeMap<String, f64>,
}

impl Decode for Item {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self {
            id: fields.required("id")?,
            note: fields.optional("note"),
            template: fields.patch("template"),
            more: fields.additional(),
        })
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Writer::new(serializer)
            .required("id", &self.id)
            .optional("note", &self.note)
            .patch("template", &self.template)
            .additional(&self.more)
            .end()
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        codec::deserialize(deserializer)
    }
}

fn read(text: &str) -> Result<Item, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn item(template: Patch<i64>) -> Item {
    Item { id: "i".to_owned(), template, ..Item::default() }
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    for (text, template) in [
        (r#"{"id":"i"}"#, Patch::Absent),
        (r#"{"id":"i","template":null}"#, Patch::Null),
        (r#"{"id":"i","template":7}"#, Patch::Value(7)),
    ] {
        assert_eq!(read(text), Ok(item(template)));
        assert_eq!(serde_json::to_string(&item(template)).expect("it writes"), text);
    }
    assert_eq!(read(r#"{"id":"i","note":null}"#), Ok(item(Patch::Absent)));
}

#[test]
fn additional_properties_are_told_from_known_ones() {
    let value = json!({"id": "i", "note": "n", "a": 1.5, "b\n": 2.5});
    let item = codec::decode_value::<Item>(&value).expect("it reads");
    assert_eq!(item.more.len(), 2);
    assert_eq!(serde_json::to_value(&item).expect("it writes"), value);
}

#[test]
fn what_is_wrong_is_named_by_its_path() {
    let wrong = |value: Value| match codec::decode_value::<Vec<BTreeMap<String, Item>>>(&value) {
        Ok(_) => panic!("it must not be read"),
        Err(error) => (error.path(), error.message().to_owned()),
    };
    let (path, message) = wrong(json!([{}, {"x": {"id": "i", "note": 5}}]));
    assert_eq!(
        (path.as_str(), message.as_str()),
        ("[1].x.note", "expected a string, found a number")
    );
    assert_eq!(wrong(json!([{"x": {}}])).0, "[0].x.id");
    assert_eq!(wrong(json!([{"x": {"id": null}}])).0, "[0].x.id");
    assert_eq!(wrong(json!([{"x": {"id": "i", "template": "t"}}])).0, "[0].x.template");
    assert_eq!(wrong(json!([{"x": {"id": "i", "more": "t"}}])).0, "[0].x.more");
    assert_eq!(wrong(json!([{"x": []}])).0, "[0].x");
    assert_eq!(wrong(json!({})).0, "");
    assert!(read("{}").expect_err("no id").contains("at `id`"));
}

/// Without the feature `float_roundtrip`, `serde_json` reads some of these one off in the last place.
#[test]
fn numbers_with_a_fraction_come_back_digit_by_digit() {
    for text in
        ["51.248178375505404", "-93.31137037688033", "-36.5739948427534", "97.45365320034685"]
    {
        let value: Value = serde_json::from_str(text).expect("a number");
        let number = codec::decode_value::<f64>(&value).expect("it reads");
        assert_eq!(serde_json::to_string(&number).expect("it writes"), text);
    }
}

#[test]
fn integers_are_read_from_integral_numbers_only() {
    assert_eq!(codec::decode_value::<i64>(&json!(1.0)), Ok(1));
    assert_eq!(codec::decode_value::<u64>(&json!(u64::MAX)), Ok(u64::MAX));
    assert_eq!(codec::decode_value::<i32>(&json!(i32::MIN)), Ok(i32::MIN));
    assert_eq!(codec::decode_value::<f32>(&json!(0.1)), Ok(0.1));
    assert_eq!(codec::decode_value::<f64>(&json!(3)), Ok(3.0));
    for wrong in [json!(1.5), json!(1e300), json!("1"), json!(null), json!(u64::MAX)] {
        codec::decode_value::<i64>(&wrong).expect_err("no i64");
    }
    codec::decode_value::<i32>(&json!(2_147_483_648_i64)).expect_err("too great");
    codec::decode_value::<u32>(&json!(-1)).expect_err("negative");
}

#[test]
fn null_is_kept_where_it_is_a_value() {
    assert_eq!(codec::decode_value::<Option<Value>>(&json!(null)), Ok(Some(Value::Null)));
    assert_eq!(codec::decode_value::<Option<i64>>(&json!(null)), Ok(None));
    assert_eq!(codec::decode_value::<Vec<Option<i64>>>(&json!([1, null])), Ok(vec![Some(1), None]));
    assert_eq!(codec::decode_value::<()>(&json!(null)), Ok(()));
    codec::decode_value::<()>(&json!(0)).expect_err("not null");
}

#[test]
fn tuples_are_arrays() {
    type Open = Tuple<(String, i64), bool>;
    let value = json!(["a", 1, true, false]);
    let tuple = codec::decode_value::<Open>(&value).expect("it reads");
    assert_eq!(tuple, Tuple { first: ("a".to_owned(), 1), rest: vec![true, false] });
    assert_eq!(serde_json::to_value(&tuple).expect("it writes"), value);
    assert_eq!(
        codec::decode_value::<Open>(&json!(["a"])).expect_err("too short").message(),
        "the array has too few items"
    );
    assert_eq!(
        codec::decode_value::<Open>(&json!(["a", 1, 2])).expect_err("no boolean").path(),
        "[2]"
    );
    assert_eq!(codec::decode_value::<(String,)>(&json!(["a"])), Ok(("a".to_owned(),)));
    codec::decode_value::<(String,)>(&json!(["a", "b"])).expect_err("too long");
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
fn texts_with_a_format_keep_their_text() {
    let moment = DateTime::from("2026-11-24T12:00:00.500+01:00");
    assert_eq!(moment.timestamp().expect("a moment").to_string(), "2026-11-24T11:00:00.5Z");
    assert_eq!(
        serde_json::to_value(&moment).expect("it writes"),
        json!("2026-11-24T12:00:00.500+01:00")
    );
    assert_eq!(Date::from("2026-11-24").date().expect("a date").day(), 24);
    for text in ["12:30:00Z", "12:30:00+02:00", "12:30:00-02:00", "12:30:00"] {
        assert_eq!(Time::from(text).time().expect("a time").minute(), 30, "{text}");
    }
    let odd = codec::decode_value::<DateTime>(&json!("yesterday")).expect("it reads all the same");
    odd.timestamp().expect_err("no moment");
    assert_eq!(odd.to_string(), "yesterday");
    assert_eq!(format!("{:?}", Password::from("secret")), "Password(hidden)");
}

#[test]
fn a_decimal_stays_what_it_came_as() {
    for value in [json!("0.10"), json!(0.5), json!(12345678901234567890_u64)] {
        let decimal = codec::decode_value::<Decimal>(&value).expect("it reads");
        assert_eq!(serde_json::to_value(&decimal).expect("it writes"), value);
    }
    assert_eq!(Decimal::from("1.5").parse::<f64>(), Ok(1.5));
}

#[tokio::test]
async fn a_number_is_never_another_one() {
    let read =
        |text: &'static str| answer(http::Response::new(Bytes::from_static(text.as_bytes())));
    // Beside numbers that are integers, strings and names that look like numbers.
    let text = r#"[7, {"1.5e3": "\\\"2.5"}, 0.12345678901234567890123, -18446744073709551616, 1.10, -0, 1E5]"#;
    let answer = read(text).await;
    let all = answer.json::<Vec<OrDecimal>>().expect("it reads");
    let digits: Vec<&str> = all.iter().map(|one| one.0.as_str()).collect();
    let expected =
        ["7", "", "0.12345678901234567890123", "-18446744073709551616", "1.10", "-0", "1E5"];
    assert_eq!(digits, expected);
    let sent: Vec<Option<String>> =
        all.iter().map(|one| serde_json::to_string(&one.0).ok()).collect();
    let [_, _, None, None, Some(short), Some(_), Some(long)] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!((short.as_str(), long.as_str()), ("1.1", "100000.0"));

    let integer = |text: &'static str| async move { read(text).await.json::<i64>().ok() };
    assert_eq!(integer("9007199254740993.0").await, Some(9_007_199_254_740_993));
    assert_eq!(integer("9.22e18").await, Some(9_220_000_000_000_000_000));
    assert_eq!(integer("-0").await, Some(0));
    for other in ["9.23e18", "9007199254740990.9999", "1e400", "1e-400", "18446744073709551616"] {
        assert_eq!(integer(other).await, None, "{other}");
    }
    read("1e400").await.json::<f64>().expect_err("no double");
    read("1e300").await.json::<f32>().expect_err("no number of 32 bits");
    read("1e400").await.json::<Decimal>().expect_err("no number that is read");
}

/// A decimal number, or nothing of a value that is none.
struct OrDecimal(Decimal);

impl Decode for OrDecimal {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        Ok(Self(Decimal::decode(value).unwrap_or_else(|_| Decimal::from(""))))
    }
}

#[test]
fn base64_is_decoded_on_demand() {
    for (bytes, text) in
        [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
    {
        assert_eq!(Base64::from_bytes(bytes.as_bytes()).as_str(), text);
        assert_eq!(Base64::from(text).decode().as_deref(), Ok(bytes.as_bytes()));
        assert_eq!(
            Base64::from(text.trim_end_matches('=')).decode().as_deref(),
            Ok(bytes.as_bytes())
        );
    }
    assert_eq!(Base64::from("__--").decode().as_deref(), Ok(&[0xff, 0xff, 0xbe][..]));
    for wrong in ["Z", "Zm9vY", "Z g?", "=Zg"] {
        Base64::from(wrong).decode().expect_err(wrong);
    }
}

#[test]
fn a_patch_is_written_as_null_or_its_value() {
    assert_eq!(serde_json::to_string(&Patch::<i64>::Null).expect("it writes"), "null");
    assert_eq!(serde_json::to_string(&Patch::from(5)).expect("it writes"), "5");
    assert_eq!(Patch::Value(1).map(|value| value + 1).into_value(), Some(2));
}

/// Narrow objects are searched member by member, and wide ones by an index: both take the last of several members of a name.
#[test]
fn the_last_member_of_a_name_holds_however_many_there_are() {
    for width in [0, 3, 61, 62, 63, 64, 65, 66, 300] {
        let mut text = r#"{"more":1,"note":"a","id":"first","template":null"#.to_owned();
        for number in 0..width {
            text += &format!(r#","m{number}":{number}"#);
        }
        text += r#","m0":7,"id":"l\u0061st","more":2.5}"#;
        let item: Item = codec::from_text(text.as_bytes()).expect("an item");
        assert_eq!(item.id, "last", "{width}");
        assert_eq!(item.note.as_deref(), Some("a"));
        assert_eq!(item.template, Patch::Null);
        let mut more: BTreeMap<String, f64> =
            (0..width).map(|number| (format!("m{number}"), f64::from(number))).collect();
        more.insert("m0".to_owned(), 7.0);
        more.insert("more".to_owned(), 2.5);
        assert_eq!(item.more, more, "{width}");
        let value: Value = codec::from_text(text.as_bytes()).expect("JSON");
        assert_eq!(value, serde_json::from_str::<Value>(&text).expect("JSON"), "{width}");
    }
}

/// Names with the same hash, which is that of their ends and their length, as somebody may choose who wants to make it slow to look for them.
#[test]
fn the_last_member_of_a_name_holds_whatever_the_names_are() {
    let names: Vec<String> =
        (100..180).map(|number| format!("the same {number} the same")).collect();
    let members = |value: i32| names.iter().map(move |name| format!(r#""{name}":{value}"#));
    for repeats in [0, 1, 20] {
        let mut parts = vec![r#""id":"a""#.to_owned()];
        parts.extend(members(1));
        parts.extend(members(2).rev().take(repeats));
        let text = format!("{{{}}}", parts.join(","));
        let item: Item = codec::from_text(text.as_bytes()).expect("an item");
        let expected: BTreeMap<String, f64> =
            serde_json::from_str(&text.replace(r#""id":"a","#, "")).expect("JSON");
        assert_eq!(item.more, expected, "{repeats}");
    }
}
