//! What came back, before anybody asked what it means.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;
use url::Url;

use super::charset;
use super::codec::{self, Decode, Invalid};
use super::media_type;
use super::response_header::HeaderKey;
use super::trace;
use super::transport::Address;
use super::tree::Tree;

/// What some servers put before a text.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A body as the type that the description promises, or why it is none.
pub type Decoded<T> = Result<T, BodyError>;

/// An answer with its whole body: status, headers and bytes as they arrived.
#[derive(Clone)]
pub struct Answer {
    parts: Box<http::Response<Bytes>>,
}

impl Answer {
    pub(super) fn new(response: http::Response<Bytes>) -> Self {
        Self { parts: Box::new(response) }
    }

    /// The same answer with this body.
    pub(super) fn with_body(mut self, body: Bytes) -> Self {
        *self.parts.body_mut() = body;
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.parts.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.parts.headers()
    }

    /// A header: the first value of a name, if it is there and is text, or the value of one that the description documents.
    #[must_use]
    pub fn header<K: HeaderKey>(&self, key: K) -> K::Value<'_> {
        key.read(Some(self.headers()))
    }

    /// The address that it came from, where whoever carried it has said so.
    pub(super) fn address(&self) -> Option<&Url> {
        self.parts.extensions().get::<Address>().map(|address| &address.0)
    }

    /// The bytes of the body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.parts.body()
    }

    /// How long the server asks to wait, in either form of `Retry-After` (RFC 9110, section 10.2.3). A moment that is over is zero.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers())
    }

    /// Whether the media type of the body is one of these, or within one of these ranges, such as `image/*`.
    #[must_use]
    pub fn is(&self, media_types: &[&str]) -> bool {
        let arrived = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        media_types.iter().any(|documented| media_type::matches(documented, arrived))
    }

    /// Whether the media type of the body is one of these, or not told.
    #[must_use]
    pub fn may_be(&self, media_types: &[&str]) -> bool {
        !self.headers().contains_key(CONTENT_TYPE) || self.is(media_types)
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// The body is empty, no JSON, or JSON of another shape.
    pub fn json<T: Decode>(&self) -> Decoded<T> {
        let text = self.json_text()?;
        let tree = Tree::parse(text).map_err(|error| self.not_json(text, &error))?;
        T::decode(tree.root()).map_err(|error| self.invalid(&error))
    }

    /// The body as text, or as a type that keeps a text. Bytes that are no text are replaced.
    ///
    /// # Errors
    ///
    /// The body is in a character set that is not known.
    pub fn text<T: From<String>>(&self) -> Decoded<T> {
        Ok(T::from(self.decoded_text()?))
    }

    /// The body as a value that is written as text: a string, a number, `true` or `false`.
    ///
    /// # Errors
    ///
    /// The text means no such value, or is in a character set that is not known.
    pub fn scalar<T: Decode>(&self) -> Decoded<T> {
        let text = self.decoded_text()?;
        let tree = Tree::parse(text.trim().as_bytes()).ok();
        if let Some(decoded) = tree.and_then(|tree| T::decode(tree.root()).ok()) {
            return Ok(decoded);
        }
        codec::decode_value(&Value::String(text)).map_err(|error| self.invalid(&error))
    }

    /// The body as bytes.
    ///
    /// # Errors
    ///
    /// None yet; the type is that of the others.
    pub fn bytes(&self) -> Decoded<Bytes> {
        Ok(self.body().clone())
    }

    /// No body. One that is there all the same is left alone, and can be had with [`Answer::body`].
    ///
    /// # Errors
    ///
    /// None yet; the type is that of the others.
    pub fn empty(&self) -> Decoded<()> {
        Ok(())
    }

    /// That the body is of none of the documented media types.
    ///
    /// # Errors
    ///
    /// Always: it says what arrived.
    pub fn mismatched<T>(&self) -> Decoded<T> {
        let problem = match self.header(CONTENT_TYPE.as_str()) {
            Some(arrived) => format!("it is `{arrived}`, which is not documented"),
            None => "nothing says of which media type it is".to_owned(),
        };
        Err(BodyError::new(self, BodyErrorKind::MediaType, String::new(), problem))
    }

    pub(super) fn invalid(&self, error: &Invalid) -> BodyError {
        BodyError::new(self, BodyErrorKind::Shape, error.path(), error.message().to_owned())
    }

    /// The body without the byte order mark that some servers put before JSON.
    fn json_text(&self) -> Decoded<&[u8]> {
        let body = self.body().as_ref();
        let text = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        if text.trim_ascii().is_empty() {
            let problem = "the body is empty, and JSON is documented".to_owned();
            return Err(BodyError::new(self, BodyErrorKind::Empty, String::new(), problem));
        }
        Ok(text)
    }

    /// The body as text, in the character set that the answer names.
    pub(super) fn decoded_text(&self) -> Decoded<String> {
        let content_type = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        self.text_in(media_type::parameter(content_type, "charset").unwrap_or("utf-8"))
    }

    /// The body as text in a character set.
    pub(super) fn text_in(&self, charset: &str) -> Decoded<String> {
        charset::decode(charset, self.body()).ok_or_else(|| {
            let problem = format!(
                "it is in the character set `{charset}`, and only UTF-8, UTF-16, ISO-8859-1 and windows-1252 are read"
            );
            BodyError::new(self, BodyErrorKind::Charset, String::new(), problem)
        })
    }

    fn not_json(&self, text: &[u8], error: &serde_json::Error) -> BodyError {
        let kind = if error.is_eof() { BodyErrorKind::Truncated } else { BodyErrorKind::NotJson };
        let path = trace::path(text, error);
        let content_type = self.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let message = match content_type {
            Some(other) if is_no_json(other) => {
                format!("the body is `{other}`, and JSON is documented ({error})")
            }
            _ => error.to_string(),
        };
        BodyError::new(self, kind, path, message)
    }
}

/// Whether a media type is not that of JSON, which has no other character set than UTF-8 (RFC 8259, section 8.1).
fn is_no_json(content_type: &str) -> bool {
    let charset = media_type::parameter(content_type, "charset").unwrap_or("utf-8");
    !content_type.to_ascii_lowercase().contains("json") || !charset.eq_ignore_ascii_case("utf-8")
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = String::from_utf8_lossy(&self.body()[..self.body().len().min(SHOWN)]);
        f.debug_struct("Answer")
            .field("status", &self.status())
            .field("headers", &Shown(self.headers()))
            .field("length", &self.body().len())
            .field("body", &body)
            .finish()
    }
}

/// How long headers ask to wait (RFC 9110, section 10.2.3).
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let moment = moment(value)?;
    let wait = moment.duration_since(Timestamp::now());
    Some(Duration::try_from(wait).unwrap_or_default())
}

/// A date in any of the three forms that a recipient must accept (RFC 9110, section 5.6.7).
fn moment(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = jiff::fmt::rfc2822::parse(text) {
        return Some(moment.timestamp());
    }
    let obsolete = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let moment = obsolete.iter().find_map(|form| DateTime::strptime(form, text).ok())?;
    TimeZone::UTC.to_timestamp(moment).ok()
}

/// How many bytes of a body are shown.
const SHOWN: usize = 256;

/// Headers without those that are credentials.
struct Shown<'a>(&'a HeaderMap);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = ["set-cookie", "authorization", "proxy-authorization", "x-subject-token"];
        let entries = self.0.iter().map(|(name, value)| {
            let shown = (!hidden.contains(&name.as_str())).then_some(value);
            (name, HeaderShown(shown))
        });
        f.debug_map().entries(entries).finish()
    }
}

/// The value of a header, unless it is a credential.
struct HeaderShown<'a>(Option<&'a HeaderValue>);

impl fmt::Debug for HeaderShown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("(hidden)"),
        }
    }
}

/// In which way a body is not what the description promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BodyErrorKind {
    /// There is no body.
    Empty,
    /// It is something else than JSON, such as the page of a gateway.
    NotJson,
    /// It is something else than XML.
    NotXml,
    /// It is the beginning of JSON or XML, and the rest is missing.
    Truncated,
    /// It is JSON or XML, but a value in it is missing or of another type.
    Shape,
    /// It is of another media type than those that are documented.
    MediaType,
    /// It is text in a character set that is not known.
    Charset,
    /// It is of another media type than the stream that was asked for.
    NoStream,
    /// It is as documented, but leads to no next page: to one that was read already, or to another origin.
    NextPage,
    /// It has more bytes than are read into memory; the rest was left where it was.
    TooLong,
}

/// A body that is not what the description promises for its status, or is too long.
#[derive(Clone, Debug)]
pub struct BodyError {
    inner: Box<Broken>,
}

#[derive(Clone, Debug)]
struct Broken {
    answer: Answer,
    kind: BodyErrorKind,
    path: String,
    message: String,
}

impl BodyError {
    pub(super) fn new(answer: &Answer, kind: BodyErrorKind, path: String, message: String) -> Self {
        Self { inner: Box::new(Broken { answer: answer.clone(), kind, path, message }) }
    }

    /// In which way the body is wrong.
    #[must_use]
    pub fn kind(&self) -> BodyErrorKind {
        self.inner.kind
    }

    /// The answer as it arrived.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.inner.answer
    }

    /// The path of the value that is wrong, such as `certificates[3].status`; empty for the whole body.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// What is wrong with it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.inner.message
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.answer().status().as_u16();
        let problem = match self.kind() {
            BodyErrorKind::TooLong => "is too long",
            BodyErrorKind::NextPage => "leads to no next page",
            _ => "is not as documented",
        };
        write!(f, "the body of the answer with status {status} {problem}")?;
        if !self.path().is_empty() {
            write!(f, ", at `{}`", self.path())?;
        }
        write!(f, ": {}", self.message())
    }
}

impl std::error::Error for BodyError {}
