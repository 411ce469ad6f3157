//! Signatures as the service verifies them, computed from the text of the schemes and with nothing of the signer: `SDK-HMAC-SHA256`, and
//! `V11-HMAC-SHA256` for the region `cn-north-4`.

use std::fmt::Write as _;

use axum::http::request::Parts;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

/// The one access key that is known.
pub const ACCESS_KEY: &str = "FAKEAK0000000000EXMP";
/// Its secret.
pub const SECRET_KEY: &str = "FAKEsk00000000000000000000000000examples";

/// How far the clocks of both sides may be apart.
const MOST_SECONDS: i64 = 15 * 60;

/// Verifies a request.
pub fn verify(head: &Parts, body: &[u8]) -> Result<(), String> {
    let header = |name: &str| {
        let value = head.headers.get(name).ok_or(format!("{name} is missing"))?;
        value.to_str().map_err(|_| format!("{name} is no text"))
    };
    let authorization = header("authorization")?;
    let date = header("x-sdk-date")?;
    let moment = DateTime::strptime("%Y%m%dT%H%M%SZ", date)
        .and_then(|date| TimeZone::UTC.to_timestamp(date))
        .map_err(|error| format!("X-Sdk-Date: {error}"))?;
    if (moment.as_second() - Timestamp::now().as_second()).abs() > MOST_SECONDS {
        return Err("X-Sdk-Date is too far from now".to_owned());
    }

    let (scheme, rest) = authorization.split_once(' ').ok_or("Authorization has no scheme")?;
    let parts: Vec<&str> = rest.split(", ").collect();
    let [access, signed, signature] = parts[..] else {
        return Err("Authorization has not three parts".to_owned());
    };
    let signed = signed.strip_prefix("SignedHeaders=").ok_or("no SignedHeaders")?;
    let signature = signature.strip_prefix("Signature=").ok_or("no Signature")?;

    let names: Vec<&str> = signed.split(';').collect();
    let mut needed = vec!["host", "x-sdk-date"];
    needed.extend((!body.is_empty()).then_some("content-type"));
    if let Some(missing) = needed.into_iter().find(|name| !names.contains(name)) {
        return Err(format!("{missing} is not signed"));
    }
    let mut headers = String::new();
    for name in &names {
        let _ = writeln!(headers, "{name}:{}", header(name)?.trim());
    }
    let canonical = format!(
        "{}\n{}\n{}\n{headers}\n{signed}\n{}",
        head.method,
        canonical_path(head.uri.path()),
        canonical_query(head.uri.query().unwrap_or("")),
        hash(body),
    );
    let hashed = hash(canonical.as_bytes());

    let (key, text) = match scheme {
        "SDK-HMAC-SHA256" => {
            if access != format!("Access={ACCESS_KEY}") {
                return Err("another access key".to_owned());
            }
            (SECRET_KEY.to_owned(), format!("{scheme}\n{date}\n{hashed}"))
        }
        "V11-HMAC-SHA256" => {
            let info = format!("{}/cn-north-4/iotdm", &date[..8]);
            if access != format!("Credential={ACCESS_KEY}/{info}") {
                return Err("another credential".to_owned());
            }
            (derived_key(&info), format!("{scheme}\n{date}\n{info}\n{hashed}"))
        }
        _ => return Err(format!("the scheme {scheme}")),
    };
    let expected = hexadecimal(&authenticate(key.as_bytes(), &[text.as_bytes()]));
    if signature == expected { Ok(()) } else { Err(format!("the signature of\n{canonical}")) }
}

/// HKDF (RFC 5869) for 32 bytes, so one round of its second step.
fn derived_key(info: &str) -> String {
    let extracted = authenticate(ACCESS_KEY.as_bytes(), &[SECRET_KEY.as_bytes()]);
    hexadecimal(&authenticate(&extracted, &[info.as_bytes(), &[1]]))
}

fn authenticate(key: &[u8], texts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    texts.iter().for_each(|text| mac.update(text));
    mac.finalize().into_bytes().to_vec()
}

fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn canonical_path(path: &str) -> String {
    let mut canonical = String::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        canonical.push('/');
        canonical.push_str(&encoded(segment));
    }
    canonical + "/"
}

fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<[String; 2]> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push([encoded(name), encoded(value)]);
    }
    pairs.sort();
    pairs.iter().map(|pair| pair.join("=")).collect::<Vec<_>>().join("&")
}

/// What is encoded is decoded first, so that all is encoded alike.
fn encoded(text: &str) -> String {
    let mut output = String::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = match rest {
            [b'%', digits @ ..] if digits.len() >= 2 => std::str::from_utf8(&digits[..2]).ok(),
            _ => None,
        };
        let byte = match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                rest = &rest[3..];
                byte
            }
            None => {
                rest = after;
                *first
            }
        };
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            output.push(char::from(byte));
        } else {
            let _ = write!(output, "%{byte:02X}");
        }
    }
    output
}
