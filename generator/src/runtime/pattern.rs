//! Patterns of JSON Schema, which are regular expressions of ECMA-262.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use regress::Regex;

/// By where the text of a pattern is, which never changes, and how long it is: that is sooner known than the text.
type Compiled = HashMap<(usize, usize), Option<Arc<Pattern>>>;

/// Whether a pattern occurs somewhere in a text. Each is compiled once, for each place in which it is written.
///
/// A pattern that is no regular expression matches everything: the generator refuses to emit one, so none gets here.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    static COMPILED: OnceLock<Mutex<Compiled>> = OnceLock::new();
    let compiled = {
        let mut all =
            COMPILED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        let place = (pattern.as_ptr().addr(), pattern.len());
        all.entry(place).or_insert_with(|| Pattern::compile(pattern).map(Arc::new)).clone()
    };
    compiled.is_none_or(|pattern| pattern.matches(text))
}

/// A pattern that can be looked for.
enum Pattern {
    /// What most identifiers have: `^[0-9a-f]{32}$`.
    Repeated(Repeated),
    /// Any other.
    Regex(Regex),
}

impl Pattern {
    /// The pattern as JSON Schema means it, or where the flag `u` forbids how it is written, without that flag.
    fn compile(pattern: &str) -> Option<Self> {
        if let Some(repeated) = Repeated::parse(pattern) {
            return Some(Self::Repeated(repeated));
        }
        let regex = Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern));
        regex.ok().map(Self::Regex)
    }

    fn matches(&self, text: &str) -> bool {
        match self {
            Self::Repeated(repeated) => repeated.matches(text),
            Self::Regex(regex) => regex.find(text).is_some(),
        }
    }
}

/// A class of characters of ASCII that is repeated from the beginning to the end.
struct Repeated {
    /// A bit for each character that is in the class.
    class: u128,
    least: usize,
    most: usize,
}

impl Repeated {
    /// A pattern that is written in the plainest way; `None` for all others, whatever they mean.
    fn parse(pattern: &str) -> Option<Self> {
        let (items, times) = pattern.strip_prefix("^[")?.strip_suffix('$')?.split_once(']')?;
        let (least, most) = match times {
            "" => (1, 1),
            "*" => (0, usize::MAX),
            "+" => (1, usize::MAX),
            _ => {
                let times = times.strip_prefix('{')?.strip_suffix('}')?;
                let (least, most) = times.split_once(',').unwrap_or((times, times));
                let most = if most.is_empty() { usize::MAX } else { number(most)? };
                (number(least)?, most)
            }
        };
        Some(Self { class: class(items.as_bytes())?, least, most }).filter(|it| it.least <= it.most)
    }

    fn matches(&self, text: &str) -> bool {
        (self.least..=self.most).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii() && self.class & 1 << byte != 0)
    }
}

/// A number of digits alone, of which there are few.
fn number(text: &str) -> Option<usize> {
    let is_number = text.len() < 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// The characters of a class: letters, digits and signs that mean themselves, and ranges of letters or digits.
fn class(mut items: &[u8]) -> Option<u128> {
    let mut class = 0;
    while let [first, rest @ ..] = items {
        let (last, rest) = match rest {
            [b'-', last, rest @ ..] => (last, rest),
            rest => (first, rest),
        };
        let is_range =
            first != last && first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric();
        let is_one = first == last && (first.is_ascii_alphanumeric() || b"_.:/ @-".contains(first));
        // A hyphen stands for itself at the end alone.
        let is_hyphen_within = *first == b'-' && !rest.is_empty();
        if first > last || !(is_range || is_one) || is_hyphen_within {
            return None;
        }
        class |= (*first..=*last).fold(0, |class, byte| class | 1 << byte);
        items = rest;
    }
    (class != 0).then_some(class)
}
