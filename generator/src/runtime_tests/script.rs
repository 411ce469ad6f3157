//! A server that follows a script, and a clock that runs as fast as one likes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::bodies::Pieces;

#[cfg(feature = "blocking")]
use crate::runtime::BlockingTransport;
use crate::runtime::{
    Body, Client, ClientBuilder, Clock, Exchange, File, Pause, Transport, TransportError,
};

/// What comes of one request.
#[derive(Clone)]
pub(super) enum Step {
    /// Status, headers as lines, and body.
    Answer(u16, &'static str, &'static str),
    /// The exchange fails.
    Fail,
    /// Nothing ever arrives.
    Hang,
}

/// An answer without more than a status.
pub(super) const fn status(status: u16) -> Step {
    Step::Answer(status, "", "{}")
}

/// A file that can be sent once.
pub(super) fn streamed() -> File {
    let piece = Bytes::from_static(b"once");
    File::stream(Pieces::new(std::iter::once(Ok(piece))), None)
}

/// Follows its steps, one for each request. One more request than there are steps fails the test.
#[derive(Clone, Default)]
pub(super) struct Script {
    steps: Arc<Mutex<VecDeque<Step>>>,
    requests: Arc<Mutex<Vec<http::Request<Bytes>>>>,
}

impl Script {
    pub(super) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: Arc::new(Mutex::new(steps.into_iter().collect())), ..Self::default() }
    }

    /// A client of it.
    pub(super) fn client(&self, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
        let builder = change(Client::builder("https://h")).transport(self.clone());
        #[cfg(feature = "blocking")]
        let builder = builder.blocking_transport(self.clone());
        builder.build().expect("a client")
    }

    /// The requests so far.
    pub(super) fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.requests.lock().expect("a lock").clone()
    }

    /// How many steps were not needed.
    pub(super) fn left(&self) -> usize {
        self.steps.lock().expect("a lock").len()
    }

    /// The answer to a request; `None` if there is none, ever.
    fn answer(
        &self,
        request: http::Request<Body>,
    ) -> Option<Result<http::Response<Body>, TransportError>> {
        let request = request.map(|body| body.as_bytes().cloned().unwrap_or_default());
        let line = format!("{} {}", request.method(), request.uri());
        self.requests.lock().expect("a lock").push(request);
        let step = self.steps.lock().expect("a lock").pop_front();
        match step.unwrap_or_else(|| panic!("nobody expects {line}")) {
            Step::Answer(status, headers, body) => {
                let mut answer = http::Response::builder().status(status);
                for (name, value) in headers.lines().filter_map(|line| line.split_once(": ")) {
                    answer = answer.header(name, value);
                }
                Some(Ok(answer.body(Body::from(body)).expect("an answer")))
            }
            Step::Fail => Some(Err(TransportError::new("the connection was reset"))),
            Step::Hang => None,
        }
    }
}

impl Transport for Script {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        match self.answer(request) {
            Some(result) => Box::pin(std::future::ready(result)),
            None => Box::pin(std::future::pending()),
        }
    }
}

#[cfg(feature = "blocking")]
impl BlockingTransport for Script {
    fn send(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        self.answer(request).unwrap_or_else(|| Err(TransportError::timeout("nothing arrives")))
    }
}

/// A clock on which a pause is over as soon as somebody waits for it.
#[derive(Clone)]
pub(super) struct FastClock {
    state: Arc<Mutex<(Instant, Vec<Duration>)>>,
    jitter: f64,
}

impl FastClock {
    pub(super) fn new(jitter: f64) -> Self {
        Self { state: Arc::new(Mutex::new((Instant::now(), Vec::new()))), jitter }
    }

    /// What was waited for, in milliseconds.
    pub(super) fn pauses(&self) -> Vec<u128> {
        self.state.lock().expect("a lock").1.iter().map(Duration::as_millis).collect()
    }

    /// Lets time pass.
    pub(super) fn pass(&self, duration: Duration) {
        self.state.lock().expect("a lock").0 += duration;
    }

    fn wait(&self, duration: Duration) {
        self.pass(duration);
        self.state.lock().expect("a lock").1.push(duration);
    }
}

impl Clock for FastClock {
    fn now(&self) -> Instant {
        self.state.lock().expect("a lock").0
    }

    fn sleep(&self, duration: Duration) -> Pause<'_> {
        Box::pin(async move { self.wait(duration) })
    }

    #[cfg(feature = "blocking")]
    fn sleep_blocking(&self, duration: Duration) {
        self.wait(duration);
    }

    fn jitter(&self) -> f64 {
        self.jitter
    }
}

/// An operation of which only the method, the body and what it demands matter.
macro_rules! operation {
    ($name:ident, $method:expr, $security:expr) => {
        operation!($name, $method, $security, $crate::runtime::Payload::none());
    };
    ($name:ident, $method:expr, $security:expr, $body:expr) => {
        #[derive(Debug)]
        struct $name;
        impl $crate::runtime::Operation for $name {
            type Success = ();
            type Failure = $crate::runtime::NoFailure;
            const SPEC: &'static $crate::runtime::Spec = &$crate::runtime::Spec {
                id: "operation",
                method: $method,
                path: "/things?fixed=1",
                parameters: &[],
                accept: None,
                security: $security,
                server: None,
            };
            fn body(&self) -> $crate::runtime::Payload {
                $body
            }
            fn success(answer: &$crate::runtime::Answer) -> Option<$crate::runtime::Decoded<()>> {
                answer.status().is_success().then(|| answer.empty())
            }
        }
    };
}
pub(super) use operation;
