//! The delivery of a request: tokens, signatures, times, and whether there is another attempt.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::header::AUTHORIZATION;
use http::{HeaderValue, StatusCode};
#[cfg(feature = "tracing")]
use tracing::Instrument as _;
use url::Url;

use super::answer::retry_after;
use super::arrival::{Arrival, Reading, Unanswered};
use super::body::Body;
use super::bounds::Bounds;
use super::check::InvalidRequest;
use super::clock::{Clock, Instant, within};
use super::observer::{Attempt, End, Observer};
use super::operation::Spec;
use super::options::RequestOptions;
use super::retry::{Budget, RetryPolicy, Trouble};
use super::sending::Coming;
use super::signer::{self, Signer};
#[cfg(feature = "tracing")]
use super::span;
use super::stream::StreamSpec;
use super::token::{AccessToken, TokenError, TokenRequest, TokenSource};
#[cfg(feature = "blocking")]
use super::transport::BlockingTransport;
use super::transport::{Exchange, Timeout, Transport, TransportError, Unbounded};

/// How the requests of a client are delivered.
pub(super) struct Delivery {
    /// The base address and the name of the client, for token endpoints.
    pub(super) base: Url,
    pub(super) user_agent: HeaderValue,
    pub(super) timeout: Duration,
    pub(super) deadline: Option<Duration>,
    pub(super) retry: RetryPolicy,
    pub(super) budget: Budget,
    pub(super) signer: Option<Arc<dyn Signer>>,
    pub(super) observers: Vec<Arc<dyn Observer>>,
    pub(super) clock: Arc<dyn Clock>,
}

/// A request to deliver, and what holds for it. It is kept in a box, because it is large and handed on several times.
pub(super) struct Call {
    pub(super) spec: &'static Spec,
    pub(super) request: http::Request<Body>,
    pub(super) reading: Reading,
    /// Where its token comes from, if it needs one.
    pub(super) source: Option<Arc<dyn TokenSource>>,
    pub(super) options: Arc<RequestOptions>,
}

impl Call {
    /// The same call, whose answer is left to the caller if it is this stream.
    pub(super) fn streaming(mut self: Box<Self>, stream: &'static StreamSpec) -> Box<Self> {
        self.request.extensions_mut().insert(Unbounded);
        self.reading.stream = Some(stream);
        self
    }

    /// The same call once more, if its body can be sent again.
    pub(super) fn try_clone(&self) -> Option<Box<Self>> {
        let body = self.request.body().try_clone()?;
        Some(Box::new(Self {
            spec: self.spec,
            request: copy(&self.request, body),
            reading: self.reading,
            source: self.source.clone(),
            options: Arc::clone(&self.options),
        }))
    }
}

type Delivered = Result<Arrival, Unanswered>;

impl Delivery {
    /// Delivers a request. It needs a permit, but not while it waits for another attempt.
    pub(super) fn deliver<'c>(
        &'c self,
        call: Box<Call>,
        transport: &'c dyn Transport,
        bounds: &'c Bounds,
    ) -> Coming<'c> {
        let mut attempts = Attempts::new(self, call);
        #[cfg(feature = "tracing")]
        let span = attempts.span.clone();
        let delivered = async move { attempts.run(transport, bounds).await };
        #[cfg(feature = "tracing")]
        let delivered = delivered.instrument(span);
        Box::pin(delivered)
    }

    /// Delivers a request and blocks the thread until its answer is there.
    #[cfg(feature = "blocking")]
    pub(super) fn deliver_blocking(
        &self,
        call: Box<Call>,
        transport: &dyn BlockingTransport,
        bounds: &Bounds,
    ) -> Delivered {
        let attempts = Attempts::new(self, call);
        #[cfg(feature = "tracing")]
        let span = attempts.span.clone();
        #[cfg(feature = "tracing")]
        let _entered = span.enter();
        attempts.run_blocking(transport, bounds)
    }
}

/// A request and its attempts so far.
struct Attempts<'c> {
    delivery: &'c Delivery,
    call: Box<Call>,
    /// Whether the body can be sent more than once.
    is_replayable: bool,
    /// Whether the request may happen more than once.
    may_repeat: bool,
    /// When the time of all attempts is over.
    end: Option<Instant>,
    /// The number of the attempt.
    number: u32,
    /// How many attempts the policy has seen: all but one that was made for a new token.
    made: u32,
    /// When the attempt began; known only if somebody observes.
    begun: Option<Instant>,
    token: Option<AccessToken>,
    /// The token that was refused.
    rejected: Option<AccessToken>,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

impl<'c> Attempts<'c> {
    fn new(delivery: &'c Delivery, call: Box<Call>) -> Self {
        let policy = call.options.retry.as_ref().unwrap_or(&delivery.retry);
        let is_replayable = call.request.body().is_replayable();
        let may_repeat = is_replayable
            && policy.most() > 1
            && policy.may_repeat(call.request.method(), call.request.headers());
        Self {
            is_replayable,
            may_repeat,
            end: None,
            number: 0,
            made: 0,
            begun: None,
            token: None,
            rejected: None,
            #[cfg(feature = "tracing")]
            span: span::of(call.spec),
            delivery,
            call,
        }
    }

    async fn run(&mut self, transport: &dyn Transport, bounds: &Bounds) -> Delivered {
        let clock = &*self.delivery.clock;
        let mut permit = bounds.permit().await;
        self.start();
        loop {
            self.begin();
            let result = match &self.call.source {
                None => Ok(None),
                Some(source) => {
                    let token = pin!(source.token(self.token_request(), transport));
                    within(clock, self.left(), token).await.map_or_else(late, fetched)
                }
            };
            let limit = self.limit();
            let result = match result.and_then(|token| self.exchange(token, limit, transport)) {
                Ok(exchange) => {
                    let answer = pin!(self.call.reading.receive(exchange));
                    within(clock, limit, answer).await.unwrap_or_else(late)
                }
                Err(error) => Err(error),
            };
            match self.settle(&result) {
                None => return Ok(result?.holding(permit)),
                Some(Duration::ZERO) => {}
                Some(pause) => {
                    drop(permit);
                    clock.sleep(pause).await;
                    match within(clock, self.left(), pin!(bounds.permit())).await {
                        Some(next) => permit = next,
                        None => return late(),
                    }
                }
            }
        }
    }

    /// Begins an exchange, with the token that was asked for. What is sent is the business of the transport from here on, and not kept beside it.
    fn exchange<'t>(
        &mut self,
        token: Option<AccessToken>,
        limit: Option<Duration>,
        transport: &'t dyn Transport,
    ) -> Result<Exchange<'t>, Unanswered> {
        self.token = token;
        // The rest of a stream may take longer than what is left for its head, which is watched here.
        let told = if self.is_unbounded() { self.call.options.timeout } else { limit };
        let request = self.request(told).map_err(Unanswered::Request)?;
        Ok(transport.send(request))
    }

    #[cfg(feature = "blocking")]
    fn run_blocking(mut self, transport: &dyn BlockingTransport, bounds: &Bounds) -> Delivered {
        let mut permit = bounds.permit_blocking(None);
        self.start();
        loop {
            self.begin();
            let result = match &self.call.source {
                None => Ok(None),
                Some(source) => fetched(source.token_blocking(self.token_request(), transport)),
            };
            let result = match result {
                Ok(token) => {
                    self.token = token;
                    let limit = self.limit();
                    match self.request(limit) {
                        Ok(_) if limit == Some(Duration::ZERO) => late(),
                        Ok(request) => self.call.reading.receive_blocking(transport.send(request)),
                        Err(refused) => Err(Unanswered::Request(refused)),
                    }
                }
                Err(error) => Err(error),
            };
            match self.settle(&result) {
                None => return Ok(result?.holding(permit)),
                Some(Duration::ZERO) => {}
                Some(pause) => {
                    drop(permit);
                    self.delivery.clock.sleep_blocking(pause);
                    let next = bounds.permit_blocking(self.left());
                    if next.is_none() && bounds.has_permits() {
                        return late();
                    }
                    permit = next;
                }
            }
        }
    }

    fn policy(&self) -> &RetryPolicy {
        self.call.options.retry.as_ref().unwrap_or(&self.delivery.retry)
    }

    /// The time of all attempts begins.
    fn start(&mut self) {
        let deadline = self.call.options.deadline.or(self.delivery.deadline);
        let end = deadline.map(|deadline| self.delivery.clock.now().checked_add(deadline));
        self.end = end.flatten();
    }

    /// The next attempt begins.
    fn begin(&mut self) {
        self.number += 1;
        self.made += 1;
        if self.delivery.observers.is_empty() {
            return;
        }
        self.begun = Some(self.delivery.clock.now());
        let attempt = self.attempt();
        self.delivery.observers.iter().for_each(|observer| observer.before(&attempt));
    }

    fn attempt(&self) -> Attempt {
        let spec = self.call.spec;
        let path = spec.template();
        Attempt { operation: spec.id, method: spec.method, path, number: self.number }
    }

    fn token_request(&self) -> TokenRequest<'_> {
        TokenRequest {
            base: &self.delivery.base,
            rejected: self.rejected.as_ref(),
            now: self.delivery.clock.now(),
            limit: self.limit(),
            user_agent: &self.delivery.user_agent,
        }
    }

    /// How much is left of the time of all attempts.
    fn left(&self) -> Option<Duration> {
        Some(self.end?.saturating_duration_since(self.delivery.clock.now()))
    }

    /// How long the attempt may take, unless that is left to the transport.
    fn limit(&self) -> Option<Duration> {
        let timeout = self.call.options.timeout;
        match self.left() {
            Some(left) => Some(timeout.unwrap_or(self.delivery.timeout).min(left)),
            None => timeout,
        }
    }

    fn is_unbounded(&self) -> bool {
        self.call.request.extensions().get::<Unbounded>().is_some()
    }

    /// The request as it goes out this time.
    fn request(&mut self, limit: Option<Duration>) -> Result<http::Request<Body>, InvalidRequest> {
        let may_come_again =
            self.may_repeat && self.made < self.policy().most() || self.call.source.is_some();
        let kept = &mut self.call.request;
        let mut request = match may_come_again.then(|| kept.body().try_clone()).flatten() {
            Some(body) => copy(kept, body),
            None => std::mem::take(kept),
        };
        if let Some(token) = &self.token {
            let value = token.header().ok_or_else(|| {
                InvalidRequest::new("token", "has a character that no header can have")
            })?;
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        if let Some(limit) = limit {
            request.extensions_mut().insert(Timeout(limit));
        }
        match &self.delivery.signer {
            Some(signer) => signer::sign(&**signer, request),
            None => Ok(request),
        }
    }

    /// How long to wait before the next attempt, if there is one.
    fn settle(&mut self, result: &Delivered) -> Option<Duration> {
        let pause = self.pause(result);
        if let Some(begun) = self.begun {
            let status = result.as_ref().map(|arrival| arrival.answer.status());
            let end = End {
                result: status.map_err(|unanswered| unanswered as _),
                elapsed: self.delivery.clock.now().saturating_duration_since(begun),
                retry_in: pause,
            };
            let attempt = self.attempt();
            self.delivery.observers.iter().for_each(|observer| observer.after(&attempt, &end));
        }
        #[cfg(feature = "tracing")]
        if pause.is_none() {
            span::end(&self.span, result, self.number);
        }
        pause
    }

    fn pause(&mut self, result: &Delivered) -> Option<Duration> {
        let (trouble, was_sent) = match result {
            Ok(arrival) => {
                let status = arrival.answer.status();
                if status == StatusCode::UNAUTHORIZED
                    && self.rejected.is_none()
                    && let Some(token) = self.token.take()
                {
                    if self.is_replayable {
                        self.rejected = Some(token);
                        self.made -= 1;
                        return Some(Duration::ZERO);
                    }
                    self.call.source.iter().for_each(|source| source.refused(&token));
                }
                (Trouble::Status(status, retry_after(arrival.answer.headers())), true)
            }
            Err(Unanswered::Transport(_)) => (Trouble::NoAnswer, true),
            Err(Unanswered::Token(error)) => match error.status() {
                Some(status) => (Trouble::Status(status, None), false),
                None if error.has_cause() => (Trouble::NoAnswer, false),
                None => return None,
            },
            Err(Unanswered::Body(_) | Unanswered::Request(_)) => return None,
        };
        if result.is_ok() && !self.policy().is_trouble(trouble) {
            self.delivery.budget.refill();
        }
        if was_sent && !self.may_repeat {
            return None;
        }
        let pause = self.policy().pause(self.made, trouble, || self.delivery.clock.jitter())?;
        if self.left().is_some_and(|left| left <= pause) {
            return None;
        }
        self.delivery.budget.take().then_some(pause)
    }
}

/// The same request with this body.
fn copy(kept: &http::Request<Body>, body: Body) -> http::Request<Body> {
    let mut copy = http::Request::new(body);
    *copy.method_mut() = kept.method().clone();
    *copy.uri_mut() = kept.uri().clone();
    *copy.headers_mut() = kept.headers().clone();
    *copy.extensions_mut() = kept.extensions().clone();
    copy
}

fn fetched(token: Result<AccessToken, TokenError>) -> Result<Option<AccessToken>, Unanswered> {
    token.map(Some).map_err(Unanswered::Token)
}

/// Time ran out.
fn late<T>() -> Result<T, Unanswered> {
    let problem = "the time for the request is over";
    Err(Unanswered::Transport(TransportError::timeout(problem)))
}
