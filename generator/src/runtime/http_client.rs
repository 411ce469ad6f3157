//! The transport over the network, by `reqwest`.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use reqwest::redirect::{Attempt, Policy};

#[cfg(feature = "blocking")]
use super::transport::BlockingTransport;
use super::transport::{Exchange, Transport, TransportError};

/// What a client of `reqwest` is told.
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

impl Settings {
    /// Follows redirects within the origin of the first request. One to elsewhere is an answer, because credentials in headers
    /// of their own would go along.
    fn policy(&self) -> Policy {
        let most = self.redirects;
        Policy::custom(move |attempt: Attempt<'_>| {
            let origin = attempt.previous().first().map(reqwest::Url::origin);
            let stays = origin.is_some_and(|origin| origin == attempt.url().origin());
            if stays && attempt.previous().len() <= most {
                attempt.follow()
            } else {
                attempt.stop()
            }
        })
    }
}

/// Sends requests by `reqwest`. Its client is made when the first request is sent.
#[derive(Debug)]
pub struct HttpClient {
    settings: Settings,
    builder: Mutex<Option<reqwest::ClientBuilder>>,
    client: OnceLock<Result<reqwest::Client, Arc<reqwest::Error>>>,
}

impl HttpClient {
    pub(super) fn new(settings: Settings, builder: Option<reqwest::ClientBuilder>) -> Self {
        Self { settings, builder: Mutex::new(builder), client: OnceLock::new() }
    }

    fn client(&self) -> Result<&reqwest::Client, TransportError> {
        let client = self.client.get_or_init(|| {
            let given = self.builder.lock().unwrap_or_else(PoisonError::into_inner).take();
            given
                .unwrap_or_default()
                .connect_timeout(self.settings.connect_timeout)
                .timeout(self.settings.timeout)
                .redirect(self.settings.policy())
                .referer(false)
                .build()
                .map_err(Arc::new)
        });
        client.as_ref().map_err(|error| TransportError::new(Arc::clone(error)))
    }
}

impl Transport for HttpClient {
    fn send(&self, request: http::Request<Bytes>) -> Exchange<'_> {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(failed)?;
            let mut response = self.client()?.execute(request).await.map_err(failed)?;
            let mut answer = http::Response::new(Bytes::new());
            *answer.status_mut() = response.status();
            *answer.version_mut() = response.version();
            *answer.headers_mut() = std::mem::take(response.headers_mut());
            *answer.body_mut() = response.bytes().await.map_err(failed)?;
            Ok(answer)
        })
    }
}

/// Sends requests by the blocking half of `reqwest`. Its client is made when the first request is sent.
#[cfg(feature = "blocking")]
#[derive(Debug)]
pub struct BlockingHttpClient {
    settings: Settings,
    builder: Mutex<Option<reqwest::blocking::ClientBuilder>>,
    client: OnceLock<Result<reqwest::blocking::Client, Arc<reqwest::Error>>>,
}

#[cfg(feature = "blocking")]
impl BlockingHttpClient {
    pub(super) fn new(
        settings: Settings,
        builder: Option<reqwest::blocking::ClientBuilder>,
    ) -> Self {
        Self { settings, builder: Mutex::new(builder), client: OnceLock::new() }
    }

    fn client(&self) -> Result<&reqwest::blocking::Client, TransportError> {
        let client = self.client.get_or_init(|| {
            let given = self.builder.lock().unwrap_or_else(PoisonError::into_inner).take();
            given
                .unwrap_or_default()
                .connect_timeout(self.settings.connect_timeout)
                .timeout(self.settings.timeout)
                .redirect(self.settings.policy())
                .referer(false)
                .build()
                .map_err(Arc::new)
        });
        client.as_ref().map_err(|error| TransportError::new(Arc::clone(error)))
    }
}

#[cfg(feature = "blocking")]
impl BlockingTransport for BlockingHttpClient {
    fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let request = reqwest::blocking::Request::try_from(request).map_err(failed)?;
        let mut response = self.client()?.execute(request).map_err(failed)?;
        let mut answer = http::Response::new(Bytes::new());
        *answer.status_mut() = response.status();
        *answer.version_mut() = response.version();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        *answer.body_mut() = response.bytes().map_err(failed)?;
        Ok(answer)
    }
}

/// The address stays out of the error: its query may hold a credential.
fn failed(error: reqwest::Error) -> TransportError {
    let is_timeout = error.is_timeout();
    let error = error.without_url();
    if is_timeout { TransportError::timeout(error) } else { TransportError::new(error) }
}
