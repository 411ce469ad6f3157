//! Identifiers: legal, free, and the same in every run.
//!
//! Only a [`Scope`] mints a name, so that two things in one scope never share one. A name depends on what it is made from
//! and on what stands before it in the document, on nothing else.

use std::collections::HashMap;

use heck::{ToSnakeCase, ToUpperCamelCase};

/// How many bytes a name has at most: modules, and the documentation of types, are files, whose names can have 255.
const LONGEST: usize = 200;

/// The names that are taken in one place, each with the number to try next for its namesakes.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    taken: HashMap<String, usize>,
}

impl Scope {
    pub(super) fn new(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|name| ((*name).to_owned(), 2)).collect() }
    }

    /// The name itself if it is free, and otherwise the name with the first number that is. Of a name that is too long the beginning counts.
    pub(super) fn mint(&mut self, mut name: String) -> String {
        if name.len() > LONGEST {
            let end = (0..=LONGEST).rev().find(|end| name.is_char_boundary(*end));
            name.truncate(end.unwrap_or_default());
            name.truncate(name.trim_end_matches('_').len());
        }
        let Some(next) = self.taken.get(&name).copied() else {
            self.taken.insert(name.clone(), 2);
            return name;
        };
        let separator = if name.starts_with(char::is_uppercase) { "" } else { "_" };
        let separator = if name.ends_with('_') { "" } else { separator };
        let mut number = next;
        let mut free = format!("{name}{separator}{number}");
        while self.taken.contains_key(&free) {
            number += 1;
            free = format!("{name}{separator}{number}");
        }
        self.taken.insert(name, number + 1);
        self.taken.insert(free.clone(), 2);
        free
    }

    /// The name itself, if it is free.
    pub(super) fn mint_exactly(&mut self, name: &str) -> bool {
        let is_free = !self.taken.contains_key(name);
        if is_free {
            self.taken.insert(name.to_owned(), 2);
        }
        is_free
    }

    /// The first of two names that is free.
    pub(super) fn mint_either(&mut self, name: String, other: impl FnOnce() -> String) -> String {
        let name = if self.taken.contains_key(&name) { other() } else { name };
        self.mint(name)
    }
}

/// The scope of the types of a crate, whatever file they are in.
pub(super) fn types() -> Scope {
    Scope::new(TYPES)
}

/// The other scopes of a whole crate.
pub(super) struct Scopes {
    /// Modules of the crate.
    pub(super) modules: Scope,
    /// Methods and constructors of the client.
    pub(super) methods: Scope,
    /// Constants of response headers.
    pub(super) headers: Scope,
}

impl Default for Scopes {
    fn default() -> Self {
        Self {
            modules: Scope::new(MODULES),
            methods: Scope::new(METHODS),
            headers: Scope::new(&[]),
        }
    }
}

/// Stands in a hint between an owner and the property or parameter that something is made for.
const WITHIN: char = '\u{1f}';

/// A hint for a type that is made for a property or parameter.
pub(super) fn within(owner: &str, part: &str) -> String {
    format!("{owner}{WITHIN}{part}")
}

/// A hint as people may read it.
pub(super) fn shown(hint: &str) -> String {
    hint.replace(WITHIN, ".")
}

/// The property or parameter of a hint, if it has one.
pub(super) fn part(hint: &str) -> Option<&str> {
    hint.rsplit_once(WITHIN).map(|(_, part)| part)
}

/// The name of a type or variant; `role` stands in where nothing of the text can be in an identifier.
pub(super) fn upper(text: &str, role: &str) -> String {
    let name = words(text).to_upper_camel_case();
    let name = match name.chars().next() {
        None => role.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{}{name}", role.get(..1).unwrap_or("N")),
        Some(_) => name,
    };
    if name == "Self" { name + role } else { name }
}

/// The name of a field, argument, method or module.
pub(super) fn lower(text: &str, role: &str) -> String {
    let name = words(text).to_snake_case();
    let name = match name.chars().next() {
        None => role.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{}{name}", role.get(..1).unwrap_or("n")),
        Some(_) => name,
    };
    if KEYWORDS.contains(&name.as_str()) { name + "_" } else { name }
}

/// What can be in an identifier; everything else separates words. A sign before a number is kept, as a word.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    if rest.starts_with(['+', '-']) && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
        words.push_str(if rest.starts_with('+') { "plus " } else { "minus " });
        rest = &rest[1..];
    }
    for c in rest.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => words.push(c),
            c => words.push_str(without_accent(c).unwrap_or(" ")),
        }
    }
    words
}

/// A Latin letter without what stands above or below it, as whoever has no key for it writes it.
fn without_accent(c: char) -> Option<&'static str> {
    const LETTERS: &[(&str, &str)] = &[
        ("ÀÁÂÃÄÅĀĂĄ", "A"),
        ("àáâãäåāăą", "a"),
        ("ÇĆĈĊČ", "C"),
        ("çćĉċč", "c"),
        ("ĎĐ", "D"),
        ("ďđ", "d"),
        ("ÈÉÊËĒĔĖĘĚ", "E"),
        ("èéêëēĕėęě", "e"),
        ("ĜĞĠĢ", "G"),
        ("ĝğġģ", "g"),
        ("ÌÍÎÏĨĪĬĮİ", "I"),
        ("ìíîïĩīĭįı", "i"),
        ("ĹĻĽŁ", "L"),
        ("ĺļľł", "l"),
        ("ÑŃŅŇ", "N"),
        ("ñńņň", "n"),
        ("ÒÓÔÕÖØŌŎŐ", "O"),
        ("òóôõöøōŏő", "o"),
        ("ŔŖŘ", "R"),
        ("ŕŗř", "r"),
        ("ŚŜŞŠ", "S"),
        ("śŝşš", "s"),
        ("ŢŤ", "T"),
        ("ţť", "t"),
        ("ÙÚÛÜŨŪŬŮŰŲ", "U"),
        ("ùúûüũūŭůűų", "u"),
        ("ÝŶŸ", "Y"),
        ("ýÿŷ", "y"),
        ("ŹŻŽ", "Z"),
        ("źżž", "z"),
        ("Æ", "AE"),
        ("æ", "ae"),
        ("Œ", "OE"),
        ("œ", "oe"),
        ("ß", "ss"),
    ];
    LETTERS.iter().find(|(letters, _)| letters.contains(c)).map(|(_, plain)| *plain)
}

/// Words of the language, of this edition and of those before it (Rust Reference, "Keywords").
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Whether a word cannot be a name.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word) || word == "Self"
}

/// Whether no crate can be used by this name: it is a keyword, or a crate that Rust brings along.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    KEYWORDS.contains(&name) || ["alloc", "core", "proc_macro", "std", "test", "_"].contains(&name)
}

/// Names of the prelude, and of the two things from elsewhere that files of types call by their names alone.
const TYPES: &[&str] = &[
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "String",
    "Vec",
    "Box",
    "Default",
    "Clone",
    "Copy",
    "Debug",
    "PartialEq",
    "Eq",
    "Hash",
    "Ord",
    "PartialOrd",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "From",
    "Into",
    "Iterator",
    "IntoIterator",
    "IntoFuture",
    "Future",
    "Extend",
    "ToOwned",
    "ToString",
    "AsRef",
    "AsMut",
    "Send",
    "Sync",
    "Sized",
    "Unpin",
    "Self",
    "TryFrom",
    "TryInto",
    "FromIterator",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "BTreeMap",
    "Value",
];
/// What files of operations import from the runtime: a request type, which is defined there, must not be called like it.
pub(super) const OPERATIONS: &[&str] = &[
    "Answer",
    "Arguments",
    "BTreeMap",
    "Bytes",
    "Client",
    "Decoded",
    "Error",
    "File",
    "Operation",
    "Parameter",
    "Part",
    "Patch",
    "Payload",
    "Response",
    "Rules",
    "Sending",
    "Spec",
    "Style",
    "Tuple",
    "Value",
];
const MODULES: &[&str] = &[
    "types",
    "xml",
    "quick_xml",
    "codecs",
    "client",
    "headers",
    "runtime",
    "lib",
    "main",
    "mod",
    "crate",
    "std",
    "core",
    "alloc",
    "serde",
    "serde_json",
    "base64",
    "http",
    "bytes",
    "url",
    "reqwest",
    "jiff",
    "regress",
    "tokio",
    "tracing",
    "percent_encoding",
    "futures_core",
    "http_body",
    "test",
    "self_",
    "super_",
];
const METHODS: &[&str] = &[
    "builder",
    "send",
    "send_blocking",
    "send_stream",
    "send_stream_blocking",
    "base_url",
    "with",
    "new",
    "clone",
    "fmt",
    "default",
    "drop",
    // Methods of the prelude that are found first: they take a client, or a pointer to one, as it stands.
    "into",
    "try_into",
    "to_owned",
    "as_ref",
    "as_mut",
];
/// Methods of the client builder, which credentials must not hide.
pub(super) const BUILDER: &[&str] = &[
    "new",
    "from_template",
    "default_header",
    "user_agent",
    "connect_timeout",
    "timeout",
    "max_body_size",
    "max_concurrent_requests",
    "deadline",
    "retry",
    "retry_budget",
    "signer",
    "observer",
    "clock",
    "credential",
    "transport",
    "blocking_transport",
    "http_client",
    "blocking_http_client",
    "follow_redirects",
    "build",
    "clone",
    "fmt",
    "default",
];
/// Names inside a request type that its fields and setters must not take.
pub(super) const REQUEST: &[&str] = &[
    "client",
    "send",
    "send_blocking",
    "arguments",
    "success",
    "failure",
    "clone",
    "fmt",
    "into",
    "from",
    "new",
];
/// The same, where its answer is a page of a list.
pub(super) const PAGES: &[&str] = &["pages", "items", "pages_blocking", "items_blocking"];
/// The same for one whose answer can be read while it arrives.
pub(super) const STREAMS: &[&str] = &["stream", "stream_blocking"];
/// Names inside an enum of strings.
pub(super) const VARIANTS: &[&str] = &["Unknown"];
