//! Headers of answers: one constant for each header, whatever number of answers has it.

use indexmap::IndexMap;

use super::media;
use super::name::{self, Scope};
use super::schema::Schemas;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Header as Described, Response};
use crate::ir::{Api, HeaderForm, ResponseHeader, Rules, Type, TypeDef, TypeKind};
use crate::source::Node;

/// The headers found so far.
#[derive(Default)]
pub(super) struct Headers<'t> {
    found: Vec<(Node<'t>, ResponseHeader)>,
    /// Those of each name, which is in lower case.
    by_name: IndexMap<String, Vec<usize>>,
}

impl<'t> Headers<'t> {
    /// Adds the headers of an answer, and notes for its operation which they are.
    pub(super) fn collect(
        &mut self,
        schemas: &mut Schemas<'t, '_>,
        response: &Response<'t>,
        (scope, type_name): (&mut Scope, &str),
        of_operation: &mut Vec<usize>,
    ) {
        for described in &response.headers {
            let key = described.name.to_ascii_lowercase();
            if key == "content-type" {
                continue;
            }
            if let Some((message, help)) = super::header_problem(described.name) {
                let node = described.node.key();
                schemas.diagnostics.warning(Code::InvalidHeaderName, node, message, help);
                continue;
            }
            let header = header(schemas, described, type_name);
            let known = self.by_name.entry(key).or_default();
            let is_same = |index: &&usize| {
                let other = &self.found[**index].1;
                (&other.ty, other.form) == (&header.ty, header.form)
            };
            let index = match known.iter().find(is_same) {
                Some(index) => *index,
                None => {
                    let plain = name::lower(&header.wire, "header");
                    let longer = || name::lower(&format!("{type_name} {}", header.wire), "header");
                    let name = scope.mint_either(plain, longer).to_ascii_uppercase();
                    known.push(self.found.len());
                    self.found.push((described.node, ResponseHeader { name, ..header.clone() }));
                    self.found.len() - 1
                }
            };
            self.found[index].1.join(header);
            if !of_operation.contains(&index) {
                of_operation.push(index);
            }
        }
    }

    /// The headers in the order in which they were found, and where they stand.
    pub(super) fn finish(self) -> (Vec<Node<'t>>, Vec<ResponseHeader>) {
        self.found.into_iter().unzip()
    }
}

impl ResponseHeader {
    /// Takes over what the same header has in another answer: what does not hold for both does not hold.
    fn join(&mut self, other: Self) {
        self.required &= other.required;
        self.deprecated &= other.deprecated;
        if self.rules != other.rules {
            self.rules = Rules::default();
        }
    }
}

fn header<'t>(
    schemas: &mut Schemas<'t, '_>,
    described: &Described<'t>,
    type_name: &str,
) -> ResponseHeader {
    let hint = name::within(type_name, described.name);
    let is_json = described.media_type.is_some_and(media::is_json);
    let is_text = described.media_type.is_some() && !is_json;
    let lowered = described.schema.filter(|_| !is_text).map(|schema| schemas.lower(schema, &hint));
    let rules = lowered.as_ref().map(|lowered| lowered.rules.clone()).unwrap_or_default();
    let ty = match lowered {
        None if is_json => Type::Json,
        None => Type::String,
        Some(lowered) if is_json => lowered.with_null(),
        // Null has no text, and what is any JSON is a text here.
        Some(lowered) => match lowered.ty {
            Type::Json | Type::Null | Type::File | Type::Bytes => Type::String,
            ty => ty,
        },
    };
    let form = match is_json {
        true => HeaderForm::Json,
        false => HeaderForm::Simple { explode: described.explode, delimiter: described.delimiter },
    };
    ResponseHeader {
        name: String::new(),
        wire: described.name.to_owned(),
        required: described.required,
        deprecated: described.deprecated,
        ty,
        form,
        rules,
        docs: super::docs_with(described.description, [&described.examples]),
        sample: None,
    }
}

/// Decides how the text of each header is read, now that it is known what the types are.
pub(super) fn settle(api: &mut Api, nodes: &[Node<'_>], diagnostics: &mut Diagnostics) {
    for (header, node) in api.response_headers.iter_mut().zip(nodes) {
        let HeaderForm::Simple { explode, delimiter } = header.form else { continue };
        header.form = match shape(&header.ty, &api.types) {
            // Each cookie has a line of its own (RFC 6265, section 3).
            Shape::One if header.wire.eq_ignore_ascii_case("set-cookie") => {
                header.ty = Type::List(Box::new(header.ty.clone()));
                let items = std::mem::take(&mut header.rules);
                header.rules.items = Some(Box::new(items)).filter(|items| !items.is_empty());
                HeaderForm::List { delimiter }
            }
            Shape::One => HeaderForm::One,
            Shape::List => HeaderForm::List { delimiter },
            Shape::Object => HeaderForm::Object { explode },
            Shape::Nested => {
                let message = "the style `simple` has no text for what is nested in a list or an object; the header is left as text";
                let help =
                    "describe it by `content` with a JSON media type, if that is what it has";
                diagnostics.warning(Code::LeftOut, *node, message, help);
                (header.ty, header.rules) = (Type::String, Rules::default());
                HeaderForm::One
            }
        };
    }
}

/// What the style `simple` makes a text of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    One,
    List,
    Object,
    /// Something has parts that have parts.
    Nested,
}

fn shape(ty: &Type, types: &[TypeDef]) -> Shape {
    let of = |whole: Shape, parts: Vec<&Type>| {
        let is_one = |part: &&Type| match plain(part, types) {
            Type::List(_) | Type::Tuple(..) | Type::Map(_) => false,
            Type::Named(id) => {
                let kind = types.get(id.0).map(|definition| &definition.kind);
                !matches!(kind, Some(TypeKind::Struct(_)))
            }
            _ => true,
        };
        if parts.iter().all(is_one) { whole } else { Shape::Nested }
    };
    match plain(ty, types) {
        Type::List(item) => of(Shape::List, vec![item]),
        Type::Tuple(items, rest) => of(Shape::List, items.iter().chain(rest.as_deref()).collect()),
        Type::Map(value) => of(Shape::Object, vec![value]),
        Type::Named(id) => match types.get(id.0).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(record)) => {
                let additional = record.additional.iter().map(|(_, ty)| ty);
                let fields = record.fields.iter().map(|field| &field.ty);
                of(Shape::Object, fields.chain(additional).collect())
            }
            _ => Shape::One,
        },
        _ => Shape::One,
    }
}

/// What a type is without null and behind its name, if that only stands for another type.
fn plain<'a>(mut ty: &'a Type, types: &'a [TypeDef]) -> &'a Type {
    // Names that stand for one another in a circle end somewhere all the same.
    for _ in 0..=types.len() {
        ty = match ty {
            Type::Nullable(inner) => inner,
            Type::Named(id) => match types.get(id.0).map(|definition| &definition.kind) {
                Some(TypeKind::Newtype(inner)) => inner,
                _ => break,
            },
            _ => break,
        };
    }
    ty
}
