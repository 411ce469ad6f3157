//! Bodies of requests: `requestBody`, and the parameters of Swagger 2.0 that are bodies or parts of one.

use super::hint::unknown;
use super::value::{flag, is_object};
use super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Content, Encoding, Examples, Media, Parameter, PartKey, RequestBody};
use crate::source::Node;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl<'t> Reader<'t> {
    pub(super) fn request_body(
        self,
        referrer: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<RequestBody<'t>> {
        if referrer.value.is_null() {
            return None;
        }
        let node = self.follow(referrer, diagnostics)?;
        if !is_object(node, "a Request Body object", diagnostics) {
            return None;
        }
        let mut body =
            RequestBody { node, description: None, required: false, content: Vec::new() };
        for (key, member) in node.members() {
            match key {
                "description" => body.description = self.prose(member, diagnostics),
                "required" => body.required = flag(member, diagnostics).unwrap_or(false),
                "content" => body.content = self.content(member, diagnostics),
                _ => unknown(
                    "Request Body",
                    &["description", "required", "content"],
                    key,
                    member,
                    diagnostics,
                ),
            }
        }
        body.description = self.description(referrer, body.description, diagnostics);
        if body.content.is_empty()
            && node.get("content").is_none_or(|content| content.members().next().is_none())
        {
            diagnostics.warning(
                Code::MissingField,
                node,
                "the Request Body object has no media type in its `content`; it is ignored",
                "say what the body is made of, or remove it",
            );
            return None;
        }
        Some(body)
    }

    /// The body that parameters `in: body` or `in: formData` describe, if there are any.
    pub(super) fn body_of_parameters(
        self,
        body: Option<Parameter<'t>>,
        fields: Vec<Parameter<'t>>,
        consumes: &[(&'t str, Node<'t>)],
    ) -> Option<RequestBody<'t>> {
        if let Some(body) = body {
            let schema = body.schema.map(Content::Schema);
            let content = media_types(consumes, JSON, body.node)
                .into_iter()
                .map(|(media_type, node)| media(media_type, node, schema.clone()))
                .collect();
            return Some(RequestBody {
                node: body.node,
                description: body.description,
                required: body.required,
                content,
            });
        }
        let first = fields.first()?;
        let (node, required) = (first.node, fields.iter().any(|field| field.required));
        let is_file =
            |field: &Parameter<'_>| field.node.get("type").and_then(Node::text) == Some("file");
        let has_file = fields.iter().any(is_file);
        // Of what the operation consumes, only forms can be made of fields, and only one kind of form of files.
        let mut forms: Vec<(&'t str, Node<'t>)> = consumes
            .iter()
            .filter(|(media_type, _)| {
                let plain = media_type.split(';').next().unwrap_or_default().trim();
                (plain.eq_ignore_ascii_case(FORM) && !has_file)
                    || plain.eq_ignore_ascii_case(MULTIPART)
            })
            .copied()
            .collect();
        if forms.is_empty() {
            forms.push((if has_file { MULTIPART } else { FORM }, node));
        }
        let encoding: Vec<Encoding<'t>> = fields.iter().filter_map(joined).collect();
        let of = |(media_type, node)| Media {
            encoding: encoding.clone(),
            ..media(media_type, node, Some(Content::Form(fields.clone())))
        };
        let content = forms.into_iter().map(of).collect();
        Some(RequestBody { node, description: None, required, content })
    }

    /// The answers of 2.0: each media type that the operation produces, with the one schema.
    pub(super) fn produced(
        self,
        schema: Node<'t>,
        produces: &[(&'t str, Node<'t>)],
    ) -> Vec<Media<'t>> {
        let is_file =
            self.version == Version::V2 && schema.get("type").and_then(Node::text) == Some("file");
        let default = if is_file { "application/octet-stream" } else { JSON };
        // What an operation inherits from the document is mostly said of its other answers; a file can be of any media type.
        let of = |(media_type, node)| match media_type {
            text if is_file && !is_binary(text) => media("*/*", node, None),
            other => media(other, node, Some(Content::Schema(schema))),
        };
        let all = media_types(produces, default, schema).into_iter().map(of);
        let mut content: Vec<Media<'t>> = Vec::new();
        for media in all {
            if !is_file || content.iter().all(|known| known.media_type != media.media_type) {
                content.push(media);
            }
        }
        content
    }
}

/// How a list in a form becomes one text; a list that is sent once for each item, or one of files, does not.
fn joined<'t>(field: &Parameter<'t>) -> Option<Encoding<'t>> {
    let item = field.node.get("items");
    let says = |key: &str, value: &str| {
        item.and_then(|item| item.get(key)).and_then(Node::text) == Some(value)
    };
    let is_joined =
        !field.serialization.explode && !says("type", "file") && !says("format", "binary");
    is_joined.then(|| Encoding {
        node: field.node,
        of: PartKey::Property(field.name.to_owned()),
        headers: Vec::new(),
        content_type: None,
        serialization: Some(field.serialization),
    })
}

/// Whether a media type is that of bytes, and not of a text that would be read as what it says.
fn is_binary(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/').unwrap_or_default();
    let texts = ["json", "xml", "yaml"];
    kind != "text" && !texts.iter().any(|text| subtype.ends_with(text))
}

fn media<'t>(media_type: &'t str, node: Node<'t>, schema: Option<Content<'t>>) -> Media<'t> {
    Media {
        node,
        media_type,
        schema,
        item_schema: None,
        encoding: Vec::new(),
        examples: Examples::default(),
    }
}

fn media_types<'t>(
    named: &[(&'t str, Node<'t>)],
    default: &'t str,
    node: Node<'t>,
) -> Vec<(&'t str, Node<'t>)> {
    if named.is_empty() { vec![(default, node)] } else { named.to_vec() }
}
