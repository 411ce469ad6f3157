//! Events out of a text in pieces (HTML Standard, section 9.2.6).
//!
//! The few crates for it bring a parser framework along, or do not take all three line ends at the border of two pieces.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

use super::answer::BYTE_ORDER_MARK;

/// The type of an event that has none.
const MESSAGE: &str = "message";

/// An event whose data is a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RawEvent {
    /// Its type; `message` where it has none.
    pub(super) event: String,
    pub(super) has_type: bool,
    pub(super) id: String,
    /// What this event itself says.
    pub(super) retry: Option<Duration>,
    pub(super) data: Bytes,
}

/// What is known of a text so far.
#[derive(Debug, Default)]
pub(super) struct Parser {
    /// The line that has not ended.
    line: Vec<u8>,
    /// Whether the last line ended with a carriage return, so that a line feed belongs to it.
    is_after_return: bool,
    is_past_first_line: bool,
    data: Vec<u8>,
    event: String,
    /// The last `id`, which is that of the events after it as well.
    id: String,
    /// The same, as of the last event that is complete.
    last_id: String,
    retry: Option<Duration>,
    /// The same, as the event says it that is not complete.
    own_retry: Option<Duration>,
    /// Events that nobody has asked for yet.
    ready: VecDeque<RawEvent>,
}

impl Parser {
    /// Takes in a piece.
    pub(super) fn feed(&mut self, mut piece: &[u8]) {
        if self.is_after_return && !piece.is_empty() {
            self.is_after_return = false;
            piece = piece.strip_prefix(b"\n").unwrap_or(piece);
        }
        while let Some(end) = piece.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            self.line.extend_from_slice(&piece[..end]);
            self.end_line();
            let is_return = piece[end] == b'\r';
            piece = &piece[end + 1..];
            if is_return {
                self.is_after_return = piece.is_empty();
                piece = piece.strip_prefix(b"\n").unwrap_or(piece);
            }
        }
        self.line.extend_from_slice(piece);
    }

    /// The next event that is complete.
    pub(super) fn next(&mut self) -> Option<RawEvent> {
        self.ready.pop_front()
    }

    /// The id that the server knows the last event by; empty if it gave none.
    pub(super) fn last_id(&self) -> &str {
        &self.last_id
    }

    /// How long the server asks to wait before it is asked again.
    pub(super) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// How many bytes are held for an event that is not complete.
    pub(super) fn held(&self) -> usize {
        self.line.len() + self.data.len() + self.event.len()
    }

    /// Begins a new text. What was not complete is lost; the id of the last event stays.
    pub(super) fn restart(&mut self) {
        let (last_id, retry) = (std::mem::take(&mut self.last_id), self.retry);
        *self = Self { id: last_id.clone(), last_id, retry, ..Self::default() };
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let mut text = line.as_slice();
        if !std::mem::replace(&mut self.is_past_first_line, true) {
            text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        }
        if text.is_empty() {
            self.dispatch();
        } else {
            let colon = text.iter().position(|byte| *byte == b':');
            let (name, value) = colon.map_or((text, &[][..]), |at| (&text[..at], &text[at + 1..]));
            self.field(name, value.strip_prefix(b" ").unwrap_or(value));
        }
        // Its memory serves the next line.
        self.line = line;
        self.line.clear();
    }

    fn field(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"data" => {
                self.data.extend_from_slice(value);
                self.data.push(b'\n');
            }
            b"event" => self.event = String::from_utf8_lossy(value).into_owned(),
            b"id" if !value.contains(&0) => self.id = String::from_utf8_lossy(value).into_owned(),
            b"retry" if value.iter().all(u8::is_ascii_digit) => {
                let text = std::str::from_utf8(value).unwrap_or_default();
                self.own_retry = text.parse().ok().map(Duration::from_millis).or(self.own_retry);
                self.retry = self.own_retry.or(self.retry);
            }
            // A comment, whose name is empty, or a field of a later standard.
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let (mut data, event) = (std::mem::take(&mut self.data), std::mem::take(&mut self.event));
        let retry = self.own_retry.take();
        self.last_id.clone_from(&self.id);
        if data.pop().is_none() {
            return;
        }
        let data = match std::str::from_utf8(&data) {
            Ok(_) => data,
            Err(_) => String::from_utf8_lossy(&data).into_owned().into_bytes(),
        };
        let has_type = !event.is_empty();
        let event = if has_type { event } else { MESSAGE.to_owned() };
        let (id, data) = (self.id.clone(), data.into());
        self.ready.push_back(RawEvent { event, has_type, id, retry, data });
    }
}
