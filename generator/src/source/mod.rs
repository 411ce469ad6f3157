//! Descriptions as text and as a tree.
//!
//! A clean run pays for the tree alone. Places are found by a second pass over the text, and only when there is something
//! to say.

mod locate;
mod project;
mod tree;

use std::path::Path;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer, Severity, Target};

pub use project::{descriptions, guide};

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// How many columns are meant, at least 1.
    pub width: usize,
}

impl Position {
    /// The beginning of a text, for what concerns all of it.
    pub const START: Self = Self { line: 1, column: 1, width: 1 };
}

/// The two ways to write a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON (RFC 8259).
    Json,
    /// YAML.
    Yaml,
}

/// One description: its text and its tree. The tree of a text that cannot be read is null.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    tree: Value,
}

impl Source {
    /// Reads a file.
    pub fn read(path: &Path, diagnostics: &mut Diagnostics) -> Self {
        let name = path.to_string_lossy().replace('\\', "/");
        let broken = |name: String| Self { name, text: String::new(), tree: Value::Null };
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("cannot read {name}: {error}");
                diagnostics.error(
                    Code::Io,
                    &Pointer::root(),
                    message,
                    "check the path and the permissions of the file",
                );
                return broken(name);
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => Self::parse(&name, text, diagnostics),
            Err(error) => {
                let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
                    .split(|byte| *byte == b'\n')
                    .count();
                let message =
                    format!("{name} is not text in UTF-8: line {line} has a byte that is none");
                diagnostics.error(
                    Code::Syntax,
                    &Pointer::root(),
                    message,
                    "save the description in UTF-8",
                );
                broken(name)
            }
        }
    }

    /// Takes a text that is already in memory. It is JSON if the name ends in `.json` or the text begins with a brace.
    pub fn parse(name: &str, text: String, diagnostics: &mut Diagnostics) -> Self {
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let is_json = name.ends_with(".json") || text.trim_start().starts_with('{');
        let format = if is_json { Format::Json } else { Format::Yaml };
        let tree = tree::parse(&text, format, diagnostics);
        Self { name: name.to_owned(), text, tree }
    }

    /// The path as the caller gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The last part of the path, which does not depend on where the generator runs.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// The text as read, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The description as a tree, in the order of the text.
    #[must_use]
    pub fn tree(&self) -> &Value {
        &self.tree
    }

    /// The place of a node, or of its nearest ancestor if there is no such node.
    #[must_use]
    pub fn locate(&self, pointer: &Pointer, target: Target) -> Option<Position> {
        self.locate_all(&[(pointer, target)]).pop().flatten()
    }

    /// The places of many nodes, in one pass over the text.
    #[must_use]
    pub fn locate_all(&self, wanted: &[(&Pointer, Target)]) -> Vec<Option<Position>> {
        locate::locate(&self.text, wanted)
    }
}

/// A problem whose place the parser knows.
fn syntax(
    diagnostics: &mut Diagnostics,
    code: Code,
    position: Position,
    message: String,
    help: &str,
) {
    diagnostics.push(Diagnostic {
        code,
        severity: Severity::Error,
        message,
        pointer: Pointer::root(),
        target: Target::Value,
        position: Some(position),
        help: help.to_owned(),
    });
}
