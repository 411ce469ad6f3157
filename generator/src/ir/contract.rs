//! What contract tests do: one request and its answer for each operation and example.

use json::Value;

/// Values of contract tests are JSON.
pub mod json {
    pub use serde_json::{Map, Number, Value};
}

/// One request and the answer to it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Exchange {
    /// Name of the test.
    pub name: String,
    /// The values of the parameters that are given, each with the index of its parameter.
    pub arguments: Vec<(usize, Value)>,
    /// The body, with the index of its content.
    pub body: Option<(usize, Value)>,
    /// What comes back.
    pub reply: Reply,
    /// What there is to say of the values: which examples of the description could not be taken, and why.
    pub remarks: Vec<String>,
}

/// An answer of an [`Exchange`].
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Whether it is a documented failure.
    pub is_failure: bool,
    /// The media type and the content, unless the body is empty.
    pub content: Option<(String, ReplyContent)>,
}

/// The body of a [`Reply`].
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum ReplyContent {
    /// JSON, which is a value of the type.
    Json(Value, super::Type),
    /// What is this in JSON, as XML with a root.
    Xml(Value, super::XmlRootId),
    /// Text, or bytes that happen to be text.
    Text(String),
}
