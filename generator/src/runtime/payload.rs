//! Bodies of requests.

use bytes::Bytes;
use serde::Serialize;

use super::check::{Check, Checker, InvalidRequest, Rules};

/// A body ready to be sent, no body, or why the body must not be sent.
#[derive(Clone, Debug)]
pub struct Payload {
    content: Result<Option<(&'static str, Bytes)>, InvalidRequest>,
}

impl Payload {
    /// No body.
    #[must_use]
    pub const fn none() -> Self {
        Self { content: Ok(None) }
    }

    /// A body in JSON.
    #[must_use]
    pub fn json<T: Serialize + Check>(media_type: &'static str, value: &T) -> Self {
        Self::json_with(media_type, value, Rules::NONE)
    }

    /// A body in JSON that has rules of its own.
    #[must_use]
    pub fn json_with<T: Serialize + Check>(
        media_type: &'static str,
        value: &T,
        rules: &Rules,
    ) -> Self {
        let mut checker = Checker::at("body");
        value.check(rules, &mut checker);
        let text = || {
            serde_json::to_vec(value)
                .map_err(|error| InvalidRequest::new("body", format!("is no JSON: {error}")))
        };
        Self {
            content: checker
                .finish()
                .and_then(|()| text())
                .map(|text| Some((media_type, text.into()))),
        }
    }

    /// A body in JSON, or none.
    #[must_use]
    pub fn optional_json<T: Serialize + Check>(
        media_type: &'static str,
        value: Option<&T>,
    ) -> Self {
        value.map_or(Self::none(), |value| Self::json(media_type, value))
    }

    /// A body in JSON that has rules of its own, or none.
    #[must_use]
    pub fn optional_json_with<T: Serialize + Check>(
        media_type: &'static str,
        value: Option<&T>,
        rules: &Rules,
    ) -> Self {
        value.map_or(Self::none(), |value| Self::json_with(media_type, value, rules))
    }

    /// The media type and the bytes.
    pub(super) fn into_content(self) -> Result<Option<(&'static str, Bytes)>, InvalidRequest> {
        self.content
    }
}
