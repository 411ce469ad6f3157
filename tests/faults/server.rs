//! Operations for the tests of faults, and a server of bytes for them.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_core::Stream;
use iotda_certificates::runtime::{
    Answer, ByteStream, Decoded, File, NoFailure, Operation, Payload, Remainder, Spec, StreamSpec,
    Streaming,
};
use iotda_certificates::{Client, ClientBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// No test waits longer for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// An operation whose answer is text, or bytes while they arrive.
pub struct Get;

/// The same, without a body.
pub struct Head;

macro_rules! operation {
    ($name:ident, $method:literal) => {
        impl Operation for $name {
            type Success = String;
            type Failure = NoFailure;

            const SPEC: &'static Spec = &Spec {
                id: "fetch",
                method: $method,
                path: "/fetch",
                parameters: &[],
                accept: None,
                security: &[],
                server: None,
            };

            fn success(answer: &Answer) -> Option<Decoded<String>> {
                (answer.status() == 200).then(|| answer.text())
            }
        }
    };
}

operation!(Get, "GET");
operation!(Head, "HEAD");

impl Streaming for Get {
    type Stream = ByteStream;

    const STREAM: &'static StreamSpec =
        &StreamSpec { accept: "*/*", statuses: &[(200, 200)], media_types: &[] };

    fn open(rest: Remainder) -> Self::Stream {
        rest.bytes()
    }
}

/// An operation that sends a file.
pub struct Put(pub File);

impl Operation for Put {
    type Success = String;
    type Failure = NoFailure;

    const SPEC: &'static Spec = &Spec {
        id: "put",
        method: "PUT",
        path: "/put",
        parameters: &[],
        accept: None,
        security: &[],
        server: None,
    };

    fn body(&self) -> Payload {
        Payload::file("application/octet-stream", &self.0)
    }

    fn success(answer: &Answer) -> Option<Decoded<String>> {
        (answer.status() == 200).then(|| answer.text())
    }
}

/// A stream of so many pieces of a hundred bytes.
pub struct Hundreds(pub usize);

impl Stream for Hundreds {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let hundreds = self.get_mut();
        let is_over = hundreds.0 == 0;
        hundreds.0 = hundreds.0.saturating_sub(1);
        Poll::Ready((!is_over).then(|| Ok(vec![b'x'; 100])))
    }
}

/// A server of bytes. It counts connections that are open, now and at most, and those that there were.
pub struct Server {
    pub url: String,
    pub open: Arc<AtomicUsize>,
    pub most: Arc<AtomicUsize>,
    pub all: Arc<AtomicUsize>,
}

impl Server {
    pub async fn start<F>(serve: impl Fn(TcpStream, usize) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (open, most, all) = (Arc::default(), Arc::default(), Arc::default());
        let server = Self { url, open, most, all };
        let (open, most) = (Arc::clone(&server.open), Arc::clone(&server.most));
        let all = Arc::clone(&server.all);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let now = open.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
                let served = serve(stream, all.fetch_add(1, Ordering::SeqCst));
                let open = Arc::clone(&open);
                tokio::spawn(async move {
                    served.await;
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        server
    }

    /// One that answers each connection with the same bytes, and then closes it.
    pub async fn of(answer: &'static [u8]) -> Self {
        Self::start(move |mut stream, _| async move {
            read_head(&mut stream).await;
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        })
        .await
    }

    pub fn builder(&self) -> ClientBuilder {
        Client::builder(&self.url)
    }

    pub fn client(&self) -> Client {
        self.builder().build().expect("a client")
    }

    pub async fn all_are_closed(&self) {
        let until = Instant::now() + PATIENCE;
        while self.open.load(Ordering::SeqCst) > 0 {
            assert!(Instant::now() < until, "a connection stays open");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Whether there was a head before the connection closed.
pub async fn read_head(stream: &mut TcpStream) -> bool {
    head(stream).await.is_some()
}

/// The head of a request, in lower case.
pub async fn head(stream: &mut TcpStream) -> Option<String> {
    let (mut head, mut buffer) = (Vec::new(), [0; 4096]);
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(length) if length > 0 => head.extend_from_slice(&buffer[..length]),
            _ => return None,
        }
    }
    Some(String::from_utf8_lossy(&head).to_ascii_lowercase())
}

pub async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("it hangs")
}
