//! Answers that are read while they arrive.

use std::fmt;
#[cfg(feature = "blocking")]
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::answer::{Answer, BodyError, BodyErrorKind};
use super::body::Body;
use super::operation::Operation;
use super::transport::TransportError;

/// An operation whose success can be read while it arrives.
pub trait Streaming: Operation {
    /// What the body is read as.
    type Stream: FromBody;

    /// The media types to ask for.
    const ACCEPT: &'static str;

    /// Whether a stream is documented for this status.
    fn streams(status: u16) -> bool;
}

/// What can be made of a body that is still arriving.
pub trait FromBody: Sized {
    /// Whether the body of this answer is one, by its media type.
    fn fits(answer: &Answer) -> bool;

    /// The body of this answer as one.
    fn from_body(answer: &Answer, body: Body) -> Self;
}

/// Whether the body of an answer is left to whoever asked for a stream.
pub(super) fn is_left<O: Streaming>(answer: &Answer) -> bool {
    O::streams(answer.status().as_u16()) && O::Stream::fits(answer)
}

/// A success that came instead of the stream that was asked for.
pub(super) fn no_stream(answer: &Answer) -> BodyError {
    let arrived = answer.header("content-type").unwrap_or("of no media type");
    let problem = format!("it is `{arrived}`, and no stream as was asked for");
    BodyError::new(answer, BodyErrorKind::NoStream, String::new(), problem)
}

/// The bytes of an answer, as they arrive. To drop it gives up the rest, and closes the connection if the answer has not ended.
///
/// It is a [`Stream`] of pieces. What `stream_blocking` gives is an iterator over pieces and a reader instead.
pub struct ByteStream {
    body: Body,
    length: Option<u64>,
    /// What a reader left of the last piece.
    rest: Bytes,
}

impl ByteStream {
    /// How many bytes there are in all, where the server says so.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next piece; `None` at the end. After an error there is nothing more.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl FromBody for ByteStream {
    fn fits(_: &Answer) -> bool {
        true
    }

    fn from_body(_: &Answer, body: Body) -> Self {
        Self { length: body.length(), body, rest: Bytes::new() }
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let stream = self.get_mut();
        if stream.rest.is_empty() {
            return stream.body.poll_chunk(context);
        }
        Poll::Ready(Some(Ok(std::mem::take(&mut stream.rest))))
    }
}

#[cfg(feature = "blocking")]
impl Iterator for ByteStream {
    type Item = Result<Bytes, TransportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return self.body.read_chunk();
        }
        Some(Ok(std::mem::take(&mut self.rest)))
    }
}

#[cfg(feature = "blocking")]
impl Read for ByteStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.body.read_chunk() {
                Some(chunk) => self.rest = chunk.map_err(io::Error::from)?,
                None => return Ok(0),
            }
        }
        Ok(taken(&mut self.rest, buffer))
    }
}

/// Moves as much of the bytes into the buffer as it holds.
#[cfg(feature = "blocking")]
fn taken(bytes: &mut Bytes, buffer: &mut [u8]) -> usize {
    let length = bytes.len().min(buffer.len());
    buffer[..length].copy_from_slice(&bytes.split_to(length));
    length
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("length", &self.length).finish_non_exhaustive()
    }
}
