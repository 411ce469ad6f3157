//! The program `corpus`: reports on what comes of descriptions.

mod arguments;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use clap::Parser;
use clientwright_corpus::compilation::{Task, Workshop};
use clientwright_corpus::contract::{self, Prism};
use clientwright_corpus::corpus::{Corpus, Description};
use clientwright_corpus::expectation::Expectations;
use clientwright_corpus::generation::{self, Job, Status};
use clientwright_corpus::report::{self, Row};
use clientwright_corpus::roundtrip::{self, account};

use arguments::{Arguments, Command, Contract, Report, Roundtrip};

/// Something came out that should not.
const FAILED: u8 = 1;
/// The call is wrong, or a file cannot be read or written.
const UNUSABLE: u8 = 2;

fn main() -> ExitCode {
    if let Some(status) = clientwright_corpus::role() {
        return ExitCode::from(u8::try_from(status).unwrap_or(FAILED));
    }
    let done = match Arguments::parse().command {
        Command::Report(options) => report(&options),
        Command::Roundtrip(options) => round(&options),
        Command::Contract(options) => contract(&options),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FAILED),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(UNUSABLE)
        }
    }
}

/// Generates everything, compiles what was chosen, and writes the report. Says whether all was as it should be.
fn report(options: &Report) -> io::Result<bool> {
    let selection = &options.selection;
    let corpus = selection.corpus()?;
    let expectations = selection.expectations()?;
    let limit = Duration::from_secs(selection.limit);
    let workshop = Workshop::new(&selection.work(), limit);
    let compiled = options.compile.choose(&corpus.descriptions)?;
    let is_compiled = |description: &Description| compiled.contains(&description.path);
    let mut rows = each(&corpus.descriptions, options.jobs, |description| {
        let folder = is_compiled(description).then(|| workshop.crate_folder(description));
        generate(&corpus, description, folder, (limit, options.parse), &expectations)
    })?;
    selection.save("report", &report::markdown(&rows, &options.growth), &rows)?;
    let tasks = [(true, Task::Check), (options.clippy, Task::Clippy), (options.doc, Task::Doc)];
    for (index, description) in corpus.descriptions.iter().enumerate() {
        let Some(row) = rows.get_mut(index) else { continue };
        if !is_compiled(description) || row.best().status != Status::Generated {
            continue;
        }
        let folder = workshop.crate_folder(description);
        workshop.settle(&folder)?;
        for (_, task) in tasks.iter().filter(|(wanted, _)| *wanted) {
            let compiled = workshop.run(&folder, *task)?;
            let outcome = if compiled.ok { "ok" } else { "FAILED" };
            eprintln!("{task:?} {}: {outcome}, {:.1} s", description.path, compiled.elapsed);
            match task {
                Task::Clippy => row.clippy = Some(compiled),
                Task::Doc => row.doc = Some(compiled),
                Task::Check | Task::Build => row.check = Some(compiled),
            }
        }
        selection.save("report", &report::markdown(&rows, &options.growth), &rows)?;
    }
    print!("{}", report::totals(&rows));
    Ok(!rows.iter().any(Row::failed))
}

/// Generates one description; one that is refused, again without what is broken in it.
fn generate(
    corpus: &Corpus,
    description: &Description,
    folder: Option<PathBuf>,
    (limit, parse): (Duration, bool),
    expectations: &Expectations,
) -> io::Result<Row> {
    let mut job = Job {
        description: corpus.file(description),
        package: description.package(),
        keep_going: false,
        parse,
        folder,
        limit,
    };
    let bytes = std::fs::metadata(&job.description)?.len();
    let mut row = Row::new(description, bytes, generation::run(&job)?);
    row.unexpected = expectations.judge(description, &row.outcome).err();
    if row.outcome.status == Status::Refused && !description.fragment {
        job.keep_going = true;
        row.kept = Some(generation::run(&job)?);
    }
    if let Some(unexpected) = &row.unexpected {
        eprintln!("{}: {}", description.path, unexpected.lines().next().unwrap_or_default());
    }
    Ok(row)
}

/// Does the same with all descriptions, some at a time, and gives the results in their order.
fn each<T: Send>(
    descriptions: &[Description],
    jobs: usize,
    work: impl Fn(&Description) -> io::Result<T> + Sync,
) -> io::Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, io::Result<T>)>> = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(description) = descriptions.get(index) else { break };
                    let result = work(description);
                    if let Ok(mut done) = done.lock() {
                        done.push((index, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Sends examples through the types. Says whether all came back as they were.
fn round(options: &Roundtrip) -> io::Result<bool> {
    let selection = &options.selection;
    let corpus = selection.corpus()?;
    let limit = Duration::from_secs(selection.limit);
    let workshop = Workshop::new(&selection.work(), limit);
    let chosen = options.which.choose(&corpus.descriptions)?;
    let mut accounts = Vec::new();
    for description in corpus.descriptions.iter().filter(|one| chosen.contains(&one.path)) {
        let account = roundtrip::run(&corpus, description, &workshop, limit)?;
        eprintln!(
            "{}: {} of {} valid examples came back, {} exceptions{}",
            description.path,
            account.same + account.undescribed,
            account.valid,
            account.exceptions.len(),
            account.problem.as_ref().map_or("", |_| "; not tried"),
        );
        accounts.push(account);
        selection.save("roundtrip", &account::markdown(&accounts), &accounts)?;
    }
    Ok(accounts.iter().all(|account| account.exceptions.is_empty() && account.problem.is_none()))
}

/// Runs contract tests. Says whether all passed but those for which there is a reason elsewhere.
fn contract(options: &Contract) -> io::Result<bool> {
    let selection = &options.selection;
    let corpus = selection.corpus()?;
    let reasons = selection.reasons()?;
    let limit = Duration::from_secs(selection.limit);
    let workshop = Workshop::new(&selection.work(), limit);
    let prism = options.prism.as_deref().map(Prism::new);
    let chosen = options.which.choose(&corpus.descriptions)?;
    let mut accounts = Vec::new();
    for description in corpus.descriptions.iter().filter(|one| chosen.contains(&one.path)) {
        let (file, package) = (corpus.file(description), description.package());
        let account =
            contract::run(&description.path, (&file, &package), &workshop, prism.as_ref(), limit)?;
        let passed = account.in_process.as_ref().map_or(0, |run| run.passed);
        let judged = account.judgement.as_ref().map(|judgement| {
            format!(
                "; Prism accepts {} of {} requests, {} tests pass",
                judgement.accepted, judgement.requests, judgement.run.passed
            )
        });
        eprintln!(
            "{}: {passed} of {} tests pass{}",
            description.path,
            account.tests,
            judged.unwrap_or_default()
        );
        accounts.push(account);
        selection.save("contract", &contract::markdown(&accounts, &reasons), &accounts)?;
    }
    Ok(!accounts.iter().any(|account| account.failed(&reasons)))
}
