//! The transport over the network, by `reqwest`.

#[cfg(feature = "blocking")]
use std::io::Read;
use std::pin::Pin;
#[cfg(feature = "blocking")]
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
#[cfg(feature = "blocking")]
use std::time::Instant;

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{HeaderValue, Method};
use http_body::{Body as _, Frame, SizeHint};
use reqwest::redirect::{Attempt, Policy};

#[cfg(feature = "blocking")]
use super::body;
use super::body::{Body, Content, Unread};
use super::clock::{self, Pause};
use super::origin::Origin;
#[cfg(feature = "blocking")]
use super::transport::BlockingTransport;
use super::transport::{
    Address, Exchange, Settings, Timeout, Transport, TransportError, Unbounded,
};

/// A time that nobody waits for: `reqwest` has no word for "no timeout, whatever the client says".
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Why nobody waits any longer.
const SILENCE: &str = "nothing arrived for as long as the timeout";

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
    origin: Origin,
}

impl HttpClient {
    pub(super) fn new(
        origin: Origin,
        settings: Settings,
        builder: Option<reqwest::ClientBuilder>,
    ) -> Self {
        let (builder, client) = (Mutex::new(builder), OnceLock::new());
        Self { settings, builder, client, origin }
    }

    /// The request as one of `reqwest`.
    fn request(
        &self,
        mut parts: Parts,
        body: reqwest::Body,
    ) -> Result<reqwest::Request, TransportError> {
        // They are for us; what somebody else may have put there is not.
        parts.extensions.remove::<Unbounded>();
        parts.extensions.remove::<Timeout>();
        if !parts.extensions.is_empty() {
            let request = http::Request::from_parts(parts, body);
            return reqwest::Request::try_from(request).map_err(failed);
        }
        let url = self.origin.url(&parts.uri).map_err(TransportError::new)?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        *request.version_mut() = parts.version;
        *request.body_mut() = Some(body);
        Ok(request)
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
            let (mut parts, body) = request.into_parts();
            announce(&mut parts, &body);
            let body = match body.length() {
                Some(0) => body.collect(0).await.map_err(unread).map(reqwest::Body::from)?,
                _ => outgoing(body),
            };
            let mut request = self.request(parts, body)?;
            if !is_unbounded {
                *request.timeout_mut() = timeout;
                let response = self.client()?.execute(request).await.map_err(failed)?;
                return Ok(answer(response, None));
            }
            *request.timeout_mut() = Some(NEVER);
            let timeout = timeout.unwrap_or(self.settings.timeout);
            let head = tokio::time::timeout(timeout, self.client()?.execute(request)).await;
            let response = head.map_err(TransportError::timeout)?.map_err(failed)?;
            Ok(answer(response, Some(timeout)))
        })
    }
}

/// A request without a byte says so where its method has a meaning for a body, and only there (RFC 9110, section 8.6).
fn announce(head: &mut Parts, body: &Body) {
    let has_meaning = matches!(head.method, Method::POST | Method::PUT | Method::PATCH);
    if has_meaning && body.length() == Some(0) {
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}

/// Why a body that has no byte has one.
fn unread(unread: Unread) -> TransportError {
    match unread {
        Unread::TooLong => TransportError::new("the body has bytes, and its length was given as 0"),
        Unread::Broken(error) => error,
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

/// An answer of `reqwest` as one of ours, of which some arrives at least so often.
fn answer(response: reqwest::Response, patience: Option<Duration>) -> http::Response<Body> {
    let address = Address(response.url().clone());
    let mut answer = http::Response::from(response).map(|body| {
        let length = body.size_hint().exact();
        Body::chunks(Box::pin(Incoming { body, patience, waiting: None }), length)
    });
    answer.extensions_mut().insert(address);
    answer
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
    body: reqwest::Body,
    patience: Option<Duration>,
    /// The end of patience, while somebody waits.
    waiting: Option<Pause<'static>>,
}

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { body, patience, waiting } = self.get_mut();
        loop {
            let frame = Pin::new(&mut *body).poll_frame(context);
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
                    waiting
                        .as_mut()
                        .poll(context)
                        .map(|()| Some(Err(TransportError::timeout(SILENCE))))
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
        let (mut parts, body) = request.into_parts();
        announce(&mut parts, &body);
        let body = match body.content {
            _ if body.length() == Some(0) => {
                body.collect_blocking(0).map_err(unread)?;
                None
            }
            Content::Whole(bytes) => Some(reqwest::blocking::Body::from(bytes)),
            Content::Reader { reader, length: Some(length) } => {
                Some(reqwest::blocking::Body::sized(reader, length))
            }
            Content::Reader { reader, length: None } => Some(reqwest::blocking::Body::new(reader)),
            Content::Stream { .. } => return Err(body::misplaced("stream")),
        };
        let request = http::Request::from_parts(parts, Vec::new());
        let mut request = reqwest::blocking::Request::try_from(request).map_err(failed)?;
        *request.body_mut() = body;
        let client = self.client()?;
        if let Some(patience) = own.filter(|_| is_unbounded) {
            // `reqwest` holds the whole answer to the time of a request, and the head and each piece to that of a client.
            *request.timeout_mut() = (patience > self.settings.timeout).then_some(NEVER);
            return Patient::send(client.clone(), request, patience);
        }
        *request.timeout_mut() = own;
        let response = client.execute(request).map_err(failed)?;
        let (head, length) = head(&response);
        Ok(head.map(|()| Body::reader(Timed { response, deadline: deadline.flatten() }, length)))
    }
}

/// The head of an answer, and the length of its body where that is known.
#[cfg(feature = "blocking")]
fn head(response: &reqwest::blocking::Response) -> (http::Response<()>, Option<u64>) {
    let mut head = http::Response::new(());
    *head.status_mut() = response.status();
    *head.version_mut() = response.version();
    *head.headers_mut() = response.headers().clone();
    head.extensions_mut().insert(Address(response.url().clone()));
    (head, response.content_length())
}

/// A body whose pieces another thread waits for, so that this one can give up. The other does so with the next piece, or when the time of the client
/// is over.
#[cfg(feature = "blocking")]
struct Patient {
    pieces: mpsc::Receiver<Result<Bytes, TransportError>>,
    rest: Bytes,
    patience: Duration,
}

#[cfg(feature = "blocking")]
impl Patient {
    fn send(
        client: reqwest::blocking::Client,
        request: reqwest::blocking::Request,
        patience: Duration,
    ) -> Result<http::Response<Body>, TransportError> {
        let (give_head, heads) = mpsc::sync_channel(1);
        let (give, pieces) = mpsc::sync_channel(1);
        let work = move || {
            // Whoever has given up takes nothing.
            let response = match client.execute(request) {
                Ok(response) => response,
                Err(error) => return drop(give_head.send(Err(failed(error)))),
            };
            if give_head.send(Ok(head(&response))).is_err() {
                return;
            }
            let mut body = Body::reader(Timed { response, deadline: None }, None);
            while let Some(piece) = body.read_chunk() {
                if give.send(piece).is_err() {
                    return;
                }
            }
        };
        std::thread::Builder::new().spawn(work).map_err(TransportError::new)?;
        let (head, length) = heads.recv_timeout(patience).map_err(|error| match error {
            RecvTimeoutError::Timeout => TransportError::timeout(SILENCE),
            // It does not, unless it panics.
            RecvTimeoutError::Disconnected => {
                TransportError::new("the thread that sends has ended")
            }
        })??;
        let patient = Self { pieces, rest: Bytes::new(), patience };
        Ok(head.map(|()| Body::reader(patient, length)))
    }

    /// The next piece; `None` at the end.
    fn piece(&mut self) -> Option<Result<Bytes, TransportError>> {
        match self.pieces.recv_timeout(self.patience) {
            Ok(piece) => Some(piece),
            Err(RecvTimeoutError::Timeout) => Some(Err(TransportError::timeout(SILENCE))),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }
}

#[cfg(feature = "blocking")]
impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.rest.is_empty() {
            match self.piece() {
                Some(piece) => self.rest = piece?,
                None => return Ok(0),
            }
        }
        Ok(body::moved(&mut self.rest, buffer))
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
