//! What the parsers complain about, in words and with a place that help.

use saphyr_parser::{Event, Parser};

use super::Position;
use super::tree::Problem;
use crate::diagnostic::Code;

/// How deep the parser of YAML goes.
const DEEPEST: usize = 128;
/// So many opening brackets in a row are no text.
const NEVER_TEXT: usize = 1000;
const NEARBY: &str = "correct the text here, or a little before this place";

/// A complaint of the parser of JSON.
pub(super) fn of_json(text: &str, error: &serde_json::Error) -> Problem {
    let line = error.line().max(1);
    let column = column_of_byte(text, error.line(), error.column());
    problem(Position { line, column, width: 1 }, plain(&error.to_string()))
}

/// A complaint of the parser of YAML, which says of some things that they are none, and not what they are.
pub(super) fn of_yaml(text: &str, error: &serde_yaml::Error) -> Problem {
    let message = plain(&error.to_string());
    if message.contains("recursion limit")
        && let Some(position) = endless(text)
    {
        return Problem {
            code: Code::ReferenceCycle,
            position,
            message: "this alias stands within what it repeats, which would have no end".to_owned(),
            help: "write a `$ref` to it, which may lead in a circle",
        };
    }
    if let Some(location) = error.location() {
        let (line, column) = (location.line().max(1), location.column().max(1));
        let complaint = problem(Position { line, column, width: 1 }, message);
        return if is_tab(text, line, column) {
            let message = "a tab stands here, and only spaces can indent YAML".to_owned();
            Problem { message, help: "replace the tab by spaces", ..complaint }
        } else {
            complaint
        };
    }
    if message.contains("more than one document") {
        let message = "a second document begins here, and a description is one".to_owned();
        let position = last(text, 2, |event| matches!(event, Event::DocumentStart(_)));
        return Problem {
            message,
            help: "leave one document in this file",
            ..problem(position, String::new())
        };
    }
    if message.contains("repetition limit") {
        let message = "the aliases of this text repeat more than anybody could read".to_owned();
        let position = last(text, usize::MAX, |event| matches!(event, Event::Alias(_)));
        return Problem {
            message,
            help: "write out what is repeated, or describe it once and refer to it by `$ref`",
            ..problem(position, String::new())
        };
    }
    problem(Position::START, message)
}

/// Flow collections within each other, which take a parser of YAML a time that grows with the square of their depth before it
/// finds them too deep. Brackets that stand in a row are nothing else; a text that could have so many in another way is
/// looked through by a parser that stops there.
pub(super) fn of_depth(text: &str) -> Option<Problem> {
    let (mut depth, mut deepest, mut row) = (0_usize, 0, 0);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => (depth, row) = (depth + 1, row + 1),
            b']' | b'}' => (depth, row) = (depth.saturating_sub(1), 0),
            _ => row = 0,
        }
        if row > NEVER_TEXT {
            let before = text.get(..offset + 1 - row + DEEPEST).unwrap_or_default();
            let line = before.split('\n').count();
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            return Some(too_deep(Position { line, column, width: 1 }));
        }
        deepest = deepest.max(depth);
    }
    if deepest <= DEEPEST {
        return None;
    }
    let mut depth = 0;
    for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => depth -= 1,
            _ => {}
        }
        if depth > DEEPEST {
            return Some(too_deep(position(span.start.line(), span.start.col() + 1)));
        }
    }
    None
}

fn too_deep(position: Position) -> Problem {
    let message = format!("more than {DEEPEST} levels stand within each other here");
    let help = "a description is a few levels deep; is this one damaged?";
    Problem { code: Code::TooDeep, position, message, help }
}

fn position(line: usize, column: usize) -> Position {
    Position { line: line.max(1), column: column.max(1), width: 1 }
}

fn problem(position: Position, message: String) -> Problem {
    if message.contains("recursion limit") {
        return too_deep(position);
    }
    Problem { code: Code::Syntax, position, message, help: NEARBY }
}

/// The place of the last of these events, or of the one with a number, from 1.
fn last(text: &str, number: usize, is_one: impl Fn(&Event<'_>) -> bool) -> Position {
    let events = Parser::new_from_str(text).map_while(Result::ok);
    let found = events.filter(|(event, _)| is_one(event)).take(number).last();
    found.map_or(Position::START, |(_, span)| position(span.start.line(), span.start.col() + 1))
}

/// The first alias that stands within the node that its anchor names.
fn endless(text: &str) -> Option<Position> {
    let mut open = Vec::new();
    for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
        match event {
            Event::MappingStart(anchor, ..) | Event::SequenceStart(anchor, ..) => open.push(anchor),
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
            }
            Event::Alias(anchor) if open.contains(&anchor) => {
                return Some(position(span.start.line(), span.start.col() + 1));
            }
            _ => {}
        }
    }
    None
}

fn is_tab(text: &str, line: usize, column: usize) -> bool {
    text.lines().nth(line - 1).and_then(|line| line.chars().nth(column - 1)) == Some('\t')
}

/// The parsers put the place into their messages as well. It is said once; that of what surrounds it is kept.
fn plain(message: &str) -> String {
    let mut plain = String::new();
    for (index, part) in message.split(", while ").enumerate() {
        let (what, place) = part.rsplit_once(" at line ").unwrap_or((part, ""));
        let line = place.split(' ').next().unwrap_or_default();
        match index {
            0 => plain += what,
            _ if line.is_empty() => plain += &format!(", while {what}"),
            _ => plain += &format!(", while {what} that begins on line {line}"),
        }
    }
    plain
}

fn column_of_byte(text: &str, line: usize, column: usize) -> usize {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let end = (0..=column.saturating_sub(1).min(line.len()))
        .rev()
        .find(|end| line.is_char_boundary(*end));
    line[..end.unwrap_or(0)].chars().count() + 1
}
