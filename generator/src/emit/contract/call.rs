//! A request as a user would write it.

use crate::ir::json::Value;

use super::super::method;
use super::super::print::{Node, call, text, word};
use super::super::uses::Uses;
use super::wire;
use crate::ir::{
    Content, Contents, Exchange, Field, Format, Literal, Operation, Part, PartKey, Type, TypeDef,
    TypeKind,
};

/// Which names of the harness a file uses.
#[derive(Default)]
pub struct Used {
    /// `Contract`.
    pub contract: bool,
    /// `keeps`.
    pub keeps: bool,
    /// `said`.
    pub said: bool,
    /// `value`.
    pub value: bool,
}

/// One of the contents that a body can have.
pub fn content(operation: &Operation, index: usize) -> Option<&Content> {
    match &operation.body.as_ref()?.contents {
        Contents::One(content) => (index == 0).then_some(content),
        Contents::Many { variants, .. } => variants.get(index).map(|(_, content)| content),
    }
}

/// Whether a property of a type is a file, or a list of files.
pub fn is_file(ty: &Type, property: &str, types: &[TypeDef]) -> bool {
    let Type::Named(id) = ty else { return false };
    match types.get(id.0).map(|definition| &definition.kind) {
        Some(TypeKind::Struct(record)) => record
            .fields
            .iter()
            .any(|field| field.wire == property && holds_file(&field.ty, types, 0)),
        _ => false,
    }
}

/// Whether a text is a file of the type.
fn holds_file(ty: &Type, types: &[TypeDef], depth: usize) -> bool {
    let deeper = |ty: &Type| depth < 8 && holds_file(ty, types, depth + 1);
    match ty {
        Type::File => true,
        Type::List(inner) | Type::Nullable(inner) => deeper(inner),
        Type::Named(id) => match types.get(id.0).map(|definition| &definition.kind) {
            Some(TypeKind::Union(union)) => union.members.iter().any(|member| deeper(&member.ty)),
            Some(TypeKind::Newtype(inner)) => deeper(inner),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a body is decoded from JSON, and not given as it is.
pub fn is_decoded(content: &Content) -> bool {
    let is_text = matches!(content.ty, Type::String | Type::Text(_) | Type::File);
    content.format == Format::Json || !is_text
}

/// The files of a body that must say which of several media types they are: their fields, and what they say.
pub fn said(content: &Content, value: &Value, types: &[TypeDef]) -> Vec<(String, String)> {
    let Type::Named(id) = content.ty else { return Vec::new() };
    let Some(TypeKind::Struct(record)) = types.get(id.0).map(|definition| &definition.kind) else {
        return Vec::new();
    };
    let is_there = |name: &str| value.get(name).is_some_and(|value| !value.is_null());
    let said = |part: &Part| {
        let PartKey::Property(name) = &part.of else { return None };
        let said = wire::chosen(part.content_type.as_deref()?)?;
        let is_it = |field: &&Field| field.wire == *name && holds_file(&field.ty, types, 0);
        let field = record.fields.iter().find(is_it).filter(|_| is_there(name))?;
        Some((field.name.clone(), said))
    };
    let is_multipart = content.format == Format::Multipart;
    content.parts.iter().filter(|_| is_multipart).filter_map(said).collect()
}

/// The body, decoded from the constant that has it in JSON.
pub fn body(name: &str, ty: &Type, uses: &mut Uses<'_>, used: &mut Used) -> Node {
    used.value = true;
    call(format!("value::<{}>", uses.ty(ty).flat()), [word(name)])
}

/// The call that makes the request, with all that is set on it. `body_name` is the constant that has the body in JSON; where `is_made` says so,
/// the body is a variable already.
pub fn request(
    operation: &Operation,
    (exchange, body_name): (&Exchange, &str),
    is_made: bool,
    uses: &mut Uses<'_>,
    enums: &mut Vec<String>,
    used: &mut Used,
) -> Node {
    let mut given: Vec<(&str, Node)> = Vec::new();
    for (index, value) in &exchange.arguments {
        if let Some(parameter) = operation.parameters.get(*index) {
            given.push((&parameter.name, argument(value, &parameter.ty, uses, used)));
        }
    }
    if let Some((index, value)) = &exchange.body
        && let Some(body) = &operation.body
        && let Some(content) = content(operation, *index)
    {
        let said = wire::file_type(content).filter(|_| content.ty == Type::File);
        let mut node = match is_decoded(content) {
            true if is_made => word("body"),
            true => decoded(word(body_name), &content.ty, uses, used),
            false => argument(value, &content.ty, uses, used),
        };
        if let Some(said) = &said {
            let file = format!("{}::from", uses.of_runtime("File"));
            node = call(file, [node]).method("with_content_type", [text(said)]);
        }
        if let Contents::Many { type_name, variants } = &body.contents
            && let Some((variant, _)) = variants.get(*index)
        {
            enums.push(type_name.clone());
            if uses.facts().is_struct(&content.ty) {
                node = call("Box::new", [node]);
            } else if !is_decoded(content) && said.is_none() {
                node = node.method("into", []);
            }
            node = call(format!("{type_name}::{variant}"), [node]);
        }
        given.push((&body.name, node));
    }
    let value =
        |name: &str| given.iter().find(|(other, _)| *other == name).map(|(_, node)| node.clone());
    // The types of arguments are not written here.
    let required = method::arguments(operation, &mut Uses::new(uses.facts()));
    let arguments: Vec<Node> = required
        .iter()
        .map(|names| {
            let mut values: Vec<Node> = names.iter().filter_map(|name| value(name)).collect();
            match values.len() {
                1 => values.remove(0),
                _ => Node::Tuple(values),
            }
        })
        .collect();
    let is_argument = |name: &str| required.iter().flatten().any(|other| other == name);
    let mut request = word("client").method(&operation.method_name, arguments);
    for (name, node) in &given {
        if !is_argument(name) {
            request = request.method(name, [node.clone()]);
        }
    }
    request
}

/// A value as an argument.
fn argument(value: &Value, ty: &Type, uses: &mut Uses<'_>, used: &mut Used) -> Node {
    match (ty, value) {
        (Type::String | Type::Text(_) | Type::File, Value::String(content)) => text(content),
        (Type::Bool, Value::Bool(flag)) => word(flag.to_string()),
        (Type::I32 | Type::I64 | Type::U32 | Type::U64, Value::Number(number))
            if number.as_i64().is_some_and(|number| number.abs() < 10_000) =>
        {
            word(number.to_string())
        }
        (Type::Named(id), value) => match variant(uses.definition(*id), value) {
            Some(variant) => word(format!("{}::{variant}", uses.named(*id))),
            None => decoded(text(&json(value, false)), ty, uses, used),
        },
        _ => decoded(text(&json(value, false)), ty, uses, used),
    }
}

/// The name of the variant of an enum that a value is.
fn variant<'d>(definition: Option<&'d TypeDef>, value: &Value) -> Option<&'d str> {
    let TypeKind::Enum(values) = &definition?.kind else { return None };
    let is_it = |wire: &Literal| match (wire, value) {
        (Literal::Text(wire), Value::String(text)) => wire == text,
        (Literal::Integer(wire), Value::Number(number)) => number.as_i64() == Some(*wire),
        (Literal::Bool(wire), Value::Bool(flag)) => wire == flag,
        _ => false,
    };
    let found = values.variants.iter().find(|variant| is_it(&variant.wire))?;
    Some(&found.name)
}

/// A value that is decoded from JSON. Its type is said where an argument can have several.
fn decoded(json: Node, ty: &Type, uses: &mut Uses<'_>, used: &mut Used) -> Node {
    used.value = true;
    match uses.is_converted(ty) {
        true => call(format!("value::<{}>", uses.ty(ty).flat()), [json]),
        false => call("value", [json]),
    }
}

/// JSON, in one line or laid out, without characters that a source cannot have.
fn json(value: &Value, is_laid_out: bool) -> String {
    let text = if is_laid_out { format!("{value:#}") } else { value.to_string() };
    let is_plain = |letter: char| letter == '\n' || (!letter.is_control() && !is_invisible(letter));
    let mut output = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_plain(letter) {
            output.push(letter);
        } else {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                output.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    output
}

/// What changes the direction of a text, or is not seen.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// JSON as a raw string literal: laid out where it is long.
pub fn raw(value: &Value) -> String {
    let compact = json(value, false);
    let text = if compact.len() > 60 { json(value, true) } else { compact };
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}
