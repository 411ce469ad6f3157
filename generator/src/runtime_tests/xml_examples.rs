//! The examples of the XML Object: of OpenAPI 3.1 (section 4.8.26) with `attribute` and `wrapped`, and of 3.2 (section 4.24) with `nodeType`.
//!
//! Each value is written as the example says, and read again from that.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::xml::{read, written};
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Contents, Format, Xml, XmlContent, XmlKind, XmlNode};
use crate::runtime::xml::{Content, Node, Object, Property};
use crate::source::Sources;
use crate::{dialect, lower};

/// An API with one operation, whose body has this schema.
fn lowered(version: &str, schema: &str, schemas: &str) -> (Api, Diagnostics) {
    let content = format!("{{application/xml: {{schema: {schema}}}}}");
    let operation = format!(
        "{{operationId: a, requestBody: {{content: {content}}}, responses: {{'200': {{description: d}}}}}}"
    );
    let text = format!(
        "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{/a: {{post: {operation}}}}}\ncomponents: {{schemas: {schemas}}}\n"
    );
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::parse("api.yaml", &text, &mut diagnostics);
    let (document, reader) = dialect::read(&sources, &mut diagnostics).expect("a description");
    let formats = BTreeMap::new();
    let options = lower::Options { formats: &formats };
    let api = lower::lower(&document, reader, &options, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.last_error());
    (api, diagnostics)
}

/// The root for a body with this schema, and what there is to say about it.
fn root(version: &str, schema: &str, schemas: &str) -> (Option<&'static Node>, Vec<String>) {
    let (api, diagnostics) = lowered(version, schema, schemas);
    let said = diagnostics.iter().map(|one| format!("{}: {}", one.code.as_str(), one.message));
    let body = api.modules[0].operations[0].body.as_ref().expect("a body");
    let Contents::One(content) = &body.contents else { panic!("one media type") };
    assert_eq!(content.root.is_some(), content.format == Format::Xml);
    let root = content.root.map(|id| &api.xml.roots[id.0].node);
    (root.map(|node| &*Box::leak(Box::new(constant(node, &api.xml)))), said.collect())
}

/// A node as it would be emitted.
fn constant(node: &XmlNode, xml: &Xml) -> Node {
    let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let nodes = |nodes: &[XmlNode]| -> &'static [Node] {
        nodes.iter().map(|node| constant(node, xml)).collect::<Vec<_>>().leak()
    };
    let one = |node: &XmlNode| -> &'static Node { &nodes(std::slice::from_ref(node))[0] };
    let content = match &node.content {
        XmlContent::Text => Content::Text,
        XmlContent::Number => Content::Number,
        XmlContent::Boolean => Content::Boolean,
        XmlContent::Scalar => Content::Scalar,
        XmlContent::Any => Content::Any,
        XmlContent::List(item) => Content::List(one(item)),
        XmlContent::Tuple(first, rest) => Content::Tuple(nodes(first), rest.as_deref().map(one)),
        XmlContent::Object(id) => {
            let object = &xml.objects[id.0];
            let properties = object.properties.iter().map(|property| {
                let constant = Property::new(leak(&property.wire), constant(&property.node, xml));
                if property.required { constant.required() } else { constant }
            });
            let constant = Object::new(properties.collect::<Vec<_>>().leak());
            let constant = match &object.additional {
                Some(node) => constant.additional(one(node)),
                None => constant,
            };
            Content::Object(Box::leak(Box::new(constant)))
        }
    };
    let constant = match node.kind {
        XmlKind::Element => Node::element(leak(&node.name), content),
        XmlKind::Attribute => Node::attribute(leak(&node.name), content),
        XmlKind::Text => Node::text(content),
        XmlKind::CData => Node::cdata(content),
        XmlKind::Group => Node::group(content),
    };
    let [prefix, namespace] =
        [&node.prefix, &node.namespace].map(|text| leak(text.as_deref().unwrap_or_default()));
    let constant = constant.namespace(prefix, namespace);
    let constant = constant.wrapper(leak(node.wrapper.as_deref().unwrap_or_default()));
    if node.nullable { constant.nullable() } else { constant }
}

/// Writes a value, and reads it again.
#[track_caller]
fn example(version: &str, schema: &str, schemas: &str, value: &Value, expected: &str) {
    let (root, said) = root(version, schema, schemas);
    let root = root.unwrap_or_else(|| panic!("{schema} has no root: {said:?}"));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let text = written(root, value.clone()).await.expect("it is written");
        assert_eq!(text, expected, "{version} {schema}");
        assert_eq!(read(root, &text).await, *value, "{version} {schema}");
    });
}

/// A document with a property `animals`.
fn animals(version: &str, property: &str, value: &Value, expected: &str) {
    let schema =
        format!("{{type: object, xml: {{name: document}}, properties: {{animals: {property}}}}}");
    let expected = format!("<document>{expected}</document>");
    example(version, &schema, "{}", &json!({ "animals": value }), &expected);
}

#[test]
fn names_of_lists_and_of_their_items() {
    let list = json!(["dog", "cat"]);
    let plain = "<animals>dog</animals><animals>cat</animals>";
    let items = "<animal>dog</animal><animal>cat</animal>";
    // Whether the list has a name, whether its items have one, and whether it is an element.
    let cells = [
        ("", "", false, plain.to_owned()),
        ("", "animal", false, items.to_owned()),
        ("aliens", "animal", false, items.to_owned()),
        ("aliens", "", false, plain.to_owned()),
        ("", "", true, format!("<animals>{plain}</animals>")),
        ("", "animal", true, format!("<animals>{items}</animals>")),
        ("aliens", "animal", true, format!("<aliens>{items}</aliens>")),
        ("aliens", "", true, format!("<aliens>{}</aliens>", plain.replace("animals", "aliens"))),
    ];
    for (own, item, is_wrapped, expected) in &cells {
        let name = |name: &str| {
            if name.is_empty() { String::new() } else { format!("name: {name}, ") }
        };
        let items = format!("items: {{type: string, xml: {{{}}}}}", name(item));
        for (version, wrapped) in
            [("3.0.3", "wrapped: true"), ("3.1.0", "wrapped: true"), ("3.2.0", "nodeType: element")]
        {
            let wrapped = if *is_wrapped { wrapped } else { "" };
            let xml = format!("xml: {{{}{wrapped}}}", name(own));
            animals(version, &format!("{{type: array, {xml}, {items}}}"), &list, expected);
        }
    }
}

#[test]
fn names_attributes_and_namespaces() {
    animals("3.1.0", "{type: string}", &json!("dog"), "<animals>dog</animals>");
    let named = "{type: string, xml: {name: animal}}";
    animals("3.1.0", named, &json!("dog"), "<animal>dog</animal>");
    let expected = concat!(
        r#"<Person id="123"><sample:name xmlns:sample="https://example.com/schema/sample">"#,
        "example</sample:name></Person>"
    );
    for (version, attribute) in [("3.1.0", "attribute: true"), ("3.2.0", "nodeType: attribute")] {
        let person = format!(
            "{{Person: {{type: object, properties: {{id: {{type: integer, format: int32, xml: {{{attribute}}}}}, \
             name: {{type: string, xml: {{namespace: 'https://example.com/schema/sample', prefix: sample}}}}}}}}}}"
        );
        let value = json!({"id": 123, "name": "example"});
        example(version, "{$ref: '#/components/schemas/Person'}", &person, &value, expected);
    }
}

#[test]
fn attributes_and_text() {
    let schema = "{type: array, xml: {nodeType: element, name: animals}, items: {xml: {name: animal}, properties: \
                  {kind: {type: string, xml: {nodeType: attribute}}, name: {type: string, xml: {nodeType: text}}}}}";
    let value = json!([{"kind": "Cat", "name": "Fluffy"}, {"kind": "Dog", "name": "Fido"}]);
    let expected =
        r#"<animals><animal kind="Cat">Fluffy</animal><animal kind="Dog">Fido</animal></animals>"#;
    example("3.2.0", schema, "{}", &value, expected);
}

#[test]
fn a_reference_is_the_element_that_it_leads_to() {
    let documentation = "properties: {content: {type: string, xml: {nodeType: cdata}}}";
    let value = json!({"content": "<html><head/></html>"});
    let section = "<![CDATA[<html><head/></html>]]>";
    let own = format!("{{Documentation: {{type: object, {documentation}}}}}");
    let reference = "$ref: '#/components/schemas/Documentation'";
    let expected = format!("<Documentation>{section}</Documentation>");
    example("3.2.0", &format!("{{{reference}}}"), &own, &value, &expected);
    let none =
        format!("{{Documentation: {{xml: {{nodeType: none}}, type: object, {documentation}}}}}");
    let stored = format!("{{xml: {{nodeType: element, name: StoredDocument}}, {reference}}}");
    let expected = format!("<StoredDocument>{section}</StoredDocument>");
    example("3.2.0", &stored, &none, &value, &expected);
    // Its name is that of the component since 3.2, and was that of the property before.
    let schema =
        format!("{{type: object, xml: {{name: r}}, properties: {{docs: {{{reference}}}}}}}");
    let value = json!({"docs": {"content": "a"}});
    let new = "<r><Documentation><![CDATA[a]]></Documentation></r>";
    example("3.2.0", &schema, &own, &value, new);
    example("3.1.0", &schema, &own, &value, "<r><docs><![CDATA[a]]></docs></r>");
}

#[test]
fn elements_and_text_in_order() {
    let schema = "{xml: {nodeType: element, name: OneTwoThree}, type: array, minItems: 3, maxItems: 3, prefixItems: [\
                  {xml: {name: One}, type: string}, \
                  {xml: {name: Two}, type: object, required: [unit, value], properties: \
                  {unit: {type: string, xml: {nodeType: attribute}}, value: {type: number, xml: {nodeType: text}}}}, \
                  {xml: {name: Three}, type: [boolean, 'null']}]}";
    let value = json!(["Some text", {"unit": "cubits", "value": 42}, null]);
    let expected = concat!(
        r#"<OneTwoThree><One>Some text</One><Two unit="cubits">42</Two>"#,
        r#"<Three xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></OneTwoThree>"#
    );
    example("3.2.0", schema, "{}", &value, expected);
    let schema = "{xml: {nodeType: element, name: Report}, type: array, prefixItems: [{xml: {nodeType: text}, type: string}, \
                  {xml: {name: data}, type: number}, {xml: {nodeType: text}, type: string}]}";
    let value = json!(["Some preamble text.", 42, "Some postamble text."]);
    let expected = "<Report>Some preamble text.<data>42</data>Some postamble text.</Report>";
    example("3.2.0", schema, "{}", &value, expected);
}

#[test]
fn null_is_told_from_nothing() {
    let schema = "{xml: {name: product}, type: object, required: [count, description, related], properties: {\
                  count: {type: [number, 'null'], xml: {nodeType: attribute}}, rating: {type: string, xml: {nodeType: attribute}}, \
                  description: {type: string}, related: {type: [object, 'null'], properties: {a: {type: string}}}}}";
    let value = json!({"count": null, "description": "Thing", "related": null});
    let expected = concat!(
        "<product><description>Thing</description>",
        r#"<related xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></product>"#
    );
    example("3.2.0", schema, "{}", &value, expected);
    let value = json!({"count": 42, "description": "Thing", "related": {}});
    let expected = r#"<product count="42"><description>Thing</description><related/></product>"#;
    example("3.2.0", schema, "{}", &value, expected);
}

#[test]
fn alternatives_are_one_object_with_the_properties_of_all() {
    let schemas = "{Pet: {type: object, xml: {name: pet}, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}, \
                   Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}, \
                   Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {tricks: {type: array, items: {type: string}}}}]}, \
                   Either: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}}";
    for (name, element) in [("Pet", "pet"), ("Either", "Either")] {
        let schema = format!("{{$ref: '#/components/schemas/{name}'}}");
        let cat = json!({"kind": "Cat", "lives": 9});
        let expected = format!("<{element}><kind>Cat</kind><lives>9</lives></{element}>");
        example("3.1.0", &schema, schemas, &cat, &expected);
        let dog = json!({"kind": "Dog", "tricks": ["sit", "roll"]});
        let expected = format!(
            "<{element}><kind>Dog</kind><tricks>sit</tricks><tricks>roll</tricks></{element}>"
        );
        example("3.1.0", &schema, schemas, &dog, &expected);
    }
}

#[test]
fn what_describes_no_xml_is_text() {
    let cases = [
        ("{type: string}", 0),
        ("{type: object, properties: {a: {type: string}}}", 1),
        ("{type: array, items: {type: string}}", 1),
        ("{}", 1),
        ("{type: object, xml: {name: a}}", 1),
        ("{type: integer}", 1),
        ("{xml: {name: a}, oneOf: [{type: string}, {type: object, properties: {b: {}}}]}", 1),
        ("{xml: {name: a, nodeType: text}, type: object, properties: {b: {type: string}}}", 1),
    ];
    for (schema, warnings) in cases {
        let (root, said) = root("3.2.0", schema, "{}");
        assert!(root.is_none(), "{schema}");
        assert_eq!(
            said.iter().filter(|one| one.starts_with("untyped-xml")).count(),
            warnings,
            "{said:?}"
        );
    }
}

#[test]
fn what_leads_back_to_itself_ends() {
    let schemas = "{Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, lists: {$ref: '#/components/schemas/Lists'}}}, \
                   Lists: {type: array, items: {$ref: '#/components/schemas/Lists'}}, \
                   Or: {oneOf: [{$ref: '#/components/schemas/Or'}, {$ref: '#/components/schemas/Node'}]}}";
    for name in ["Lists", "Or"] {
        let schema = format!(
            "{{type: object, xml: {{name: r}}, properties: {{a: {{$ref: '#/components/schemas/{name}'}}}}}}"
        );
        let (api, _) = lowered("3.1.0", &schema, schemas);
        assert_eq!(api.xml.roots.len(), 1, "{name}");
    }
}
