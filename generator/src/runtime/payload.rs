//! Bodies of requests.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::Serialize;

use super::argument::Argument;
use super::body::Body;
use super::charset;
use super::check::{Check, Checker, InvalidRequest};
use super::codec;
use super::file::File;
use super::form::{self, Part};
use super::json_lines::RECORD_SEPARATOR;
use super::media_type;
use super::multipart;
use super::rules::Rules;
use super::serializer::{self, Unfit};

/// A media type and the pieces of a body of it. One that streams is not touched before all else of the request is right.
type Content = (Cow<'static, str>, Vec<File>);

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
        let media_type =
            if media_type::is_concrete(media_type) { media_type } else { "application/json" };
        let text = check(value, rules).and_then(|()| {
            let text = codec::sending(|| serde_json::to_vec(value));
            let text = text.map_err(|error| refused(format!("is no JSON: {error}")))?;
            charset::encode_json(media_type, text).map_err(refused)
        });
        Self::of(media_type, text)
    }

    /// A body in `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn form<T: Serialize + Check + ?Sized>(
        media_type: &'static str,
        value: &T,
        rules: &Rules,
        parts: &[Part],
    ) -> Self {
        let text = argument(value, rules).and_then(|value| form::encode("body", &value, parts));
        let media_type =
            if media_type::is_concrete(media_type) { media_type } else { form::MEDIA_TYPE };
        Self::of(media_type, text)
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
        Self { content: content.map(|(media_type, pieces)| Some((media_type.into(), pieces))) }
    }

    /// A body of text: the value as it is, and lists and objects as JSON.
    #[must_use]
    pub fn text<T: Serialize + Check + ?Sized>(
        media_type: &'static str,
        value: &T,
        rules: &Rules,
    ) -> Self {
        let media_type =
            if media_type::is_concrete(media_type) { media_type } else { "text/plain" };
        let written = |text: Cow<'_, str>| charset::encode(media_type, text.into_owned());
        let text = argument(value, rules).and_then(|value| match value {
            Argument::File(file) => Ok(file),
            value => value.text().and_then(written).map(File::from).map_err(refused),
        });
        Self::of(media_type, text)
    }

    /// A file as the body, of the media type that it says it is. Of a range or a list it has to say one, unless they have the one that says nothing.
    #[must_use]
    pub fn file(media_type: &'static str, file: &File) -> Self {
        let media_type = media_type::of_file(media_type, file.content_type()).map_err(refused);
        let content = media_type.and_then(|media_type| {
            let is_whole = !media_type::is_multipart(media_type)
                || media_type::parameter(media_type, "boundary").is_some();
            // Nobody could tell where a part ends.
            if !is_whole {
                let problem = "is handed over as a body of several parts, and its media type must name their `boundary`";
                return Err(refused(problem.to_owned()));
            }
            Ok(Some((Cow::Owned(media_type.to_owned()), vec![file.clone()])))
        });
        Self { content }
    }

    /// Values in lines of JSON, or in a sequence of JSON texts, each behind a separator (RFC 7464).
    #[must_use]
    pub fn json_lines<V: Check + Deref<Target = [T]>, T: Serialize>(
        media_type: &'static str,
        values: &V,
        rules: &Rules,
    ) -> Self {
        let text = check(values, rules).and_then(|()| {
            let mut text = Vec::new();
            for (index, value) in values.iter().enumerate() {
                if media_type::is_json_sequence(media_type) {
                    text.push(RECORD_SEPARATOR);
                }
                codec::sending(|| serde_json::to_writer(&mut text, value)).map_err(|error| {
                    InvalidRequest::new(format!("body[{index}]"), format!("is no JSON: {error}"))
                })?;
                text.push(b'\n');
            }
            charset::encode_json(media_type, text).map_err(refused)
        });
        Self::of(media_type, text)
    }

    pub(super) fn of(
        media_type: &'static str,
        content: Result<impl Into<File>, InvalidRequest>,
    ) -> Self {
        Self { content: content.map(|file| Some((Cow::Borrowed(media_type), vec![file.into()]))) }
    }

    /// The media type and the body.
    pub(super) fn into_content(self) -> Result<Option<(Cow<'static, str>, Body)>, InvalidRequest> {
        let Some((media_type, pieces)) = self.content? else { return Ok(None) };
        if let [whole] = &*pieces {
            return Ok(Some((media_type, whole.body().map_err(refused)?)));
        }
        let bodies = pieces.iter().map(File::body).collect::<Result<_, _>>().map_err(refused)?;
        Ok(Some((media_type, Body::chain(bodies))))
    }
}

fn refused(problem: String) -> InvalidRequest {
    InvalidRequest::new("body", problem)
}

/// Holds a body against its rules.
pub(super) fn check<T: Check + ?Sized>(value: &T, rules: &Rules) -> Result<(), InvalidRequest> {
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
            Ok(Some((media_type, pieces))) => f
                .debug_struct("Payload")
                .field("media_type", media_type)
                .field("length", &pieces.iter().map(File::length).sum::<Option<u64>>())
                .finish(),
            Err(refused) => f.debug_tuple("Payload").field(refused).finish(),
        }
    }
}
