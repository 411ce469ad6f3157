//! A request under way.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::answer::{Answer, Decoded};
use super::check::InvalidRequest;
use super::error::Error;
use super::operation::Operation;
use super::response::Response;
use super::transport::{Exchange, TransportError};

/// A request under way: a future of the answer, `Result<Response<T>, Error<E>>`.
///
/// It is a type of its own because thousands of `async` functions take a compiler long.
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending<'a, T, E> {
    exchange: Exchange<'a>,
    /// Why nothing is sent, until that is told.
    refused: Option<InvalidRequest>,
    meaning: Meaning<T, E>,
}

impl<'a, T, E> Sending<'a, T, E> {
    pub(super) fn new(
        exchange: Result<Exchange<'a>, InvalidRequest>,
        meaning: Meaning<T, E>,
    ) -> Self {
        match exchange {
            Ok(exchange) => Self { exchange, refused: None, meaning },
            Err(refused) => Self {
                exchange: Box::pin(std::future::pending()),
                refused: Some(refused),
                meaning,
            },
        }
    }
}

impl<T, E> Future for Sending<'_, T, E> {
    type Output = Result<Response<T>, Error<E>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let sending = self.get_mut();
        if let Some(refused) = sending.refused.take() {
            return Poll::Ready(Err(Error::Request(refused)));
        }
        let exchange = sending.exchange.as_mut().poll(context);
        exchange.map(|result| sending.meaning.outcome(result))
    }
}

impl<T, E> fmt::Debug for Sending<'_, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}

/// What the answers of an operation mean.
pub(super) struct Meaning<T, E> {
    success: fn(&Answer) -> Option<Decoded<T>>,
    failure: fn(&Answer) -> Option<Decoded<E>>,
}

impl<T, E> Meaning<T, E> {
    pub(super) fn of<O: Operation<Success = T, Failure = E>>() -> Self {
        Self { success: O::success, failure: O::failure }
    }

    /// What an exchange means.
    pub(super) fn outcome(
        &self,
        result: Result<http::Response<Bytes>, TransportError>,
    ) -> Result<Response<T>, Error<E>> {
        let answer = match result {
            Ok(response) => Answer::new(response),
            Err(error) if error.is_timeout() => return Err(Error::Timeout(error)),
            Err(error) => return Err(Error::Transport(error)),
        };
        if let Some(decoded) = (self.success)(&answer) {
            return decoded.map(|value| Response::new(answer, value)).map_err(Error::Body);
        }
        match (self.failure)(&answer) {
            Some(Ok(value)) => Err(Error::Failure(Box::new(Response::new(answer, value)))),
            Some(Err(error)) => Err(Error::Body(error)),
            None => Err(Error::Undocumented(answer)),
        }
    }
}
