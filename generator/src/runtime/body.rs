//! Bodies as they travel: whole, or in pieces that come one after another.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
#[cfg(any(feature = "blocking", feature = "async-read"))]
use std::io;
#[cfg(feature = "blocking")]
use std::io::Read;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::sync::OwnedSemaphorePermit;

use super::transport::TransportError;

/// The pieces of a body, in order. After an error there is nothing more.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// How many bytes are set aside for a body at once, whatever length it says it has.
const RESERVED: u64 = 1 << 20;

/// How many bytes are read at once.
#[cfg(any(feature = "blocking", feature = "async-read"))]
const READ: usize = 16 << 10;

/// The body of a request or of an answer. To drop one that has not ended gives up the rest of it.
pub struct Body {
    pub(super) content: Content,
    /// It is given back when the body has ended or is dropped, and asked for nothing.
    _permit: Option<OwnedSemaphorePermit>,
}

pub(super) enum Content {
    Whole(Bytes),
    Stream {
        chunks: Chunks,
        length: Option<u64>,
    },
    #[cfg(feature = "blocking")]
    Reader {
        reader: Box<dyn Read + Send>,
        length: Option<u64>,
    },
}

/// Why a body was not read to its end.
#[derive(Debug)]
pub(super) enum Unread {
    /// It is longer than it may be.
    TooLong,
    /// The rest did not arrive.
    Broken(TransportError),
}

impl Body {
    /// A body without a byte.
    #[must_use]
    pub const fn empty() -> Self {
        Self::of(Content::Whole(Bytes::new()))
    }

    const fn of(content: Content) -> Self {
        Self { content, _permit: None }
    }

    /// The same body, which holds a permit until it has ended or is dropped.
    pub(super) fn holding(self, permit: Option<OwnedSemaphorePermit>) -> Self {
        Self { _permit: permit, ..self }
    }

    /// A body of pieces, for the asynchronous interface. The length in bytes, where it is known, is sent as `Content-Length`.
    pub fn stream<S, B, E>(chunks: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self::chunks(Box::pin(Converted(Box::pin(chunks))), length)
    }

    /// A body of pieces that are bytes already.
    pub(super) fn chunks(chunks: Chunks, length: Option<u64>) -> Self {
        Self::of(Content::Stream { chunks, length })
    }

    /// A body that is read while it is sent, for the blocking interface. The length in bytes, where it is known, is sent as `Content-Length`.
    #[cfg(feature = "blocking")]
    pub fn reader(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self::of(Content::Reader { reader: Box::new(reader), length })
    }

    /// A body that is read while it is sent, for the asynchronous interface. The length in bytes, where it is known, is sent as `Content-Length`.
    #[cfg(feature = "async-read")]
    pub fn async_reader(
        reader: impl futures_io::AsyncRead + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Self::stream(Reading(Box::pin(reader)), length)
    }

    /// The same body, which ends with an error unless it has just as many bytes as it says. What carries it would cut off the rest in silence.
    pub(super) fn exact(self) -> Self {
        match self.content {
            Content::Stream { chunks, length: Some(length) } => {
                Self::stream(Exact::new(chunks, length), Some(length))
            }
            #[cfg(feature = "blocking")]
            Content::Reader { reader, length: Some(length) } => {
                Self::reader(Exact::new(reader, length), Some(length))
            }
            content => Self { content, ..self },
        }
    }

    /// The same body, which has so many bytes, where it did not say how many.
    pub(super) fn with_length(mut self, bytes: u64) -> Self {
        match &mut self.content {
            Content::Whole(_) => {}
            Content::Stream { length, .. } => *length = Some(bytes),
            #[cfg(feature = "blocking")]
            Content::Reader { length, .. } => *length = Some(bytes),
        }
        self.exact()
    }

    /// Bodies one after another as one.
    pub(super) fn chain(bodies: Vec<Self>) -> Self {
        let length = bodies.iter().map(Self::length).sum::<Option<u64>>();
        #[cfg(feature = "blocking")]
        if bodies.iter().any(|body| matches!(body.content, Content::Reader { .. })) {
            return Self::reader(Chain::new(bodies), length);
        }
        Self::stream(Chain::new(bodies), length)
    }

    /// The length in bytes, where it is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.content {
            Content::Whole(bytes) => Some(bytes.len() as u64),
            Content::Stream { length, .. } => *length,
            #[cfg(feature = "blocking")]
            Content::Reader { length, .. } => *length,
        }
    }

    /// The bytes, if all of them are there.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Whole(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The same body once more, if all of it is there. A body that comes in pieces is there once.
    #[must_use]
    pub fn try_clone(&self) -> Option<Self> {
        self.as_bytes().cloned().map(Self::from)
    }

    /// Whether the body can be sent more than once.
    #[must_use]
    pub fn is_replayable(&self) -> bool {
        self.as_bytes().is_some()
    }

    /// The next piece; after an error, and at the end, there is nothing more.
    pub(super) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let item = match &mut self.content {
            Content::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                (!bytes.is_empty()).then_some(Ok(bytes))
            }
            Content::Stream { chunks, .. } => ready!(chunks.as_mut().poll_next(context)),
            #[cfg(feature = "blocking")]
            Content::Reader { .. } => Some(Err(misplaced("reader"))),
        };
        if !matches!(item, Some(Ok(_))) {
            *self = Self::empty();
        }
        Poll::Ready(item)
    }

    /// The next piece, for which the thread is blocked; after an error, and at the end, there is nothing more.
    #[cfg(feature = "blocking")]
    pub(super) fn read_chunk(&mut self) -> Option<Result<Bytes, TransportError>> {
        let item = match &mut self.content {
            Content::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                (!bytes.is_empty()).then_some(Ok(bytes))
            }
            Content::Reader { reader, .. } => read(reader),
            Content::Stream { .. } => Some(Err(misplaced("stream"))),
        };
        if !matches!(item, Some(Ok(_))) {
            *self = Self::empty();
        }
        item
    }

    /// The whole body, if it has no more than so many bytes.
    pub(super) async fn collect(mut self, most: usize) -> Result<Bytes, Unread> {
        let mut gathered = Gathered::new(self.length(), most)?;
        while let Some(chunk) = std::future::poll_fn(|context| self.poll_chunk(context)).await {
            gathered.add(chunk.map_err(Unread::Broken)?)?;
        }
        Ok(gathered.finish())
    }

    /// The whole body, if it has no more than so many bytes; the thread is blocked until it is there.
    #[cfg(feature = "blocking")]
    pub(super) fn collect_blocking(mut self, most: usize) -> Result<Bytes, Unread> {
        let mut gathered = Gathered::new(self.length(), most)?;
        while let Some(chunk) = self.read_chunk() {
            gathered.add(chunk.map_err(Unread::Broken)?)?;
        }
        Ok(gathered.finish())
    }
}

/// What a reader gives at once.
#[cfg(feature = "blocking")]
fn read(reader: &mut dyn Read) -> Option<Result<Bytes, TransportError>> {
    let mut buffer = vec![0; READ];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return None,
            Ok(length) => {
                buffer.truncate(length);
                return Some(Ok(buffer.into()));
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Some(Err(TransportError::from_io(error))),
        }
    }
}

/// What has arrived of a body, which has an upper bound. A body of one piece is not copied.
struct Gathered {
    first: Bytes,
    rest: Vec<u8>,
    reserve: usize,
    most: usize,
}

impl Gathered {
    fn new(length: Option<u64>, most: usize) -> Result<Self, Unread> {
        let length = length.unwrap_or_default();
        if usize::try_from(length).map_or(true, |length| length > most) {
            return Err(Unread::TooLong);
        }
        let reserve = usize::try_from(length.min(RESERVED)).unwrap_or_default();
        Ok(Self { first: Bytes::new(), rest: Vec::new(), reserve, most })
    }

    fn add(&mut self, chunk: Bytes) -> Result<(), Unread> {
        let length = self.first.len().max(self.rest.len());
        if chunk.len() > self.most - length {
            return Err(Unread::TooLong);
        }
        if length == 0 {
            self.first = chunk;
            return Ok(());
        }
        if self.rest.is_empty() {
            self.rest.reserve(self.reserve.max(length + chunk.len()));
            self.rest.extend_from_slice(&self.first);
        }
        self.rest.extend_from_slice(&chunk);
        Ok(())
    }

    fn finish(self) -> Bytes {
        if self.rest.is_empty() { self.first } else { self.rest.into() }
    }
}

/// A body of the one interface in the hands of the other.
#[cfg(feature = "blocking")]
pub(super) fn misplaced(what: &str) -> TransportError {
    TransportError::new(match what {
        "reader" => "a body that is read blocks, and needs the blocking interface",
        _ => "a body that is a stream needs the asynchronous interface",
    })
}

/// Bodies one after another.
struct Chain {
    bodies: VecDeque<Body>,
    /// What a reader left of the last piece.
    #[cfg(feature = "blocking")]
    rest: Bytes,
}

impl Chain {
    fn new(bodies: Vec<Body>) -> Self {
        Self {
            bodies: bodies.into(),
            #[cfg(feature = "blocking")]
            rest: Bytes::new(),
        }
    }
}

impl Stream for Chain {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let bodies = &mut self.get_mut().bodies;
        while let Some(body) = bodies.front_mut() {
            if let Some(item) = ready!(body.poll_chunk(context)) {
                return Poll::Ready(Some(item));
            }
            bodies.pop_front();
        }
        Poll::Ready(None)
    }
}

#[cfg(feature = "blocking")]
impl Read for Chain {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Self { bodies, rest } = self;
        while rest.is_empty() {
            let Some(body) = bodies.front_mut() else { return Ok(0) };
            match body.read_chunk() {
                Some(chunk) => *rest = chunk.map_err(io::Error::from)?,
                None => drop(bodies.pop_front()),
            }
        }
        Ok(moved(rest, buffer))
    }
}

/// Moves as much of the bytes into the buffer as it holds.
#[cfg(any(feature = "blocking", feature = "async-read"))]
pub(super) fn moved(bytes: &mut Bytes, buffer: &mut [u8]) -> usize {
    let length = bytes.len().min(buffer.len());
    buffer[..length].copy_from_slice(&bytes.split_to(length));
    length
}

/// What an asynchronous reader gives.
#[cfg(feature = "async-read")]
struct Reading<R>(Pin<Box<R>>);

#[cfg(feature = "async-read")]
impl<R: futures_io::AsyncRead> Stream for Reading<R> {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut buffer = vec![0; READ];
        let length = ready!(self.get_mut().0.as_mut().poll_read(context, &mut buffer));
        Poll::Ready(match length {
            Ok(0) => None,
            Ok(length) => {
                buffer.truncate(length);
                Some(Ok(buffer.into()))
            }
            Err(error) => Some(Err(error)),
        })
    }
}

/// Bytes of which there are as many as was said. The last of them are held back until it is known that nothing follows.
struct Exact<I> {
    /// Until its end.
    inner: Option<I>,
    length: u64,
    left: u64,
    last: Option<Bytes>,
}

impl<I> Exact<I> {
    fn new(inner: I, length: u64) -> Self {
        Self { inner: Some(inner), length, left: length, last: None }
    }

    /// Counts bytes that came; none at all are the end.
    fn count(&mut self, bytes: usize) -> Result<(), TransportError> {
        let (said, bytes) = (self.length, bytes as u64);
        if bytes == 0 && self.left > 0 {
            let came = said - self.left;
            return Err(TransportError::new(format!(
                "the body has {came} bytes, and its length was given as {said}"
            )));
        }
        self.left = self.left.checked_sub(bytes).ok_or_else(|| {
            TransportError::new(format!(
                "the body has more bytes than the {said} that its length was given as"
            ))
        })?;
        Ok(())
    }
}

impl Stream for Exact<Chunks> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let exact = self.get_mut();
        while let Some(inner) = &mut exact.inner {
            let chunk = match ready!(inner.as_mut().poll_next(context)) {
                Some(Ok(chunk)) if chunk.is_empty() => continue,
                Some(Ok(chunk)) => chunk,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    exact.inner = None;
                    Bytes::new()
                }
            };
            if let Err(error) = exact.count(chunk.len()) {
                return Poll::Ready(Some(Err(error)));
            }
            if exact.left > 0 {
                return Poll::Ready(Some(Ok(chunk)));
            }
            if !chunk.is_empty() {
                exact.last = Some(chunk);
            }
        }
        Poll::Ready(exact.last.take().map(Ok))
    }
}

#[cfg(feature = "blocking")]
impl Read for Exact<Box<dyn Read + Send>> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(inner) = self.inner.as_mut().filter(|_| !buffer.is_empty()) else { return Ok(0) };
        let read = inner.read(buffer)?;
        self.count(read)?;
        if self.left == 0
            && let Some(mut inner) = self.inner.take()
        {
            let more = io::copy(&mut inner.by_ref().take(1), &mut io::sink())?;
            self.count(usize::from(more > 0))?;
        }
        Ok(read)
    }
}

/// A stream of somebody else.
struct Converted<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunks = self.get_mut().0.as_mut();
        chunks.poll_next(context).map(|item| {
            item.map(|item| {
                item.map(Into::into).map_err(|error| TransportError::from_any(error.into()))
            })
        })
    }
}

/// For transports that send a body which is not there yet.
impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_chunk(context)
    }
}

/// For transports that block and send a body which is not there yet.
#[cfg(feature = "blocking")]
impl Iterator for Body {
    type Item = Result<Bytes, TransportError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read_chunk()
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::of(Content::Whole(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from_static(text.as_bytes()))
    }
}

/// The bytes stay out of it: they may be many, or secret.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("is_whole", &self.is_replayable())
            .field("length", &self.length())
            .finish()
    }
}
