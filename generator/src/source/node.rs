//! Nodes of a description: a value and the file it stands in, told apart by where they are, not by what they say.

use std::hash::{Hash, Hasher};

use serde_json::Value;

use crate::diagnostic::{Place, Target};

/// Which file of a run, by the order in which they were read; the first is the description itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub usize);

/// A value of a description. Trees do not move while a run lasts, so the address of a value says which node it is, and a
/// clean run pays nothing for places.
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    /// The file it stands in, which relative references are relative to.
    pub file: FileId,
    /// What it says.
    pub value: &'t Value,
}

impl<'t> Node<'t> {
    /// The address of the value, which is the identity of the node.
    #[must_use]
    pub fn address(self) -> usize {
        std::ptr::from_ref(self.value) as usize
    }

    /// A member of an object.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        self.value.get(key).map(|value| self.with(value))
    }

    /// An item of an array.
    #[must_use]
    pub fn item(self, index: usize) -> Option<Self> {
        self.value.get(index).map(|value| self.with(value))
    }

    /// The members of an object; those of anything else are none.
    pub fn members(self) -> impl Iterator<Item = (&'t str, Self)> {
        let members = self.value.as_object();
        members.into_iter().flatten().map(move |(key, value)| (key.as_str(), self.with(value)))
    }

    /// The items of an array; those of anything else are none.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let items = self.value.as_array();
        items.into_iter().flatten().map(move |value| self.with(value))
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(self) -> Option<&'t str> {
        self.value.as_str()
    }

    /// The place of its key, for a diagnostic.
    #[must_use]
    pub fn key(self) -> Place {
        Place::Node { file: self.file, address: self.address(), target: Target::Key }
    }

    fn with(self, value: &'t Value) -> Self {
        Self { value, ..self }
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.value, other.value)
    }
}

impl Eq for Node<'_> {}

impl Hash for Node<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.address().hash(state);
    }
}

/// The place of its value, for a diagnostic.
impl From<Node<'_>> for Place {
    fn from(node: Node<'_>) -> Self {
        Self::Node { file: node.file, address: node.address(), target: Target::Value }
    }
}

/// As what it says.
impl serde::Serialize for Node<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}
