//! Servers: one constructor for each address template.

use super::docs;
use super::document::Document;
use super::name::{self, Scope};
use super::operation::variables;
use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::ir::{Server, ServerVariable};

/// A description of at most so many words is a good name for a constructor.
const MOST_WORDS: usize = 4;

/// Lowers the servers of the document.
pub(super) fn lower(
    document: &Document<'_>,
    methods: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<Server> {
    let servers = document.root.servers.iter().enumerate();
    servers
        .map(|(index, server)| {
            one(server, &Pointer::root().child("servers").index(index), methods, diagnostics)
        })
        .collect()
}

fn one(
    server: &openapiv3::Server,
    at: &Pointer,
    methods: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Server {
    let described = server.variables.clone().unwrap_or_default();
    let used = variables(&server.url);
    let mut scope = Scope::new(&["origin"]);
    let mut lowered: Vec<ServerVariable> = Vec::new();
    for wire in &used {
        let Some(variable) = described.get(*wire) else {
            diagnostics.error(
                Code::InvalidServerVariable,
                &at.child("url"),
                format!("the address has `{{{wire}}}`, but no variable of that name is described"),
                format!(
                    "describe it below `variables`, with its default: `{wire}: {{default: ...}}`"
                ),
            );
            continue;
        };
        if lowered.iter().any(|other| other.wire == *wire) {
            continue;
        }
        if !variable.enumeration.is_empty() && !variable.enumeration.contains(&variable.default) {
            diagnostics.warning(
                Code::InvalidServerVariable,
                &at.child("variables").child(wire).child("default"),
                format!("the default `{}` is not among the values of `enum`", variable.default),
                "correct the default, or add it to `enum`",
            );
        }
        lowered.push(ServerVariable {
            name: scope.mint(name::lower(wire, "variable")),
            wire: (*wire).to_owned(),
            default: variable.default.clone(),
            values: variable.enumeration.clone(),
            docs: docs(None, variable.description.as_ref()),
        });
    }
    for name in described.keys().filter(|name| !used.contains(&name.as_str())) {
        diagnostics.warning_at_key(
            Code::InvalidServerVariable,
            &at.child("variables").child(name),
            format!("the variable `{name}` does not stand in the address"),
            format!("write `{{{name}}}` into the address, or remove the variable"),
        );
    }
    let name = methods.mint(name(server));
    Server {
        name,
        url: server.url.clone(),
        docs: docs(None, server.description.as_ref()),
        variables: lowered,
    }
}

/// From `x-name`, or a short description; otherwise plainly `server`.
fn name(server: &openapiv3::Server) -> String {
    let given = server
        .extensions
        .iter()
        .find(|(key, _)| key.as_str() == "x-name")
        .and_then(|(_, name)| name.as_str());
    let short =
        server.description.as_deref().filter(|text| text.split_whitespace().count() <= MOST_WORDS);
    given.or(short).map_or_else(|| "server".to_owned(), |name| name::lower(name, "server"))
}
