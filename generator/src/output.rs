//! The only part that writes to the disk.
//!
//! A folder of output carries a record, [`RECORD`], that lists each file with a fingerprint of the bytes that were written.
//! By it the next run tells its own files from those of others, an edit by hand from an older output, and what it wrote
//! before and would not write now.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::emit::File;

/// Name of the record inside the output folder.
pub const RECORD: &str = ".clientwright";

/// What a crate has of its own: a version, more dependencies, a text for readers, a style. These are written once, and again only as
/// long as nobody edits them.
const BEGUN: [&str; 3] = ["Cargo.toml", "README.md", "rustfmt.toml"];

/// What a run did, or in [`check`] would do, to a folder. Paths are relative to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there, or had other bytes.
    pub written: Vec<String>,
    /// Files that already had these bytes and were not touched.
    pub unchanged: Vec<String>,
    /// Files of an earlier run that are no longer part of the output.
    pub removed: Vec<String>,
    /// Those of `written` and `removed` that somebody had edited since the last run.
    pub edited: Vec<String>,
    /// Files that the generator begins and the user goes on with, as they were edited: they are left alone.
    pub kept: Vec<String>,
}

impl Changes {
    /// Whether the folder is what the run would write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

/// Why the output could not be written.
#[derive(Debug)]
pub struct Error {
    /// The file or folder.
    pub path: PathBuf,
    /// What went wrong; `None` if the file is not ours to overwrite.
    pub error: Option<io::Error>,
    /// What the run was about.
    pub step: Step,
}

/// The steps of a run that touch the disk, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// What is there is read.
    Read,
    /// What is to be there is written beside it.
    Stage,
    /// Finished files are put in place: those before the one that failed are.
    Replace,
    /// What is no longer part of the output is removed; all else is as it should be.
    Remove,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            Some(error) => {
                let what = match self.step {
                    Step::Read => "read",
                    Step::Stage | Step::Replace => "write",
                    Step::Remove => "remove",
                };
                write!(f, "cannot {what} {}: {error}", self.path.display())
            }
            None => write!(
                f,
                "{} was not written by clientwright and would be overwritten; move it away or choose another folder",
                self.path.display()
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.as_ref().map(|error| error as _)
    }
}

/// Says what [`write()`] would do, and writes nothing.
///
/// # Errors
///
/// A file cannot be read, or is not ours to overwrite.
pub fn check(folder: &Path, files: &[File]) -> Result<Changes, Error> {
    plan(folder, files).map(|plan| plan.changes)
}

/// Makes `folder` hold exactly `files` and what others put there: writes what differs, atomically file by file, and removes
/// what an earlier run wrote and this one does not. All new bytes are on the disk before the first file is replaced.
///
/// # Errors
///
/// A file cannot be read or written, or is not ours to overwrite. [`Error::step`] says whether anything was changed.
pub fn write(folder: &Path, files: &[File]) -> Result<Changes, Error> {
    write_dated(folder, files, None)
}

/// The same, with the time of what is written. Cargo runs a build script again when a file that it watches is younger than the
/// run, so files that are written in a run and watched must be older than it.
pub(crate) fn write_dated(
    folder: &Path,
    files: &[File],
    time: Option<SystemTime>,
) -> Result<Changes, Error> {
    let Plan { changes, record, record_is_fresh } = plan(folder, files)?;
    let mut staged = Vec::new();
    for file in files.iter().filter(|file| changes.written.contains(&file.path)) {
        staged.push(stage(&folder.join(&file.path), &file.text, time)?);
    }
    if !record_is_fresh {
        staged.push(stage(&folder.join(RECORD), &record, None)?);
    }
    for (path, temporary) in staged {
        temporary.persist(&path).map_err(|error| failed(&path, error.error, Step::Replace))?;
    }
    for orphan in &changes.removed {
        let path = folder.join(orphan);
        fs::remove_file(&path).map_err(|error| failed(&path, error, Step::Remove))?;
        // A folder that other files keep alive stays; that it cannot be removed is no failure.
        let mut within = path.ancestors().skip(1).take_while(|parent| *parent != folder);
        while within.next().is_some_and(|parent| fs::remove_dir(parent).is_ok()) {}
    }
    Ok(changes)
}

struct Plan {
    changes: Changes,
    record: String,
    record_is_fresh: bool,
}

fn plan(folder: &Path, files: &[File]) -> Result<Plan, Error> {
    let old_record = read(&folder.join(RECORD))?;
    let recorded = parse_record(old_record.as_deref().unwrap_or_default());
    let mut changes = Changes::default();
    for file in files {
        let path = folder.join(&file.path);
        match read(&path)? {
            Some(bytes) if bytes == file.text.as_bytes() => {
                changes.unchanged.push(file.path.clone())
            }
            None => changes.written.push(file.path.clone()),
            Some(bytes)
                if BEGUN.contains(&file.path.as_str())
                    && recorded.get(file.path.as_str()) != Some(&fingerprint(&bytes)) =>
            {
                changes.kept.push(file.path.clone());
            }
            Some(bytes) => {
                match recorded.get(file.path.as_str()) {
                    Some(print) if *print == fingerprint(&bytes) => {}
                    Some(_) => changes.edited.push(file.path.clone()),
                    None if is_marked(&bytes) => {}
                    None => return Err(Error { path, error: None, step: Step::Read }),
                }
                changes.written.push(file.path.clone());
            }
        }
    }
    for (path, print) in &recorded {
        if files.iter().any(|file| file.path == *path) {
            continue;
        }
        if let Some(bytes) = read(&folder.join(path))? {
            let is_edited = *print != fingerprint(&bytes);
            if is_edited && BEGUN.contains(path) {
                changes.kept.push((*path).to_owned());
                continue;
            }
            if is_edited {
                changes.edited.push((*path).to_owned());
            }
            changes.removed.push((*path).to_owned());
        }
    }
    let record = write_record(files);
    let record_is_fresh = old_record.as_deref() == Some(record.as_bytes());
    Ok(Plan { changes, record, record_is_fresh })
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path, error, Step::Read)),
    }
}

fn stage(
    path: &Path,
    text: &str,
    time: Option<SystemTime>,
) -> Result<(PathBuf, tempfile::NamedTempFile), Error> {
    let parent = path.parent().unwrap_or(Path::new("."));
    let staged = (|| {
        fs::create_dir_all(parent)?;
        let mut temporary =
            tempfile::Builder::new().prefix(".clientwright-").tempfile_in(parent)?;
        temporary.write_all(text.as_bytes())?;
        share(temporary.as_file())?;
        if let Some(time) = time {
            temporary.as_file().set_modified(time)?;
        }
        Ok(temporary)
    })();
    staged
        .map(|temporary| (path.to_owned(), temporary))
        .map_err(|error| failed(path, error, Step::Stage))
}

/// Temporary files are private to their owner; sources are not.
#[cfg(unix)]
fn share(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_: &fs::File) -> io::Result<()> {
    Ok(())
}

fn failed(path: &Path, error: io::Error, step: Step) -> Error {
    Error { path: path.to_owned(), error: Some(error), step }
}

/// Whether a file says of itself that the generator wrote it, for folders whose record is gone. Of an empty file nothing is lost.
fn is_marked(bytes: &[u8]) -> bool {
    bytes.is_empty()
        || bytes.starts_with(b"// @generated by clientwright")
        || bytes.starts_with(b"# @generated by clientwright")
}

fn write_record(files: &[File]) -> String {
    let mut lines: Vec<String> = files
        .iter()
        .map(|file| format!("{:016x} {}\n", fingerprint(file.text.as_bytes()), file.path))
        .collect();
    lines.sort_by(|a, b| a[17..].cmp(&b[17..]));
    format!(
        "# @generated by clientwright: the files it wrote here. Do not edit.\n{}",
        lines.concat()
    )
}

/// A record that is damaged counts as absent, line by line; a path that leaves the folder is not ours.
fn parse_record(record: &[u8]) -> BTreeMap<&str, u64> {
    let lines = std::str::from_utf8(record).unwrap_or_default().lines();
    lines
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(print, path)| Some((path, u64::from_str_radix(print, 16).ok()?)))
        .filter(|(path, _)| {
            !path.starts_with('/') && !path.split(['/', '\\']).any(|part| part == "..")
        })
        .collect()
}

/// FNV-1a, 64 bits. It tells an edit from none; it guards against nobody.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
