//! Files in requests.

use std::fmt;

use bytes::Bytes;
use serde::de::Visitor;
use serde::ser::{Error as _, SerializeTuple};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name by which the serializer of arguments knows a file.
pub(super) const MARK: &str = "$clientwright::File";

/// A file: bytes, and where they are known its name and media type.
///
/// In a multipart form it is a part of its own; without a name it gets that of its property there, because servers tell files from
/// fields by it. In JSON and in other places that hold text it is its text, and refused if it is none.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct File {
    content: Bytes,
    name: Option<String>,
    content_type: Option<String>,
}

impl File {
    /// A file of which only the bytes are known.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self { content: content.into(), name: None, content_type: None }
    }

    /// The file under a name, without the folders that it is in.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// The file as one of a media type, such as `image/png`.
    #[must_use]
    pub fn with_content_type(self, content_type: impl Into<String>) -> Self {
        Self { content_type: Some(content_type.into()), ..self }
    }

    /// The bytes.
    #[must_use]
    pub fn content(&self) -> &Bytes {
        &self.content
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

    pub(super) fn with(self, name: Option<String>, content_type: Option<String>) -> Self {
        Self { name, content_type, ..self }
    }

    /// The bytes as text.
    pub(super) fn text(&self) -> Result<&str, String> {
        std::str::from_utf8(&self.content)
            .map_err(|_| "is a file whose bytes are no text, where only text can stand".to_owned())
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
            .field("length", &self.content.len())
            .finish()
    }
}

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(MARK, &Whole(self))
    }
}

/// The file with its name and type for the serializer of arguments, which is the one that is not for people, and as text for others.
struct Whole<'a>(&'a File);

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(file) = self;
        if serializer.is_human_readable() {
            return serializer.serialize_str(file.text().map_err(S::Error::custom)?);
        }
        let mut tuple = serializer.serialize_tuple(3)?;
        tuple.serialize_element(&file.name)?;
        tuple.serialize_element(&file.content_type)?;
        tuple.serialize_element(&Raw(&file.content))?;
        tuple.end()
    }
}

struct Raw<'a>(&'a [u8]);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
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
