//! Chains of methods and fields.

use super::node::{Link, Node};
use super::shape::{MAX_WIDTH, Shape, TAB, first_line, is_broken, last_line, line_break};

/// A chain that does not fit on one line.
pub fn layout(root: &Node, links: &[Link], shape: Shape) -> Option<String> {
    let mut head = root.layout(shape)?;
    let mut closed = is_broken(&head) && matches!(root, Node::Call(..));
    let mut rest = links;
    let short = TAB.saturating_sub(shape.offset);
    while let [link, others @ ..] = rest {
        if head.len() > short || is_broken(&head) {
            break;
        }
        let Some(text) = link.layout(shape.right(head.len())?) else { break };
        head += &text;
        closed = is_closed(&head);
        rest = others;
    }
    let [middle @ .., last] = rest else {
        return shape.fits(&head).then_some(head);
    };
    let child = shape.block(if closed { 0 } else { TAB });
    let mut parts = vec![head];
    for link in middle {
        parts.push(link.layout(child)?);
    }
    let (text, one_line) = layout_last(&parts, rest.len(), last, shape, child)?;
    parts.push(text);
    let joint = match (one_line, shape.one_line_chain) {
        (true, _) => String::new(),
        (false, true) => return None,
        (false, false) => line_break(child.indent),
    };
    let output = parts.join(&joint);
    shape.fits(&output).then_some(output)
}

/// The last link, and whether the chain stays on one line up to it.
fn layout_last(
    parts: &[String],
    count: usize,
    last: &Link,
    shape: Shape,
    child: Shape,
) -> Option<(String, bool)> {
    let tries = usize::from(last.fallible);
    let head = parts.first()?;
    let extendable = is_closed(head);
    let before = match extendable {
        true => last_line(head).len(),
        false => parts.iter().map(String::len).sum(),
    } + tries;
    let budget = if count == 1 { shape.width } else { shape.width.min(MAX_WIDTH) };
    let budget = budget.saturating_sub(before);
    let straight = parts.iter().all(|part| !is_broken(part)) && budget > 0;
    let own = child.shorter(shape.overhead() + tries);
    let place = if straight {
        shape.shorter(tries)?
    } else if extendable {
        child.shorter(tries)?
    } else {
        own?
    };
    if (straight || extendable)
        && let Some(same) = place.right(before).and_then(|shape| last.layout(shape))
    {
        let lines = same.lines().count();
        let fits = first_line(&same).len() <= budget;
        if fits && lines >= 5 {
            return Some((same, straight));
        }
        return Some(match last.layout(own?) {
            Some(below) if !fits || below.lines().count() < lines => (below, false),
            _ => (same, fits && straight),
        });
    }
    last.layout(place).map(|text| (text, false))
}

/// Whether the last line has closing brackets only, so that a link may follow on it.
fn is_closed(text: &str) -> bool {
    last_line(text).chars().all(|c| c.is_whitespace() || "()]}?>".contains(c))
        || text.ends_with("\"#")
}
