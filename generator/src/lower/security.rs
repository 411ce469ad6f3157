//! Security schemes: how credentials travel.

use std::collections::HashSet;

use openapiv3::{APIKeyLocation, SecurityScheme as Described};

use super::docs;
use super::document::Document;
use super::name::{self, BUILDER, Scope};
use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::ir::{SecurityKind, SecurityScheme};

/// Lowers the schemes that some requirement names; those that nobody names send nothing and need no method.
pub(super) fn lower(
    document: &Document<'_>,
    required: &[(String, Pointer)],
    diagnostics: &mut Diagnostics,
) -> Vec<SecurityScheme> {
    let mut seen = HashSet::new();
    let declared = |scheme: &str| {
        document.components.is_some_and(|all| all.security_schemes.contains_key(scheme))
    };
    for (scheme, at) in required {
        if !declared(scheme) && seen.insert(at.clone()) {
            diagnostics.error_at_key(
                Code::UnknownSecurityScheme,
                at,
                format!("the security scheme `{scheme}` is not declared"),
                "declare it below `components.securitySchemes`, or correct the name",
            );
        }
    }
    let used: HashSet<&str> = required.iter().map(|(scheme, _)| scheme.as_str()).collect();
    let mut scope = Scope::new(BUILDER);
    let mut schemes = Vec::new();
    for (wire, node) in document.components.iter().flat_map(|all| &all.security_schemes) {
        if !used.contains(wire.as_str()) {
            continue;
        }
        let at = Pointer::root().child("components").child("securitySchemes").child(wire);
        let resolved = document.resolve(
            node,
            &at,
            "securitySchemes",
            |all| &all.security_schemes,
            diagnostics,
        );
        let Some((described, place)) = resolved else { continue };
        let (kind, description) = match described {
            Described::APIKey { location, name, description, .. } => {
                (api_key(location, name, &place, diagnostics), description)
            }
            Described::HTTP { scheme, description, .. } => {
                let kind = match scheme.to_ascii_lowercase().as_str() {
                    "bearer" => Some(SecurityKind::Bearer),
                    "basic" => Some(SecurityKind::Basic),
                    _ => unsupported(
                        &format!("the HTTP scheme `{scheme}`"),
                        &place.child("scheme"),
                        diagnostics,
                    ),
                };
                (kind, description)
            }
            Described::OAuth2 { description, .. } => {
                (unsupported("OAuth 2", &place.child("type"), diagnostics), description)
            }
            Described::OpenIDConnect { description, .. } => {
                (unsupported("OpenID Connect", &place.child("type"), diagnostics), description)
            }
        };
        let Some(kind) = kind else { continue };
        let name = scope.mint(name::lower(wire, "credential"));
        schemes.push(SecurityScheme {
            name,
            wire: wire.clone(),
            kind,
            docs: docs(None, description.as_ref()),
        });
    }
    schemes
}

fn api_key(
    location: &APIKeyLocation,
    name: &str,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) -> Option<SecurityKind> {
    match location {
        APIKeyLocation::Query => Some(SecurityKind::QueryKey(name.to_owned())),
        APIKeyLocation::Cookie => {
            unsupported("an API key in a cookie", &at.child("in"), diagnostics)
        }
        APIKeyLocation::Header if http::HeaderName::from_bytes(name.as_bytes()).is_ok() => {
            Some(SecurityKind::HeaderKey(name.to_owned()))
        }
        APIKeyLocation::Header => {
            let message = format!("`{name}` cannot be the name of a header");
            let help = "a header name has letters, digits and !#$%&'*+-.^_`|~ only (RFC 9110, section 5.1)";
            diagnostics.error(Code::InvalidHeaderName, &at.child("name"), message, help);
            None
        }
    }
}

fn unsupported(what: &str, at: &Pointer, diagnostics: &mut Diagnostics) -> Option<SecurityKind> {
    let message = format!("{what} is not supported yet, and an operation demands it");
    let help = "API keys in headers and queries, and HTTP basic and bearer are supported for now";
    diagnostics.error(Code::UnsupportedSecurity, at, message, help);
    None
}
