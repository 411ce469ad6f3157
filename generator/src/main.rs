//! The command line: options in, text and an exit status out.

mod cli;

use std::fmt::Display;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use clientwright::output::{self, Changes};
use clientwright::{Error, Generated, Generator, Report};
use serde_json::json;

use cli::{Arguments, Command, MessageFormat, Stage, Target};

/// The description has errors, or `check` found differences.
const REFUSED: u8 = 1;
/// The call is wrong, or a file cannot be read or written.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let format = arguments.message_format;
    let outcome = match arguments.command {
        None => project(format),
        Some(Command::Generate(target)) => generate(&target, format),
        Some(Command::Check(target)) => check(&target, format),
        Some(Command::Dump { stage, spec }) => dump(stage, &Generator::new(spec)),
    };
    match outcome {
        Ok(status) => status,
        Err(error) => ExitCode::from(fail(&error, format)),
    }
}

/// Without a command: the one description in `spec` becomes `generated/src`.
fn project(format: MessageFormat) -> Result<ExitCode, Error> {
    let folder = Path::new("generated/src");
    let generated = Generator::project(".")?.generate()?;
    let changes = generated.write(folder)?;
    tell(&generated, &changes, folder, format);
    Ok(ExitCode::SUCCESS)
}

fn generate(target: &Target, format: MessageFormat) -> Result<ExitCode, Error> {
    let generated = target.generate()?;
    let changes = generated.write(&target.out)?;
    tell(&generated, &changes, &target.out, format);
    Ok(ExitCode::SUCCESS)
}

fn check(target: &Target, format: MessageFormat) -> Result<ExitCode, Error> {
    let generated = target.generate()?;
    let changes = output::check(&target.out, &generated.sources)?;
    tell(&generated, &changes, &target.out, format);
    Ok(if changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(REFUSED) })
}

fn dump(stage: Stage, generator: &Generator) -> Result<ExitCode, Error> {
    let text = match stage {
        Stage::Tree => serde_json::to_string_pretty(&generator.tree()?),
        Stage::Document => serde_json::to_string_pretty(&generator.document()?),
        Stage::Ir => serde_json::to_string_pretty(generator.generate()?.api()),
    };
    say(text.map_err(|error| Error::Usage(error.to_string()))?);
    Ok(ExitCode::SUCCESS)
}

fn fail(error: &Error, format: MessageFormat) -> u8 {
    if let Error::Description(report) = error {
        show(report, format);
    }
    match format {
        MessageFormat::Human => eprintln!("error: {error}; nothing was written"),
        MessageFormat::Json if matches!(error, Error::Description(_)) => {}
        MessageFormat::Json => {
            say(json!({ "reason": "failure", "message": error.to_string() }));
        }
    }
    // A description that cannot be read is a matter of files, not of what it says.
    let unreadable = |report: &Report| {
        report.problems.iter().any(|problem| problem.code == clientwright::diagnostic::Code::Io)
    };
    match error {
        Error::Description(report) if !unreadable(report) => REFUSED,
        _ => FAILED,
    }
}

fn show(report: &Report, format: MessageFormat) {
    match format {
        MessageFormat::Human if report.problems.is_empty() => {}
        MessageFormat::Human => eprintln!("{report}\n"),
        MessageFormat::Json => report.problems.iter().for_each(|problem| say(problem.json())),
    }
}

fn tell(generated: &Generated, changes: &Changes, folder: &Path, format: MessageFormat) {
    show(&generated.problems, format);
    let summary = &generated.summary;
    match format {
        MessageFormat::Human => {
            for file in &changes.edited {
                eprintln!(
                    "warning: {} was edited by hand since the last run",
                    folder.join(file).display()
                );
            }
            let groups = [("write", &changes.written), ("remove", &changes.removed)];
            for (verb, files) in groups {
                files
                    .iter()
                    .for_each(|file| say(format!("{verb:>8} {}", folder.join(file).display())));
            }
            say(format!(
                "{} of {} operations, {} types, {} files ({} unchanged), {} bytes, {} ms",
                summary.generated,
                summary.operations,
                summary.types,
                summary.files,
                changes.unchanged.len(),
                summary.bytes,
                summary.elapsed.as_millis()
            ));
        }
        MessageFormat::Json => say(json!({
                "reason": "summary",
                "operations": summary.operations,
                "generated": summary.generated,
                "types": summary.types,
                "files": summary.files,
                "bytes": summary.bytes,
                "elapsed_ms": u64::try_from(summary.elapsed.as_millis()).unwrap_or(u64::MAX),
                "written": changes.written,
                "removed": changes.removed,
                "edited": changes.edited,
        })),
    }
}

/// Writes a line to standard output. Whoever reads it may go away before the end, as `head` does, and that is no failure.
fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
