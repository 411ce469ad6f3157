//! XML with a node of each kind.

use crate::ir::{Xml, XmlContent, XmlKind, XmlNode, XmlObject, XmlObjectId, XmlProperty, XmlRoot};

fn node(kind: XmlKind, name: &str, content: XmlContent) -> XmlNode {
    XmlNode {
        kind,
        name: name.to_owned(),
        prefix: None,
        namespace: None,
        wrapper: None,
        nullable: false,
        content,
    }
}

fn element(name: &str, content: XmlContent) -> XmlNode {
    node(XmlKind::Element, name, content)
}

pub fn xml() -> Xml {
    let property = |wire: &str, node: XmlNode| {
        let required = wire.len().is_multiple_of(2);
        XmlProperty { wire: wire.to_owned(), required, node }
    };
    let list = XmlContent::List(Box::new(element("item", XmlContent::Object(XmlObjectId(0)))));
    let mut sets = node(XmlKind::Group, "items", list.clone());
    sets.wrapper = Some("itemSet".to_owned());
    let mut id = node(XmlKind::Attribute, "id", XmlContent::Scalar);
    (id.prefix, id.namespace) = (Some("p".to_owned()), Some("urn:\"quoted\"".to_owned()));
    id.nullable = true;
    let rest = Some(Box::new(element("more", XmlContent::Any)));
    let tuple = vec![node(XmlKind::Text, "", XmlContent::Text), element("b", XmlContent::Number)];
    let everything = XmlObject {
        name: "EVERYTHING".to_owned(),
        properties: vec![
            property("id", id),
            property("text", node(XmlKind::Text, "", XmlContent::Text)),
            property("html", node(XmlKind::CData, "", XmlContent::Text)),
            property("a property with a name that is long", element("b", XmlContent::Boolean)),
            property("sets", sets),
            property("list", element("list", list)),
            property("tuple", element("tuple", XmlContent::Tuple(tuple.clone(), rest))),
            property("pair", element("pair", XmlContent::Tuple(tuple, None))),
        ],
        additional: Some(element("", XmlContent::Any)),
    };
    let root = element("everything", XmlContent::Object(XmlObjectId(0)));
    let unused = XmlObject { name: "UNUSED".to_owned(), ..everything.clone() };
    Xml {
        roots: vec![XmlRoot { name: "EVERYTHING_ROOT".to_owned(), node: root }],
        objects: vec![everything, unused],
    }
}
