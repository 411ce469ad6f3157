//! References to schemas.

use super::super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Node;

impl<'t> Reader<'t> {
    pub(super) fn schema_reference(
        self,
        from: Node<'t>,
        reference: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Node<'t>> {
        let text = self.text(reference, diagnostics)?;
        if self.sources.resolve(from, text).is_none()
            && let Some((target, right)) = self.meant(from, text)
        {
            diagnostics.warning(
                Code::UnresolvedReference,
                reference,
                format!("the reference {text} leads nowhere; it is taken as {right}"),
                format!("write `{right}`"),
            );
            return Some(target);
        }
        self.resolve(from, text, reference, diagnostics)
    }

    /// What is clearly meant by a reference that leads nowhere, and how it should be written: the name of a schema alone, a
    /// pointer without its `#`, or the place that schemas have in another version.
    fn meant(self, from: Node<'t>, text: &str) -> Option<(Node<'t>, String)> {
        if text.starts_with('/') {
            let right = format!("#{text}");
            return self.sources.resolve(from, &right).map(|target| (target, right));
        }
        let elsewhere = ["#/definitions/", "#/components/schemas/"];
        let name = elsewhere.iter().find_map(|place| text.strip_prefix(place)).unwrap_or(text);
        let section =
            if self.version == Version::V2 { "definitions" } else { "components/schemas" };
        Some((self.schema_named(name)?, format!("#/{section}/{name}")))
    }

    /// The schema of a name, among those that the description declares.
    pub(super) fn schema_named(self, name: &str) -> Option<Node<'t>> {
        let root = self.sources.root();
        let declared = match self.version {
            Version::V2 => root.get("definitions"),
            _ => root.get("components").and_then(|components| components.get("schemas")),
        };
        declared?.get(name)
    }
}
