//! `enum`, and what extensions say about its values.

use serde_json::Value;

use super::super::Reader;
use super::super::value::{repaired, wrong};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Node;

impl<'t> Reader<'t> {
    pub(super) fn values(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<Node<'t>> {
        match node.value {
            Value::Null => None,
            Value::Array(values) if values.is_empty() => {
                let message = "a list of values that is empty allows none; it is ignored";
                diagnostics.warning(Code::WrongType, node, message, "add the values, or remove it");
                None
            }
            Value::Array(_) => Some(node),
            _ => {
                wrong(node, "a list of values", diagnostics);
                None
            }
        }
    }

    /// A text for each value of `enum`: a list in the order of the values, or an object with the values as keys.
    pub(super) fn names(
        self,
        node: Node<'t>,
        values: Option<Node<'t>>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<&'t str> {
        // A value that has no text keeps the others in line.
        match node.value {
            Value::Null => Vec::new(),
            Value::Array(_) => {
                node.items().map(|item| self.prose(item, diagnostics).unwrap_or_default()).collect()
            }
            Value::Object(_) => {
                let text = |value: Node<'t>| {
                    let key = value.text().map_or_else(|| value.value.to_string(), str::to_owned);
                    let text = node.get(&key).and_then(|text| self.prose(text, diagnostics));
                    text.unwrap_or_default()
                };
                values.into_iter().flat_map(Node::items).map(text).collect()
            }
            _ => {
                let help = "write a text for each value of `enum`";
                repaired(node, "a list of strings", "it is ignored", help, diagnostics);
                Vec::new()
            }
        }
    }
}
