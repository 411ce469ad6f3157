//! What comes of real descriptions: all of them are generated, each in a process of its own; a fixed sample is compiled, linted, and
//! has its examples sent through the types.
//!
//! The descriptions are no part of the repository. Where there are none, this says so, and no test passes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clientwright_corpus::compilation::{Task, Workshop};
use clientwright_corpus::corpus::{self, Corpus, Description};
use clientwright_corpus::expectation::Expectations;
use clientwright_corpus::generation::{self, Job, Status};
use clientwright_corpus::roundtrip;
use clientwright_corpus::sample;
use libtest_mimic::{Arguments, Completion, Failed, Trial};

const EXPECTED: &str = include_str!("corpus/expected.tsv");
/// A description that takes longer than this, even without optimisation, is as bad as one that never ends.
const LIMIT: Duration = Duration::from_secs(600);
/// For the crate with all its dependencies.
const COMPILE_LIMIT: Duration = Duration::from_secs(1200);

fn main() -> ExitCode {
    if let Some(status) = clientwright_corpus::role() {
        return ExitCode::from(u8::try_from(status).unwrap_or(1));
    }
    let arguments = Arguments::from_args();
    let folder = corpus::folder();
    let trials = if folder.is_dir() {
        trials(&folder)
    } else {
        let why = corpus::how_to_get_one(&folder);
        if !arguments.list {
            eprintln!("\nThe corpus tests were SKIPPED: {why}");
        }
        vec![Trial::ignorable_test("corpus", || Ok(Completion::ignored_with(why)))]
    };
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn trials(folder: &Path) -> Vec<Trial> {
    let corpus = match Corpus::open(folder) {
        Ok(corpus) => Arc::new(corpus),
        Err(error) => return vec![Trial::test("corpus", move || Err(Failed::from(error)))],
    };
    let expectations = match Expectations::read(EXPECTED) {
        Ok(expectations) => Arc::new(expectations),
        Err(error) => return vec![Trial::test("expected.tsv", move || Err(Failed::from(error)))],
    };
    let mut trials = vec![entries_have_files(&corpus, &expectations)];
    // Crates share what is compiled, so one is compiled at a time.
    let workshop = Arc::new(Mutex::new(Workshop::new(
        &PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("corpus"),
        COMPILE_LIMIT,
    )));
    for description in &corpus.descriptions {
        let file = corpus.file(description);
        let (one, expectations) = (description.clone(), Arc::clone(&expectations));
        trials.push(Trial::test(format!("generate {}", description.path), {
            let file = file.clone();
            move || generate(&file, &one, &expectations)
        }));
        if sample().any(|path| path == description.path) {
            let (one, shared) = (description.clone(), Arc::clone(&workshop));
            trials.push(Trial::test(format!("compile {}", description.path), move || {
                compile(&file, &one, &*shared.lock().map_err(|error| error.to_string())?)
            }));
            let (one, shared) = (description.clone(), Arc::clone(&workshop));
            let corpus = Arc::clone(&corpus);
            trials.push(Trial::test(format!("roundtrip {}", description.path), move || {
                round(&corpus, &one, &*shared.lock().map_err(|error| error.to_string())?)
            }));
        }
    }
    trials
}

/// A description that is not there cannot be known to be broken, unless the corpus is another one.
fn entries_have_files(corpus: &Corpus, expectations: &Expectations) -> Trial {
    let is_ours = corpus.root.join("INDEX.tsv").is_file();
    let missing: Vec<String> =
        expectations.without_a_file(&corpus.descriptions).into_iter().map(str::to_owned).collect();
    Trial::test("expected.tsv", move || {
        if is_ours && !missing.is_empty() {
            return Err(Failed::from(format!(
                "the corpus has none of these: {}",
                missing.join(", ")
            )));
        }
        Ok(())
    })
}

fn generate(
    file: &Path,
    description: &Description,
    expectations: &Expectations,
) -> Result<(), Failed> {
    let mut job = Job {
        description: file.to_owned(),
        package: description.package(),
        keep_going: false,
        parse: false,
        folder: None,
        limit: LIMIT,
    };
    let outcome = generation::run(&job)?;
    expectations.judge(description, &outcome)?;
    if outcome.status == Status::Refused {
        // What is broken is left out, and must not break anything else.
        job.keep_going = true;
        if let Status::Crashed(how) = generation::run(&job)?.status {
            return Err(Failed::from(format!(
                "the generator did not survive it when it kept going: {how}"
            )));
        }
    }
    Ok(())
}

fn compile(file: &Path, description: &Description, workshop: &Workshop) -> Result<(), Failed> {
    let folder = workshop.crate_folder(description);
    let outcome = generation::run(&Job {
        description: file.to_owned(),
        package: description.package(),
        keep_going: false,
        parse: false,
        folder: Some(folder.clone()),
        limit: LIMIT,
    })?;
    if outcome.status != Status::Generated {
        return Err(Failed::from(outcome.first()));
    }
    workshop.settle(&folder)?;
    for task in [Task::Check, Task::Clippy] {
        let compiled = workshop.run(&folder, task)?;
        if !compiled.ok {
            return Err(Failed::from(format!("{task:?}: {}", compiled.first())));
        }
    }
    Ok(())
}

/// Every example that is valid has to come back as it was.
fn round(corpus: &Corpus, description: &Description, workshop: &Workshop) -> Result<(), Failed> {
    let account = roundtrip::run(corpus, description, workshop, COMPILE_LIMIT)?;
    if account.problem.is_some() || account.exceptions.iter().any(|one| one.excuse.is_none()) {
        return Err(Failed::from(roundtrip::account::markdown(&[account])));
    }
    Ok(())
}
