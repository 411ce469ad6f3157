//! A text of JSON as a tree that lies in a few pieces of memory, however many values it has, and borrows its strings from the text.

use std::cell::OnceCell;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::index::{self, Index};

/// How many members an object has at most whose names are compared one by one, to see whether one occurs twice.
const NARROW: usize = 64;

/// For how many members there is room at first.
const ROOM: usize = 16;

/// How many bytes of a text there are for each member at least, mostly. With room for that many, they are seldom moved.
const BYTES: usize = 32;

/// Whether `serde_json` keeps all digits of a number, because somebody asked for its feature `arbitrary_precision`. It then gives a number as an
/// object, and holds it as a text.
const KEEPS_DIGITS: bool = size_of::<Number>() >= size_of::<String>();

/// The name of the only member of such an object.
const DIGITS: &str = "$serde_json::private::Number";

/// The values of a text.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    root: Node<'t>,
    /// The whole, where it is at hand.
    text: &'t str,
    /// Where the doubles are in it, once somebody asks.
    doubles: OnceCell<Vec<(usize, usize)>>,
    /// The items of all arrays, those of each one after another.
    items: Vec<Node<'t>>,
    /// The members of all objects, in the same way. No object has two with the same name.
    members: Vec<Member<'t>>,
    /// The strings that the text spells otherwise than they are.
    unescaped: String,
}

#[derive(Debug)]
pub(super) struct Member<'t> {
    pub(super) name: Text<'t>,
    /// The hash of the name.
    pub(super) hash: u32,
    pub(super) node: Node<'t>,
}

#[derive(Debug)]
pub(super) enum Node<'t> {
    Null,
    Bool(bool),
    Number(Number),
    /// A number that `serde_json` reads as a double, and how many of those come before it. A node is no larger for that.
    Double(f64, u32),
    Text(Text<'t>),
    Array(Span),
    Object(Span),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'t> {
    Plain(&'t str),
    Unescaped(Span),
}

/// Where something lies in its piece of memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    start: usize,
    end: usize,
}

impl<'t> Tree<'t> {
    /// The tree of a text.
    pub(super) fn parse(text: &'t [u8]) -> Result<Self, serde_json::Error> {
        // To look through the whole text is faster than through each string.
        let Ok(text) = std::str::from_utf8(text) else {
            // The parser says where the text is none.
            serde_json::from_slice::<Value>(text)?;
            return Err(serde_json::Error::custom("the text is not in UTF-8"));
        };
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let tree = Self::of(&mut deserializer, text.len() / BYTES)?;
        deserializer.end()?;
        Ok(Self { text, ..tree })
    }

    /// The tree of whatever a deserializer has.
    pub(super) fn read<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of(deserializer, 0)
    }

    fn of<D: Deserializer<'t>>(deserializer: D, members: usize) -> Result<Self, D::Error> {
        let tree = Self {
            root: Node::Null,
            text: "",
            doubles: OnceCell::new(),
            items: Vec::new(),
            members: Vec::with_capacity(members),
            unescaped: String::new(),
        };
        let mut builder = Builder { tree, levels: Vec::new(), depth: 0, doubles: 0 };
        let root = builder.deserialize(deserializer)?;
        Ok(Self { root, ..builder.tree })
    }

    pub(super) fn root(&self) -> Json<'_> {
        Json { tree: self, node: &self.root }
    }

    pub(super) fn text<'s>(&'s self, text: &Text<'s>) -> &'s str {
        match text {
            Text::Plain(text) => text,
            Text::Unescaped(span) => &self.unescaped[span.start..span.end],
        }
    }
}

/// A tree that is being made. What is inside of an array or object comes before its end, and goes to its place then.
struct Builder<'t> {
    tree: Tree<'t>,
    /// What was gathered so far of each array or object that has not ended.
    levels: Vec<Level<'t>>,
    /// How many have not ended.
    depth: usize,
    doubles: u32,
}

struct Level<'t> {
    items: Vec<Node<'t>>,
    members: Vec<Member<'t>>,
}

impl<'t> Builder<'t> {
    fn unescaped(&mut self, text: &str) -> Text<'t> {
        let start = self.tree.unescaped.len();
        self.tree.unescaped.push_str(text);
        Text::Unescaped(Span { start, end: start + text.len() })
    }

    /// Begins an array or an object.
    fn begin(&mut self) {
        if self.levels.len() == self.depth {
            self.levels.push(Level { items: Vec::new(), members: Vec::with_capacity(ROOM) });
        }
        self.depth += 1;
    }

    fn item(&mut self, item: Node<'t>) {
        if let Some(level) = self.levels.get_mut(self.depth - 1) {
            level.items.push(item);
        }
    }

    /// A member, or the new value of one that has the same name.
    fn member(&mut self, seen: &mut u64, name: Text<'t>, node: Node<'t>) {
        let Self { tree, levels, depth, .. } = self;
        let Some(Level { members, .. }) = levels.get_mut(*depth - 1) else { return };
        let text = tree.text(&name);
        let hash = index::hash(text);
        let bit = 1_u64 << (hash % u64::BITS);
        if *seen & bit != 0 && members.len() <= NARROW {
            let is = |known: &&mut Member<'t>| known.hash == hash && tree.text(&known.name) == text;
            if let Some(known) = members.iter_mut().find(is) {
                known.node = node;
                return;
            }
        }
        *seen |= bit;
        members.push(Member { name, hash, node });
    }

    fn end_array(&mut self) -> Node<'t> {
        self.depth -= 1;
        Node::Array(settle(&mut self.levels[self.depth].items, &mut self.tree.items))
    }

    fn end_object(&mut self) -> Node<'t> {
        self.depth -= 1;
        let Self { tree, levels, depth, .. } = self;
        let members = &mut levels[*depth].members;
        if members.len() > NARROW {
            let index = Index::new(members.iter().map(|member| member.hash));
            let repeated = index.repeated(|at| tree.text(&members[at].name));
            if !repeated.is_empty() {
                let mut at = 0..;
                members.retain(|_| at.next().is_none_or(|at| !repeated.contains(&at)));
            }
        }
        Node::Object(settle(members, &mut tree.members))
    }
}

/// Moves what was gathered behind what is in its place.
fn settle<T>(gathered: &mut Vec<T>, settled: &mut Vec<T>) -> Span {
    let start = settled.len();
    settled.append(gathered);
    Span { start, end: settled.len() }
}

/// Where the numbers are in a text of JSON that `serde_json` reads as doubles, in their order.
fn doubles(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        let start = at;
        at += 1;
        if *byte == b'"' {
            while let Some(byte) = bytes.get(at).filter(|byte| **byte != b'"') {
                at += if *byte == b'\\' { 2 } else { 1 };
            }
            at += 1;
        } else if *byte == b'-' || byte.is_ascii_digit() {
            let is_part = |byte: &&u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
            at += bytes[at..].iter().take_while(is_part).count();
            let number = &text[start..at];
            let is_integer = number.parse::<u64>().is_ok() || number.parse::<i64>().is_ok();
            if !is_integer || number == "-0" {
                found.push((start, at));
            }
        }
    }
    found
}

impl<'de> DeserializeSeed<'de> for &mut Builder<'de> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Builder<'de> {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        let place = self.doubles;
        self.doubles = self.doubles.saturating_add(1);
        Ok(if value.is_finite() { Node::Double(value, place) } else { Node::Null })
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(self.unescaped(text)))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Text::Plain(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Node<'de>, A::Error> {
        self.begin();
        while let Some(item) = array.next_element_seed(&mut *self)? {
            self.item(item);
        }
        Ok(self.end_array())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Node<'de>, A::Error> {
        self.begin();
        let mut seen = 0;
        while let Some(name) = object.next_key_seed(Name(self))? {
            if KEEPS_DIGITS && self.tree.text(&name) == DIGITS {
                self.depth -= 1;
                let digits: String = object.next_value()?;
                return digits.parse().map(Node::Number).map_err(A::Error::custom);
            }
            let value = object.next_value_seed(&mut *self)?;
            self.member(&mut seen, name, value);
        }
        Ok(self.end_object())
    }
}

/// The name of a member.
struct Name<'b, 'de>(&'b mut Builder<'de>);

impl<'de> DeserializeSeed<'de> for Name<'_, 'de> {
    type Value = Text<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name<'_, 'de> {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string key")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(self.0.unescaped(text))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text::Plain(text))
    }
}

/// A value of JSON. To copy it copies nothing of what it holds.
#[derive(Clone, Copy)]
pub struct Json<'t> {
    tree: &'t Tree<'t>,
    pub(super) node: &'t Node<'t>,
}

impl<'t> Json<'t> {
    /// The value on its own.
    #[must_use]
    pub fn to_value(self) -> Value {
        match self.node {
            Node::Null => Value::Null,
            Node::Bool(value) => Value::Bool(*value),
            Node::Number(number) => Value::Number(number.clone()),
            Node::Double(double, _) => Value::from(*double),
            Node::Text(text) => Value::String(self.tree.text(text).to_owned()),
            Node::Array(_) => self.items().into_iter().flatten().map(Self::to_value).collect(),
            Node::Object(_) => {
                let members = self.members().into_iter().flatten();
                Value::Object(Map::from_iter(
                    members.map(|(name, value)| (name.to_owned(), value.to_value())),
                ))
            }
        }
    }

    pub(super) fn is_null(self) -> bool {
        matches!(self.node, Node::Null)
    }

    pub(super) fn is_object(self) -> bool {
        matches!(self.node, Node::Object(_))
    }

    pub(super) fn as_bool(self) -> Option<bool> {
        if let Node::Bool(value) = self.node { Some(*value) } else { None }
    }

    pub(super) fn as_number(self) -> Option<Number> {
        match self.node {
            Node::Number(number) => Some(number.clone()),
            Node::Double(double, _) => Number::from_f64(*double),
            _ => None,
        }
    }

    /// A number that may be none of those that a double can be, as it stands in the text.
    pub(super) fn digits(self) -> Option<&'t str> {
        let Node::Double(_, place) = self.node else { return None };
        let doubles = self.tree.doubles.get_or_init(|| doubles(self.tree.text));
        let (start, end) = doubles.get(usize::try_from(*place).ok()?)?;
        self.tree.text.get(*start..*end)
    }

    pub(super) fn as_f64(self) -> Option<f64> {
        match self.node {
            Node::Double(double, _) => Some(*double),
            Node::Number(number) => number.as_f64(),
            _ => None,
        }
    }

    pub(super) fn as_str(self) -> Option<&'t str> {
        if let Node::Text(text) = self.node { Some(self.tree.text(text)) } else { None }
    }

    /// The items, if it is an array.
    pub(super) fn items(self) -> Option<impl ExactSizeIterator<Item = Self>> {
        let Node::Array(span) = self.node else { return None };
        let items = self.tree.items.get(span.start..span.end)?;
        Some(items.iter().map(move |node| Self { tree: self.tree, node }))
    }

    /// The members, if it is an object.
    pub(super) fn members(self) -> Option<impl Iterator<Item = (&'t str, Self)>> {
        let (tree, members) = self.object()?;
        let member =
            |Member { name, node, .. }: &'t Member<'t>| (tree.text(name), Self { tree, node });
        Some(members.iter().map(member))
    }

    /// The tree and the members in it, if it is an object.
    pub(super) fn object(self) -> Option<(&'t Tree<'t>, &'t [Member<'t>])> {
        let Node::Object(span) = self.node else { return None };
        Some((self.tree, self.tree.members.get(span.start..span.end)?))
    }

    /// The member of a name.
    pub(super) fn get(self, name: &str) -> Option<Self> {
        self.members()?.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub(super) fn of(tree: &'t Tree<'t>, node: &'t Node<'t>) -> Self {
        Self { tree, node }
    }
}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_value().fmt(f)
    }
}
