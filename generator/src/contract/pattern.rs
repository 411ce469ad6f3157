//! A text that matches a pattern.

use regex_syntax::hir::{Class, Hir, HirKind};
use regex_syntax::parse;

/// How long a text may become.
const LONGEST: usize = 4096;

/// A text in which a pattern occurs. What can be repeated occurs `repeats` times, where that is allowed. `None` if the pattern needs more than
/// ECMA-262 and the regular expressions of Rust have in common.
pub(super) fn text(pattern: &str, repeats: u32) -> Option<String> {
    let parsed = parse(pattern).ok()?;
    let mut text = String::new();
    write(&parsed, repeats, &mut text)?;
    Some(text)
}

fn write(pattern: &Hir, repeats: u32, text: &mut String) -> Option<()> {
    if text.len() > LONGEST {
        return None;
    }
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => {
            let has = |letter: char| {
                class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&letter))
            };
            let usual = ('a'..='z').chain('0'..='9').chain('A'..='Z').find(|one| has(*one));
            let first = class.ranges().iter().map(|range| range.start());
            let visible = first.clone().find(|letter| !letter.is_control());
            text.push(usual.or(visible).or_else(|| first.clone().next())?);
        }
        HirKind::Class(Class::Bytes(class)) => {
            text.push(char::from(class.ranges().first()?.start()));
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..repetition.min.max(repeats.min(most)) {
                write(&repetition.sub, repeats, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, repeats, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, repeats, text))?,
        HirKind::Alternation(parts) => write(parts.first()?, repeats, text)?,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_pattern_has_a_text() {
        assert_eq!(text("^[a-f0-9]{4}(-x)?$", 1).as_deref(), Some("aaaa-x"));
        assert_eq!(text("^(a|b)+\\/\\d*$", 0).as_deref(), Some("a/"));
        assert_eq!(text("^(?!x)y$", 1), None, "Rust has no lookahead");
        assert_eq!(text("^.{9999}$", 1), None, "too long to be of use");
    }
}
