//! Operations: what is sent, and what may come back.

use std::borrow::Cow;

use super::hint::{other_version, unknown};
use super::parameter::{Declared, Travels, overridden};
use super::path::{METHODS, PathItem, Surroundings};
use super::value::{flag, is_object, repaired};
use super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Location, Operation, Parameter};
use crate::source::Node;

const KEYS_OF_2: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "consumes",
    "produces",
    "parameters",
    "responses",
    "schemes",
    "deprecated",
    "security",
];
const KEYS_OF_3: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];

/// The parts of an operation that mean something only together.
#[derive(Default)]
struct Parts<'t> {
    body: Option<Node<'t>>,
    responses: Option<Node<'t>>,
    callbacks: Option<Node<'t>>,
    schemes: Option<Node<'t>>,
    consumes: Option<Vec<(&'t str, Node<'t>)>>,
    produces: Option<Vec<(&'t str, Node<'t>)>>,
}

impl<'t> Surroundings<'t> {
    /// Reads an operation; `None` if it is no object.
    pub(super) fn operation(
        &self,
        item: &PathItem<'t>,
        method: &'t str,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Operation<'t>> {
        let reader = self.reader;
        let errors = diagnostics.error_count();
        if !is_object(node, "an Operation object", diagnostics) {
            return None;
        }
        let mut operation = Operation {
            node,
            path_node: item.node,
            path: item.path,
            method: spelled(method),
            id: None,
            tags: Vec::new(),
            summary: item.summary,
            description: item.description,
            deprecated: false,
            parameters: Vec::new(),
            body: None,
            responses: Vec::new(),
            security: self.security.clone(),
            servers: item.servers.clone(),
            pagination: None,
            broken: item.broken.clone(),
        };
        let mut own = Vec::new();
        let mut parts = Parts::default();
        let is_old = reader.version() == Version::V2;
        for (key, member) in node.members() {
            match key {
                "operationId" => {
                    operation.id = reader.text(member, diagnostics).filter(|id| !id.is_empty())
                }
                "tags" => operation.tags = reader.tag_names(member, diagnostics),
                "summary" => operation.summary = reader.prose(member, diagnostics).or(item.summary),
                "description" => {
                    operation.description = reader.prose(member, diagnostics).or(item.description)
                }
                "deprecated" => operation.deprecated = flag(member, diagnostics).unwrap_or(false),
                "parameters" => own = reader.parameters(member, diagnostics),
                "responses" => parts.responses = Some(member),
                "security" if !member.value.is_null() => {
                    operation.security = self.requirements(member, diagnostics);
                }
                "security" | "externalDocs" => {}
                "x-pagination" => {
                    operation.pagination = reader.pagination_extension(member, diagnostics);
                }
                "requestBody" => {
                    if is_old {
                        other_version(key, member, "OpenAPI 3.0", diagnostics);
                    }
                    parts.body = Some(member);
                }
                "callbacks" => parts.callbacks = Some(member),
                "servers" if !is_old => {
                    let servers = reader.servers(member, diagnostics);
                    if !servers.is_empty() {
                        operation.servers = servers;
                    }
                }
                "schemes" if is_old => parts.schemes = Some(member),
                "consumes" if is_old => parts.consumes = Some(reader.texts(member, diagnostics)),
                "produces" if is_old => parts.produces = Some(reader.texts(member, diagnostics)),
                _ => {
                    let known = if is_old { KEYS_OF_2 } else { KEYS_OF_3 };
                    unknown("Operation", known, key, member, diagnostics);
                }
            }
        }
        if let Some(schemes) = parts.schemes {
            operation.servers = reader.addresses_of_operation(schemes, diagnostics);
        }
        let (mut bodies, mut fields, mut second) = (Vec::new(), Vec::new(), None);
        for Declared { travels, parameter } in overridden(item.parameters.clone(), own) {
            match travels {
                Travels::In(_) => operation.parameters.push(parameter),
                Travels::Body => {
                    let is_second = !bodies.is_empty() || !fields.is_empty();
                    second = second.or(is_second.then_some(parameter.node));
                    bodies.push(parameter);
                }
                Travels::Form => {
                    second = second.or((!bodies.is_empty()).then_some(parameter.node));
                    fields.push(parameter);
                }
            }
        }
        let at = |location| operation.parameters.iter().find(|one| one.location == location);
        if let (Some(whole), Some(_)) = (at(Location::QueryString), at(Location::Query)) {
            let message = "this parameter is the whole query, and the operation has others in it";
            let help = "describe all of the query in one way; both are sent, one after the other";
            diagnostics.warning(Code::DuplicateParameter, whole.node, message, help);
        }
        let consumes = parts.consumes.as_ref().unwrap_or(&self.consumes);
        operation.body = match parts.body {
            Some(body) => reader.request_body(body, diagnostics),
            None => {
                if let Some(second) = second {
                    let message = "the operation has more than one body";
                    let help = "keep one parameter `in: body`, or describe a form by parameters `in: formData` alone";
                    diagnostics.error(Code::DuplicateParameter, second, message, help);
                }
                reader.body_of_parameters(bodies.pop(), fields, consumes)
            }
        };
        let produces = parts.produces.as_ref().unwrap_or(&self.produces);
        let mut links = None;
        operation.responses =
            reader.responses(node, parts.responses, produces, &mut links, diagnostics);
        left_out(parts.callbacks, links, diagnostics);
        if operation.broken.is_none() && diagnostics.error_count() > errors {
            operation.broken = diagnostics.last_error().map(|error| error.message.clone());
        }
        if operation.broken.is_none() {
            item.fit(&mut operation.parameters, diagnostics);
        }
        Some(operation)
    }
}

impl<'t> PathItem<'t> {
    /// Makes the parameters of the path those of its template.
    fn fit(&self, parameters: &mut Vec<Parameter<'t>>, diagnostics: &mut Diagnostics) {
        parameters.retain(|parameter| {
            let fits = parameter.location != Location::Path || self.names.contains(&parameter.name);
            if !fits {
                diagnostics.warning(
                    Code::UnusedPathParameter,
                    parameter.node,
                    format!(
                        "the path `{}` has no parameter `{}`; it is left out",
                        self.path, parameter.name
                    ),
                    format!(
                        "write `{{{}}}` into the path, or remove the parameter",
                        parameter.name
                    ),
                );
            }
            fits
        });
        for name in &self.names {
            let is_declared = parameters
                .iter()
                .any(|parameter| parameter.location == Location::Path && parameter.name == *name);
            if !is_declared {
                diagnostics.warning(
                    Code::UndeclaredPathParameter,
                    self.node.key(),
                    format!("nobody declares the parameter `{name}` of the path; it is taken for a string"),
                    format!("declare it: `{{name: {name}, in: path, required: true, schema: {{type: string}}}}`"),
                );
                parameters.push(Parameter::of_path(self.node, name));
            }
        }
    }
}

impl<'t> Reader<'t> {
    fn tag_names(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<&'t str> {
        let mut names = Vec::new();
        for item in super::value::items_or_one(node, "a list of the names of tags", diagnostics) {
            let name = match item.get("name").filter(|_| item.value.is_object()) {
                Some(name) => {
                    repaired(
                        item,
                        "the name of a tag",
                        "its `name` is taken",
                        "write the name alone",
                        diagnostics,
                    );
                    self.text(name, diagnostics)
                }
                None => self.prose(item, diagnostics),
            };
            names.extend(name.filter(|name| !names.contains(name)));
        }
        names
    }
}

/// The method as it is sent: those that OpenAPI has keys for are in upper case, all others are as they are.
fn spelled(method: &str) -> Cow<'_, str> {
    if METHODS.contains(&method) {
        Cow::Owned(method.to_ascii_uppercase())
    } else {
        Cow::Borrowed(method)
    }
}

/// Callbacks and links have no place in a client; that is said once for an operation.
fn left_out(callbacks: Option<Node<'_>>, links: Option<Node<'_>>, diagnostics: &mut Diagnostics) {
    let callbacks = callbacks.filter(|callbacks| callbacks.members().next().is_some());
    let (place, message) = match (callbacks, links) {
        (Some(callbacks), Some(_)) => (
            callbacks,
            "the callbacks and the links of the operation are left out: a client sends requests",
        ),
        (Some(callbacks), None) => (
            callbacks,
            "the callbacks of the operation are left out: they are requests that a client receives",
        ),
        (None, Some(links)) => (
            links,
            "the links of the operation are left out: what follows on an answer is up to the caller",
        ),
        (None, None) => return,
    };
    diagnostics.warning(Code::LeftOut, place.key(), message, "nothing has to be done");
}
