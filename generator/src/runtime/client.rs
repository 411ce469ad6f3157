//! The client: what all requests share, and the way that each of them goes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use super::address;
use super::answer::Answer;
use super::arrival::{Arrival, Reading, Unanswered};
#[cfg(feature = "blocking")]
use super::blocking;
use super::body::Body;
use super::bounds::Bounds;
use super::builder::{self, ClientBuilder};
use super::check::InvalidRequest;
use super::credential::Credential;
use super::delivery::{Call, Delivery};
use super::error::Error;
use super::headers;
use super::operation::{Operation, Spec};
use super::options::RequestOptions;
use super::parameter::Arguments;
use super::payload::Payload;
use super::response::Response;
use super::sending::{Coming, Sending};
use super::stream::{self, Streaming};
#[cfg(feature = "blocking")]
use super::transport::BlockingTransport;
use super::transport::Transport;

/// A client of the API. To clone it is cheap: clones share one pool of connections.
#[derive(Clone)]
pub struct Client {
    pub(super) shared: Arc<Shared>,
    pub(super) options: Arc<RequestOptions>,
}

/// What clones of a client share.
pub(super) struct Shared {
    pub(super) base: Url,
    /// Whether the base is that of a server of the description.
    pub(super) is_described: bool,
    pub(super) headers: HeaderMap,
    pub(super) credentials: BTreeMap<&'static str, Credential>,
    pub(super) bounds: Bounds,
    pub(super) delivery: Delivery,
    pub(super) transport: Arc<dyn Transport>,
    #[cfg(feature = "blocking")]
    pub(super) blocking_transport: Arc<dyn BlockingTransport>,
}

impl Client {
    pub(super) fn new(shared: Shared) -> Self {
        Self { shared: Arc::new(shared), options: Arc::default() }
    }

    /// Begins a client for the server at an address; operations are below its path.
    pub fn builder(base_url: impl AsRef<str>) -> ClientBuilder {
        ClientBuilder::new(base_url)
    }

    /// The address that operations are below.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.shared.base
    }

    /// This client, for requests for which something else holds than usual. It shares everything with this one, the pool of connections and
    /// the budget of retries included. Options that were given before hold where the new ones say nothing.
    #[must_use]
    pub fn with(&self, options: RequestOptions) -> Self {
        Self { shared: Arc::clone(&self.shared), options: Arc::new(options.over(&self.options)) }
    }

    /// Sends a request and reads its answer, as soon as that is awaited.
    pub fn send<O: Operation>(
        &self,
        operation: &O,
    ) -> Sending<'_, Response<O::Success>, Error<O::Failure>> {
        let mut arguments = Arguments::new(O::SPEC.parameters);
        operation.arguments(&mut arguments);
        let call = (O::SPEC, &self.options, O::SPEC.accept);
        match self.shared.prepare(call, arguments, operation.body()) {
            Ok(call) => Sending::new(self.shared.carry(call), outcome::<O>),
            Err(refused) => Sending::refused(Error::Request(refused), outcome::<O>),
        }
    }

    /// Sends a request as soon as that is awaited, and leaves the body of a success to be read while it arrives.
    pub fn send_stream<O: Streaming>(
        &self,
        operation: &O,
    ) -> Sending<'_, Response<O::Stream>, Error<O::Failure>> {
        let mut arguments = Arguments::new(O::SPEC.parameters);
        operation.arguments(&mut arguments);
        let call = (O::SPEC, &self.options, Some(O::STREAM.accept));
        match self.shared.prepare(call, arguments, operation.body()) {
            Ok(call) => {
                let call = call.streaming(O::STREAM);
                Sending::new(Again::begin(&self.shared, call), streamed::<O>)
            }
            Err(refused) => Sending::refused(Error::Request(refused), streamed::<O>),
        }
    }

    /// Sends a request and blocks the thread until its answer is read.
    ///
    /// # Errors
    ///
    /// Everything but a documented success whose body is as documented. Within an asynchronous task, whose thread must not be
    /// blocked, nothing is sent.
    #[cfg(feature = "blocking")]
    pub fn send_blocking<O: Operation>(
        &self,
        operation: &O,
    ) -> Result<Response<O::Success>, Error<O::Failure>> {
        blocking::refuse_tasks("send").map_err(Error::Request)?;
        let mut arguments = Arguments::new(O::SPEC.parameters);
        operation.arguments(&mut arguments);
        let call = (O::SPEC, &self.options, O::SPEC.accept);
        let call = self.shared.prepare(call, arguments, operation.body());
        outcome::<O>(self.shared.carry_blocking(call.map_err(Error::Request)?))
    }

    /// Sends a request, blocks the thread until its answer begins, and leaves the body of a success to be read while it arrives.
    ///
    /// # Errors
    ///
    /// As [`Client::send_blocking`].
    #[cfg(feature = "blocking")]
    pub fn send_stream_blocking<O: Streaming>(
        &self,
        operation: &O,
    ) -> Result<Response<O::Stream>, Error<O::Failure>> {
        blocking::refuse_tasks("stream").map_err(Error::Request)?;
        let mut arguments = Arguments::new(O::SPEC.parameters);
        operation.arguments(&mut arguments);
        let call = (O::SPEC, &self.options, Some(O::STREAM.accept));
        let call = self.shared.prepare(call, arguments, operation.body());
        let call = call.map_err(Error::Request)?.streaming(O::STREAM);
        streamed::<O>(Again::begin_blocking(&self.shared, call))
    }
}

/// Not methods of the client, so that no operation can collide with them.
impl Shared {
    /// Sends a request, and brings its answer: with the whole body, unless that is left to the caller.
    pub(super) fn carry(&self, call: Box<Call>) -> Coming<'_> {
        self.delivery.deliver(call, &*self.transport, &self.bounds)
    }

    #[cfg(feature = "blocking")]
    pub(super) fn carry_blocking(&self, call: Box<Call>) -> Result<Arrival, Unanswered> {
        self.delivery.deliver_blocking(call, &*self.blocking_transport, &self.bounds)
    }

    /// The request as it goes out.
    fn prepare(
        &self,
        call: (&'static Spec, &Arc<RequestOptions>, Option<&'static str>),
        arguments: Arguments<'_>,
        payload: Payload,
    ) -> Result<Box<Call>, InvalidRequest> {
        self.prepare_at(None, call, arguments, payload)
    }

    /// The request as it goes out, perhaps to an address that an answer named. Whoever gives one has seen to its origin.
    pub(super) fn prepare_at(
        &self,
        named: Option<&Url>,
        (spec, options, accept): (&'static Spec, &Arc<RequestOptions>, Option<&'static str>),
        arguments: Arguments<'_>,
        payload: Payload,
    ) -> Result<Box<Call>, InvalidRequest> {
        let arguments = arguments.finish()?;
        let credentials = self.credentials(spec)?;
        let extra = options.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let secrets = credentials.iter().filter_map(|credential| credential.as_query());
        let pairs: Vec<_> = extra.chain(secrets).collect();
        let base = self.base(spec)?;
        let loses_tls = self.base.scheme() == "https" && base.scheme() == "http";
        if loses_tls && !(credentials.is_empty() && self.delivery.signer.is_none()) {
            let problem = format!("of {} has no TLS, and credentials need it", spec.id);
            return Err(InvalidRequest::new("server", problem));
        }
        let address = match named {
            Some(named) => address::completed(named, &pairs),
            None => address::build(&base, spec, &arguments, &pairs)?,
        };
        let content = payload.into_content()?;
        let mut request = http::Request::new(Body::empty());
        *request.method_mut() = Method::from_bytes(spec.method.as_bytes())
            .map_err(|_| InvalidRequest::new("method", format!("`{}` is none", spec.method)))?;
        *request.uri_mut() = http::Uri::try_from(address)
            .map_err(|error| InvalidRequest::new("address", format!("is none: {error}")))?;
        *request.headers_mut() = self.headers.clone();
        let headers = request.headers_mut();
        if let Some(accept) = accept {
            headers.insert(ACCEPT, media_type(Cow::Borrowed(accept))?);
        }
        options.fill(headers)?;
        headers::fill(headers, spec, &arguments, &credentials)?;
        headers.remove(CONTENT_TYPE);
        if let Some((content_type, body)) = content {
            headers.insert(CONTENT_TYPE, media_type(content_type)?);
            *request.body_mut() = body;
        }
        headers::frame(&mut request)?;
        let most = self.bounds.max_body_size;
        let is_head = request.method() == Method::HEAD;
        Ok(Box::new(Call {
            spec,
            request,
            reading: Reading { most, is_head, stream: None },
            source: credentials.iter().find_map(|credential| credential.as_source().cloned()),
            options: Arc::clone(options),
        }))
    }

    /// The address that an operation is below.
    fn base(&self, spec: &Spec) -> Result<Cow<'_, Url>, InvalidRequest> {
        let base = &self.base;
        let Some(server) = spec.server.filter(|_| self.is_described) else {
            return Ok(Cow::Borrowed(base));
        };
        let wrong = |why: String| InvalidRequest::new("server", format!("of {}: {why}", spec.id));
        // Relative to the base as to a folder.
        let mut folder = base.clone();
        folder.set_path(&format!("{}/", base.path().trim_end_matches('/')));
        let server = folder.join(server).map_err(|error| wrong(error.to_string()))?;
        builder::parse(server.as_str()).map(Cow::Owned).map_err(|error| wrong(error.to_string()))
    }

    /// The credentials of the first alternative that can be satisfied; that nothing has to be sent, or that there is a signature, is the last
    /// resort.
    fn credentials(&self, spec: &Spec) -> Result<Vec<&Credential>, InvalidRequest> {
        let known = &self.credentials;
        let is_satisfied =
            |schemes: &&&[&str]| schemes.iter().all(|scheme| known.contains_key(scheme));
        let mut alternatives = spec.security.iter().filter(|schemes| !schemes.is_empty());
        if let Some(schemes) = alternatives.find(is_satisfied) {
            let chosen: Vec<_> = schemes.iter().filter_map(|scheme| known.get(scheme)).collect();
            let same = |(at, one): (usize, &&Credential)| {
                chosen[..at].iter().any(|other| other.place() == one.place())
            };
            return if chosen.iter().enumerate().any(same) {
                let problem =
                    format!("of {} travel in the same place: {}", spec.id, schemes.join(" and "));
                Err(InvalidRequest::new("credentials", problem))
            } else {
                Ok(chosen)
            };
        }
        let is_free =
            spec.security.is_empty() || spec.security.iter().any(|schemes| schemes.is_empty());
        if is_free || self.delivery.signer.is_some() {
            return Ok(Vec::new());
        }
        let schemes: Vec<String> =
            spec.security.iter().map(|schemes| schemes.join(" and ")).collect();
        let problem = format!("are missing: {} needs {}", spec.id, schemes.join(", or "));
        Err(InvalidRequest::new("credentials", problem))
    }
}

/// How to ask once more for an answer that is read while it arrives.
pub(super) struct Again {
    shared: Arc<Shared>,
    call: Box<Call>,
}

impl Again {
    /// Sends a request whose answer is read while it arrives, for the first time.
    fn begin(shared: &Arc<Shared>, call: Box<Call>) -> Coming<'static> {
        let again = Self::of(shared, &call);
        let shared = Arc::clone(shared);
        Box::pin(async move { Ok(shared.carry(call).await?.or_again(again)) })
    }

    #[cfg(feature = "blocking")]
    fn begin_blocking(shared: &Arc<Shared>, call: Box<Call>) -> Result<Arrival, Unanswered> {
        let again = Self::of(shared, &call);
        Ok(shared.carry_blocking(call)?.or_again(again))
    }

    fn of(shared: &Arc<Shared>, call: &Call) -> Option<Self> {
        Some(Self { shared: Arc::clone(shared), call: call.try_clone()? })
    }

    /// The call, with the id of the last event that arrived.
    fn call(&self, last_id: &str) -> Option<Box<Call>> {
        let mut call = self.call.try_clone()?;
        // An id that no header can have is not sent; the server then begins anew.
        if let Some(id) = HeaderValue::from_str(last_id).ok().filter(|id| !id.is_empty()) {
            call.request.headers_mut().insert("last-event-id", id);
        }
        Some(call)
    }

    pub(super) fn send(&self, last_id: &str) -> Option<Coming<'static>> {
        let (shared, call) = (Arc::clone(&self.shared), self.call(last_id)?);
        Some(Box::pin(async move { shared.carry(call).await }))
    }

    #[cfg(feature = "blocking")]
    pub(super) fn send_blocking(&self, last_id: &str) -> Option<Result<Arrival, Unanswered>> {
        Some(self.shared.carry_blocking(self.call(last_id)?))
    }
}

impl fmt::Debug for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Again").finish_non_exhaustive()
    }
}

/// A media type as the value of a header.
fn media_type(text: Cow<'static, str>) -> Result<HeaderValue, InvalidRequest> {
    let bytes = match text {
        Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
        Cow::Owned(text) => Bytes::from(text),
    };
    HeaderValue::from_maybe_shared(bytes)
        .map_err(|_| InvalidRequest::new("body", "has a media type that no header can have"))
}

/// What an answer means for an operation.
pub(super) fn outcome<O: Operation>(
    result: Result<Arrival, Unanswered>,
) -> Result<Response<O::Success>, Error<O::Failure>> {
    let answer = result?.answer;
    match O::success(&answer) {
        Some(Ok(value)) => Ok(Response::new(answer, value)),
        Some(Err(error)) => Err(Error::Body(error)),
        None => Err(failure::<O>(answer)),
    }
}

/// What an answer means for whoever asked for a stream.
fn streamed<O: Streaming>(
    result: Result<Arrival, Unanswered>,
) -> Result<Response<O::Stream>, Error<O::Failure>> {
    let Arrival { answer, rest } = result?;
    if let Some(rest) = rest {
        return Ok(Response::new(answer, O::open(rest)));
    }
    Err(match O::success(&answer) {
        Some(_) => Error::Body(stream::no_stream(&answer)),
        None => failure::<O>(answer),
    })
}

/// What an answer means that is no success.
fn failure<O: Operation>(answer: Answer) -> Error<O::Failure> {
    match O::failure(&answer) {
        Some(Ok(value)) => Error::Failure(Box::new(Response::new(answer, value))),
        Some(Err(error)) => Error::Body(error),
        None => Error::Undocumented(answer),
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<_> = self.shared.credentials.keys().collect();
        f.debug_struct("Client")
            .field("base", &self.shared.base.as_str())
            .field("credentials", &schemes)
            .finish_non_exhaustive()
    }
}
