//! Why a test cannot pass against Prism, where that is the fault of Prism or of the description.

/// The known faults.
#[derive(Clone, Debug, Default)]
pub struct Reasons {
    known: Vec<Reason>,
}

/// A fault of one description, or of Prism with it.
#[derive(Clone, Debug)]
struct Reason {
    path: String,
    text: String,
    why: String,
}

impl Reasons {
    /// Reads the table: the path of a description, a text that is in the name of a test or in what it says, and the reason, with tabs between;
    /// lines with `#` are comments.
    ///
    /// # Errors
    ///
    /// A line has another shape.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut known = Vec::new();
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            let [path, text, why] = cells.as_slice() else {
                return Err(format!(
                    "line {}: not a path, a text and a reason: {line}",
                    number + 1
                ));
            };
            if text.trim().is_empty() || why.trim().is_empty() {
                return Err(format!("line {}: an empty text or reason", number + 1));
            }
            let [path, text, why] = [path, text, why].map(|cell| (*cell).to_owned());
            known.push(Reason { path, text, why });
        }
        Ok(Self { known })
    }

    /// The reason for what a test says.
    #[must_use]
    pub fn of(&self, path: &str, name: &str, what: &str) -> Option<&str> {
        let is_it = |reason: &&Reason| {
            reason.path == path && (what.contains(&reason.text) || name.contains(&reason.text))
        };
        self.known.iter().find(is_it).map(|reason| reason.why.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_found_by_what_a_test_says() {
        let reasons =
            Reasons::read("# comment\nreal/a.yaml\tmust be array\tit is one\n").expect("a table");
        assert_eq!(reasons.of("real/a.yaml", "t", "property b must be array"), Some("it is one"));
        assert_eq!(reasons.of("real/b.yaml", "t", "property b must be array"), None);
        assert!(Reasons::read("real/a.yaml\tmust be array").is_err());
    }
}
