//! The operations of the sample.

use crate::ir::{
    Body, Case, Content, Contents, Encoding, Format, Literal, Location, Operation, Outcome,
    Parameter, Part, PartHeader, PartKey, Payload, Rules, Serialization, StatusRange, Style,
    TextFormat, Type, TypeDef, XmlRootId,
};

use super::{docs, list, named, texts};

fn parameter(name: &str, location: Location, required: bool, ty: Type) -> Parameter {
    let style = match location {
        Location::Path | Location::Header => Style::Simple,
        _ => Style::Form,
    };
    let explode = style == Style::Form;
    Parameter {
        name: name.to_owned(),
        wire: name.replace('_', "-"),
        location,
        required,
        ty,
        rules: Rules::default(),
        encoding: Encoding::Style(Serialization { style, explode, allow_reserved: false }),
        constant: None,
        deprecated: false,
        docs: docs("What it means."),
        default: None,
    }
}

fn content(media_type: &str, format: Format, ty: Type) -> Content {
    Content {
        media_type: media_type.to_owned(),
        format,
        ty,
        rules: Rules::default(),
        parts: Vec::new(),
        root: None,
    }
}

fn payload(media_types: &[&str], format: Format, ty: Type) -> Payload {
    Payload { media_types: texts(media_types), format, ty, root: None }
}

fn operation(name: &str, type_name: &str, method: &str, path: &str) -> Operation {
    Operation {
        id: type_name.to_owned(),
        method_name: name.to_owned(),
        type_name: type_name.to_owned(),
        method: method.to_owned(),
        path: path.to_owned(),
        deprecated: false,
        docs: docs("Does it."),
        parameters: Vec::new(),
        body: None,
        success: Outcome::Nothing,
        failure: Outcome::Nothing,
        headers: [vec![0], Vec::new()],
        stream: None,
        security: vec![texts(&["key", "tls"]), Vec::new()],
        server: None,
        pagination: None,
        exchanges: Vec::new(),
        untested: None,
    }
}

fn body(required: bool, contents: Contents) -> Option<Body> {
    Some(Body { name: "body".to_owned(), required, contents, docs: docs("") })
}

/// The operations.
pub fn operations(types: &[TypeDef]) -> Vec<Operation> {
    let everything = || named(types, "Everything");
    let mut all = Vec::new();

    let mut first = operation("list_things", "ListThings", "QUERY", "/things/{id}");
    let mut version = parameter("version", Location::Header, true, Type::String);
    version.constant = Some(Literal::Text("2026-11-24".to_owned()));
    let mut count = parameter("count", Location::Query, true, Type::I64);
    count.constant = Some(Literal::Integer(5));
    let mut on = parameter("on", Location::Query, true, Type::Bool);
    on.constant = Some(Literal::Bool(true));
    let mut filter = parameter("filter", Location::Query, false, named(types, "Cat"));
    filter.encoding = Encoding::Style(Serialization {
        style: Style::DeepObject,
        explode: true,
        allow_reserved: true,
    });
    filter.rules = Rules { max_items: Some(3), ..Rules::default() };
    let mut joined = parameter("joined", Location::Query, false, list(named(types, "Color")));
    joined.encoding = Encoding::Style(Serialization {
        style: Style::PipeDelimited,
        explode: true,
        allow_reserved: false,
    });
    let mut json = parameter("json", Location::Query, false, named(types, "Pet"));
    json.encoding = Encoding::Json;
    let mut plain = parameter("plain", Location::Cookie, false, named(types, "Level"));
    plain.encoding = Encoding::Plain;
    let mut whole = parameter("whole", Location::QueryString, false, named(types, "Cat"));
    whole.encoding = Encoding::Form(vec![Part {
        of: PartKey::Property("name".to_owned()),
        headers: Vec::new(),
        content_type: Some("application/json".to_owned()),
        serialization: None,
    }]);
    first.parameters = vec![
        parameter("id", Location::Path, true, Type::Text(TextFormat::Uuid)),
        parameter("pet", Location::Query, true, named(types, "Pet")),
        version,
        count,
        on,
        filter,
        joined,
        json,
        plain,
        whole,
        parameter("elapsed", Location::Query, false, Type::Text(TextFormat::Duration)),
    ];
    first.success = Outcome::Many {
        type_name: "ListThingsAnswer".to_owned(),
        cases: vec![
            Case {
                name: "OkJson".to_owned(),
                status: StatusRange::Code(200),
                by_media_type: true,
                payload: Some(payload(
                    &["application/json", "application/vnd.things+json"],
                    Format::Json,
                    everything(),
                )),
                docs: docs(""),
            },
            Case {
                name: "OkText".to_owned(),
                status: StatusRange::Code(200),
                by_media_type: true,
                payload: Some(payload(
                    &[
                        "text/csv",
                        "text/tab-separated-values",
                        "application/x-a-very-long-media-type",
                    ],
                    Format::Text,
                    Type::String,
                )),
                docs: docs(""),
            },
            Case {
                name: "OkBytes".to_owned(),
                status: StatusRange::Code(200),
                by_media_type: true,
                payload: Some(payload(&["image/*"], Format::Bytes, Type::Bytes)),
                docs: docs(""),
            },
            Case {
                name: "Accepted".to_owned(),
                status: StatusRange::Class(2),
                by_media_type: false,
                payload: None,
                docs: docs("Later."),
            },
        ],
    };
    first.failure = Outcome::One {
        statuses: vec![StatusRange::Code(404), StatusRange::Class(5)],
        payload: Some(payload(
            &["application/problem+json"],
            Format::Json,
            named(types, "Mixture"),
        )),
    };
    all.push(first);

    let mut many = operation("create_thing", "CreateThing", "POST", "/things");
    let mut form = content("application/x-www-form-urlencoded", Format::Form, named(types, "Cat"));
    form.parts = vec![Part {
        of: PartKey::Property("lives".to_owned()),
        headers: vec![PartHeader { wire: "X-Nine".to_owned(), constant: Some("9".to_owned()) }],
        content_type: Some("application/json".to_owned()),
        serialization: None,
    }];
    let mut multipart = content("multipart/form-data", Format::Multipart, named(types, "Dog"));
    multipart.parts = vec![Part {
        of: PartKey::Property("barks".to_owned()),
        headers: vec![PartHeader { wire: "X-Loud".to_owned(), constant: None }],
        content_type: None,
        serialization: Some(Serialization {
            style: Style::DeepObject,
            explode: false,
            allow_reserved: true,
        }),
    }];
    many.body = body(
        true,
        Contents::Many {
            type_name: "CreateThingBody".to_owned(),
            variants: vec![
                ("Json".to_owned(), content("application/json", Format::Json, everything())),
                ("Form".to_owned(), form),
                ("Multipart".to_owned(), multipart),
                ("Text".to_owned(), content("text/plain", Format::Text, Type::String)),
                (
                    "Bytes".to_owned(),
                    content("application/octet-stream", Format::Bytes, Type::File),
                ),
                ("File".to_owned(), content("image/*", Format::Bytes, Type::File)),
            ],
        },
    );
    many.deprecated = true;
    many.server = Some("https://uploads.example.com/v1".to_owned());
    many.success = Outcome::One {
        statuses: vec![StatusRange::Code(201)],
        payload: Some(payload(&["text/plain"], Format::Text, Type::I64)),
    };
    all.push(many);

    let mut optional = operation("replace_thing", "ReplaceThing", "PUT", "/things");
    let mut nested = content("application/json", Format::Json, list(list(Type::String)));
    nested.rules.items = Some(Box::new(Rules { max_items: Some(2), ..Rules::default() }));
    let mut xml = content("application/xml", Format::Xml, everything());
    xml.root = Some(XmlRootId(0));
    optional.body = body(
        false,
        Contents::Many {
            type_name: "ReplaceThingBody".to_owned(),
            variants: vec![
                ("Json".to_owned(), nested.clone()),
                ("Xml".to_owned(), xml),
                ("Csv".to_owned(), content("text/csv", Format::Text, Type::String)),
            ],
        },
    );
    optional.success = Outcome::One { statuses: vec![StatusRange::Default], payload: None };
    all.push(optional);

    let mut one = operation("patch_thing", "PatchThing", "PATCH", "/things");
    one.body = body(false, Contents::One(Box::new(nested)));
    one.success = Outcome::One {
        statuses: vec![StatusRange::Code(200)],
        payload: Some(payload(&["application/octet-stream"], Format::Bytes, Type::Bytes)),
    };
    one.failure = Outcome::Many {
        type_name: "PatchThingFailure".to_owned(),
        cases: vec![
            Case {
                name: "NotFound".to_owned(),
                status: StatusRange::Code(404),
                by_media_type: false,
                payload: Some(payload(
                    &["application/json"],
                    Format::Json,
                    Type::Nullable(Box::new(named(types, "Tree"))),
                )),
                docs: docs(""),
            },
            Case {
                name: "Other".to_owned(),
                status: StatusRange::Default,
                by_media_type: false,
                payload: Some(payload(&["text/plain"], Format::Text, Type::Text(TextFormat::Date))),
                docs: docs(""),
            },
        ],
    };
    all.push(one);

    let mut wide = operation("wide", "Wide", "GET", "/wide");
    let locations = [Location::Path, Location::Query, Location::Header, Location::Cookie];
    for (index, location) in locations.iter().cycle().take(9).enumerate() {
        let ty = if index % 2 == 0 { Type::String } else { Type::U64 };
        wide.parameters.push(parameter(&format!("value_{index}"), *location, true, ty));
    }
    all.push(wide);
    all
}
