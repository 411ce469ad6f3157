//! Comparing text with a committed file: a difference fails with a diff and the command that blesses it.

use std::path::{Path, PathBuf};

/// Whether this run writes expectations instead of checking them.
pub fn blessing() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value != "0" && !value.is_empty())
}

/// Compares `actual` with the file, or writes it when blessing. The answer describes a difference.
pub fn compare(path: &Path, actual: &str, test: &str) -> Result<(), String> {
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == actual && path.exists() {
        return Ok(());
    }
    if blessing() {
        let parent = path.parent().expect("a golden file has a folder");
        std::fs::create_dir_all(parent).expect("the folder can be made");
        std::fs::write(path, actual).expect("the golden file can be written");
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(expected.as_str(), actual);
    Err(format!(
        "{path} differs:\n{diff}\nIf the new text is right: UPDATE_GOLDEN=1 cargo test --test {test}\n",
        path = path.display(),
        diff = diff.unified_diff().context_radius(3).header("expected", "actual"),
    ))
}

/// The folders below `folder`, sorted by name.
pub fn cases(folder: &str) -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut cases: Vec<_> = entries
        .map(|entry| entry.expect("the folder can be listed"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "no case in {folder}");
    cases
}

/// Fails with all differences at once.
pub fn report(differences: Vec<String>) {
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}
