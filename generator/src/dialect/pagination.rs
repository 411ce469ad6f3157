//! `x-pagination` of an operation, or what another file says in its place.

use super::Reader;
use super::hint::unknown;
use super::value::{is_object, wrong};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Pagination, PaginationStyle, PropertyPath};
use crate::source::Node;

const KEYS: &[&str] = &["style", "parameter", "items", "next", "last-item", "limit"];
const STYLES: &str = "write `cursor`, `marker`, `offset`, `page-number` or `link`";

impl<'t> Reader<'t> {
    /// A file that says how pages follow on each other: by the `operationId`, what else stands in the description. It wins.
    pub(super) fn pagination_file(
        self,
        node: Node<'t>,
        document: &mut Document<'t>,
        diagnostics: &mut Diagnostics,
    ) {
        is_object(node, "an object with a pagination behind each `operationId`", diagnostics);
        for (id, member) in node.members() {
            let operations = &mut document.operations;
            let Some(operation) = operations.iter_mut().find(|one| one.id == Some(id)) else {
                let message = format!("no operation has the operationId `{id}`");
                let help = "each key of the file is the operationId of an operation";
                diagnostics.error(Code::InvalidPagination, member.key(), message, help);
                continue;
            };
            let errors = diagnostics.error_count();
            operation.pagination = self.pagination(member, diagnostics);
            if operation.broken.is_none() && diagnostics.error_count() > errors {
                operation.broken = diagnostics.last_error().map(|error| error.message.clone());
            }
        }
    }

    /// The extension of an operation. One that names no style is that of another program.
    pub(super) fn pagination_extension(
        self,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Pagination<'t>> {
        if node.get("style").is_some() {
            return self.pagination(node, diagnostics);
        }
        if !node.value.is_null() {
            let message = "`x-pagination` says no `style`, so it is taken for that of another program and left out";
            let help = format!("{STYLES} as its `style`, to get the pages of the list");
            diagnostics.warning(Code::LeftOut, node.key(), message, help);
        }
        None
    }

    /// How the pages of an operation follow on each other.
    pub(super) fn pagination(
        self,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Pagination<'t>> {
        if !is_object(node, "an object that says how pages follow on each other", diagnostics) {
            return None;
        }
        let (mut style, mut parameter, mut items, mut next) = (None, None, None, None);
        let (mut last_item, mut limit) = (None, None);
        for (key, member) in node.members().filter(|(_, member)| !member.value.is_null()) {
            match key {
                "style" => style = self.text(member, diagnostics).map(|text| (text, member)),
                "parameter" => {
                    parameter = self.text(member, diagnostics).map(|text| (text, member))
                }
                "items" => items = self.path(member, diagnostics),
                "next" => next = self.path(member, diagnostics),
                "last-item" => last_item = self.path(member, diagnostics),
                "limit" => limit = self.text(member, diagnostics).map(|text| (text, member)),
                _ => unknown("pagination", KEYS, key, member, diagnostics),
            }
        }
        let Some((text, style_node)) = style else {
            let message = "nothing says in which style the pages follow on each other";
            diagnostics.error(
                Code::MissingField,
                node.key(),
                message,
                STYLES.to_owned() + " as its `style`",
            );
            return None;
        };
        let style = match text {
            "cursor" => PaginationStyle::Cursor,
            "marker" => PaginationStyle::Marker,
            "offset" => PaginationStyle::Offset,
            "page-number" => PaginationStyle::PageNumber,
            "link" => PaginationStyle::Link,
            other => {
                let message = format!("there is no pagination in the style `{other}`");
                diagnostics.error(Code::UnknownValue, style_node, message, STYLES);
                return None;
            }
        };
        let needs_parameter = style != PaginationStyle::Link;
        if needs_parameter != parameter.is_some() {
            let (place, code, message, help) = match parameter {
                None => (
                    node.key(),
                    Code::MissingField,
                    format!("pagination in the style `{text}` needs a `parameter`"),
                    "name the parameter of the request that says which page is meant",
                ),
                Some((_, node)) => (
                    node.key(),
                    Code::InvalidPagination,
                    "a link is followed as it is, so that no parameter is set".to_owned(),
                    "remove it, or choose another style",
                ),
            };
            diagnostics.error(code, place, message, help);
            return None;
        }
        let names_next = [next.as_ref(), last_item.as_ref()].into_iter().flatten().count();
        let problem = match (style, names_next) {
            (PaginationStyle::Marker, 1) => None,
            (PaginationStyle::Marker, 0) => {
                Some((Code::MissingField, "either `next` or `last-item`"))
            }
            (PaginationStyle::Marker, _) => {
                Some((Code::InvalidPagination, "either `next` or `last-item`, and not both"))
            }
            (PaginationStyle::Cursor, 0) => Some((Code::MissingField, "`next`")),
            (PaginationStyle::Cursor | PaginationStyle::Link, _) if last_item.is_some() => {
                Some((Code::InvalidPagination, "`next` instead of `last-item`"))
            }
            (PaginationStyle::Offset | PaginationStyle::PageNumber, 1..) => {
                Some((Code::InvalidPagination, "neither `next` nor `last-item`"))
            }
            _ => None,
        };
        if let Some((code, wanted)) = problem {
            let message = format!("pagination in the style `{text}` takes {wanted}");
            let help = "`next` is a property path in the answer, such as `page.marker`; `last-item` is one in the last item";
            diagnostics.error(code, node.key(), message, help);
            return None;
        }
        Some(Pagination { node, style, parameter, items, next, last_item, limit })
    }

    /// Properties on a way through an answer: with dots between them, or as a list where a name has a dot in it.
    fn path(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<PropertyPath<'t>> {
        let names: Vec<&str> = if node.value.is_array() {
            self.texts(node, diagnostics).into_iter().map(|(name, _)| name).collect()
        } else {
            self.text(node, diagnostics)?.split('.').collect()
        };
        if names.is_empty() || names.contains(&"") {
            wrong(node, "the names of properties with dots between them", diagnostics);
            return None;
        }
        Some(PropertyPath { node, names })
    }
}
