//! The whole life of a certificate against the embedded server, as a user goes through it.

#[path = "support/server.rs"]
mod server;

use std::time::SystemTime;

use http::request::Parts;
use huaweicloud_signing::AccessKey;
use iotda_certificates::runtime::SignError;
use iotda_certificates::types::{CertificateUpdate, CertificateVerification, NewCertificate};
use iotda_certificates::{Client, Error, Patch};
use server::Server;
use server::signature::{ACCESS_KEY, SECRET_KEY};

const PROJECT: &str = "0123456789abcdef0123456789abcdef";
const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

#[tokio::test]
async fn a_certificate_is_added_verified_bound_unbound_and_deleted() {
    let server = Server::start().await;
    let client = Client::builder(server.url())
        .iam_token("token")
        .default_header("Instance-Id", "c5d2f2a0-1111-2222-3333-444455556666")
        .build()
        .expect("a client");

    let added =
        client.add_certificate(PROJECT, NewCertificate::new(PEM)).send().await.expect("201");
    assert_eq!(added.status().as_u16(), 201);
    assert_eq!(added.status, Some(false));
    assert!(added.header("x-request-id").is_some());
    let id = added.certificate_id.clone().expect("an id");
    let code = added.verify_code.clone().expect("a code to prove the key with");

    let proof = CertificateVerification::new(format!("{PEM}CN = {code}"));
    client.check_certificate(PROJECT, &id, proof).send().await.expect("200");
    let shown = client.show_certificate(PROJECT, &id).send().await.expect("200");
    assert_eq!(shown.status, Some(true));
    assert_eq!(shown.content.as_deref(), Some(PEM));

    let template = "61c970ce2d63eb6ee655dbf0".to_owned();
    let bind = CertificateUpdate {
        template_id: Patch::Value(template.clone()),
        provision_enable: Some(true),
        ..CertificateUpdate::default()
    };
    let bound = client.update_certificate(PROJECT, &id, bind).send().await.expect("200");
    assert_eq!(bound.template_id.as_deref(), Some(template.as_str()));

    let untouched = client
        .update_certificate(PROJECT, &id, CertificateUpdate::default())
        .send()
        .await
        .expect("200");
    assert_eq!(
        untouched.template_id.as_deref(),
        Some(template.as_str()),
        "absent leaves the binding"
    );

    let unbind = CertificateUpdate { template_id: Patch::Null, ..CertificateUpdate::default() };
    let unbound = client.update_certificate(PROJECT, &id, unbind).send().await.expect("200");
    assert_eq!(unbound.template_id, None, "null cancels the binding");

    client.delete_certificate(PROJECT, &id).send().await.expect("204");
    let error = client.show_certificate(PROJECT, &id).send().await.expect_err("it is gone");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert!(matches!(error, Error::Failure(_)), "{error:?}");

    for request in server.requests() {
        assert_eq!(
            request.headers.get("instance-id").map(|value| value.as_bytes()),
            Some(&b"c5d2f2a0-1111-2222-3333-444455556666"[..])
        );
    }
}

#[tokio::test]
async fn all_pages_are_read_by_marker() {
    let server = Server::start().await;
    let client = Client::builder(server.url()).iam_token("token").build().expect("a client");
    for _ in 0..5 {
        client.add_certificate(PROJECT, NewCertificate::new(PEM)).send().await.expect("201");
    }
    let mut found = Vec::new();
    let mut items = client.list_certificates(PROJECT).limit(2).items();
    while let Some(certificate) = items.next().await {
        found.extend(certificate.expect("200").certificate_id);
    }
    assert_eq!(found.len(), 5);
    assert!(found.is_sorted_by(|a, b| a > b), "descending ids: {found:?}");
    let mut pages = client.list_certificates(PROJECT).limit(2).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.expect("200").certificates.as_ref().map_or(0, Vec::len));
    }
    assert_eq!(sizes, [2, 2, 1, 0], "the list ends with an empty page");
}

/// A list that cannot be read says so once.
#[tokio::test]
async fn an_error_ends_the_list() {
    let server = Server::start().await;
    let client = Client::builder(server.url()).build().expect("a client");
    let mut items = client.list_certificates(PROJECT).items();
    let error = items.next().await.expect("an answer").expect_err("401");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert!(items.next().await.is_none());
}

/// The iterator does the same.
#[cfg(feature = "blocking")]
#[tokio::test]
async fn all_pages_are_read_by_an_iterator() {
    let server = Server::start().await;
    let client = Client::builder(server.url()).iam_token("token").build().expect("a client");
    for _ in 0..3 {
        client.add_certificate(PROJECT, NewCertificate::new(PEM)).send().await.expect("201");
    }
    let count = tokio::task::spawn_blocking(move || {
        let items = client.list_certificates(PROJECT).limit(2).items_blocking();
        items.collect::<Result<Vec<_>, _>>().expect("200").len()
    });
    assert_eq!(count.await.expect("no panic"), 3);
}

#[tokio::test]
async fn without_a_token_the_documented_failure_arrives() {
    let server = Server::start().await;
    let client = Client::builder(server.url()).build().expect("a client");
    let error = client.list_certificates(PROJECT).send().await.expect_err("401");
    let Error::Failure(failure) = &error else { panic!("{error:?}") };
    assert_eq!(failure.status().as_u16(), 401);
    assert!(failure.error_code.is_some());
}

/// A client whose requests are signed.
fn signing(server: &Server, key: AccessKey) -> Client {
    Client::builder(server.url())
        .default_header("X-Project-Id", PROJECT)
        .signer(move |head: &mut Parts, body: &[u8]| {
            key.sign(head, body, SystemTime::now()).map_err(SignError::new)
        })
        .build()
        .expect("a client")
}

/// The server computes signatures by itself, from the text of the schemes.
#[tokio::test]
async fn an_access_key_does_what_a_token_does() {
    let key = AccessKey::new(ACCESS_KEY, SECRET_KEY);
    for (key, scheme) in
        [(key.clone(), "SDK-HMAC-SHA256 "), (key.derived("cn-north-4"), "V11-HMAC-SHA256 ")]
    {
        let server = Server::start().await;
        let client = signing(&server, key);
        let added =
            client.add_certificate(PROJECT, NewCertificate::new(PEM)).send().await.expect("201");
        let id = added.certificate_id.clone().expect("an id");
        let update = CertificateUpdate { template_id: Patch::Null, ..Default::default() };
        client.update_certificate(PROJECT, &id, update).send().await.expect("200");
        let odd = client.list_certificates(PROJECT).limit(50).app_id("a_b-c");
        odd.send().await.expect("200");
        client.show_certificate("a/b é~", &id).send().await.expect_err("another project");
        client.delete_certificate(PROJECT, &id).send().await.expect("204");
        for request in server.requests() {
            let signed = request.headers["authorization"].to_str().expect("text");
            assert!(signed.starts_with(scheme), "{signed}");
            assert!(!request.headers.contains_key("x-auth-token"));
        }
        assert_eq!(server.requests().len(), 5);
    }
}

#[tokio::test]
async fn a_wrong_secret_is_found_out() {
    let server = Server::start().await;
    let keys = [
        AccessKey::new(ACCESS_KEY, "another secret"),
        AccessKey::new("another key", SECRET_KEY),
        AccessKey::new(ACCESS_KEY, SECRET_KEY).derived("cn-south-1"),
    ];
    for key in keys {
        let error = signing(&server, key).list_certificates(PROJECT).send().await;
        let error = error.expect_err("it is refused");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    }
    // What is changed after it was signed is found out as well.
    let key = AccessKey::new(ACCESS_KEY, SECRET_KEY);
    let client = Client::builder(server.url())
        .default_header("X-Project-Id", PROJECT)
        .signer(move |head: &mut Parts, body: &[u8]| {
            key.sign(head, body, SystemTime::now()).map_err(SignError::new)?;
            head.headers.insert("x-project-id", "another".parse().map_err(SignError::new)?);
            Ok(())
        })
        .build()
        .expect("a client");
    let error = client.list_certificates(PROJECT).send().await.expect_err("another project");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
}
