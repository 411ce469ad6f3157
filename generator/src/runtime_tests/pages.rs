//! Lists in pages.

use super::script::{Script, Step};
use crate::runtime::{
    Address, Answer, Arguments, Body, BodyErrorKind, Client, Decoded, Error, Exchange, Items, Next,
    NoFailure, Operation, Pages, Paginated, Pagination, Parameter, RequestOptions, Rules, Spec,
    Transport,
};

/// A list of numbers, with a style of pagination and the place where a page names the next one.
macro_rules! list {
    ($name:ident, $how:expr, $next:expr) => {
        #[derive(Clone, Default)]
        struct $name(Option<String>);

        impl Operation for $name {
            type Success = serde_json::Map<String, serde_json::Value>;
            type Failure = NoFailure;

            const SPEC: &'static Spec = &Spec {
                id: "list",
                method: "GET",
                path: "/list",
                parameters: &[Parameter::query("at").rules(Rules::new().maximum(500))],
                accept: None,
                security: &[&["key"], &[]],
                server: None,
            };

            fn arguments(&self, arguments: &mut Arguments<'_>) {
                arguments.add(&self.0);
            }

            fn success(answer: &Answer) -> Option<Decoded<Self::Success>> {
                (answer.status() == 200).then(|| {
                    answer.json().map(|value: serde_json::Value| {
                        value.as_object().cloned().unwrap_or_default()
                    })
                })
            }
        }

        impl Paginated for $name {
            type Item = serde_json::Value;

            const PAGINATION: Pagination = $how;

            fn items(page: &mut Self::Success) -> Option<&mut Vec<serde_json::Value>> {
                page.get_mut("items")?.as_array_mut()
            }

            fn next(page: &Self::Success) -> Option<Next> {
                Next::of(page.get($next)?)
            }
        }
    };
}

list!(Cursor, Pagination::Cursor(0), "next");
list!(Marker, Pagination::Marker(0), "next");
list!(Offset, Pagination::Offset(0, 0), "");
list!(FromOne, Pagination::Offset(0, 1), "");
list!(Number, Pagination::PageNumber(0, 1), "");
list!(Link, Pagination::Link, "next");

const fn page(body: &'static str) -> Step {
    Step::Answer(200, "", body)
}

const fn linked(link: &'static str) -> Step {
    Step::Answer(200, link, r#"{"items":[1]}"#)
}

/// The items, and the error that ended them.
async fn read<O: Paginated<Item = serde_json::Value, Failure = NoFailure>>(
    client: &Client,
    operation: O,
) -> (Vec<i64>, Option<Error<NoFailure>>) {
    let (mut read, mut items) = (Vec::new(), Items::new(client, operation));
    let mut end = None;
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => read.push(item.as_i64().expect("a number")),
            Err(error) => {
                end = Some(error);
                assert!(items.next().await.is_none(), "after an error there is nothing more");
                break;
            }
        }
    }
    assert!(items.next().await.is_none(), "the end stays the end");
    (read, end)
}

/// What was asked for, behind the host.
fn asked(script: &Script) -> Vec<String> {
    assert_eq!(script.left(), 0, "every page is read");
    let requests = script.requests();
    requests.iter().map(|request| request.uri().to_string().replace("https://h/list", "")).collect()
}

fn problem(error: Option<Error<NoFailure>>) -> String {
    match error.expect("an error") {
        Error::Body(error) => {
            assert_eq!(error.kind(), BodyErrorKind::NextPage);
            assert_eq!(error.answer().status(), 200);
            error.to_string()
        }
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_cursor_is_followed_over_an_empty_page_until_there_is_none() {
    for last in [r#"{"items":[3]}"#, r#"{"items":[3],"next":null}"#, r#"{"items":[3],"next":""}"#] {
        let script = Script::new([
            page(r#"{"items":[1,2],"next":"a b"}"#),
            page(r#"{"items":[],"next":7}"#),
            page(last),
        ]);
        let (items, end) = read(&script.client(|builder| builder), Cursor::default()).await;
        assert!(end.is_none());
        assert_eq!(items, [1, 2, 3]);
        assert_eq!(asked(&script), ["", "?at=a%20b", "?at=7"]);
    }
}

#[tokio::test]
async fn a_list_begins_where_the_request_says() {
    let script = Script::new([page(r#"{"items":[3],"next":"d"}"#), page("{}")]);
    let client = script.client(|builder| builder);
    read(&client, Cursor(Some("c".to_owned()))).await;
    assert_eq!(asked(&script), ["?at=c", "?at=d"]);
    let script = Script::new([page(r#"{"items":[3, 4]}"#), page("{}")]);
    read(&script.client(|builder| builder), Offset(Some("20".to_owned()))).await;
    assert_eq!(asked(&script), ["?at=20", "?at=22"]);
    let script = Script::new([page(r#"{"items":[3, 4]}"#), page("{}")]);
    read(&script.client(|builder| builder), FromOne::default()).await;
    assert_eq!(
        asked(&script),
        ["", "?at=3"],
        "the first offset is the one that the server assumes"
    );
    let script = Script::new([page(r#"{"items":[3, 4]}"#), page("{}")]);
    read(&script.client(|builder| builder), Number(Some("3".to_owned()))).await;
    assert_eq!(asked(&script), ["?at=3", "?at=4"]);
}

#[tokio::test]
async fn a_marker_ends_with_an_empty_page_as_well() {
    let script =
        Script::new([page(r#"{"items":[1],"next":"m"}"#), page(r#"{"items":[],"next":"m"}"#)]);
    let (items, end) = read(&script.client(|builder| builder), Marker::default()).await;
    assert!(end.is_none());
    assert_eq!(items, [1]);
    assert_eq!(asked(&script), ["", "?at=m"]);
}

#[tokio::test]
async fn a_marker_that_does_not_advance_is_an_error() {
    let same = page(r#"{"items":[1],"next":"m"}"#);
    let script = Script::new([same.clone(), same]);
    let (items, end) = read(&script.client(|builder| builder), Marker::default()).await;
    assert_eq!(items, [1, 1], "what came is handed over");
    let problem = problem(end);
    assert!(problem.contains("leads to no next page"), "{problem}");
    assert!(problem.contains("was read already"), "{problem}");
    assert_eq!(asked(&script), ["", "?at=m"]);
    // The marker that the user gave counts as well.
    let script = Script::new([page(r#"{"items":[1],"next":"m"}"#)]);
    let (_, end) = read(&script.client(|builder| builder), Marker(Some("m".to_owned()))).await;
    assert!(end.is_some());
}

/// A server that does not know the parameter gives the first page for ever.
#[tokio::test]
async fn a_page_that_comes_twice_is_an_error_where_pages_are_counted() {
    let same = page(r#"{"items":[1,2]}"#);
    let script = Script::new([same.clone(), same.clone()]);
    let (items, end) = read(&script.client(|builder| builder), Offset::default()).await;
    assert_eq!(items, [1, 2, 1, 2], "what came is handed over");
    let problem = problem(end);
    assert!(problem.contains("the same as the page before"), "{problem}");
    assert_eq!(asked(&script), ["", "?at=2"]);
    let script = Script::new([same.clone(), same]);
    let (_, end) = read(&script.client(|builder| builder), Number::default()).await;
    assert!(end.is_some());
}

#[tokio::test]
async fn a_longer_circle_is_found() {
    const CIRCLE: [&str; 3] = [
        r#"{"items":[1],"next":"a"}"#,
        r#"{"items":[1],"next":"b"}"#,
        r#"{"items":[1],"next":"c"}"#,
    ];
    let steps = CIRCLE.iter().cycle().take(12).map(|body| page(body));
    let script = Script::new(steps);
    let (items, end) = read(&script.client(|builder| builder), Cursor::default()).await;
    problem(end);
    assert!(items.len() <= 12);
}

#[tokio::test]
async fn offsets_advance_by_what_arrived_and_pages_by_one() {
    let pages = [r#"{"items":[1,2,3]}"#, r#"{"items":[4]}"#, r#"{"items":[]}"#].map(page);
    let script = Script::new(pages.clone());
    let (items, _) = read(&script.client(|builder| builder), Offset::default()).await;
    assert_eq!(items, [1, 2, 3, 4]);
    assert_eq!(asked(&script), ["", "?at=3", "?at=4"]);
    let script = Script::new(pages);
    read(&script.client(|builder| builder), Number::default()).await;
    assert_eq!(asked(&script), ["", "?at=2", "?at=3"]);
}

#[tokio::test]
async fn the_next_request_obeys_the_rules_of_the_parameter() {
    let script = Script::new([page(r#"{"items":[1,2]}"#)]);
    let (items, end) =
        read(&script.client(|builder| builder), Offset(Some("499".to_owned()))).await;
    assert_eq!(items, [1, 2]);
    match end.expect("an error") {
        Error::Request(error) => {
            assert_eq!(error.to_string(), "`at` is 501, and at most 500 is allowed");
        }
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn links_are_followed_within_the_origin() {
    let script = Script::new([
        linked(
            "link: <ignored>; rel=prev, <other>; anchor=\"#x\"; rel=next, </list?p=2#part>; title=\"a, <b>; rel=last\"; Rel=\"up NEXT\"",
        ),
        linked("link: <?p=3>; rel=next; rel=prev"),
        linked("link: <https://h/list?p=4>;rel=next"),
        linked("link: <https://h/list>; rel=\"prev\""),
    ]);
    let client = script.client(|builder| builder);
    let client = client.with(RequestOptions::new().query("key", "k"));
    let (items, end) = read(&client, Link::default()).await;
    assert!(end.is_none(), "{end:?}");
    assert_eq!(items, [1, 1, 1, 1]);
    assert_eq!(asked(&script), ["?key=k", "?p=2&key=k", "?p=3&key=k", "?p=4&key=k"]);
}

#[tokio::test]
async fn a_link_is_relative_to_the_address_that_answered() {
    #[derive(Clone)]
    struct Moved(Script);

    impl Transport for Moved {
        fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
            let is_first = request.uri().path() == "/list";
            let exchange = self.0.send(request);
            Box::pin(async move {
                let mut answer = exchange.await?;
                if is_first {
                    let address = "https://h/other/dir/list".parse().expect("an address");
                    answer.extensions_mut().insert(Address(address));
                }
                Ok(answer)
            })
        }
    }

    let script = Script::new([
        // A title of bytes that are no ASCII hides nothing.
        linked("link: <list2>; rel=next; title=\"\u{e9}\""),
        linked("link: <https://h/list>; rel=prev"),
    ]);
    let client = Client::builder("https://h").transport(Moved(script.clone())).build();
    let (items, end) = read(&client.expect("a client"), Link::default()).await;
    assert!(end.is_none(), "{end:?}");
    assert_eq!(items, [1, 1]);
    let paths: Vec<_> = script.requests().iter().map(|one| one.uri().path().to_owned()).collect();
    assert_eq!(paths, ["/list", "/other/dir/list2"]);
}

#[tokio::test]
async fn an_address_in_the_page_is_followed() {
    let script = Script::new([
        page(r#"{"items":[1],"next":"https://h/list?skip=2"}"#),
        page(r#"{"items":[2],"next":null}"#),
    ]);
    let (items, end) = read(&script.client(|builder| builder), Link::default()).await;
    assert!(end.is_none());
    assert_eq!(items, [1, 2]);
    assert_eq!(asked(&script), ["", "?skip=2"]);
}

#[tokio::test]
async fn no_link_leads_to_another_origin_or_in_a_circle() {
    for (link, what) in [
        ("link: <https://evil.example/list?p=2>; rel=next", "another origin, https://evil.example"),
        ("link: <http://h/list?p=2>; rel=next", "another origin, http://h"),
        ("link: <https://h:444/list?p=2>; rel=next", "another origin, https://h:444"),
        ("link: <//evil.example>; rel=next", "another origin, https://evil.example"),
        ("link: <https://h/list>; rel=next", "was read already"),
        ("link: <https://[>; rel=next", "is none"),
    ] {
        let script = Script::new([linked(link)]);
        let (items, end) = read(&script.client(|builder| builder), Link::default()).await;
        assert_eq!(items, [1]);
        let problem = problem(end);
        assert!(problem.contains(what), "{link}: {problem}");
        assert_eq!(asked(&script), [""], "nothing is sent");
    }
    // Credentials in the address itself are dropped.
    let script = Script::new([linked("link: <https://u:p@h/list?p=2>; rel=next"), page("{}")]);
    read(&script.client(|builder| builder), Link::default()).await;
    assert_eq!(asked(&script), ["", "?p=2"]);
}

#[tokio::test]
async fn a_page_is_asked_for_when_it_is_wanted_and_an_error_ends_the_list() {
    let script = Script::new([page(r#"{"items":[1],"next":"a"}"#), Step::Fail, page("{}")]);
    let client = script.client(|builder| builder);
    let mut pages = Pages::new(&client, Cursor::default());
    assert_eq!(script.requests().len(), 0);
    let first = pages.next().await.expect("a page").expect("200");
    assert_eq!((first.status().as_u16(), first.len()), (200, 2));
    assert_eq!(script.requests().len(), 1);
    assert!(matches!(pages.next().await, Some(Err(Error::Transport(_)))));
    assert!(pages.next().await.is_none());
    assert_eq!(script.left(), 1);
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_iterators_do_the_same() {
    use crate::runtime::{ItemsBlocking, PagesBlocking};

    let steps = [page(r#"{"items":[1,2],"next":"a"}"#), page(r#"{"items":[3]}"#)];
    let script = Script::new(steps.clone());
    let client = script.client(|builder| builder);
    let items: Result<Vec<_>, _> = ItemsBlocking::new(&client, Cursor::default()).collect();
    assert_eq!(items.expect("200"), [1, 2, 3]);
    assert_eq!(asked(&script), ["", "?at=a"]);
    let script = Script::new(steps);
    let client = script.client(|builder| builder);
    assert_eq!(PagesBlocking::new(&client, Cursor::default()).count(), 2);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let mut pages = PagesBlocking::new(&client, Cursor::default());
        assert!(matches!(pages.next(), Some(Err(Error::Request(_)))), "a task is not blocked");
        assert!(pages.next().is_none());
    });
}
