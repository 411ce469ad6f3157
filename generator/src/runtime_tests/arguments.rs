//! Values as arguments.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{header, sent, target};
use crate::runtime::{Check, File, Parameter, Rules};

const Q: Parameter = Parameter::query("q");

#[tokio::test]
async fn numbers_are_exact() {
    assert_eq!(target(sent!("/", [Q => &u64::MAX])), "/?q=18446744073709551615");
    assert_eq!(target(sent!("/", [Q => &i64::MIN])), "/?q=-9223372036854775808");
    assert_eq!(target(sent!("/", [Q => &0.1_f32])), "/?q=0.1");
    assert_eq!(target(sent!("/", [Q => &16_777_216_f32])), "/?q=16777216");
    assert_eq!(target(sent!("/", [Q => &0.1_f64])), "/?q=0.1");
    assert_eq!(target(sent!("/", [Q.json() => &vec![0.1_f32]])), "/?q=%5B0.1%5D");
    assert_eq!(target(sent!("/", [Q.json() => &u64::MAX])), "/?q=18446744073709551615");
    assert_eq!(target(sent!("/", [Q => &true])), "/?q=true");
    let refused = target(sent!("/", [Q => &f64::NAN]));
    assert_eq!(refused, "refused: `q` is NaN, and JSON has no such number");
}

#[tokio::test]
async fn the_rules_of_large_numbers_are_exact() {
    const MOST: Rules = Rules::new().maximum(u64::MAX as i128 - 1);
    let refused = target(sent!("/", [Q.rules(MOST) => &u64::MAX]));
    assert_eq!(
        refused,
        "refused: `q` is 18446744073709551615, and at most 18446744073709551614 is allowed"
    );
    assert_eq!(target(sent!("/", [Q.rules(MOST) => &(u64::MAX - 1)])), "/?q=18446744073709551614");
    const TENTH: Rules = Rules::new().maximum_float(0.1);
    assert_eq!(target(sent!("/", [Q.rules(TENTH) => &0.1_f32])), "/?q=0.1");
}

/// What `serde` makes of enums and structs of other people's making.
#[derive(Serialize)]
enum Other {
    Unit,
    Newtype(i32),
    Tuple(i32, i32),
    Struct { a: Option<i32> },
}

impl Check for Other {}

#[tokio::test]
async fn any_type_with_a_codec_can_be_sent() {
    assert_eq!(target(sent!("/", [Q => &Other::Unit])), "/?q=Unit");
    assert_eq!(target(sent!("/", [Q => &Other::Newtype(1)])), "/?Newtype=1");
    assert_eq!(target(sent!("/", [Q => &Other::Tuple(1, 2)])), "/?Tuple=%5B1%2C2%5D");
    assert_eq!(
        target(sent!("/", [Q => &Other::Struct { a: None }])),
        "/?Struct=%7B%22a%22%3Anull%7D"
    );
    assert_eq!(target(sent!("/", [Q => &(1, "a", Some(2))])), "/?q=1&q=a&q=2");
    assert_eq!(target(sent!("/", [Q => &BTreeMap::from([("k".to_owned(), 1)])])), "/?k=1");
    assert_eq!(target(sent!("/", [Q => &Box::new(Some("x"))])), "/?q=x");
}

/// A text or a list, as it would be generated.
enum Either {
    Text(&'static str),
    List(&'static [&'static str]),
}

impl Serialize for Either {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(value) => serializer.serialize_newtype_struct("Text", value),
            Self::List(value) => serializer.serialize_newtype_struct("List", value),
        }
    }
}

impl Check for Either {}

#[tokio::test]
async fn alternatives_go_out_as_what_they_are() {
    const TEXT: Either = Either::Text("a,b");
    const LIST: Either = Either::List(&["a", "b"]);
    const HEADER: Parameter = Parameter::header("X-A");
    // By itself a header does not say which of the two it is.
    assert_eq!(header(sent!("/", [HEADER => &TEXT]), "x-a"), "a,b");
    assert_eq!(header(sent!("/", [HEADER => &LIST]), "x-a"), "a,b");
    const PATH: Parameter = Parameter::path("p");
    assert_eq!(target(sent!("/{p}", [PATH => &TEXT])), "/a%2Cb");
    assert_eq!(target(sent!("/{p}", [PATH => &LIST])), "/a,b");
    assert_eq!(target(sent!("/", [Q => &TEXT])), "/?q=a%2Cb");
    assert_eq!(target(sent!("/", [Q => &LIST])), "/?q=a&q=b");
    assert_eq!(target(sent!("/", [Q.explode(false) => &LIST])), "/?q=a,b");
}

#[tokio::test]
async fn a_file_is_its_text_where_only_text_can_stand() {
    assert_eq!(target(sent!("/", [Q => &File::from("é")])), "/?q=%C3%A9");
    let refused = target(sent!("/", [Q => &File::new(vec![0xff])]));
    assert_eq!(
        refused,
        "refused: `q` is a file whose bytes are no text, where only text can stand"
    );
    let file = File::from("text").with_name("n").with_content_type("a/b");
    assert_eq!(serde_json::to_string(&file).expect("it is text"), r#""text""#);
    serde_json::to_string(&File::new(vec![0xff])).expect_err("it is no text");
    let read: File = serde_json::from_str(r#""text""#).expect("it reads");
    assert_eq!(read, File::from("text"));
    assert!(!format!("{:?}", File::from("secret")).contains("secret"));
}

#[tokio::test]
async fn tuples_and_texts_are_checked() {
    const LONG: Rules = Rules::new().min_length(2).patterns(&["^a", "z$"]);
    assert_eq!(target(sent!("/", [Q.rules(LONG) => "az"])), "/?q=az");
    assert_eq!(
        target(sent!("/", [Q.rules(LONG) => "ab"])),
        "refused: `q` does not match the pattern `z$`"
    );
    assert_eq!(
        target(sent!("/", [Q.rules(LONG) => &File::from("a")])),
        "refused: `q` has 1 bytes, and at least 2 are needed"
    );
    let refused = target(sent!("/", [Q => &(1, f64::INFINITY)]));
    assert_eq!(refused, "refused: `q[1]` is inf, and JSON has no such number");
}

#[tokio::test]
async fn the_first_problem_is_the_one_that_is_told() {
    const SHORT: Rules = Rules::new().max_length(1);
    let refused = target(sent!("/", [
        Parameter::query("a").rules(SHORT) => "xx",
        Parameter::query("b").rules(SHORT) => "yy",
    ]));
    assert_eq!(refused, "refused: `a` has 2 characters, and at most 1 are allowed");
}
