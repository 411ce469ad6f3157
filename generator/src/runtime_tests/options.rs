//! What is other than usual for some requests.

use std::time::Duration;

use super::script::{FastClock, Script, operation, status};
use super::{Probe, Recorder};
use crate::runtime::{Credential, Error, RequestOptions, RetryPolicy, Timeout};

operation!(Get, "GET", &[]);

#[tokio::test]
async fn headers_and_pairs_are_added_to_requests_of_that_client_only() {
    let script = Script::new([status(200), status(200)]);
    let usual = script.client(|builder| builder.default_header("X-Team", "usual"));
    let options = RequestOptions::new()
        .header("X-Team", "mine")
        .header("Accept", "text/csv")
        .query("debug", "1&2=é")
        .query("debug", "again");
    usual.with(options).send(&Get).await.expect("200");
    usual.send(&Get).await.expect("200");
    let requests = script.requests();
    assert_eq!(requests[0].uri().query(), Some("fixed=1&debug=1%262%3D%C3%A9&debug=again"));
    assert_eq!(requests[0].headers()["x-team"], "mine");
    assert_eq!(requests[0].headers()["accept"], "text/csv");
    assert_eq!(requests[1].uri().query(), Some("fixed=1"));
    assert_eq!(requests[1].headers()["x-team"], "usual");
    assert!(!requests[1].headers().contains_key("accept"));
}

#[tokio::test]
async fn they_yield_to_parameters_credentials_and_the_type_of_the_body() {
    let recorder = Recorder::new();
    let client =
        recorder.client(|builder| builder.credential("key", Credential::header("x-key", "secret")));
    let options = RequestOptions::new()
        .header("X-Trace", "option")
        .header("X-Key", "option")
        .header("Content-Type", "option/option");
    let mut probe = Probe::new("i");
    probe.trace = Some("parameter".to_owned());
    probe.body = Some(vec![]);
    client.with(options).send(&probe).await.expect("200");
    let request = recorder.request();
    assert_eq!(request.headers()["x-trace"], "parameter");
    assert_eq!(request.headers()["x-key"], "secret");
    assert_eq!(request.headers()["content-type"], "application/json");
}

#[tokio::test]
async fn the_options_nearest_to_the_request_count() {
    let script = Script::new([status(503), status(200), status(503)]);
    let client = script.client(|builder| builder.clock(FastClock::new(0.5)));
    let far = RequestOptions::new()
        .retry(RetryPolicy::standard())
        .timeout(Duration::from_secs(1))
        .header("X-A", "far")
        .header("X-B", "far");
    let far = client.with(far);
    let near =
        far.with(RequestOptions::new().timeout(Duration::from_secs(2)).header("X-A", "near"));
    near.send(&Get).await.expect("retried, as the options further away say");
    let request = &script.requests()[1];
    assert_eq!(request.headers()["x-a"], "near");
    assert_eq!(request.headers()["x-b"], "far");
    let told = request.extensions().get::<Timeout>().map(|timeout| timeout.0);
    assert_eq!(told, Some(Duration::from_secs(2)));
    let never = far.with(RequestOptions::new().retry(RetryPolicy::none()));
    never.send(&Get).await.expect_err("503");
}

#[tokio::test]
async fn what_no_header_can_be_is_refused() {
    let client = Script::default().client(|builder| builder);
    for (name, value) in [("a b", "x"), ("x-a", "a\nb")] {
        let client = client.with(RequestOptions::new().header(name, value));
        let error = client.send(&Get).await.expect_err("it is refused");
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn values_are_not_shown() {
    let options = RequestOptions::new().header("X-Key", "secret").query("key", "secret");
    let shown = format!("{options:?}");
    assert!(shown.contains("X-Key") && !shown.contains("secret"), "{shown}");
}

#[cfg(feature = "blocking")]
#[test]
fn they_hold_for_the_blocking_interface() {
    let script = Script::new([status(200)]);
    let client = script.client(|builder| builder);
    let options = RequestOptions::new().timeout(Duration::from_secs(3)).header("X-A", "b");
    client.with(options).send_blocking(&Get).expect("200");
    let request = &script.requests()[0];
    assert_eq!(request.headers()["x-a"], "b");
    let told = request.extensions().get::<Timeout>().map(|timeout| timeout.0);
    assert_eq!(told, Some(Duration::from_secs(3)));
}
