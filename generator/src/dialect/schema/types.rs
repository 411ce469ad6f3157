//! `type`: what JSON Schema calls the types of values, and what publishers call them.

use serde_json::Value;

use super::super::value::{repaired, wrong};
use super::super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Types;
use crate::source::Node;

/// What a name stands for: a set of types, or none if it is any, and a format where the name says more than the type.
#[derive(Clone, Copy)]
struct Meaning {
    types: Option<Types>,
    format: Option<&'static str>,
}

impl<'t> Reader<'t> {
    /// The types that `type` names, and the format that comes with a name that is not one of JSON Schema. `only` says that
    /// there is nothing else in the schema that says something about values.
    pub(super) fn types(
        self,
        node: Node<'t>,
        only: bool,
        diagnostics: &mut Diagnostics,
    ) -> (Option<Types>, Option<&'t str>) {
        match node.value {
            // Without quotes, the name of the type is the value.
            Value::Null if only && self.version >= Version::V31 => {
                repaired(
                    node,
                    "a string",
                    "it is taken for the type `null`",
                    "put it in quotes",
                    diagnostics,
                );
                (Some(Types::NULL), None)
            }
            Value::Null => (None, None),
            Value::String(name) => match self.named(name, node, diagnostics) {
                Some(Meaning { types, format }) => (types, format),
                None => (None, None),
            },
            Value::Array(names) => {
                if self.version < Version::V31 {
                    diagnostics.warning(
                        Code::OtherVersion,
                        node,
                        "a list of types is one of OpenAPI 3.1; it is taken as it is meant there",
                        "write one type, and `nullable` for `null`",
                    );
                }
                if names.is_empty() {
                    let message = "a list of types that is empty allows no value; it is ignored";
                    diagnostics.warning(
                        Code::WrongType,
                        node,
                        message,
                        "add the types, or remove it",
                    );
                    return (None, None);
                }
                let mut all = Some(Types::default());
                let mut format = None;
                for item in node.items() {
                    let meaning = match item.value {
                        // That the list is of a later version was said once.
                        Value::String(name) if name == "null" => {
                            Some(Meaning { types: Some(Types::NULL), format: None })
                        }
                        Value::String(name) => self.named(name, item, diagnostics),
                        Value::Null => {
                            repaired(
                                item,
                                "a string",
                                "it is taken for the type `null`",
                                "put it in quotes",
                                diagnostics,
                            );
                            Some(Meaning { types: Some(Types::NULL), format: None })
                        }
                        _ => {
                            wrong(item, "the name of a type", diagnostics);
                            None
                        }
                    };
                    if let Some(meaning) = meaning {
                        all = all.zip(meaning.types).map(|(all, types)| all.or(types));
                        format = format.or(meaning.format);
                    }
                }
                (all.filter(|all| !all.is_empty()), format)
            }
            _ => {
                wrong(node, "the name of a type", diagnostics);
                (None, None)
            }
        }
    }

    fn named(self, name: &str, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<Meaning> {
        if let Some(types) = Types::named(name) {
            if types == Types::NULL && self.version < Version::V31 {
                diagnostics.warning(
                    Code::OtherVersion,
                    node,
                    "`null` is a type of OpenAPI 3.1; it is taken as it is meant there",
                    "write `nullable: true` beside the type of the values that are not null",
                );
            }
            return Some(Meaning { types: Some(types), format: None });
        }
        let meaning = meaning(name);
        match meaning {
            Some(_) if name == "file" && self.version == Version::V2 => {}
            Some(meaning) => diagnostics.warning(
                Code::UnknownType,
                node,
                format!("`{name}` is no type; it is taken for {}", meaning.says()),
                "the types are string, number, integer, boolean, array and object",
            ),
            None => diagnostics.error(
                Code::UnknownType,
                node,
                format!("`{name}` is no type"),
                "the types are string, number, integer, boolean, array and object",
            ),
        }
        meaning
    }
}

impl Meaning {
    fn says(self) -> String {
        let names: Vec<&str> = self.types.map_or(vec!["any"], |types| {
            let named = ["null", "boolean", "string", "array", "object"];
            let mut names: Vec<&str> = named
                .into_iter()
                .filter(|name| Types::named(name).is_some_and(|one| types.contains(one)))
                .collect();
            if types.contains(Types::NUMBER) {
                names.push("number");
            } else if types.contains(Types::INTEGER) {
                names.push("integer");
            }
            names
        });
        let names = names.join(", ");
        self.format.map_or_else(
            || format!("`{names}`"),
            |format| format!("`{names}` with the format `{format}`"),
        )
    }
}

/// What is clearly meant by a name that is none of JSON Schema.
fn meaning(name: &str) -> Option<Meaning> {
    let lower = name.trim().to_ascii_lowercase();
    let of = |types, format| Some(Meaning { types: Some(types), format });
    match lower.as_str() {
        "string" | "str" | "text" | "char" | "character" | "varchar" => of(Types::STRING, None),
        "integer" | "int" | "bigint" | "biginteger" | "short" | "byte_integer" => {
            of(Types::INTEGER, None)
        }
        "int32" => of(Types::INTEGER, Some("int32")),
        "int64" | "long" => of(Types::INTEGER, Some("int64")),
        "number" | "numeric" | "num" | "decimal" | "bigdecimal" => of(Types::NUMBER, None),
        "float" => of(Types::NUMBER, Some("float")),
        "double" => of(Types::NUMBER, Some("double")),
        "boolean" | "bool" => of(Types::BOOLEAN, None),
        "array" | "list" => of(Types::ARRAY, None),
        "object" | "map" | "dict" | "dictionary" | "hash" | "struct" => of(Types::OBJECT, None),
        "null" => of(Types::NULL, None),
        "file" | "binary" | "blob" => of(Types::STRING, Some("binary")),
        "date" => of(Types::STRING, Some("date")),
        "datetime" | "date-time" | "date_time" | "timestamp" => {
            of(Types::STRING, Some("date-time"))
        }
        "time" => of(Types::STRING, Some("time")),
        "uuid" | "guid" => of(Types::STRING, Some("uuid")),
        "uri" | "url" => of(Types::STRING, Some("uri")),
        "email" => of(Types::STRING, Some("email")),
        "password" => of(Types::STRING, Some("password")),
        "byte" | "base64" => of(Types::STRING, Some("byte")),
        "any" | "mixed" | "*" | "" => Some(Meaning { types: None, format: None }),
        _ => None,
    }
}
