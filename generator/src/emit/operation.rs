//! One file for the operations of a tag: request types, their facts, and the methods of the client.

use std::collections::BTreeSet;

use crate::ir::{
    Body, Case, Contents, Docs, Encoding, Format, Literal, Location, Module, Operation, Outcome,
    Parameter, PartKey, Serialization, Style, Type, leaves_choice,
};

use super::answer;
use super::body;
use super::docs::{self, Doc};
use super::facts::Facts;
use super::headers;
use super::method;
use super::pages;
use super::print::{
    Node, Param, binding, call, generic, impl_block, signature, slice, statement, text, type_head,
    variant, word,
};
use super::rules::{always, described, expression, float};
use super::stream;
use super::uses::{Uses, is_complex};

/// The file.
pub fn file(facts: &Facts<'_>, module: &Module) -> String {
    let mut uses = Uses::new(facts);
    let mut items = Vec::new();
    let mut declared: BTreeSet<&str> = BTreeSet::new();
    for operation in &module.operations {
        items.push(request(operation, &mut uses));
        items.push(actions(operation, &mut uses));
        items.push(implementation(operation, &mut uses));
        items.extend(pages::emit(operation, &mut uses));
        if let Some(stream) = &operation.stream {
            items.push(stream::implementation(operation, stream, &mut uses));
        }
        if let Some(Body { contents: Contents::Many { type_name, variants }, .. }) = &operation.body
        {
            items.push(body::alternatives(operation, type_name, variants, &mut uses));
        }
        for (outcome, side) in [(&operation.success, "answer"), (&operation.failure, "failure")] {
            if let Outcome::Many { type_name, cases } = outcome
                && declared.insert(type_name)
            {
                let of = users(module, type_name);
                items.push(outcomes(&of, type_name, cases, side, &mut uses));
            }
        }
    }
    uses.runtime(["Client"]);
    let methods: Vec<String> =
        module.operations.iter().map(|operation| method::emit(operation, &mut uses)).collect();
    if !methods.is_empty() {
        items.push(impl_block("", None, "Client", &methods.join("\n")));
    }
    let mut doc = Doc::default();
    doc.paragraph(&match &module.tag {
        Some(tag) => format!("Operations tagged `{}`.", docs::code(tag)),
        None => "Operations without a tag.".to_owned(),
    });
    let docs = Doc::of(&module.docs, String::new);
    let rule = if docs.is_empty() { "" } else { "//!\n" };
    let text = docs.inner();
    format!("{}{rule}{text}\n{}{}", doc.inner(), uses.declarations(), items.join("\n"))
}

/// Where a parameter travels, in words.
fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path parameter",
        Location::Query => "query parameter",
        Location::QueryString => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

/// The documentation of a parameter.
fn parameter_doc(parameter: &Parameter) -> Doc {
    let place = place(parameter.location);
    let wire = docs::code(&parameter.wire);
    let mut doc = Doc::of(&parameter.docs, || format!("The {place} `{wire}`."));
    if parameter.wire != parameter.name
        && (parameter.docs.summary.is_some() || parameter.docs.description.is_some())
    {
        doc.paragraph(&format!("Sent as the {place} `{wire}`."));
    }
    let mut facts = described(&parameter.rules);
    facts.extend(parameter.rules.constant.iter().map(|only| format!("{}.", always(only))));
    facts.extend(separator(parameter).map(|letter| format!("No item can have {letter} in it.")));
    if let Some(default) = &parameter.default {
        facts.push(format!("The server assumes {} when it is absent.", docs::span(default)));
    }
    doc.paragraph(&facts.join(" "));
    doc.deprecated(parameter.deprecated);
    doc
}

/// What separates the items of a list and can be in none of them, because encoding it does not tell it apart.
fn separator(parameter: &Parameter) -> Option<&'static str> {
    let Encoding::Style(Serialization { style, explode, .. }) = parameter.encoding else {
        return None;
    };
    let is_in_header = parameter.location == Location::Header;
    let is_joined = is_in_header || parameter.location == Location::Path;
    let Type::List(item) = &parameter.ty else { return None };
    let is_free = matches!(**item, Type::String | Type::Json | Type::Named(_));
    let is_fraction = style == Style::Label && matches!(**item, Type::F32 | Type::F64);
    if !(is_free || is_fraction) || (explode && !is_joined) {
        return None;
    }
    match style {
        Style::SpaceDelimited => Some("a blank"),
        Style::PipeDelimited => Some("a vertical bar"),
        Style::TabDelimited => Some("a tab"),
        Style::Label if explode => Some("a period"),
        Style::Cookie => Some("a comma"),
        _ if is_in_header => Some("a comma"),
        _ => None,
    }
}

fn body_doc(body: &Body) -> Doc {
    let mut doc = Doc::of(&body.docs, || "The body of the request.".to_owned());
    let contents = match &body.contents {
        Contents::One(content) => vec![&**content],
        Contents::Many { variants, .. } => variants.iter().map(|(_, content)| content).collect(),
    };
    let choice = |what: &str, documented: &str| {
        let documented = docs::code(documented);
        format!("{what} must say which of `{documented}` it is: see `with_content_type`.")
    };
    for content in contents {
        if content.ty == Type::File && leaves_choice(&content.media_type) {
            doc.paragraph(&choice("The file", &content.media_type));
        }
        for part in &content.parts {
            let of = match &part.of {
                PartKey::Property(name) => format!("The file `{}`", docs::code(name)),
                PartKey::Position(position) => format!("The file at position {position}"),
                PartKey::Items => "Each file".to_owned(),
            };
            for header in part.headers.iter().filter(|header| header.constant.is_none()) {
                let name = docs::code(&header.wire);
                doc.paragraph(&format!("{of} must have the header `{name}`: see `with_header`."));
            }
            let documented = part.content_type.as_deref();
            if let Some(documented) = documented.filter(|documented| leaves_choice(documented)) {
                doc.paragraph(&choice(&of, documented));
            }
        }
        if content.format == Format::Bytes && content.media_type.starts_with("multipart/") {
            doc.paragraph("It is sent as it is. Its media type, which `with_content_type` gives it, has to name the boundary of its parts.");
        }
    }
    doc
}

/// The request type.
fn request(operation: &Operation, uses: &mut Uses<'_>) -> String {
    let line = format!("`{} {}`", operation.method, docs::code(&operation.path));
    let mut doc = Doc::default();
    doc.paragraph(&line);
    if let Some(summary) = &operation.docs.summary {
        doc.paragraph(&docs::sentence(summary));
    }
    doc.paragraph(&format!("[`Client::{}`] makes one.", operation.method_name));
    doc.paragraph(&headers::doc(operation, uses.facts()));
    doc.deprecated(operation.deprecated);
    let mut output = doc.outer(0);
    output += "#[derive(Clone)]\n#[must_use = \"a request does nothing until it is sent\"]\n";
    output =
        output + &type_head("struct", &operation.type_name, "<'c>") + "\n    client: &'c Client,\n";
    let mut field = |doc: Doc, name: &str, ty: Node| {
        output = format!(
            "{output}{}    {}\n",
            doc.outer(4),
            binding(&format!("pub {name}:"), &ty, ',', 4)
        );
    };
    for parameter in operation.parameters.iter().filter(|parameter| parameter.constant.is_none()) {
        let ty = present(uses.ty(&parameter.ty), parameter.required);
        let ty = uses.bounded(ty, &operation.type_name, &parameter.name);
        field(parameter_doc(parameter), &parameter.name, ty);
    }
    if let Some(body) = &operation.body {
        let ty = present(body::ty(body, uses), body.required);
        let ty = uses.bounded(ty, &operation.type_name, &body.name);
        field(body_doc(body), &body.name, ty);
    }
    output + "}\n"
}

fn present(ty: Node, required: bool) -> Node {
    if required { ty } else { generic("Option", [ty]) }
}

/// Whether a parameter is set by a method.
fn is_optional(parameter: &Parameter) -> bool {
    !parameter.required && parameter.constant.is_none()
}

/// Setters and `send`.
fn actions(operation: &Operation, uses: &mut Uses<'_>) -> String {
    let mut methods = Vec::new();
    let owner = &operation.type_name;
    let mut set = |what: String, docs: &Docs, name: &str, ty: Node, value: Node| {
        let mut doc = Doc::default();
        doc.paragraph(&what);
        doc.append(Doc::of(docs, String::new));
        let params = [Param::Receiver("mut self"), Param::Named("value".to_owned(), ty)];
        let head = signature(&format!("pub fn {name}"), &params, Some(&word("Self")), 4);
        let set = Node::Assign(format!("self.{name}"), Box::new(call("Some", [value])));
        let set = statement(&set, ";", 8);
        methods.push(format!("{}    {head}\n        {set}\n        self\n    }}\n", doc.outer(4)));
    };
    for parameter in operation.parameters.iter().filter(|parameter| is_optional(parameter)) {
        let what =
            format!("Sets the {} `{}`.", place(parameter.location), docs::code(&parameter.wire));
        let ty = uses.argument(&parameter.ty);
        let ty = uses.bounded(ty, owner, &format!("{}_value", parameter.name));
        let value = uses.taken("value", &parameter.ty).unwrap_or_else(|| word("value"));
        set(what, &parameter.docs, &parameter.name, ty, value);
    }
    if let Some(body) = operation.body.as_ref().filter(|body| !body.required) {
        let what = "Sets the body of the request.".to_owned();
        let ty = body::argument(body, uses);
        let ty = uses.bounded(ty, owner, &format!("{}_value", body.name));
        let value = body::taken("value", body, uses).unwrap_or_else(|| word("value"));
        set(what, &body.docs, &body.name, ty, value);
    }
    uses.runtime(["Response", "Error"]);
    let sending = uses.of_runtime("Sending");
    let success = generic("Response", [uses.outcome(&operation.success, "()")]);
    let failure = generic("Error", [uses.outcome(&operation.failure, "NoFailure")]);
    let (sent, output) =
        outputs(&sending, success, failure.clone(), "<Self as Operation>::Success");
    let streamed = operation.stream.as_ref().map(|stream| {
        let success = generic("Response", [stream::ty(stream, uses)]);
        let within = format!("<Self as {}>::Stream", uses.of_runtime("Streaming"));
        (outputs(&sending, success, failure, &within), stream::doc(stream))
    });
    let errors = errors_doc(operation, uses);
    let receiver = [Param::Receiver("&self")];
    let mut send = |doc: &str, prefix: &str, gate: &str, output: &Node, value: &str| {
        let mut text = Doc::default();
        text.paragraph(doc);
        text.paragraph("# Errors");
        text.paragraph(&errors);
        let head = signature(prefix, &receiver, Some(output), 4);
        methods.push(format!("{}{gate}    {head}\n        {value}\n    }}\n", text.outer(4)));
    };
    let doc = "Sends the request, as soon as it is awaited.";
    send(doc, "pub fn send", "", &sent, "self.client.send(self)");
    send(
        "Sends the request and blocks the thread until the answer is there.",
        "pub fn send_blocking",
        "    #[cfg(feature = \"blocking\")]\n",
        &output,
        "self.client.send_blocking(self)",
    );
    if let Some(((sent, output), what)) = streamed {
        let doc =
            format!("Sends the request, as soon as it is awaited, and gives the answer {what}.");
        send(&doc, "pub fn stream", "", &sent, "self.client.send_stream(self)");
        let doc = format!(
            "Sends the request, blocks the thread until the answer begins, and gives it {what}."
        );
        let gate = "    #[cfg(feature = \"blocking\")]\n";
        let value = "self.client.send_stream_blocking(self)";
        send(&doc, "pub fn stream_blocking", gate, &output, value);
    }
    impl_block("", None, &format!("{}<'_>", operation.type_name), &methods.join("\n"))
}

/// What sending gives, and what blocking gives. Where the types are more than can be read, they are called what they are of the operation.
fn outputs(sending: &str, success: Node, failure: Node, within: &str) -> (Node, Node) {
    let output = generic("Result", [success.clone(), failure.clone()]);
    let sent = generic(sending, [word("'_"), success, failure]);
    if !is_complex(&sent) {
        return (sent, output);
    }
    let success = generic("Response", [word(within)]);
    let failure = generic("Error", [word("<Self as Operation>::Failure")]);
    let output = generic("Result", [success.clone(), failure.clone()]);
    (generic(sending, [word("'_"), success, failure]), output)
}

fn errors_doc(operation: &Operation, uses: &mut Uses<'_>) -> String {
    let others = "the other variants of [`Error`] say what else went wrong.";
    let what = match &operation.failure {
        Outcome::Nothing => {
            return "No failure is documented; the variants of [`Error`] say what went wrong."
                .to_owned();
        }
        Outcome::Many { type_name, .. } => format!("the [`{type_name}`]"),
        Outcome::One { payload: None, .. } => "no body".to_owned(),
        Outcome::One { payload: Some(payload), .. } => match (payload.format, &payload.ty) {
            (Format::Json | Format::Xml, Type::Named(id)) => format!("the [`{}`]", uses.named(*id)),
            (Format::Json, _) => "the JSON".to_owned(),
            (Format::Xml, _) => "the XML".to_owned(),
            (Format::Text, _) => "the text".to_owned(),
            _ => "the bytes".to_owned(),
        },
    };
    let statuses = answer::list(&answer::statuses(&operation.failure));
    format!("[`Error::Failure`] carries {what} documented for {statuses};\n{others}")
}

/// `impl Operation`: what the description says, as data.
fn implementation(operation: &Operation, uses: &mut Uses<'_>) -> String {
    uses.runtime(["Answer", "Decoded", "Operation", "Spec"]);
    let success = uses.outcome(&operation.success, "()");
    let failure = uses.outcome(&operation.failure, "NoFailure");
    let mut body = format!(
        "    {}\n    {}\n\n    {}\n",
        binding("type Success =", &success, ';', 4),
        binding("type Failure =", &failure, ';', 4),
        binding("const SPEC: &'static Spec =", &spec(operation, uses), ';', 4),
    );
    let arguments: Vec<String> = operation
        .parameters
        .iter()
        .map(|parameter| {
            let value = match &parameter.constant {
                Some(constant) => constant_argument(constant),
                None => word("self").field(&parameter.name).borrow(),
            };
            statement(&word("arguments").method("add", [value]), ";", 8)
        })
        .collect();
    if !arguments.is_empty() {
        let ty = generic(uses.of_runtime("Arguments"), [word("'_")]).borrow_mut();
        let params = [Param::Receiver("&self"), Param::Named("arguments".to_owned(), ty)];
        let head = signature("fn arguments", &params, None, 4);
        body += &format!("\n    {head}\n        {}\n    }}\n", arguments.join("\n        "));
    }
    if let Some(payload) = &operation.body {
        uses.runtime(["Payload"]);
        body += &body::method(payload, uses);
    }
    body += &answer::method("success", &operation.success, success, uses);
    if !matches!(operation.failure, Outcome::Nothing) {
        body += &answer::method("failure", &operation.failure, failure, uses);
    }
    let name = format!("{}<'_>", operation.type_name);
    let operation = impl_block("", Some("Operation"), &name, &body);
    uses.name("std", "fmt");
    uses.runtime(["debug"]);
    let head = "fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {";
    let body = format!("    {head}\n        debug::request(self, formatter)\n    }}\n");
    format!("{operation}\n{}", impl_block("", Some("fmt::Debug"), &name, &body))
}

fn spec(operation: &Operation, uses: &mut Uses<'_>) -> Node {
    let parameters: Vec<Node> =
        operation.parameters.iter().map(|parameter| parameter_fact(parameter, uses)).collect();
    let facts = uses.facts();
    let security: Vec<Node> = operation
        .security
        .iter()
        .map(|schemes| {
            let schemes = schemes.iter().filter(|scheme| !facts.is_silent(scheme));
            slice(schemes.map(|scheme| text(scheme)).collect::<Vec<_>>())
        })
        .collect();
    let optional = |value: Option<&str>| match value {
        None => word("None"),
        Some(value) => call("Some", [text(value)]),
    };
    let accept = answer::media_types(operation);
    let fields = [
        ("id", text(&operation.id)),
        ("method", text(&operation.method)),
        ("path", text(&operation.path)),
        ("parameters", slice(parameters)),
        ("accept", optional(Some(accept.as_str()).filter(|accept| !accept.is_empty()))),
        ("security", slice(security)),
        ("server", optional(operation.server.as_deref())),
    ];
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), Some(value))).collect();
    Node::Struct("Spec".to_owned(), fields).borrow()
}

fn parameter_fact(parameter: &Parameter, uses: &mut Uses<'_>) -> Node {
    uses.runtime(["Parameter"]);
    let (place, style) = match parameter.location {
        Location::Path => ("Parameter::path", Style::Simple),
        Location::Query => ("Parameter::query", Style::Form),
        Location::QueryString => ("Parameter::query_string", Style::Form),
        Location::Header => ("Parameter::header", Style::Simple),
        Location::Cookie => ("Parameter::cookie", Style::Form),
    };
    let mut node = call(place, [text(&parameter.wire)]);
    node = match &parameter.encoding {
        Encoding::Style(serialization) => styled(node, *serialization, Some(style), uses),
        Encoding::Json => node.method("json", []),
        Encoding::Plain => node.method("plain", []),
        Encoding::Form(parts) => {
            let parts: Vec<Node> = parts.iter().map(|part| body::part(part, uses)).collect();
            node.method("form", [slice(parts)])
        }
    };
    if parameter.rules.is_empty() {
        return node;
    }
    uses.runtime(["Rules"]);
    node.method("rules", [expression(&parameter.rules)])
}

/// The calls for what a serialization has other than its default.
pub fn styled(
    node: Node,
    serialization: Serialization,
    default: Option<Style>,
    uses: &mut Uses<'_>,
) -> Node {
    let Serialization { style, explode, allow_reserved } = serialization;
    let mut node = node;
    if default != Some(style) {
        let name = match style {
            Style::Simple => "Simple",
            Style::Label => "Label",
            Style::Matrix => "Matrix",
            Style::Form => "Form",
            Style::SpaceDelimited => "SpaceDelimited",
            Style::PipeDelimited => "PipeDelimited",
            Style::TabDelimited => "TabDelimited",
            Style::DeepObject => "DeepObject",
            Style::Cookie => "Cookie",
        };
        node = node.method("style", [word(format!("{}::{name}", uses.of_runtime("Style")))]);
    }
    if explode != matches!(style, Style::Form | Style::Cookie | Style::DeepObject) {
        node = node.method("explode", [word(explode.to_string())]);
    }
    if allow_reserved { node.method("allow_reserved", []) } else { node }
}

/// The value of a parameter that has only one.
fn constant_argument(constant: &Literal) -> Node {
    match constant {
        Literal::Text(value) => text(value),
        Literal::Integer(value) => word(format!("{value}_i64")).borrow(),
        Literal::Float(value) => word(format!("{}_f64", float(*value))).borrow(),
        Literal::Bool(value) => word(value.to_string()).borrow(),
    }
}

/// The operations of a module that can be answered with an enum, in words.
fn users(module: &Module, name: &str) -> String {
    let is =
        |outcome: &Outcome| matches!(outcome, Outcome::Many { type_name, .. } if type_name == name);
    let uses = |one: &&Operation| is(&one.success) || is(&one.failure);
    let mut users = module.operations.iter().filter(uses);
    match (users.next(), users.count()) {
        (Some(only), 0) => format!("[`{}`]", only.type_name),
        (Some(first), more) => format!("[`{}`] and {more} more", first.type_name),
        (None, _) => String::new(),
    }
}

/// The enum of answers or failures whose bodies differ.
fn outcomes(of: &str, name: &str, cases: &[Case], side: &str, uses: &mut Uses<'_>) -> String {
    let mut doc = Doc::default();
    doc.paragraph(&format!("The documented {side}s of {of}, by status."));
    let mut output = doc.outer(0);
    output += "#[derive(Clone, Debug, PartialEq)]\n#[non_exhaustive]\n";
    output = output + &type_head("enum", name, "") + "\n";
    for case in cases {
        let status = answer::status(case.status);
        let mut doc = Doc::of(&case.docs, || format!("The {side} with {status}."));
        if let Some(payload) = case.payload.as_ref().filter(|_| case.by_media_type) {
            let types: Vec<String> =
                payload.media_types.iter().map(|name| format!("`{}`", docs::code(name))).collect();
            doc.paragraph(&format!("As {}.", types.join(", ")));
        }
        let payload = case.payload.as_ref().map(|payload| {
            let ty = uses.payload(Some(payload));
            match answer::is_boxed(payload, uses.facts()) {
                true => generic("Box", [ty]),
                false => uses.bounded(ty, name, &case.name),
            }
        });
        output += &format!("{}    {}\n", doc.outer(4), variant(&case.name, payload.as_ref(), 4));
    }
    output + "}\n"
}
