//! What documented headers of answers mean.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::HeaderValue;
use serde_json::Value;

use super::{Probe, Recorder};
use crate::runtime::codec::Decode;
use crate::runtime::{DateTime, Decimal, Error, Header, HeaderError, HeaderKey, Response};

/// An answer whose only headers are these lines of one.
async fn answer(lines: &[&[u8]]) -> Response<Value> {
    let mut response = http::Response::new(Bytes::from_static(b"{}"));
    for line in lines {
        response.headers_mut().append("x", HeaderValue::from_bytes(line).expect("a header"));
    }
    let recorder = Recorder::answering(response);
    recorder.client(|builder| builder).send(&Probe::new("i")).await.expect("a success")
}

async fn read<T: Decode>(header: Header<T>, line: &str) -> Result<T, HeaderError> {
    answer(&[line.as_bytes()]).await.header(header)
}

#[tokio::test]
async fn the_type_says_what_a_text_means() {
    assert_eq!(read(Header::<i64>::new("x"), " 60 ").await, Ok(60));
    assert_eq!(read(Header::<f64>::new("x"), "1.50").await, Ok(1.5));
    assert_eq!(read(Header::<bool>::new("x"), "true").await, Ok(true));
    for text in ["60", "true", "1.50", "null", r#"W/"60""#, "", "a, b"] {
        assert_eq!(read(Header::<String>::new("x"), text).await.as_deref(), Ok(text));
    }
    let moment = "2026-11-24T12:00:00Z";
    assert_eq!(read(Header::<DateTime>::new("x"), moment).await, Ok(DateTime::from(moment)));
    let decimal = read(Header::<Decimal>::new("x"), "1.50").await.expect("a decimal number");
    assert_eq!(decimal.as_str(), "1.50");
}

#[tokio::test]
async fn a_header_that_is_wrong_is_wrong_alone() {
    let error = read(Header::<i64>::new("x"), "soon").await.expect_err("no number");
    assert!(!error.is_missing());
    let message =
        "the header `x` is not as documented: expected an integer of 64 bits, found a string";
    assert_eq!(error.to_string(), message);
    let error = read(Header::<Vec<i64>>::new("x").list(','), "1,b").await.expect_err("no number");
    assert_eq!(error.path(), "[1]");
    let answer = answer(&[b"\xff"]).await;
    let error = answer.header(Header::<String>::new("x")).expect_err("no UTF-8");
    assert_eq!(error.message(), "it is no UTF-8");
    assert_eq!(answer.header("x"), None);
}

#[tokio::test]
async fn an_optional_header_may_be_missing() {
    let answer = answer(&[]).await;
    assert_eq!(answer.header(Header::<Option<i64>>::new("x")), Ok(None));
    assert_eq!(answer.header(Header::<Option<Vec<i64>>>::new("x").list(',')), Ok(None));
    let error = answer.header(Header::<i64>::new("x")).expect_err("it is required");
    assert!(error.is_missing());
    assert_eq!(error.to_string(), "the header `x` is not as documented: it is missing");
    let no_answer: Result<Option<i64>, _> = Header::<Option<i64>>::new("x").read(None);
    assert_eq!(no_answer, Ok(None));
}

#[tokio::test]
async fn an_empty_item_of_an_object_is_an_empty_value() {
    let object = Header::<BTreeMap<String, String>>::new("x").object(false);
    let expected = [("R", ""), ("G", "200")].map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(read(object, "R,,G,200").await, Ok(BTreeMap::from(expected)));
}

#[tokio::test]
async fn several_lines_are_one_list() {
    let answer = answer(&[b"1, 2", b"3,"]).await;
    assert_eq!(answer.header(Header::<Vec<i64>>::new("x").list(',')), Ok(vec![1, 2, 3]));
    assert_eq!(answer.header(Header::<String>::new("x")).as_deref(), Ok("1, 2, 3,"));
    assert_eq!(answer.header("x"), Some("1, 2"));
}

#[tokio::test]
async fn items_are_between_their_delimiters() {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let list = || Header::<Vec<String>>::new("x");
    assert_eq!(read(list().list(','), "a,1,true").await, Ok(texts(&["a", "1", "true"])));
    assert_eq!(read(list().list('|'), "a,b|c").await, Ok(texts(&["a,b", "c"])));
    assert_eq!(read(list().list(' '), "a  b").await, Ok(texts(&["a", "b"])));
    assert_eq!(read(list().list(','), "").await, Ok(Vec::new()));
    let pair = Header::<(String, i64)>::new("x").list(',');
    assert_eq!(read(pair, "7,05").await.expect_err("no JSON number").path(), "[1]");
    let pair = Header::<(String, i64)>::new("x").list(',');
    assert_eq!(read(pair, "7,5").await, Ok(("7".to_owned(), 5)));
}

#[derive(Debug, PartialEq)]
struct Color {
    red: i64,
    name: String,
    more: BTreeMap<String, bool>,
}

impl Decode for Color {
    fn read(fields: &mut crate::runtime::codec::Fields) -> Option<Self> {
        let (red, name) = (fields.required("R"), fields.required("name"));
        Some(Self { more: fields.additional(), red: red?, name: name? })
    }
}

#[tokio::test]
async fn objects_explode_or_do_not() {
    let color = |name: &str| Color {
        red: 100,
        name: name.to_owned(),
        more: BTreeMap::from([("dark".to_owned(), true)]),
    };
    let header = |explode: bool| Header::<Color>::new("x").object(explode);
    assert_eq!(read(header(true), "R=100,name=1,dark=true").await, Ok(color("1")));
    assert_eq!(read(header(true), "R=100, name=a=b, dark=true").await, Ok(color("a=b")));
    assert_eq!(read(header(false), "R,100,name,true,dark,true").await, Ok(color("true")));
    let error = read(header(false), "R,100").await.expect_err("it lacks a name");
    assert_eq!((error.path(), error.is_missing()), ("name", false));
}

#[tokio::test]
async fn json_is_read_as_such() {
    let header = || Header::<BTreeMap<String, Vec<i64>>>::new("x").json();
    let found = read(header(), r#"{"a":[1,2]}"#).await.expect("JSON");
    assert_eq!(found, BTreeMap::from([("a".to_owned(), vec![1, 2])]));
    assert!(read(header(), r#"{"a":"#).await.is_err());
    assert!(read(header(), r#"{"a":["1"]}"#).await.is_err());
}

#[tokio::test]
async fn each_cookie_has_a_line() {
    let mut response = http::Response::new(Bytes::from_static(b"{}"));
    for cookie in ["a=1; Expires=Wed, 25 Nov 2026 10:00:00 GMT", "b=2; Secure"] {
        response.headers_mut().append("set-cookie", HeaderValue::from_static(cookie));
    }
    let recorder = Recorder::answering(response);
    let answer =
        recorder.client(|builder| builder).send(&Probe::new("i")).await.expect("a success");
    let cookies = answer.header(Header::<Vec<String>>::new("set-cookie").list(',')).expect("texts");
    assert_eq!(cookies, ["a=1; Expires=Wed, 25 Nov 2026 10:00:00 GMT", "b=2; Secure"]);
    let header = Header::<BTreeMap<String, String>>::new("set-cookie").object(true);
    let cookies = answer.header(header).expect("an object");
    assert_eq!(cookies.get("b").map(String::as_str), Some("2; Secure"));
}

#[tokio::test]
async fn failures_have_headers_too() {
    let mut response = http::Response::new(Bytes::from_static(b"{}"));
    *response.status_mut() = http::StatusCode::NOT_FOUND;
    response.headers_mut().append("x", HeaderValue::from_static("7"));
    let recorder = Recorder::answering(response);
    let sent = recorder.client(|builder| builder);
    let error = sent.send(&Probe::new("i")).await.expect_err("a failure");
    assert!(matches!(error, Error::Failure(_)));
    assert_eq!(error.header(Header::<Option<i64>>::new("x")), Ok(Some(7)));
}
