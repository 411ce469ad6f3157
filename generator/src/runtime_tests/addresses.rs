//! Path templates.

use super::{sent, target};
use crate::runtime::{Parameter, Style};

const A: Parameter = Parameter::path("a");
const B: Parameter = Parameter::path("b");

#[tokio::test]
async fn several_values_share_a_segment() {
    assert_eq!(target(sent!("/x/{a}.{b}/y", [A => "1", B => &2])), "/x/1.2/y");
    assert_eq!(target(sent!("/{a}{b}", [A => "a/b", B => "c"])), "/a%2Fbc");
    assert_eq!(
        target(sent!("/{b}-{a}", [A => "1", B => "2"])),
        "/2-1",
        "the order is the template's"
    );
}

#[tokio::test]
async fn what_means_another_path_is_refused() {
    let dots = "makes a path segment of dots, which means another path";
    assert_eq!(target(sent!("/x/{a}{b}", [A => ".", B => "."])), format!("refused: `b` {dots}"));
    assert_eq!(target(sent!("/x/.{a}", [A => "."])), format!("refused: `a` {dots}"));
    assert_eq!(
        target(sent!("/x/{a}", [A.allow_reserved() => "%2E."])),
        format!("refused: `a` {dots}"),
        "an encoded dot is one"
    );
    assert_eq!(
        target(sent!("/x/{a}", [A.style(Style::Label) => "."])),
        format!("refused: `a` {dots}")
    );
    let empty = "is empty, and stands in the path";
    assert_eq!(target(sent!("/x/{a}", [A => ""])), format!("refused: `a` {empty}"));
    assert_eq!(target(sent!("/x/{a}", [A => &None::<String>])), format!("refused: `a` {empty}"));
    assert_eq!(
        target(sent!("/x/{a}", [A => &Vec::<String>::new()])),
        format!("refused: `a` {empty}")
    );
    assert_eq!(target(sent!("/x/{unknown}", [])), format!("refused: `unknown` {empty}"));
}

#[tokio::test]
async fn a_template_brings_its_own_query_and_keeps_its_fragment() {
    const Q: Parameter = Parameter::query("q");
    assert_eq!(target(sent!("/a?x=1", [Q => "2"])), "/a?x=1&q=2");
    assert_eq!(target(sent!("/a?x=1", [])), "/a?x=1");
    assert_eq!(target(sent!("/a?", [Q => "2"])), "/a?q=2");
    assert_eq!(target(sent!("/a?", [])), "/a");
    assert_eq!(target(sent!("/a?x=1&", [Q => "2"])), "/a?x=1&q=2");
    assert_eq!(
        target(sent!("/?Action={a}&Version=1#fragment", [A => "b&c"])),
        "/?Action=b%26c&Version=1"
    );
    assert_eq!(target(sent!("/#X-Amz-Target=A.B", [Q => "2"])), "/?q=2");
    assert_eq!(target(sent!("/{a}#{b}", [A => "1", B => "2"])), "/1");
}

#[tokio::test]
async fn a_template_is_made_fit_for_an_address() {
    assert_eq!(target(sent!("/a b/é|%20%/x:y@z", [])), "/a%20b/%C3%A9%7C%20%25/x:y@z");
    assert_eq!(target(sent!("/a{b", [])), "/a%7Bb");
    assert_eq!(target(sent!("/a}b", [])), "/a%7Db");
    assert_eq!(target(sent!("a/b", [])), "/a/b");
    assert_eq!(target(sent!("/a/", [])), "/a/");
    assert_eq!(target(sent!("/", [])), "/");
}
