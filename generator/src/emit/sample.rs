//! An API in which every node of the intermediate representation occurs.

use crate::ir::{
    Access, Api, Base, Body, Bound, Case, Content, Contents, Derives, Docs, Encoding, Enum, Field,
    Format, Kinds, Literal, Location, Marks, Member, Module, Number, Omission, Operation, Outcome,
    Parameter, Part, Payload, Presence, ResponseHeader, Rules, SecurityKind, SecurityScheme,
    Serialization, Server, ServerVariable, StatusRange, Struct, Style, TextFormat, Type, TypeDef,
    TypeId, TypeKind, Union, Variant,
};

fn docs(text: &str) -> Docs {
    Docs { summary: None, description: (!text.is_empty()).then(|| text.to_owned()) }
}

fn list(item: Type) -> Type {
    Type::List(Box::new(item))
}

fn field(name: &str, presence: Presence, ty: Type) -> Field {
    Field {
        name: name.to_owned(),
        wire: name.trim_end_matches('_').replace("_of", "-of"),
        presence,
        ty,
        boxed: false,
        rules: Rules::default(),
        constant: None,
        default: None,
        deprecated: false,
        access: Access::Both,
        docs: docs(""),
    }
}

fn definition(name: &str, kind: TypeKind) -> TypeDef {
    TypeDef {
        name: name.to_owned(),
        docs: docs(""),
        notes: Vec::new(),
        deprecated: false,
        kind,
        derives: Derives::default(),
        sent: true,
        received: true,
    }
}

fn object(name: &str, fields: Vec<Field>) -> TypeDef {
    definition(name, TypeKind::Struct(Struct { fields, additional: None }))
}

fn values(name: &str, base: Base, wires: &[(&str, Literal)]) -> TypeDef {
    let variants = wires
        .iter()
        .map(|(name, wire)| Variant {
            name: (*name).to_owned(),
            wire: wire.clone(),
            docs: docs(""),
        })
        .collect();
    definition(name, TypeKind::Enum(Enum { base, variants }))
}

fn member(name: &str, ty: Type, marks: Marks) -> Member {
    Member { name: name.to_owned(), ty, boxed: false, tags: Vec::new(), marks, docs: docs("") }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn of_object(required: &[&str], known: &[&str]) -> Marks {
    Marks {
        kinds: Kinds { object: true, ..Kinds::default() },
        required: texts(required),
        known: texts(known),
        ..Marks::default()
    }
}

fn of_kinds(change: impl FnOnce(&mut Kinds)) -> Marks {
    let mut marks = Marks::default();
    change(&mut marks.kinds);
    marks
}

fn named(types: &[TypeDef], name: &str) -> Type {
    let index = types.iter().position(|definition| definition.name == name);
    Type::Named(TypeId(index.unwrap_or_else(|| panic!("no type `{name}`"))))
}

fn types() -> Vec<TypeDef> {
    use Presence::{Optional, OptionalNullable, Required, RequiredNullable};
    let text = |text: &str| Literal::Text(text.to_owned());
    let mut types = vec![
        values(
            "Color",
            Base::String,
            &[("Red", text("red")), ("Empty", text("")), ("Quote", text("\"\\"))],
        ),
        values(
            "Level",
            Base::Integer,
            &[("Low", Literal::Integer(-1)), ("High", Literal::Integer(1))],
        ),
        values(
            "Anything",
            Base::Mixed,
            &[
                ("Auto", text("auto")),
                ("One", Literal::Integer(1)),
                ("Half", Literal::Float(0.5)),
                ("Yes", Literal::Bool(true)),
            ],
        ),
        values("Nothing", Base::String, &[]),
        values("NoNumber", Base::Integer, &[]),
        values("NoValue", Base::Mixed, &[]),
        object("Empty", Vec::new()),
        object(
            "Cat",
            vec![field("kind", Required, Type::String), field("lives", Optional, Type::U32)],
        ),
        object(
            "Dog",
            vec![field("kind", Required, Type::String), field("barks", Required, Type::Bool)],
        ),
    ];
    let color = named(&types, "Color");
    let mut constant = field("kind", Required, color.clone());
    constant.constant = Some(text("red"));
    types.push(object("Constant", vec![constant.clone()]));
    constant.presence = RequiredNullable;
    let mut number = field("number", Required, Type::F64);
    number.constant = Some(Literal::Integer(3));
    types.push(object(
        "Constants",
        vec![constant, number, field("id", Required, Type::Text(TextFormat::Uuid))],
    ));
    let formats = [
        TextFormat::BasicDateTime,
        TextFormat::DateTime,
        TextFormat::Date,
        TextFormat::Time,
        TextFormat::Duration,
        TextFormat::Uuid,
        TextFormat::Uri,
        TextFormat::Ipv4,
        TextFormat::Ipv6,
        TextFormat::Decimal,
        TextFormat::Password,
    ];
    let formats = formats.iter().enumerate();
    let formats = formats
        .map(|(index, format)| field(&format!("format_{index}"), Optional, Type::Text(*format)));
    types.push(object("Formats", formats.collect()));
    // A type of the description that has the name of one of the runtime.
    types.push(object("Duration", vec![field("seconds", Optional, Type::I64)]));
    let rules = Rules {
        min_length: Some(1),
        max_length: Some(36),
        patterns: texts(&["^[a-z]+$", "\"x\""]),
        ..Rules::default()
    };
    let mut ruled = field("ruled", Required, Type::String);
    ruled.rules = rules.clone();
    let mut items = field("items_of", Optional, list(Type::String));
    items.rules = Rules {
        min_items: Some(1),
        unique_items: true,
        items: Some(Box::new(rules)),
        ..Rules::default()
    };
    let mut numeric = field("numeric", Optional, Type::F64);
    numeric.rules = Rules {
        minimum: Some(Bound { value: Number::Integer(1), exclusive: true }),
        maximum: Some(Bound { value: Number::Float(1.5), exclusive: false }),
        multiple_of: Some(Number::Float(0.5)),
        ..Rules::default()
    };
    let mut read_only = field("read_only", Optional, Type::Bool);
    read_only.access = Access::ReadOnly;
    read_only.default = Some("true".to_owned());
    let mut write_only = field("write_only", Optional, Type::Text(TextFormat::Password));
    write_only.access = Access::WriteOnly;
    write_only.deprecated = true;
    let mut boxed = field("next", Optional, Type::Named(TypeId(types.len())));
    boxed.boxed = true;
    let mut everything = object(
        "Everything",
        vec![
            ruled,
            items,
            numeric,
            read_only,
            write_only,
            boxed,
            field("bool_", Required, Type::Bool),
            field("i32_", RequiredNullable, Type::I32),
            field("i64_", Optional, Type::I64),
            field("u32_", OptionalNullable, Type::U32),
            field("u64_", Optional, Type::U64),
            field("f32_", Optional, Type::F32),
            field("base64", Optional, Type::Base64),
            field("file", Optional, Type::File),
            field("json", Optional, Type::Json),
            field("null", Optional, Type::Null),
            field("nullables", Optional, list(Type::Nullable(Box::new(Type::String)))),
            field("pair", Optional, Type::Tuple(vec![Type::String, Type::I64], None)),
            field("single", Optional, Type::Tuple(vec![Type::F64], None)),
            field(
                "open_tuple",
                Optional,
                Type::Tuple(vec![Type::String], Some(Box::new(Type::F64))),
            ),
            field("no_tuple", Optional, Type::Tuple(Vec::new(), None)),
            field("map", Optional, Type::Map(Box::new(list(Type::I64)))),
            field("color", Optional, color.clone()),
            field("foreign", Optional, Type::External("std::net::IpAddr".to_owned())),
            field("own_text", Optional, Type::External("String".to_owned())),
            field("elapsed", Optional, Type::Text(TextFormat::Duration)),
            field(
                "deep",
                Optional,
                Type::Map(Box::new(Type::Map(Box::new(Type::Map(Box::new(list(Type::Map(
                    Box::new(list(Type::Nullable(Box::new(Type::String)))),
                )))))))),
            ),
        ],
    );
    everything.notes =
        texts(&["The keyword `not` is no `{\"type\": \"string\"}`", "if this then that"]);
    everything.deprecated = true;
    if let TypeKind::Struct(object) = &mut everything.kind {
        object.additional = Some(("additional".to_owned(), Type::F64));
    }
    types.push(everything);
    let everything = named(&types, "Everything");
    let (cat, dog) = (named(&types, "Cat"), named(&types, "Dog"));
    let mut cat_member = member("Cat", cat.clone(), of_object(&["kind"], &["kind", "lives"]));
    cat_member.tags = texts(&["cat", "kitten"]);
    let mut dog_member =
        member("Dog", dog.clone(), of_object(&["kind", "barks"], &["kind", "barks"]));
    dog_member.tags = texts(&["dog"]);
    dog_member.boxed = true;
    let members = vec![cat_member, dog_member];
    types.push(definition("Pet", TypeKind::Union(Union { tag: Some("kind".to_owned()), members })));
    let mut open = of_object(&[], &["a"]);
    open.open = true;
    open.values = vec![("a".to_owned(), vec![Literal::Bool(true), text("x")])];
    let mut enum_marks = of_kinds(|kinds| kinds.string = true);
    enum_marks.values = vec![(String::new(), vec![text("red"), text("")])];
    let mut everything_member = member(
        "Everything",
        everything,
        of_object(&["ruled", "bool", "i32"], &["ruled", "bool", "i32", "items-of"]),
    );
    everything_member.boxed = true;
    let members = vec![
        member("Integer", Type::I64, of_kinds(|kinds| kinds.integer = true)),
        member(
            "Number",
            Type::F64,
            of_kinds(|kinds| (kinds.integer, kinds.fraction) = (true, true)),
        ),
        member("Color", color, enum_marks),
        member("Text", Type::String, of_kinds(|kinds| kinds.string = true)),
        member("Flag", Type::Bool, of_kinds(|kinds| kinds.boolean = true)),
        member("List", list(Type::String), of_kinds(|kinds| kinds.array = true)),
        member("Object", Type::Map(Box::new(Type::Json)), open),
        everything_member,
        member(
            "Any",
            Type::Json,
            of_kinds(|kinds| {
                *kinds = Kinds {
                    boolean: true,
                    integer: true,
                    fraction: true,
                    string: true,
                    array: true,
                    object: true,
                }
            }),
        ),
    ];
    types.push(definition("Mixture", TypeKind::Union(Union { tag: None, members })));
    types.push(definition("NoUnion", TypeKind::Union(Union { tag: None, members: Vec::new() })));
    let tree = Type::Named(TypeId(types.len()));
    types.push(definition("Tree", TypeKind::Newtype(list(tree))));
    types
}

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
    }
}

fn payload(media_types: &[&str], format: Format, ty: Type) -> Payload {
    Payload { media_types: texts(media_types), format, ty }
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
        security: vec![texts(&["key", "tls"]), Vec::new()],
        server: None,
    }
}

fn body(required: bool, contents: Contents) -> Option<Body> {
    Some(Body { name: "body".to_owned(), required, contents, docs: docs("") })
}

fn operations(types: &[TypeDef]) -> Vec<Operation> {
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
        parameter("whole", Location::QueryString, false, named(types, "Cat")),
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
        property: "lives".to_owned(),
        content_type: Some("application/json".to_owned()),
        serialization: None,
    }];
    let mut multipart = content("multipart/form-data", Format::Multipart, named(types, "Dog"));
    multipart.parts = vec![Part {
        property: "barks".to_owned(),
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
                    content("application/octet-stream", Format::Bytes, Type::Bytes),
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
    optional.body = body(
        false,
        Contents::Many {
            type_name: "ReplaceThingBody".to_owned(),
            variants: vec![
                ("Json".to_owned(), nested.clone()),
                ("Xml".to_owned(), content("application/xml", Format::Text, Type::String)),
                ("Csv".to_owned(), content("text/csv", Format::Text, Type::String)),
            ],
        },
    );
    optional.success = Outcome::One { statuses: vec![StatusRange::Default], payload: None };
    all.push(optional);

    let mut one = operation("patch_thing", "PatchThing", "PATCH", "/things");
    one.body = body(false, Contents::One(nested));
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

/// The API.
pub fn api() -> Api {
    let types = types();
    let scheme = |name: &str, kind: SecurityKind| SecurityScheme {
        name: name.to_owned(),
        wire: name.to_owned(),
        kind,
        docs: docs(""),
    };
    let operations = operations(&types);
    Api {
        title: "Everything".to_owned(),
        version: "1".to_owned(),
        docs: docs("An API with everything."),
        servers: vec![Server {
            name: "production".to_owned(),
            url: "https://{region}.example.com".to_owned(),
            docs: docs(""),
            variables: vec![ServerVariable {
                name: "region".to_owned(),
                wire: "region".to_owned(),
                default: "eu".to_owned(),
                values: texts(&["eu", "us"]),
                docs: docs(""),
            }],
        }],
        schemes: vec![
            scheme("key", SecurityKind::HeaderKey("X-Key".to_owned())),
            scheme("query", SecurityKind::QueryKey("key".to_owned())),
            scheme("session", SecurityKind::CookieKey("session".to_owned())),
            scheme("bearer", SecurityKind::Bearer),
            scheme("basic", SecurityKind::Basic),
            scheme("digest", SecurityKind::Http("Digest".to_owned())),
            scheme("oauth", SecurityKind::OAuth2(Some("https://example.com/token".to_owned()))),
            scheme(
                "oidc",
                SecurityKind::OpenIdConnect("https://example.com/.well-known".to_owned()),
            ),
            scheme("tls", SecurityKind::MutualTls),
        ],
        response_headers: vec![ResponseHeader {
            name: "x_request_id".to_owned(),
            wire: "X-Request-Id".to_owned(),
            docs: docs(""),
        }],
        types,
        modules: vec![Module {
            name: "things".to_owned(),
            tag: Some("Things".to_owned()),
            docs: docs("What there is."),
            operations,
        }],
        omissions: vec![Omission {
            what: "GET /broken".to_owned(),
            why: "the reference `#/components/schemas/Gone` leads nowhere (api.yaml:3:4)"
                .to_owned(),
        }],
    }
}
