//! Parameters: what they are called, where they travel, and how their values become text.

use super::hint::{other_version, unknown};
use super::info::missing;
use super::style::{Written, default_serialization};
use super::swagger::Separator;
use super::value::{flag, is_object, items_or_one};
use super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Examples, Location, Media, Parameter};
use crate::source::Node;

const KEYS: &[&str] = &[
    "name",
    "in",
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "content",
    "example",
    "examples",
];

/// Where a parameter travels, those of 2.0 included that are bodies or parts of bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Travels {
    In(Location),
    Body,
    Form,
}

/// A parameter as it is declared. Those that are bodies have a location of no meaning.
#[derive(Clone, Debug)]
pub(super) struct Declared<'t> {
    pub(super) travels: Travels,
    pub(super) parameter: Parameter<'t>,
}

impl Declared<'_> {
    /// Whether two declarations are of one parameter, which its name and place tell (and of bodies there is one alone).
    fn is_same(&self, other: &Self) -> bool {
        self.travels == other.travels
            && match self.travels {
                Travels::In(Location::Header) => {
                    self.parameter.name.eq_ignore_ascii_case(other.parameter.name)
                }
                _ => self.parameter.name == other.parameter.name,
            }
    }
}

/// The parameters of a path that an operation does not override, then its own.
pub(super) fn overridden<'t>(
    shared: Vec<Declared<'t>>,
    own: Vec<Declared<'t>>,
) -> Vec<Declared<'t>> {
    let mut all: Vec<Declared<'t>> =
        shared.into_iter().filter(|shared| !own.iter().any(|own| own.is_same(shared))).collect();
    all.extend(own);
    all
}

impl<'t> Parameter<'t> {
    /// A parameter of a path of which nothing but the name is known: a string.
    pub(super) fn of_path(node: Node<'t>, name: &'t str) -> Self {
        Self {
            node,
            name,
            location: Location::Path,
            required: true,
            deprecated: false,
            description: None,
            allow_empty_value: false,
            serialization: default_serialization(Location::Path),
            schema: None,
            content: None,
            examples: Examples::default(),
        }
    }
}

impl<'t> Reader<'t> {
    /// The parameters in a list, of which the last one stands of those with the same name and place.
    pub(super) fn parameters(
        self,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Declared<'t>> {
        let mut found: Vec<Declared<'t>> = Vec::new();
        for item in items_or_one(node, "a list of Parameter objects", diagnostics) {
            let Some(parameter) = self.parameter(item, diagnostics) else { continue };
            let same = found.iter_mut().find(|other| other.is_same(&parameter));
            match same {
                Some(other) if other.parameter.node.value == parameter.parameter.node.value => {}
                Some(other) => {
                    diagnostics.warning(
                        Code::DuplicateParameter,
                        item,
                        format!(
                            "the parameter `{}` stands here more than once; the last one is taken",
                            parameter.parameter.name
                        ),
                        "remove the others, or give them other names",
                    );
                    *other = parameter;
                }
                None => found.push(parameter),
            }
        }
        found
    }

    fn parameter(self, referrer: Node<'t>, diagnostics: &mut Diagnostics) -> Option<Declared<'t>> {
        if referrer.value.is_null() {
            return None;
        }
        let node = self.follow(referrer, diagnostics)?;
        if !is_object(node, "a Parameter object", diagnostics) {
            return None;
        }
        let Some(travels) = self.travels(node, diagnostics) else {
            // Whether the name is missing as well is to be seen at once.
            self.parameter_name(node, diagnostics);
            return None;
        };
        let name = match travels {
            // One body is enough, and its name says nothing.
            Travels::Body => node.get("name").and_then(Node::text).unwrap_or("body"),
            Travels::In(Location::QueryString) => {
                node.get("name").and_then(Node::text).unwrap_or("query")
            }
            _ => self.parameter_name(node, diagnostics)?,
        };
        if self.is_ignored_header(travels, name) {
            diagnostics.warning(
                Code::IgnoredHeader,
                node,
                format!("the header parameter `{name}` is ignored: the specification says so, for the client has other means to set it"),
                "remove it; `Accept` and `Content-Type` follow from bodies, `Authorization` from security schemes",
            );
            return None;
        }
        let location = match travels {
            Travels::In(location) => location,
            Travels::Body | Travels::Form => Location::Query,
        };
        let parameter = Parameter { node, name, location, ..Parameter::of_path(node, name) };
        let mut declared = Declared { travels, parameter };
        self.fill(&mut declared, diagnostics);
        declared.parameter.examples = self.examples(node, None, diagnostics);
        let own = declared.parameter.description;
        declared.parameter.description = self.description(referrer, own, diagnostics);
        Some(declared)
    }

    /// Reads the keys of a parameter of which it is known where it travels.
    fn fill(self, declared: &mut Declared<'t>, diagnostics: &mut Diagnostics) {
        let Declared { travels, parameter } = declared;
        let node = parameter.node;
        let is_given = |key: &str| node.get(key).is_some_and(|member| !member.value.is_null());
        let is_body = *travels == Travels::Body;
        // In 2.0 a parameter is a schema itself; some write parameters of 3.x so as well.
        let is_schema =
            !is_body && is_given("type") && (self.version == Version::V2 || !is_given("schema"));
        let (mut written, mut schema, mut content) = (Written::default(), None, None);
        let mut separator = None;
        let mut required = false;
        for (key, member) in node.members() {
            match key {
                "name" | "in" | "example" | "examples" => {}
                "description" => parameter.description = self.prose(member, diagnostics),
                "required" => required = flag(member, diagnostics).unwrap_or(false),
                "deprecated" => parameter.deprecated = flag(member, diagnostics).unwrap_or(false),
                "allowEmptyValue" => {
                    parameter.allow_empty_value = flag(member, diagnostics).unwrap_or(false)
                }
                "style" => {
                    written.style = self.text(member, diagnostics).map(|style| (style, member))
                }
                "explode" => written.explode = flag(member, diagnostics),
                "allowReserved" => {
                    written.allow_reserved = flag(member, diagnostics).unwrap_or(false)
                }
                "schema" if !is_schema && !member.value.is_null() => schema = Some(member),
                "content" if !member.value.is_null() => content = Some(member),
                "schema" | "content" if member.value.is_null() => {}
                "collectionFormat" if is_schema => {
                    separator = self.text(member, diagnostics).map(|text| (text, member))
                }
                // What a schema does not know, the schema reports.
                _ if is_schema => {}
                _ => unknown("Parameter", KEYS, key, member, diagnostics),
            }
        }
        parameter.required = self.is_required(parameter, *travels, required, diagnostics);
        if is_schema {
            if self.version >= Version::V30 {
                other_version("type", node.get("type").unwrap_or(node), "Swagger 2.0", diagnostics);
            }
            parameter.schema = Some(node);
        } else if let Some(schema) = schema {
            if self.version == Version::V2 && !is_body {
                other_version("schema", schema, "OpenAPI 3.0", diagnostics);
            }
            parameter.schema = Some(schema);
            if let Some(content) = content {
                let message =
                    "the Parameter object has both `schema` and `content`; `content` is ignored";
                diagnostics.warning(
                    Code::UnknownKeyword,
                    content.key(),
                    message,
                    "keep one of them",
                );
            }
        } else if let Some(content) = content {
            parameter.content = self.only_media(content, diagnostics);
            parameter.schema = parameter.content.as_ref().and_then(Media::described);
        } else {
            let key = if self.version == Version::V2 && !is_body { "type" } else { "schema" };
            let consequence =
                if is_body { "it can be anything" } else { "it is taken for a string" };
            diagnostics.warning(
                Code::MissingField,
                node,
                format!("the Parameter object has no `{key}`; {consequence}"),
                "say what it is",
            );
        }
        parameter.serialization = match (Separator::of(node, separator, diagnostics), travels) {
            (Some(separator), travels) if is_schema => separator.serialization(*travels),
            (_, Travels::In(location)) => self.serialization(*location, written, diagnostics),
            _ => default_serialization(parameter.location),
        };
    }

    /// A path without one of its parameters is another path, so that all of them are required.
    fn is_required(
        self,
        parameter: &Parameter<'t>,
        travels: Travels,
        required: bool,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        if travels != Travels::In(Location::Path) {
            return required;
        }
        if !required {
            diagnostics.warning(
                Code::OptionalPathParameter,
                parameter
                    .node
                    .get("required")
                    .map_or(parameter.node.into(), |required| required.key()),
                format!(
                    "the path parameter `{}` is not marked required; it is taken as required",
                    parameter.name
                ),
                "add `required: true`, which the specification demands of every path parameter",
            );
        }
        true
    }

    fn parameter_name(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<&'t str> {
        let name = node.get("name").filter(|name| !name.value.is_null());
        if name.is_none() {
            let message = "the Parameter object has no `name`";
            diagnostics.error(
                Code::MissingField,
                node,
                message,
                "the specification demands it; add `name` here",
            );
        }
        let name = self.text(name?, diagnostics);
        if name == Some("") {
            let message = "the name of a parameter cannot be empty";
            diagnostics.error(Code::UnknownValue, node, message, "write its name");
        }
        name.filter(|name| !name.is_empty())
    }

    fn travels(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<Travels> {
        let Some(place) = node.get("in").filter(|place| !place.value.is_null()) else {
            let message = "the Parameter object has no `in`";
            diagnostics.error(
                Code::MissingField,
                node,
                message,
                "the specification demands it; add `in` here",
            );
            return None;
        };
        let text = self.text(place, diagnostics)?;
        let is_old = self.version == Version::V2;
        let named = |text: &str| {
            Some(match text {
                "path" => Travels::In(Location::Path),
                "query" => Travels::In(Location::Query),
                "querystring" => Travels::In(Location::QueryString),
                "header" => Travels::In(Location::Header),
                "cookie" => Travels::In(Location::Cookie),
                "body" => Travels::Body,
                "formData" => Travels::Form,
                _ => return None,
            })
        };
        let travels = named(text).or_else(|| {
            let lower = text.trim().to_ascii_lowercase();
            let meant = if ["form", "formdata"].contains(&lower.as_str()) {
                Some(Travels::Form)
            } else {
                named(&lower)
            };
            if meant.is_some() {
                let message = format!("`{text}` is no value of `in`; it is taken as it is meant");
                diagnostics.warning(
                    Code::UnknownValue,
                    place,
                    message,
                    "mind upper and lower case",
                );
            }
            meant
        });
        match travels {
            Some(Travels::Body | Travels::Form) if !is_old => {
                other_version(text, place, "Swagger 2.0", diagnostics);
            }
            Some(Travels::In(Location::Cookie)) if is_old => {
                other_version(text, place, "OpenAPI 3.0", diagnostics);
            }
            Some(Travels::In(Location::QueryString)) if self.version < Version::V32 => {
                other_version(text, place, "OpenAPI 3.2", diagnostics);
            }
            Some(_) => {}
            None => diagnostics.error(
                Code::UnknownValue,
                place,
                format!("a parameter cannot travel in `{text}`"),
                "write `path`, `query`, `header` or `cookie`",
            ),
        }
        travels
    }

    /// OpenAPI 3.0, section 4.7.12.1. Swagger 2.0 does not say so, but the first two are the client's there as well.
    fn is_ignored_header(self, travels: Travels, name: &str) -> bool {
        let mut ignored = ["accept", "content-type"].iter();
        travels == Travels::In(Location::Header)
            && (ignored.any(|header| name.eq_ignore_ascii_case(header))
                || (self.version >= Version::V30 && name.eq_ignore_ascii_case("authorization")))
    }

    /// The one media type of a parameter or header that is described by `content`.
    pub(super) fn only_media(
        self,
        content: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Media<'t>> {
        let mut all = self.content(content, diagnostics).into_iter();
        let first = all.next();
        if first.is_none() && content.value.is_object() {
            let message = "`content` has no media type; a string is taken";
            diagnostics.warning(
                Code::MissingField,
                content,
                message,
                "add the media type and its schema",
            );
        }
        if let Some(second) = all.next() {
            let message =
                "`content` has more than one media type here; all but the first are ignored";
            diagnostics.warning(
                Code::UnknownKeyword,
                second.node.key(),
                message,
                "keep one of them",
            );
        }
        first
    }

    /// A key that all objects of a kind should have, of which nothing else depends.
    pub(super) fn described(self, node: Node<'t>, object: &str, diagnostics: &mut Diagnostics) {
        if self.version < Version::V32 {
            missing(node, object, "description", diagnostics);
        }
    }
}
