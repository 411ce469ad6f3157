//! What carries requests: one small trait, so that anything can stand in for the network.

use std::error::Error;
use std::fmt;
use std::pin::Pin;

use bytes::Bytes;

/// An exchange that is under way.
pub type Exchange<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>>;

/// Carries a request to a server and brings the whole answer back, whatever its status.
pub trait Transport: Send + Sync {
    /// Sends one request. It is complete: address, headers and body are as they go out.
    fn send(&self, request: http::Request<Bytes>) -> Exchange<'_>;
}

/// Carries a request to a server and brings the whole answer back, and blocks the thread until then.
#[cfg(feature = "blocking")]
pub trait BlockingTransport: Send + Sync {
    /// Sends one request. It is complete: address, headers and body are as they go out.
    ///
    /// # Errors
    ///
    /// There is no answer.
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError>;
}

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

    /// Whether time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.is_timeout
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
