//! Answers that are read while they arrive, cut into pieces wherever they can be.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use serde_json::Value;

use crate::runtime::codec::{Invalid, Json, Member, Union, member};
use crate::runtime::{
    Answer, Body, BodyErrorKind, ByteStream, Client, Decoded, Error, Event, Events, Exchange,
    JsonLines, NoFailure, Operation, Remainder, Spec, StreamError, StreamSpec, Streaming,
    Transport,
};

/// An operation that streams, as the generator would emit it.
macro_rules! streaming {
    ($name:ident, $ty:ty, $accept:literal, $open:ident $(, $texts:expr)?) => {
        pub(super) struct $name;

        impl Operation for $name {
            type Success = String;
            type Failure = NoFailure;

            const SPEC: &'static Spec = &Spec {
                id: "case",
                method: "GET",
                path: "/case",
                parameters: &[],
                accept: Some("application/json"),
                security: &[],
                server: None,
            };

            fn success(answer: &Answer) -> Option<Decoded<String>> {
                (answer.status() == 200).then(|| answer.text())
            }
        }

        impl Streaming for $name {
            type Stream = $ty;

            const STREAM: &'static StreamSpec =
                &StreamSpec { accept: $accept, statuses: &[(200, 299)], media_types: &[$accept] };

            fn open(rest: Remainder) -> Self::Stream {
                rest.$open($($texts)?)
            }
        }
    };
}

streaming!(Texts, Events<String>, "text/event-stream", text_events);
streaming!(Jsons, Events<Value>, "text/event-stream", events);
streaming!(Wholes, Events<Value>, "text/event-stream", whole_events);
streaming!(Named, Events<Told>, "text/event-stream", named_events, &["log"]);
streaming!(Opened, Events<Open>, "text/event-stream", named_events, &[]);
streaming!(Lines, JsonLines<Value>, "application/x-ndjson", json_lines);
streaming!(Sequence, JsonLines<Value>, "application/json-seq", json_sequence);
streaming!(Binary, ByteStream, "application/octet-stream", bytes);

type Pieces = VecDeque<io::Result<Bytes>>;

struct Arriving(Pieces);

impl Stream for Arriving {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.get_mut().0.pop_front())
    }
}

/// Status, media type and body of an answer.
type Scripted = (u16, &'static str, Pieces);

/// Answers with one after another of these bodies, and keeps the requests.
#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<VecDeque<Scripted>>>,
    requests: Arc<Mutex<Vec<http::HeaderMap>>>,
}

impl Script {
    fn new(answers: impl IntoIterator<Item = Scripted>) -> Self {
        let answers = Arc::new(Mutex::new(answers.into_iter().collect()));
        Self { answers, ..Self::default() }
    }

    fn client(&self) -> Client {
        let builder = Client::builder("https://h").max_body_size(1000);
        builder.transport(self.clone()).build().expect("a client")
    }
}

impl Transport for Script {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        self.requests.lock().expect("a lock").push(request.headers().clone());
        let next = self.answers.lock().expect("a lock").pop_front();
        let (status, media_type, pieces) = next.expect("an answer is left");
        let body = Body::stream(Arriving(pieces), None);
        let answer = http::Response::builder().status(status).header("content-type", media_type);
        Box::pin(std::future::ready(Ok(answer.body(body).expect("an answer"))))
    }
}

fn piece(bytes: &[u8]) -> io::Result<Bytes> {
    Ok(Bytes::copy_from_slice(bytes))
}

/// A text in one piece, in two wherever it can be cut, and byte by byte with nothing in between.
fn cuts(text: &[u8]) -> Vec<Pieces> {
    let halves = (0..=text.len()).map(|at| [piece(&text[..at]), piece(&text[at..])].into());
    let bytes = text.iter().flat_map(|byte| [piece(&[*byte]), piece(&[])]).collect();
    halves.chain([bytes]).collect()
}

async fn opened<O: Streaming<Failure = NoFailure>>(operation: &O, pieces: Pieces) -> O::Stream {
    let script = Script::new([(200, O::STREAM.accept, pieces)]);
    let answer = script.client().send_stream(operation).await.expect("a stream");
    let request = script.requests.lock().expect("a lock").remove(0);
    assert_eq!(request["accept"], O::STREAM.accept);
    answer.into_inner()
}

/// What a stream gives, in words.
macro_rules! all {
    ($stream:expr) => {{
        let mut stream = $stream;
        let mut items = Vec::new();
        while let Some(item) = stream.next().await {
            items.push(shown(item));
        }
        items
    }};
}

fn shown<T: Debug>(item: Result<T, StreamError>) -> String {
    match item {
        Ok(item) => format!("{item:?}"),
        Err(StreamError::Item(error)) => {
            format!("{:?} at `{}`: {:?}", error.event(), error.path(), error.raw())
        }
        Err(error) => format!("{error}"),
    }
}

/// The events of a text, which are the same wherever it is cut.
async fn events(text: &str) -> Vec<(String, String, String)> {
    let mut found: Option<Vec<_>> = None;
    for pieces in cuts(text.as_bytes()) {
        let mut stream = opened(&Texts, pieces).await;
        let mut events = Vec::new();
        while let Some(event) = stream.next().await {
            let Event { event, id, data, .. } = event.expect("an event");
            events.push((event, id, data));
        }
        assert_eq!(*found.get_or_insert_with(|| events.clone()), events, "{text:?}");
    }
    found.expect("it was cut at least once")
}

fn of(events: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    let owned = |text: &str| text.to_owned();
    events.iter().map(|(event, id, data)| (owned(event), owned(id), owned(data))).collect()
}

#[tokio::test]
async fn events_end_with_a_blank_line_of_any_kind() {
    for end in ["\n", "\r", "\r\n"] {
        let text =
            "data: a\n\ndata:b\ndata: c\n\n\ndata\n\n:comment\n\ndata: lost".replace('\n', end);
        let expected = of(&[("message", "", "a"), ("message", "", "b\nc"), ("message", "", "")]);
        assert_eq!(events(&text).await, expected, "{end:?}");
    }
    assert_eq!(
        events("data: a\r\rdata: b\n\r\ndata: c\r\n\rx").await,
        of(&[("message", "", "a"), ("message", "", "b"), ("message", "", "c")])
    );
}

#[tokio::test]
async fn fields_are_those_of_the_standard() {
    let text = "\u{FEFF}event: add\nid: 1\ndata:  two\nunknown: x\nretry: x\n\nevent: gone\n\nid\ndata: é€\n\nid: a\0b\ndata: :\n\n";
    let expected = of(&[("add", "1", " two"), ("message", "", "é€"), ("message", "", ":")]);
    assert_eq!(events(text).await, expected);
    // A byte order mark is one only at the beginning, and once.
    assert_eq!(events("\u{FEFF}\u{FEFF}data: a\n\n").await, of(&[]));
    assert_eq!(
        events("id: 7\n\ndata: a\n\n\u{FEFF}data: b\n\n").await,
        of(&[("message", "7", "a")])
    );
}

#[tokio::test]
async fn data_that_is_not_as_documented_is_an_error_item_that_keeps_the_text() {
    let text = b"event: x\ndata: {\"a\": 1}\n\nevent: y\ndata: {\"a\": \n\ndata: 2\n\n";
    for pieces in cuts(text) {
        let items = all!(opened(&Jsons, pieces).await);
        assert_eq!(items.len(), 3, "{items:?}");
        assert!(
            items[0].contains(r#"event: "x", id: "", data: Object {"a": Number(1)}"#),
            "{items:?}"
        );
        assert_eq!(items[1], r#"Some("y") at `a`: b"{\"a\": ""#);
        assert!(items[2].contains("Number(2)"), "{items:?}");
    }
}

#[tokio::test]
async fn an_event_can_be_an_object() {
    let text =
        b"event: add\nid: 1\ndata: x\n\nretry: 9\n\nretry: 5\nretry: soon\ndata: y\n\ndata: z\n\n";
    let items = all!(opened(&Wholes, [piece(text)].into()).await);
    assert!(items[0].contains("retry: None"), "{items:?}");
    assert!(
        items[0]
            .contains(r#"Object {"data": String("x"), "event": String("add"), "id": String("1")}"#),
        "{items:?}"
    );
    let retry = r#"Object {"data": String("y"), "id": String("1"), "retry": Number(5)}"#;
    assert!(items[1].contains("retry: Some(5ms)") && items[1].contains(retry), "{items:?}");
    assert!(items[2].contains(r#"Object {"data": String("z"), "id": String("1")}"#), "{items:?}");
}

#[tokio::test]
async fn a_terminator_ends_the_stream() {
    let text = b"data: 1\n\ndata: [DONE]\n\ndata: 2\n\n";
    for pieces in cuts(text) {
        let mut stream = opened(&Jsons, pieces).await;
        stream.until("[DONE]");
        assert_eq!(all!(stream).len(), 1);
    }
}

fn broken() -> io::Result<Bytes> {
    Err(io::Error::other("cut"))
}

#[tokio::test]
async fn a_stream_goes_on_with_the_last_event_if_asked_to() {
    let script = Script::new([
        (
            200,
            "text/event-stream",
            [piece(b"retry: 1\nid: 5\ndata: a\n\nid: 6\ndata: b"), broken()].into(),
        ),
        (200, "text/event-stream", [piece(b"data: c\n\n")].into()),
        (204, "text/event-stream", [].into()),
    ]);
    let mut answer = script.client().send_stream(&Texts).await.expect("a stream");
    answer.reconnect(3);
    let items = all!(answer.into_inner());
    assert_eq!(items.len(), 2, "{items:?}");
    assert!(
        items[0].contains(r#"id: "5", data: "a""#) && items[1].contains(r#"id: "5", data: "c""#)
    );
    let requests = script.requests.lock().expect("a lock");
    let ids: Vec<_> = requests.iter().map(|headers| headers.get("last-event-id")).collect();
    assert_eq!(
        ids,
        [None, Some(&"5".parse().expect("a value")), Some(&"5".parse().expect("a value"))]
    );
    assert!(requests.iter().all(|headers| headers["accept"] == "text/event-stream"));
}

#[tokio::test]
async fn a_server_that_does_not_go_on_is_an_error() {
    let script = Script::new([
        (200, "text/event-stream", [piece(b"retry: 0\n\n")].into()),
        (200, "text/event-stream", [broken()].into()),
        (503, "text/plain", [piece(b"later")].into()),
    ]);
    let mut answer = script.client().send_stream(&Texts).await.expect("a stream");
    answer.reconnect(2);
    let error = answer.next().await.expect("an item").expect_err("refused");
    assert!(matches!(&error, StreamError::Refused(answer) if answer.status() == 503), "{error:?}");
    assert!(answer.next().await.is_none());

    let endless =
        (0..4).map(|_| (200, "text/event-stream", [piece(b"retry: 0\n"), broken()].into()));
    let script = Script::new(endless);
    let mut answer = script.client().send_stream(&Texts).await.expect("a stream");
    answer.reconnect(2);
    let error = answer.next().await.expect("an item").expect_err("broken");
    assert!(matches!(&error, StreamError::Transport(_)), "{error:?}");
    assert_eq!(script.requests.lock().expect("a lock").len(), 3);
}

#[tokio::test]
async fn without_being_asked_a_stream_that_breaks_is_an_error() {
    let pieces = [piece(b"data: a\n\ndata: b"), broken(), piece(b"\n\n")];
    let items = all!(opened(&Texts, pieces.into()).await);
    assert_eq!(items.len(), 2, "{items:?}");
    assert_eq!(items[1], "the rest of the stream did not arrive");
}

#[tokio::test]
async fn lines_are_values_and_one_that_is_not_keeps_its_text() {
    let text = b"{\"a\":\r\t1}\r\n\n  \r\n[2,\n\"\xC3\xA9\"\n3";
    for pieces in cuts(text) {
        let items = all!(opened(&Lines, pieces).await);
        let expected = [
            r#"Object {"a": Number(1)}"#,
            r#"None at `[1]`: b"[2,""#,
            "String(\"é\")",
            "Number(3)",
        ];
        assert_eq!(items, expected);
    }
}

#[tokio::test]
async fn a_sequence_has_a_separator_before_each_value() {
    for pieces in cuts(b"\x1E{\"a\":\n1}\n\x1E\x1E2\n\x1E[") {
        let items = all!(opened(&Sequence, pieces).await);
        assert_eq!(items, [r#"Object {"a": Number(1)}"#, "Number(2)", r#"None at ``: b"[""#]);
    }
}

#[tokio::test]
async fn a_scalar_of_a_sequence_that_may_have_lost_its_end_is_an_error() {
    for pieces in cuts(b"\x1E1\x1Etru\x1E\"a\"\x1E[1]\x1E 2 \x1Enull\n\x1E34") {
        let items = all!(opened(&Sequence, pieces).await);
        assert_eq!(
            items,
            [
                r#"None at ``: b"1""#,
                r#"None at ``: b"tru""#,
                "String(\"a\")",
                "Array [Number(1)]",
                "Number(2)",
                "Null",
                r#"None at ``: b"34""#,
            ]
        );
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_no_part_of_the_first_value() {
    for pieces in cuts("\u{FEFF}1\n\u{FEFF}2\n".as_bytes()) {
        let items = all!(opened(&Lines, pieces).await);
        assert_eq!(items, ["Number(1)", "None at ``: b\"\\xef\\xbb\\xbf2\""]);
    }
    for pieces in cuts("\u{FEFF}\x1E1\n".as_bytes()) {
        assert_eq!(all!(opened(&Sequence, pieces).await), ["Number(1)"]);
    }
}

#[tokio::test]
async fn an_item_that_arrived_at_once_has_a_bound_as_well() {
    let text = format!("data: 1\n\ndata: {}\n\ndata: 2\n\n", "x".repeat(2000));
    let items = all!(opened(&Texts, [piece(text.as_bytes())].into()).await);
    assert_eq!(items.len(), 2, "{items:?}");
    assert!(items[1].starts_with("an item of the stream has more than 1000 bytes"), "{items:?}");
}

#[tokio::test]
async fn an_item_without_an_end_is_an_error() {
    let long = || -> Pieces { (0..30).map(|_| piece(&[b'x'; 100])).collect() };
    let expected =
        "an item of the stream has more than 1000 bytes, and `max_body_size` allows no more";
    assert_eq!(all!(opened(&Lines, long()).await), [expected]);
    assert_eq!(all!(opened(&Texts, long()).await), [expected]);
}

#[tokio::test]
async fn bytes_are_as_they_arrive_and_have_no_bound() {
    let pieces = (0..30).map(|_| piece(&[b'x'; 100])).collect();
    let mut stream = opened(&Binary, pieces).await;
    let mut length = 0;
    while let Some(chunk) = stream.next().await {
        length += chunk.expect("bytes").len();
    }
    assert_eq!(length, 3000);
}

#[tokio::test]
async fn what_is_no_stream_is_read_as_a_whole() {
    let script = Script::new([
        (200, "text/html", [piece(b"<p>"), piece(b"a proxy")].into()),
        (500, "text/event-stream", [piece(b"data: no\n\n")].into()),
    ]);
    let error = script.client().send_stream(&Jsons).await.expect_err("a page");
    let Error::Body(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), BodyErrorKind::NoStream);
    assert_eq!(*error.answer().body(), "<p>a proxy");
    assert!(error.to_string().contains("`text/html`"), "{error}");
    let error = script.client().send_stream(&Jsons).await.expect_err("500");
    assert!(matches!(&error, Error::Undocumented(_)), "{error:?}");
    assert_eq!(error.body().map(Bytes::as_ref), Some(&b"data: no\n\n"[..]));
}

/// What the names of events say.
#[derive(Debug, PartialEq)]
pub(super) enum Told {
    Count(i64),
    Log(String),
    Rest(Vec<bool>),
    Unknown(Value),
}

impl Union for Told {
    const MEMBERS: &'static [Member] =
        &[Member::new().integer().tags(&["count", "total"]), Member::new().string().tags(&["log"])];

    fn read(index: usize, value: Json<'_>) -> Result<Self, Invalid> {
        match index {
            0 => member(value, Self::Count),
            1 => member(value, Self::Log),
            _ => Ok(Self::Unknown(value.to_value())),
        }
    }
}

/// The same, with a member for all other events.
#[derive(Debug, PartialEq)]
pub(super) struct Open(Told);

impl Union for Open {
    const MEMBERS: &'static [Member] =
        &[Member::new().integer().tags(&["count"]), Member::new().array().fallback()];

    fn read(index: usize, value: Json<'_>) -> Result<Self, Invalid> {
        match index {
            0 => member(value, Told::Count).map(Self),
            1 => member(value, Told::Rest).map(Self),
            _ => Ok(Self(Told::Unknown(value.to_value()))),
        }
    }
}

#[tokio::test]
async fn the_name_of_an_event_says_what_its_data_are() {
    let pieces = |text: &str| Pieces::from([piece(text.as_bytes())]);
    let text = "event: count\ndata: 1\n\nevent: total\ndata: 2\n\nevent: log\ndata: \"3\"\n\n\
                event: new\ndata: {\"a\":4}\n\ndata: [DONE\n\nevent: count\ndata: five\n\n";
    let script = Script::new([
        (200, "text/event-stream", pieces(text)),
        (200, "text/event-stream", pieces("event: count\ndata: 1\n\ndata: [true]\n\n")),
    ]);
    let mut told = script.client().send_stream(&Named).await.expect("a stream").into_inner();
    let mut found = Vec::new();
    while let Some(event) = told.next().await {
        found.push(event.map(|event| event.data).map_err(|error| error.to_string()));
    }
    assert_eq!(
        found,
        [
            Ok(Told::Count(1)),
            Ok(Told::Count(2)),
            Ok(Told::Log("\"3\"".to_owned())),
            Ok(Told::Unknown(serde_json::json!({"a": 4}))),
            Ok(Told::Unknown("[DONE".into())),
            Err("an item of the stream is not as documented: expected ident at line 1 column 2"
                .to_owned()),
        ]
    );
    let mut told = script.client().send_stream(&Opened).await.expect("a stream").into_inner();
    let mut next = async || told.next().await.map(|event| event.map(|event| event.data.0).ok());
    assert_eq!(next().await, Some(Some(Told::Count(1))));
    assert_eq!(next().await, Some(Some(Told::Rest(vec![true]))));
    assert_eq!(next().await, None);
}
