//! The table of styles of the specification (OpenAPI 3.2, section 4.12.6), cell by cell.

use serde_json::json;

use super::{header, sent, target};
use crate::runtime::{Parameter, Part, Style};

const ARRAY: [&str; 3] = ["blue", "black", "brown"];

fn object() -> serde_json::Value {
    json!({"R": 100, "G": 200, "B": 150})
}

/// The texts for a string, an array and an object.
macro_rules! row {
    (path $parameter:expr) => {
        [
            target(sent!("/{color}", [$parameter => "blue"])),
            target(sent!("/{color}", [$parameter => &ARRAY.to_vec()])),
            target(sent!("/{color}", [$parameter => &object()])),
        ]
    };
    (query $parameter:expr) => {
        [
            target(sent!("/", [$parameter => "blue"])),
            target(sent!("/", [$parameter => &ARRAY.to_vec()])),
            target(sent!("/", [$parameter => &object()])),
        ]
    };
    ($name:literal $parameter:expr) => {
        [
            header(sent!("/", [$parameter => "blue"]), $name),
            header(sent!("/", [$parameter => &ARRAY.to_vec()]), $name),
            header(sent!("/", [$parameter => &object()]), $name),
        ]
    };
}

const PATH: Parameter = Parameter::path("color");
const QUERY: Parameter = Parameter::query("color");

#[tokio::test]
async fn paths() {
    assert_eq!(row!(path PATH), ["/blue", "/blue,black,brown", "/R,100,G,200,B,150"]);
    assert_eq!(row!(path PATH.explode(true)), ["/blue", "/blue,black,brown", "/R=100,G=200,B=150"]);
    assert_eq!(
        row!(path PATH.style(Style::Label)),
        ["/.blue", "/.blue,black,brown", "/.R,100,G,200,B,150"]
    );
    assert_eq!(
        row!(path PATH.style(Style::Label).explode(true)),
        ["/.blue", "/.blue.black.brown", "/.R=100.G=200.B=150"]
    );
    assert_eq!(
        row!(path PATH.style(Style::Matrix)),
        ["/;color=blue", "/;color=blue,black,brown", "/;color=R,100,G,200,B,150"]
    );
    assert_eq!(
        row!(path PATH.style(Style::Matrix).explode(true)),
        ["/;color=blue", "/;color=blue;color=black;color=brown", "/;R=100;G=200;B=150"]
    );
    let empty = target(sent!("/x/{color}", [PATH.style(Style::Matrix) => ""]));
    assert_eq!(empty, "/x/;color", "RFC 6570, section 3.2.7: no equals sign");
}

#[tokio::test]
async fn queries() {
    assert_eq!(
        row!(query QUERY),
        ["/?color=blue", "/?color=blue&color=black&color=brown", "/?R=100&G=200&B=150"]
    );
    assert_eq!(
        row!(query QUERY.explode(false)),
        ["/?color=blue", "/?color=blue,black,brown", "/?color=R,100,G,200,B,150"]
    );
    assert_eq!(
        row!(query QUERY.style(Style::SpaceDelimited)),
        ["/?color=blue", "/?color=blue%20black%20brown", "/?color=R%20100%20G%20200%20B%20150"]
    );
    assert_eq!(
        row!(query QUERY.style(Style::PipeDelimited)),
        ["/?color=blue", "/?color=blue%7Cblack%7Cbrown", "/?color=R%7C100%7CG%7C200%7CB%7C150"]
    );
    assert_eq!(
        row!(query QUERY.style(Style::TabDelimited)),
        ["/?color=blue", "/?color=blue%09black%09brown", "/?color=R%09100%09G%09200%09B%09150"]
    );
    assert_eq!(
        row!(query QUERY.style(Style::PipeDelimited).explode(true))[1],
        "/?color=blue&color=black&color=brown"
    );
    let deep = row!(query QUERY.style(Style::DeepObject));
    assert_eq!(deep[2], "/?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150");
}

#[tokio::test]
async fn headers() {
    const HEADER: Parameter = Parameter::header("X-Color");
    assert_eq!(row!("x-color" HEADER), ["blue", "blue,black,brown", "R,100,G,200,B,150"]);
    assert_eq!(
        row!("x-color" HEADER.explode(true)),
        ["blue", "blue,black,brown", "R=100,G=200,B=150"]
    );
}

#[tokio::test]
async fn cookies() {
    const COOKIE: Parameter = Parameter::cookie("color");
    let joined = ["color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"];
    assert_eq!(row!("cookie" COOKIE.explode(false)), joined);
    assert_eq!(row!("cookie" COOKIE.style(Style::Cookie).explode(false)), joined);
    // An ampersand between cookies is always wrong (OpenAPI 3.1.1, appendix D).
    let exploded = ["color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"];
    assert_eq!(row!("cookie" COOKIE), exploded);
    assert_eq!(row!("cookie" COOKIE.style(Style::Cookie)), exploded);
}

#[tokio::test]
async fn what_is_undefined_is_left_out_and_what_is_empty_is_not() {
    assert_eq!(target(sent!("/", [QUERY => &None::<String>])), "/");
    assert_eq!(target(sent!("/", [QUERY => &Vec::<String>::new()])), "/");
    assert_eq!(target(sent!("/", [QUERY.explode(false) => &Vec::<String>::new()])), "/");
    assert_eq!(target(sent!("/", [QUERY => &json!({})])), "/");
    assert_eq!(target(sent!("/", [QUERY => &json!(null)])), "/");
    assert_eq!(target(sent!("/", [QUERY => &json!([null, "a", null])])), "/?color=a");
    assert_eq!(target(sent!("/", [QUERY => &json!({"a": null, "b": ""})])), "/?b=");
    assert_eq!(target(sent!("/", [QUERY => ""])), "/?color=");
    assert_eq!(target(sent!("/", [QUERY => &vec!["", ""]])), "/?color=&color=");
    assert_eq!(target(sent!("/", [QUERY.explode(false) => &vec!["", ""]])), "/?color=,");
    let header = sent!("/", [Parameter::header("X-A") => &Vec::<String>::new()]).expect("sent");
    assert!(!header.headers().contains_key("x-a"));
    let header = sent!("/", [Parameter::header("X-A") => ""]).expect("sent");
    assert_eq!(header.headers()["x-a"], "");
}

#[tokio::test]
async fn what_is_nested_goes_on_in_brackets() {
    const DEEP: Parameter = Parameter::query("f").style(Style::DeepObject);
    assert_eq!(
        target(
            sent!("/", [DEEP => &json!({"a": {"b": 1, "c": [true, {"d": "x y"}]}, "e": null, "g": [], "h&": "="})])
        ),
        "/?f%5Ba%5D%5Bb%5D=1&f%5Ba%5D%5Bc%5D%5B0%5D=true&f%5Ba%5D%5Bc%5D%5B1%5D%5Bd%5D=x%20y&f%5Bh%26%5D=%3D"
    );
    assert_eq!(target(sent!("/", [DEEP => &vec!["x", "y"]])), "/?f%5B0%5D=x&f%5B1%5D=y");
    // Other styles have no way to nest; the text of what is nested is JSON.
    assert_eq!(
        target(sent!("/", [QUERY => &json!({"a": {"b": [1]}})])),
        "/?a=%7B%22b%22%3A%5B1%5D%7D"
    );
}

#[tokio::test]
async fn reserved_characters_are_encoded_unless_allowed() {
    const ALL: &str = ":/?#[]@!$&'()*+,;=-._~ %20%é|";
    let strict = "%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D-._~%20%2520%25%C3%A9%7C";
    assert_eq!(target(sent!("/", [QUERY => ALL])), format!("/?color={strict}"));
    assert_eq!(target(sent!("/{color}", [PATH => ALL])), format!("/{strict}"));
    // What would end the pair, the query or the segment stays encoded, and so do brackets, which neither can have (RFC 3986, section 3.4).
    let allowed = ":/?%23%5B%5D@!$%26'()*+,;=-._~%20%20%25%C3%A9%7C";
    assert_eq!(target(sent!("/", [QUERY.allow_reserved() => ALL])), format!("/?color={allowed}"));
    let allowed = ":%2F%3F%23%5B%5D@!$&'()*+,;=-._~%20%20%25%C3%A9%7C";
    assert_eq!(target(sent!("/{color}", [PATH.allow_reserved() => ALL])), format!("/{allowed}"));
    // Delimiters are those of the style and not of a value.
    assert_eq!(target(sent!("/", [QUERY.explode(false) => &vec!["a,b", "c"]])), "/?color=a%2Cb,c");
    assert_eq!(target(sent!("/", [Parameter::query("filter[a]") => "x"])), "/?filter%5Ba%5D=x");
    assert_eq!(target(sent!("/", [Parameter::query("$top").allow_reserved() => &5])), "/?%24top=5");
}

/// The message of a request that was refused.
fn problem(request: Result<http::Request<bytes::Bytes>, crate::runtime::InvalidRequest>) -> String {
    request.expect_err("refused").to_string()
}

#[tokio::test]
async fn an_item_that_would_arrive_as_two_is_refused() {
    const HEADER: Parameter = Parameter::header("X-A");
    let comma = "would arrive as two, because a comma is what separates them here";
    assert_eq!(
        problem(sent!("/", [HEADER => &vec!["a", "b,c"]])),
        format!("`X-A` has a comma in item 1, which {comma}")
    );
    assert_eq!(
        problem(sent!("/", [HEADER => &vec!["a,b"]])),
        format!("`X-A` has a comma in item 0, which {comma}")
    );
    assert_eq!(
        problem(sent!("/", [HEADER => &json!({"x": "1,2"})])),
        format!("`X-A` has a comma in the value of `x`, which {comma}")
    );
    assert_eq!(
        problem(sent!("/", [HEADER.explode(true) => &json!({"x,y": "1"})])),
        format!("`X-A` has a comma in the name `x,y`, which {comma}")
    );
    assert_eq!(
        problem(sent!("/", [HEADER.explode(true) => &json!({"x=y": "1"})])),
        "`X-A` has an equals sign in the name `x=y`, which would end there"
    );
    // The first equals sign is the one that counts, and a text is no list.
    assert_eq!(
        header(sent!("/", [HEADER.explode(true) => &json!({"x": "MQ=="})]), "x-a"),
        "x=MQ=="
    );
    assert_eq!(header(sent!("/", [HEADER => "a,b"]), "x-a"), "a,b");
    // An encoded delimiter is the delimiter.
    macro_rules! everywhere {
        ($style:expr, $item:literal, $letter:literal) => {
            let reason = format!(
                "has {0} in item 0, which would arrive as two, because {0} is what separates them here",
                $letter
            );
            for (name, refused) in [
                ("color", sent!("/", [QUERY.style($style) => &vec![$item]])),
                ("color", sent!("/", [QUERY.style($style).allow_reserved() => &vec![$item]])),
                ("X-A", sent!("/", [HEADER.style($style) => &vec![$item]])),
                ("color", sent!("/{color}", [PATH.style($style) => &vec![$item]])),
            ] {
                assert_eq!(problem(refused), format!("`{name}` {reason}"));
            }
        };
    }
    everywhere!(Style::SpaceDelimited, "a b", "a blank");
    everywhere!(Style::PipeDelimited, "a|b", "a vertical bar");
    everywhere!(Style::TabDelimited, "a\tb", "a tab");
    let label = sent!("/{color}", [PATH.style(Style::Label).explode(true) => &vec![0.5, 1.0]]);
    assert!(problem(label).starts_with("`color` has a period in item 0, "));
    const RAW: Parameter = Parameter::cookie("color").style(Style::Cookie).explode(false);
    assert!(problem(sent!("/", [RAW => &vec!["a,b"]])).starts_with("`color` has a comma in"));
    macro_rules! bracket {
        ($name:literal) => {
            let deep =
                sent!("/", [QUERY.style(Style::DeepObject) => &json!({"a": {$name: 1}})]);
            let name = $name;
            assert_eq!(
                problem(deep),
                format!("`color` has a bracket in the name `{name}`, which would arrive as another one")
            );
        };
    }
    bracket!("a][b");
    bracket!("a[");
    bracket!("b]");
    bracket!("a[b]");
    let deep = sent!("/", [QUERY.style(Style::DeepObject) => &json!({"a": {"": 1}})]);
    assert_eq!(problem(deep), "`color` has a name that is empty, which would arrive as an item");
}

#[tokio::test]
async fn blanks_at_the_ends_of_a_header_are_no_part_of_it() {
    const HEADER: Parameter = Parameter::header("X-A");
    const RAW: Parameter = Parameter::cookie("X-A").style(Style::Cookie);
    for refused in [
        sent!("/", [HEADER => " a"]),
        sent!("/", [HEADER => "a\t"]),
        sent!("/", [HEADER => &vec!["a", "b "]]),
        sent!("/", [RAW => "a "]),
    ] {
        assert_eq!(
            problem(refused),
            "`X-A` begins or ends with a blank, which would be lost on the way"
        );
    }
    assert_eq!(header(sent!("/", [HEADER => "a b"]), "x-a"), "a b");
    assert_eq!(header(sent!("/", [Parameter::cookie("X-A") => " a"]), "cookie"), "X-A=%20a");
}

#[tokio::test]
async fn an_item_whose_delimiter_is_encoded_is_one() {
    const ITEMS: [&str; 2] = ["a,b;c", "d"];
    assert_eq!(target(sent!("/{color}", [PATH => &ITEMS.to_vec()])), "/a%2Cb%3Bc,d");
    assert_eq!(
        target(sent!("/{color}", [PATH.style(Style::Label) => &ITEMS.to_vec()])),
        "/.a%2Cb%3Bc,d"
    );
    assert_eq!(
        target(sent!("/{color}", [PATH.style(Style::Matrix).explode(true) => &ITEMS.to_vec()])),
        "/;color=a%2Cb%3Bc;color=d"
    );
    const JOINED: Parameter = Parameter::cookie("color").explode(false);
    assert_eq!(header(sent!("/", [JOINED => &ITEMS.to_vec()]), "cookie"), "color=a%2Cb%3Bc,d");
    assert_eq!(
        target(sent!("/", [QUERY.style(Style::PipeDelimited).explode(true) => &vec!["a|b"]])),
        "/?color=a%7Cb"
    );
    // What is allowed leaves no item either.
    const IN_QUERY: Parameter = QUERY.explode(false).allow_reserved();
    assert_eq!(target(sent!("/", [IN_QUERY => &ITEMS.to_vec()])), "/?color=a%2Cb;c,d");
    const IN_PATH: Parameter = PATH.style(Style::Matrix).explode(true).allow_reserved();
    assert_eq!(target(sent!("/{color}", [IN_PATH => &ITEMS.to_vec()])), "/;color=a,b%3Bc;color=d");
    // A plus sign is a blank to whoever reads forms, and what is encoded already is so in any case.
    const BLANKS: Parameter = IN_QUERY.style(Style::SpaceDelimited);
    assert_eq!(target(sent!("/", [BLANKS => &vec!["a+b", "c"]])), "/?color=a%2Bb%20c");
    const PIPES: Parameter = IN_QUERY.style(Style::PipeDelimited);
    assert_eq!(target(sent!("/", [PIPES => &vec!["a+b", "c"]])), "/?color=a+b%7Cc");
    for refused in [
        sent!("/", [PIPES => &vec!["a%7cb", "c"]]),
        sent!("/", [PIPES => &vec!["a%7Cb", "c"]]),
        sent!("/", [PIPES => &vec!["a|b", "c"]]),
    ] {
        assert!(refused.is_err());
    }
}

#[tokio::test]
async fn content_is_json_or_as_it_is() {
    assert_eq!(
        target(sent!("/", [QUERY.json() => &json!({"lat": 1.5, "n": null})])),
        "/?color=%7B%22lat%22%3A1.5%2C%22n%22%3Anull%7D"
    );
    assert_eq!(target(sent!("/", [QUERY.json() => "a"])), "/?color=%22a%22");
    assert_eq!(target(sent!("/", [QUERY.json() => &json!(null)])), "/?color=null");
    assert_eq!(target(sent!("/", [QUERY.json() => &None::<String>])), "/");
    assert_eq!(target(sent!("/", [QUERY.json() => &Vec::<String>::new()])), "/?color=%5B%5D");
    assert_eq!(target(sent!("/{color}", [PATH.json() => &vec![1]])), "/%5B1%5D");
    assert_eq!(target(sent!("/", [QUERY.plain() => "a b"])), "/?color=a%20b");
    let json = header(sent!("/", [Parameter::header("X-A").json() => &json!({"é": "😀"})]), "x-a");
    assert_eq!(json, r#"{"\u00e9":"\ud83d\ude00"}"#);
    assert_eq!(
        header(sent!("/", [Parameter::header("X-A").plain() => "W/\"é\""]), "x-a"),
        "W/\"é\""
    );
}

#[tokio::test]
async fn one_parameter_is_the_whole_query() {
    const WHOLE: Parameter = Parameter::query_string("q");
    assert_eq!(
        target(sent!("/", [WHOLE => &json!({"a": "b c", "d": [1, 2]})])),
        "/?a=b%20c&d=%5B1%2C2%5D"
    );
    assert_eq!(target(sent!("/", [WHOLE.json() => &json!({"a": 1})])), "/?%7B%22a%22%3A1%7D");
    assert_eq!(target(sent!("/", [WHOLE.plain() => "a=b&c=d#e"])), "/?a=b&c=d%23e");
    assert_eq!(target(sent!("/", [WHOLE => &None::<String>])), "/");
}

#[tokio::test]
async fn a_form_is_one_text_and_follows_the_rules_of_forms() {
    const PARTS: &[Part] = &[Part::new("o").style(Style::DeepObject)];
    fn value() -> serde_json::Value {
        json!({"t": ["a b", "c&d"], "o": {"x": 1}, "n": {"y": [2]}, "absent": null})
    }
    let form = "t=a+b&t=c%26d&o%5Bx%5D=1&n=%7B%22y%22%3A%5B2%5D%7D";
    assert_eq!(
        target(sent!("/", [Parameter::query_string("q").form(PARTS) => &value()])),
        format!("/?{form}")
    );
    assert_eq!(
        target(sent!("/", [Parameter::query("q").form(PARTS) => &value()])),
        "/?q=t%3Da%2Bb%26t%3Dc%2526d%26o%255Bx%255D%3D1%26n%3D%257B%2522y%2522%253A%255B2%255D%257D"
    );
    let sent = sent!("/", [Parameter::header("X-A").form(PARTS) => &value()]);
    assert_eq!(header(sent, "x-a"), form);
    assert_eq!(target(sent!("/", [Parameter::query("q").form(&[]) => &None::<String>])), "/");
    let refused = sent!("/", [Parameter::query("q").form(&[]) => &vec![1]]);
    assert_eq!(refused.expect_err("refused").to_string(), "`q` is no object, and a form is one");
}
