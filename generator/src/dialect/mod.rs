//! Every version of OpenAPI into the one dialect that the rest of the pipeline knows, which is 3.0.
//!
//! `openapiv3` is lenient: it drops keys that it does not know and cannot say where something is wrong. So the tree is held
//! against the grammar of the specification first, and what the document model then holds is all that the description says.

mod check;
mod grammar;

use openapiv3::{OpenAPI, ReferenceOr};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::source::Source;

/// The key of a path item behind which the order of its methods stands, which the document model has no room for.
pub const METHODS: &str = "x-clientwright-methods";

/// Checks the shape of the description and gives its document; `None` if there is no telling what it means.
pub fn parse(source: &Source, diagnostics: &mut Diagnostics) -> Option<OpenAPI> {
    let tree = source.tree();
    let root = Pointer::root();
    if let Some(swagger) = tree.get("swagger") {
        let message = format!("Swagger {} is not supported yet", plain(swagger));
        diagnostics.error(
            Code::UnsupportedVersion,
            &root.child("swagger"),
            message,
            "convert the description to OpenAPI 3.0",
        );
        return None;
    }
    let Some(version) = tree.get("openapi") else {
        diagnostics.error(
            Code::NotOpenapi,
            &root,
            "this is no OpenAPI description: it has no key `openapi`",
            "a description begins with the version of the specification, such as `openapi: 3.0.3`",
        );
        return None;
    };
    let text = plain(version);
    if text != "3.0" && !text.starts_with("3.0.") {
        let message = format!("OpenAPI {text} is not supported yet");
        diagnostics.error(
            Code::UnsupportedVersion,
            &root.child("openapi"),
            message,
            "versions 3.0.x are supported",
        );
        return None;
    }
    check::check(tree, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    match <OpenAPI as serde::Deserialize>::deserialize(tree) {
        Ok(mut document) => {
            keep_order(&mut document, tree);
            Some(document)
        }
        Err(error) => {
            let message =
                format!("the description does not have the shape of OpenAPI 3.0: {error}");
            diagnostics.error(
                Code::WrongType,
                &root,
                message,
                "compare it with the specification, section 4.7",
            );
            None
        }
    }
}

/// Writes the order of the methods of each path item into the document, so that output follows the description.
fn keep_order(document: &mut OpenAPI, tree: &Value) {
    for (path, item) in &mut document.paths.paths {
        let members =
            tree.get("paths").and_then(|paths| paths.get(path)).and_then(Value::as_object);
        if let (ReferenceOr::Item(item), Some(members)) = (item, members) {
            let order = members.keys().cloned().map(Value::String).collect();
            item.extensions.insert(METHODS.to_owned(), Value::Array(order));
        }
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
