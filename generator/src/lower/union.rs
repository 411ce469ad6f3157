//! `oneOf` and `anyOf`, and several JSON types: a value is one of several types.

mod limits;
mod listed;

use super::circle;
use super::discriminator::{check_default, implied, is_default, tagged, tags};
use super::label;
use super::merge::{Group, Merged};
use super::name::{self, Scope};
use super::schema::{Lowered, Schemas};
use crate::diagnostic::Code;
use crate::document::{Additional, Discriminator, Types};
use crate::ir::{Docs, Marks, Member, Rules, Type, TypeKind, Union};
use crate::source::Node;

/// Alternatives at most that several `oneOf`s of one schema may make together.
const MOST_MEMBERS: usize = 256;

/// Takes out the groups whose members only say which properties must be there, or what must not be: they give a value no
/// other shape, and are documented like `not`.
pub(super) fn drop_constraints<'t>(schemas: &mut Schemas<'t, '_>, merged: &mut Merged<'t>) {
    let groups = std::mem::take(&mut merged.groups);
    for group in groups {
        let is_constraint = group.members.iter().all(|member| {
            let Some(alone) = schemas.merge(&[*member]) else { return false };
            let only_objects = alone.types.is_none_or(|types| types == Types::OBJECT);
            let says_something = !alone.required.is_empty() || !alone.constraints.is_empty();
            let known = alone.properties.iter().all(|(name, property)| {
                merged.properties.contains_key(name)
                    && property.nodes.iter().all(|node| {
                        // An empty schema, or one that only narrows the values, adds nothing to the shape.
                        node.members().all(|(key, _)| {
                            ["enum", "const", "type", "not", "description"].contains(&key)
                        })
                    })
            });
            let is_plain = !matches!(alone.additional, Additional::Schema(_))
                && alone.pattern_properties.is_empty()
                && !alone.has_array_keywords()
                && alone.values.is_none()
                && alone.groups.is_empty()
                && alone.rust_type.is_none()
                && alone.null != Some(true);
            let has_own = !merged.properties.is_empty();
            only_objects
                && known
                && is_plain
                && has_own
                && (says_something || !alone.properties.is_empty() || alone.types.is_none())
        });
        if is_constraint {
            let node = merged.node.get(group.keyword).unwrap_or(merged.node);
            merged.constraints.push((group.keyword, node));
        } else {
            merged.groups.push(group);
        }
    }
}

/// One alternative: what it is alone, or joined with what stands around it.
pub(super) struct Alternative<'t> {
    /// The schema as it stands in the list.
    pub(super) node: Node<'t>,
    /// What stands around it as well, if that says anything of a value.
    pub(super) joined: Option<Merged<'t>>,
}

/// What a schema with alternatives is.
pub(super) fn lower<'t>(
    schemas: &mut Schemas<'t, '_>,
    mut merged: Merged<'t>,
    hint: &str,
) -> Lowered {
    let own = schemas.through(merged.node);
    for group in merged.groups.iter_mut().filter(|group| group.open.is_empty()) {
        group.open.push(own);
    }
    let mut groups = std::mem::take(&mut merged.groups).into_iter();
    let Some(first) = groups.next() else { return schemas.single(merged, hint) };
    if circle::is_too_wide(schemas, &first) {
        return Lowered::plain(Type::Json);
    }
    let rest: Vec<Group<'t>> = groups.collect();
    let product: usize = rest.iter().map(|group| group.members.len().max(1)).product();
    if product.saturating_mul(first.members.len()) > MOST_MEMBERS {
        let message = "the alternatives of this schema combine in too many ways to name them all";
        let help = "any JSON is taken here; give the combinations names of their own";
        schemas.diagnostics.warning(Code::UncheckedKeyword, merged.node, message, help);
        return Lowered { nullable: merged.null == Some(true), ..Lowered::plain(Type::Json) };
    }
    // Of several groups the first makes the members, and each member has the others to satisfy as well.
    let has_context = merged.has_shape() || !merged.required.is_empty() || !rest.is_empty();
    let mut context = merged.clone();
    context.groups = rest;
    context.constraints = Vec::new();
    let mut nullable = merged.null == Some(true);
    let mut alternatives: Vec<Alternative<'t>> = Vec::new();
    for node in &first.members {
        if is_null(schemas, *node) {
            // `type` beside the alternatives does not take back a null that they list on purpose.
            nullable = true;
        } else if circle::leads_back(schemas, *node, &first) {
            nullable |= schemas.read(*node).nullable;
        } else if alternatives.iter().all(|known| !is_same(schemas, known.node, *node)) {
            // What holds this schema as an alternative is looked at without it, so that no type is a member of itself.
            let is_joined = has_context || circle::holds(schemas, *node, &first.open);
            let joined = if is_joined { join(schemas, *node, &context, &first) } else { None };
            alternatives.push(Alternative { node: *node, joined });
        }
    }
    if alternatives.is_empty() && !nullable {
        return circle::alone(schemas, merged, hint);
    }
    let lowered = match alternatives.len() {
        0 => Lowered::plain(Type::Null),
        1 => match alternatives.pop() {
            Some(only) => left(schemas, &merged, only, hint),
            None => Lowered::plain(Type::Null),
        },
        _ => several(schemas, &merged, &first, alternatives, hint),
    };
    let lowered = if has_context { lowered } else { limits::beside(schemas, &merged, lowered) };
    Lowered { nullable: lowered.nullable || nullable, ..lowered }
}

/// An alternative and what stands around it, as one schema.
fn join<'t>(
    schemas: &mut Schemas<'t, '_>,
    node: Node<'t>,
    context: &Merged<'t>,
    group: &Group<'t>,
) -> Option<Merged<'t>> {
    schemas.unfolded = schemas.unfolded.saturating_add(1);
    let mut member = schemas.merge(&[node])?;
    let target = schemas.through(node);
    for inner in &mut member.groups {
        inner.open.clone_from(&group.open);
        inner.open.push(target);
    }
    let (docs, null) = (member.docs.clone(), member.null);
    // What stands around comes first, as a base does.
    let mut joined = context.clone();
    joined.join(member);
    joined.docs = docs;
    joined.null = null;
    joined.node = node;
    joined.derived = true;
    joined.discriminator = None;
    Some(joined)
}

/// What a schema is that has one alternative: of a component, one that is written out or joined with it is the component itself.
fn left<'t>(
    schemas: &mut Schemas<'t, '_>,
    merged: &Merged<'t>,
    only: Alternative<'t>,
    hint: &str,
) -> Lowered {
    let is_component = schemas.component_name(merged.node).is_some() && !merged.derived;
    let is_other = only.joined.is_none() && only.node.get("$ref").is_some();
    let whole = if is_component && !is_other {
        only.joined.clone().or_else(|| schemas.merge(&[only.node]))
    } else {
        None
    };
    let Some(mut whole) = whole else { return alone(schemas, only, hint) };
    whole.node = merged.node;
    whole.derived = false;
    if merged.docs != Docs::default() {
        whole.docs = merged.docs.clone();
    }
    schemas.classify(whole, hint)
}

/// What an alternative is.
pub(super) fn alone<'t>(
    schemas: &mut Schemas<'t, '_>,
    only: Alternative<'t>,
    hint: &str,
) -> Lowered {
    match only.joined {
        Some(joined) => schemas.classify(joined, hint),
        None => schemas.lower(only.node, hint),
    }
}

fn several<'t>(
    schemas: &mut Schemas<'t, '_>,
    merged: &Merged<'t>,
    group: &Group<'t>,
    alternatives: Vec<Alternative<'t>>,
    hint: &str,
) -> Lowered {
    if let Some(lowered) = listed::one_enum(schemas, merged, &alternatives, hint) {
        return lowered;
    }
    let mut members = Vec::new();
    let mut meant = Vec::new();
    let mut nullable = false;
    let mut scope = Scope::new(name::VARIANTS);
    let nodes: Vec<Node<'t>> = alternatives.iter().map(|alternative| alternative.node).collect();
    let labels = label::all(schemas, &alternatives, group.discriminator.as_ref());
    note_strangers(schemas, &alternatives, group.discriminator.as_ref());
    for (index, (alternative, label)) in alternatives.into_iter().zip(labels).enumerate() {
        let node = alternative.node;
        let part = label.clone().unwrap_or_else(|| format!("variant {}", index + 1));
        let docs = alternative.joined.as_ref().map(|joined| joined.docs.clone());
        let told = group
            .discriminator
            .as_ref()
            .and_then(|one| tagged(schemas, node, alternative.joined.as_ref(), one));
        let joined = told.or(alternative.joined);
        let alternative = Alternative { node, joined };
        let lowered = alone(schemas, alternative, &format!("{hint} {part}"));
        let constant = lowered.rules.constant.clone();
        nullable |= lowered.nullable;
        // A constant is the business of its member, and what else it has to satisfy it does.
        let limits = Rules { constant: None, ..lowered.rules.clone() };
        meant.push(Lowered::ruled(lowered.ty.clone(), limits));
        let name =
            name::upper(&label.unwrap_or_else(|| described(schemas, &lowered.ty)), "Variant");
        let tags = tags(schemas, node, group.discriminator.as_ref());
        let mut marks = Marks::default();
        if let Some(constant) = &lowered.constant {
            marks.values.push((String::new(), vec![constant.clone()]));
        }
        members.push(Member {
            name,
            ty: lowered.ty,
            boxed: false,
            constant,
            tags,
            implied: implied(schemas, node, group.discriminator.as_ref()),
            fallback: is_default(schemas, node, group.discriminator.as_ref()),
            marks,
            docs: docs.unwrap_or_default(),
        });
    }
    check_default(schemas, &members, group.discriminator.as_ref());
    let (rules, lost) = limits::together(schemas, &meant);
    for index in lost {
        schemas.note_ruled(nodes[index], &meant[index], "alternative");
    }
    let members = collapse(members);
    if let [only] = members.as_slice() {
        let rules = Rules { constant: only.constant.clone(), ..rules };
        let lowered = Lowered::ruled(only.ty.clone(), rules);
        return Lowered { nullable, constant: only.constant.clone(), ..lowered };
    }
    let members = members
        .into_iter()
        .map(|member| Member { name: scope.mint(member.name.clone()), ..member })
        .collect();
    let tag = group.discriminator.as_ref().map(|discriminator| discriminator.property.to_owned());
    let (id, type_name) = schemas.declare(merged, hint);
    schemas.define(id, type_name, merged, TypeKind::Union(Union { tag, members }));
    Lowered { nullable, ..Lowered::ruled(Type::Named(id), rules) }
}

/// Members of the same type are one. Texts that differ only in format are one as well: nothing tells them apart.
pub(super) fn collapse(members: Vec<Member>) -> Vec<Member> {
    let is_text =
        |ty: &Type| matches!(ty, Type::String | Type::Text(_) | Type::Base64 | Type::File);
    let is_integer = |ty: &Type| matches!(ty, Type::I32 | Type::I64 | Type::U32 | Type::U64);
    let mut kept: Vec<Member> = Vec::new();
    for member in members {
        let same = kept.iter().position(|known| {
            known.ty == member.ty
                || (is_text(&known.ty) && is_text(&member.ty))
                || (is_integer(&known.ty) && is_integer(&member.ty))
                || (matches!(known.ty, Type::F32 | Type::F64)
                    && matches!(member.ty, Type::F32 | Type::F64))
        });
        match same.and_then(|index| kept.get_mut(index)) {
            None => kept.push(member),
            Some(known) => {
                if known.ty != member.ty {
                    let wider = if is_text(&known.ty) {
                        (Type::String, "Text")
                    } else if is_integer(&known.ty) {
                        (Type::I64, "Integer")
                    } else {
                        (Type::F64, "Number")
                    };
                    (known.ty, known.name) = (wider.0, wider.1.to_owned());
                }
                for tag in member.tags {
                    if !known.tags.contains(&tag) {
                        known.tags.push(tag);
                    }
                }
                if known.constant != member.constant {
                    known.constant = None;
                }
                known.implied.extend(member.implied);
                known.fallback |= member.fallback;
                known.marks.values.clear();
            }
        }
    }
    kept
}

/// Tells of tags that mean schemas that are no alternatives.
fn note_strangers<'t>(
    schemas: &mut Schemas<'t, '_>,
    alternatives: &[Alternative<'t>],
    discriminator: Option<&Discriminator<'t>>,
) {
    let Some(discriminator) = discriminator else { return };
    let mut strangers = Vec::new();
    for (tag, mapped) in &discriminator.mapping {
        let Some(mapped) = mapped else { continue };
        let meant = target(schemas, *mapped);
        // An alternative may also be a union that has it, or its base.
        let is_known = alternatives.iter().any(|one| {
            let base = target(schemas, one.node);
            circle::holds(schemas, one.node, &[meant, *mapped])
                || schemas.hierarchies.children_of(base).contains(&meant)
        });
        if !is_known {
            strangers.push(format!("`{tag}`"));
        }
    }
    if !strangers.is_empty() {
        schemas.diagnostics.warning(
            Code::LeftOut,
            discriminator.node,
            format!(
                "the schemas of {} are none of the alternatives; what they describe is kept as JSON",
                strangers.join(", ")
            ),
            "list them beside the others",
        );
    }
}

/// A schema of several JSON types.
pub(super) fn of_kinds<'t>(
    schemas: &mut Schemas<'t, '_>,
    merged: &Merged<'t>,
    types: Types,
    hint: &str,
) -> Lowered {
    let mut members = Vec::new();
    let mut meant = Vec::new();
    let kinds: Vec<Types> = types.iter().filter(|kind| *kind != Types::NULL).collect();
    for kind in &kinds {
        let kind = *kind;
        let mut part = merged.clone();
        part.types = Some(kind);
        part.derived = true;
        part.docs = Docs::default();
        let word = word(kind);
        let lowered = schemas.kind(kind, part, &format!("{hint} {word}"));
        // A constant is the business of its member, and what else it has to satisfy it does.
        let limits = Rules { constant: None, ..lowered.rules.clone() };
        meant.push(Lowered::ruled(lowered.ty.clone(), limits));
        members.push(Member {
            name: name::upper(word, "Variant"),
            ty: lowered.ty,
            boxed: false,
            constant: None,
            tags: Vec::new(),
            implied: Vec::new(),
            fallback: false,
            marks: Marks::default(),
            docs: Docs::default(),
        });
    }
    let (rules, lost) = limits::together(schemas, &meant);
    for (index, kind) in kinds.iter().enumerate() {
        // The bytes of a file are no text.
        if lost.contains(&index) || matches!(meant[index].ty, Type::File | Type::Base64) {
            schemas.note_limits(merged.node, &merged.bounds, *kind);
        }
    }
    let (id, type_name) = schemas.declare(merged, hint);
    schemas.define(id, type_name, merged, TypeKind::Union(Union { tag: None, members }));
    Lowered::ruled(Type::Named(id), rules)
}

/// Follows references that are nothing else.
pub(super) fn target<'t>(schemas: &mut Schemas<'t, '_>, mut node: Node<'t>) -> Node<'t> {
    for _ in 0..64 {
        if schemas.component_name(node).is_some() || node.get("$ref").is_none() {
            break;
        }
        match schemas.reader.schema(node, schemas.diagnostics).reference {
            Some(next) => node = next,
            None => break,
        }
    }
    node
}

/// Whether an alternative is null and nothing else.
pub(super) fn is_null<'t>(schemas: &mut Schemas<'t, '_>, node: Node<'t>) -> bool {
    schemas.reader.schema(node, schemas.diagnostics).is_null()
}

fn is_same<'t>(schemas: &mut Schemas<'t, '_>, one: Node<'t>, two: Node<'t>) -> bool {
    one.value == two.value || target(schemas, one) == target(schemas, two)
}

/// The name of a variant after its type.
fn described(schemas: &Schemas<'_, '_>, ty: &Type) -> String {
    match ty {
        Type::Bool => "Boolean".to_owned(),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => "Integer".to_owned(),
        Type::F32 | Type::F64 => "Number".to_owned(),
        Type::String | Type::Text(_) => "Text".to_owned(),
        Type::Base64 | Type::File | Type::Bytes => "Bytes".to_owned(),
        Type::Json => "Json".to_owned(),
        Type::Null => "Null".to_owned(),
        Type::Nullable(inner) => described(schemas, inner),
        Type::List(item) if schemas.is_open(item) => "List".to_owned(),
        Type::List(item) => format!("{} list", described(schemas, item)),
        Type::Tuple(..) => "Tuple".to_owned(),
        Type::Map(_) => "Map".to_owned(),
        Type::Named(id) => match schemas.definition(*id).map(|definition| &definition.kind) {
            Some(TypeKind::Enum(_)) => "Value".to_owned(),
            Some(TypeKind::Union(_)) => "Union".to_owned(),
            _ => "Object".to_owned(),
        },
        Type::External(path) => path.rsplit("::").next().unwrap_or_default().to_owned(),
    }
}

fn word(kind: Types) -> &'static str {
    match kind {
        Types::BOOLEAN => "boolean",
        Types::INTEGER => "integer",
        Types::NUMBER => "number",
        Types::STRING => "text",
        Types::ARRAY => "list",
        Types::OBJECT => "object",
        _ => "value",
    }
}
