//! The document into the intermediate representation: references resolved, everything named, every fact decided.

mod document;
mod graph;
mod name;
mod operation;
mod parameter;
mod response;
mod rules;
mod schema;
mod security;
mod server;

use openapiv3::OpenAPI;

use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::ir::{Api, Docs};

use document::Document;
use name::{Scope, Scopes};
use schema::Schemas;

/// Lowers a document. What cannot be represented is reported; if there are errors, the result is not to be used.
pub fn lower(document: &OpenAPI, diagnostics: &mut Diagnostics) -> Api {
    let document = Document::new(document);
    let (mut types, mut scopes) = (name::types(), Scopes::default());
    let servers = server::lower(&document, &mut scopes.methods, diagnostics);
    let mut schemas = Schemas::new(&document, &mut types, diagnostics);
    schemas.components();
    let operations = operation::lower(&mut schemas, &mut scopes);
    let (mut types, diagnostics) = schemas.finish();
    let schemes = security::lower(&document, &operations.security, diagnostics);
    let modules = operations.modules;
    graph::settle(&mut types, &modules);
    if modules.is_empty() {
        diagnostics.warning_at_key(
            Code::NoOperations,
            &Pointer::root().child("paths"),
            "the description has no operation, so the client has no method",
            "describe an operation below `paths`",
        );
    }
    let info = &document.root.info;
    Api {
        title: info.title.clone(),
        version: info.version.clone(),
        docs: Docs { summary: None, description: info.description.clone() },
        servers,
        schemes,
        response_headers: operations.headers,
        types,
        modules,
    }
}

/// Documentation from a summary or title and a description.
fn docs(summary: Option<&String>, description: Option<&String>) -> Docs {
    let given = |text: Option<&String>| text.filter(|text| !text.trim().is_empty()).cloned();
    Docs { summary: given(summary), description: given(description) }
}

/// A scope for the fields of one type or request.
fn fields() -> Scope {
    Scope::new(&[])
}
