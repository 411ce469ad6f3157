//! The test vectors of the schemes, and what a signature must depend on.

use std::time::{Duration, SystemTime};

use http::request::Parts;
use huaweicloud_signing::{AccessKey, Error, Scheme};

const PROJECT: &str = "0123456789abcdef0123456789abcdef";
const CERTIFICATE: &str = "61c970ce2d63eb6ee655dbf0";
const BASIC: &str = "https://iotda.cn-north-4.myhuaweicloud.com";
const INSTANCE: &str = "https://9bc34xxxxx.st1.iotda-app.cn-north-4.myhuaweicloud.com";

fn key() -> AccessKey {
    AccessKey::new("FAKEAK0000000000EXMP", "FAKEsk00000000000000000000000000examples")
}

/// 2024-11-06T12:34:56Z.
fn moment() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_730_896_496)
}

fn head(method: &str, address: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = http::Request::builder().method(method).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).expect("a request").into_parts().0
}

fn authorization(key: &AccessKey, mut head: Parts, body: &str) -> String {
    key.sign(&mut head, body.as_bytes(), moment()).expect("it can be signed");
    assert_eq!(head.headers["x-sdk-date"], "20241106T123456Z");
    assert!(head.headers["authorization"].is_sensitive());
    head.headers["authorization"].to_str().expect("text").to_owned()
}

fn update(host: &str) -> String {
    format!("{host}/v5/iot/{PROJECT}/certificates/{CERTIFICATE}")
}

#[test]
fn a_body_and_all_headers_of_the_basic_edition() {
    let headers = [
        ("X-Project-Id", PROJECT),
        ("Instance-Id", "c5d2f2a0-1111-2222-3333-444455556666"),
        ("Content-Type", "application/json"),
    ];
    let body = r#"{"template_id":null,"provision_enable":false}"#;
    assert_eq!(
        authorization(&key(), head("PUT", &update(BASIC), &headers), body),
        "SDK-HMAC-SHA256 Access=FAKEAK0000000000EXMP, \
         SignedHeaders=content-type;host;instance-id;x-project-id;x-sdk-date, \
         Signature=b439a29d7a62f477fd907675fc2b0a236fc1ea6f6311eff6103c06491d9bf322"
    );
}

#[test]
fn a_query_whose_pairs_are_sent_in_another_order() {
    let path = format!("{BASIC}/v5/iot/{PROJECT}/certificates");
    let expected = "SDK-HMAC-SHA256 Access=FAKEAK0000000000EXMP, \
         SignedHeaders=host;x-project-id;x-sdk-date, \
         Signature=9cf787c86ef10494e2020716a7a8b6c41d3d126b347ddd4ba6cd44462e70bcdd";
    for query in [
        "app_id=a%20b%2Fc~%C3%A9&limit=50&marker=ffffffffffffffffffffffff&offset=0",
        "offset=0&marker=ffffffffffffffffffffffff&limit=50&app_id=a%20b%2fc%7E%c3%a9",
    ] {
        let head = head("GET", &format!("{path}?{query}"), &[("X-Project-Id", PROJECT)]);
        assert_eq!(authorization(&key(), head, ""), expected);
    }
}

#[test]
fn the_address_of_an_instance() {
    let headers = [("Content-Type", "application/json"), ("X-Project-Id", PROJECT)];
    let body = r#"{"template_id":"61c970ce2d63eb6ee655dbf0","provision_enable":true}"#;
    assert_eq!(
        authorization(&key(), head("PUT", &update(INSTANCE), &headers), body),
        "V11-HMAC-SHA256 Credential=FAKEAK0000000000EXMP/20241106/cn-north-4/iotdm, \
         SignedHeaders=content-type;host;x-project-id;x-sdk-date, \
         Signature=8e0951aded4fe11c3fb6d98ac5747ea5cc42281678240f050f3fdc28b8b0276a"
    );
}

#[test]
fn an_instance_behind_another_name() {
    let key = key().derived("cn-north-4");
    assert_eq!(
        key.scheme("proxy.example"),
        Ok(Scheme::Derived { region: "cn-north-4".to_owned() })
    );
    // The host is signed: with the one of the instance the signature is that of the vector.
    let host = INSTANCE.trim_start_matches("https://");
    let headers = [("Content-Type", "application/json"), ("X-Project-Id", PROJECT), ("Host", host)];
    let body = r#"{"template_id":"61c970ce2d63eb6ee655dbf0","provision_enable":true}"#;
    let signed = authorization(&key, head("PUT", &update("http://proxy.example"), &headers), body);
    let expected = "8e0951aded4fe11c3fb6d98ac5747ea5cc42281678240f050f3fdc28b8b0276a";
    assert!(signed.ends_with(expected), "{signed}");
}

#[test]
fn whatever_is_signed_changes_the_signature() {
    let address = update(BASIC);
    let base = authorization(&key(), head("PUT", &address, &[("X-A", "1")]), "{}");
    let others = [
        authorization(&key(), head("POST", &address, &[("X-A", "1")]), "{}"),
        authorization(&key(), head("PUT", &format!("{address}x"), &[("X-A", "1")]), "{}"),
        authorization(&key(), head("PUT", &format!("{address}?a"), &[("X-A", "1")]), "{}"),
        authorization(&key(), head("PUT", &address, &[("X-A", "2")]), "{}"),
        authorization(&key(), head("PUT", &address, &[("X-A", "1")]), "{ }"),
        authorization(&key(), head("PUT", &update("https://h"), &[("X-A", "1")]), "{}"),
        authorization(
            &AccessKey::new("FAKEAK0000000000EXMP", "x"),
            head("PUT", &address, &[("X-A", "1")]),
            "{}",
        ),
    ];
    for other in &others {
        assert_ne!(*other, base);
    }
    // And what a proxy may change does not.
    let agent = [("X-A", "1"), ("User-Agent", "any"), ("Accept", "*/*")];
    assert_eq!(authorization(&key(), head("PUT", &address, &agent), "{}"), base);
    // Nor does an encoded slash mean the same as one that is not.
    let encoded = authorization(&key(), head("GET", "https://h/a%2Fb", &[]), "");
    assert_ne!(encoded, authorization(&key(), head("GET", "https://h/a/b", &[]), ""));
    assert_eq!(encoded, authorization(&key(), head("GET", "https://h/a%2fb/", &[]), ""));
}

#[test]
fn signing_again_gives_what_signing_once_does() {
    let mut signed = head("GET", &update(BASIC), &[]);
    let earlier = moment() - Duration::from_secs(60);
    key().sign(&mut signed, b"", earlier).expect("signed");
    assert_eq!(
        authorization(&key(), signed, ""),
        authorization(&key(), head("GET", &update(BASIC), &[]), "")
    );
}

#[test]
fn the_host_has_the_port_that_is_not_usual() {
    for (address, host) in [
        ("https://h:8443/", "h:8443"),
        ("https://h:443/", "h"),
        ("http://h:80/", "h"),
        ("http://h:443/", "h:443"),
        ("http://[::1]:8080/", "[::1]:8080"),
    ] {
        let mut head = head("GET", address, &[]);
        key().sign(&mut head, b"", moment()).expect("signed");
        assert_eq!(head.headers["host"], host);
    }
}

#[test]
fn what_cannot_be_signed_is_refused_and_left_alone() {
    let refused = |key: &AccessKey, mut head: Parts, now: SystemTime| {
        let error = key.sign(&mut head, b"", now).expect_err("it is refused");
        assert!(!head.headers.contains_key("authorization"));
        error
    };
    assert_eq!(refused(&key(), head("GET", "/a", &[]), moment()), Error::Host);
    let two = [("Host", "a"), ("Host", "b")];
    assert_eq!(refused(&key(), head("GET", "https://h/", &two), moment()), Error::Host);
    let instance = head("GET", "https://a.iotda-app.local/", &[]);
    assert_eq!(refused(&key(), instance, moment()), Error::Region);
    let long_ago = SystemTime::UNIX_EPOCH - Duration::from_secs(70_000_000_000);
    assert_eq!(refused(&key(), head("GET", "https://h/", &[]), long_ago), Error::Date);
    let broken = AccessKey::new("a\nb", "c");
    assert_eq!(refused(&broken, head("GET", "https://h/", &[]), moment()), Error::Header);
}

#[test]
fn a_key_is_not_shown() {
    let shown = format!("{:?}", key());
    assert!(!shown.contains("FAKE"), "{shown}");
}
