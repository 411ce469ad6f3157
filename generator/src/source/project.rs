//! The files of a project that keeps its description in a folder.

use std::path::{Path, PathBuf};

/// The descriptions in a folder, by name; a folder that cannot be listed has none.
pub fn descriptions(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_description = |path: &PathBuf| {
        let extension = path.extension().unwrap_or_default();
        ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    };
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(is_description).collect();
    found.sort();
    found
}

/// The text of a guide.
///
/// # Errors
///
/// The file cannot be read; the message names it.
pub fn guide(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Whether there is a file at a path.
pub fn exists(path: &Path) -> bool {
    path.is_file()
}
