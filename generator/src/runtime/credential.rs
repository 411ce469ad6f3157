//! Credentials, which are sent and never shown.

use std::fmt;
use std::sync::Arc;

use base64::engine::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderValue;
use http::header::{AUTHORIZATION, HeaderName};

use super::escape::Escape;
use super::token::TokenSource;

/// Something secret that authenticates a request, and where it travels.
#[derive(Clone)]
pub struct Credential {
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    /// A header and its value, or why there is none.
    Header(Result<(HeaderName, HeaderValue), &'static str>),
    Query(&'static str, String),
    Cookie(&'static str, String),
    /// A bearer token, which is asked for before each attempt.
    Source(Arc<dyn TokenSource>),
}

impl Credential {
    /// A secret in a header of its own.
    #[must_use]
    pub fn header(name: &'static str, secret: impl Into<String>) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| NO_HEADER);
        Self { kind: Kind::Header(name.and_then(|name| secret_header(name, secret.into()))) }
    }

    /// A secret in the query.
    #[must_use]
    pub fn query(name: &'static str, secret: impl Into<String>) -> Self {
        Self { kind: Kind::Query(name, secret.into()) }
    }

    /// A secret in a cookie.
    #[must_use]
    pub fn cookie(name: &'static str, secret: impl Into<String>) -> Self {
        Self { kind: Kind::Cookie(name, secret.into()) }
    }

    /// Another scheme of HTTP (RFC 9110, section 11.4): its name, and what follows it.
    #[must_use]
    pub fn http(scheme: impl AsRef<str>, rest: impl AsRef<str>) -> Self {
        Self::authorization(format!("{} {}", scheme.as_ref(), rest.as_ref()))
    }

    /// A bearer token (RFC 6750, section 2.1).
    #[must_use]
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::authorization(format!("Bearer {}", token.into()))
    }

    /// Bearer tokens from a source, such as [`ClientCredentials`](super::ClientCredentials).
    pub fn source(source: impl TokenSource + 'static) -> Self {
        Self { kind: Kind::Source(Arc::new(source)) }
    }

    /// A user and a password (RFC 7617).
    #[must_use]
    pub fn basic(user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        // The colon ends the name (RFC 7617, section 2).
        if user.as_ref().contains(':') {
            return Self {
                kind: Kind::Header(Err("has a user with a colon, which Basic cannot send")),
            };
        }
        let pair = format!("{}:{}", user.as_ref(), password.as_ref());
        Self::authorization(format!("Basic {}", STANDARD.encode(pair)))
    }

    fn authorization(value: String) -> Self {
        Self { kind: Kind::Header(secret_header(AUTHORIZATION, value)) }
    }

    /// What of a request holds it, which can hold no other one.
    pub(super) fn place(&self) -> Option<(&'static str, &str)> {
        match &self.kind {
            Kind::Header(header) => header.as_ref().ok().map(|(name, _)| ("header", name.as_str())),
            Kind::Query(name, _) => Some(("query", name)),
            Kind::Cookie(name, _) => Some(("cookie", name)),
            Kind::Source(_) => Some(("header", AUTHORIZATION.as_str())),
        }
    }

    /// The header to send, marked sensitive. `None` if it travels elsewhere, or no header can have this value.
    pub(super) fn as_header(&self) -> Option<(&HeaderName, &HeaderValue)> {
        let Kind::Header(header) = &self.kind else { return None };
        header.as_ref().ok().map(|(name, value)| (name, value))
    }

    /// Why it cannot be sent, if it cannot.
    pub(super) fn problem(&self) -> Option<&'static str> {
        let Kind::Header(header) = &self.kind else { return None };
        header.as_ref().err().copied()
    }

    /// The query parameter to send, if it travels there.
    pub(super) fn as_query(&self) -> Option<(&'static str, &str)> {
        match &self.kind {
            Kind::Query(name, secret) => Some((name, secret)),
            Kind::Header(..) | Kind::Cookie(..) | Kind::Source(_) => None,
        }
    }

    /// Where a token comes from, if this is none itself.
    pub(super) fn as_source(&self) -> Option<&Arc<dyn TokenSource>> {
        match &self.kind {
            Kind::Source(source) => Some(source),
            Kind::Header(..) | Kind::Query(..) | Kind::Cookie(..) => None,
        }
    }

    /// The cookie to send, if it is one. What no cookie can have is encoded, and nothing else, because a token is opaque.
    pub(super) fn as_cookie(&self) -> Option<String> {
        match &self.kind {
            Kind::Cookie(name, secret) => {
                let [name, secret] = [name, secret.as_str()].map(|text| Escape::Cookie.apply(text));
                Some(format!("{name}={secret}"))
            }
            Kind::Header(..) | Kind::Query(..) | Kind::Source(_) => None,
        }
    }
}

const NO_HEADER: &str = "cannot be the value of a header";

/// A header that is never shown.
fn secret_header(
    name: HeaderName,
    secret: String,
) -> Result<(HeaderName, HeaderValue), &'static str> {
    let mut value = HeaderValue::from_maybe_shared(Bytes::from(secret)).map_err(|_| NO_HEADER)?;
    value.set_sensitive(true);
    Ok((name, value))
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(hidden)")
    }
}
