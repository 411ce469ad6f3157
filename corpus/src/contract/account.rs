//! What came of contract tests, for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::Reasons;

/// What came of the contract tests of one description.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Account {
    /// Where the description is in the corpus.
    pub path: String,
    /// Operations that have a method.
    pub operations: usize,
    /// Tests that were made.
    pub tests: usize,
    /// Operations without a test, and why.
    pub untested: Vec<String>,
    /// Examples of the description that are not taken as they are.
    pub remarks: usize,
    /// The tests without a server.
    pub in_process: Option<Run>,
    /// What Prism says.
    pub judgement: Option<Judgement>,
    /// Why Prism says nothing.
    pub not_judged: Option<String>,
    /// Why nothing could be tried.
    pub problem: Option<String>,
}

/// One run of the tests.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Run {
    /// How many passed.
    pub passed: usize,
    /// Those that did not.
    pub failures: Vec<Failure>,
}

/// A test that did not pass.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Failure {
    /// Its name, from the module of its operations on.
    pub name: String,
    /// What it said.
    pub what: String,
}

/// What a server that knows the description says of the requests.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Judgement {
    /// The tests.
    pub run: Run,
    /// Requests that arrived.
    pub requests: usize,
    /// Those of them that are valid.
    pub accepted: usize,
    /// What is wrong with the others.
    pub violations: Vec<String>,
}

impl Run {
    /// Reads what the harness of the tests printed; `None` if it never came so far.
    pub(super) fn read(output: &str) -> Option<Self> {
        let mut run = Self::default();
        let mut is_complete = false;
        for line in output.lines() {
            is_complete |= line.starts_with("test result: ");
            let Some((name, outcome)) =
                line.strip_prefix("test ").and_then(|line| line.rsplit_once(" ... "))
            else {
                continue;
            };
            let short = name.strip_prefix("contract::").unwrap_or(name).to_owned();
            match outcome {
                "ok" => run.passed += 1,
                _ => {
                    let told = output.split_once(&format!("---- {name} stdout ----\n"));
                    let told = told.and_then(|(_, told)| told.split("\n---- ").next());
                    let what = told.unwrap_or_default().lines().map(str::trim).filter(|line| {
                        !line.is_empty()
                            && !line.starts_with("thread '")
                            && !line.starts_with("note: ")
                    });
                    let what: Vec<&str> = what.take(3).collect();
                    run.failures.push(Failure { name: short, what: what.join(" / ") });
                }
            }
        }
        is_complete.then_some(run)
    }
}

impl Account {
    /// All failures, each with whether Prism was the server.
    pub fn failures(&self) -> impl Iterator<Item = (bool, &Failure)> {
        let alone = self.in_process.iter().flat_map(|run| &run.failures);
        let judged = self.judgement.iter().flat_map(|judgement| &judgement.run.failures);
        alone.map(|one| (false, one)).chain(judged.map(|one| (true, one)))
    }

    /// Whether something is wrong for which there is no reason elsewhere.
    #[must_use]
    pub fn failed(&self, reasons: &Reasons) -> bool {
        self.problem.is_some()
            || self
                .failures()
                .any(|(judged, one)| !judged || reason(reasons, &self.path, one).is_none())
    }
}

/// Why a test cannot pass against Prism. Prism holds its own answers against the description as well, and says so where its examples are
/// not valid.
fn reason<'r>(reasons: &'r Reasons, path: &str, failure: &Failure) -> Option<&'r str> {
    let is_about = |side: &str| failure.what.contains(&format!("\"location\":[\"{side}\""));
    if is_about("response") && !is_about("request") {
        return Some("Prism answers with an example that the description's own schema refuses.");
    }
    reasons.of(path, &failure.name, &failure.what)
}

/// The report.
#[must_use]
pub fn markdown(accounts: &[Account], reasons: &Reasons) -> String {
    let mut output = String::from("# Contract tests\n\n");
    let judged: Vec<&Account> = accounts.iter().filter(|one| one.judgement.is_some()).collect();
    let sum = |count: fn(&Judgement) -> usize| -> usize {
        judged.iter().filter_map(|one| one.judgement.as_ref()).map(count).sum()
    };
    let tests: usize = accounts.iter().map(|one| one.tests).sum();
    let passed: usize =
        accounts.iter().filter_map(|one| Some(one.in_process.as_ref()?.passed)).sum();
    let operations: usize = accounts.iter().map(|one| one.operations).sum();
    let untested: usize = accounts.iter().map(|one| one.untested.len()).sum();
    let _ = writeln!(
        output,
        "{} descriptions, {operations} operations, of which {untested} have no test; {passed} of {tests} tests pass without a server.\n",
        accounts.len()
    );
    if !judged.is_empty() {
        let _ = writeln!(
            output,
            "Against Prism: {} descriptions, {} requests, {} of them accepted as valid; {} tests pass, {} do not.\n",
            judged.len(),
            sum(|one| one.requests),
            sum(|one| one.accepted),
            sum(|one| one.run.passed),
            sum(|one| one.run.failures.len()),
        );
        let failures = judged.iter().flat_map(|account| {
            let failures = account.judgement.iter().flat_map(|one| &one.run.failures);
            failures.map(|failure| reason(reasons, &account.path, failure))
        });
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for why in failures {
            *counts.entry(why.unwrap_or("**No reason is known.**")).or_default() += 1;
        }
        for (why, count) in counts {
            let _ = writeln!(output, "- {count}: {why}");
        }
        output.push('\n');
    }
    output += "| description | operations | without a test | tests | pass | requests to Prism | accepted | tests that pass |\n";
    output += "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";
    for account in accounts {
        let passed = account.in_process.as_ref().map(|run| run.passed.to_string());
        let judged = match &account.judgement {
            Some(one) => format!("{} | {} | {}", one.requests, one.accepted, one.run.passed),
            None => " | | ".to_owned(),
        };
        let _ = writeln!(
            output,
            "| {} | {} | {} | {} | {} | {judged} |",
            account.path,
            account.operations,
            account.untested.len(),
            account.tests,
            passed.unwrap_or_default(),
        );
    }
    for account in accounts {
        let mut lines: Vec<String> = Vec::new();
        lines.extend(account.problem.clone());
        lines.extend(account.not_judged.clone());
        lines.extend(account.untested.iter().map(|why| format!("no test of {why}")));
        for (judged, failure) in account.failures() {
            let server = if judged { ", Prism" } else { "" };
            let reason = match reason(reasons, &account.path, failure).filter(|_| judged) {
                Some(reason) => format!("**{reason}** "),
                None => String::new(),
            };
            let what: String = failure.what.chars().take(400).collect();
            lines.push(format!("`{}`{server}: {reason}{}", failure.name, what.replace('|', "\\|")));
        }
        if !lines.is_empty() {
            let _ = writeln!(output, "\n## {}\n", account.path);
            lines.iter().for_each(|line| _ = writeln!(output, "- {line}"));
        }
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_read_from_what_the_harness_prints() {
        let output = "
running 2 tests
test contract::pets::add ... ok
test contract::pets::show ... FAILED

failures:

---- contract::pets::show stdout ----

thread 'contract::pets::show' (1) panicked at tests/contract/pets.rs:1:1:
GET /pets/1: the server answered with 422
body
note: run with `RUST_BACKTRACE=1` environment variable

failures:
    contract::pets::show

test result: FAILED. 1 passed; 1 failed; 0 ignored
";
        let run = Run::read(output).expect("it is complete");
        assert_eq!(run.passed, 1);
        assert_eq!(run.failures.len(), 1);
        assert_eq!(run.failures[0].name, "pets::show");
        assert!(
            run.failures[0].what.starts_with("GET /pets/1: the server answered with 422 / body")
        );
        assert_eq!(Run::read("error: no crate"), None);
    }
}
