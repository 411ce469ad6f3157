//! Examples of parameters, headers, bodies and answers (OpenAPI 3.2, section 4.19).

use serde_json::Value;

use super::hint::{other_version, unknown};
use super::{Reader, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Example, Examples};
use crate::source::Node;

const KEYS: &[&str] =
    &["summary", "description", "value", "dataValue", "serializedValue", "externalValue"];

impl<'t> Reader<'t> {
    /// `example` and `examples` of an object whose values travel as a media type, if they do.
    pub(super) fn examples(
        self,
        node: Node<'t>,
        media_type: Option<&str>,
        diagnostics: &mut Diagnostics,
    ) -> Examples<'t> {
        let given = |key: &str| node.get(key).filter(|member| !member.value.is_null());
        let alone = given("example").or_else(|| given("x-example"));
        let mut examples = Examples {
            values: alone.map(|value| Example { name: None, value }).into_iter().collect(),
            elsewhere: Vec::new(),
        };
        for (name, member) in given("examples").into_iter().flat_map(Node::members) {
            self.example(name, member, (media_type, &mut examples), diagnostics);
        }
        examples
    }

    /// An Example object. Nothing but examples depends on it, so that nothing worse than a warning comes of it.
    fn example(
        self,
        name: &'t str,
        referrer: Node<'t>,
        (media_type, examples): (Option<&str>, &mut Examples<'t>),
        diagnostics: &mut Diagnostics,
    ) {
        let mut seen = Diagnostics::default();
        let Some(node) = self.follow(referrer, &mut seen) else {
            let why = seen.last_error().map(|error| error.message.as_str()).unwrap_or_default();
            left_out(referrer, why, "correct the reference, or remove it", diagnostics);
            return;
        };
        let (mut value, mut serialized, mut external) = (None, None, None);
        for (key, member) in node.members() {
            if ["dataValue", "serializedValue"].contains(&key) && self.version < Version::V32 {
                other_version(key, member, "OpenAPI 3.2", diagnostics);
            }
            match key {
                "summary" | "description" => {}
                "value" => value = value.or(Some(member)),
                "dataValue" => value = Some(member),
                "serializedValue" => serialized = Some(member).filter(|text| !text.value.is_null()),
                "externalValue" => external = member.text(),
                // What has none of the keys is no Example object, and is reported as a whole.
                _ if !KEYS[2..].iter().any(|key| node.get(key).is_some()) => {}
                _ => unknown("Example", KEYS, key, member, diagnostics),
            }
        }
        let named = |value: Node<'t>| Example { name: Some(name), value };
        match (value, serialized, external) {
            (Some(value), ..) => examples.values.push(named(value)),
            (None, Some(text), _) => {
                let read = self.deserialized(text, media_type, diagnostics);
                examples.values.extend(read.map(named));
            }
            (None, None, Some(address)) => examples.elsewhere.push((name, address)),
            (None, None, None) => {
                let help = "write it behind `value`";
                left_out(node, "it has no value", help, diagnostics);
            }
        }
    }

    /// The value that goes out as a text.
    fn deserialized(
        self,
        text: Node<'t>,
        media_type: Option<&str>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Node<'t>> {
        let essence = media_type.and_then(|media_type| media_type.split(';').next());
        let essence = essence.unwrap_or_default().trim().to_ascii_lowercase();
        let is_json = essence.ends_with("/json") || essence.ends_with("+json");
        let is_made = essence.is_empty()
            || essence == "application/x-www-form-urlencoded"
            || essence.starts_with("multipart/");
        let written = text.text()?;
        if is_made {
            let why = "what a value is serialized as is not read back here";
            left_out(text, why, "write the value behind `dataValue`", diagnostics);
            return None;
        }
        if !is_json {
            return Some(text);
        }
        match serde_json::from_str::<Value>(written) {
            Ok(value) => Some(Node { value: self.sources.keep(value), ..text }),
            Err(error) => {
                left_out(text, &format!("it is no JSON ({error})"), "correct it", diagnostics);
                None
            }
        }
    }
}

fn left_out(node: Node<'_>, why: &str, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics.warning(Code::LeftOut, node, format!("this example is left out: {why}"), help);
}
