//! What is said about an API as a whole: its title, its tags, and its servers.

use serde_json::Value;

use super::hint::unknown;
use super::value::{is_object, items, items_or_one, repaired};
use super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Server, ServerVariable, Tag};
use crate::source::Node;

impl<'t> Reader<'t> {
    pub(super) fn info(
        self,
        root: Node<'t>,
        info: Option<Node<'t>>,
        document: &mut Document<'t>,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(info) = info.filter(|info| is_object(*info, "an Info object", diagnostics)) else {
            let message = "the description has no `info`";
            let help = "the specification demands it; add `info` with `title` and `version`";
            diagnostics.warning(Code::MissingField, root.key(), message, help);
            return;
        };
        for (key, member) in info.members() {
            match key {
                "title" => document.title = self.prose(member, diagnostics).unwrap_or_default(),
                "version" => document.version = self.prose(member, diagnostics).unwrap_or_default(),
                "summary" => document.summary = self.prose(member, diagnostics),
                "description" => document.description = self.prose(member, diagnostics),
                "termsOfService" | "contact" | "license" => {}
                _ => {
                    let known = [
                        "title",
                        "version",
                        "summary",
                        "description",
                        "termsOfService",
                        "contact",
                        "license",
                    ];
                    unknown("Info", &known, key, member, diagnostics);
                }
            }
        }
        for key in ["title", "version"] {
            missing(info, "Info", key, diagnostics);
        }
    }

    pub(super) fn tags(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<Tag<'t>> {
        let mut tags: Vec<Tag<'t>> = Vec::new();
        for item in items(node, "a list of Tag objects", diagnostics) {
            let Some(tag) = self.tag(item, diagnostics) else { continue };
            match tags.iter().find(|other| other.name == tag.name) {
                Some(other) if other.node.value == tag.node.value => {}
                Some(_) => {
                    let message = format!(
                        "the tag `{}` is declared more than once; this one is ignored",
                        tag.name
                    );
                    diagnostics.warning(Code::DuplicateTag, item, message, "remove all but one");
                }
                None => tags.push(tag),
            }
        }
        tags
    }

    fn tag(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<Tag<'t>> {
        if let Value::String(name) = node.value {
            repaired(
                node,
                "a Tag object",
                "it is taken for its name",
                "write `name:` before it",
                diagnostics,
            );
            return Some(Tag { node, name, summary: None, description: None });
        }
        if !is_object(node, "a Tag object", diagnostics) {
            return None;
        }
        let (mut name, mut summary, mut description) = (None, None, None);
        for (key, member) in node.members() {
            match key {
                "name" => name = self.text(member, diagnostics),
                "summary" => summary = self.prose(member, diagnostics),
                "description" => description = self.prose(member, diagnostics),
                "externalDocs" | "parent" | "kind" => {}
                _ => {
                    let known =
                        ["name", "summary", "description", "externalDocs", "parent", "kind"];
                    unknown("Tag", &known, key, member, diagnostics);
                }
            }
        }
        if name.is_none() {
            missing(node, "Tag", "name", diagnostics);
        }
        Some(Tag { node, name: name?, summary, description })
    }

    pub(super) fn servers(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<Server<'t>> {
        let servers = items_or_one(node, "a list of Server objects", diagnostics);
        servers.into_iter().filter_map(|server| self.server(server, diagnostics)).collect()
    }

    fn server(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<Server<'t>> {
        if let Value::String(url) = node.value {
            repaired(
                node,
                "a Server object",
                "it is taken for its address",
                "write `url:` before it",
                diagnostics,
            );
            return Some(Server {
                node,
                url: url.trim().to_owned(),
                name: None,
                description: None,
                variables: Vec::new(),
            });
        }
        if !is_object(node, "a Server object", diagnostics) {
            return None;
        }
        let (mut url, mut name, mut description, mut variables) = (None, None, None, None);
        for (key, member) in node.members() {
            match key {
                "url" => url = self.text(member, diagnostics),
                "name" => {
                    if self.version < Version::V32 {
                        super::hint::other_version(key, member, "OpenAPI 3.2", diagnostics);
                    }
                    name = self.prose(member, diagnostics);
                }
                "x-name" => name = name.or(self.prose(member, diagnostics)),
                "description" => description = self.prose(member, diagnostics),
                "variables" => variables = Some(member),
                _ => unknown(
                    "Server",
                    &["url", "name", "description", "variables"],
                    key,
                    member,
                    diagnostics,
                ),
            }
        }
        if url.is_none() {
            diagnostics.warning(
                Code::MissingField,
                node,
                "the Server object has no `url`; it is taken for the address of the description",
                "add the address, or remove the server",
            );
        }
        let mut server = Server {
            node,
            url: address(url.unwrap_or("/"), node, diagnostics),
            name,
            description,
            variables: Vec::new(),
        };
        if let Some(variables) = variables
            .filter(|variables| is_object(*variables, "an object of variables", diagnostics))
        {
            for (name, member) in variables.members() {
                match self.server_variable(name, member, diagnostics) {
                    Ok(variable) => server.variables.extend(variable),
                    Err(()) => return None,
                }
            }
        }
        Some(server)
    }

    /// `Err` if the server cannot be used without somebody who says what the variable is.
    fn server_variable(
        self,
        name: &'t str,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<ServerVariable<'t>>, ()> {
        if !is_object(node, "a Server Variable object", diagnostics) {
            return Ok(None);
        }
        let (mut default, mut values, mut description) = (None, Vec::new(), None);
        for (key, member) in node.members() {
            match key {
                "default" => default = self.text(member, diagnostics),
                "enum" => values = self.texts(member, diagnostics),
                "description" => description = self.prose(member, diagnostics),
                _ => unknown(
                    "Server Variable",
                    &["default", "enum", "description"],
                    key,
                    member,
                    diagnostics,
                ),
            }
        }
        let values: Vec<String> = values.into_iter().map(|(value, _)| value.to_owned()).collect();
        let default = default.map(str::to_owned).or_else(|| {
            let first = values.first().cloned();
            let consequence = match &first {
                Some(first) => format!("the first of its values, `{first}`, is taken"),
                None => "its server is left out".to_owned(),
            };
            let message = format!("the variable `{name}` has no `default`; {consequence}");
            let help = format!("the specification demands it; add `default` to `{name}`");
            diagnostics.warning(Code::MissingField, node.key(), message, help);
            first
        });
        let default = default.ok_or(())?;
        Ok(Some(ServerVariable { node, name, default, values, description }))
    }
}

/// The address of a server as operations can be below it.
fn address(written: &str, node: Node<'_>, diagnostics: &mut Diagnostics) -> String {
    let place = node.get("url").unwrap_or(node);
    let written = written.trim();
    let end = written.find(['?', '#']).unwrap_or(written.len());
    let (address, rest) = written.split_at(end);
    if !rest.is_empty() {
        let message = format!("no operation can be below an address with `{rest}`; it is left out");
        let help = "a part of the query that each request needs can be a parameter of each path";
        diagnostics.warning(Code::InvalidServer, place, message, help);
    }
    if !address.starts_with("//") {
        return address.to_owned();
    }
    let message =
        format!("`{address}` does not say by which scheme the server is reached; `https` is taken");
    diagnostics.warning(Code::InvalidServer, place, message, "write `https:` or `http:` before it");
    format!("https:{address}")
}

/// Warns that a key is missing without which everything means the same.
pub(super) fn missing(node: Node<'_>, object: &str, key: &str, diagnostics: &mut Diagnostics) {
    if node.get(key).is_none_or(|member| member.value.is_null()) {
        let message = format!("the {object} object has no `{key}`");
        let help = format!("the specification demands it; add `{key}` here");
        diagnostics.warning(Code::MissingField, node.key(), message, help);
    }
}
