use super::{operation_of, with};
use crate::diagnostic::Code;
use crate::document::{Content, Location, StatusRange, Types};

/// The codes of the warnings for the keys `rest` of an operation at `path`, which must have no error.
fn warned(version: &str, path: &str, rest: &str) -> Vec<Code> {
    let mut codes = Vec::new();
    with(&operation_of(version, path, rest), |outcome, _| {
        assert!(
            !outcome.diagnostics.has_errors() && outcome.operation().broken.is_none(),
            "{rest}"
        );
        codes = outcome.codes();
    });
    codes
}

#[test]
fn parameters_of_paths_are_those_of_the_template() {
    let rest = "      parameters: [{name: b, in: path, required: true, schema: {}}, {name: a, in: path, schema: {}}]\n";
    with(&operation_of("3.0.0", "/{a}/{c}", rest), |outcome, sources| {
        let found: Vec<(&str, bool)> =
            outcome.operation().parameters.iter().map(|it| (it.name, it.required)).collect();
        assert_eq!(found, [("a", true), ("c", true)]);
        assert_eq!(
            outcome.problems(sources),
            [
                "warning undeclared-path-parameter 4:3",
                "warning unused-path-parameter 7:20",
                "warning optional-path-parameter 7:69"
            ]
        );
        let supplied = outcome.operation().parameters.last().expect("a parameter");
        assert_eq!(supplied.node, outcome.operation().path_node);
    });
}

#[test]
fn nothing_is_said_of_null() {
    let rest = "      description: null\n      tags: null\n      operationId:\n      deprecated: null\n      parameters: null\n      requestBody: null\n      security: null\n      servers: null\n      callbacks: null\n      externalDocs: null\n";
    assert_eq!(warned("3.0.0", "/a", rest), []);
    let rest = "      parameters: [{name: q, in: query, required: null, description: null, style: null, explode: null, schema: {}, content: null}]\n";
    assert_eq!(warned("3.0.0", "/a", rest), []);
}

#[test]
fn parameters_are_repaired() {
    let parameter = |text: &str| format!("      parameters: [{text}]\n");
    let one = |text: &str| warned("3.0.0", "/a", &parameter(text));
    assert_eq!(one("{name: q, in: Query, schema: {}}"), [Code::UnknownValue]);
    assert_eq!(one("{name: 1, in: query, schema: {}}"), [Code::WrongType]);
    assert_eq!(one("{name: q, in: query}"), [Code::MissingField]);
    assert_eq!(
        one("{name: q, in: query, schema: {}, content: {text/plain: {}}}"),
        [Code::UnknownKeyword]
    );
    assert_eq!(
        one("{name: q, in: query, content: {text/plain: {}, text/css: {}}}"),
        [Code::UnknownKeyword]
    );
    assert_eq!(one("{name: q, in: query, required: 'true', schema: {}}"), [Code::WrongType]);
    assert_eq!(one("{name: q, in: query, style: simple, schema: {}}"), [Code::UnknownValue]);
    assert_eq!(one("{name: q, in: query, type: string}"), [Code::OtherVersion]);
    assert_eq!(one("{name: Authorization, in: header, schema: {}}"), [Code::IgnoredHeader]);
    assert_eq!(one("{name: q, in: query, schema: {}}, {name: q, in: query, schema: {}}"), []);
    assert_eq!(
        one("{name: q, in: query, schema: {}}, {name: q, in: query, required: true, schema: {}}"),
        [Code::DuplicateParameter]
    );
    with(
        &operation_of(
            "3.0.0",
            "/a",
            &parameter("{name: b, in: body, required: true, schema: {type: string}}"),
        ),
        |outcome, _| {
            let body = outcome.operation().body.as_ref().expect("a body");
            assert!(
                body.required
                    && body
                        .content
                        .first()
                        .is_some_and(|media| media.media_type == "application/json")
            );
            assert_eq!(outcome.codes(), [Code::OtherVersion]);
        },
    );
}

#[test]
fn a_parameter_of_3_x_that_is_a_schema_is_read_as_one() {
    let rest = "      parameters: [{name: q, in: query, description: d, required: true, style: form, type: integer, minimum: 1}]\n";
    with(&operation_of("3.0.0", "/a", rest), |outcome, _| {
        let schema = outcome.operation().parameters.first().and_then(|it| it.schema);
        let schema = outcome.read(schema);
        assert_eq!(schema.types, Some(Types::INTEGER));
        assert!(schema.minimum.is_some() && schema.required.is_empty());
        assert_eq!(outcome.codes(), [Code::OtherVersion]);
    });
}

#[test]
fn parameters_without_meaning_are_errors() {
    for text in [
        "{in: query, schema: {}}",
        "{name: q, schema: {}}",
        "{name: q, in: nowhere, schema: {}}",
        "text",
        "{name: q, in: query, style: own, schema: {}}",
        "{$ref: '#/none'}",
        "{name: q, in: query, required: maybe, schema: {}}",
    ] {
        with(
            &operation_of("3.0.0", "/a", &format!("      parameters: [{text}]\n")),
            |outcome, _| {
                assert!(outcome.operation().broken.is_some(), "{text}");
                assert_eq!(outcome.diagnostics.error_count(), 1, "{text}");
            },
        );
    }
}

#[test]
fn paths_are_repaired() {
    let text = "openapi: 3.0.0
info: {title: T, version: '1'}
paths:
  a: {GET: {responses: {'200': {description: d}}}}
  x-own: text
  /b: null
";
    with(text, |outcome, sources| {
        let operation = outcome.operation();
        assert_eq!((operation.path, &*operation.method), ("/a", "GET"));
        assert_eq!(
            outcome.problems(sources),
            ["warning invalid-path 4:3", "warning unknown-keyword 4:7"]
        );
    });
}

#[test]
fn statuses_are_repaired() {
    let text = "openapi: 3.0.0
info: {title: T, version: '1'}
paths:
  /a:
    get:
      responses: {2xx: {description: d}, 404: {description: d}, Default: {}, x-own: {}, ok: {description: d}, 20: {}}
";
    with(text, |outcome, sources| {
        let statuses: Vec<StatusRange> =
            outcome.operation().responses.iter().map(|it| it.status).collect();
        assert_eq!(statuses, [StatusRange::Class(2), StatusRange::Code(404), StatusRange::Default]);
        assert_eq!(
            outcome.problems(sources),
            [
                "warning invalid-status 6:19",
                "warning missing-field 6:65",
                "error invalid-status 6:89",
                "error invalid-status 6:111"
            ]
        );
    });
}

#[test]
fn an_operation_without_answers_is_warned_of() {
    let text = "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {}, put: {responses: {}}}}\n";
    with(text, |outcome, sources| {
        assert_eq!(
            outcome.problems(sources),
            ["warning missing-field 3:14", "warning missing-field 3:29"]
        );
        assert!(outcome.document.operations.iter().all(|operation| operation.broken.is_none()));
    });
}

#[test]
fn answers_of_2_0_in_3_x_are_taken_as_they_are_meant() {
    let text = operation_of("3.0.0", "/a", "")
        .replace("description: d", "description: d, schema: {type: string}");
    with(&text, |outcome, _| {
        let media = outcome
            .operation()
            .responses
            .first()
            .and_then(|it| it.content.first())
            .expect("a media type");
        assert_eq!(media.media_type, "application/json");
        assert!(matches!(media.schema, Some(Content::Schema(_))));
        assert_eq!(outcome.codes(), [Code::OtherVersion]);
    });
}

#[test]
fn tags_of_operations_are_texts() {
    let rest = "      tags: [1, {name: a}, b, b, null]\n";
    with(&operation_of("3.0.0", "/a", rest), |outcome, _| {
        assert_eq!(outcome.operation().tags, ["1", "a", "b"]);
        assert_eq!(outcome.codes(), [Code::WrongType, Code::WrongType]);
    });
}

#[test]
fn header_names_are_one_in_any_case() {
    let rest = "      parameters: [{name: X-A, in: header, schema: {}}, {name: x-a, in: header, schema: {type: string}}]\n";
    with(&operation_of("3.0.0", "/a", rest), |outcome, _| {
        assert_eq!(outcome.operation().parameters.len(), 1);
        assert_eq!(
            outcome.operation().parameters.first().map(|it| it.location),
            Some(Location::Header)
        );
        assert_eq!(outcome.codes(), [Code::DuplicateParameter]);
    });
}
