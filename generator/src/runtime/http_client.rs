//! The transport over the network, by `reqwest`.

#[cfg(feature = "blocking")]
use std::io::Read;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
#[cfg(feature = "blocking")]
use std::time::Instant;

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body as _, Frame, SizeHint};
use reqwest::redirect::{Attempt, Policy};

#[cfg(feature = "blocking")]
use super::body;
use super::body::{Body, Content};
use super::clock::{self, Pause};
#[cfg(feature = "blocking")]
use super::transport::BlockingTransport;
use super::transport::{Exchange, Settings, Timeout, Transport, TransportError, Unbounded};

/// A time that nobody waits for: `reqwest` has no word for "no timeout, whatever the client says".
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Follows redirects within the origin of the first request. One to elsewhere is an answer, because credentials in headers
/// of their own would go along.
fn policy(most: usize) -> Policy {
    Policy::custom(move |attempt: Attempt<'_>| {
        let origin = attempt.previous().first().map(reqwest::Url::origin);
        let stays = origin.is_some_and(|origin| origin == attempt.url().origin());
        if stays && attempt.previous().len() <= most { attempt.follow() } else { attempt.stop() }
    })
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
                .redirect(policy(self.settings.redirects))
                .referer(false)
                .build()
                .map_err(Arc::new)
        });
        client.as_ref().map_err(|error| TransportError::new(Arc::clone(error)))
    }
}

impl Transport for HttpClient {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        Box::pin(async move {
            let is_unbounded = request.extensions().get::<Unbounded>().is_some();
            let timeout = request.extensions().get::<Timeout>().map(|timeout| timeout.0);
            let request = request.map(outgoing);
            let mut request = reqwest::Request::try_from(request).map_err(failed)?;
            if !is_unbounded {
                *request.timeout_mut() = timeout;
                let response = self.client()?.execute(request).await.map_err(failed)?;
                return Ok(http::Response::from(response).map(|body| incoming(body, None)));
            }
            *request.timeout_mut() = Some(NEVER);
            let timeout = timeout.unwrap_or(self.settings.timeout);
            let head = tokio::time::timeout(timeout, self.client()?.execute(request)).await;
            let response = head.map_err(TransportError::timeout)?.map_err(failed)?;
            Ok(http::Response::from(response).map(|body| incoming(body, Some(timeout))))
        })
    }
}

/// A body of ours as one of `reqwest`.
fn outgoing(body: Body) -> reqwest::Body {
    match body.content {
        Content::Whole(bytes) => bytes.into(),
        _ => {
            let length = body.length();
            reqwest::Body::wrap(Outgoing { body: Mutex::new(body), length })
        }
    }
}

/// A body of `reqwest` as one of ours, of which some of it arrives at least so often.
fn incoming(body: reqwest::Body, patience: Option<Duration>) -> Body {
    let length = body.size_hint().exact();
    Body::stream(Incoming { body: Box::pin(body), patience, waiting: None }, length)
}

/// The lock is never taken: it is what makes the body one that can be shared, as `reqwest` asks.
struct Outgoing {
    body: Mutex<Body>,
    length: Option<u64>,
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let body = self.get_mut().body.get_mut().unwrap_or_else(PoisonError::into_inner);
        body.poll_chunk(context).map(|item| item.map(|item| item.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

struct Incoming {
    body: Pin<Box<reqwest::Body>>,
    patience: Option<Duration>,
    /// The end of patience, while somebody waits.
    waiting: Option<Pause<'static>>,
}

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { body, patience, waiting } = self.get_mut();
        loop {
            let frame = body.as_mut().poll_frame(context);
            if frame.is_ready() {
                *waiting = None;
            }
            return match frame {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => Poll::Ready(Some(Ok(data))),
                    // Trailers.
                    Err(_) => continue,
                },
                Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(failed(error)))),
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Pending => {
                    let Some(patience) = *patience else { return Poll::Pending };
                    let waiting = waiting.get_or_insert_with(|| clock::sleep(patience));
                    waiting.as_mut().poll(context).map(|()| {
                        let problem = "nothing arrived for as long as the timeout";
                        Some(Err(TransportError::timeout(problem)))
                    })
                }
            };
        }
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
                .redirect(policy(self.settings.redirects))
                .referer(false)
                .build()
                .map_err(Arc::new)
        });
        client.as_ref().map_err(|error| TransportError::new(Arc::clone(error)))
    }
}

#[cfg(feature = "blocking")]
impl BlockingTransport for BlockingHttpClient {
    fn send(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        let is_unbounded = request.extensions().get::<Unbounded>().is_some();
        let own = request.extensions().get::<Timeout>().map(|timeout| timeout.0);
        let timeout = own.unwrap_or(self.settings.timeout);
        let deadline = (!is_unbounded).then(|| Instant::now().checked_add(timeout));
        let (parts, body) = request.into_parts();
        let body = match body.content {
            Content::Whole(bytes) => reqwest::blocking::Body::from(bytes),
            Content::Reader { reader, length: Some(length) } => {
                reqwest::blocking::Body::sized(reader, length)
            }
            Content::Reader { reader, length: None } => reqwest::blocking::Body::new(reader),
            Content::Stream { .. } => return Err(body::misplaced("stream")),
        };
        let request = http::Request::from_parts(parts, body);
        let mut request = reqwest::blocking::Request::try_from(request).map_err(failed)?;
        // `reqwest` holds the head to it, and each read of the body.
        *request.timeout_mut() = own;
        let mut response = self.client()?.execute(request).map_err(failed)?;
        let mut answer = http::Response::new(Body::empty());
        *answer.status_mut() = response.status();
        *answer.version_mut() = response.version();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        let length = response.content_length();
        *answer.body_mut() = Body::reader(Timed { response, deadline: deadline.flatten() }, length);
        Ok(answer)
    }
}

/// A body that has to be there in time. `reqwest` bounds each read alone, and a server that sends a byte a minute would hold the thread for
/// as long as it likes.
#[cfg(feature = "blocking")]
struct Timed {
    response: reqwest::blocking::Response,
    deadline: Option<Instant>,
}

#[cfg(feature = "blocking")]
impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.deadline.is_some_and(|deadline| Instant::now() > deadline) {
            let error = TransportError::timeout("the answer took longer than the timeout");
            return Err(std::io::Error::other(error));
        }
        self.response.read(buffer).map_err(|error| match error.downcast::<reqwest::Error>() {
            Ok(error) => std::io::Error::other(failed(error)),
            Err(error) => error,
        })
    }
}

/// The address stays out of the error: its query may hold a credential.
fn failed(error: reqwest::Error) -> TransportError {
    let is_timeout = error.is_timeout();
    let error = error.without_url();
    if is_timeout { TransportError::timeout(error) } else { TransportError::new(error) }
}
