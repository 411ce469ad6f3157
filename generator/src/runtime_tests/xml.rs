//! XML: written to the byte, and read as it comes.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Value, json};

use super::answers::answer;
use super::exchange;
use crate::runtime::xml::{Content, Node, Object, Property};
use crate::runtime::{
    Answer, BodyErrorKind, Decoded, File, InvalidRequest, NoFailure, Operation, Payload, Rules,
    Spec,
};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// A document with this root.
static PERSON: Node =
    Node::element("person", Content::Object(&PERSON_OBJECT)).namespace("", "urn:people");
static PERSON_OBJECT: Object = Object::new(&[
    Property::new("id", Node::attribute("id", Content::Number)),
    Property::new(
        "lang",
        Node::attribute("lang", Content::Text).namespace("x", "urn:x").nullable(),
    ),
    Property::new("name", Node::element("full-name", Content::Text).namespace("p", "urn:names")),
    Property::new("active", Node::element("active", Content::Boolean)),
    Property::new("weight", Node::element("weight", Content::Number)),
    Property::new(
        "tags",
        Node::element("tags", Content::List(&Node::element("tag", Content::Text))),
    )
    .required(),
    Property::new(
        "children",
        Node::group(Content::List(&Node::element("child", Content::Object(&PERSON_OBJECT))))
            .wrapper("childSet"),
    ),
    Property::new(
        "scores",
        Node::attribute("scores", Content::List(&Node::element("score", Content::Number))),
    ),
    Property::new("note", Node::element("note", Content::Object(&NOTE))),
    Property::new("free", Node::element("free", Content::Any)),
])
.additional(&Node::element("", Content::Scalar));
static NOTE: Object = Object::new(&[
    Property::new("kind", Node::attribute("kind", Content::Text)),
    Property::new("text", Node::text(Content::Text)),
]);

struct Sends(Payload);

impl Operation for Sends {
    type Success = ();
    type Failure = NoFailure;
    const SPEC: &'static Spec = &Spec {
        id: "sends",
        method: "POST",
        path: "/",
        parameters: &[],
        accept: None,
        security: &[],
        server: None,
    };
    fn body(&self) -> Payload {
        self.0.clone()
    }
    fn success(answer: &Answer) -> Option<Decoded<()>> {
        Some(answer.empty())
    }
}

pub(super) async fn written(root: &'static Node, value: Value) -> Result<String, InvalidRequest> {
    let payload = Payload::xml("application/xml", &value, Rules::NONE, root);
    let request = exchange(&Sends(payload), |builder| builder).await?;
    assert_eq!(request.headers()["content-type"], "application/xml");
    let text = String::from_utf8(request.body().to_vec()).expect("UTF-8");
    Ok(text.strip_prefix(DECLARATION).expect("a declaration").to_owned())
}

async fn arrived(body: impl Into<Bytes>) -> Answer {
    let response = http::Response::builder().header("content-type", "application/xml");
    answer(response.body(body.into()).expect("a response")).await
}

pub(super) async fn read(root: &Node, text: &str) -> Value {
    let answer = arrived(text.to_owned()).await;
    answer.xml(root).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[tokio::test]
async fn what_is_sent_is_exact() {
    let value = json!({
        "id": 7, "lang": "de", "name": "A & <B>", "active": true, "weight": 1.5,
        "tags": ["a", "", "c"], "scores": [1, 2], "free": {"a": [1, {"b": null}], "c": "d"},
        "children": [{"id": 8, "tags": []}, {"tags": []}],
        "note": {"kind": "\"x\"\n", "text": "line\r\n"},
        "other": 1,
    });
    let expected = concat!(
        r#"<person xmlns="urn:people" id="7" xmlns:x="urn:x" x:lang="de" scores="1 2">"#,
        r#"<p:full-name xmlns:p="urn:names">A &amp; &lt;B&gt;</p:full-name>"#,
        "<active>true</active><weight>1.5</weight>",
        "<tags><tag>a</tag><tag/><tag>c</tag></tags>",
        r#"<child id="8"><tags/></child><child><tags/></child>"#,
        "<note kind=\"&quot;x&quot;&#10;\">line&#13;\n</note>",
        r#"<free><a>1</a><a><b xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></a><c>d</c></free>"#,
        "<other>1</other></person>",
    );
    assert_eq!(written(&PERSON, value).await.expect("it is sent"), expected);
}

#[tokio::test]
async fn what_is_written_is_read_again() {
    let value = json!({
        "id": -7, "lang": "de", "name": " A & <B> ]]> \r\n\t", "active": false, "weight": 1e-7,
        "tags": ["a", "", " c "], "scores": [1, 2.5],
        "children": [{"id": 8, "tags": [], "lang": null}, {"tags": ["x"], "lang": null}],
        "note": {"kind": "\"x\"\r\n\t<", "text": "line\r\n "},
        "other": 1, "another": "x", "last": true,
    });
    let text = written(&PERSON, value.clone()).await.expect("it is sent");
    assert_eq!(read(&PERSON, &text).await, value);
}

#[tokio::test]
async fn null_is_nil_and_no_attribute() {
    let value = json!({"lang": null, "name": null, "tags": [null], "children": null});
    let expected = concat!(
        r#"<person xmlns="urn:people">"#,
        r#"<p:full-name xmlns:p="urn:names" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>"#,
        r#"<tags><tag xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></tags></person>"#,
    );
    let text = written(&PERSON, value).await.expect("it is sent");
    assert_eq!(text, expected);
    assert_eq!(read(&PERSON, &text).await, json!({"lang": null, "name": null, "tags": [null]}));
}

#[tokio::test]
async fn what_xml_cannot_hold_is_refused() {
    let cases = [
        (json!({"name": "a\u{1}", "tags": []}), "body.name", "XML has no character"),
        (
            json!({"children": [{"note": {"text": "\u{FFFF}"}}]}),
            "body.children[0].note.text",
            "no character",
        ),
        (json!({"a b": 1}), "body.a b", "cannot be the name of an element"),
        (json!({"id": {"a": 1}}), "body.id", "an object cannot be a text"),
    ];
    for (value, field, problem) in cases {
        let refused = written(&PERSON, value.clone()).await.expect_err("it is refused");
        assert_eq!(refused.field(), field, "{value}");
        assert!(refused.problem().contains(problem), "{refused}");
    }
}

#[tokio::test]
async fn what_comes_is_tolerated() {
    let cases = [
        // Prefixes of any spelling, any order, unknown elements and attributes.
        (
            r#"<?xml version="1.0"?><!DOCTYPE person><!-- c --><q:person xmlns:q="urn:people" b="1" id=" 7 ">
                 <q:weight> +007 </q:weight><?pi?><q:full-name>A</q:full-name></q:person>"#,
            json!({"id": 7, "lang": null, "name": "A", "weight": 7, "tags": []}),
        ),
        // CDATA, entities and numbers of characters.
        (
            "<person><full-name>a<![CDATA[<&]]>&lt;&#228;&#x1F600;\r\nb</full-name><active>1</active></person>",
            json!({"lang": null, "name": "a<&<ä😀\nb", "active": true, "tags": []}),
        ),
        // Items in an element that the letter does not put around them.
        (
            "<person><childSet><child/><child/></childSet></person>",
            json!({"lang": null, "tags": [],
                   "children": [{"lang": null, "tags": []}, {"lang": null, "tags": []}]}),
        ),
        (
            "<person><tags><tag>a</tag><other/><tag/></tags><free>1</free><full-name/><weight/></person>",
            json!({"lang": null, "tags": ["a", ""], "free": "1", "name": "", "weight": null}),
        ),
        (
            r#"<person xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><weight i:nil="1"/><full-name xsi:nil="true"/></person>"#,
            json!({"lang": null, "tags": [], "weight": null, "name": null}),
        ),
        (
            r#"<person><free a="1"><b>2</b><b><c/></b></free><note kind="k"/></person>"#,
            json!({"lang": null, "tags": [], "free": {"a": "1", "b": ["2", {"c": ""}]},
                   "note": {"kind": "k"}}),
        ),
        // A root of another name, in which something is known.
        ("<r><full-name>A</full-name></r>", json!({"lang": null, "name": "A", "tags": []})),
    ];
    for (text, expected) in cases {
        assert_eq!(read(&PERSON, text).await, expected, "{text}");
    }
}

#[tokio::test]
async fn texts_are_read_in_their_encoding() {
    let root = Node::element("a", Content::Text);
    let utf_16: Vec<u8> = "\u{FEFF}<a>ä</a>".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE4</a>".to_vec();
    let marked = "\u{FEFF}<?xml version='1.0'?>\n<a>ä</a>\n".as_bytes().to_vec();
    // What says so cannot be in UTF-16 itself, or nobody could read that it does.
    let untrue = "<?xml version='1.0' encoding='utf-16'?><a>ä</a>".as_bytes().to_vec();
    for body in [utf_16, latin, marked, untrue] {
        assert_eq!(arrived(body).await.xml::<String>(&root).expect("a text"), "ä");
    }
    let other = b"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><a>\x82\xa0</a>".to_vec();
    let error = arrived(other).await.xml::<String>(&root).expect_err("another encoding");
    assert_eq!(error.kind(), BodyErrorKind::Charset);
    assert!(error.to_string().contains("`shift_jis`"), "{error}");
}

#[tokio::test]
async fn names_of_one_object_are_told_apart_by_their_namespaces() {
    static ROOT: Node = Node::element("r", Content::Object(&OBJECT));
    static OBJECT: Object = Object::new(&[
        Property::new("plain", Node::element("id", Content::Text)),
        Property::new("other", Node::element("id", Content::Text).namespace("o", "urn:o")),
    ]);
    let text = r#"<r xmlns:q="urn:o"><q:id>2</q:id><id>1</id></r>"#;
    assert_eq!(read(&ROOT, text).await, json!({"plain": "1", "other": "2"}));
}

#[tokio::test]
async fn items_in_a_fixed_order() {
    static REPORT: Node = Node::element(
        "Report",
        Content::Tuple(
            &[
                Node::text(Content::Text),
                Node::element("data", Content::Number),
                Node::text(Content::Text),
            ],
            None,
        ),
    );
    let text = "<Report>Some preamble text.<data>42</data>Some postamble text.</Report>";
    assert_eq!(
        read(&REPORT, text).await,
        json!(["Some preamble text.", 42, "Some postamble text."])
    );
}

#[tokio::test]
async fn what_is_no_such_xml_says_where() {
    type People = BTreeMap<String, BTreeMap<String, i64>>;
    static ROOT: Node = Node::element("r", Content::Object(&OBJECT));
    static OBJECT: Object =
        Object::new(&[]).additional(&Node::element("", Content::Object(&INNER)));
    static INNER: Object = Object::new(&[]).additional(&Node::element("", Content::Number));
    let deep = "<a>".repeat(10_000);
    let bomb = r#"<!DOCTYPE r [<!ENTITY a "aaaa">]><r><b>&a;</b></r>"#;
    let cases = [
        ("<r><a><b>x</b></a></r>", BodyErrorKind::Shape, "a.b"),
        ("", BodyErrorKind::Empty, ""),
        ("  \n", BodyErrorKind::Empty, ""),
        ("{}", BodyErrorKind::NotXml, ""),
        ("<r><a>", BodyErrorKind::Truncated, ""),
        ("<r><a", BodyErrorKind::Truncated, ""),
        ("<r></a></r>", BodyErrorKind::NotXml, ""),
        ("<r/><r/>", BodyErrorKind::NotXml, ""),
        ("<r/>text", BodyErrorKind::NotXml, ""),
        ("<html/>", BodyErrorKind::Shape, ""),
        (bomb, BodyErrorKind::NotXml, ""),
        (deep.as_str(), BodyErrorKind::NotXml, ""),
    ];
    for (text, kind, path) in cases {
        let error = arrived(text.to_owned()).await.xml::<People>(&ROOT).expect_err(text);
        assert_eq!((error.kind(), error.path()), (kind, path), "{error}");
    }
    let page = http::Response::builder().header("content-type", "text/plain");
    let page = answer(page.body("no".into()).expect("a response")).await;
    let error = page.xml::<People>(&ROOT).expect_err("it is no XML").to_string();
    assert!(error.contains("the body is `text/plain`, and XML is documented"), "{error}");
}

#[tokio::test]
async fn a_file_is_text_in_xml() {
    static ROOT: Node = Node::element("a", Content::Text);
    let payload = Payload::xml("*/*", &File::from("text".to_owned()), Rules::NONE, &ROOT);
    let request = exchange(&Sends(payload), |builder| builder).await.expect("it is sent");
    assert_eq!(request.headers()["content-type"], "application/xml");
    assert_eq!(request.body(), &format!("{DECLARATION}<a>text</a>"));
}

#[tokio::test]
async fn the_declaration_names_the_character_set() {
    static ROOT: Node = Node::element("a", Content::Text);
    let sent = |media_type: &'static str| async move {
        let payload = Payload::xml(media_type, &json!("é UTF-8"), Rules::NONE, &ROOT);
        exchange(&Sends(payload), |builder| builder).await
    };
    let request = sent("text/xml; charset=iso-8859-1").await.expect("it is sent");
    assert_eq!(request.headers()["content-type"], "text/xml; charset=iso-8859-1");
    let latin: String = request.body().iter().map(|byte| char::from(*byte)).collect();
    let declaration = DECLARATION.replace("UTF-8", "ISO-8859-1");
    assert_eq!(latin, format!("{declaration}<a>é UTF-8</a>"));
    let refused = sent("text/xml; charset=ebcdic").await.expect_err("refused").to_string();
    assert!(refused.starts_with("`body` is to be written in the character set `ebcdic`"));
}
