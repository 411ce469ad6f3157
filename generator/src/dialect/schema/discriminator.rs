//! `discriminator`: the property that says which schema a value has.

use serde_json::Value;

use super::super::hint;
use super::super::value::is_object;
use super::super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Discriminator;
use crate::source::Node;

impl<'t> Reader<'t> {
    pub(super) fn discriminator(
        self,
        schema: Node<'t>,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Discriminator<'t>> {
        if let Value::String(property) = node.value {
            if self.version != Version::V2 {
                hint::other_version("discriminator", node, "Swagger 2.0", diagnostics);
            }
            return Some(Discriminator { node, property, mapping: Vec::new(), default: None });
        }
        if !is_object(node, "a Discriminator object", diagnostics) {
            return None;
        }
        if self.version == Version::V2 {
            hint::other_version("discriminator", node, "OpenAPI 3.0", diagnostics);
        }
        let mut property = None;
        let mut mapping = Vec::new();
        let mut default = None;
        for (key, member) in node.members() {
            match key {
                "propertyName" => property = self.text(member, diagnostics),
                "mapping" => mapping = self.mapping(schema, member, diagnostics),
                "defaultMapping" => {
                    if self.version < Version::V32 {
                        hint::other_version(key, member, "OpenAPI 3.2", diagnostics);
                    }
                    default = self.default_mapping(schema, member, diagnostics);
                }
                _ => hint::unknown(
                    "Discriminator",
                    &["propertyName", "mapping", "defaultMapping"],
                    key,
                    member,
                    diagnostics,
                ),
            }
        }
        if property.is_none() {
            let message = "the Discriminator object has no `propertyName`; it is ignored";
            let help = "name the property that says which schema a value has";
            diagnostics.warning(Code::MissingField, node.key(), message, help);
        }
        Some(Discriminator { node, property: property?, mapping, default })
    }

    fn default_mapping(
        self,
        schema: Node<'t>,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Node<'t>> {
        let text = self.text(node, diagnostics)?;
        let target = self.named_or_referred(schema, text);
        if target.is_none() {
            let message = format!(
                "`defaultMapping` is {text}, which leads nowhere; a value whose tag means no schema is kept as it is"
            );
            let help = "declare the schema, or correct the reference";
            diagnostics.warning(Code::UnresolvedReference, node, message, help);
        }
        target
    }

    /// The name of a component, or else a reference.
    fn named_or_referred(self, schema: Node<'t>, text: &str) -> Option<Node<'t>> {
        self.schema_named(text).or_else(|| self.sources.resolve(schema, text))
    }

    fn mapping(
        self,
        schema: Node<'t>,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(&'t str, Option<Node<'t>>)> {
        if !is_object(node, "an object of references", diagnostics) {
            return Vec::new();
        }
        let mut mapping = Vec::new();
        for (tag, member) in node.members() {
            let Some(text) = self.text(member, diagnostics) else { continue };
            let target = self.named_or_referred(schema, text);
            if target.is_none() {
                diagnostics.warning(
                    Code::UnresolvedReference,
                    member,
                    format!("the tag `{tag}` is mapped to {text}, which leads nowhere; a value with this tag is kept as it is"),
                    "declare the schema, or correct the reference",
                );
            }
            mapping.push((tag, target));
        }
        mapping
    }
}
