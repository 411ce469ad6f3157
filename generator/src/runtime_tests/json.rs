//! Texts of JSON, read by us and by `serde_json`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::runtime::Decimal;
use crate::runtime::codec::{self, Decode};

/// What a text means to us, and what it means to `serde_json`.
fn both(text: &[u8]) -> (Result<Value, String>, Result<Value, String>) {
    let ours = codec::from_text::<Value>(text).map_err(|error| error.to_string());
    (ours, serde_json::from_slice(text).map_err(|error| error.to_string()))
}

fn agree(text: &[u8]) {
    let (ours, theirs) = both(text);
    assert_eq!(ours, theirs, "{}", String::from_utf8_lossy(text));
}

const TEXTS: &[&str] = &[
    r#"{"a":1,"b":[true,false,null,{"c":"d"}],"longer name":"a text of more than eight bytes"}"#,
    "[0, -0, 1.5, -2e3, 1E+2, 0.1e-7, 18446744073709551615, 18446744073709551616, -9223372036854775809]",
    r#"["\"\\\/\b\f\n\r\t", "plain then \u00e9", "\ud83d\ude00!", "ü€😀 beyond", "12345678", "1234567\u0041"]"#,
    r#"{"a":1,"b":2,"a":{"a":[1,2],"a":3},"":4,"b":5}"#,
    " \t\r\n[ [ ] , { } , [ [ 1 ] , { \"a\" : { } } ] ] \n",
    r#""only a text""#,
    "-1.25",
    "null",
];

#[test]
fn texts_that_are_cut_off_or_changed_mean_the_same_or_nothing_to_both() {
    const BYTES: &[u8] = b"\"\\{}[],:0123456789+-.eEutfn \n\x00\x1f\x7f\xc3\xa9\xf0aA/";
    for text in TEXTS.iter().map(|text| text.as_bytes()) {
        agree(text);
        for at in 0..text.len() {
            agree(&text[..at]);
            agree(&text[at..]);
            agree(&[&text[..at], &text[at + 1..]].concat());
            for byte in BYTES {
                agree(&[&text[..at], &[*byte], &text[at + 1..]].concat());
                agree(&[&text[..at], &[*byte], &text[at..]].concat());
            }
        }
    }
}

#[test]
fn spellings_are_accepted_or_refused_as_by_both() {
    for text in [
        "",
        " ",
        "nul",
        "nulll",
        "tru",
        "True",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{\"a\":1,}",
        "{,}",
        "]",
        "[",
        "{",
        "\"",
        "\"\\",
        "\"\\u12",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ud83d\\n\"",
        "\"\\ud83d\\ud83d\"",
        "\"\\uD83D\\uDE00\"",
        "\"\\x\"",
        "\"tab\there\"",
        "01",
        "-",
        "-01",
        "+1",
        ".5",
        "1.",
        "1.e1",
        "1e",
        "1e+",
        "1e999",
        "-1e999",
        "1e-999",
        "1e308",
        "2e308",
        "0e999",
        "NaN",
        "Infinity",
        "1 2",
        "[1]]",
        "\u{feff}1",
        "\u{a0}1",
        "0x10",
        "1_000",
        "'a'",
        "// a\n1",
    ] {
        agree(text.as_bytes());
    }
    agree(b"\"\xff\"");
    agree(b"\"\xed\xa0\x80\"");
    for digits in [299, 300, 301, 309, 310, 400] {
        agree("9".repeat(digits).as_bytes());
        agree(format!("0.{}", "9".repeat(digits)).as_bytes());
    }
    for depth in [126, 127, 128, 129] {
        agree(format!("{}1{}", "[".repeat(depth), "]".repeat(depth)).as_bytes());
        agree(format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)).as_bytes());
    }
}

#[test]
fn of_several_members_with_a_name_the_last_one_holds_however_many_there_are() {
    for members in [2, 20, 64, 65, 200, 2_000] {
        let pairs = |value: usize| (0..members).map(move |name| format!("\"{name}\":{value}"));
        let text = format!("{{{}}}", pairs(1).chain(pairs(2)).collect::<Vec<_>>().join(","));
        agree(text.as_bytes());
        let read: BTreeMap<String, i64> = codec::from_text(text.as_bytes()).expect("it is a map");
        assert_eq!((read.len(), read.values().all(|value| *value == 2)), (members, true));
    }
}

#[test]
fn numbers_are_what_their_digits_say() {
    fn read<T: Decode>(text: &str) -> Option<T> {
        codec::from_text(text.as_bytes()).ok()
    }
    assert_eq!(read::<i64>("9223372036854775807"), Some(i64::MAX));
    assert_eq!(read::<i64>("9.223372036854775807e18"), Some(i64::MAX));
    assert_eq!(read::<i64>("9223372036854775808"), None);
    assert_eq!(read::<u64>("18446744073709551615"), Some(u64::MAX));
    assert_eq!(read::<i64>("-0"), Some(0));
    assert_eq!(read::<i64>("1.50"), None);
    assert_eq!(read::<i32>("1e2"), Some(100));
    assert_eq!(read::<f32>("16777217"), Some(16_777_216.0));
    assert_eq!(read::<f32>("1e39"), None);
    assert_eq!(read::<f64>("0.1"), Some(0.1));
    let decimal = read::<Decimal>("1.10000000000000000000000000000001");
    assert_eq!(
        decimal.map(|one| one.to_string()).as_deref(),
        Some("1.10000000000000000000000000000001")
    );
}
