//! What a schema demands of values that nothing holds them against, which is said at least.

use super::merge::{FURTHER, Merged};
use super::rules::Bounds;
use super::schema::{Lowered, Schemas};
use crate::diagnostic::{Code, Place};
use crate::document::Types;
use crate::source::Node;

const HELP: &str = "nothing is wrong with the description; whoever makes a value must see to it";

impl<'t> Schemas<'t, '_> {
    pub(super) fn note_constraints(&mut self, merged: &Merged<'t>) {
        for (keyword, node) in &merged.constraints {
            if *keyword == FURTHER {
                let message = "another schema that is to hold as well says of these properties something else; any JSON is taken for them";
                let help = "describe them in one place";
                self.diagnostics.warning(Code::ConflictingSchemas, node.key(), message, help);
                continue;
            }
            self.note_unchecked(node.key(), keyword);
        }
    }

    /// Tells of limits that nothing holds values against, of those that speak of values of some types.
    pub(super) fn note_limits(&mut self, node: Node<'t>, bounds: &Bounds<'t>, types: Types) {
        for keyword in bounds.stated(types) {
            self.note_unchecked(node.get(keyword).map_or(node.into(), Node::key), keyword);
        }
    }

    /// Tells of the only value of what is of somebody else's type.
    pub(super) fn note_constant(&mut self, merged: &Merged<'t>) {
        let Some([only]) = merged.values.as_deref() else { return };
        let keyword = if merged.node.get("const").is_some() { "const" } else { "enum" };
        let place = merged.node.get(keyword).map_or((*only).into(), Node::key);
        self.note_unchecked(place, keyword);
    }

    pub(super) fn note_unchecked(&mut self, place: Place, keyword: &str) {
        self.diagnostics.warning(
            Code::UncheckedKeyword,
            place,
            format!("values are not checked against `{keyword}`"),
            HELP,
        );
    }

    /// Tells of limits of what has no place for them: a member of a union, or an item of a tuple.
    pub(super) fn note_ruled(&mut self, node: Node<'t>, lowered: &Lowered, what: &str) {
        if !lowered.rules.is_empty() {
            let message = format!("values of this {what} are not checked against its limits");
            self.diagnostics.warning(Code::UncheckedKeyword, node, message, HELP);
        }
    }

    pub(super) fn note_list(&mut self, merged: &Merged<'t>) {
        let node = merged.node.get("items").unwrap_or(merged.node);
        let message = "a list of schemas behind `items` only speaks of arrays, and nothing says that this is one; any JSON is taken";
        let help = "add `type: array` if it is one; if these are alternatives, list them in `oneOf` (in Swagger 2.0 there is none)";
        self.diagnostics.warning(Code::UncheckedKeyword, node.key(), message, help);
    }
}

/// What the description demands and the type does not, in words.
pub(super) fn notes<'t>(keywords: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for keyword in keywords.map(|keyword| format!("`{keyword}`")) {
        if !names.contains(&keyword) {
            names.push(keyword);
        }
    }
    let last = names.pop();
    let note = match (last, names.as_slice()) {
        (None, _) => return Vec::new(),
        (Some(only), []) => format!("The description has {only} here, which is not checked."),
        (Some(last), rest) => {
            let rest = rest.join(", ");
            format!("The description has {rest} and {last} here, which are not checked.")
        }
    };
    vec![note]
}
