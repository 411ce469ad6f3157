//! What contract tests stand on: a transport that stands in for the server and holds each request against what must go out.
//!
//! With `CONTRACT_BASE_URL` in the environment, requests go to the server at that address instead, which then has to answer each of them
//! as documented. Credentials come from variables such as `CONTRACT_TOKEN`, by the name of the method of the builder.

// What no operation needs is here all the same.
#![allow(dead_code)]

use serde_json::Value;

use super::runtime::codec::{self, Decode};
use super::runtime::{
    Body, Client, ClientBuilder, Error, Exchange, File, Header, HeaderKey, Patch, Response,
    Sending, Transport, TransportError,
};

/// The address that is set in the environment, if requests are to go to a real server.
const BASE_URL: &str = "CONTRACT_BASE_URL";

/// The credential where the environment has none.
const CREDENTIAL: &str = "contract-credential";

/// The header by which Prism tells what it finds wrong with an exchange that it answers all the same.
const VIOLATIONS: &str = "sl-violations";

/// A request as it must go out, and the answer to it.
#[derive(Clone)]
pub struct Contract {
    method: &'static str,
    target: &'static str,
    headers: Vec<(&'static str, &'static str)>,
    cookies: Vec<&'static str>,
    body: Expected,
    status: u16,
    reply: Option<(&'static str, &'static str)>,
}

/// What the body of a request must be.
#[derive(Clone)]
enum Expected {
    Nothing,
    /// A media type, and JSON of this value.
    Json(&'static str, &'static str),
    /// A media type, and these bytes.
    Exactly(&'static str, &'static str),
    /// A media type, and parts, each by its name, its media type and its content.
    Parts(&'static str, &'static [(&'static str, &'static str, &'static str)]),
}

impl Contract {
    /// A request of this method for this path and query, without headers and body, and an answer with status 200 and no body.
    pub fn of(method: &'static str, target: &'static str) -> Self {
        Self {
            method,
            target,
            headers: Vec::new(),
            cookies: Vec::new(),
            body: Expected::Nothing,
            status: 200,
            reply: None,
        }
    }

    /// The request has this header.
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The request has this cookie.
    pub fn cookie(mut self, pair: &'static str) -> Self {
        self.cookies.push(pair);
        self
    }

    /// The body of the request is this JSON.
    pub fn json(mut self, media_type: &'static str, text: &'static str) -> Self {
        self.body = Expected::Json(media_type, text);
        self
    }

    /// The body of the request is this text to the byte.
    pub fn text(mut self, media_type: &'static str, text: &'static str) -> Self {
        self.body = Expected::Exactly(media_type, text);
        self
    }

    /// The body of the request has these parts: a name, a media type and a content each.
    pub fn parts(
        mut self,
        media_type: &'static str,
        parts: &'static [(&'static str, &'static str, &'static str)],
    ) -> Self {
        self.body = Expected::Parts(media_type, parts);
        self
    }

    /// The answer has this status, and no body unless one follows.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The body of the answer.
    pub fn reply(mut self, media_type: &'static str, body: &'static str) -> Self {
        self.reply = Some((media_type, body));
        self
    }

    /// A client of the server in the environment, or else of the one that stands in for it.
    pub fn client(&self) -> Client {
        match std::env::var(BASE_URL) {
            Ok(base) => client(Client::builder(base)),
            Err(_) => self.stand_in(),
        }
    }

    /// A client of the transport that stands in for the server.
    pub fn stand_in(&self) -> Client {
        client(Client::builder("http://contract.invalid").transport(self.clone()))
    }

    /// The request goes out as it must, and is answered by a documented success.
    #[track_caller]
    pub fn success<T, E: std::fmt::Debug>(&self, sending: Sending<'_, Response<T>, Error<E>>) -> T {
        match wait(sending) {
            Ok(response) => {
                let violations = response.header(VIOLATIONS);
                assert_eq!(violations, None, "{} {}", self.method, self.target);
                response.into_inner()
            }
            Err(error) => {
                let body = error.body().map(|body| String::from_utf8_lossy(body).into_owned());
                let violations = error.header(VIOLATIONS).unwrap_or_default();
                let body = body.unwrap_or_default();
                let request = format!("{} {}", self.method, self.target);
                panic!("{request}: {error}\n{violations}\n{body}\n{error:?}")
            }
        }
    }

    /// The request goes out as it must, and is answered by a documented failure.
    #[track_caller]
    pub fn failure<T, E>(&self, sending: Sending<'_, Response<T>, Error<E>>) -> E {
        match wait(sending) {
            Err(Error::Failure(response)) => response.into_inner(),
            Err(error) => panic!("{} {}: {error}", self.method, self.target),
            Ok(_) => panic!("{} {}: a success", self.method, self.target),
        }
    }

    /// Holds a request against what must go out.
    fn hold(&self, request: &http::Request<Body>) {
        assert_eq!(request.method().as_str(), self.method);
        assert_eq!(target(request.uri()), self.target, "path and query");
        let header = |name: &str| {
            request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()))
        };
        for (name, value) in &self.headers {
            assert_eq!(header(name).as_deref(), Some(*value), "the header `{name}`");
        }
        let cookies = header("cookie").unwrap_or_default();
        for pair in &self.cookies {
            assert!(cookies.split("; ").any(|one| one == *pair), "no `{pair}` in `{cookies}`");
        }
        let media_type = header("content-type").unwrap_or_default();
        let bytes = request.body().as_bytes().map(|bytes| String::from_utf8_lossy(bytes));
        let bytes = bytes.unwrap_or_default();
        match &self.body {
            Expected::Nothing => assert_eq!(bytes, "", "the body"),
            Expected::Json(expected, text) => {
                assert_eq!(media_type, *expected, "the media type");
                assert_same(&json(&bytes), &json(text));
            }
            Expected::Exactly(expected, text) => {
                assert_eq!(media_type, *expected, "the media type");
                assert_eq!(bytes, *text, "the body");
            }
            Expected::Parts(expected, expected_parts) => {
                let (essence, boundary) = media_type.split_once("; boundary=").unwrap_or_default();
                assert_eq!(essence, *expected, "the media type");
                let found = parts(&bytes, boundary);
                assert_eq!(found.len(), expected_parts.len(), "the parts of {bytes}");
                for (found, expected) in found.iter().zip(*expected_parts) {
                    assert_eq!((found.0.as_str(), found.1.as_str()), (expected.0, expected.1));
                    if expected.1.contains("json") {
                        assert_same(&json(found.2), &json(expected.2));
                    } else {
                        assert_eq!(found.2, expected.2, "the part `{}`", expected.0);
                    }
                }
            }
        }
    }
}

impl Transport for Contract {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        self.hold(&request);
        let mut answer = http::Response::builder().status(self.status);
        let mut body = Body::empty();
        if let Some((media_type, text)) = self.reply {
            answer = answer.header("content-type", media_type);
            body = Body::from(text);
        }
        let answer = answer.body(body).map_err(TransportError::new);
        Box::pin(std::future::ready(answer))
    }
}

/// The credential that a method of the builder takes: that of the environment, if there is one.
pub fn credential(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| CREDENTIAL.to_owned())
}

/// A value of the type that is wanted.
#[track_caller]
pub fn value<T: Decode>(text: &str) -> T {
    codec::decode_value(&json(text)).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// A file that says of which media type it is, as one has to of which several are documented.
pub fn said<T: Said>(file: T, media_type: &'static str) -> T {
    file.said(media_type)
}

/// Files, as far as there are any.
pub trait Said {
    fn said(self, media_type: &'static str) -> Self;
}

impl Said for File {
    fn said(self, media_type: &'static str) -> Self {
        self.with_content_type(media_type)
    }
}

impl<T: Said> Said for Option<T> {
    fn said(self, media_type: &'static str) -> Self {
        self.map(|file| file.said(media_type))
    }
}

impl<T: Said> Said for Patch<T> {
    fn said(self, media_type: &'static str) -> Self {
        self.map(|file| file.said(media_type))
    }
}

impl<T: Said> Said for Vec<T> {
    fn said(self, media_type: &'static str) -> Self {
        self.into_iter().map(|file| file.said(media_type)).collect()
    }
}

/// An example is a value of its type, and loses nothing there.
#[track_caller]
pub fn keeps<T: Decode + serde::Serialize>(text: &str) {
    let kept = serde_json::to_string(&value::<T>(text)).unwrap_or_else(|error| panic!("{error}"));
    assert_same(&json(&kept), &json(text));
}

/// A documented header means this value by this text.
#[track_caller]
pub fn reads<T: Decode + serde::Serialize>(header: Header<T>, text: &'static str, value: &str) {
    let name = http::HeaderName::from_static(header.name());
    let headers = [(name, http::HeaderValue::from_static(text))].into_iter().collect();
    let read = header.read(Some(&headers)).unwrap_or_else(|error| panic!("{error}"));
    let read = serde_json::to_string(&read).unwrap_or_else(|error| panic!("{error}"));
    assert_same(&json(&read), &json(value));
}

fn client(builder: ClientBuilder) -> Client {
    let built = super::with_credentials(builder).build();
    built.unwrap_or_else(|error| panic!("there is no client: {error}"))
}

/// What comes of a request. A transport that holds it against what must go out panics, if it differs.
fn wait<R, E>(sending: Sending<'_, R, E>) -> Result<R, E> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap_or_else(|error| panic!("there is no runtime: {error}")).block_on(sending)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("no JSON: {error}: {text}"))
}

/// Path and query, without the pairs that are credentials.
fn target(uri: &http::Uri) -> String {
    let Some(query) = uri.query() else { return uri.path().to_owned() };
    let pairs = query.split('&').filter(|pair| pair.split('=').nth(1) != Some(CREDENTIAL));
    match pairs.collect::<Vec<_>>().join("&") {
        pairs if pairs.is_empty() => uri.path().to_owned(),
        pairs => format!("{}?{pairs}", uri.path()),
    }
}

/// The parts of a body between boundaries (RFC 2046, section 5.1): name, media type and content of each.
fn parts<'b>(body: &'b str, boundary: &str) -> Vec<(String, String, &'b str)> {
    let delimiter = format!("--{boundary}");
    let parts = body.split(delimiter.as_str()).skip(1).filter_map(|part| {
        let (head, content) = part.strip_prefix("\r\n")?.split_once("\r\n\r\n").or_else(|| {
            // A part without any header.
            part.strip_prefix("\r\n\r\n").map(|content| ("", content))
        })?;
        let field = |name: &str| {
            head.split("\r\n").find_map(|line| {
                let (field, value) = line.split_once(": ")?;
                field.eq_ignore_ascii_case(name).then(|| value.to_owned())
            })
        };
        let disposition = field("content-disposition").unwrap_or_default();
        let name = disposition.split(" name=\"").nth(1).and_then(|rest| rest.split('"').next());
        Some((
            name.unwrap_or_default().to_owned(),
            field("content-type").unwrap_or_default(),
            content.strip_suffix("\r\n").unwrap_or(content),
        ))
    });
    parts.collect()
}

/// Two values are the same JSON: `1.0` is `1`, and the order of properties says nothing.
#[track_caller]
fn assert_same(found: &Value, expected: &Value) {
    assert!(same(found, expected), "found:    {found}\nexpected: {expected}");
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)))
        }
        _ => one == other,
    }
}
