//! XML whose schema says how it is written.
//!
//! Types know nothing of it. A [`Node`] says what stands for a value: which element, attribute or text, and what is in it. Between the text
//! and the tree of JSON that the types are read from stand one reader and one writer, which follow it.

mod read;
mod tree;
mod write;

use serde::Serialize;

use super::answer::{Answer, BodyError, BodyErrorKind, Decoded};
use super::charset;
use super::check::{Check, InvalidRequest};
use super::codec::{self, Decode};
use super::media_type;
use super::payload::{self, Payload};
use super::rules::Rules;

/// The namespace of `xsi:nil` (XML Schema Part 1, section 2.6).
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What stands for a value in XML.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    kind: Kind,
    /// Its name without a prefix; an empty one is that of the property whose value it is.
    name: &'static str,
    prefix: &'static str,
    namespace: &'static str,
    /// The element in which the items of a list may come all the same.
    wrapper: &'static str,
    nullable: bool,
    content: Content,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Element,
    Attribute,
    Text,
    CData,
    /// Nothing: what is in it stands directly in the element around.
    Group,
}

/// What is in a [`Node`].
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// A text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A text, a number or a boolean, whichever it looks like.
    Scalar,
    /// Whatever there is: elements are the members of an object, and all else is text.
    Any,
    /// An object with these properties.
    Object(&'static Object),
    /// Items that are all alike.
    List(&'static Node),
    /// Items in a fixed order, and what those behind are alike.
    Tuple(&'static [Node], Option<&'static Node>),
}

/// How the properties of an object stand in XML.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    properties: &'static [Property],
    additional: Option<&'static Node>,
}

/// How one property of an object stands in XML.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// Its name in JSON.
    name: &'static str,
    /// Whether it is there even where nothing stands for it, such as a list without items.
    required: bool,
    node: Node,
}

impl Node {
    const fn new(kind: Kind, name: &'static str, content: Content) -> Self {
        let nullable = false;
        Self { kind, name, prefix: "", namespace: "", wrapper: "", nullable, content }
    }

    /// An element.
    #[must_use]
    pub const fn element(name: &'static str, content: Content) -> Self {
        Self::new(Kind::Element, name, content)
    }

    /// An attribute of the element around.
    #[must_use]
    pub const fn attribute(name: &'static str, content: Content) -> Self {
        Self::new(Kind::Attribute, name, content)
    }

    /// Text of the element around.
    #[must_use]
    pub const fn text(content: Content) -> Self {
        Self::new(Kind::Text, "", content)
    }

    /// A CDATA section of the element around.
    #[must_use]
    pub const fn cdata(content: Content) -> Self {
        Self::new(Kind::CData, "", content)
    }

    /// Nothing of its own: what is in it stands in the element around.
    #[must_use]
    pub const fn group(content: Content) -> Self {
        Self::new(Kind::Group, "", content)
    }

    /// With a namespace, and the prefix for it; an empty prefix makes it that of all elements inside.
    #[must_use]
    pub const fn namespace(mut self, prefix: &'static str, namespace: &'static str) -> Self {
        (self.prefix, self.namespace) = (prefix, namespace);
        self
    }

    /// What may come in an element of this name all the same.
    #[must_use]
    pub const fn wrapper(mut self, name: &'static str) -> Self {
        self.wrapper = name;
        self
    }

    /// Where null is a value, which is what a missing attribute means then.
    #[must_use]
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }
}

impl Object {
    /// An object with these properties and no others.
    #[must_use]
    pub const fn new(properties: &'static [Property]) -> Self {
        Self { properties, additional: None }
    }

    /// With others, each of which is such a node under its own name.
    #[must_use]
    pub const fn additional(mut self, node: &'static Node) -> Self {
        self.additional = Some(node);
        self
    }
}

impl Property {
    /// A property, and what stands for its value.
    #[must_use]
    pub const fn new(name: &'static str, node: Node) -> Self {
        Self { name, required: false, node }
    }

    /// One that is there even where nothing stands for it.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

/// A document whose declaration names the character set that it is written in.
fn declared(media_type: &str, document: String) -> String {
    match charset::of(media_type).as_str() {
        "utf-8" | "utf8" | "" => document,
        other => document.replacen("UTF-8", &other.to_ascii_uppercase(), 1),
    }
}

impl Payload {
    /// A body in XML.
    #[must_use]
    pub fn xml<T: Serialize + Check + ?Sized>(
        media_type: &'static str,
        value: &T,
        rules: &Rules,
        root: &Node,
    ) -> Self {
        let media_type =
            if media_type::is_concrete(media_type) { media_type } else { "application/xml" };
        let text = payload::check(value, rules).and_then(|()| {
            // By its text, in which a number of 32 bits has the digits that it is sent with elsewhere.
            let json = codec::sending(|| serde_json::to_string(value));
            let json = json.and_then(|json| serde_json::from_str(&json)).map_err(|error| {
                InvalidRequest::new("body", format!("cannot be written: {error}"))
            })?;
            let document = write::document(root, &json)?;
            charset::encode(media_type, declared(media_type, document))
                .map_err(|problem| InvalidRequest::new("body", problem))
        });
        Self::of(media_type, text)
    }
}

impl Answer {
    /// The body as XML.
    ///
    /// # Errors
    ///
    /// The body is empty, no XML, or XML of another shape.
    pub fn xml<T: Decode>(&self, root: &Node) -> Decoded<T> {
        codec::decode_value(&self.xml_value(root)?).map_err(|error| self.invalid(&error))
    }

    fn xml_value(&self, root: &Node) -> Decoded<serde_json::Value> {
        let text = tree::text(self)?;
        let problem = |kind: BodyErrorKind, message: String| {
            Err(BodyError::new(self, kind, String::new(), message))
        };
        if text.trim().is_empty() {
            return problem(
                BodyErrorKind::Empty,
                "the body is empty, and XML is documented".to_owned(),
            );
        }
        match tree::parse(&text) {
            Ok(element) => match read::document(root, &element) {
                Some(value) => Ok(value),
                None => {
                    let message =
                        format!("the root is `{}`, and nothing of `{}`", element.name, root.name);
                    problem(BodyErrorKind::Shape, message)
                }
            },
            Err(tree::Malformed::Truncated(message)) => problem(BodyErrorKind::Truncated, message),
            Err(tree::Malformed::Other(message)) => {
                let arrived = self.header(http::header::CONTENT_TYPE.as_str());
                problem(
                    BodyErrorKind::NotXml,
                    match arrived.filter(|arrived| !arrived.to_ascii_lowercase().contains("xml")) {
                        Some(other) => {
                            format!("the body is `{other}`, and XML is documented ({message})")
                        }
                        None => message,
                    },
                )
            }
        }
    }
}
