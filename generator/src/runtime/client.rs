//! The client: what all requests share, and the way that each of them goes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::address;
use super::answer::Answer;
use super::builder::ClientBuilder;
use super::check::InvalidRequest;
use super::credential::Credential;
use super::error::Error;
use super::operation::{Operation, Place, Spec};
use super::parameter::Argument;
use super::payload::Payload;
use super::response::Response;
#[cfg(feature = "blocking")]
use super::transport::BlockingTransport;
use super::transport::{Transport, TransportError};

/// A client of the API. To clone it is cheap: clones share one pool of connections.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    base: Url,
    headers: HeaderMap,
    credentials: BTreeMap<&'static str, Credential>,
    transport: Arc<dyn Transport>,
    #[cfg(feature = "blocking")]
    blocking_transport: Arc<dyn BlockingTransport>,
}

impl Client {
    pub(super) fn new(
        base: Url,
        headers: HeaderMap,
        credentials: BTreeMap<&'static str, Credential>,
        transport: Arc<dyn Transport>,
        #[cfg(feature = "blocking")] blocking_transport: Arc<dyn BlockingTransport>,
    ) -> Self {
        let shared = Shared {
            base,
            headers,
            credentials,
            transport,
            #[cfg(feature = "blocking")]
            blocking_transport,
        };
        Self { shared: Arc::new(shared) }
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

    /// Sends a request and reads its answer.
    ///
    /// # Errors
    ///
    /// Everything but a documented success whose body is as documented.
    pub async fn send<O: Operation>(
        &self,
        operation: &O,
    ) -> Result<Response<O::Success>, Error<O::Failure>> {
        let request = self.prepare(O::SPEC, &operation.arguments(), operation.body());
        let request = request.map_err(Error::Request)?;
        outcome::<O>(self.shared.transport.send(request).await)
    }

    /// Sends a request and blocks the thread until its answer is read.
    ///
    /// # Errors
    ///
    /// Everything but a documented success whose body is as documented.
    #[cfg(feature = "blocking")]
    pub fn send_blocking<O: Operation>(
        &self,
        operation: &O,
    ) -> Result<Response<O::Success>, Error<O::Failure>> {
        let request = self.prepare(O::SPEC, &operation.arguments(), operation.body());
        let request = request.map_err(Error::Request)?;
        outcome::<O>(self.shared.blocking_transport.send(request))
    }

    /// The request as it goes out.
    fn prepare(
        &self,
        spec: &Spec,
        arguments: &[Argument],
        payload: Payload,
    ) -> Result<http::Request<Bytes>, InvalidRequest> {
        for (parameter, argument) in spec.parameters.iter().zip(arguments) {
            argument.check(parameter)?;
        }
        let credentials = self.credentials(spec)?;
        let secrets: Vec<_> =
            credentials.iter().filter_map(|credential| credential.as_query()).collect();
        let address = address::build(&self.shared.base, spec, arguments, &secrets)?;
        let content = payload.into_content()?;
        let uri = http::Uri::try_from(address)
            .map_err(|error| InvalidRequest::new("address", format!("is none: {error}")))?;
        let mut request = http::Request::new(Bytes::new());
        *request.method_mut() = spec.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = self.shared.headers.clone();
        let headers = request.headers_mut();
        if let Some(accept) = spec.accept {
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
        }
        parameters(headers, spec, arguments)?;
        for credential in credentials {
            if let Some(Ok((name, value))) = credential.as_header() {
                headers.insert(name, value);
            }
        }
        headers.remove(CONTENT_TYPE);
        if let Some((media_type, body)) = content {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
            *request.body_mut() = body;
        }
        Ok(request)
    }

    /// The credentials of the first alternative that can be satisfied.
    fn credentials(&self, spec: &Spec) -> Result<Vec<&Credential>, InvalidRequest> {
        let known = &self.shared.credentials;
        let mut alternatives = spec.security.iter();
        let first = alternatives.clone().next();
        match alternatives.find(|schemes| schemes.iter().all(|scheme| known.contains_key(scheme))) {
            Some(schemes) => Ok(schemes.iter().filter_map(|scheme| known.get(scheme)).collect()),
            None if first.is_none() => Ok(Vec::new()),
            None => {
                let schemes: Vec<String> =
                    spec.security.iter().map(|schemes| schemes.join(" and ")).collect();
                let problem = format!("are missing: {} needs {}", spec.id, schemes.join(", or "));
                Err(InvalidRequest::new("credentials", problem))
            }
        }
    }
}

/// Sets the headers that are parameters.
fn parameters(
    headers: &mut HeaderMap,
    spec: &Spec,
    arguments: &[Argument],
) -> Result<(), InvalidRequest> {
    let all = spec.parameters.iter().zip(arguments);
    for (parameter, argument) in all.filter(|(parameter, _)| parameter.place == Place::Header) {
        let texts = argument.texts();
        if texts.is_empty() {
            continue;
        }
        let refused =
            |_| InvalidRequest::new(parameter.name, "has a character that no header can have");
        let value = HeaderValue::from_str(&texts.join(",")).map_err(refused)?;
        let name = HeaderName::from_bytes(parameter.name.as_bytes())
            .map_err(|_| InvalidRequest::new(parameter.name, "cannot be the name of a header"))?;
        headers.insert(name, value);
    }
    Ok(())
}

/// What an exchange means for an operation.
fn outcome<O: Operation>(
    result: Result<http::Response<Bytes>, TransportError>,
) -> Result<Response<O::Success>, Error<O::Failure>> {
    let answer = match result {
        Ok(response) => Answer::new(response),
        Err(error) if error.is_timeout() => return Err(Error::Timeout(error)),
        Err(error) => return Err(Error::Transport(error)),
    };
    if let Some(decoded) = O::success(&answer) {
        return decoded.map(|value| Response::new(answer, value)).map_err(Error::Body);
    }
    match O::failure(&answer) {
        Some(Ok(value)) => Err(Error::Failure(Box::new(Response::new(answer, value)))),
        Some(Err(error)) => Err(Error::Body(error)),
        None => Err(Error::Undocumented(answer)),
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
