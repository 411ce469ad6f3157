//! Where the nodes of a description stand in its text, found by one pass over the events of a YAML parser, which reads JSON too.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, Span};
use serde_json::Value;

use super::trail::Trail;
use super::{Format, Position, locate_json};
use crate::diagnostic::{Place, Pointer, Target};

/// The pointers of the nodes that places mean, by address, in one walk over the tree.
pub(super) fn pointers(tree: &Value, places: &[Place]) -> HashMap<usize, Pointer> {
    let wanted: HashSet<usize> = places
        .iter()
        .filter_map(|place| match place {
            Place::Node { address, .. } => Some(*address),
            Place::Position { .. } | Place::File(_) => None,
        })
        .collect();
    let mut found = HashMap::new();
    if !wanted.is_empty() {
        find(tree, &Trail::Root, &wanted, &mut found);
    }
    found
}

fn find(
    value: &Value,
    trail: &Trail<'_>,
    wanted: &HashSet<usize>,
    found: &mut HashMap<usize, Pointer>,
) {
    let address = std::ptr::from_ref(value) as usize;
    if wanted.contains(&address) {
        found.insert(address, trail.pointer());
    }
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(key, member)| find(member, &Trail::Key(trail, key), wanted, found)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| find(item, &Trail::Index(trail, index), wanted, found)),
        _ => {}
    }
}

/// Where the key and the value of a node stand.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    pub(super) key: Option<Position>,
    pub(super) value: Option<Position>,
    /// Where the key stands for the first time, if it stands there more than once.
    pub(super) first: Option<Position>,
}

/// A mapping or sequence that is open.
struct Frame {
    /// Length of the path of the node itself.
    length: usize,
    /// The key whose value comes next; a sequence has none.
    key: Option<Position>,
    /// The next item of a sequence; a mapping has none.
    index: Option<usize>,
}

/// The place of each node, or of its nearest ancestor that is in the text.
pub(super) fn locate(
    text: &str,
    format: Format,
    wanted: &[(&Pointer, Target)],
) -> Vec<Option<Position>> {
    let mut found: HashMap<&str, Found> = HashMap::new();
    for (pointer, _) in wanted {
        for ancestor in ancestors(pointer.as_str()) {
            found.entry(ancestor).or_default();
        }
    }
    match format {
        Format::Json => locate_json::walk(text, &mut found),
        Format::Yaml => walk(text, &mut found),
    }
    let place = |(pointer, target): &(&Pointer, Target)| {
        ancestors(pointer.as_str()).enumerate().find_map(|(steps, ancestor)| {
            let Found { key, value, .. } = found.get(ancestor).copied().unwrap_or_default();
            let want_key = *target == Target::Key || steps > 0;
            if want_key { key.or(value) } else { value.or(key) }
        })
    };
    wanted.iter().map(place).collect()
}

/// The line on which each of these keys stands for the first time.
pub(super) fn first_lines(text: &str, format: Format, keys: &[&Pointer]) -> Vec<Option<usize>> {
    let mut found: HashMap<&str, Found> = HashMap::new();
    for ancestor in keys.iter().flat_map(|key| ancestors(key.as_str())) {
        found.entry(ancestor).or_default();
    }
    match format {
        Format::Json => locate_json::walk(text, &mut found),
        Format::Yaml => walk(text, &mut found),
    }
    let line = |key: &&Pointer| Some(found.get(key.as_str())?.first?.line);
    keys.iter().map(line).collect()
}

/// The pointer itself, its parent, and so on to the root.
fn ancestors(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |pointer| pointer.rfind('/').map(|end| &pointer[..end]))
}

fn walk(text: &str, found: &mut HashMap<&str, Found>) {
    let mut path = String::new();
    let mut stack: Vec<Frame> = Vec::new();
    // A parser that stumbles has still seen all that stands before; what it has not seen falls back to an ancestor.
    for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                let key = enter(&mut path, &mut stack);
                record(&path, found, key, span, true);
                let index = matches!(event, Event::SequenceStart(..)).then_some(0);
                stack.push(Frame { length: path.len(), key: None, index });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                stack.pop();
                leave(&mut path, &stack);
            }
            Event::Scalar(value, ..) => {
                let awaits_key =
                    stack.last().is_some_and(|frame| frame.index.is_none() && frame.key.is_none());
                if awaits_key {
                    path.push_str(Pointer::root().child(&value).as_str());
                    if let Some(frame) = stack.last_mut() {
                        frame.key = Some(position(span));
                    }
                } else {
                    let key = enter(&mut path, &mut stack);
                    record(&path, found, key, span, false);
                    leave(&mut path, &stack);
                }
            }
            Event::Alias(_) => {
                let key = enter(&mut path, &mut stack);
                record(&path, found, key, span, false);
                leave(&mut path, &stack);
            }
            Event::DocumentEnd => break,
            _ => {}
        }
    }
}

/// Begins a value: takes the key that waits for it, or appends the index that it has.
fn enter(path: &mut String, stack: &mut [Frame]) -> Option<Position> {
    let frame = stack.last_mut()?;
    if let Some(index) = &mut frame.index {
        path.push_str(&format!("/{index}"));
        *index += 1;
        return None;
    }
    frame.key.take()
}

/// Ends a value: the path is that of the container again.
fn leave(path: &mut String, stack: &[Frame]) {
    path.truncate(stack.last().map_or(0, |frame| frame.length));
}

fn record(
    path: &str,
    found: &mut HashMap<&str, Found>,
    key: Option<Position>,
    span: Span,
    container: bool,
) {
    if let Some(entry) = found.get_mut(path) {
        // Of a duplicate key the later one is shown: that is the one to remove.
        entry.first = entry.first.or(key);
        entry.key = key;
        let value = position(span);
        let below = key.is_some_and(|key| key.line != value.line);
        entry.value = Some(if container && below { key.unwrap_or(value) } else { value });
    }
}

fn position(span: Span) -> Position {
    let width = if span.start.line() == span.end.line() {
        span.end.col().saturating_sub(span.start.col())
    } else {
        1
    };
    Position { line: span.start.line().max(1), column: span.start.col() + 1, width: width.max(1) }
}
