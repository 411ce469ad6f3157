//! What bodies are made of, by media type.

use super::hint::{other_version, unknown};
use super::style::Written;
use super::value::{flag, is_object, items};
use super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Content, Encoding, Examples, Location, Media, PartKey};
use crate::source::Node;

const KEYS: &[&str] = &[
    "schema",
    "itemSchema",
    "example",
    "examples",
    "encoding",
    "prefixEncoding",
    "itemEncoding",
    "description",
];
const ENCODING: &[&str] = &["contentType", "headers", "style", "explode", "allowReserved"];

impl<'t> Reader<'t> {
    /// `content`, in document order.
    pub(super) fn content(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<Media<'t>> {
        is_object(node, "an object with a Media Type object behind each media type", diagnostics);
        let content = node.members().filter(|(media_type, _)| !media_type.starts_with("x-"));
        content
            .filter_map(|(media_type, member)| self.media(media_type, member, diagnostics))
            .collect()
    }

    fn media(
        self,
        media_type: &'t str,
        referrer: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Media<'t>> {
        let mut media = Media {
            node: referrer,
            media_type,
            schema: None,
            item_schema: None,
            encoding: Vec::new(),
            examples: Examples::default(),
        };
        if referrer.value.is_null() {
            return Some(media);
        }
        let node = self.follow(referrer, diagnostics)?;
        if !is_object(node, "a Media Type object", diagnostics) {
            return None;
        }
        for (key, member) in node.members() {
            match key {
                "schema" => {
                    media.schema = (!member.value.is_null()).then_some(Content::Schema(member))
                }
                "itemSchema" => {
                    self.of_3_2(key, member, diagnostics);
                    media.item_schema = (!member.value.is_null()).then_some(member);
                }
                "encoding" => media.encoding.extend(self.encodings(member, diagnostics)),
                "prefixEncoding" => {
                    self.of_3_2(key, member, diagnostics);
                    let list = items(member, "a list of Encoding objects", diagnostics);
                    let list = list.into_iter().enumerate();
                    media.encoding.extend(list.filter_map(|(index, member)| {
                        self.encoding(PartKey::Position(index), member, diagnostics)
                    }));
                }
                "itemEncoding" if !member.value.is_null() => {
                    self.of_3_2(key, member, diagnostics);
                    media.encoding.extend(self.encoding(PartKey::Items, member, diagnostics));
                }
                "itemEncoding" => {}
                "example" | "examples" => {}
                _ => unknown("Media Type", KEYS, key, member, diagnostics),
            }
        }
        media.examples = self.examples(node, Some(media_type), diagnostics);
        Some(media)
    }

    fn of_3_2(self, key: &str, member: Node<'t>, diagnostics: &mut Diagnostics) {
        if self.version < Version::V32 {
            other_version(key, member, "OpenAPI 3.2", diagnostics);
        }
    }

    fn encodings(self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Vec<Encoding<'t>> {
        is_object(node, "an object with an Encoding object behind each property", diagnostics);
        let encodings = node.members().filter(|(_, member)| !member.value.is_null());
        encodings
            .filter_map(|(property, member)| {
                self.encoding(PartKey::Property(property.to_owned()), member, diagnostics)
            })
            .collect()
    }

    fn encoding(
        self,
        of: PartKey,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Encoding<'t>> {
        if !is_object(node, "an Encoding object", diagnostics) {
            return None;
        }
        let mut encoding =
            Encoding { node, of, headers: Vec::new(), content_type: None, serialization: None };
        let (mut written, mut is_written) = (Written::default(), false);
        for (key, member) in node.members() {
            match key {
                "contentType" => encoding.content_type = self.text(member, diagnostics),
                "style" => {
                    written.style = self.text(member, diagnostics).map(|style| (style, member));
                    is_written |= written.style.is_some();
                }
                "explode" => {
                    written.explode = flag(member, diagnostics);
                    is_written |= written.explode.is_some();
                }
                "allowReserved" => {
                    written.allow_reserved = flag(member, diagnostics).unwrap_or(false);
                    is_written |= written.allow_reserved;
                }
                "headers" => encoding.headers = self.headers(member, diagnostics),
                "encoding" | "prefixEncoding" | "itemEncoding" => not_yet(key, member, diagnostics),
                _ => unknown("Encoding", ENCODING, key, member, diagnostics),
            }
        }
        // `style` of a form is that of a query.
        encoding.serialization =
            is_written.then(|| self.serialization(Location::Query, written, diagnostics));
        Some(encoding)
    }
}

fn not_yet(key: &str, member: Node<'_>, diagnostics: &mut Diagnostics) {
    diagnostics.warning(
        Code::UncheckedKeyword,
        member.key(),
        format!("`{key}` is not supported here yet; the part is sent without what it says"),
        "nothing has to be done, if the server can do without it",
    );
}
