//! A documented answer.

use std::fmt;
use std::ops::{Deref, DerefMut};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::answer::Answer;
use super::response_header::HeaderKey;

/// A documented answer: its body as a typed value, with the status and headers that came with it.
#[derive(Clone)]
pub struct Response<T> {
    answer: Answer,
    value: T,
}

impl<T> Response<T> {
    pub(super) fn new(answer: Answer, value: T) -> Self {
        Self { answer, value }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.answer.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// A header: the first value of a name, if it is there and is text, or the value of one that the description documents.
    #[must_use]
    pub fn header<K: HeaderKey>(&self, key: K) -> K::Value<'_> {
        self.answer.header(key)
    }

    /// The bytes of the body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.answer.body()
    }

    /// The answer as it arrived.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The value alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }
}

/// The bytes of the body stay out of it: the value hides what is secret in them.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}
