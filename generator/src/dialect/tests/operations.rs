use super::{operation_of, with};
use crate::diagnostic::Code;
use crate::document::{Content, Location, StatusRange, Style};

#[test]
fn operations_inherit_from_their_path() {
    let text = "openapi: 3.1.0
info: {title: T, version: '1'}
security: [{key: []}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: k}}}
paths:
  /a/{id}:
    summary: shared
    servers: [{url: /shared}]
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: q, in: query, schema: {type: string}}
    put: {operationId: one, tags: [t], responses: {'200': {description: d}}}
    get:
      summary: own
      servers: [{url: /own}]
      security: []
      parameters: [{name: q, in: query, required: true, schema: {type: integer}}]
      responses: {default: {description: d}}
";
    with(text, |outcome, _| {
        assert!(outcome.diagnostics.is_empty());
        let [one, two] = outcome.document.operations.as_slice() else { panic!("two operations") };
        assert_eq!((&*one.method, &*two.method), ("PUT", "GET"));
        assert_eq!((one.summary, two.summary), (Some("shared"), Some("own")));
        assert_eq!((one.id, one.tags.as_slice()), (Some("one"), ["t"].as_slice()));
        assert_eq!(one.servers.first().map(|server| server.url.as_str()), Some("/shared"));
        assert_eq!(two.servers.first().map(|server| server.url.as_str()), Some("/own"));
        assert_eq!((one.security.len(), two.security.len()), (1, 0));
        let required = |operation: &crate::document::Operation<'_>| -> Vec<bool> {
            operation.parameters.iter().map(|it| it.required).collect()
        };
        assert_eq!((required(one), required(two)), (vec![true, false], vec![true, true]));
    });
}

#[test]
fn methods_of_3_2_are_known() {
    let text = "openapi: 3.2.0
info: {title: T, version: '1'}
paths:
  /a:
    query: {responses: {'200': {description: d}}}
    additionalOperations: {COPY: {responses: {'200': {description: d}}}, lock: {responses: {'200': {}}}}
";
    with(text, |outcome, _| {
        let methods: Vec<&str> = outcome.document.operations.iter().map(|it| &*it.method).collect();
        assert_eq!(methods, ["QUERY", "COPY", "lock"]);
        assert!(outcome.diagnostics.is_empty());
    });
}

#[test]
fn styles_have_the_defaults_of_their_places() {
    let text = operation_of(
        "3.2.0",
        "/a/{p}",
        "      parameters:
        - {name: p, in: path, required: true, style: matrix, explode: true, schema: {}}
        - {name: q, in: query, schema: {}}
        - {name: r, in: query, style: pipeDelimited, allowReserved: true, schema: {}}
        - {name: h, in: header, schema: {}}
        - {name: c, in: cookie, style: cookie, schema: {}}
        - {name: j, in: query, content: {application/json: {schema: {}}}}
        - {name: whole, in: querystring, content: {application/x-www-form-urlencoded: {schema: {}}}}
",
    );
    with(&text, |outcome, _| {
        // The whole query and parts of it exclude each other.
        assert_eq!(outcome.codes(), [Code::DuplicateParameter]);
        let found: Vec<(Style, bool, bool)> = outcome
            .operation()
            .parameters
            .iter()
            .map(|it| {
                (it.serialization.style, it.serialization.explode, it.serialization.allow_reserved)
            })
            .collect();
        assert_eq!(
            found,
            [
                (Style::Matrix, true, false),
                (Style::Form, true, false),
                (Style::PipeDelimited, false, true),
                (Style::Simple, false, false),
                (Style::Cookie, true, false),
                (Style::Form, true, false),
                (Style::Form, true, false),
            ]
        );
        let last = outcome.operation().parameters.last().expect("a parameter");
        assert_eq!(last.location, Location::QueryString);
        let media = last.content.as_ref().expect("a media type");
        assert_eq!(media.media_type, "application/x-www-form-urlencoded");
    });
}

#[test]
fn bodies_and_answers_have_media_types() {
    let text = "openapi: 3.2.0
info: {title: T, version: '1'}
components:
  mediaTypes: {events: {itemSchema: {type: object}}}
  responses: {E: {description: e, headers: {X-Rate: {schema: {type: integer}}}}}
paths:
  /a:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data: {schema: {type: object}, encoding: {a: {contentType: image/png}, b: {style: deepObject}}}
      responses:
        200: {description: d, content: {text/event-stream: {$ref: '#/components/mediaTypes/events'}}}
        4XX: {$ref: '#/components/responses/E', description: mine}
        default: {description: d}
";
    with(text, |outcome, _| {
        assert!(outcome.diagnostics.is_empty());
        let operation = outcome.operation();
        let body = operation.body.as_ref().expect("a body");
        assert!(body.required);
        let encoding = &body.content.first().expect("a media type").encoding;
        assert_eq!(encoding.first().and_then(|it| it.content_type), Some("image/png"));
        assert_eq!(
            encoding.get(1).and_then(|it| it.serialization).map(|it| it.style),
            Some(Style::DeepObject)
        );
        let statuses: Vec<StatusRange> = operation.responses.iter().map(|it| it.status).collect();
        assert_eq!(statuses, [StatusRange::Code(200), StatusRange::Class(4), StatusRange::Default]);
        assert!(
            operation
                .responses
                .first()
                .and_then(|it| it.content.first())
                .is_some_and(|it| it.item_schema.is_some())
        );
        let error = operation.responses.get(1).expect("an answer");
        assert_eq!(error.description, Some("mine"));
        assert_eq!(error.headers.first().map(|it| it.name), Some("X-Rate"));
    });
}

#[test]
fn callbacks_and_links_are_left_out_with_one_word() {
    let text = operation_of("3.0.0", "/a", "      callbacks: {one: {}, two: {}}\n")
        .replace("description: d", "description: d, links: {l: {}}");
    with(&text, |outcome, sources| {
        assert_eq!(outcome.problems(sources), ["warning left-out 7:7"]);
    });
}

#[test]
fn requirements_name_declared_schemes() {
    let text = "openapi: 3.0.0
info: {title: T, version: '1'}
security: [{none: []}, {key: [], none: []}, {}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: k}}}
paths: {/a: {get: {responses: {'200': {description: d}}}}}
";
    with(text, |outcome, sources| {
        let names: Vec<Vec<&str>> = outcome
            .operation()
            .security
            .iter()
            .map(|it| it.schemes.iter().map(|(name, _)| *name).collect())
            .collect();
        assert_eq!(names, [vec!["key"], vec![]]);
        assert_eq!(
            outcome.problems(sources),
            ["warning unknown-security-scheme 3:13", "warning unknown-security-scheme 3:34"]
        );
    });
}

#[test]
fn an_error_breaks_the_operations_that_need_the_part() {
    let text = "openapi: 3.0.0
info: {title: T, version: '1'}
components: {parameters: {bad: {in: query}, circle: {$ref: '#/components/parameters/circle'}}}
paths:
  /a: {get: {parameters: [{$ref: '#/components/parameters/bad'}], responses: {'200': {description: d}}}}
  /b: {get: {parameters: [{$ref: '#/components/parameters/bad'}], responses: {'200': {description: d}}}}
  /c: {get: {parameters: [{$ref: '#/components/parameters/circle'}], responses: {'200': {description: d}}}}
  /d: {get: {responses: {'200': {description: d}}}, put: text}
  /e/{a: {get: {responses: {'200': {description: d}}}}
  /f: text
";
    with(text, |outcome, _| {
        let broken: Vec<bool> =
            outcome.document.operations.iter().map(|it| it.broken.is_some()).collect();
        assert_eq!(broken, [true, true, true, false, true]);
        assert_eq!(outcome.document.operation_count, 6);
        let codes = outcome.codes();
        assert_eq!(
            codes,
            [
                Code::MissingField,
                Code::ReferenceCycle,
                Code::WrongType,
                Code::InvalidPath,
                Code::WrongType
            ]
        );
    });
}

#[test]
fn a_path_may_be_composed_of_references() {
    let text = "openapi: 3.1.0
info: {title: T, version: '1'}
components: {pathItems: {p: {summary: s, get: {responses: {'200': {description: d}}}}, loop: {$ref: '#/components/pathItems/loop'}}}
paths:
  /a: {$ref: '#/components/pathItems/p', post: {responses: {'200': {description: d}}}}
  /b: {$ref: '#/components/pathItems/loop'}
";
    with(text, |outcome, sources| {
        let methods: Vec<(&str, &str)> =
            outcome.document.operations.iter().map(|it| (it.path, &*it.method)).collect();
        assert_eq!(methods, [("/a", "POST"), ("/a", "GET")]);
        assert_eq!(outcome.problems(sources), ["error reference-cycle 3:101"]);
    });
}

#[test]
fn schemas_of_bodies_are_nodes() {
    let text = operation_of(
        "3.0.0",
        "/a",
        "      requestBody: {content: {application/json: {schema: {type: string}}}}\n",
    );
    with(&text, |outcome, _| {
        let body = outcome.operation().body.clone().expect("a body");
        let schema = body.content.first().and_then(|media| match &media.schema {
            Some(Content::Schema(schema)) => Some(*schema),
            _ => None,
        });
        assert_eq!(outcome.read(schema).types, Some(crate::document::Types::STRING));
    });
}
