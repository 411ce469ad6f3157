//! The intermediate representation: data about one API, resolved, named and complete.
//!
//! Everything that later stages may ask is decided here: what a thing is called, whether it may be absent, what bounds it
//! has. Nothing here is Rust syntax: no tokens, no paths, no formatted code. Identifiers are plain text that
//! [`crate::lower`] minted once, so that [`crate::emit`] only has to write them down.

mod contract;
mod number;
mod operation;
mod pagination;
mod rules;
mod types;
mod xml;

pub use contract::*;
pub use number::*;
pub use operation::*;
pub use pagination::*;
pub use rules::*;
pub use types::*;
pub use xml::*;

/// One API: what a description says, ready to be written as a crate.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`, the version of the description, not of the crate.
    pub version: String,
    /// Documentation of the whole, from `info.description`.
    pub docs: Docs,
    /// The servers the description names, in document order.
    pub servers: Vec<Server>,
    /// The security schemes that some operation uses, in document order.
    pub schemes: Vec<SecurityScheme>,
    /// The response headers that answers declare, one entry for each name and type; each becomes a constant.
    pub response_headers: Vec<ResponseHeader>,
    /// Named types in the order in which they are to be written; [`TypeId`] indexes this list.
    pub types: Vec<TypeDef>,
    /// How values stand in XML, where bodies are made of them.
    pub xml: Xml,
    /// Operations grouped by their first tag, in document order.
    pub modules: Vec<Module>,
    /// Operations and types that were left out, for the documentation of the crate.
    pub omissions: Vec<Omission>,
}

/// Something that was left out, because the description is broken there.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Omission {
    /// What it is: method and path, such as `GET /things`, or the name of a type.
    pub what: String,
    /// Why, as a diagnostic says it. Nothing in it depends on where the description lies.
    pub why: String,
}

/// Text for people, as Markdown from the description; [`crate::emit`] makes it safe for rustdoc.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Docs {
    /// One sentence: a `summary` or `title`, if there is one.
    pub summary: Option<String>,
    /// The full `description`, if there is one.
    pub description: Option<String>,
}

/// One entry of `servers`: an address template and the name of the constructor made from it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Server {
    /// Name of the constructor on the client, such as `basic_edition`.
    pub name: String,
    /// The address as written, with `{variables}`.
    pub url: String,
    /// Whether the address is relative to an origin.
    pub is_relative: bool,
    /// Documentation of this server.
    pub docs: Docs,
    /// The variables in order of their appearance in `url`.
    pub variables: Vec<ServerVariable>,
}

/// A variable of a server address.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ServerVariable {
    /// Name of the argument.
    pub name: String,
    /// Name between the braces.
    pub wire: String,
    /// The default that the description gives.
    pub default: String,
    /// The allowed values; empty means any.
    pub values: Vec<String>,
    /// Whether the description allows for an empty value.
    pub may_be_empty: bool,
    /// Documentation of this variable.
    pub docs: Docs,
}

/// A way to authenticate, from `components.securitySchemes`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SecurityScheme {
    /// Name of the method of the client builder that takes the credential.
    pub name: String,
    /// Name of the method that takes credentials of a client, which gets tokens by itself; `None` where nothing says how.
    pub client_name: Option<String>,
    /// Key in `securitySchemes`, which operations refer to.
    pub wire: String,
    /// What is sent, and where.
    pub kind: SecurityKind,
    /// Documentation of this scheme.
    pub docs: Docs,
}

/// How a credential travels.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum SecurityKind {
    /// An API key in the named request header.
    HeaderKey(String),
    /// An API key in the named query parameter.
    QueryKey(String),
    /// An API key in the named cookie.
    CookieKey(String),
    /// `Authorization: Bearer ...` (RFC 6750).
    Bearer,
    /// `Authorization: Basic ...` (RFC 7617).
    Basic,
    /// `Authorization` with another scheme, by its name as written; the user gives all that follows it.
    Http(String),
    /// OAuth 2: a bearer token; the address that gives one to a client with credentials of its own, if there is one.
    OAuth2(Option<String>),
    /// OpenID Connect: a bearer token; the address of the discovery document.
    OpenIdConnect(String),
    /// Mutual TLS: nothing is added to a request; the transport has the certificate.
    MutualTls,
}

/// The operations of one tag, which become one file.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Module {
    /// Name of the module and its file, such as `certificates`.
    pub name: String,
    /// The tag as written; `None` for operations without one.
    pub tag: Option<String>,
    /// Documentation of the tag.
    pub docs: Docs,
    /// The operations in document order.
    pub operations: Vec<Operation>,
}
