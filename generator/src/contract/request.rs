//! The values of a request.

use serde_json::{Map, Value};

use super::schema::{Direction, Schemas};
use super::synthesis::Synthesis;
use super::{Choice, Choices, WITHOUT, fit, label};
use crate::document::{Content as Described, Media, Operation, Parameter};
use crate::ir::{
    self, Contents, Encoding, Format, Location, PartKey, Serialization, Style, Type, TypeDef,
    TypeKind,
};
use crate::source::Node;

/// How deep the lists and alternatives of one part are looked into.
const DEEPEST: usize = 8;

/// The values of the parameters.
pub(super) struct Arguments {
    pub(super) values: Vec<(usize, Value)>,
    pub(super) remarks: Vec<String>,
}

/// A value for each parameter, as far as there is one; every required one has to have one.
pub(super) fn arguments<'t>(
    schemas: &Schemas<'t, '_>,
    described: &Operation<'t>,
    operation: &ir::Operation,
) -> Result<Arguments, String> {
    let mut arguments = Arguments { values: Vec::new(), remarks: Vec::new() };
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let Some(described) = self::described(described, parameter) else { continue };
        if parameter.constant.is_some() || (parameter.deprecated && !parameter.required) {
            continue;
        }
        if parameter.frames_body() {
            continue;
        }
        match argument(schemas, described, parameter, &mut arguments.remarks) {
            Some(value) => arguments.values.push((index, value)),
            None if parameter.required => {
                return Err(format!("no value was found for the parameter `{}`", parameter.wire));
            }
            None => {}
        }
    }
    Ok(arguments)
}

/// How a parameter is described.
pub(super) fn described<'d, 't>(
    operation: &'d Operation<'t>,
    parameter: &ir::Parameter,
) -> Option<&'d Parameter<'t>> {
    let is_it =
        |one: &&Parameter<'t>| one.location == parameter.location && one.name == parameter.wire;
    operation.parameters.iter().find(is_it)
}

fn argument<'t>(
    schemas: &Schemas<'t, '_>,
    described: &Parameter<'t>,
    parameter: &ir::Parameter,
    remarks: &mut Vec<String>,
) -> Option<Value> {
    let can_travel = |value: &Value| can_travel(value, parameter);
    let Some(schema) = described.schema else {
        let examples = described.examples.values.iter().map(|example| example.value.value);
        let texts = examples.filter(|value| value.is_string()).cloned();
        return texts.chain([Value::from("text")]).find(can_travel);
    };
    let synthesis = Synthesis::new(schemas, Direction::Request);
    for example in &described.examples.values {
        let value = synthesis.directed(schema, example.value.value);
        match fit::check(schemas, schema, &value, Direction::Request) {
            Ok(()) if can_travel(&value) => return Some(value),
            Ok(()) => {}
            Err(problem) => remarks.push(format!(
                "The example of the parameter `{}` does not fit its schema: {problem}.",
                parameter.wire
            )),
        }
    }
    synthesis.value(schema).filter(can_travel)
}

/// Whether the place of a parameter can hold the value, so that something of it is seen on the wire.
fn can_travel(value: &Value, parameter: &ir::Parameter) -> bool {
    match parameter.encoding {
        Encoding::Json => return true,
        // What its media type cannot hold is text for whoever calls.
        Encoding::Plain if value.is_object() || value.is_array() => return false,
        Encoding::Style(serialization) if !is_apart(value, serialization, parameter.location) => {
            return false;
        }
        Encoding::Form(_) | Encoding::Plain | Encoding::Style(_) => {}
    }
    let is_text = |value: &Value| match (value, parameter.location) {
        (Value::String(text), Location::Header) => {
            text.trim() == text && text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
        }
        (Value::String(text), Location::Path) => !text.is_empty() && text != "." && text != "..",
        _ => true,
    };
    match value {
        Value::Null => false,
        Value::Array(items) => {
            let is_null = |item: &Value| item.is_null();
            !items.is_empty() && !items.iter().any(is_null) && items.iter().all(is_text)
        }
        Value::Object(members) => {
            !members.is_empty()
                && !members.values().any(Value::is_null)
                && members.values().all(is_text)
        }
        scalar => is_text(scalar),
    }
}

/// Whether what separates the items of a value occurs in none of them; in an address it is encoded there, if it can be.
fn is_apart(value: &Value, serialization: Serialization, location: Location) -> bool {
    let Serialization { style, explode, allow_reserved } = serialization;
    let is_joined = matches!(location, Location::Path | Location::Header);
    let is_raw = location == Location::Header || style == Style::Cookie || allow_reserved;
    let letter = match style {
        Style::Label if explode => '.',
        Style::SpaceDelimited => ' ',
        Style::PipeDelimited => '|',
        Style::TabDelimited => '\t',
        Style::Matrix if explode => ';',
        _ => ',',
    };
    if style == Style::DeepObject {
        return is_bracketed(value);
    }
    if explode && !is_joined || !is_raw && [',', ';'].contains(&letter) {
        return true;
    }
    let has = |value: &Value| match value {
        Value::String(text) => text.contains(letter),
        // A fraction that is none goes out without its period.
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(number) => number.to_string().contains(letter),
            None => false,
        },
        other => other.to_string().contains(letter),
    };
    match value {
        Value::Array(items) => !items.iter().any(has),
        Value::Object(members) => {
            !members.iter().any(|(name, value)| name.contains([letter, '=']) || has(value))
        }
        _ => true,
    }
}

/// Whether each name within a value can stand in brackets, as `deepObject` has it.
fn is_bracketed(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().all(|(name, value)| {
            !name.is_empty() && !name.contains(['[', ']']) && is_bracketed(value)
        }),
        Value::Array(items) => items.iter().all(is_bracketed),
        _ => true,
    }
}

/// Whether the same holds for every part of a form, or of a body of several parts.
fn are_apart(value: &Value, content: &ir::Content) -> bool {
    // The text of a part is as it is, and the fields of a form are encoded as in a query.
    let is_form = content.format == Format::Form;
    content.parts.iter().all(|part| {
        let PartKey::Property(name) = &part.of else { return true };
        part.serialization.zip(value.get(name)).is_none_or(|(serialization, value)| {
            let is_raw = serialization.allow_reserved || !is_form;
            let serialization = Serialization { allow_reserved: is_raw, ..serialization };
            is_apart(value, serialization, Location::Query)
        })
    })
}

/// Takes files out that must say which of several media types they are, where a test cannot let them say so.
fn untold_files<'t>(
    schemas: &Schemas<'t, '_>,
    types: &[TypeDef],
    (media, content): (&Media<'t>, &ir::Content),
    values: &mut Vec<(Option<String>, Value)>,
    remarks: &mut Vec<String>,
) {
    let Some(Described::Schema(schema)) = &media.schema else { return };
    // Only what is a field of the body can be told what it is.
    let is_record = match content.ty {
        Type::Named(id) => {
            types.get(id.0).is_some_and(|body| matches!(body.kind, TypeKind::Struct(_)))
        }
        _ => false,
    };
    for part in &content.parts {
        let (PartKey::Property(name), Some(documented)) = (&part.of, &part.content_type) else {
            continue;
        };
        if content.format != Format::Multipart
            || !ir::leaves_choice(documented)
            || is_record && is_plain(schemas, &property(schemas, &[*schema], name), 0)
        {
            continue;
        }
        let count = values.len();
        values.retain_mut(|(_, value)| {
            let taken = value.as_object_mut().and_then(|members| members.shift_remove(name));
            taken.is_none() || fit::check(schemas, *schema, value, Direction::Request).is_ok()
        });
        if values.len() < count {
            remarks.push(format!(
                "A body of `{}` is not tried: nothing says which of `{documented}` the file `{name}` is.",
                media.media_type
            ));
        }
    }
}

/// The schemas of a property.
fn property<'t>(schemas: &Schemas<'t, '_>, nodes: &[Node<'t>], name: &str) -> Vec<Node<'t>> {
    let including = schemas.including(nodes);
    let properties = including.iter().flat_map(|schema| &schema.properties);
    properties.filter(|(known, _)| *known == name).map(|(_, node)| *node).collect()
}

/// Whether nothing but null is an alternative to what a value is, or each item of it.
fn is_plain<'t>(schemas: &Schemas<'t, '_>, nodes: &[Node<'t>], depth: usize) -> bool {
    let including = schemas.including(nodes);
    let groups = including.iter().flat_map(|schema| schema.one_of.iter().chain(&schema.any_of));
    let members: Vec<Node<'t>> =
        groups.copied().filter(|member| !schemas.read(*member).is_null()).collect();
    let items = including.iter().filter_map(|schema| schema.items);
    let inner: Vec<Node<'t>> = items.chain(members.iter().copied()).collect();
    !nodes.is_empty()
        && depth < DEEPEST
        && members.len() <= 1
        && !including.iter().any(|schema| schemas.is_foreign(schema))
        && (inner.is_empty() || is_plain(schemas, &inner, depth + 1))
}

/// Whether a body, or a part of it, is a text in another character set than UTF-8.
fn is_recoded(content: &ir::Content) -> bool {
    let is_other = |media_type: &str| {
        let lower = media_type.to_ascii_lowercase();
        let charset = lower.split_once("charset=").map(|(_, charset)| charset.trim_matches('"'));
        charset.is_some_and(|charset| !charset.starts_with("utf-8") && !charset.starts_with("utf8"))
    };
    let mut parts = content.parts.iter().filter_map(|part| part.content_type.as_deref());
    matches!(content.format, Format::Text | Format::Xml) && is_other(&content.media_type)
        || parts.any(is_other)
}

/// The bodies: the first is what the first test sends, JSON where there is JSON.
pub(super) fn bodies<'t>(
    schemas: &Schemas<'t, '_>,
    types: &[TypeDef],
    described: &Operation<'t>,
    operation: &ir::Operation,
) -> Result<Choices<(usize, Value)>, String> {
    let mut bodies = Choices { choices: Vec::new(), remarks: Vec::new() };
    let Some((body, described)) = operation.body.as_ref().zip(described.body.as_ref()) else {
        return Ok(bodies);
    };
    let contents: Vec<&ir::Content> = match &body.contents {
        Contents::One(content) => vec![content],
        Contents::Many { variants, .. } => variants.iter().map(|(_, content)| content).collect(),
    };
    let mut order: Vec<usize> = (0..contents.len()).collect();
    order.sort_by_key(|index| contents[*index].format != Format::Json);
    for index in order {
        let content = contents[index];
        let of_type = |media: &&Media<'t>| media.media_type == content.media_type;
        let Some(media) = described.content.iter().find(of_type) else { continue };
        let mut headers = content.parts.iter().flat_map(|part| &part.headers);
        if headers.any(|header| header.constant.is_none()) {
            bodies.remarks.push(format!(
                "A body of `{}` is not tried: no schema says what the headers of its files are.",
                media.media_type
            ));
            continue;
        }
        if is_recoded(content) {
            bodies.remarks.push(format!(
                "A body of `{}` is not tried: it is looked at in UTF-8 alone.",
                media.media_type
            ));
            continue;
        }
        let mut values = values(schemas, media, content.format, &mut bodies.remarks);
        untold_files(schemas, types, (media, content), &mut values, &mut bodies.remarks);
        values.retain(|(_, value)| are_apart(value, content));
        let is_named = contents.len() > 1 && content.format != Format::Json;
        let kind = is_named.then(|| format!("as {}", content.media_type));
        for (name, value) in values {
            let words = [kind.clone(), name].into_iter().flatten().collect::<Vec<_>>().join(" ");
            bodies.choices.push(Choice { label: label(&words), value: (index, value) });
        }
    }
    if bodies.choices.is_empty() && body.required {
        return Err("no value was found for the body".to_owned());
    }
    Ok(bodies)
}

/// The examples of a body that are valid, by their names, or else a value that is made for it.
fn values<'t>(
    schemas: &Schemas<'t, '_>,
    media: &Media<'t>,
    format: Format,
    remarks: &mut Vec<String>,
) -> Vec<(Option<String>, Value)> {
    let synthesis = Synthesis::new(schemas, Direction::Request);
    let text = |example: Node<'t>| example.text().map(Value::from);
    let schema = match (&media.schema, format) {
        (_, Format::Text | Format::Bytes) => {
            let examples = media.examples.values.iter();
            let texts =
                examples.filter_map(|one| Some((one.name.map(str::to_owned), text(one.value)?)));
            let mut texts: Vec<_> = texts.collect();
            if texts.is_empty() && !is_xml(media.media_type) {
                texts.push((None, plain_text(&synthesis, media)));
            }
            return texts;
        }
        (_, Format::JsonLines) => {
            let item = media.item_schema.or(match &media.schema {
                Some(Described::Schema(node)) => Some(*node),
                _ => None,
            });
            let list = item.and_then(|item| synthesis.value(item));
            let list =
                list.map(|item| if item.is_array() { item } else { Value::Array(vec![item]) });
            return list.map(|list| (None, list)).into_iter().collect();
        }
        (None, Format::Multipart) => {
            let item = media.item_schema.and_then(|item| synthesis.value(item));
            let part = || Value::Object(Map::from_iter([("part".to_owned(), "text".into())]));
            let body = item.map(|item| Value::Array(vec![item]));
            return vec![(None, body.unwrap_or_else(part))];
        }
        (None, _) => return vec![(None, Value::from("text"))],
        (Some(Described::Form(parameters)), _) => {
            return form(&synthesis, parameters).map(|form| (None, form)).into_iter().collect();
        }
        (Some(Described::Schema(schema)), _) => *schema,
    };
    let mut values: Vec<(Option<String>, Value)> = Vec::new();
    for example in &media.examples.values {
        let name = example.name.map(|name| format!(" `{name}`")).unwrap_or_default();
        if format == Format::Xml && example.value.text().is_some() {
            remarks.push(format!(
                "The example{name} of the body is written as XML, which is not read here."
            ));
            continue;
        }
        let value = synthesis.directed(schema, example.value.value);
        match fit::check(schemas, schema, &value, Direction::Request) {
            // Null is what a body is that is not there.
            Ok(()) if value.is_null() => {}
            Ok(()) if values.iter().any(|(_, known)| *known == value) => {}
            Ok(()) => {
                if value != *example.value.value {
                    remarks.push(format!("The example{name} of the body is sent {WITHOUT}."));
                }
                values.push((example.name.map(str::to_owned), value));
            }
            Err(problem) => remarks
                .push(format!("The example{name} of the body does not fit its schema: {problem}.")),
        }
    }
    if values.is_empty() {
        values.extend(synthesis.value(schema).map(|value| (None, value)));
    }
    match format {
        // A form is an object, and parts without names are a list; nothing else can be sent so.
        Format::Form => values.retain(|(_, value)| value.is_object()),
        Format::Multipart => values.retain(|(_, value)| value.is_object() || value.is_array()),
        _ => {}
    }
    values
}

/// Whether a body is XML, of which no value is made: its schema speaks of what the text stands for.
fn is_xml(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// A body of text or of bytes. What the schema says of a text it says of the body.
fn plain_text<'t>(synthesis: &Synthesis<'_, 't>, media: &Media<'t>) -> Value {
    let made = match &media.schema {
        Some(Described::Schema(node)) => synthesis.value(*node).filter(Value::is_string),
        _ => None,
    };
    made.unwrap_or_else(|| Value::from("content"))
}

/// A form of 2.0, which is made of parameters.
fn form<'t>(synthesis: &Synthesis<'_, 't>, parameters: &[Parameter<'t>]) -> Option<Value> {
    let mut members = Map::new();
    for parameter in parameters {
        let value = match parameter.schema {
            Some(schema) => synthesis.value(schema),
            None => Some(Value::from("text")),
        };
        match value {
            Some(value) => members.insert(parameter.name.to_owned(), value),
            None if parameter.required => return None,
            None => None,
        };
    }
    Some(Value::Object(members))
}
