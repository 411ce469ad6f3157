//! One file for the operations of a tag: request types, their facts, and the methods of the client.

use crate::ir::{
    Api, Body, Case, Docs, Location, Module, Operation, Outcome, Parameter, Payload, Type,
};

use super::answer;
use super::docs::{self, Doc};
use super::method;
use super::print::{
    Node, Param, binding, call, generic, impl_block, signature, slice, statement, text, type_head,
    variant, word,
};
use super::rules::{are_nested, expression, reference};
use super::uses::{Uses, is_complex, taken};

/// The file.
pub fn file(api: &Api, module: &Module) -> String {
    let mut uses = Uses::new(api);
    let mut items = Vec::new();
    for operation in &module.operations {
        items.push(request(operation, &mut uses));
        items.push(actions(operation, &mut uses));
        items.push(facts(operation, &mut uses));
        for (outcome, side) in [(&operation.success, "answer"), (&operation.failure, "failure")] {
            if let Outcome::Many { type_name, cases } = outcome {
                items.push(outcomes(operation, type_name, cases, side, &mut uses));
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
        Location::Header => "header",
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
    if let Some(default) = &parameter.default {
        doc.paragraph(&format!("The server assumes `{}` when it is absent.", docs::code(default)));
    }
    doc.deprecated(parameter.deprecated);
    doc
}

fn body_doc(body: &Body) -> Doc {
    Doc::of(&body.docs, || "The body of the request.".to_owned())
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
    doc.deprecated(operation.deprecated);
    let mut output = doc.outer(0);
    output +=
        "#[derive(Clone, Debug)]\n#[must_use = \"a request does nothing until it is sent\"]\n";
    output =
        output + &type_head("struct", &operation.type_name, "<'c>") + "\n    client: &'c Client,\n";
    let mut field = |doc: Doc, name: &str, ty: Node| {
        output = format!(
            "{output}{}    {}\n",
            doc.outer(4),
            binding(&format!("pub {name}:"), &ty, ',', 4)
        );
    };
    for parameter in &operation.parameters {
        field(
            parameter_doc(parameter),
            &parameter.name,
            present(uses.ty(&parameter.ty), parameter.required),
        );
    }
    if let Some(body) = &operation.body {
        let ty = present(uses.ty(&body.ty), body.required);
        let ty = uses.bounded(ty, &operation.type_name, &body.name);
        field(body_doc(body), &body.name, ty);
    }
    output + "}\n"
}

fn present(ty: Node, required: bool) -> Node {
    if required { ty } else { generic("Option", [ty]) }
}

/// Setters and `send`.
fn actions(operation: &Operation, uses: &mut Uses<'_>) -> String {
    let mut methods = Vec::new();
    let owner = &operation.type_name;
    let mut setter = |what: String, docs: &Docs, name: &str, ty: &Type, uses: &mut Uses<'_>| {
        let mut doc = Doc::default();
        doc.paragraph(&what);
        doc.append(Doc::of(docs, String::new));
        let node = uses.argument(ty);
        let node = uses.bounded(node, owner, &format!("{name}_value"));
        let params = [Param::Receiver("mut self"), Param::Named("value".to_owned(), node)];
        let head = signature(&format!("pub fn {name}"), &params, Some(&word("Self")), 4);
        let value = taken("value", ty).unwrap_or_else(|| word("value"));
        let set = Node::Assign(format!("self.{name}"), Box::new(call("Some", [value])));
        let set = statement(&set, ";", 8);
        methods.push(format!("{}    {head}\n        {set}\n        self\n    }}\n", doc.outer(4)));
    };
    for parameter in operation.parameters.iter().filter(|parameter| !parameter.required) {
        let what =
            format!("Sets the {} `{}`.", place(parameter.location), docs::code(&parameter.wire));
        setter(what, &parameter.docs, &parameter.name, &parameter.ty, uses);
    }
    if let Some(body) = operation.body.as_ref().filter(|body| !body.required) {
        let what = "Sets the body of the request.".to_owned();
        setter(what, &body.docs, &body.name, &body.ty, uses);
    }
    uses.runtime(["Response", "Error"]);
    let success = generic("Response", [uses.outcome(&operation.success, "()")]);
    let failure = generic("Error", [uses.outcome(&operation.failure, "NoFailure")]);
    let mut output = generic("Result", [success, failure]);
    if is_complex(&output) {
        let success = generic("Response", [word("<Self as Operation>::Success")]);
        let failure = generic("Error", [word("<Self as Operation>::Failure")]);
        output = generic("Result", [success, failure]);
    }
    let errors = errors_doc(operation, uses);
    let receiver = [Param::Receiver("&self")];
    let mut send = |doc: &str, prefix: &str, gate: &str, value: &str| {
        let mut text = Doc::default();
        text.paragraph(doc);
        text.paragraph("# Errors");
        text.paragraph(&errors);
        let head = signature(prefix, &receiver, Some(&output), 4);
        methods.push(format!("{}{gate}    {head}\n        {value}\n    }}\n", text.outer(4)));
    };
    send("Sends the request.", "pub async fn send", "", "self.client.send(self).await");
    send(
        "Sends the request and blocks the thread until the answer is there.",
        "pub fn send_blocking",
        "    #[cfg(feature = \"blocking\")]\n",
        "self.client.send_blocking(self)",
    );
    impl_block("", None, &format!("{}<'_>", operation.type_name), &methods.join("\n"))
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
        Outcome::One { payload: Some(Payload::Text), .. } => "the text".to_owned(),
        Outcome::One { payload: Some(Payload::Json(Type::Named(id))), .. } => {
            format!("the [`{}`]", uses.named(*id))
        }
        Outcome::One { payload: Some(Payload::Json(_)), .. } => "the JSON".to_owned(),
    };
    let statuses = answer::list(&answer::statuses(&operation.failure));
    format!("[`Error::Failure`] carries {what} documented for {statuses};\n{others}")
}

/// `impl Operation`: what the description says, as data.
fn facts(operation: &Operation, uses: &mut Uses<'_>) -> String {
    uses.runtime(["Answer", "Argument", "Decoded", "Operation", "Spec"]);
    uses.name("http", "Method");
    let success = uses.outcome(&operation.success, "()");
    let failure = uses.outcome(&operation.failure, "NoFailure");
    let mut body = format!(
        "    {}\n    {}\n\n    {}\n",
        binding("type Success =", &success, ';', 4),
        binding("type Failure =", &failure, ';', 4),
        binding("const SPEC: &'static Spec =", &spec(operation, uses), ';', 4),
    );
    let arguments: Vec<Node> = operation
        .parameters
        .iter()
        .map(|parameter| call("Argument::of", [word("self").field(&parameter.name).borrow()]))
        .collect();
    let arguments = match arguments.is_empty() {
        true => call("Vec::new", []),
        false => Node::Array("vec!", arguments),
    };
    let arguments = statement(&arguments, "", 8);
    body +=
        &format!("\n    fn arguments(&self) -> Vec<Argument> {{\n        {arguments}\n    }}\n");
    if let Some(payload) = &operation.body {
        uses.runtime(["Payload"]);
        body += &payload_method(payload, uses);
    }
    body += &answer::method("success", &operation.success, success);
    if !matches!(operation.failure, Outcome::Nothing) {
        body += &answer::method("failure", &operation.failure, failure);
    }
    impl_block("", Some("Operation"), &format!("{}<'_>", operation.type_name), &body)
}

fn spec(operation: &Operation, uses: &mut Uses<'_>) -> Node {
    let parameters: Vec<Node> =
        operation.parameters.iter().map(|parameter| parameter_fact(parameter, uses)).collect();
    let security: Vec<Node> = operation
        .security
        .iter()
        .map(|schemes| slice(schemes.iter().map(|scheme| text(scheme)).collect::<Vec<_>>()))
        .collect();
    let accept = answer::media_types(operation);
    let accept = match accept.is_empty() {
        true => word("None"),
        false => call("Some", [text(&accept)]),
    };
    let method = match operation.method.as_str() {
        "GET" | "PUT" | "POST" | "DELETE" | "HEAD" | "OPTIONS" | "PATCH" | "TRACE" => {
            operation.method.as_str()
        }
        _ => "GET",
    };
    let fields = [
        ("id", text(&operation.id)),
        ("method", word(format!("Method::{method}"))),
        ("path", text(&operation.path)),
        ("parameters", slice(parameters)),
        ("accept", accept),
        ("security", slice(security)),
    ];
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), Some(value))).collect();
    Node::Struct("Spec".to_owned(), fields).borrow()
}

fn parameter_fact(parameter: &Parameter, uses: &mut Uses<'_>) -> Node {
    uses.runtime(["Parameter"]);
    let place = match parameter.location {
        Location::Path => "Parameter::path",
        Location::Query => "Parameter::query",
        Location::Header => "Parameter::header",
    };
    let mut node = call(place, [text(&parameter.wire)]);
    let is_list = matches!(parameter.ty, Type::List(_) | Type::NullableList(_));
    if is_list && !parameter.explode && parameter.location == Location::Query {
        node = node.method("joined", []);
    }
    if parameter.rules.is_empty() {
        return node;
    }
    uses.runtime(["Rules"]);
    node.method("rules", [expression(&parameter.rules)])
}

fn payload_method(body: &Body, uses: &mut Uses<'_>) -> String {
    let value = word("self").field(&body.name);
    let (name, value) = match body.required {
        true => ("json", value.borrow()),
        false => ("optional_json", value.method("as_ref", [])),
    };
    let mut lines = Vec::new();
    let mut arguments = vec![text(&body.media_type), value];
    let mut name = format!("Payload::{name}");
    if !body.rules.is_empty() {
        uses.runtime(["Rules"]);
        name += "_with";
        let rules = reference(&body.rules);
        arguments.push(match are_nested(&body.rules) {
            true => {
                lines.push(binding("const RULES: &Rules =", &rules, ';', 8));
                word("RULES")
            }
            false => rules,
        });
    }
    lines.push(statement(&call(name, arguments), "", 8));
    format!("\n    fn body(&self) -> Payload {{\n        {}\n    }}\n", lines.join("\n        "))
}

/// The enum of answers or failures whose bodies differ.
fn outcomes(
    operation: &Operation,
    name: &str,
    cases: &[Case],
    side: &str,
    uses: &mut Uses<'_>,
) -> String {
    let mut doc = Doc::default();
    doc.paragraph(&format!("The documented {side}s of [`{}`], by status.", operation.type_name));
    let mut output = doc.outer(0);
    output += "#[derive(Clone, Debug, PartialEq)]\n#[non_exhaustive]\n";
    output = output + &type_head("enum", name, "") + "\n";
    for case in cases {
        let status = answer::status(case.status);
        let doc = Doc::of(&case.docs, || format!("The {side} with {status}."));
        let payload = case.payload.as_ref().map(|payload| {
            let ty = uses.payload(Some(payload));
            // An object behind a pointer keeps the variants of one size (`clippy::large_enum_variant`).
            match payload {
                Payload::Json(json) if uses.is_struct(json) => generic("Box", [ty]),
                _ => uses.bounded(ty, name, &case.name),
            }
        });
        output += &format!("{}    {}\n", doc.outer(4), variant(&case.name, payload.as_ref(), 4));
    }
    output + "}\n"
}
