//! Bodies of several parts (RFC 2046, section 5.1; RFC 7578).

use std::borrow::Cow;

use http::{HeaderName, HeaderValue};

use super::argument::Argument;
use super::charset;
use super::check::InvalidRequest;
use super::clock;
use super::escape::Escape;
use super::file::File;
use super::form::{self, Part};
use super::media_type;
use super::style;

/// What a part is that says nothing of it (RFC 2046, section 5.1).
const TEXT: &str = "text/plain";

/// One part: its headers as they go out, each with its line end, and its content.
struct Section<'a> {
    media_type: String,
    head: String,
    content: Matter<'a>,
}

/// What is in a part.
enum Matter<'a> {
    Bytes(Cow<'a, [u8]>),
    /// A file that is sent while it is made.
    Stream(&'a File),
}

/// A value as a body of several parts, with the media type that names the boundary.
pub(super) fn encode(
    media_type: &str,
    argument: &Argument,
    parts: &[Part],
) -> Result<(String, Vec<File>), InvalidRequest> {
    let mut sections = Vec::new();
    match argument {
        Argument::Object(members) => {
            for (name, value) in members {
                property(name, value, form::part(parts, name), &mut sections)
                    .map_err(|problem| InvalidRequest::new(format!("body.{name}"), problem))?;
            }
        }
        // Parts without names, which only media types other than forms have.
        Argument::List(items) => {
            for (index, item) in items.iter().enumerate() {
                section(None, item, form::item(parts, index), &mut sections)
                    .map_err(|problem| InvalidRequest::new(format!("body[{index}]"), problem))?;
            }
        }
        Argument::Absent | Argument::Null => {}
        _ => return Err(InvalidRequest::new("body", "is no object, and a form is one")),
    }
    let boundary = boundary(&sections);
    let mut content_type = match media_type {
        range if !media_type::is_concrete(range) => "multipart/form-data".to_owned(),
        // A boundary of the description is that of an example.
        fixed if media_type::parameter(fixed, "boundary").is_some() => {
            media_type::essence(fixed).to_owned()
        }
        own => own.to_owned(),
    };
    let is_related = media_type::essence(&content_type).eq_ignore_ascii_case("multipart/related");
    if is_related && media_type::parameter(&content_type, "type").is_none() {
        // The type of the whole is that of its first part (RFC 2387, section 3.1).
        let first = sections.first().map_or(TEXT, |part| part.media_type.as_str());
        content_type.push_str(&format!("; type=\"{}\"", media_type::essence(first)));
    }
    content_type.push_str(&format!("; boundary={boundary}"));
    Ok((content_type, pieces(&sections, &boundary)))
}

/// The parts between their boundaries. What streams is a piece of its own.
fn pieces(sections: &[Section<'_>], boundary: &str) -> Vec<File> {
    let mut pieces = Vec::new();
    let mut bytes = Vec::new();
    for part in sections {
        bytes.extend_from_slice(format!("--{boundary}\r\n{}\r\n", part.head).as_bytes());
        match &part.content {
            Matter::Bytes(content) => bytes.extend_from_slice(content),
            Matter::Stream(file) => {
                pieces.push(File::from(std::mem::take(&mut bytes)));
                pieces.push((*file).clone());
            }
        }
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    pieces.push(File::from(bytes));
    pieces
}

/// The parts of one property: one for each item of a list.
fn property<'a>(
    name: &str,
    value: &'a Argument,
    part: Option<&Part>,
    sections: &mut Vec<Section<'a>>,
) -> Result<(), String> {
    if let Some((style, explode, _)) = part.and_then(Part::serialization) {
        for (name, value) in style::pairs(name, value, style, explode, Escape::None)? {
            let content = Matter::Bytes(Cow::Owned(value.into_bytes()));
            let mut head = disposition(&name, None);
            head.push_str(&headers(part, None)?);
            sections.push(Section { media_type: TEXT.to_owned(), head, content });
        }
        return Ok(());
    }
    match value {
        Argument::List(items) => {
            items.iter().try_for_each(|item| section(Some(name), item, part, sections))
        }
        value => section(Some(name), value, part, sections),
    }
}

/// The part of one value: a file, JSON, or plain text.
fn section<'a>(
    name: Option<&str>,
    value: &'a Argument,
    part: Option<&Part>,
    sections: &mut Vec<Section<'a>>,
) -> Result<(), String> {
    let content_type = part.and_then(|part| part.content_type);
    let is_json = content_type.is_some_and(media_type::is_json);
    let documented = content_type.filter(|text| media_type::is_concrete(text));
    let (file, content_type, content) = match value {
        Argument::Absent => return Ok(()),
        Argument::Null if !is_json => return Ok(()),
        Argument::File(file) => {
            // Where nothing is documented, a file may be anything.
            let documented = content_type.unwrap_or("*/*");
            let content_type = media_type::of_file(documented, file.content_type())?;
            let content = file.content().map_or(Matter::Stream(file), |bytes| borrowed(bytes));
            (Some(file), Some(content_type), content)
        }
        Argument::List(_) | Argument::Object(_) => {
            // JSON says that it is JSON, whatever else the description would have it say.
            let content_type = documented.filter(|_| is_json).unwrap_or("application/json");
            (None, Some(content_type), json(content_type, value)?)
        }
        value if is_json => (None, documented, json(documented.unwrap_or_default(), value)?),
        value => (None, documented, bytes(documented.unwrap_or(TEXT), value)?),
    };
    let mut head = name.map_or_else(String::new, |name| disposition(name, file));
    if let Some(content_type) = content_type {
        if content_type.contains(|c: char| c.is_control()) {
            return Err("has a media type that no header can have".to_owned());
        }
        head.push_str(&format!("Content-Type: {content_type}\r\n"));
    }
    head.push_str(&headers(part, file)?);
    sections.push(Section { media_type: content_type.unwrap_or(TEXT).to_owned(), head, content });
    Ok(())
}

/// The headers that a file has, and those that the description demands, each with its line end.
fn headers(part: Option<&Part>, file: Option<&File>) -> Result<String, String> {
    let own = file.map(File::headers).unwrap_or_default();
    let mut lines = String::new();
    for (name, value) in own {
        let is_line =
            HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_str(value).is_ok();
        if !is_line {
            return Err(format!("has a header `{name}` that no part can have"));
        }
        let mut others = ["content-type", "content-disposition"].iter();
        if others.any(|other| name.eq_ignore_ascii_case(other)) {
            return Err(format!("has a header `{name}`, which its name and its media type make"));
        }
        lines.push_str(&format!("{name}: {value}\r\n"));
    }
    for (name, constant) in part.map(|part| part.headers).unwrap_or_default() {
        if own.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            continue;
        }
        let Some(value) = constant else {
            return Err(format!("lacks the header `{name}`, which it must have"));
        };
        lines.push_str(&format!("{name}: {value}\r\n"));
    }
    Ok(lines)
}

fn bytes<'a>(media_type: &str, value: &'a Argument) -> Result<Matter<'a>, String> {
    Ok(match value.text()? {
        Cow::Borrowed(text) if media_type::parameter(media_type, "charset").is_none() => {
            borrowed(text.as_bytes())
        }
        text => Matter::Bytes(charset::encode(media_type, text.into_owned())?.into()),
    })
}

fn json(media_type: &str, value: &Argument) -> Result<Matter<'static>, String> {
    let text = charset::encode_json(media_type, value.json()?.into_bytes())?;
    Ok(Matter::Bytes(Cow::Owned(text)))
}

fn borrowed(bytes: &[u8]) -> Matter<'_> {
    Matter::Bytes(Cow::Borrowed(bytes))
}

/// The header that names a part. Names are quoted as browsers do (HTML Standard, section 4.10.21.8).
fn disposition(name: &str, file: Option<&File>) -> String {
    let quoted = |text: &str| text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let file = file.map(|file| format!("; filename=\"{}\"", quoted(file.name().unwrap_or(name))));
    let file = file.unwrap_or_default();
    format!("Content-Disposition: form-data; name=\"{}\"{file}\r\n", quoted(name))
}

/// A boundary that occurs in no part. It is made from what is in them, so that the same request is the same bytes. What streams nobody has
/// seen yet, and for that it is made by chance.
fn boundary(sections: &[Section<'_>]) -> String {
    let mut hash = FNV_OFFSET;
    let mut chance = String::new();
    for part in sections {
        hash = fnv(hash, part.head.as_bytes());
        match &part.content {
            Matter::Bytes(bytes) => hash = fnv(hash, bytes),
            Matter::Stream(_) if chance.is_empty() => {
                chance = format!("{:016x}{:016x}", clock::random(), clock::random());
            }
            Matter::Stream(_) => {}
        }
    }
    loop {
        let boundary = format!("part-{hash:016x}{chance}");
        let is_taken = |bytes: &[u8]| contains(bytes, boundary.as_bytes());
        let is_free = |part: &Section<'_>| match &part.content {
            _ if is_taken(part.head.as_bytes()) => false,
            Matter::Bytes(bytes) => !is_taken(bytes),
            Matter::Stream(_) => true,
        };
        if sections.iter().all(is_free) {
            return boundary;
        }
        hash = fnv(hash, b"again");
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// Fowler, Noll and Vo's hash, version 1a.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}
