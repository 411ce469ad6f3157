//! Problems with their places, for people and for programs.

use serde_json::{Value, json};

use super::{Code, Diagnostics, Severity};
use crate::source::{Position, Source};

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
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The text of the line.
    pub snippet: String,
    /// How many columns the caret underlines.
    pub width: usize,
    /// What to do about it.
    pub help: String,
}

/// The longest part of a line that is shown; machine-made JSON has all of a description in one line.
const SNIPPET: usize = 120;

/// Finds the place of each problem, in one pass over the text, and sorts them in document order.
#[must_use]
pub fn locate(diagnostics: &Diagnostics, source: &Source) -> Vec<Located> {
    if diagnostics.is_empty() {
        return Vec::new();
    }
    let wanted: Vec<_> =
        diagnostics.iter().map(|problem| (&problem.pointer, problem.target)).collect();
    let found = source.locate_all(&wanted);
    let lines: Vec<&str> = source.text().lines().collect();
    let mut located: Vec<Located> = diagnostics
        .iter()
        .zip(found)
        .map(|(problem, found)| {
            let Position { line, column, width } =
                problem.position.or(found).unwrap_or(Position::START);
            Located {
                code: problem.code,
                severity: problem.severity,
                message: problem.message.clone(),
                file: source.name().to_owned(),
                line,
                column,
                snippet: lines.get(line - 1).map_or(String::new(), |line| (*line).to_owned()),
                width,
                help: problem.help.clone(),
            }
        })
        .collect();
    located.sort_by_key(|problem| (problem.line, problem.column));
    located
}

impl Located {
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
        text += &format!("{gutter}--> {}:{}:{}\n", self.file, self.line, self.column);
        if !self.snippet.trim().is_empty() {
            let (snippet, before) = self.window();
            let room = snippet.chars().count().saturating_sub(before).max(1);
            let carets = "^".repeat(self.width.clamp(1, room));
            text += &format!(
                "{gutter} |\n{number} | {snippet}\n{gutter} | {}{carets}\n",
                " ".repeat(before)
            );
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
            "line": self.line,
            "column": self.column,
            "help": self.help,
        })
    }

    /// The part of the line around the column, one column a character, and how many columns stand before the caret.
    fn window(&self) -> (String, usize) {
        let visible = |c: char| if c.is_control() || c.is_whitespace() { ' ' } else { c };
        let characters: Vec<char> = self.snippet.chars().map(visible).collect();
        let caret = (self.column - 1).min(characters.len());
        let start = if characters.len() > SNIPPET { caret.saturating_sub(SNIPPET / 3) } else { 0 };
        let end = characters.len().min(start + SNIPPET);
        let text: String = characters[start..end].iter().collect();
        (text.trim_end().to_owned(), caret - start)
    }
}
