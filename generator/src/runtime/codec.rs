//! Reading and writing values: what generated codecs are made of.
//!
//! A text is read into a tree of JSON first, and values take their parts out of it. So the codec of a type is one
//! expression for each property and generic over nothing, which is what makes thousands of types compile fast, and a value
//! that is not as documented is known by its path.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

use serde::ser::SerializeMap;
use serde::{Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::index::{self, Index};
use super::patch::Patch;
use super::tree::{Kind, Member as Entry, Tree};

pub use super::enumeration::{
    Literal, MixedEnum, decode_integer, decode_mixed, decode_text, serialize_mixed,
};
pub use super::tree::Json;
pub use super::union::{Member, Union, decode_union, member};

/// How many members an object has at most that are looked for one by one.
const FEW: usize = 64;

/// How many members there is a bit for.
const BITS: usize = u64::BITS as usize;

/// A value that can be read from JSON.
pub trait Decode: Sized {
    /// Whether null is one of the values, so that null is not taken for none.
    const HOLDS_NULL: bool = false;

    /// The value that the JSON means.
    ///
    /// # Errors
    ///
    /// The JSON has another type than the value, or lacks a property that the value must have.
    fn decode(value: Json<'_>) -> Result<Self, Invalid> {
        let mut fields = Fields::of(value)?;
        let object = Self::read(&mut fields);
        match (object, fields.broken) {
            (Some(object), None) => Ok(object),
            (_, Some(error)) => Err(error),
            (None, None) => Err(Invalid::new("it is no object")),
        }
    }

    /// Takes the properties out of an object, for types that are one. They need nothing else: each function that a type has of
    /// its own is one more to compile, thousands of times.
    fn read(_fields: &mut Fields<'_>) -> Option<Self> {
        None
    }
}

/// JSON that is not what a type promises, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// From the inside out.
    path: Vec<Step>,
    message: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Property(String),
    Item(usize),
}

impl Invalid {
    /// What is wrong, at the value itself.
    pub fn new(message: impl Into<String>) -> Self {
        Self { path: Vec::new(), message: message.into() }
    }

    /// A value of another type than was expected.
    pub(super) fn kind(value: Json<'_>, expected: &str) -> Self {
        let found = match value.kind() {
            Kind::Null => "null",
            // The value itself may be secret.
            Kind::Boolean => "a boolean",
            Kind::Number => "a number",
            Kind::String => "a string",
            Kind::Array => "an array",
            Kind::Object => "an object",
        };
        Self::new(format!("expected {expected}, found {found}"))
    }

    /// The same within the property of an object.
    pub(super) fn in_property(mut self, name: &str) -> Self {
        self.path.push(Step::Property(name.to_owned()));
        self
    }

    /// The same within the item of an array.
    pub(super) fn in_item(mut self, index: usize) -> Self {
        self.path.push(Step::Item(index));
        self
    }

    /// The path of the value that is wrong, such as `certificates[3].status`; empty for the whole.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.path.iter().rev() {
            match step {
                Step::Property(name) if path.is_empty() => path.push_str(name),
                Step::Property(name) => path.extend([".", name]),
                Step::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    /// What is wrong with it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path().as_str() {
            "" => f.write_str(&self.message),
            path => write!(f, "{} at `{path}`", self.message),
        }
    }
}

impl std::error::Error for Invalid {}

/// Reads a value with any deserializer, by way of a tree of JSON.
///
/// # Errors
///
/// The text is no JSON, or not that of the type.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::decode(Tree::read(deserializer)?.root()).map_err(serde::de::Error::custom)
}

/// Reads a value out of a text of JSON.
///
/// # Errors
///
/// The text is no JSON, or JSON of another type than the value.
pub fn from_text<T: Decode>(text: &[u8]) -> Result<T, Invalid> {
    let tree = Tree::parse(text).map_err(|error| Invalid::new(error.to_string()))?;
    T::decode(tree.root())
}

/// Reads a value out of JSON that is there already.
///
/// # Errors
///
/// The JSON has another type than the value, or lacks a property that the value must have.
pub fn decode_value<T: Decode>(value: &Value) -> Result<T, Invalid> {
    let tree = Tree::read(value).map_err(|error| Invalid::new(error.to_string()))?;
    T::decode(tree.root())
}

/// Reads a value of a type that is not ours, as `serde` does.
///
/// # Errors
///
/// The type cannot be read from the JSON.
pub fn foreign<T: serde::de::DeserializeOwned>(value: Json<'_>) -> Result<T, Invalid> {
    T::deserialize(value.to_value()).map_err(|error| Invalid::new(error.to_string()))
}

/// The properties of an object that is being read.
#[derive(Debug)]
pub struct Fields<'t> {
    tree: &'t Tree<'t>,
    members: &'t [Entry],
    /// Behind the member that was taken last. Who sends an object mostly has its properties in the order of the description.
    next: usize,
    /// Which of the first members were taken, a bit for each.
    taken: u64,
    /// The same for those behind, which only a wide object has.
    taken_behind: Vec<u64>,
    /// Where the members of a wide object are, once somebody asks for another than the next.
    index: Option<Index>,
    /// The first property that could not be read; what was given in its place is not used.
    broken: Option<Invalid>,
}

impl<'t> Fields<'t> {
    fn of(value: Json<'t>) -> Result<Self, Invalid> {
        let Some((tree, members)) = value.object() else {
            return Err(Invalid::kind(value, "an object"));
        };
        let taken_behind = Vec::new();
        Ok(Self { tree, members, next: 0, taken: 0, taken_behind, index: None, broken: None })
    }

    /// Takes the member of a name, if there is one.
    fn take(&mut self, name: &str) -> Option<Json<'t>> {
        let at = match self.members.get(self.next) {
            Some(member) if self.tree.name(*member) == name => self.next,
            _ => self.find(name)?,
        };
        self.next = at + 1;
        if at < BITS {
            self.taken |= 1 << at;
        } else {
            let word = at / BITS - 1;
            self.taken_behind.resize(self.taken_behind.len().max(word + 1), 0);
            self.taken_behind[word] |= 1 << (at % BITS);
        }
        Some(self.tree.value(*self.members.get(at)?))
    }

    /// Whether nobody has taken a member.
    fn is_left(&self, at: usize) -> bool {
        let behind = || self.taken_behind.get(at / BITS - 1).copied().unwrap_or_default();
        let taken = if at < BITS { self.taken } else { behind() };
        taken & 1 << (at % BITS) == 0
    }

    fn find(&mut self, name: &str) -> Option<usize> {
        let Self { tree, members, .. } = *self;
        let hash = index::hash(name);
        if members.len() <= FEW {
            let is = |known: &Entry| known.hash == hash && tree.name(*known) == name;
            return members.iter().position(is);
        }
        let hashes = || Index::new(members.iter().map(|member| member.hash));
        self.index.get_or_insert_with(hashes).find(hash, |at| tree.name(members[at]) == name)
    }

    /// A property that must be there; `None` if it is not, or has another type.
    pub fn required<T: Decode>(&mut self, name: &str) -> Option<T> {
        let read = match self.take(name) {
            Some(value) => T::decode(value),
            None => Err(Invalid::new("a required property is missing")),
        };
        self.noted(name, read)
    }

    /// A property that may be absent; null counts as absent unless it is a value of the type.
    pub fn optional<T: Decode>(&mut self, name: &str) -> Option<T> {
        let value = self.take(name).filter(|value| T::HOLDS_NULL || !value.is_null())?;
        self.noted(name, T::decode(value))
    }

    /// A property that may be absent or null.
    pub fn patch<T: Decode>(&mut self, name: &str) -> Patch<T> {
        match self.take(name) {
            None => Patch::Absent,
            Some(value) if value.is_null() => Patch::Null,
            Some(value) => self.noted(name, T::decode(value)).map_or(Patch::Absent, Patch::Value),
        }
    }

    /// All properties that nobody has taken yet.
    pub fn additional<T: Decode>(&mut self) -> BTreeMap<String, T> {
        let mut additional = BTreeMap::new();
        let Self { tree, members, .. } = *self;
        for (at, member) in members.iter().enumerate() {
            let name = tree.name(*member);
            if self.is_left(at)
                && let Some(value) = self.noted(name, T::decode(tree.value(*member)))
            {
                additional.insert(name.to_owned(), value);
            }
        }
        additional
    }

    fn noted<T>(&mut self, name: &str, read: Result<T, Invalid>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                self.broken.get_or_insert_with(|| error.in_property(name));
                None
            }
        }
    }
}

thread_local! {
    /// Whether a request is being written.
    static SENDING: Cell<bool> = const { Cell::new(false) };
}

/// Writes a request, in which there is nothing that only answers have.
pub(super) fn sending<T>(write: impl FnOnce() -> T) -> T {
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            SENDING.set(self.0);
        }
    }
    let _before = Before(SENDING.replace(true));
    write()
}

/// The properties of an object that is being written.
pub struct Writer<S: Serializer> {
    /// What was written so far, or the first error.
    map: Result<S::SerializeMap, S::Error>,
}

impl<S: Serializer> Writer<S> {
    /// Begins an object.
    pub fn new(serializer: S) -> Self {
        Self { map: serializer.serialize_map(None) }
    }

    /// Ends it.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map?.end()
    }

    /// A property that is always there.
    #[must_use]
    pub fn required<T: Serialize>(mut self, name: &str, value: &T) -> Self {
        self.entry(name, value);
        self
    }

    /// A property that may be absent.
    #[must_use]
    pub fn optional<T: Serialize>(mut self, name: &str, value: &Option<T>) -> Self {
        if let Some(value) = value {
            self.entry(name, value);
        }
        self
    }

    /// A property that may be absent or null.
    #[must_use]
    pub fn patch<T: Serialize>(mut self, name: &str, value: &Patch<T>) -> Self {
        if !value.is_absent() {
            self.entry(name, value);
        }
        self
    }

    /// A property that only answers have, and that may be absent.
    #[must_use]
    pub fn read_only<T: Serialize>(self, name: &str, value: &Option<T>) -> Self {
        if SENDING.get() { self } else { self.optional(name, value) }
    }

    /// A property that only answers have, and that may be absent or null.
    #[must_use]
    pub fn read_only_patch<T: Serialize>(self, name: &str, value: &Patch<T>) -> Self {
        if SENDING.get() { self } else { self.patch(name, value) }
    }

    /// The properties beside the named ones.
    #[must_use]
    pub fn additional<T: Serialize>(mut self, values: &BTreeMap<String, T>) -> Self {
        for (name, value) in values {
            self.entry(name, value);
        }
        self
    }

    fn entry<T: Serialize>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.map
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.map = Err(error);
        }
    }
}

impl<S: Serializer> fmt::Debug for Writer<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}
