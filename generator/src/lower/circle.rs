//! Alternatives that lead back to the schema whose alternatives they are.
//!
//! That a value fits a schema because it fits that schema says nothing of the value: such an alternative is left out, and no
//! type is a member of itself. Through properties and items a schema may well hold itself.

use std::collections::HashSet;

use super::merge::{Group, Merged};
use super::schema::{Lowered, Schemas};
use crate::diagnostic::Code;
use crate::ir::Type;
use crate::source::Node;

/// Alternatives at most that one schema may have to look at together with what stands around them.
const MOST_JOINED: usize = 1024;

/// The count of a schema of which that was reported.
const TOLD: usize = usize::MAX;

const HELP: &str = "let one of the schemas in the circle be an object with properties";

/// Whether an alternative is a schema that is being looked at already, which is reported.
pub(super) fn leads_back<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    group: &Group<'t>,
) -> bool {
    let leads_back = group.open.contains(&schemas.through(node));
    if leads_back {
        let message = format!(
            "this member of `{}` is the schema that it is to be an alternative of, which adds nothing; it is left out",
            group.keyword
        );
        let help = "remove it, or refer to the schema that is meant";
        schemas.diagnostics.warning(Code::ReferenceCycle, node, message, help);
    }
    leads_back
}

/// Whether one of the schemas that are being looked at is among the alternatives of a schema, or among theirs.
pub(super) fn holds<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    sought: &[Node<'t>],
) -> bool {
    let first = schemas.through(node);
    let mut seen = HashSet::from([first]);
    let mut open = vec![first];
    while let Some(node) = open.pop() {
        if sought.contains(&node) {
            return true;
        }
        // What neither has nor includes alternatives is seen in the tree, so that it need not be read for this.
        let keywords = ["oneOf", "anyOf", "allOf", "$ref"];
        if keywords.iter().all(|keyword| node.get(keyword).is_none()) {
            continue;
        }
        let Some(merged) = schemas.merge(&[node]) else { continue };
        // The alternatives of a schema with a shape of its own, or that says what must be there, are joined with that, so none of
        // them stands there as it is.
        if merged.has_own_shape() || !merged.required.is_empty() {
            continue;
        }
        for member in merged.groups.iter().flat_map(|group| &group.members) {
            let target = schemas.through(*member);
            if seen.insert(target) {
                open.push(target);
            }
        }
    }
    false
}

/// Whether a schema has been joined with so many alternatives that it must be given up, which is reported once.
pub(super) fn is_too_wide<'t>(schemas: &mut Schemas<'t, '_>, group: &Group<'t>) -> bool {
    let is_too_wide = schemas.unfolded >= MOST_JOINED;
    let is_first = is_too_wide && schemas.unfolded != TOLD;
    if let Some(node) = group.open.first().filter(|_| is_first) {
        schemas.unfolded = TOLD;
        let message =
            "the alternatives within the alternatives of this schema are too many to name them all";
        let help = "give the combinations names of their own, and list those in one `oneOf`";
        schemas.diagnostics.error(Code::TooDeep, *node, message, help);
    }
    is_too_wide
}

/// What a schema is that has no alternative but itself.
pub(super) fn alone<'t>(schemas: &mut Schemas<'t, '_>, merged: Merged<'t>, hint: &str) -> Lowered {
    if merged.derived {
        return schemas.single(merged, hint);
    }
    let message = format!("the schema `{hint}` is defined by itself alone");
    schemas.diagnostics.error(Code::ReferenceCycle, merged.node, message, HELP);
    Lowered::plain(Type::Json)
}
