//! Descriptions in the one dialect that the validator reads, JSON Schema 2020-12, for the sake of judging alone. This is not the
//! reading of the generator, which is what is on trial, and it is done in place, so that every reference still leads where it led.

use serde_json::{Map, Value, json};

use super::documents::Documents;

const EVERY_TYPE: [&str; 6] = ["null", "boolean", "number", "string", "array", "object"];

/// How much of a schema counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// `format` is a remark, as JSON Schema has it.
    Remarks,
    /// `format` is a demand: a number must fit `int32` where that is said, and so on.
    Formats,
}

/// Where a file can be found by references.
#[must_use]
pub fn address(file: usize) -> String {
    format!("doc:///{file}")
}

/// All files, with the schemas in them rewritten.
#[must_use]
pub fn convert(documents: &Documents, strictness: Strictness) -> Vec<Value> {
    let root = documents.files.first().map(|(_, tree)| tree);
    let version = root.map(|tree| {
        let version = tree.get("openapi").or_else(|| tree.get("swagger"));
        version.and_then(Value::as_str).unwrap_or_default().to_owned()
    });
    let is_old =
        version.is_some_and(|version| version.starts_with("2.") || version.starts_with("3.0"));
    let files = documents.files.iter().enumerate();
    files
        .map(|(file, (_, tree))| {
            let mut tree = tree.clone();
            let conversion = Conversion { documents, file, is_old, strictness };
            // A file that is no description is full of schemas, or is one.
            if file > 0 && tree.get("paths").is_none() && tree.get("components").is_none() {
                conversion.walk(&mut tree, Kind::Unknown);
            } else {
                conversion.walk(&mut tree, Kind::Object);
            }
            tree
        })
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An object of OpenAPI.
    Object,
    /// A map of names to objects of OpenAPI.
    Objects,
    Schema,
    /// A map of names to schemas.
    Schemas,
    /// Could be a schema, a map of some, or an object of OpenAPI.
    Unknown,
    /// Data.
    Data,
}

struct Conversion<'d> {
    documents: &'d Documents,
    file: usize,
    is_old: bool,
    strictness: Strictness,
}

impl Conversion<'_> {
    fn walk(&self, value: &mut Value, kind: Kind) {
        match value {
            Value::Array(items) if kind != Kind::Data => {
                items.iter_mut().for_each(|item| self.walk(item, kind));
            }
            Value::Object(object) => match kind {
                Kind::Data => {}
                Kind::Objects => {
                    object.values_mut().for_each(|value| self.walk(value, Kind::Object))
                }
                Kind::Schemas => {
                    object.values_mut().for_each(|value| self.walk(value, Kind::Schema))
                }
                Kind::Object => {
                    for (key, value) in object.iter_mut() {
                        self.walk(value, inside_object(key));
                    }
                }
                Kind::Schema => self.schema(object),
                Kind::Unknown if is_schema(object) => self.schema(object),
                Kind::Unknown => {
                    object.values_mut().for_each(|value| self.walk(value, Kind::Unknown));
                }
            },
            _ => {}
        }
    }

    fn schema(&self, schema: &mut Map<String, Value>) {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let reference = self.reference(reference);
            if self.is_old {
                // What stands beside a reference is not there (OpenAPI 3.0.4, section 4.8.23).
                schema.clear();
            }
            schema.insert("$ref".to_owned(), Value::String(reference));
        }
        for (key, value) in schema.iter_mut() {
            self.walk(value, inside_schema(key));
        }
        for key in ["example", "default", "xml", "externalDocs", "$schema", "discriminator"] {
            schema.remove(key);
        }
        if schema
            .get("additionalProperties")
            .is_some_and(|rest| *rest == json!(true) || *rest == json!({}))
        {
            // What holds for everything leaves no trace in the validator's account of who described what.
            schema.insert("additionalProperties".to_owned(), json!({ "type": EVERY_TYPE }));
        }
        if self.is_old {
            modernize(schema);
        }
        if self.strictness == Strictness::Formats {
            demand_format(schema);
        }
    }

    /// A reference that leads to the same place from anywhere, with what a URI cannot have encoded.
    fn reference(&self, reference: &str) -> String {
        match self.documents.resolve(self.file, reference) {
            Some(place) => format!("{}#{}", address(place.file), encoded(&place.pointer)),
            None => reference.to_owned(),
        }
    }
}

/// What a key of an object of OpenAPI stands for.
fn inside_object(key: &str) -> Kind {
    match key {
        "schema" | "itemSchema" => Kind::Schema,
        "schemas" | "definitions" => Kind::Schemas,
        "paths" | "parameters" | "responses" | "headers" | "requestBodies" | "callbacks"
        | "content" | "encoding" | "pathItems" | "webhooks" | "mediaTypes" => Kind::Objects,
        "example" | "examples" | "default" | "enum" | "value" => Kind::Data,
        _ if key.starts_with("x-") => Kind::Data,
        _ => Kind::Object,
    }
}

/// What a keyword of JSON Schema stands for.
fn inside_schema(key: &str) -> Kind {
    match key {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
            Kind::Schemas
        }
        "allOf"
        | "anyOf"
        | "oneOf"
        | "not"
        | "if"
        | "then"
        | "else"
        | "items"
        | "prefixItems"
        | "contains"
        | "additionalProperties"
        | "propertyNames"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "contentSchema"
        | "additionalItems" => Kind::Schema,
        _ => Kind::Data,
    }
}

fn is_schema(object: &Map<String, Value>) -> bool {
    let keywords = ["type", "properties", "$ref", "allOf", "oneOf", "anyOf", "items", "enum"];
    keywords.iter().any(|keyword| {
        object.get(*keyword).is_some_and(|value| match *keyword {
            "type" | "$ref" => value.is_string() || value.is_array(),
            "properties" | "items" => value.is_object(),
            _ => value.is_array(),
        })
    })
}

/// A schema of 2.0 or 3.0 in the words of 2020-12.
fn modernize(schema: &mut Map<String, Value>) {
    if schema.get("type").is_some_and(|name| name == "file") {
        schema.insert("type".to_owned(), json!("string"));
    }
    if schema.remove("nullable") == Some(Value::Bool(true))
        && let Some(Value::String(name)) = schema.get("type").cloned()
    {
        schema.insert("type".to_owned(), json!([name, "null"]));
    }
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        match schema.get(exclusive) {
            Some(Value::Bool(true)) => {
                schema.remove(exclusive);
                if let Some(value) = schema.remove(bound) {
                    schema.insert(exclusive.to_owned(), value);
                }
            }
            Some(Value::Bool(false)) => {
                schema.remove(exclusive);
            }
            _ => {}
        }
    }
    // `required: true` of a property is of draft 3 and means nothing; `examples` are none of these versions.
    if schema.get("required").is_some_and(|required| !required.is_array()) {
        schema.remove("required");
    }
    schema.remove("examples");
}

/// What the formats of numbers demand, as bounds; those of strings the validator knows.
fn demand_format(schema: &mut Map<String, Value>) {
    let bounds = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => json!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX }),
        Some("int64") => json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX }),
        Some("uint32") => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        Some("uint64") => json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX }),
        _ => return,
    };
    // The format says nothing of a value that is no number.
    let demand = json!({ "if": { "type": "number" }, "then": bounds });
    match schema.get_mut("allOf").and_then(Value::as_array_mut) {
        Some(all) => all.push(demand),
        None => {
            schema.insert("allOf".to_owned(), json!([demand]));
        }
    }
}

/// A JSON pointer as a fragment: what may not stand in a URI (RFC 3986, section 3.5) in percent-encoding.
#[must_use]
pub fn encoded(pointer: &str) -> String {
    let mut text = String::new();
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=:@?".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text += &format!("%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_schemas_say_the_same_in_new_words() {
        let tree = json!({
            "openapi": "3.0.3",
            "components": { "schemas": { "A B": {
                "type": "object",
                "properties": {
                    "nullable": { "type": "string", "nullable": true, "example": "x" },
                    "b": { "$ref": "#/components/schemas/A B", "nullable": true },
                    "c": { "type": "number", "minimum": 1, "exclusiveMinimum": true },
                },
                "example": { "nullable": true },
            } } },
        });
        let documents = Documents { files: vec![("a.yaml".into(), tree)] };
        let converted = convert(&documents, Strictness::Remarks);
        let expected = json!({
            "type": "object",
            "properties": {
                "nullable": { "type": ["string", "null"] },
                "b": { "$ref": "doc:///0#/components/schemas/A%20B" },
                "c": { "type": "number", "exclusiveMinimum": 1 },
            },
        });
        assert_eq!(converted[0]["components"]["schemas"]["A B"], expected);
    }
}
