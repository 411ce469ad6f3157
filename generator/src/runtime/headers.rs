//! Headers of a request: parameters, cookies and credentials.

use http::header::{CONTENT_LENGTH, COOKIE, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING};

use super::argument::Argument;
use super::body::Body;
use super::check::InvalidRequest;
use super::credential::Credential;
use super::escape::Escape;
use super::operation::Spec;
use super::parameter::{Parameter, Place};

/// Sets the headers for the values and credentials of one request; what the client sends with every request is there already.
pub(super) fn fill(
    headers: &mut HeaderMap,
    spec: &Spec,
    arguments: &[Argument],
    credentials: &[&Credential],
) -> Result<(), InvalidRequest> {
    let mut cookies = Vec::new();
    for (parameter, argument) in spec.parameters.iter().zip(arguments) {
        match parameter.place {
            Place::Header => header(headers, parameter, argument)?,
            Place::Cookie => {
                for (name, value) in parameter.pairs(argument)? {
                    if name != parameter.name && !is_token(&name) {
                        let problem = format!("has `{name}`, which no cookie can be called");
                        return Err(InvalidRequest::new(parameter.name, problem));
                    }
                    if value.contains(|c: char| c == ';' || c.is_control()) {
                        let problem = "has a character that ends the value of a cookie";
                        return Err(InvalidRequest::new(parameter.name, problem));
                    }
                    whole(parameter, &value)?;
                    cookies.push(format!("{name}={value}"));
                }
            }
            Place::Path | Place::Query | Place::QueryString => {}
        }
    }
    let mut is_secret = false;
    for credential in credentials {
        if let Some((name, value)) = credential.as_header() {
            headers.insert(name, value.clone());
        }
        if let Some(cookie) = credential.as_cookie() {
            cookies.push(cookie);
            is_secret = true;
        }
    }
    if cookies.is_empty() {
        return Ok(());
    }
    // All of them in one header (RFC 6265, section 5.4), behind those that the client always sends.
    let mut value: Vec<u8> = Vec::new();
    for cookie in headers.get_all(COOKIE) {
        is_secret |= cookie.is_sensitive();
        value.extend_from_slice(cookie.as_bytes());
        value.extend_from_slice(b"; ");
    }
    value.extend_from_slice(cookies.join("; ").as_bytes());
    let mut value = HeaderValue::from_bytes(&value)
        .map_err(|_| InvalidRequest::new("cookie", "has a character that no header can have"))?;
    value.set_sensitive(is_secret);
    headers.insert(COOKIE, value);
    Ok(())
}

/// Sets a header that is a parameter.
fn header(
    headers: &mut HeaderMap,
    parameter: &Parameter,
    argument: &Argument,
) -> Result<(), InvalidRequest> {
    let mut text = String::new();
    if *argument == Argument::Absent || !parameter.expand(argument, Escape::None, &mut text)? {
        return Ok(());
    }
    let text = if parameter.is_json() { ascii(&text) } else { text };
    whole(parameter, &text)?;
    let value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| {
        InvalidRequest::new(parameter.name, "has a character that no header can have")
    })?;
    let name = HeaderName::from_bytes(parameter.name.as_bytes())
        .map_err(|_| InvalidRequest::new(parameter.name, "cannot be the name of a header"))?;
    headers.insert(name, value);
    Ok(())
}

/// Refuses a value with blanks at its ends, which are no part of the value of a header (RFC 9110, section 5.5).
fn whole(parameter: &Parameter, text: &str) -> Result<(), InvalidRequest> {
    if text.trim_matches([' ', '\t']).len() == text.len() {
        return Ok(());
    }
    let problem = "begins or ends with a blank, which would be lost on the way";
    Err(InvalidRequest::new(parameter.name, problem))
}

/// Whether a name can be that of a cookie (RFC 6265, section 4.1.1).
fn is_token(name: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_sign)
}

/// Whether a header says where a body ends (RFC 9112, section 6), which is the business of whatever carries it.
pub(super) fn is_framing(name: &HeaderName) -> bool {
    *name == CONTENT_LENGTH || *name == TRANSFER_ENCODING
}

/// Takes headers out that say where the body ends: a wrong one cuts it off, or makes the next request on the connection out of it. What they
/// say must be so; a length of a body that has not told its own is believed, and held against it while it is sent.
pub(super) fn frame(request: &mut http::Request<Body>) -> Result<(), InvalidRequest> {
    if let Some(length) = request.headers_mut().remove(CONTENT_LENGTH) {
        let refuse = |problem: &str| Err(InvalidRequest::new("Content-Length", problem));
        let said = length.to_str().ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
        let Some(said) = said.and_then(|text| text.parse::<u64>().ok()) else {
            return refuse("must be a number of bytes");
        };
        match request.body().length() {
            None => {
                let body = std::mem::take(request.body_mut());
                *request.body_mut() = body.with_length(said);
            }
            Some(length) if length == said => {}
            Some(length) => {
                return refuse(&format!("is {said}, and the body has {length} bytes"));
            }
        }
    }
    match request.headers_mut().remove(TRANSFER_ENCODING) {
        // In pieces or not, the same bytes arrive.
        Some(coding) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => Ok(()),
        Some(_) => {
            let problem = "must be `chunked`, because no other coding is done to the body";
            Err(InvalidRequest::new("Transfer-Encoding", problem))
        }
        None => Ok(()),
    }
}

/// JSON in ASCII, which every server reads alike in a header.
pub(super) fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_ascii() {
            text.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}
