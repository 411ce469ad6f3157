//! What can go wrong with the items of an answer that is read while it arrives.

use std::error::Error;
use std::fmt;

use bytes::Bytes;

use super::answer::Answer;
use super::codec::{Decode, Invalid};
use super::trace;
use super::transport::TransportError;
use super::tree::Tree;

/// Why an item of a stream cannot be had.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// An item is not as documented. The stream goes on after it.
    Item(ItemError),
    /// The rest did not arrive, or not in time. Nothing follows.
    Transport(TransportError),
    /// An item has more than so many bytes, which are as many as `max_body_size` allows. Nothing follows.
    TooLong(usize),
    /// The server was asked to go on, and this answer is no stream. Nothing follows.
    Refused(Box<Answer>),
}

/// An item that is not as documented.
#[derive(Clone, Debug)]
pub struct ItemError {
    inner: Box<Broken>,
}

#[derive(Clone, Debug)]
struct Broken {
    raw: Bytes,
    event: Option<String>,
    path: String,
    message: String,
}

impl ItemError {
    /// The item as it arrived: the line, or the data of the event.
    #[must_use]
    pub fn raw(&self) -> &Bytes {
        &self.inner.raw
    }

    /// The type of the event, if it is one.
    #[must_use]
    pub fn event(&self) -> Option<&str> {
        self.inner.event.as_deref()
    }

    /// The path of the value that is wrong, such as `choices[0].delta`; empty for the whole item.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// What is wrong with it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    pub(super) fn new(raw: &Bytes, error: &Invalid) -> Self {
        Self::at(raw, error.path(), error.message().to_owned())
    }

    pub(super) fn cut_off(raw: &Bytes) -> Self {
        Self::at(raw, String::new(), "it may have lost its end, which nothing follows".to_owned())
    }

    fn at(raw: &Bytes, path: String, message: String) -> Self {
        Self { inner: Box::new(Broken { raw: raw.clone(), event: None, path, message }) }
    }

    pub(super) fn of_event(mut self, event: &str) -> Self {
        self.inner.event = Some(event.to_owned());
        self
    }
}

/// The value that an item means, which is JSON.
pub(super) fn decode<T: Decode>(raw: &Bytes) -> Result<T, ItemError> {
    let tree = Tree::parse(raw)
        .map_err(|error| ItemError::at(raw, trace::path(raw, &error), error.to_string()))?;
    T::decode(tree.root()).map_err(|error| ItemError::new(raw, &error))
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an item of the stream is not as documented")?;
        if !self.path().is_empty() {
            write!(f, ", at `{}`", self.path())?;
        }
        write!(f, ": {}", self.message())
    }
}

impl Error for ItemError {}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(error) => error.fmt(f),
            Self::Transport(_) => f.write_str("the rest of the stream did not arrive"),
            Self::TooLong(most) => write!(
                f,
                "an item of the stream has more than {most} bytes, and `max_body_size` allows no more"
            ),
            Self::Refused(answer) => {
                write!(f, "the stream could not be resumed: the answer is {}", answer.status())
            }
        }
    }
}

impl Error for StreamError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Transport(error) => Some(error),
            Self::Item(_) | Self::TooLong(_) | Self::Refused(_) => None,
        }
    }
}

impl From<TransportError> for StreamError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<ItemError> for StreamError {
    fn from(error: ItemError) -> Self {
        Self::Item(error)
    }
}
