//! Problems of a description: collected by every stage, located only when somebody is to see them.

mod code;
mod pointer;
mod render;

pub use code::Code;
pub use pointer::Pointer;
pub use render::{Located, locate};

use indexmap::IndexSet;

use crate::source::{FileId, Position};

/// Whether a problem stops the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Nothing is generated of what needs the part that is wrong.
    Error,
    /// Something is ignored or taken in a way that the author may not have meant.
    Warning,
}

/// What of a node the caret stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Its key.
    Key,
    /// Its value.
    Value,
}

/// What a problem is about. It becomes a line and a column only when somebody is to see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A node, by the address of its value, which does not change while a run lasts.
    Node {
        /// The file it stands in.
        file: FileId,
        /// The address of its value.
        address: usize,
        /// Whether its key or its value is meant.
        target: Target,
    },
    /// A place in a text of which there is no tree.
    Position {
        /// The file.
        file: FileId,
        /// Where in it.
        position: Position,
    },
    /// A whole file.
    File(FileId),
}

impl Place {
    /// The file it is in.
    #[must_use]
    pub fn file(self) -> FileId {
        match self {
            Self::Node { file, .. } | Self::Position { file, .. } | Self::File(file) => file,
        }
    }
}

/// One problem, as a stage reports it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: Code,
    /// Whether it stops the run.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// What it is about.
    pub place: Place,
    /// What to do about it.
    pub help: String,
}

/// The problems of one run. Stages push and go on; [`Diagnostics::has_errors`] is asked at the barriers between them.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: IndexSet<Diagnostic>,
    errors: usize,
}

impl Diagnostics {
    /// Reports an error.
    pub fn error(
        &mut self,
        code: Code,
        place: impl Into<Place>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Severity::Error, code, place.into(), message.into(), help.into());
    }

    /// Reports a warning.
    pub fn warning(
        &mut self,
        code: Code,
        place: impl Into<Place>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Severity::Warning, code, place.into(), message.into(), help.into());
    }

    /// Adds a problem. One that was reported before, word for word at the same place, is counted and not added again.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.errors += usize::from(diagnostic.severity == Severity::Error);
        self.list.insert(diagnostic);
    }

    /// How many errors were pushed, those included that had been reported before: a stage that compares it before and
    /// after knows whether anything between was in error.
    #[must_use]
    pub fn error_count(&self) -> usize {
        self.errors
    }

    /// Whether the run must end at the next barrier.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Whether nothing was reported.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The problems in the order in which they were reported.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    fn add(&mut self, severity: Severity, code: Code, place: Place, message: String, help: String) {
        self.push(Diagnostic { code, severity, message, place, help });
    }
}
