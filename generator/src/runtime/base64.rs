//! Bytes in base64 (RFC 4648, section 4).

use std::fmt;

use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use base64::engine::{DecodePaddingMode, Engine};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::check::{Check, Checker};
use super::codec::{Decode, Invalid, Json};
use super::rules::Rules;

/// Padding may be missing, and bits that stand for nothing may be set.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Bytes in base64. The text is kept as it came, and decoded on demand.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(String);

impl Base64 {
    /// The text for bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(STANDARD.encode(bytes))
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
        let letters = self.0.bytes().filter(|letter| !letter.is_ascii_whitespace());
        let letters: Vec<u8> = letters
            .map(|letter| match letter {
                b'-' => b'+',
                b'_' => b'/',
                letter => letter,
            })
            .collect();
        FORGIVING.decode(letters).map_err(|_| InvalidBase64)
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
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        String::decode(value).map(Self)
    }
}

impl Check for Base64 {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.text(&self.0, rules);
    }
}
