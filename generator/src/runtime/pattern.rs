//! Patterns of JSON Schema, which are regular expressions of ECMA-262.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use regress::Regex;

/// By where the text of a pattern is, which never changes, and how long it is: that is sooner known than the text.
type Compiled = HashMap<(usize, usize), Option<Arc<Regex>>>;

/// Whether a pattern occurs somewhere in a text. Each pattern is compiled once in a process.
///
/// A pattern that is no regular expression matches everything: the generator refuses to emit one, so none gets here.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    static COMPILED: OnceLock<Mutex<Compiled>> = OnceLock::new();
    let compiled = {
        let mut all =
            COMPILED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        let place = (pattern.as_ptr().addr(), pattern.len());
        all.entry(place).or_insert_with(|| compile(pattern).map(Arc::new)).clone()
    };
    compiled.is_none_or(|regex| regex.find(text).is_some())
}

/// The pattern as JSON Schema means it, or where the flag `u` forbids how it is written, without that flag.
fn compile(pattern: &str) -> Option<Regex> {
    Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern)).ok()
}
