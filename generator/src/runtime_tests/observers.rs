//! What observers are told of.

use std::sync::{Arc, Mutex};

use super::script::{FastClock, Script, Step, operation, status};
use crate::runtime::{Attempt, Credential, End, Observer, RetryPolicy};

operation!(Get, "GET", &[&["query"]]);

/// Writes down what it is told.
#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<String>>>);

impl Journal {
    fn lines(&self) -> Vec<String> {
        self.0.lock().expect("a lock").clone()
    }
}

impl Observer for Journal {
    fn before(&self, attempt: &Attempt) {
        let Attempt { operation, method, path, number, .. } = attempt;
        let line = format!("{number}: {operation} {method} {path}");
        self.0.lock().expect("a lock").push(line);
    }

    fn after(&self, attempt: &Attempt, end: &End<'_>) {
        let result = match end.result {
            Ok(status) => status.as_u16().to_string(),
            Err(error) => error.to_string(),
        };
        let next = end.retry_in.map(|pause| pause.as_millis());
        let line = format!("{}: {result}, next {next:?}", attempt.number);
        self.0.lock().expect("a lock").push(line);
    }
}

#[tokio::test]
async fn each_attempt_is_told_of_without_a_secret() {
    let script = Script::new([Step::Fail, status(503), status(200)]);
    let journals = [Journal::default(), Journal::default()];
    let client = script.client(|builder| {
        builder
            .credential("query", Credential::query("key", "secret"))
            .retry(RetryPolicy::standard())
            .clock(FastClock::new(0.5))
            .observer(journals[0].clone())
            .observer(journals[1].clone())
    });
    client.send(&Get).await.expect("200");
    assert!(script.requests()[0].uri().to_string().contains("key=secret"));
    let expected = [
        "1: operation GET /things",
        "1: the exchange failed, next Some(100)",
        "2: operation GET /things",
        "2: 503, next Some(200)",
        "3: operation GET /things",
        "3: 200, next None",
    ];
    assert_eq!(journals[0].lines(), expected);
    assert_eq!(journals[1].lines(), expected);
}

#[tokio::test]
async fn what_is_refused_while_it_is_prepared_is_no_attempt() {
    let journal = Journal::default();
    let client = Script::default().client(|builder| builder.observer(journal.clone()));
    client.send(&Get).await.expect_err("no credential");
    assert!(journal.lines().is_empty());
}

#[cfg(feature = "tracing")]
mod spans {
    use std::fmt::{Debug, Write};
    use std::sync::{Arc, Mutex};

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use super::{FastClock, Get, Script, Step, status};
    use crate::runtime::{Client, Credential, RetryPolicy};

    /// Writes down spans and their fields.
    #[derive(Clone, Default)]
    struct Spans(Arc<Mutex<String>>);

    struct Fields<'a>(&'a mut String);

    impl Visit for Fields<'_> {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            write!(self.0, " {field}={value:?}").expect("text");
        }
    }

    impl Subscriber for Spans {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.is_span() && metadata.name() == "operation"
        }

        fn new_span(&self, span: &Attributes<'_>) -> Id {
            let mut text = self.0.lock().expect("a lock");
            text.push_str("span");
            span.record(&mut Fields(&mut text));
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, values: &Record<'_>) {
            values.record(&mut Fields(&mut self.0.lock().expect("a lock")));
        }

        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, _: &Event<'_>) {}
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    fn client(script: &Script) -> Client {
        script.client(|builder| {
            builder
                .credential("query", Credential::query("key", "secret"))
                .retry(RetryPolicy::standard())
                .clock(FastClock::new(0.5))
        })
    }

    #[test]
    fn an_operation_is_a_span_without_a_secret() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let outcomes: [(&[Step], &str); 2] = [
            (&[status(503), status(404)], "retries=1 status=404"),
            (&[Step::Fail, Step::Fail, Step::Fail], "retries=2 error=the exchange failed"),
        ];
        for (steps, end) in outcomes {
            let spans = Spans::default();
            tracing::subscriber::with_default(spans.clone(), || {
                let client = client(&Script::new(steps.iter().cloned()));
                runtime.block_on(client.send(&Get)).expect_err("no success");
            });
            let text = spans.0.lock().expect("a lock").clone();
            let begin = r#"span operation="operation" method="GET" path="/things""#;
            assert_eq!(text, format!("{begin} {end}"));
        }
    }

    #[cfg(feature = "blocking")]
    #[test]
    fn the_blocking_interface_has_spans_as_well() {
        let spans = Spans::default();
        tracing::subscriber::with_default(spans.clone(), || {
            client(&Script::new([status(200)])).send_blocking(&Get).expect("200");
        });
        let text = spans.0.lock().expect("a lock").clone();
        assert!(text.ends_with("retries=0 status=200"), "{text}");
    }
}
