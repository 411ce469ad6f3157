//! What can stop a run.

use std::fmt;

use crate::diagnostic::{Located, Severity};
use crate::output;

/// What the front end had to say about a description: every problem, located, in document order.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The problems.
    pub problems: Vec<Located>,
    /// How many operations the description has, as far as it could be read.
    pub operations: usize,
}

impl Report {
    /// How many problems are errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    /// How many problems are warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.problems.len() - self.errors()
    }
}

/// Every problem as it is shown to people, with a blank line between two.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            f.write_str(problem.human().trim_end())?;
        }
        Ok(())
    }
}

/// Why nothing was generated.
///
/// `Debug` shows all that people need, because that is what a `main` that returns this error prints.
#[non_exhaustive]
pub enum Error {
    /// The description has errors; nothing was written.
    Description(Report),
    /// The output could not be read or written, or would destroy a file that the generator did not write.
    Output(output::Error),
    /// The call itself is wrong: a crate name that is none, a folder without a description.
    Usage(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Description(report) => match report.errors() {
                1 => f.write_str("the description has 1 error"),
                errors => write!(f, "the description has {errors} errors"),
            },
            Self::Output(error) => error.fmt(f),
            Self::Usage(message) => f.write_str(message),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        match self {
            Self::Description(report) => write!(f, "\n\n{report}"),
            Self::Output(_) | Self::Usage(_) => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Output(error) => std::error::Error::source(error),
            Self::Description(_) | Self::Usage(_) => None,
        }
    }
}

impl From<output::Error> for Error {
    fn from(error: output::Error) -> Self {
        Self::Output(error)
    }
}
