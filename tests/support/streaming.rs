//! Operations of a golden that stream, over a transport within the process.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures_core::Stream;

use super::streams::runtime::{
    Body, ByteStream, Client, Error, Event, Exchange, File, StreamError, Transport,
};
use super::streams::types::{Delta, Prompt, TicksEvent, WatchEvent};

/// A text that arrives byte by byte.
struct Letters(VecDeque<u8>);

impl Letters {
    fn of(text: &str) -> Self {
        Self(text.bytes().collect())
    }
}

impl Stream for Letters {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.get_mut().0.pop_front().map(|byte| Ok(vec![byte])))
    }
}

/// Answers every request with the same text, and keeps the last one: its head and its body as text.
#[derive(Clone)]
struct Script {
    status: u16,
    media_type: &'static str,
    text: &'static str,
    request: Arc<Mutex<Option<(http::HeaderMap, String)>>>,
}

fn script(status: u16, media_type: &'static str, text: &'static str) -> (Client, Script) {
    let script = Script { status, media_type, text, request: Arc::default() };
    let builder = Client::builder("https://h").transport(script.clone());
    (builder.build().expect("a client"), script)
}

impl Script {
    fn request(&self) -> (http::HeaderMap, String) {
        self.request.lock().expect("a lock").take().expect("a request was sent")
    }
}

impl Transport for Script {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        Box::pin(async move {
            let (parts, mut body) = request.into_parts();
            let mut bytes = Vec::new();
            let mut next = |context: &mut Context<'_>| Pin::new(&mut body).poll_next(context);
            while let Some(chunk) = std::future::poll_fn(&mut next).await {
                bytes.extend_from_slice(&chunk?);
            }
            let text = String::from_utf8(bytes).expect("text");
            *self.request.lock().expect("a lock") = Some((parts.headers, text));
            let answer = http::Response::builder().status(self.status);
            let answer = answer.header("content-type", self.media_type);
            let body = Body::stream(Letters::of(self.text), None);
            Ok(answer.body(body).expect("an answer"))
        })
    }
}

#[tokio::test]
async fn events_are_typed() {
    let text = "data: {\"index\": 0, \"text\": \"a\"}\n\ndata: {\"index\": \"x\"}\n\ndata: {\"index\": 1}\n\ndata: [DONE]\n\n";
    let (client, script) = script(200, "text/event-stream; charset=utf-8", text);
    let prompt = Prompt { text: "t".to_owned(), stream: Some(true) };
    let mut events = client.complete(prompt).stream().await.expect("a stream");
    let (headers, body) = script.request();
    assert_eq!(headers["accept"], "text/event-stream");
    assert_eq!(body, r#"{"text":"t","stream":true}"#);
    events.until("[DONE]");
    let first = events.next().await.expect("an event").expect("typed");
    assert_eq!(first.data, Delta { index: 0, text: Some("a".to_owned()) });
    let error = events.next().await.expect("an item").expect_err("no index");
    let StreamError::Item(error) = error else { panic!("{error:?}") };
    assert_eq!((error.path(), error.raw().as_ref()), ("index", &b"{\"index\": \"x\"}"[..]));
    let last = events.next().await.expect("an event").expect("typed");
    assert_eq!(last.data, Delta { index: 1, text: None });
    assert!(events.next().await.is_none(), "the rest is a terminator");
}

#[tokio::test]
async fn a_failure_is_typed_as_without_a_stream() {
    let (client, _) = script(500, "application/json", r#"{"message": "no"}"#);
    let prompt = Prompt { text: String::new(), stream: None };
    let error = client.complete(prompt).stream().await.expect_err("500");
    let Error::Failure(failure) = error else { panic!("{error:?}") };
    assert_eq!(failure.message.as_deref(), Some("no"));
}

#[tokio::test]
async fn events_are_text_or_what_their_data_hold_or_objects() {
    let (client, _) = script(200, "text/event-stream", "event: e\nid: 1\ndata: {\n\n");
    let event = client.news().stream().await.expect("a stream").next().await;
    let (event_name, id) = ("e".to_owned(), "1".to_owned());
    let expected = Event { event: event_name, id, retry: None, data: "{".to_owned() };
    assert_eq!(event.expect("an event").expect("text"), expected);

    let (client, _) = script(200, "text/event-stream", "data: {\"index\":\ndata: 5}\n\n");
    let event = client.changes().query_stream(true).stream().await.expect("a stream").next().await;
    assert_eq!(event.expect("an event").expect("typed").data, Delta { index: 5, text: None });

    let text = "event: tick\ndata: now\n\nevent: stop\nid: 9\ndata\n\nevent: new\ndata: x\n\n";
    let (client, _) = script(200, "text/event-stream", text);
    let mut ticks = client.ticks().stream().await.expect("a stream");
    let tick = ticks.next().await.expect("an event").expect("typed").data;
    assert!(matches!(&tick, TicksEvent::Tick(tick) if tick == "now"), "{tick:?}");
    let stop = ticks.next().await.expect("an event").expect("typed");
    assert_eq!((stop.id.as_str(), stop.data), ("9", TicksEvent::Stop(String::new())));
    let unknown = ticks.next().await.expect("an event").expect("kept").data;
    assert!(matches!(&unknown, TicksEvent::Unknown(data) if data == "x"), "{unknown:?}");

    let text = "event: changed\ndata: {\"index\": 1}\n\nevent: counts\ndata: [2]\n\nevent: gone\ndata: u\n\n\
                event: new\ndata: [3]\n\n";
    let (client, _) = script(200, "text/event-stream", text);
    let mut things = client.watch().stream().await.expect("a stream");
    let mut next = async || things.next().await.expect("an event").expect("typed").data;
    let delta = Delta { index: 1, text: None };
    assert_eq!(next().await, WatchEvent::Written(Box::new(delta)));
    assert_eq!(next().await, WatchEvent::Counts(vec![2]));
    assert_eq!(next().await, WatchEvent::Gone("u".into()));
    assert_eq!(next().await, WatchEvent::Other("[3]".to_owned()));
}

#[tokio::test]
async fn lines_and_sequences_are_typed() {
    let (client, _) = script(206, "application/x-ndjson", "{\"index\": 1}\n\n{\"index\": 2}");
    let mut rows = client.rows().stream().await.expect("a stream");
    assert_eq!(rows.status(), 206);
    for index in [1, 2] {
        let row = rows.next().await.expect("a row").expect("typed");
        assert_eq!(row, Delta { index, text: None });
    }
    assert!(rows.next().await.is_none());

    let (client, _) = script(200, "application/json-seq", "\u{1E}{\"any\": true}\n");
    let log = client.logs().stream().await.expect("a stream").next().await;
    assert_eq!(log.expect("a log").expect("JSON")["any"], true);
}

#[tokio::test]
async fn bytes_come_and_go_while_they_are_made() {
    let (client, script) = script(200, "application/octet-stream", "bytes");
    let mut download = client.download("n").stream().await.expect("a stream");
    let mut bytes = Vec::new();
    while let Some(chunk) = ByteStream::next(&mut download).await {
        bytes.extend_from_slice(&chunk.expect("bytes"));
    }
    assert_eq!(bytes, b"bytes");
    assert!(script.request().1.is_empty());

    let (client, script) = self::script(204, "", "");
    client.upload("n", File::stream(Letters::of("letters"), None)).send().await.expect("204");
    let (headers, body) = script.request();
    assert_eq!(
        (&headers["content-type"], body.as_str()),
        (&"application/octet-stream".parse().expect("a value"), "letters")
    );
    client.upload("n", "text").send().await.expect("204");
    assert_eq!(script.request().1, "text");

    let lines =
        vec![Delta { index: 1, text: None }, Delta { index: 2, text: Some("\n".to_owned()) }];
    client.load(lines).send().await.expect("204");
    let (headers, body) = script.request();
    assert_eq!(headers["content-type"], "application/x-ndjson");
    assert_eq!(body, "{\"index\":1}\n{\"index\":2,\"text\":\"\\n\"}\n");
}
