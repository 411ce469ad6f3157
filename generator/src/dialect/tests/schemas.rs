use serde_json::json;

use super::{schema_of, with};
use crate::diagnostic::Code;
use crate::document::{Additional, Bound, Number, Types};

fn bound(value: &serde_json::Value, exclusive: bool) -> Option<Bound> {
    Number::of(value).map(|value| Bound { value, exclusive })
}

#[test]
fn null_is_said_in_four_ways() {
    for (version, schema) in
        [("3.0.3", "{type: string, nullable: true}"), ("3.1.0", "{type: [string, 'null']}")]
    {
        with(&schema_of(version, schema), |outcome, _| {
            assert_eq!(outcome.schema("A").types, Some(Types::STRING.or(Types::NULL)));
            assert!(outcome.diagnostics.is_empty());
        });
    }
    with(
        "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}\ndefinitions: {A: {type: string, x-nullable: true}}\n",
        |outcome, _| {
            assert_eq!(outcome.schema("A").types, Some(Types::STRING.or(Types::NULL)));
            assert!(outcome.diagnostics.is_empty());
        },
    );
    with(
        &schema_of("3.0.3", "{nullable: true, allOf: [{$ref: '#/components/schemas/A'}]}"),
        |outcome, _| {
            let schema = outcome.schema("A");
            assert!(schema.nullable && schema.types.is_none() && schema.all_of.len() == 1);
        },
    );
}

#[test]
fn keys_of_other_versions_are_taken_as_they_are_meant() {
    with(
        &schema_of("3.0.3", "{type: [integer, 'null'], const: 1, exclusiveMinimum: 5}"),
        |outcome, sources| {
            let schema = outcome.schema("A");
            assert_eq!(schema.types, Some(Types::INTEGER.or(Types::NULL)));
            assert_eq!(schema.constant.map(|node| node.value), Some(&json!(1)));
            assert_eq!(schema.minimum, bound(&json!(5), true));
            assert_eq!(
                outcome.problems(sources),
                [
                    "warning other-version 6:15",
                    "warning other-version 6:34",
                    "warning other-version 6:44"
                ]
            );
            assert!(outcome.codes().iter().all(|code| *code == Code::OtherVersion));
        },
    );
    with(
        &schema_of("3.1.0", "{type: integer, nullable: true, minimum: 1, exclusiveMinimum: true}"),
        |outcome, _| {
            let schema = outcome.schema("A");
            assert_eq!(schema.types, Some(Types::INTEGER.or(Types::NULL)));
            assert_eq!(schema.minimum, bound(&json!(1), true));
            assert_eq!(outcome.codes(), [Code::OtherVersion, Code::OtherVersion]);
        },
    );
}

#[test]
fn of_two_bounds_the_narrower_one_holds() {
    with(
        &schema_of("3.1.0", "{minimum: 1, exclusiveMinimum: 3, maximum: 5, exclusiveMaximum: 9}"),
        |outcome, _| {
            let schema = outcome.schema("A");
            assert_eq!(schema.minimum, bound(&json!(3), true));
            assert_eq!(schema.maximum, bound(&json!(5), false));
            assert!(outcome.diagnostics.is_empty());
        },
    );
    // As numbers of 64 bits these are the same.
    let large = "{minimum: 9007199254740993, exclusiveMinimum: 9007199254740992}";
    with(&schema_of("3.1.0", large), |outcome, _| {
        let exact = bound(&json!(9_007_199_254_740_993_u64), false);
        assert_eq!(outcome.schema("A").minimum, exact);
    });
}

#[test]
fn keywords_of_2020_12_are_known() {
    let text = "{prefixItems: [{}, {}], items: false, patternProperties: {'^x': {}}, propertyNames: {}, \
                unevaluatedProperties: false, contentEncoding: base64, contentMediaType: image/png, if: {}, then: {}, \
                not: {}, dependentRequired: {}, $defs: {}, $comment: c, examples: [1], deprecated: true}";
    with(&schema_of("3.1.0", text), |outcome, _| {
        let schema = outcome.schema("A");
        assert_eq!(schema.prefix_items.len(), 2);
        assert_eq!(schema.items.map(|node| node.value), Some(&json!(false)));
        assert_eq!(schema.pattern_properties.len(), 1);
        assert!(schema.property_names.is_some() && schema.deprecated);
        assert_eq!(schema.additional, Additional::Closed);
        assert_eq!(schema.content_encoding, Some("base64"));
        let constraints: Vec<&str> = schema.constraints.iter().map(|(key, _)| *key).collect();
        assert_eq!(constraints, ["if", "then", "not", "dependentRequired"]);
        let items = outcome.read(schema.items);
        assert_eq!(items.boolean, Some(false));
        assert!(outcome.diagnostics.is_empty());
    });
}

#[test]
fn beside_a_reference_the_version_decides_what_holds() {
    let text = "{$ref: '#/components/schemas/A', description: d, nullable: true, minLength: 3}";
    with(&schema_of("3.0.3", text), |outcome, sources| {
        let schema = outcome.schema("A");
        assert!(schema.reference.is_some() && schema.nullable && schema.min_length.is_none());
        assert_eq!(schema.description, Some("d"));
        assert_eq!(outcome.problems(sources), ["warning unknown-keyword 6:73"]);
    });
    with(&schema_of("3.1.0", "{$ref: '#/components/schemas/A', minLength: 3}"), |outcome, _| {
        let schema = outcome.schema("A");
        assert!(schema.reference.is_some());
        assert_eq!(schema.min_length, Some(3));
        assert!(outcome.diagnostics.is_empty());
    });
}

#[test]
fn dynamic_references_lead_to_their_anchors() {
    with(
        &schema_of(
            "3.1.0",
            "{$dynamicAnchor: node, items: {$dynamicRef: '#node'}, not: {$recursiveRef: '#/components/schemas/A'}}",
        ),
        |outcome, _| {
            let schema = outcome.schema("A");
            assert_eq!(outcome.read(schema.items).reference, Some(schema.node));
            let not = schema.constraints.first().map(|(_, node)| *node);
            assert_eq!(outcome.read(not).reference, Some(schema.node));
            assert!(outcome.diagnostics.is_empty());
        },
    );
}

#[test]
fn a_dangling_reference_is_an_error_each_time_that_it_is_read() {
    with(&schema_of("3.1.0", "{$ref: '#/components/schemas/B'}"), |outcome, sources| {
        assert_eq!(outcome.diagnostics.error_count(), 0);
        assert!(outcome.schema("A").reference.is_none());
        assert!(outcome.schema("A").reference.is_none());
        assert_eq!(outcome.diagnostics.error_count(), 2);
        assert_eq!(outcome.problems(sources), ["error unresolved-reference 6:15"]);
    });
}

#[test]
fn references_that_are_clearly_meant_are_followed() {
    for reference in ["A", "#/definitions/A", "/components/schemas/A"] {
        with(&schema_of("3.0.0", &format!("{{$ref: '{reference}'}}")), |outcome, _| {
            let schema = outcome.schema("A");
            assert_eq!(schema.reference, Some(schema.node), "{reference}");
            assert_eq!(outcome.codes(), [Code::UnresolvedReference]);
            assert!(!outcome.diagnostics.has_errors());
        });
    }
}

#[test]
fn the_network_is_never_asked() {
    with(&schema_of("3.1.0", "{$ref: 'https://example.com/a.json#/x'}"), |outcome, sources| {
        outcome.schema("A");
        assert_eq!(outcome.problems(sources), ["error external-reference 6:15"]);
    });
}

#[test]
fn types_that_are_none_are_taken_as_they_are_meant() {
    for (name, types, format) in [
        ("String", Some(Types::STRING), None),
        ("int", Some(Types::INTEGER), None),
        ("long", Some(Types::INTEGER), Some("int64")),
        ("float", Some(Types::NUMBER), Some("float")),
        ("datetime", Some(Types::STRING), Some("date-time")),
        ("uuid", Some(Types::STRING), Some("uuid")),
        ("file", Some(Types::STRING), Some("binary")),
        ("any", None, None),
    ] {
        with(&schema_of("3.0.0", &format!("{{type: {name}}}")), |outcome, sources| {
            let schema = outcome.schema("A");
            assert_eq!((schema.types, schema.format), (types, format), "{name}");
            assert_eq!(outcome.problems(sources), ["warning unknown-type 6:15"]);
        });
    }
    with(&schema_of("3.0.0", "{type: Thing}"), |outcome, sources| {
        outcome.schema("A");
        assert_eq!(outcome.problems(sources), ["error unknown-type 6:15"]);
    });
}

#[test]
fn null_without_quotes_is_the_type_where_nothing_else_is_said() {
    with(&schema_of("3.1.0", "{anyOf: [{type: null}, {type: [string, null]}]}"), |outcome, _| {
        let any_of = outcome.schema("A").any_of;
        assert_eq!(outcome.read(any_of.first().copied()).types, Some(Types::NULL));
        assert_eq!(outcome.read(any_of.get(1).copied()).types, Some(Types::STRING.or(Types::NULL)));
        assert_eq!(outcome.codes(), [Code::WrongType, Code::WrongType]);
    });
}

#[test]
fn values_of_the_wrong_type_are_repaired_where_the_meaning_is_clear() {
    let text = "{title: 1, minLength: '3', maximum: '4.5', uniqueItems: 'true', required: true, maxLength: -1, \
                additionalProperties: 'false', allOf: {type: object}, enum: [], description: null, maxItems: null}";
    with(&schema_of("3.0.0", text), |outcome, _| {
        let schema = outcome.schema("A");
        assert_eq!(schema.title, Some("1"));
        assert_eq!((schema.min_length, schema.max_length, schema.max_items), (Some(3), None, None));
        assert_eq!(schema.maximum, bound(&json!(4.5), false));
        assert!(schema.unique_items && schema.required.is_empty() && schema.values.is_none());
        assert_eq!(schema.additional, Additional::Closed);
        assert_eq!(schema.all_of.len(), 1);
        assert_eq!(outcome.codes(), [Code::WrongType; 9]);
        assert!(!outcome.diagnostics.has_errors());
    });
}

#[test]
fn what_has_no_clear_meaning_is_an_error() {
    for schema in [
        "[]",
        "text",
        "{properties: [a]}",
        "{minLength: x}",
        "{maximum: []}",
        "{items: {}, $ref: 1.5}",
        "{enum: 1}",
        "{allOf: text}",
    ] {
        with(&schema_of("3.0.0", schema), |outcome, _| {
            outcome.schema("A");
            assert!(outcome.diagnostics.has_errors(), "{schema}");
        });
    }
}

#[test]
fn an_empty_list_is_an_empty_object() {
    with(&schema_of("3.0.0", "{properties: []}"), |outcome, _| {
        assert!(outcome.schema("A").properties.is_empty());
        assert_eq!(outcome.codes(), [Code::WrongType]);
        assert!(!outcome.diagnostics.has_errors());
    });
}

#[test]
fn unknown_keywords_are_named_with_what_may_be_meant() {
    with(&schema_of("3.0.0", "{propertes: {}, x-own: 1, colour: red}"), |outcome, sources| {
        outcome.schema("A");
        assert_eq!(
            outcome.problems(sources),
            ["warning unknown-keyword 6:9", "warning unknown-keyword 6:34"]
        );
        let helps: Vec<&str> =
            outcome.diagnostics.iter().map(|problem| problem.help.as_str()).collect();
        assert_eq!(
            helps,
            ["did you mean `properties`?", "remove it; keys of your own begin with `x-`"]
        );
    });
}

#[test]
fn discriminators_name_schemas_in_three_ways() {
    let text = "{discriminator: {propertyName: kind, mapping: {a: A, b: '#/components/schemas/A', c: none}}}";
    with(&schema_of("3.0.0", text), |outcome, sources| {
        let schema = outcome.schema("A");
        let discriminator = schema.discriminator.expect("a discriminator");
        assert_eq!(discriminator.property, "kind");
        let targets: Vec<bool> =
            discriminator.mapping.iter().map(|(_, target)| *target == Some(schema.node)).collect();
        assert_eq!(targets, [true, true, false]);
        assert_eq!(outcome.problems(sources), ["warning unresolved-reference 6:93"]);
    });
    with(
        "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}\ndefinitions: {A: {discriminator: kind}}\n",
        |outcome, _| {
            assert_eq!(outcome.schema("A").discriminator.map(|it| it.property), Some("kind"));
            assert!(outcome.diagnostics.is_empty());
        },
    );
}

#[test]
fn names_of_values_come_as_a_list_or_by_value() {
    let text =
        "{enum: [a, 1], x-enum-varnames: [First, null], x-enumDescriptions: {1: one, a: letter}}";
    with(&schema_of("3.1.0", text), |outcome, _| {
        let schema = outcome.schema("A");
        assert_eq!(schema.value_names, ["First", ""]);
        assert_eq!(schema.value_descriptions, ["letter", "one"]);
        assert!(outcome.diagnostics.is_empty());
    });
}
