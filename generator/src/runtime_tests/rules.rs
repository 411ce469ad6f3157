//! What is refused before it is sent, and in which words.

use std::collections::BTreeMap;

use super::{Probe, Recorder};
use crate::runtime::{BasicDateTime, Check, Error, Patch, Payload, Rules};

/// The problem with a value under some rules.
fn problem<T: Check + serde::Serialize>(value: T, rules: Rules) -> Option<String> {
    let payload = Payload::json("application/json", &value, &rules);
    let text = format!("{payload:?}");
    let start = text.find("problem: \"")? + 10;
    text[start..].split('"').next().map(str::to_owned)
}

#[test]
fn limits_are_named() {
    let short = Rules::new().min_length(2);
    assert_eq!(
        problem("é".to_owned(), short).as_deref(),
        Some("has 1 characters, and at least 2 are needed")
    );
    assert_eq!(problem("éé".to_owned(), short), None);
    let long = problem("abc".to_owned(), Rules::new().max_length(2));
    assert_eq!(long.as_deref(), Some("has 3 characters, and at most 2 are allowed"));
    assert_eq!(
        problem(0, Rules::new().minimum(1)).as_deref(),
        Some("is 0, and at least 1 is needed")
    );
    assert_eq!(
        problem(1, Rules::new().exclusive_minimum(1)).as_deref(),
        Some("is 1, and must be more than 1")
    );
    assert_eq!(
        problem(51, Rules::new().maximum(50)).as_deref(),
        Some("is 51, and at most 50 is allowed")
    );
    let exclusive = problem(0.5, Rules::new().exclusive_maximum_float(0.5));
    assert_eq!(exclusive.as_deref(), Some("is 0.5, and must be less than 0.5"));
    assert_eq!(
        problem(7, Rules::new().multiple_of(2)).as_deref(),
        Some("is 7, and must be a multiple of 2")
    );
    assert_eq!(
        problem(0.3, Rules::new().multiple_of_float(0.1)),
        None,
        "0.3 is a multiple of 0.1 to people"
    );
    assert!(problem(0.35, Rules::new().multiple_of_float(0.1)).is_some());
    assert_eq!(problem(i64::MAX, Rules::new().maximum(i64::MAX.into())), None);
    assert!(
        problem(f64::NAN, Rules::new())
            .is_some_and(|problem| problem.contains("JSON has no such number"))
    );
    assert_eq!(
        problem(vec![1], Rules::new().min_items(2)).as_deref(),
        Some("has 1 items, and at least 2 are needed")
    );
    let unique = problem(vec![1, 2, 1], Rules::new().unique_items());
    assert_eq!(unique.as_deref(), Some("has the same item at 0 and at 2, and all must differ"));
}

#[test]
fn plain_patterns_mean_what_they_mean_to_others() {
    const PATTERNS: &[&[&str]] = &[
        &["^[0-9a-f]{3}$"],
        &["^[a-zA-Z0-9_-]{1,3}$"],
        &["^[A-z]+$"],
        &["^[-a]*$"],
        &["^[a-]*$"],
        &["^[ab]$"],
        &["^[a]$|b$"],
        &["^[a]]$"],
        &["^[^a]{2}$"],
        &["^[+-9]{2,}$"],
        &["^[a-c-e]+$"],
        &["^[.:/ @]+$"],
        &["^[\\w.]+$"],
        &["^[é]+$"],
        &["^[a]{0}$"],
        &["^[a]{2,3}?$"],
        &["[a-f]+$"],
    ];
    let texts = [
        "", "a", "b", "ab", "abc", "abcd", "0f9", "0F9", "a-b", "-", "]", "a]", "[_]", "^`", "é",
        "aé", "a\n", "+,", "5", "a.b", "x y", "a:/@", "b-d", "aa", "aaa",
    ];
    for patterns in PATTERNS {
        let pattern = patterns[0];
        let regex = regress::Regex::with_flags(pattern, "u")
            .or_else(|_| regress::Regex::new(pattern))
            .expect("it is a pattern");
        for text in texts {
            let refused = problem(text.to_owned(), Rules::new().patterns(patterns)).is_some();
            assert_eq!(refused, regex.find(text).is_none(), "{pattern} and {text:?}");
        }
    }
}

#[test]
fn patterns_are_those_of_ecma_262() {
    let rules = Rules::new().patterns(&["^[a-f0-9-]{1,36}$"]);
    assert_eq!(problem("00ff-".to_owned(), rules), None);
    let refused = problem("string".to_owned(), rules);
    assert_eq!(refused.as_deref(), Some("does not match the pattern `^[a-f0-9-]{1,36}$`"));
    assert_eq!(
        problem("xay".to_owned(), Rules::new().patterns(&["a"])),
        None,
        "a pattern is not anchored"
    );
    assert_eq!(problem(BasicDateTime::from("x"), Rules::new().patterns(&["^\\p{L}$"])), None);
    assert!(
        problem("x\n".to_owned(), Rules::new().patterns(&["^x$"])).is_some(),
        "`$` is the end of the text"
    );
    let needless = Rules::new().patterns(&[r"^a\_b$"]);
    assert_eq!(problem("a_b".to_owned(), needless), None);
    assert!(problem("ab".to_owned(), needless).is_some(), "an escape that `u` forbids");
}

#[test]
fn a_constant_is_the_only_value() {
    let text = Rules::new().constant_text("a");
    assert_eq!(problem("a".to_owned(), text), None);
    let refused = problem("b".to_owned(), text);
    assert_eq!(refused.as_deref(), Some("must be `a`, which is its only value"));
    assert_eq!(problem(None::<String>, text), None);
    assert_eq!(problem(Patch::<String>::Null, text), None);
    assert!(problem(Some("b".to_owned()), text).is_some());
    let two = Rules::new().constant(2);
    assert_eq!(problem(2, two), None);
    assert_eq!(problem(2.0, two), None);
    assert_eq!(problem(3, two).as_deref(), Some("must be 2, which is its only value"));
    assert_eq!(problem(0.1_f32, Rules::new().constant_float(0.1)), None);
    assert!(problem(0.2, Rules::new().constant_float(0.1)).is_some());
    let yes = Rules::new().constant_bool(true);
    assert_eq!(problem(true, yes), None);
    assert_eq!(problem(false, yes).as_deref(), Some("must be true, which is its only value"));
    let list = Rules::new().items(const { &Rules::new().constant_text("a") });
    assert_eq!(problem(vec!["a".to_owned()], list), None);
    assert!(problem(vec!["a".to_owned(), "b".to_owned()], list).is_some());
}

#[test]
fn what_a_request_must_have_is_missed() {
    let rules = Rules::new().required().min_length(2);
    let missing = Some("is missing, and a request must have it");
    assert_eq!(problem(None::<String>, rules).as_deref(), missing);
    assert_eq!(problem(Patch::<String>::Absent, rules).as_deref(), missing);
    assert_eq!(problem(Patch::<String>::Null, rules), None);
    assert_eq!(problem(Some("ab".to_owned()), rules), None);
    assert!(problem(Some("a".to_owned()), rules).is_some(), "its other rules hold as well");
}

#[test]
fn absent_and_null_satisfy_every_rule() {
    let rules = Rules::new().min_length(1);
    assert_eq!(problem(Patch::<String>::Absent, rules), None);
    assert_eq!(problem(Patch::<String>::Null, rules), None);
    assert_eq!(problem(None::<String>, rules), None);
    assert!(problem(Patch::Value(String::new()), rules).is_some());
}

#[tokio::test]
async fn the_place_of_a_problem_is_a_path() {
    let recorder = Recorder::new();
    let client = recorder.client(|builder| builder);
    let probe =
        Probe { tags: vec!["fine".to_owned(), "much too long".to_owned()], ..Probe::new("i") };
    let Err(Error::Request(refused)) = client.send(&probe).await else {
        panic!("it must be refused")
    };
    assert_eq!(refused.field(), "tag[1]");
    assert_eq!(refused.to_string(), "`tag[1]` has 13 characters, and at most 9 are allowed");

    let map = BTreeMap::from([("k".to_owned(), String::new())]);
    let rules = Rules::new().items(&const { Rules::new().min_length(1) });
    let payload = format!("{:?}", Payload::json("application/json", &map, &rules));
    assert!(payload.contains("body.k"), "{payload}");
}
