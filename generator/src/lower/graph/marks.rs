//! What tells the members of a union apart where no tag does.

mod inner;

use std::collections::HashMap;
use std::rc::Rc;

use indexmap::IndexSet;

use crate::ir::{
    Base, Field, Kinds, Literal, Marks, Presence, Type, TypeDef, TypeId, TypeKind, Union,
};

/// How deeply unions within unions are looked into.
const DEEPEST: usize = 8;

/// What is known of the types that were looked at already, by how deeply they stand in unions.
type Known = HashMap<(TypeId, usize), Rc<Marks>>;

/// Fills in the marks of every member.
pub(in crate::lower) fn mark(types: &mut [TypeDef]) {
    let mut known = Known::new();
    for index in 0..types.len() {
        let TypeKind::Union(union) = &types[index].kind else { continue };
        let mut marks: Vec<Marks> = union
            .members
            .iter()
            .map(|member| {
                let mut marks = Marks::clone(&of(&member.ty, types, 0, &mut known));
                marks.values.extend(member.marks.values.iter().cloned());
                marks
            })
            .collect();
        inner::mark(union, &mut marks, types);
        drop_needless(union, &mut marks);
        if let TypeKind::Union(union) = &mut types[index].kind {
            for (member, marks) in union.members.iter_mut().zip(marks) {
                member.marks = marks;
            }
        }
    }
}

/// Where every member is an object that must have the tag, a value without the tag is of none: nothing else has to be known.
fn drop_needless(union: &Union, marks: &mut [Marks]) {
    let Some(tag) = &union.tag else { return };
    let only_object = Kinds { object: true, ..Kinds::default() };
    if marks.iter().all(|marks| marks.kinds == only_object && marks.required.contains(tag)) {
        for marks in marks {
            *marks = Marks { kinds: only_object, required: vec![tag.clone()], ..Marks::default() };
        }
    }
}

fn of(ty: &Type, types: &[TypeDef], depth: usize, known: &mut Known) -> Rc<Marks> {
    let kinds = |kinds: Kinds| Rc::new(Marks { kinds, ..Marks::default() });
    let open = |kinds: Kinds| Rc::new(Marks { open: true, kinds, ..Marks::default() });
    let none = Kinds::default();
    match ty {
        Type::Bool => kinds(Kinds { boolean: true, ..none }),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => kinds(Kinds { integer: true, ..none }),
        Type::F32 | Type::F64 => kinds(Kinds { integer: true, fraction: true, ..none }),
        Type::String | Type::Text(_) | Type::Base64 | Type::File | Type::Bytes => {
            kinds(Kinds { string: true, ..none })
        }
        Type::Null => Rc::default(),
        Type::List(_) | Type::Tuple(..) => kinds(Kinds { array: true, ..none }),
        Type::Map(_) => open(Kinds { object: true, ..none }),
        Type::Json | Type::External(_) => open(all()),
        Type::Nullable(inner) => of(inner, types, depth, known),
        Type::Named(id) => {
            if let Some(marks) = known.get(&(*id, depth)) {
                return Rc::clone(marks);
            }
            let marks = named(*id, types, depth, known);
            known.insert((*id, depth), Rc::clone(&marks));
            marks
        }
    }
}

fn named(id: TypeId, types: &[TypeDef], depth: usize, known: &mut Known) -> Rc<Marks> {
    match types.get(id.0).map(|definition| &definition.kind) {
        Some(TypeKind::Struct(record)) => {
            let mut marks = Marks::default();
            marks.kinds.object = true;
            for field in &record.fields {
                marks.known.push(field.wire.clone());
                if matches!(field.presence, Presence::Required | Presence::RequiredNullable) {
                    marks.required.push(field.wire.clone());
                }
                if let Some(values) = values(field, types) {
                    marks.values.push((field.wire.clone(), values));
                }
            }
            marks.open = record.additional.is_some();
            Rc::new(marks)
        }
        Some(TypeKind::Enum(values)) => {
            let none = Kinds::default();
            let kinds = match values.base {
                Base::String => Kinds { string: true, ..none },
                Base::Integer => Kinds { integer: true, ..none },
                Base::Mixed => Kinds { object: false, array: false, ..all() },
            };
            let literals = values.variants.iter().map(|variant| variant.wire.clone()).collect();
            Rc::new(Marks { kinds, values: vec![(String::new(), literals)], ..Marks::default() })
        }
        Some(TypeKind::Union(union)) if depth < DEEPEST => {
            let members = union.members.iter();
            let members: Vec<Rc<Marks>> =
                members.map(|member| of(&member.ty, types, depth + 1, known)).collect();
            Rc::new(either(&members))
        }
        Some(TypeKind::Newtype(inner)) if depth < DEEPEST => of(inner, types, depth + 1, known),
        Some(TypeKind::Union(_) | TypeKind::Newtype(_)) | None => {
            Rc::new(Marks { open: true, kinds: all(), ..Marks::default() })
        }
    }
}

fn all() -> Kinds {
    Kinds { boolean: true, integer: true, fraction: true, string: true, array: true, object: true }
}

/// The values that a property can have, if the description closes the list. One that is new to a list that need not be there says
/// nothing; a constant that is there does.
fn values(field: &Field, types: &[TypeDef]) -> Option<Vec<Literal>> {
    if let Some(constant) = &field.constant {
        return Some(vec![constant.clone()]);
    }
    let Type::Named(id) = field.ty else { return None };
    match types.get(id.0).map(|definition| &definition.kind) {
        Some(TypeKind::Enum(values)) if field.presence == Presence::Required => {
            Some(values.variants.iter().map(|variant| variant.wire.clone()).collect())
        }
        _ => None,
    }
}

/// What is known of a value that is of one of several types.
fn either(members: &[Rc<Marks>]) -> Marks {
    let [first, rest @ ..] = members else { return Marks::default() };
    if rest.is_empty() {
        return Marks::clone(first);
    }
    let any = |is: fn(&Kinds) -> bool| members.iter().any(|member| is(&member.kinds));
    let names: IndexSet<&String> = members.iter().flat_map(|member| &member.known).collect();
    // Where only some can be an object, what an object must have is what those must have.
    let objects = || members.iter().filter(|member| member.kinds.object);
    let required = objects().next().map_or(&[][..], |member| &member.required);
    let is_common = |name: &&String| objects().all(|member| member.required.contains(name));
    let first = objects().next().map_or(&[][..], |member| &member.values);
    let values = first.iter().filter(|(name, _)| !name.is_empty()).filter_map(|(name, _)| {
        let mut every: Vec<Literal> = Vec::new();
        for member in objects() {
            let (_, values) = member.values.iter().find(|(other, _)| other == name)?;
            every.extend(
                values.iter().filter(|value| !every.contains(value)).cloned().collect::<Vec<_>>(),
            );
        }
        Some((name.clone(), every))
    });
    Marks {
        values: values.collect(),
        kinds: Kinds {
            boolean: any(|kinds| kinds.boolean),
            integer: any(|kinds| kinds.integer),
            fraction: any(|kinds| kinds.fraction),
            string: any(|kinds| kinds.string),
            array: any(|kinds| kinds.array),
            object: any(|kinds| kinds.object),
        },
        required: required.iter().filter(is_common).cloned().collect(),
        known: names.into_iter().cloned().collect(),
        open: members.iter().any(|member| member.open),
        ..Marks::default()
    }
}
