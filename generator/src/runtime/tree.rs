//! A value of JSON as a tree that lies in one piece of memory, however much is in it, and borrows its strings from the text.

use std::fmt;

use serde::Deserializer;
use serde::de::Error as _;
use serde_json::{Map, Number, Value};

use super::json;
use super::tree_builder;

/// The values of a text, or of something else that is like JSON.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    /// What strings and numbers lie in.
    text: &'t str,
    /// What the text spells otherwise than it is, and all strings and numbers of what is no text.
    spelled: String,
    /// Each value before what is in it, and each member as its name and its value.
    entries: Vec<Entry>,
    /// The members of all objects, those of each one after another.
    members: Vec<Member>,
}

/// A value, or the name of a member. It is as small as it can be, because a text has many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    /// Whether it lies in what is spelled anew.
    pub(super) is_spelled: bool,
    /// Where a string or a number begins; the first of the members of an object; whether a boolean is true.
    pub(super) start: u32,
    /// Where a string or a number ends; the entry behind all that is in an array or an object.
    pub(super) end: u32,
    /// How many items or members an array or an object has.
    pub(super) len: u32,
}

/// A member of an object. No object has two with the same name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    /// The hash of its name.
    pub(super) hash: u32,
    /// The entry of its name, which that of its value follows.
    pub(super) at: u32,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl Entry {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, is_spelled: false, start: 0, end: 0, len: 0 }
    }
}

impl<'t> Tree<'t> {
    /// The tree of a text.
    pub(super) fn parse(text: &'t [u8]) -> Result<Self, serde_json::Error> {
        // To look through the whole text is faster than through each string.
        let tree = std::str::from_utf8(text).ok().and_then(json::parse);
        tree.ok_or_else(|| Self::problem(text))
    }

    /// What is wrong with a text, and where, which is looked for once it is known that something is.
    fn problem(text: &[u8]) -> serde_json::Error {
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        let read = Tree::read(&mut deserializer).and_then(|_| deserializer.end());
        read.err().unwrap_or_else(|| serde_json::Error::custom("the text is longer than 4 GiB"))
    }

    /// The tree of whatever a deserializer has.
    pub(super) fn read<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        tree_builder::read(deserializer)
    }

    /// A tree that has nothing in it.
    pub(super) fn empty(text: &'t str, entries: usize) -> Self {
        // A member has two entries, and many have more within.
        let members = Vec::with_capacity(entries / 4);
        Self { text, spelled: String::new(), entries: Vec::with_capacity(entries), members }
    }

    pub(super) fn root(&self) -> Json<'_> {
        Json { tree: self, at: 0 }
    }

    /// The string or the number that an entry is.
    fn str(&self, entry: &Entry) -> &str {
        let text = if entry.is_spelled { &self.spelled } else { self.text };
        text.get(entry.start as usize..entry.end as usize).unwrap_or_default()
    }

    /// The name of a member.
    pub(super) fn name(&self, member: Member) -> &str {
        self.str(&self.entries[member.at as usize])
    }

    /// The value of a member.
    pub(super) fn value(&self, member: Member) -> Json<'_> {
        Json { tree: self, at: member.at as usize + 1 }
    }
}

/// What a builder needs.
impl<'t> Tree<'t> {
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    pub(super) fn entry(&mut self, at: usize) -> &mut Entry {
        &mut self.entries[at]
    }

    pub(super) fn spelled(&mut self) -> &mut String {
        &mut self.spelled
    }

    pub(super) fn members(&mut self) -> &mut Vec<Member> {
        &mut self.members
    }
}

/// A value of JSON. To copy it copies nothing of what it holds.
#[derive(Clone, Copy)]
pub struct Json<'t> {
    tree: &'t Tree<'t>,
    at: usize,
}

impl<'t> Json<'t> {
    /// The value on its own.
    #[must_use]
    pub fn to_value(self) -> Value {
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::Boolean => Value::Bool(self.entry().start != 0),
            Kind::Number => self.as_number().map_or(Value::Null, Value::Number),
            Kind::String => Value::String(self.tree.str(self.entry()).to_owned()),
            Kind::Array => self.items().into_iter().flatten().map(Self::to_value).collect(),
            Kind::Object => {
                let members = self.members().into_iter().flatten();
                Value::Object(Map::from_iter(
                    members.map(|(name, value)| (name.to_owned(), value.to_value())),
                ))
            }
        }
    }

    fn entry(self) -> &'t Entry {
        &self.tree.entries[self.at]
    }

    pub(super) fn kind(self) -> Kind {
        self.entry().kind
    }

    pub(super) fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    pub(super) fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    pub(super) fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Boolean).then(|| self.entry().start != 0)
    }

    /// The number as `serde_json` holds it, which may be less than its digits.
    pub(super) fn as_number(self) -> Option<Number> {
        self.digits()?.parse().ok()
    }

    /// A number as it stands in the text.
    pub(super) fn digits(self) -> Option<&'t str> {
        (self.kind() == Kind::Number).then(|| self.tree.str(self.entry()))
    }

    pub(super) fn as_f64(self) -> Option<f64> {
        self.digits()?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    pub(super) fn as_str(self) -> Option<&'t str> {
        (self.kind() == Kind::String).then(|| self.tree.str(self.entry()))
    }

    /// The items, if it is an array.
    pub(super) fn items(self) -> Option<Items<'t>> {
        let Entry { kind: Kind::Array, len, .. } = *self.entry() else { return None };
        Some(Items { tree: self.tree, at: self.at + 1, left: len as usize })
    }

    /// The members, if it is an object.
    pub(super) fn members(self) -> Option<impl Iterator<Item = (&'t str, Self)>> {
        let (tree, members) = self.object()?;
        Some(members.iter().map(|member| (tree.name(*member), tree.value(*member))))
    }

    /// The tree and the members in it, if it is an object.
    pub(super) fn object(self) -> Option<(&'t Tree<'t>, &'t [Member])> {
        let Entry { kind: Kind::Object, start, len, .. } = *self.entry() else { return None };
        let (start, len) = (start as usize, len as usize);
        Some((self.tree, self.tree.members.get(start..start + len)?))
    }

    /// The member of a name.
    pub(super) fn get(self, name: &str) -> Option<Self> {
        self.members()?.find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_value().fmt(f)
    }
}

/// The items of an array.
#[derive(Clone, Debug)]
pub(super) struct Items<'t> {
    tree: &'t Tree<'t>,
    at: usize,
    left: usize,
}

impl<'t> Iterator for Items<'t> {
    type Item = Json<'t>;

    fn next(&mut self) -> Option<Json<'t>> {
        self.left = self.left.checked_sub(1)?;
        let item = Json { tree: self.tree, at: self.at };
        let entry = item.entry();
        let holds_others = matches!(entry.kind, Kind::Array | Kind::Object);
        self.at = if holds_others { entry.end as usize } else { self.at + 1 };
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Items<'_> {}
