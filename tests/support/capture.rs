//! A loopback server that keeps the bytes of each request and answers with the bytes that it was given.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The server; it stops with the runtime of the test.
pub struct Capture {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Capture {
    /// Answers every request with `answer`, byte for byte, and closes the connection.
    pub async fn start(answer: impl Into<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&requests), answer.into());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that goes away early is part of some tests; what it sent before is kept all the same.
                let _ = serve(stream, &answer, &kept).await;
            }
        });
        Self { url, requests }
    }

    /// The address, without a slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The one request that came in, head and body, as it was on the wire.
    pub fn request(&self) -> String {
        let requests = self.requests.lock().expect("no test panics while it holds the lock");
        assert_eq!(requests.len(), 1, "{requests:#?}");
        requests[0].clone()
    }

    /// Number of requests that came in.
    pub fn count(&self) -> usize {
        self.requests.lock().expect("no test panics while it holds the lock").len()
    }
}

async fn serve(
    mut stream: TcpStream,
    answer: &[u8],
    kept: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).await?;
        bytes.extend_from_slice(&buffer[..read]);
        if read == 0 || is_complete(&bytes) {
            break;
        }
    }
    kept.lock()
        .expect("no test panics while it holds the lock")
        .push(String::from_utf8_lossy(&bytes).into_owned());
    stream.write_all(answer).await?;
    stream.shutdown().await
}

fn is_complete(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.trim().parse().unwrap_or(0));
    body.len() >= length
}

/// An answer with a length and without a connection to keep.
pub fn answer(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}
