//! Who wants to know of each attempt: logs, counters, traces.

use std::error::Error;
use std::time::Duration;

use http::StatusCode;

/// Is told of each attempt to send a request. It sees no address, no header and no body, so that no secret can get into a log.
///
/// It is called within the request, and holds that up for as long as it takes.
pub trait Observer: Send + Sync {
    /// An attempt begins.
    fn before(&self, _attempt: &Attempt) {}

    /// An attempt ended. One that was dropped does not end.
    fn after(&self, _attempt: &Attempt, _end: &End<'_>) {}
}

/// One attempt to send a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The `operationId`.
    pub operation: &'static str,
    /// The method.
    pub method: &'static str,
    /// The path template, such as `/things/{id}`.
    pub path: &'static str,
    /// Which attempt it is; the first is 1.
    pub number: u32,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct End<'a> {
    /// The status of the answer, or why there is none.
    pub result: Result<StatusCode, &'a (dyn Error + 'static)>,
    /// How long it took, up to the answer.
    pub elapsed: Duration,
    /// After how long the request is sent again, if it is.
    pub retry_in: Option<Duration>,
}
