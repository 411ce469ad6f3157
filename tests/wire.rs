//! Calls in, bytes out, over loopback: what the certificate client sends, to the byte, and what it makes of each answer.

#[path = "support/capture.rs"]
mod capture;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use capture::{Capture, answer};
use iotda_certificates::runtime::{RequestOptions, RetryPolicy, SignError};
use iotda_certificates::types::{CertificateUpdate, NewCertificate};
use iotda_certificates::{Client, Error, Patch, headers};

const CERTIFICATE: &str = "61c970ce2d63eb6ee655dbf0";

fn client(server: &Capture) -> Client {
    Client::builder(server.url())
        .iam_token("secret-token")
        .build()
        .expect("the client can be built")
}

fn first_line(request: &str) -> &str {
    request.lines().next().expect("a request has a first line")
}

fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").expect("a request has a head").1
}

fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let head = request.split_once("\r\n\r\n").expect("a request has a head").0;
    let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
}

async fn empty_certificate() -> Capture {
    Capture::start(answer("200 OK", "Content-Type: application/json\r\n", "{}")).await
}

#[tokio::test]
async fn absent_null_and_value_are_three_requests() {
    let cases = [
        (CertificateUpdate::default(), "{}"),
        (
            CertificateUpdate { template_id: Patch::Null, ..Default::default() },
            r#"{"template_id":null}"#,
        ),
        (
            CertificateUpdate {
                template_id: Patch::Value("61c970ce2d63eb6ee655dbf0".to_owned()),
                provision_enable: Some(true),
                ..Default::default()
            },
            r#"{"provision_enable":true,"template_id":"61c970ce2d63eb6ee655dbf0"}"#,
        ),
    ];
    for (update, expected) in cases {
        let server = empty_certificate().await;
        client(&server).update_certificate("p", CERTIFICATE, update).send().await.expect("200");
        let request = server.request();
        assert_eq!(
            first_line(&request),
            "PUT /v5/iot/p/certificates/61c970ce2d63eb6ee655dbf0 HTTP/1.1"
        );
        assert_eq!(body(&request), expected);
        assert_eq!(header(&request, "content-type"), Some("application/json"));
        assert_eq!(header(&request, "x-auth-token"), Some("secret-token"));
        assert_eq!(header(&request, "accept"), Some("application/json"));
    }
}

#[tokio::test]
async fn the_query_holds_what_was_set_and_nothing_else() {
    let page = r#"{"certificates":[],"page":{"count":0}}"#;
    let server = Capture::start(answer("200 OK", "Content-Type: application/json\r\n", page)).await;
    client(&server)
        .list_certificates("p")
        .limit(50)
        .marker("ffffffffffffffffffffffff")
        .instance_id("c5d2f2a0-1111-2222-3333-444455556666")
        .send()
        .await
        .expect("200");
    let request = server.request();
    assert_eq!(
        first_line(&request),
        "GET /v5/iot/p/certificates?limit=50&marker=ffffffffffffffffffffffff HTTP/1.1"
    );
    assert_eq!(header(&request, "instance-id"), Some("c5d2f2a0-1111-2222-3333-444455556666"));
    assert_eq!(header(&request, "content-type"), None);
    assert_eq!(header(&request, "content-length"), None);
    assert_eq!(
        header(&request, "user-agent"),
        Some(concat!("iotda-certificates/", env!("CARGO_PKG_VERSION")))
    );
}

#[tokio::test]
async fn a_path_value_stays_in_its_segment() {
    let server = empty_certificate().await;
    client(&server).show_certificate("a/b c%é?#;~", CERTIFICATE).send().await.expect("200");
    assert_eq!(
        first_line(&server.request()),
        "GET /v5/iot/a%2Fb%20c%25%C3%A9%3F%23%3B~/certificates/61c970ce2d63eb6ee655dbf0 HTTP/1.1"
    );
    for refused in ["", ".", ".."] {
        let error = client(&server)
            .show_certificate(refused, CERTIFICATE)
            .send()
            .await
            .expect_err("refused");
        assert!(matches!(&error, Error::Request(_)), "{error:?}");
        assert!(error.to_string().contains("project_id"), "{error}");
    }
    assert_eq!(server.count(), 1, "a refused request is not sent");
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_before_it_is_sent() {
    let server = empty_certificate().await;
    let client = client(&server);
    let update =
        CertificateUpdate { template_id: Patch::Value("short".to_owned()), ..Default::default() };
    let refused = [
        client.show_certificate("p", "NOT-HEX").send().await.expect_err("pattern").to_string(),
        client.list_certificates("p").limit(51).send().await.expect_err("maximum").to_string(),
        client
            .add_certificate("p", NewCertificate::new(""))
            .send()
            .await
            .expect_err("minLength")
            .to_string(),
        client
            .update_certificate("p", CERTIFICATE, update)
            .send()
            .await
            .expect_err("pattern")
            .to_string(),
    ];
    let expected = ["certificate_id", "limit", "content", "template_id"];
    for (message, field) in refused.iter().zip(expected) {
        assert!(message.contains(field), "{message}");
    }
    assert!(refused[1].contains("50"), "{}", refused[1]);
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn an_answer_is_not_checked_but_must_be_what_is_documented() {
    let sample = r#"{"certificate_id":"string","status":true,"create_date":"20191212T121212Z","effective_date":"soon","new_field":[1]}"#;
    let server = Capture::start(answer(
        "200 OK",
        "X-Request-Id: r-1\r\nContent-Type: application/json\r\n",
        sample,
    ))
    .await;
    let certificate = client(&server)
        .update_certificate("p", CERTIFICATE, CertificateUpdate::default())
        .send()
        .await
        .expect("200");
    assert_eq!(certificate.certificate_id.as_deref(), Some("string"));
    assert_eq!(certificate.header(headers::X_REQUEST_ID), Ok(Some("r-1".to_owned())));
    assert_eq!(certificate.status().as_u16(), 200);
    let created = certificate.create_date.as_ref().expect("a date");
    assert_eq!(created.timestamp().expect("a good date").to_string(), "2019-12-12T12:12:12Z");
    let effective = certificate.effective_date.as_ref().expect("a date");
    assert_eq!(effective.as_str(), "soon");
    effective.timestamp().expect_err("no date");
}

async fn outcome(
    status: &str,
    headers: &str,
    body: &str,
) -> Error<iotda_certificates::types::ApiError> {
    let server = Capture::start(answer(status, headers, body)).await;
    client(&server)
        .show_certificate("p", CERTIFICATE)
        .send()
        .await
        .expect_err("this answer is not the documented success")
}

#[tokio::test]
async fn each_odd_answer_is_an_error_of_its_own_that_keeps_everything() {
    let html = "<html>maintenance</html>";
    let error = outcome("200 OK", "Content-Type: text/html\r\n", html).await;
    assert!(matches!(error, Error::Body(_)), "{error:?}");
    assert_eq!(error.body().map(|body| body.as_ref()), Some(html.as_bytes()));
    assert!(error.to_string().contains("text/html"), "{error}");

    let error = outcome("200 OK", "Content-Type: application/json\r\n", r#"{"status":tr"#).await;
    assert!(matches!(error, Error::Body(_)), "{error:?}");

    let error = outcome("200 OK", "Content-Type: application/json\r\n", "").await;
    assert!(matches!(error, Error::Body(_)), "{error:?}");
    assert!(error.to_string().contains("empty"), "{error}");

    let error =
        outcome("200 OK", "Content-Type: application/json\r\n", r#"{"status":"false"}"#).await;
    let Error::Body(body) = &error else { panic!("{error:?}") };
    assert_eq!(body.path(), "status");

    let error = outcome("302 Found", "Location: https://elsewhere.example/\r\n", "").await;
    assert!(matches!(error, Error::Undocumented(_)), "{error:?}");
    assert_eq!(error.header("location"), Some("https://elsewhere.example/"));

    let error =
        outcome("429 Too Many Requests", "Retry-After: 7\r\nX-Request-Id: r-2\r\n", "slow down")
            .await;
    assert!(matches!(error, Error::Undocumented(_)), "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(429));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error.header(headers::X_REQUEST_ID), Ok(Some("r-2".to_owned())));

    let error = outcome("502 Bad Gateway", "Content-Type: text/html\r\n", html).await;
    assert!(matches!(error, Error::Undocumented(_)), "{error:?}");
    assert_eq!(error.body().map(|body| body.as_ref()), Some(html.as_bytes()));

    let problem = r#"{"error_code":"IOTDA.000006","error_msg":"Invalid input data."}"#;
    let error = outcome("400 Bad Request", "Content-Type: application/json\r\n", problem).await;
    let Error::Failure(failure) = &error else { panic!("{error:?}") };
    assert_eq!(failure.error_code.as_deref(), Some("IOTDA.000006"));

    let error = outcome("500 Internal Server Error", "Content-Type: text/html\r\n", html).await;
    assert!(matches!(error, Error::Body(_)), "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(500));
}

#[tokio::test]
async fn an_empty_answer_is_documented_where_it_is_documented() {
    let server = Capture::start("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await;
    client(&server).delete_certificate("p", CERTIFICATE).send().await.expect("204");
    let request = server.request();
    assert_eq!(header(&request, "content-type"), None);
    assert_eq!(body(&request), "");
}

#[tokio::test]
async fn what_a_signer_saw_is_what_goes_out() {
    let server = empty_certificate().await;
    let seen = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&seen);
    let signer = move |head: &mut http::request::Parts, body: &[u8]| {
        let target = head.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        let mut text = format!("{} {target} HTTP/1.1\n", head.method);
        head.headers.insert("authorization", "Test signed".parse().map_err(SignError::new)?);
        for (name, value) in &head.headers {
            text += &format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()));
        }
        *kept.lock().expect("a lock") = text + "\n" + &String::from_utf8_lossy(body);
        Ok(())
    };
    let client = Client::builder(server.url()).signer(signer).build().expect("a client");
    let update = CertificateUpdate { template_id: Patch::Null, ..Default::default() };
    client.update_certificate("p/é", CERTIFICATE, update).send().await.expect("200");
    let request = server.request().replace("\r\n", "\n");
    let seen = seen.lock().expect("a lock").clone();
    let sorted = |text: &str| {
        let (head, body) = text.split_once("\n\n").expect("a head and a body");
        let (first, headers) = head.split_once('\n').expect("a first line");
        let mut headers: Vec<String> = headers.lines().map(str::to_owned).collect();
        // The length is that of the body, which was seen; with a feature for compressed answers, what a server may compress with is
        // between it and the HTTP client.
        let is_added = |line: &String| {
            line.starts_with("content-length") || line.starts_with("accept-encoding")
        };
        headers.retain(|line| !is_added(line));
        headers.sort();
        (first.to_owned(), headers, body.to_owned())
    };
    assert_eq!(sorted(&request), sorted(&seen));
    assert_eq!(header(&request.replace('\n', "\r\n"), "authorization"), Some("Test signed"));
    let host = server.url().trim_start_matches("http://");
    assert_eq!(header(&request.replace('\n', "\r\n"), "host"), Some(host));
}

#[tokio::test]
async fn a_request_is_repeated_when_its_policy_says_so() {
    let html = answer("503 Service Unavailable", "Retry-After: 0\r\n", "later");
    let server = Capture::start(html).await;
    let policy = RetryPolicy::standard().backoff(Duration::ZERO, Duration::ZERO);
    let client = client(&server);
    client.list_certificates("p").send().await.expect_err("503");
    assert_eq!(server.count(), 1, "not by itself");
    let patient = client.with(RequestOptions::new().retry(policy));
    patient.list_certificates("p").send().await.expect_err("503");
    assert_eq!(server.count(), 4);
    patient.add_certificate("p", NewCertificate::new("c")).send().await.expect_err("503");
    assert_eq!(server.count(), 5, "no POST");
}

#[tokio::test]
async fn a_request_can_have_a_time_of_its_own() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it has an address"));
    let client = Client::builder(url).iam_token("t").build().expect("a client");
    for options in [
        RequestOptions::new().timeout(Duration::from_millis(50)),
        RequestOptions::new().deadline(Duration::from_millis(50)),
    ] {
        let client = client.with(options);
        let error = client.list_certificates("p").send().await.expect_err("nobody answers");
        assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    }
}

#[tokio::test]
async fn no_credential_is_printed() {
    let server = empty_certificate().await;
    let client = client(&server);
    let request = client.show_certificate("p", CERTIFICATE);
    let builder = Client::builder(server.url()).iam_token("secret-token");
    for text in [format!("{client:?}"), format!("{request:?}"), format!("{builder:?}")] {
        assert!(!text.contains("secret-token"), "{text}");
    }
}

#[tokio::test]
async fn servers_of_the_description_are_constructors() {
    let basic = Client::basic_edition("cn-north-4").build().expect("a client");
    assert_eq!(basic.base_url().as_str(), "https://iotda.cn-north-4.myhuaweicloud.com/");
    let instance = Client::instance("9bc34xxxxx.st1", "cn-north-4").build().expect("a client");
    assert_eq!(
        instance.base_url().as_str(),
        "https://9bc34xxxxx.st1.iotda-app.cn-north-4.myhuaweicloud.com/"
    );
    for region in ["evil.example/", "a@b", "a:1", ""] {
        Client::basic_edition(region).build().expect_err("it would change the host");
    }
}

#[cfg(feature = "blocking")]
#[test]
fn a_request_that_blocks_can_have_a_time_of_its_own() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it has an address"));
    let client = Client::builder(url).iam_token("t").build().expect("a client");
    for options in [
        RequestOptions::new().timeout(Duration::from_millis(50)),
        RequestOptions::new().deadline(Duration::from_millis(50)),
    ] {
        let client = client.with(options);
        let error = client.list_certificates("p").send_blocking().expect_err("nobody answers");
        assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    }
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_interface_sends_the_same() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime for the server");
    let server = runtime.block_on(empty_certificate());
    let update = CertificateUpdate { template_id: Patch::Null, ..Default::default() };
    client(&server).update_certificate("p", CERTIFICATE, update).send_blocking().expect("200");
    assert_eq!(body(&server.request()), r#"{"template_id":null}"#);
}
