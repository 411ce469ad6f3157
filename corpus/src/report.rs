//! What came of the corpus, for people: Markdown with a line for each description.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use crate::compilation::Compiled;
use crate::corpus::Description;
use crate::generation::{Outcome, Status};
use crate::growth;

/// What came of one description.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Where it is in the corpus.
    pub path: String,
    /// The version that it says it has.
    pub version: String,
    /// How many bytes it has, without the files that it refers to.
    pub bytes: u64,
    /// How many operations the index says it has.
    pub listed: Option<usize>,
    /// Whether it is known to be no description of its own.
    pub fragment: bool,
    /// What came of it.
    pub outcome: Outcome,
    /// What came of it when broken parts were left out, where it was refused.
    pub kept: Option<Outcome>,
    /// `cargo check` of its crate.
    pub check: Option<Compiled>,
    /// `cargo clippy` of its crate.
    pub clippy: Option<Compiled>,
    /// `cargo doc` of its crate.
    pub doc: Option<Compiled>,
    /// What is not as it should be, and not known.
    pub unexpected: Option<String>,
}

impl Row {
    /// A line for a description that came out like this.
    #[must_use]
    pub fn new(description: &Description, bytes: u64, outcome: Outcome) -> Self {
        Self {
            path: description.path.clone(),
            version: description.version.clone(),
            bytes,
            listed: description.operations,
            fragment: description.fragment,
            outcome,
            kept: None,
            check: None,
            clippy: None,
            doc: None,
            unexpected: None,
        }
    }

    /// Whether something of it failed that was tried.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.unexpected.is_some() || self.tasks().any(|(_, compiled)| !compiled.ok)
    }

    /// What it comes to, if need be with broken parts left out.
    #[must_use]
    pub fn best(&self) -> &Outcome {
        self.kept.as_ref().unwrap_or(&self.outcome)
    }

    fn tasks(&self) -> impl Iterator<Item = (&'static str, &Compiled)> {
        let tasks = [("check", &self.check), ("clippy", &self.clippy), ("doc", &self.doc)];
        tasks.into_iter().filter_map(|(name, task)| Some((name, task.as_ref()?)))
    }
}

/// The whole report; `grown` are parts of the paths of those descriptions that show how cost grows.
#[must_use]
pub fn markdown(rows: &[Row], grown: &[String]) -> String {
    let mut text = String::from("# Corpus\n\n");
    text += &totals(rows);
    text += &growth::markdown(rows, grown);
    text += "\n## Every description\n\n";
    text += "| description | version | outcome | operations | generated | types | files | bytes | lines | errors | \
             warnings | ms | CPU s | MB | check | CPU s | MB | lints | clippy | doc |\n";
    text += "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | \
             ---: | --- | --- |\n";
    for row in rows {
        text += &line(row);
    }
    text += &problems(rows);
    text += &codes(rows);
    text
}

/// The sums.
#[must_use]
pub fn totals(rows: &[Row]) -> String {
    let mut text = String::from(
        "| | descriptions | refused | not survived | operations | generated | check ok | clippy ok | doc ok |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    let mut groups: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let top = row.path.split_once('/').map_or("all", |(top, _)| top);
        // A corpus without an index is one group, however many folders it has.
        let group = match (row.fragment, row.listed) {
            (true, _) => "(no descriptions)",
            (false, Some(_)) => top,
            (false, None) => "all",
        };
        groups.entry(group).or_default().push(row);
    }
    for (name, rows) in groups {
        let count = |wanted: fn(&Row) -> bool| rows.iter().filter(|row| wanted(row)).count();
        let sum = |number: fn(&Row) -> usize| rows.iter().map(|row| number(row)).sum::<usize>();
        let passed = |task: &str| {
            let tried =
                || rows.iter().flat_map(|row| row.tasks()).filter(|(name, _)| *name == task);
            format!(
                "{} of {}",
                tried().filter(|(_, compiled)| compiled.ok).count(),
                tried().count()
            )
        };
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} | {} | {} | {} |",
            rows.len(),
            count(|row| row.outcome.status == Status::Refused),
            count(|row| matches!(row.outcome.status, Status::Crashed(_))),
            sum(|row| row.listed.unwrap_or(row.best().operations)),
            sum(|row| row.best().generated),
            passed("check"),
            passed("clippy"),
            passed("doc"),
        );
    }
    text + "\nOperations are those that the index counts; a description that was refused counts with what is generated of it \
            when broken parts are left out.\n"
}

fn line(row: &Row) -> String {
    let outcome = row.best();
    let status = match (&row.outcome.status, &row.kept) {
        (Status::Generated, _) => "generated",
        (Status::Refused, Some(kept)) if kept.status == Status::Generated => "refused, kept going",
        (Status::Refused, _) => "refused",
        (Status::Crashed(_), _) => "**not survived**",
    };
    let mut text = format!(
        "| {} | {} | {status} | {} | {} | {} | {} | {} | {} | {} | {} | {:.1} | {:.2} | {} |",
        row.path,
        row.version,
        row.listed.unwrap_or(outcome.operations),
        outcome.generated,
        outcome.types,
        outcome.files,
        outcome.bytes,
        outcome.lines,
        row.outcome.errors,
        row.outcome.warnings,
        outcome.elapsed_ms,
        outcome.cpu,
        megabytes(outcome.memory),
    );
    let word = |task: &Option<Compiled>| match task {
        None => "",
        Some(compiled) if compiled.ok => "ok",
        Some(_) => "**failed**",
    };
    match &row.check {
        None => text += " | | | |",
        Some(check) => {
            let (cost, lints) = (check.cost, check.warnings);
            let _ = write!(
                text,
                " {} | {:.2} | {} | {lints} |",
                word(&row.check),
                cost.cpu,
                megabytes(cost.memory)
            );
        }
    }
    let _ = writeln!(text, " {} | {} |", word(&row.clippy), word(&row.doc));
    text
}

fn megabytes(bytes: u64) -> u64 {
    bytes / 1_000_000
}

/// What is not as it should be, in full.
fn problems(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let mut told: Vec<(String, String)> = Vec::new();
        match &row.outcome.status {
            Status::Crashed(how) => told.push(("not survived".to_owned(), how.clone())),
            Status::Refused if !row.fragment => {
                told.push((format!("{} errors", row.outcome.errors), row.outcome.first()));
            }
            Status::Refused | Status::Generated => {}
        }
        if let Some(Outcome { status: Status::Crashed(how), .. }) = &row.kept {
            told.push(("not survived when it keeps going".to_owned(), how.clone()));
        }
        if told.is_empty() {
            told.extend(
                row.unexpected.iter().map(|why| ("not as it should be".to_owned(), why.clone())),
            );
        }
        for (name, compiled) in row.tasks().filter(|(_, compiled)| !compiled.ok) {
            let title = format!("{name}: {} errors, {} lints", compiled.errors, compiled.warnings);
            told.push((title, compiled.first()));
        }
        if !told.is_empty() {
            let _ = writeln!(text, "\n### {}\n", row.path);
        }
        for (title, detail) in told {
            let _ = writeln!(text, "{title}:\n\n```text\n{}\n```\n", detail.replace("```", "'''"));
        }
    }
    if text.is_empty() { text } else { format!("\n## What went wrong\n{text}") }
}

/// Which kinds of problems came up, and in how many descriptions.
fn codes(rows: &[Row]) -> String {
    let mut codes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (code, count) in rows.iter().flat_map(|row| &row.outcome.codes) {
        let (descriptions, problems) = codes.entry(code).or_default();
        *descriptions += 1;
        *problems += count;
    }
    let mut text = String::from(
        "\n## Diagnostics\n\n| code | descriptions | problems |\n| --- | ---: | ---: |\n",
    );
    for (code, (descriptions, problems)) in codes {
        let _ = writeln!(text, "| {code} | {descriptions} | {problems} |");
    }
    text
}
