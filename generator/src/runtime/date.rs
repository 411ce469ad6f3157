//! Dates in the basic format of ISO 8601.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::codec::{Decode, Invalid, Json};

/// A date and time as `yyyyMMdd'T'HHmmss'Z'` (ISO 8601, basic format, UTC), such as `20151212T121212Z`.
///
/// The text is kept as it came, so that an odd date never makes an answer unreadable; it is understood on demand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasicDateTime(String);

const FORMAT: &str = "%Y%m%dT%H%M%SZ";

impl BasicDateTime {
    /// The text as it is on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment that the text means.
    ///
    /// # Errors
    ///
    /// The text is no date and time in this format.
    pub fn timestamp(&self) -> Result<Timestamp, jiff::Error> {
        TimeZone::UTC.to_timestamp(DateTime::strptime(FORMAT, &self.0)?)
    }
}

/// Fractions of a second have no place in the format and are cut off.
impl From<Timestamp> for BasicDateTime {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.strftime(FORMAT).to_string())
    }
}

impl From<String> for BasicDateTime {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for BasicDateTime {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for BasicDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for BasicDateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for BasicDateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl Decode for BasicDateTime {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        String::decode(value).map(Self)
    }
}
