//! `headers.rs`: a constant for each header that answers are documented to have.

use crate::ir::{HeaderForm, Operation, ResponseHeader, Type};

use super::docs::{self, Doc};
use super::facts::Facts;
use super::print::{Node, binding, call, generic, text, word};
use super::rules::described;
use super::uses::Uses;

/// The file, if there are any.
pub fn file(facts: &Facts<'_>) -> Option<String> {
    let headers = &facts.api.response_headers;
    if headers.is_empty() {
        return None;
    }
    let mut uses = Uses::new(facts);
    let items: Vec<String> = headers.iter().map(|header| constant(header, &mut uses)).collect();
    let docs = "//! Headers of answers, to be asked for by `header` of an answer or an error.\n\n";
    Some(format!("{docs}{}{}", uses.declarations(), items.join("\n")))
}

fn constant(header: &ResponseHeader, uses: &mut Uses<'_>) -> String {
    let wire = docs::code(&header.wire);
    let mut doc = Doc::of(&header.docs, || format!("The response header `{wire}`."));
    if header.docs.summary.is_some() || header.docs.description.is_some() {
        doc.paragraph(&format!("This is the response header `{wire}`."));
    }
    doc.paragraph(&described(&header.rules).join(" "));
    doc.deprecated(header.deprecated);
    let ty = value(header, uses);
    let ty = uses.bounded(ty, "Header", &header.name.to_ascii_lowercase());
    let name = uses.of_runtime("Header");
    let new = call(format!("{name}::new"), [text(&header.wire.to_ascii_lowercase())]);
    let value = match header.form {
        HeaderForm::Simple { .. } | HeaderForm::One => new,
        HeaderForm::List { delimiter } => new.method("list", [word(format!("{delimiter:?}"))]),
        HeaderForm::Object { explode } => new.method("object", [word(explode.to_string())]),
        HeaderForm::Json => new.method("json", []),
    };
    let left = format!("pub const {}: {} =", header.name, generic(name, [ty]).flat());
    format!("{}{}\n", doc.outer(0), binding(&left, &value, ';', 0))
}

/// The type of what is read: JSON that can be anything is null where there is no header.
pub fn value(header: &ResponseHeader, uses: &mut Uses<'_>) -> Node {
    let ty = uses.ty(&header.ty);
    match header.ty {
        Type::Nullable(_) | Type::Json | Type::Null => ty,
        _ if header.required => ty,
        _ => generic("Option", [ty]),
    }
}

/// Which headers the answers of an operation have, in words.
pub fn doc(operation: &Operation, facts: &Facts<'_>) -> String {
    let list = |side: &[usize]| {
        let found = side.iter().filter_map(|index| facts.api.response_headers.get(*index));
        let links = found.map(|header| format!("[`{0}`](super::headers::{0})", header.name));
        links.collect::<Vec<_>>().join(", ")
    };
    let [success, failure] = &operation.headers;
    let lines = match (success.is_empty(), failure.is_empty()) {
        (true, true) => Vec::new(),
        _ if success == failure => vec![format!("Headers of its answers: {}.", list(success))],
        (false, true) => vec![format!("Headers of its answers: {}.", list(success))],
        (true, false) => vec![format!("Headers of its failures: {}.", list(failure))],
        (false, false) => vec![
            format!("Headers of its successes: {}.", list(success)),
            format!("Headers of its failures: {}.", list(failure)),
        ],
    };
    lines.join("\n")
}
