//! Signers: what they see, when, and what they leave.

use std::sync::{Arc, Mutex};

use http::HeaderValue;
use http::request::Parts;

use super::script::{FastClock, Script, operation, status, streamed};
use crate::runtime::{
    ClientBuilder, Credential, Error, File, Payload, RequestOptions, RetryPolicy, SignError, Signer,
};

operation!(Put, "PUT", &[&["key"]], Payload::file("text/plain", &File::new("whole")));
operation!(Get, "GET", &[&["key", "other"], &["third"]]);
operation!(Free, "GET", &[]);

/// Keeps what it sees, and numbers its signatures.
#[derive(Clone, Default)]
struct Witness(Arc<Mutex<Vec<String>>>);

impl Signer for Witness {
    fn sign(&self, head: &mut Parts, body: &[u8]) -> Result<(), SignError> {
        let mut seen = self.0.lock().expect("a lock");
        let header = |name: &str| {
            let value = head.headers.get(name).map(HeaderValue::as_bytes).unwrap_or_default();
            String::from_utf8_lossy(value).into_owned()
        };
        seen.push(format!(
            "{} {} host={} key={} type={} extra={} {}",
            head.method,
            head.uri,
            header("host"),
            header("x-key"),
            header("content-type"),
            header("x-extra"),
            String::from_utf8_lossy(body),
        ));
        let number = HeaderValue::from(seen.len());
        head.headers.insert("x-signature", number);
        Ok(())
    }
}

#[tokio::test]
async fn a_signer_sees_what_goes_out() {
    let script = Script::new([status(200)]);
    let witness = Witness::default();
    let client = script.client(|builder| {
        builder.credential("key", Credential::header("x-key", "k")).signer(witness.clone())
    });
    let options = RequestOptions::new().header("X-Extra", "e").query("more", "a b");
    client.with(options).send(&Put).await.expect("200");
    let seen = witness.0.lock().expect("a lock").clone();
    let expected =
        "PUT https://h/things?fixed=1&more=a%20b host=h key=k type=text/plain extra=e whole";
    assert_eq!(seen, [expected]);
    let request = &script.requests()[0];
    assert_eq!(request.headers()["x-signature"], "1");
    assert_eq!(request.headers()["host"], "h");
    assert_eq!(request.body(), "whole");
}

#[tokio::test]
async fn each_attempt_is_signed_anew() {
    let script = Script::new([status(503), status(503), status(200)]);
    let client = script.client(|builder| {
        let builder = builder.retry(RetryPolicy::standard()).clock(FastClock::new(0.5));
        builder.signer(Witness::default())
    });
    client.send(&Put).await.expect("200");
    let signatures: Vec<_> =
        script.requests().iter().map(|request| request.headers()["x-signature"].clone()).collect();
    assert_eq!(signatures, ["1", "2", "3"]);
}

#[tokio::test]
async fn a_signature_stands_for_credentials_that_are_missing() {
    let unsigned = Script::default().client(|builder| builder).send(&Get).await;
    let Err(Error::Request(refused)) = unsigned else { panic!("nothing authenticates it") };
    assert!(refused.to_string().contains("key and other, or third"), "{refused}");

    let script = Script::new([status(200), status(200), status(200)]);
    let client = script.client(|builder| {
        let builder = builder.credential("key", Credential::header("x-key", "k"));
        builder.signer(Witness::default())
    });
    client.send(&Get).await.expect("half an alternative and a signature");
    client.send(&Put).await.expect("a credential and a signature");
    client.send(&Free).await.expect("a signature that nobody asks for");
    let requests = script.requests();
    assert!(!requests[0].headers().contains_key("x-key"), "half an alternative is not sent");
    assert_eq!(requests[1].headers()["x-key"], "k");
    for request in requests {
        assert!(request.headers().contains_key("x-signature"));
    }
}

#[tokio::test]
async fn what_cannot_be_signed_is_not_sent() {
    let script = Script::default();
    let client = script.client(|builder| {
        let builder = builder.retry(RetryPolicy::standard());
        builder.signer(|_: &mut Parts, _: &[u8]| Err(SignError::new("the key has expired")))
    });
    let error = client.send(&Put).await.expect_err("it is refused");
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(error.to_string().contains("the key has expired"), "{error}");
    assert!(script.requests().is_empty());
}

/// A host that its user sets is signed and sent as it is.
#[tokio::test]
async fn a_host_of_ones_own_stays() {
    let script = Script::new([status(200)]);
    let witness = Witness::default();
    let client = script.client(|builder: ClientBuilder| {
        builder.default_header("Host", "instance.example").signer(witness.clone())
    });
    client.send(&Free).await.expect("200");
    assert!(witness.0.lock().expect("a lock")[0].contains("host=instance.example"));
    assert_eq!(script.requests()[0].headers()["host"], "instance.example");
}

operation!(Upload, "PUT", &[], Payload::file("text/plain", &streamed()));

/// Signs without the body.
struct HeadOnly(Witness);

impl Signer for HeadOnly {
    fn sign(&self, head: &mut Parts, body: &[u8]) -> Result<(), SignError> {
        self.0.sign(head, body)
    }

    fn needs_body(&self) -> bool {
        false
    }
}

#[tokio::test]
async fn a_stream_is_signed_only_by_who_does_not_need_it() {
    let script = Script::default();
    let client = script.client(|builder| builder.signer(Witness::default()));
    let error = client.send(&Upload).await.expect_err("it cannot be signed");
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(error.to_string().contains("is a stream"), "{error}");
    assert!(script.requests().is_empty());

    let script = Script::new([status(200)]);
    let client = script.client(|builder| builder.signer(HeadOnly(Witness::default())));
    client.send(&Upload).await.expect("200");
    assert_eq!(script.requests()[0].headers()["x-signature"], "1");
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_interface_signs_as_well() {
    let script = Script::new([status(200)]);
    let client = script.client(|builder| builder.signer(Witness::default()));
    client.send_blocking(&Put).expect("200");
    assert_eq!(script.requests()[0].headers()["x-signature"], "1");
}
