#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod canonical;
mod error;
mod scheme;

use std::fmt;
use std::time::SystemTime;

use http::header::{AUTHORIZATION, HOST};
use http::request::Parts;
use http::{HeaderName, HeaderValue};
use jiff::Timestamp;

pub use error::Error;
pub use scheme::Scheme;

const DATE: HeaderName = HeaderName::from_static("x-sdk-date");

/// An access key and its secret (AK and SK).
#[derive(Clone)]
pub struct AccessKey {
    id: String,
    secret: String,
    region: Option<String>,
}

impl AccessKey {
    /// A key that signs by the scheme that the host of each request demands.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { id: id.into(), secret: secret.into(), region: None }
    }

    /// Signs every request by the derived scheme, for an instance in this region. The host of an instance says both by itself;
    /// this is for an instance that is reached by another name.
    #[must_use]
    pub fn derived(self, region: impl Into<String>) -> Self {
        Self { region: Some(region.into()), ..self }
    }

    /// The scheme by which requests to a host are signed.
    ///
    /// # Errors
    ///
    /// The host is that of an instance, and names no region.
    pub fn scheme(&self, host: &str) -> Result<Scheme, Error> {
        match &self.region {
            Some(region) => Ok(Scheme::Derived { region: region.clone() }),
            None => Scheme::of(host),
        }
    }

    /// Signs a request as of a moment: sets `X-Sdk-Date`, `Authorization` and, where it is missing, `Host`.
    ///
    /// What was signed must be sent as it is: method, address, body, and every header that `SignedHeaders` names. Those are all
    /// headers, except the ones that may be changed on the way or are no part of the request proper (such as `User-Agent` and
    /// `Content-Length`), and except headers that occur more than once, for which the schemes say nothing.
    ///
    /// In the query, a plus sign is a plus sign; a space is written `%20`.
    ///
    /// # Errors
    ///
    /// The request names no host or two of them, the host is that of an instance and names no region, the key cannot be part of a header,
    /// or the moment has no date of four digits.
    pub fn sign(&self, head: &mut Parts, body: &[u8], now: SystemTime) -> Result<(), Error> {
        let host = host(head)?;
        let date = date(now)?;
        let scheme = self.scheme(&String::from_utf8_lossy(host.as_bytes()))?;
        head.headers.insert(HOST, host);
        head.headers.insert(DATE, value(&date)?);
        head.headers.remove(AUTHORIZATION);
        let request = canonical::Request::new(head, body);
        let signature = scheme.sign(&self.id, &self.secret, &date, &request)?;
        let mut authorization = value(&signature)?;
        authorization.set_sensitive(true);
        head.headers.insert(AUTHORIZATION, authorization);
        Ok(())
    }
}

/// Neither half is shown.
impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey").field("region", &self.region).finish_non_exhaustive()
    }
}

/// The host of a request, with its port if it is not that of the scheme: as its header says, or else its address.
fn host(head: &Parts) -> Result<HeaderValue, Error> {
    let mut named = head.headers.get_all(HOST).iter();
    match (named.next(), named.next()) {
        (Some(host), None) => return Ok(host.clone()),
        (Some(_), Some(_)) => return Err(Error::Host),
        (None, _) => {}
    }
    let authority = head.uri.authority().ok_or(Error::Host)?;
    let usual = match head.uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    };
    match authority.port_u16().filter(|port| Some(*port) != usual) {
        Some(port) => value(&format!("{}:{port}", authority.host())),
        None => value(authority.host()),
    }
}

/// The moment in UTC and the basic format of ISO 8601, such as `20241106T123456Z`.
fn date(now: SystemTime) -> Result<String, Error> {
    let moment = Timestamp::try_from(now).map_err(|_| Error::Date)?;
    let date = moment.strftime("%Y%m%dT%H%M%SZ").to_string();
    if date.starts_with('-') { Err(Error::Date) } else { Ok(date) }
}

fn value(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| Error::Header)
}
