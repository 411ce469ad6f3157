//! Time and chance, so that tests can have both as they like.

use std::fmt;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::time::Duration;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(super) use super::browser::{random, sleep};

/// A moment. The standard library has none in WebAssembly, and `web_time` has the same type there.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub use std::time::Instant;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub use web_time::Instant;

/// A pause under way.
pub type Pause<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// What tells the time, waits, and spreads retries.
///
/// It is asked only for deadlines, timeouts of single requests, retries, tokens and observers. [`SystemClock`] needs a runtime of tokio to wait
/// in, or that of JavaScript; who has another one implements this.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// A future that is ready when the time is over.
    fn sleep(&self, duration: Duration) -> Pause<'_>;

    /// Blocks the thread for a time.
    #[cfg(feature = "blocking")]
    fn sleep_blocking(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    /// A number from 0 up to, but not including, 1, every one as likely: the part of a backoff that is waited.
    fn jitter(&self) -> f64 {
        // What is left of 64 bits is what a fraction of this type can hold.
        (random() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The clock of the machine, with the timer of tokio; in WebAssembly with that of JavaScript.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn sleep(&self, duration: Duration) -> Pause<'_> {
        sleep(duration)
    }
}

/// A pause by the timer of [`SystemClock`].
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(super) fn sleep(duration: Duration) -> Pause<'static> {
    Box::pin(tokio::time::sleep(duration))
}

/// A number made by chance. The keys of a hasher are random, and others each time; it is all that the standard library has of it.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(super) fn random() -> u64 {
    RandomState::new().hash_one(0)
}

/// The result of a future, or `None` if time ran out before. It is only lent: a future that is handed on is kept more than once.
pub(super) async fn within<T>(
    clock: &dyn Clock,
    limit: Option<Duration>,
    mut future: Pin<&mut impl Future<Output = T>>,
) -> Option<T> {
    let Some(limit) = limit else { return Some(future.await) };
    let mut pause = clock.sleep(limit);
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        std::task::Poll::Ready(value) => std::task::Poll::Ready(Some(value)),
        std::task::Poll::Pending => pause.as_mut().poll(context).map(|()| None),
    })
    .await
}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
