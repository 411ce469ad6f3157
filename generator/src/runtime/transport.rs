//! What carries requests: one small trait, so that anything can stand in for the network.

use std::error::Error;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use url::Url;

use super::body::Body;

/// An exchange that is under way.
pub type Exchange<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + 'a>>;

/// Carries a request to a server and brings the answer back, whatever its status.
///
/// The body of the answer may still be on its way: a [`Body`] is made of bytes or of a stream. One that holds all its requests in memory finds
/// the bytes of theirs by [`Body::as_bytes`].
pub trait Transport: Send + Sync {
    /// Sends one request. It is complete: address, headers and body are as they go out. A request with [`Unbounded`] among its extensions
    /// (`http::Extensions`) is for an answer that may take as long as it likes, as long as something arrives; one with [`Timeout`] has a time of
    /// its own. Whoever follows redirects puts the [`Address`] among the extensions of the answer.
    fn send(&self, request: http::Request<Body>) -> Exchange<'_>;
}

/// Carries a request to a server and brings the answer back, and blocks the thread until then.
#[cfg(feature = "blocking")]
pub trait BlockingTransport: Send + Sync {
    /// Sends one request. It is complete: address, headers and body are as they go out.
    ///
    /// # Errors
    ///
    /// There is no answer.
    fn send(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError>;
}

/// What the transport of a client is told.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) connect_timeout: Duration,
    pub(super) timeout: Duration,
    pub(super) redirects: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
            redirects: 0,
        }
    }
}

/// Among the extensions of a request: its answer streams, and no bound holds for how long the whole of it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unbounded;

/// Among the extensions of a request: how long this attempt may take, instead of what the transport was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeout(pub Duration);

/// Among the extensions of an answer: the address that gave it, where that may be another than was asked. What is relative in the answer
/// is meant from there (RFC 3986, section 5.1.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(pub Url);

/// Why there is no answer.
#[derive(Debug)]
pub struct TransportError {
    is_timeout: bool,
    source: Box<dyn Error + Send + Sync>,
}

impl TransportError {
    /// No answer.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { is_timeout: false, source: source.into() }
    }

    /// No answer in time.
    pub fn timeout(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { is_timeout: true, source: source.into() }
    }

    /// The error that a stream of somebody else ended with, which may be one of ours.
    pub(super) fn from_any(source: Box<dyn Error + Send + Sync>) -> Self {
        source.downcast::<Self>().map_or_else(Self::new, |own| *own)
    }

    /// The error of a reader, which may hold one of ours.
    #[cfg(feature = "blocking")]
    pub(super) fn from_io(error: io::Error) -> Self {
        let is_timeout = error.kind() == io::ErrorKind::TimedOut;
        let source = match error.downcast::<Self>() {
            Ok(own) => return own,
            Err(error) => Box::new(error),
        };
        Self { is_timeout, source }
    }

    /// Whether time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.is_timeout
    }
}

impl From<TransportError> for io::Error {
    fn from(error: TransportError) -> Self {
        let is_timeout = error.is_timeout();
        Self::new(if is_timeout { io::ErrorKind::TimedOut } else { io::ErrorKind::Other }, error)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_timeout { "time ran out" } else { "the exchange failed" })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
