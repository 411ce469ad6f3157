//! Operations: what is sent, and what each status means.

use super::json::Value;
use super::{Docs, Exchange, Literal, Pagination, Rules, Type, XmlRootId};

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
    /// The headers of successes and those of failures, by their index in [`Api::response_headers`](super::Api::response_headers).
    pub headers: [Vec<usize>; 2],
    /// What a success brings to whoever reads it while it arrives, if it is documented as something that can be.
    pub stream: Option<Stream>,
    /// Alternatives of which one must be satisfied; each lists keys of `securitySchemes`. Empty: nothing is sent. An empty
    /// alternative: nothing has to be.
    pub security: Vec<Vec<String>>,
    /// The address of the operation's own server, with the defaults of its variables, if it has one. It may be relative
    /// to the base of the client.
    pub server: Option<String>,
    /// How its pages follow on each other, if its answer is one of several.
    pub pagination: Option<Pagination>,
    /// What its contract tests do, where they were asked for.
    pub exchanges: Vec<Exchange>,
    /// Why there is no contract test, where one was asked for and cannot be.
    pub untested: Option<String>,
}

/// A success that can be read while it arrives.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Stream {
    /// The statuses that bring it.
    pub statuses: Vec<StatusRange>,
    /// The media types that bring it, as written.
    pub media_types: Vec<String>,
    /// What it is made of.
    pub kind: StreamKind,
    /// Type of an item, or of the data of an event.
    pub item: Type,
}

/// What a stream is made of.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum StreamKind {
    /// Bytes.
    Bytes,
    /// Events with data in JSON.
    Events,
    /// Events with data that is text.
    TextEvents,
    /// Events whose names say which member of a union their data are.
    NamedEvents {
        /// The names of the events whose data are text and no JSON; an empty one for those that have no member of their own.
        texts: Vec<String>,
    },
    /// Events that are described as objects with `data`, `event` and `id`.
    WholeEvents,
    /// JSON in lines.
    JsonLines,
    /// JSON behind record separators.
    JsonSequence,
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
    /// Type of its value.
    pub ty: Type,
    /// What a value must satisfy to be sent.
    pub rules: Rules,
    /// How a value becomes text.
    pub encoding: Encoding,
    /// The one value that it can have, if it is required and there is only one: nobody has to give it.
    pub constant: Option<Literal>,
    /// Whether the description marks it deprecated.
    pub deprecated: bool,
    /// Documentation of the parameter.
    pub docs: Docs,
    /// `schema.default` as JSON text: what the server assumes; it is documented, never sent unasked.
    pub default: Option<String>,
}

impl Parameter {
    /// Whether it is a header that says where the body ends (RFC 9112, section 6), which never travels as it was given.
    #[must_use]
    pub fn frames_body(&self) -> bool {
        let framing = ["content-length", "transfer-encoding"];
        self.location == Location::Header
            && framing.iter().any(|name| self.wire.eq_ignore_ascii_case(name))
    }
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// The whole query (3.2 `querystring`).
    QueryString,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How a value becomes text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Encoding {
    /// By `style` and what goes with it.
    Style(Serialization),
    /// As JSON text: by `content` with a JSON media type.
    Json,
    /// As it is: by `content` with any other media type.
    Plain,
    /// As a form, of whose properties this is said: by `content` with its media type.
    Form(Vec<Part>),
}

/// `style` and what goes with it (OpenAPI 3.2, section 4.12.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Serialization {
    /// `style`.
    pub style: Style,
    /// `explode`, or its default for the style.
    pub explode: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
}

/// `style` of a parameter, or `collectionFormat` of 2.0 in these terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Style {
    /// `simple`: the default of paths and headers.
    Simple,
    /// `label`.
    Label,
    /// `matrix`.
    Matrix,
    /// `form`: the default of queries and cookies.
    Form,
    /// `spaceDelimited`.
    SpaceDelimited,
    /// `pipeDelimited`.
    PipeDelimited,
    /// `tsv` of 2.0.
    TabDelimited,
    /// `deepObject`.
    DeepObject,
    /// `cookie` (3.2): as `form`, but not encoded.
    Cookie,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Body {
    /// Name of the field and of the argument or setter.
    pub name: String,
    /// Whether it must be given.
    pub required: bool,
    /// What it can be.
    pub contents: Contents,
    /// Documentation of the body.
    pub docs: Docs,
}

/// What a body can be.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum Contents {
    /// One media type.
    One(Box<Content>),
    /// One of several: an enum.
    Many {
        /// Name of the enum.
        type_name: String,
        /// Name of the variant, and what it holds, in document order.
        variants: Vec<(String, Content)>,
    },
}

/// A body of one media type.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Content {
    /// The media type as written in the description; a range such as `image/*` stays one.
    pub media_type: String,
    /// How a value becomes bytes.
    pub format: Format,
    /// Type of the value.
    pub ty: Type,
    /// What the value as a whole must satisfy to be sent.
    pub rules: Rules,
    /// How the parts of forms and of bodies of several parts travel, where anything is said of that.
    pub parts: Vec<Part>,
    /// The root, for [`Format::Xml`].
    pub root: Option<XmlRootId>,
}

/// Whether a file must say which of several documented media types it is, or which of a range. It need not where they have the one of
/// bytes of which nothing is known.
#[must_use]
pub fn leaves_choice(documented: &str) -> bool {
    let any = ["application/octet-stream", "application/*", "*/*"];
    let essence = |one: &str| one.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_open = documented.contains(',') || essence(documented).contains('*');
    is_open && !documented.split(',').any(|one| any.contains(&essence(one).as_str()))
}

/// How a body becomes bytes, and bytes a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Format {
    /// JSON: `application/json`, `text/json`, or the suffix `+json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data` and other multipart types.
    Multipart,
    /// A list as JSON that comes line by line, in requests.
    JsonLines,
    /// XML whose schema says how it is written.
    Xml,
    /// Text as it is: `text/...`, any other XML, YAML, and JSON that comes line by line.
    Text,
    /// Bytes as they are: everything else.
    Bytes,
}

/// How one part of a form, or of another body of several parts, travels.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Part {
    /// Which part it is.
    pub of: PartKey,
    /// The headers that it must have.
    pub headers: Vec<PartHeader>,
    /// `contentType`.
    pub content_type: Option<String>,
    /// How it becomes text, where that is said.
    pub serialization: Option<Serialization>,
}

/// Which part of a body.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum PartKey {
    /// That of a property, or of each of its items.
    Property(String),
    /// The one at a position.
    Position(usize),
    /// All behind those with a position of their own.
    Items,
}

/// A header that a part must have.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PartHeader {
    /// Name on the wire.
    pub wire: String,
    /// The one value that it can have; `None`: whoever sends the part says it.
    pub constant: Option<String>,
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

/// One case of an enum keyed by status and, where one status can bring several media types, by media type.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Case {
    /// Name of the variant, such as `Created` or `Conflict`.
    pub name: String,
    /// The status, range or default.
    pub status: StatusRange,
    /// Whether the media type that arrived must be among those of the payload for this case to apply.
    pub by_media_type: bool,
    /// What it brings; `None` is an empty body.
    pub payload: Option<Payload>,
    /// Documentation of the answer.
    pub docs: Docs,
}

/// A key of `responses`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
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
pub struct Payload {
    /// The media types that bring it, as written, for `Accept` and to tell cases apart.
    pub media_types: Vec<String>,
    /// [`Format::Json`], [`Format::Xml`], [`Format::Text`] or [`Format::Bytes`].
    pub format: Format,
    /// Type of the value.
    pub ty: Type,
    /// The root, for [`Format::Xml`].
    pub root: Option<XmlRootId>,
}

/// A response header that the description declares, which becomes a constant.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ResponseHeader {
    /// Name of the constant, such as `X_REQUEST_ID`.
    pub name: String,
    /// Name on the wire.
    pub wire: String,
    /// Whether every answer that documents it must have it.
    pub required: bool,
    /// Whether the description marks it deprecated.
    pub deprecated: bool,
    /// Type of its value.
    pub ty: Type,
    /// How its text becomes a value.
    pub form: HeaderForm,
    /// What the description says of a value beyond its type; it is documented, never checked.
    pub rules: Rules,
    /// Documentation of the header.
    pub docs: Docs,
    /// A value for its contract test, where one was asked for and there is one.
    pub sample: Option<Value>,
}

/// How the text of a response header becomes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum HeaderForm {
    /// By the style `simple`, before it is known what the type is.
    Simple {
        /// `explode`.
        explode: bool,
        /// What stands between the items of a list.
        delimiter: char,
    },
    /// The text is the value.
    One,
    /// A list.
    List {
        /// What stands between the items.
        delimiter: char,
    },
    /// An object.
    Object {
        /// Whether its properties stand as `name=value`.
        explode: bool,
    },
    /// JSON.
    Json,
}
