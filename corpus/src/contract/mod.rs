//! The contract tests of generated crates, in process and against Prism, which judges requests by the description without us.

mod account;
mod prism;
mod reasons;

use std::io;
use std::path::Path;
use std::time::Duration;

use clientwright::{Error, Generator};

use crate::compilation::Workshop;
use crate::process::{self, End};

pub use account::{Account, Failure, Judgement, Run, markdown};
pub use prism::Prism;
pub use reasons::Reasons;

/// Generates the crate of a description and runs its contract tests: without a server, and then against Prism, if there is one.
///
/// # Errors
///
/// A file cannot be written, or a program not be started.
pub fn run(
    path: &str,
    (file, package): (&Path, &str),
    workshop: &Workshop,
    prism: Option<&Prism>,
    limit: Duration,
) -> io::Result<Account> {
    let mut account = Account { path: path.to_owned(), ..Account::default() };
    let folder = workshop.folder_of(package);
    let generated = match Generator::new(file).name(package).keep_going(true).generate_crate() {
        Ok(generated) => generated,
        Err(error) => {
            account.problem = Some(match error {
                Error::Description(report) => report
                    .problems
                    .first()
                    .map_or_else(String::new, |one| format!("it is refused: {}", one.message)),
                error => error.to_string(),
            });
            return Ok(account);
        }
    };
    account.operations = generated.summary.generated;
    for operation in generated.api().modules.iter().flat_map(|module| &module.operations) {
        account.tests += operation.exchanges.len();
        account.remarks +=
            operation.exchanges.iter().map(|exchange| exchange.remarks.len()).sum::<usize>();
        account
            .untested
            .extend(operation.untested.iter().map(|why| format!("`{}`: {why}", operation.id)));
    }
    // All headers of answers are read in one test.
    let has_headers = generated.api().response_headers.iter().any(|one| one.sample.is_some());
    account.tests += usize::from(has_headers);
    generated.write(&folder).map_err(io::Error::other)?;
    workshop.settle(&folder)?;
    let tested = test(workshop, &folder, None, limit)?;
    let is_built = tested.is_ok();
    match tested {
        Ok(run) => account.in_process = Some(run),
        Err(problem) => account.problem = Some(format!("it does not compile: {problem}")),
    }
    if let Some(prism) = prism.filter(|_| is_built) {
        let log = folder.join("prism.log");
        match prism.serve(file, &log)? {
            Err(problem) => account.not_judged = Some(problem),
            Ok(server) => {
                let run = test(workshop, &folder, Some(server.address()), limit)?;
                drop(server);
                account.judgement = Some(Judgement {
                    run: run.unwrap_or_default(),
                    ..prism::judgement(&std::fs::read_to_string(&log)?)
                });
            }
        }
    }
    Ok(account)
}

/// Runs the tests of a crate. Without them, the error says what is wrong with it.
fn test(
    workshop: &Workshop,
    folder: &Path,
    server: Option<&str>,
    limit: Duration,
) -> io::Result<Result<Run, String>> {
    let mut cargo = workshop.cargo(folder);
    cargo
        .args(["test", "--test", "contract", "--", "--test-threads", "4"])
        .env("RUST_BACKTRACE", "0");
    match server {
        Some(address) => cargo.env("CONTRACT_BASE_URL", address),
        None => cargo.env_remove("CONTRACT_BASE_URL"),
    };
    let finished = process::run(&mut cargo, limit)?;
    let run = Run::read(&finished.stdout);
    Ok(match (finished.end, run) {
        (End::Exited(_), Some(run)) => Ok(run),
        (end, _) => {
            let first = finished.stderr.lines().find(|line| line.starts_with("error"));
            Err(first.map_or_else(|| format!("{end:?}"), str::to_owned))
        }
    })
}
