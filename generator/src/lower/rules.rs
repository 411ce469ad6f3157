//! What a value must satisfy to be sent.

use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::ir::{Bound, Number, Rules};

/// Keeps a pattern if it is an ECMA-262 regular expression, as JSON Schema demands (Validation, section 6.3.3).
pub(super) fn pattern(
    pattern: Option<&String>,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let pattern = pattern?;
    match regress::Regex::with_flags(pattern, "u") {
        Ok(_) => Some(pattern.clone()),
        Err(error) => {
            diagnostics.warning(
                Code::InvalidPattern,
                &at.child("pattern"),
                format!("`{pattern}` is no ECMA-262 regular expression ({error}), so values are not checked against it"),
                "correct the pattern",
            );
            None
        }
    }
}

/// Reports bounds that leave no value between them.
pub(super) fn ordered<T: PartialOrd + std::fmt::Display>(
    low: (&str, Option<T>),
    high: (&str, Option<T>),
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    if let (Some(least), Some(most)) = (low.1, high.1)
        && least > most
    {
        diagnostics.error(
            Code::InvalidBounds,
            &at.child(high.0),
            format!("`{}` is {most}, less than `{}`, which is {least}", high.0, low.0),
            "no value can satisfy both; correct one of them",
        );
    }
}

/// The length of a string.
pub(super) fn length(
    rules: &mut Rules,
    (min, max): (Option<usize>, Option<usize>),
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    ordered(("minLength", min), ("maxLength", max), at, diagnostics);
    rules.min_length = min.filter(|min| *min > 0).map(|min| min as u64);
    rules.max_length = max.map(|max| max as u64);
}

/// The number of items of an array, or of members of a map.
pub(super) fn items(
    rules: &mut Rules,
    (low, min): (&str, Option<usize>),
    (high, max): (&str, Option<usize>),
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    ordered((low, min), (high, max), at, diagnostics);
    rules.min_items = min.filter(|min| *min > 0).map(|min| min as u64);
    rules.max_items = max.map(|max| max as u64);
}

/// The range of a number, whose bounds are exact where they are whole.
pub(super) fn range(
    rules: &mut Rules,
    minimum: Option<(Number, bool)>,
    maximum: Option<(Number, bool)>,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    let plain = |bound: Option<(Number, bool)>| bound.map(|(value, _)| float(value));
    ordered(("minimum", plain(minimum)), ("maximum", plain(maximum)), at, diagnostics);
    let bound =
        |bound: Option<(Number, bool)>| bound.map(|(value, exclusive)| Bound { value, exclusive });
    rules.minimum = bound(minimum);
    rules.maximum = bound(maximum);
}

/// A number of the description, as an integer where nothing is lost.
pub(super) fn number(value: f64) -> Number {
    // Below 2^53 every whole number is exact in both.
    if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 {
        Number::Integer(value as i64)
    } else {
        Number::Float(value)
    }
}

fn float(number: Number) -> f64 {
    match number {
        Number::Integer(value) => value as f64,
        Number::Float(value) => value,
    }
}
