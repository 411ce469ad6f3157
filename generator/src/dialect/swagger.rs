//! What Swagger 2.0 says in its own way: where the server is, and how lists become text.

use serde_json::Value;

use super::Reader;
use super::parameter::Travels;
use super::style::default_serialization;
use super::value::items_or_one;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Location, Serialization, Server, Style};
use crate::source::Node;

impl<'t> Reader<'t> {
    /// The servers that `host`, `basePath` and `schemes` describe. Without a host they are relative to the address of the
    /// description, which is where 2.0 says that it is served from.
    pub(super) fn addresses(
        self,
        root: Node<'t>,
        schemes: Option<Node<'t>>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Server<'t>> {
        let text = |key: &str, diagnostics: &mut Diagnostics| {
            let node = root.get(key)?;
            Some((self.text(node, diagnostics)?.trim(), node))
        };
        let host = text("host", diagnostics).filter(|(host, _)| !host.is_empty());
        let base = text("basePath", diagnostics);
        let path = base.map_or(String::new(), |(base, node)| {
            let path = base.trim_end_matches('/');
            if path.is_empty() || path.starts_with('/') {
                return path.to_owned();
            }
            let message =
                format!("`basePath` does not begin with a slash; it is taken as `/{path}`");
            diagnostics.warning(Code::InvalidPath, node, message, "put a slash before it");
            format!("/{path}")
        });
        let server = |url: String, node: Node<'t>| Server {
            node,
            url,
            name: None,
            description: None,
            variables: Vec::new(),
        };
        let Some((host, node)) = host else {
            let url = if path.is_empty() { "/".to_owned() } else { path };
            return vec![server(url, base.map_or(root, |(_, node)| node))];
        };
        let written = host.split_once("://");
        if let Some((scheme, rest)) = written {
            let message = format!(
                "`host` is the name of a machine and not an address; it is taken as `{rest}` with the scheme `{scheme}`"
            );
            diagnostics.warning(
                Code::UnknownValue,
                node,
                message,
                "write the scheme below `schemes`",
            );
        }
        let host = written.map_or(host, |(_, rest)| rest).trim_end_matches('/');
        let mut servers: Vec<Server<'t>> = Vec::new();
        let mut named = schemes
            .map(|schemes| items_or_one(schemes, "a list of schemes", diagnostics))
            .unwrap_or_default();
        named.retain(|item| !item.value.is_null());
        for item in &named {
            let Some(scheme) = self.text(*item, diagnostics) else { continue };
            match scheme.to_ascii_lowercase().as_str() {
                scheme @ ("http" | "https") => {
                    servers.push(server(format!("{scheme}://{host}{path}"), node))
                }
                "ws" | "wss" => diagnostics.warning(
                    Code::LeftOut,
                    *item,
                    "WebSockets are left out: a client sends requests",
                    "nothing has to be done",
                ),
                _ => diagnostics.warning(
                    Code::UnknownValue,
                    *item,
                    format!("`{scheme}` is no scheme of an address; it is ignored"),
                    "write `https` or `http`",
                ),
            }
        }
        if servers.is_empty() && (named.is_empty() || written.is_some()) {
            let scheme = written.map_or("https", |(scheme, _)| scheme);
            servers.push(server(format!("{scheme}://{host}{path}"), node));
        }
        servers
    }

    /// `schemes` of an operation, where the addresses of the document are not among its own.
    pub(super) fn addresses_of_operation(
        self,
        schemes: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Server<'t>> {
        let root = self.sources.root();
        let first = root.get("schemes").and_then(|schemes| schemes.item(0));
        let is_allowed =
            |first: Node<'t>| schemes.items().any(|scheme| scheme.value == first.value);
        if root.get("host").is_none() || first.is_some_and(is_allowed) {
            return Vec::new();
        }
        self.addresses(root, Some(schemes), diagnostics)
    }
}

/// `collectionFormat`: what stands between the items of a list.
#[derive(Clone, Copy)]
pub(super) enum Separator {
    Comma,
    Space,
    Tab,
    Pipe,
    /// The parameter is sent once for each item.
    Repeated,
}

impl Separator {
    /// What separates the items of a parameter of 2.0; `None` if it is no list.
    pub(super) fn of<'t>(
        node: Node<'t>,
        written: Option<(&str, Node<'t>)>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let is_list = match node.get("type").map(|kind| kind.value) {
            Some(Value::String(kind)) => kind == "array",
            Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "array"),
            _ => false,
        };
        if !is_list {
            return None;
        }
        if let Some(inner) = node.get("items")
            && inner.get("type").and_then(Node::text) == Some("array")
        {
            diagnostics.warning(
                Code::UncheckedKeyword,
                inner.get("collectionFormat").unwrap_or(inner),
                "`collectionFormat` of a list in a list is not supported yet; each inner list is taken as JSON",
                "nothing has to be done, if the server can do with JSON such as `[1,2]`",
            );
        }
        let Some((format, at)) = written else { return Some(Self::Comma) };
        Some(match format {
            "csv" => Self::Comma,
            "ssv" => Self::Space,
            "tsv" => Self::Tab,
            "pipes" => Self::Pipe,
            "multi" => Self::Repeated,
            "pipe" => {
                let message = "`pipe` is no `collectionFormat`; it is taken as `pipes`";
                diagnostics.warning(Code::UnknownValue, at, message, "write `pipes`");
                Self::Pipe
            }
            _ => {
                diagnostics.error(
                    Code::UnknownValue,
                    at,
                    format!("`{format}` is no `collectionFormat`"),
                    "write `csv`, `ssv`, `tsv`, `pipes` or `multi`",
                );
                Self::Comma
            }
        })
    }

    /// What stands between the items in a header.
    pub(super) fn delimiter(self) -> char {
        match self {
            Self::Comma | Self::Repeated => ',',
            Self::Space => ' ',
            Self::Tab => '\t',
            Self::Pipe => '|',
        }
    }

    /// The same in the terms of 3.x.
    pub(super) fn serialization(self, travels: Travels) -> Serialization {
        let location = match travels {
            Travels::In(location) => location,
            Travels::Body | Travels::Form => Location::Query,
        };
        let plain = default_serialization(location);
        let style = match self {
            Self::Comma | Self::Repeated => plain.style,
            Self::Space => Style::SpaceDelimited,
            Self::Tab => Style::TabDelimited,
            Self::Pipe => Style::PipeDelimited,
        };
        Serialization { style, explode: matches!(self, Self::Repeated), ..plain }
    }
}
