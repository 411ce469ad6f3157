//! Generated crates under cargo, with warnings denied. All share one folder for what is compiled, and the lock file of the
//! project, so that their dependencies are compiled once.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::corpus::Description;
use crate::process::{self, Cost, End};
use crate::rustc;

/// How many messages are told in full.
const TOLD: usize = 5;

/// Where crates are written and compiled.
#[derive(Clone, Debug)]
pub struct Workshop {
    folder: PathBuf,
    limit: Duration,
}

/// What cargo does with a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// `cargo check`, whose cost is measured.
    Check,
    /// `cargo clippy`.
    Clippy,
    /// `cargo doc`.
    Doc,
    /// `cargo build`.
    Build,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Compiled {
    /// Whether it went through without a warning.
    pub ok: bool,
    /// Errors of the language.
    pub errors: usize,
    /// Lints, which are errors here because warnings are denied.
    pub warnings: usize,
    /// The first messages.
    pub told: Vec<String>,
    /// What rustc used for the crate itself, without its dependencies.
    pub cost: Cost,
    /// Seconds of cargo, from start to end.
    pub elapsed: f64,
}

impl Workshop {
    /// A workshop below a folder, with a limit for each run of cargo.
    #[must_use]
    pub fn new(folder: &Path, limit: Duration) -> Self {
        Self { folder: folder.to_owned(), limit }
    }

    /// Where the crate of a description goes.
    #[must_use]
    pub fn crate_folder(&self, description: &Description) -> PathBuf {
        self.folder_of(&description.package())
    }

    /// Where the crate of a package goes.
    #[must_use]
    pub fn folder_of(&self, package: &str) -> PathBuf {
        self.folder.join("crates").join(package)
    }

    /// Cargo in the folder of a crate, as all crates are compiled.
    #[must_use]
    pub fn cargo(&self, folder: &Path) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", self.target())
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_TERM_COLOR", "never")
            .env("RUSTFLAGS", "-D warnings")
            .env("RUSTDOCFLAGS", "-D warnings");
        cargo
    }

    /// Where everything that is compiled goes.
    #[must_use]
    pub fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    /// Makes a written crate one that cargo takes for a workspace of its own, with the versions that this project is tested with.
    ///
    /// # Errors
    ///
    /// A file cannot be written.
    pub fn settle(&self, folder: &Path) -> io::Result<()> {
        let manifest = folder.join("Cargo.toml");
        if !std::fs::read_to_string(&manifest)?.contains("\n[workspace]") {
            let mut manifest = File::options().append(true).open(manifest)?;
            manifest.write_all(b"\n[workspace]\n")?;
        }
        std::fs::copy(crate::workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(())
    }

    /// Runs cargo in the folder of a crate.
    ///
    /// # Errors
    ///
    /// Cargo cannot be started.
    pub fn run(&self, folder: &Path, task: Task) -> io::Result<Compiled> {
        let notes = self.folder.join("rustc-notes");
        let mut cargo = self.cargo(folder);
        match task {
            Task::Check => {
                // What is already compiled costs nothing, and nothing is what would be measured.
                File::options()
                    .append(true)
                    .open(folder.join("src/lib.rs"))?
                    .set_modified(SystemTime::now())?;
                rustc::observe(&mut cargo, &notes)?;
                cargo.args(["check", "--lib"])
            }
            Task::Clippy => cargo.arg("clippy"),
            Task::Doc => cargo.args(["doc", "--no-deps"]),
            Task::Build => cargo.arg("build"),
        };
        cargo.arg("--message-format=json");
        let finished = process::run(&mut cargo, self.limit)?;
        let mut compiled = Compiled {
            ok: finished.end == End::Exited(0),
            elapsed: finished.elapsed.as_secs_f64(),
            ..Compiled::default()
        };
        if task == Task::Check {
            compiled.cost = rustc::read(&notes).unwrap_or_default();
        }
        for line in finished.stdout.lines() {
            compiled.take(line);
        }
        compiled.ok &= compiled.warnings == 0;
        if !compiled.ok && compiled.told.is_empty() {
            let how = format!("{:?}: {}", finished.end, finished.stderr.trim());
            compiled.told.push(how);
        }
        Ok(compiled)
    }
}

impl Compiled {
    /// The first messages as text.
    #[must_use]
    pub fn first(&self) -> String {
        self.told.join("\n")
    }

    /// One line of what cargo says to programs.
    fn take(&mut self, line: &str) {
        let Ok(said) = serde_json::from_str::<Value>(line) else { return };
        if said["reason"] != "compiler-message" {
            return;
        }
        let message = &said["message"];
        let code = message["code"]["code"].as_str();
        match (message["level"].as_str(), code) {
            (Some("error"), None) if message["spans"].as_array().is_none_or(Vec::is_empty) => {
                // `aborting due to 3 previous errors` counts what was counted.
                return;
            }
            // Errors of the language have numbers, lints have names, and syntax errors have neither.
            (Some("error"), None) => self.errors += 1,
            (Some("error"), Some(code)) if is_number(code) => self.errors += 1,
            (Some("error" | "warning"), Some(_)) => self.warnings += 1,
            (Some("warning"), None) if !message["spans"].as_array().is_none_or(Vec::is_empty) => {
                self.warnings += 1;
            }
            _ => return,
        }
        if self.told.len() < TOLD {
            let rendered = message["rendered"].as_str().unwrap_or_default();
            self.told.push(rendered.trim_end().to_owned());
        }
    }
}

/// `E0308` and the like.
fn is_number(code: &str) -> bool {
    code.strip_prefix('E').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(level: &str, code: Option<&str>) -> String {
        let code = code.map(|code| json!({ "code": code }));
        let message = json!({ "level": level, "code": code, "spans": [{}], "rendered": "told\n" });
        json!({ "reason": "compiler-message", "message": message }).to_string()
    }

    #[test]
    fn lints_are_told_from_errors() {
        let mut compiled = Compiled::default();
        compiled.take(&message("error", Some("E0308")));
        compiled.take(&message("error", None));
        compiled.take(&message("error", Some("unused_imports")));
        compiled.take(&message("warning", Some("missing_docs")));
        compiled.take(&message("help", None));
        compiled.take("no json");
        assert_eq!((compiled.errors, compiled.warnings), (2, 2));
        assert_eq!(compiled.told, ["told"; 4]);
    }
}
