//! Answers, by status.

use super::hint::{is_extension, other_version, unknown};
use super::style::Written;
use super::swagger::Separator;
use super::value::{flag, is_object};
use super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Example, Examples, Header, Location, Response, StatusRange};
use crate::source::Node;

const KEYS_OF_2: &[&str] = &["description", "schema", "headers", "examples"];
const KEYS_OF_3: &[&str] = &["description", "summary", "headers", "content", "links"];
const HEADER: &[&str] = &[
    "description",
    "required",
    "deprecated",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "content",
    "example",
    "examples",
];

/// Statuses whose answers have no content, whatever is described (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5).
const NO_CONTENT: [u16; 3] = [204, 205, 304];

impl<'t> Reader<'t> {
    /// `responses` of an operation. Where links stand is noted in `links`.
    pub(super) fn responses(
        self,
        operation: Node<'t>,
        node: Option<Node<'t>>,
        produces: &[(&'t str, Node<'t>)],
        links: &mut Option<Node<'t>>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Response<'t>> {
        let node = node.filter(|node| is_object(*node, "a Responses object", diagnostics));
        let mut responses = Vec::new();
        for (key, member) in node.into_iter().flat_map(Node::members) {
            if is_extension(key) {
                continue;
            }
            let Some(status) = status(key, member, diagnostics) else { continue };
            responses.extend(self.response(status, member, produces, links, diagnostics));
        }
        if node.is_none_or(|node| node.members().next().is_none()) {
            diagnostics.warning(
                Code::MissingField,
                node.unwrap_or(operation).key(),
                "the operation documents no answer",
                "the specification demands at least one; add `responses` with the status of success",
            );
        }
        responses
    }

    fn response(
        self,
        status: StatusRange,
        referrer: Node<'t>,
        produces: &[(&'t str, Node<'t>)],
        links: &mut Option<Node<'t>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Response<'t>> {
        let mut response = Response {
            node: referrer,
            status,
            description: None,
            headers: Vec::new(),
            content: Vec::new(),
        };
        if referrer.value.is_null() {
            return Some(response);
        }
        let node = self.follow(referrer, diagnostics)?;
        if !is_object(node, "a Response object", diagnostics) {
            return None;
        }
        response.node = node;
        let is_old = self.version == Version::V2;
        let mut examples = None;
        for (key, member) in node.members() {
            match key {
                "description" => response.description = self.prose(member, diagnostics),
                "summary" if !is_old => {}
                "headers" => response.headers = self.headers(member, diagnostics),
                "content" => {
                    if is_old {
                        other_version(key, member, "OpenAPI 3.0", diagnostics);
                    }
                    response.content = self.content(member, diagnostics);
                }
                "schema" => {
                    if !is_old {
                        other_version(key, member, "Swagger 2.0", diagnostics);
                    }
                    if !member.value.is_null() && response.content.is_empty() {
                        response.content = self.produced(member, produces);
                    }
                }
                "links" if !is_old => {
                    is_object(member, "an object of links", diagnostics);
                    if links.is_none() && member.members().next().is_some() {
                        *links = Some(member);
                    }
                }
                "examples" if is_old => examples = Some(member),
                _ => {
                    let known = if is_old { KEYS_OF_2 } else { KEYS_OF_3 };
                    unknown("Response", known, key, member, diagnostics);
                }
            }
        }
        // In 2.0 each stands behind its media type.
        for media in &mut response.content {
            let example = examples.and_then(|examples: Node<'t>| examples.get(media.media_type));
            media.examples.values.extend(example.map(|value| Example { name: None, value }));
        }
        if matches!(status, StatusRange::Code(code) if NO_CONTENT.contains(&code)) {
            if response.content.iter().any(|media| media.schema.is_some()) {
                diagnostics.warning(
                    Code::IgnoredContent,
                    referrer.key(),
                    "an answer with this status has no content; what is described of it is left out",
                    "describe it under a status that has content, such as `200`",
                );
            }
            response.content.clear();
        }
        self.described(node, "Response", diagnostics);
        response.description = self.description(referrer, response.description, diagnostics);
        Some(response)
    }

    /// `headers` of an answer, or of a part of a body.
    pub(super) fn headers(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<Header<'t>> {
        is_object(node, "an object with a Header object behind each name", diagnostics);
        node.members().filter_map(|(name, member)| self.header(name, member, diagnostics)).collect()
    }

    fn header(
        self,
        name: &'t str,
        referrer: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Header<'t>> {
        if name.eq_ignore_ascii_case("content-type") && self.version >= Version::V30 {
            diagnostics.warning(
                Code::IgnoredHeader,
                referrer.key(),
                "the header `Content-Type` is ignored here: the specification says so, for it is described elsewhere",
                "remove it",
            );
            return None;
        }
        let mut header = Header {
            node: referrer,
            name,
            description: None,
            required: false,
            deprecated: false,
            explode: false,
            delimiter: ',',
            schema: None,
            media_type: None,
            examples: Examples::default(),
        };
        if referrer.value.is_null() {
            return Some(header);
        }
        let node = self.follow(referrer, diagnostics)?;
        if !is_object(node, "a Header object", diagnostics) {
            return None;
        }
        header.node = node;
        let is_given = |key: &str| node.get(key).is_some_and(|member| !member.value.is_null());
        // In 2.0 a header is a schema itself; some write headers of 3.x so as well.
        let is_schema = is_given("type") && !is_given("schema") && !is_given("content");
        let (mut written, mut separator) = (Written::default(), None);
        for (key, member) in node.members() {
            match key {
                "description" => header.description = self.prose(member, diagnostics),
                "required" if !(is_schema && member.value.is_array()) => {
                    header.required = flag(member, diagnostics).unwrap_or(false);
                }
                "schema" if !member.value.is_null() => header.schema = Some(member),
                "content" if !member.value.is_null() => {
                    let media = self.only_media(member, diagnostics);
                    header.media_type = media.as_ref().map(|media| media.media_type);
                    header.schema = header.schema.or_else(|| media.as_ref()?.described());
                }
                "deprecated" => header.deprecated = flag(member, diagnostics).unwrap_or(false),
                "style" => {
                    written.style = self.text(member, diagnostics).map(|style| (style, member));
                }
                "explode" => written.explode = flag(member, diagnostics),
                "collectionFormat" if is_schema => {
                    separator = self.text(member, diagnostics).map(|text| (text, member));
                }
                // Nothing is encoded in a header, so that all that is reserved is allowed.
                "schema" | "content" | "allowReserved" | "example" | "examples" => {}
                _ if is_schema => {}
                "name" | "in" => diagnostics.warning(
                    Code::UnknownKeyword,
                    member.key(),
                    format!("the Header object has no key `{key}`; it is ignored"),
                    "remove it: a header is called what its key says",
                ),
                _ => unknown("Header", HEADER, key, member, diagnostics),
            }
        }
        if is_schema {
            if self.version >= Version::V30 {
                other_version("type", node.get("type").unwrap_or(node), "Swagger 2.0", diagnostics);
            }
            header.schema = Some(node);
        }
        header.explode = self.serialization(Location::Header, written, diagnostics).explode;
        let separator = Separator::of(node, separator, diagnostics);
        header.delimiter = separator.map_or(',', Separator::delimiter);
        header.examples = self.examples(node, None, diagnostics);
        header.description = self.description(referrer, header.description, diagnostics);
        Some(header)
    }
}

/// What a key of `responses` stands for.
fn status(key: &str, member: Node<'_>, diagnostics: &mut Diagnostics) -> Option<StatusRange> {
    let text = key.trim();
    if text.eq_ignore_ascii_case("default") {
        return Some(StatusRange::Default);
    }
    let (class, rest) = text.split_at_checked(1).unwrap_or(("", ""));
    let class: Option<u8> = class.parse().ok().filter(|class| (1..=9).contains(class));
    let status = match rest {
        "XX" => class.map(StatusRange::Class),
        "xx" => {
            if class.is_some() {
                let message = format!(
                    "`{key}` is no range of HTTP statuses; it is taken as `{}`",
                    key.to_ascii_uppercase()
                );
                diagnostics.warning(
                    Code::InvalidStatus,
                    member.key(),
                    message,
                    "write it in upper case",
                );
            }
            class.map(StatusRange::Class)
        }
        _ if text.len() == 3 => class.and(text.parse().ok()).map(StatusRange::Code),
        _ => None,
    };
    if status.is_some() && class > Some(5) {
        diagnostics.warning(
            Code::InvalidStatus,
            member.key(),
            format!("`{key}` is beyond the statuses that HTTP has"),
            "statuses are from 100 to 599 (RFC 9110, section 15)",
        );
    }
    if status.is_none() {
        diagnostics.error(
            Code::InvalidStatus,
            member.key(),
            format!("`{key}` is no HTTP status"),
            "keys are statuses such as `\"200\"`, ranges such as `2XX`, or `default`",
        );
    }
    status
}
