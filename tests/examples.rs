//! What examples and made values contract tests have where schemas lead to many others, or to themselves.

use clientwright::{Error, Generated, Generator};
use serde_json::{Value, json};

/// The contract tests of one operation, whose body and answer are of the component `Whole`.
fn tests_of(schemas: &Value, example: Option<&Value>) -> String {
    let generated = generate(schemas, example).unwrap_or_else(|error| panic!("{error}"));
    let file = generated.tests.iter().find(|file| file.path.ends_with("contract/api.rs"));
    file.expect("tests of the operations").text.clone()
}

/// What is said about a description that is broken.
fn report_of(schemas: &Value, example: Option<&Value>) -> String {
    match generate(schemas, example) {
        Ok(_) => panic!("nothing is wrong"),
        Err(Error::Description(report)) => report.to_string(),
        Err(error) => panic!("{error}"),
    }
}

fn generate(schemas: &Value, example: Option<&Value>) -> Result<Generated, Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.json");
    let mut content = json!({"schema": {"$ref": "#/components/schemas/Whole"}});
    if let Some(example) = example {
        content["example"] = example.clone();
    }
    let description = json!({
        "openapi": "3.0.3",
        "info": {"title": "Examples", "version": "1"},
        "paths": {"/whole": {"post": {
            "operationId": "exchange",
            "requestBody": {"required": true, "content": {"application/json": content}},
            "responses": {"204": {"description": "Done."}},
        }}},
        "components": {"schemas": schemas},
    });
    std::fs::write(&path, description.to_string()).expect("the description can be written");
    Generator::new(&path).contract_tests(true).generate()
}

fn reference(name: impl std::fmt::Display) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Schemas each of which leads to the next in two ways, and the last of them.
fn levels(count: usize, last: Value) -> Value {
    let mut schemas = serde_json::Map::new();
    for level in 0..count {
        let next = reference(format!("L{}", level + 1));
        let property = format!("p{level}");
        let own = json!({
            "properties": {property.clone(): {"type": "string"}},
            "anyOf": [{"required": [property]}, {"title": "or not"}],
        });
        schemas.insert(format!("L{level}"), json!({"allOf": [next, next, own]}));
    }
    schemas.insert(format!("L{count}"), last);
    schemas.insert("Whole".into(), json!({"allOf": [reference("L0")]}));
    Value::Object(schemas)
}

#[test]
fn two_ways_to_each_level_are_one_way_to_look() {
    // Looked at on every way, the last level would be looked at some 10^7 times.
    let last = json!({"type": "object", "properties": {"z": {"type": "string"}}});
    let tests = tests_of(&levels(24, last), Some(&json!({"p0": "a", "z": "b"})));
    assert!(tests.contains(r#"{"p0":"a","z":"b"}"#), "{tests}");
}

#[test]
fn two_ways_to_each_level_end_where_something_is_wrong() {
    let broken = report_of(&levels(24, json!({"$ref": "#/nowhere"})), None);
    assert_eq!(broken.matches("error[unresolved-reference]").count(), 1, "{broken}");
    let deep = report_of(&levels(90, json!({"type": "object"})), None);
    assert!(deep.contains("error[too-deep]"), "{deep}");
}

#[test]
fn an_alternative_that_is_the_schema_itself_says_nothing() {
    let schemas = json!({
        "Whole": {"oneOf": [reference("Other"), {"type": "integer"}]},
        "Other": {"oneOf": [reference("Whole"), {"type": "string"}]},
    });
    let tests = tests_of(&schemas, Some(&json!("example")));
    assert!(tests.contains(r#""\"example\"""#) || tests.contains(r##"r#""example""#"##), "{tests}");
}

#[test]
fn an_example_that_cannot_be_looked_through_is_not_used_and_said() {
    let schemas = json!({"Whole": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "inner": reference("Whole")},
    }});
    let nested =
        |depth| (0..depth).fold(json!({"name": "end"}), |value, _| json!({"inner": value}));
    let tests = tests_of(&schemas, Some(&nested(20)));
    assert!(tests.contains(r#""name": "end""#), "{tests}");
    let tests = tests_of(&schemas, Some(&nested(60)));
    assert!(tests.contains("could not be held against all of its schema"), "{tests}");
    assert!(!tests.contains(r#""name": "end""#), "{tests}");
}

#[test]
fn nullable_alone_is_null_among_alternatives() {
    let schemas = json!({"Whole": {
        "oneOf": [{"nullable": true}, {"type": "object", "required": ["x"], "properties": {"x": {"type": "string"}}}],
    }});
    let tests = tests_of(&schemas, None);
    assert!(tests.contains(r#"{"x":"text"}"#), "{tests}");
}

#[test]
fn a_whole_number_has_no_period_however_it_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.json");
    let get = |id: &str, example: Value| {
        json!({"get": {
            "operationId": id,
            "parameters": [{
                "name": "numbers", "in": "path", "required": true, "style": "label", "explode": true,
                "schema": {"type": "array", "items": {"type": "number"}, "minItems": 2},
                "example": example,
            }],
            "responses": {"204": {"description": "Done."}},
        }})
    };
    let description = json!({
        "openapi": "3.0.3",
        "info": {"title": "Examples", "version": "1"},
        "paths": {
            "/whole/{numbers}": get("whole", json!([1.0, 2.0])),
            "/half/{numbers}": get("half", json!([1.5, 2.0])),
        },
    });
    std::fs::write(&path, description.to_string()).expect("the description can be written");
    let generated = Generator::new(&path).contract_tests(true).generate().expect("a crate");
    let file = generated.tests.iter().find(|file| file.path.ends_with("contract/api.rs"));
    let tests = &file.expect("tests of the operations").text;
    assert!(tests.contains("[1.0,2.0]"), "{tests}");
    assert!(!tests.contains("[1.5,2.0]"), "{tests}");
}
