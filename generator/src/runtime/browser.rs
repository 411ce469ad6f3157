//! What WebAssembly has of a browser, or of another host with the same interfaces: the network by `fetch`, a timer, and chance.
//!
//! What belongs to JavaScript stays in one thread; `SendWrapper` holds it to that, and lets the types be those of every other machine.

use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use js_sys::{Function, Math, Promise, Reflect, Uint8Array};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, RequestInit, RequestRedirect, ResponseType,
};

use super::body::{Body, Unread};
use super::clock::{Instant, Pause, SystemClock, within};
use super::transport::{Exchange, Settings, Timeout, Transport, TransportError, Unbounded};

/// The longest time that a timer of JavaScript takes: it counts milliseconds in 31 bits, and takes more for none.
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

/// A pause by the timer of JavaScript.
pub(super) fn sleep(duration: Duration) -> Pause<'static> {
    Box::pin(SendWrapper::new(async move {
        let mut left = duration;
        while !left.is_zero() {
            let part = left.min(LONGEST);
            gloo_timers::future::sleep(part).await;
            left -= part;
        }
    }))
}

/// A number made by chance. The standard library has none here: the keys of its hashers are the same for every user.
pub(super) fn random() -> u64 {
    let half = || (Math::random() * f64::from(u32::MAX)) as u64;
    half() << 32 | half()
}

/// Sends requests by `fetch`, whose host has a say: it connects and resolves as it likes, adds what a browser adds to the requests of
/// a page, and shows nobody where a redirect leads. So none is followed, because credentials would go along. The body of a request is
/// gathered before it is sent.
#[derive(Debug)]
pub struct HttpClient {
    settings: Settings,
}

impl HttpClient {
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings }
    }
}

impl Transport for HttpClient {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        Box::pin(SendWrapper::new(exchange(request, self.settings.timeout)))
    }
}

async fn exchange(
    request: http::Request<Body>,
    usual: Duration,
) -> Result<http::Response<Body>, TransportError> {
    let is_unbounded = request.extensions().get::<Unbounded>().is_some();
    let timeout = request.extensions().get::<Timeout>().map_or(usual, |timeout| timeout.0);
    let begun = Instant::now();
    let abort = Abort(AbortController::new().map_err(thrown)?);
    let response = within(&SystemClock, Some(timeout), pin!(head(request, &abort))).await;
    let late = || TransportError::timeout("the answer took longer than the timeout");
    let response = response.ok_or_else(late)??;
    let mut answer = http::Response::new(Body::empty());
    *answer.status_mut() = StatusCode::from_u16(response.status()).map_err(TransportError::new)?;
    *answer.headers_mut() = headers(&response)?;
    if let Some(body) = response.body() {
        let left = timeout.saturating_sub(begun.elapsed());
        let incoming = Incoming {
            reader: body.get_reader().unchecked_into(),
            reading: None,
            patience: is_unbounded.then_some(timeout),
            pause: (!is_unbounded).then(|| sleep(left)),
            _abort: abort,
        };
        *answer.body_mut() = Body::stream(SendWrapper::new(incoming), None);
    }
    Ok(answer)
}

/// Gives up an exchange that nobody waits for any more. One that is over does not mind.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The answer without its body.
async fn head(
    request: http::Request<Body>,
    abort: &Abort,
) -> Result<web_sys::Response, TransportError> {
    let (head, body) = request.into_parts();
    let body = body.collect(usize::MAX).await.map_err(|unread| match unread {
        Unread::Broken(error) => error,
        Unread::TooLong => TransportError::new("the body is longer than memory can be"),
    })?;
    let headers = web_sys::Headers::new().map_err(thrown)?;
    for (name, value) in &head.headers {
        // The bytes of a header are the characters of the same numbers (Fetch Standard, "isomorphic decode").
        let value: String = value.as_bytes().iter().map(|byte| char::from(*byte)).collect();
        headers.append(name.as_str(), &value).map_err(thrown)?;
    }
    let init = RequestInit::new();
    init.set_method(head.method.as_str());
    init.set_headers(&headers);
    init.set_referrer("");
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&abort.0.signal()));
    if !body.is_empty() {
        init.set_body(&Uint8Array::from(&*body));
    }
    // What the host says of it repeats the address, whose query may hold a credential.
    let request = web_sys::Request::new_with_str_and_init(&head.uri.to_string(), &init)
        .map_err(|_| TransportError::new("`fetch` takes no request with this method or address"))?;
    for name in head.headers.keys().filter(|name| **name != USER_AGENT) {
        if !request.headers().has(name.as_str()).map_err(thrown)? {
            let problem = format!("the host lets nobody send the header `{name}`");
            return Err(TransportError::new(problem));
        }
    }
    let global = js_sys::global();
    let fetch = Reflect::get(&global, &JsValue::from_str("fetch")).map_err(thrown)?;
    let fetch = fetch.dyn_into::<Function>();
    let fetch = fetch.map_err(|_| TransportError::new("the host has no `fetch`"))?;
    let promise = fetch.call1(&global, &request).map_err(thrown)?;
    let response = JsFuture::from(Promise::resolve(&promise)).await.map_err(thrown)?;
    let response: web_sys::Response = response.unchecked_into();
    match response.type_() {
        ResponseType::Opaqueredirect => Err(TransportError::new(
            "the answer is a redirect, and a browser shows nobody where it leads",
        )),
        _ => Ok(response),
    }
}

/// The headers of an answer, without those of a compression that the host has undone.
fn headers(response: &web_sys::Response) -> Result<HeaderMap, TransportError> {
    let mut headers = HeaderMap::new();
    let entries = js_sys::try_iter(&response.headers()).map_err(thrown)?;
    for entry in entries.into_iter().flatten() {
        let entry = entry.map_err(thrown)?;
        let part = |index| Reflect::get_u32(&entry, index).map(|part| part.as_string());
        let (name, value) = (part(0).map_err(thrown)?, part(1).map_err(thrown)?);
        let name = name.unwrap_or_default().parse::<HeaderName>().map_err(TransportError::new)?;
        let value: Vec<u8> = value.unwrap_or_default().chars().map(|c| c as u8).collect();
        headers.append(name, HeaderValue::from_bytes(&value).map_err(TransportError::new)?);
    }
    if headers.remove(CONTENT_ENCODING).is_some() {
        headers.remove(CONTENT_LENGTH);
    }
    Ok(headers)
}

/// The body of an answer, which arrives in time, or of which some arrives at least so often.
struct Incoming {
    reader: ReadableStreamDefaultReader,
    reading: Option<JsFuture>,
    patience: Option<Duration>,
    /// The end of the time, or of patience while somebody waits.
    pause: Option<Pause<'static>>,
    _abort: Abort,
}

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, reading, patience, pause, .. } = self.get_mut();
        let under_way = reading.get_or_insert_with(|| JsFuture::from(reader.read()));
        if let Poll::Ready(read) = Pin::new(under_way).poll(context) {
            *reading = None;
            if patience.is_some() {
                *pause = None;
            }
            return Poll::Ready(read.and_then(|read| chunk(&read)).map_err(thrown).transpose());
        }
        if let Some(patience) = *patience {
            pause.get_or_insert_with(|| sleep(patience));
        }
        let Some(pause) = pause else { return Poll::Pending };
        let problem = match patience {
            Some(_) => "nothing arrived for as long as the timeout",
            None => "the answer took longer than the timeout",
        };
        pause.as_mut().poll(context).map(|()| Some(Err(TransportError::timeout(problem))))
    }
}

/// What a reader of a stream gives; nothing at its end.
fn chunk(read: &JsValue) -> Result<Option<Bytes>, JsValue> {
    if Reflect::get(read, &JsValue::from_str("done"))?.is_truthy() {
        return Ok(None);
    }
    let value = Reflect::get(read, &JsValue::from_str("value"))?;
    Ok(Some(Uint8Array::new(&value).to_vec().into()))
}

/// What JavaScript throws, and the cause of it that some hosts add.
fn thrown(value: JsValue) -> TransportError {
    let text = |name: &str, value: &JsValue| {
        Reflect::get(value, &JsValue::from_str(name)).ok().and_then(|text| text.as_string())
    };
    let message = text("message", &value).unwrap_or_else(|| format!("{value:?}"));
    let cause = Reflect::get(&value, &JsValue::from_str("cause")).ok();
    match cause.and_then(|cause| text("message", &cause)) {
        Some(cause) => TransportError::new(format!("{message}: {cause}")),
        None => TransportError::new(message),
    }
}
