//! Everything that can come of a call but its success.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::answer::{Answer, BodyError};
use super::check::InvalidRequest;
use super::response::Response;
use super::response_header::HeaderKey;
use super::token::TokenError;
use super::transport::TransportError;

/// The failure of an operation that documents none: there is no such value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoFailure {}

/// Why a call did not succeed. `E` is what the description documents for failures.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// A failure that the description documents, with its typed body.
    Failure(Box<Response<E>>),
    /// A status that the description does not document.
    Undocumented(Answer),
    /// A documented status whose body is not as documented, or any status with a body that is too long.
    Body(BodyError),
    /// No answer, or no end of it, in time.
    Timeout(TransportError),
    /// No answer, for another reason.
    Transport(TransportError),
    /// No token to send with the request, so that it was not sent.
    Token(TokenError),
    /// The request was refused before anything was sent.
    Request(InvalidRequest),
}

impl<E> Error<E> {
    /// The status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Failure(response) => Some(response.status()),
            _ => self.answer().map(Answer::status),
        }
    }

    /// The headers, if there was an answer.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Failure(response) => Some(response.headers()),
            _ => self.answer().map(Answer::headers),
        }
    }

    /// A header of the answer, if there was one: the first value of a name, if it is there and is text, or the value of one that the description documents.
    #[must_use]
    pub fn header<K: HeaderKey>(&self, key: K) -> K::Value<'_> {
        key.read(self.headers())
    }

    /// The bytes of the body, if there was an answer.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        match self {
            Self::Failure(response) => Some(response.body()),
            _ => self.answer().map(Answer::body),
        }
    }

    /// How long the server asks to wait before the next try, in either form of `Retry-After`.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Failure(response) => response.answer().retry_after(),
            _ => self.answer().and_then(Answer::retry_after),
        }
    }

    fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Undocumented(answer) => Some(answer),
            Self::Body(error) => Some(error.answer()),
            Self::Failure(_)
            | Self::Timeout(_)
            | Self::Transport(_)
            | Self::Token(_)
            | Self::Request(_) => None,
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failure(response) => {
                write!(f, "the server answered with the failure {}", response.status())
            }
            Self::Undocumented(answer) => {
                write!(f, "the server answered with {}, which is not documented", answer.status())
            }
            Self::Body(error) => error.fmt(f),
            Self::Timeout(_) => f.write_str("the server did not answer in time"),
            Self::Transport(_) => {
                f.write_str("the request could not be sent, or its answer not received")
            }
            Self::Token(_) => f.write_str("there is no access token to send the request with"),
            Self::Request(error) => write!(f, "the request was not sent: {error}"),
        }
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Timeout(error) | Self::Transport(error) => Some(error),
            Self::Token(error) => Some(error),
            Self::Failure(_) | Self::Undocumented(_) | Self::Body(_) | Self::Request(_) => None,
        }
    }
}
