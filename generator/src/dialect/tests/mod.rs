//! Small descriptions in; the document, the schemas and what was reported out.

mod document;
mod operations;
mod repairs;
mod schemas;
mod swagger;

use crate::diagnostic::{Code, Diagnostics, Severity, locate};
use crate::dialect::{Reader, read};
use crate::document::{Document, Operation, Schema};
use crate::source::{Node, Sources};

/// What a test looks at.
struct Outcome<'t> {
    document: Document<'t>,
    reader: Reader<'t>,
    diagnostics: Diagnostics,
}

/// Reads a description of one file and hands over what came of it.
fn with(text: &str, look: impl FnOnce(&mut Outcome<'_>, &Sources)) {
    with_files(&[("api.yaml", text)], look);
}

fn with_files(files: &[(&str, &str)], look: impl FnOnce(&mut Outcome<'_>, &Sources)) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::parse_all(files, &mut diagnostics);
    let (document, reader) = read(&sources, &mut diagnostics).expect("a description");
    look(&mut Outcome { document, reader, diagnostics }, &sources);
}

impl<'t> Outcome<'t> {
    /// The one operation.
    fn operation(&self) -> &Operation<'t> {
        self.document.operations.first().expect("an operation")
    }

    /// What a declared schema says.
    fn schema(&mut self, name: &str) -> Schema<'t> {
        let (_, node) =
            self.document.schemas.iter().find(|(other, _)| *other == name).expect("the schema");
        self.reader.schema(*node, &mut self.diagnostics)
    }

    fn read(&mut self, node: Option<Node<'t>>) -> Schema<'t> {
        self.reader.schema(node.expect("a schema"), &mut self.diagnostics)
    }

    /// Everything that was reported, in order: severity and code, line and column.
    fn problems(&self, sources: &Sources) -> Vec<String> {
        let located = locate(&self.diagnostics, sources);
        let line = |problem: &crate::diagnostic::Located| {
            let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
            format!("{severity} {} {}:{}", problem.code.as_str(), problem.line, problem.column)
        };
        located.iter().map(line).collect()
    }

    fn codes(&self) -> Vec<Code> {
        self.diagnostics.iter().map(|problem| problem.code).collect()
    }
}

/// A description of version 3.1 with the schema `A`.
fn schema_of(version: &str, schema: &str) -> String {
    format!(
        "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n"
    )
}

/// A description with one operation; `rest` are its other keys.
fn operation_of(version: &str, path: &str, rest: &str) -> String {
    format!(
        "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths:\n  {path}:\n    get:\n      responses: {{'200': {{description: d}}}}\n{rest}"
    )
}
