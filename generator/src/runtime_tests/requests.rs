//! What goes out for a call.

use super::{Probe, Recorder};
use crate::runtime::{Client, Credential, Error};

async fn sent(probe: &Probe) -> http::Request<bytes::Bytes> {
    let recorder = Recorder::new();
    recorder.client(|builder| builder).send(probe).await.expect("200");
    recorder.request()
}

#[tokio::test]
async fn path_values_stay_in_their_segment() {
    for (id, expected) in [
        ("plain-._~", "plain-._~"),
        ("a/b", "a%2Fb"),
        ("a b", "a%20b"),
        ("100%", "100%25"),
        ("é", "%C3%A9"),
        ("?#&=+;@:", "%3F%23%26%3D%2B%3B%40%3A"),
        ("...", "..."),
        ("%2e%2e", "%252e%252e"),
    ] {
        let uri = sent(&Probe::new(id)).await.uri().to_string();
        assert_eq!(uri, format!("https://api.example.com/base/things/{expected}/parts:list"));
    }
}

#[tokio::test]
async fn path_values_that_mean_another_path_are_refused() {
    for id in ["", ".", ".."] {
        let recorder = Recorder::new();
        let error =
            recorder.client(|builder| builder).send(&Probe::new(id)).await.expect_err("refused");
        let Error::Request(refused) = error else { panic!("{error:?}") };
        assert_eq!(refused.field(), "id");
        assert!(recorder.requests.lock().expect("a lock").is_empty(), "nothing is sent");
    }
}

#[tokio::test]
async fn queries_repeat_or_join_and_leave_out() {
    let none = sent(&Probe::new("i")).await;
    assert_eq!(none.uri().query(), None);
    let probe = Probe {
        tags: vec!["a b".to_owned(), "c&d".to_owned()],
        joined: Some(vec![1, -2]),
        flag: Some(false),
        ..Probe::new("i")
    };
    assert_eq!(
        sent(&probe).await.uri().query(),
        Some("tag=a%20b&tag=c%26d&joined=1,-2&flag=false")
    );
    let empty = Probe { joined: Some(Vec::new()), ..Probe::new("i") };
    assert_eq!(sent(&empty).await.uri().query(), None);
}

#[tokio::test]
async fn headers_are_those_of_the_request_and_of_the_client() {
    let recorder = Recorder::new();
    let client = recorder.client(|builder| {
        builder.default_header("X-Trace", "client").default_header("X-Other", "o")
    });
    client
        .send(&Probe { trace: Some("request".to_owned()), ..Probe::new("i") })
        .await
        .expect("200");
    let request = recorder.request();
    assert_eq!(request.headers()["x-trace"], "request");
    assert_eq!(request.headers()["x-other"], "o");
    assert_eq!(request.headers()["accept"], "application/json");
    assert_eq!(
        request.headers()["user-agent"],
        concat!("clientwright/", env!("CARGO_PKG_VERSION"))
    );
    assert!(!request.headers().contains_key("content-type"), "no body, no type");

    let recorder = Recorder::new();
    recorder
        .client(|builder| builder.user_agent("mine/1"))
        .send(&Probe { body: Some(vec!["x".to_owned()]), ..Probe::new("i") })
        .await
        .expect("200");
    let request = recorder.request();
    assert_eq!(request.headers()["user-agent"], "mine/1");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.body().as_ref(), br#"["x"]"#);
}

#[tokio::test]
async fn a_header_that_no_header_can_be_is_refused() {
    let recorder = Recorder::new();
    let probe = Probe { trace: Some("a\r\nEvil: b".to_owned()), ..Probe::new("i") };
    let error = recorder.client(|builder| builder).send(&probe).await.expect_err("refused");
    assert!(matches!(&error, Error::Request(refused) if refused.field() == "X-Trace"), "{error:?}");
}

#[tokio::test]
async fn the_first_alternative_that_can_be_satisfied_authenticates() {
    let recorder = Recorder::new();
    let both = recorder.client(|builder| {
        builder
            .credential("query", Credential::query("api key", "s/1"))
            .credential("key", Credential::bearer("t"))
    });
    both.send(&Probe::new("i")).await.expect("200");
    let request = recorder.request();
    assert_eq!(request.uri().query(), Some("api%20key=s%2F1"));
    assert_eq!(request.headers()["authorization"], "Bearer t");
    assert!(request.headers()["authorization"].is_sensitive());

    let recorder = Recorder::new();
    let basic = recorder
        .client(|builder| builder.credential("key", Credential::basic("Aladdin", "open sesame")));
    basic.send(&Probe::new("i")).await.expect("200");
    let request = recorder.request();
    // The example of RFC 7617, section 2.
    assert_eq!(request.headers()["authorization"], "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    assert_eq!(request.uri().query(), None);

    let recorder = Recorder::new();
    let other = recorder.client(|builder| builder.credential("query", Credential::query("k", "s")));
    other.send(&Probe::new("i")).await.expect("200");
    let request = recorder.request();
    assert_eq!(request.uri().query(), None, "half an alternative is none");
    assert!(!request.headers().contains_key("authorization"));
}

#[tokio::test]
async fn credentials_that_travel_in_the_same_place_are_refused() {
    let recorder = Recorder::new();
    let twice = recorder.client(|builder| {
        builder
            .credential("query", Credential::basic("Aladdin", "open sesame"))
            .credential("key", Credential::bearer("t"))
    });
    let error = twice.send(&Probe::new("i")).await.expect_err("refused");
    assert!(matches!(&error, Error::Request(refused) if refused.field() == "credentials"));
    assert!(error.to_string().contains("key and query"), "{error}");
}

#[test]
fn addresses_that_cannot_be_a_base_are_refused() {
    for address in [
        "",
        "api.example.com",
        "ftp://h/",
        "https://h/?q=1",
        "https://h/#f",
        "https://user:pass@h/",
    ] {
        let error = Client::builder(address).build().expect_err(address);
        assert!(!error.to_string().contains("pass@"), "{error}");
    }
}

#[test]
fn variables_of_an_address_stay_in_their_place() {
    let build = |template: &str, value: &str| {
        crate::runtime::ClientBuilder::from_template(template, &[("v", value)]).build()
    };
    let good = [
        ("https://{v}.example.com", "eu-1", "https://eu-1.example.com/"),
        ("https://{v}.example.com/x", "a.b", "https://a.b.example.com/x"),
        ("https://example.com:{v}/", "8443", "https://example.com:8443/"),
        ("https://example.com/{v}", "v1/api", "https://example.com/v1/api"),
        ("https://{v?}api.example.com", "", "https://api.example.com/"),
        ("https://example.com/{v?}/a", "", "https://example.com//a"),
        ("https://example.com/a/{v?}", "", "https://example.com/a/"),
        ("{v}/v1", "http://localhost:80/x", "http://localhost/x/v1"),
    ];
    for (template, value, expected) in good {
        let client =
            build(template, value).unwrap_or_else(|error| panic!("{template} {value}: {error}"));
        assert_eq!(client.base_url().as_str(), expected);
    }
    for value in ["", "evil.example/", "a@b", "a:1", "a?b", "a#b", "..", "a\\b", "a b"] {
        build("https://{v}.example.com", value).expect_err(value);
    }
    for template in
        ["https://{v?}.example.com", "https://{v?}/a", "https://{v?}:80", "{v?}/a", "https://h/{v}"]
    {
        build(template, "").expect_err(template);
    }
    for value in ["..", "a/../b", "?x", "#x"] {
        build("https://example.com/{v}", value).expect_err(value);
    }
}

#[test]
fn no_secret_is_printed() {
    let builder = Client::builder("https://h/")
        .credential("key", Credential::header("x-key", "secret"))
        .credential("query", Credential::query("k", "secret"));
    assert!(!format!("{builder:?}").contains("secret"));
    let client = builder.build().expect("a client");
    assert!(!format!("{client:?} {:?}", Credential::basic("u", "secret")).contains("secret"));
}

#[test]
fn a_user_with_a_colon_is_refused_without_being_shown() {
    let error = Client::builder("https://h/")
        .credential("key", Credential::basic("use:r", "password"))
        .build()
        .expect_err("refused")
        .to_string();
    assert!(error.contains("`key`") && error.contains("colon"), "{error}");
    assert!(!error.contains("use:r") && !error.contains("password"), "{error}");
    let password = Credential::basic("user", "pass:word");
    Client::builder("https://h/").credential("key", password).build().expect("a client");
}

#[test]
fn a_credential_that_no_header_can_have_is_refused_without_being_shown() {
    let error = Client::builder("https://h/")
        .credential("key", Credential::header("x-key", "sec\nret"))
        .build()
        .expect_err("refused");
    assert!(
        error.to_string().contains("key") && !error.to_string().contains("sec\nret"),
        "{error}"
    );
}
