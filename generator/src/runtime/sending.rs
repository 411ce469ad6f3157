//! A request under way.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::transport::{Exchange, TransportError};

/// What an exchange means.
type Outcome<R, E> = fn(Result<http::Response<Bytes>, TransportError>) -> Result<R, E>;

/// A request under way: a future of `Result<R, E>`.
///
/// It is a type of its own, because thousands of `async` functions take a compiler long.
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending<'a, R, E> {
    exchange: Exchange<'a>,
    /// Why nothing is sent, until that is told.
    refused: Option<Box<E>>,
    outcome: Outcome<R, E>,
}

impl<'a, R, E> Sending<'a, R, E> {
    pub(super) fn new(exchange: Exchange<'a>, outcome: Outcome<R, E>) -> Self {
        Self { exchange, refused: None, outcome }
    }

    pub(super) fn refused(error: E, outcome: Outcome<R, E>) -> Self {
        let exchange = Box::pin(std::future::pending());
        Self { exchange, refused: Some(Box::new(error)), outcome }
    }
}

impl<R, E> Future for Sending<'_, R, E> {
    type Output = Result<R, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let sending = self.get_mut();
        match sending.refused.take() {
            Some(error) => Poll::Ready(Err(*error)),
            None => sending.exchange.as_mut().poll(context).map(sending.outcome),
        }
    }
}

impl<R, E> fmt::Debug for Sending<'_, R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
