//! Paths: which operations there are.

use std::collections::HashSet;

use super::hint::{is_extension, other_version, unknown};
use super::parameter::Declared;
use super::value::is_object;
use super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Requirement, Server};
use crate::source::Node;

/// The methods that have keys of their own; the last one since 3.2.
pub(super) const METHODS: &[&str] =
    &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
const KEYS: &[&str] = &[
    "$ref",
    "summary",
    "description",
    "servers",
    "parameters",
    "additionalOperations",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "query",
];
/// How many references one path item may be composed of.
const LONGEST_CHAIN: usize = 64;

/// What operations inherit from the document.
pub(super) struct Surroundings<'t> {
    pub(super) reader: Reader<'t>,
    /// The names of the declared security schemes.
    pub(super) schemes: HashSet<&'t str>,
    pub(super) security: Vec<Requirement<'t>>,
    /// `consumes` and `produces` of 2.0.
    pub(super) consumes: Vec<(&'t str, Node<'t>)>,
    pub(super) produces: Vec<(&'t str, Node<'t>)>,
}

/// What operations inherit from their path.
pub(super) struct PathItem<'t> {
    /// The value behind the path.
    pub(super) node: Node<'t>,
    /// The path template.
    pub(super) path: &'t str,
    /// The parameters that the template names.
    pub(super) names: Vec<&'t str>,
    pub(super) summary: Option<&'t str>,
    pub(super) description: Option<&'t str>,
    pub(super) servers: Vec<Server<'t>>,
    pub(super) parameters: Vec<Declared<'t>>,
    /// The error that was found in what its operations share.
    pub(super) broken: Option<String>,
}

impl<'t> Surroundings<'t> {
    pub(super) fn new(reader: Reader<'t>) -> Self {
        Self {
            reader,
            schemes: HashSet::new(),
            security: Vec::new(),
            consumes: Vec::new(),
            produces: Vec::new(),
        }
    }

    pub(super) fn paths(
        &self,
        node: Node<'t>,
        document: &mut Document<'t>,
        diagnostics: &mut Diagnostics,
    ) {
        is_object(node, "a Paths object", diagnostics);
        for (path, member) in node.members() {
            if !is_extension(path) {
                self.path(path, member, document, diagnostics);
            }
        }
    }

    fn path(
        &self,
        path: &'t str,
        node: Node<'t>,
        document: &mut Document<'t>,
        diagnostics: &mut Diagnostics,
    ) {
        let errors = diagnostics.error_count();
        let why = |diagnostics: &Diagnostics| {
            let error = diagnostics.last_error().filter(|_| diagnostics.error_count() > errors);
            error.map(|error| error.message.clone())
        };
        if !is_object(node, "a Path Item object", diagnostics) {
            document.lost.extend(why(diagnostics).map(|why| (path, why)));
            return;
        }
        let path = if path.starts_with('/') {
            path
        } else {
            diagnostics.warning(
                Code::InvalidPath,
                node.key(),
                format!("the path `{path}` does not begin with a slash; it is taken as `/{path}`"),
                "put a slash before it",
            );
            self.reader.keep_text(format!("/{path}")).unwrap_or(path)
        };
        if let Some(dots) = path.split('/').find(|segment| is_dots(segment)) {
            diagnostics.error(
                Code::InvalidPath,
                node.key(),
                format!("the segment `{dots}` of the path `{path}` means another path (RFC 3986, section 5.2.4), so that no request can have it"),
                "write the path that is meant",
            );
        }
        let names = template(path, node, diagnostics);
        let mut item = PathItem {
            node,
            path,
            names,
            summary: None,
            description: None,
            servers: Vec::new(),
            parameters: Vec::new(),
            broken: None,
        };
        let mut methods: Vec<(&'t str, Node<'t>)> = Vec::new();
        let before = diagnostics.error_count();
        let parts = self.parts(node, diagnostics);
        if diagnostics.error_count() > before {
            document.lost.extend(why(diagnostics).map(|why| (path, why)));
        }
        for part in parts {
            self.part(part, &mut item, &mut methods, diagnostics);
        }
        item.broken = why(diagnostics);
        for (method, member) in methods {
            document.operation_count += 1;
            document.operations.extend(self.operation(&item, method, member, diagnostics));
        }
    }

    /// The path item and those that it refers to: what stands beside a reference adds to what is there.
    fn parts(&self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<Node<'t>> {
        let mut parts = vec![node];
        let mut here = node;
        while let Some(reference) = here.get("$ref").filter(|reference| !reference.value.is_null())
        {
            let Some(text) = self.reader.text(reference, diagnostics) else { break };
            let Some(next) = self.reader.resolve(here, text, reference, diagnostics) else { break };
            if parts.contains(&next) || parts.len() == LONGEST_CHAIN {
                let message = "the reference leads in a circle";
                let help = "let one of the references on the way lead to an object";
                diagnostics.error(Code::ReferenceCycle, reference, message, help);
                break;
            }
            if !is_object(next, "a Path Item object", diagnostics) {
                break;
            }
            parts.push(next);
            here = next;
        }
        parts
    }

    fn part(
        &self,
        part: Node<'t>,
        item: &mut PathItem<'t>,
        methods: &mut Vec<(&'t str, Node<'t>)>,
        diagnostics: &mut Diagnostics,
    ) {
        let reader = self.reader;
        let add = |methods: &mut Vec<(&'t str, Node<'t>)>, method: &'t str, member: Node<'t>| {
            if !member.value.is_null() && methods.iter().all(|(other, _)| *other != method) {
                methods.push((method, member));
            }
        };
        for (key, member) in part.members() {
            match key {
                "$ref" => {}
                "summary" => item.summary = item.summary.or(reader.prose(member, diagnostics)),
                "description" => {
                    item.description = item.description.or(reader.prose(member, diagnostics))
                }
                "servers" if reader.version() >= Version::V30 => {
                    if item.servers.is_empty() {
                        item.servers = reader.servers(member, diagnostics);
                    }
                }
                "parameters" => {
                    let own = std::mem::take(&mut item.parameters);
                    item.parameters =
                        super::parameter::overridden(reader.parameters(member, diagnostics), own);
                }
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" => {
                    add(methods, key, member)
                }
                "trace" => {
                    if reader.version() == Version::V2 {
                        other_version(key, member, "OpenAPI 3.0", diagnostics);
                    }
                    add(methods, key, member);
                }
                "query" => {
                    if reader.version() < Version::V32 {
                        other_version(key, member, "OpenAPI 3.2", diagnostics);
                    }
                    add(methods, key, member);
                }
                "additionalOperations" => {
                    if reader.version() < Version::V32 {
                        other_version(key, member, "OpenAPI 3.2", diagnostics);
                    }
                    is_object(
                        member,
                        "an object with an operation behind each method",
                        diagnostics,
                    );
                    for (method, member) in member.members() {
                        if http::Method::from_bytes(method.as_bytes()).is_ok() {
                            add(methods, method, member);
                        } else {
                            let message = format!("`{method}` cannot be a method");
                            let help =
                                "a method is a token (RFC 9110, section 9.1), such as `LINK`";
                            diagnostics.error(Code::UnknownValue, member.key(), message, help);
                        }
                    }
                }
                _ => {
                    let lower = key.to_ascii_lowercase();
                    match METHODS.iter().find(|method| **method == lower) {
                        Some(method) => {
                            diagnostics.warning(
                                Code::UnknownKeyword,
                                member.key(),
                                format!("`{key}` is no key of a Path Item object; it is taken as `{method}`"),
                                format!("write `{method}`"),
                            );
                            add(methods, method, member);
                        }
                        None => unknown("Path Item", KEYS, key, member, diagnostics),
                    }
                }
            }
        }
    }
}

/// Whether a segment is taken out of a path, with the one before it if there are two dots.
fn is_dots(segment: &str) -> bool {
    let segment = segment.to_ascii_lowercase().replace("%2e", ".");
    segment == "." || segment == ".."
}

/// The names of the parameters in a path.
fn template<'t>(path: &'t str, node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<&'t str> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let name =
            after.split_once('}').filter(|(name, _)| !name.is_empty() && !name.contains('{'));
        let Some((name, after)) = name.filter(|_| !before.contains('}')) else {
            return unbalanced(path, node, diagnostics);
        };
        if !names.contains(&name) {
            names.push(name);
        }
        rest = after;
    }
    if rest.contains('}') {
        return unbalanced(path, node, diagnostics);
    }
    names
}

fn unbalanced<'t>(path: &str, node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<&'t str> {
    diagnostics.error(
        Code::InvalidPath,
        node.key(),
        format!("the braces of the path `{path}` do not match, or there is no name between them"),
        "write each parameter as its name in braces, such as `/pets/{id}`",
    );
    Vec::new()
}
