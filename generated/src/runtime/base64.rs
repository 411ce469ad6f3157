//! Bytes in base64 (RFC 4648, section 4).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::check::{Check, Checker};
use super::codec::{Decode, Invalid};
use super::rules::Rules;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes in base64. The text is kept as it came, and decoded on demand.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(String);

impl Base64 {
    /// The text for bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
        for chunk in bytes.chunks(3) {
            let mut group = [0; 3];
            group[..chunk.len()].copy_from_slice(chunk);
            let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
            for index in 0..4 {
                let sextet = (bits >> (18 - 6 * index)) & 63;
                let letter = ALPHABET[sextet as usize] as char;
                text.push(if index <= chunk.len() { letter } else { '=' });
            }
        }
        Self(text)
    }

    /// The text as it is on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bytes. Line breaks and missing padding are forgiven, and so is the alphabet for addresses (RFC 4648, section 5).
    ///
    /// # Errors
    ///
    /// The text is no base64.
    pub fn decode(&self) -> Result<Vec<u8>, InvalidBase64> {
        let text = self.0.trim_end_matches(['=', '\r', '\n', ' ']);
        let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
        let (mut bits, mut count) = (0_u32, 0_u32);
        for letter in text.bytes().filter(|letter| !letter.is_ascii_whitespace()) {
            let sextet = match letter {
                b'A'..=b'Z' => letter - b'A',
                b'a'..=b'z' => letter - b'a' + 26,
                b'0'..=b'9' => letter - b'0' + 52,
                b'+' | b'-' => 62,
                b'/' | b'_' => 63,
                _ => return Err(InvalidBase64),
            };
            bits = (bits << 6) | u32::from(sextet);
            count += 6;
            if count >= 8 {
                count -= 8;
                bytes.push((bits >> count) as u8);
                bits &= (1 << count) - 1;
            }
        }
        // A single letter is six bits, which are no byte.
        if count >= 6 { Err(InvalidBase64) } else { Ok(bytes) }
    }
}

/// A text that is no base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidBase64;

impl fmt::Display for InvalidBase64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is no base64")
    }
}

impl std::error::Error for InvalidBase64 {}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self::from_bytes(bytes)
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from_bytes(&bytes)
    }
}

/// The text is base64 already.
impl From<String> for Base64 {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// The text is base64 already.
impl From<&str> for Base64 {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl Decode for Base64 {
    fn decode(value: Value) -> Result<Self, Invalid> {
        String::decode(value).map(Self)
    }
}

impl Check for Base64 {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.text(&self.0, rules);
    }
}
