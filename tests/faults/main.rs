//! What a network and a server can do to a client: every fault is the right error, and nothing hangs.

use std::num::NonZeroUsize;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use bytes::Bytes;
use iotda_certificates::runtime::{Body, BodyErrorKind, ByteStream, Exchange, File, Transport};
#[cfg(feature = "blocking")]
use iotda_certificates::runtime::{NoFailure, RequestOptions};
use iotda_certificates::{Client, Error};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

mod server;

use server::{Get, Head, Hundreds, Put, Server, head, in_time, read_head};

#[tokio::test]
async fn a_connection_that_is_reset_in_the_middle_is_a_transport_error() {
    let server = Server::start(|mut stream, _| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        // What closes such a socket is a reset.
        stream.set_zero_linger().expect("an option of sockets");
    })
    .await;
    let client = server.client();
    let error = in_time(client.send(&Get)).await.expect_err("reset");
    assert!(matches!(error, Error::Transport(_)), "{error:?}");

    let mut stream = in_time(client.send_stream(&Get)).await.expect("it begins");
    assert_eq!(stream.length(), Some(100));
    let first = in_time(ByteStream::next(&mut stream)).await.expect("a piece").expect("bytes");
    assert_eq!(first, "begin");
    let error = in_time(ByteStream::next(&mut stream)).await.expect("an item").expect_err("reset");
    assert!(!error.is_timeout(), "{error:?}");
    assert!(in_time(ByteStream::next(&mut stream)).await.is_none());
}

/// Sends a head and then a byte every 20 milliseconds.
async fn drip(mut stream: TcpStream) {
    read_head(&mut stream).await;
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n").await;
    while stream.write_all(b"x").await.is_ok() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_server_that_is_slow_on_purpose_is_a_timeout() {
    let server = Server::start(|stream, _| drip(stream)).await;
    let client = server.builder().timeout(Duration::from_millis(300)).build().expect("a client");
    let begin = Instant::now();
    let error = in_time(client.send(&Get)).await.expect_err("slow");
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());

    // A stream may be slow, as long as something arrives.
    let mut stream = in_time(client.send_stream(&Get)).await.expect("it begins");
    while begin.elapsed() < Duration::from_millis(1000) {
        in_time(ByteStream::next(&mut stream)).await.expect("a piece").expect("bytes");
    }
    drop(stream);
    drop(client);
    server.all_are_closed().await;
}

#[cfg(feature = "blocking")]
#[tokio::test]
async fn a_slow_server_does_not_hold_a_thread() {
    let server = Server::start(|stream, _| drip(stream)).await;
    let client = server.builder().timeout(Duration::from_millis(300)).build().expect("a client");
    let begin = Instant::now();
    let sent = tokio::task::spawn_blocking(move || client.send_blocking(&Get));
    let error = in_time(sent).await.expect("no panic").expect_err("slow");
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_stream_that_stops_is_a_timeout() {
    let server = Server::start(|mut stream, _| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin").await;
        read_head(&mut stream).await;
    })
    .await;
    let client = server.builder().timeout(Duration::from_millis(200)).build().expect("a client");
    let mut stream = in_time(client.send_stream(&Get)).await.expect("it begins");
    in_time(ByteStream::next(&mut stream)).await.expect("a piece").expect("bytes");
    let error = in_time(ByteStream::next(&mut stream)).await.expect("an item").expect_err("late");
    assert!(error.is_timeout(), "{error:?}");
    server.all_are_closed().await;
}

/// A time of a request is one for the pauses of its stream, by either interface.
#[cfg(feature = "blocking")]
#[tokio::test]
async fn a_blocking_stream_lives_as_long_as_something_arrives() {
    let server = Server::start(|mut stream, count| async move {
        read_head(&mut stream).await;
        let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 8\r\n\r\n";
        let _ = stream.write_all(head).await;
        for _ in 0..if count == 0 { 8 } else { 2 } {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let _ = stream.write_all(b"x").await;
        }
        read_head(&mut stream).await;
    })
    .await;
    let options = RequestOptions::new().timeout(Duration::from_millis(500));
    let client = server.client().with(options);
    let read = tokio::task::spawn_blocking(move || {
        let read = || {
            let stream = client.send_stream_blocking(&Get).expect("it begins").into_inner();
            let pieces: Vec<_> = Iterator::collect(stream);
            let count: usize = pieces.iter().flatten().map(Bytes::len).sum();
            (count, pieces.into_iter().find_map(Result::err))
        };
        (read(), read())
    });
    let ((whole, end), (part, late)) = in_time(read).await.expect("no panic");
    assert!(whole == 8 && end.is_none(), "{whole}: {end:?}");
    assert!(part == 2 && late.as_ref().is_some_and(|late| late.is_timeout()), "{part}: {late:?}");
}

#[tokio::test]
async fn a_length_that_is_too_long_is_a_transport_error() {
    for answer in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"[..],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nshort\r\n",
    ] {
        let server = Server::of(answer).await;
        let error = in_time(server.client().send(&Get)).await.expect_err("cut off");
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
    }
}

#[tokio::test]
async fn what_follows_a_length_that_is_too_short_is_no_answer() {
    let server = Server::start(|mut stream, _| async move {
        while read_head(&mut stream).await {
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlongHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfake";
            if stream.write_all(answer).await.is_err() {
                return;
            }
        }
    })
    .await;
    let client = server.client();
    for _ in 0..3 {
        let answer = in_time(client.send(&Get)).await.expect("an answer");
        assert_eq!(*answer, "long");
    }
    assert_eq!(server.all.load(Ordering::SeqCst), 3, "such a connection is not used again");
}

#[tokio::test]
async fn the_answer_to_head_has_no_body() {
    let server =
        Server::of(b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n").await;
    let answer = in_time(server.client().send(&Head)).await.expect("an answer");
    assert_eq!(*answer, "");
    assert_eq!(answer.header("content-length"), Some("18446744073709551615"));
}

/// Never ends.
async fn flood(mut stream: TcpStream) {
    read_head(&mut stream).await;
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Request-Id: r\r\n\r\n").await;
    let chunk = [b'x'; 1 << 16];
    while stream.write_all(&chunk).await.is_ok() {}
}

#[tokio::test]
async fn an_endless_answer_is_an_error_and_the_connection_is_closed() {
    let server = Server::start(|stream, _| flood(stream)).await;
    let client = server.builder().max_body_size(1 << 20).build().expect("a client");
    let error = in_time(client.send(&Get)).await.expect_err("endless");
    assert_eq!(error.header("x-request-id"), Some("r"));
    assert!(
        matches!(&error, Error::Body(error) if error.kind() == BodyErrorKind::TooLong),
        "{error:?}"
    );
    server.all_are_closed().await;
}

#[tokio::test]
async fn a_stream_that_is_dropped_closes_its_connection() {
    let server = Server::start(|stream, _| flood(stream)).await;
    let client = server.client();
    let mut stream = in_time(client.send_stream(&Get)).await.expect("it begins");
    let mut read = 0;
    while read < 1 << 22 {
        read +=
            in_time(ByteStream::next(&mut stream)).await.expect("a piece").expect("bytes").len();
    }
    assert_eq!(server.open.load(Ordering::SeqCst), 1);
    drop(stream);
    server.all_are_closed().await;
}

#[tokio::test]
async fn a_request_that_is_dropped_closes_its_connection() {
    let server = Server::start(|stream, _| drip(stream)).await;
    let client = server.client();
    let result = tokio::time::timeout(Duration::from_millis(100), client.send(&Get)).await;
    assert!(result.is_err(), "it does not end");
    server.all_are_closed().await;
}

/// A server that answers all requests of a connection, each a moment later.
async fn answer_all(mut stream: TcpStream) {
    while read_head(&mut stream).await {
        tokio::task::yield_now().await;
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        if stream.write_all(answer).await.is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_requests_at_once_stay_within_the_bound() {
    const BOUND: usize = 40;
    let server = Server::start(|stream, _| answer_all(stream)).await;
    let bound = NonZeroUsize::new(BOUND).expect("more than none");
    let client = server.builder().max_concurrent_requests(bound).build().expect("a client");
    let requests: Vec<_> = (0..10_000)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.send(&Get).await.map(|answer| answer.into_inner()) })
        })
        .collect();
    for request in requests {
        let answer = tokio::time::timeout(Duration::from_secs(120), request).await;
        let answer = answer.expect("it hangs").expect("no panic").expect("an answer");
        assert_eq!(answer, "ok");
    }
    // A connection that was given up may not have been seen to be when the next one is opened.
    let most = server.most.load(Ordering::SeqCst);
    assert!((2..=BOUND + BOUND / 2).contains(&most), "{most} connections at once");
    drop(client);
    server.all_are_closed().await;
}

#[tokio::test]
async fn a_stream_holds_its_place_until_it_is_dropped() {
    let server = Server::start(|stream, count| async move {
        match count {
            0 => flood(stream).await,
            _ => answer_all(stream).await,
        }
    })
    .await;
    let bound = NonZeroUsize::MIN;
    let client = server.builder().max_concurrent_requests(bound).build().expect("a client");
    let stream = in_time(client.send_stream(&Get)).await.expect("it begins");
    let waiting = tokio::time::timeout(Duration::from_millis(200), client.send(&Get)).await;
    assert!(waiting.is_err(), "one is under way");
    drop(stream);
    assert_eq!(*in_time(client.send(&Get)).await.expect("an answer"), "ok");
}

/// Answers with a body that is there as a whole.
struct Whole;

impl Transport for Whole {
    fn send(&self, _: http::Request<Body>) -> Exchange<'_> {
        Box::pin(std::future::ready(Ok(http::Response::new(Body::from(Bytes::from_static(b"ok"))))))
    }
}

#[tokio::test]
async fn a_stream_that_was_read_to_its_end_gives_its_place_back() {
    let builder = Client::builder("https://h").max_concurrent_requests(NonZeroUsize::MIN);
    let client = builder.transport(Whole).build().expect("a client");
    let mut stream = in_time(client.send_stream(&Get)).await.expect("it begins").into_inner();
    while let Some(chunk) = in_time(stream.next()).await {
        assert_eq!(chunk.expect("a chunk"), "ok");
    }
    assert_eq!(*in_time(client.send(&Get)).await.expect("an answer"), "ok");
    drop(stream);
}

/// Reads a request whose body is as long as its head says, or in chunks, and answers with what it was.
async fn echo(mut stream: TcpStream) {
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length = length.map(|length| length.parse::<usize>().expect("a number"));
            let is_whole = match length {
                Some(length) => body.len() >= length,
                None => body.ends_with("0\r\n\r\n"),
            };
            if is_whole {
                let told = format!("{length:?} {}", body.matches('x').count());
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    told.len()
                );
                let _ = stream.write_all((head + &told).as_bytes()).await;
                return;
            }
        }
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => request.extend_from_slice(&buffer[..read]),
            _ => return,
        }
    }
}

#[tokio::test]
async fn a_file_is_sent_while_it_is_made() {
    let server = Server::start(|stream, _| echo(stream)).await;
    let client = server.client();
    for (length, told) in [(None, "None 5000"), (Some(5000), "Some(5000) 5000")] {
        let put = Put(File::stream(Hundreds(50), length));
        assert_eq!(*in_time(client.send(&put)).await.expect("an answer"), told);
    }
    // It is shorter than was announced, so that the server waits for more.
    let put = Put(File::stream(Hundreds(50), Some(6000)));
    let error = in_time(client.send(&put)).await.expect_err("too short");
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    drop(client);
    server.all_are_closed().await;
}

#[cfg(feature = "blocking")]
#[tokio::test]
async fn a_file_is_sent_while_it_is_read() {
    let server = Server::start(|stream, _| echo(stream)).await;
    let client = server.client();
    let sent = tokio::task::spawn_blocking(move || {
        let file = || std::io::Read::take(std::io::repeat(b'x'), 5000);
        let unknown = client.send_blocking(&Put(File::reader(file(), None)))?.into_inner();
        let known = client.send_blocking(&Put(File::reader(file(), Some(5000))))?.into_inner();
        Ok::<_, Error<NoFailure>>((unknown, known))
    });
    let told = in_time(sent).await.expect("no panic").expect("answers");
    assert_eq!(told, ("None 5000".to_owned(), "Some(5000) 5000".to_owned()));
}

#[tokio::test]
async fn an_answer_that_comes_before_the_request_has_ended_is_one() {
    let server = Server::start(|mut stream, _| async move {
        let mut buffer = [0; 4096];
        let _ = stream.read(&mut buffer).await;
        let answer =
            b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        let _ = stream.write_all(answer).await;
        // Some of what is still on its way is read, or the answer would be lost with a reset.
        let mut some = stream.take(1 << 20);
        while some.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    })
    .await;
    let client = server.client();
    let put = Put(File::stream(Hundreds(usize::MAX), None));
    let error = in_time(client.send(&put)).await.expect_err("413");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(413), "{error:?}");
    drop(client);
    server.all_are_closed().await;
}

/// A method that gives a body a meaning says that there is none, and others say nothing (RFC 9110, section 8.6).
#[tokio::test]
async fn the_length_of_no_body_is_said_where_it_means_something() {
    let server = Server::start(|mut stream, _| async move {
        while let Some(head) = head(&mut stream).await {
            let length = head.lines().find(|line| line.starts_with("content-length:"));
            let length = length.unwrap_or("none");
            let answer =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{length}", length.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    })
    .await;
    let client = server.client();
    assert_eq!(*in_time(client.send(&Get)).await.expect("an answer"), "none");
    let put = Put(File::new(""));
    assert_eq!(*in_time(client.send(&put)).await.expect("an answer"), "content-length: 0");
    let put = Put(File::stream(Hundreds(0), Some(0)));
    assert_eq!(*in_time(client.send(&put)).await.expect("an answer"), "content-length: 0");
    let put = Put(File::stream(Hundreds(1), Some(0)));
    in_time(client.send(&put)).await.expect_err("there are bytes");
    #[cfg(feature = "blocking")]
    {
        let blocking = tokio::task::spawn_blocking(move || {
            let none = client.send_blocking(&Get).expect("an answer").into_inner();
            (none, client.send_blocking(&Put(File::new(""))).expect("an answer").into_inner())
        });
        let told = in_time(blocking).await.expect("no panic");
        assert_eq!(told, ("none".to_owned(), "content-length: 0".to_owned()));
    }
}

/// `{"items": [0,1,...,59]}` in each content coding (RFC 9110, section 8.4.1; RFC 7932, RFC 8878), by other programs.
#[cfg(any(feature = "gzip", feature = "brotli", feature = "zstd"))]
const COMPRESSED: &[(&str, &[u8])] = &[
    #[cfg(feature = "gzip")]
    ("gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x0d\x8e\x39\x0e\x02\x41\x10\xc4\xbe\x82\x36\x76\x30\xdd\xd5\x35\x07\x5f\x41\x84\x04\x04\x44\xbb\x19\xe2\xef\x4c\x5a\x92\xed\xfa\x1e\xef\xeb\xf5\x39\x8f\xfb\xed\xd1\x08\x12\x51\x98\xce\x60\xb2\x88\x3d\x06\x91\x84\x88\x22\x4c\x74\x62\x10\x93\x58\x64\x23\x37\x93\xa4\xc8\x22\x4d\x76\x72\x90\x93\x5c\xa8\xa1\x40\x5b\x29\x54\xc8\xa8\xa3\x81\x26\x5a\x54\xa3\x82\x4a\x6a\x17\x8b\x32\xd5\xa9\x41\x4d\x6a\xe1\x86\x03\x27\x16\xde\x87\x8c\x3b\x1e\x78\xe2\xf5\xfc\xfd\x01\x8e\x15\x4c\x53\xb6\x00\x00\x00"),
    #[cfg(feature = "brotli")]
    ("br", b"\x1b\xb5\x00\xf8\x9d\x07\x76\x2c\x3d\x9c\xa2\xe6\xd8\x85\xd7\x20\x5b\x7b\x7d\x52\x04\x46\xc7\x0d\xc6\xe6\x61\x48\x58\xc5\xd2\x85\x2a\x9c\x46\xb0\x80\x3e\x3b\x30\xbd\x08\xe0\x63\xf9\x30\x06\x42\x30\x82\xc6\x60\x71\x78\xb0\x20\xb1\x68\x63\x5d\x4f\x85\xc4\xa2\x8d\x75\x3d\x17\x12\x8b\x36\xd6\xf5\x52\x48\x2c\xda\x58\xd7\xeb\x42\x62\xd1\xc6\xba\xfb\x03"),
    #[cfg(feature = "zstd")]
    ("zstd", b"\x28\xb5\x2f\xfd\x24\xb6\x4d\x03\x00\x62\x4b\x19\x15\xa0\x19\xd2\x01\x83\xc6\x9c\xf3\xaf\x2a\x6c\x09\x21\x64\x6f\x29\xb9\x56\x57\x35\x4f\x0b\xc2\xa9\x4d\x5d\x6a\x52\x57\x4d\x75\x6b\xd6\xab\x47\x7d\x68\x43\x17\x9a\xd0\x45\x13\x5d\x9a\xf4\xe8\x41\x9f\x6e\x7a\xe9\xa4\x57\xa7\xde\xce\xbe\x3e\xfa\xe1\x86\x17\x4e\x78\x71\xe2\xe5\xe4\xe3\x83\x9f\x6d\x76\xd9\x64\xd7\xa6\xdd\xcd\xbd\x3d\xf6\xd9\x5c\x26\xd7\x74\xe7\x7b\x0c\x00\x82\x00\xe2\x50\x48\x18\x02\x8a\x00\xd0\x67\x19\x8e"),
];

#[cfg(any(feature = "gzip", feature = "brotli", feature = "zstd"))]
#[tokio::test]
async fn compressed_answers_are_decompressed_and_their_end_is_missed() {
    for &(coding, compressed) in COMPRESSED {
        let serve = |length: usize| {
            Server::start(move |mut stream, _| async move {
                let asked = head(&mut stream).await.expect("a request");
                let accepted = asked.lines().find(|line| line.starts_with("accept-encoding:"));
                assert!(accepted.is_some_and(|accepted| accepted.contains(coding)), "{asked}");
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {length}\r\n\r\n"
                );
                let _ = stream.write_all(head.as_bytes()).await;
                let _ = stream.write_all(&compressed[..length]).await;
                let _ = stream.shutdown().await;
            })
        };
        let server = serve(compressed.len()).await;
        let answer = in_time(server.client().send(&Get)).await.expect("an answer");
        let whole = answer.starts_with("{\"items\": [0,1,") && answer.ends_with("58,59]}");
        assert!(whole, "{coding}: {}", *answer);
        // The bound counts what comes out.
        let bound = compressed.len() + 1;
        let client = server.builder().max_body_size(bound).build().expect("a client");
        let error = in_time(client.send(&Get)).await.expect_err("more");
        assert!(
            matches!(&error, Error::Body(error) if error.kind() == BodyErrorKind::TooLong),
            "{coding}: {error:?}"
        );
        for length in [20, compressed.len() - 1] {
            let server = serve(length).await;
            let error = in_time(server.client().send(&Get)).await.expect_err("cut off");
            assert!(matches!(error, Error::Transport(_)), "{coding} {length}: {error:?}");
        }
    }
}
