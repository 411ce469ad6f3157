//! JSON pointers (RFC 6901): how a stage says which node of a description it means.

use std::fmt;

/// A path from the root of a description to one of its nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The whole description.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a pointer in its text form, such as `/paths/~1a`; what a reference has behind its `#`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The member `key` of the object at this pointer.
    #[must_use]
    pub fn child(&self, key: impl AsRef<str>) -> Self {
        let key = key.as_ref();
        let mut text = String::with_capacity(self.0.len() + key.len() + 1);
        text.push_str(&self.0);
        text.push('/');
        for c in key.chars() {
            match c {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                other => text.push(other),
            }
        }
        Self(text)
    }

    /// The item `index` of the array at this pointer.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The text form (RFC 6901, section 5).
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The keys and indexes on the way, unescaped.
    pub fn segments(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "/" } else { &self.0 })
    }
}
