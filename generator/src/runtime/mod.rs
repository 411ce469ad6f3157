//! What the generated code stands on: everything that happens between a call and its answer.
//!
//! Generated files state facts about one API. The behaviour is here, written once, the same for every API.

mod address;
mod answer;
mod builder;
mod check;
mod client;
pub mod codec;
mod credential;
mod date;
mod error;
mod http_client;
mod operation;
mod parameter;
mod patch;
mod pattern;
mod payload;
mod response;
mod trace;
mod transport;

pub use answer::{Answer, BodyError, Decoded};
pub use builder::{BuildError, ClientBuilder};
pub use check::{Check, Checker, InvalidRequest, Rules};
pub use client::Client;
pub use codec::{Entry, Object, OpenEnum};
pub use credential::Credential;
pub use date::BasicDateTime;
pub use error::{Error, NoFailure};
#[cfg(feature = "blocking")]
pub use http_client::BlockingHttpClient;
pub use http_client::HttpClient;
pub use operation::{Operation, Parameter, Place, Spec};
pub use parameter::{Argument, ToArgument};
pub use patch::Patch;
pub use payload::Payload;
pub use response::Response;
#[cfg(feature = "blocking")]
pub use transport::BlockingTransport;
pub use transport::{Exchange, Transport, TransportError};
