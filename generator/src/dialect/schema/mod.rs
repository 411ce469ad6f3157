//! Schemas: the keywords of JSON Schema 2020-12, of the dialect of OpenAPI 3.0, and of that of Swagger 2.0, in which parameters
//! and headers are schemas themselves.

mod bounds;
mod discriminator;
mod reference;
mod types;
mod values;
mod xml;

use serde_json::Value;

use bounds::{Bounds, Exclusive};

use super::hint;

use super::value::{self, count, flag, is_object, items, items_or_one, number, repaired, wrong};
use super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Additional, Schema};
use crate::source::Node;

/// For hints.
const KEYS: &[&str] = &[
    "$ref",
    "$defs",
    "$id",
    "$anchor",
    "$dynamicRef",
    "$dynamicAnchor",
    "$schema",
    "$comment",
    "type",
    "title",
    "description",
    "format",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "items",
    "prefixItems",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "discriminator",
    "nullable",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "example",
    "examples",
    "xml",
    "externalDocs",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// The keys of a schema whose meaning depends on other keys of it.
#[derive(Default)]
struct Pending<'t> {
    kind: Option<Node<'t>>,
    nullable: bool,
    unevaluated: Option<Node<'t>>,
    dynamic: Option<Node<'t>>,
    recursive: Option<Node<'t>>,
    items: Option<Node<'t>>,
    names: Option<Node<'t>>,
    descriptions: Option<Node<'t>>,
    bounds: Bounds,
}

impl<'t> Reader<'t> {
    /// Reads what a schema says. What is wrong with it is reported, each time that it is read.
    pub fn schema(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Schema<'t> {
        let mut schema = Schema::blank(node);
        match node.value {
            Value::Object(_) => self.keywords(&mut schema, diagnostics),
            Value::Bool(flag) => {
                if self.version < Version::V31 {
                    let message = format!(
                        "a schema that is `{flag}` is one of OpenAPI 3.1; it is taken as it is meant there"
                    );
                    let help = "say it with an object";
                    diagnostics.warning(Code::OtherVersion, node, message, help);
                }
                schema.boolean = Some(*flag);
            }
            Value::Null => {
                repaired(
                    node,
                    "a schema",
                    "it is taken for one that allows everything",
                    "write `{}` if that is meant",
                    diagnostics,
                );
            }
            _ => wrong(node, "a schema", diagnostics),
        }
        schema
    }

    fn keywords(self, schema: &mut Schema<'t>, diagnostics: &mut Diagnostics) {
        let node = schema.node;
        // A parameter of 2.0 is a schema, but for some keys that mean something else or nothing in one.
        let is_parameter = is_parameter(node);
        let reference = node.get("$ref").filter(|reference| !reference.value.is_null());
        if let Some(reference) = reference {
            schema.reference = self.schema_reference(node, reference, diagnostics);
        }
        let alone = reference.is_some() && self.version < Version::V31;
        let mut pending = Pending::default();
        for (key, member) in node.members() {
            match key {
                "$ref" => {}
                "name" | "in" | "required" | "allowEmptyValue" | "description" | "deprecated"
                | "style" | "explode" | "allowReserved" | "content" | "collectionFormat"
                    if is_parameter => {}
                "title" | "description" | "deprecated" | "readOnly" | "writeOnly" | "nullable"
                | "x-nullable" | "default" | "example" | "examples" | "externalDocs" | "xml"
                    if alone =>
                {
                    self.annotation(key, member, schema, &mut pending, diagnostics);
                }
                _ if alone => {
                    if !hint::is_extension(key) {
                        diagnostics.warning(
                            Code::UnknownKeyword,
                            member.key(),
                            format!("`{key}` stands beside `$ref`, and this version of OpenAPI ignores it there"),
                            "remove it, put it where the reference leads, or put the reference into `allOf`",
                        );
                    }
                }
                _ => self.keyword(key, member, schema, &mut pending, diagnostics),
            }
        }
        self.settle(schema, pending, diagnostics);
    }

    /// A keyword that says something about a schema and nothing about values, or is known to hold beside a reference.
    fn annotation(
        self,
        key: &'t str,
        member: Node<'t>,
        schema: &mut Schema<'t>,
        pending: &mut Pending<'t>,
        diagnostics: &mut Diagnostics,
    ) {
        match key {
            "title" => schema.title = self.prose(member, diagnostics),
            "description" => schema.description = self.prose(member, diagnostics),
            "deprecated" => schema.deprecated = lenient(member, diagnostics),
            "readOnly" => schema.read_only = lenient(member, diagnostics),
            "writeOnly" => schema.write_only = lenient(member, diagnostics),
            "default" => schema.default = Some(member),
            "nullable" => {
                if self.version != Version::V30 {
                    hint::other_version(key, member, "OpenAPI 3.0", diagnostics);
                }
                pending.nullable |= flag(member, diagnostics).unwrap_or(false);
            }
            "x-nullable" => pending.nullable |= flag(member, diagnostics).unwrap_or(false),
            "x-enum-varnames" | "x-enumNames" => pending.names = Some(member),
            "x-enum-descriptions" | "x-enumDescriptions" => pending.descriptions = Some(member),
            "x-rust-name" => schema.rust_name = self.text(member, diagnostics),
            "x-rust-type" => schema.rust_type = self.text(member, diagnostics),
            "example" => schema.examples.push(member),
            "examples" => schema.examples.extend(member.items()),
            "xml" => schema.xml = self.xml(member, diagnostics),
            // Places of schemas of their own.
            "externalDocs" | "$defs" | "definitions" | "$id" | "$schema" | "$anchor"
            | "$dynamicAnchor" | "$recursiveAnchor" | "$comment" | "$vocabulary" => {}
            "collectionFormat" if self.version == Version::V2 => {}
            _ => hint::unknown("Schema", KEYS, key, member, diagnostics),
        }
    }

    fn keyword(
        self,
        key: &'t str,
        member: Node<'t>,
        schema: &mut Schema<'t>,
        pending: &mut Pending<'t>,
        diagnostics: &mut Diagnostics,
    ) {
        let is_new = match key {
            "const"
            | "prefixItems"
            | "patternProperties"
            | "propertyNames"
            | "$dynamicRef"
            | "$recursiveRef"
            | "contentEncoding"
            | "contentMediaType"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "minContains"
            | "maxContains"
            | "dependentRequired"
            | "dependentSchemas"
            | "unevaluatedItems"
            | "unevaluatedProperties"
            | "contentSchema" => self.version < Version::V31,
            "oneOf" | "anyOf" | "not" | "writeOnly" | "deprecated" => self.version < Version::V30,
            _ => false,
        };
        if is_new && !member.value.is_null() {
            let version = if matches!(key, "oneOf" | "anyOf" | "not" | "writeOnly" | "deprecated") {
                "OpenAPI 3.0"
            } else {
                "OpenAPI 3.1"
            };
            hint::other_version(key, member, version, diagnostics);
        }
        match key {
            "type" => pending.kind = Some(member),
            "format" => schema.format = self.prose(member, diagnostics),
            "enum" => schema.values = self.values(member, diagnostics),
            "const" => schema.constant = Some(member),
            "properties" => schema.properties = schemas_by_name(member, diagnostics),
            "required" => schema.required = self.required(member, diagnostics),
            "additionalProperties" => schema.additional = additional(member, diagnostics),
            "unevaluatedProperties" => pending.unevaluated = Some(member),
            "patternProperties" => schema.pattern_properties = schemas_by_name(member, diagnostics),
            "propertyNames" => schema.property_names = present(member),
            "items" => pending.items = present(member),
            "prefixItems" => schema.prefix_items = items(member, "a list of schemas", diagnostics),
            "minLength" => schema.min_length = count(member, diagnostics),
            "maxLength" => schema.max_length = count(member, diagnostics),
            "pattern" => schema.pattern = self.text(member, diagnostics),
            "minimum" => pending.bounds.minimum = number(member, diagnostics),
            "maximum" => pending.bounds.maximum = number(member, diagnostics),
            "exclusiveMinimum" => pending.bounds.above = self.exclusive(key, member, diagnostics),
            "exclusiveMaximum" => pending.bounds.below = self.exclusive(key, member, diagnostics),
            "multipleOf" => schema.multiple_of = number(member, diagnostics),
            "minItems" => schema.min_items = count(member, diagnostics),
            "maxItems" => schema.max_items = count(member, diagnostics),
            "uniqueItems" => schema.unique_items = lenient(member, diagnostics),
            "minProperties" => schema.min_properties = count(member, diagnostics),
            "maxProperties" => schema.max_properties = count(member, diagnostics),
            "allOf" => schema.all_of = alternatives(member, diagnostics),
            "oneOf" => schema.one_of = alternatives(member, diagnostics),
            "anyOf" => schema.any_of = alternatives(member, diagnostics),
            "discriminator" => {
                schema.discriminator = self.discriminator(schema.node, member, diagnostics)
            }
            "contentEncoding" => schema.content_encoding = self.text(member, diagnostics),
            "contentMediaType" => schema.content_media_type = self.text(member, diagnostics),
            "$dynamicRef" => pending.dynamic = present(member),
            "$recursiveRef" => pending.recursive = present(member),
            "not" | "if" | "then" | "else" | "contains" | "minContains" | "maxContains"
            | "dependentRequired" | "dependentSchemas" | "dependencies" | "unevaluatedItems"
            | "additionalItems" | "contentSchema" => {
                schema.constraints.extend(present(member).map(|member| (key, member)));
            }
            _ => self.annotation(key, member, schema, pending, diagnostics),
        }
    }

    /// Keywords whose meaning depends on each other.
    fn settle(self, schema: &mut Schema<'t>, pending: Pending<'t>, diagnostics: &mut Diagnostics) {
        if let Some(kind) = pending.kind {
            let only = schema
                .node
                .members()
                .all(|(key, _)| matches!(key, "type" | "title" | "description"));
            let (types, format) = self.types(kind, only, diagnostics);
            schema.types = types;
            schema.format = schema.format.or(format);
        }
        if pending.nullable {
            match &mut schema.types {
                Some(types) => *types = types.or(crate::document::Types::NULL),
                None => schema.nullable = true,
            }
        }
        if let Some(names) = pending.names {
            schema.value_names = self.names(names, schema.values, diagnostics);
        }
        if let Some(descriptions) = pending.descriptions {
            schema.value_descriptions = self.names(descriptions, schema.values, diagnostics);
        }
        if let Some(items) = pending.items {
            match items.value {
                Value::Array(_) => {
                    schema.prefix_items = items.items().collect();
                    schema.lists_items = true;
                }
                _ => schema.items = Some(items),
            }
        }
        if let Some(unevaluated) = pending.unevaluated {
            if schema.additional == Additional::Unspecified {
                schema.additional = additional(unevaluated, diagnostics);
                schema.is_unevaluated = true;
            } else {
                schema.constraints.push(("unevaluatedProperties", unevaluated));
            }
        }
        let anchor = pending.dynamic.and_then(Node::text).and_then(|text| text.split_once('#'));
        if let (Some(dynamic), Some((_, anchor))) = (pending.dynamic, anchor)
            && self.sources.is_dynamic(anchor)
        {
            followed_as_it_stands(dynamic, "$dynamicAnchor", diagnostics);
        }
        if let Some(recursive) = pending.recursive.filter(|_| self.sources.is_dynamic("")) {
            followed_as_it_stands(recursive, "$recursiveAnchor", diagnostics);
        }
        if let Some(dynamic) = pending.dynamic {
            if schema.reference.is_none() {
                schema.reference = self.schema_reference(schema.node, dynamic, diagnostics);
            } else {
                schema.constraints.push(("$dynamicRef", dynamic));
            }
        }
        if let Some(recursive) = pending.recursive {
            let enclosing = self.sources.recursive_anchor(schema.node);
            schema.reference = schema
                .reference
                .or(enclosing)
                .or_else(|| self.schema_reference(schema.node, recursive, diagnostics));
        }
        (schema.minimum, schema.maximum) = pending.bounds.settle();
        // Since 3.2 a reference stands for nothing itself, unless it says so (XML Object, `nodeType`).
        schema.xml.defers =
            self.version >= Version::V32 && schema.xml.kind.is_none() && schema.reference.is_some();
    }

    /// `required` is a list of names. In a property some write `true`, as for a parameter.
    fn required(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<(&'t str, Node<'t>)> {
        let is_flag = match node.value {
            Value::Bool(_) => true,
            Value::String(text) => ["true", "false"].contains(&text.to_ascii_lowercase().as_str()),
            _ => false,
        };
        if is_flag {
            let help =
                "add the name of the property to the list `required` of the object that has it";
            repaired(node, "a list of names", "it is ignored", help, diagnostics);
            return Vec::new();
        }
        self.texts(node, diagnostics)
    }

    fn exclusive(
        self,
        key: &str,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Exclusive> {
        if let Value::Bool(flag) = node.value {
            if self.version >= Version::V31 {
                hint::other_version(key, node, "OpenAPI 3.0", diagnostics);
            }
            return Some(Exclusive::Flag(*flag));
        }
        if let Value::String(text) = node.value
            && ["true", "false"].contains(&text.as_str())
        {
            return flag(node, diagnostics).map(Exclusive::Flag);
        }
        let number = number(node, diagnostics)?;
        if self.version < Version::V31 {
            hint::other_version(key, node, "OpenAPI 3.1", diagnostics);
        }
        Some(Exclusive::Number(number))
    }
}

/// A reference whose target changes with the way to it is one type all the same (JSON Schema 2020-12 core, section 8.2.3.2).
fn followed_as_it_stands(node: Node<'_>, anchor: &str, diagnostics: &mut Diagnostics) {
    let message = format!(
        "several schemas have this `{anchor}`, and the reference leads to the one that it stands by, whichever schema includes it"
    );
    let help = "describe the property again where a schema that extends this one means itself";
    diagnostics.warning(Code::UncheckedKeyword, node.key(), message, help);
}

/// Whether an object is a parameter, which says where it travels.
fn is_parameter(node: Node<'_>) -> bool {
    node.get("in").and_then(Node::text).is_some() && node.get("name").is_some()
}

fn present(node: Node<'_>) -> Option<Node<'_>> {
    (!node.value.is_null()).then_some(node)
}

/// A flag without which types are the same, so that one that has no meaning can be ignored.
fn lenient(node: Node<'_>, diagnostics: &mut Diagnostics) -> bool {
    match node.value {
        Value::Null | Value::Bool(_) | Value::String(_) => flag(node, diagnostics).unwrap_or(false),
        _ => {
            repaired(
                node,
                "`true` or `false`",
                "it is ignored",
                "write `true` or remove it",
                diagnostics,
            );
            false
        }
    }
}

fn schemas_by_name<'t>(node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<(&'t str, Node<'t>)> {
    is_object(node, "an object with a schema behind each name", diagnostics);
    node.members().collect()
}

fn alternatives<'t>(node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<Node<'t>> {
    let found = match node.value {
        Value::Object(_) => items_or_one(node, "a list of schemas", diagnostics),
        _ => items(node, "a list of schemas", diagnostics),
    };
    if found.is_empty() && node.value.is_array() {
        let message = "a list of schemas that is empty says nothing; it is ignored";
        diagnostics.warning(Code::WrongType, node, message, "add schemas, or remove it");
    }
    found
}

fn additional<'t>(node: Node<'t>, diagnostics: &mut Diagnostics) -> Additional<'t> {
    match node.value {
        Value::Null => Additional::Unspecified,
        Value::Object(members) if members.is_empty() => Additional::Free,
        Value::Object(_) => Additional::Schema(node),
        Value::Bool(_) | Value::String(_) => match value::flag(node, diagnostics) {
            Some(true) => Additional::Free,
            Some(false) => Additional::Closed,
            None => Additional::Unspecified,
        },
        _ => {
            wrong(node, "a schema, `true` or `false`", diagnostics);
            Additional::Unspecified
        }
    }
}
