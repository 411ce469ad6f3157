//! Files in requests.

use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::hash::{Hash, Hasher};
#[cfg(feature = "blocking")]
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::Visitor;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::body::Body;

/// The name by which the serializer of arguments knows a file.
pub(super) const MARK: &str = "$clientwright::File";

thread_local! {
    /// The file on its way from its own serialization to the serializer of arguments, through which a stream could not pass.
    static HANDED: Cell<Option<File>> = const { Cell::new(None) };
}

/// A file: bytes or a stream of them, and where they are known its name and media type.
///
/// In a multipart form it is a part of its own; without a name it gets that of its property there, because servers tell files from
/// fields by it. In JSON and in other places that hold text it is its text, and refused if it is none.
///
/// A stream can be sent once: a copy of the file has the same stream, and a request with it is not tried again.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct File {
    content: Content,
    name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Stream { body: Arc<Mutex<Option<Body>>>, length: Option<u64> },
}

impl File {
    /// A file of which only the bytes are known.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self { content: Content::Bytes(content.into()), ..Self::default() }
    }

    /// A file that is sent while it is made, by the asynchronous interface. The length in bytes, where it is known, is sent along,
    /// and one that is wrong ends the request with an error.
    pub fn stream<S, B, E>(chunks: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self::of(Body::stream(chunks, length))
    }

    /// A file that is sent while it is read, by the asynchronous interface. The length in bytes, where it is known, is sent along,
    /// and one that is wrong ends the request with an error.
    #[cfg(feature = "async-read")]
    pub fn async_reader(
        reader: impl futures_io::AsyncRead + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Self::of(Body::async_reader(reader, length))
    }

    /// A file that is sent while it is read, by the blocking interface. The length in bytes, where it is known, is sent along,
    /// and one that is wrong ends the request with an error.
    #[cfg(feature = "blocking")]
    pub fn reader(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self::of(Body::reader(reader, length))
    }

    fn of(body: Body) -> Self {
        let body = body.exact();
        let length = body.length();
        let content = Content::Stream { body: Arc::new(Mutex::new(Some(body))), length };
        Self { content, ..Self::default() }
    }

    /// The file under a name, without the folders that it is in.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// The file as one of a media type, such as `image/png`. Where the description has several or a range of them, a file must say which
    /// it is, and nowhere may it be another than those.
    #[must_use]
    pub fn with_content_type(self, content_type: impl Into<String>) -> Self {
        Self { content_type: Some(content_type.into()), ..self }
    }

    /// The file with a header of its own, which goes out where the file is a part of a body.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The bytes, if all of them are there.
    #[must_use]
    pub fn content(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::Stream { .. } => None,
        }
    }

    /// The length in bytes, where it is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::Stream { length, .. } => *length,
        }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The media type.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The headers of its own.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// What is sent.
    pub(super) fn body(&self) -> Result<Body, String> {
        match &self.content {
            Content::Bytes(bytes) => Ok(Body::from(bytes.clone())),
            Content::Stream { body, .. } => {
                let taken = body.lock().unwrap_or_else(PoisonError::into_inner).take();
                taken.ok_or_else(|| "is a stream that was sent already".to_owned())
            }
        }
    }

    /// The bytes as text.
    pub(super) fn text(&self) -> Result<&str, String> {
        let Content::Bytes(bytes) = &self.content else {
            return Err("is a stream, where only text can stand".to_owned());
        };
        std::str::from_utf8(bytes)
            .map_err(|_| "is a file whose bytes are no text, where only text can stand".to_owned())
    }
}

/// The file whose serialization ended just now.
pub(super) fn handed() -> Option<File> {
    HANDED.take()
}

impl Default for Content {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

/// Bytes are the same by what they are, and streams only with themselves.
impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(left), Self::Bytes(right)) => left == right,
            (Self::Stream { body: left, .. }, Self::Stream { body: right, .. }) => {
                Arc::ptr_eq(left, right)
            }
            _ => false,
        }
    }
}

impl Eq for Content {}

impl Hash for Content {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Bytes(bytes) => bytes.hash(state),
            Self::Stream { body, .. } => Arc::as_ptr(body).hash(state),
        }
    }
}

impl From<Bytes> for File {
    fn from(content: Bytes) -> Self {
        Self::new(content)
    }
}

impl From<Vec<u8>> for File {
    fn from(content: Vec<u8>) -> Self {
        Self::new(content)
    }
}

impl From<String> for File {
    fn from(content: String) -> Self {
        Self::new(content)
    }
}

impl From<&str> for File {
    fn from(content: &str) -> Self {
        Self::new(content.to_owned())
    }
}

/// The bytes stay out of it, because there may be many.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("length", &self.length())
            .finish()
    }
}

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(MARK, &Whole(self))
    }
}

/// The file itself for the serializer of arguments, which is the one that is not for people, and text for others.
struct Whole<'a>(&'a File);

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(file) = self;
        if serializer.is_human_readable() {
            return serializer.serialize_str(file.text().map_err(S::Error::custom)?);
        }
        HANDED.set(Some((*file).clone()));
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FileVisitor)
    }
}

struct FileVisitor;

impl Visitor<'_> for FileVisitor {
    type Value = File;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<File, E> {
        Ok(File::from(text))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<File, E> {
        Ok(File::from(text))
    }
}
