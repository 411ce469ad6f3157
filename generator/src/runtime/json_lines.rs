//! JSON values one after another: a line for each, or each behind a record separator (RFC 7464).

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::answer::BYTE_ORDER_MARK;
use super::body::Body;
use super::codec::Decode;
use super::item::{self, ItemError, StreamError};
use super::transport::TransportError;

/// What stands before each value of `application/json-seq`.
pub(super) const RECORD_SEPARATOR: u8 = 0x1E;

/// The values of an answer in lines of JSON, as they arrive. Blank lines are none. To drop it gives up the rest.
///
/// It is a [`Stream`]. What `stream_blocking` gives is an iterator instead. A line that does not decode is an error item, and the next one
/// follows.
pub struct JsonLines<T> {
    records: Records,
    decode: fn(&Bytes) -> Result<T, ItemError>,
}

impl<T: Decode> JsonLines<T> {
    pub(super) fn lines(body: Body, most: usize) -> Self {
        Self { records: Records::new(body, b'\n', most), decode: item::decode }
    }

    pub(super) fn sequence(body: Body, most: usize) -> Self {
        Self { records: Records::new(body, RECORD_SEPARATOR, most), decode: whole }
    }
}

/// A value of a sequence. A number or a name may have lost its end unless something follows it (RFC 7464, section 2.4).
fn whole<T: Decode>(raw: &Bytes) -> Result<T, ItemError> {
    let has_end = match (raw.trim_ascii_start().first(), raw.last()) {
        (Some(b'{' | b'[' | b'"'), _) => true,
        (_, last) => last.is_some_and(u8::is_ascii_whitespace),
    };
    if has_end { item::decode(raw) } else { Err(ItemError::cut_off(raw)) }
}

impl<T> JsonLines<T> {
    /// The next value; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn decoded(&self, record: Result<Bytes, StreamError>) -> Result<T, StreamError> {
        Ok((self.decode)(&record?)?)
    }
}

impl<T> Stream for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let lines = self.get_mut();
        let record = ready!(lines.records.poll(context));
        Poll::Ready(record.map(|record| lines.decoded(record)))
    }
}

#[cfg(feature = "blocking")]
impl<T> Iterator for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = self.records.read();
        record.map(|record| self.decoded(record))
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").finish_non_exhaustive()
    }
}

/// The records of a body, without the blank ones.
struct Records {
    body: Body,
    separator: u8,
    most: usize,
    arrived: BytesMut,
    /// How much of what arrived has been looked through already.
    seen: usize,
    is_past_first: bool,
    has_ended: bool,
}

impl Records {
    fn new(body: Body, separator: u8, most: usize) -> Self {
        let arrived = BytesMut::new();
        Self { body, separator, most, arrived, seen: 0, is_past_first: false, has_ended: false }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, StreamError>>> {
        loop {
            if let Some(record) = self.record() {
                return Poll::Ready(Some(record));
            }
            if self.has_ended {
                return Poll::Ready(None);
            }
            let chunk = ready!(self.body.poll_chunk(context));
            if let Some(error) = self.feed(chunk) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    #[cfg(feature = "blocking")]
    fn read(&mut self) -> Option<Result<Bytes, StreamError>> {
        loop {
            if let Some(record) = self.record() {
                return Some(record);
            }
            if self.has_ended {
                return None;
            }
            let chunk = self.body.read_chunk();
            if let Some(error) = self.feed(chunk) {
                return Some(Err(error));
            }
        }
    }

    /// Takes in what arrived next; a record that was begun before an error is none.
    fn feed(&mut self, chunk: Option<Result<Bytes, TransportError>>) -> Option<StreamError> {
        match chunk {
            Some(Ok(chunk)) => self.arrived.extend_from_slice(&chunk),
            Some(Err(error)) => {
                self.end();
                return Some(error.into());
            }
            None => self.has_ended = true,
        }
        None
    }

    /// The next record that has arrived as a whole; at the end of the body that is also one without its separator.
    fn record(&mut self) -> Option<Result<Bytes, StreamError>> {
        loop {
            let unseen = self.arrived.get(self.seen..).unwrap_or_default();
            let end = unseen.iter().position(|byte| *byte == self.separator);
            let length = end.map_or(self.arrived.len(), |end| self.seen + end);
            if length > self.most {
                self.end();
                return Some(Err(StreamError::TooLong(self.most)));
            }
            let mut record = if end.is_some() {
                let record = self.arrived.split_to(length);
                // The separator.
                let _ = self.arrived.split_to(1);
                record
            } else if self.has_ended && length > 0 {
                self.arrived.split()
            } else {
                self.seen = length;
                return None;
            };
            self.seen = 0;
            let is_first = !std::mem::replace(&mut self.is_past_first, true);
            if is_first && record.starts_with(BYTE_ORDER_MARK) {
                let _ = record.split_to(BYTE_ORDER_MARK.len());
            }
            if !record.trim_ascii().is_empty() {
                return Some(Ok(record.freeze()));
            }
        }
    }

    fn end(&mut self) {
        self.has_ended = true;
        self.arrived.clear();
        self.seen = 0;
        self.body = Body::empty();
    }
}
