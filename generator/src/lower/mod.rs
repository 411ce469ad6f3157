//! The document into the intermediate representation: `allOf` merged, everything named, every fact decided.

mod alias;
mod body;
mod circle;
mod default;
mod discriminator;
mod event;
mod external;
mod graph;
mod header;
mod hierarchy;
mod label;
mod media;
mod merge;
mod name;
mod object;
mod operation;
mod pagination;
mod parameter;
mod part;
mod response;
mod rules;
mod scalar;
mod schema;
mod security;
mod server;
mod shared;
mod size;
mod stream;
mod style;
mod table;
mod unchecked;
mod union;
mod upload;
mod values;
mod xml;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::Reader;
use crate::document::{Document, Examples};
use crate::ir::{Api, Docs, Omission};

use external::Formats;
pub use external::type_problem;
pub use name::is_reserved;
use name::{Scope, Scopes};
use schema::Schemas;

/// What the description does not say.
#[derive(Clone, Copy, Debug)]
pub struct Options<'o> {
    /// Types of the user that stand for formats, by the name of the format.
    pub formats: &'o BTreeMap<String, String>,
}

/// Lowers a document. An error leaves out the operations that need what it is about, and no others: [`Api::omissions`] lists
/// them.
pub fn lower<'t>(
    document: &Document<'t>,
    reader: Reader<'t>,
    options: &Options<'_>,
    diagnostics: &mut Diagnostics,
) -> Api {
    let (mut types, mut scopes) = (name::types(), Scopes::default());
    let formats = Formats::new(options.formats);
    let servers = server::lower(document, &mut scopes.methods, diagnostics);
    let mut schemas = Schemas::new(document, reader, &formats, &mut types, diagnostics);
    let operations = operation::lower(&mut schemas, document, &mut scopes);
    let xml = schemas.xml();
    let (definitions, broken_types, renumbering, sizes) = schemas.finish();
    security::check(document, diagnostics);
    let schemes = security::lower(document, &operations.schemes, diagnostics);
    if document.operation_count == 0 {
        diagnostics.warning(
            Code::NoOperations,
            document.node.get("paths").unwrap_or(document.node).key(),
            "the description has no operation, so the client has no method",
            "describe an operation below `paths`",
        );
    }
    for format in formats.unused() {
        let node = ["components", "definitions", "paths"].into_iter();
        diagnostics.warning(
            Code::UnusedFormat,
            node.filter_map(|key| document.node.get(key)).next().unwrap_or(document.node).key(),
            format!("no schema has the format `{format}`, so that the type that stands for it is not used"),
            "write the format as the description does, or leave out its type",
        );
    }
    let (header_nodes, response_headers) = operations.headers.finish();
    let mut api = Api {
        title: document.title.to_owned(),
        version: document.version.to_owned(),
        docs: docs(document.summary, document.description),
        servers,
        schemes,
        response_headers,
        types: definitions,
        xml,
        modules: operations.modules,
        omissions: document.lost.iter().map(lost).collect(),
    };
    graph::renumber(&mut api, &renumbering);
    sizes.settle(&mut api, &renumbering, diagnostics);
    header::settle(&mut api, &header_nodes, diagnostics);
    graph::leave_out(&mut api, &broken_types, &operations.broken);
    graph::settle(&mut api, &mut types);
    api
}

/// What is told of a path whose operations are not known.
fn lost((path, why): &(&str, String)) -> Omission {
    Omission { what: (*path).to_owned(), why: why.clone() }
}

/// Documentation from a summary or title and a description.
fn docs(summary: Option<&str>, description: Option<&str>) -> Docs {
    let given = |text: Option<&str>| text.filter(|text| !text.trim().is_empty()).map(str::to_owned);
    Docs { summary: given(summary), description: given(description) }
}

/// Documentation from a description, and from the examples that are somewhere else.
fn docs_with<'a, 't: 'a>(
    description: Option<&str>,
    examples: impl IntoIterator<Item = &'a Examples<'t>>,
) -> Docs {
    let mut docs = docs(None, description);
    for (name, address) in examples.into_iter().flat_map(|examples| &examples.elsewhere) {
        let line = format!("The example \"{name}\" is at {address} .");
        let before = docs.description.take();
        docs.description = Some(before.map_or(line.clone(), |text| format!("{text}\n\n{line}")));
    }
    docs
}

/// What is wrong with the name of a header, if anything is, and what to do about it.
fn header_problem(name: &str) -> Option<(String, &'static str)> {
    const HELP: &str =
        "a header name has letters, digits and !#$%&'*+-.^_`|~ only (RFC 9110, section 5.1)";
    let is_wrong = http::HeaderName::from_bytes(name.as_bytes()).is_err();
    is_wrong.then(|| (format!("`{name}` cannot be the name of a header"), HELP))
}

/// A scope for the fields of one type or request.
fn fields() -> Scope {
    Scope::new(&[])
}
