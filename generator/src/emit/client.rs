//! `client.rs`: servers and credentials as methods of the runtime's types.

use crate::ir::{SecurityKind, SecurityScheme, Server};

use super::docs::{self, Doc};
use super::facts::Facts;
use super::print::{
    Node, Param, call, generic, impl_block, signature, slice, statement, text, word,
};
use super::types::MAX_ARGUMENTS;
use super::uses::Uses;

/// The file, if the description has servers or credentials.
pub fn file(facts: &Facts<'_>) -> Option<String> {
    let api = facts.api;
    let mut uses = Uses::new(facts);
    let mut items = Vec::new();
    if !api.servers.is_empty() {
        uses.runtime(["Client", "ClientBuilder"]);
        let methods: Vec<String> = api.servers.iter().map(server).collect();
        items.push(impl_block("", None, "Client", &methods.join("\n")));
    }
    let methods = |scheme| credential(scheme).into_iter().chain(client_credentials(scheme));
    let methods: Vec<String> = api.schemes.iter().flat_map(methods).collect();
    if !methods.is_empty() {
        uses.runtime(["ClientBuilder", "Credential"]);
        if api.schemes.iter().any(|scheme| scheme.client_name.is_some()) {
            uses.runtime(["ClientCredentials"]);
        }
        items.push(impl_block("", None, "ClientBuilder", &methods.join("\n")));
    }
    if items.is_empty() {
        return None;
    }
    let docs = "//! Servers and credentials.\n\n";
    Some(format!("{docs}{}{}", uses.declarations(), items.join("\n")))
}

/// A constructor for the address of a server.
fn server(server: &Server) -> String {
    let mut doc = Doc::of(&server.docs, || format!("A client of `{}`.", docs::code(&server.url)));
    if server.docs.summary.is_some() || server.docs.description.is_some() {
        doc.paragraph(&format!("The address is `{}`.", docs::code(&server.url)));
    }
    let mut params = Vec::new();
    let mut lines = Vec::new();
    // A question mark says that a value may be empty.
    let empty = server.variables.iter().filter(|variable| variable.may_be_empty);
    let url = empty.fold(server.url.clone(), |url, variable| {
        url.replace(&format!("{{{}}}", variable.wire), &format!("{{{}?}}", variable.wire))
    });
    let mut template = text(&url);
    if server.is_relative {
        let origin = "origin";
        doc.paragraph("The address is relative to an origin, such as `https://example.com`.");
        params.push(Param::Named(origin.to_owned(), generic("impl AsRef", [word("str")])));
        let base = word(origin).method("as_ref", []).method("trim_end_matches", [word("'/'")]);
        let path = format!("/{}", url.trim_start_matches('/'));
        let template_text =
            Node::Array("", vec![base, text(path.trim_end_matches('/'))]).method("concat", []);
        let assignment = Node::Assign("let template".to_owned(), Box::new(template_text));
        lines.push(statement(&assignment, ";", 8));
        template = word("&template");
    }
    let is_list = server.variables.len() + params.len() > MAX_ARGUMENTS;
    let mut pairs = Vec::new();
    let mut known = Vec::new();
    for (index, variable) in server.variables.iter().enumerate() {
        let name = if variable.name == "origin" || variable.name == "template" {
            format!("{}_value", variable.name)
        } else {
            variable.name.clone()
        };
        let value = match is_list {
            true => word(format!("values[{index}]")),
            false => word(&name).method("as_ref", []),
        };
        // The slash of a path that is a variable stands before it already.
        let has_slash = index == 0 && server.is_relative && server.url.starts_with('{');
        let value = match has_slash && variable.default.starts_with('/') {
            true => value.method("trim_start_matches", [word("'/'")]),
            false => value,
        };
        if !is_list {
            params.push(Param::Named(name.clone(), generic("impl AsRef", [word("str")])));
        }
        pairs.push(Node::Tuple(vec![text(&variable.wire), value]));
        let mut what = docs::line(&variable.docs);
        if !variable.values.is_empty() {
            let values = variable.values.iter().filter(|value| !value.is_empty());
            let values: Vec<String> =
                values.map(|value| format!("`{}`", docs::code(value))).collect();
            what += &format!(" One of {}.", values.join(", "));
        }
        if !variable.default.is_empty() {
            what += &format!(" The description suggests `{}`.", docs::code(&variable.default));
        }
        if variable.may_be_empty {
            what += " It can be empty.";
        }
        let colon = if what.is_empty() { "" } else { ": " };
        known.push(format!("- `{name}`{colon}{}", what.trim()));
    }
    if is_list {
        let ty = format!("[&str; {}]", server.variables.len());
        params.push(Param::Named("values".to_owned(), word(ty)));
    }
    if !known.is_empty() {
        doc.paragraph("The variables of the address:");
        doc.paragraph(&known.join("\n"));
    }
    let head =
        signature(&format!("pub fn {}", server.name), &params, Some(&word("ClientBuilder")), 4);
    lines.push(statement(&call("ClientBuilder::from_template", [template, slice(pairs)]), "", 8));
    format!("{}    {head}\n        {}\n    }}\n", doc.outer(4), lines.join("\n        "))
}

/// A method that takes a credential, if one is added to a request.
fn credential(scheme: &SecurityScheme) -> Option<String> {
    let (role, names, constructor, place) = match &scheme.kind {
        SecurityKind::HeaderKey(name) => {
            let role = format!("An API key, sent in the header `{}`.", docs::code(name));
            (role, vec!["token"], "Credential::header", Some(name.to_ascii_lowercase()))
        }
        SecurityKind::QueryKey(name) => {
            let role = format!("An API key, sent in the query parameter `{}`.", docs::code(name));
            (role, vec!["token"], "Credential::query", Some(name.clone()))
        }
        SecurityKind::CookieKey(name) => {
            let role = format!("An API key, sent in the cookie `{}`.", docs::code(name));
            (role, vec!["token"], "Credential::cookie", Some(name.clone()))
        }
        SecurityKind::Bearer => {
            let role = "A bearer token, sent in the header `Authorization`.".to_owned();
            (role, vec!["token"], "Credential::bearer", None)
        }
        SecurityKind::Basic => {
            let role = "User and password, sent in the header `Authorization`.".to_owned();
            (role, vec!["user", "password"], "Credential::basic", None)
        }
        SecurityKind::Http(scheme) => {
            let name = docs::code(scheme);
            let role = format!("What follows the scheme `{name}` in the header `Authorization`.");
            (role, vec!["credentials"], "Credential::http", Some(scheme.clone()))
        }
        SecurityKind::OAuth2(_) => {
            let role = "An access token of OAuth 2, sent in the header `Authorization`.".to_owned();
            (role, vec!["token"], "Credential::bearer", None)
        }
        SecurityKind::OpenIdConnect(discovery) => {
            let address = docs::code(discovery);
            let role = format!(
                "An access token of OpenID Connect, sent in the header `Authorization`. The provider is described at `{address}`."
            );
            (role, vec!["token"], "Credential::bearer", None)
        }
        SecurityKind::MutualTls => return None,
    };
    let mut doc = Doc::of(&scheme.docs, || role.clone());
    if scheme.docs.summary.is_some() || scheme.docs.description.is_some() {
        doc.paragraph(&role);
    }
    let mut params = vec![Param::Receiver("self")];
    let ty = match scheme.kind {
        SecurityKind::Basic | SecurityKind::Http(_) => generic("impl AsRef", [word("str")]),
        _ => generic("impl Into", [word("String")]),
    };
    params.extend(names.iter().map(|name| Param::Named((*name).to_owned(), ty.clone())));
    let place = place.iter().map(|place| text(place));
    let arguments: Vec<Node> = place.chain(names.iter().map(|name| word(*name))).collect();
    let head = signature(&format!("pub fn {}", scheme.name), &params, Some(&word("Self")), 4);
    let value =
        word("self").method("credential", [text(&scheme.wire), call(constructor, arguments)]);
    let value = statement(&value, "", 8);
    Some(format!("{}    {head}\n        {value}\n    }}\n", doc.outer(4)))
}

/// A method that takes credentials of a client, where the description says how tokens are had for them.
fn client_credentials(scheme: &SecurityScheme) -> Option<String> {
    let name = scheme.client_name.as_ref()?;
    let (endpoint, url, source) = match &scheme.kind {
        SecurityKind::OAuth2(Some(url)) => ("or_token_url", url, ""),
        SecurityKind::OpenIdConnect(url) => ("or_discovery_url", url, "the provider described at "),
        _ => return None,
    };
    let mut doc = Doc::default();
    let address = docs::code(url);
    doc.paragraph(&format!(
        "Credentials of a client; its access tokens come from {source}`{address}`."
    ));
    let client = Param::Named("client".to_owned(), word("ClientCredentials"));
    let head = signature(
        &format!("pub fn {name}"),
        &[Param::Receiver("self"), client],
        Some(&word("Self")),
        4,
    );
    let source = call("Credential::source", [word("client").method(endpoint, [text(url)])]);
    let value = word("self").method("credential", [text(&scheme.wire), source]);
    let value = statement(&value, "", 8);
    Some(format!("{}    {head}\n        {value}\n    }}\n", doc.outer(4)))
}
