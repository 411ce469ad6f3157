//! How much one client may take at a time.

use std::sync::Arc;
#[cfg(feature = "blocking")]
use std::task::{Context, Poll, Wake, Waker};
#[cfg(feature = "blocking")]
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What a client is bounded by.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    /// How many bytes of a body are read into memory at most.
    pub(super) max_body_size: usize,
    /// One permit for each request that may be under way.
    pub(super) permits: Option<Arc<Semaphore>>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { max_body_size: 64 << 20, permits: None }
    }
}

impl Bounds {
    /// Whether requests need a permit.
    #[cfg(feature = "blocking")]
    pub(super) fn has_permits(&self) -> bool {
        self.permits.is_some()
    }

    /// A permit for a request, as soon as there is one.
    pub(super) async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed, so that there is no error.
        Arc::clone(self.permits.as_ref()?).acquire_owned().await.ok()
    }

    /// A permit for a request; the thread is blocked until there is one, or this time is over.
    #[cfg(feature = "blocking")]
    pub(super) fn permit_blocking(&self, limit: Option<Duration>) -> Option<OwnedSemaphorePermit> {
        let begun = Instant::now();
        let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
        let mut context = Context::from_waker(&waker);
        let mut permit = std::pin::pin!(self.permit());
        loop {
            match permit.as_mut().poll(&mut context) {
                Poll::Ready(permit) => return permit,
                Poll::Pending => match limit.map(|limit| limit.saturating_sub(begun.elapsed())) {
                    None => std::thread::park(),
                    Some(Duration::ZERO) => return None,
                    Some(left) => std::thread::park_timeout(left),
                },
            }
        }
    }
}

/// Wakes a thread.
#[cfg(feature = "blocking")]
struct Unpark(std::thread::Thread);

#[cfg(feature = "blocking")]
impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
