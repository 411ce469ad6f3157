//! Access tokens, and where they come from.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, StatusCode};
use url::Url;

use super::clock::Instant;
#[cfg(feature = "blocking")]
use super::transport::BlockingTransport;
use super::transport::Transport;

/// A bearer token (RFC 6750). `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(Arc<str>);

impl AccessToken {
    /// A token, without the word `Bearer`.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into().into())
    }

    /// The token.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value of `Authorization`, if a header can have it.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.0)).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(hidden)")
    }
}

/// What a token is needed for.
#[derive(Clone, Copy, Debug)]
pub struct TokenRequest<'a> {
    pub(super) base: &'a Url,
    pub(super) rejected: Option<&'a AccessToken>,
    pub(super) now: Instant,
    pub(super) limit: Option<Duration>,
    pub(super) user_agent: &'a HeaderValue,
}

impl<'a> TokenRequest<'a> {
    /// The base address of the client.
    #[must_use]
    pub fn base_url(&self) -> &'a Url {
        self.base
    }

    /// The token that the server refused with 401 just now: it is not wanted again.
    #[must_use]
    pub fn rejected(&self) -> Option<&'a AccessToken> {
        self.rejected
    }

    /// How long an exchange may take, if the client or its user says so; otherwise as long as the transport lets it.
    #[must_use]
    pub fn limit(&self) -> Option<Duration> {
        self.limit
    }

    /// This moment, by the clock of the client.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }
}

/// A token on its way.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<AccessToken, TokenError>> + Send + 'a>>;

/// Where access tokens come from.
///
/// It is asked before each attempt, so it keeps a token for as long as that is good. When the server answers with 401, it is asked
/// once more, with the token that was refused. Its future may be dropped at any time.
pub trait TokenSource: Send + Sync {
    /// A token. What has to be asked over HTTP can be asked through the transport of the client.
    fn token<'a>(&'a self, request: TokenRequest<'a>, transport: &'a dyn Transport)
    -> Fetching<'a>;

    /// A token that the server refused with 401, for a request that cannot be sent again, such as a streamed upload: nobody is
    /// asked for another one at once, but the next who asks is not to get this one. It is not to wait for anything.
    fn refused(&self, _token: &AccessToken) {}

    /// A token, for `send_blocking`.
    ///
    /// # Errors
    ///
    /// There is no token; a source that does not have this method gives none.
    #[cfg(feature = "blocking")]
    fn token_blocking(
        &self,
        _request: TokenRequest<'_>,
        _transport: &dyn BlockingTransport,
    ) -> Result<AccessToken, TokenError> {
        Err(TokenError::new("the source gives tokens to asynchronous requests only"))
    }
}

impl<S: TokenSource + ?Sized> TokenSource for Arc<S> {
    fn token<'a>(
        &'a self,
        request: TokenRequest<'a>,
        transport: &'a dyn Transport,
    ) -> Fetching<'a> {
        (**self).token(request, transport)
    }

    fn refused(&self, token: &AccessToken) {
        (**self).refused(token);
    }

    #[cfg(feature = "blocking")]
    fn token_blocking(
        &self,
        request: TokenRequest<'_>,
        transport: &dyn BlockingTransport,
    ) -> Result<AccessToken, TokenError> {
        (**self).token_blocking(request, transport)
    }
}

/// Why there is no token.
#[derive(Clone, Debug)]
pub struct TokenError {
    inner: Arc<Missing>,
}

#[derive(Debug)]
struct Missing {
    problem: String,
    status: Option<StatusCode>,
    code: Option<String>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl TokenError {
    /// An error for a reason, which is shown: it must not repeat a secret.
    pub fn new(problem: impl Into<String>) -> Self {
        Self::of(problem.into(), None, None, None)
    }

    /// An error with its cause, whose text is shown as well.
    pub fn caused_by(
        problem: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::of(problem.into(), None, None, Some(source.into()))
    }

    /// An answer of the token endpoint that brings none, with the code of its error (RFC 6749, section 5.2).
    pub(super) fn answered(problem: String, status: StatusCode, code: Option<String>) -> Self {
        Self::of(problem, Some(status), code, None)
    }

    fn of(
        problem: String,
        status: Option<StatusCode>,
        code: Option<String>,
        source: Option<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self { inner: Arc::new(Missing { problem, status, code, source }) }
    }

    /// The status with which the token endpoint answered, if it did.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.status
    }

    /// The error that the token endpoint named, such as `invalid_client` (RFC 6749, section 5.2).
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.inner.code.as_deref()
    }

    /// Whether there was a cause beside the endpoint, such as a failed exchange.
    pub(super) fn has_cause(&self) -> bool {
        self.inner.source.is_some()
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.problem)
    }
}

impl Error for TokenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.inner.source.as_deref().map(|source| source as _)
    }
}
