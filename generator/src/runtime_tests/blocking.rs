//! The blocking interface.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Probe;
use super::streams::{Binary, Jsons, Lines};
use crate::runtime::{BlockingTransport, Body, Client, Error, TransportError};

/// Counts what is sent.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicUsize>);

impl BlockingTransport for Counter {
    fn send(&self, _: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(http::Response::new(Body::from("{}")))
    }
}

fn client() -> (Client, Counter) {
    let counter = Counter::default();
    let builder = Client::builder("https://h").blocking_transport(counter.clone());
    (builder.build().expect("a client"), counter)
}

fn is_refused(client: &Client) -> bool {
    match client.send_blocking(&Probe::new("i")) {
        Ok(_) => false,
        Err(Error::Request(error)) => {
            assert!(error.to_string().contains("asynchronous"), "{error}");
            true
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_task_is_never_blocked() {
    let (client, counter) = client();
    let threads = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime");
    let one = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for runtime in [threads, one] {
        assert!(runtime.block_on(async { is_refused(&client) }));
        let clone = client.clone();
        let task = runtime.spawn(async move { is_refused(&clone) });
        assert!(runtime.block_on(task).expect("no panic"));
    }
    assert_eq!(counter.0.load(Ordering::Relaxed), 0);
}

#[test]
fn whoever_may_block_is_let_through() {
    let (client, counter) = client();
    assert!(!is_refused(&client));
    let runtime = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime");
    let clone = client.clone();
    let blocking = runtime.spawn_blocking(move || is_refused(&clone));
    assert!(!runtime.block_on(blocking).expect("no panic"));
    let entered = runtime.enter();
    assert!(!is_refused(&client));
    drop(entered);
    assert_eq!(counter.0.load(Ordering::Relaxed), 3);
}

/// The client of `reqwest` is neither made nor dropped in a way that panics.
#[test]
fn a_client_that_never_sent_can_be_dropped_within_a_task() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let client = Client::builder("http://127.0.0.1:9").build().expect("a client");
        assert!(is_refused(&client));
    });
    let client = Client::builder("http://127.0.0.1:9").build().expect("a client");
    client.send_blocking(&Probe::new("i")).expect_err("nobody is there");
    runtime.block_on(async move { drop(client) });
}

#[test]
fn the_builder_for_blocking_is_used() {
    let builder = reqwest::blocking::Client::builder().user_agent("a\nb");
    let client = Client::builder("http://127.0.0.1:9").blocking_http_client(builder);
    let error = client.build().expect("a client").send_blocking(&Probe::new("i"));
    let Err(Error::Transport(error)) = error else { panic!("it cannot be built") };
    let source = std::error::Error::source(&error).expect("a source");
    assert!(source.to_string().contains("builder"), "{source}");
}

/// What the blocking interface gives of an answer, a byte at a time.
struct Slow(&'static [u8]);

impl std::io::Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
        self.0 = rest;
        buffer[0] = *first;
        Ok(1)
    }
}

struct Bytewise(&'static [u8]);

impl BlockingTransport for Bytewise {
    fn send(&self, _: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        Ok(http::Response::new(Body::reader(Slow(self.0), None)))
    }
}

fn answering(text: &'static [u8]) -> Client {
    let builder = Client::builder("https://h").blocking_transport(Bytewise(text));
    builder.build().expect("a client")
}

#[test]
fn streams_are_iterators_and_bytes_a_reader() {
    let client = answering(b"data: 1\n\ndata: x\n\ndata: 2\n\n");
    let events = client.send_stream_blocking(&Jsons).expect("a stream").into_inner();
    let data: Vec<_> = events.map(|event| event.ok().map(|event| event.data)).collect();
    assert_eq!(data, [Some(1.into()), None, Some(2.into())]);
    let lines = answering(b"1\n\n2").send_stream_blocking(&Lines).expect("a stream").into_inner();
    assert_eq!(lines.map(|line| line.expect("a value")).collect::<Vec<_>>(), [1, 2]);
    let mut bytes = answering(b"bytes").send_stream_blocking(&Binary).expect("a stream");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut *bytes, &mut text).expect("text");
    assert_eq!(text, "bytes");
    let whole = answering(b"{\"a\": 1}").send_blocking(&Probe::new("i")).expect("an answer");
    assert_eq!(whole["a"], 1);
}

#[test]
fn a_body_of_the_other_interface_is_an_error() {
    struct Wrong;
    impl BlockingTransport for Wrong {
        fn send(&self, _: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
            Ok(http::Response::new(Body::stream(Never, None)))
        }
    }
    struct Never;
    impl futures_core::Stream for Never {
        type Item = std::io::Result<bytes::Bytes>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Pending
        }
    }
    let client = Client::builder("https://h").blocking_transport(Wrong).build().expect("a client");
    let error = client.send_blocking(&Probe::new("i")).expect_err("a stream");
    let Error::Transport(error) = error else { panic!("{error:?}") };
    let source = std::error::Error::source(&error).expect("a source");
    assert!(source.to_string().contains("needs the asynchronous interface"), "{source}");
}
