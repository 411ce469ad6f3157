//! Whole calls of the certificate client, against the same by hand: address, headers and body of the request, one exchange over the same
//! transport, and the answer as a type.

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use iotda_certificates::Client;
use iotda_certificates::runtime::{Body, Exchange, Transport, codec};
use iotda_certificates::types::{CertificateList, NewCertificate};
use serde::de::DeserializeOwned;
use url::Url;

use crate::{Bench, by_hand, compare, derived, encoded, samples};

const BASE: &str = "https://iotda.example.com";
pub const PROJECT: &str = "0a3bf4f2d52d4fd5a5d5cbb1a1d3f8a1";
pub const CERTIFICATE: &str = "61c970ce2d63eb6ee655dbf0";
pub const TOKEN: &str = "MIIDkgYJKoZIhvcNAQcCoIIDgzCCA38CAQExDTALBglghkgBZQMEAgEwgXXXXX";

/// Answers each request with the same bytes.
#[derive(Clone)]
struct Canned(Bytes);

impl Transport for Canned {
    fn send(&self, request: Request<Body>) -> Exchange<'_> {
        let mut response = Response::new(Body::from(self.0.clone()));
        if request.method() == Method::POST {
            *response.status_mut() = StatusCode::CREATED;
        }
        black_box(request);
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// What a future gives that waits for nothing.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("a transport in the process waits for nothing"),
    }
}

/// A client as one would write it by hand.
struct ByHand {
    base: Url,
    token: HeaderValue,
    transport: Box<dyn Transport>,
}

impl ByHand {
    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        id: Option<&str>,
        query: &[(&str, &str)],
        body: Option<&derived::NewCertificate>,
    ) -> T {
        let mut address = self.base.clone();
        address
            .path_segments_mut()
            .expect("the base has a path")
            .extend(["v5", "iot", PROJECT, "certificates"].into_iter().chain(id));
        if !query.is_empty() {
            address.query_pairs_mut().extend_pairs(query);
        }
        let mut request = Request::builder()
            .method(method)
            .uri(address.as_str())
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(USER_AGENT, HeaderValue::from_static("by-hand/0.1.0"))
            .header("x-auth-token", self.token.clone());
        let body = match body {
            Some(body) => {
                request =
                    request.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                Body::from(encoded(body))
            }
            None => Body::empty(),
        };
        let request = request.body(body).expect("the request is complete");
        let response = self.transport.send(request).await.expect("there is an answer");
        assert!(response.status().is_success());
        by_hand(response.body().as_bytes().expect("the answer is whole"))
    }
}

pub fn bench(bench: &mut Bench) {
    let many = samples::certificates(100);
    compare(
        bench,
        "decode-certificates",
        many.len(),
        || codec::from_text::<CertificateList>(black_box(many.as_bytes())).expect("as described"),
        || by_hand::<derived::CertificateList>(black_box(many.as_bytes())),
    );

    let one = samples::certificate();
    let (client, own) = clients(&one);
    let generated = || ready(client.show_certificate(PROJECT, CERTIFICATE).send());
    let by_hand =
        || ready(own.call::<derived::CertificateDetail>(Method::GET, Some(CERTIFICATE), &[], None));
    compare(bench, "call-show-certificate", one.len(), generated, by_hand);

    let pem = samples::pem();
    let generated = || ready(client.add_certificate(PROJECT, NewCertificate::new(&*pem)).send());
    let by_hand = || {
        let new = derived::NewCertificate { content: pem.clone(), app_id: None };
        ready(own.call::<derived::Certificate>(Method::POST, None, &[], Some(&new)))
    };
    compare(bench, "call-add-certificate", one.len() + pem.len(), generated, by_hand);

    let (client, own) = clients(&many);
    let generated = || ready(client.list_certificates(PROJECT).limit(50).send());
    let by_hand =
        || ready(own.call::<derived::CertificateList>(Method::GET, None, &[("limit", "50")], None));
    compare(bench, "call-list-certificates", many.len(), generated, by_hand);
}

/// The generated client and the one by hand, each of whose requests is answered with this text.
fn clients(answer: &str) -> (Client, ByHand) {
    let transport = Canned(answer.to_owned().into());
    let client = Client::builder(BASE).iam_token(TOKEN).transport(transport.clone());
    let base = Url::parse(BASE).expect("the base is an address");
    let token = HeaderValue::from_static(TOKEN);
    let own = ByHand { base, token, transport: Box::new(transport) };
    (client.build().expect("the settings are good"), own)
}
