//! Why a request cannot be signed.

use std::fmt;

/// Why a request cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The request names no host, or more than one.
    Host,
    /// The host is that of an instance, and no region can be read from it.
    Region,
    /// The moment is not between the years 0 and 9999.
    Date,
    /// The access key or the region has a character that no header can have.
    Header,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "the request must name one host, in its address or in the header `Host`",
            Self::Region => "the host is that of an instance and names no region; say it with `AccessKey::derived`",
            Self::Date => "the moment is not between the years 0 and 9999",
            Self::Header => "the access key or the region has a character that no header can have",
        })
    }
}

impl std::error::Error for Error {}
