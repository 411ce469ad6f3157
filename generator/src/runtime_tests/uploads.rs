//! Requests that are sent while they are made.

use std::collections::{HashSet, VecDeque};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use serde_json::json;

use super::bodies::Pieces;
use super::sent;
use crate::runtime::{
    Answer, Body, Client, Decoded, Error, Exchange, File, InvalidRequest, NoFailure, Operation,
    Payload, RequestOptions, Rules, Spec, Transport,
};

fn file(texts: &[&'static str], length: Option<u64>) -> File {
    let pieces = texts.iter().map(|text| Ok(Bytes::from_static(text.as_bytes())));
    File::stream(Pieces::new(pieces), length)
}

/// What was sent: media type, length as announced, and the text in the end.
type Kept = (String, Option<u64>, String);

/// Keeps what it is sent.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<Kept>>>);

impl Transport for Sink {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let length = body.length();
            assert!(!body.is_replayable());
            let (mut body, mut bytes) = (body, Vec::new());
            let next =
                |body: &mut Body, context: &mut Context<'_>| Pin::new(body).poll_next(context);
            while let Some(chunk) = std::future::poll_fn(|context| next(&mut body, context)).await {
                bytes.extend_from_slice(&chunk?);
            }
            let media_type = parts.headers["content-type"].to_str().expect("text").to_owned();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            self.0.lock().expect("a lock").push((media_type, length, text));
            Ok(http::Response::new(Body::empty()))
        })
    }
}

/// A file as the body, or as a part of one.
struct Upload {
    file: File,
    is_part: bool,
}

impl Operation for Upload {
    type Success = ();
    type Failure = NoFailure;

    const SPEC: &'static Spec = &Spec {
        id: "upload",
        method: "PUT",
        path: "/upload",
        parameters: &[],
        accept: None,
        security: &[],
        server: None,
    };

    fn body(&self) -> Payload {
        if !self.is_part {
            return Payload::file("application/octet-stream", &self.file);
        }
        let form = Form { file: &self.file };
        Payload::multipart("multipart/form-data", &form, Rules::NONE, &[])
    }

    fn success(answer: &Answer) -> Option<Decoded<()>> {
        Some(answer.empty())
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        crate::runtime::debug::request(self, formatter)
    }
}

struct Form<'a> {
    file: &'a File,
}

impl serde::Serialize for Form<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("before", &File::from("1")), ("file", self.file)])
    }
}

impl crate::runtime::Check for Form<'_> {
    fn check(&self, _: &Rules, _: &mut crate::runtime::Checker) {}
}

fn client(sink: &Sink) -> Client {
    Client::builder("https://h").transport(sink.clone()).build().expect("a client")
}

#[tokio::test]
async fn a_file_is_a_body_while_it_is_made_and_only_once() {
    let sink = Sink::default();
    let file = file(&["ab", "", "cd"], Some(4)).with_content_type("image/png");
    let upload = Upload { file, is_part: false };
    client(&sink).send(&upload).await.expect("sent");
    let kept = sink.0.lock().expect("a lock").remove(0);
    assert_eq!(kept, ("image/png".to_owned(), Some(4), "abcd".to_owned()));
    let error = client(&sink).send(&upload).await.expect_err("it is gone");
    let Error::Request(error) = error else { panic!("{error:?}") };
    assert!(error.to_string().contains("`body` is a stream that was sent already"), "{error}");
    assert!(sink.0.lock().expect("a lock").is_empty());
}

#[tokio::test]
async fn a_length_that_is_wrong_is_an_error() {
    for (texts, length) in [(["ab", "cd"], 3), (["ab", "cd"], 2), (["ab", "cd"], 5), (["", ""], 1)]
    {
        let upload = Upload { file: file(&texts, Some(length)), is_part: false };
        let error = client(&Sink::default()).send(&upload).await.expect_err("wrong");
        assert!(matches!(error, Error::Transport(_)), "{length}: {error:?}");
    }
}

/// Where a body ends is said by whoever carries it. What a caller says of it must be so.
#[tokio::test]
async fn a_length_in_a_header_is_held_against_the_body() {
    let sent = |length: Option<u64>, name: &'static str, value: &'static str| async move {
        let sink = Sink::default();
        let client = client(&sink).with(RequestOptions::new().header(name, value));
        let upload = Upload { file: file(&["ab", "cd"], length), is_part: false };
        let result = client.send(&upload).await;
        let kept = sink.0.lock().expect("a lock").pop();
        (result.err(), kept.map(|(_, announced, text)| (announced, text)))
    };
    let whole = Some((Some(4), "abcd".to_owned()));
    assert_eq!(sent(Some(4), "Content-Length", "4").await.1, whole);
    assert_eq!(sent(None, "Content-Length", "4").await.1, whole, "the length becomes known");
    assert_eq!(sent(Some(4), "Transfer-Encoding", "chunked").await.1, whole);
    for (length, name, value) in [
        (Some(4), "Content-Length", "2"),
        (None, "Content-Length", "-1"),
        (Some(4), "Transfer-Encoding", "gzip"),
    ] {
        let (error, kept) = sent(length, name, value).await;
        assert!(matches!(error, Some(Error::Request(_))), "{name}: {value}: {error:?}");
        assert_eq!(kept, None);
    }
    let error = sent(None, "Content-Length", "3").await.0;
    assert!(matches!(error, Some(Error::Transport(_))), "{error:?}");
    Client::builder("https://h").default_header("Content-Length", "1").build().expect_err("never");
}

#[tokio::test]
async fn a_request_that_is_refused_leaves_its_stream_alone() {
    let sink = Sink::default();
    let upload = Upload { file: file(&["ab"], None).with_content_type("a/b\n"), is_part: true };
    assert!(matches!(client(&sink).send(&upload).await, Err(Error::Request(_))));
    let upload = Upload { file: upload.file.with_content_type("a/b"), is_part: true };
    assert!(format!("{upload:?}").starts_with("upload { body: "), "to show it takes nothing");
    client(&sink).send(&upload).await.expect("it was not touched");
    assert!(sink.0.lock().expect("a lock")[0].2.contains("\r\n\r\nab\r\n"));
}

#[tokio::test]
async fn a_file_is_a_part_while_it_is_made() {
    let mut boundaries = HashSet::new();
    for length in [Some(4), None] {
        let sink = Sink::default();
        let file = file(&["ab", "cd"], length).with_name("x.txt").with_content_type("text/plain");
        client(&sink).send(&Upload { file, is_part: true }).await.expect("sent");
        let (media_type, announced, text) = sink.0.lock().expect("a lock").remove(0);
        let boundary = media_type.strip_prefix("multipart/form-data; boundary=").expect("one");
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"before\"; filename=\"before\"\r\nContent-Type: application/octet-stream\r\n\r\n1\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\nabcd\r\n--{boundary}--\r\n"
        );
        assert_eq!(text, expected);
        assert_eq!(announced, length.map(|_| text.len() as u64));
        boundaries.insert(boundary.to_owned());
    }
    assert_eq!(boundaries.len(), 2, "nobody can know what will be in the stream");
}

#[tokio::test]
async fn a_stream_is_no_text() {
    let file = file(&["a"], None);
    let refused = sent!("/{p}", [crate::runtime::Parameter::path("p") => &file_again(&[])]);
    assert!(refused.expect_err("no text").to_string().contains("is a stream"));
    assert!(serde_json::to_string(&file).is_err());
    assert_eq!(file, file.clone());
    assert_ne!(file, file_again(&["a"]));
}

fn file_again(texts: &[&'static str]) -> File {
    file(texts, None)
}

async fn lines(media_type: &'static str) -> Result<http::Request<Bytes>, InvalidRequest> {
    match media_type {
        "application/json-seq" => sent!(
            "/",
            [],
            Payload::json_lines(
                "application/json-seq",
                &vec![json!({"a": 1}), json!("x\ny")],
                Rules::NONE
            )
        ),
        _ => sent!(
            "/",
            [],
            Payload::json_lines(
                "application/x-ndjson",
                &vec![json!({"a": 1}), json!("x\ny")],
                Rules::NONE
            )
        ),
    }
}

#[tokio::test]
async fn lists_are_lines_of_json() {
    let request = lines("application/x-ndjson").await.expect("sent");
    assert_eq!(*request.body(), "{\"a\":1}\n\"x\\ny\"\n");
    assert_eq!(request.headers()["content-type"], "application/x-ndjson");
    let request = lines("application/json-seq").await.expect("sent");
    assert_eq!(*request.body(), "\u{1E}{\"a\":1}\n\u{1E}\"x\\ny\"\n");
    let refused = sent!("/", [], {
        const LETTER: &Rules = &Rules::new().max_length(1);
        const RULES: &Rules = &Rules::new().items(LETTER);
        Payload::json_lines("application/jsonl", &vec!["ab".to_owned()], RULES)
    });
    assert!(refused.expect_err("too long").to_string().contains("body[0]"));
}

/// What stops in the middle is an error, and the rest is not waited for.
struct Half(VecDeque<&'static str>);

impl Stream for Half {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let text = self.get_mut().0.pop_front();
        Poll::Ready(Some(text.map(Bytes::from).ok_or_else(|| io::Error::other("the disk is gone"))))
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_is_an_error() {
    let file = File::stream(Half(["a"].into()), None);
    let error = client(&Sink::default()).send(&Upload { file, is_part: true }).await;
    assert!(matches!(error, Err(Error::Transport(_))), "{error:?}");
}

#[cfg(feature = "async-read")]
#[tokio::test]
async fn a_file_can_be_read_while_it_is_sent() {
    struct Letters(usize);
    impl futures_io::AsyncRead for Letters {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut [u8],
        ) -> Poll<io::Result<usize>> {
            let letters = self.get_mut();
            let length = letters.0.min(buffer.len()).min(10);
            buffer[..length].fill(b'x');
            letters.0 -= length;
            Poll::Ready(Ok(length))
        }
    }
    let sink = Sink::default();
    let file = File::async_reader(Letters(25), Some(25));
    client(&sink).send(&Upload { file, is_part: false }).await.expect("sent");
    assert_eq!(sink.0.lock().expect("a lock")[0].2, "x".repeat(25));
}
