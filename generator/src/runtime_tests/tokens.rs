//! Access tokens: where they come from, how long they are kept, and what happens when there is none.

use std::error::Error as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;

use super::script::{FastClock, Script, Step, operation, status, streamed};
#[cfg(feature = "blocking")]
use crate::runtime::Timeout;
use crate::runtime::{
    AccessToken, Body, Client, ClientBuilder, ClientCredentials, Credential, Error, Exchange,
    Fetching, File, NoFailure, Payload, RetryPolicy, TokenError, TokenRequest, TokenSource,
    Transport,
};

operation!(Get, "GET", &[&["oauth"]]);
operation!(Post, "POST", &[&["oauth"]], Payload::file("text/plain", &File::new("b")));
operation!(Free, "GET", &[]);

const ONE: Step = Step::Answer(
    200,
    "Content-Type: application/json",
    r#"{"access_token":"t-1","token_type":"Bearer","expires_in":100}"#,
);
const TWO: Step = Step::Answer(200, "", r#"{"access_token":"t-2","token_type":"bearer"}"#);

fn credentials() -> ClientCredentials {
    ClientCredentials::new("id", "se:cret/+é").token_url("https://auth.example/token")
}

fn with(source: ClientCredentials) -> impl FnOnce(ClientBuilder) -> ClientBuilder {
    |builder| builder.credential("oauth", Credential::source(source))
}

fn sent_tokens(script: &Script) -> Vec<String> {
    let requests = script.requests();
    let api = requests.iter().filter(|request| request.uri().host() == Some("h"));
    api.map(|request| request.headers()["authorization"].to_str().expect("text").to_owned())
        .collect()
}

#[tokio::test]
async fn a_token_is_asked_for_as_the_specification_says() {
    let script = Script::new([ONE, status(200)]);
    let source = credentials().scopes(["read", "write:all"]).parameter("audience", "https://h/");
    let client = script.client(|builder| with(source)(builder.user_agent("agent")));
    client.send(&Get).await.expect("200");
    let requests = script.requests();
    let asked = &requests[0];
    assert_eq!(asked.method(), "POST");
    assert_eq!(asked.uri(), "https://auth.example/token");
    assert_eq!(asked.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(asked.headers()["accept"], "application/json");
    assert_eq!(asked.headers()["user-agent"], "agent");
    // Both halves are encoded before they are joined (RFC 6749, section 2.3.1): `id:se%3Acret%2F%2B%C3%A9`.
    assert_eq!(asked.headers()["authorization"], "Basic aWQ6c2UlM0FjcmV0JTJGJTJCJUMzJUE5");
    assert!(asked.headers()["authorization"].is_sensitive());
    let expected =
        "grant_type=client_credentials&scope=read+write%3Aall&audience=https%3A%2F%2Fh%2F";
    assert_eq!(asked.body(), expected);
    assert_eq!(requests[1].headers()["authorization"], "Bearer t-1");
    assert!(requests[1].headers()["authorization"].is_sensitive());
}

#[tokio::test]
async fn a_secret_can_go_into_the_body() {
    let script = Script::new([ONE, status(200)]);
    let client = script.client(with(credentials().secret_in_body()));
    client.send(&Get).await.expect("200");
    let asked = &script.requests()[0];
    assert!(!asked.headers().contains_key("authorization"));
    let expected = "grant_type=client_credentials&client_id=id&client_secret=se%3Acret%2F%2B%C3%A9";
    assert_eq!(asked.body(), expected);
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_its_end() {
    let clock = FastClock::new(0.5);
    let script = Script::new([ONE, status(200), status(200), TWO, status(200), status(200)]);
    let client = script.client(|builder| with(credentials())(builder.clock(clock.clone())));
    client.send(&Get).await.expect("200");
    // It lives for 100 s, and a tenth of that is the margin.
    clock.pass(Duration::from_secs(89));
    client.send(&Get).await.expect("200");
    clock.pass(Duration::from_secs(2));
    client.send(&Get).await.expect("200");
    // The second says nothing of its end, so that only a 401 ends it.
    clock.pass(Duration::from_secs(1_000_000));
    client.send(&Get).await.expect("200");
    assert_eq!(sent_tokens(&script), ["Bearer t-1", "Bearer t-1", "Bearer t-2", "Bearer t-2"]);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let script = Script::new([ONE, status(401), TWO, status(200), status(200)]);
    let client = script.client(with(credentials()));
    // It was not done, so that it is repeated whatever its method is, without a policy.
    client.send(&Post).await.expect("200");
    assert_eq!(script.requests()[3].body(), "b");
    client.send(&Get).await.expect("200");
    assert_eq!(sent_tokens(&script), ["Bearer t-1", "Bearer t-2", "Bearer t-2"]);

    let script = Script::new([ONE, status(401), TWO, status(401)]);
    let client = script.client(|builder| {
        with(credentials())(builder.retry(RetryPolicy::standard().statuses([503])))
    });
    let error = client.send(&Get).await.expect_err("401 both times");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(script.left(), 0);
}

operation!(Upload, "PUT", &[&["oauth"]], Payload::file("text/plain", &streamed()));

#[tokio::test]
async fn a_stream_that_was_refused_is_not_sent_again() {
    let script = Script::new([ONE, status(401)]);
    let error = script.client(with(credentials())).send(&Upload).await.expect_err("401");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(script.left(), 0);
}

#[tokio::test]
async fn nobody_gets_the_token_that_a_stream_was_refused_with() {
    let script = Script::new([ONE, status(401), TWO, status(200)]);
    let client = script.client(with(credentials()));
    client.send(&Upload).await.expect_err("401");
    client.send(&Get).await.expect("200");
    assert_eq!(sent_tokens(&script), ["Bearer t-1", "Bearer t-2"]);
}

/// An attempt that was made for a new token is none of those that the policy allows.
#[tokio::test]
async fn a_refused_token_costs_no_retry() {
    let script = Script::new([ONE, status(503), status(401), TWO, status(503), status(200)]);
    let client = script.client(|builder| {
        let policy = RetryPolicy::standard().attempts(3);
        with(credentials())(builder.retry(policy).retry_budget(2).clock(FastClock::new(0.5)))
    });
    client.send(&Get).await.expect("200");
    assert_eq!(script.left(), 0);
}

#[tokio::test]
async fn operations_without_security_ask_for_no_token() {
    let script = Script::new([status(200), status(401)]);
    let client = script.client(with(credentials()));
    client.send(&Free).await.expect("200");
    client.send(&Free).await.expect_err("401");
    for request in script.requests() {
        assert!(!request.headers().contains_key("authorization"));
    }
}

#[tokio::test]
async fn a_static_token_is_sent_as_it_is() {
    let script = Script::new([status(401)]);
    let client = script.client(|builder| builder.credential("oauth", Credential::bearer("static")));
    client.send(&Get).await.expect_err("401");
    assert_eq!(sent_tokens(&script), ["Bearer static"]);
}

#[tokio::test]
async fn the_endpoint_can_be_discovered() {
    const DOCUMENT: Step = Step::Answer(
        200,
        "",
        r#"{"issuer":"https://auth.example","token_endpoint":"https://auth.example/oauth2/t"}"#,
    );
    let source = || ClientCredentials::new("id", "secret").or_discovery_url("/.well-known/o");
    let script = Script::new([DOCUMENT, ONE, status(401), TWO, status(200)]);
    let client = script.client(with(source()));
    client.send(&Get).await.expect("200");
    let requests = script.requests();
    let asked: Vec<_> =
        requests.iter().map(|request| format!("{} {}", request.method(), request.uri())).collect();
    let expected = [
        "GET https://h/.well-known/o",
        "POST https://auth.example/oauth2/t",
        "GET https://h/things?fixed=1",
        "POST https://auth.example/oauth2/t",
        "GET https://h/things?fixed=1",
    ];
    assert_eq!(asked, expected);
    assert!(!requests[0].headers().contains_key("authorization"));

    for (document, problem) in [
        (status(404), "404"),
        (Step::Answer(200, "", "<html>"), "names no token endpoint"),
        (Step::Answer(200, "", r#"{"token_endpoint":"http://h/t"}"#), "TLS"),
        (Step::Answer(200, "", r#"{"token_endpoint":"file:///t"}"#), "http or https"),
        (Step::Fail, "could not be asked for"),
    ] {
        let script = Script::new([document]);
        let error = script.client(with(source())).send(&Get).await.expect_err("no endpoint");
        let Error::Token(error) = error else { panic!("{error:?}") };
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[tokio::test]
async fn an_endpoint_of_ones_own_wins() {
    let script = Script::new([ONE, status(200)]);
    let source = credentials().or_token_url("https://described.example/");
    script.client(with(source)).send(&Get).await.expect("200");
    assert_eq!(script.requests()[0].uri().host(), Some("auth.example"));
}

/// All that an error shows, with its causes.
fn shown(error: &Error<NoFailure>) -> String {
    let mut text = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(" {error} {error:?}");
        cause = error.source();
    }
    text
}

#[tokio::test]
async fn a_token_endpoint_that_fails_is_an_error_without_secrets() {
    let refusal = r#"{"error":"invalid_client","error_description":"unknown client id"}"#;
    let echo = r#"{"error":"invalid_request","error_description":"bad secret se:cret/+é"}"#;
    let cases = [
        (Step::Answer(401, "", refusal), "401 Unauthorized: invalid_client: unknown client id"),
        (Step::Answer(400, "", echo), "400 Bad Request: invalid_request"),
        (Step::Answer(502, "", "<html>se:cret</html>"), "502 Bad Gateway"),
        (Step::Answer(200, "", "<html>se:cret</html>"), "without a token"),
        (Step::Answer(200, "", r#"{"access_token":""}"#), "without a token"),
        (Step::Answer(200, "", r#"{"access_token":"a","token_type":"mac"}"#), "bearer"),
        (Step::Answer(200, "", "{\"access_token\":\"a\\nb\"}"), "no header can have"),
        (Step::Answer(302, "Location: https://elsewhere.example/", ""), "302 Found"),
        (Step::Fail, "could not be asked"),
    ];
    for (step, problem) in cases {
        let script = Script::new([step]);
        let error = script.client(with(credentials())).send(&Get).await.expect_err("no token");
        let Error::Token(token) = &error else { panic!("{error:?}") };
        assert!(token.to_string().contains(problem), "{token}");
        assert!(!shown(&error).contains("se:cret"), "{}", shown(&error));
        assert_eq!(script.requests().len(), 1, "nothing but the endpoint is asked");
    }
    let script = Script::new([Step::Answer(401, "", refusal)]);
    let error = script.client(with(credentials())).send(&Get).await.expect_err("no token");
    let Error::Token(token) = error else { panic!("{error:?}") };
    assert_eq!(token.code(), Some("invalid_client"));
    assert_eq!(token.status().map(|status| status.as_u16()), Some(401));
}

#[tokio::test]
async fn a_token_endpoint_in_trouble_is_asked_again_by_the_policy() {
    let policy =
        |builder: ClientBuilder| builder.retry(RetryPolicy::standard()).clock(FastClock::new(0.5));
    // Nothing was sent to the API, so that the method does not matter.
    let script = Script::new([Step::Fail, status(503), ONE, status(200)]);
    script.client(|builder| with(credentials())(policy(builder))).send(&Post).await.expect("200");
    let refused = Script::new([status(400)]);
    refused
        .client(|builder| with(credentials())(policy(builder)))
        .send(&Get)
        .await
        .expect_err("a client that is unknown stays unknown");
}

#[tokio::test]
async fn a_deadline_holds_for_the_endpoint_as_well() {
    let script = Script::new([Step::Hang]);
    let client = script.client(|builder| {
        with(credentials())(builder.deadline(Duration::from_secs(2)).clock(FastClock::new(0.5)))
    });
    let error = client.send(&Get).await.expect_err("no token");
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
}

#[tokio::test]
async fn secrets_go_nowhere_without_tls() {
    let source = ClientCredentials::new("id", "secret").token_url("http://auth.example/token");
    let script = Script::default();
    let error = script.client(with(source)).send(&Get).await.expect_err("no TLS");
    assert!(shown(&error).contains("TLS"), "{}", shown(&error));
    let nowhere = ClientCredentials::new("id", "secret");
    let error = script.client(with(nowhere)).send(&Get).await.expect_err("no endpoint");
    assert!(shown(&error).contains("no token endpoint was named"), "{}", shown(&error));
    let shown = format!("{:?} {:?}", credentials(), AccessToken::new("t-1"));
    assert!(!shown.contains("cret/") && !shown.contains("t-1"), "{shown}");
}

/// A provider that takes its time, with an API that wants its newest token.
#[derive(Clone, Default)]
struct Provider {
    asked: Arc<AtomicUsize>,
    answers: Arc<Notify>,
    fails: bool,
    newest: Arc<Mutex<String>>,
}

impl Provider {
    fn client(&self) -> Client {
        with(credentials())(Client::builder("https://h"))
            .transport(self.clone())
            .build()
            .expect("a client")
    }
}

impl Transport for Provider {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        Box::pin(async move {
            if request.uri().host() == Some("auth.example") {
                let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
                self.answers.notified().await;
                if self.fails {
                    return Ok(answer(500, "{}".to_owned()));
                }
                *self.newest.lock().expect("a lock") = format!("Bearer t-{number}");
                return Ok(answer(200, format!(r#"{{"access_token":"t-{number}"}}"#)));
            }
            let is_newest =
                request.headers()["authorization"] == *self.newest.lock().expect("a lock");
            Ok(answer(if is_newest { 200 } else { 401 }, "{}".to_owned()))
        })
    }
}

fn answer(status: u16, body: String) -> http::Response<Body> {
    http::Response::builder().status(status).body(Body::from(body)).expect("an answer")
}

/// Sends many requests at once.
async fn many(client: &Client) -> Vec<Result<(), Error<NoFailure>>> {
    let mut tasks = Vec::new();
    for _ in 0..50 {
        let client = client.clone();
        tasks.push(tokio::spawn(async move { client.send(&Get).await.map(|_| ()) }));
    }
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.expect("no panic"));
    }
    outcomes
}

/// Lets the provider answer whoever asks from now on.
fn answering(provider: &Provider) -> tokio::task::JoinHandle<()> {
    let answers = Arc::clone(&provider.answers);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(5)).await;
            answers.notify_waiters();
        }
    })
}

#[tokio::test]
async fn one_asks_and_all_others_wait() {
    let provider = Provider::default();
    let client = provider.client();
    let task = answering(&provider);
    assert!(many(&client).await.iter().all(Result::is_ok));
    assert_eq!(provider.asked.load(Ordering::SeqCst), 1);
    // The token is refused to all of them at once, and one asks for another.
    *provider.newest.lock().expect("a lock") = "none".to_owned();
    assert!(many(&client).await.iter().all(Result::is_ok));
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
    task.abort();
}

#[tokio::test]
async fn who_waited_for_a_failure_has_failed() {
    let provider = Provider { fails: true, ..Provider::default() };
    let client = provider.client();
    let task = answering(&provider);
    for outcome in many(&client).await {
        assert!(matches!(outcome, Err(Error::Token(_))), "{outcome:?}");
    }
    assert_eq!(provider.asked.load(Ordering::SeqCst), 1);
    // It is no failure for ever.
    client.send(&Get).await.expect_err("500");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
    task.abort();
}

#[tokio::test]
async fn a_request_that_is_dropped_while_it_asks_leaves_the_client_usable() {
    let provider = Provider::default();
    let client = provider.client();
    let first = {
        let client = client.clone();
        tokio::spawn(async move { client.send(&Get).await.map(|_| ()) })
    };
    while provider.asked.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    let second = {
        let client = client.clone();
        tokio::spawn(async move { client.send(&Get).await.map(|_| ()) })
    };
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.expect_err("it was dropped").is_cancelled());
    // The second one, which waited, asks now.
    let task = answering(&provider);
    second.await.expect("no panic").expect("200");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
    client.send(&Get).await.expect("200");
    // And one that was never awaited, or once, does nothing.
    drop(client.send(&Get));
    let once = tokio::time::timeout(Duration::ZERO, client.send(&Get)).await;
    drop(once);
    client.send(&Get).await.expect("200");
    task.abort();
}

/// A source of one's own, which is told which token was refused.
#[derive(Default)]
struct Vault(Mutex<Vec<String>>);

impl TokenSource for Vault {
    fn token<'a>(&'a self, request: TokenRequest<'a>, _: &'a dyn Transport) -> Fetching<'a> {
        Box::pin(async move {
            let mut asked = self.0.lock().expect("a lock");
            let rejected = request.rejected().map_or("none", AccessToken::as_str);
            asked.push(format!("{rejected} at {}", request.base_url()));
            match asked.len() {
                1 | 2 => Ok(AccessToken::new(format!("v-{}", asked.len()))),
                3 => Ok(AccessToken::new("a\nb")),
                _ => Err(TokenError::new("the vault is closed")),
            }
        })
    }
}

#[tokio::test]
async fn a_source_of_ones_own_is_asked_before_each_attempt() {
    let vault = Arc::new(Vault::default());
    let script = Script::new([status(401), status(200)]);
    let client = script
        .client(|builder| builder.credential("oauth", Credential::source(Arc::clone(&vault))));
    client.send(&Get).await.expect("200");
    assert_eq!(sent_tokens(&script), ["Bearer v-1", "Bearer v-2"]);
    assert_eq!(*vault.0.lock().expect("a lock"), ["none at https://h/", "v-1 at https://h/"]);
    let error = client.send(&Get).await.expect_err("no header can have it");
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    let error = client.send(&Get).await.expect_err("closed");
    assert!(shown(&error).contains("the vault is closed"));
    assert_eq!(script.left(), 0);
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_interface_gets_tokens_alike() {
    let script = Script::new([ONE, status(401), TWO, status(200), status(200)]);
    let client = script.client(with(credentials()));
    client.send_blocking(&Post).expect("200");
    client.send_blocking(&Get).expect("200");
    assert_eq!(sent_tokens(&script), ["Bearer t-1", "Bearer t-2", "Bearer t-2"]);

    // What is left of a deadline is all that the endpoint has.
    let script = Script::new([Step::Hang]);
    let client = script.client(|builder| {
        with(credentials())(builder.deadline(Duration::from_secs(2)).clock(FastClock::new(0.5)))
    });
    client.send_blocking(&Get).expect_err("no token");
    let told = script.requests()[0].extensions().get::<Timeout>().map(|timeout| timeout.0);
    assert_eq!(told, Some(Duration::from_secs(2)));

    let client = Script::default()
        .client(|builder| builder.credential("oauth", Credential::source(Vault::default())));
    let error = client.send_blocking(&Get).expect_err("it cannot");
    assert!(shown(&error).contains("asynchronous requests only"), "{}", shown(&error));
}
