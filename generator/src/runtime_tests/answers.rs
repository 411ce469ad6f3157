//! What is made of an answer.

use std::time::Duration;

use bytes::Bytes;

use super::{Probe, Recorder};
use crate::runtime::codec::{Decode, Fields};
use crate::runtime::{Answer, BasicDateTime, BodyError, BodyErrorKind, Client, Error};

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> http::Response<Bytes> {
    let mut builder = http::Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(Bytes::from(body.to_owned())).expect("a response")
}

async fn error(response: http::Response<Bytes>) -> Error<serde_json::Value> {
    let recorder = Recorder::answering(response);
    recorder.client(|builder| builder).send(&Probe::new("i")).await.expect_err("no success")
}

#[tokio::test]
async fn each_kind_of_failure_is_told_apart_and_keeps_what_arrived() {
    let documented = error(response(404, &[("x-request-id", "r")], r#"{"code":1}"#)).await;
    let Error::Failure(failure) = &documented else { panic!("{documented:?}") };
    assert_eq!(failure["code"], 1);
    assert_eq!(documented.header("x-request-id"), Some("r"));

    let undocumented = error(response(502, &[("content-type", "text/html")], "<html>")).await;
    assert!(matches!(undocumented, Error::Undocumented(_)));
    assert_eq!(undocumented.body().map(Bytes::as_ref), Some(b"<html>".as_ref()));

    let unreadable_failure = error(response(404, &[], "gone")).await;
    assert!(matches!(unreadable_failure, Error::Body(_)));
}

#[tokio::test]
async fn bodies_that_are_not_as_documented_are_told_apart() {
    let broken = |headers: &'static [(&'static str, &'static str)], body: &'static str| async move {
        let error = error(response(200, headers, body)).await;
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert_eq!(error.body().map(Bytes::as_ref), Some(body.as_bytes()));
        let Error::Body(error) = error else { panic!("{error:?}") };
        (error.kind(), error.message().to_owned())
    };
    let (kind, message) = broken(&[("content-type", "text/html")], "<html>").await;
    assert_eq!(kind, BodyErrorKind::NotJson);
    assert!(message.contains("`text/html`"), "{message}");
    assert_eq!(broken(&[], "<html>").await.0, BodyErrorKind::NotJson);
    let (kind, message) = broken(&[], "").await;
    assert_eq!(kind, BodyErrorKind::Empty);
    assert!(message.contains("empty"), "{message}");
    assert_eq!(broken(&[], " \r\n").await.0, BodyErrorKind::Empty);
    assert_eq!(broken(&[], "\u{FEFF}\n").await.0, BodyErrorKind::Empty);
    assert_eq!(broken(&[], r#"{"a":[1,"#).await.0, BodyErrorKind::Truncated);
    assert_eq!(path_of(r#"{"certificates":[true]}"#).await.kind(), BodyErrorKind::Shape);
}

#[tokio::test]
async fn a_body_of_none_of_the_media_types_says_what_arrived() {
    let mismatched = |headers: &'static [(&'static str, &'static str)]| async move {
        let Error::Undocumented(answer) = error(response(502, headers, "<html>")).await else {
            panic!("an answer")
        };
        let error = answer.mismatched::<()>().expect_err("always");
        assert_eq!(error.kind(), BodyErrorKind::MediaType);
        error.to_string()
    };
    let told = mismatched(&[("content-type", "text/html; charset=utf-8")]).await;
    assert!(told.ends_with("it is `text/html; charset=utf-8`, which is not documented"), "{told}");
    let untold = mismatched(&[]).await;
    assert!(untold.ends_with("nothing says of which media type it is"), "{untold}");
}

#[tokio::test]
async fn errors_are_short_and_lead_to_their_sources() {
    let failure = error(response(404, &[], r#"{"code":1}"#)).await;
    assert_eq!(failure.to_string(), "the server answered with the failure 404 Not Found");
    let error = Client::builder("api.example.com").build().expect_err("no scheme");
    assert_eq!(error.to_string(), "the base address cannot be read");
    let source = std::error::Error::source(&error).expect("a source").to_string();
    assert_eq!(source, "relative URL without a base");
    let name = Client::builder("https://h").default_header("a b", "").build().expect_err("a space");
    assert!(std::error::Error::source(&name).is_some());
    for address in ["https://h/?token=secret", "https://u:secret@h", "ftp://h/?token=secret"] {
        let error = Client::builder(address).build().expect_err("no base");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
}

#[tokio::test]
async fn both_forms_of_retry_after_are_read() {
    let wait = |value: &'static str| async move {
        error(response(429, &[("retry-after", value)], "")).await.retry_after()
    };
    assert_eq!(wait("7").await, Some(Duration::from_secs(7)));
    assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT").await, Some(Duration::ZERO));
    let future = wait("Fri, 01 Jan 2100 00:00:00 GMT").await.expect("a date");
    assert!(future > Duration::from_secs(86_400), "{future:?}");
    assert_eq!(wait("soon").await, None);
    assert_eq!(wait("99999999999999999999").await, Some(Duration::from_secs(u64::MAX)));
    // The obsolete forms of a date.
    assert_eq!(wait("Sunday, 06-Nov-94 08:49:37 GMT").await, Some(Duration::ZERO));
    assert_eq!(wait("Sun Nov  6 08:49:37 1994").await, Some(Duration::ZERO));
}

/// Only whether they decode matters.
#[derive(Debug)]
struct List;

#[derive(Debug)]
struct Entry;

impl Decode for List {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.required::<Vec<Entry>>("certificates").map(|_| Self)
    }
}

impl Decode for Entry {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.required::<bool>("status")?;
        fields.optional::<String>("name");
        Some(Self)
    }
}

#[tokio::test]
async fn the_path_of_what_does_not_decode_is_found() {
    let cases = [
        (r#"{"certificates":[{"status":true},{"status":"false"}]}"#, "certificates[1].status"),
        ("{\"certificates\":\n [\n  {\"status\" : true, \"name\": 5}]}", "certificates[0].name"),
        (r#"{"certificates":[{"status":true},{"na\"me":{"x":[1,2]}}]}"#, "certificates[1].status"),
        (r#"{"certificates":{"status":true}}"#, "certificates"),
        (r#"{"certificates":[true]}"#, "certificates[0]"),
        (r#"{"other":[[],[{}],{"a":"]}"}]}"#, "certificates"),
        (r#"[]"#, ""),
    ];
    for (body, path) in cases {
        let found = path_of(body).await;
        assert_eq!(found.path(), path, "{body}: {found}");
    }
}

async fn path_of(body: &str) -> BodyError {
    // An answer can only be made by a client, so one is sent through.
    let Error::Undocumented(answer) = error(response(500, &[], body)).await else {
        panic!("500 is undocumented")
    };
    Answer::json::<List>(&answer).expect_err("it does not decode")
}

#[tokio::test]
async fn an_answer_shows_no_cookie() {
    let error = error(response(500, &[("set-cookie", "session=secret"), ("etag", "a")], "")).await;
    let shown = format!("{error:?} {error}");
    assert!(shown.contains(r#""set-cookie": (hidden)"#) && !shown.contains("secret"), "{shown}");
    assert!(shown.contains(r#""etag": "a""#), "{shown}");
}

pub(super) async fn answer(response: http::Response<Bytes>) -> Answer {
    let mut response = response;
    *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
    let Error::Undocumented(answer) = error(response).await else { panic!("500 is undocumented") };
    answer
}

#[tokio::test]
async fn media_types_are_told_apart() {
    let of = |value: &'static str| async move {
        answer(response(500, &[("content-type", value)], "")).await
    };
    let json = of("Application/JSON; charset=UTF-8").await;
    assert!(json.is(&["text/csv", "application/json"]));
    assert!(json.is(&["application/*"]) && json.is(&["*/*"]));
    assert!(
        json.is(&["application/json;charset=iso-8859-1"]),
        "the character set is no difference"
    );
    assert!(json.is(&["application/json; version=2"]), "nothing speaks against it");
    assert!(!json.is(&["text/*", "application/jsonx", "application", ""]));
    let versioned = of("application/json; version=\"1\"").await;
    assert!(!versioned.is(&["application/json; version=2"]));
    assert!(versioned.is(&["application/json; version=1"]));
    let suffix = of("application/vnd.api+json").await;
    assert!(suffix.is(&["application/*+json"]) && !suffix.is(&["application/json"]));
    let none = answer(response(500, &[], "")).await;
    assert!(none.is(&["*/*"]) && !none.is(&["text/*"]));
}

#[tokio::test]
async fn bodies_are_text_bytes_and_plain_values() {
    let of = |body: &'static str| async move { answer(response(500, &[], body)).await };
    assert_eq!(of("a b").await.text::<String>().expect("text"), "a b");
    assert_eq!(of("a b").await.text::<BasicDateTime>().expect("text"), BasicDateTime::from("a b"));
    assert_eq!(of("a b").await.bytes().expect("bytes"), Bytes::from_static(b"a b"));
    assert_eq!(of("7\n").await.scalar::<i64>().expect("a number"), 7);
    assert!(of("true").await.scalar::<bool>().expect("a boolean"));
    assert_eq!(of("7").await.scalar::<String>().expect("a text"), "7");
    assert_eq!(of("x").await.scalar::<String>().expect("a text"), "x");
    of("x").await.scalar::<i64>().expect_err("no number");
    assert_eq!(of("\u{feff}[1]").await.json::<Vec<i32>>().expect("JSON"), [1]);
    assert_eq!(of("\u{feff}a").await.text::<String>().expect("text"), "a");
    let within = |charset: &'static str, body: &'static [u8]| async move {
        let response = http::Response::builder()
            .header("content-type", format!("text/plain; charset={charset}"))
            .body(Bytes::from_static(body))
            .expect("a response");
        answer(response).await
    };
    let latin = within("\"ISO-8859-1\"", b"\xe9").await;
    assert_eq!(latin.text::<String>().expect("text"), "é");
    for (charset, body, text) in [
        ("windows-1251", &b"e"[..], "e"),
        ("windows-1252", b"\x80\x81\x9f\xe9", "€\u{81}Ÿé"),
        ("iso-8859-1", b"\x93e\x94", "“e”"),
        ("utf-16", b"\xff\xfee\0\xac\x20", "e€"),
        ("UTF-16", b"\xfe\xff\0e\x20\xac", "e€"),
        ("utf-16", b"\0e", "e"),
        ("utf-16be", b"\0e\xd8\x3d\xde\0", "e😀"),
        ("utf-16le", b"\xff\xfee\0\x3d\xd8", "e\u{fffd}"),
        ("utf-16le", b"e\0x", "e\u{fffd}"),
        ("utf-8", b"\xff\xfee\0", "e"),
        ("utf-8", b"\xffe", "\u{fffd}e"),
        ("latin1", b"\xef\xbb\xbf\xc3\xa9", "é"),
    ] {
        assert_eq!(within(charset, body).await.text::<String>().expect(charset), text, "{charset}");
    }
    for (charset, body) in
        [("Shift_JIS", &b"\x82\xa0"[..]), ("windows-1251", b"\x80"), ("UTF-7", b"e")]
    {
        let arrived = within(charset, body).await;
        let error = arrived.text::<String>().expect_err(charset);
        assert_eq!(error.kind(), BodyErrorKind::Charset);
        assert!(error.to_string().contains(&format!("`{charset}`")), "{error}");
        arrived.scalar::<String>().expect_err(charset);
        assert_eq!(arrived.bytes().expect("bytes"), body);
        let error = arrived.json::<String>().expect_err(charset);
        assert!(error.to_string().contains(charset), "{error}");
    }
}
