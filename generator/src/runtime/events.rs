//! Events that a server sends as they happen (HTML Standard, section 9.2).

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use serde_json::{Map, Value};

use super::arrival::{Arrival, Unanswered};
use super::body::Body;
use super::client::Again;
use super::clock::{self, Pause};
use super::codec::{self, Decode};
use super::event_parser::{Parser, RawEvent};
use super::item::{self, ItemError, StreamError};
use super::sending::Coming;
use super::stream::Remainder;
use super::transport::TransportError;
use super::union::{self, Member, Union};

/// How long to wait before the server is asked to go on, unless it says how long.
const RETRY: Duration = Duration::from_secs(3);

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    /// Its type; `message` where it has none.
    pub event: String,
    /// The last id that the server gave; empty if it gave none.
    pub id: String,
    /// Its data.
    pub data: T,
    /// How long the server asks to wait before it is asked to go on, if this event says it.
    pub retry: Option<Duration>,
}

/// The events of an answer, as they arrive. To drop it gives up the rest, and closes the connection.
///
/// It is a [`Stream`]. What `stream_blocking` gives is an iterator instead. An event that does not decode is an error item, and the next one
/// follows. An event that has not ended when the answer ends is none.
pub struct Events<T> {
    source: Source,
    /// The names of events with text, where names say what the data are.
    texts: &'static [&'static str],
    decode: fn(RawEvent, &[&str]) -> Result<Event<T>, ItemError>,
}

impl RawEvent {
    /// The event with what its data mean.
    fn with<T>(self, data: T) -> Event<T> {
        Event { event: self.event, id: self.id, data, retry: self.retry }
    }
}

impl<T: Decode> Events<T> {
    pub(super) fn json(rest: Remainder) -> Self {
        Self { source: Source::new(rest), texts: &[], decode: json }
    }

    pub(super) fn whole(rest: Remainder) -> Self {
        Self { source: Source::new(rest), texts: &[], decode: whole }
    }
}

impl<T: Union> Events<T> {
    pub(super) fn named(rest: Remainder, texts: &'static [&'static str]) -> Self {
        Self { source: Source::new(rest), texts, decode: named }
    }
}

impl Events<String> {
    pub(super) fn text(rest: Remainder) -> Self {
        Self { source: Source::new(rest), texts: &[], decode: text }
    }
}

impl<T> Events<T> {
    /// Ends the stream at an event whose data is this, such as `[DONE]`; it is not given.
    pub fn until(&mut self, data: impl Into<String>) -> &mut Self {
        self.source.until = Some(data.into());
        self
    }

    /// Asks the server to go on when the answer ends or breaks: after the time that it says, or 3 seconds, with `Last-Event-ID`. It is asked
    /// so often in a row at most without an event in between. An answer without content ends the stream. The timer is that of
    /// [`SystemClock`](super::SystemClock).
    ///
    /// A request whose body is a stream cannot be sent again, and nobody is asked.
    pub fn reconnect(&mut self, most: usize) -> &mut Self {
        self.source.most_tries = most;
        self
    }

    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn decoded(&self, event: Result<RawEvent, StreamError>) -> Result<Event<T>, StreamError> {
        Ok((self.decode)(event?, self.texts)?)
    }
}

fn json<T: Decode>(raw: RawEvent, _: &[&str]) -> Result<Event<T>, ItemError> {
    let data = item::decode(&raw.data).map_err(|error| error.of_event(&raw.event))?;
    Ok(raw.with(data))
}

fn text(raw: RawEvent, _: &[&str]) -> Result<Event<String>, ItemError> {
    let data = String::from_utf8_lossy(&raw.data).into_owned();
    Ok(raw.with(data))
}

/// The data as those of the member that the name of the event means. Where it means none, they are kept as they came.
fn named<T: Union>(raw: RawEvent, texts: &[&str]) -> Result<Event<T>, ItemError> {
    let text = || Value::String(String::from_utf8_lossy(&raw.data).into_owned());
    let own = T::MEMBERS.iter().position(|member| member.is_tagged(&raw.event));
    let member = own.or_else(|| T::MEMBERS.iter().position(Member::is_fallback));
    let is_text = texts.contains(&own.map_or("", |_| raw.event.as_str()));
    let value = match member {
        Some(_) if is_text => Ok(text()),
        Some(_) => item::decode(&raw.data),
        None => Ok(item::decode(&raw.data).unwrap_or_else(|_| text())),
    };
    let read = |value: Value| -> Result<T, ItemError> {
        let read = union::read_member(member.unwrap_or(T::MEMBERS.len()), &value);
        read.map_err(|error| ItemError::new(&raw.data, &error))
    };
    let data = value.and_then(read).map_err(|error| error.of_event(&raw.event))?;
    Ok(raw.with(data))
}

/// The event as the object that OpenAPI 3.2, section 4.14.4, makes of it.
fn whole<T: Decode>(raw: RawEvent, _: &[&str]) -> Result<Event<T>, ItemError> {
    let text = String::from_utf8_lossy(&raw.data).into_owned();
    let mut object = Map::from_iter([("data".to_owned(), Value::String(text))]);
    if raw.has_type {
        object.insert("event".to_owned(), Value::String(raw.event.clone()));
    }
    if !raw.id.is_empty() {
        object.insert("id".to_owned(), Value::String(raw.id.clone()));
    }
    if let Some(millis) = raw.retry.and_then(|retry| u64::try_from(retry.as_millis()).ok()) {
        object.insert("retry".to_owned(), Value::from(millis));
    }
    let data = codec::decode_value(&Value::Object(object))
        .map_err(|error| ItemError::new(&raw.data, &error).of_event(&raw.event))?;
    Ok(raw.with(data))
}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let events = self.get_mut();
        let event = ready!(events.source.poll(context));
        Poll::Ready(event.map(|event| events.decoded(event)))
    }
}

#[cfg(feature = "blocking")]
impl<T> Iterator for Events<T> {
    type Item = Result<Event<T>, StreamError>;

    fn next(&mut self) -> Option<Self::Item> {
        let event = self.source.read();
        event.map(|event| self.decoded(event))
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("last_id", &self.source.parser.last_id())
            .finish_non_exhaustive()
    }
}

/// Where events come from, and what follows when the answer ends.
struct Source {
    body: Body,
    parser: Parser,
    most: usize,
    until: Option<String>,
    again: Option<Again>,
    most_tries: usize,
    tries: usize,
    state: State,
}

enum State {
    Reading,
    /// Until the server may be asked again.
    Waiting(Pause<'static>),
    Asking(Coming<'static>),
    Over,
}

type Next = Option<Result<RawEvent, StreamError>>;

impl Source {
    fn new(rest: Remainder) -> Self {
        Self {
            body: rest.body,
            parser: Parser::default(),
            most: rest.most,
            until: None,
            again: rest.again,
            most_tries: 0,
            tries: 0,
            state: State::Reading,
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Next> {
        loop {
            match &mut self.state {
                State::Over => return Poll::Ready(None),
                State::Reading => {
                    if let Some(next) = self.arrived() {
                        return Poll::Ready(next);
                    }
                    match ready!(self.body.poll_chunk(context)) {
                        Some(Ok(chunk)) => self.parser.feed(&chunk),
                        end => match self.delay() {
                            Some(delay) => {
                                self.state = State::Waiting(clock::sleep(delay));
                            }
                            None => return Poll::Ready(self.over(end)),
                        },
                    }
                }
                State::Waiting(sleep) => {
                    ready!(sleep.as_mut().poll(context));
                    let last_id = self.parser.last_id();
                    match self.again.as_ref().and_then(|again| again.send(last_id)) {
                        Some(coming) => self.state = State::Asking(coming),
                        None => return Poll::Ready(self.over(None)),
                    }
                }
                State::Asking(coming) => match ready!(coming.as_mut().poll(context)) {
                    Ok(Arrival { answer, rest: Some(rest) }) if answer.status() != 204 => {
                        self.resume(rest.body);
                    }
                    result => match self.unanswered(result) {
                        Ok(delay) => {
                            self.state = State::Waiting(clock::sleep(delay));
                        }
                        Err(next) => return Poll::Ready(next),
                    },
                },
            }
        }
    }

    #[cfg(feature = "blocking")]
    fn read(&mut self) -> Next {
        while !matches!(self.state, State::Over) {
            if let Some(next) = self.arrived() {
                return next;
            }
            let end = match self.body.read_chunk() {
                Some(Ok(chunk)) => {
                    self.parser.feed(&chunk);
                    continue;
                }
                end => end,
            };
            let Some(mut delay) = self.delay() else { return self.over(end) };
            loop {
                std::thread::sleep(delay);
                let last_id = self.parser.last_id();
                let again = self.again.as_ref();
                let Some(result) = again.and_then(|again| again.send_blocking(last_id)) else {
                    return self.over(None);
                };
                match result {
                    Ok(Arrival { answer, rest: Some(rest) }) if answer.status() != 204 => {
                        self.resume(rest.body);
                        break;
                    }
                    result => match self.unanswered(result) {
                        Ok(next) => delay = next,
                        Err(next) => return next,
                    },
                }
            }
        }
        None
    }

    /// What follows from what arrived, if anything.
    fn arrived(&mut self) -> Option<Next> {
        if let Some(event) = self.parser.next() {
            self.tries = 0;
            if event.data.len() > self.most {
                return Some(self.too_long());
            }
            if self.until.as_ref().is_some_and(|end| *end == event.data) {
                return Some(self.over(None));
            }
            return Some(Some(Ok(event)));
        }
        if self.parser.held() <= self.most {
            return None;
        }
        Some(self.too_long())
    }

    fn too_long(&mut self) -> Next {
        self.state = State::Over;
        self.body = Body::empty();
        Some(Err(StreamError::TooLong(self.most)))
    }

    /// How long to wait before the server is asked again, if it is.
    fn delay(&mut self) -> Option<Duration> {
        if self.again.is_none() || self.tries >= self.most_tries {
            return None;
        }
        self.tries += 1;
        Some(self.parser.retry().unwrap_or(RETRY))
    }

    fn resume(&mut self, body: Body) {
        self.body = body;
        self.parser.restart();
        self.state = State::Reading;
    }

    /// How long to wait once more, or what the stream ends with.
    fn unanswered(&mut self, result: Result<Arrival, Unanswered>) -> Result<Duration, Next> {
        match result {
            Err(Unanswered::Transport(error)) => {
                self.delay().ok_or_else(|| self.over(Some(Err(error))))
            }
            Ok(Arrival { answer, .. }) if answer.status() == 204 => Err(self.over(None)),
            Ok(Arrival { answer, .. }) => {
                self.state = State::Over;
                Err(Some(Err(StreamError::Refused(Box::new(answer)))))
            }
            Err(error @ (Unanswered::Token(_) | Unanswered::Request(_))) => {
                Err(self.over(Some(Err(TransportError::new(error)))))
            }
            Err(Unanswered::Body(error)) => {
                self.state = State::Over;
                Err(Some(Err(StreamError::Refused(Box::new(error.answer().clone())))))
            }
        }
    }

    fn over(&mut self, end: Option<Result<Bytes, TransportError>>) -> Next {
        self.state = State::Over;
        self.body = Body::empty();
        end.and_then(Result::err).map(|error| Err(error.into()))
    }
}
