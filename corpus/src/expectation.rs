//! What is known to fail, and why: a small table that is kept with the tests, so that nothing else may fail and nothing on it
//! is forgotten once it works.

use std::collections::BTreeMap;

use crate::corpus::Description;
use crate::generation::{Outcome, Status};

/// Codes of the error that a file gets which is no description, or not one of a version that there is a reading for.
const NO_DESCRIPTION: [&str; 3] = ["not-openapi", "unsupported-version", "syntax"];

/// What the table says.
#[derive(Clone, Debug, Default)]
pub struct Expectations {
    /// For each description that is truly broken, the reason.
    broken: BTreeMap<String, String>,
}

impl Expectations {
    /// Reads the table: a path, the word `broken` and a reason, with tabs between; lines with `#` are comments.
    ///
    /// # Errors
    ///
    /// A line has another shape.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut broken = BTreeMap::new();
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            let [path, "broken", reason] = cells.as_slice() else {
                return Err(format!(
                    "line {}: not `path`, `broken` and a reason: {line}",
                    number + 1
                ));
            };
            if reason.trim().is_empty() {
                return Err(format!("line {}: `{path}` is there without a reason", number + 1));
            }
            if broken.insert((*path).to_owned(), (*reason).to_owned()).is_some() {
                return Err(format!("line {}: `{path}` is there twice", number + 1));
            }
        }
        Ok(Self { broken })
    }

    /// Why a description is known to be broken.
    #[must_use]
    pub fn broken(&self, path: &str) -> Option<&str> {
        self.broken.get(path).map(String::as_str)
    }

    /// Entries of which the corpus has no file.
    #[must_use]
    pub fn without_a_file<'a>(&'a self, descriptions: &[Description]) -> Vec<&'a str> {
        let is_there = |path: &str| descriptions.iter().any(|description| description.path == path);
        self.broken.keys().map(String::as_str).filter(|path| !is_there(path)).collect()
    }

    /// Whether an outcome is as it should be. An error says what is not.
    ///
    /// # Errors
    ///
    /// The outcome is not as it should be.
    pub fn judge(&self, description: &Description, outcome: &Outcome) -> Result<(), String> {
        match (&outcome.status, self.broken(&description.path)) {
            (Status::Crashed(how), _) => Err(format!("the generator did not survive it: {how}")),
            (Status::Generated, Some(reason)) => Err(format!(
                "it is expected to be broken ({reason}), but it generates: take it off the table"
            )),
            (Status::Refused, Some(_)) => Ok(()),
            (Status::Generated, None) if description.fragment => {
                Err("it is no description, but it generates".to_owned())
            }
            (Status::Generated, None) => complete(description, outcome),
            (Status::Refused, None) if description.fragment => clear(outcome),
            (Status::Refused, None) => {
                Err(format!("it is refused with {} errors:\n{}", outcome.errors, outcome.first()))
            }
        }
    }
}

/// Nothing may get lost without a word.
fn complete(description: &Description, outcome: &Outcome) -> Result<(), String> {
    if outcome.generated != outcome.operations {
        return Err(format!(
            "{} of {} operations were generated",
            outcome.generated, outcome.operations
        ));
    }
    match description.operations {
        // An index may not have followed a path into another file.
        Some(listed) if outcome.operations < listed => {
            Err(format!("it has {listed} operations, of which {} were seen", outcome.operations))
        }
        _ => Ok(()),
    }
}

/// What is no description has to hear that.
fn clear(outcome: &Outcome) -> Result<(), String> {
    let codes: Vec<&str> = outcome.codes.keys().map(String::as_str).collect();
    if codes.iter().any(|code| NO_DESCRIPTION.contains(code)) {
        Ok(())
    } else {
        Err(format!("it is no description, and the errors do not say so: {}", outcome.first()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_needs_reasons() {
        let table =
            Expectations::read("# head\na.yaml\tbroken\tit ends in the middle\n").expect("a table");
        assert_eq!(table.broken("a.yaml"), Some("it ends in the middle"));
        assert!(Expectations::read("a.yaml\tbroken\t \n").is_err());
        assert!(Expectations::read("a.yaml\tslow\tvery\n").is_err());
        assert!(Expectations::read("a.yaml\tbroken\tx\na.yaml\tbroken\ty\n").is_err());
    }
}
