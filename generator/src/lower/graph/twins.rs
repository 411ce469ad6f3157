//! Inline types that are the same but for where they stand: one type, of which each place has its own documentation.
//!
//! Only those are joined that can have a name which fits every place: what their names end with, or else what they are made of,
//! such as `ReadOrWrite`. The types of components are never joined, because somebody named them.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Renumbering, members_mut, renumber};
use crate::ir::{Access, Api, Docs, Literal, Type, TypeDef, TypeId, TypeKind, Variant};
use crate::lower::name::Scope;

/// The most values or members that a name is made of, and its longest length.
const MOST_PARTS: usize = 3;
const LONGEST_NAME: usize = 40;

/// Joins the types that are the same, until no two are. It needs to be known already in which direction each travels.
pub(in crate::lower) fn join(api: &mut Api, scope: &mut Scope) {
    // What is joined can make what contains it the same.
    loop {
        let groups = groups(api);
        let mut into: Vec<usize> = (0..api.types.len()).collect();
        for group in groups {
            unite(&mut api.types, &group, scope, &mut into);
        }
        if into.iter().enumerate().all(|(index, first)| index == *first) {
            return;
        }
        close(api, &into);
    }
}

/// The types that are the same, in groups of two and more, in document order.
fn groups(api: &Api) -> Vec<Vec<usize>> {
    let told = told_elsewhere(api);
    let mut found: HashMap<u64, Vec<Vec<usize>>> = HashMap::new();
    let mut order = Vec::new();
    for (index, definition) in api.types.iter().enumerate() {
        let Some(key) = fingerprint(definition) else { continue };
        let buckets = found.entry(key).or_default();
        let twin = |group: &&mut Vec<usize>| {
            let first = group[0];
            is_same(&api.types[first], definition)
                && (api.types[first].docs == definition.docs
                    || [first, index]
                        .iter()
                        .all(|one| api.types[*one].docs == Docs::default() || told.contains(one)))
        };
        match buckets.iter_mut().find(twin) {
            Some(group) => group.push(index),
            None => {
                order.push((key, buckets.len()));
                buckets.push(vec![index]);
            }
        }
    }
    let groups = order.into_iter().map(|(key, bucket)| {
        found.get_mut(&key).map(|buckets| std::mem::take(&mut buckets[bucket])).unwrap_or_default()
    });
    groups.filter(|group| group.len() > 1).collect()
}

/// The types whose documentation stands at a property or parameter as well, so that nothing is lost where it goes.
fn told_elsewhere(api: &Api) -> HashSet<usize> {
    let fields = api.types.iter().filter_map(|definition| match &definition.kind {
        TypeKind::Struct(record) => Some(&record.fields),
        _ => None,
    });
    let fields = fields.flatten().map(|field| (&field.ty, &field.docs));
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let parameters = operations.flat_map(|operation| &operation.parameters);
    let parameters = parameters.map(|parameter| (&parameter.ty, &parameter.docs));
    let told = fields.chain(parameters).filter_map(|(ty, docs)| match ty {
        Type::Named(id) if api.types.get(id.0)?.docs == *docs => Some(id.0),
        _ => None,
    });
    told.collect()
}

/// A hash of what a type is made of, if it may be joined with another one.
fn fingerprint(definition: &TypeDef) -> Option<u64> {
    if definition.component.is_some() {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    match &definition.kind {
        TypeKind::Struct(record) => {
            for field in &record.fields {
                (&field.wire, &field.ty, &field.docs.description).hash(&mut hasher);
            }
            record.additional.hash(&mut hasher);
        }
        TypeKind::Enum(values) => {
            values.variants.iter().for_each(|variant| variant.name.hash(&mut hasher));
        }
        TypeKind::Union(union) => {
            union.members.iter().for_each(|member| (&member.name, &member.ty).hash(&mut hasher));
        }
        TypeKind::Newtype(_) => return None,
    }
    Some(hasher.finish())
}

fn is_same(one: &TypeDef, other: &TypeDef) -> bool {
    // What travels in one direction only is demanded in one only.
    let has_direction = |definition: &TypeDef| match &definition.kind {
        TypeKind::Struct(record) => record.fields.iter().any(|field| field.access != Access::Both),
        _ => false,
    };
    one.kind == other.kind
        && one.notes == other.notes
        && one.deprecated == other.deprecated
        && (!has_direction(one) || (one.sent, one.received) == (other.sent, other.received))
}

/// Makes one type of a group, if there is a name for it, or else of those in it whose names end with the same word.
fn unite(types: &mut [TypeDef], group: &[usize], scope: &mut Scope, into: &mut [usize]) {
    let names: Vec<&str> = group.iter().map(|index| types[*index].name.as_str()).collect();
    if let Some(end) = common_end(&names) {
        let is_new = names[0] != end && scope.mint_exactly(&end);
        let name = if is_new { end } else { names[0].to_owned() };
        return replace(types, group, name, into);
    }
    let first = names[0].to_owned();
    match parts(&types[group[0]].kind, types) {
        Some(parts) if first == parts || scope.mint_exactly(&parts) => {
            return replace(types, group, parts, into);
        }
        _ => {}
    }
    let mut alike: Vec<(String, Vec<usize>)> = Vec::new();
    for (index, name) in group.iter().zip(&names) {
        let Some(word) = words(name).pop().filter(|word| !says_nothing(word)) else { continue };
        match alike.iter_mut().find(|(known, _)| *known == word) {
            Some((_, members)) => members.push(*index),
            None => alike.push((word, vec![*index])),
        }
    }
    // All of them again would end as before, and never.
    let is_smaller = |members: &Vec<usize>| (2..group.len()).contains(&members.len());
    for (_, members) in alike.iter().filter(|(_, members)| is_smaller(members)) {
        unite(types, members, scope, into);
    }
}

/// Lets the first of a group stand for all, under a name that fits them.
fn replace(types: &mut [TypeDef], group: &[usize], name: String, into: &mut [usize]) {
    let first = group[0];
    let is_one = group.iter().all(|index| types[*index].docs == types[first].docs);
    if !is_one {
        types[first].docs = Docs::default();
    }
    types[first].name = name;
    for index in group {
        into[*index] = first;
    }
}

/// The words of a name, without the number that only tells it apart from another one.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for letter in name.trim_end_matches(|letter: char| letter.is_ascii_digit()).chars() {
        match words.last_mut() {
            Some(word) if !letter.is_uppercase() => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    words
}

/// The words that all names end with.
fn common_end(names: &[&str]) -> Option<String> {
    let mut common = words(names.first()?);
    for name in &names[1..] {
        let words = words(name);
        let same = common.iter().rev().zip(words.iter().rev()).take_while(|(a, b)| a == b).count();
        common.drain(..common.len() - same);
    }
    if common.iter().all(|word| says_nothing(word)) { None } else { Some(common.concat()) }
}

/// Whether a word names nothing by itself.
fn says_nothing(word: &str) -> bool {
    ["Item", "Type", "Value", "Body"].contains(&word)
}

/// A name made of the few values or members of a type.
fn parts(kind: &TypeKind, types: &[TypeDef]) -> Option<String> {
    let parts: Vec<String> = match kind {
        TypeKind::Enum(values) => {
            let name = |variant: &Variant| match variant.wire {
                Literal::Text(_) => Some(variant.name.clone()),
                _ => None,
            };
            values.variants.iter().map(name).collect::<Option<_>>()?
        }
        TypeKind::Union(union) => {
            let name = |ty: &Type| match ty {
                Type::Named(id) => types.get(id.0).map(|definition| definition.name.clone()),
                Type::String => Some("String".to_owned()),
                _ => None,
            };
            union.members.iter().map(|member| name(&member.ty)).collect::<Option<_>>()?
        }
        TypeKind::Struct(_) | TypeKind::Newtype(_) => return None,
    };
    let name = parts.join("Or");
    let fits = (2..=MOST_PARTS).contains(&parts.len()) && name.len() <= LONGEST_NAME;
    fits.then_some(name)
}

/// Lets everything refer to the types that are left, and leaves out the others.
fn close(api: &mut Api, into: &[usize]) {
    for definition in &mut api.types {
        members_mut(definition, &mut |ty| redirect(ty, into));
    }
    for operation in api.modules.iter_mut().flat_map(|module| &mut module.operations) {
        super::operation_types_mut(operation, &mut |ty| redirect(ty, into));
    }
    api.response_headers.iter_mut().for_each(|header| redirect(&mut header.ty, into));
    let mut kept = 0;
    let numbers: Vec<Option<TypeId>> = into
        .iter()
        .enumerate()
        .map(|(index, first)| {
            (index == *first).then(|| {
                kept += 1;
                TypeId(kept - 1)
            })
        })
        .collect();
    let mut is_kept = numbers.iter().map(Option::is_some);
    api.types.retain(|_| is_kept.next().unwrap_or_default());
    renumber(api, &Renumbering::new(numbers));
}

fn redirect(ty: &mut Type, into: &[usize]) {
    match ty {
        Type::Named(id) => id.0 = into.get(id.0).copied().unwrap_or(id.0),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => redirect(inner, into),
        Type::Tuple(items, rest) => {
            items.iter_mut().chain(rest.as_deref_mut()).for_each(|item| redirect(item, into));
        }
        _ => {}
    }
}
