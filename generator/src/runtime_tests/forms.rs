//! Bodies in `application/x-www-form-urlencoded`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::sent;
use crate::runtime::{File, Part, Payload, Rules, Style};

const FORM: &str = "application/x-www-form-urlencoded";

macro_rules! form {
    ($value:expr, $parts:expr) => {{
        let request =
            sent!("/", [], Payload::form(FORM, $value, Rules::NONE, $parts)).expect("it is sent");
        assert_eq!(request.headers()["content-type"], FORM);
        String::from_utf8(request.body().to_vec()).expect("text")
    }};
}

#[tokio::test]
async fn lists_repeat_and_objects_are_json_by_default() {
    // The example of OpenAPI 3.1.1, section 4.8.15.2.
    let body = form!(
        &json!({
            "id": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "address": {"streetAddress": "123 Example Dr.", "city": "Somewhere", "state": "CA", "zip": "99999+1234"}
        }),
        &[]
    );
    assert_eq!(
        body,
        "id=f81d4fae-7dec-11d0-a765-00a0c91e6bf6&address=%7B%22streetAddress%22%3A%22123+Example+Dr.%22%2C%22city%22%3A%22Somewhere%22%2C%22state%22%3A%22CA%22%2C%22zip%22%3A%2299999%2B1234%22%7D"
    );
    assert_eq!(
        form!(&json!({"a": [1, "x y", {"b": 1}], "n": null, "e": "", "l": [], "t": true}), &[]),
        "a=1&a=x+y&a=%7B%22b%22%3A1%7D&e=&t=true"
    );
    assert_eq!(form!(&json!({"~*-._ é&=+": "%"}), &[]), "%7E*-._+%C3%A9%26%3D%2B=%25");
}

#[tokio::test]
async fn an_item_that_would_arrive_as_two_is_refused() {
    const PARTS: &[Part] = &[Part::new("l").style(Style::PipeDelimited)];
    let body = sent!("/", [], Payload::form(FORM, &json!({"l": ["a|b"]}), Rules::NONE, PARTS));
    let refused = body.expect_err("refused").to_string();
    assert!(refused.starts_with("`body.l` has a vertical bar in item 0, "), "{refused}");
}

#[tokio::test]
async fn parts_say_how_a_property_is_written() {
    assert_eq!(
        form!(
            &json!({"a": {"b": {"c": "x y"}, "d": ["e"]}, "l": ["1", "2"], "j": [null, 1]}),
            &[
                Part::new("a").style(Style::DeepObject),
                Part::new("l").explode(false),
                Part::new("j").content_type("application/json"),
            ]
        ),
        "a%5Bb%5D%5Bc%5D=x%20y&a%5Bd%5D%5B0%5D=e&l=1,2&j=%5Bnull%2C1%5D"
    );
    // A plus sign would arrive as a space (URL Standard, section 5.1), and what is encoded already stays so.
    assert_eq!(
        form!(&json!({"r": "1+1=2 %2B"}), &[Part::new("r").allow_reserved()]),
        "r=1%2B1=2%20%2B"
    );
    assert_eq!(
        form!(
            &json!({"l": ["1", "2"], "r": "a/b?c&d", "o": {"x": 1, "y": 2}}),
            &[
                Part::new("l").style(Style::PipeDelimited),
                Part::new("r").allow_reserved(),
                Part::new("o").style(Style::Form),
            ]
        ),
        "l=1%7C2&r=a/b?c%26d&x=1&y=2"
    );
}

#[tokio::test]
async fn a_text_is_a_form_already_and_other_values_are_none() {
    assert_eq!(form!("a=b&c=d", &[]), "a=b&c=d");
    let refused = sent!("/", [], Payload::form(FORM, &vec![1], Rules::NONE, &[]));
    assert_eq!(refused.expect_err("refused").to_string(), "`body` is no object, and a form is one");
    let refused = sent!(
        "/",
        [],
        Payload::form(
            FORM,
            &BTreeMap::from([("f".to_owned(), File::new(vec![0xff]))]),
            Rules::NONE,
            &[]
        )
    );
    assert_eq!(refused.expect_err("refused").field(), "body.f");
    assert_eq!(form!(&Value::Null, &[]), "");
}
