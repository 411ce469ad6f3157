//! Problems with their places, for people and for programs.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthChar;

use super::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::source::{FileId, Position, Sources};

/// A problem with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// What kind of problem it is.
    pub code: Code,
    /// Whether it stops the run.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// The file as the caller named it.
    pub file: String,
    /// The line, from 1; 0 if there is none, because the file cannot be read.
    pub line: usize,
    /// The column, from 1, in characters; 0 if there is none.
    pub column: usize,
    /// The text around the place: the line, or of a long line what stands near.
    pub snippet: String,
    /// How many characters stand before the place within the snippet.
    pub offset: usize,
    /// How many characters the caret underlines.
    pub width: usize,
    /// What to do about it.
    pub help: String,
}

/// The longest part of a line that is shown; machine-made JSON has all of a description in one line.
const SNIPPET: usize = 120;

/// Finds the place of each problem, in one pass over each text that has any, and sorts them: file by file in the order in
/// which the files were read, within a file from top to bottom.
#[must_use]
pub fn locate(diagnostics: &Diagnostics, sources: &Sources) -> Vec<Located> {
    let mut by_file: BTreeMap<FileId, Vec<&Diagnostic>> = BTreeMap::new();
    for problem in diagnostics.iter() {
        by_file.entry(problem.place.file()).or_default().push(problem);
    }
    by_file
        .into_iter()
        .flat_map(|(file, problems)| {
            let places: Vec<Place> = problems.iter().map(|problem| problem.place).collect();
            let positions = sources.locate(file, &places);
            let lines: Vec<Line<'_>> = sources.text(file).lines().map(Line::new).collect();
            let mut located: Vec<Located> = problems
                .into_iter()
                .zip(positions)
                .map(|(problem, position)| located(problem, position, sources.name(file), &lines))
                .collect();
            located.sort_by_key(|problem| (problem.line, problem.column));
            located
        })
        .collect()
}

fn located(
    problem: &Diagnostic,
    position: Option<Position>,
    file: &str,
    lines: &[Line<'_>],
) -> Located {
    let unread = matches!(problem.place, Place::File(_));
    let Position { line, column, width } = match position {
        _ if unread => Position { line: 0, column: 0, width: 1 },
        position => position.unwrap_or(Position::START),
    };
    let text = line.checked_sub(1).and_then(|index| lines.get(index));
    let (snippet, offset) = text.map_or((String::new(), 0), |line| line.around(column));
    Located {
        code: problem.code,
        severity: problem.severity,
        message: one_line(&problem.message),
        file: file.to_owned(),
        line,
        column,
        snippet,
        offset,
        width,
        help: one_line(&problem.help),
    }
}

/// A message quotes what a description says, and that can be anything.
fn one_line(message: &str) -> String {
    if message.chars().any(char::is_control) {
        message
            .chars()
            .map(|c| if c.is_control() { c.escape_default().to_string() } else { c.into() })
            .collect()
    } else {
        message.to_owned()
    }
}

impl Located {
    /// Where it is, as `file:line:column`, or the file alone if that cannot be read.
    #[must_use]
    pub fn place(&self) -> String {
        match self.line {
            0 => self.file.clone(),
            line => format!("{}:{line}:{}", self.file, self.column),
        }
    }

    /// The problem as text for people, in the manner of rustc, without colour.
    #[must_use]
    pub fn human(&self) -> String {
        let kind = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        let mut text = format!("{kind}[{}]: {}\n", self.code.as_str(), self.message);
        text += &format!("{gutter}--> {}\n", self.place());
        if !self.snippet.trim().is_empty() {
            let columns = |text: &mut dyn Iterator<Item = char>| -> usize {
                text.map(|c| c.width().unwrap_or_default()).sum()
            };
            let mut characters = self.snippet.chars();
            let before = columns(&mut characters.by_ref().take(self.offset));
            let below = columns(&mut characters.take(self.width)).max(1);
            let carets = " ".repeat(before) + &"^".repeat(below);
            text += &format!("{gutter} |\n{number} | {}\n{gutter} | {carets}\n", self.snippet);
        }
        if !self.help.is_empty() {
            text += &format!("{gutter} = help: {}\n", self.help);
        }
        text
    }

    /// The problem as an object for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "reason": "diagnostic",
            "code": self.code.as_str(),
            "severity": match self.severity { Severity::Error => "error", Severity::Warning => "warning" },
            "message": self.message,
            "file": self.file,
            "line": (self.line > 0).then_some(self.line),
            "column": (self.column > 0).then_some(self.column),
            "help": self.help,
        })
    }
}

/// A line of the text. A description in one line has thousands of problems in it, so none of them may cost the whole line.
struct Line<'t> {
    text: &'t str,
    is_ascii: bool,
}

impl<'t> Line<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, is_ascii: text.is_ascii() }
    }

    /// The part of the line around a column, and how many characters stand before it there. What is left out of a long line
    /// leaves an ellipsis.
    fn around(&self, column: usize) -> (String, usize) {
        let caret = column - 1;
        let start =
            if self.is_longer_than(SNIPPET) { caret.saturating_sub(SNIPPET / 3) } else { 0 };
        let part =
            if self.is_ascii { self.text.get(start..).unwrap_or_default() } else { self.text };
        let skipped = if self.is_ascii { 0 } else { start };
        let visible = |c: char| if c.is_control() || c.is_whitespace() { ' ' } else { c };
        let mut rest = part.chars().skip(skipped);
        let shown: String = rest.by_ref().take(SNIPPET).map(visible).collect();
        let [before, after] =
            [start > 0, rest.next().is_some()].map(|cut| if cut { "…" } else { "" });
        let snippet = format!("{before}{}{after}", shown.trim_end());
        let offset = (caret - start + before.chars().count()).min(snippet.chars().count());
        (snippet, offset)
    }

    fn is_longer_than(&self, most: usize) -> bool {
        self.text.chars().nth(most).is_some()
    }
}
