//! How pages follow on each other: parameters and properties that are named are looked for.

use super::schema::Schemas;
use crate::diagnostic::Code;
use crate::document::{Pagination as Described, PropertyPath};
use crate::ir::{
    Encoding, Location, NextPage, Operation, Outcome, Pagination, PaginationStyle, Parameter, Type,
    TypeKind, properties,
};
use crate::source::Node;

/// Finds what the description names, in an operation whose types are defined. What is not there is reported.
pub(super) fn lower<'t>(
    schemas: &mut Schemas<'t, '_>,
    described: &Described<'t>,
    operation: &Operation,
) -> Option<Pagination> {
    let style = described.style;
    let parameter = match described.parameter {
        None => None,
        Some((name, node)) => Some(parameter(schemas, operation, style, name, node)?),
    };
    let limit = match described.limit {
        None => None,
        Some((name, node)) => {
            let index = find(schemas, operation, name, node)?;
            operation.parameters.get(index).map(|parameter| parameter.name.clone())
        }
    };
    if style == PaginationStyle::Link && operation.method != "GET" {
        let message =
            format!("a link is followed with GET, and the operation is {}", operation.method);
        let help = "choose the style of the parameters that ask for the next page";
        schemas.diagnostics.error(Code::InvalidPagination, described.node.key(), message, help);
        return None;
    }
    let answer = answer(schemas, operation, described.node)?;
    let items = described.items.as_ref();
    let item = match target(schemas, answer, items, "the answer")? {
        Type::List(item) => item,
        _ => {
            let message = match items {
                Some(path) => format!("`{}` is no list", path.names.join(".")),
                None => "the answer is no list".to_owned(),
            };
            let place = items.map_or(described.node.key(), |path| path.node.into());
            let help = "let `items` be the property path of the list in the answer; leave it out if the answer is the list";
            schemas.diagnostics.error(Code::InvalidPagination, place, message, help);
            return None;
        }
    };
    let next = match (&described.next, &described.last_item) {
        (Some(path), _) => {
            single(schemas, answer, path, "the answer")?;
            Some(NextPage::Answer(owned(path)))
        }
        (None, Some(path)) => {
            single(schemas, &item, path, "an item")?;
            Some(NextPage::LastItem(owned(path)))
        }
        (None, None) => None,
    };
    let found = parameter.and_then(|index| operation.parameters.get(index));
    let default = found.and_then(|parameter| parameter.default.as_ref()?.parse().ok());
    let first = default.unwrap_or(if style == PaginationStyle::PageNumber { 1 } else { 0 });
    let items = items.map(owned).unwrap_or_default();
    Some(Pagination { style, parameter, first, items, next, limit })
}

fn owned(path: &PropertyPath<'_>) -> Vec<String> {
    path.names.iter().map(|name| (*name).to_owned()).collect()
}

/// The parameter that asks for a page, by its position.
fn parameter<'t>(
    schemas: &mut Schemas<'t, '_>,
    operation: &Operation,
    style: PaginationStyle,
    name: &str,
    node: Node<'t>,
) -> Option<usize> {
    let index = find(schemas, operation, name, node)?;
    let parameter = operation.parameters.get(index)?;
    let counts = matches!(style, PaginationStyle::Offset | PaginationStyle::PageNumber);
    let problem = if parameter.constant.is_some() {
        "has one value only"
    } else if parameter.location == Location::QueryString {
        "is the whole query"
    } else if counts && !is_whole(&parameter.ty) {
        "is no whole number, and pages or items are counted"
    } else if !counts && !is_single(schemas, &parameter.ty) {
        "is no single value"
    } else if !matches!(parameter.encoding, Encoding::Style(_)) {
        "is sent as a document of its own"
    } else {
        return Some(index);
    };
    let message = format!("the parameter `{name}` {problem}");
    let help = "name the parameter that says which page is meant";
    schemas.diagnostics.error(Code::InvalidPagination, node, message, help);
    None
}

/// A parameter by its name; one in the query comes first.
fn find<'t>(
    schemas: &mut Schemas<'t, '_>,
    operation: &Operation,
    name: &str,
    node: Node<'t>,
) -> Option<usize> {
    let has_name = |parameter: &&Parameter| parameter.wire == name;
    let parameters = &operation.parameters;
    let best = parameters
        .iter()
        .filter(has_name)
        .min_by_key(|parameter| parameter.location != Location::Query);
    let index = best.and_then(|best| parameters.iter().position(|one| one.name == best.name));
    if index.is_none() {
        let message = format!("the operation has no parameter `{name}`");
        let known: Vec<String> = parameters.iter().map(|one| format!("`{}`", one.wire)).collect();
        let help = match known.as_slice() {
            [] => "the operation has no parameters at all".to_owned(),
            known => format!("it has {}", known.join(", ")),
        };
        schemas.diagnostics.error(Code::InvalidPagination, node, message, help);
    }
    index
}

/// What the successes bring.
fn answer<'o, 't>(
    schemas: &mut Schemas<'t, '_>,
    operation: &'o Operation,
    node: Node<'t>,
) -> Option<&'o Type> {
    let problem = match &operation.success {
        Outcome::One { payload: Some(payload), .. } => return Some(&payload.ty),
        Outcome::Many { .. } => "the successes of the operation bring different bodies",
        Outcome::One { payload: None, .. } | Outcome::Nothing => {
            "the operation is answered without a body"
        }
    };
    let help = "describe one success that brings the list, or remove the pagination";
    schemas.diagnostics.error(Code::InvalidPagination, node.key(), problem, help);
    None
}

/// The type at the end of a way through the properties of a type.
fn target<'t>(
    schemas: &mut Schemas<'t, '_>,
    from: &Type,
    path: Option<&PropertyPath<'t>>,
    of: &str,
) -> Option<Type> {
    let way = path.map(owned).unwrap_or_default();
    let found = properties(from, &way, |id| schemas.definition(id)).map(|(_, ty)| ty.clone());
    match (found, path) {
        (Ok(ty), _) => Some(ty),
        (Err(index), Some(path)) => {
            let (before, name) = (&way[..index], way.get(index).map_or("", String::as_str));
            let holder =
                if before.is_empty() { of.to_owned() } else { format!("`{}`", before.join(".")) };
            let message = format!("{holder} has no property `{name}`");
            let help = "a path names properties that the schemas describe, from the outside to the inside, with dots between them";
            schemas.diagnostics.error(Code::InvalidPagination, path.node, message, help);
            None
        }
        (Err(_), None) => None,
    }
}

/// Reports a property that has no single value, which could not be sent.
fn single<'t>(
    schemas: &mut Schemas<'t, '_>,
    from: &Type,
    path: &PropertyPath<'t>,
    of: &str,
) -> Option<()> {
    let ty = target(schemas, from, Some(path), of)?;
    if is_single(schemas, &ty) {
        return Some(());
    }
    let message = format!("`{}` is no single value, such as a string", path.names.join("."));
    let help = "name the property whose value is sent with the next request";
    schemas.diagnostics.error(Code::InvalidPagination, path.node, message, help);
    None
}

fn is_whole(ty: &Type) -> bool {
    matches!(ty, Type::I32 | Type::I64 | Type::U32 | Type::U64)
}

/// Whether a value is one text, number or the like.
fn is_single(schemas: &Schemas<'_, '_>, ty: &Type) -> bool {
    match ty {
        Type::String | Type::Text(_) | Type::Base64 | Type::External(_) => true,
        Type::Named(id) => {
            let kind = schemas.definition(*id).map(|definition| &definition.kind);
            matches!(kind, Some(TypeKind::Enum(_)))
        }
        ty => is_whole(ty),
    }
}
