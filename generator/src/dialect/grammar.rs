//! The objects of OpenAPI 3.0 (section 4.7): which keys each has, what stands behind them, and which must be there.

/// What stands behind a key.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Anything: examples, defaults, extensions.
    Any,
    /// A string.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A number without a fraction, not negative.
    Count,
    /// An array of anything, with at least one item.
    Values,
    /// An array of strings.
    Texts,
    /// An object of the grammar.
    One(&'static Object),
    /// An object of the grammar, or a reference to one.
    Reference(&'static Object),
    /// An array of objects of the grammar.
    List(&'static Object),
    /// An array of objects of the grammar or of references.
    References(&'static Object),
    /// An object with free keys, behind each an object of the grammar.
    Map(&'static Object),
    /// An object with free keys, behind each an object of the grammar or a reference.
    ReferenceMap(&'static Object),
    /// An object with free keys, behind each a string.
    TextMap,
    /// An object with free keys, behind each a scope list: a security requirement.
    Requirements,
    /// `additionalProperties`: a boolean, a schema or a reference.
    BooleanOr(&'static Object),
}

/// One object of the specification.
pub(super) struct Object {
    /// Its name there.
    pub(super) name: &'static str,
    /// Its fixed keys.
    pub(super) keys: &'static [(&'static str, Kind)],
    /// Those of them that must be there.
    pub(super) required: &'static [&'static str],
    /// What stands behind keys of one's own choice; `None` if there are none.
    pub(super) free: Option<Kind>,
}

use Kind::{
    Any, Boolean, BooleanOr, Count, List, Map, Number, One, Reference, ReferenceMap, References,
    Requirements, Text, TextMap, Texts, Values,
};

const fn object(
    name: &'static str,
    required: &'static [&'static str],
    keys: &'static [(&'static str, Kind)],
) -> Object {
    Object { name, keys, required, free: None }
}

pub(super) static OPENAPI: Object = object(
    "OpenAPI",
    &["openapi", "info", "paths"],
    &[
        ("openapi", Text),
        ("info", One(&INFO)),
        ("servers", List(&SERVER)),
        ("paths", One(&PATHS)),
        ("components", One(&COMPONENTS)),
        ("security", Requirements),
        ("tags", List(&TAG)),
        ("externalDocs", One(&EXTERNAL_DOCS)),
    ],
);

static INFO: Object = object(
    "Info",
    &["title", "version"],
    &[
        ("title", Text),
        ("description", Text),
        ("termsOfService", Text),
        ("contact", One(&CONTACT)),
        ("license", One(&LICENSE)),
        ("version", Text),
    ],
);
static CONTACT: Object = object("Contact", &[], &[("name", Text), ("url", Text), ("email", Text)]);
static LICENSE: Object = object("License", &["name"], &[("name", Text), ("url", Text)]);
static EXTERNAL_DOCS: Object =
    object("External Documentation", &["url"], &[("description", Text), ("url", Text)]);
static TAG: Object = object(
    "Tag",
    &["name"],
    &[("name", Text), ("description", Text), ("externalDocs", One(&EXTERNAL_DOCS))],
);
static SERVER: Object = object(
    "Server",
    &["url"],
    &[("url", Text), ("description", Text), ("variables", Map(&SERVER_VARIABLE))],
);
static SERVER_VARIABLE: Object = object(
    "Server Variable",
    &["default"],
    &[("enum", Texts), ("default", Text), ("description", Text)],
);

static PATHS: Object =
    Object { name: "Paths", keys: &[], required: &[], free: Some(One(&PATH_ITEM)) };
static PATH_ITEM: Object = object(
    "Path Item",
    &[],
    &[
        ("$ref", Text),
        ("summary", Text),
        ("description", Text),
        ("get", One(&OPERATION)),
        ("put", One(&OPERATION)),
        ("post", One(&OPERATION)),
        ("delete", One(&OPERATION)),
        ("options", One(&OPERATION)),
        ("head", One(&OPERATION)),
        ("patch", One(&OPERATION)),
        ("trace", One(&OPERATION)),
        ("servers", List(&SERVER)),
        ("parameters", References(&PARAMETER)),
    ],
);
static OPERATION: Object = object(
    "Operation",
    &["responses"],
    &[
        ("tags", Texts),
        ("summary", Text),
        ("description", Text),
        ("externalDocs", One(&EXTERNAL_DOCS)),
        ("operationId", Text),
        ("parameters", References(&PARAMETER)),
        ("requestBody", Reference(&REQUEST_BODY)),
        ("responses", One(&RESPONSES)),
        ("callbacks", ReferenceMap(&CALLBACK)),
        ("deprecated", Boolean),
        ("security", Requirements),
        ("servers", List(&SERVER)),
    ],
);
static CALLBACK: Object =
    Object { name: "Callback", keys: &[], required: &[], free: Some(One(&PATH_ITEM)) };
static PARAMETER: Object = object(
    "Parameter",
    &["name", "in"],
    &[
        ("name", Text),
        ("in", Text),
        ("description", Text),
        ("required", Boolean),
        ("deprecated", Boolean),
        ("allowEmptyValue", Boolean),
        ("style", Text),
        ("explode", Boolean),
        ("allowReserved", Boolean),
        ("schema", Reference(&SCHEMA)),
        ("example", Any),
        ("examples", ReferenceMap(&EXAMPLE)),
        ("content", Map(&MEDIA_TYPE)),
    ],
);
static HEADER: Object = object(
    "Header",
    &[],
    &[
        ("description", Text),
        ("required", Boolean),
        ("deprecated", Boolean),
        ("allowEmptyValue", Boolean),
        ("style", Text),
        ("explode", Boolean),
        ("allowReserved", Boolean),
        ("schema", Reference(&SCHEMA)),
        ("example", Any),
        ("examples", ReferenceMap(&EXAMPLE)),
        ("content", Map(&MEDIA_TYPE)),
    ],
);
static REQUEST_BODY: Object = object(
    "Request Body",
    &["content"],
    &[("description", Text), ("content", Map(&MEDIA_TYPE)), ("required", Boolean)],
);
static MEDIA_TYPE: Object = object(
    "Media Type",
    &[],
    &[
        ("schema", Reference(&SCHEMA)),
        ("example", Any),
        ("examples", ReferenceMap(&EXAMPLE)),
        ("encoding", Map(&ENCODING)),
    ],
);
static ENCODING: Object = object(
    "Encoding",
    &[],
    &[
        ("contentType", Text),
        ("headers", ReferenceMap(&HEADER)),
        ("style", Text),
        ("explode", Boolean),
        ("allowReserved", Boolean),
    ],
);
static RESPONSES: Object =
    Object { name: "Responses", keys: &[], required: &[], free: Some(Reference(&RESPONSE)) };
static RESPONSE: Object = object(
    "Response",
    &["description"],
    &[
        ("description", Text),
        ("headers", ReferenceMap(&HEADER)),
        ("content", Map(&MEDIA_TYPE)),
        ("links", ReferenceMap(&LINK)),
    ],
);
static EXAMPLE: Object = object(
    "Example",
    &[],
    &[("summary", Text), ("description", Text), ("value", Any), ("externalValue", Text)],
);
static LINK: Object = object(
    "Link",
    &[],
    &[
        ("operationRef", Text),
        ("operationId", Text),
        ("parameters", Any),
        ("requestBody", Any),
        ("description", Text),
        ("server", One(&SERVER)),
    ],
);
static COMPONENTS: Object = object(
    "Components",
    &[],
    &[
        ("schemas", ReferenceMap(&SCHEMA)),
        ("responses", ReferenceMap(&RESPONSE)),
        ("parameters", ReferenceMap(&PARAMETER)),
        ("examples", ReferenceMap(&EXAMPLE)),
        ("requestBodies", ReferenceMap(&REQUEST_BODY)),
        ("headers", ReferenceMap(&HEADER)),
        ("securitySchemes", ReferenceMap(&SECURITY_SCHEME)),
        ("links", ReferenceMap(&LINK)),
        ("callbacks", ReferenceMap(&CALLBACK)),
    ],
);
static SECURITY_SCHEME: Object = object(
    "Security Scheme",
    &["type"],
    &[
        ("type", Text),
        ("description", Text),
        ("name", Text),
        ("in", Text),
        ("scheme", Text),
        ("bearerFormat", Text),
        ("flows", One(&FLOWS)),
        ("openIdConnectUrl", Text),
    ],
);
static FLOWS: Object = object(
    "OAuth Flows",
    &[],
    &[
        ("implicit", One(&FLOW)),
        ("password", One(&FLOW)),
        ("clientCredentials", One(&FLOW)),
        ("authorizationCode", One(&FLOW)),
    ],
);
static FLOW: Object = object(
    "OAuth Flow",
    &["scopes"],
    &[("authorizationUrl", Text), ("tokenUrl", Text), ("refreshUrl", Text), ("scopes", TextMap)],
);

pub(super) static SCHEMA: Object = object(
    "Schema",
    &[],
    &[
        ("title", Text),
        ("multipleOf", Number),
        ("maximum", Number),
        ("exclusiveMaximum", Boolean),
        ("minimum", Number),
        ("exclusiveMinimum", Boolean),
        ("maxLength", Count),
        ("minLength", Count),
        ("pattern", Text),
        ("maxItems", Count),
        ("minItems", Count),
        ("uniqueItems", Boolean),
        ("maxProperties", Count),
        ("minProperties", Count),
        ("required", Texts),
        ("enum", Values),
        ("type", Text),
        ("allOf", References(&SCHEMA)),
        ("oneOf", References(&SCHEMA)),
        ("anyOf", References(&SCHEMA)),
        ("not", Reference(&SCHEMA)),
        ("items", Reference(&SCHEMA)),
        ("properties", ReferenceMap(&SCHEMA)),
        ("additionalProperties", BooleanOr(&SCHEMA)),
        ("description", Text),
        ("format", Text),
        ("default", Any),
        ("nullable", Boolean),
        ("discriminator", One(&DISCRIMINATOR)),
        ("readOnly", Boolean),
        ("writeOnly", Boolean),
        ("xml", One(&XML)),
        ("externalDocs", One(&EXTERNAL_DOCS)),
        ("example", Any),
        ("deprecated", Boolean),
    ],
);
static DISCRIMINATOR: Object =
    object("Discriminator", &["propertyName"], &[("propertyName", Text), ("mapping", TextMap)]);
static XML: Object = object(
    "XML",
    &[],
    &[
        ("name", Text),
        ("namespace", Text),
        ("prefix", Text),
        ("attribute", Boolean),
        ("wrapped", Boolean),
    ],
);

/// Keywords of JSON Schema that 3.0 does not have but later versions do, and that say something about values: to ignore one
/// would be to get a type wrong.
pub(super) const LATER_KEYWORDS: &[&str] = &[
    "$anchor",
    "$defs",
    "$dynamicRef",
    "$id",
    "$recursiveRef",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
