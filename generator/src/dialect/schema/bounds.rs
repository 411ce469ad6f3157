//! Bounds of numbers, which the versions write down in two ways.

use serde_json::Value;

/// `exclusiveMinimum` or `exclusiveMaximum`.
#[derive(Clone, Copy)]
pub(super) enum Bound<'t> {
    /// Up to 3.0: whether the bound beside it is itself outside.
    Flag(bool),
    /// From 3.1 on: a bound of its own.
    Number(&'t Value),
}

/// The keywords of one schema.
#[derive(Clone, Copy, Default)]
pub(super) struct Bounds<'t> {
    pub(super) minimum: Option<&'t Value>,
    pub(super) maximum: Option<&'t Value>,
    pub(super) above: Option<Bound<'t>>,
    pub(super) below: Option<Bound<'t>>,
}

/// A bound, and whether it is itself outside.
type Settled<'t> = Option<(&'t Value, bool)>;

impl<'t> Bounds<'t> {
    /// The lower and the upper bound; of two, the narrower one.
    pub(super) fn settle(self) -> (Settled<'t>, Settled<'t>) {
        let minimum = settle(self.minimum, self.above, |bound, other| bound >= other);
        let maximum = settle(self.maximum, self.below, |bound, other| bound <= other);
        (minimum, maximum)
    }
}

fn settle<'t>(
    inclusive: Option<&'t Value>,
    exclusive: Option<Bound<'t>>,
    is_narrower: impl Fn(f64, f64) -> bool,
) -> Settled<'t> {
    match (inclusive, exclusive) {
        (None, None | Some(Bound::Flag(_))) => None,
        (Some(bound), None) => Some((bound, false)),
        (Some(bound), Some(Bound::Flag(is_outside))) => Some((bound, is_outside)),
        (None, Some(Bound::Number(bound))) => Some((bound, true)),
        (Some(bound), Some(Bound::Number(other))) => {
            let narrower = other
                .as_f64()
                .zip(bound.as_f64())
                .is_none_or(|(other, bound)| is_narrower(other, bound));
            Some(if narrower { (other, true) } else { (bound, false) })
        }
    }
}
