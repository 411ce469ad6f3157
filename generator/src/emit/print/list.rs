//! Lists between brackets: arguments, items, type arguments.

use super::node::Node;
use super::shape::{MAX_WIDTH, Shape, TAB, breaks, first_line, is_broken, last_line, line_break};

/// Items of at most this width share lines (`short_array_element_width_threshold`).
const SHORT: usize = 10;

enum Tactic {
    Horizontal,
    Vertical,
    Mixed,
}

/// A list of expressions after what stands before its bracket.
pub fn layout(
    callee: &str,
    open: &str,
    nodes: &[Node],
    close: &str,
    shape: Shape,
) -> Option<String> {
    bracketed(callee, [open, close], nodes, false, shape)
}

/// A list of types after what stands before its bracket.
pub fn layout_types(
    callee: &str,
    brackets: [&str; 2],
    nodes: &[Node],
    shape: Shape,
) -> Option<String> {
    bracketed(callee, brackets, nodes, true, shape)
}

fn bracketed(
    callee: &str,
    [open, close]: [&str; 2],
    nodes: &[Node],
    types: bool,
    shape: Shape,
) -> Option<String> {
    let used = last_line(callee).len();
    let room = shape.width.saturating_sub(used + 2);
    let inner = shape.block(TAB);
    let inner = Shape { width: inner.width.saturating_sub(1), ..inner };
    let mut items: Vec<Option<String>> = nodes.iter().map(|node| node.layout(inner)).collect();
    let tactic = choose(callee, nodes, types, &mut items, room, shape);
    let items: Vec<String> = items.into_iter().collect::<Option<_>>()?;
    let start = line_break(inner.indent);
    let body = match tactic {
        Tactic::Horizontal => {
            let body = items.join(", ");
            let end = if items.is_empty() { 2 } else { first_line(&body).len() + 1 };
            if end <= shape.width.saturating_sub(used) || shape.lenient {
                return Some(format!("{callee}{open}{body}{close}"));
            }
            body
        }
        Tactic::Vertical => items.join(&format!(",{start}")) + ",",
        Tactic::Mixed => fill(&items, inner.width, &start),
    };
    Some(format!("{callee}{open}{start}{body}{}{close}", line_break(shape.indent)))
}

fn choose(
    callee: &str,
    nodes: &[Node],
    types: bool,
    items: &mut [Option<String>],
    room: usize,
    shape: Shape,
) -> Tactic {
    let ([.., last_node], [before @ .., last]) = (nodes, &mut *items) else {
        return Tactic::Horizontal;
    };
    let single = before.is_empty();
    let combine = single && !types && callee.len() < TAB;
    let overflow = combine || single && !types && last_node.may_overflow();
    let mut overflowed = None;
    if overflow {
        let same = shape.right(callee.len() + 1).and_then(|shape| shape.shorter(1));
        let same = same.unwrap_or(Shape { width: 0, ..shape });
        let one_line_chain = same.one_line_chain || !combine && last_node.is_method();
        overflowed = last_node.layout(Shape { one_line_chain, ..same });
    }
    if let Some(text) = overflowed.filter(|text| first_line(text).len() <= room) {
        // What was laid out below is only better where it stays on one line.
        let below = last.take().filter(|below| breaks(&text) == 1 && !is_broken(below));
        *last = below.or(Some(text));
        return Tactic::Horizontal;
    }
    if single
        && room != 0
        && last.as_ref().is_some_and(|text| !is_broken(text) && text.len() <= room)
    {
        return Tactic::Horizontal;
    }
    let width = |item: &Option<String>| item.as_ref().map_or(0, String::len);
    let total = items.iter().map(width).sum::<usize>() + 2 * (items.len() - 1);
    let broken = items.iter().flatten().any(|item| is_broken(item));
    if total <= room.min(MAX_WIDTH) && !broken {
        Tactic::Horizontal
    } else if !types
        && nodes.iter().all(Node::is_simple)
        && items.iter().all(|item| width(item) <= SHORT)
    {
        Tactic::Mixed
    } else {
        Tactic::Vertical
    }
}

/// Items filled into lines; on the first line the comma behind the last one is not counted.
pub fn fill(items: &[impl AsRef<str>], width: usize, start: &str) -> String {
    let mut body = String::new();
    let mut used = 0;
    let mut wrapped = false;
    for (index, item) in items.iter().enumerate() {
        let item = item.as_ref();
        let needed = item.len() + usize::from(wrapped || index + 1 < items.len());
        if used > 0 && used + 1 + needed > width {
            body += start;
            used = 0;
            wrapped = true;
        } else if used > 0 {
            body += " ";
            used += 1;
        }
        body += item;
        body += ",";
        used += needed;
    }
    body
}
