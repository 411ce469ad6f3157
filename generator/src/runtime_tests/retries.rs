//! When a request is sent again, and how long it waits before.

use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::script::{FastClock, Script, Step, operation, status, streamed};
use crate::runtime::{
    Client, ClientBuilder, Clock, Error, File, Operation, Pause, Payload, RequestOptions,
    RetryPolicy, Timeout,
};

operation!(Get, "GET", &[]);
operation!(Put, "PUT", &[], Payload::file("text/plain", &File::new("whole")));
operation!(Delete, "DELETE", &[]);
operation!(Post, "POST", &[]);
operation!(Patch, "PATCH", &[]);

/// The status in the end, how often was sent, and what was waited.
async fn run<O: Operation>(
    operation: &O,
    steps: &[Step],
    change: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (Option<u16>, usize, Vec<u128>) {
    let script = Script::new(steps.iter().cloned());
    let clock = FastClock::new(0.5);
    let client = script.client(|builder| change(builder.clock(clock.clone())));
    let status = match client.send(operation).await {
        Ok(response) => Some(response.status()),
        Err(error) => error.status(),
    };
    (status.map(|status| status.as_u16()), script.requests().len(), clock.pauses())
}

fn standard(builder: ClientBuilder) -> ClientBuilder {
    builder.retry(RetryPolicy::standard())
}

#[tokio::test]
async fn nothing_is_sent_twice_unless_asked_for() {
    let unasked = run(&Get, &[status(503)], |builder| builder).await;
    assert_eq!(unasked, (Some(503), 1, vec![]));
    assert_eq!(RetryPolicy::default(), RetryPolicy::none());
}

#[tokio::test]
async fn idempotent_methods_are_tried_again_with_a_growing_backoff() {
    let steps = [status(503), Step::Fail, status(200)];
    let expected = (Some(200), 3, vec![100, 200]);
    assert_eq!(run(&Get, &steps, standard).await, expected);
    assert_eq!(run(&Put, &steps, standard).await, expected);
    assert_eq!(run(&Delete, &steps, standard).await, expected);
    for operation_is_left_alone in
        [run(&Post, &[status(503)], standard).await, run(&Patch, &[status(503)], standard).await]
    {
        assert_eq!(operation_is_left_alone, (Some(503), 1, vec![]));
    }
    assert_eq!(run(&Post, &[Step::Fail], standard).await, (None, 1, vec![]));
}

#[tokio::test]
async fn the_same_is_sent_each_time() {
    let script = Script::new([status(500), status(200)]);
    let client = script.client(|builder| standard(builder).clock(FastClock::new(0.0)));
    client.send(&Put).await.expect("200");
    let requests = script.requests();
    assert_eq!(requests[0].uri(), requests[1].uri());
    assert_eq!(requests[0].headers(), requests[1].headers());
    assert_eq!(requests[1].body(), "whole");
}

#[tokio::test]
async fn the_statuses_are_those_of_the_policy() {
    for retried in [408, 429, 500, 502, 503, 504] {
        let (status, sent, _) = run(&Get, &[status(retried), status(200)], standard).await;
        assert_eq!((status, sent), (Some(200), 2), "{retried}");
    }
    for left in [400, 401, 403, 404, 409, 501, 505, 302] {
        let (status, sent, _) = run(&Get, &[status(left)], standard).await;
        assert_eq!((status, sent), (Some(left), 1), "{left}");
    }
    let all = |builder: ClientBuilder| builder.retry(RetryPolicy::standard().statuses(500..600));
    assert_eq!(run(&Get, &[status(507), status(200)], all).await.1, 2);
    assert_eq!(run(&Get, &[status(429)], all).await.1, 1);
}

#[tokio::test]
async fn other_methods_need_a_key_or_a_policy() {
    let steps = [status(503), status(200)];
    let keyed = |builder: ClientBuilder| standard(builder).default_header("Idempotency-Key", "k");
    assert_eq!(run(&Post, &steps, keyed).await.1, 2);
    let named = |builder: ClientBuilder| {
        let policy = RetryPolicy::standard().idempotency_header("X-Request-Key");
        builder.retry(policy).default_header("x-request-key", "k")
    };
    assert_eq!(run(&Post, &steps, named).await.1, 2);
    let any = |builder: ClientBuilder| builder.retry(RetryPolicy::standard().any_method(true));
    assert_eq!(run(&Post, &steps, any).await.1, 2);
}

#[tokio::test]
async fn attempts_and_backoffs_have_an_end() {
    let policy =
        RetryPolicy::standard().attempts(6).backoff(Duration::from_secs(1), Duration::from_secs(5));
    let steps = vec![status(500); 6];
    let ended = run(&Get, &steps, |builder| builder.retry(policy)).await;
    assert_eq!(ended, (Some(500), 6, vec![500, 1000, 2000, 2500, 2500]));
    // No number of attempts overflows.
    let many = RetryPolicy::standard().attempts(u32::MAX).backoff(Duration::MAX, Duration::MAX);
    let client = |builder: ClientBuilder| builder.retry(many).deadline(Duration::from_secs(1));
    assert_eq!(run(&Get, &[status(500)], client).await, (Some(500), 1, vec![]));
}

#[tokio::test]
async fn the_server_says_how_long_to_wait_at_least() {
    let seconds = Step::Answer(429, "Retry-After: 7", "");
    let waited = run(&Get, &[seconds, status(200)], standard).await;
    assert_eq!(waited, (Some(200), 2, vec![7000]));

    let zero = Step::Answer(503, "Retry-After: 0", "");
    let waited = run(&Get, &[zero, status(200)], standard).await;
    assert_eq!(waited, (Some(200), 2, vec![100]));

    // A moment that is long over.
    let date = Step::Answer(503, "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT", "");
    let waited = run(&Get, &[date, status(200)], standard).await;
    assert_eq!(waited, (Some(200), 2, vec![100]));

    let hour = Step::Answer(429, "Retry-After: 3600", "");
    assert_eq!(run(&Get, &[hour], standard).await, (Some(429), 1, vec![]));
}

/// The other form of `Retry-After`, with a moment that is to come.
#[tokio::test]
async fn a_moment_to_come_is_waited_for() {
    let moment = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(30);
    let date = moment.strftime("Retry-After: %a, %d %b %Y %H:%M:%S GMT").to_string();
    let step = Step::Answer(503, Box::leak(date.into_boxed_str()), "");
    let (_, sent, waited) = run(&Get, &[step, status(200)], standard).await;
    assert_eq!(sent, 2);
    assert!((25_000..=30_000).contains(&waited[0]), "{waited:?}");
}

#[tokio::test]
async fn a_budget_is_shared_spent_and_earned_back() {
    let steps = std::iter::repeat_n(status(503), 6).chain(std::iter::repeat_n(status(200), 10));
    let script = Script::new(steps.chain([status(503), status(200)]));
    let client =
        script.client(|builder| standard(builder).retry_budget(3).clock(FastClock::new(0.5)));
    let other = client.with(RequestOptions::new());
    // Three attempts, so two retries of the three.
    client.send(&Get).await.expect_err("503");
    assert_eq!(script.requests().len(), 3);
    // One is left, for two attempts, and then none.
    other.send(&Get).await.expect_err("503");
    assert_eq!(script.requests().len(), 5);
    client.clone().send(&Get).await.expect_err("503");
    assert_eq!(script.requests().len(), 6);
    for _ in 0..10 {
        client.send(&Get).await.expect("200");
    }
    client.send(&Get).await.expect("ten successes earn one retry");
    assert_eq!(script.left(), 0);
}

#[tokio::test]
async fn a_deadline_ends_all_attempts() {
    let deadline = |builder: ClientBuilder| standard(builder).deadline(Duration::from_millis(250));
    // After 100 ms the next pause, of 200 ms, would be too long.
    let steps = [status(503), status(503)];
    assert_eq!(run(&Get, &steps, deadline).await, (Some(503), 2, vec![100]));

    let script = Script::new([Step::Hang]);
    let clock = FastClock::new(0.5);
    let client = script.client(|builder| deadline(builder.clock(clock.clone())));
    let error = client.send(&Get).await.expect_err("nothing arrives");
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert_eq!(clock.pauses(), [250]);
}

#[tokio::test]
async fn each_attempt_has_its_time() {
    let script = Script::new([Step::Hang, Step::Hang, status(200)]);
    let clock = FastClock::new(0.5);
    let client = script.client(|builder| standard(builder).clock(clock.clone()));
    let client = client.with(
        RequestOptions::new().timeout(Duration::from_secs(2)).deadline(Duration::from_secs(5)),
    );
    client.send(&Get).await.expect("200");
    assert_eq!(clock.pauses(), [2000, 100, 2000, 200]);
    // The transport is told, because it may know better how to give up. The last attempt has what is left.
    let told: Vec<_> = script
        .requests()
        .iter()
        .map(|request| request.extensions().get::<Timeout>().expect("a time").0.as_millis())
        .collect();
    assert_eq!(told, [2000, 2000, 700]);
}

operation!(Upload, "PUT", &[], Payload::file("text/plain", &streamed()));

/// No policy sends a body again that is there once.
#[tokio::test]
async fn a_body_that_is_a_stream_is_sent_once() {
    let all = |builder: ClientBuilder| builder.retry(RetryPolicy::standard().any_method(true));
    assert_eq!(run(&Upload, &[status(503)], all).await, (Some(503), 1, vec![]));
    assert_eq!(run(&Upload, &[Step::Fail], all).await, (None, 1, vec![]));
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_interface_decides_alike() {
    let clock = FastClock::new(0.5);
    let wait = Step::Answer(429, "Retry-After: 7", "");
    let script = Script::new([status(503), wait, status(200), Step::Fail]);
    let client = script.client(|builder| standard(builder).clock(clock.clone()));
    client.send_blocking(&Put).expect("200");
    assert_eq!(script.requests()[2].body(), "whole");
    assert_eq!(clock.pauses(), [100, 7000]);
    client.send_blocking(&Post).expect_err("not idempotent");
    assert_eq!(script.left(), 0);

    let script = Script::new([status(503), status(503)]);
    let client = script.client(|builder| {
        standard(builder).clock(FastClock::new(0.5)).deadline(Duration::from_millis(250))
    });
    let error = client.send_blocking(&Get).expect_err("503");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    let told = script.requests()[1].extensions().get::<Timeout>().map(|timeout| timeout.0);
    assert_eq!(told, Some(Duration::from_millis(150)));
}

/// The chance of the machine is spread, and never out of bounds.
#[test]
fn jitter_is_spread() {
    use crate::runtime::{Clock as _, SystemClock};
    let values: Vec<f64> = (0..1000).map(|_| SystemClock.jitter()).collect();
    assert!(values.iter().all(|value| (0.0..1.0).contains(value)));
    let mean = values.iter().sum::<f64>() / 1000.0;
    assert!((0.45..0.55).contains(&mean), "{mean}");
}

/// A clock on which somebody else sends a request during each pause.
#[derive(Clone, Default)]
struct Meanwhile(Arc<OnceLock<Client>>);

impl Meanwhile {
    fn client(&self) -> &Client {
        self.0.get().expect("a client")
    }
}

impl Clock for Meanwhile {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, _: Duration) -> Pause<'_> {
        Box::pin(async { drop(self.client().send(&Put).await.expect("it has a place")) })
    }

    #[cfg(feature = "blocking")]
    fn sleep_blocking(&self, _: Duration) {
        self.client().send_blocking(&Put).expect("it has a place");
    }

    fn jitter(&self) -> f64 {
        0.5
    }
}

/// A client of one request at a time, which is sent twice, and the methods in the order in which they were sent.
fn one_at_a_time() -> (Client, Script) {
    let script = Script::new([status(503), status(200), status(200)]);
    let clock = Meanwhile::default();
    let client = script.client(|builder| {
        standard(builder).max_concurrent_requests(NonZeroUsize::MIN).clock(clock.clone())
    });
    assert!(clock.0.set(client.clone()).is_ok());
    (client, script)
}

fn methods(script: &Script) -> Vec<String> {
    script.requests().iter().map(|request| request.method().to_string()).collect()
}

#[tokio::test]
async fn others_have_the_place_of_a_request_that_waits() {
    let (client, script) = one_at_a_time();
    let sent = tokio::time::timeout(Duration::from_secs(10), client.send(&Get)).await;
    sent.expect("the place is free").expect("200");
    assert_eq!(methods(&script), ["GET", "PUT", "GET"]);
}

#[cfg(feature = "blocking")]
#[test]
fn others_have_the_place_of_a_request_that_waits_and_blocks() {
    let (client, script) = one_at_a_time();
    client.send_blocking(&Get).expect("200");
    assert_eq!(methods(&script), ["GET", "PUT", "GET"]);
}
