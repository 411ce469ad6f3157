//! The catalogue of everything that can be wrong with a description.

macro_rules! catalogue {
    ($($variant:ident $text:literal $summary:literal,)*) => {
        /// What kind of problem a diagnostic reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name that people and programs see.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// One sentence on what it means.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self {
                    $(Self::$variant => $summary,)*
                }
            }
        }
    };
}

catalogue! {
    Io "io" "A file cannot be read.",
    Syntax "syntax" "The text is neither well-formed YAML nor JSON.",
    DuplicateKey "duplicate-key" "An object has the same key twice.",
    NotOpenapi "not-openapi" "The file is no OpenAPI description.",
    UnsupportedVersion "unsupported-version" "There is no such version of OpenAPI, or none that is known yet.",
    OtherVersion "other-version" "Something belongs to another version of OpenAPI; it is taken as it is meant there.",
    UnknownKeyword "unknown-keyword" "The specification knows no such key here; it is ignored.",
    WrongType "wrong-type" "A value has another JSON type than the specification says.",
    MissingField "missing-field" "The specification demands a key that is not there.",
    UnknownType "unknown-type" "`type` names no type of JSON Schema.",
    UnknownValue "unknown-value" "A key has a value that the specification does not know.",
    UnresolvedReference "unresolved-reference" "A reference leads nowhere.",
    ExternalReference "external-reference" "A reference leads into the network, which is never asked.",
    ReferenceCycle "reference-cycle" "References lead in a circle without anything in it.",
    LeftOut "left-out" "A part of the description has no place in a client; it is left out.",
    UncheckedKeyword "unchecked-keyword" "Values are not checked against this keyword.",
    ConflictingSchemas "conflicting-schemas" "Schemas that are to hold together contradict each other.",
    InvalidBody "invalid-body" "A body of its media type cannot be made of what its schema describes.",
    UnwritableContent "unwritable-content" "A value cannot be written in the media type that it is to have; it is sent as what it is, or handed over as text.",
    AmbiguousStyle "ambiguous-style" "Parts of a value cannot be told apart in the style of its parameter; such a value is refused when it is sent.",
    InvalidMediaType "invalid-media-type" "The name of a body is no media type.",
    UntypedXml "untyped-xml" "Nothing says how a value stands in XML; it is text, or made of texts.",
    AmbiguousXml "ambiguous-xml" "Parts of a value cannot be told apart in XML.",
    InvalidPath "invalid-path" "A path is none: it begins without a slash, its braces do not match, or dots make it another one.",
    UndeclaredPathParameter "undeclared-path-parameter" "A path template names a parameter that nobody declares.",
    UnusedPathParameter "unused-path-parameter" "A path parameter is declared that its path template does not name.",
    OptionalPathParameter "optional-path-parameter" "A path parameter is not marked required; it is taken as required.",
    DuplicateParameter "duplicate-parameter" "An operation has the same parameter twice.",
    IgnoredHeader "ignored-header" "The specification gives a header another meaning, so that its declaration is ignored.",
    IgnoredContent "ignored-content" "An answer is described with content that its status cannot have, so that it is left out.",
    DuplicateTag "duplicate-tag" "Two tags have the same name.",
    DuplicateOperationId "duplicate-operation-id" "Two operations have the same `operationId`.",
    UnknownSecurityScheme "unknown-security-scheme" "A security requirement names a scheme that is not declared.",
    ClashingCredentials "clashing-credentials" "Two security schemes that are needed together travel in the same place.",
    InvalidPattern "invalid-pattern" "A pattern is no ECMA-262 regular expression.",
    InvalidBounds "invalid-bounds" "No value can satisfy both bounds.",
    InvalidDefault "invalid-default" "A default is no value that its schema allows.",
    InvalidServerVariable "invalid-server-variable" "A server address and its variables do not fit together.",
    InvalidServer "invalid-server" "The address of a server cannot be taken as it stands.",
    InvalidHeaderName "invalid-header-name" "A name cannot be the name of an HTTP header.",
    InvalidPagination "invalid-pagination" "What is said about the pages of an operation does not fit it.",
    InvalidStatus "invalid-status" "A key of `responses` is no HTTP status.",
    UndescribedTag "undescribed-tag" "A schema does not describe the property that tells it from others.",
    UnusedFormat "unused-format" "A type stands for a format that no schema has.",
    NoOperations "no-operations" "The description has no operation.",
    TooDeep "too-deep" "Values are nested too deeply.",
}
