//! How values stand in XML (OpenAPI 3.2, XML Object).

/// Index of a root in [`Xml::roots`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct XmlRootId(pub usize);

/// Index of an object in [`Xml::objects`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct XmlObjectId(pub usize);

/// What the bodies of an API need to be XML.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Xml {
    /// The roots of bodies.
    pub roots: Vec<XmlRoot>,
    /// The objects in them.
    pub objects: Vec<XmlObject>,
}

/// The root of a document.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct XmlRoot {
    /// Name of the constant.
    pub name: String,
    /// The element.
    pub node: XmlNode,
}

/// How the properties of an object stand in XML.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct XmlObject {
    /// Name of the constant.
    pub name: String,
    /// The properties in document order.
    pub properties: Vec<XmlProperty>,
    /// What stands for those beside them, if there may be any.
    pub additional: Option<XmlNode>,
}

/// How a property stands in XML.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct XmlProperty {
    /// Name of the property in JSON.
    pub wire: String,
    /// Whether it must be there.
    pub required: bool,
    /// What stands for its value.
    pub node: XmlNode,
}

/// What stands for a value.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct XmlNode {
    /// What it is.
    pub kind: XmlKind,
    /// The name of the element or attribute; an empty one is that of an additional property.
    pub name: String,
    /// The prefix, if there is one.
    pub prefix: Option<String>,
    /// The namespace, if it has one.
    pub namespace: Option<String>,
    /// The name of an element around the items of a list, where there is none by the letter and one was given a name.
    pub wrapper: Option<String>,
    /// Whether null is one of its values.
    pub nullable: bool,
    /// What is in it.
    pub content: XmlContent,
}

/// `nodeType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum XmlKind {
    /// `element`.
    Element,
    /// `attribute`.
    Attribute,
    /// `text`.
    Text,
    /// `cdata`.
    CData,
    /// `none`: what is in it stands in the element around.
    Group,
}

/// What is in an [`XmlNode`].
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum XmlContent {
    /// A text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// One of several of these.
    Scalar,
    /// Any JSON.
    Any,
    /// An object.
    Object(XmlObjectId),
    /// Items that are all alike.
    List(Box<XmlNode>),
    /// Items in a fixed order, and what those behind are.
    Tuple(Vec<XmlNode>, Option<Box<XmlNode>>),
}
