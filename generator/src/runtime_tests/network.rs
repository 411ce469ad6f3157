//! The transport over the network, against servers on the loopback interface.

use std::error::Error as _;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::Probe;
use crate::runtime::{Client, ClientBuilder, ClientCredentials, Credential, Error, RequestOptions};

/// A server that answers each connection with the same bytes and keeps what it was sent.
struct Server {
    url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(usize) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heads);
        std::thread::spawn(move || {
            for (count, stream) in listener.incoming().flatten().enumerate() {
                let head = read_head(&stream);
                kept.lock().expect("a lock").push(head);
                let answer = answer(count);
                // A client that has gone away is part of the test of timeouts.
                let _ = (&stream).write_all(answer.as_bytes());
            }
        });
        Self { url, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("a lock").clone()
    }
}

fn read_head(mut stream: &TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).to_ascii_lowercase()
}

fn ok() -> String {
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}".to_owned()
}

fn moved(to: &str) -> String {
    format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder(&server.url).credential("key", Credential::header("x-auth-token", "secret"))
}

#[tokio::test]
async fn a_redirect_is_an_answer_unless_asked_for() {
    let target = Server::start(|_| ok());
    let to = target.url.clone();
    let server = Server::start(move |_| moved(&format!("{to}/elsewhere")));
    let client = builder(&server).build().expect("a client");
    let error = client.send(&Probe::new("i")).await.expect_err("307");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert!(target.heads().is_empty());
}

#[tokio::test]
async fn a_credential_never_reaches_another_origin() {
    let target = Server::start(|_| ok());
    let to = target.url.clone();
    let server = Server::start(move |_| moved(&format!("{to}/elsewhere")));
    let client = builder(&server).follow_redirects(5).build().expect("a client");
    let error = client.send(&Probe::new("i")).await.expect_err("307");
    assert_eq!(error.header("location"), Some(format!("{}/elsewhere", target.url).as_str()));
    assert!(server.heads()[0].contains("x-auth-token: secret"));
    assert!(target.heads().is_empty(), "another origin heard of it: {:?}", target.heads());
}

#[tokio::test]
async fn redirects_within_the_origin_are_followed_as_often_as_asked() {
    let server = Server::start(|count| if count < 2 { moved("/next") } else { ok() });
    let client = builder(&server).follow_redirects(2).build().expect("a client");
    client.send(&Probe::new("i")).await.expect("200 in the end");
    assert_eq!(server.heads().len(), 3);

    let server = Server::start(|_| moved("/next"));
    let client = builder(&server).follow_redirects(2).build().expect("a client");
    let error = client.send(&Probe::new("i")).await.expect_err("a circle");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert_eq!(server.heads().len(), 3);
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_a_timeout() {
    let server = Server::start(|_| {
        std::thread::sleep(Duration::from_secs(2));
        String::new()
    });
    let client = builder(&server).timeout(Duration::from_millis(100)).build().expect("a client");
    let error = client.send(&Probe::new("i")).await.expect_err("no answer");
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
}

#[tokio::test]
async fn a_request_may_have_more_time_than_others() {
    let server = Server::start(|_| {
        std::thread::sleep(Duration::from_millis(400));
        ok()
    });
    let client = builder(&server).timeout(Duration::from_millis(100)).build().expect("a client");
    client.send(&Probe::new("i")).await.expect_err("too slow");
    let patient = client.with(RequestOptions::new().timeout(Duration::from_secs(20)));
    patient.send(&Probe::new("i")).await.expect("200");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_transport_error_that_hides_the_address() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let client = Client::builder(url)
        .credential("key", Credential::header("x-key", "secret"))
        .credential("query", Credential::query("k", "secret"))
        .build()
        .expect("a client");
    let error = client.send(&Probe::new("i")).await.expect_err("nobody is there");
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    let mut shown = format!("{error:?} {error}");
    let mut source = error.source();
    while let Some(inner) = source {
        shown += &format!(" {inner} {inner:?}");
        source = inner.source();
    }
    assert!(!shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn a_token_is_fetched_over_the_network() {
    let server = Server::start(|count| match count {
        0 => ok().replace("Length: 2", "Length: 22").replace("{}", r#"{"access_token":"t-1"}"#),
        _ => ok(),
    });
    let source = ClientCredentials::new("id", "secret").token_url("/token");
    let client = Client::builder(&server.url).credential("key", Credential::source(source));
    client.build().expect("a client").send(&Probe::new("i")).await.expect("200");
    let heads = server.heads();
    assert!(heads[0].starts_with("post /token http/1.1"), "{}", heads[0]);
    assert!(heads[0].contains("content-length: 29"), "{}", heads[0]);
    assert!(heads[1].contains("authorization: bearer t-1"), "{}", heads[1]);
}

#[tokio::test]
async fn a_token_endpoint_that_is_not_there_is_an_error_without_its_address() {
    let server = Server::start(|_| ok());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}/token?tenant=private", listener.local_addr().expect("an address"));
    drop(listener);
    let source = ClientCredentials::new("id", "secret").token_url(url);
    let client = Client::builder(&server.url).credential("key", Credential::source(source));
    let error = client.build().expect("a client").send(&Probe::new("i")).await;
    let error = error.expect_err("nobody is there");
    assert!(matches!(error, Error::Token(_)), "{error:?}");
    let shown = format!("{error:?} {error}");
    assert!(!shown.contains("private") && !shown.contains("secret"), "{shown}");
    assert!(server.heads().is_empty());
}

#[tokio::test]
async fn a_body_that_ends_early_is_a_transport_error() {
    let server = Server::start(|_| ok().replace("Content-Length: 2", "Content-Length: 20"));
    let client = builder(&server).build().expect("a client");
    let error = client.send(&Probe::new("i")).await.expect_err("cut off");
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn each_request_goes_to_its_own_address() {
    let (one, other) = (Server::start(|_| ok()), Server::start(|_| ok()));
    let addresses = ["/a/b?c=d", "/", "/a//b/./c/../d?", "/%7Ea%2fb?x=%20&y=a+b", "/?a=/b?c", "/e"]
        .map(|rest| format!("{}{rest}", one.url));
    let elsewhere = [format!("{}/x?y", other.url), format!("{}/back", one.url)];
    let addresses: Vec<String> = addresses.into_iter().chain(elsewhere).collect();
    let next = Arc::new(Mutex::new(addresses.clone().into_iter()));
    let client = builder(&one)
        .signer(move |head: &mut http::request::Parts, _: &[u8]| {
            let next = next.lock().expect("a lock").next().expect("there is another");
            head.uri = next.parse().expect("it is an address");
            Ok(())
        })
        .build()
        .expect("a client");
    for _ in &addresses {
        client.send(&Probe::new("i")).await.expect("200");
    }
    let targets = |server: &Server| {
        server
            .heads()
            .iter()
            .map(|head| head.lines().next().unwrap_or_default().to_owned())
            .collect()
    };
    let expected = |server: &Server| {
        let own = addresses.iter().filter(|address| address.starts_with(&server.url));
        let parsed = own.map(|address| url::Url::parse(address).expect("it is an address"));
        parsed
            .map(|url| format!("put {} http/1.1", &url[url::Position::BeforePath..]).to_lowercase())
            .collect()
    };
    let (sent, wanted): (Vec<String>, Vec<String>) = (targets(&one), expected(&one));
    assert_eq!(sent, wanted);
    let (sent, wanted): (Vec<String>, Vec<String>) = (targets(&other), expected(&other));
    assert_eq!(sent, wanted);
}
