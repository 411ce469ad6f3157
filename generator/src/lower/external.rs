//! Types of the user, as they are written: paths, with what stands in angle brackets behind them, tuples and arrays.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::name;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Node;

/// Types of the user that stand for formats.
pub(super) struct Formats<'s> {
    types: &'s BTreeMap<String, String>,
    /// The formats that a schema has.
    used: RefCell<BTreeSet<String>>,
}

impl<'s> Formats<'s> {
    pub(super) fn new(types: &'s BTreeMap<String, String>) -> Self {
        Self { types, used: RefCell::default() }
    }

    /// The type for the format of a schema.
    pub(super) fn get(&self, format: &str) -> Option<&'s str> {
        let ty = self.types.get(format)?;
        self.used.borrow_mut().insert(format.to_owned());
        Some(ty)
    }

    /// The formats that no schema has.
    pub(super) fn unused(&self) -> Vec<&'s str> {
        let formats = self.types.keys().map(String::as_str);
        formats.filter(|format| !self.used.borrow().contains(*format)).collect()
    }
}

/// Reports what is no type though it is to stand for a schema.
pub(super) fn check(text: &str, node: Node<'_>, diagnostics: &mut Diagnostics) {
    if let Some(problem) = type_problem(text) {
        diagnostics.error(
            Code::UnknownValue,
            node.get("x-rust-type").unwrap_or(node),
            format!("`{text}` is no type of Rust: {problem}"),
            "name a type by its path, such as `crate::money::Amount`",
        );
    }
}

/// What is wrong with the text of a type, if anything is: it is written into the output as it stands.
#[must_use]
pub fn type_problem(text: &str) -> Option<String> {
    let mut parser = Parser { rest: text.trim() };
    let problem = parser.ty(0).err().unwrap_or_else(|| match parser.rest {
        "" => String::new(),
        rest => format!("`{rest}` stands behind it"),
    });
    (!problem.is_empty()).then_some(problem)
}

/// How deep types can be in one another.
const DEEPEST: usize = 16;

struct Parser<'t> {
    rest: &'t str,
}

impl<'t> Parser<'t> {
    /// Whether the text goes on with a sign, which is then passed.
    fn take(&mut self, sign: &str) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest).trim_start();
        rest.is_some()
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        if self.take(sign) { Ok(()) } else { Err(format!("`{sign}` is missing")) }
    }

    fn ty(&mut self, depth: usize) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("it is nested too deeply".to_owned());
        }
        if self.take("(") {
            return self.list(")", depth);
        }
        if self.take("[") {
            self.ty(depth + 1)?;
            self.expect(";")?;
            let digits = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
            if digits.len() == self.rest.len() {
                return Err("an array needs its length".to_owned());
            }
            self.rest = digits.trim_start();
            return self.expect("]");
        }
        self.path(depth)
    }

    /// Types up to a sign, with commas between them.
    fn list(&mut self, end: &str, depth: usize) -> Result<(), String> {
        while !self.take(end) {
            if !self.take("'static") {
                self.ty(depth + 1)?;
            }
            if !self.take(",") {
                return self.expect(end);
            }
        }
        Ok(())
    }

    fn path(&mut self, depth: usize) -> Result<(), String> {
        // What leads out of a module stands first, and behind `super` only more of the same.
        let mut roots: &[&str] = if self.take("::") { &[] } else { &["crate", "self", "super"] };
        loop {
            let word = self.word();
            if roots.contains(&word) {
                roots = if word == "super" { &["super"] } else { &[] };
                self.expect("::").map_err(|_| format!("`{word}` is no type"))?;
                continue;
            }
            roots = &[];
            if word.is_empty() {
                return Err(match self.rest.chars().next() {
                    Some(sign) => format!("`{sign}` begins no name"),
                    None => "a name is missing".to_owned(),
                });
            }
            if name::is_keyword(word) {
                return Err(format!("`{word}` is a keyword"));
            }
            if self.take("<") {
                self.list(">", depth)?;
            }
            if !self.take("::") {
                return Ok(());
            }
        }
    }

    /// The identifier that comes, without what makes one of a keyword.
    fn word(&mut self) -> &'t str {
        let text = self.rest;
        let start = if text.starts_with("r#") { 2 } else { 0 };
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |end| start + end);
        let word = &text[..end];
        if word[start..].starts_with(|c: char| c.is_numeric()) || word == "_" || end == start {
            return "";
        }
        self.rest = text[end..].trim_start();
        word
    }
}

#[cfg(test)]
mod tests {
    use super::type_problem;

    #[test]
    fn types_are_told_from_other_text() {
        for good in [
            "Amount",
            "crate::money::Amount",
            "self::A",
            "super::super::A",
            "::std::net::IpAddr",
            "r#type::A",
            "Vec<Option<crate::A>>",
            "std::collections::BTreeMap<String, (u8, [u8; 4])>",
            "std::borrow::Cow<'static, str>",
            "()",
            " crate :: A ",
        ] {
            assert_eq!(type_problem(good), None, "{good}");
        }
        for (bad, why) in [
            ("", "a name is missing"),
            ("not a path!", "`a path!` stands behind it"),
            ("crate", "`crate` is no type"),
            ("crate::", "a name is missing"),
            ("super::crate::A", "`crate` is a keyword"),
            ("a::self::B", "`self` is a keyword"),
            ("dyn Trait", "`dyn` is a keyword"),
            ("&str", "`&` begins no name"),
            ("1a", "`1` begins no name"),
            ("a::", "a name is missing"),
            ("a:B", "`:B` stands behind it"),
            ("Vec<A", "`>` is missing"),
            ("Vec<A>>", "`>` stands behind it"),
            ("[u8]", "`;` is missing"),
            ("A; fn f() {}", "`; fn f() {}` stands behind it"),
        ] {
            assert_eq!(type_problem(bad).as_deref(), Some(why), "{bad}");
        }
        assert!(type_problem(&"(".repeat(100_000)).is_some());
    }
}
