//! Generation of one description in a process of its own, and what came of it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::panic;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use clientwright::diagnostic::Severity;
use clientwright::emit::File;
use clientwright::{Error, Generated, Generator, Report};
use serde::{Deserialize, Serialize};

use crate::process::{self, End};

/// The first argument of the process that generates.
const ROLE: &str = "--generate-one";
/// What its arguments say where that is wanted.
const KEEP_GOING: &str = "keep-going";
const PARSE: &str = "parse";
/// How many errors are told in full.
const TOLD: usize = 5;
/// What stands before the outcome on standard output.
const MARK: &str = "outcome: ";

/// Where and why the generator panicked.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// What to generate.
#[derive(Clone, Debug)]
pub struct Job {
    /// The description.
    pub description: PathBuf,
    /// Name of the package.
    pub package: String,
    /// Whether to leave out what is broken.
    pub keep_going: bool,
    /// Whether to parse what comes out.
    pub parse: bool,
    /// Where to write the crate, if it is wanted.
    pub folder: Option<PathBuf>,
    /// When to give up.
    pub limit: Duration,
}

/// What came of a description.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Whether there is a crate.
    pub status: Status,
    /// Operations of the description.
    pub operations: usize,
    /// Those of them that got a method.
    pub generated: usize,
    /// Types made from schemas.
    pub types: usize,
    /// Files of the crate.
    pub files: usize,
    /// Bytes of the crate.
    pub bytes: usize,
    /// Lines of the crate.
    pub lines: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// How often each kind of problem came up.
    pub codes: BTreeMap<String, usize>,
    /// The first errors, with their places.
    pub told: Vec<String>,
    /// Milliseconds from the first byte read to the last byte of output in memory.
    pub elapsed_ms: f64,
    /// Seconds of the processor, the start of the process included.
    pub cpu: f64,
    /// The most memory that the process had at a time, in bytes.
    pub memory: u64,
}

/// Whether there is a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// There is.
    Generated,
    /// The description has errors.
    #[default]
    Refused,
    /// The generator did not survive it: it panicked, overflowed its stack or did not end.
    Crashed(String),
}

impl Outcome {
    /// The first errors as text.
    #[must_use]
    pub fn first(&self) -> String {
        self.told.join("\n")
    }

    fn crashed(how: String) -> Self {
        Self { status: Status::Crashed(how), ..Self::default() }
    }

    fn take(&mut self, report: &Report) {
        self.errors = report.errors();
        self.warnings = report.warnings();
        for problem in &report.problems {
            *self.codes.entry(problem.code.as_str().to_owned()).or_default() += 1;
        }
        let errors = report.problems.iter().filter(|problem| problem.severity == Severity::Error);
        self.told = errors
            .take(TOLD)
            .map(|problem| {
                let (code, message) = (problem.code.as_str(), &problem.message);
                format!("{}:{}: {code}: {message}", problem.line, problem.column)
            })
            .collect();
    }
}

/// Generates in a process of its own, which is this program again: [`crate::role`] must be the first thing that it asks.
///
/// # Errors
///
/// The process cannot be started.
pub fn run(job: &Job) -> io::Result<Outcome> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(ROLE).arg(&job.description).arg(&job.package);
    command.arg(if job.keep_going { KEEP_GOING } else { "" }).arg(if job.parse {
        PARSE
    } else {
        ""
    });
    command.args(&job.folder);
    let finished = process::run(&mut command, job.limit)?;
    let told = finished.stdout.lines().find_map(|line| line.strip_prefix(MARK));
    Ok(match (finished.end, told.map(serde_json::from_str)) {
        (End::Exited(0), Some(Ok(outcome))) => outcome,
        (End::OutOfTime, _) => Outcome::crashed(format!("no end after {} s", job.limit.as_secs())),
        (End::Killed(signal), _) => {
            Outcome::crashed(format!("{signal}; {}", last(&finished.stderr)))
        }
        (End::Exited(status), _) => {
            Outcome::crashed(format!("exit status {status}; {}", last(&finished.stderr)))
        }
    })
}

fn last(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let from = lines.len().saturating_sub(3);
    lines.get(from..).unwrap_or_default().join(" | ")
}

/// The other side of [`run`]: generates if this process was started to.
pub(crate) fn role() -> Option<i32> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    if arguments.first().is_none_or(|first| first != ROLE) {
        return None;
    }
    let [_, description, package, keep_going, parse, folder @ ..] = arguments.as_slice() else {
        eprintln!("{ROLE} is for this program's own use");
        return Some(2);
    };
    let generator = Generator::new(description)
        .name(package.to_string_lossy())
        .contract_tests(false)
        .keep_going(keep_going == KEEP_GOING);
    let folder = folder.first().map(PathBuf::from);
    let parse = parse == PARSE;
    panic::set_hook(Box::new(|panic| {
        if let Ok(mut told) = PANIC.lock() {
            *told = panic.to_string();
        }
    }));
    // A thread has the stack that a caller in a test or a server has, which is less than that of a main thread.
    let outcome = thread::spawn(move || {
        panic::catch_unwind(|| generate(&generator, parse, folder.as_deref())).unwrap_or_else(
            |_| Outcome::crashed(PANIC.lock().map(|told| told.clone()).unwrap_or_default()),
        )
    })
    .join()
    .unwrap_or_else(|_| Outcome::crashed("the thread was lost".to_owned()));
    let text = serde_json::to_string(&outcome).unwrap_or_default();
    let told = writeln!(io::stdout(), "{MARK}{text}");
    Some(i32::from(told.is_err()))
}

fn generate(generator: &Generator, parse: bool, folder: Option<&Path>) -> Outcome {
    let mut outcome = Outcome::default();
    match generator.generate_crate() {
        Ok(generated) => {
            let summary = &generated.summary;
            outcome.status = Status::Generated;
            outcome.operations = summary.operations;
            outcome.generated = summary.generated;
            outcome.types = summary.types;
            outcome.files = summary.files;
            outcome.bytes = summary.bytes;
            outcome.elapsed_ms = summary.elapsed.as_secs_f64() * 1000.0;
            measure(&mut outcome);
            outcome.take(&generated.problems);
            outcome.lines = generated.sources.iter().map(|file| file.text.lines().count()).sum();
            let sources =
                generated.sources.iter().filter(|file| parse && file.path.ends_with(".rs"));
            let unparsed = |file: &File| {
                let error = syn::parse_file(&file.text).err()?;
                Some(format!("{}: {error}", file.path))
            };
            if let Some(error) = sources.filter_map(unparsed).next() {
                outcome.status = Status::Crashed(format!("what came out is no Rust: {error}"));
            }
            if let Some(folder) = folder
                && let Err(error) = write(&generated, folder)
            {
                outcome.status = Status::Crashed(format!("not written: {error}"));
            }
        }
        Err(Error::Description(report)) => {
            measure(&mut outcome);
            outcome.take(&report);
        }
        Err(error) => outcome.status = Status::Crashed(error.to_string()),
    }
    outcome
}

/// Writes a crate as if nothing had been there. The generator leaves a manifest alone that it once wrote, because it belongs to
/// the user then, but here the user wants what belongs to the sources.
///
/// # Errors
///
/// A file cannot be written.
pub fn write(generated: &Generated, folder: &Path) -> Result<(), String> {
    match std::fs::remove_file(folder.join("Cargo.toml")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.to_string()),
        _ => generated.write(folder).map(|_| ()).map_err(|error| error.to_string()),
    }
}

fn measure(outcome: &mut Outcome) {
    let cost = process::own_cost();
    (outcome.cpu, outcome.memory) = (cost.cpu, cost.memory);
}
