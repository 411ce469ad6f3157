//! The root of a description.

use super::{Reader, Version};
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::source::Node;

pub(super) fn version(root: Node<'_>, _diagnostics: &mut Diagnostics) -> Option<Version> {
    root.get("openapi").map(|_| Version::V30)
}

impl<'t> Reader<'t> {
    pub(super) fn document(self, root: Node<'t>, _diagnostics: &mut Diagnostics) -> Document<'t> {
        Document {
            node: root,
            title: "",
            version: "",
            summary: None,
            description: None,
            servers: vec![],
            tags: vec![],
            schemas: vec![],
            security_schemes: vec![],
            operations: vec![],
            operation_count: 0,
        }
    }
}
