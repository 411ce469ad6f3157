//! The methods of the client: one for each operation, which takes what a request must have.

use crate::ir::{Location, Operation, Type};

use super::docs::{self, Doc};
use super::print::{Node, Param, generic, signature, statement, word};
use super::types::MAX_ARGUMENTS;
use super::uses::{Uses, taken};

/// Types in one tuple at most, where arguments are grouped (`clippy::type_complexity`).
const MAX_TUPLE: usize = 10;

/// The method of the client.
pub fn emit(operation: &Operation, uses: &mut Uses<'_>) -> String {
    let line = format!("`{} {}`", operation.method, docs::code(&operation.path));
    let mut doc = Doc::of(&operation.docs, || format!("Makes the request {line}."));
    let required: Vec<(&str, &Type, &str)> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
        .map(|parameter| (parameter.name.as_str(), &parameter.ty, group(parameter.location)))
        .chain(
            operation
                .body
                .iter()
                .filter(|body| body.required)
                .map(|body| (body.name.as_str(), &body.ty, "")),
        )
        .collect();
    let mut params = vec![Param::Receiver("&self")];
    let mut values: Vec<(String, Option<Node>)> = vec![("client".to_owned(), Some(word("self")))];
    let mut given = Vec::new();
    if required.len() < MAX_ARGUMENTS {
        for (name, ty, _) in required {
            let node = uses.argument(ty);
            let node = uses.bounded(node, &operation.type_name, name);
            params.push(Param::Named(name.to_owned(), node));
            given.push((name, taken(name, ty)));
        }
    } else {
        given = grouped(&operation.type_name, &required, &mut params, &mut doc, uses);
    }
    let optional = |name: &str| (name.to_owned(), Some(word("None")));
    let value = |name: &str| match given.iter().find(|(given, _)| *given == name) {
        Some((name, node)) => ((*name).to_owned(), node.clone()),
        None => optional(name),
    };
    values.extend(operation.parameters.iter().map(|parameter| value(&parameter.name)));
    values.extend(operation.body.iter().map(|body| value(&body.name)));
    doc.deprecated(operation.deprecated);
    let mut output = doc.outer(4);
    if operation.deprecated {
        output += "    #[deprecated = \"the description of the API marks it deprecated\"]\n";
    }
    let made = generic(operation.type_name.clone(), [word("'_")]);
    let head = signature(&format!("pub fn {}", operation.method_name), &params, Some(&made), 4);
    let value = statement(&Node::Struct(operation.type_name.clone(), values), "", 8);
    format!("{output}    {head}\n        {value}\n    }}\n")
}

fn group(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "headers",
    }
}

/// More required values than a call can read well: those that travel in the same place are one tuple.
fn grouped<'o>(
    owner: &str,
    required: &[(&'o str, &'o Type, &'static str)],
    params: &mut Vec<Param>,
    doc: &mut Doc,
    uses: &mut Uses<'_>,
) -> Vec<(&'o str, Option<Node>)> {
    let mut given = Vec::new();
    for place in ["path", "query", "headers", ""] {
        let values: Vec<_> = required.iter().filter(|(_, _, group)| *group == place).collect();
        for (index, values) in values.chunks(MAX_TUPLE).enumerate() {
            if let [(name, ty, _)] = values {
                let node = uses.argument(ty);
                let node = uses.bounded(node, owner, name);
                params.push(Param::Named((*name).to_owned(), node));
                given.push((*name, taken(name, ty)));
                continue;
            }
            let names: Vec<String> = values.iter().map(|(name, ..)| format!("`{name}`")).collect();
            let tuple =
                if index == 0 { place.to_owned() } else { format!("{place}_{}", index + 1) };
            let tuple = match required.iter().any(|(name, ..)| *name == tuple) {
                true => tuple + "_values",
                false => tuple,
            };
            doc.paragraph(&format!("The argument `{tuple}` is ({}).", names.join(", ")));
            let types: Vec<Node> = values.iter().map(|(_, ty, _)| uses.argument(ty)).collect();
            params.push(Param::Named(tuple.clone(), Node::TupleType(types)));
            for (position, (name, ty, _)) in values.iter().enumerate() {
                let value = word(&tuple).field(&position.to_string());
                let is_text = matches!(ty, Type::String);
                given.push((*name, Some(if is_text { value.method("into", []) } else { value })));
            }
        }
    }
    given
}
