//! Tokens for a client with credentials of its own (RFC 6749, section 4.4).

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, StatusCode};
use serde_json::{Map, Value};
use tokio::sync::{Mutex, MutexGuard};
use url::Url;

use super::answer::Answer;
use super::arrival::{Arrival, Reading, Unanswered};
use super::body::Body;
use super::clock::Instant;
use super::escape::Escape;
use super::form;
use super::token::{AccessToken, Fetching, TokenError, TokenRequest, TokenSource};
#[cfg(feature = "blocking")]
use super::transport::BlockingTransport;
use super::transport::{Timeout, Transport};

/// How long before its end a token is not used any more, and the part of its life that this is at most.
const MARGIN: Duration = Duration::from_secs(30);
const MARGIN_PART: u32 = 10;

/// What a provider answers is short.
const READING: Reading = Reading { most: 1 << 20, is_head: false, stream: None };

/// Gets tokens with an identifier and a secret of the client (RFC 6749, section 4.4), and keeps each until shortly before its end.
///
/// However many requests need a token at once, one asks for it and all others wait for what comes of that. When the server answers with 401, one new
/// token is asked for. The endpoint is asked through the transport of the client, with its timeouts and proxies.
pub struct ClientCredentials {
    id: String,
    secret: String,
    endpoint: Option<Endpoint>,
    is_secret_in_body: bool,
    parameters: Vec<(String, String)>,
    kept: Mutex<Kept>,
    /// How many times a token was asked for, to the end.
    finished: AtomicU64,
}

#[derive(Clone, Debug)]
enum Endpoint {
    Token(String),
    /// The address of a document that says where tokens are (OpenID Connect Discovery 1.0, section 4).
    Discovery(String),
}

#[derive(Default)]
struct Kept {
    token: Option<(AccessToken, Option<Instant>)>,
    /// The token endpoint, once it was discovered.
    discovered: Option<Url>,
    /// What came of the last time that a token was asked for, if it was none.
    failure: Option<TokenError>,
}

type Delivered = Result<Arrival, Unanswered>;

impl ClientCredentials {
    /// A source of tokens for a client, which proves itself by HTTP Basic (RFC 6749, section 2.3.1).
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            endpoint: None,
            is_secret_in_body: false,
            parameters: Vec::new(),
            kept: Mutex::default(),
            finished: AtomicU64::new(0),
        }
    }

    /// The token endpoint; it may be relative to the base address of the client.
    #[must_use]
    pub fn token_url(self, url: impl Into<String>) -> Self {
        Self { endpoint: Some(Endpoint::Token(url.into())), ..self }
    }

    /// The address of a discovery document, which names the token endpoint (OpenID Connect Discovery 1.0, section 4).
    #[must_use]
    pub fn discovery_url(self, url: impl Into<String>) -> Self {
        Self { endpoint: Some(Endpoint::Discovery(url.into())), ..self }
    }

    /// The token endpoint, if none was named.
    #[must_use]
    pub fn or_token_url(self, url: &str) -> Self {
        if self.endpoint.is_some() { self } else { self.token_url(url) }
    }

    /// The address of a discovery document, if no endpoint was named.
    #[must_use]
    pub fn or_discovery_url(self, url: &str) -> Self {
        if self.endpoint.is_some() { self } else { self.discovery_url(url) }
    }

    /// Sends identifier and secret in the body, for endpoints that do not know HTTP Basic.
    #[must_use]
    pub fn secret_in_body(self) -> Self {
        Self { is_secret_in_body: true, ..self }
    }

    /// The scopes to ask for (RFC 6749, section 3.3); those that the endpoint gives by itself unless said otherwise.
    #[must_use]
    pub fn scopes<S: AsRef<str>>(self, scopes: impl IntoIterator<Item = S>) -> Self {
        let scopes: Vec<S> = scopes.into_iter().collect();
        let scopes: Vec<&str> = scopes.iter().map(AsRef::as_ref).collect();
        self.parameter("scope", scopes.join(" "))
    }

    /// Another parameter that the endpoint demands, such as `audience`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The token to send without asking for one, or why there is none. `seen` is what [`Self::finished`] was before `kept` could be had: who had to
    /// wait for somebody who failed has failed as well.
    fn known(
        &self,
        kept: &Kept,
        request: TokenRequest<'_>,
        seen: u64,
    ) -> Option<Result<AccessToken, TokenError>> {
        if let Some((token, end)) = &kept.token
            && end.is_none_or(|end| request.now < end)
            && request.rejected != Some(token)
        {
            return Some(Ok(token.clone()));
        }
        let waited = self.finished.load(Ordering::Acquire) != seen;
        kept.failure.clone().filter(|_| waited).map(Err)
    }

    /// Keeps what came of asking.
    fn keep(
        &self,
        mut kept: MutexGuard<'_, Kept>,
        result: Result<(AccessToken, Option<Instant>), TokenError>,
    ) -> Result<AccessToken, TokenError> {
        self.finished.fetch_add(1, Ordering::Release);
        kept.token = None;
        kept.failure = None;
        match result {
            Ok((token, end)) => {
                kept.token = Some((token.clone(), end));
                Ok(token)
            }
            Err(error) => {
                // Whatever moved is looked for again.
                kept.discovered = None;
                kept.failure = Some(error.clone());
                Err(error)
            }
        }
    }

    async fn ask(
        &self,
        kept: &mut Kept,
        request: TokenRequest<'_>,
        transport: &dyn Transport,
    ) -> Result<(AccessToken, Option<Instant>), TokenError> {
        let url = match self.endpoint(kept)? {
            Endpoint::Token(url) => read_url(&url, request.base)?,
            Endpoint::Discovery(url) => {
                let url = read_url(&url, request.base)?;
                let answer = READING.receive(transport.send(discovery(&url, request)?)).await;
                kept.discovered.insert(discovered(answer, &url)?).clone()
            }
        };
        let answer = READING.receive(transport.send(self.request(&url, request)?)).await;
        self.read(answer, request.now)
    }

    #[cfg(feature = "blocking")]
    fn ask_blocking(
        &self,
        kept: &mut Kept,
        request: TokenRequest<'_>,
        transport: &dyn BlockingTransport,
    ) -> Result<(AccessToken, Option<Instant>), TokenError> {
        let url = match self.endpoint(kept)? {
            Endpoint::Token(url) => read_url(&url, request.base)?,
            Endpoint::Discovery(url) => {
                let url = read_url(&url, request.base)?;
                let answer = READING.receive_blocking(transport.send(discovery(&url, request)?));
                kept.discovered.insert(discovered(answer, &url)?).clone()
            }
        };
        let answer = READING.receive_blocking(transport.send(self.request(&url, request)?));
        self.read(answer, request.now)
    }

    /// The next address to ask.
    fn endpoint(&self, kept: &Kept) -> Result<Endpoint, TokenError> {
        if let Some(url) = &kept.discovered {
            return Ok(Endpoint::Token(url.to_string()));
        }
        self.endpoint.clone().ok_or_else(|| TokenError::new("no token endpoint was named"))
    }

    /// The request for a token (RFC 6749, section 4.4.2).
    fn request(
        &self,
        url: &Url,
        request: TokenRequest<'_>,
    ) -> Result<http::Request<Body>, TokenError> {
        let mut pairs = vec![("grant_type", "client_credentials")];
        pairs.extend(self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        if self.is_secret_in_body {
            pairs.extend([("client_id", self.id.as_str()), ("client_secret", &self.secret)]);
        }
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(name, value)| [name, value].map(|text| Escape::Form.apply(text)).join("="))
            .collect();
        let mut asked = asking(Method::POST, url, request)?;
        asked.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(form::MEDIA_TYPE));
        if !self.is_secret_in_body {
            let pair = [&self.id, &self.secret].map(|text| Escape::Form.apply(text)).join(":");
            let value = format!("Basic {}", STANDARD.encode(pair));
            let mut value = HeaderValue::try_from(value)
                .map_err(|_| TokenError::new("the credentials cannot be sent in a header"))?;
            value.set_sensitive(true);
            asked.headers_mut().insert(AUTHORIZATION, value);
        }
        *asked.body_mut() = pairs.join("&").into();
        Ok(asked)
    }

    /// The token in an answer (RFC 6749, sections 5.1 and 5.2), and when it must not be used any more.
    fn read(
        &self,
        answer: Delivered,
        now: Instant,
    ) -> Result<(AccessToken, Option<Instant>), TokenError> {
        let answer = received(answer, "the token endpoint could not be asked")?;
        let status = answer.status();
        let object = object(&answer);
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        if status != StatusCode::OK {
            return Err(self.refused(status, text("error"), text("error_description")));
        }
        let problem = |problem: String| TokenError::answered(problem, status, None);
        let Some(token) = text("access_token").filter(|token| !token.is_empty()) else {
            return Err(problem("the token endpoint answered without a token".to_owned()));
        };
        let kind = text("token_type").unwrap_or("bearer").to_ascii_lowercase();
        if !kind.starts_with("bearer") {
            let message = "the token endpoint gave a token that is not sent as a bearer token";
            return Err(problem(message.to_owned()));
        }
        let token = AccessToken::new(token);
        if token.header().is_none() {
            let message = "the token endpoint gave a token that no header can have";
            return Err(problem(message.to_owned()));
        }
        let seconds = object.get("expires_in").and_then(|seconds| match seconds {
            Value::String(seconds) => seconds.trim().parse().ok(),
            seconds => seconds.as_f64(),
        });
        let life = seconds.and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok());
        let end = life.and_then(|life| now.checked_add(life - MARGIN.min(life / MARGIN_PART)));
        Ok((token, end))
    }

    /// What the endpoint said instead of a token; should it repeat the secret, that is not.
    fn refused(&self, status: StatusCode, code: Option<&str>, why: Option<&str>) -> TokenError {
        let harmless = |text: &&str| self.secret.is_empty() || !text.contains(&self.secret);
        let code = code.filter(harmless);
        let mut problem = format!("the token endpoint answered with {status}");
        for text in code.iter().chain(why.filter(harmless).iter()) {
            problem.push_str(": ");
            problem.extend(text.chars().filter(|c| !c.is_control()).take(SHOWN));
        }
        TokenError::answered(problem, status, code.map(str::to_owned))
    }
}

/// How many characters are shown of each text of a token endpoint.
const SHOWN: usize = 256;

impl TokenSource for ClientCredentials {
    fn token<'a>(
        &'a self,
        request: TokenRequest<'a>,
        transport: &'a dyn Transport,
    ) -> Fetching<'a> {
        Box::pin(async move {
            let seen = self.finished.load(Ordering::Acquire);
            // Who is dropped while it asks gives up the lock, and the next one asks.
            let mut kept = self.kept.lock().await;
            if let Some(known) = self.known(&kept, request, seen) {
                return known;
            }
            let result = self.ask(&mut kept, request, transport).await;
            self.keep(kept, result)
        })
    }

    fn refused(&self, token: &AccessToken) {
        // Where somebody has the lock, another token is on its way.
        if let Ok(mut kept) = self.kept.try_lock()
            && kept.token.as_ref().is_some_and(|(known, _)| known == token)
        {
            kept.token = None;
        }
    }

    #[cfg(feature = "blocking")]
    fn token_blocking(
        &self,
        request: TokenRequest<'_>,
        transport: &dyn BlockingTransport,
    ) -> Result<AccessToken, TokenError> {
        let seen = self.finished.load(Ordering::Acquire);
        let mut kept = self.kept.blocking_lock();
        if let Some(known) = self.known(&kept, request, seen) {
            return known;
        }
        let result = self.ask_blocking(&mut kept, request, transport);
        self.keep(kept, result)
    }
}

/// An address of the provider. What is secret, such as the secret of the client, does not go from `https` to `http`.
fn read_url(text: &str, base: &Url) -> Result<Url, TokenError> {
    let url = base
        .join(text)
        .map_err(|error| TokenError::caused_by("the address for tokens cannot be read", error))?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if base.scheme() == "http" => Ok(url),
        "http" => Err(TokenError::new("the address for tokens has no TLS, and a secret needs it")),
        _ => Err(TokenError::new("the address for tokens must have http or https")),
    }
}

/// A request to the provider, so far without a body.
fn asking(
    method: Method,
    url: &Url,
    request: TokenRequest<'_>,
) -> Result<http::Request<Body>, TokenError> {
    let mut asked = http::Request::new(Body::empty());
    *asked.method_mut() = method;
    *asked.uri_mut() = http::Uri::try_from(url.as_str())
        .map_err(|error| TokenError::caused_by("the address for tokens cannot be sent", error))?;
    asked.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(limit) = request.limit {
        asked.extensions_mut().insert(Timeout(limit));
    }
    asked.headers_mut().insert(USER_AGENT, request.user_agent.clone());
    Ok(asked)
}

/// The request for a discovery document.
fn discovery(url: &Url, request: TokenRequest<'_>) -> Result<http::Request<Body>, TokenError> {
    asking(Method::GET, url, request)
}

/// The token endpoint that a discovery document names.
fn discovered(answer: Delivered, url: &Url) -> Result<Url, TokenError> {
    let answer = received(answer, "the discovery document could not be asked for")?;
    let status = answer.status();
    if status != StatusCode::OK {
        let problem = format!("instead of a discovery document came {status}");
        return Err(TokenError::answered(problem, status, None));
    }
    let object = object(&answer);
    let Some(endpoint) = object.get("token_endpoint").and_then(Value::as_str) else {
        let problem = "the discovery document names no token endpoint".to_owned();
        return Err(TokenError::answered(problem, status, None));
    };
    read_url(endpoint, url)
}

/// The answer of a provider; of one that is odd nothing is shown, for there may be a token in it.
fn received(delivered: Delivered, problem: &str) -> Result<Answer, TokenError> {
    match delivered {
        Ok(arrival) => Ok(arrival.answer),
        Err(Unanswered::Transport(error)) => Err(TokenError::caused_by(problem, error)),
        Err(Unanswered::Body(error)) => {
            let problem = format!("{problem}: its answer is too long");
            Err(TokenError::answered(problem, error.answer().status(), None))
        }
        Err(Unanswered::Token(_) | Unanswered::Request(_)) => Err(TokenError::new(problem)),
    }
}

/// The object of JSON in an answer; whatever else it is has no members either.
fn object(answer: &Answer) -> Map<String, Value> {
    serde_json::from_slice(answer.body()).unwrap_or_default()
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("id", &self.id)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}
