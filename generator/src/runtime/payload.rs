//! Bodies of requests.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::Serialize;

use super::argument::Argument;
use super::check::{Check, Checker, InvalidRequest};
use super::file::File;
use super::form::{self, Part};
use super::media_type;
use super::multipart;
use super::rules::Rules;
use super::serializer::{self, Unfit};

/// A media type and bytes of it.
pub(super) type Content = (Cow<'static, str>, Bytes);

/// A body ready to be sent, no body, or why the body must not be sent.
#[derive(Clone)]
pub struct Payload {
    content: Result<Option<Content>, InvalidRequest>,
}

impl Payload {
    /// No body.
    #[must_use]
    pub const fn none() -> Self {
        Self { content: Ok(None) }
    }

    /// Whether there is no body, and nothing wrong with that.
    pub(super) fn is_none(&self) -> bool {
        matches!(self.content, Ok(None))
    }

    /// The body for a value, or none where there is no value.
    pub fn optional<T: ?Sized>(value: Option<&T>, body: impl FnOnce(&T) -> Self) -> Self {
        value.map_or(Self::none(), body)
    }

    /// A body in JSON.
    #[must_use]
    pub fn json<T: Serialize + Check + ?Sized>(
        media_type: &'static str,
        value: &T,
        rules: &Rules,
    ) -> Self {
        let text = check(value, rules).and_then(|()| {
            serde_json::to_vec(value)
                .map_err(|error| InvalidRequest::new("body", format!("is no JSON: {error}")))
        });
        let media_type =
            if media_type::is_concrete(media_type) { media_type } else { "application/json" };
        Self::of(media_type, text.map(Bytes::from))
    }

    /// A body in `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn form<T: Serialize + Check + ?Sized>(
        media_type: &'static str,
        value: &T,
        rules: &Rules,
        parts: &[Part],
    ) -> Self {
        let text = argument(value, rules).and_then(|value| form::encode(&value, parts));
        let media_type =
            if media_type::is_concrete(media_type) { media_type } else { form::MEDIA_TYPE };
        Self::of(media_type, text.map(Bytes::from))
    }

    /// A body of several parts.
    #[must_use]
    pub fn multipart<T: Serialize + Check + ?Sized>(
        media_type: &'static str,
        value: &T,
        rules: &Rules,
        parts: &[Part],
    ) -> Self {
        let content =
            argument(value, rules).and_then(|value| multipart::encode(media_type, &value, parts));
        Self { content: content.map(|(media_type, bytes)| Some((media_type.into(), bytes))) }
    }

    /// A body of text: the value as it is, and lists and objects as JSON.
    #[must_use]
    pub fn text<T: Serialize + Check + ?Sized>(
        media_type: &'static str,
        value: &T,
        rules: &Rules,
    ) -> Self {
        let text = argument(value, rules).and_then(|value| match value {
            Argument::File(file) => Ok(file.content().clone()),
            value => value
                .text()
                .map(|text| Bytes::from(text.into_owned()))
                .map_err(|problem| InvalidRequest::new("body", problem)),
        });
        let media_type =
            if media_type::is_concrete(media_type) { media_type } else { "text/plain" };
        Self::of(media_type, text)
    }

    /// A body of bytes. Where the description has a range of media types, the one that says nothing is sent.
    #[must_use]
    pub fn bytes(media_type: &'static str, bytes: &Bytes) -> Self {
        Self::of(media_type::concrete(media_type), Ok(bytes.clone()))
    }

    /// A file as the body, of the media type that it says it is.
    #[must_use]
    pub fn file(media_type: &'static str, file: &File) -> Self {
        let own = file.content_type().map(|own| Cow::Owned(own.to_owned()));
        let media_type = own.unwrap_or(Cow::Borrowed(media_type::concrete(media_type)));
        Self { content: Ok(Some((media_type, file.content().clone()))) }
    }

    fn of(media_type: &'static str, content: Result<Bytes, InvalidRequest>) -> Self {
        Self { content: content.map(|bytes| Some((Cow::Borrowed(media_type), bytes))) }
    }

    /// The media type and the bytes.
    pub(super) fn into_content(self) -> Result<Option<Content>, InvalidRequest> {
        self.content
    }
}

/// Holds a body against its rules.
fn check<T: Check + ?Sized>(value: &T, rules: &Rules) -> Result<(), InvalidRequest> {
    let mut checker = Checker::at("body");
    value.check(rules, &mut checker);
    checker.finish()
}

/// A body that keeps its rules, between its type and the wire.
fn argument<T: Serialize + Check + ?Sized>(
    value: &T,
    rules: &Rules,
) -> Result<Argument, InvalidRequest> {
    check(value, rules)?;
    serializer::argument(value).map_err(|Unfit(problem)| InvalidRequest::new("body", problem))
}

/// The bytes stay out of it: they may be many, or secret.
impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Ok(None) => f.write_str("Payload(none)"),
            Ok(Some((media_type, bytes))) => f
                .debug_struct("Payload")
                .field("media_type", media_type)
                .field("length", &bytes.len())
                .finish(),
            Err(refused) => f.debug_tuple("Payload").field(refused).finish(),
        }
    }
}
