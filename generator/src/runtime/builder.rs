//! How a client is made.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::Semaphore;
use url::Url;

use super::bounds::Bounds;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use super::browser::HttpClient;
use super::client::{Client, Shared};
use super::clock::{Clock, SystemClock};
use super::credential::Credential;
use super::delivery::Delivery;
use super::headers;
#[cfg(feature = "blocking")]
use super::http_client::BlockingHttpClient;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use super::http_client::HttpClient;
use super::observer::Observer;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use super::origin::Origin;
use super::retry::{Budget, RetryPolicy};
use super::signer::Signer;
#[cfg(feature = "blocking")]
use super::transport::BlockingTransport;
use super::transport::{Settings, Transport};

/// Name and version of the crate, as `User-Agent` (RFC 9110, section 10.1.5).
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// How many retries a client has before others succeed.
const RETRY_BUDGET: u32 = 100;

/// Makes a [`Client`].
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    base: Result<Url, BuildError>,
    /// Whether the address is that of a server of the description.
    is_described: bool,
    headers: Vec<(String, String)>,
    user_agent: String,
    credentials: BTreeMap<&'static str, Credential>,
    settings: Settings,
    bounds: Bounds,
    deadline: Option<Duration>,
    retry: RetryPolicy,
    retry_budget: u32,
    signer: Option<Arc<dyn Signer>>,
    observers: Vec<Arc<dyn Observer>>,
    clock: Arc<dyn Clock>,
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    http_client: Option<reqwest::ClientBuilder>,
    transport: Option<Arc<dyn Transport>>,
    #[cfg(feature = "blocking")]
    blocking_http_client: Option<reqwest::blocking::ClientBuilder>,
    #[cfg(feature = "blocking")]
    blocking_transport: Option<Arc<dyn BlockingTransport>>,
}

impl ClientBuilder {
    /// A builder for the server at an address; operations are below its path.
    pub fn new(base_url: impl AsRef<str>) -> Self {
        Self {
            base: parse(base_url.as_ref()),
            is_described: false,
            headers: Vec::new(),
            user_agent: USER_AGENT.to_owned(),
            credentials: BTreeMap::new(),
            settings: Settings::default(),
            bounds: Bounds::default(),
            deadline: None,
            retry: RetryPolicy::none(),
            retry_budget: RETRY_BUDGET,
            signer: None,
            observers: Vec::new(),
            clock: Arc::new(SystemClock),
            #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
            http_client: None,
            transport: None,
            #[cfg(feature = "blocking")]
            blocking_http_client: None,
            #[cfg(feature = "blocking")]
            blocking_transport: None,
        }
    }

    /// A builder for a server of the description, whose address may have variables. A value that would change more of the address than its
    /// place is refused by [`ClientBuilder::build`], and so is an empty one, unless the template has a question mark behind the name. Operations that have a server of their own are sent there.
    pub fn from_template(template: &str, variables: &[(&str, &str)]) -> Self {
        match substitute(template, variables) {
            Ok(address) => Self { is_described: true, ..Self::new(address) },
            Err(error) => Self { base: Err(error), ..Self::new("") },
        }
    }

    /// A header to send with every request, unless the request has it from elsewhere.
    pub fn default_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.headers.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// What to send as `User-Agent` instead of the name and version of the crate.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// How long connecting may take; 10 seconds unless said otherwise. In WebAssembly the browser decides.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = timeout;
        self
    }

    /// How long a request may take from its beginning to the last byte of the answer; 60 seconds unless said otherwise. Where the answer is read
    /// as a stream, it is how long the head may take, and then how long may pass without a byte.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// How long all attempts of a request may take together, with the pauses between them and what a token takes, up to the last byte of the
    /// answer (where that is read as a stream, up to its head); as long as it takes unless said otherwise. A single attempt has `timeout`. With the
    /// blocking interface, what is left of it is also how long may pass without a byte of a stream.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// When a request is sent again; never unless said otherwise.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many retries the client has in store, 100 unless said otherwise. Each one takes from it, ten answers that need none give one back,
    /// and when it is empty nothing is sent again, so that a server in trouble is not buried.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// What signs each request, as the last thing before it is sent.
    pub fn signer(mut self, signer: impl Signer + 'static) -> Self {
        self.signer = Some(Arc::new(signer));
        self
    }

    /// Who is told of each attempt. There may be several.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// What tells the time and waits, instead of [`SystemClock`].
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How many bytes the body of an answer may have that is read into memory; 64 MiB unless said otherwise. They are counted after
    /// decompression. A longer one is an error that keeps status and headers. For an answer that is read as a stream there is no bound.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.bounds.max_body_size = bytes;
        self
    }

    /// How many requests may be under way at once; as many as there are unless said otherwise. All others wait, for which no timeout counts.
    /// A request is under way until its answer is read; an answer that is read as a stream is under way until its end, or until it is dropped.
    pub fn max_concurrent_requests(mut self, requests: NonZeroUsize) -> Self {
        let permits = requests.get().min(Semaphore::MAX_PERMITS);
        self.bounds.permits = Some(Arc::new(Semaphore::new(permits)));
        self
    }

    /// How many redirects to follow; none unless said otherwise, so that they are answers.
    ///
    /// Only redirects to the same origin are followed: another one would be told the credentials. One to elsewhere is an answer. In
    /// WebAssembly none is followed, because browsers show nobody where one leads.
    pub fn follow_redirects(mut self, most: usize) -> Self {
        self.settings.redirects = most;
        self
    }

    /// A credential for a security scheme of the description, by its name there.
    pub fn credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        self.credentials.insert(scheme, credential);
        self
    }

    /// A `reqwest` builder to begin with: proxies, certificates, pools. Timeouts and redirects are set by this builder all the same,
    /// so that no credential leaves the origin. It is not for `send_blocking`, whose client has a builder of its own.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub fn http_client(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.http_client = Some(builder);
        self
    }

    /// A `reqwest` builder for `send_blocking`, as [`ClientBuilder::http_client`] is for `send`.
    #[cfg(feature = "blocking")]
    pub fn blocking_http_client(mut self, builder: reqwest::blocking::ClientBuilder) -> Self {
        self.blocking_http_client = Some(builder);
        self
    }

    /// What carries requests instead of `reqwest`. Timeouts and redirects are then its own business.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// What carries requests of the blocking interface instead of `reqwest`.
    #[cfg(feature = "blocking")]
    pub fn blocking_transport(mut self, transport: impl BlockingTransport + 'static) -> Self {
        self.blocking_transport = Some(Arc::new(transport));
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// The address is no base of an HTTP address, a header or credential has a name or value that no header can have, or a header is one that says
    /// where a body ends.
    pub fn build(self) -> Result<Client, BuildError> {
        let base = self.base?;
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let parsed = HeaderName::from_bytes(name.as_bytes());
            let parsed = parsed.map_err(|error| {
                BuildError::new(format!("`{name}` cannot be the name of a header")).caused_by(error)
            })?;
            if headers::is_framing(&parsed) {
                return Err(BuildError::new(format!(
                    "`{name}` says where a body ends, and cannot be the same for every request"
                )));
            }
            let value = HeaderValue::from_str(value).map_err(|error| {
                BuildError::new(format!("the value for the header `{name}` cannot be one"))
                    .caused_by(error)
            })?;
            headers.append(parsed, value);
        }
        let user_agent = HeaderValue::from_str(&self.user_agent).map_err(|error| {
            BuildError::new("the value for the header `User-Agent` cannot be one").caused_by(error)
        })?;
        headers.insert(http::header::USER_AGENT, user_agent.clone());
        // For what a request adds, so that its copy of them does not have to grow at once.
        headers.reserve(8);
        for (scheme, credential) in &self.credentials {
            if let Some(problem) = credential.problem() {
                return Err(BuildError::new(format!("the credential for `{scheme}` {problem}")));
            }
        }
        let settings = self.settings;
        let delivery = Delivery {
            base: base.clone(),
            user_agent,
            timeout: settings.timeout,
            deadline: self.deadline,
            retry: self.retry,
            budget: Budget::new(self.retry_budget),
            signer: self.signer,
            observers: self.observers,
            clock: self.clock,
        };
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        let origin = Origin::of(&base);
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        let http_client = || HttpClient::new(origin, settings.clone(), self.http_client);
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        let http_client = || HttpClient::new(settings.clone());
        Ok(Client::new(Shared {
            base,
            is_described: self.is_described,
            headers,
            credentials: self.credentials,
            bounds: self.bounds,
            delivery,
            transport: self.transport.unwrap_or_else(|| Arc::new(http_client())),
            #[cfg(feature = "blocking")]
            blocking_transport: self.blocking_transport.unwrap_or_else(|| {
                Arc::new(BlockingHttpClient::new(settings, self.blocking_http_client))
            }),
        }))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<_> = self.credentials.keys().collect();
        f.debug_struct("ClientBuilder")
            .field("base", &self.base.as_ref().map(Url::as_str))
            .field("credentials", &schemes)
            .finish_non_exhaustive()
    }
}

/// An address that operations can be below. What may be a secret, the query and a user, is repeated by no error.
pub(super) fn parse(address: &str) -> Result<Url, BuildError> {
    let url = Url::parse(address)
        .map_err(|error| BuildError::new("the base address cannot be read").caused_by(error))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BuildError::new(
            "the base address holds a user or password; use a credential instead",
        ));
    }
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(BuildError::new(format!(
            "the base address has the scheme `{}`; it must have http or https, and a host",
            url.scheme()
        )));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(BuildError::new(
            "the base address has a query or a fragment; operations could not be below it",
        ));
    }
    Ok(url)
}

/// Fills in a server template. In the authority a value may hold what a host and a port have, behind it also what a path has. It may be
/// empty where the template says so, as in `{name?}`, and something of the authority is left.
fn substitute(template: &str, variables: &[(&str, &str)]) -> Result<String, BuildError> {
    let mut address = String::with_capacity(template.len());
    let mut rest = template;
    let authority = template.find("://").map(|start| start + 3);
    let path = authority.and_then(|start| template[start..].find('/').map(|length| start + length));
    while let Some((before, after)) = rest.split_once('{') {
        address.push_str(before);
        let at = template.len() - after.len();
        let Some((name, after)) = after.split_once('}') else { break };
        let (name, may_be_empty) =
            name.strip_suffix('?').map_or((name, false), |name| (name, true));
        let value =
            variables.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value);
        let in_path = path.is_some_and(|path| at > path);
        let legal =
            |c: char| c.is_ascii_alphanumeric() || "-._~:".contains(c) || (in_path && c == '/');
        // A template that begins with a variable leaves the whole address to its user.
        let is_free = authority.is_none() && address.is_empty();
        if (value.is_empty() && !may_be_empty)
            || !(is_free || value.chars().all(legal))
            || value.split('/').any(|part| part == "..")
        {
            return Err(BuildError::new(format!(
                "`{value}` cannot stand for `{name}` in `{template}`"
            )));
        }
        address.push_str(value);
        rest = after;
    }
    address.push_str(rest);
    let host = address.split_once("://").map(|(_, rest)| rest);
    if host.is_some_and(|host| host.starts_with(['/', '.', ':'])) {
        return Err(BuildError::new(format!("`{address}` has no host")));
    }
    Ok(address)
}

/// Why a client cannot be made.
#[derive(Clone, Debug)]
pub struct BuildError {
    problem: String,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl BuildError {
    fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), source: None }
    }

    fn caused_by(self, source: impl Error + Send + Sync + 'static) -> Self {
        Self { source: Some(Arc::new(source)), ..self }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
