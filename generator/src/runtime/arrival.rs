//! How an answer arrives: its head first, and then as much of its body as is asked for.

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};
use tokio::sync::OwnedSemaphorePermit;

use super::answer::{Answer, BodyError, BodyErrorKind};
use super::body::{Body, Unread};
use super::check::InvalidRequest;
use super::client::Again;
use super::error::Error;
use super::stream::{Remainder, StreamSpec};
use super::token::TokenError;
use super::transport::{Exchange, TransportError};

/// An answer, with what of its body is left to whoever asked for a stream.
#[derive(Debug)]
pub(super) struct Arrival {
    pub(super) answer: Answer,
    pub(super) rest: Option<Remainder>,
}

impl Arrival {
    /// The answer, which holds a permit for as long as its body is read.
    pub(super) fn holding(mut self, permit: Option<OwnedSemaphorePermit>) -> Self {
        if let Some(rest) = &mut self.rest {
            rest.body = std::mem::take(&mut rest.body).holding(permit);
        }
        self
    }

    /// The answer, with a way to ask for more of it.
    pub(super) fn or_again(mut self, again: Option<Again>) -> Self {
        if let Some(rest) = &mut self.rest {
            rest.again = again;
        }
        self
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// Nothing, or not all, arrived.
    Transport(TransportError),
    /// The body cannot be had.
    Body(BodyError),
    /// There is no token to send with the request.
    Token(TokenError),
    /// The request cannot be sent.
    Request(InvalidRequest),
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::Body(error) => error.fmt(f),
            Self::Token(error) => error.fmt(f),
            Self::Request(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Unanswered {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Body(error) => error.source(),
            Self::Token(error) => error.source(),
            Self::Request(error) => error.source(),
        }
    }
}

impl<E> From<Unanswered> for Error<E> {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Transport(error) if error.is_timeout() => Self::Timeout(error),
            Unanswered::Transport(error) => Self::Transport(error),
            Unanswered::Body(error) => Self::Body(error),
            Unanswered::Token(error) => Self::Token(error),
            Unanswered::Request(error) => Self::Request(error),
        }
    }
}

/// How much of a body is read.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    /// How many bytes at most.
    pub(super) most: usize,
    /// Whether the request was one for the head alone (RFC 9110, section 9.3.2).
    pub(super) is_head: bool,
    /// Which answers are left to the caller to be read; all others are read at once.
    pub(super) stream: Option<&'static StreamSpec>,
}

impl Reading {
    /// The answer to an exchange.
    pub(super) async fn receive(self, exchange: Exchange<'_>) -> Result<Arrival, Unanswered> {
        let (head, body) = self.head(exchange.await.map_err(Unanswered::Transport)?)?;
        match body {
            Remaining::Left(body) => Ok(self.left(head, body)),
            Remaining::Read(body) => head.with(body.collect(self.most).await, self.most),
        }
    }

    /// The answer to an exchange that is over.
    #[cfg(feature = "blocking")]
    pub(super) fn receive_blocking(
        self,
        result: Result<http::Response<Body>, TransportError>,
    ) -> Result<Arrival, Unanswered> {
        let (head, body) = self.head(result.map_err(Unanswered::Transport)?)?;
        match body {
            Remaining::Left(body) => Ok(self.left(head, body)),
            Remaining::Read(body) => head.with(body.collect_blocking(self.most), self.most),
        }
    }

    fn left(self, answer: Answer, body: Body) -> Arrival {
        Arrival { answer, rest: Some(Remainder { body, most: self.most, again: None }) }
    }

    /// The answer without its body, and what to do with that.
    fn head(self, response: http::Response<Body>) -> Result<(Answer, Remaining), Unanswered> {
        let (parts, body) = response.into_parts();
        let answer = Answer::new(http::Response::from_parts(parts, Bytes::new()));
        // These have no content, whatever their length says (RFC 9110, section 8.6).
        let has_none = matches!(answer.status(), StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        if self.is_head || has_none {
            return Ok((answer, Remaining::Read(Body::empty())));
        }
        if self.stream.is_some_and(|stream| stream.is(&answer)) {
            return Ok((answer, Remaining::Left(body)));
        }
        if announced(answer.headers()).is_some_and(|length| length > self.most as u64) {
            return Err(too_long(&answer, self.most));
        }
        Ok((answer, Remaining::Read(body)))
    }
}

/// What happens to a body.
enum Remaining {
    /// It is left to the caller.
    Left(Body),
    /// It is read at once.
    Read(Body),
}

impl Answer {
    /// The answer with its body.
    fn with(self, body: Result<Bytes, Unread>, most: usize) -> Result<Arrival, Unanswered> {
        match body {
            Ok(bytes) => Ok(Arrival { answer: self.with_body(bytes), rest: None }),
            Err(Unread::TooLong) => Err(too_long(&self, most)),
            Err(Unread::Broken(error)) => Err(Unanswered::Transport(error)),
        }
    }
}

/// The length that the head announces (RFC 9110, section 8.6).
fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

fn too_long(answer: &Answer, most: usize) -> Unanswered {
    let problem = format!("it has more than {most} bytes, and `max_body_size` allows no more");
    Unanswered::Body(BodyError::new(answer, BodyErrorKind::TooLong, String::new(), problem))
}
