//! Descriptions in, exchanges out.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::contract::{Options, plan};
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Operation, ReplyContent};
use crate::source::Sources;
use crate::{dialect, lower};

/// The operations of a description that has these paths and schemas, with what is planned for them.
fn operations(paths: &str, schemas: &str) -> Vec<Operation> {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {paths}\ncomponents: {{schemas: {schemas}}}\n"
    );
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::parse("api.yaml", &text, &mut diagnostics);
    let (document, reader) = dialect::read(&sources, &mut diagnostics).expect("a description");
    let formats = BTreeMap::new();
    let options = lower::Options { formats: &formats };
    let mut api: Api = lower::lower(&document, reader, &options, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.last_error());
    plan(&document, reader, &Options { formats: &formats }, &mut api);
    api.modules.into_iter().flat_map(|module| module.operations).collect()
}

/// The one operation, which is answered with a schema.
fn answered(schema: &str, schemas: &str) -> Operation {
    let content = format!("{{application/json: {{schema: {schema}}}}}");
    let paths = format!(
        "{{/a: {{get: {{operationId: a, responses: {{'200': {{description: d, content: {content}}}}}}}}}}}"
    );
    operations(&paths, schemas).remove(0)
}

/// The value that is made for a schema.
fn value(schema: &str, schemas: &str) -> Value {
    let operation = answered(schema, schemas);
    match operation.exchanges.first().and_then(|one| one.reply.content.clone()) {
        Some((_, ReplyContent::Json(value, _))) => value,
        other => panic!("no JSON: {other:?}, {:?}", operation.untested),
    }
}

#[test]
fn a_value_satisfies_every_keyword() {
    let cases = [
        ("{type: integer, minimum: 7, multipleOf: 5}", json!(10)),
        ("{type: integer, exclusiveMinimum: -3, maximum: -1}", json!(-2)),
        ("{type: string, minLength: 6}", json!("textte")),
        ("{type: string, pattern: '^[A-Z]{2}\\d{3}$'}", json!("AA000")),
        ("{type: string, format: date}", json!("2026-11-25")),
        ("{type: [string, 'null'], enum: [null, b]}", json!("b")),
        ("{const: {a: 1}}", json!({"a": 1})),
        ("{type: array, items: {type: integer}, uniqueItems: true, minItems: 3}", json!([1, 2, 3])),
        (
            "{type: object, additionalProperties: {type: boolean}, minProperties: 2}",
            json!({"key": true, "key2": true}),
        ),
        (
            "{allOf: [{properties: {a: {type: integer}}}, {required: [a, b], properties: {b: {type: string, writeOnly: true}}}]}",
            json!({"a": 1}),
        ),
        (
            "{required: [a, b, c, d], properties: {a: {type: integer}, b: {allOf: [{type: string}, {allOf: [{writeOnly: true}]}]}, \
             c: {anyOf: [{type: string, writeOnly: true}, {type: 'null'}]}, d: {oneOf: [{type: string, writeOnly: true}, {type: integer}]}}}",
            json!({"a": 1, "d": "text"}),
        ),
        (
            "{allOf: [{required: [a, b]}, {properties: {a: {type: integer}, b: {type: string, writeOnly: true}}}]}",
            json!({"a": 1}),
        ),
        (
            "{required: [b], allOf: [{properties: {a: {type: integer}, b: {type: string, writeOnly: true}}}]}",
            json!({"a": 1}),
        ),
        ("{oneOf: [{type: string, maxLength: 1}, {type: string, minLength: 3}]}", json!("a")),
        ("{type: integer, not: {const: 1}}", Value::Null),
    ];
    for (schema, expected) in cases {
        if expected.is_null() {
            assert!(answered(schema, "{}").untested.is_some(), "{schema}");
        } else {
            assert_eq!(value(schema, "{}"), expected, "{schema}");
        }
    }
}

#[test]
fn a_tag_chooses_where_members_overlap() {
    let schemas = "{A: {type: object, required: [kind], properties: {kind: {type: string}}}, \
                   B: {type: object, required: [kind], properties: {kind: {type: string}}}}";
    let union = "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], \
                 discriminator: {propertyName: kind, mapping: {first: '#/components/schemas/A'}}}";
    assert_eq!(value(union, schemas), json!({"kind": "first"}));
}

#[test]
fn schemas_that_lead_back_to_themselves_come_to_an_end() {
    let node =
        "{type: object, required: [next], properties: {next: {$ref: '#/components/schemas/Node'}}}";
    let operation = answered("{$ref: '#/components/schemas/Node'}", &format!("{{Node: {node}}}"));
    assert!(operation.untested.is_some(), "a value without end has none");
    // Each of the members asks for all of them, for the same value.
    let members = "[{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {type: integer, minimum: 2}]";
    let schemas = format!(
        "{{A: {{type: object, properties: {{x: {{anyOf: {members}}}}}}}, B: {{type: object, properties: {{x: {{oneOf: {members}}}}}}}}}"
    );
    let operation = answered(&format!("{{anyOf: {members}}}"), &schemas);
    assert_eq!(operation.untested, None);
    let alike = "{anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {type: integer}]}";
    assert_eq!(value(alike, &format!("{{A: {alike}, B: {alike}}}")), json!(1));
}

#[test]
fn what_a_schema_has_of_itself_is_shown_once() {
    let filter = "{$ref: '#/components/schemas/Filter'}";
    let schemas = format!(
        "{{Filter: {{type: object, required: [name], properties: {{name: {{type: string}}, limit: {{type: integer}}, not: {filter}, either: {{oneOf: [{filter}, {{type: boolean}}]}}, all: {{type: array, items: {filter}}}, other: {{$ref: '#/components/schemas/Other'}}}}}}, Other: {{type: object, properties: {{filter: {filter}, note: {{type: string}}}}}}}}"
    );
    let inner = json!({"name": "text"});
    let expected = json!({
        "name": "text", "limit": 1, "not": inner, "either": inner, "all": [inner, inner],
        "other": {"filter": inner, "note": "text"},
    });
    assert_eq!(value(filter, &schemas), expected);
    // Nothing demands that the lists and maps end, or what is in them.
    for (node, most) in [
        ("{type: array, items: {$ref: '#/components/schemas/Node'}}", 10),
        ("{type: object, additionalProperties: {$ref: '#/components/schemas/Node'}}", 10),
        ("{type: object, patternProperties: {'^a$': {$ref: '#/components/schemas/Node'}}}", 10),
        (
            "{type: object, required: [nodes], properties: {nodes: {type: array, items: {$ref: '#/components/schemas/Node'}}}}",
            16,
        ),
    ] {
        let made = value("{$ref: '#/components/schemas/Node'}", &format!("{{Node: {node}}}"));
        let depth = made.to_string().matches(['[', '{']).count();
        assert!((2..=most).contains(&depth), "{node}: {made}");
    }
}

#[test]
fn no_test_is_called_as_what_the_harness_has() {
    let get = |id: &str| {
        format!("{{get: {{operationId: {id}, responses: {{'204': {{description: d}}}}}}}}")
    };
    let paths = format!("{{/a: {}, /b: {}, /c: {}}}", get("value"), get("keeps"), get("type"));
    let operations = operations(&paths, "{}");
    let names: Vec<&str> =
        operations.iter().flat_map(|one| &one.exchanges).map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["value_2", "keeps_2", "type_"]);
}

/// XML of an example is not read, and the test that is made instead says so.
#[test]
fn an_example_that_is_written_as_xml_is_told_of() {
    let schema = "{type: object, properties: {n: {type: integer}}, xml: {name: a}}";
    let content = format!(
        "{{application/xml: {{schema: {schema}, examples: {{one: {{value: '<a><n>1</n></a>'}}}}}}}}"
    );
    let paths = format!(
        "{{/a: {{put: {{operationId: a, requestBody: {{required: true, content: {content}}}, responses: {{'200': {{description: d, content: {content}}}}}}}}}}}"
    );
    let operation = operations(&paths, "{}").remove(0);
    let remarks: Vec<&String> =
        operation.exchanges.iter().flat_map(|exchange| &exchange.remarks).collect();
    assert_eq!(
        remarks,
        [
            "The example `one` of the body is written as XML, which is not read here.",
            "The example `one` of the answer 200 is written as XML, which is not read here.",
        ]
    );
    let reply = operation.exchanges.first().and_then(|one| one.reply.content.as_ref());
    assert!(matches!(reply, Some((_, ReplyContent::Xml(..)))), "{reply:?}");
}

/// The remarks of an operation that is answered with a value of a schema.
fn remarks(schema: &str, example: &str) -> Vec<String> {
    let content = format!("{{application/json: {{schema: {schema}, example: {example}}}}}");
    let paths = format!(
        "{{/a: {{get: {{operationId: a, responses: {{'200': {{description: d, content: {content}}}}}}}}}}}"
    );
    let operation = operations(&paths, "{}").remove(0);
    operation.exchanges.into_iter().flat_map(|exchange| exchange.remarks).collect()
}

#[test]
fn a_number_that_no_type_holds_is_told_of() {
    let told = |example: &str, what: &str| {
        let schema = "{type: object, properties: {n: {type: integer}, u: {type: integer, format: uint64}, f: {type: number}}}";
        let expected: Vec<String> = match what {
            "" => Vec::new(),
            what => vec![format!("The example of the answer 200 does not fit its schema: {what}.")],
        };
        assert_eq!(remarks(schema, example), expected, "{example}");
    };
    let too_large = "is an integer that its type of 64 bits cannot hold";
    told("{n: 9223372036854775807, u: 18446744073709551615}", "");
    told("{n: 18446744073709551615}", &format!("`/n` {too_large}"));
    told("{n: -99999999999999999999}", &format!("`/n` {too_large}"));
    told("{u: 99999999999999999999}", &format!("`/u` {too_large}"));
    told("{f: 99999999999999999999}", "");
    told("{f: 1e400}", "`/f` is a number that 64 bits cannot hold");
    // The same as the example of a schema, which is then made up.
    assert_eq!(value("{type: integer, example: 99999999999999999999}", "{}"), json!(1));
}

#[test]
fn what_siblings_evaluate_is_not_unevaluated() {
    let schemas = "{B: {type: object, required: [a], properties: {a: {type: string}}}}";
    let base = "{$ref: '#/components/schemas/B'}";
    for (schema, expected) in [
        ("unevaluatedProperties: false", json!({"a": "text"})),
        ("unevaluatedProperties: {type: integer}", json!({"a": "text"})),
        // Only what is beside it: this is closed to what stands around it.
        ("allOf: [{properties: {c: {type: string}}, unevaluatedProperties: false}]", Value::Null),
    ] {
        let schema = format!("{{allOf: [{base}], {schema}}}").replace("}], allOf: [", "}, ");
        match expected {
            Value::Null => assert!(answered(&schema, schemas).untested.is_some(), "{schema}"),
            expected => assert_eq!(value(&schema, schemas), expected, "{schema}"),
        }
    }
    // Alternatives and branches evaluate what fits them, and nothing else does.
    let schema = "{type: object, properties: {a: {type: string}}, anyOf: [{required: [b], properties: {b: {type: integer}}}, {required: [c], properties: {c: {type: integer}}}], \
                   if: {required: [d]}, then: {properties: {d: {type: boolean}}}, unevaluatedProperties: false}";
    let none: [String; 0] = [];
    assert_eq!(remarks(schema, "{a: x, b: 1, d: true}"), none);
    assert_eq!(remarks(schema, "{b: 1, c: 1}"), none);
    for example in ["{a: x, b: 1, c: x}", "{a: x, b: 1, e: 1}"] {
        assert_eq!(remarks(schema, example).len(), 1, "{example}");
    }
}

#[test]
fn headers_that_say_where_a_body_ends_say_what_is_so() {
    let arguments = |of: &str, content: &str| {
        let schema = format!(
            "{{name: {of}, in: header, required: true, schema: {{type: {}}}}}",
            if of == "Content-Length" { "integer" } else { "string" }
        );
        let paths = format!(
            "{{/a: {{put: {{operationId: a, parameters: [{schema}], {content} responses: {{'204': {{description: d}}}}}}}}}}"
        );
        let operation = operations(&paths, "{}").remove(0);
        let arguments = operation.exchanges.into_iter().map(|exchange| exchange.arguments);
        (arguments.collect::<Vec<_>>(), operation.untested)
    };
    let body = |media: &str| format!("requestBody: {{required: true, content: {{{media}}}}},");
    let bytes = body("application/octet-stream: {}, text/plain: {examples: {e: {value: \u{fc}}}}");
    let said = |value: Value| vec![(0, value)];
    assert_eq!(arguments("Content-Length", &bytes).0, [said(7.into()), said(2.into())]);
    assert_eq!(arguments("Content-Length", "").0, [said(0.into())]);
    assert_eq!(arguments("Transfer-Encoding", &bytes).0[0], said("chunked".into()));
    // JSON is written by the runtime, in its own way.
    let json = arguments("Content-Length", &body("application/json: {schema: {type: integer}}"));
    assert!(json.0.is_empty() && json.1.is_some_and(|why| why.contains("`Content-Length`")));
}
