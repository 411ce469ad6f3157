//! The canonical request: what both sides make of a request before they compute its signature.

use http::HeaderName;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, EXPECT, PROXY_AUTHORIZATION, TE,
    TRANSFER_ENCODING, UPGRADE, USER_AGENT, VIA,
};
use http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use sha2::{Digest, Sha256};

/// Everything but the unreserved characters (RFC 3986, section 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Headers that proxies and HTTP libraries add, change or remove.
const UNSIGNED: [HeaderName; 11] = [
    ACCEPT,
    ACCEPT_ENCODING,
    CONNECTION,
    CONTENT_LENGTH,
    EXPECT,
    PROXY_AUTHORIZATION,
    TE,
    TRANSFER_ENCODING,
    UPGRADE,
    USER_AGENT,
    VIA,
];

/// A request in its canonical form.
pub(crate) struct Request {
    /// The names of the headers that are signed.
    pub(crate) signed_headers: String,
    /// The whole text; a header may be in another encoding than UTF-8.
    pub(crate) text: Vec<u8>,
}

impl Request {
    pub(crate) fn new(head: &Parts, body: &[u8]) -> Self {
        let mut headers: Vec<(&str, &[u8])> = Vec::new();
        for name in head.headers.keys().filter(|name| !UNSIGNED.contains(name)) {
            let mut values = head.headers.get_all(name).iter();
            if let (Some(value), None) = (values.next(), values.next()) {
                headers.push((name.as_str(), value.as_bytes().trim_ascii()));
            }
        }
        headers.sort_unstable();
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let signed_headers = names.join(";");
        let mut text = Vec::new();
        let mut line = |line: &[u8]| {
            text.extend_from_slice(line);
            text.push(b'\n');
        };
        line(head.method.as_str().as_bytes());
        line(path(head.uri.path()).as_bytes());
        line(query(head.uri.query().unwrap_or_default()).as_bytes());
        for (name, value) in &headers {
            line(&[name.as_bytes(), b":", value].concat());
        }
        line(b"");
        line(signed_headers.as_bytes());
        text.extend_from_slice(hex::encode(Sha256::digest(body)).as_bytes());
        Self { signed_headers, text }
    }
}

/// Every segment encoded anew, and a slash at the end.
fn path(path: &str) -> String {
    let segments: Vec<String> = path.split('/').map(encode).collect();
    let path = segments.join("/");
    if path.ends_with('/') { path } else { path + "/" }
}

/// The pairs encoded anew and sorted.
fn query(query: &str) -> String {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (encode(name), encode(value))
    };
    let mut pairs: Vec<(String, String)> = pairs.map(pair).collect();
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// A part of an address, decoded and encoded as strictly as can be.
fn encode(part: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(part).collect();
    percent_encode(&bytes, UNRESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let cases = [
            ("", "/"),
            ("/", "/"),
            ("/a", "/a/"),
            ("/a/", "/a/"),
            ("/a//b", "/a//b/"),
            ("/a%2fb/c", "/a%2Fb/c/"),
            ("/%7e~/a%20b", "/~~/a%20b/"),
            ("/p:cancel(1)*!'", "/p%3Acancel%281%29%2A%21%27/"),
            ("/%C3%A9%ff", "/%C3%A9%FF/"),
            ("/100%", "/100%25/"),
            ("/%zz+", "/%25zz%2B/"),
        ];
        for (given, expected) in cases {
            assert_eq!(path(given), expected, "{given}");
        }
    }

    #[test]
    fn queries() {
        let cases = [
            ("", ""),
            ("&&", ""),
            ("a", "a="),
            ("a=", "a="),
            ("=a", "=a"),
            ("b=2&a=1", "a=1&b=2"),
            ("a=2&a=10&a=1", "a=1&a=10&a=2"),
            ("a=2&a=1&a", "a=&a=1&a=2"),
            ("a=b=c", "a=b%3Dc"),
            ("a-b=1&a=2", "a=2&a-b=1"),
            ("a=%7E~&b=x%20y", "a=~~&b=x%20y"),
            ("a=x+y", "a=x%2By"),
            ("a=/?:@", "a=%2F%3F%3A%40"),
            ("%C3%A9=%e4%b8%ad", "%C3%A9=%E4%B8%AD"),
            ("ids%5B%5D=1", "ids%5B%5D=1"),
        ];
        for (given, expected) in cases {
            assert_eq!(query(given), expected, "{given}");
        }
    }

    #[test]
    fn headers() {
        let request = http::Request::put("https://h/a?b")
            .header("X-Wide", " \t two  words\t ")
            .header("Content-Type", "application/json")
            .header("User-Agent", "any")
            .header("Accept", "application/json")
            .header("Content-Length", "2")
            .header("X-Twice", "1")
            .header("X-Twice", "2")
            .header("X-Empty", "")
            .body(());
        let (head, ()) = request.expect("a request").into_parts();
        let request = Request::new(&head, b"{}");
        assert_eq!(request.signed_headers, "content-type;x-empty;x-wide");
        let expected = "PUT\n/a/\nb=\ncontent-type:application/json\nx-empty:\nx-wide:two  words\n\ncontent-type;x-empty;x-wide\n\
            44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(String::from_utf8(request.text).expect("text"), expected);
    }
}
