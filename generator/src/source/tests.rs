use serde_json::{Value, json};

use super::resolve::{decoded, joined};
use super::{Format, Node, Obstacle, Sources, locate as places_of};
use crate::diagnostic::{Code, Diagnostics, Pointer, Severity, Target, locate};

fn parse(text: &str) -> (Sources, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::parse("api.yaml", text, &mut diagnostics);
    (sources, diagnostics)
}

/// The node at the keys.
fn at<'t>(sources: &'t Sources, keys: &[&str]) -> Node<'t> {
    keys.iter().fold(sources.root(), |node, key| node.get(key).expect("the key is there"))
}

fn resolved<'t>(sources: &'t Sources, from: &[&str], reference: &str) -> &'t Value {
    sources.resolve(at(sources, from), reference).map_or(&Value::Null, |node| node.value)
}

/// Code, line and column of each problem.
fn places(sources: &Sources, diagnostics: &Diagnostics) -> Vec<(String, Code, usize, usize)> {
    let located = locate(diagnostics, sources);
    located
        .into_iter()
        .map(|problem| (problem.file, problem.code, problem.line, problem.column))
        .collect()
}

#[test]
fn yaml_is_read_as_its_core_schema_says() {
    let (sources, diagnostics) = parse(
        "200: a\ntrue: b\n1.10: c\nnull: d\ndate: 2020-01-02\nswitch: on\nyes: off\nbig: 18446744073709551615\noctal: 010\n",
    );
    assert!(diagnostics.is_empty());
    let root = sources.root();
    for (key, value) in [
        ("200", "a"),
        ("true", "b"),
        ("1.10", "c"),
        ("null", "d"),
        ("date", "2020-01-02"),
        ("switch", "on"),
        ("yes", "off"),
    ] {
        assert_eq!(root.get(key).and_then(Node::text), Some(value), "{key}");
    }
    assert_eq!(
        root.get("big").map(|node| node.value),
        Some(&json!(18_446_744_073_709_551_615_u64))
    );
}

#[test]
fn merge_keys_and_anchors_are_followed() {
    let (sources, diagnostics) = parse("base: &base {a: 1, b: 2}\nall: {<<: *base, b: 3}\n");
    assert!(diagnostics.is_empty());
    assert_eq!(at(&sources, &["all"]).value, &json!({"b": 3, "a": 1}));
}

#[test]
fn json_is_read_with_its_surrogate_pairs_whatever_the_file_is_called() {
    let (sources, _) = parse(r#"{"a": "\ud83d\ude00"}"#);
    assert_eq!(at(&sources, &["a"]).text(), Some("😀"));
}

#[test]
fn yaml_that_begins_with_a_brace_is_yaml() {
    let (sources, diagnostics) = parse("{a: 1, b: [x, y]}\n");
    assert!(diagnostics.is_empty());
    assert_eq!(sources.root().value, &json!({"a": 1, "b": ["x", "y"]}));
}

#[test]
fn tabs_are_a_located_error() {
    let (sources, diagnostics) = parse("a:\n\tb: 1\n");
    assert_eq!(places(&sources, &diagnostics), [("api.yaml".to_owned(), Code::Syntax, 2, 1)]);
}

#[test]
fn a_key_twice_is_an_error_only_where_it_says_two_things() {
    let (sources, diagnostics) = parse("a: 1\nb: 2\na: 1\nb: 3\n");
    let severities: Vec<Severity> = diagnostics.iter().map(|problem| problem.severity).collect();
    assert_eq!(severities, [Severity::Warning, Severity::Error]);
    let lines: Vec<usize> =
        places(&sources, &diagnostics).into_iter().map(|place| place.2).collect();
    assert_eq!(lines, [3, 4]);
}

#[test]
fn pointers_lead_into_any_place() {
    let (sources, _) = parse(
        "paths:\n  /a/{b}:\n    get: [first, {x: 1}]\nodd~name: tilde\n'100%': percent\n\"spa ce\": space\n",
    );
    assert_eq!(resolved(&sources, &[], "#/paths/~1a~1%7Bb%7D/get/1/x"), &json!(1));
    assert_eq!(resolved(&sources, &[], "#/paths/~1a~1{b}/get/0"), "first");
    assert_eq!(resolved(&sources, &[], "#/odd~0name"), "tilde");
    assert_eq!(resolved(&sources, &[], "#/100%"), "percent");
    assert_eq!(resolved(&sources, &[], "#/spa%20ce"), "space");
    assert_eq!(resolved(&sources, &[], "#"), sources.root().value);
    assert_eq!(resolved(&sources, &[], "#/paths/none"), &Value::Null);
    assert_eq!(resolved(&sources, &[], "#nowhere"), &Value::Null);
}

#[test]
fn pointers_lead_through_references() {
    let (sources, _) = parse("a: {$ref: '#/b'}\nb: {x: {y: 1}}\nloop: {$ref: '#/loop'}\n");
    assert_eq!(resolved(&sources, &[], "#/a/x/y"), &json!(1));
    assert_eq!(resolved(&sources, &[], "#/loop/x"), &Value::Null);
}

const FILES: &[(&str, &str)] = &[
    (
        "spec/api.yaml",
        "a: {$ref: schemas/pet.yaml}\nb: {$ref: './schemas/pet.yaml#/name'}\nc: {$ref: ../common.json#/error}\nd: {$ref: none.yaml}\ne: {$ref: 'https://example.com/x.yaml'}\nf: {$ref: broken.txt}\ng: {mapping: {cat: schemas/cat%20one.yaml}}\n",
    ),
    ("spec/schemas/pet.yaml", "name: pet\nback: {$ref: '../api.yaml#/a'}\nown: {$ref: '#/name'}\n"),
    ("common.json", r#"{"error": {"code": 1, "more": {"$ref": "spec/schemas/pet.yaml"}}}"#),
    ("spec/broken.txt", "a: [\n"),
    ("spec/schemas/cat one.yaml", "cat: 1\n"),
];

#[test]
fn files_are_read_with_all_that_they_refer_to() {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::parse_all(FILES, &mut diagnostics);
    assert!(diagnostics.is_empty());
    let files: Vec<String> =
        sources.files().map(|path| path.to_string_lossy().into_owned()).collect();
    assert_eq!(
        files,
        ["spec/api.yaml", "spec/schemas/pet.yaml", "common.json", "spec/schemas/cat one.yaml"]
    );
    assert_eq!(resolved(&sources, &["b"], "./schemas/pet.yaml#/name"), "pet");
    assert_eq!(resolved(&sources, &["c"], "../common.json#/error/code"), &json!(1));
    let pet = sources.resolve(sources.root(), "schemas/pet.yaml").expect("the whole file");
    let back = pet.get("back").expect("the key is there");
    assert_eq!(sources.resolve(back, "../api.yaml#/a"), sources.root().get("a"));
    assert_eq!(sources.resolve(pet, "#/name").and_then(Node::text), Some("pet"));
    // Through the reference that stands behind `more`, which is relative to its own file.
    assert_eq!(resolved(&sources, &[], "../common.json#/error/more/name"), "pet");
    assert_eq!(sources.obstacle(sources.root(), "https://example.com/x.yaml"), Obstacle::Network);
    assert!(
        matches!(sources.obstacle(sources.root(), "none.yaml"), Obstacle::File { path, .. } if path == "spec/none.yaml")
    );
    assert!(matches!(sources.obstacle(sources.root(), "broken.txt"), Obstacle::File { .. }));
    assert!(
        matches!(sources.obstacle(pet, "#/none"), Obstacle::Nowhere { path } if path == "spec/schemas/pet.yaml")
    );
}

#[test]
fn problems_of_another_file_are_located_there() {
    let mut diagnostics = Diagnostics::default();
    let files = [("api.yaml", "a: {$ref: other.yaml}\n"), ("other.yaml", "x: 1\ny:\n  z: [2]\n")];
    let sources = Sources::parse_all(&files, &mut diagnostics);
    let other = sources.resolve(sources.root(), "other.yaml#/y/z/0").expect("the place");
    diagnostics.warning(Code::WrongType, other, "here", "help");
    diagnostics.warning(
        Code::WrongType,
        sources.root().get("a").expect("a").key(),
        "and here",
        "help",
    );
    assert_eq!(
        places(&sources, &diagnostics),
        [
            ("api.yaml".to_owned(), Code::WrongType, 1, 1),
            ("other.yaml".to_owned(), Code::WrongType, 3, 7)
        ]
    );
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::read(std::path::Path::new("no/such/file.yaml"), &mut diagnostics);
    assert_eq!(places(&sources, &diagnostics), [("no/such/file.yaml".to_owned(), Code::Io, 0, 0)]);
    assert!(sources.root().value.is_null());
}

#[test]
fn schemas_are_found_by_the_names_that_they_give_themselves() {
    let (sources, _) = parse(
        "components:
  schemas:
    Tree:
      $id: https://example.com/schemas/tree
      $anchor: top
      x: {$ref: leaf}
      y: {$ref: '#leaf'}
      $defs:
        Leaf: {$anchor: leaf, name: inner}
    Leaf: {$id: 'https://example.com/schemas/leaf', name: outer}
    Node: {$dynamicAnchor: node, name: node}
",
    );
    let tree = ["components", "schemas", "Tree"];
    let below = |key| [tree.as_slice(), &[key]].concat();
    assert_eq!(resolved(&sources, &below("x"), "leaf")["name"], "outer");
    assert_eq!(resolved(&sources, &below("y"), "#leaf")["name"], "inner");
    assert_eq!(resolved(&sources, &below("y"), "#/$defs/Leaf")["name"], "inner");
    assert_eq!(resolved(&sources, &below("y"), "#/components/schemas/Leaf")["name"], "outer");
    assert_eq!(resolved(&sources, &[], "https://example.com/schemas/tree#leaf")["name"], "inner");
    assert_eq!(resolved(&sources, &[], "#node")["name"], "node");
}

#[test]
fn recursion_leads_to_the_nearest_schema_that_allows_it() {
    let (sources, _) = parse(
        "a: {$recursiveAnchor: true, b: {c: {$recursiveRef: '#'}}}\nd: {$recursiveRef: '#'}\n",
    );
    assert_eq!(sources.recursive_anchor(at(&sources, &["a", "b", "c"])), sources.root().get("a"));
    assert_eq!(sources.recursive_anchor(at(&sources, &["d"])), None);
}

#[test]
fn addresses_are_joined() {
    let base = Some("https://example.com/a/b");
    assert_eq!(joined(base, "c"), "https://example.com/a/c");
    assert_eq!(joined(base, "../c"), "https://example.com/c");
    assert_eq!(joined(base, "/c"), "https://example.com/c");
    assert_eq!(joined(base, "urn:x"), "urn:x");
    assert_eq!(joined(Some("https://example.com"), "c"), "https://example.com/c");
    assert_eq!(joined(Some("a/b.yaml"), "c.yaml"), "a/c.yaml");
    assert_eq!(joined(Some("b.yaml"), "c.yaml"), "c.yaml");
    assert_eq!(joined(None, "c"), "c");
}

#[test]
fn what_does_not_decode_stays_as_it_is() {
    assert_eq!(decoded("a%2Fb%20c"), "a/b c");
    assert_eq!(decoded("100%"), "100%");
    assert_eq!(decoded("%zz%"), "%zz%");
    assert_eq!(decoded("%ff"), "%ff");
}

/// All pointers of a tree.
fn pointers(value: &Value, at: &Pointer, found: &mut Vec<Pointer>) {
    found.push(at.clone());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| pointers(member, &at.child(key), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| pointers(item, &at.index(index), found));
        }
        _ => {}
    }
}

#[test]
fn json_is_located_as_yaml_is() {
    let text = "{\n  \"a\": [1, {\"ö/~\\n\": -2.5e3, \"b\": {\n}},[],\n \"x\\\"]}\"],\n\"c\":null , \"d\":{\"e\":[[true]] }}\n";
    let tree: Value = serde_json::from_str(text).expect("JSON");
    let mut all = Vec::new();
    pointers(&tree, &Pointer::root(), &mut all);
    for target in [Target::Key, Target::Value] {
        let wanted: Vec<(&Pointer, Target)> = all.iter().map(|pointer| (pointer, target)).collect();
        let json = places_of::locate(text, Format::Json, &wanted);
        let yaml = places_of::locate(text, Format::Yaml, &wanted);
        for ((pointer, json), yaml) in all.iter().zip(json).zip(yaml) {
            assert_eq!(json, yaml, "{pointer} {target:?}");
        }
    }
}

/// What is said of a text that cannot be read, and where.
fn complaint(text: &str) -> (String, usize, usize) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::parse("api.yaml", text, &mut diagnostics);
    let problem = crate::diagnostic::locate(&diagnostics, &sources).remove(0);
    (problem.message, problem.line, problem.column)
}

#[test]
fn what_yaml_does_not_allow_is_called_by_its_name() {
    let (message, line, column) = complaint("a:\n\tb: 1\n");
    assert!(message.contains("tab") && (line, column) == (2, 1), "{message} {line}:{column}");
    let (message, line, _) = complaint("a: 1\n---\nb: 2\n");
    assert!(message.contains("second document") && line == 2, "{message} {line}");
    let (message, line, _) = complaint("a: {b: 1\nc: 2\n");
    assert!(!message.contains(" at line ") && line > 1, "{message} {line}");
    let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..12 {
        let alias = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 9].join(","));
    }
    let (message, line, _) = complaint(&bomb);
    assert!(message.contains("aliases") && line == 12, "{message} {line}");
}

#[test]
fn an_alias_within_what_it_repeats_is_called_by_its_name() {
    let (message, line, column) = complaint("a: &a {b: {c: d}, e: [*a]}\n");
    assert!(message.contains("alias") && (line, column) == (1, 23), "{message} {line}:{column}");
}

#[test]
fn depth_is_found_at_once() {
    for deep in ["[".repeat(100_000), "[ ".repeat(500), "{a: ".repeat(500)] {
        let (message, line, column) = complaint(&format!("x: {deep}"));
        assert!(message.contains("levels") && line == 1 && column > 100, "{message} {column}");
    }
    let mut diagnostics = Diagnostics::default();
    Sources::parse("api.yaml", &format!("x: \"{}\"", "[ ".repeat(500)), &mut diagnostics);
    assert!(diagnostics.is_empty(), "brackets within a text are text");
}

#[test]
fn carets_stand_below_what_they_mean() {
    let mut diagnostics = Diagnostics::default();
    let text = format!("a: {{名: 1, b: 2}}\nc: [{}d]", "x, ".repeat(100));
    let sources = Sources::parse("api.yaml", &text, &mut diagnostics);
    let b = sources.root().get("a").and_then(|node| node.get("b")).expect("b");
    diagnostics.warning(Code::Syntax, b.key(), "of `a\nb`", "none");
    let last = sources.root().get("c").and_then(|node| node.items().last()).expect("d");
    diagnostics.warning(Code::Syntax, last, "here", "none");
    let problems = crate::diagnostic::locate(&diagnostics, &sources);
    let shown: Vec<String> = problems.iter().map(|problem| problem.human()).collect();
    assert!(shown[0].contains("1 | a: {名: 1, b: 2}\n  |            ^\n"), "{}", shown[0]);
    assert!(shown[0].starts_with("warning[syntax]: of `a\\nb`\n"), "{}", shown[0]);
    assert!(shown[1].contains("2 | …") && shown[1].contains("d]\n"), "{}", shown[1]);
}
