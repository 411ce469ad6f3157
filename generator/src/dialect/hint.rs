//! Keys that nobody knows.

use crate::diagnostic::{Code, Diagnostics};
use crate::source::{FileId, Node};

/// The most letters in which a key may differ from the one that is suggested.
const MOST_EDITS: usize = 2;

/// Whether a key is one that the specification leaves to everybody.
pub(super) fn is_extension(key: &str) -> bool {
    key.starts_with("x-") || key.starts_with("X-")
}

/// Reports a key that the object does not have, unless it is an extension.
pub(super) fn unknown(
    object: &str,
    known: &[&str],
    key: &str,
    member: Node<'_>,
    diagnostics: &mut Diagnostics,
) {
    if is_extension(key) {
        return;
    }
    let near = known
        .iter()
        .filter(|known| known.len().abs_diff(key.len()) <= MOST_EDITS)
        .map(|known| (distance(known, key), known))
        .min();
    let help = match near {
        Some((edits, near)) if edits <= MOST_EDITS => format!("did you mean `{near}`?"),
        _ => "remove it; keys of your own begin with `x-`".to_owned(),
    };
    let message = format!("the {object} object has no key `{key}`; it is ignored");
    diagnostics.warning(Code::UnknownKeyword, member.key(), message, help);
}

/// Reports a key of another version, which is taken as it is meant there.
pub(super) fn other_version(
    key: &str,
    member: Node<'_>,
    version: &str,
    diagnostics: &mut Diagnostics,
) {
    diagnostics.warning(
        Code::OtherVersion,
        member.key(),
        format!("`{key}` is a key of {version}; it is taken as it is meant there"),
        match member.file == FileId::default() {
            true => format!(
                "say what it means in the version of the description, or make it one of {version}"
            ),
            // What such a file says of its own version counts for nobody who refers to it.
            false => "say what it means in the version of the description that refers to this file, which holds for all its files".to_owned(),
        },
    );
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (y, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let next = (corner + usize::from(x != *y)).min(*above + 1).min(left + 1);
            corner = std::mem::replace(above, next);
            left = next;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
