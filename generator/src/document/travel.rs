//! In which directions the value of a property travels.

use std::borrow::Borrow;
use std::collections::HashMap;

use super::Schema;
use crate::source::Node;

/// What is said of the directions in which a value travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Travel {
    /// `readOnly`: in answers.
    pub read_only: bool,
    /// `writeOnly`: in requests.
    pub write_only: bool,
}

impl Travel {
    /// What two schemas say together that hold both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            read_only: self.read_only || other.read_only,
            write_only: self.write_only || other.write_only,
        }
    }
}

/// What schemas say of it, with all that holds for each of their values: what they refer to, all of `allOf`, and an alternative that is the
/// only one or has nothing but null beside it.
#[derive(Clone, Debug, Default)]
pub struct Travels {
    known: HashMap<usize, Travel>,
}

/// A schema that is being looked at: its address, what is known of it, and the parts that are still to be seen.
type Open<'t> = (usize, Travel, Vec<Node<'t>>);

impl Travels {
    /// What a schema says, whichever way schemas are read.
    pub fn of<'t, S: Borrow<Schema<'t>>>(
        &mut self,
        node: Node<'t>,
        mut read: impl FnMut(Node<'t>) -> S,
    ) -> Travel {
        let mut open: Vec<Open<'t>> = Vec::new();
        let mut next = Some(node);
        loop {
            let found = match next.take() {
                None => open.pop().map(|(address, travel, _)| {
                    self.known.insert(address, travel);
                    travel
                }),
                Some(node) => self.known.get(&node.address()).copied().or_else(|| {
                    let schema = read(node);
                    let schema: &Schema<'t> = schema.borrow();
                    let own = Travel { read_only: schema.read_only, write_only: schema.write_only };
                    // Whoever comes back here, in a circle, learns nothing new.
                    self.known.insert(node.address(), own);
                    open.push((node.address(), own, parts(schema, &mut read)));
                    None
                }),
            };
            if let Some(found) = found {
                match open.last_mut() {
                    None => return found,
                    Some((_, travel, _)) => *travel = travel.and(found),
                }
            }
            next = open.last_mut().and_then(|(_, _, parts)| parts.pop());
        }
    }
}

/// The schemas that hold for each value of a schema beside its own keywords.
fn parts<'t, S: Borrow<Schema<'t>>>(
    schema: &Schema<'t>,
    read: &mut impl FnMut(Node<'t>) -> S,
) -> Vec<Node<'t>> {
    let mut parts: Vec<Node<'t>> = schema.reference.into_iter().collect();
    parts.extend(&schema.all_of);
    for alternatives in [&schema.one_of, &schema.any_of] {
        let mut meant = alternatives.iter().filter(|node| !read(**node).borrow().is_null());
        if let (Some(only), None) = (meant.next(), meant.next()) {
            parts.push(*only);
        }
    }
    parts
}
