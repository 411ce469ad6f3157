//! A request under way.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::arrival::{Arrival, Unanswered};

/// An answer that is on its way.
pub(super) type Coming<'a> = Pin<Box<dyn Future<Output = Result<Arrival, Unanswered>> + Send + 'a>>;

/// What an answer means.
type Outcome<R, E> = fn(Result<Arrival, Unanswered>) -> Result<R, E>;

/// A request under way: a future of `Result<R, E>`.
///
/// It is a type of its own, because thousands of `async` functions take a compiler long.
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending<'a, R, E> {
    coming: Coming<'a>,
    /// Why nothing is sent, until that is told.
    refused: Option<Box<E>>,
    outcome: Outcome<R, E>,
}

impl<'a, R, E> Sending<'a, R, E> {
    pub(super) fn new(coming: Coming<'a>, outcome: Outcome<R, E>) -> Self {
        Self { coming, refused: None, outcome }
    }

    pub(super) fn refused(error: E, outcome: Outcome<R, E>) -> Self {
        let coming = Box::pin(std::future::pending());
        Self { coming, refused: Some(Box::new(error)), outcome }
    }
}

impl<R, E> Future for Sending<'_, R, E> {
    type Output = Result<R, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let sending = self.get_mut();
        match sending.refused.take() {
            Some(error) => Poll::Ready(Err(*error)),
            None => sending.coming.as_mut().poll(context).map(sending.outcome),
        }
    }
}

impl<R, E> fmt::Debug for Sending<'_, R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
