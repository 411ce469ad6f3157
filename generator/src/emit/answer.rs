//! What a status means: the two decoding functions of an operation.

use crate::ir::{Operation, Outcome, Payload, StatusRange};

use super::print::{Node, Param, call, generic, match_block, signature, statement, word};

/// The statuses of a group, codes first, then classes, then the default.
pub fn statuses(outcome: &Outcome) -> Vec<StatusRange> {
    let mut statuses = match outcome {
        Outcome::Nothing => Vec::new(),
        Outcome::One { statuses, .. } => statuses.clone(),
        Outcome::Many { cases, .. } => cases.iter().map(|case| case.status).collect(),
    };
    statuses.sort_by_key(|status| match status {
        StatusRange::Code(code) => (0, *code),
        StatusRange::Class(class) => (1, u16::from(*class)),
        StatusRange::Default => (2, 0),
    });
    statuses.dedup();
    statuses
}

/// A status in words.
pub fn status(status: StatusRange) -> String {
    match status {
        StatusRange::Code(code) => format!("status {code}"),
        StatusRange::Class(class) => format!("a {class}xx status"),
        StatusRange::Default => "any other status".to_owned(),
    }
}

/// Statuses as an enumeration in a sentence.
pub fn list(statuses: &[StatusRange]) -> String {
    let name = |status: &StatusRange| match status {
        StatusRange::Code(code) => code.to_string(),
        StatusRange::Class(class) => format!("{class}xx"),
        StatusRange::Default => "any other status".to_owned(),
    };
    match statuses {
        [] => "no status".to_owned(),
        [only] => name(only),
        [before @ .., last] => {
            let before: Vec<String> = before.iter().map(name).collect();
            format!("{} and {}", before.join(", "), name(last))
        }
    }
}

/// The media types that an operation can be answered with, as the value of `Accept`.
pub fn media_types(operation: &Operation) -> String {
    let mut types = Vec::new();
    for outcome in [&operation.success, &operation.failure] {
        let payloads: Vec<&Payload> = match outcome {
            Outcome::Nothing => Vec::new(),
            Outcome::One { payload, .. } => payload.iter().collect(),
            Outcome::Many { cases, .. } => {
                cases.iter().filter_map(|case| case.payload.as_ref()).collect()
            }
        };
        types.extend(payloads.into_iter().map(|payload| match payload {
            Payload::Json(_) => "application/json",
            Payload::Text => "text/plain",
        }));
    }
    let mut seen: Vec<&str> = Vec::new();
    for media in types {
        if !seen.contains(&media) {
            seen.push(media);
        }
    }
    seen.join(", ")
}

/// `fn success` or `fn failure`.
pub fn method(name: &str, outcome: &Outcome, ty: Node) -> String {
    let output = generic("Option", [generic("Decoded", [ty])]);
    let argument = if matches!(outcome, Outcome::Nothing) { "_answer" } else { "answer" };
    let params = [Param::Named(argument.to_owned(), word("&Answer"))];
    let head = signature(&format!("fn {name}"), &params, Some(&output), 4);
    format!("\n    {head}\n        {}\n    }}\n", body(outcome))
}

fn body(outcome: &Outcome) -> String {
    let mut arms: Vec<(Vec<String>, Node)> = Vec::new();
    let mut rest = word("None");
    match outcome {
        Outcome::Nothing => {}
        Outcome::One { payload, .. } => {
            let statuses = statuses(outcome);
            let node = decoded(payload.as_ref(), None);
            if statuses.contains(&StatusRange::Default) {
                return statement(&node, "", 8);
            }
            let cases = patterns(&statuses);
            if !cases.is_empty() {
                arms.push((cases, node));
            }
        }
        Outcome::Many { type_name, cases } => {
            for range in statuses(outcome) {
                let Some(case) = cases.iter().find(|case| case.status == range) else { continue };
                let node =
                    decoded(case.payload.as_ref(), Some(&format!("{type_name}::{}", case.name)));
                match range {
                    StatusRange::Default => rest = node,
                    range => arms.push((patterns(&[range]), node)),
                }
            }
        }
    }
    if arms.is_empty() {
        return statement(&rest, "", 8);
    }
    arms.push((vec!["_".to_owned()], rest));
    match_block("answer.status().as_u16()", &arms, 8)
}

/// Statuses as patterns: what is contiguous is a range, from three statuses on (`clippy::manual_range_patterns`).
fn patterns(statuses: &[StatusRange]) -> Vec<String> {
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    let mut all: Vec<(u16, u16)> = statuses.iter().filter_map(|status| bounds(*status)).collect();
    all.sort_unstable();
    for (first, last) in all {
        match ranges.last_mut() {
            Some(range) if first <= range.1.saturating_add(1) => range.1 = range.1.max(last),
            _ => ranges.push((first, last)),
        }
    }
    let cases = ranges.into_iter().flat_map(|(first, last)| match last - first {
        0 => vec![first.to_string()],
        1 => vec![first.to_string(), last.to_string()],
        _ => vec![format!("{first}..={last}")],
    });
    cases.collect()
}

/// The first and the last status.
fn bounds(status: StatusRange) -> Option<(u16, u16)> {
    match status {
        StatusRange::Code(code) => Some((code, code)),
        StatusRange::Class(class) => {
            let first = u16::from(class) * 100;
            Some((first, first + 99))
        }
        StatusRange::Default => None,
    }
}

fn decoded(payload: Option<&Payload>, variant: Option<&str>) -> Node {
    let how = match payload {
        None => "empty",
        Some(Payload::Json(_)) => "json",
        Some(Payload::Text) => "text",
    };
    let node = word("answer").method(how, []);
    let node = match (payload, variant) {
        (_, None) => node,
        (None, Some(variant)) => node.method("and", [call("Ok", [word(variant)])]),
        (Some(_), Some(variant)) => node.method("map", [word(variant)]),
    };
    call("Some", [node])
}
