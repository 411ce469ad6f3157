//! References to schemas.

use serde_json::Value;

use super::super::value::kind;
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
        let target = self.resolve(from, text, reference, diagnostics)?;
        if let Some(found) = self.is_no_schema(text, target) {
            let message = format!("the reference `{text}` leads to {found}, and a schema is meant");
            let help = "refer to a schema, such as one of `components.schemas`";
            match target.value {
                Value::Object(_) => {
                    diagnostics.warning(Code::WrongType, reference, message, help);
                }
                _ => {
                    diagnostics.error(Code::WrongType, reference, message, help);
                    return None;
                }
            }
        }
        Some(target)
    }

    /// What a reference leads to instead of a schema. What is declared as a schema is reported where it stands.
    fn is_no_schema(self, text: &str, target: Node<'t>) -> Option<&'static str> {
        let way = text.split_once('#').map_or("", |(_, way)| way);
        let steps: Vec<&str> = way.split('/').skip(1).collect();
        match (steps.as_slice(), target.value) {
            (["components", "schemas", _] | ["definitions", _], _) => None,
            (_, Value::Object(_)) => match steps.as_slice() {
                ["components", "parameters", _] => Some("a Parameter object"),
                ["components", "headers", _] => Some("a Header object"),
                ["components", "responses", _] | ["responses", _] => Some("a Response object"),
                ["components", "requestBodies", _] => Some("a Request Body object"),
                ["components", "examples", _] => Some("an Example object"),
                ["components", "securitySchemes", _] => Some("a Security Scheme object"),
                ["components", "mediaTypes", _] => Some("a Media Type object"),
                ["components", "pathItems", _] | ["paths", _] => Some("a Path Item object"),
                ["paths", _, _] => Some("an Operation object"),
                ["info"] => Some("the Info object"),
                _ => None,
            },
            (_, Value::Bool(_) | Value::Null) => None,
            (_, other) => Some(kind(other)),
        }
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
