//! Spans of `tracing`: one for each operation, without addresses, headers and bodies, so without secrets.

use tracing::Span;
use tracing::field::{Empty, display};

use super::arrival::{Arrival, Unanswered};
use super::operation::Spec;

/// The span of an operation that begins.
pub(super) fn of(spec: &'static Spec) -> Span {
    let path = spec.template();
    tracing::info_span!(
        "operation",
        operation = spec.id,
        method = spec.method,
        path,
        status = Empty,
        retries = Empty,
        error = Empty,
    )
}

/// The operation is over, after so many attempts.
pub(super) fn end(span: &Span, result: &Result<Arrival, Unanswered>, attempts: u32) {
    span.record("retries", attempts.saturating_sub(1));
    match result {
        Ok(arrival) => span.record("status", arrival.answer.status().as_u16()),
        Err(unanswered) => span.record("error", display(unanswered)),
    };
}
