//! Why a test cannot pass against Prism, where that is the fault of Prism or of the description.

use std::collections::BTreeMap;

/// The reasons by description and test.
#[derive(Clone, Debug, Default)]
pub struct Reasons {
    known: BTreeMap<(String, String), String>,
}

impl Reasons {
    /// Reads the table: the path of a description, the name of a test, and a reason, with tabs between; lines with `#` are comments.
    ///
    /// # Errors
    ///
    /// A line has another shape.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut known = BTreeMap::new();
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            let [path, test, reason] = cells.as_slice() else {
                return Err(format!(
                    "line {}: not a path, a test and a reason: {line}",
                    number + 1
                ));
            };
            if reason.trim().is_empty() {
                return Err(format!("line {}: `{test}` is there without a reason", number + 1));
            }
            known.insert(((*path).to_owned(), (*test).to_owned()), (*reason).to_owned());
        }
        Ok(Self { known })
    }

    /// The reason for a test.
    #[must_use]
    pub fn of(&self, path: &str, test: &str) -> Option<&str> {
        let of = |test: &str| self.known.get(&(path.to_owned(), test.to_owned()));
        of(test).map(String::as_str)
    }
}
