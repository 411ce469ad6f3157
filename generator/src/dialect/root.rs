//! The root of a description: which version it is, and what stands where.

use serde_json::Value;

use super::hint::{other_version, unknown};
use super::path::Surroundings;
use super::value::{is_object, repaired};
use super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;
use crate::source::Node;

const KEYS_OF_2: &[&str] = &[
    "swagger",
    "info",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "paths",
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
    "security",
    "tags",
    "externalDocs",
];
const KEYS_OF_3: &[&str] = &[
    "openapi",
    "info",
    "servers",
    "paths",
    "components",
    "security",
    "tags",
    "externalDocs",
    "webhooks",
    "jsonSchemaDialect",
    "$self",
];
const COMPONENTS: &[&str] = &[
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
    "mediaTypes",
];

/// Which version a description is of; `None` if it is none, or of none that is known, which is reported.
pub(super) fn version(root: Node<'_>, diagnostics: &mut Diagnostics) -> Option<Version> {
    let of = |key| {
        root.get(key).filter(|version| !version.value.is_null()).map(|version| (key, version))
    };
    let Some((key, version)) = of("openapi").or_else(|| of("swagger")) else {
        diagnostics.error(
            Code::NotOpenapi,
            root,
            "this is no OpenAPI description: it has no key `openapi` or `swagger`",
            "a description begins with the version of the specification, such as `openapi: 3.1.0`",
        );
        return None;
    };
    let text = match version.value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => {
            repaired(version, "a string", "it is taken as text", "put it in quotes", diagnostics);
            number.to_string()
        }
        other => other.to_string(),
    };
    let begins = |known: &str| {
        text == known || text.strip_prefix(known).is_some_and(|rest| rest.starts_with('.'))
    };
    let known =
        [("2", Version::V2), ("3.0", Version::V30), ("3.1", Version::V31), ("3.2", Version::V32)];
    let found = known.into_iter().find(|(known, _)| begins(known)).map(|(_, version)| version);
    let found = found.or(if text == "3" { Some(Version::V30) } else { None });
    match found {
        None => diagnostics.error(
            Code::UnsupportedVersion,
            version,
            format!("there is no version {text} of OpenAPI, or none that is known yet"),
            "Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are read",
        ),
        Some(found) if (found == Version::V2) != (key == "swagger") => {
            let right = if key == "swagger" { "openapi" } else { "swagger" };
            diagnostics.warning(
                Code::OtherVersion,
                version.key(),
                format!("the version {text} stands behind `{key}`; it is taken as it is meant"),
                format!("write `{right}: \"{text}\"`"),
            );
        }
        Some(_) => {}
    }
    found
}

impl<'t> Reader<'t> {
    /// Reads all of a description but its schemas.
    pub(super) fn document(self, root: Node<'t>, diagnostics: &mut Diagnostics) -> Document<'t> {
        let is_old = self.version == Version::V2;
        let mut document = Document {
            node: root,
            title: "",
            version: "",
            summary: None,
            description: None,
            servers: Vec::new(),
            tags: Vec::new(),
            schemas: Vec::new(),
            security_schemes: Vec::new(),
            operations: Vec::new(),
            lost: Vec::new(),
            operation_count: 0,
        };
        let mut surroundings = Surroundings::new(self);
        let (mut info, mut paths, mut security, mut has_webhooks) = (None, None, None, false);
        for (key, member) in root.members() {
            match key {
                "openapi" | "swagger" | "externalDocs" | "jsonSchemaDialect" | "$self"
                | "$schema" => {}
                "info" => info = Some(member),
                "paths" => paths = Some(member),
                "security" => security = Some(member),
                "tags" => document.tags = self.tags(member, diagnostics),
                "servers" if !is_old => document.servers = self.servers(member, diagnostics),
                "components" if !is_old => self.components(member, &mut document, diagnostics),
                "webhooks" if !is_old => has_webhooks = self.webhooks(member, diagnostics),
                "definitions" if is_old => document.schemas = self.schemas(member, diagnostics),
                "securityDefinitions" if is_old => {
                    document.security_schemes = self.security_schemes(member, diagnostics);
                }
                "consumes" if is_old => surroundings.consumes = self.texts(member, diagnostics),
                "produces" if is_old => surroundings.produces = self.texts(member, diagnostics),
                "host" | "basePath" | "schemes" if is_old => {}
                // References lead to what is here.
                "parameters" | "responses" if is_old => {
                    is_object(member, "an object", diagnostics);
                }
                _ => {
                    let known = if is_old { KEYS_OF_2 } else { KEYS_OF_3 };
                    unknown("OpenAPI", known, key, member, diagnostics);
                }
            }
        }
        if is_old {
            document.servers = self.addresses(root, root.get("schemes"), diagnostics);
        }
        self.info(root, info, &mut document, diagnostics);
        surroundings.schemes = document.security_schemes.iter().map(|scheme| scheme.key).collect();
        surroundings.security = security
            .map(|security| surroundings.requirements(security, diagnostics))
            .unwrap_or_default();
        match paths.filter(|paths| !paths.value.is_null()) {
            Some(paths) => surroundings.paths(paths, &mut document, diagnostics),
            None if has_webhooks
                || (self.version >= Version::V31 && root.get("components").is_some()) => {}
            None => diagnostics.warning(
                Code::MissingField,
                root.key(),
                "the description has no `paths`, and so no operation",
                "the specification demands it; add `paths` with the operations",
            ),
        }
        document
    }

    fn components(
        self,
        node: Node<'t>,
        document: &mut Document<'t>,
        diagnostics: &mut Diagnostics,
    ) {
        if !is_object(node, "a Components object", diagnostics) {
            return;
        }
        for (key, member) in node.members() {
            match key {
                "schemas" => document.schemas = self.schemas(member, diagnostics),
                "securitySchemes" => {
                    document.security_schemes = self.security_schemes(member, diagnostics)
                }
                // References lead to what is here.
                "responses" | "parameters" | "examples" | "requestBodies" | "headers" | "links"
                | "callbacks" | "pathItems" | "mediaTypes" => {
                    is_object(member, "an object", diagnostics);
                }
                _ => unknown("Components", COMPONENTS, key, member, diagnostics),
            }
        }
    }

    fn schemas(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<(&'t str, Node<'t>)> {
        is_object(node, "an object with a schema behind each name", diagnostics);
        // A name may begin with `x-`; what is no schema there is an extension.
        node.members()
            .filter(|(name, member)| !name.starts_with("x-") || member.value.is_object())
            .collect()
    }

    fn webhooks(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> bool {
        if self.version < Version::V31 {
            other_version("webhooks", node, "OpenAPI 3.1", diagnostics);
        }
        let is_there = node.members().next().is_some();
        if is_there {
            diagnostics.warning(
                Code::LeftOut,
                node.key(),
                "the webhooks are left out: they are requests that a client receives",
                "nothing has to be done",
            );
        }
        is_there
    }
}
