//! How a tree is made: out of its parts, and out of what any deserializer has.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::index::{self, Index};
use super::tree::{Entry, Kind, Member, Tree};

/// How many members an object has at most whose names are compared one by one, to see whether one occurs twice.
const NARROW: usize = 64;

/// For how many members of objects that have not ended there is room at first.
const ROOM: usize = 64;

/// Whether `serde_json` keeps all digits of a number, because somebody asked for its feature `arbitrary_precision`. It then gives a number as an
/// object, and holds it as a text.
pub(super) const KEEPS_DIGITS: bool = size_of::<Number>() >= size_of::<String>();

/// The name of the only member of such an object.
const DIGITS: &str = "$serde_json::private::Number";

/// A tree that is being made, from its beginning to its end.
#[derive(Debug)]
pub(super) struct Builder<'t> {
    tree: Tree<'t>,
    /// The members of all objects that have not ended.
    members: Vec<Member>,
}

/// An array or an object that has not ended.
#[derive(Debug)]
pub(super) struct Opened {
    at: usize,
    len: u32,
    /// Where its members begin among those of all.
    members: usize,
    /// A bit for each of their names, by which most are known to be new.
    seen: [u64; 4],
}

/// A place in a tree. None has more, because texts with more are refused.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl<'t> Builder<'t> {
    /// A tree of a text, with room for some entries.
    pub(super) fn new(text: &'t str, entries: usize) -> Self {
        Self { tree: Tree::empty(text, entries), members: Vec::with_capacity(ROOM) }
    }

    pub(super) fn finish(self) -> Tree<'t> {
        self.tree
    }

    /// The text of what is spelled anew.
    pub(super) fn spelled(&mut self) -> &mut String {
        self.tree.spelled()
    }

    pub(super) fn null(&mut self) {
        self.tree.push(Entry::new(Kind::Null));
    }

    pub(super) fn boolean(&mut self, value: bool) {
        self.tree.push(Entry { start: value.into(), ..Entry::new(Kind::Boolean) });
    }

    /// A string or a number that lies between two places, of the text or of what is spelled anew.
    pub(super) fn lying(&mut self, kind: Kind, start: usize, end: usize, is_spelled: bool) {
        let (start, end) = (place(start), place(end));
        self.tree.push(Entry { start, end, is_spelled, ..Entry::new(kind) });
    }

    /// Begins an array or an object.
    pub(super) fn open(&mut self, kind: Kind) -> Opened {
        let (at, members) = (self.tree.len(), self.members.len());
        self.tree.push(Entry::new(kind));
        Opened { at, len: 0, members, seen: [0; 4] }
    }

    /// Counts an item that follows.
    pub(super) fn item(&mut self, array: &mut Opened) {
        array.len += 1;
    }

    /// Keeps a member whose name was given as a string, and whose value follows; of several with the same name, the last one.
    pub(super) fn member(&mut self, object: &mut Opened) {
        let mut member = Member { hash: 0, at: place(self.tree.len() - 1) };
        let name = self.tree.name(member);
        member.hash = index::hash(name);
        let (word, bit) = (member.hash as usize % object.seen.len(), 1 << (member.hash >> 8 & 63));
        let is_new = object.seen[word] & bit == 0;
        object.seen[word] |= bit;
        if !is_new {
            let known = &mut self.members[object.members..];
            let is =
                |known: &&mut Member| known.hash == member.hash && self.tree.name(**known) == name;
            if known.len() <= NARROW
                && let Some(known) = known.iter_mut().find(is)
            {
                *known = member;
                return;
            }
        }
        self.members.push(member);
    }

    pub(super) fn close_array(&mut self, array: Opened) {
        let end = place(self.tree.len());
        let entry = self.tree.entry(array.at);
        (entry.len, entry.end) = (array.len, end);
    }

    pub(super) fn close_object(&mut self, object: Opened) {
        let members = &self.members[object.members..];
        let start = self.tree.members().len();
        if members.len() > NARROW {
            let index = Index::new(members.iter().map(|member| member.hash));
            let repeated = index.repeated(|number| self.tree.name(members[number]));
            let kept = (0..).zip(members).filter(|(number, _)| !repeated.contains(number));
            self.tree.members().extend(kept.map(|(_, member)| member));
        } else {
            self.tree.members().extend_from_slice(members);
        }
        self.members.truncate(object.members);
        let len = place(self.tree.members().len() - start);
        let end = place(self.tree.len());
        let entry = self.tree.entry(object.at);
        (entry.start, entry.len, entry.end) = (place(start), len, end);
    }

    fn spell<E: Error>(&mut self, kind: Kind, text: &str) -> Result<(), E> {
        let spelled = self.tree.spelled();
        let start = spelled.len();
        spelled.push_str(text);
        let end = spelled.len();
        if u32::try_from(end).is_err() {
            return Err(E::custom("there are more than 4 GiB of texts"));
        }
        self.lying(kind, start, end, true);
        Ok(())
    }
}

/// The tree of whatever a deserializer has.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tree<'de>, D::Error> {
    let mut builder = Builder::new("", 0);
    builder.deserialize(deserializer)?;
    Ok(builder.finish())
}

impl<'de> DeserializeSeed<'de> for &mut Builder<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Builder<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.null();
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.null();
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.boolean(value);
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.spell(Kind::Number, &value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.spell(Kind::Number, &value.to_string())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        self.spell(Kind::Number, &value.to_string())
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        self.spell(Kind::Number, &value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        match Number::from_f64(value) {
            Some(number) => self.spell(Kind::Number, &number.to_string()),
            None => self.visit_unit(),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.spell(Kind::String, text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        let mut opened = self.open(Kind::Array);
        while array.next_element_seed(&mut *self)?.is_some() {
            self.item(&mut opened);
        }
        self.close_array(opened);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut next = object.next_key::<String>()?;
        if KEEPS_DIGITS && next.as_deref() == Some(DIGITS) {
            let digits: String = object.next_value()?;
            return self.spell(Kind::Number, &digits);
        }
        let mut opened = self.open(Kind::Object);
        while let Some(name) = next {
            self.spell::<A::Error>(Kind::String, &name)?;
            self.member(&mut opened);
            object.next_value_seed(&mut *self)?;
            next = object.next_key()?;
        }
        self.close_object(opened);
        Ok(())
    }
}
