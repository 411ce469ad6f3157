//! Parameters of operations.

use super::name::{self, Scope};
use super::schema::Schemas;
use super::{media, part, style};
use crate::diagnostic::Code;
use crate::document::{Media, Parameter as Described};
use crate::ir::{Encoding, Format, Location, Parameter, Rules, Type};
use crate::source::Node;

/// Lowers the parameters of an operation: required ones first, each group in document order.
pub(super) fn lower<'t>(
    schemas: &mut Schemas<'t, '_>,
    described: &[Described<'t>],
    type_name: &str,
    scope: &mut Scope,
) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::with_capacity(described.len());
    let mut sent: Vec<&Described<'t>> = Vec::with_capacity(described.len());
    for parameter in described {
        if can_be_sent(schemas, parameter) {
            parameters.push(one(schemas, parameter, type_name));
            sent.push(parameter);
        }
    }
    style::clashes(schemas, &sent);
    parameters.sort_by_key(|parameter| !parameter.required);
    // Two parameters of one name in different places are told apart by the place.
    for index in 0..parameters.len() {
        let Some(Parameter { wire, location, .. }) = parameters.get(index) else { continue };
        let name = name::lower(wire, "parameter");
        let name = scope.mint_either(name, || {
            name::lower(&format!("{} {wire}", place(*location)), "parameter")
        });
        if let Some(parameter) = parameters.get_mut(index) {
            parameter.name = name;
        }
    }
    parameters
}

fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query | Location::QueryString => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

/// Reports a name that no header can have. A request can be made without a header that need not be there, and is.
fn can_be_sent<'t>(schemas: &mut Schemas<'t, '_>, described: &Described<'t>) -> bool {
    if described.location != Location::Header {
        return true;
    }
    let Some((message, help)) = super::header_problem(described.name) else { return true };
    let node = described.node.get("name").unwrap_or(described.node);
    if described.required {
        schemas.diagnostics.error(Code::InvalidHeaderName, node, message, help);
    } else {
        let message = format!("{message}; the parameter is optional, and left out");
        schemas.diagnostics.warning(Code::InvalidHeaderName, node, message, help);
    }
    false
}

fn one<'t>(schemas: &mut Schemas<'t, '_>, described: &Described<'t>, type_name: &str) -> Parameter {
    let hint = name::within(type_name, described.name);
    let lowered = described.schema.map(|schema| schemas.lower(schema, &hint));
    let encoding = match &described.content {
        None => Encoding::Style(described.serialization),
        Some(media) => content(schemas, media, lowered.as_ref().map(|lowered| &lowered.ty)),
    };
    let is_written = is_written(schemas, described, &encoding);
    style::check(schemas, described);
    let (ty, rules, constant) = match lowered.filter(|_| is_written) {
        None => (Type::String, Rules::default(), None),
        // Null has no text, so a parameter that may be null is one that may be left out.
        Some(lowered) if encoding != Encoding::Json => {
            (lowered.ty, lowered.rules, lowered.constant)
        }
        Some(lowered) => (lowered.clone().with_null(), lowered.rules, lowered.constant),
    };
    let ty = match ty {
        // Whoever calls writes it in that media type.
        Type::Json if encoding == Encoding::Plain => Type::String,
        Type::Null => Type::Json,
        ty => ty,
    };
    let mut docs = super::docs_with(described.description, [&described.examples]);
    if let Some(media) = described.content.as_ref().filter(|_| !is_written) {
        let line = format!("It is a text in `{}`, which is sent as it is.", media.media_type);
        let before = docs.description.take();
        docs.description = Some(before.map_or(line.clone(), |text| format!("{text}\n\n{line}")));
    }
    Parameter {
        name: String::new(),
        wire: described.name.to_owned(),
        location: described.location,
        required: described.required,
        ty,
        // What nobody gives cannot be wrong.
        rules: if described.required { Rules { constant: None, ..rules } } else { rules },
        encoding,
        constant: constant.filter(|_| described.required),
        deprecated: described.deprecated,
        docs,
        default: described.schema.and_then(|schema| default(schemas, schema)),
    }
}

/// How the value of a parameter is written in its media type.
fn content<'t>(schemas: &mut Schemas<'t, '_>, media: &Media<'t>, ty: Option<&Type>) -> Encoding {
    match (media::format(media.media_type), ty) {
        (Format::Json, _) => Encoding::Json,
        (Format::Form, Some(ty)) if part::is_made_of(schemas, Format::Form, ty) => {
            Encoding::Form(part::lower(schemas, media, (Format::Form, ty)))
        }
        _ => Encoding::Plain,
    }
}

/// Whether a value can be written in the media type of its parameter. Where it cannot, its text is handed over.
fn is_written<'t>(
    schemas: &mut Schemas<'t, '_>,
    described: &Described<'t>,
    encoding: &Encoding,
) -> bool {
    let (Some(media), Some(schema), Encoding::Plain) =
        (&described.content, described.schema, encoding)
    else {
        return true;
    };
    if part::can_be(schemas.kinds_of(&[schema]), media.media_type) {
        return true;
    }
    let message = format!(
        "what the schema of this parameter describes cannot be written as `{}`; it is a text, and sent as it is handed over",
        media.media_type
    );
    let help = "describe it as a string, or write `application/json`";
    schemas.diagnostics.warning(Code::UnwritableContent, media.node.key(), message, help);
    false
}

fn default<'t>(schemas: &mut Schemas<'t, '_>, schema: Node<'t>) -> Option<String> {
    let read = schemas.reader.schema(schema, schemas.diagnostics);
    super::default::lower(schemas, &read).or_else(|| {
        let behind = read.reference.filter(|node| node.get("default").is_some())?;
        let behind = schemas.reader.schema(behind, schemas.diagnostics);
        super::default::lower(schemas, &behind)
    })
}
