//! What a status means: the two decoding functions of an operation.

use crate::ir::{Case, Format, Operation, Outcome, Payload, StatusRange, Type};

use super::facts::{Facts, payloads};
use super::print::{
    Arm, Node, Param, call, generic, match_arms, signature, slice, statement, text, word,
};
use super::uses::Uses;
use super::xml;

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

/// The media types that an operation can be answered with, JSON first, as the value of `Accept`.
pub fn media_types(operation: &Operation) -> String {
    let of = |is_json: bool| {
        let outcomes = [&operation.success, &operation.failure].into_iter();
        let payloads = outcomes.flat_map(payloads);
        let payloads = payloads.filter(move |payload| (payload.format == Format::Json) == is_json);
        payloads.flat_map(|payload| &payload.media_types)
    };
    accepted(of(true).chain(of(false)))
}

/// Media types as the value of `Accept`, each once.
pub fn accepted<'m>(media_types: impl IntoIterator<Item = &'m String>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for media_type in media_types.into_iter().map(|media_type| media_type.trim()) {
        // A header has no other characters; a media type with others is none.
        let is_sendable = media_type.chars().all(|c| c == ' ' || c.is_ascii_graphic());
        if is_sendable && !media_type.is_empty() && !seen.contains(&media_type) {
            seen.push(media_type);
        }
    }
    seen.join(", ")
}

/// `fn success` or `fn failure`.
pub fn method(name: &str, outcome: &Outcome, ty: Node, uses: &mut Uses<'_>) -> String {
    let output = generic("Option", [generic("Decoded", [ty])]);
    let argument = if matches!(outcome, Outcome::Nothing) { "_answer" } else { "answer" };
    let params = [Param::Named(argument.to_owned(), word("&Answer"))];
    let head = signature(&format!("fn {name}"), &params, Some(&output), 4);
    format!("\n    {head}\n        {}\n    }}\n", body(outcome, uses))
}

fn body(outcome: &Outcome, uses: &mut Uses<'_>) -> String {
    let mut arms: Vec<Arm> = Vec::new();
    let mut rest = word("None");
    match outcome {
        Outcome::Nothing => {}
        Outcome::One { payload, .. } => {
            let statuses = statuses(outcome);
            let node = decoded(payload.as_ref(), None, uses);
            if statuses.contains(&StatusRange::Default) {
                return statement(&node, "", 8);
            }
            let cases = patterns(&statuses);
            if !cases.is_empty() {
                arms.push(Arm { cases, guard: None, body: node });
            }
        }
        Outcome::Many { type_name, cases } => {
            let statuses = statuses(outcome);
            for range in statuses.iter().copied() {
                for (case, guard) in in_order(cases, range) {
                    let variant = |case: &Case| format!("{type_name}::{}", case.name);
                    let body = match case {
                        Some(case) => decoded(case.payload.as_ref(), Some(&variant(case)), uses),
                        None => call("Some", [word("answer").method("mismatched", [])]),
                    };
                    match range {
                        StatusRange::Default if guard.is_none() => rest = body,
                        StatusRange::Default => {
                            arms.push(Arm { cases: vec!["_".to_owned()], guard, body });
                        }
                        range => arms.push(Arm { cases: remaining(range, &statuses), guard, body }),
                    }
                }
            }
        }
    }
    if arms.is_empty() {
        return statement(&rest, "", 8);
    }
    arms.push(Arm { cases: vec!["_".to_owned()], guard: None, body: rest });
    match_arms("answer.status().as_u16()", &arms, 8)
}

/// The cases of a status in the order in which they are asked, with the question; no case is an error that says what arrived. Of the media
/// types and ranges that fit, the most specific one holds (OpenAPI 3.2, section 4.17.1). What arrives as none of them is read as JSON where
/// that is documented, and what tells of no media type as the first.
fn in_order(cases: &[Case], range: StatusRange) -> Vec<(Option<&Case>, Option<Node>)> {
    let cases: Vec<&Case> = cases.iter().filter(|case| case.status == range).collect();
    if let [case] = cases[..] {
        return vec![(Some(case), None)];
    }
    let format = |case: &Case| case.payload.as_ref().map(|payload| payload.format);
    let cases = &cases;
    let of_rank = |rank: u8| cases.iter().map(move |case| (*case, types(case, rank, cases)));
    let asked = (0..=EVERYTHING).flat_map(of_rank).filter(|(_, types)| !types.is_empty());
    let mut asked: Vec<(&Case, Vec<&str>)> = asked.collect();
    let is_range = asked.iter().any(|(_, types)| types.iter().any(|one| rank(one) > 0));
    let mut json = cases.iter().filter(|case| format(case) == Some(Format::Json));
    let last = match (asked.pop_if(|(_, types)| types.contains(&"*/*")), json.next()) {
        (Some((everything, _)), _) => Some(everything),
        (None, Some(first)) => {
            if json.next().is_none() && !is_range {
                asked.retain(|(case, _)| !std::ptr::eq(*case, *first));
            }
            Some(*first)
        }
        (None, None) => None,
    };
    let mut how = if last.is_none() { "may_be" } else { "is" };
    let ask = |(case, types): (_, Vec<&str>)| {
        let question =
            word("answer").method(how, [slice(types.into_iter().map(text).collect::<Vec<_>>())]);
        how = "is";
        (Some(case), Some(question))
    };
    let mut ordered: Vec<_> = asked.into_iter().map(ask).collect();
    ordered.push((last, None));
    ordered
}

/// How little a media type or range says: one type, all of a kind, all.
fn rank(media_type: &str) -> u8 {
    match media_type {
        "*/*" => EVERYTHING,
        range if range.contains('*') => 1,
        _ => 0,
    }
}

const EVERYTHING: u8 = 2;

/// The media types of a case that say so much. The two of XML are one (RFC 7303, section 9.2) unless both are documented.
fn types<'c>(case: &'c Case, wanted: u8, all: &[&Case]) -> Vec<&'c str> {
    let Some(payload) = &case.payload else { return Vec::new() };
    let documented = payload.media_types.iter().map(String::as_str);
    let mut types: Vec<&str> = documented.filter(|one| rank(one) == wanted).collect();
    let is_documented = |name: &str| {
        let mut documented = all.iter().filter_map(|case| case.payload.as_ref());
        documented.any(|payload| payload.media_types.iter().any(|other| other == name))
    };
    for [one, other] in [["application/xml", "text/xml"], ["text/xml", "application/xml"]] {
        if payload.format == Format::Xml && types.contains(&one) && !is_documented(other) {
            types.push(other);
        }
    }
    types
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

/// A status as patterns, without those statuses of a class that are documented on their own.
fn remaining(range: StatusRange, statuses: &[StatusRange]) -> Vec<String> {
    let StatusRange::Class(class) = range else { return patterns(&[range]) };
    let first = u16::from(class) * 100;
    let codes = (first..first + 100).map(StatusRange::Code);
    patterns(&codes.filter(|code| !statuses.contains(code)).collect::<Vec<_>>())
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

fn decoded(payload: Option<&Payload>, variant: Option<&str>, uses: &mut Uses<'_>) -> Node {
    let is_plain = |ty: &Type| {
        matches!(
            ty,
            Type::Bool | Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64
        )
    };
    // A text of whatever media type may come in quotes, as JSON, or without.
    let is_any = |payload: &Payload| payload.media_types.iter().all(|one| one == "*/*");
    let how = match payload {
        None => "empty",
        Some(payload @ Payload { format: Format::Json, ty, .. })
            if is_any(payload) && (is_plain(ty) || matches!(ty, Type::String | Type::Text(_))) =>
        {
            "scalar"
        }
        Some(Payload { format: Format::Json, .. }) => "json",
        Some(Payload { format: Format::Xml, .. }) => "xml",
        Some(Payload { format: Format::Text, ty, .. }) if is_plain(ty) => "scalar",
        Some(Payload { format: Format::Text, .. }) => "text",
        Some(_) => "bytes",
    };
    let arguments = match payload {
        Some(Payload { format: Format::Xml, root, .. }) => vec![xml::reference(*root, uses)],
        _ => Vec::new(),
    };
    let node = word("answer").method(how, arguments);
    let node = match (payload, variant) {
        (_, None) => node,
        (None, Some(variant)) => node.method("and", [call("Ok", [word(variant)])]),
        (Some(_), Some(variant)) => node.method("map", [word(variant)]),
    };
    call("Some", [node])
}

/// Whether a body stands behind a pointer in an enum, to keep the variants of one size (`clippy::large_enum_variant`).
pub fn is_boxed(payload: &Payload, facts: &Facts<'_>) -> bool {
    matches!(payload.format, Format::Json | Format::Xml) && facts.is_struct(&payload.ty)
}
