//! Signatures: what proves who sent a request, and that it is as it was sent.

use std::error::Error;
use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use http::header::HOST;
use http::request::Parts;

use super::body::Body;
use super::check::InvalidRequest;

/// Signs requests.
///
/// It comes last, and again for each attempt: method, address, headers (with `Host` and the credentials) and body are as they go out.
///
/// What a signer signs is authenticated, so that a client with one needs no credential for any operation; those that it has are sent all the
/// same, where the description asks for them. It is asked for every request, also for those that need no security. A redirect
/// that is followed is not signed again.
///
/// A closure is a signer that needs the body.
pub trait Signer: Send + Sync {
    /// Adds the signature. The method, the address and the headers are sent as they are left here.
    ///
    /// # Errors
    ///
    /// The request cannot be signed; then it is not sent.
    fn sign(&self, head: &mut Parts, body: &[u8]) -> Result<(), SignError>;

    /// Whether the signature depends on the body. A body that is a stream cannot be signed, unless this is false; then
    /// [`Signer::sign`] gets an empty one.
    fn needs_body(&self) -> bool {
        true
    }
}

impl<F: Fn(&mut Parts, &[u8]) -> Result<(), SignError> + Send + Sync> Signer for F {
    fn sign(&self, head: &mut Parts, body: &[u8]) -> Result<(), SignError> {
        self(head, body)
    }
}

/// Why a request cannot be signed.
#[derive(Debug)]
pub struct SignError {
    source: Box<dyn Error + Send + Sync>,
}

impl SignError {
    /// An error for a reason, whose text is shown: it must not repeat a secret.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: source.into() }
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request cannot be signed: {}", self.source)
    }
}

impl Error for SignError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

/// Signs a request.
pub(super) fn sign(
    signer: &dyn Signer,
    request: http::Request<Body>,
) -> Result<http::Request<Body>, InvalidRequest> {
    let (mut head, body) = request.into_parts();
    let bytes = match body.as_bytes() {
        Some(bytes) => bytes.clone(),
        None if signer.needs_body() => {
            let problem = "is a stream, and the signature needs all of it; send it as bytes";
            return Err(InvalidRequest::new("body", problem));
        }
        None => Bytes::new(),
    };
    if !head.headers.contains_key(HOST) {
        let authority = head.uri.authority().map(|authority| authority.as_str().as_bytes());
        let host = HeaderValue::from_bytes(authority.unwrap_or_default())
            .map_err(|_| InvalidRequest::new("address", "has a host that no header can have"))?;
        head.headers.insert(HOST, host);
    }
    signer
        .sign(&mut head, &bytes)
        .map_err(|error| InvalidRequest::new("signature", format!("is missing: {error}")))?;
    Ok(http::Request::from_parts(head, body))
}
