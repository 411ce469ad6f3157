//! No limit that a schema states is lost without a word: it is checked before a request goes out, or a warning names it.

use clientwright::{Generated, Generator};
use serde_json::{Value, json};

fn generate(description: &Value) -> Generated {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.json");
    std::fs::write(&path, description.to_string()).expect("the description can be written");
    Generator::new(&path).generate().expect("the description is right")
}

/// A description whose only request has a schema as a body.
fn description(schema: &Value) -> Value {
    json!({
        "openapi": "3.1.0", "info": {"title": "Limits", "version": "1"},
        "paths": {"/a": {"post": {
            "operationId": "send",
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Whole"}}}},
            "responses": {"204": {"description": "Done."}},
        }}},
        "components": {"schemas": {"Whole": schema}},
    })
}

/// Each limit with the types that it speaks of, a value for it, and the rule that checks it.
const LIMITS: [(&str, &str, &str, &str); 17] = [
    ("const", "string", "\"a\"", "constant_text(\"a\")"),
    ("const", "integer", "7", "constant(7)"),
    ("const", "boolean", "true", "constant_bool(true)"),
    ("enum", "string", "[\"a\"]", "constant_text(\"a\")"),
    ("minLength", "string", "2", "min_length(2)"),
    ("maxLength", "string", "3", "max_length(3)"),
    ("pattern", "string", "\"^a\"", "patterns(&[\"^a\"])"),
    ("minimum", "integer", "4", "minimum("),
    ("maximum", "integer", "5", "maximum("),
    ("exclusiveMinimum", "number", "6", "minimum("),
    ("exclusiveMaximum", "number", "7", "maximum("),
    ("multipleOf", "integer", "8", "multiple_of(8)"),
    ("minItems", "array", "1", "min_items(1)"),
    ("maxItems", "array", "9", "max_items(9)"),
    ("uniqueItems", "array", "true", "unique_items()"),
    ("minProperties", "object", "1", "min_items(1)"),
    ("maxProperties", "object", "9", "max_items(9)"),
];

/// The places in which a schema can stand.
fn places(schema: &Value, kind: &str) -> Vec<(&'static str, Value)> {
    let property = |schema: Value| json!({"type": "object", "properties": {"p": schema}});
    let mut untyped = schema.clone();
    let mut formatted = schema.clone();
    let mut structured = schema.clone();
    if let Some(untyped) = untyped.as_object_mut() {
        untyped.remove("type");
    }
    formatted["format"] = json!("byte");
    structured["properties"] = json!({"a": {"type": "string"}});
    let mut foreign = schema.clone();
    foreign["x-rust-type"] = json!("String");
    let other = if kind == "string" { "boolean" } else { "string" };
    let mut several = schema.clone();
    several["type"] = json!([kind, other]);
    let mut beside = untyped.clone();
    beside["oneOf"] = json!([{"type": kind}, {"type": other}]);
    // Nothing of the kind is left for which the limit could be wrong, or all of it is any JSON.
    let mut listed = untyped.clone();
    listed["anyOf"] = json!([{"enum": ["a", 1, true]}, {}]);
    let mut places = vec![
        ("property", property(schema.clone())),
        ("part of allOf", property(json!({"allOf": [{"type": kind}, untyped.clone()]}))),
        ("item", json!({"type": "array", "items": schema})),
        ("item of items", json!({"type": "array", "items": {"type": "array", "items": schema}})),
        ("value of a map", json!({"type": "object", "additionalProperties": schema})),
        ("alternative", property(json!({"oneOf": [schema, {"type": other}]}))),
        ("alternative to null", property(json!({"anyOf": [schema, {"type": "null"}]}))),
        ("one of several types", property(several)),
        ("beside alternatives", property(beside)),
        ("beside listed values", property(listed)),
        (
            "item of a tuple",
            property(json!({"type": "array", "prefixItems": [schema, {"type": other}]})),
        ),
        (
            "item of a whole tuple",
            property(
                json!({"type": "array", "minItems": 2, "prefixItems": [schema, {"type": other}]}),
            ),
        ),
        (
            "item behind a tuple",
            property(
                json!({"type": "array", "minItems": 1, "prefixItems": [{"type": other}], "items": schema}),
            ),
        ),
        (
            "item behind what may be missing",
            property(json!({"type": "array", "prefixItems": [{"type": other}], "items": schema})),
        ),
        ("type of the user", property(foreign)),
        (
            "value of a further property",
            json!({"type": "object", "properties": {"a": {"type": other}}, "additionalProperties": schema}),
        ),
        (
            "value of some properties",
            json!({"type": "object", "patternProperties": {"^a": schema, "^b": {"type": kind}}}),
        ),
        ("alternative beside anything", property(json!({"anyOf": [schema, {}]}))),
        (
            "alternative within one",
            property(json!({"anyOf": [{"oneOf": [schema, {"type": other}]}, {"type": "boolean"}]})),
        ),
        (
            "alternative to itself in lists",
            json!({"anyOf": [schema, {"type": "array", "items": {"$ref": "#/components/schemas/Whole"}}]}),
        ),
    ];
    // That a tuple is long enough is what its type says.
    if kind == "array" && schema.get("minItems").is_none() {
        let mut tuple = schema.clone();
        tuple["prefixItems"] = json!([{"type": "integer"}, {"type": "string"}]);
        tuple["minItems"] = json!(2);
        places.push(("tuple", property(tuple)));
    }
    if !untyped.as_object().is_some_and(serde_json::Map::is_empty) {
        places.push(("without a type", property(untyped)));
    }
    match kind {
        "string" => places.push(("bytes", property(formatted))),
        "object" => places.push(("with properties", property(structured))),
        _ => {}
    }
    places
}

/// Places where nothing can hold a value against limits, or where no one limit is right for all values.
const NAMED: [&str; 9] = [
    "beside listed values",
    "item of a tuple",
    "item behind what may be missing",
    "type of the user",
    "value of some properties",
    "alternative beside anything",
    "alternative to itself in lists",
    "without a type",
    "bytes",
];

/// Those of them where a constant is checked all the same.
const KNOWN: [&str; 5] = [
    "beside listed values",
    "alternative beside anything",
    "alternative to itself in lists",
    "without a type",
    "bytes",
];

#[test]
fn each_limit_is_checked_or_named_wherever_it_stands() {
    let mut lost = Vec::new();
    let mut other = Vec::new();
    for (keyword, kind, value, rule) in LIMITS {
        let value: Value = serde_json::from_str(value).expect("JSON");
        let schema = json!({"type": kind, keyword: value});
        let is_constant = matches!(keyword, "const" | "enum");
        // Where other texts are listed beside it, it is the only variant that is left of an enum.
        let lists_it = |text: &str| text.contains("/// The value `a`.");
        for (place, whole) in places(&schema, kind) {
            let generated = generate(&description(&whole));
            let report = generated.problems.to_string();
            let base = keyword.replace("exclusiveM", "m");
            let is_named = report.contains("unchecked-keyword")
                && (report.contains(&format!("`{base}`")) || report.contains("its limits"));
            let is_checked = generated
                .sources
                .iter()
                .filter(|file| !file.path.starts_with("runtime"))
                .any(|file| file.text.contains(rule) || is_constant && lists_it(&file.text));
            if !is_checked && !is_named {
                lost.push(format!("{keyword}, {place}: {report}"));
            }
            // A constant is that of its alternative, and an alternative is known by it.
            let is_known = is_constant && KNOWN.contains(&place);
            // No two items of a tuple are of the same type.
            let is_unique_tuple = keyword == "uniqueItems" && place == "tuple";
            let is_expected = NAMED.contains(&place) && !is_known || is_unique_tuple;
            if is_checked == is_named || is_named != is_expected {
                other.push(format!("{keyword}, {place}: checked {is_checked}, named {is_named}"));
            }
        }
    }
    assert!(lost.is_empty(), "{} are lost:\n{}", lost.len(), lost.join("\n"));
    assert!(other.is_empty(), "{} are not where they were:\n{}", other.len(), other.join("\n"));
}

/// A number as a property of a body.
fn number(schema: &Value) -> Generated {
    generate(&description(&json!({"type": "object", "properties": {"n": schema}})))
}

#[test]
fn limits_at_the_ends_of_what_numbers_hold_are_checked_and_not_named() {
    let most = json!({"type": "integer", "minimum": 0, "maximum": u64::MAX});
    let union = json!({"minimum": 0, "maximum": u64::MAX, "oneOf": [most, {"type": "boolean"}]});
    let fine = json!({"type": "number", "minimum": 1e300, "maximum": 1e308, "multipleOf": 1e-300});
    for (schema, rule) in [(union, "Rules::new().minimum(0)"), (fine, ".minimum_float(")] {
        let generated = number(&schema);
        assert!(generated.problems.problems.is_empty(), "{}", generated.problems);
        assert!(generated.sources.iter().any(|file| file.text.contains(rule)), "{schema}");
    }
}
