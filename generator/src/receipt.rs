//! What the last run of a build script was made of, so that a run that would do the same again does nothing.
//!
//! Cargo starts a build script for many reasons: it was compiled anew, a file was touched, a branch was changed and changed
//! back. A receipt in `OUT_DIR` lets the script know in milliseconds that inputs, options, generator and output are as it
//! left them. It is only ever a reason to do less: one that is missing, damaged or of another run is none.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::output;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// The last line, so that half a receipt is none.
const END: &str = "end";

/// What a run read, wrote and said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Receipt {
    /// The generator and its options.
    key: String,
    /// What was read, with a fingerprint of each text.
    pub(crate) inputs: Vec<(u64, PathBuf)>,
    /// What was written, below the folder of the output.
    pub(crate) outputs: Vec<(u64, String)>,
    /// The lines for Cargo that a run prints each time.
    pub(crate) lines: Vec<String>,
}

impl Receipt {
    /// An empty receipt of a run with these options, or `None` if the running program cannot be told from another.
    pub(crate) fn new(options: &str) -> Option<Self> {
        let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
        let changed = program.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let options = fingerprint(options.as_bytes());
        let key = format!("{} {} {options:016x}", program.len(), changed.as_nanos());
        Some(Self { key, ..Self::default() })
    }

    /// Where the receipt for a folder lies. Outside of a build script there is none.
    pub(crate) fn path(folder: &Path) -> Option<PathBuf> {
        let out = PathBuf::from(std::env::var_os("OUT_DIR")?);
        let print = fingerprint(folder.as_os_str().as_encoded_bytes());
        Some(out.join(format!("clientwright-{print:016x}.receipt")))
    }

    /// Notes a text that was read.
    pub(crate) fn read(&mut self, path: &Path, text: &str) {
        self.inputs.push((fingerprint(text.as_bytes()), path.to_owned()));
    }

    /// Notes a file as it lies in the folder now; one that cannot be read makes the receipt useless.
    pub(crate) fn wrote(&mut self, folder: &Path, file: &str) {
        let print = print_of(&folder.join(file)).unwrap_or_default();
        self.outputs.push((print, file.to_owned()));
    }

    /// The receipt at a path, if it says that a run with the key of this one would change nothing.
    pub(crate) fn still_valid(&self, path: &Path, folder: &Path) -> Option<Self> {
        let last = Self::parse(&fs::read_to_string(path).ok()?)?;
        let inputs = last.inputs.iter().all(|(print, path)| print_of(path) == Some(*print));
        let outputs = || {
            let mut outputs = last.outputs.iter();
            outputs.all(|(print, file)| print_of(&folder.join(file)) == Some(*print))
        };
        (last.key == self.key && inputs && outputs()).then_some(last)
    }

    /// Leaves the receipt for the next run. That it cannot be written costs that run time and nothing else.
    pub(crate) fn leave(mut self, path: &Path, folder: &Path) {
        self.wrote(folder, output::RECORD);
        let _ = fs::write(path, self.text());
    }

    fn text(&self) -> String {
        let mut text = format!("key {}\n", self.key);
        for (print, path) in &self.inputs {
            text += &format!("input {print:016x} {}\n", path.display());
        }
        for (print, file) in &self.outputs {
            text += &format!("output {print:016x} {file}\n");
        }
        for line in &self.lines {
            text += &format!("line {line}\n");
        }
        text + END + "\n"
    }

    /// Any line that is not understood makes the whole receipt worthless.
    fn parse(text: &str) -> Option<Self> {
        let mut receipt = Self::default();
        let mut lines = text.trim_end().strip_suffix(END)?.lines();
        receipt.key = lines.next()?.strip_prefix("key ")?.to_owned();
        for line in lines {
            let (kind, rest) = line.split_once(' ')?;
            let print = || {
                let (print, name) = rest.split_once(' ')?;
                Some((u64::from_str_radix(print, 16).ok()?, name))
            };
            match kind {
                "input" => receipt.inputs.push(print().map(|(print, path)| (print, path.into()))?),
                "output" => {
                    receipt.outputs.push(print().map(|(print, file)| (print, file.to_owned()))?);
                }
                "line" => receipt.lines.push(rest.to_owned()),
                _ => return None,
            }
        }
        Some(receipt)
    }
}

fn print_of(path: &Path) -> Option<u64> {
    let bytes = fs::read(path).ok()?;
    Some(fingerprint(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes)))
}

/// It tells a change from none, for the program that made it; it guards against nobody.
fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt(folder: &Path) -> Receipt {
        let mut receipt = Receipt::new("options").expect("a program");
        let input = folder.join("in put.yaml");
        fs::write(&input, "\u{feff}a").expect("an input");
        receipt.read(&input, "a");
        fs::write(folder.join("lib.rs"), "b").expect("an output");
        fs::write(folder.join(output::RECORD), "c").expect("the record");
        receipt.wrote(folder, "lib.rs");
        receipt.lines.push("cargo::warning=w x".to_owned());
        receipt
    }

    #[test]
    fn it_holds_as_long_as_nothing_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let (folder, path) = (folder.path(), folder.path().join("receipt"));
        receipt(folder).leave(&path, folder);
        let now = Receipt::new("options").expect("a program");
        let last = now.still_valid(&path, folder).expect("nothing changed");
        assert_eq!(last.lines, ["cargo::warning=w x"]);
        let other = Receipt::new("other options").expect("a program");
        assert_eq!(other.still_valid(&path, folder), None);
        for (file, text, back) in
            [("in put.yaml", "A", "a"), ("lib.rs", "B", "b"), (output::RECORD, "C", "c")]
        {
            fs::write(folder.join(file), text).expect("a change");
            assert_eq!(now.still_valid(&path, folder), None, "{file}");
            fs::write(folder.join(file), back).expect("the change undone");
            assert!(now.still_valid(&path, folder).is_some(), "{file}");
            fs::remove_file(folder.join(file)).expect("a removal");
            assert_eq!(now.still_valid(&path, folder), None, "{file}");
            fs::write(folder.join(file), back).expect("the removal undone");
        }
    }

    #[test]
    fn one_that_is_damaged_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = receipt(folder.path()).text();
        assert!(Receipt::parse(&text).is_some());
        for end in (0..text.len() - END.len()).filter(|end| text.is_char_boundary(*end)) {
            let half = Receipt::parse(&text[..end]);
            assert!(half.is_none(), "{:?}", &text[..end]);
        }
        for damaged in
            ["", "end\n", "key\nend\n", "key k\nwhat 1\nend\n", "key k\ninput zz p\nend\n"]
        {
            assert_eq!(Receipt::parse(damaged), None, "{damaged}");
        }
    }
}
