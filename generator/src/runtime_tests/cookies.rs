//! Cookies, of parameters and of credentials.

use std::collections::BTreeMap;

use super::{Probe, Recorder, header, sent};
use crate::runtime::{Credential, Parameter, Style};

const A: Parameter = Parameter::cookie("a");
const B: Parameter = Parameter::cookie("b");
const EXPLODED: Parameter = Parameter::cookie("a").style(Style::Cookie);

/// An object whose member is a cookie of this name.
fn named(name: &str) -> BTreeMap<String, &'static str> {
    BTreeMap::from([(name.to_owned(), "v")])
}

#[tokio::test]
async fn all_of_them_travel_in_one_header() {
    assert_eq!(header(sent!("/", [A => "1", B => &None::<i32>]), "cookie"), "a=1");
    assert_eq!(
        header(sent!("/", [A => "1; x=2", B => &vec!["é", "="]]), "cookie"),
        "a=1%3B%20x%3D2; b=%C3%A9; b=%3D"
    );
    assert_eq!(header(sent!("/", [B => &None::<i32>]), "cookie"), "");
}

#[tokio::test]
async fn what_is_not_encoded_cannot_end_the_value() {
    assert_eq!(header(sent!("/", [A.style(Style::Cookie) => "x%20=y"]), "cookie"), "a=x%20=y");
    assert_eq!(header(sent!("/", [A.plain() => "x,\"y"]), "cookie"), "a=x,\"y");
    for refused in
        [sent!("/", [A.style(Style::Cookie) => "x; b=y"]), sent!("/", [A.plain() => "x\ny"])]
    {
        let refused = refused.expect_err("refused");
        assert_eq!(refused.to_string(), "`a` has a character that ends the value of a cookie");
    }
}

#[tokio::test]
async fn a_name_is_a_token() {
    assert_eq!(header(sent!("/", [EXPLODED => &named("x-y")]), "cookie"), "x-y=v");
    for (name, refused) in [
        ("a; admin", sent!("/", [EXPLODED => &named("a; admin")])),
        ("a=b", sent!("/", [EXPLODED => &named("a=b")])),
        ("", sent!("/", [EXPLODED => &named("")])),
    ] {
        let refused = refused.expect_err(name).to_string();
        assert_eq!(refused, format!("`a` has `{name}`, which no cookie can be called"));
    }
}

#[tokio::test]
async fn a_secret_is_encoded_only_where_it_must_be() {
    let recorder = Recorder::new();
    let client = recorder.client(|builder| {
        builder
            .default_header("Cookie", "seen=1")
            .credential("key", Credential::cookie("session", "s%3Aab+/=="))
    });
    client.send(&Probe::new("i")).await.expect("200");
    let request = recorder.request();
    assert_eq!(request.headers().get_all("cookie").iter().count(), 1);
    let cookie = &request.headers()["cookie"];
    assert_eq!(cookie, "seen=1; session=s%3Aab+/==");
    assert!(cookie.is_sensitive());

    let recorder = Recorder::new();
    let client = recorder
        .client(|builder| builder.credential("key", Credential::cookie("s", "a; b\"c\\d\n")));
    client.send(&Probe::new("i")).await.expect("200");
    assert_eq!(recorder.request().headers()["cookie"], "s=a%3B%20b%22c%5Cd%0A");
}

#[tokio::test]
async fn other_schemes_of_http_are_theirs_to_fill() {
    let recorder = Recorder::new();
    let client = recorder
        .client(|builder| builder.credential("key", Credential::http("Digest", "username=\"u\"")));
    client.send(&Probe::new("i")).await.expect("200");
    let request = recorder.request();
    assert_eq!(request.headers()["authorization"], "Digest username=\"u\"");
    assert!(request.headers()["authorization"].is_sensitive());
}
