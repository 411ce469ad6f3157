//! The shell around the pipeline for build scripts: the one place of the library that prints, in Cargo's own language.

use std::path::Path;

use crate::diagnostic::{Located, Severity};
use crate::output::{self, Changes};
use crate::{Error, Generator};

/// Generates into `folder` and tells Cargo what was read, what was wrong, and when to run again.
pub(crate) fn run(generator: &Generator, folder: &Path) -> Result<Changes, Error> {
    for input in generator.inputs() {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    let generated = match generator.generate() {
        Ok(generated) => generated,
        Err(error) => {
            match &error {
                Error::Description(report) => report.problems.iter().for_each(show),
                other => println!("cargo::error={}", one_line(&other.to_string())),
            }
            return Err(error);
        }
    };
    generated.problems.problems.iter().for_each(show);
    let result = output::write(folder, &generated.sources);
    // Watched after they were written, so that a later edit by hand, or a removal, brings the script back.
    for file in &generated.sources {
        println!("cargo::rerun-if-changed={}", folder.join(&file.path).display());
    }
    match &result {
        Ok(changes) => {
            for file in &changes.edited {
                println!(
                    "cargo::warning={} was edited by hand and has been generated anew; change the description instead",
                    folder.join(file).display()
                );
            }
        }
        Err(error) => println!("cargo::error={}", one_line(&error.to_string())),
    }
    Ok(result?)
}

/// Cargo takes one line a message, so the snippet stays out and the place stands in front.
fn show(problem: &Located) {
    let kind = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    println!(
        "cargo::{kind}={}:{}:{}: {} [{}] help: {}",
        problem.file,
        problem.line,
        problem.column,
        one_line(&problem.message),
        problem.code.as_str(),
        one_line(&problem.help)
    );
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
