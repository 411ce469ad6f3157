//! The command line: options in, text and an exit status out.

mod cli;

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use clientwright::output::{self, Changes, Step};
use clientwright::{Error, Generated, Generator, Report};
use serde_json::{Value, json};

use cli::{Arguments, Command, MessageFormat, Stage, Target};

/// The description has errors, or `check` found differences.
const REFUSED: u8 = 1;
/// The call is wrong, or a file cannot be read or written.
const FAILED: u8 = 2;

/// What follows from an error before anything is written.
const NOTHING: &str = "; nothing was written";

fn main() -> ExitCode {
    let started = Instant::now();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return misused(&error),
    };
    let shell = Shell { format: arguments.message_format, started };
    let deny_warnings = arguments.deny_warnings;
    let outcome = match arguments.command {
        None => shell.project(deny_warnings),
        Some(Command::Generate(target)) => shell.generate(&target, deny_warnings),
        Some(Command::Check(target)) => shell.check(&target, deny_warnings),
        Some(Command::Dump { stage, spec }) => match cli::generator(&spec) {
            Ok(generator) => shell.dump(stage, &generator.deny_warnings(deny_warnings)),
            Err(error) => shell.fail(&error, ""),
        },
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: cannot write to standard output: {error}");
        ExitCode::from(FAILED)
    })
}

/// The call cannot be understood, or asks for help. Programs are told in their own language.
fn misused(error: &clap::Error) -> ExitCode {
    let wants_json = std::env::args().any(|argument| argument.ends_with("json"));
    let told = if error.use_stderr() && wants_json {
        say(json!({ "reason": "failure", "message": error.to_string().trim_end() }))
    } else {
        error.print()
    };
    match told {
        Ok(()) if !error.use_stderr() => ExitCode::SUCCESS,
        _ => ExitCode::from(FAILED),
    }
}

/// How a run speaks. What cannot be said is an error of the run.
struct Shell {
    format: MessageFormat,
    started: Instant,
}

impl Shell {
    /// Without a command: the one description in `spec` becomes `generated/src`, and its contract tests `generated/tests`.
    fn project(&self, deny_warnings: bool) -> io::Result<ExitCode> {
        let generated = Generator::project(".").and_then(|generator| {
            generator.deny_warnings(deny_warnings).contract_tests(true).generate()
        });
        let (sources, tests) = (Path::new("generated/src"), Path::new("generated/tests"));
        let generated = match generated {
            Ok(generated) => generated,
            Err(error) => return self.fail(&error, NOTHING),
        };
        let changes = match generated.write(sources) {
            Ok(changes) => changes,
            Err(error) => return self.unwritten(&generated, &error),
        };
        let tested = match output::write(tests, &generated.tests) {
            Ok(tested) => tested,
            Err(error) => {
                let consequence = "; the sources were written, and not all of the tests were";
                self.show(&generated.problems)?;
                return self.failed(&generated, &error.into(), consequence);
            }
        };
        if matches!(self.format, MessageFormat::Human) {
            list(&tested, tests, Tense::Done)?;
        }
        self.tell(&generated, &changes, sources, Tense::Done)?;
        Ok(ExitCode::SUCCESS)
    }

    fn generate(&self, target: &Target, deny_warnings: bool) -> io::Result<ExitCode> {
        self.write(target.generate(deny_warnings), &target.out)
    }

    fn write(&self, generated: Result<Generated, Error>, folder: &Path) -> io::Result<ExitCode> {
        let generated = match generated {
            Ok(generated) => generated,
            Err(error) => return self.fail(&error, NOTHING),
        };
        match generated.write(folder) {
            Ok(changes) => {
                self.tell(&generated, &changes, folder, Tense::Done)?;
                Ok(ExitCode::SUCCESS)
            }
            Err(error) => self.unwritten(&generated, &error),
        }
    }

    fn check(&self, target: &Target, deny_warnings: bool) -> io::Result<ExitCode> {
        let generated = match target.generate(deny_warnings) {
            Ok(generated) => generated,
            Err(error) => return self.fail(&error, ""),
        };
        match output::check(&target.out, &generated.sources) {
            Ok(changes) => {
                self.tell(&generated, &changes, &target.out, Tense::Missing)?;
                let status = if changes.is_empty() { 0 } else { REFUSED };
                Ok(ExitCode::from(status))
            }
            Err(error) => {
                self.show(&generated.problems)?;
                self.failed(&generated, &error.into(), "")
            }
        }
    }

    fn dump(&self, stage: Stage, generator: &Generator) -> io::Result<ExitCode> {
        let dump = match stage {
            Stage::Tree => generator.tree(),
            Stage::Document => generator.document(),
            Stage::Ir => generator.intermediate(),
        };
        let (value, problems) = match dump {
            Ok(dump) => dump,
            Err(error) => return self.fail(&error, ""),
        };
        self.show(&problems)?;
        match self.format {
            MessageFormat::Human => say(format!("{value:#}"))?,
            MessageFormat::Json => {
                say(json!({ "reason": "dump", "stage": stage.name(), "value": value }))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Says that the output could not be written, and whether some of it was.
    fn unwritten(&self, generated: &Generated, error: &Error) -> io::Result<ExitCode> {
        let consequence = match error {
            Error::Output(error) if error.step == Step::Replace => "; some files were written",
            Error::Output(error) if error.step == Step::Remove => "; all files were written",
            _ => NOTHING,
        };
        self.show(&generated.problems)?;
        self.failed(generated, error, consequence)
    }

    /// Ends a run that went well up to its output.
    fn failed(
        &self,
        generated: &Generated,
        error: &Error,
        consequence: &str,
    ) -> io::Result<ExitCode> {
        match self.format {
            MessageFormat::Human => eprintln!("error: {error}{consequence}"),
            MessageFormat::Json => {
                let message = format!("{error}{consequence}");
                say(json!({ "reason": "failure", "message": message }))?;
                let summary = &generated.summary;
                let counts = [summary.types, summary.files, summary.bytes];
                say(self.summary(summary.operations, summary.generated, counts, json!({})))?;
            }
        }
        Ok(ExitCode::from(FAILED))
    }

    /// Says why a run ended, and gives its status.
    fn fail(&self, error: &Error, consequence: &str) -> io::Result<ExitCode> {
        if let Error::Description(report) = error {
            self.show(report)?;
        }
        match (self.format, error) {
            (MessageFormat::Human, _) => eprintln!("error: {error}{consequence}"),
            (MessageFormat::Json, Error::Description(report)) => {
                say(self.summary(report.operations, 0, [0; 3], json!({})))?;
            }
            (MessageFormat::Json, _) => {
                say(json!({ "reason": "failure", "message": error.to_string() }))?;
                say(self.summary(0, 0, [0; 3], json!({})))?;
            }
        }
        // A description that cannot be read is a matter of files, not of what it says.
        let unreadable = |report: &Report| {
            report.problems.iter().any(|problem| problem.code == clientwright::diagnostic::Code::Io)
        };
        Ok(ExitCode::from(match error {
            Error::Description(report) if !unreadable(report) => REFUSED,
            _ => FAILED,
        }))
    }

    fn show(&self, report: &Report) -> io::Result<()> {
        match self.format {
            MessageFormat::Human if report.problems.is_empty() => Ok(()),
            MessageFormat::Human => {
                eprintln!("{report}\n");
                Ok(())
            }
            MessageFormat::Json => {
                report.problems.iter().try_for_each(|problem| say(problem.json()))
            }
        }
    }

    fn tell(
        &self,
        generated: &Generated,
        changes: &Changes,
        folder: &Path,
        tense: Tense,
    ) -> io::Result<()> {
        self.show(&generated.problems)?;
        let summary = &generated.summary;
        let [write, remove] = tense.verbs();
        if matches!(self.format, MessageFormat::Json) {
            let counts = [summary.types, summary.files, summary.bytes];
            let files = json!({
                write: changes.written,
                remove: changes.removed,
                "edited": changes.edited,
                "kept": changes.kept,
            });
            return say(self.summary(summary.operations, summary.generated, counts, files));
        }
        list(changes, folder, tense)?;
        say(format!(
            "{} of {} operations, {} types, {} files ({} unchanged), {} bytes, {} ms",
            summary.generated,
            summary.operations,
            summary.types,
            summary.files,
            changes.unchanged.len(),
            summary.bytes,
            self.started.elapsed().as_millis()
        ))
    }

    /// The last line for programs, also of a run that failed.
    fn summary(
        &self,
        operations: usize,
        generated: usize,
        [types, files, bytes]: [usize; 3],
        changes: Value,
    ) -> Value {
        let mut summary = json!({
            "reason": "summary",
            "operations": operations,
            "generated": generated,
            "types": types,
            "files": files,
            "bytes": bytes,
            "elapsed_ms": u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        });
        if let (Value::Object(summary), Value::Object(changes)) = (&mut summary, changes) {
            summary.extend(changes);
        }
        summary
    }
}

/// What a run did to each file, for people.
fn list(changes: &Changes, folder: &Path, tense: Tense) -> io::Result<()> {
    let path = |file: &String| folder.join(file).display().to_string();
    for file in &changes.edited {
        eprintln!("warning: {} was edited by hand since the last run", path(file));
    }
    for file in &changes.kept {
        eprintln!("note: {} is yours since you edited it, and is left alone", path(file));
    }
    let [write, remove] = tense.verbs();
    for (verb, files) in [(write, &changes.written), (remove, &changes.removed)] {
        let verb = verb.replace('_', " ");
        files.iter().try_for_each(|file| say(format!("{verb:>12} {}", path(file))))?;
    }
    Ok(())
}

/// Whether the changes were made, or are missing.
#[derive(Clone, Copy)]
enum Tense {
    Done,
    Missing,
}

impl Tense {
    fn verbs(self) -> [&'static str; 2] {
        match self {
            Self::Done => ["written", "removed"],
            Self::Missing => ["would_write", "would_remove"],
        }
    }
}

/// Writes a line to standard output. Whoever reads it may go away before the end, as `head` does, and that is no failure.
fn say(line: impl Display) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match writeln!(output, "{line}").and_then(|()| output.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
