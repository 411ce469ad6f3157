//! `xml`: how the value of a schema stands in XML.

use super::super::value::{flag, is_object};
use super::super::{Reader, Version, hint};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{NodeType, Xml};
use crate::source::Node;

const KEYS: &[&str] = &["name", "namespace", "prefix", "attribute", "wrapped", "nodeType"];

impl<'t> Reader<'t> {
    pub(super) fn xml(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Xml<'t> {
        let mut xml = Xml { node: Some(node), ..Xml::default() };
        if node.value.is_null() || !is_object(node, "an XML object", diagnostics) {
            return xml;
        }
        for (key, member) in node.members() {
            match key {
                _ if member.value.is_null() => {}
                "name" => xml.name = self.text(member, diagnostics),
                "namespace" => xml.namespace = self.text(member, diagnostics),
                "prefix" => xml.prefix = self.text(member, diagnostics),
                "attribute" => {
                    if flag(member, diagnostics) == Some(true) {
                        xml.kind = xml.kind.or(Some(NodeType::Attribute));
                    }
                }
                "wrapped" => {
                    if flag(member, diagnostics) == Some(true) {
                        xml.kind = xml.kind.or(Some(NodeType::Element));
                    }
                }
                "nodeType" => {
                    if self.version < Version::V32 {
                        hint::other_version(key, member, "OpenAPI 3.2", diagnostics);
                    }
                    xml.kind = self.node_type(member, diagnostics).or(xml.kind);
                }
                _ => hint::unknown("XML", KEYS, key, member, diagnostics),
            }
        }
        xml
    }

    fn node_type(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<NodeType> {
        Some(match self.text(node, diagnostics)? {
            "element" => NodeType::Element,
            "attribute" => NodeType::Attribute,
            "text" => NodeType::Text,
            "cdata" => NodeType::CData,
            "none" => NodeType::None,
            other => {
                let message = format!("there is no `nodeType` `{other}`; it is ignored");
                let help = "it is one of `element`, `attribute`, `text`, `cdata` and `none`";
                diagnostics.warning(Code::UnknownValue, node, message, help);
                return None;
            }
        })
    }
}
