use super::{with, with_files};
use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::{Version, read};
use crate::document::{Location, SecurityKind};
use crate::source::Sources;

fn version(text: &str) -> (Option<Version>, Vec<Code>) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::parse("api.yaml", text, &mut diagnostics);
    let version = read(&sources, &mut diagnostics).map(|(_, reader)| reader.version());
    let codes = diagnostics.iter().map(|problem| problem.code);
    (version, codes.filter(|code| *code != Code::MissingField).collect())
}

#[test]
fn versions_are_told_apart() {
    assert_eq!(version("swagger: '2.0'"), (Some(Version::V2), vec![]));
    assert_eq!(version("swagger: 2.0"), (Some(Version::V2), vec![Code::WrongType]));
    assert_eq!(version("openapi: 3.0.4"), (Some(Version::V30), vec![]));
    assert_eq!(version("openapi: 3.1.0"), (Some(Version::V31), vec![]));
    assert_eq!(version("openapi: 3.2.0"), (Some(Version::V32), vec![]));
    assert_eq!(version("swagger: '3.0.1'"), (Some(Version::V30), vec![Code::OtherVersion]));
    assert_eq!(version("openapi: 4.0.0"), (None, vec![Code::UnsupportedVersion]));
    assert_eq!(version("openapi: [3]"), (None, vec![Code::UnsupportedVersion]));
    assert_eq!(version("openapi: 30.1"), (None, vec![Code::WrongType, Code::UnsupportedVersion]));
    assert_eq!(version("a: 1"), (None, vec![Code::NotOpenapi]));
    assert_eq!(version("- 1"), (None, vec![Code::NotOpenapi]));
}

#[test]
fn what_is_missing_is_warned_of() {
    with("openapi: 3.0.0\n", |outcome, sources| {
        assert_eq!(
            outcome.problems(sources),
            ["warning missing-field 1:1", "warning missing-field 1:1"]
        );
        assert_eq!((outcome.document.title, outcome.document.version), ("", ""));
    });
}

#[test]
fn servers_have_variables() {
    let text = "openapi: 3.2.0
info: {title: T, version: 1.5}
paths: {}
servers:
  - {url: 'https://{region}.example.com/{v}', name: main, variables: {region: {default: eu, enum: [eu, us]}, v: {enum: [1, 2]}}}
  - {url: '/{x}', variables: {x: {}}}
  - https://plain.example.com
";
    with(text, |outcome, sources| {
        let servers = &outcome.document.servers;
        let urls: Vec<&str> = servers.iter().map(|server| server.url.as_str()).collect();
        assert_eq!(urls, ["https://{region}.example.com/{v}", "https://plain.example.com"]);
        let defaults: Vec<&str> = servers
            .iter()
            .flat_map(|server| &server.variables)
            .map(|variable| variable.default.as_str())
            .collect();
        assert_eq!(defaults, ["eu", "1"]);
        assert_eq!(servers.first().and_then(|server| server.name), Some("main"));
        assert_eq!(outcome.document.version, "1.5");
        assert!(!outcome.diagnostics.has_errors());
        assert_eq!(outcome.problems(sources).len(), 6);
    });
}

#[test]
fn tags_are_unique() {
    let text = "openapi: 3.2.0\ninfo: {title: T, version: '1'}\npaths: {}\ntags: [{name: a, summary: s}, {name: a}, {name: b}, {name: b}, c]\n";
    with(text, |outcome, _| {
        let names: Vec<&str> = outcome.document.tags.iter().map(|tag| tag.name).collect();
        assert_eq!(names, ["a", "b", "c"]);
        assert_eq!(outcome.codes(), [Code::DuplicateTag, Code::WrongType]);
    });
}

#[test]
fn security_schemes_of_all_kinds() {
    let text = "openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components:
  securitySchemes:
    key: {type: apiKey, in: cookie, name: k}
    bearer: {$ref: '#/components/securitySchemes/own'}
    own: {type: http, scheme: Bearer}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /t, scopes: {}}, password: {tokenUrl: /p, scopes: {}}}}
    open: {type: openIdConnect, openIdConnectUrl: https://example.com}
    tls: {type: mutualTLS}
    basic: {type: basic}
    nameless: {type: apiKey, in: header}
    lost: {$ref: '#/none'}
";
    with(text, |outcome, sources| {
        let kinds: Vec<String> = outcome
            .document
            .security_schemes
            .iter()
            .map(|scheme| match &scheme.kind {
                Some(SecurityKind::ApiKey { location: Location::Cookie, name }) => {
                    format!("cookie {name}")
                }
                Some(SecurityKind::ApiKey { .. }) => "another key".to_owned(),
                Some(SecurityKind::Http(scheme)) => format!("http {scheme}"),
                Some(SecurityKind::OAuth2(flows)) => {
                    format!("{:?} {:?}", flows.client_credentials, flows.other)
                }
                Some(SecurityKind::OpenIdConnect(url)) => (*url).to_owned(),
                Some(SecurityKind::MutualTls) => "tls".to_owned(),
                None => "unread".to_owned(),
            })
            .collect();
        assert_eq!(
            kinds,
            [
                "cookie k",
                "http bearer",
                "http bearer",
                "Some(\"/t\") Some(\"/p\")",
                "https://example.com",
                "tls",
                "http basic",
                "unread",
                "unread"
            ]
        );
        assert_eq!(
            outcome.problems(sources),
            [
                "warning unknown-value 12:19",
                "error missing-field 13:5",
                "error unresolved-reference 14:18"
            ]
        );
    });
}

#[test]
fn webhooks_are_left_out_with_one_word() {
    let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nwebhooks: {a: {post: {}}, b: {post: {}}}\n";
    with(text, |outcome, sources| {
        assert_eq!(outcome.problems(sources), ["warning left-out 3:1"]);
        assert_eq!(outcome.document.operation_count, 0);
    });
}

#[test]
fn parts_may_stand_in_other_files() {
    let files = [
        (
            "api.yaml",
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a/{id}: {$ref: 'paths/a.yaml'}\n",
        ),
        (
            "paths/a.yaml",
            "parameters: [{$ref: '../parameters.yaml#/id'}]\nget:\n  responses:\n    '200': {$ref: '../answers.json#/ok'}\n    '404': {$ref: '#/lost'}\n",
        ),
        (
            "parameters.yaml",
            "id: {name: id, in: path, required: true, schema: {$ref: 'schemas/id.yaml'}}\n",
        ),
        ("schemas/id.yaml", "type: integer\n"),
        (
            "answers.json",
            r#"{"ok": {"description": "d", "content": {"application/json": {"schema": {"$ref": "schemas/id.yaml"}}}}}"#,
        ),
    ];
    with_files(&files, |outcome, sources| {
        let operation = outcome.operation().clone();
        assert_eq!((operation.path, &*operation.method), ("/a/{id}", "GET"));
        assert!(operation.broken.is_some());
        let schema = operation.parameters.first().and_then(|parameter| parameter.schema);
        let schema = outcome.read(schema);
        assert_eq!(outcome.read(schema.reference).types, Some(crate::document::Types::INTEGER));
        let located = crate::diagnostic::locate(&outcome.diagnostics, sources);
        let places: Vec<String> =
            located.iter().map(|it| format!("{}:{}:{}", it.file, it.line, it.column)).collect();
        assert_eq!(places, ["paths/a.yaml:5:19"]);
    });
}
