//! What tells the members of a union apart where no tag does.

mod inner;

use crate::ir::{Base, Field, Kinds, Literal, Marks, Presence, Type, TypeDef, TypeKind};

/// How deeply unions within unions are looked into.
const DEEPEST: usize = 8;

/// Fills in the marks of every member.
pub(in crate::lower) fn mark(types: &mut [TypeDef]) {
    for index in 0..types.len() {
        let TypeKind::Union(union) = &types[index].kind else { continue };
        let mut marks: Vec<Marks> = union
            .members
            .iter()
            .map(|member| {
                let mut marks = of(&member.ty, types, 0);
                marks.values.extend(member.marks.values.iter().cloned());
                marks
            })
            .collect();
        inner::mark(union, &mut marks, types);
        if let TypeKind::Union(union) = &mut types[index].kind {
            for (member, marks) in union.members.iter_mut().zip(marks) {
                member.marks = marks;
            }
        }
    }
}

fn of(ty: &Type, types: &[TypeDef], depth: usize) -> Marks {
    let kinds = |kinds: Kinds| Marks { kinds, ..Marks::default() };
    let none = Kinds::default();
    match ty {
        Type::Bool => kinds(Kinds { boolean: true, ..none }),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => kinds(Kinds { integer: true, ..none }),
        Type::F32 | Type::F64 => kinds(Kinds { integer: true, fraction: true, ..none }),
        Type::String | Type::Text(_) | Type::Base64 | Type::File | Type::Bytes => {
            kinds(Kinds { string: true, ..none })
        }
        Type::Null => Marks::default(),
        Type::List(_) | Type::Tuple(..) => kinds(Kinds { array: true, ..none }),
        Type::Map(_) => Marks { open: true, ..kinds(Kinds { object: true, ..none }) },
        Type::Json | Type::External(_) => Marks { open: true, ..kinds(all()) },
        Type::Nullable(inner) => of(inner, types, depth),
        Type::Named(id) => match types.get(id.0).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(record)) => {
                let is_required =
                    |presence| matches!(presence, Presence::Required | Presence::RequiredNullable);
                let mut marks = kinds(Kinds { object: true, ..none });
                for field in &record.fields {
                    marks.known.push(field.wire.clone());
                    if is_required(field.presence) {
                        marks.required.push(field.wire.clone());
                    }
                    if let Some(values) = values(field, types) {
                        marks.values.push((field.wire.clone(), values));
                    }
                }
                marks.open = record.additional.is_some();
                marks
            }
            Some(TypeKind::Enum(values)) => {
                let mut marks = kinds(match values.base {
                    Base::String => Kinds { string: true, ..none },
                    Base::Integer => Kinds { integer: true, ..none },
                    Base::Mixed => Kinds { object: false, array: false, ..all() },
                });
                let literals = values.variants.iter().map(|variant| variant.wire.clone()).collect();
                marks.values.push((String::new(), literals));
                marks
            }
            Some(TypeKind::Union(union)) if depth < DEEPEST => {
                let members = union.members.iter().map(|member| of(&member.ty, types, depth + 1));
                members.reduce(either).unwrap_or_default()
            }
            Some(TypeKind::Newtype(inner)) if depth < DEEPEST => of(inner, types, depth + 1),
            Some(TypeKind::Union(_) | TypeKind::Newtype(_)) | None => {
                Marks { open: true, ..kinds(all()) }
            }
        },
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

/// What is known of a value that is of one type or of the other.
fn either(one: Marks, two: Marks) -> Marks {
    let known: Vec<String> = one
        .known
        .iter()
        .chain(two.known.iter().filter(|name| !one.known.contains(name)))
        .cloned()
        .collect();
    Marks {
        kinds: Kinds {
            boolean: one.kinds.boolean || two.kinds.boolean,
            integer: one.kinds.integer || two.kinds.integer,
            fraction: one.kinds.fraction || two.kinds.fraction,
            string: one.kinds.string || two.kinds.string,
            array: one.kinds.array || two.kinds.array,
            object: one.kinds.object || two.kinds.object,
        },
        // Where only one of the two can be an object, what an object must have is what that one must have.
        required: match (one.kinds.object, two.kinds.object) {
            (true, false) => one.required,
            (false, true) => two.required,
            _ => one.required.into_iter().filter(|name| two.required.contains(name)).collect(),
        },
        known,
        open: one.open || two.open,
        values: Vec::new(),
        inner: Vec::new(),
    }
}
