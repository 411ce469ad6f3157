//! Tests of the runtime, which are no part of what is copied.

mod addresses;
mod answers;
mod arguments;
#[cfg(feature = "blocking")]
mod blocking;
mod bodies;
mod codecs;
mod cookies;
mod debug;
mod forms;
mod json;
mod multipart;
mod network;
mod observers;
mod options;
mod pages;
mod payloads;
mod requests;
mod response_headers;
mod retries;
mod rules;
mod script;
mod servers;
mod signatures;
mod streams;
mod styles;
mod tokens;
mod unions;
mod uploads;
mod xml;
mod xml_examples;

use std::sync::{Arc, Mutex};

use bytes::Bytes;

use crate::runtime::{
    Answer, Arguments, Body, Client, ClientBuilder, Decoded, Error, Exchange, InvalidRequest,
    NoFailure, Operation, Parameter, Payload, Rules, Spec, Transport,
};

/// The request for an operation of which only the path, the parameters with their values, and the body matter, or why it was refused.
macro_rules! sent {
    ($path:expr, [$($parameter:expr => $value:expr),* $(,)?]) => {
        sent!($path, [$($parameter => $value),*], $crate::runtime::Payload::none())
    };
    ($path:expr, [$($parameter:expr => $value:expr),* $(,)?], $body:expr) => {{
        struct Case;
        impl $crate::runtime::Operation for Case {
            type Success = ();
            type Failure = $crate::runtime::NoFailure;
            const SPEC: &'static $crate::runtime::Spec = &$crate::runtime::Spec {
                id: "case",
                method: "POST",
                path: $path,
                parameters: &[$($parameter),*],
                accept: None,
                security: &[&["secret"], &[]],
                server: None,
            };
            fn arguments(&self, _arguments: &mut $crate::runtime::Arguments<'_>) {
                $(_arguments.add($value);)*
            }
            fn body(&self) -> $crate::runtime::Payload {
                $body
            }
            fn success(
                answer: &$crate::runtime::Answer,
            ) -> Option<$crate::runtime::Decoded<()>> {
                Some(answer.empty())
            }
        }
        $crate::runtime_tests::exchange(&Case, |builder| builder).await
    }};
}
use sent;

/// Sends an operation below `https://h`, and gives what arrived.
async fn exchange<O: Operation<Failure = NoFailure>>(
    operation: &O,
    change: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<http::Request<Bytes>, InvalidRequest> {
    let recorder = Recorder::new();
    let builder = change(Client::builder("https://h")).transport(recorder.clone());
    match builder.build().expect("a client").send(operation).await {
        Ok(_) => Ok(recorder.request()),
        Err(Error::Request(refused)) => {
            assert!(recorder.requests.lock().expect("a lock").is_empty(), "nothing is sent");
            Err(refused)
        }
        Err(error) => panic!("{error}"),
    }
}

/// What follows the authority.
fn target(request: Result<http::Request<Bytes>, InvalidRequest>) -> String {
    match request {
        Ok(request) => request.uri().to_string().replacen("https://h", "", 1),
        Err(refused) => format!("refused: {refused}"),
    }
}

/// The value of a header as text, or nothing.
fn header(request: Result<http::Request<Bytes>, InvalidRequest>, name: &str) -> String {
    let request = request.expect("it is sent");
    let value = request.headers().get(name).map(|value| value.as_bytes()).unwrap_or_default();
    String::from_utf8(value.to_vec()).expect("text")
}

/// An operation with a parameter in each place, as the generator would emit it.
#[derive(Clone, Debug, Default)]
struct Probe {
    id: String,
    tags: Vec<String>,
    joined: Option<Vec<i64>>,
    flag: Option<bool>,
    trace: Option<String>,
    body: Option<Vec<String>>,
}

impl Probe {
    fn new(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }
}

impl Operation for Probe {
    type Success = serde_json::Value;
    type Failure = serde_json::Value;

    const SPEC: &'static Spec = &Spec {
        id: "probe",
        method: "PUT",
        path: "/things/{id}/parts:list",
        parameters: &[
            Parameter::path("id"),
            Parameter::query("tag")
                .rules(Rules::new().max_items(2).items(&Rules::new().max_length(9))),
            Parameter::query("joined").explode(false),
            Parameter::query("flag"),
            Parameter::header("X-Trace"),
        ],
        accept: Some("application/json"),
        security: &[&[], &["key", "query"], &["key"]],
        server: None,
    };

    fn arguments(&self, arguments: &mut Arguments<'_>) {
        arguments.add(&self.id);
        arguments.add(&self.tags);
        arguments.add(&self.joined);
        arguments.add(&self.flag);
        arguments.add(&self.trace);
    }

    fn body(&self) -> Payload {
        Payload::optional(self.body.as_ref(), |body| {
            Payload::json("application/json", body, Rules::NONE)
        })
    }

    fn success(answer: &Answer) -> Option<Decoded<Self::Success>> {
        (answer.status() == 200).then(|| answer.json())
    }

    fn failure(answer: &Answer) -> Option<Decoded<Self::Failure>> {
        (answer.status() == 404).then(|| answer.json())
    }
}

/// A transport within the process: keeps the requests and answers all of them alike.
#[derive(Clone)]
struct Recorder {
    requests: Arc<Mutex<Vec<http::Request<Bytes>>>>,
    answer: http::Response<Bytes>,
}

impl Recorder {
    fn new() -> Self {
        Self { requests: Arc::default(), answer: http::Response::new(Bytes::from_static(b"{}")) }
    }

    fn answering(answer: http::Response<Bytes>) -> Self {
        Self { answer, ..Self::new() }
    }

    fn client(&self, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
        change(Client::builder("https://api.example.com/base/"))
            .transport(self.clone())
            .build()
            .expect("a client")
    }

    /// The one request that was sent.
    fn request(&self) -> http::Request<Bytes> {
        let mut requests = self.requests.lock().expect("no test panics while it holds the lock");
        assert_eq!(requests.len(), 1);
        requests.remove(0)
    }
}

impl Transport for Recorder {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        let request = request.map(|body| body.as_bytes().expect("a whole body").clone());
        self.requests.lock().expect("no test panics while it holds the lock").push(request);
        Box::pin(std::future::ready(Ok(self.answer.clone().map(Body::from))))
    }
}
