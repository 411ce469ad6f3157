//! The address of a request.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::check::InvalidRequest;
use super::operation::{Place, Spec};
use super::parameter::Argument;

/// Everything but the unreserved characters (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encode(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, RESERVED)
}

/// The address for the values of one request, below the base. `secrets` are query parameters that authenticate.
pub(super) fn build(
    base: &Url,
    spec: &Spec,
    arguments: &[Argument],
    secrets: &[(&str, &str)],
) -> Result<String, InvalidRequest> {
    let mut address = base.as_str().trim_end_matches('/').to_owned();
    path(&mut address, spec, arguments)?;
    let mut separator = '?';
    let mut pair = |name: &str, value: &dyn std::fmt::Display| {
        address.push_str(&format!("{separator}{}={value}", encode(name)));
        separator = '&';
    };
    for (parameter, argument) in spec.parameters.iter().zip(arguments) {
        if parameter.place != Place::Query {
            continue;
        }
        let texts = argument.texts();
        if parameter.joined && !texts.is_empty() {
            let items: Vec<String> = texts.iter().map(|text| encode(text).to_string()).collect();
            pair(parameter.name, &items.join(","));
        } else {
            texts.iter().for_each(|text| pair(parameter.name, &encode(text)));
        }
    }
    secrets.iter().for_each(|(name, secret)| pair(name, &encode(secret)));
    Ok(address)
}

/// Fills in the path template. A value stays within its segment: it cannot add one, and cannot be one that means another.
fn path(address: &mut String, spec: &Spec, arguments: &[Argument]) -> Result<(), InvalidRequest> {
    for segment in spec.path.trim_start_matches('/').split('/') {
        address.push('/');
        let start = address.len();
        let mut rest = segment;
        let mut last = None;
        while let Some((before, after)) = rest.split_once('{') {
            address.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                rest = after;
                break;
            };
            let values = spec.parameters.iter().zip(arguments);
            let found = values
                .into_iter()
                .find(|(parameter, _)| parameter.place == Place::Path && parameter.name == name);
            let texts = found.map(|(_, argument)| argument.texts()).unwrap_or_default();
            if texts.iter().all(String::is_empty) {
                return Err(InvalidRequest::new(name, "is empty, and stands in the path"));
            }
            let items: Vec<String> = texts.iter().map(|text| encode(text).to_string()).collect();
            address.push_str(&items.join(","));
            last = Some(name);
            rest = after;
        }
        address.push_str(rest);
        if let Some(name) = last
            && matches!(&address[start..], "." | "..")
        {
            return Err(InvalidRequest::new(
                name,
                "makes a path segment of dots, which means another path",
            ));
        }
    }
    Ok(())
}
