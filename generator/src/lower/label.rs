//! What the members of a union are called.

use super::discriminator::tags;
use super::schema::Schemas;
use super::union::{Alternative, target};
use crate::document::Discriminator;
use crate::source::Node;

/// Longer texts are no names.
const LONGEST: usize = 40;

/// A name for each alternative, where there is something to name it after: its component, its `title`, the tag that means
/// it, or what it alone has.
pub(super) fn all<'t>(
    schemas: &mut Schemas<'t, '_>,
    alternatives: &[Alternative<'t>],
    discriminator: Option<&Discriminator<'t>>,
) -> Vec<Option<String>> {
    let given: Vec<Option<String>> =
        alternatives.iter().map(|one| label(schemas, one.node, discriminator)).collect();
    if given.iter().all(Option::is_some) {
        return given;
    }
    let features: Vec<Features<'t>> =
        alternatives.iter().map(|one| Features::of(schemas, one)).collect();
    let named = |(index, label): (usize, Option<String>)| {
        label.or_else(|| Features::distinction(&features, index))
    };
    given.into_iter().enumerate().map(named).collect()
}

/// What a member is called: after its component, its `title`, or the tag that means it.
pub(super) fn label<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    discriminator: Option<&Discriminator<'t>>,
) -> Option<String> {
    let target = target(schemas, node);
    if let Some(name) = schemas.component_name(target) {
        return Some(name.to_owned());
    }
    let schema = schemas.reader.schema(node, schemas.diagnostics);
    let title = schema.title.filter(|title| (1..=LONGEST).contains(&title.trim().chars().count()));
    let given = schema.rust_name.or(title).map(str::to_owned);
    given.or_else(|| tags(schemas, node, discriminator).into_iter().next())
}

/// What can tell an alternative from the others, for a reader.
#[derive(Default)]
struct Features<'t> {
    /// Its only value.
    value: Option<String>,
    /// Properties that must be there and have one value only.
    fixed: Vec<(&'t str, String)>,
    /// Properties that must be there.
    required: Vec<&'t str>,
    /// Properties that are described.
    known: Vec<&'t str>,
}

impl<'t> Features<'t> {
    fn of(schemas: &mut Schemas<'t, '_>, alternative: &Alternative<'t>) -> Self {
        let merged = match &alternative.joined {
            Some(joined) => Some(joined.clone()),
            None => schemas.merge(&[alternative.node]),
        };
        let Some(merged) = merged else { return Self::default() };
        let only = |values: &Option<Vec<Node<'t>>>| match values.as_deref() {
            Some([only]) => only.text().filter(|text| is_name(text)).map(str::to_owned),
            _ => None,
        };
        let mut features = Self { value: only(&merged.values), ..Self::default() };
        features.required = merged.required.keys().copied().collect();
        for (name, property) in &merged.properties {
            features.known.push(name);
            if merged.required.contains_key(name)
                && let Some(value) = schemas.merge(&property.nodes)
                && let Some(text) = only(&value.values)
            {
                features.fixed.push((name, text));
            }
        }
        features
    }

    /// What the alternative at an index has and no other.
    fn distinction(all: &[Self], index: usize) -> Option<String> {
        let own = all.get(index)?;
        let others = || all.iter().enumerate().filter(|(other, _)| *other != index);
        let fixed =
            own.fixed.iter().find(|one| others().all(|(_, other)| !other.fixed.contains(one)));
        let required = own.required.iter().find(|name| {
            is_name(name)
                && others()
                    .all(|(_, other)| !other.known.contains(name) && !other.required.contains(name))
        });
        let value = own.value.clone().or_else(|| fixed.map(|(_, text)| text.clone()));
        value.or_else(|| required.map(|name| (*name).to_owned()))
    }
}

/// Whether a text can be a name.
pub(super) fn is_name(text: &str) -> bool {
    text.chars().count() <= LONGEST && text.contains(|c: char| c.is_ascii_alphabetic())
}
