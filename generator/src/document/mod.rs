//! The document: what a description of any version says, in the terms of the newest one.
//!
//! It borrows from the trees of the description. References to parameters, bodies, responses and the like are followed;
//! schemas are nodes, which [`crate::dialect::Reader::schema`] reads when they are needed. Every part knows the node that
//! it was read from, so that whatever is found to be wrong later has a place.

mod operation;
mod schema;
mod travel;

pub use operation::*;
pub use schema::*;
pub use travel::*;

use crate::source::Node;

/// A whole description.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Document<'t> {
    /// The root.
    #[serde(skip)]
    pub node: Node<'t>,
    /// `info.title`; empty if there is none.
    pub title: &'t str,
    /// `info.version`; empty if there is none.
    pub version: &'t str,
    /// `info.summary` (3.1).
    pub summary: Option<&'t str>,
    /// `info.description`.
    pub description: Option<&'t str>,
    /// `servers`, or what `host`, `basePath` and `schemes` of 2.0 say.
    pub servers: Vec<Server<'t>>,
    /// `tags`.
    pub tags: Vec<Tag<'t>>,
    /// `components.schemas`, or `definitions` of 2.0, in document order.
    pub schemas: Vec<(&'t str, Node<'t>)>,
    /// `components.securitySchemes`, or `securityDefinitions` of 2.0, in document order, references followed.
    pub security_schemes: Vec<SecurityScheme<'t>>,
    /// All operations below `paths`, in document order.
    pub operations: Vec<Operation<'t>>,
    /// Paths of which it is not known what operations they have, each with the error that is why.
    pub lost: Vec<(&'t str, String)>,
    /// How many operations the description has, those included that could not be read.
    pub operation_count: usize,
}

/// A `tags` entry.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Tag<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// `name`.
    pub name: &'t str,
    /// `summary` (3.2).
    pub summary: Option<&'t str>,
    /// `description`.
    pub description: Option<&'t str>,
}

/// An address template.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Server<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// The address, perhaps with `{variables}`, perhaps relative to that of the description.
    pub url: String,
    /// `name` (3.2) or `x-name`.
    pub name: Option<&'t str>,
    /// `description`.
    pub description: Option<&'t str>,
    /// `variables`, in document order.
    pub variables: Vec<ServerVariable<'t>>,
}

/// A variable of an address template.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ServerVariable<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// Its name.
    pub name: &'t str,
    /// `default`, as text.
    pub default: String,
    /// `enum`, as texts.
    pub values: Vec<String>,
    /// `description`.
    pub description: Option<&'t str>,
}

/// A way to authenticate.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SecurityScheme<'t> {
    /// Where it stands.
    #[serde(skip)]
    pub node: Node<'t>,
    /// Its key, which requirements name.
    pub key: &'t str,
    /// `description`.
    pub description: Option<&'t str>,
    /// How the credential travels; `None` if that could not be read, which was reported.
    pub kind: Option<SecurityKind<'t>>,
}

/// How a credential travels.
#[derive(Clone, Debug, serde::Serialize)]
pub enum SecurityKind<'t> {
    /// `apiKey`: in the header, query parameter or cookie of this name.
    ApiKey {
        /// `in`: `header`, `query` or `cookie`.
        location: Location,
        /// `name`.
        name: &'t str,
    },
    /// `http` (or `basic` of 2.0): the scheme in lower case (RFC 9110, section 11.1).
    Http(String),
    /// `oauth2`.
    OAuth2(Flows<'t>),
    /// `openIdConnect`: the address of its discovery document.
    OpenIdConnect(&'t str),
    /// `mutualTLS` (3.1): nothing is added to the request.
    MutualTls,
}

/// `flows` of OAuth 2, as far as a client without a browser needs them.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Flows<'t> {
    /// `clientCredentials.tokenUrl`, or that of flow `application` of 2.0.
    pub client_credentials: Option<&'t str>,
    /// The first token address of any other flow.
    pub other: Option<&'t str>,
}
