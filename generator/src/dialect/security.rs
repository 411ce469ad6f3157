//! Ways to authenticate, and which of them an operation demands.

use super::hint::{other_version, unknown};
use super::path::Surroundings;
use super::value::{is_object, items_or_one};
use super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Flows, Location, Requirement, SecurityKind, SecurityScheme};
use crate::source::Node;

const KEYS: &[&str] = &[
    "type",
    "description",
    "name",
    "in",
    "scheme",
    "bearerFormat",
    "flows",
    "openIdConnectUrl",
    "flow",
    "authorizationUrl",
    "tokenUrl",
    "scopes",
    "oauth2MetadataUrl",
    "deprecated",
];

/// The keys of a scheme, which mean something only together.
#[derive(Default)]
struct Described<'t> {
    kind: Option<(&'t str, Node<'t>)>,
    name: Option<&'t str>,
    location: Option<(&'t str, Node<'t>)>,
    scheme: Option<&'t str>,
    flows: Option<Node<'t>>,
    flow: Option<(&'t str, Node<'t>)>,
    token_url: Option<&'t str>,
    open_id: Option<&'t str>,
}

impl<'t> Reader<'t> {
    pub(super) fn security_schemes(
        self,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<SecurityScheme<'t>> {
        is_object(node, "an object with a security scheme behind each name", diagnostics);
        let schemes = node
            .members()
            .filter(|(key, member)| !key.starts_with("x-") || member.value.is_object());
        schemes.filter_map(|(key, member)| self.security_scheme(key, member, diagnostics)).collect()
    }

    fn security_scheme(
        self,
        key: &'t str,
        referrer: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<SecurityScheme<'t>> {
        if referrer.value.is_null() {
            return None;
        }
        let unread = SecurityScheme { node: referrer, key, description: None, kind: None };
        let Some(node) = self.follow(referrer, diagnostics) else { return Some(unread) };
        if !is_object(node, "a Security Scheme object", diagnostics) {
            return Some(unread);
        }
        let mut described = Described::default();
        let mut description = None;
        for (key, member) in node.members() {
            let mut text = || self.text(member, diagnostics);
            match key {
                "type" => described.kind = text().map(|text| (text, member)),
                "name" => described.name = text(),
                "in" => described.location = text().map(|text| (text, member)),
                "scheme" => described.scheme = text(),
                "flow" => described.flow = text().map(|text| (text, member)),
                "tokenUrl" => described.token_url = text(),
                "openIdConnectUrl" => described.open_id = text(),
                "flows" => described.flows = Some(member),
                "description" => description = self.prose(member, diagnostics),
                "bearerFormat" | "authorizationUrl" | "scopes" | "oauth2MetadataUrl"
                | "deprecated" => {}
                _ => unknown("Security Scheme", KEYS, key, member, diagnostics),
            }
        }
        let description = self.description(referrer, description, diagnostics);
        let kind = self.security_kind(node, described, diagnostics);
        Some(SecurityScheme { node, key, description, kind })
    }

    fn security_kind(
        self,
        node: Node<'t>,
        described: Described<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<SecurityKind<'t>> {
        let demand = |key: &str, diagnostics: &mut Diagnostics| {
            let message = format!("the Security Scheme object has no `{key}`");
            let help = format!("the specification demands it; add `{key}` here");
            diagnostics.error(Code::MissingField, node.key(), message, help);
        };
        let Some((kind, at)) = described.kind else {
            demand("type", diagnostics);
            return None;
        };
        let is_old = self.version == Version::V2;
        match kind.to_ascii_lowercase().as_str() {
            "apikey" => {
                let Some(name) = described.name else {
                    demand("name", diagnostics);
                    return None;
                };
                let Some((location, at)) = described.location else {
                    demand("in", diagnostics);
                    return None;
                };
                let location = match location.to_ascii_lowercase().as_str() {
                    "header" => Location::Header,
                    "query" => Location::Query,
                    "cookie" => Location::Cookie,
                    _ => {
                        let message = format!("an API key cannot travel in `{location}`");
                        let help = "write `header`, `query` or `cookie`";
                        diagnostics.error(Code::UnknownValue, at, message, help);
                        return None;
                    }
                };
                Some(SecurityKind::ApiKey { location, name })
            }
            "http" => {
                if is_old {
                    other_version("type: http", at, "OpenAPI 3.0", diagnostics);
                }
                if described.scheme.is_none() {
                    demand("scheme", diagnostics);
                }
                Some(SecurityKind::Http(described.scheme?.to_ascii_lowercase()))
            }
            scheme @ ("basic" | "bearer") => {
                if !(is_old && scheme == "basic") {
                    diagnostics.warning(
                        Code::UnknownValue,
                        at,
                        format!("`{kind}` is no type of security scheme; it is taken for the scheme of `http`"),
                        format!("write `type: http` and `scheme: {scheme}`"),
                    );
                }
                Some(SecurityKind::Http(scheme.to_owned()))
            }
            "oauth2" => Some(SecurityKind::OAuth2(self.flows(&described, diagnostics))),
            "openidconnect" => {
                if described.open_id.is_none() {
                    demand("openIdConnectUrl", diagnostics);
                }
                Some(SecurityKind::OpenIdConnect(described.open_id?))
            }
            "mutualtls" => Some(SecurityKind::MutualTls),
            _ => {
                let message = format!("`{kind}` is no type of security scheme");
                let help = "write `apiKey`, `http`, `oauth2`, `openIdConnect` or `mutualTLS`";
                diagnostics.error(Code::UnknownValue, at, message, help);
                None
            }
        }
    }

    fn flows(self, described: &Described<'t>, diagnostics: &mut Diagnostics) -> Flows<'t> {
        let mut flows = Flows::default();
        // Of 2.0, which has one flow and its addresses in the scheme itself.
        if let Some((flow, at)) = described.flow {
            match flow {
                "application" | "clientCredentials" => {
                    flows.client_credentials = described.token_url
                }
                "implicit" | "password" | "accessCode" | "authorizationCode" => {
                    flows.other = described.token_url
                }
                _ => diagnostics.warning(
                    Code::UnknownValue,
                    at,
                    format!("`{flow}` is no flow of OAuth 2; it is ignored"),
                    "write `implicit`, `password`, `application` or `accessCode`",
                ),
            }
        }
        let Some(node) =
            described.flows.filter(|flows| is_object(*flows, "an OAuth Flows object", diagnostics))
        else {
            return flows;
        };
        for (key, member) in node.members() {
            let mut token_url = || {
                let url = member
                    .get("tokenUrl")
                    .filter(|_| is_object(member, "an OAuth Flow object", diagnostics));
                url.and_then(|url| self.text(url, diagnostics))
            };
            match key {
                "clientCredentials" => flows.client_credentials = token_url(),
                "implicit" | "password" | "authorizationCode" | "deviceAuthorization" => {
                    flows.other = flows.other.or(token_url());
                }
                _ => {
                    let known = [
                        "implicit",
                        "password",
                        "clientCredentials",
                        "authorizationCode",
                        "deviceAuthorization",
                    ];
                    unknown("OAuth Flows", &known, key, member, diagnostics);
                }
            }
        }
        flows
    }
}

impl<'t> Surroundings<'t> {
    /// `security`. An alternative of which nothing is left that is declared is none.
    pub(super) fn requirements(
        &self,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Requirement<'t>> {
        let mut requirements = Vec::new();
        for node in items_or_one(node, "a list of security requirements", diagnostics) {
            if !is_object(node, "a security requirement", diagnostics) {
                continue;
            }
            let mut schemes = Vec::new();
            for (name, scopes) in node.members() {
                if self.schemes.contains(name) {
                    schemes.push((name, scopes));
                } else {
                    let section = if self.reader.version() == Version::V2 {
                        "securityDefinitions"
                    } else {
                        "components/securitySchemes"
                    };
                    diagnostics.warning(
                        Code::UnknownSecurityScheme,
                        scopes.key(),
                        format!("the security scheme `{name}` is not declared; it is left out"),
                        format!("declare it below `{section}`, or remove it here"),
                    );
                }
            }
            if !schemes.is_empty() || node.members().next().is_none() {
                requirements.push(Requirement { node, schemes });
            }
        }
        requirements
    }
}
