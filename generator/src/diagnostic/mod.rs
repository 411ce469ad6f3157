//! Problems of a description: collected by every stage, located only when somebody is to see them.

mod code;
mod pointer;
mod render;

pub use code::Code;
pub use pointer::Pointer;
pub use render::{Located, locate};

use indexmap::IndexSet;

use crate::source::Position;

/// Whether a problem stops the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Nothing is generated.
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

/// One problem, as a stage reports it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: Code,
    /// Whether it stops the run.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// The node it is about.
    pub pointer: Pointer,
    /// Whether the key or the value of the node is meant.
    pub target: Target,
    /// The place, where it is known without looking for the node.
    pub position: Option<Position>,
    /// What to do about it.
    pub help: String,
}

/// The problems of one run. Stages push and go on; [`Diagnostics::has_errors`] is asked at the barriers between them.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: IndexSet<Diagnostic>,
}

impl Diagnostics {
    /// Reports an error at the value of a node.
    pub fn error(
        &mut self,
        code: Code,
        at: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Severity::Error, Target::Value, code, at, message.into(), help.into());
    }

    /// Reports a warning at the value of a node.
    pub fn warning(
        &mut self,
        code: Code,
        at: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Severity::Warning, Target::Value, code, at, message.into(), help.into());
    }

    /// Reports an error at the key of a node.
    pub fn error_at_key(
        &mut self,
        code: Code,
        at: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Severity::Error, Target::Key, code, at, message.into(), help.into());
    }

    /// Reports a warning at the key of a node.
    pub fn warning_at_key(
        &mut self,
        code: Code,
        at: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Severity::Warning, Target::Key, code, at, message.into(), help.into());
    }

    /// Adds a problem. One that was reported before, word for word at the same node, is not added again.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.insert(diagnostic);
    }

    /// Whether the run must end at the next barrier.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
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

    fn add(
        &mut self,
        severity: Severity,
        target: Target,
        code: Code,
        at: &Pointer,
        message: String,
        help: String,
    ) {
        self.push(Diagnostic {
            code,
            severity,
            message,
            pointer: at.clone(),
            target,
            position: None,
            help,
        });
    }
}
