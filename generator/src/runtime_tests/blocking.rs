//! The blocking interface.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Probe;
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
