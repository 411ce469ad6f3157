//! Parameters of operations.

use openapiv3::{
    Parameter as Described, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr,
};

use super::docs;
use super::name::{self, Scope};
use super::schema::{Node, Schemas};
use crate::diagnostic::{Code, Pointer};
use crate::ir::{Location, Parameter, Type};

/// Lowers the parameters of an operation: those of the path item, then its own, which take the place of namesakes.
pub(super) fn lower<'d>(
    schemas: &mut Schemas<'d, '_>,
    inherited: (&'d [ReferenceOr<Described>], &Pointer),
    own: (&'d [ReferenceOr<Described>], &Pointer),
    type_name: &str,
    scope: &mut Scope,
) -> Vec<Parameter> {
    let mut parameters: Vec<(Parameter, bool)> = Vec::new();
    for ((list, at), is_own) in [(inherited, false), (own, true)] {
        for (index, node) in list.iter().enumerate() {
            let here = at.index(index);
            let resolved = schemas.document.resolve(
                node,
                &here,
                "parameters",
                |all| &all.parameters,
                schemas.diagnostics,
            );
            let Some((described, place)) = resolved else { continue };
            let Some(parameter) = one(schemas, described, &place, type_name) else { continue };
            let same = |other: &(Parameter, bool)| {
                other.0.wire == parameter.wire && other.0.location == parameter.location
            };
            match parameters.iter().position(same) {
                Some(at) if is_own && !parameters[at].1 => parameters[at] = (parameter, true),
                Some(_) => schemas.diagnostics.error(
                    Code::DuplicateParameter,
                    &here,
                    format!("the parameter `{}` stands here twice", parameter.wire),
                    "remove one of them, or rename it",
                ),
                None => parameters.push((parameter, is_own)),
            }
        }
    }
    let mut parameters: Vec<Parameter> =
        parameters.into_iter().map(|(parameter, _)| parameter).collect();
    parameters.sort_by_key(|parameter| !parameter.required);
    for parameter in &mut parameters {
        parameter.name = scope.mint(name::lower(&parameter.wire, "parameter"));
    }
    parameters
}

fn one<'d>(
    schemas: &mut Schemas<'d, '_>,
    described: &'d Described,
    at: &Pointer,
    type_name: &str,
) -> Option<Parameter> {
    let data = described.parameter_data_ref();
    let (location, style_fits, explode) = match described {
        Described::Path { style, .. } => (Location::Path, *style == PathStyle::Simple, false),
        Described::Query { style, .. } => (Location::Query, *style == QueryStyle::Form, true),
        Described::Header { .. } => (Location::Header, true, false),
        Described::Cookie { .. } => {
            refuse(
                schemas,
                &at.child("in"),
                "cookie parameters are not supported yet",
                "leave the parameter out for now",
            );
            return None;
        }
    };
    if !style_fits {
        let help = "use `simple` for paths and headers and `form` for queries for now";
        refuse(schemas, &at.child("style"), "this style is not supported yet", help);
        return None;
    }
    if let Described::Query { allow_reserved: true, .. } = described {
        refuse(
            schemas,
            &at.child("allowReserved"),
            "`allowReserved` is not supported yet",
            "remove it for now",
        );
    }
    if location == Location::Header {
        if http::HeaderName::from_bytes(data.name.as_bytes()).is_err() {
            let message = format!("`{}` cannot be the name of a header", data.name);
            let help = "a header name has letters, digits and !#$%&'*+-.^_`|~ only (RFC 9110, section 5.1)";
            schemas.diagnostics.error(Code::InvalidHeaderName, &at.child("name"), message, help);
            return None;
        }
        if ["accept", "content-type", "authorization"]
            .contains(&data.name.to_ascii_lowercase().as_str())
        {
            schemas.diagnostics.warning(
                Code::UnsupportedParameter,
                at,
                format!("the header `{}` is not a parameter (OpenAPI 3.0, section 4.7.12.1) and is left out", data.name),
                "describe bodies by `content` and credentials by `securitySchemes`",
            );
            return None;
        }
    }
    let schema = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => schema,
        ParameterSchemaOrContent::Content(_) => {
            refuse(
                schemas,
                &at.child("content"),
                "parameters with `content` are not supported yet",
                "give it a `schema`",
            );
            return None;
        }
    };
    let lowered = schemas.lower(
        Node::from(schema),
        &at.child("schema"),
        &format!("{type_name} {}", data.name),
    );
    if !travels(&lowered.ty, schemas) {
        let help = "a parameter is a string, number, boolean or enum, or a list of those, for now";
        refuse(schemas, &at.child("schema"), "parameters of this type are not supported yet", help);
        return None;
    }
    if location == Location::Path && !data.required {
        schemas.diagnostics.warning(
            Code::OptionalPathParameter,
            at,
            format!("the path parameter `{}` is not marked `required: true`, but a path needs it; it is taken as required", data.name),
            "add `required: true`",
        );
    }
    let default = match schema {
        ReferenceOr::Item(schema) => schema.schema_data.default.as_ref().map(ToString::to_string),
        ReferenceOr::Reference { .. } => None,
    };
    Some(Parameter {
        name: String::new(),
        wire: data.name.clone(),
        location,
        required: data.required || location == Location::Path,
        ty: lowered.ty,
        rules: lowered.rules,
        explode: data.explode.unwrap_or(explode),
        deprecated: data.deprecated.unwrap_or_default(),
        docs: docs(None, data.description.as_ref()),
        default,
    })
}

fn refuse(schemas: &mut Schemas<'_, '_>, at: &Pointer, message: &str, help: &str) {
    schemas.diagnostics.error(Code::UnsupportedParameter, at, message, help);
}

/// Whether values of a type can travel as a parameter.
fn travels(ty: &Type, schemas: &Schemas<'_, '_>) -> bool {
    match ty {
        Type::Bool
        | Type::I32
        | Type::I64
        | Type::F32
        | Type::F64
        | Type::String
        | Type::BasicDateTime => true,
        Type::Named(id) => schemas.is_enum(*id),
        Type::List(item) => !matches!(**item, Type::List(_)) && travels(item, schemas),
        Type::NullableList(_) | Type::Map(_) | Type::Json => false,
    }
}
