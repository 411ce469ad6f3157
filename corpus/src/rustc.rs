//! Standing in for rustc, to see what it costs: cargo runs this program as `RUSTC_WORKSPACE_WRAPPER`, it runs rustc and writes down
//! what that used. Dependencies are compiled without it.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use crate::process::{self, Cost};

/// The environment variable that names the file for the notes, and that makes this program a stand-in.
const NOTES: &str = "CLIENTWRIGHT_CORPUS_RUSTC";

/// Lets cargo run rustc through this program, which must ask [`crate::role`] before all else.
///
/// # Errors
///
/// This program cannot be found, or the file not be emptied.
pub(crate) fn observe(cargo: &mut Command, notes: &Path) -> io::Result<()> {
    std::fs::write(notes, "")?;
    cargo.env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?).env(NOTES, notes);
    Ok(())
}

/// What was noted: the time of all runs together, and the memory of the largest. `None` if rustc had nothing to do.
pub(crate) fn read(notes: &Path) -> Option<Cost> {
    let text = std::fs::read_to_string(notes).unwrap_or_default();
    let runs = text.lines().filter_map(|line| serde_json::from_str::<Cost>(line).ok());
    runs.reduce(|one, other| Cost {
        cpu: one.cpu + other.cpu,
        memory: one.memory.max(other.memory),
    })
}

/// The other side of [`observe`].
pub(crate) fn role() -> Option<i32> {
    let notes = std::env::var_os(NOTES)?;
    let mut arguments = std::env::args_os().skip(1);
    let rustc = arguments.next()?;
    let arguments: Vec<OsString> = arguments.collect();
    let status = match Command::new(&rustc).args(&arguments).status() {
        Ok(status) => status.code().unwrap_or(1),
        Err(error) => {
            eprintln!("{}: {error}", rustc.to_string_lossy());
            return Some(1);
        }
    };
    // Cargo also asks for the version and the target, which is no compilation.
    if arguments.iter().any(|argument| argument == "--crate-name") {
        let line = serde_json::to_string(&process::children_cost()).unwrap_or_default() + "\n";
        let file = OpenOptions::new().append(true).create(true).open(notes);
        if let Err(error) = file.and_then(|mut file| file.write_all(line.as_bytes())) {
            eprintln!("what rustc cost cannot be noted: {error}");
        }
    }
    Some(status)
}
