//! References: where they lead, and what is said when they lead nowhere.

use super::Reader;
use super::Version;
use super::hint;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Node, Obstacle};

/// How many references may lead to each other before it is taken for a circle.
const LONGEST_CHAIN: usize = 64;

impl<'t> Reader<'t> {
    /// The node to which a reference leads that stands in the object `from`; if there is none, that is reported at `at`.
    pub fn resolve(
        self,
        from: Node<'t>,
        reference: &str,
        at: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Node<'t>> {
        let found = self.sources.resolve(from, reference);
        if found.is_none() {
            match self.sources.obstacle(from, reference) {
                Obstacle::Network => diagnostics.error(
                    Code::ExternalReference,
                    at,
                    format!(
                        "the reference `{reference}` leads into the network, which is never asked"
                    ),
                    "save what it refers to beside the description, and refer to the file",
                ),
                Obstacle::File { path, why } => diagnostics.error(
                    Code::UnresolvedReference,
                    at,
                    format!("the reference `{reference}` leads nowhere: its file {why}"),
                    format!("correct the path, which is relative to the file that the reference stands in and means {path}"),
                ),
                Obstacle::Nowhere { path } => diagnostics.error(
                    Code::UnresolvedReference,
                    at,
                    format!("the reference `{reference}` leads nowhere"),
                    format!("declare what it refers to in {path}, or correct the reference"),
                ),
            }
        }
        found
    }

    /// The object that a node is, or to which its references lead. An object beside a reference has no other keys that mean
    /// anything, but for `summary` and `description` from 3.1 on.
    pub(super) fn follow(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<Node<'t>> {
        let mut here = node;
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = here.get("$ref").filter(|reference| !reference.value.is_null())
            else {
                return Some(here);
            };
            let text = self.text(reference, diagnostics)?;
            for (key, member) in here.members() {
                if !matches!(key, "$ref" | "summary" | "description") && !hint::is_extension(key) {
                    diagnostics.warning(
                        Code::UnknownKeyword,
                        member.key(),
                        format!("`{key}` stands beside `$ref`, and OpenAPI ignores it there"),
                        "remove it, or put it where the reference leads",
                    );
                }
            }
            here = self.resolve(here, text, reference, diagnostics)?;
        }
        diagnostics.error(
            Code::ReferenceCycle,
            node.get("$ref").unwrap_or(node),
            "the reference leads in a circle",
            "let one of the references on the way lead to an object",
        );
        None
    }

    /// The description beside a reference, which from 3.1 on stands in for that of the object.
    pub(super) fn description(
        self,
        referrer: Node<'t>,
        own: Option<&'t str>,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'t str> {
        let beside = || referrer.get("$ref").and(referrer.get("description"));
        match beside() {
            Some(beside) if self.version >= Version::V31 => self.prose(beside, diagnostics).or(own),
            _ => own,
        }
    }
}
