//! The shell around the pipeline for build scripts: the one place of the library that prints, in Cargo's own language.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::diagnostic::{Located, Severity};
use crate::output::{self, Changes};
use crate::receipt::Receipt;
use crate::{Error, Generator};

/// By how much a file that is written is older than the run. Cargo notes when a run begins a moment before it does.
const OLDER: Duration = Duration::from_secs(1);

/// Generates into `folder` and tells Cargo what was read, what was wrong, and when to run again.
pub(crate) fn run(generator: &Generator, folder: &Path) -> Result<Changes, Error> {
    let time = SystemTime::now().checked_sub(OLDER);
    let options = format!("{generator:?} {}", folder.display());
    let receipt = Receipt::path(folder).zip(Receipt::new(&options));
    if let Some((path, receipt)) = &receipt
        && let Some(last) = receipt.still_valid(path, folder)
    {
        last.lines.iter().for_each(|line| println!("{line}"));
        let unchanged = last.outputs.into_iter().map(|(_, file)| file);
        let unchanged = unchanged.filter(|file| file != output::RECORD).collect();
        return Ok(Changes { unchanged, ..Changes::default() });
    }
    generate(generator, (folder, time), receipt)
}

/// Where the receipt goes, and as much of it as is known.
type Begun = Option<(PathBuf, Receipt)>;

fn generate(
    generator: &Generator,
    (folder, time): (&Path, Option<SystemTime>),
    mut begun: Begun,
) -> Result<Changes, Error> {
    let mut lines = Vec::new();
    let mut say = |line: String| {
        println!("{line}");
        lines.push(line);
    };
    let generated = generator.generate_noting(&mut |path, text| {
        say(format!("cargo::rerun-if-changed={}", path.display()));
        if let Some((_, receipt)) = &mut begun {
            receipt.read(path, text);
        }
    });
    let generated = match generated {
        Ok(generated) => generated,
        Err(error) => {
            match &error {
                Error::Description(report) => {
                    for problem in &report.problems {
                        println!("{}", line(problem, kind(problem.severity)));
                    }
                }
                other => println!("cargo::error={}", one_line(&other.to_string())),
            }
            return Err(error);
        }
    };
    // What is reported of a run that goes on must not fail the build, as Cargo lets every error do.
    for problem in &generated.problems.problems {
        say(line(problem, "warning"));
    }
    let changes = output::write_dated(folder, &generated.sources, time)
        .inspect_err(|error| println!("cargo::error={}", one_line(&error.to_string())))?;
    // Watched after they were written, so that a later edit by hand, or a removal, brings the script back.
    for file in &generated.sources {
        say(format!("cargo::rerun-if-changed={}", folder.join(&file.path).display()));
    }
    for file in &changes.edited {
        println!(
            "cargo::warning={} was edited by hand and has been generated anew; change the description instead",
            folder.join(file).display()
        );
    }
    // Errors of a run that went on may be about files that are missing, of which a receipt knows nothing.
    if let Some((path, mut receipt)) = begun.filter(|_| generated.problems.errors() == 0) {
        generated.sources.iter().for_each(|file| receipt.wrote(folder, &file.path));
        receipt.lines = lines;
        receipt.leave(&path, folder);
    }
    Ok(changes)
}

fn kind(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Cargo takes one line a message, so the snippet stays out and the place stands in front.
fn line(problem: &Located, kind: &str) -> String {
    format!(
        "cargo::{kind}={}: {} [{}] help: {}",
        problem.place(),
        one_line(&problem.message),
        problem.code.as_str(),
        one_line(&problem.help)
    )
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
