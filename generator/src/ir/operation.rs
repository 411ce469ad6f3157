//! Operations: what is sent, and what each status means.

use super::{Docs, Rules, Type};

/// One operation of the description, which becomes a request type and a method of the client.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Operation {
    /// `operationId`, or the name made from method and path.
    pub id: String,
    /// Name of the method of the client, such as `update_certificate`.
    pub method_name: String,
    /// Name of the request type, such as `UpdateCertificate`.
    pub type_name: String,
    /// The HTTP method in upper case (RFC 9110, section 9).
    pub method: String,
    /// The path template as written.
    pub path: String,
    /// Whether the description marks it deprecated.
    pub deprecated: bool,
    /// Documentation of the operation.
    pub docs: Docs,
    /// The parameters, required ones first, each group in document order.
    pub parameters: Vec<Parameter>,
    /// The request body, if there is one.
    pub body: Option<Body>,
    /// Documented 2xx answers.
    pub success: Outcome,
    /// Documented answers that are not 2xx.
    pub failure: Outcome,
    /// Alternatives of which one must be satisfied; each lists keys of `securitySchemes`. Empty: nothing is sent.
    pub security: Vec<Vec<String>>,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Parameter {
    /// Name of the field and of the setter or argument.
    pub name: String,
    /// Name on the wire.
    pub wire: String,
    /// Where it travels.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// Type of its value: a scalar, a named enum, or a list of those.
    pub ty: Type,
    /// What a value must satisfy to be sent.
    pub rules: Rules,
    /// Whether a list is repeated (`explode: true`) or joined by commas.
    pub explode: bool,
    /// Whether the description marks it deprecated.
    pub deprecated: bool,
    /// Documentation of the parameter.
    pub docs: Docs,
    /// `schema.default` as JSON text: what the server assumes; it is documented, never sent unasked.
    pub default: Option<String>,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Location {
    /// In the path, style `simple`.
    Path,
    /// In the query, style `form`.
    Query,
    /// In a header, style `simple`.
    Header,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Body {
    /// Name of the field and of the argument or setter.
    pub name: String,
    /// Whether it must be given.
    pub required: bool,
    /// The media type as written in the description.
    pub media_type: String,
    /// Type of the body.
    pub ty: Type,
    /// What the body as a whole must satisfy.
    pub rules: Rules,
    /// Documentation of the body.
    pub docs: Docs,
}

/// What a group of documented statuses, the successes or the failures, can bring.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum Outcome {
    /// No status of this group is documented.
    Nothing,
    /// All statuses bring the same.
    One {
        /// The statuses.
        statuses: Vec<StatusRange>,
        /// What they bring; `None` is an empty body.
        payload: Option<Payload>,
    },
    /// The bodies differ: an enum keyed by status.
    Many {
        /// Name of the enum.
        type_name: String,
        /// The cases in document order.
        cases: Vec<Case>,
    },
}

/// One case of an enum keyed by status.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Case {
    /// Name of the variant, such as `Created` or `Status409`.
    pub name: String,
    /// The status, range or default.
    pub status: StatusRange,
    /// What it brings; `None` is an empty body.
    pub payload: Option<Payload>,
    /// Documentation of the answer.
    pub docs: Docs,
}

/// A key of `responses`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum StatusRange {
    /// One status.
    Code(u16),
    /// `2XX` and the like, by its first digit.
    Class(u8),
    /// `default`: every status that is not named.
    Default,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum Payload {
    /// JSON of a type.
    Json(Type),
    /// Text, as it is.
    Text,
}

/// A response header that the description declares, which becomes an accessor.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ResponseHeader {
    /// Name of the accessor, such as `x_request_id`.
    pub name: String,
    /// Name on the wire.
    pub wire: String,
    /// Documentation of the header.
    pub docs: Docs,
}
