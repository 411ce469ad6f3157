//! Bodies in pieces, and how much of one is read.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::Probe;
use crate::runtime::{
    Body, BodyErrorKind, Client, ClientBuilder, Error, Exchange, Transport, TransportError,
};

/// A stream of what it is given; it counts what is taken, and what is left when it is dropped.
pub(super) struct Pieces {
    pieces: VecDeque<Result<Bytes, io::Error>>,
    taken: Arc<AtomicUsize>,
}

impl Pieces {
    pub(super) fn new(pieces: impl Iterator<Item = Result<Bytes, io::Error>>) -> Self {
        Self { pieces: pieces.collect(), taken: Arc::default() }
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pieces = self.get_mut();
        pieces.taken.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(pieces.pieces.pop_front())
    }
}

/// Answers once.
struct Once(Mutex<Option<http::Response<Body>>>);

impl Once {
    fn client(
        answer: http::Response<Body>,
        change: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Client {
        let transport = Self(Mutex::new(Some(answer)));
        change(Client::builder("https://h")).transport(transport).build().expect("a client")
    }
}

impl Transport for Once {
    fn send(&self, _: http::Request<Body>) -> Exchange<'_> {
        let answer = self.0.lock().expect("a lock").take();
        Box::pin(std::future::ready(answer.ok_or_else(|| TransportError::new("sent twice"))))
    }
}

fn pieces(pieces: &[&'static str], length: Option<u64>) -> (Body, Arc<AtomicUsize>) {
    let taken = Arc::default();
    let pieces = pieces.iter().map(|text| Ok(Bytes::from_static(text.as_bytes()))).collect();
    (Body::stream(Pieces { pieces, taken: Arc::clone(&taken) }, length), taken)
}

#[tokio::test]
async fn an_answer_in_pieces_is_read_to_its_end() {
    let (body, _) = pieces(&["", "{\"a\"", "", ":1", "}"], None);
    let client = Once::client(http::Response::new(body), |builder| builder);
    let answer = client.send(&Probe::new("i")).await.expect("200");
    assert_eq!(*answer.body(), r#"{"a":1}"#);
    assert_eq!(answer.into_inner()["a"], 1);
}

#[tokio::test]
async fn an_answer_over_the_bound_is_an_error_that_keeps_the_head() {
    for length in [None, Some(7)] {
        let (body, taken) = pieces(&["[1,", "2,", "3]"], length);
        let mut answer = http::Response::new(body);
        *answer.status_mut() = http::StatusCode::IM_A_TEAPOT;
        answer.headers_mut().insert("x-request-id", http::HeaderValue::from_static("r"));
        let client = Once::client(answer, |builder| builder.max_body_size(5));
        let error = client.send(&Probe::new("i")).await.expect_err("too long");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(418));
        assert_eq!(error.header("x-request-id"), Some("r"));
        let Error::Body(error) = error else { panic!("{error:?}") };
        assert_eq!(error.kind(), BodyErrorKind::TooLong);
        assert!(error.to_string().contains("418 is too long: it has more than 5 bytes"), "{error}");
        assert_eq!(taken.load(Ordering::Relaxed), if length.is_some() { 0 } else { 3 });
    }
}

#[tokio::test]
async fn a_length_over_the_bound_is_refused_before_anything_is_read() {
    let (body, taken) = pieces(&["[]"], None);
    let mut answer = http::Response::new(body);
    answer
        .headers_mut()
        .insert("content-length", http::HeaderValue::from_static("18446744073709551615"));
    let client = Once::client(answer, |builder| builder);
    let error = client.send(&Probe::new("i")).await.expect_err("too long");
    assert!(
        matches!(&error, Error::Body(error) if error.kind() == BodyErrorKind::TooLong),
        "{error:?}"
    );
    assert_eq!(taken.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn as_much_as_the_bound_allows_is_read() {
    let (body, _) = pieces(&["[1,", "2]"], None);
    let client = Once::client(http::Response::new(body), |builder| builder.max_body_size(5));
    client.send(&Probe::new("i")).await.expect("five bytes");
}

#[tokio::test]
async fn a_stream_that_breaks_is_a_transport_error_with_its_cause() {
    let taken = Arc::default();
    let pieces = [Ok(Bytes::from_static(b"{")), Err(io::Error::other("the line is cut"))];
    let body = Body::stream(Pieces { pieces: pieces.into(), taken }, None);
    let client = Once::client(http::Response::new(body), |builder| builder);
    let error = client.send(&Probe::new("i")).await.expect_err("cut");
    let Error::Transport(error) = error else { panic!("{error:?}") };
    let source = std::error::Error::source(&error).expect("a source");
    assert_eq!(source.to_string(), "the line is cut");
}

/// Ends with a timeout of the transport, which stays one.
struct Late;

impl Stream for Late {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(Err(TransportError::timeout("late"))))
    }
}

#[tokio::test]
async fn a_timeout_within_a_body_is_a_timeout() {
    let client = Once::client(http::Response::new(Body::stream(Late, None)), |builder| builder);
    let error = client.send(&Probe::new("i")).await.expect_err("late");
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
}

#[test]
fn only_what_is_there_can_be_sent_again() {
    let body = Body::from("text");
    let again = body.try_clone().expect("it is there");
    assert_eq!(again.as_bytes(), body.as_bytes());
    assert_eq!((body.length(), body.is_replayable()), (Some(4), true));
    struct Never;
    impl Stream for Never {
        type Item = Result<Bytes, Infallible>;
        fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Pending
        }
    }
    let stream = Body::stream(Never, Some(9));
    assert!(stream.try_clone().is_none());
    assert_eq!((stream.length(), stream.is_replayable()), (Some(9), false));
    assert_eq!(format!("{stream:?}"), "Body { is_whole: false, length: Some(9) }");
}
