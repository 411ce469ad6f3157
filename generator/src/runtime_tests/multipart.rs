//! Bodies of several parts.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::sent;
use crate::runtime::{Check, File, Part, Payload, Rules, Style};

/// An object with files in it, as the generator would emit it.
struct Upload {
    title: &'static str,
    files: Vec<File>,
    meta: serde_json::Value,
    absent: Option<File>,
}

impl Check for Upload {}

impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("title", self.title)?;
        map.serialize_entry("files", &self.files)?;
        map.serialize_entry("meta", &self.meta)?;
        map.serialize_entry("absent", &self.absent)?;
        map.end()
    }
}

fn file() -> BTreeMap<String, File> {
    BTreeMap::from([("f".to_owned(), File::from("x"))])
}

fn upload() -> Upload {
    Upload {
        title: "a b",
        files: vec![
            File::new(vec![0, 0xff, b'\r', b'\n']),
            File::from("x").with_name("q\"\r\n.png").with_content_type("image/png"),
        ],
        meta: json!({"k": [1, null]}),
        absent: None,
    }
}

/// The media type without the boundary, and the body with `B` in its place.
macro_rules! multipart {
    ($media_type:expr, $value:expr, $parts:expr) => {{
        let request = sent!("/", [], Payload::multipart($media_type, $value, Rules::NONE, $parts))
            .expect("it is sent");
        let media_type = request.headers()["content-type"].to_str().expect("text").to_owned();
        let (media_type, boundary) = media_type.split_once("; boundary=").expect("a boundary");
        let body: String = request.body().iter().map(|byte| char::from(*byte)).collect();
        assert!(boundary.len() <= 70, "RFC 2046, section 5.1.1");
        (media_type.to_owned(), body.replace(boundary, "B"))
    }};
}

#[tokio::test]
async fn files_json_and_fields_are_parts() {
    let (media_type, body) = multipart!("multipart/form-data", &upload(), &[]);
    assert_eq!(media_type, "multipart/form-data");
    assert_eq!(
        body,
        "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\na b\r\n\
         --B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"files\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n\0\u{ff}\r\n\r\n\
         --B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"q%22%0D%0A.png\"\r\n\
         Content-Type: image/png\r\n\r\nx\r\n\
         --B\r\nContent-Disposition: form-data; name=\"meta\"\r\n\
         Content-Type: application/json\r\n\r\n{\"k\":[1,null]}\r\n\
         --B--\r\n"
    );
    let again = multipart!("multipart/form-data", &upload(), &[]);
    assert_eq!(again.1, body, "the same request is the same bytes");
}

#[tokio::test]
async fn parts_say_what_a_property_is() {
    let (_, body) = multipart!(
        "multipart/form-data",
        &json!({"j": "x", "n": null, "p": {"R": 1, "G": 2}, "l": ["1", "2"], "r": [[1], 2], "v": null}),
        &[
            Part::new("j").content_type("application/json"),
            Part::new("n").content_type("application/json"),
            Part::new("p").style(Style::DeepObject),
            Part::new("l").explode(false),
            Part::new("r").content_type("image/png, image/jpeg"),
        ]
    );
    let part = |name: &str, rest: &str| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n{rest}\r\n")
    };
    let json = "Content-Type: application/json\r\n\r\n";
    let expected = [
        part("j", &format!("{json}\"x\"")),
        part("n", &format!("{json}null")),
        part("p[R]", "\r\n1"),
        part("p[G]", "\r\n2"),
        part("l", "\r\n1,2"),
        part("r", &format!("{json}[1]")),
        part("r", "\r\n2"),
    ];
    assert_eq!(body, expected.concat() + "--B--\r\n");

    let documented =
        multipart!("multipart/form-data", &file(), &[Part::new("f").content_type("image/png")]).1;
    assert!(documented.contains("Content-Type: image/png\r\n"), "{documented}");
    fn value() -> serde_json::Value {
        json!({"o": {"a": 1}, "s": "1,2"})
    }
    const XML: &[Part] =
        &[Part::new("o").content_type("application/xml"), Part::new("s").content_type("text/csv")];
    const JSON: &[Part] = &[Part::new("o").content_type("application/vnd.o+json")];
    let told = multipart!("multipart/form-data", &value(), XML).1;
    let expected =
        [part("o", &format!("{json}{{\"a\":1}}")), part("s", "Content-Type: text/csv\r\n\r\n1,2")];
    assert_eq!(told, expected.concat() + "--B--\r\n", "JSON is never called XML");
    let told = multipart!("multipart/form-data", &value(), JSON).1;
    assert!(told.contains("Content-Type: application/vnd.o+json\r\n\r\n{"), "{told}");
}

#[tokio::test]
async fn other_kinds_of_multipart() {
    let (media_type, body) = multipart!("multipart/mixed", &json!(["a", {"b": 1}]), &[]);
    assert_eq!(media_type, "multipart/mixed");
    assert_eq!(
        body,
        "--B\r\n\r\na\r\n--B\r\nContent-Type: application/json\r\n\r\n{\"b\":1}\r\n--B--\r\n"
    );
    let (media_type, _) =
        multipart!("multipart/related", &json!({"meta": {"name": "n"}, "media": "x"}), &[]);
    assert_eq!(media_type, "multipart/related; type=\"application/json\"", "RFC 2387, section 3.1");
    assert_eq!(
        multipart!("multipart/*", &json!({}), &[]),
        ("multipart/form-data".to_owned(), "--B--\r\n".to_owned())
    );
}

#[tokio::test]
async fn a_boundary_of_the_description_does_not_count() {
    let (media_type, _) = multipart!("multipart/form-data; boundary=x", &json!({}), &[]);
    assert_eq!(media_type, "multipart/form-data");
}

#[tokio::test]
async fn the_boundary_is_made_from_what_is_in_the_parts() {
    let boundary = |request: http::Request<bytes::Bytes>| {
        let media_type = request.headers()["content-type"].to_str().expect("text").to_owned();
        let (_, boundary) = media_type.split_once("; boundary=").expect("a boundary");
        boundary.to_owned()
    };
    let different = [
        boundary(
            sent!(
                "/",
                [],
                Payload::multipart("multipart/form-data", &json!({"a": "1"}), Rules::NONE, &[])
            )
            .expect("sent"),
        ),
        boundary(
            sent!(
                "/",
                [],
                Payload::multipart("multipart/form-data", &json!({"a": "2"}), Rules::NONE, &[])
            )
            .expect("sent"),
        ),
    ];
    assert_ne!(different[0], different[1]);
}

#[tokio::test]
async fn a_media_type_cannot_add_a_header() {
    let refused = sent!(
        "/",
        [],
        Payload::multipart(
            "multipart/form-data",
            &BTreeMap::from([("f".to_owned(), File::from("x").with_content_type("a/b\r\nX: y"))]),
            Rules::NONE,
            &[]
        )
    );
    assert_eq!(
        refused.expect_err("refused").to_string(),
        "`body.f` has a media type that no header can have"
    );
}

/// A part with headers that it must have.
const WITH_HEADERS: &[Part] =
    &[Part::new("f").headers(&[("X-Kind", Some("photo")), ("X-Camera", None)])];

fn with_headers(headers: &[(&str, &str)]) -> BTreeMap<String, File> {
    let with = |file: File, header: &(&str, &str)| file.with_header(header.0, header.1);
    BTreeMap::from([("f".to_owned(), headers.iter().fold(File::from("x"), with))])
}

#[tokio::test]
async fn parts_have_the_headers_that_they_must_have_and_those_of_their_files() {
    let (_, body) = multipart!(
        "multipart/form-data",
        &with_headers(&[("x-camera", "c"), ("X-Note", "n")]),
        WITH_HEADERS
    );
    assert_eq!(
        body,
        "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\
         Content-Type: application/octet-stream\r\nx-camera: c\r\nX-Note: n\r\nX-Kind: photo\r\n\r\n\
         x\r\n--B--\r\n"
    );
    macro_rules! refused {
        ($headers:expr) => {{
            let refused = sent!(
                "/",
                [],
                Payload::multipart(
                    "multipart/form-data",
                    &with_headers($headers),
                    Rules::NONE,
                    WITH_HEADERS
                )
            );
            refused.expect_err("it is refused").to_string()
        }};
    }
    let refused = refused!(&[]);
    assert!(refused.contains("`body.f` lacks the header `X-Camera`"), "{refused}");
    let refused = refused!(&[("X-Camera", "a\r\nb")]);
    assert!(refused.contains("has a header `X-Camera` that no part can have"), "{refused}");
    let refused = refused!(&[("X-Camera", "c"), ("Content-Type", "image/png")]);
    assert!(refused.contains("which its name and its media type make"), "{refused}");
}

/// Parts that are known by their positions.
const IN_ORDER: &[Part] = &[
    Part::at(1).content_type("image/png").headers(&[("X-A", Some("1"))]),
    Part::items().content_type("application/vnd.a+json"),
];

#[tokio::test]
async fn parts_in_order_are_known_by_their_position() {
    let (_, body) =
        multipart!("multipart/mixed", &vec![json!("a"), json!("b"), json!({"c": 1})], IN_ORDER);
    assert_eq!(
        body,
        "--B\r\nContent-Type: application/vnd.a+json\r\n\r\n\"a\"\r\n\
         --B\r\nContent-Type: image/png\r\nX-A: 1\r\n\r\nb\r\n\
         --B\r\nContent-Type: application/vnd.a+json\r\n\r\n{\"c\":1}\r\n--B--\r\n"
    );
}

/// The media type under which a file goes out as a part for which these are documented, or why it does not.
async fn labelled(documented: Option<&'static str>, own: Option<&'static str>) -> String {
    #[derive(Clone)]
    struct Case(Vec<Part>, File);
    impl crate::runtime::Operation for Case {
        type Success = ();
        type Failure = crate::runtime::NoFailure;
        const SPEC: &'static crate::runtime::Spec = &crate::runtime::Spec {
            id: "case",
            method: "POST",
            path: "/",
            parameters: &[],
            accept: None,
            security: &[],
            server: None,
        };
        fn arguments(&self, _: &mut crate::runtime::Arguments<'_>) {}
        fn body(&self) -> Payload {
            let body = BTreeMap::from([("f".to_owned(), self.1.clone())]);
            Payload::multipart("multipart/form-data", &body, Rules::NONE, &self.0)
        }
        fn success(answer: &crate::runtime::Answer) -> Option<crate::runtime::Decoded<()>> {
            Some(answer.empty())
        }
    }
    let parts = documented.map(|documented| Part::new("f").content_type(documented));
    let file = File::from("x");
    let file = own.map_or(file.clone(), |own| file.with_content_type(own));
    match super::exchange(&Case(parts.into_iter().collect(), file), |builder| builder).await {
        Ok(request) => {
            let body = String::from_utf8(request.body().to_vec()).expect("text");
            let line = body.lines().find_map(|line| line.strip_prefix("Content-Type: "));
            line.expect("a media type").to_owned()
        }
        Err(refused) => refused.to_string(),
    }
}

#[tokio::test]
async fn a_file_is_one_of_the_documented_media_types() {
    const TWO: Option<&str> = Some("image/png,image/jpeg ; q=\"a,b\"");
    for (documented, own, expected) in [
        (None, None, "application/octet-stream"),
        (None, Some("image/png"), "image/png"),
        (Some("image/png"), None, "image/png"),
        (Some("image/png"), Some("IMAGE/PNG"), "IMAGE/PNG"),
        (TWO, Some("image/jpeg"), "image/jpeg"),
        (TWO, Some("image/png"), "image/png"),
        (Some("image/*"), Some("image/gif"), "image/gif"),
        // What says nothing is true of any file.
        (Some("*/*"), None, "application/octet-stream"),
        (Some("application/*"), None, "application/octet-stream"),
        (Some("image/png, application/octet-stream"), None, "application/octet-stream"),
        (Some("application/octet-stream"), Some("application/zip"), "application/zip"),
        (Some("text/csv"), Some("text/csv; charset=utf-8"), "text/csv; charset=utf-8"),
        (
            Some("image/png"),
            Some("image/gif"),
            "`body.f` is a file of `image/gif`, and only `image/png` is documented",
        ),
        (
            Some("image/*"),
            Some("text/plain"),
            "`body.f` is a file of `text/plain`, and only `image/*` is documented",
        ),
        (
            Some("image/*"),
            None,
            "`body.f` is a file that does not say which of `image/*` it is; `File::with_content_type` says it",
        ),
        (
            Some("image/png, image/jpeg"),
            None,
            "`body.f` is a file that does not say which of `image/png, image/jpeg` it is; `File::with_content_type` says it",
        ),
        (None, Some("png"), "`body.f` is a file of `png`, which is no media type"),
        (
            Some("image/*"),
            Some("image/*"),
            "`body.f` is a file of `image/*`, which is no media type",
        ),
    ] {
        assert_eq!(labelled(documented, own).await, expected, "{documented:?} {own:?}");
    }
}
