//! What a discriminator says of the members of a union: the values of its property, which is their tag.

use super::merge::Merged;
use super::name::{self, Scope};
use super::schema::{Lowered, Schemas};
use super::union::target;
use crate::diagnostic::Code;
use crate::document::{Additional, Discriminator, Types};
use crate::ir::{Base, Docs, Enum, Literal, Member, Type, TypeKind, Variant};
use crate::source::Node;

/// The values of the tag that mean a schema: those that the mapping has for it, or else the name of the component (OpenAPI 3.2,
/// section 4.25.3), and the value that the schema itself fixes is left to what tells members apart without a tag.
pub(super) fn tags<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    discriminator: Option<&Discriminator<'t>>,
) -> Vec<String> {
    let Some(discriminator) = discriminator else { return Vec::new() };
    let mapped = mapped(schemas, node, discriminator);
    if !mapped.is_empty() {
        return mapped;
    }
    let fixed = schemas.merge(&[node]).and_then(|merged| {
        let property = merged.properties.get(discriminator.property)?.nodes.clone();
        let values = schemas.merge(&property)?.values?;
        let texts = values.iter().filter_map(|value| value.text().map(str::to_owned));
        Some(texts.collect::<Vec<String>>()).filter(|texts| texts.len() == 1)
    });
    fixed.unwrap_or_else(|| name(schemas, node, discriminator).into_iter().collect())
}

/// The name of the component that a schema is, unless the mapping says what that value means.
fn name<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    discriminator: &Discriminator<'t>,
) -> Option<String> {
    let target = target(schemas, node);
    let name = schemas.component_name(target)?;
    discriminator.mapping.iter().all(|(tag, _)| *tag != name).then(|| name.to_owned())
}

/// The name of a component that means a schema beside the tags that it is mapped to: a mapping takes nothing away but the values that
/// stand in it. The schema itself can, by a list of values.
pub(super) fn implied<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    discriminator: Option<&Discriminator<'t>>,
) -> Vec<String> {
    let Some(discriminator) = discriminator else { return Vec::new() };
    let Some(name) = name(schemas, node, discriminator) else { return Vec::new() };
    let described = schemas.merge(&[node]).and_then(|merged| {
        let property = merged.properties.get(discriminator.property)?.nodes.clone();
        schemas.merge(&property)?.values
    });
    let is_ruled_out = described
        .is_some_and(|values| values.iter().all(|value| value.text() != Some(name.as_str())));
    if is_ruled_out { Vec::new() } else { vec![name] }
}

/// The tags that the mapping has for a schema.
pub(super) fn mapped<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    discriminator: &Discriminator<'t>,
) -> Vec<String> {
    let target = target(schemas, node);
    let means = |mapped: Node<'t>| mapped == target || mapped == node;
    let tags = discriminator.mapping.iter();
    tags.filter(|(_, mapped)| mapped.is_some_and(means)).map(|(tag, _)| (*tag).to_owned()).collect()
}

/// A member with the property that tells it from the others, where its own schema does not describe it: whoever reads what is sent needs
/// the tag. `None` where nothing is to be added, or where nobody says what the tag is.
pub(super) fn tagged<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    joined: Option<&Merged<'t>>,
    discriminator: &Discriminator<'t>,
) -> Option<Merged<'t>> {
    let mut member = match joined {
        Some(joined) => joined.clone(),
        None => schemas.merge(&[node])?,
    };
    let is_object = member.types.map_or(member.has_object_keywords(), |one| one == Types::OBJECT);
    if !is_object
        || member.properties.contains_key(discriminator.property)
        || !member.groups.is_empty()
        || member.discriminator.is_some()
        || member.rust_type.is_some()
    {
        return None;
    }
    let tags = mapped(schemas, node, discriminator);
    if tags.is_empty() || member.additional == Additional::Closed {
        let message = format!(
            "this schema does not describe `{}`, which tells it from the others; values are told apart by it, and sent without it",
            discriminator.property
        );
        let help = "describe the property in the schema with its value as `const`";
        schemas.diagnostics.warning(Code::UndescribedTag, node, message, help);
        return None;
    }
    let is_only = implied(schemas, node, Some(discriminator)).is_empty()
        && !is_default(schemas, node, Some(discriminator));
    member.required.entry(discriminator.property).or_insert(discriminator.node);
    member.tag = Some(Tag {
        discriminator: discriminator.node,
        property: discriminator.property,
        values: tags,
        is_only,
    });
    member.derived = true;
    Some(member)
}

/// A tag that a discriminator adds to a schema.
#[derive(Clone, Debug)]
pub(super) struct Tag<'t> {
    discriminator: Node<'t>,
    /// Name of the property.
    pub(super) property: &'t str,
    /// Its values, one at least.
    values: Vec<String>,
    /// Whether no other value is read as the same schema.
    is_only: bool,
}

/// The value of a tag that was added: a constant, or an enum where several tags mean the same schema. A constant is not checked where other
/// values mean the schema as well, so that what was received can be sent back.
pub(super) fn value<'t>(schemas: &mut Schemas<'t, '_>, tag: &Tag<'t>, hint: &str) -> Lowered {
    if let [only] = tag.values.as_slice() {
        let constant = Literal::Text(only.clone());
        return match tag.is_only {
            true => Lowered::constant(constant, Type::String),
            false => Lowered { constant: Some(constant), ..Lowered::plain(Type::String) },
        };
    }
    let mut scope = Scope::new(name::VARIANTS);
    let variant = |text: &String| Variant {
        name: scope.mint(name::upper(text, "Value")),
        wire: Literal::Text(text.clone()),
        docs: Docs::default(),
    };
    let variants = tag.values.iter().map(variant).collect();
    let mut merged = Merged::new(tag.discriminator);
    merged.derived = true;
    let (id, name) = schemas.declare(&merged, hint);
    schemas.define(
        id,
        name,
        &merged,
        TypeKind::Enum(Enum { base: Base::String, open: false, variants }),
    );
    Lowered::plain(Type::Named(id))
}

/// Whether a schema is the `defaultMapping`.
pub(super) fn is_default<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    discriminator: Option<&Discriminator<'t>>,
) -> bool {
    let default = discriminator.and_then(|discriminator| discriminator.default);
    default.is_some_and(|default| default == node || default == target(schemas, node))
}

pub(super) fn check_default<'t>(
    schemas: &mut Schemas<'t, '_>,
    members: &[Member],
    discriminator: Option<&Discriminator<'t>>,
) {
    let Some(discriminator) = discriminator.filter(|one| one.default.is_some()) else { return };
    if members.iter().all(|member| !member.fallback) {
        let node = discriminator.node.get("defaultMapping").unwrap_or(discriminator.node);
        let message = "`defaultMapping` is none of the alternatives; a value whose tag means none of them is kept as it is";
        let help = "list its schema among the alternatives";
        schemas.diagnostics.warning(Code::UncheckedKeyword, node, message, help);
    }
}
