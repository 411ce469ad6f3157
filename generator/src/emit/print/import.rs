//! `use` declarations: sorted and filled as rustfmt does in style edition 2024.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::str::Chars;

use super::list::fill;
use super::shape::{MAX_WIDTH, TAB, line_break};

/// Declarations for names by the module from which they come, in the groups std, external, relative.
pub fn imports(visibility: &str, names: &BTreeMap<&'static str, BTreeSet<String>>) -> String {
    let mut groups: [Vec<(Vec<&str>, String)>; 3] = Default::default();
    for (module, names) in names {
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        names.sort_by(|left, right| order(left, right));
        let group = match module.split("::").next() {
            Some("std") => 0,
            Some("super" | "self") => 2,
            _ => 1,
        };
        let last = if let [name] = names[..] { name } else { "{}" };
        let path = module.split("::").chain([last]).collect();
        groups[group].push((path, declaration(visibility, module, &names)));
    }
    let groups = groups.map(|mut group| {
        group.sort_by(|left, right| by_path(&left.0, &right.0));
        group.into_iter().map(|(_, text)| text).collect::<String>()
    });
    groups.into_iter().filter(|group| !group.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The order of declarations: by segments, and a list in braces after every name.
fn by_path(left: &[&str], right: &[&str]) -> Ordering {
    let orders = left.iter().zip(right).map(|(left, right)| match (*left, *right) {
        ("{}", "{}") => Ordering::Equal,
        ("{}", _) => Ordering::Greater,
        (_, "{}") => Ordering::Less,
        (left, right) => order(left, right),
    });
    orders.into_iter().find(|order| order.is_ne()).unwrap_or(left.len().cmp(&right.len()))
}

fn declaration(visibility: &str, module: &str, names: &[&str]) -> String {
    let head = format!("{visibility}use {module}::");
    if let [name] = names {
        return format!("{head}{name};\n");
    }
    let line = format!("{head}{{{}}};\n", names.join(", "));
    // rustfmt keeps one more column free here than elsewhere.
    if line.len() < MAX_WIDTH {
        return line;
    }
    let start = line_break(TAB);
    format!("{head}{{{start}{}\n}};\n", fill(names, MAX_WIDTH - TAB - 1, &start))
}

/// The version sort of the style guide: runs of digits compare as numbers, `_` sorts before everything else.
pub fn order(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left.chars().peekable(), right.chars().peekable());
    let mut zeros = Ordering::Equal;
    loop {
        let order = match (a.peek().copied(), b.peek().copied()) {
            (None, None) => return zeros.then_with(|| left.cmp(right)),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (left, right) = (digits(&mut a), digits(&mut b));
                zeros = zeros.then(right.0.cmp(&left.0));
                left.1.len().cmp(&right.1.len()).then(left.1.cmp(&right.1))
            }
            (Some(x), Some(y)) => {
                a.next();
                b.next();
                (x != '_', x).cmp(&(y != '_', y))
            }
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// The leading zeros and the rest of a run of digits.
fn digits(text: &mut Peekable<Chars<'_>>) -> (usize, String) {
    let mut run = String::new();
    while let Some(digit) = text.next_if(char::is_ascii_digit) {
        run.push(digit);
    }
    let rest = run.trim_start_matches('0').to_owned();
    (run.len() - rest.len(), rest)
}
