//! What a value must satisfy to be sent.

use std::cmp::Ordering;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Schema, Types};
use crate::ir::{Bound, Number, Rules};
use crate::source::Node;

/// The validation keywords of one or several schemas, the tightest of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds<'t> {
    min_length: Option<u64>,
    max_length: Option<u64>,
    patterns: Vec<(&'t str, Node<'t>)>,
    pub(super) minimum: Option<(&'t Value, bool)>,
    pub(super) maximum: Option<(&'t Value, bool)>,
    multiple_of: Vec<&'t Value>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) unique_items: bool,
    pub(super) min_properties: Option<u64>,
    pub(super) max_properties: Option<u64>,
}

impl<'t> Bounds<'t> {
    /// Those of one schema.
    pub(super) fn of(schema: &Schema<'t>) -> Self {
        Self {
            min_length: schema.min_length.filter(|min| *min > 0),
            max_length: schema.max_length,
            patterns: schema.pattern.map(|pattern| (pattern, schema.node)).into_iter().collect(),
            minimum: schema.minimum,
            maximum: schema.maximum,
            multiple_of: schema.multiple_of.into_iter().collect(),
            min_items: schema.min_items.filter(|min| *min > 0),
            max_items: schema.max_items,
            unique_items: schema.unique_items,
            min_properties: schema.min_properties.filter(|min| *min > 0),
            max_properties: schema.max_properties,
        }
    }

    /// Adds those of another schema for the same value.
    pub(super) fn tighten(&mut self, other: Self) {
        let least = |one: Option<u64>, two: Option<u64>| one.into_iter().chain(two).max();
        let most = |one: Option<u64>, two: Option<u64>| one.into_iter().chain(two).min();
        self.min_length = least(self.min_length, other.min_length);
        self.max_length = most(self.max_length, other.max_length);
        for (pattern, node) in other.patterns {
            if self.patterns.iter().all(|(known, _)| *known != pattern) {
                self.patterns.push((pattern, node));
            }
        }
        self.minimum = tighter(self.minimum, other.minimum, |new, old| new > old);
        self.maximum = tighter(self.maximum, other.maximum, |new, old| new < old);
        self.multiple_of.extend(other.multiple_of);
        self.min_items = least(self.min_items, other.min_items);
        self.max_items = most(self.max_items, other.max_items);
        self.unique_items |= other.unique_items;
        self.min_properties = least(self.min_properties, other.min_properties);
        self.max_properties = most(self.max_properties, other.max_properties);
    }

    /// The keywords that are stated, of those that speak of values of some types.
    pub(super) fn stated(&self, types: Types) -> Vec<&'static str> {
        let all = [
            (Types::STRING, "minLength", self.min_length.is_some()),
            (Types::STRING, "maxLength", self.max_length.is_some()),
            (Types::STRING, "pattern", !self.patterns.is_empty()),
            (Types::NUMBER, "minimum", self.minimum.is_some()),
            (Types::NUMBER, "maximum", self.maximum.is_some()),
            (Types::NUMBER, "multipleOf", !self.multiple_of.is_empty()),
            (Types::ARRAY, "minItems", self.min_items.is_some()),
            (Types::ARRAY, "maxItems", self.max_items.is_some()),
            (Types::ARRAY, "uniqueItems", self.unique_items),
            (Types::OBJECT, "minProperties", self.min_properties.is_some()),
            (Types::OBJECT, "maxProperties", self.max_properties.is_some()),
        ];
        let is_meant = |kind: Types| !kind.and(types).is_empty();
        let stated = all.into_iter().filter(|(kind, _, is_stated)| *is_stated && is_meant(*kind));
        stated.map(|(_, keyword, _)| keyword).collect()
    }

    /// The rules of a text.
    pub(super) fn text(&self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Rules {
        let (low, high) = (("minLength", self.min_length), ("maxLength", self.max_length));
        let (min_length, max_length) = ordered(low, high, node, diagnostics);
        let patterns =
            self.patterns.iter().filter(|(pattern, node)| is_pattern(pattern, *node, diagnostics));
        let patterns = patterns.map(|(pattern, _)| (*pattern).to_owned());
        Rules { min_length, max_length, patterns: patterns.collect(), ..Rules::default() }
    }

    /// The rules of a number.
    pub(super) fn number(&self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Rules {
        let bound = |bound: Option<(&Value, bool)>| {
            bound.and_then(|(value, exclusive)| Some(Bound { value: number(value)?, exclusive }))
        };
        // The greatest integer of all is what the type says already, and no float is equal to it.
        let most = self.maximum.filter(|(value, _)| value.as_u64() != Some(u64::MAX));
        let (minimum, maximum) = (bound(self.minimum), bound(most));
        let multiple_of = self.multiple(node, diagnostics);
        if let (Some(least), Some(most)) = (minimum, maximum) {
            let is_outside = least.exclusive || most.exclusive;
            let (low, high) = (("minimum", least.value), ("maximum", most.value));
            match compare(least.value, most.value) {
                Some(Ordering::Greater) => contradiction(low, high, node, diagnostics),
                Some(Ordering::Equal) if is_outside => {
                    nothing_between(most.value, node, diagnostics)
                }
                _ => return Rules { minimum, maximum, multiple_of, ..Rules::default() },
            }
            return Rules { multiple_of, ..Rules::default() };
        }
        Rules { minimum, maximum, multiple_of, ..Rules::default() }
    }

    /// The one number of which a value must be a multiple to be one of all that are asked for.
    fn multiple(&self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<Number> {
        let mut common: Option<Number> = None;
        for factor in &self.multiple_of {
            let found = number(factor).filter(|factor| float(*factor) > 0.0);
            let joined = match (common, found) {
                (None, Some(_)) => found,
                (Some(known), Some(found)) => least_common(known, found),
                (_, None) => None,
            };
            if joined.is_none() {
                let at = node.get("multipleOf").unwrap_or(node);
                let (code, why) = match found {
                    None => (Code::InvalidBounds, "which is not above 0".to_owned()),
                    Some(_) => (Code::UncheckedKeyword, "only against another one".to_owned()),
                };
                diagnostics.warning(
                    code,
                    at,
                    format!("values are not checked against a `multipleOf` of {factor}, {why}"),
                    "write the one number that is meant",
                );
            }
            common = joined.or(common);
        }
        common
    }

    /// The rules of an array.
    pub(super) fn array(&self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Rules {
        let (low, high) = (("minItems", self.min_items), ("maxItems", self.max_items));
        let (min_items, max_items) = ordered(low, high, node, diagnostics);
        Rules { min_items, max_items, unique_items: self.unique_items, ..Rules::default() }
    }

    /// The rules of a map.
    pub(super) fn map(&self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Rules {
        let low = ("minProperties", self.min_properties);
        let high = ("maxProperties", self.max_properties);
        let (min_items, max_items) = ordered(low, high, node, diagnostics);
        Rules { min_items, max_items, ..Rules::default() }
    }
}

fn tighter<'t>(
    one: Option<(&'t Value, bool)>,
    two: Option<(&'t Value, bool)>,
    is_tighter: fn(f64, f64) -> bool,
) -> Option<(&'t Value, bool)> {
    let (Some((old, old_open)), Some((new, new_open))) = (one, two) else { return one.or(two) };
    let (was, is) = (old.as_f64().unwrap_or_default(), new.as_f64().unwrap_or_default());
    if is_tighter(is, was) {
        Some((new, new_open))
    } else {
        Some((old, old_open || (is.total_cmp(&was).is_eq() && new_open)))
    }
}

/// The least number that is a multiple of two, where it is exact.
fn least_common(one: Number, other: Number) -> Option<Number> {
    if one == other {
        return Some(one);
    }
    let (Number::Integer(one), Number::Integer(other)) = (one, other) else { return None };
    let (mut divisor, mut rest) = (one, other);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (one / divisor).checked_mul(other).map(Number::Integer)
}

/// Two counts that leave something between them; others are reported, and then nothing is checked.
fn ordered(
    low: (&str, Option<u64>),
    high: (&str, Option<u64>),
    node: Node<'_>,
    diagnostics: &mut Diagnostics,
) -> (Option<u64>, Option<u64>) {
    if let (Some(least), Some(most)) = (low.1, high.1)
        && least > most
    {
        contradiction((low.0, least), (high.0, most), node, diagnostics);
        return (None, None);
    }
    (low.1, high.1)
}

fn contradiction<T: std::fmt::Display>(
    (low, least): (&str, T),
    (high, most): (&str, T),
    node: Node<'_>,
    diagnostics: &mut Diagnostics,
) {
    diagnostics.warning(
        Code::InvalidBounds,
        node.get(high).unwrap_or(node),
        format!("`{high}` is {most}, less than `{low}`, which is {least}; neither is checked"),
        "no value can satisfy both; correct one of them",
    );
}

/// Two bounds that are the same number, where one of them at least is itself outside.
fn nothing_between(bound: Number, node: Node<'_>, diagnostics: &mut Diagnostics) {
    let place = ["exclusiveMaximum", "maximum"]
        .into_iter()
        .find_map(|high| node.get(high).filter(|high| high.value.is_number()));
    diagnostics.warning(
        Code::InvalidBounds,
        place.unwrap_or(node),
        format!("the least and the greatest number are both {bound}, which is itself outside; neither is checked"),
        "no value can satisfy both; correct one of them",
    );
}

/// Whether a pattern is an ECMA-262 regular expression, as JSON Schema demands (Validation, section 6.3.3).
fn is_pattern(pattern: &str, node: Node<'_>, diagnostics: &mut Diagnostics) -> bool {
    if is_literal(pattern) {
        diagnostics.warning(
            Code::InvalidPattern,
            node.get("pattern").unwrap_or(node),
            format!("`{pattern}` is written as a literal of JavaScript, and with its slashes no text can match it, so values are not checked against it"),
            "write what stands between the slashes; there are no flags",
        );
        return false;
    }
    let Err(error) = regress::Regex::with_flags(pattern, "u") else { return true };
    // Many patterns in the wild escape what `u` forbids to escape; without the flag they mean what was meant.
    if regress::Regex::new(pattern).is_ok() {
        return true;
    }
    diagnostics.warning(
        Code::InvalidPattern,
        node.get("pattern").unwrap_or(node),
        format!("`{pattern}` is no ECMA-262 regular expression ({error}), so values are not checked against it"),
        "correct the pattern",
    );
    false
}

/// Whether a pattern stands between slashes, perhaps with flags, and cannot be meant with them: nothing comes before a beginning, or behind
/// an end.
fn is_literal(pattern: &str) -> bool {
    let Some((inner, flags)) = pattern.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'))
    else {
        return false;
    };
    let ends = inner.ends_with('$') && !inner.ends_with("\\$");
    flags.chars().all(|flag| "dgimsuvy".contains(flag)) && (inner.starts_with('^') || ends)
}

/// A number of the description, exact where it is an integer of 64 bits.
pub(super) fn number(value: &Value) -> Option<Number> {
    if let Some(integer) = value.as_i64() {
        return Some(Number::Integer(integer));
    }
    let float = value.as_f64()?;
    // Below 2^53 every whole number is exact in both.
    if float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0 {
        Some(Number::Integer(float as i64))
    } else {
        Some(Number::Float(float))
    }
}

fn compare(one: Number, other: Number) -> Option<Ordering> {
    match (one, other) {
        (Number::Integer(one), Number::Integer(other)) => Some(one.cmp(&other)),
        _ => float(one).partial_cmp(&float(other)),
    }
}

fn float(number: Number) -> f64 {
    match number {
        Number::Integer(value) => value as f64,
        Number::Float(value) => value,
    }
}
