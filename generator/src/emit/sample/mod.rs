//! An API in which every node of the intermediate representation occurs.

mod operations;
mod xml;

use crate::ir::{
    Access, Api, Base, Bound, Derives, Docs, Enum, Field, HeaderForm, Kinds, Literal, Marks,
    Member, Module, Number, Omission, Presence, ResponseHeader, Rules, SecurityKind,
    SecurityScheme, Server, ServerVariable, Struct, TextFormat, Type, TypeDef, TypeId, TypeKind,
    Union, Variant,
};

use operations::operations;

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
        notes: Vec::new(),
        docs: docs(""),
    }
}

fn definition(name: &str, kind: TypeKind) -> TypeDef {
    TypeDef {
        name: name.to_owned(),
        component: None,
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
    definition(name, TypeKind::Struct(Struct { fields, additional: None, rules: Box::default() }))
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
    definition(name, TypeKind::Enum(Enum { base, open: false, variants }))
}

fn member(name: &str, ty: Type, marks: Marks) -> Member {
    Member {
        name: name.to_owned(),
        ty,
        boxed: false,
        constant: None,
        tags: Vec::new(),
        implied: Vec::new(),
        fallback: false,
        marks,
        docs: docs(""),
    }
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

/// The API.
pub fn api() -> Api {
    let types = types();
    let scheme = |name: &str, kind: SecurityKind| SecurityScheme {
        name: name.to_owned(),
        client_name: match kind {
            SecurityKind::OAuth2(Some(_)) | SecurityKind::OpenIdConnect(_) => {
                Some(format!("{name}_client"))
            }
            _ => None,
        },
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
            is_relative: false,
            docs: docs(""),
            variables: vec![ServerVariable {
                name: "region".to_owned(),
                wire: "region".to_owned(),
                default: "eu".to_owned(),
                values: texts(&["eu", "us"]),
                may_be_empty: false,
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
            name: "X_REQUEST_ID".to_owned(),
            wire: "X-Request-Id".to_owned(),
            required: false,
            deprecated: false,
            ty: Type::String,
            form: HeaderForm::One,
            rules: Rules::default(),
            docs: docs(""),
            sample: Some("r".into()),
        }],
        types,
        xml: xml::xml(),
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
