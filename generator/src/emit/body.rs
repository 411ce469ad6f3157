//! Bodies of requests: what they can be, and how they become bytes.

use std::collections::BTreeMap;

use crate::ir::{Body, Content, Contents, Format, Operation, Part, PartHeader, PartKey, Type};

use super::docs::{self, Doc};
use super::operation::styled;
use super::print::{
    Node, binding, call, generic, impl_block, match_block, slice, statement, text, type_head,
    variant, word,
};
use super::rules::{are_nested, reference};
use super::uses::{Uses, is_complex};
use super::xml;

/// The type of a body.
pub fn ty(body: &Body, uses: &mut Uses<'_>) -> Node {
    match &body.contents {
        Contents::One(content) => uses.ty(&content.ty),
        Contents::Many { type_name, .. } => word(type_name),
    }
}

/// The type of the argument for a body: whatever becomes one.
pub fn argument(body: &Body, uses: &mut Uses<'_>) -> Node {
    match &body.contents {
        Contents::One(content) => uses.argument(&content.ty),
        Contents::Many { type_name, .. } => generic("impl Into", [word(type_name)]),
    }
}

/// An argument as a body; `None` where it is one already.
pub fn taken(name: &str, body: &Body, uses: &Uses<'_>) -> Option<Node> {
    match &body.contents {
        Contents::One(content) => uses.taken(name, &content.ty),
        Contents::Many { .. } => Some(word(name).method("into", [])),
    }
}

/// The enum of a body that can have several media types.
pub fn alternatives(
    operation: &Operation,
    name: &str,
    variants: &[(String, Content)],
    uses: &mut Uses<'_>,
) -> String {
    let mut doc = Doc::default();
    doc.paragraph(&format!("The body of [`{}`], by media type.", operation.type_name));
    let mut output = doc.outer(0) + "#[derive(Clone, Debug, PartialEq)]\n#[non_exhaustive]\n";
    output = output + &type_head("enum", name, "") + "\n";
    let held: Vec<Node> = variants.iter().map(|(_, content)| uses.ty(&content.ty)).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    // Beside JSON, a value alone does not mean the same as XML.
    let is_json = |ty: &Type| {
        variants.iter().any(|(_, other)| other.format == Format::Json && other.ty == *ty)
    };
    let is_second = |content: &Content| content.format == Format::Xml && is_json(&content.ty);
    for ((_, content), ty) in variants.iter().zip(&held) {
        if !is_second(content) {
            *counts.entry(ty.flat()).or_default() += 1;
        }
    }
    let mut items = Vec::new();
    for ((case, content), ty) in variants.iter().zip(&held) {
        let mut doc = Doc::default();
        doc.paragraph(&format!("As `{}`.", docs::code(&content.media_type)));
        // An object behind a pointer keeps the variants of one size (`clippy::large_enum_variant`).
        let is_boxed = uses.facts().is_struct(&content.ty);
        let payload = match is_boxed {
            true => generic("Box", [ty.clone()]),
            false => uses.bounded(ty.clone(), name, case),
        };
        output += &format!("{}    {}\n", doc.outer(4), variant(case, Some(&payload), 4));
        let written = ty.flat();
        let is_only = counts.get(&written) == Some(&1) && !is_second(content);
        if is_only && !is_complex(ty) && !matches!(content.ty, Type::External(_)) {
            let value = if is_boxed { "Box::new(value)" } else { "value" };
            let body = format!(
                "    fn from(value: {written}) -> Self {{\n        Self::{case}({value})\n    }}\n"
            );
            items.push(impl_block("", Some(&format!("From<{written}>")), name, &body));
        }
    }
    items.insert(0, output + "}\n");
    items.join("\n")
}

/// `fn body`.
pub fn method(body: &Body, uses: &mut Uses<'_>) -> String {
    uses.runtime(["Payload"]);
    let mut constants = Vec::new();
    let place = word("self").field(&body.name);
    let none = (vec!["None".to_owned()], call("Payload::none", []));
    let value = match &body.contents {
        Contents::One(content) if body.required => {
            statement(&payload(content, place.borrow(), &mut constants, uses), "", 8)
        }
        Contents::One(content) => {
            let node = payload(content, word("body"), &mut constants, uses);
            let arms = [(vec!["Some(body)".to_owned()], node), none];
            match_block(&place.borrow().flat(), &arms, 8)
        }
        Contents::Many { type_name, variants } => {
            let mut arms = Vec::new();
            for (case, content) in variants {
                let node = payload(content, word("body"), &mut constants, uses);
                let pattern = format!("{type_name}::{case}(body)");
                let pattern = if body.required { pattern } else { format!("Some({pattern})") };
                arms.push((vec![pattern], node));
            }
            if !body.required {
                arms.push(none);
            }
            match_block(&place.borrow().flat(), &arms, 8)
        }
    };
    constants.push(value);
    format!(
        "\n    fn body(&self) -> Payload {{\n        {}\n    }}\n",
        constants.join("\n        ")
    )
}

/// The payload for a value.
fn payload(
    content: &Content,
    value: Node,
    constants: &mut Vec<String>,
    uses: &mut Uses<'_>,
) -> Node {
    let name = match (content.format, &content.ty) {
        (Format::Json, _) => "json",
        (Format::Xml, _) => "xml",
        (Format::Form, _) => "form",
        (Format::Multipart, _) => "multipart",
        (Format::JsonLines, _) => "json_lines",
        (Format::Bytes, Type::File) => "file",
        (Format::Text | Format::Bytes, _) => "text",
    };
    let mut arguments = vec![text(&content.media_type), value];
    if name != "file" {
        uses.runtime(["Rules"]);
        let rules = reference(&content.rules);
        arguments.push(match are_nested(&content.rules) {
            true => {
                let constant = match constants.len() {
                    0 => "RULES".to_owned(),
                    count => format!("RULES_{}", count + 1),
                };
                constants.push(binding(&format!("const {constant}: &Rules ="), &rules, ';', 8));
                word(constant)
            }
            false => rules,
        });
    }
    if matches!(name, "form" | "multipart") {
        let parts: Vec<Node> = content.parts.iter().map(|one| part(one, uses)).collect();
        arguments.push(slice(parts));
    }
    if content.format == Format::Xml {
        arguments.push(xml::reference(content.root, uses));
    }
    call(format!("Payload::{name}"), arguments)
}

/// How one part travels.
pub fn part(part: &Part, uses: &mut Uses<'_>) -> Node {
    let name = uses.of_runtime("Part");
    let mut node = match &part.of {
        PartKey::Property(property) => call(format!("{name}::new"), [text(property)]),
        PartKey::Position(position) => call(format!("{name}::at"), [word(position.to_string())]),
        PartKey::Items => call(format!("{name}::items"), []),
    };
    let header = |header: &PartHeader| {
        let constant = header.constant.as_ref().map(|value| call("Some", [text(value)]));
        Node::Tuple(vec![text(&header.wire), constant.unwrap_or_else(|| word("None"))])
    };
    if !part.headers.is_empty() {
        let headers: Vec<Node> = part.headers.iter().map(header).collect();
        node = node.method("headers", [slice(headers)]);
    }
    if let Some(content_type) = &part.content_type {
        node = node.method("content_type", [text(content_type)]);
    }
    match part.serialization {
        Some(serialization) => styled(node, serialization, None, uses),
        None => node,
    }
}
