//! `deserialize.rs`: the types as ones of `serde`, for those who ask for it. The client reads answers without, and an
//! implementation that nobody uses has to be compiled all the same.

use super::facts::Facts;
use super::print::MAX_WIDTH;

/// The file, if there is a type.
pub fn file(facts: &Facts<'_>) -> Option<String> {
    let names: Vec<&str> =
        facts.api.types.iter().map(|definition| definition.name.as_str()).collect();
    if names.is_empty() {
        return None;
    }
    let mut list = String::new();
    let mut width = 0;
    for name in names {
        let is_full = width + name.len() + 1 > MAX_WIDTH;
        list += if width == 0 || is_full { "\n    " } else { " " };
        width = if width == 0 || is_full { 4 } else { width + 1 } + name.len();
        list += name;
    }
    Some(format!(
        "//! The types as `Deserialize`, with the feature `deserialize`.\n\n\
         use serde::{{Deserialize, Deserializer}};\n\n\
         use super::runtime::codec;\n\
         use super::types;\n\n\
         macro_rules! deserialize {{\n    \
             ($($name:ident)+) => {{$(\n        \
                 impl<'de> Deserialize<'de> for types::$name {{\n            \
                     fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {{\n                \
                         codec::deserialize(deserializer)\n            \
                     }}\n        \
                 }}\n    \
             )+}};\n\
         }}\n\n\
         deserialize! {{{list}\n}}\n"
    ))
}
