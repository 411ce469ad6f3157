use super::with;
use crate::diagnostic::Code;
use crate::document::{Content, Location, SecurityKind, Style, Types};

fn urls(head: &str) -> (Vec<String>, Vec<Code>) {
    let mut found = (Vec::new(), Vec::new());
    with(
        &format!("swagger: '2.0'\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n{head}"),
        |outcome, _| {
            found = (
                outcome.document.servers.iter().map(|it| it.url.clone()).collect(),
                outcome.codes(),
            );
        },
    );
    found
}

#[test]
fn addresses_come_from_three_keys() {
    let plain = |head: &str| {
        let (urls, codes) = urls(head);
        assert_eq!(codes, [], "{head}");
        urls
    };
    assert_eq!(
        plain("host: example.com\nbasePath: /v1/\nschemes: [https, http]\n"),
        ["https://example.com/v1", "http://example.com/v1"]
    );
    assert_eq!(plain("host: example.com:8080\nbasePath: /\n"), ["https://example.com:8080"]);
    assert_eq!(plain("basePath: /v1\n"), ["/v1"]);
    assert_eq!(plain(""), ["/"]);
    assert_eq!(
        urls("host: http://example.com\nbasePath: v1\n"),
        (vec!["http://example.com/v1".to_owned()], vec![Code::InvalidPath, Code::UnknownValue])
    );
    assert_eq!(urls("host: example.com\nschemes: [ws]\n"), (vec![], vec![Code::LeftOut]));
}

fn operation(rest: &str) -> String {
    format!(
        "swagger: '2.0'\ninfo: {{title: T, version: '1'}}\nhost: example.com\nschemes: [https]\nconsumes: [application/json]\nproduces: [application/json, text/csv]\npaths:\n  /a/{{id}}:\n    post:\n      responses: {{200: {{description: d, schema: {{type: string}}, headers: {{X-A: {{type: integer, description: h}}}}}}, 204: {{description: d}}}}\n{rest}"
    )
}

const ID: &str = "{name: id, in: path, required: true, type: string}";

#[test]
fn parameters_are_schemas_themselves() {
    let rest = format!(
        "      parameters: [{ID}, {{name: q, in: query, description: d, required: true, type: array, items: {{type: integer}}, collectionFormat: multi, maxItems: 3, allowEmptyValue: true}}]\n"
    );
    with(&operation(&rest), |outcome, _| {
        let parameter = outcome.operation().parameters.get(1).cloned().expect("a parameter");
        assert!(parameter.required && parameter.allow_empty_value);
        let schema = outcome.read(parameter.schema);
        assert_eq!((schema.types, schema.max_items), (Some(Types::ARRAY), Some(3)));
        assert!(schema.required.is_empty() && schema.description.is_none());
        assert_eq!(outcome.read(schema.items).types, Some(Types::INTEGER));
        assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
    });
}

#[test]
fn lists_have_separators() {
    for (format, style, explode) in [
        ("csv", Style::Form, false),
        ("ssv", Style::SpaceDelimited, false),
        ("tsv", Style::TabDelimited, false),
        ("pipes", Style::PipeDelimited, false),
        ("multi", Style::Form, true),
    ] {
        let rest = format!(
            "      parameters: [{ID}, {{name: q, in: query, type: array, items: {{type: string}}, collectionFormat: {format}}}]\n"
        );
        with(&operation(&rest), |outcome, _| {
            let serialization =
                outcome.operation().parameters.get(1).expect("a parameter").serialization;
            assert_eq!((serialization.style, serialization.explode), (style, explode), "{format}");
            assert!(outcome.diagnostics.is_empty());
        });
    }
    // Of what is no list the separator says nothing, and the defaults are those of 3.x.
    let rest = format!(
        "      parameters: [{ID}, {{name: h, in: header, type: array, items: {{type: string}}}}, {{name: q, in: query, type: string}}]\n"
    );
    with(&operation(&rest), |outcome, _| {
        let found: Vec<(Location, Style, bool)> = outcome
            .operation()
            .parameters
            .iter()
            .map(|it| (it.location, it.serialization.style, it.serialization.explode))
            .collect();
        assert_eq!(
            found,
            [
                (Location::Path, Style::Simple, false),
                (Location::Header, Style::Simple, false),
                (Location::Query, Style::Form, true)
            ]
        );
    });
}

fn body(rest: &str) -> (Vec<(String, String)>, Vec<Code>) {
    let mut found = (Vec::new(), Vec::new());
    with(&operation(rest), |outcome, _| {
        let body = outcome.operation().body.as_ref().expect("a body");
        let media = body.content.iter().map(|media| {
            let content = match &media.schema {
                Some(Content::Schema(_)) => "schema".to_owned(),
                Some(Content::Form(fields)) => {
                    fields.iter().map(|it| it.name).collect::<Vec<_>>().join("+")
                }
                None => "nothing".to_owned(),
            };
            (media.media_type.to_owned(), content)
        });
        found = (media.collect(), outcome.codes());
    });
    found
}

#[test]
fn bodies_are_parameters() {
    let of = |media: &str, content: &str| (media.to_owned(), content.to_owned());
    let rest = format!("      parameters: [{ID}, {{name: b, in: body, schema: {{}}}}]\n");
    assert_eq!(body(&rest), (vec![of("application/json", "schema")], vec![]));
    let rest = format!(
        "      consumes: [text/plain, application/xml]\n      parameters: [{ID}, {{name: b, in: body, schema: {{}}}}]\n"
    );
    assert_eq!(
        body(&rest),
        (vec![of("text/plain", "schema"), of("application/xml", "schema")], vec![])
    );
    let rest = format!(
        "      parameters: [{ID}, {{name: x, in: formData, type: string}}, {{name: y, in: formData, type: string}}]\n"
    );
    assert_eq!(body(&rest), (vec![of("application/x-www-form-urlencoded", "x+y")], vec![]));
    let rest = format!(
        "      consumes: [application/x-www-form-urlencoded]\n      parameters: [{ID}, {{name: f, in: formData, type: file}}]\n"
    );
    assert_eq!(body(&rest), (vec![of("multipart/form-data", "f")], vec![]));
    let rest = format!(
        "      parameters: [{ID}, {{name: a, in: body, schema: {{}}}}, {{name: b, in: body, schema: {{}}}}]\n"
    );
    assert_eq!(body(&rest).1, [Code::DuplicateParameter]);
}

#[test]
fn answers_have_what_the_operation_produces() {
    with(&operation(&format!("      parameters: [{ID}]\n")), |outcome, _| {
        let operation = outcome.operation().clone();
        let counts: Vec<usize> = operation.responses.iter().map(|it| it.content.len()).collect();
        assert_eq!(counts, [2, 0]);
        let header = operation
            .responses
            .first()
            .and_then(|it| it.headers.first())
            .expect("a header")
            .clone();
        assert_eq!(header.description, Some("h"));
        assert_eq!(outcome.read(header.schema).types, Some(Types::INTEGER));
        assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
    });
    let text = operation(&format!("      produces: [image/png]\n      parameters: [{ID}]\n"))
        .replace("type: string}, headers", "type: file}, headers");
    with(&text, |outcome, _| {
        let media = outcome
            .operation()
            .responses
            .first()
            .and_then(|it| it.content.first())
            .expect("a media type")
            .clone();
        assert_eq!(media.media_type, "image/png");
        let Some(Content::Schema(schema)) = media.schema else { panic!("a schema") };
        let schema = outcome.read(Some(schema));
        assert_eq!((schema.types, schema.format), (Some(Types::STRING), Some("binary")));
        assert!(outcome.diagnostics.is_empty());
    });
}

#[test]
fn security_has_one_flow() {
    let text = "swagger: '2.0'
info: {title: T, version: '1'}
paths: {}
securityDefinitions:
  a: {type: basic}
  b: {type: apiKey, in: query, name: k}
  c: {type: oauth2, flow: application, tokenUrl: /t, scopes: {}}
  d: {type: oauth2, flow: accessCode, authorizationUrl: /a, tokenUrl: /u, scopes: {}}
";
    with(text, |outcome, _| {
        assert!(outcome.diagnostics.is_empty());
        let mut kinds = outcome.document.security_schemes.iter().map(|it| it.kind.as_ref());
        assert!(
            matches!(kinds.next(), Some(Some(SecurityKind::Http(scheme))) if scheme == "basic")
        );
        assert!(matches!(
            kinds.next(),
            Some(Some(SecurityKind::ApiKey { location: Location::Query, name: "k" }))
        ));
        assert!(
            matches!(kinds.next(), Some(Some(SecurityKind::OAuth2(flows))) if flows.client_credentials == Some("/t"))
        );
        assert!(
            matches!(kinds.next(), Some(Some(SecurityKind::OAuth2(flows))) if flows.client_credentials.is_none() && flows.other == Some("/u"))
        );
    });
}

#[test]
fn an_operation_may_have_schemes_of_its_own() {
    with(
        &operation(&format!("      schemes: [http]\n      parameters: [{ID}]\n")),
        |outcome, _| {
            let urls: Vec<&str> =
                outcome.operation().servers.iter().map(|it| it.url.as_str()).collect();
            assert_eq!(urls, ["http://example.com"]);
        },
    );
    with(
        &operation(&format!("      schemes: [http, https]\n      parameters: [{ID}]\n")),
        |outcome, _| {
            assert!(outcome.operation().servers.is_empty());
        },
    );
}
