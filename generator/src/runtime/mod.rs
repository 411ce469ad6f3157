//! What the generated code stands on: everything that happens between a call and its answer.
//!
//! Generated files state facts about one API. The behaviour is here, written once, the same for every API.

#[cfg(all(feature = "blocking", target_arch = "wasm32", target_os = "unknown"))]
compile_error!("the feature `blocking` needs a thread that may wait, and WebAssembly has none");

mod address;
mod answer;
mod argument;
mod arrival;
mod base64;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod bounds;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod browser;
mod builder;
mod charset;
mod check;
mod client;
mod clock;
pub mod codec;
mod credential;
mod date;
pub mod debug;
mod decode;
mod delivery;
mod enumeration;
mod error;
mod escape;
mod event_parser;
mod events;
mod exact;
mod file;
mod form;
mod headers;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod http_client;
mod index;
mod item;
mod json;
mod json_lines;
mod link;
mod media_type;
mod multipart;
mod oauth;
mod observer;
mod operation;
mod options;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod origin;
mod pages;
mod parameter;
mod patch;
mod pattern;
mod payload;
mod response;
mod response_header;
mod retry;
mod rules;
mod sending;
mod serializer;
mod signer;
#[cfg(feature = "tracing")]
mod span;
mod stream;
mod style;
mod text;
mod token;
mod trace;
mod transport;
mod tree;
mod tree_builder;
mod tuple;
mod union;
pub mod xml;

pub use self::base64::{Base64, InvalidBase64};
pub use answer::{Answer, BodyError, BodyErrorKind, Decoded};
pub use body::{Body, Chunks};
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub use browser::HttpClient;
pub use builder::{BuildError, ClientBuilder};
pub use check::{Check, Checker, InvalidRequest};
pub use client::Client;
pub use clock::{Clock, Instant, Pause, SystemClock};
pub use credential::Credential;
pub use date::BasicDateTime;
pub use error::{Error, NoFailure};
pub use events::{Event, Events};
pub use file::File;
pub use form::Part;
#[cfg(feature = "blocking")]
pub use http_client::BlockingHttpClient;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub use http_client::HttpClient;
pub use item::{ItemError, StreamError};
pub use json_lines::JsonLines;
pub use oauth::ClientCredentials;
pub use observer::{Attempt, End, Observer};
pub use operation::{Operation, Spec};
pub use options::RequestOptions;
pub use pages::{Items, Next, Pages, Paginated, Pagination};
#[cfg(feature = "blocking")]
pub use pages::{ItemsBlocking, PagesBlocking};
pub use parameter::{Arguments, Parameter};
pub use patch::Patch;
pub use payload::Payload;
pub use response::Response;
pub use response_header::{Header, HeaderError, HeaderKey};
pub use retry::RetryPolicy;
pub use rules::Rules;
pub use sending::Sending;
pub use signer::{SignError, Signer};
pub use stream::{ByteStream, Remainder, StreamSpec, Streaming};
pub use style::Style;
pub use text::{Date, DateTime, Decimal, Duration, Ipv4, Ipv6, Password, Time, Uri, Uuid};
pub use token::{AccessToken, Fetching, TokenError, TokenRequest, TokenSource};
#[cfg(feature = "blocking")]
pub use transport::BlockingTransport;
pub use transport::{Address, Exchange, Timeout, Transport, TransportError, Unbounded};
pub use tuple::Tuple;
