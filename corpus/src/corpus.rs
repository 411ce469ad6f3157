//! The descriptions: a folder, with or without an index of what is in it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// The environment variable that names the folder.
pub const VARIABLE: &str = "CLIENTWRIGHT_CORPUS";
/// Where the folder is otherwise, relative to the root of the workspace.
const DEFAULT: &str = "../shared/corpus";
/// The list of the descriptions in the folder, if there is one.
const INDEX: &str = "INDEX.tsv";
const EXTENSIONS: [&str; 3] = ["json", "yaml", "yml"];

/// A folder of descriptions.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// The folder.
    pub root: PathBuf,
    /// Every file in it that could be one, sorted by path.
    pub descriptions: Vec<Description>,
}

/// One file of the corpus.
#[derive(Clone, Debug)]
pub struct Description {
    /// Where it is, relative to the corpus, with `/` between the parts.
    pub path: String,
    /// The version of OpenAPI that it says it has; empty for a file that says none.
    pub version: String,
    /// How many operations the index says it has.
    pub operations: Option<usize>,
    /// Whether it is known to be no description of its own, but a part that others refer to: there is an index, and the file
    /// is not in it.
    pub fragment: bool,
}

/// Where the corpus is to be found: what the environment says, or else beside the project.
#[must_use]
pub fn folder() -> PathBuf {
    std::env::var_os(VARIABLE)
        .filter(|value| !value.is_empty())
        .map_or_else(|| crate::workspace().join(DEFAULT), PathBuf::from)
}

/// What to tell somebody who has no corpus.
#[must_use]
pub fn how_to_get_one(looked_at: &Path) -> String {
    format!(
        "there are no descriptions in {} (set {VARIABLE} to a folder that has some); \
         `scripts/fetch-corpus FOLDER` fetches 2,639 public ones from npm",
        looked_at.display()
    )
}

impl Corpus {
    /// Reads the index and the names of all files.
    ///
    /// # Errors
    ///
    /// The folder cannot be read, or there is nothing in it.
    pub fn open(root: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        collect(root, &mut files)?;
        files.sort();
        let index = std::fs::read_to_string(root.join(INDEX)).ok().map(|text| read_index(&text));
        let mut descriptions = Vec::new();
        for file in files {
            let relative = file.strip_prefix(root).unwrap_or(&file);
            let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            let path = parts.join("/");
            let listed = index.as_ref().and_then(|index| index.get(&path));
            descriptions.push(Description {
                version: match listed {
                    Some((version, _)) => version.clone(),
                    None => version_of(&file)?,
                },
                operations: listed.and_then(|(_, operations)| *operations),
                fragment: index.is_some() && listed.is_none(),
                path,
            });
        }
        if descriptions.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, how_to_get_one(root)));
        }
        Ok(Self { root: root.to_owned(), descriptions })
    }

    /// Where a description is.
    #[must_use]
    pub fn file(&self, description: &Description) -> PathBuf {
        self.root.join(&description.path)
    }
}

impl Description {
    /// A name for the package that is made of it, which no other description of the corpus has.
    #[must_use]
    pub fn package(&self) -> String {
        let mut name = String::from("api");
        let mut gap = true;
        for character in self.path.chars() {
            if character.is_ascii_alphanumeric() {
                if std::mem::take(&mut gap) {
                    name.push('-');
                }
                name.push(character.to_ascii_lowercase());
            } else {
                gap = true;
            }
        }
        // Two paths can come to the same name, and a long one makes file names that no file system takes.
        name.truncate(80);
        format!("{}-{:08x}", name.trim_end_matches('-'), hash(&self.path, 0) >> 32)
    }
}

/// The paths in a list: one a line; lines with `#` are comments.
pub fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A number that depends on the text and the seed alone (FNV-1a, 64 bits, with a last stir).
#[must_use]
pub fn hash(text: &str, seed: u64) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325 ^ seed;
    for byte in text.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    state ^= state >> 33;
    state = state.wrapping_mul(0xff51_afd7_ed55_8ccd);
    state ^ (state >> 33)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .and_then(|extension| extension.to_str())
            .is_some_and(|extension| EXTENSIONS.contains(&extension))
        {
            files.push(path);
        }
    }
    Ok(())
}

/// By path: the version and the number of operations.
fn read_index(text: &str) -> BTreeMap<String, (String, Option<usize>)> {
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let head = lines.next().unwrap_or_default();
    let column = |name: &str| head.iter().position(|title| *title == name);
    let (path, version, operations) = (column("path"), column("version"), column("operations"));
    let cell = |row: &[&str], column: Option<usize>| {
        column.and_then(|column| row.get(column)).copied().unwrap_or_default().to_owned()
    };
    lines
        .map(|row| (cell(&row, path), (cell(&row, version), cell(&row, operations).parse().ok())))
        .collect()
}

/// The version that a file says it has, found without a parser: the first text behind a key `openapi` or `swagger`.
fn version_of(file: &Path) -> io::Result<String> {
    let text = String::from_utf8_lossy(&std::fs::read(file)?).into_owned();
    let mut found: Option<(usize, String)> = None;
    for key in ["openapi", "swagger"] {
        for (at, _) in text.match_indices(key) {
            let quote = |c: char| c == '"' || c == '\'';
            let before = text[..at].trim_end_matches(quote);
            let is_key = before.is_empty() || before.ends_with(['\n', '{', ',', ' ', '\u{feff}']);
            let after = text[at + key.len()..].trim_start_matches(quote).trim_start();
            let Some(value) = after.strip_prefix(':').filter(|_| is_key) else { continue };
            let value = value.trim_start().trim_start_matches(quote);
            let end =
                value.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(value.len());
            if end > 0 && found.as_ref().is_none_or(|(first, _)| at < *first) {
                found = Some((at, value[..end].to_owned()));
            }
            break;
        }
    }
    Ok(found.map(|(_, version)| version).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description(path: &str) -> Description {
        Description {
            path: path.to_owned(),
            version: String::new(),
            operations: None,
            fragment: false,
        }
    }

    #[test]
    fn packages_have_names_of_their_own() {
        let names = ["real/a__b.yaml", "real/a_b.yaml", "real/a/b.json"]
            .map(|path| description(path).package());
        assert!(names.iter().all(|name| name.starts_with("api-real-a-b-")), "{names:?}");
        assert!(names[0] != names[1] && names[1] != names[2] && names[0] != names[2], "{names:?}");
        assert!(description(&"x/".repeat(300)).package().len() < 100);
    }

    #[test]
    fn an_index_is_read_by_its_head() {
        let index =
            read_index("path\tsource\tversion\toperations\nreal/a.yaml\tsomewhere\t3.0.1\t7\n");
        assert_eq!(index.get("real/a.yaml"), Some(&("3.0.1".to_owned(), Some(7))));
    }
}
