//! When a request is sent again, and how long to wait before.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};

/// How often a request that failed is sent again.
///
/// [`RetryPolicy::none`] is what a client does unless told otherwise: only its user knows what an operation does when it happens twice, and
/// whether somebody further up repeats it already.
///
/// What is sent again: requests whose method is idempotent (RFC 9110, section 9.2.2) or that have an idempotency key, and whose body can be
/// sent twice. After what: the statuses of the policy, a failed exchange, an attempt that took too long. The wait is a random part of a
/// time that doubles with each attempt, and no less than what `Retry-After` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first_backoff: Duration,
    longest_backoff: Duration,
    longest_retry_after: Duration,
    statuses: Vec<u16>,
    any_method: bool,
    key: String,
}

impl RetryPolicy {
    /// Nothing is sent twice.
    #[must_use]
    pub fn none() -> Self {
        Self { attempts: 1, ..Self::standard() }
    }

    /// Three attempts, for 408, 429, 500, 502, 503 and 504; backoffs of up to 0.2 s, 0.4 s and so on, at most 20 s; a `Retry-After` of more
    /// than 60 s is not waited for; the header that makes a request idempotent is `Idempotency-Key`.
    #[must_use]
    pub fn standard() -> Self {
        Self {
            attempts: 3,
            first_backoff: Duration::from_millis(200),
            longest_backoff: Duration::from_secs(20),
            longest_retry_after: Duration::from_secs(60),
            statuses: vec![408, 429, 500, 502, 503, 504],
            any_method: false,
            key: "idempotency-key".to_owned(),
        }
    }

    /// How often a request is sent at most, the first time included.
    #[must_use]
    pub fn attempts(self, most: u32) -> Self {
        Self { attempts: most.max(1), ..self }
    }

    /// What the backoff before the second attempt is at most, and what no backoff is more than.
    #[must_use]
    pub fn backoff(self, first: Duration, longest: Duration) -> Self {
        Self { first_backoff: first, longest_backoff: longest, ..self }
    }

    /// The longest `Retry-After` to wait for. An answer that asks for more is the answer.
    #[must_use]
    pub fn longest_retry_after(self, longest: Duration) -> Self {
        Self { longest_retry_after: longest, ..self }
    }

    /// The statuses after which a request is sent again, such as `(500..600).chain([429])`.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = u16>) -> Self {
        Self { statuses: statuses.into_iter().collect(), ..self }
    }

    /// Whether to send requests again whose method is not idempotent, such as POST.
    #[must_use]
    pub fn any_method(self, any: bool) -> Self {
        Self { any_method: any, ..self }
    }

    /// The name of the header that makes a request idempotent.
    #[must_use]
    pub fn idempotency_header(self, name: impl Into<String>) -> Self {
        Self { key: name.into(), ..self }
    }

    /// Whether a request may happen twice.
    pub(super) fn may_repeat(&self, method: &Method, headers: &HeaderMap) -> bool {
        self.any_method || method.is_idempotent() || headers.contains_key(&self.key)
    }

    /// How often a request is sent at most.
    pub(super) fn most(&self) -> u32 {
        self.attempts
    }

    /// Whether another attempt might end better.
    pub(super) fn is_trouble(&self, trouble: Trouble) -> bool {
        match trouble {
            Trouble::Status(status, _) => self.statuses.contains(&status.as_u16()),
            Trouble::NoAnswer => true,
        }
    }

    /// How long to wait before the next attempt, given how many were made; `None` if what came of them is the result.
    pub(super) fn pause(
        &self,
        made: u32,
        trouble: Trouble,
        jitter: impl FnOnce() -> f64,
    ) -> Option<Duration> {
        if made >= self.attempts || !self.is_trouble(trouble) {
            return None;
        }
        let asked = match trouble {
            Trouble::Status(_, asked) => asked,
            Trouble::NoAnswer => None,
        };
        if asked.is_some_and(|asked| asked > self.longest_retry_after) {
            return None;
        }
        let doubled = 1_u32.checked_shl(made.saturating_sub(1)).unwrap_or(u32::MAX);
        let backoff = self.first_backoff.saturating_mul(doubled).min(self.longest_backoff);
        Some(backoff.mul_f64(jitter().clamp(0.0, 1.0)).max(asked.unwrap_or_default()))
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::none()
    }
}

/// What came of an attempt, as far as the next one depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// An answer, and how long it asks to wait.
    Status(StatusCode, Option<Duration>),
    /// The exchange failed, or took too long.
    NoAnswer,
}

/// How many retries a client has left: a bucket of tokens. Each retry takes one; ten answers that need none give one back.
///
/// So a server in trouble gets at most about a tenth more requests than without retries, once the bucket is empty.
#[derive(Debug)]
pub(super) struct Budget {
    /// In tenths of a retry.
    left: AtomicU32,
    most: u32,
}

const TENTHS: u32 = 10;

impl Budget {
    /// A full bucket.
    pub(super) fn new(retries: u32) -> Self {
        let most = retries.saturating_mul(TENTHS);
        Self { left: AtomicU32::new(most), most }
    }

    /// Takes what a retry costs. Whether it was there.
    pub(super) fn take(&self) -> bool {
        let take = |left: u32| left.checked_sub(TENTHS);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// An answer came that needs no retry.
    pub(super) fn refill(&self) {
        let add = |left: u32| (left < self.most).then_some(left + 1);
        // That it is full is no failure.
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}
