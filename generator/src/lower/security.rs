//! Security schemes: how credentials travel.

use std::collections::HashSet;

use super::name::{self, BUILDER, Scope};
use super::{docs, header_problem};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Location, SecurityKind as Described};
use crate::ir::{SecurityKind, SecurityScheme};

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
