//! Security schemes: how credentials travel.

use std::collections::{HashMap, HashSet};

use super::name::{self, BUILDER, Scope};
use super::{docs, header_problem};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Location, SecurityKind as Described};
use crate::ir::{SecurityKind, SecurityScheme};
use crate::source::Node;

/// Reports alternatives that no request can satisfy, because two of their schemes travel in the same place.
pub(super) fn check(document: &Document<'_>, diagnostics: &mut Diagnostics) {
    let schemes = &document.security_schemes;
    let place = |key: &str| match schemes.iter().find(|scheme| scheme.key == key)?.kind.as_ref()? {
        Described::ApiKey { location: Location::Header, name } => {
            Some((Location::Header, name.to_ascii_lowercase()))
        }
        Described::ApiKey { location, name } => Some((*location, (*name).to_owned())),
        Described::Http(_) | Described::OAuth2(_) | Described::OpenIdConnect(_) => {
            Some((Location::Header, "authorization".to_owned()))
        }
        Described::MutualTls => None,
    };
    let mut seen: Vec<Node<'_>> = Vec::new();
    let requirements = document.operations.iter().flat_map(|operation| &operation.security);
    for requirement in requirements.filter(|one| one.schemes.len() > 1) {
        let mut places: HashMap<_, &str> = HashMap::new();
        for (name, node) in &requirement.schemes {
            let Some(place) = place(name) else { continue };
            let place_name = place.1.clone();
            if let Some(other) = places.insert(place, name)
                && !seen.contains(node)
            {
                seen.push(*node);
                diagnostics.warning(
                    Code::ClashingCredentials,
                    node.key(),
                    format!("`{other}` and `{name}` are needed together, and both travel in `{place_name}`; a request with both is refused"),
                    "write them as alternatives, each in an item of the list of its own",
                );
            }
        }
    }
}

/// Lowers the schemes that some requirement names; those that nobody names send nothing and need no method.
pub(super) fn lower(
    document: &Document<'_>,
    used: &HashSet<&str>,
    diagnostics: &mut Diagnostics,
) -> Vec<SecurityScheme> {
    let mut scope = Scope::new(BUILDER);
    let mut schemes = Vec::new();
    for scheme in document.security_schemes.iter().filter(|scheme| used.contains(scheme.key)) {
        let Some(described) = &scheme.kind else { continue };
        if let Described::ApiKey { location: Location::Header, name } = described
            && let Some((message, help)) = header_problem(name)
        {
            let node = scheme.node.get("name").unwrap_or(scheme.node);
            diagnostics.error(Code::InvalidHeaderName, node, message, help);
            continue;
        }
        let kind = match described {
            Described::ApiKey { location, name } => match location {
                Location::Query | Location::QueryString => {
                    SecurityKind::QueryKey((*name).to_owned())
                }
                Location::Cookie => SecurityKind::CookieKey((*name).to_owned()),
                Location::Header | Location::Path => SecurityKind::HeaderKey((*name).to_owned()),
            },
            Described::Http(name) => match name.as_str() {
                "bearer" => SecurityKind::Bearer,
                "basic" => SecurityKind::Basic,
                other => SecurityKind::Http(other.to_owned()),
            },
            Described::OAuth2(flows) => {
                let token_url = flows.client_credentials.filter(|url| !url.trim().is_empty());
                SecurityKind::OAuth2(token_url.map(str::to_owned))
            }
            Described::OpenIdConnect(address) => SecurityKind::OpenIdConnect((*address).to_owned()),
            Described::MutualTls => SecurityKind::MutualTls,
        };
        schemes.push(SecurityScheme {
            name: scope.mint(name::lower(scheme.key, "credential")),
            client_name: None,
            wire: scheme.key.to_owned(),
            kind,
            docs: docs(None, scheme.description),
        });
    }
    for scheme in &mut schemes {
        if let SecurityKind::OAuth2(Some(_)) | SecurityKind::OpenIdConnect(_) = scheme.kind {
            scheme.client_name = Some(scope.mint(format!("{}_client", scheme.name)));
        }
    }
    schemes
}
