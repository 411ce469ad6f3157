//! Strings, numbers and booleans: which type a format or a bound asks for.

use std::cmp::Ordering;

use super::merge::Merged;
use super::rules;
use super::schema::Lowered;
use crate::diagnostic::Diagnostics;
use crate::document::Types;
use crate::ir::{Bound, Number, TextFormat, Type};

/// What a scalar of one JSON type is.
pub(super) fn lower(kind: Types, merged: &Merged<'_>, diagnostics: &mut Diagnostics) -> Lowered {
    match kind {
        Types::STRING => {
            let ty = text(merged);
            // The bytes of a file are not text, so nothing that is said of text can be held against them.
            if matches!(ty, Type::File | Type::Base64) {
                return Lowered::plain(ty);
            }
            Lowered::ruled(ty, merged.bounds.text(merged.node, diagnostics))
        }
        Types::INTEGER => {
            let rules = merged.bounds.number(kind, merged.node, diagnostics);
            Lowered::ruled(integer(merged), rules::of_integers(rules))
        }
        Types::NUMBER => {
            let ty = if merged.format == Some("float") { Type::F32 } else { Type::F64 };
            Lowered::ruled(ty, merged.bounds.number(kind, merged.node, diagnostics))
        }
        Types::BOOLEAN => Lowered::plain(Type::Bool),
        _ => Lowered::plain(Type::Json),
    }
}

/// Whether a schema is that of a file.
pub(super) fn is_file(merged: &Merged<'_>) -> bool {
    merged.types.is_none_or(|types| types == Types::STRING) && text(merged) == Type::File
}

fn text(merged: &Merged<'_>) -> Type {
    if merged.content_encoding.is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64")) {
        return Type::Base64;
    }
    let format = match merged.format.unwrap_or_default() {
        "byte" => return Type::Base64,
        "binary" => return Type::File,
        "basic-date-time" => TextFormat::BasicDateTime,
        "date-time" => TextFormat::DateTime,
        "date" => TextFormat::Date,
        "time" => TextFormat::Time,
        "duration" => TextFormat::Duration,
        "uuid" => TextFormat::Uuid,
        "uri" | "url" => TextFormat::Uri,
        "ipv4" => TextFormat::Ipv4,
        "ipv6" => TextFormat::Ipv6,
        "decimal" => TextFormat::Decimal,
        "password" => TextFormat::Password,
        _ => return Type::String,
    };
    Type::Text(format)
}

/// By its format, or else by its bounds: 64 bits, without a sign only where the numbers need the room.
fn integer(merged: &Merged<'_>) -> Type {
    let is = |bound: Option<Bound>, order: Ordering, number: i64| {
        let number = Number::Integer(number.into());
        bound.is_some_and(|bound| bound.value.compare(number) == Some(order))
    };
    let needs_room = is(merged.bounds.maximum, Ordering::Greater, i64::MAX);
    let not_negative = is(merged.bounds.minimum, Ordering::Greater, -1);
    match merged.format.unwrap_or_default() {
        "int32" | "int16" | "int8" => Type::I32,
        "uint32" | "uint16" | "uint8" => Type::U32,
        "uint64" | "uint" => Type::U64,
        _ if needs_room && not_negative => Type::U64,
        _ => Type::I64,
    }
}

/// The JSON types that the keywords of a schema without `type` speak of.
pub(super) fn inferred(merged: &Merged<'_>) -> Option<Types> {
    if merged.has_object_keywords() {
        return Some(Types::OBJECT);
    }
    if merged.has_array_keywords() && !is_list_of_anything(merged) {
        return Some(Types::ARRAY);
    }
    match text(merged) {
        Type::String => None,
        _ => Some(Types::STRING),
    }
}

/// Whether a list behind `items` is all that makes an array of a schema. By the letter it only binds arrays, and all other
/// values are allowed; those who write it often mean alternatives.
pub(super) fn is_list_of_anything(merged: &Merged<'_>) -> bool {
    let bounds = &merged.bounds;
    merged.types.is_none()
        && merged.lists_items
        && merged.items.is_empty()
        && bounds.min_items.is_none()
        && bounds.max_items.is_none()
        && !bounds.unique_items
}
