//! What came of the examples, for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use crate::corpus::Description;

/// What came of the examples of one description.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Account {
    /// Where the description is in the corpus.
    pub path: String,
    /// Examples that were found.
    pub examples: usize,
    /// Those that belong to no type, by the reason.
    pub nothing: BTreeMap<String, usize>,
    /// Those that are not valid by their own schema.
    pub invalid: usize,
    /// Those whose schema the validator cannot read.
    pub unreadable: usize,
    /// Why not, with one of the examples each.
    pub unreadable_for: BTreeMap<String, String>,
    /// Those that are valid and were sent through a type.
    pub valid: usize,
    /// Those that came back as they were.
    pub same: usize,
    /// Those that came back without properties that their schema does not describe, and otherwise as they were.
    pub undescribed: usize,
    /// All others.
    pub exceptions: Vec<Exception>,
    /// Why nothing could be tried.
    pub problem: Option<String>,
}

/// An example that did not come back as it was.
#[derive(Clone, Debug, Serialize)]
pub struct Exception {
    /// What it is an example of.
    pub site: String,
    /// Which one of the examples there.
    pub label: String,
    /// The last part of the type.
    pub ty: String,
    /// What went wrong.
    pub what: String,
    /// What the validator does not mind, but is wrong with the example all the same.
    pub excuse: Option<String>,
}

impl Account {
    /// Nothing yet.
    #[must_use]
    pub fn new(description: &Description) -> Self {
        Self { path: description.path.clone(), ..Self::default() }
    }

    /// Counts an example that belongs to no type.
    pub(super) fn without_a_type(&mut self, why: &str) {
        *self.nothing.entry(why.to_owned()).or_default() += 1;
    }
}

/// The report.
#[must_use]
pub fn markdown(accounts: &[Account]) -> String {
    let mut text = String::from(
        "# Truth of the types\n\nEvery example of a body and of a component that is valid by its own schema, in the opinion of the crate \
         `jsonschema`, is decoded into the generated type and encoded back. `same`: the same JSON value came back. `undescribed`: the \
         same, but for properties of which the schema says nothing.\n\n\
         | description | examples | no type | invalid | unreadable | valid | same | undescribed | exceptions | rate |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    let mut total = Account { path: "**all**".to_owned(), ..Account::default() };
    let mut exceptions = 0;
    for account in
        accounts.iter().filter(|account| account.examples > 0 || account.problem.is_some())
    {
        text += &line(account, account.exceptions.len());
        total.examples += account.examples;
        total.invalid += account.invalid;
        total.unreadable += account.unreadable;
        total.valid += account.valid;
        total.same += account.same;
        total.undescribed += account.undescribed;
        exceptions += account.exceptions.len();
        for (why, count) in &account.nothing {
            *total.nothing.entry(why.clone()).or_default() += count;
        }
    }
    text += &line(&total, exceptions);
    let _ = writeln!(
        text,
        "\nDescriptions without an example: {}.",
        accounts.iter().filter(|account| account.examples == 0).count()
    );
    if !total.nothing.is_empty() {
        text += "\n## Examples without a type\n\n";
        for (why, count) in &total.nothing {
            let _ = writeln!(text, "- {count}: {why}");
        }
    }
    for account in accounts {
        text += &details(account);
    }
    text
}

fn line(account: &Account, exceptions: usize) -> String {
    let rate = match account.valid {
        0 => String::new(),
        valid => format!("{:.2} %", percentage(account.same + account.undescribed, valid)),
    };
    let problem = account.problem.as_ref().map_or("", |_| " (not tried)");
    format!(
        "| {}{problem} | {} | {} | {} | {} | {} | {} | {} | {exceptions} | {rate} |\n",
        account.path,
        account.examples,
        account.nothing.values().sum::<usize>(),
        account.invalid,
        account.unreadable,
        account.valid,
        account.same,
        account.undescribed,
    )
}

fn percentage(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    100.0 * number(part) / number(whole)
}

fn details(account: &Account) -> String {
    let mut text = String::new();
    if let Some(problem) = &account.problem {
        let _ = writeln!(text, "not tried:\n\n```text\n{}\n```\n", problem.replace("```", "'''"));
    }
    for (why, example) in &account.unreadable_for {
        let _ = writeln!(text, "- the schema of {example} cannot be read: {why}");
    }
    for Exception { site, label, ty, what, excuse } in &account.exceptions {
        let _ = write!(text, "- {site} `{label}` as `{ty}`: {what}");
        let _ = match excuse {
            Some(excuse) => writeln!(text, "; {excuse}"),
            None => writeln!(text),
        };
    }
    if text.is_empty() { text } else { format!("\n### {}\n\n{text}", account.path) }
}
