//! What a value must satisfy to be sent.

use std::cmp::Ordering;

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
    pub(super) minimum: Option<Bound>,
    pub(super) maximum: Option<Bound>,
    multiple_of: Vec<Number>,
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
        self.minimum = narrower(self.minimum, other.minimum, Ordering::Greater);
        self.maximum = narrower(self.maximum, other.maximum, Ordering::Less);
        self.multiple_of.extend(other.multiple_of);
        self.min_items = least(self.min_items, other.min_items);
        self.max_items = most(self.max_items, other.max_items);
        self.unique_items |= other.unique_items;
        self.min_properties = least(self.min_properties, other.min_properties);
        self.max_properties = most(self.max_properties, other.max_properties);
    }

    /// What numbers must be multiples of.
    pub(super) fn steps(&self) -> &[Number] {
        &self.multiple_of
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

    /// The rules of a number, or of an integer if all values are.
    pub(super) fn number(
        &self,
        types: Types,
        node: Node<'t>,
        diagnostics: &mut Diagnostics,
    ) -> Rules {
        let multiple_of = self.multiple(node, diagnostics);
        let (minimum, maximum) = (self.minimum, self.maximum);
        let rules = Rules { multiple_of, ..Rules::default() };
        if let (Some(least), Some(most)) = (minimum, maximum) {
            let is_outside = least.exclusive || most.exclusive;
            match least.value.compare(most.value) {
                Some(Ordering::Greater) => {
                    let (low, high) = (("minimum", least.value), ("maximum", most.value));
                    contradiction(low, high, node, diagnostics);
                    return rules;
                }
                Some(Ordering::Equal) if is_outside => {
                    let both = most.value;
                    let message = format!(
                        "the least and the greatest number are both {both}, which is itself outside"
                    );
                    nothing_between(&message, node, diagnostics);
                    return rules;
                }
                _ => {}
            }
            let one = (types == Types::INTEGER).then_some(Number::Integer(1));
            let mut steps = one.into_iter().chain(multiple_of);
            if let Some(step) = steps.find(|step| !has_multiple(least, most, *step)) {
                nothing_between(&none_of(step, least, most), node, diagnostics);
                return rules;
            }
        }
        Rules { minimum, maximum, ..rules }
    }

    /// The one number of which a value must be a multiple to be one of all that are asked for.
    fn multiple(&self, node: Node<'t>, diagnostics: &mut Diagnostics) -> Option<Number> {
        let mut common: Option<Number> = None;
        for factor in &self.multiple_of {
            let found = Some(*factor).filter(|factor| factor.as_float() > 0.0);
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

/// The limits of integers. The greatest of all is what their type says already.
pub(super) fn of_integers(mut rules: Rules) -> Rules {
    let says_nothing =
        |most: &Bound| !most.exclusive && most.value == Number::Integer(u64::MAX.into());
    rules.maximum = rules.maximum.filter(|most| !says_nothing(most));
    rules
}

fn narrower(one: Option<Bound>, two: Option<Bound>, narrower: Ordering) -> Option<Bound> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.narrower(two, narrower)),
        (one, two) => one.or(two),
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

/// Two bounds of numbers that leave nothing between them.
fn nothing_between(message: &str, node: Node<'_>, diagnostics: &mut Diagnostics) {
    let place = ["exclusiveMaximum", "maximum"]
        .into_iter()
        .find_map(|high| node.get(high).filter(|high| high.value.is_number()));
    diagnostics.warning(
        Code::InvalidBounds,
        place.unwrap_or(node),
        format!("{message}; neither is checked"),
        "no value can satisfy both; correct one of them",
    );
}

fn none_of(step: Number, least: Bound, most: Bound) -> String {
    let what = match step {
        Number::Integer(1) => "integer".to_owned(),
        step => format!("multiple of {step}"),
    };
    let above = if least.exclusive { "more than" } else { "at least" };
    let below = if most.exclusive { "less than" } else { "at most" };
    format!("no {what} is {above} {} and {below} {}", least.value, most.value)
}

/// Whether a multiple of a step lies between two bounds, as far as that can be told.
fn has_multiple(least: Bound, most: Bound, step: Number) -> bool {
    let Number::Integer(step) = step else {
        // Decimal fractions have no exact binary form, so as much is forgiven as where values are checked.
        let ratio = |bound: Bound| bound.value.as_float() / step.as_float();
        let slack = |ratio: f64| ratio.abs().max(1.0) * 1e-9;
        let (low, high) = (ratio(least), ratio(most));
        if !(low.is_finite() && high.is_finite()) {
            return true;
        }
        return (low - slack(low)).ceil() <= (high + slack(high)).floor();
    };
    let (Some(low), Some(high)) = (least.value.floor(), most.value.floor()) else { return true };
    let is_within =
        |bound: Bound, whole: i128, narrower| !bound.excludes(Number::Integer(whole), narrower);
    let first = if is_within(least, low, Ordering::Greater) { low } else { low + 1 };
    let last = if is_within(most, high, Ordering::Less) { high } else { high - 1 };
    let multiple = (-(-first).div_euclid(step)).checked_mul(step);
    multiple.is_none_or(|multiple| multiple <= last)
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
