//! Operations as the description has them.

use std::borrow::Cow;

use super::Server;
pub use crate::ir::{Location, PaginationStyle, PartKey, Serialization, StatusRange, Style};
use crate::source::Node;

/// One operation, with what it inherits from its path item.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Operation<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// Where its path item stands: the value behind the path.
    #[serde(skip)]
    pub path_node: Node<'t>,
    /// The path template as written.
    pub path: &'t str,
    /// The method, in upper case for those that OpenAPI names, as written for those of `additionalOperations`.
    pub method: Cow<'t, str>,
    /// `operationId`.
    pub id: Option<&'t str>,
    /// `tags`.
    pub tags: Vec<&'t str>,
    /// `summary`, or that of the path item.
    pub summary: Option<&'t str>,
    /// `description`, or that of the path item.
    pub description: Option<&'t str>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The parameters: those of the path item that the operation does not override, then its own.
    pub parameters: Vec<Parameter<'t>>,
    /// The body, whether it is `requestBody` or the parameters `in: body` and `in: formData` of 2.0.
    pub body: Option<RequestBody<'t>>,
    /// The answers in document order.
    pub responses: Vec<Response<'t>>,
    /// Alternatives of which one must be satisfied, of the operation or else of the document; each names schemes.
    /// Empty: nothing is sent. An empty alternative: nothing has to be.
    pub security: Vec<Requirement<'t>>,
    /// Servers of the operation or of its path item; empty: those of the document.
    pub servers: Vec<Server<'t>>,
    /// `x-pagination`, or what another file says in its place.
    pub pagination: Option<Pagination<'t>>,
    /// The first error that was found while it was read, so that no method can be made of it.
    pub broken: Option<String>,
}

/// How the pages of an operation follow on each other.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Pagination<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// `style`.
    pub style: PaginationStyle,
    /// `parameter`: the one that asks for a page. A link has none.
    pub parameter: Option<(&'t str, Node<'t>)>,
    /// `items`: where the list is in the answer; absent: the answer is the list.
    pub items: Option<PropertyPath<'t>>,
    /// `next`: where the answer names the next page.
    pub next: Option<PropertyPath<'t>>,
    /// `last-item`: which property of the last item names the next page.
    pub last_item: Option<PropertyPath<'t>>,
    /// `limit`: the parameter that says how many items a page has.
    pub limit: Option<(&'t str, Node<'t>)>,
}

/// A way through the properties of objects.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PropertyPath<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// The properties, from the outside to the inside.
    pub names: Vec<&'t str>,
}

/// One alternative: every scheme in it must be satisfied.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Requirement<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// The schemes by name, with the node of their scopes.
    pub schemes: Vec<(&'t str, Node<'t>)>,
}

/// One parameter.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Parameter<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// `name`.
    pub name: &'t str,
    /// `in`.
    pub location: Location,
    /// `required`; always true in a path.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `description`.
    pub description: Option<&'t str>,
    /// `allowEmptyValue`.
    pub allow_empty_value: bool,
    /// How a value becomes text, where there is a schema; with `content` the media type says it.
    pub serialization: Serialization,
    /// `schema`, or in 2.0 the parameter itself; or that of the one member of `content`.
    pub schema: Option<Node<'t>>,
    /// The one member of `content`, if that is how it is described.
    pub content: Option<Media<'t>>,
    /// `example` and `examples`.
    pub examples: Examples<'t>,
}

/// A value that the description gives as an example.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Example<'t> {
    /// Its key in `examples`, if it has one.
    pub name: Option<&'t str>,
    /// The value, where it stands.
    #[serde(skip)]
    pub value: Node<'t>,
}

/// The examples of something.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Examples<'t> {
    /// Those whose values are in the description.
    pub values: Vec<Example<'t>>,
    /// The names of the others, and the addresses where they are.
    pub elsewhere: Vec<(&'t str, &'t str)>,
}

/// A request body.
#[derive(Clone, Debug, serde::Serialize)]
pub struct RequestBody<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// `description`.
    pub description: Option<&'t str>,
    /// `required`.
    pub required: bool,
    /// `content` in document order; of 2.0, `consumes` each with the one schema.
    pub content: Vec<Media<'t>>,
}

/// One media type of a body.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Media<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// The media type or range, as written.
    pub media_type: &'t str,
    /// What the body is made of.
    pub schema: Option<Content<'t>>,
    /// `itemSchema` (3.2), of sequential media types.
    pub item_schema: Option<Node<'t>>,
    /// `encoding` by property, `prefixEncoding` by position and `itemEncoding`, for forms and bodies of several parts.
    pub encoding: Vec<Encoding<'t>>,
    /// `example` and `examples`.
    pub examples: Examples<'t>,
}

impl<'t> Media<'t> {
    /// The schema of the body, if that is what describes it.
    #[must_use]
    pub fn described(&self) -> Option<Node<'t>> {
        match &self.schema {
            Some(Content::Schema(node)) => Some(*node),
            _ => None,
        }
    }
}

/// What describes a body.
#[derive(Clone, Debug, serde::Serialize)]
pub enum Content<'t> {
    /// A schema.
    Schema(Node<'t>),
    /// The parameters `in: formData` of 2.0, which are the properties of an object.
    Form(Vec<Parameter<'t>>),
}

/// How one part of a form, or of another body of several parts, travels.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Encoding<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// Which part it is.
    pub of: PartKey,
    /// `headers`.
    pub headers: Vec<Header<'t>>,
    /// `contentType`.
    pub content_type: Option<&'t str>,
    /// How it becomes text, where any of `style`, `explode` and `allowReserved` is given.
    pub serialization: Option<Serialization>,
}

/// One answer.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Response<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// Its key.
    pub status: StatusRange,
    /// `description`.
    pub description: Option<&'t str>,
    /// `headers` in document order.
    pub headers: Vec<Header<'t>>,
    /// `content` in document order; of 2.0, `produces` each with the one schema.
    pub content: Vec<Media<'t>>,
}

/// A header of an answer.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Header<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// Its name.
    pub name: &'t str,
    /// `description`.
    pub description: Option<&'t str>,
    /// `required`.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `explode`; its style is always `simple`.
    pub explode: bool,
    /// What stands between the items of a list: a comma, or what `collectionFormat` of 2.0 says.
    pub delimiter: char,
    /// `schema`, or that of the one member of `content`.
    pub schema: Option<Node<'t>>,
    /// The media type of `content`, if that is how it is described.
    pub media_type: Option<&'t str>,
    /// `example` and `examples`.
    pub examples: Examples<'t>,
}
