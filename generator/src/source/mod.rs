//! Descriptions as texts and as trees: the file that the caller names, and every local file that its references lead to.
//!
//! A clean run pays for the trees alone. Places are found by a second pass over a text, and only when there is something
//! to say about it.

mod complaint;
mod index;
mod kept;
mod load;
mod locate;
mod locate_json;
mod node;
mod project;
mod resolve;
mod trail;
mod tree;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::diagnostic::{Diagnostics, Place, Pointer};

use index::Index;
use kept::Kept;

pub use node::{FileId, Node};
pub use project::{descriptions, exists, guide};
pub use resolve::Obstacle;

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

/// All files of one description. Their trees do not move as long as this lives.
#[derive(Debug)]
pub struct Sources {
    files: Vec<File>,
    /// Where each path that was asked for led: to a file, or to a reason why it cannot be used.
    paths: HashMap<PathBuf, Result<FileId, String>>,
    index: Index,
    kept: Kept,
    /// What is read beside the description, and is no part of it.
    beside: Option<FileId>,
}

/// One file. The tree of a text that cannot be read is null.
#[derive(Debug)]
struct File {
    /// The path for people, with `/` between its parts.
    name: String,
    path: PathBuf,
    text: String,
    format: Format,
    tree: Box<Value>,
}

impl Sources {
    /// Reads a description and, transitively, the local files that its references name. What is in the network is never
    /// read. A file that cannot be read is reported where a reference to it is used; a malformed one at once.
    pub fn read(path: &Path, diagnostics: &mut Diagnostics) -> Self {
        load::load(path, None, &mut |path| std::fs::read(path), diagnostics)
    }

    /// The same, with a file beside the description that says more about it.
    pub fn read_beside(path: &Path, beside: Option<&Path>, diagnostics: &mut Diagnostics) -> Self {
        load::load(path, beside, &mut |path| std::fs::read(path), diagnostics)
    }

    /// The same for a description whose text was handed over: the path is what it is called, and where its references begin.
    pub fn read_text(
        path: &Path,
        text: &[u8],
        beside: Option<&Path>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut read = |asked: &Path| {
            if asked == path { Ok(text.to_vec()) } else { std::fs::read(asked) }
        };
        load::load(path, beside, &mut read, diagnostics)
    }

    /// Takes a description of one file whose text is already in memory.
    pub fn parse(name: &str, text: &str, diagnostics: &mut Diagnostics) -> Self {
        Self::parse_all(&[(name, text)], diagnostics)
    }

    /// Takes the files of a description from memory; the first is the one to begin with.
    pub fn parse_all(files: &[(&str, &str)], diagnostics: &mut Diagnostics) -> Self {
        let first = files.first().map_or(Path::new(""), |(name, _)| Path::new(name));
        let mut read = |path: &Path| {
            let found = files.iter().find(|(name, _)| load::normal(Path::new(name)) == path);
            found
                .map(|(_, text)| text.as_bytes().to_vec())
                .ok_or(std::io::ErrorKind::NotFound.into())
        };
        load::load(first, None, &mut read, diagnostics)
    }

    /// The root of the description.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        self.tree(FileId::default())
    }

    /// The root of a file.
    #[must_use]
    pub fn tree(&self, file: FileId) -> Node<'_> {
        Node { file, value: self.file(file).map_or(&Value::Null, |file| &file.tree) }
    }

    /// The root of what was read beside the description.
    #[must_use]
    pub fn beside(&self) -> Option<Node<'_>> {
        self.beside.map(|file| self.tree(file))
    }

    /// The path of a file for people; that of the description is as the caller gave it.
    #[must_use]
    pub fn name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.name)
    }

    /// The last part of the path of the description, which does not depend on where the generator runs.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.name(FileId::default()).rsplit('/').next().unwrap_or_default()
    }

    /// The text of a file as read, without a byte order mark.
    #[must_use]
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// The paths of all files that were read, that of the description first.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.path.as_path())
    }

    /// The places of many problems of one file, in one pass over its tree and one over its text.
    #[must_use]
    pub fn locate(&self, file: FileId, places: &[Place]) -> Vec<Option<Position>> {
        let pointers = locate::pointers(self.tree(file).value, places);
        let wanted: Vec<(&Pointer, _)> = places
            .iter()
            .filter_map(|place| match place {
                Place::Node { address, target, .. } => Some((pointers.get(address)?, *target)),
                Place::Position { .. } | Place::File(_) => None,
            })
            .collect();
        let format = self.file(file).map_or(Format::Yaml, |file| file.format);
        let found = if wanted.is_empty() {
            HashMap::new()
        } else {
            let positions = locate::locate(self.text(file), format, &wanted);
            wanted.into_iter().zip(positions).collect()
        };
        let position = |place: &Place| match place {
            Place::Node { address, target, .. } => {
                found.get(&(pointers.get(address)?, *target)).copied().flatten()
            }
            Place::Position { position, .. } => Some(*position),
            Place::File(_) => Some(Position::START),
        };
        places.iter().map(position).collect()
    }

    /// The same paths, each with the text of its file.
    pub fn texts(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.files.iter().map(|file| (file.path.as_path(), file.text.as_str()))
    }

    /// Keeps a value that stands in no file as long as the trees: what a repair made of a value that does.
    pub(crate) fn keep(&self, value: Value) -> &Value {
        self.kept.keep(value)
    }

    fn file(&self, file: FileId) -> Option<&File> {
        self.files.get(file.0)
    }
}
