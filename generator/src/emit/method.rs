//! The methods of the client: one for each operation, which takes what a request must have.

use crate::ir::{Location, Operation};

use super::body;
use super::docs::{self, Doc};
use super::print::{Node, Param, generic, local, signature, statement, taken_over, word};
use super::types::MAX_ARGUMENTS;
use super::uses::{Uses, is_complex};

/// Types in one tuple at most, where arguments are grouped (`clippy::type_complexity`).
const MAX_TUPLE: usize = 10;

/// The method of the client.
pub fn emit(operation: &Operation, uses: &mut Uses<'_>) -> String {
    let line = format!("`{} {}`", operation.method, docs::code(&operation.path));
    let mut doc = Doc::of(&operation.docs, || format!("Makes the request {line}."));
    let given = operation.parameters.iter().filter(|parameter| parameter.constant.is_none());
    let required = required(operation, uses);
    let mut params = vec![Param::Receiver("&self")];
    let mut values: Vec<(String, Option<Node>)> = vec![("client".to_owned(), Some(word("self")))];
    let required = if required.len() < MAX_ARGUMENTS {
        for Given { name, ty, .. } in &required {
            let ty = uses.bounded(ty.clone(), &operation.type_name, name);
            params.push(Param::Named(local(name), ty));
        }
        required
    } else {
        grouped(&operation.type_name, required, &mut params, &mut doc, uses)
    };
    let value = |name: &str| match required.iter().find(|given| given.name == name) {
        Some(given) => (name.to_owned(), given.value.clone()),
        None => (name.to_owned(), Some(word("None"))),
    };
    values.extend(given.map(|parameter| value(&parameter.name)));
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

/// The values that a request must have, in the order in which they are given.
fn required<'o>(operation: &'o Operation, uses: &mut Uses<'_>) -> Vec<Given<'o>> {
    let given = operation.parameters.iter().filter(|parameter| parameter.constant.is_none());
    let mut required: Vec<Given<'o>> = given
        .filter(|parameter| parameter.required)
        .map(|parameter| Given {
            name: &parameter.name,
            ty: uses.argument(&parameter.ty),
            value: uses
                .taken(&local(&parameter.name), &parameter.ty)
                .or_else(|| taken_over(&parameter.name)),
            is_converted: uses.is_converted(&parameter.ty),
            group: group(parameter.location),
        })
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let value = body::taken(&body.name, body, uses);
        let (ty, is_converted) = (body::argument(body, uses), value.is_some());
        required.push(Given { name: &body.name, ty, value, is_converted, group: "" });
    }
    required
}

/// The names of what the method takes: several where an argument is a tuple.
pub fn arguments(operation: &Operation, uses: &mut Uses<'_>) -> Vec<Vec<String>> {
    let required = required(operation, uses);
    let name = |index: &usize| required[*index].name.to_owned();
    if required.len() < MAX_ARGUMENTS {
        return (0..required.len()).map(|index| vec![name(&index)]).collect();
    }
    let tuples = tuples(&required).into_iter();
    tuples.map(|(_, members)| members.iter().map(name).collect()).collect()
}

/// A value that a request must have.
struct Given<'o> {
    name: &'o str,
    /// The type of the argument.
    ty: Node,
    /// The argument as the value of the field, unless it is that already.
    value: Option<Node>,
    is_converted: bool,
    /// Where it travels.
    group: &'static str,
}

fn group(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query | Location::QueryString => "query",
        Location::Header => "headers",
        Location::Cookie => "cookies",
    }
}

/// More required values than a call can read well: those that travel in the same place are one tuple.
fn grouped<'o>(
    owner: &str,
    required: Vec<Given<'o>>,
    params: &mut Vec<Param>,
    doc: &mut Doc,
    uses: &mut Uses<'_>,
) -> Vec<Given<'o>> {
    let names: Vec<&str> = required.iter().map(|given| given.name).collect();
    let tuples = tuples(&required);
    let mut given = required;
    for (index, (place, members)) in tuples.iter().enumerate() {
        if let [only] = members.as_slice() {
            let given = &given[*only];
            let ty = uses.bounded(given.ty.clone(), owner, given.name);
            params.push(Param::Named(local(given.name), ty));
            continue;
        }
        let before = tuples[..index].iter().filter(|(other, _)| other == place).count();
        let listed: Vec<String> =
            members.iter().map(|member| format!("`{}`", given[*member].name)).collect();
        let tuple = match before {
            0 => (*place).to_owned(),
            before => format!("{place}_{}", before + 1),
        };
        let tuple = match names.contains(&tuple.as_str()) {
            true => tuple + "_values",
            false => tuple,
        };
        doc.paragraph(&format!("The argument `{tuple}` is ({}).", listed.join(", ")));
        let types = members.iter().map(|member| given[*member].ty.clone()).collect();
        params.push(Param::Named(tuple.clone(), Node::TupleType(types)));
        for (position, member) in members.iter().enumerate() {
            let value = word(&tuple).field(&position.to_string());
            let given = &mut given[*member];
            given.value = Some(if given.is_converted { value.method("into", []) } else { value });
        }
    }
    given
}

/// What travels in the same place, in as few tuples as can be read.
fn tuples(given: &[Given<'_>]) -> Vec<(&'static str, Vec<usize>)> {
    let mut tuples = Vec::new();
    for place in ["path", "query", "headers", "cookies", ""] {
        let members: Vec<usize> =
            (0..given.len()).filter(|index| given[*index].group == place).collect();
        let is_readable = |size: &usize| {
            members.chunks(*size).all(|members| {
                // Of what is taken as whatever becomes it, no type is spelled out.
                let ty = |member: &usize| match given[*member].is_converted {
                    true => word("impl"),
                    false => given[*member].ty.clone(),
                };
                !is_complex(&Node::TupleType(members.iter().map(ty).collect()))
            })
        };
        let size = (2..=MAX_TUPLE).rev().find(is_readable).unwrap_or(1);
        tuples.extend(members.chunks(size).map(|members| (place, members.to_vec())));
    }
    tuples
}
