//! What a request must look like on the wire, worked out from the description alone and not by the runtime that is put to the test
//! (RFC 6570; OpenAPI 3.2, sections 4.12 and 4.15).

use crate::ir::json::Value;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::xml;
use crate::ir::{
    Content, Encoding, Format, Literal, Location, Operation, Parameter, Part, PartKey,
    Serialization, Style, Xml, leaves_choice,
};

/// All but unreserved characters (RFC 3986, section 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What `allowReserved` leaves of them in a path, and in a query.
const RESERVED_IN_PATH: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'%');
const RESERVED_IN_QUERY: &AsciiSet = &RESERVED_IN_PATH.remove(b'/').remove(b'?').add(b'&');

/// The same in a form, where a plus sign is a space.
const RESERVED_IN_FORM: &AsciiSet = &RESERVED_IN_QUERY.add(b'+');

/// What a template has that is no variable.
const TEMPLATE: &AsciiSet = &RESERVED_IN_PATH.remove(b'/').remove(b'?').remove(b'[').remove(b']');

/// A form (URL Standard, section 5.2).
const FORM: &AsciiSet = &UNRESERVED.add(b'~').remove(b'*').remove(b' ');

/// How text is encoded.
#[derive(Clone, Copy)]
enum Escape {
    None,
    By(&'static AsciiSet),
    Form,
}

impl Escape {
    fn apply(self, text: &str) -> String {
        match self {
            Self::None => text.to_owned(),
            Self::By(set) => utf8_percent_encode(text, set).to_string(),
            Self::Form => utf8_percent_encode(text, FORM).to_string().replace(' ', "+"),
        }
    }

    /// How names are encoded where values are encoded so.
    fn of_names(self) -> Self {
        match self {
            Self::By(_) => Self::By(UNRESERVED),
            other => other,
        }
    }
}

/// A parameter that has a value.
pub struct Given<'o> {
    /// What the description says of it.
    pub parameter: &'o Parameter,
    /// Its value.
    pub value: Value,
}

/// The parameters of a request that have a value, in their order: those that were chosen, and those that have only one.
pub fn given<'o>(operation: &'o Operation, chosen: &[(usize, Value)]) -> Vec<Given<'o>> {
    let all = operation.parameters.iter().enumerate();
    let given = all.filter_map(|(index, parameter)| {
        let value = match &parameter.constant {
            Some(constant) => literal(constant),
            None => chosen.iter().find(|(other, _)| *other == index)?.1.clone(),
        };
        Some(Given { parameter, value })
    });
    given.collect()
}

fn literal(literal: &Literal) -> Value {
    match literal {
        Literal::Text(text) => Value::from(text.as_str()),
        Literal::Integer(number) => Value::from(*number),
        Literal::Float(number) => Value::from(*number),
        Literal::Bool(flag) => Value::from(*flag),
    }
}

/// Path and query.
pub fn target(operation: &Operation, given: &[Given<'_>]) -> String {
    let mut target = String::new();
    let mut rest = operation.path.split('#').next().unwrap_or_default();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        target += &Escape::By(TEMPLATE).apply(before);
        let is_it = |one: &&Given<'_>| {
            one.parameter.location == Location::Path && one.parameter.wire == name
        };
        if let Some(given) = given.iter().find(is_it) {
            target += &expanded(given);
        }
        rest = behind;
    }
    target += &Escape::By(TEMPLATE).apply(rest);
    let mut pairs = Vec::new();
    for given in given {
        match given.parameter.location {
            Location::Query => pairs.extend(joined(parameter_pairs(given))),
            Location::QueryString => pairs.extend(query_string(given)),
            _ => {}
        }
    }
    if !pairs.is_empty() {
        target += if target.contains('?') { "&" } else { "?" };
        target += &pairs.join("&");
    }
    target
}

/// The headers that are parameters, by their names in lower case.
pub fn headers(given: &[Given<'_>]) -> Vec<(String, String)> {
    let headers = given.iter().filter(|given| given.parameter.location == Location::Header);
    // Those say something to whatever carries the body, which takes them out.
    let headers = headers.filter(|given| !given.parameter.frames_body());
    headers.map(|given| (given.parameter.wire.to_ascii_lowercase(), expanded(given))).collect()
}

/// The cookies that are parameters.
pub fn cookies(given: &[Given<'_>]) -> Vec<String> {
    let cookies = given.iter().filter(|given| given.parameter.location == Location::Cookie);
    cookies.flat_map(|given| joined(parameter_pairs(given))).collect()
}

fn joined(pairs: Vec<(String, String)>) -> Vec<String> {
    pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect()
}

/// The text of a value in a path or a header.
fn expanded(given: &Given<'_>) -> String {
    let Given { parameter, value } = given;
    let (style, explode, reserved) = match parameter.encoding {
        Encoding::Style(Serialization { style, explode, allow_reserved }) => {
            (style, explode, allow_reserved)
        }
        Encoding::Json | Encoding::Plain | Encoding::Form(_) => (Style::Simple, false, false),
    };
    let escape = match parameter.location {
        Location::Path if reserved => Escape::By(RESERVED_IN_PATH),
        Location::Path => Escape::By(UNRESERVED),
        _ => Escape::None,
    };
    let name = escape.of_names().apply(&parameter.wire);
    let equation = |name: &str, value: &str| match value {
        "" if style == Style::Matrix => name.to_owned(),
        value => format!("{name}={value}"),
    };
    match &parameter.encoding {
        Encoding::Json => return escape.apply(&value.to_string()),
        Encoding::Form(parts) => return escape.apply(&form(parts, value)),
        Encoding::Style(_) | Encoding::Plain => {}
    }
    let separator = match (style, explode) {
        (Style::Label, true) => ".".to_owned(),
        (Style::Matrix, true) => ";".to_owned(),
        (Style::SpaceDelimited, _) => escape.of_names().apply(" "),
        (Style::PipeDelimited, _) => escape.of_names().apply("|"),
        (Style::TabDelimited, _) => escape.of_names().apply("\t"),
        _ => ",".to_owned(),
    };
    let separator = separator.as_str();
    let start = match style {
        Style::Label => ".",
        Style::Matrix => ";",
        _ => "",
    };
    let texts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|item| escape.apply(&scalar(item))).collect(),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (escape.of_names().apply(name), escape.apply(&scalar(value))));
            match explode {
                true => members.map(|(name, value)| equation(&name, &value)).collect(),
                false => members.flat_map(|(name, value)| [name, value]).collect(),
            }
        }
        single => vec![escape.apply(&scalar(single))],
    };
    let text = match (style, explode, value) {
        (Style::Matrix, true, Value::Object(_)) => texts.join(separator),
        (Style::Matrix, true, _) => {
            texts.iter().map(|text| equation(&name, text)).collect::<Vec<_>>().join(separator)
        }
        (Style::Matrix, false, _) => equation(&name, &texts.join(separator)),
        _ => texts.join(separator),
    };
    format!("{start}{text}")
}

/// The pairs of a parameter in a query or in cookies.
fn parameter_pairs(given: &Given<'_>) -> Vec<(String, String)> {
    let Given { parameter, value } = given;
    let is_cookie = parameter.location == Location::Cookie;
    match &parameter.encoding {
        Encoding::Style(serialization) => {
            let escape = match serialization {
                Serialization { style: Style::Cookie, .. } => Escape::None,
                Serialization { allow_reserved: true, .. } if !is_cookie => {
                    Escape::By(RESERVED_IN_QUERY)
                }
                _ => Escape::By(UNRESERVED),
            };
            pairs(&parameter.wire, value, *serialization, escape)
        }
        Encoding::Plain if is_cookie => vec![(parameter.wire.clone(), scalar(value))],
        Encoding::Plain => vec![pair(&parameter.wire, &scalar(value), Escape::By(UNRESERVED))],
        Encoding::Json => {
            vec![pair(&parameter.wire, &value.to_string(), Escape::By(UNRESERVED))]
        }
        Encoding::Form(parts) => {
            vec![pair(&parameter.wire, &form(parts, value), Escape::By(UNRESERVED))]
        }
    }
}

fn pair(name: &str, value: &str, escape: Escape) -> (String, String) {
    (escape.of_names().apply(name), escape.apply(value))
}

fn pairs(
    name: &str,
    value: &Value,
    serialization: Serialization,
    escape: Escape,
) -> Vec<(String, String)> {
    let Serialization { style, explode, .. } = serialization;
    if style == Style::DeepObject {
        let mut found = Vec::new();
        nested(name, value, &mut |path, text| found.push(pair(path, text, escape)));
        return found;
    }
    let separator = match style {
        Style::SpaceDelimited => " ",
        Style::PipeDelimited => "|",
        Style::TabDelimited => "\t",
        _ => ",",
    };
    let separator =
        if separator == "," { ",".to_owned() } else { escape.of_names().apply(separator) };
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) if explode => {
            items.iter().map(|item| pair(name, &scalar(item), escape)).collect()
        }
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(|item| escape.apply(&scalar(item))).collect();
            vec![(escape.of_names().apply(name), texts.join(&separator))]
        }
        Value::Object(members) if explode => {
            members.iter().map(|(name, value)| pair(name, &scalar(value), escape)).collect()
        }
        Value::Object(members) => {
            let texts: Vec<String> = members
                .iter()
                .flat_map(|(name, value)| {
                    [escape.of_names().apply(name), escape.apply(&scalar(value))]
                })
                .collect();
            vec![(escape.of_names().apply(name), texts.join(&separator))]
        }
        single => vec![pair(name, &scalar(single), escape)],
    }
}

fn nested(path: &str, value: &Value, see: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Null => {}
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                nested(&format!("{path}[{index}]"), item, see);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                nested(&format!("{path}[{name}]"), value, see);
            }
        }
        single => see(path, &scalar(single)),
    }
}

fn query_string(given: &Given<'_>) -> Vec<String> {
    match (&given.parameter.encoding, &given.value) {
        (Encoding::Style(_), Value::Object(_)) => joined(parameter_pairs(given)),
        (Encoding::Form(parts), value) => vec![form(parts, value)],
        (Encoding::Json, value) => vec![Escape::By(UNRESERVED).apply(&value.to_string())],
        (_, value) => vec![Escape::By(TEMPLATE).apply(&scalar(value))],
    }
}

/// A value as one text; what is no scalar, as JSON.
fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        // Outside of JSON a number has no fraction that it does not need.
        Value::Number(number) if number.is_f64() => {
            number.as_f64().map_or_else(String::new, |number| number.to_string())
        }
        other => other.to_string(),
    }
}

/// The body of a request.
pub enum Body {
    /// The value as JSON, in whatever order.
    Json,
    /// Text to the byte.
    Text(String),
    /// Parts: a name, a media type and a content each.
    Parts(Vec<[String; 3]>),
}

/// The media type of a body, and the body. `is_file` tells of a property whether it is a file.
pub fn body(
    content: &Content,
    value: &Value,
    all: &Xml,
    is_file: impl Fn(&str) -> bool,
) -> (String, Body) {
    let fixed = |other: &str| {
        let essence = content.media_type.split(';').next().unwrap_or_default();
        let is_concrete = !essence.contains('*') && !content.media_type.contains(',');
        if is_concrete { content.media_type.clone() } else { other.to_owned() }
    };
    match content.format {
        Format::Json => (fixed("application/json"), Body::Json),
        Format::Xml => {
            (fixed("application/xml"), Body::Text(xml::document(content.root, value, all)))
        }
        Format::Form => {
            (fixed("application/x-www-form-urlencoded"), Body::Text(form(&content.parts, value)))
        }
        Format::Multipart => {
            let parts = parts(content, value, is_file);
            let mut media_type = fixed("multipart/form-data");
            if media_type.contains("boundary=") {
                media_type = media_type.split(';').next().unwrap_or_default().trim().to_owned();
            }
            let essence = media_type.split(';').next().unwrap_or_default().to_ascii_lowercase();
            if essence == "multipart/related" && !media_type.contains("type=") {
                let first = parts.first().map_or("", |part| part[1].as_str());
                let first = if first.is_empty() { "text/plain" } else { first };
                media_type += &format!("; type=\"{first}\"");
            }
            (media_type, Body::Parts(parts))
        }
        Format::JsonLines => {
            let is_sequence = content.media_type.contains("json-seq");
            let lines = value
                .as_array()
                .into_iter()
                .flatten()
                .map(|value| format!("{}{value}\n", if is_sequence { "\u{1e}" } else { "" }));
            (content.media_type.clone(), Body::Text(lines.collect()))
        }
        Format::Text => (fixed("text/plain"), Body::Text(scalar(value))),
        Format::Bytes => {
            let said = file_type(content);
            let media_type = said.unwrap_or_else(|| fixed("application/octet-stream"));
            (media_type, Body::Text(scalar(value)))
        }
    }
}

/// The media type that a file must say it is, where the description leaves that to it.
pub fn file_type(content: &Content) -> Option<String> {
    let documented = &content.media_type;
    let essence = documented.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence.starts_with("multipart/") && !documented.contains("boundary=") {
        let concrete = essence.replace('*', "form-data");
        return Some(format!("{concrete}; boundary=example"));
    }
    chosen(documented)
}

/// The first of several media types, where a file must say which it is.
pub fn chosen(documented: &str) -> Option<String> {
    let first = documented.split([',', ';']).next().unwrap_or_default();
    // Each kind has a subtype for examples (RFC 4735).
    leaves_choice(documented).then(|| first.trim().to_ascii_lowercase().replace('*', "example"))
}

fn part<'p>(parts: &'p [Part], property: &str) -> Option<&'p Part> {
    let is_it = |part: &&Part| matches!(&part.of, PartKey::Property(name) if name == property);
    parts.iter().find(is_it)
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.ends_with("/json") || essence.ends_with("+json")
}

fn form(parts: &[Part], value: &Value) -> String {
    let Value::Object(members) = value else { return scalar(value) };
    let mut all = Vec::new();
    for (name, value) in members {
        let part = part(parts, name);
        let form = Serialization { style: Style::Form, explode: true, allow_reserved: false };
        all.extend(joined(match part.and_then(|part| part.serialization) {
            Some(serialization) => {
                let set = if serialization.allow_reserved { RESERVED_IN_FORM } else { UNRESERVED };
                pairs(name, value, serialization, Escape::By(set))
            }
            None if part.and_then(|part| part.content_type.as_deref()).is_some_and(is_json) => {
                vec![pair(name, &value.to_string(), Escape::Form)]
            }
            None if value.is_object() => vec![pair(name, &value.to_string(), Escape::Form)],
            None => pairs(name, value, form, Escape::Form),
        }));
    }
    all.join("&")
}

fn parts(content: &Content, value: &Value, is_file: impl Fn(&str) -> bool) -> Vec<[String; 3]> {
    let mut all = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let part = part(&content.parts, name);
                if let Some(serialization) = part.and_then(|part| part.serialization) {
                    for (name, value) in pairs(name, value, serialization, Escape::None) {
                        all.push([name, String::new(), value]);
                    }
                    continue;
                }
                let documented = part.and_then(|part| part.content_type.as_deref());
                let section = |name: &str, value: &Value, documented: Option<&str>| {
                    let mut section = section(name, value, documented);
                    if section[1].is_empty() && is_file(name) {
                        let said = documented.and_then(chosen);
                        section[1] = said.unwrap_or_else(|| "application/octet-stream".to_owned());
                    }
                    section
                };
                match value {
                    Value::Array(items) => {
                        all.extend(items.iter().map(|item| section(name, item, documented)));
                    }
                    Value::Null if !documented.is_some_and(is_json) => {}
                    value => all.push(section(name, value, documented)),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let of = |key: &PartKey| content.parts.iter().find(|part| part.of == *key);
                let part = of(&PartKey::Position(index)).or_else(|| of(&PartKey::Items));
                let documented = part.and_then(|part| part.content_type.as_deref());
                all.push(section("", item, documented));
            }
        }
        _ => {}
    }
    all
}

fn section(name: &str, value: &Value, documented: Option<&str>) -> [String; 3] {
    let is_json = documented.is_some_and(is_json);
    let documented = documented.filter(|text| !text.contains('*') && !text.contains(','));
    let is_nested = value.is_object() || value.is_array();
    let media_type = match documented {
        Some(documented) if is_json || !is_nested => documented,
        _ if is_nested => "application/json",
        _ => "",
    };
    let content = if is_json || is_nested { value.to_string() } else { scalar(value) };
    [name.to_owned(), media_type.to_owned(), content]
}
