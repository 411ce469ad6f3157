//! Descriptions of every version of OpenAPI, read into the one document model.
//!
//! Reading is checking. Each object of the specification has one function with one `match` over its keys: what it knows it
//! honours, and whatever is left over is reported at its place. What publishers get wrong and what is clear all the same is
//! taken as it is meant, with a warning; anything else is an error, which breaks the operations that need it and no others.
//!
//! Schemas are not read with the document: [`Reader::schema`] reads one when somebody wants to know what it says.

mod body;
mod example;
mod hint;
mod info;
mod media;
mod operation;
mod pagination;
mod parameter;
mod path;
mod reference;
mod response;
mod root;
mod schema;
mod security;
mod style;
mod swagger;
mod value;

#[cfg(test)]
mod tests;

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::source::Sources;

/// The versions of OpenAPI that can be read. A later one has the keywords of the earlier ones, give or take a few.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Swagger 2.0.
    V2,
    /// OpenAPI 3.0.
    V30,
    /// OpenAPI 3.1.
    V31,
    /// OpenAPI 3.2.
    V32,
}

/// What is needed to read any part of a description.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'t> {
    sources: &'t Sources,
    version: Version,
}

/// Reads a description, all but its schemas; `None` if it is none.
pub fn read<'t>(
    sources: &'t Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(Document<'t>, Reader<'t>)> {
    // A text that could not be read has been reported; there is nothing to add.
    if sources.root().value.is_null() && diagnostics.has_errors() {
        return None;
    }
    let version = root::version(sources.root(), diagnostics)?;
    let reader = Reader { sources, version };
    let mut document = reader.document(sources.root(), diagnostics);
    if let Some(node) = sources.beside() {
        reader.pagination_file(node, &mut document, diagnostics);
    }
    Some((document, reader))
}

impl Reader<'_> {
    /// The version that the description says it has.
    #[must_use]
    pub fn version(self) -> Version {
        self.version
    }

    /// Whether the version describes files by `contentMediaType` and `contentEncoding`, or by nothing at all.
    #[must_use]
    pub fn has_content_keywords(self) -> bool {
        self.version >= Version::V31
    }
}
