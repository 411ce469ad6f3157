//! What an operation says about its pages, and the methods that give them.

use crate::ir::{
    Field, NextPage, Operation, Outcome, Pagination, PaginationStyle, Presence, Type, properties,
};

use super::docs::{self, Doc};
use super::print::{Node, Param, binding, call, generic, impl_block, signature, statement, word};
use super::uses::Uses;

/// The methods and the facts, if the operation has pages.
pub fn emit(operation: &Operation, uses: &mut Uses<'_>) -> Option<String> {
    let pagination = operation.pagination.as_ref()?;
    let Outcome::One { payload: Some(payload), .. } = &operation.success else { return None };
    let facts = uses.facts();
    let find = |way: &[String]| properties(&payload.ty, way, |id| facts.api.types.get(id.0)).ok();
    let (fields, ty) = find(&pagination.items)?;
    let Type::List(item) = ty else { return None };
    let is_nullable = matches!(payload.ty, Type::Nullable(_));
    let item_ty = uses.ty(item);
    let item_ty = uses.bounded(item_ty, &operation.type_name, "item");
    let success = uses.outcome(&operation.success, "()");
    let mut body = format!(
        "    {}\n\n    {}\n",
        binding("type Item =", &item_ty, ';', 4),
        binding(
            &format!("const PAGINATION: {} =", uses.of_runtime("Pagination")),
            &style(pagination, uses),
            ';',
            4
        ),
    );
    let page =
        |by: &str| vec![Param::Named("page".to_owned(), word(format!("{by}{}", success.flat())))];
    let list = generic("Option", [generic("Vec", [item_ty.clone()]).borrow_mut()]);
    let head = signature("fn items", &page("&mut "), Some(&list), 4);
    let value = statement(&changed(&fields, is_nullable), "", 8);
    body += &format!("\n    {head}\n        {value}\n    }}\n");
    if let Some(next) = &pagination.next {
        let value = match next {
            NextPage::Answer(way) => read(start(is_nullable), &find(way)?.0),
            NextPage::LastItem(way) => {
                let list = match fields.last() {
                    Some(last) if last.presence != Presence::Required => {
                        optional(read(start(is_nullable), &fields), last, false).tried()
                    }
                    _ => read(start(is_nullable), &fields),
                };
                let properties = properties(item, way, |id| facts.api.types.get(id.0)).ok()?.0;
                let last = list.method("last", []).tried();
                let last = match **item {
                    Type::Nullable(_) => last.method("as_ref", []).tried(),
                    _ => last,
                };
                read(last, &properties)
            }
        };
        let name = uses.of_runtime("Next");
        let head = signature("fn next", &page("&"), Some(&generic("Option", [word(&name)])), 4);
        let value = statement(&call(format!("{name}::of"), [value.borrow()]), "", 8);
        body += &format!("\n    {head}\n        {value}\n    }}\n");
    }
    let owner = &operation.type_name;
    let of = uses.of_runtime("Paginated");
    let facts = impl_block("", Some(&of), &format!("{owner}<'_>"), &body);
    Some(format!("{}\n{facts}", methods(operation, pagination, uses)))
}

fn style(pagination: &Pagination, uses: &mut Uses<'_>) -> Node {
    let name = uses.of_runtime("Pagination");
    let index = word(pagination.parameter.unwrap_or_default().to_string());
    let first = word(pagination.first.to_string());
    match pagination.style {
        PaginationStyle::Cursor => call(format!("{name}::Cursor"), [index]),
        PaginationStyle::Marker => call(format!("{name}::Marker"), [index]),
        PaginationStyle::Offset => call(format!("{name}::Offset"), [index, first]),
        PaginationStyle::PageNumber => call(format!("{name}::PageNumber"), [index, first]),
        PaginationStyle::Link => word(format!("{name}::Link")),
    }
}

/// The answer where a way through it begins.
fn start(is_nullable: bool) -> Node {
    if is_nullable { word("page").method("as_ref", []).tried() } else { word("page") }
}

/// The value of a property that need not be there, as an `Option` of a reference.
fn optional(node: Node, field: &Field, is_changed: bool) -> Node {
    let method = match (field.presence, is_changed) {
        (Presence::OptionalNullable, true) => "value_mut",
        (Presence::OptionalNullable, false) => "value",
        (_, true) => "as_mut",
        (_, false) => "as_ref",
    };
    node.method(method, [])
}

/// The last property on a way, to be read.
fn read(start: Node, fields: &[&Field]) -> Node {
    let mut node = start;
    for (index, field) in fields.iter().enumerate() {
        node = node.field(&field.name);
        if index + 1 < fields.len() && field.presence != Presence::Required {
            node = optional(node, field, false).tried();
        }
    }
    node
}

/// The list at the end of a way, as an `Option` of a reference by which it can be changed.
fn changed(fields: &[&Field], is_nullable: bool) -> Node {
    let page = word("page");
    let Some((last, before)) = fields.split_last() else {
        return if is_nullable { page.method("as_mut", []) } else { call("Some", [page]) };
    };
    let mut node = if is_nullable { page.method("as_mut", []).tried() } else { page };
    for field in before {
        node = node.field(&field.name);
        if field.presence != Presence::Required {
            node = optional(node, field, true).tried();
        }
    }
    node = node.field(&last.name);
    match last.presence {
        Presence::Required => call("Some", [node.borrow_mut()]),
        _ => optional(node, last, true),
    }
}

fn methods(operation: &Operation, pagination: &Pagination, uses: &mut Uses<'_>) -> String {
    let mut methods = Vec::new();
    let gate = "    #[cfg(feature = \"blocking\")]\n";
    let rest = "from the page on that the request asks for.";
    for (name, gate, ty, what) in [
        ("pages", "", "Pages", "The pages of the list, as a stream,"),
        ("items", "", "Items", "The items of the list, page after page, as a stream,"),
        (
            "pages_blocking",
            gate,
            "PagesBlocking",
            "The pages of the list, as an iterator that blocks the thread,",
        ),
        (
            "items_blocking",
            gate,
            "ItemsBlocking",
            "The items of the list, page after page, as an iterator that blocks the thread,",
        ),
    ] {
        let mut doc = Doc::default();
        doc.paragraph(&format!("{what}\n{rest}"));
        doc.paragraph("After an error there is nothing more.");
        if matches!(pagination.style, PaginationStyle::Offset | PaginationStyle::PageNumber) {
            doc.paragraph(
                "A page that is the same as the one before, byte for byte, is an error:\na server that ignores which page is asked for answers with the same one for ever.",
            );
        }
        if let Some(limit) = &pagination.limit {
            doc.paragraph(&format!(
                "How many items a page has is said by `{}`.",
                docs::code(limit)
            ));
        }
        // The types of the blocking interface are there with its feature only.
        let runtime =
            if gate.is_empty() { uses.of_runtime(ty) } else { format!("super::runtime::{ty}") };
        let output = generic(runtime.clone(), [word("'c"), word("Self")]);
        let params = [Param::Receiver("self")];
        let head = signature(&format!("pub fn {name}"), &params, Some(&output), 4);
        let value = call(format!("{runtime}::new"), [word("self.client"), word("self")]);
        methods.push(format!(
            "{}{gate}    {head}\n        {}\n    }}\n",
            doc.outer(4),
            statement(&value, "", 8)
        ));
    }
    impl_block("<'c>", None, &format!("{}<'c>", operation.type_name), &methods.join("\n"))
}
