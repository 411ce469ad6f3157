//! Texts with a format: dates, times, identifiers, addresses.
//!
//! Each keeps the text as it came, so that it is sent back unchanged and an odd one never makes an answer unreadable. What the
//! text means is found out on demand.

use std::fmt;
use std::net::{AddrParseError, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use jiff::{Span, Timestamp, civil};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;
use url::Url;

use super::check::{Check, Checker};
use super::codec::{self, Decode, Invalid, Json};
use super::exact;
use super::rules::Rules;

/// A type that keeps a text, without what the text means.
macro_rules! text {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text as it is on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text as a value of another type.
            ///
            /// # Errors
            ///
            /// Those of the other type.
            pub fn parse<T: FromStr>(&self) -> Result<T, T::Err> {
                self.0.parse()
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self)
            }
        }

        impl Decode for $name {
            fn decode(value: Json<'_>) -> Result<Self, Invalid> {
                String::decode(value).map(Self)
            }
        }

        impl Check for $name {
            fn check(&self, rules: &Rules, checker: &mut Checker) {
                checker.text(&self.0, rules);
            }
        }
    };
}

/// A text that everybody may see.
macro_rules! shown {
    ($($name:ident)+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.as_str()).finish()
            }
        }
    )+};
}

/// A text that is written as it is.
macro_rules! written {
    ($($name:ident)+) => {$(        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    )+};
}

/// A text made from what it means.
macro_rules! made {
    ($($name:ident from $of:ty;)+) => {$(
        impl From<$of> for $name {
            fn from(value: $of) -> Self {
                Self(value.to_string())
            }
        }
    )+};
}

text! {
    /// A date and time (RFC 3339, section 5.6), such as `2026-11-24T12:00:00Z`.
    DateTime
}
text! {
    /// A date (RFC 3339, `full-date`), such as `2026-11-24`.
    Date
}
text! {
    /// A time of day (RFC 3339, `full-time`), such as `12:00:00Z`.
    Time
}
text! {
    /// A duration (RFC 3339, appendix A), such as `PT1H30M`.
    Duration
}
text! {
    /// A UUID (RFC 9562), such as `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`.
    Uuid
}
text! {
    /// A URI (RFC 3986).
    Uri
}
text! {
    /// An address of IPv4.
    Ipv4
}
text! {
    /// An address of IPv6.
    Ipv6
}
text! {
    /// A password, which is hidden where values are printed.
    Password
}

shown! { DateTime Date Time Duration Uuid Uri Ipv4 Ipv6 Decimal }

written! { DateTime Date Time Duration Uuid Uri Ipv4 Ipv6 }

made! {
    DateTime from Timestamp;
    Date from civil::Date;
    Duration from Span;
    Uri from Url;
    Ipv4 from Ipv4Addr;
    Ipv6 from Ipv6Addr;
}

impl DateTime {
    /// The moment that the text means.
    ///
    /// # Errors
    ///
    /// The text is no date and time with an offset.
    pub fn timestamp(&self) -> Result<Timestamp, jiff::Error> {
        self.parse()
    }
}

impl Date {
    /// The date that the text means.
    ///
    /// # Errors
    ///
    /// The text is no date.
    pub fn date(&self) -> Result<civil::Date, jiff::Error> {
        self.parse()
    }
}

impl Time {
    /// The time of day that the text means, without its offset.
    ///
    /// # Errors
    ///
    /// The text is no time.
    pub fn time(&self) -> Result<civil::Time, jiff::Error> {
        let text = self.as_str();
        text.split(['Z', 'z', '+', '-']).next().unwrap_or(text).parse()
    }
}

impl Duration {
    /// The duration that the text means.
    ///
    /// # Errors
    ///
    /// The text is no duration.
    pub fn span(&self) -> Result<Span, jiff::Error> {
        self.parse()
    }
}

impl Uri {
    /// The address that the text means.
    ///
    /// # Errors
    ///
    /// The text is no absolute address.
    pub fn url(&self) -> Result<Url, url::ParseError> {
        self.parse()
    }
}

impl Ipv4 {
    /// The address that the text means.
    ///
    /// # Errors
    ///
    /// The text is no address.
    pub fn address(&self) -> Result<Ipv4Addr, AddrParseError> {
        self.parse()
    }
}

impl Ipv6 {
    /// The address that the text means.
    ///
    /// # Errors
    ///
    /// The text is no address.
    pub fn address(&self) -> Result<Ipv6Addr, AddrParseError> {
        self.parse()
    }
}

/// The name under which a secret is written, so that whoever shows a value can leave it out.
pub(super) const SECRET: &str = "$clientwright::secret";

impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(SECRET, &self.0)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(hidden)")
    }
}

/// A decimal number of any precision, as a text or as a number of JSON, whichever it came as.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal {
    text: String,
    is_number: bool,
}

impl Decimal {
    /// The number as it is on the wire, without quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number as a value of another type.
    ///
    /// # Errors
    ///
    /// Those of the other type.
    pub fn parse<T: FromStr>(&self) -> Result<T, T::Err> {
        self.text.parse()
    }
}

impl From<String> for Decimal {
    fn from(text: String) -> Self {
        Self { text, is_number: false }
    }
}

impl From<&str> for Decimal {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_number {
            return serializer.serialize_str(&self.text);
        }
        match self.text.parse::<Number>() {
            Ok(number) if exact::is_same(&number.to_string(), &self.text) => {
                number.serialize(serializer)
            }
            _ => Err(S::Error::custom(format!(
                "{} has more digits than a number is sent with; make it a text",
                self.text
            ))),
        }
    }
}

impl Decode for Decimal {
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        if let Some(digits) = value.digits() {
            return Ok(Self { text: digits.to_owned(), is_number: true });
        }
        let text = value.as_str().ok_or_else(|| Invalid::kind(value, "a decimal number"))?;
        Ok(Self::from(text))
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        codec::deserialize(deserializer)
    }
}

impl Check for Decimal {
    fn check(&self, rules: &Rules, checker: &mut Checker) {
        checker.text(&self.text, rules);
        if let Ok(number) = self.text.parse::<f64>() {
            number.check(rules, checker);
        }
    }
}
