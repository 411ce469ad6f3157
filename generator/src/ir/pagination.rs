//! Lists that come in pages.

use super::{Field, Type, TypeDef, TypeId, TypeKind};

/// How the pages of an operation follow on each other.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Pagination {
    /// The style.
    pub style: PaginationStyle,
    /// The position among the parameters of the one that asks for a page; a link has none.
    pub parameter: Option<usize>,
    /// Where the list begins if nobody says it: the number of the first page, or the offset.
    pub first: i64,
    /// The properties on the way to the list of items, by their names in JSON. Nothing: the answer is that list.
    pub items: Vec<String>,
    /// Where an answer names the next page.
    pub next: Option<NextPage>,
    /// The name of the parameter that says how many items a page has, for documentation.
    pub limit: Option<String>,
}

/// How the next page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum PaginationStyle {
    /// By what the answer says; the list ends where it says nothing.
    Cursor,
    /// By the last item of the page; the list also ends with an empty page.
    Marker,
    /// By how many items came before.
    Offset,
    /// By the number of the page.
    PageNumber,
    /// By an address.
    Link,
}

/// Where an answer names the next page. Properties are meant by their names in JSON.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum NextPage {
    /// A property of the answer.
    Answer(Vec<String>),
    /// A property of the last item.
    LastItem(Vec<String>),
}

/// The properties on a way through types, and the type at its end. The error is the position of the first name on the way that
/// is no property of an object.
pub fn properties<'a>(
    from: &'a Type,
    way: &[String],
    definition: impl Fn(TypeId) -> Option<&'a TypeDef>,
) -> Result<(Vec<&'a Field>, &'a Type), usize> {
    let (mut fields, mut ty) = (Vec::new(), bare(from));
    for (index, name) in way.iter().enumerate() {
        let Type::Named(id) = ty else { return Err(index) };
        let Some(TypeKind::Struct(object)) = definition(*id).map(|found| &found.kind) else {
            return Err(index);
        };
        let field = object.fields.iter().find(|field| field.wire == *name).ok_or(index)?;
        ty = &field.ty;
        fields.push(field);
    }
    Ok((fields, ty))
}

/// A type without its null.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) => inner,
        ty => ty,
    }
}
