//! Values that are of one of several types.
//!
//! A tag selects the type, if the description names one and the value has it. Otherwise the types are told apart by what is
//! known of their values. Nothing that arrived is lost: what fits no type, or not the one that its tag selects, is kept as it is.

use std::borrow::Cow;

use serde_json::Value;

use super::codec::{Decode, Invalid, Json};
use super::decode;
use super::enumeration::Literal;
use super::tree::{Kind, Tree};

/// A value that is of one of several types.
pub trait Union: Sized {
    /// The property whose value tells the members apart.
    const TAG: Option<&'static str> = None;

    /// The members in document order.
    const MEMBERS: &'static [Member];

    /// The value as that of a member, or as one that fits none where there is no member of this index.
    ///
    /// # Errors
    ///
    /// The member cannot be read from the JSON.
    fn read(member: usize, value: Json<'_>) -> Result<Self, Invalid>;
}

/// What is known of the values of a member.
#[derive(Clone, Copy, Debug, Default)]
pub struct Member {
    kinds: u8,
    open: bool,
    fallback: bool,
    tags: &'static [&'static str],
    required: &'static [&'static str],
    known: &'static [&'static str],
    values: &'static [(&'static str, &'static [Literal])],
    inner: &'static [(&'static [&'static str], &'static [Literal])],
}

impl Member {
    const BOOLEAN: u8 = 1;
    const INTEGER: u8 = 2;
    const FRACTION: u8 = 4;
    const STRING: u8 = 8;
    const ARRAY: u8 = 16;
    const OBJECT: u8 = 32;

    /// A member of no JSON type yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            kinds: 0,
            open: false,
            fallback: false,
            tags: &[],
            required: &[],
            known: &[],
            values: &[],
            inner: &[],
        }
    }

    /// A member whose values are objects.
    #[must_use]
    pub const fn object() -> Self {
        Self::new().object_too()
    }

    /// A member whose values are of any type.
    #[must_use]
    pub const fn any() -> Self {
        Self { kinds: u8::MAX, ..Self::new() }
    }

    const fn and(self, kind: u8) -> Self {
        Self { kinds: self.kinds | kind, ..self }
    }

    /// Whether a tag means this member.
    pub(super) fn is_tagged(&self, tag: &str) -> bool {
        self.tags.contains(&tag)
    }

    /// Whether it is meant where no tag says otherwise.
    pub(super) const fn is_fallback(&self) -> bool {
        self.fallback
    }

    /// `true` and `false` as well.
    #[must_use]
    pub const fn boolean(self) -> Self {
        self.and(Self::BOOLEAN)
    }

    /// Integers as well.
    #[must_use]
    pub const fn integer(self) -> Self {
        self.and(Self::INTEGER)
    }

    /// Numbers with a fraction as well.
    #[must_use]
    pub const fn fraction(self) -> Self {
        self.and(Self::FRACTION)
    }

    /// All numbers as well.
    #[must_use]
    pub const fn number(self) -> Self {
        self.integer().fraction()
    }

    /// Strings as well.
    #[must_use]
    pub const fn string(self) -> Self {
        self.and(Self::STRING)
    }

    /// Arrays as well.
    #[must_use]
    pub const fn array(self) -> Self {
        self.and(Self::ARRAY)
    }

    /// Objects as well.
    #[must_use]
    pub const fn object_too(self) -> Self {
        self.and(Self::OBJECT)
    }

    /// It keeps properties that are not described.
    #[must_use]
    pub const fn open(self) -> Self {
        Self { open: true, ..self }
    }

    /// What a value is that has no tag, or one that means no member.
    #[must_use]
    pub const fn fallback(self) -> Self {
        Self { fallback: true, ..self }
    }

    /// Values of the tag that mean this member.
    #[must_use]
    pub const fn tags(self, tags: &'static [&'static str]) -> Self {
        Self { tags, ..self }
    }

    /// Properties that an object must have. They are known as well.
    #[must_use]
    pub const fn required(self, required: &'static [&'static str]) -> Self {
        Self { required, ..self }
    }

    /// Properties that are described beside the required ones.
    #[must_use]
    pub const fn known(self, known: &'static [&'static str]) -> Self {
        Self { known, ..self }
    }

    /// Properties, or the value itself under the name ``, that have one of these values.
    #[must_use]
    pub const fn values(self, values: &'static [(&'static str, &'static [Literal])]) -> Self {
        Self { values, ..self }
    }

    /// Properties of objects further in, by their paths, that have one of these values.
    #[must_use]
    pub const fn inner(
        self,
        inner: &'static [(&'static [&'static str], &'static [Literal])],
    ) -> Self {
        Self { inner, ..self }
    }

    /// Whether a value can be of this member, as far as its marks say; `strict` looks at values as well.
    fn fits(&self, value: Json<'_>, strict: bool) -> bool {
        if self.kinds & kind(value) == 0 {
            return false;
        }
        let has = |name: &&str| value.get(name).is_some();
        if value.is_object() && !self.required.iter().all(has) {
            return false;
        }
        let is_one_of = |(name, literals): &(&str, &[Literal])| is_one_of(value, name, literals);
        let is_inside = |(path, literals): &(&[&str], &[Literal])| is_inside(value, path, literals);
        !strict || (self.values.iter().all(is_one_of) && self.inner.iter().all(is_inside))
    }

    fn knows(&self, name: &str) -> bool {
        self.known.contains(&name) || self.required.contains(&name)
    }

    /// How much of a value is in the marks: the member for which this is greatest is the best.
    fn rank(&self, value: Json<'_>) -> (bool, usize, usize, bool) {
        let named = self.values.iter().any(|(name, _)| name.is_empty());
        let known = value.members().into_iter().flatten().filter(|(name, _)| self.knows(name));
        (named, known.count(), self.required.len(), self.kinds & Self::FRACTION == 0)
    }
}

/// The JSON type of a value, as a member counts them.
fn kind(value: Json<'_>) -> u8 {
    match value.kind() {
        Kind::Null => 0,
        Kind::Boolean => Member::BOOLEAN,
        Kind::Number if decode::integer(value).is_some() => Member::INTEGER,
        Kind::Number => Member::FRACTION,
        Kind::String => Member::STRING,
        Kind::Array => Member::ARRAY,
        Kind::Object => Member::OBJECT,
    }
}

/// Whether a property has one of some values. One that is not there may have them all.
fn is_one_of(value: Json<'_>, name: &str, literals: &[Literal]) -> bool {
    let found = if value.is_object() { value.get(name) } else { name.is_empty().then_some(value) };
    found.is_none_or(|found| literals.iter().any(|literal| literal.is(found)))
}

/// The same for a property further in.
fn is_inside(value: Json<'_>, path: &[&str], literals: &[Literal]) -> bool {
    let found = path.iter().try_fold(value, |value, name| value.get(name));
    found.is_none_or(|found| literals.iter().any(|literal| literal.is(found)))
}

/// What marks say about a value.
enum Choice {
    /// The tag selects the member, or there is one for want of a tag.
    Tagged(usize),
    /// These members fit, the best first.
    Fitting(Vec<usize>),
}

/// Selects the members that a value can be of.
fn choose(tag: Option<&str>, members: &[Member], value: Json<'_>) -> Choice {
    let text = tag.and_then(|tag| value.get(tag)).and_then(tag_text);
    let named = |text: &Cow<'_, str>| members.iter().position(|one| one.tags.contains(&&**text));
    if let Some(index) = text.as_ref().and_then(named) {
        return Choice::Tagged(index);
    }
    let fallback = members.iter().position(|member| member.fallback);
    if let Some(index) = fallback.filter(|_| value.is_object()) {
        return Choice::Tagged(index);
    }
    if text.is_some() {
        return Choice::Fitting(Vec::new());
    }
    let fitting = |strict: bool| {
        let fits = |(index, member): (usize, &Member)| member.fits(value, strict).then_some(index);
        members.iter().enumerate().filter_map(fits).collect::<Vec<usize>>()
    };
    let mut fits = fitting(true);
    if fits.is_empty() {
        // A value that is new to an enum, or to a constant, still is of the only member that has its shape.
        fits = fitting(false);
        fits.truncate(if fits.len() == 1 { 1 } else { 0 });
    }
    let rank = |index: &usize| members.get(*index).map(|member| member.rank(value));
    fits.sort_by_key(|index| std::cmp::Reverse(rank(index)));
    fits.retain(|index| !loses(*index, members, value));
    Choice::Fitting(fits)
}

/// The text of a tag, which some descriptions make a number or a boolean.
fn tag_text(value: Json<'_>) -> Option<Cow<'_, str>> {
    match value.kind() {
        Kind::Number => Some(value.as_number()?.to_string().into()),
        Kind::Boolean => Some(value.as_bool()?.to_string().into()),
        Kind::Null | Kind::String | Kind::Array | Kind::Object => value.as_str().map(Cow::Borrowed),
    }
}

/// Whether a member would drop a property that another one knows.
fn loses(index: usize, members: &[Member], value: Json<'_>) -> bool {
    let (Some(member), Some(mut object)) = (members.get(index), value.members()) else {
        return false;
    };
    let others = || members.iter().filter(|other| other.kinds & Member::OBJECT != 0);
    !member.open
        && object.any(|(name, _)| !member.knows(name) && others().any(|other| other.knows(name)))
}

/// Members that are tried at most where reading fails, so that no answer makes the attempts multiply level by level.
const ATTEMPTS: usize = 4;

/// Values deeper than this get one attempt.
const DEEP: usize = 12;

/// Reads a value. No other member is tried than the one that a tag selects, because the tag says that it is none of those.
///
/// # Errors
///
/// [`Union::read`] refuses even what fits no member.
pub fn decode_union<T: Union>(value: Json<'_>) -> Result<T, Invalid> {
    let none = T::MEMBERS.len();
    match choose(T::TAG, T::MEMBERS, value) {
        Choice::Tagged(index) => T::read(index, value).or_else(|_| T::read(none, value)),
        Choice::Fitting(fits) => {
            let attempts = if fits.len() > 1 && is_deep(value, DEEP) { 1 } else { ATTEMPTS };
            let read = |index: usize| T::read(index, value).ok();
            match fits.into_iter().take(attempts).find_map(read) {
                Some(union) => Ok(union),
                None => T::read(none, value),
            }
        }
    }
}

/// Whether a value has more levels than these.
fn is_deep(value: Json<'_>, levels: usize) -> bool {
    let Some(levels) = levels.checked_sub(1) else { return true };
    value.items().is_some_and(|mut items| items.any(|item| is_deep(item, levels)))
        || value.members().is_some_and(|mut members| members.any(|(_, one)| is_deep(one, levels)))
}

/// Reads JSON that is there already as the value of the member of this index, or of none.
pub(super) fn read_member<T: Union>(member: usize, value: &Value) -> Result<T, Invalid> {
    let tree = Tree::read(value).map_err(|error| Invalid::new(error.to_string()))?;
    T::read(member, tree.root())
}

/// Reads a value as that of a member.
///
/// # Errors
///
/// The member cannot be read from the JSON.
pub fn member<T: Decode, U>(value: Json<'_>, variant: fn(T) -> U) -> Result<U, Invalid> {
    T::decode(value).map(variant)
}
