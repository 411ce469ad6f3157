//! Answers that are read while they arrive.

use std::fmt;
#[cfg(any(feature = "blocking", feature = "async-read"))]
use std::io;
#[cfg(feature = "blocking")]
use std::io::Read;
use std::pin::Pin;
#[cfg(feature = "async-read")]
use std::task::ready;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::answer::{Answer, BodyError, BodyErrorKind};
#[cfg(any(feature = "blocking", feature = "async-read"))]
use super::body;
use super::body::Body;
use super::client::Again;
use super::codec::Decode;
use super::events::Events;
use super::json_lines::JsonLines;
use super::operation::Operation;
use super::transport::TransportError;
use super::union::Union;

/// An operation whose success can be read while it arrives.
pub trait Streaming: Operation {
    /// What the body is read as.
    type Stream;

    /// The facts.
    const STREAM: &'static StreamSpec;

    /// What is left of such an answer.
    fn open(rest: Remainder) -> Self::Stream;
}

/// The facts of an answer that can be read while it arrives.
#[derive(Clone, Debug)]
pub struct StreamSpec {
    /// The media types to ask for.
    pub accept: &'static str,
    /// The statuses that bring it, from the first to the last of each range.
    pub statuses: &'static [(u16, u16)],
    /// The media types that bring it; none at all: every one does.
    pub media_types: &'static [&'static str],
}

impl StreamSpec {
    /// Whether the answer is one.
    pub(super) fn is(&self, answer: &Answer) -> bool {
        let status = answer.status().as_u16();
        let mut statuses = self.statuses.iter();
        statuses.any(|(first, last)| (*first..=*last).contains(&status))
            && (self.media_types.is_empty() || answer.may_be(self.media_types))
    }
}

/// What is left of an answer that has begun.
#[derive(Debug)]
pub struct Remainder {
    pub(super) body: Body,
    /// How many bytes an item may have.
    pub(super) most: usize,
    /// How to ask the server to go on.
    pub(super) again: Option<Again>,
}

impl Remainder {
    /// Bytes.
    #[must_use]
    pub fn bytes(self) -> ByteStream {
        ByteStream { length: self.body.length(), body: self.body, rest: Bytes::new() }
    }

    /// Events with data in JSON.
    #[must_use]
    pub fn events<T: Decode>(self) -> Events<T> {
        Events::json(self)
    }

    /// Events with data that is text.
    #[must_use]
    pub fn text_events(self) -> Events<String> {
        Events::text(self)
    }

    /// Events whose names say which member of a union their data are. Their data are JSON, but those of these events are text; the empty name
    /// is that of all that have no member of their own.
    #[must_use]
    pub fn named_events<T: Union>(self, texts: &'static [&'static str]) -> Events<T> {
        Events::named(self, texts)
    }

    /// Events that are described as objects, with their fields as properties.
    #[must_use]
    pub fn whole_events<T: Decode>(self) -> Events<T> {
        Events::whole(self)
    }

    /// Lines of JSON.
    #[must_use]
    pub fn json_lines<T: Decode>(self) -> JsonLines<T> {
        JsonLines::lines(self.body, self.most)
    }

    /// A sequence of JSON texts (RFC 7464).
    #[must_use]
    pub fn json_sequence<T: Decode>(self) -> JsonLines<T> {
        JsonLines::sequence(self.body, self.most)
    }
}

/// A success that came instead of the stream that was asked for.
pub(super) fn no_stream(answer: &Answer) -> BodyError {
    let arrived = answer.header("content-type").unwrap_or("of no media type");
    let problem = format!("it is `{arrived}`, and no stream as was asked for");
    BodyError::new(answer, BodyErrorKind::NoStream, String::new(), problem)
}

/// The bytes of an answer, as they arrive. To drop it gives up the rest, and closes the connection if the answer has not ended.
///
/// It is a [`Stream`] of pieces and, with the feature `async-read`, an `AsyncRead` of `futures-io`. What `stream_blocking` gives is an iterator over
/// pieces and a reader instead.
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
        Ok(body::moved(&mut self.rest, buffer))
    }
}

#[cfg(feature = "async-read")]
impl futures_io::AsyncRead for ByteStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let stream = self.get_mut();
        while stream.rest.is_empty() {
            match ready!(stream.body.poll_chunk(context)) {
                Some(chunk) => stream.rest = chunk.map_err(io::Error::from)?,
                None => return Poll::Ready(Ok(0)),
            }
        }
        Poll::Ready(Ok(body::moved(&mut stream.rest, buffer)))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("length", &self.length).finish_non_exhaustive()
    }
}
