//! Bodies that are neither forms nor of several parts.

use bytes::Bytes;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::sent;
use crate::runtime::{Check, File, InvalidRequest, Part, Patch, Payload, Rules, codec};

fn content(request: Result<http::Request<Bytes>, InvalidRequest>) -> (String, String) {
    let request = request.expect("it is sent");
    let media_type =
        request.headers().get("content-type").map(|value| value.to_str().expect("text"));
    let body = String::from_utf8_lossy(request.body()).into_owned();
    (media_type.unwrap_or_default().to_owned(), body)
}

macro_rules! sends {
    ($payload:expr, $media_type:expr, $body:expr) => {
        assert_eq!(content(sent!("/", [], $payload)), ($media_type.to_owned(), $body.to_owned()));
    };
}

#[tokio::test]
async fn json_is_that_of_the_media_type() {
    sends!(
        Payload::json("application/merge-patch+json", &json!({"a": null}), Rules::NONE),
        "application/merge-patch+json",
        r#"{"a":null}"#
    );
    sends!(Payload::json("*/*", &1, Rules::NONE), "application/json", "1");
    sends!(
        Payload::json("application/json; charset=utf-8; v=2", &1, Rules::NONE),
        "application/json; charset=utf-8; v=2",
        "1"
    );
    sends!(
        Payload::json("application/json", &u64::MAX, Rules::NONE),
        "application/json",
        "18446744073709551615"
    );
    sends!(Payload::optional(None::<&i32>, |_| unreachable!("no value")), "", "");
    sends!(
        Payload::optional(Some(&5), |value| Payload::json("application/json", value, Rules::NONE)),
        "application/json",
        "5"
    );
}

#[tokio::test]
async fn text_is_as_it_is() {
    sends!(Payload::text("text/csv", "a,b\r\n", Rules::NONE), "text/csv", "a,b\r\n");
    sends!(
        Payload::text("text/plain; charset=utf-8", "é", Rules::NONE),
        "text/plain; charset=utf-8",
        "é"
    );
    sends!(Payload::text("text/*", &1.5, Rules::NONE), "text/plain", "1.5");
    sends!(Payload::text("text/plain", &json!({"a": 1}), Rules::NONE), "text/plain", r#"{"a":1}"#);
    let refused =
        sent!("/", [], Payload::text("text/plain", "", const { &Rules::new().min_length(1) }));
    assert_eq!(refused.expect_err("refused").field(), "body");
}

#[tokio::test]
async fn bytes_say_what_they_are_only_where_it_is_known() {
    let refused = sent!("/", [], Payload::file("image/*", &File::from("x"))).expect_err("refused");
    assert_eq!(
        refused.to_string(),
        "`body` is a file that does not say which of `image/*` it is; `File::with_content_type` says it"
    );
    let refused =
        sent!("/", [], Payload::file("image/png", &File::from("x").with_content_type("image/gif")))
            .expect_err("refused");
    assert_eq!(
        refused.to_string(),
        "`body` is a file of `image/gif`, and only `image/png` is documented"
    );
    sends!(Payload::file("*/*", &File::from("x")), "application/octet-stream", "x");
    sends!(
        Payload::file("image/*", &File::from("x").with_content_type("image/gif")),
        "image/gif",
        "x"
    );
    sends!(Payload::file("image/png", &File::from("x")), "image/png", "x");
}

#[tokio::test]
async fn parts_that_are_handed_over_say_where_they_end() {
    const FORM: &str = "multipart/form-data; boundary=b";
    sends!(
        Payload::file("multipart/form-data", &File::from("--b--").with_content_type(FORM)),
        FORM,
        "--b--"
    );
    let refused = sent!("/", [], Payload::file("multipart/form-data", &File::from("--b--")));
    assert_eq!(
        refused.expect_err("refused").to_string(),
        "`body` is handed over as a body of several parts, and its media type must name their `boundary`"
    );
}

#[tokio::test]
async fn what_no_header_can_have_is_refused_and_is_no_panic() {
    let refused = sent!("/", [], Payload::file("*/*", &File::from("x").with_content_type("a/b\n")));
    assert_eq!(refused.expect_err("refused").field(), "body");
    let refused = sent!("/", [], Payload::file("a/b\n", &File::default()));
    assert_eq!(refused.expect_err("refused").field(), "body");
}

#[tokio::test]
async fn a_text_is_written_in_the_character_set_that_it_names() {
    let bytes = |request: Result<http::Request<Bytes>, InvalidRequest>| {
        request.expect("it is sent").into_body().to_vec()
    };
    macro_rules! text {
        ($media_type:expr, $text:expr) => {
            sent!("/", [], Payload::text($media_type, $text, Rules::NONE))
        };
    }
    assert_eq!(bytes(text!("text/plain; charset=\"UTF-8\"", "é")), [0xc3, 0xa9]);
    assert_eq!(bytes(text!("text/plain; charset=ISO-8859-1", "é")), [0xe9]);
    assert_eq!(bytes(text!("text/plain; charset=utf-16", "é")), [0xfe, 0xff, 0, 0xe9]);
    assert_eq!(bytes(text!("text/plain; charset=UTF-16LE", "é")), [0xe9, 0]);
    assert_eq!(bytes(text!("text/plain; charset=windows-1252", "a€é")), [0x61, 0x80, 0xe9]);
    assert_eq!(bytes(text!("text/plain; charset=windows-1251", "a")), [0x61]);
    assert_eq!(bytes(text!("text/plain; charset=GBK", "a")), [0x61]);
    macro_rules! in_json {
        ($media_type:expr, $text:expr) => {
            sent!("/", [], Payload::json($media_type, $text, Rules::NONE))
        };
    }
    assert_eq!(bytes(in_json!("application/json; charset=utf-8", "é")), "\"é\"".as_bytes());
    assert_eq!(
        bytes(in_json!("application/json; charset=latin1", "é😀")),
        br#""\u00e9\ud83d\ude00""#
    );
    assert_eq!(
        bytes(in_json!("application/json; charset=utf-16be", "é")),
        [0, b'"', 0, 0xe9, 0, b'"']
    );
    for (refused, problem) in [
        (
            text!("text/plain; charset=latin1", "€"),
            "`body` has a character that cannot be written in `latin1`",
        ),
        (
            text!("text/plain; charset=us-ascii", "é"),
            "`body` has a character that cannot be written in `us-ascii`",
        ),
        (
            text!("text/plain; charset=ebcdic", "a"),
            "`body` is to be written in the character set `ebcdic`, and only UTF-8, UTF-16, ISO-8859-1 and windows-1252 are",
        ),
    ] {
        assert_eq!(refused.expect_err("refused").to_string(), problem);
    }
    let request = sent!(
        "/",
        [],
        Payload::multipart(
            "multipart/form-data",
            &json!({"a": "é"}),
            Rules::NONE,
            &[Part::new("a").content_type("text/plain; charset=iso-8859-1")]
        )
    );
    assert!(bytes(request).windows(4).any(|four| four == [b'\n', 0xe9, b'\r', b'\n']));
}

/// An object of which a part only ever comes, as the generator would emit it.
#[derive(PartialEq)]
struct Seen {
    id: Option<String>,
    gone: Patch<String>,
    name: String,
    inner: Vec<Seen>,
}

impl Check for Seen {}

impl Serialize for Seen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        codec::Writer::new(serializer)
            .read_only("id", &self.id)
            .read_only_patch("gone", &self.gone)
            .required("name", &self.name)
            .required("inner", &self.inner)
            .end()
    }
}

/// One as it came.
fn seen() -> Seen {
    let id = Some("1".to_owned());
    let inner = Seen { id: id.clone(), gone: Patch::Null, name: "i".to_owned(), inner: Vec::new() };
    Seen { id, gone: Patch::Null, name: "n".to_owned(), inner: vec![inner] }
}

#[tokio::test]
async fn what_only_answers_have_is_left_out_of_requests() {
    const JSON: &str = r#"{"name":"n","inner":[{"name":"i","inner":[]}]}"#;
    sends!(Payload::json("application/json", &seen(), Rules::NONE), "application/json", JSON);
    sends!(
        Payload::json_lines("application/jsonl", &vec![seen()], Rules::NONE),
        "application/jsonl",
        format!("{JSON}\n")
    );
    sends!(
        Payload::form("application/x-www-form-urlencoded", &seen(), Rules::NONE, &[]),
        "application/x-www-form-urlencoded",
        "name=n&inner=%7B%22name%22%3A%22i%22%2C%22inner%22%3A%5B%5D%7D"
    );
    // Whoever keeps an answer has all of it, also after a request was written or refused.
    let whole = r#"{"id":"1","gone":null,"name":"i","inner":[]}"#;
    assert_eq!(serde_json::to_string(&seen().inner[0]).expect("JSON"), whole);
    let refused = sent!("/", [], Payload::json("application/json", &f64::NAN, Rules::NONE));
    assert!(refused.is_err());
    assert_eq!(serde_json::to_string(&seen().inner[0]).expect("JSON"), whole);
}

#[test]
fn a_body_is_not_shown() {
    let payload = Payload::text("text/plain", "secret", Rules::NONE);
    assert!(!format!("{payload:?}").contains("secret"));
}
