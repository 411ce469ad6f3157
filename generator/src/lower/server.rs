//! Servers: one constructor for each address template.

use super::docs;
use super::name::{self, Scope};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Server as Described};
use crate::ir::{Server, ServerVariable};

/// A description of at most so many words is a good name for a constructor.
const MOST_WORDS: usize = 4;

/// Lowers the servers of the description.
pub(super) fn lower(
    document: &Document<'_>,
    methods: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<Server> {
    document.servers.iter().map(|server| one(server, methods, diagnostics)).collect()
}

fn one(described: &Described<'_>, methods: &mut Scope, diagnostics: &mut Diagnostics) -> Server {
    let used = variables(&described.url);
    let mut scope = Scope::new(&["template", "values"]);
    let mut lowered: Vec<ServerVariable> = Vec::new();
    for wire in &used {
        if lowered.iter().any(|other| other.wire == *wire) {
            continue;
        }
        let variable = described.variables.iter().find(|variable| variable.name == *wire);
        if variable.is_none() {
            diagnostics.warning(
                Code::InvalidServerVariable,
                described.node.get("url").unwrap_or(described.node),
                format!("the address has `{{{wire}}}`, but no variable of that name is described; it is taken as one without a default"),
                format!(
                    "describe it below `variables`, with its default: `{wire}: {{default: ...}}`"
                ),
            );
        }
        let variable = variable.cloned();
        let may_be_empty = variable
            .as_ref()
            .is_some_and(|one| one.default.is_empty() || one.values.iter().any(String::is_empty));
        let default = variable.as_ref().map(|one| one.default.clone()).unwrap_or_default();
        let values = variable.as_ref().map(|one| one.values.clone()).unwrap_or_default();
        if let Some(variable) = &variable
            && !values.is_empty()
            && !values.contains(&default)
        {
            diagnostics.warning(
                Code::InvalidServerVariable,
                variable.node.get("default").unwrap_or(variable.node),
                format!("the default `{default}` is not among the values of `enum`"),
                "correct the default, or add it to `enum`",
            );
        }
        lowered.push(ServerVariable {
            name: scope.mint(name::lower(wire, "variable")),
            wire: (*wire).to_owned(),
            default,
            values,
            may_be_empty,
            docs: docs(None, variable.and_then(|variable| variable.description)),
        });
    }
    for variable in described.variables.iter().filter(|one| !used.contains(&one.name)) {
        let name = variable.name;
        diagnostics.warning(
            Code::InvalidServerVariable,
            variable.node.key(),
            format!("the variable `{name}` does not stand in the address"),
            format!("write `{{{name}}}` into the address, or remove the variable"),
        );
    }
    Server {
        name: methods.mint(constructor(described)),
        url: described.url.clone(),
        is_relative: is_relative(described),
        docs: docs(None, described.description),
        variables: lowered,
    }
}

/// From its name or a short description; otherwise plainly `server`.
fn constructor(server: &Described<'_>) -> String {
    let short = server.description.filter(|text| text.split_whitespace().count() <= MOST_WORDS);
    server.name.or(short).map_or_else(|| "server".to_owned(), |name| name::lower(name, "server"))
}

/// Whether an address needs an origin. One that begins with a variable is as that variable is, and whole where nobody says how that is.
fn is_relative(server: &Described<'_>) -> bool {
    if server.url.contains("://") {
        return false;
    }
    let first = variables(&server.url).into_iter().next().filter(|_| server.url.starts_with('{'));
    let Some(first) = first else { return true };
    let known = server.variables.iter().find(|variable| variable.name == first);
    known.is_some_and(|variable| !variable.default.contains("://"))
}

/// The address of a server of an operation, with the defaults of its variables.
pub(super) fn address(server: &Described<'_>, diagnostics: &mut Diagnostics) -> String {
    let is_known = |wire: &&str| server.variables.iter().any(|variable| variable.name == *wire);
    for wire in variables(&server.url).into_iter().filter(|wire| !is_known(wire)) {
        diagnostics.warning(
            Code::InvalidServerVariable,
            server.node.get("url").unwrap_or(server.node),
            format!("the address has `{{{wire}}}`, but no variable of that name is described, so that no request can be sent there"),
            format!("describe it below `variables`, with its default: `{wire}: {{default: ...}}`"),
        );
    }
    server.variables.iter().fold(server.url.clone(), |url, variable| {
        url.replace(&format!("{{{}}}", variable.name), &variable.default)
    })
}

/// The names between braces of a template.
fn variables(template: &str) -> Vec<&str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}
