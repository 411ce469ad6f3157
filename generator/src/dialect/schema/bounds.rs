//! Bounds of numbers, which the versions write down in two ways.

use std::cmp::Ordering;

use crate::document::{Bound, Number};

/// `exclusiveMinimum` or `exclusiveMaximum`.
#[derive(Clone, Copy)]
pub(super) enum Exclusive {
    /// Up to 3.0: whether the bound beside it is itself outside.
    Flag(bool),
    /// From 3.1 on: a bound of its own.
    Number(Number),
}

/// The keywords of one schema.
#[derive(Clone, Copy, Default)]
pub(super) struct Bounds {
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) above: Option<Exclusive>,
    pub(super) below: Option<Exclusive>,
}

impl Bounds {
    /// The lower and the upper bound; of two, the narrower one.
    pub(super) fn settle(self) -> (Option<Bound>, Option<Bound>) {
        let minimum = settle(self.minimum, self.above, Ordering::Greater);
        let maximum = settle(self.maximum, self.below, Ordering::Less);
        (minimum, maximum)
    }
}

fn settle(
    inclusive: Option<Number>,
    exclusive: Option<Exclusive>,
    narrower: Ordering,
) -> Option<Bound> {
    let bound = |value, exclusive| Some(Bound { value, exclusive });
    match (inclusive, exclusive) {
        (None, None | Some(Exclusive::Flag(_))) => None,
        (Some(value), None) => bound(value, false),
        (Some(value), Some(Exclusive::Flag(is_outside))) => bound(value, is_outside),
        (None, Some(Exclusive::Number(value))) => bound(value, true),
        (Some(value), Some(Exclusive::Number(other))) => {
            let other = Bound { value: other, exclusive: true };
            Some(Bound { value, exclusive: false }.narrower(other, narrower))
        }
    }
}
