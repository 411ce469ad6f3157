//! What holds for some requests of a client and not for all.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::check::InvalidRequest;
use super::retry::RetryPolicy;

/// What is other than usual for some requests. [`Client::with`](super::Client::with) gives a client that sends like that, to be kept or to be used
/// for one call: `client.with(RequestOptions::new().timeout(five_minutes)).build_report().send()`.
#[derive(Clone, Default)]
#[must_use = "options do nothing until they are given to a client"]
pub struct RequestOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) deadline: Option<Duration>,
    pub(super) retry: Option<RetryPolicy>,
    headers: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
}

impl RequestOptions {
    /// Nothing that is other than usual.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long each attempt may take, instead of what the client says.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// How long all attempts may take together, with the pauses between them and what a token takes.
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// When a request is sent again, instead of what the client says.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self { retry: Some(policy), ..self }
    }

    /// A header to send. It replaces one that the client sends with every request, and yields to parameters of the operation, to credentials
    /// and to the type of the body.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// A pair to add to the query, behind the parameters of the operation.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// These options where they say something, and otherwise those of `below`.
    pub(super) fn over(self, below: &Self) -> Self {
        Self {
            timeout: self.timeout.or(below.timeout),
            deadline: self.deadline.or(below.deadline),
            retry: self.retry.or_else(|| below.retry.clone()),
            headers: [below.headers.as_slice(), &self.headers].concat(),
            query: [below.query.as_slice(), &self.query].concat(),
        }
    }

    /// Sets the headers, the last of a name only.
    pub(super) fn fill(&self, headers: &mut HeaderMap) -> Result<(), InvalidRequest> {
        for (name, value) in &self.headers {
            let parsed = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| InvalidRequest::new(name, "cannot be the name of a header"))?;
            let value = HeaderValue::from_str(value).map_err(|_| {
                InvalidRequest::new(name, "has a character that no header can have")
            })?;
            headers.insert(parsed, value);
        }
        Ok(())
    }
}

/// Only the names of headers and of pairs of the query are shown.
impl fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| {
            pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<String>>()
        };
        f.debug_struct("RequestOptions")
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("retry", &self.retry)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .finish()
    }
}
