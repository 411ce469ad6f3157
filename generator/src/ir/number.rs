//! Numbers of descriptions, which stay exact.

use std::cmp::Ordering;

/// A number of the description, exact where it is an integer.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub enum Number {
    /// An integer of no more than 64 bits beside its sign; the least common multiple of several may have more.
    Integer(i128),
    /// Any other number.
    Float(f64),
}

impl Number {
    /// What a number of JSON is, if it is one.
    #[must_use]
    pub fn of(value: &serde_json::Value) -> Option<Self> {
        let integer = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
        if let Some(integer) = integer {
            return Some(Self::Integer(integer));
        }
        let float = value.as_f64()?;
        // A whole number of 64 bits is an integer however it is written.
        let whole = Self::Float(float).floor().filter(|_| float.fract() == 0.0);
        let whole = whole.filter(|whole| whole.unsigned_abs() <= u128::from(u64::MAX));
        Some(whole.map_or(Self::Float(float), Self::Integer))
    }

    /// The nearest number of 64 bits.
    #[must_use]
    pub fn as_float(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// The greatest integer that is not above it, if that has not too many digits to be exact.
    #[must_use]
    pub fn floor(self) -> Option<i128> {
        match self {
            Self::Integer(value) => Some(value),
            Self::Float(value) => {
                let is_held = value.abs() < 2.0_f64.powi(126);
                is_held.then(|| value.floor() as i128)
            }
        }
    }

    /// Which of two is less, with nothing rounded.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => Some(one.cmp(&other)),
            (Self::Float(one), Self::Float(other)) => one.partial_cmp(&other),
            (Self::Float(_), Self::Integer(_)) => other.compare(self).map(Ordering::reverse),
            (Self::Integer(one), Self::Float(float)) => match other.floor() {
                Some(whole) if whole == one && float.fract() != 0.0 => Some(Ordering::Less),
                Some(whole) => Some(one.cmp(&whole)),
                None => (one as f64).partial_cmp(&float),
            },
        }
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
        }
    }
}
