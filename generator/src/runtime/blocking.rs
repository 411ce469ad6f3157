//! Where a thread may be blocked.

use std::task::{Context, Poll, Waker};

use tokio::runtime::Handle;
use tokio::task::coop;

use super::check::InvalidRequest;

/// More than the budget of a task, which is a number of 8 bits.
const MORE_THAN_A_BUDGET: usize = 256;

/// Refuses to block a thread that runs an asynchronous task; what can be called there instead is named.
pub(super) fn refuse_tasks(instead: &str) -> Result<(), InvalidRequest> {
    if !is_within_a_task() {
        return Ok(());
    }
    let problem = format!(
        "must not be called within an asynchronous task; use `{instead}` there, or `spawn_blocking`"
    );
    Err(InvalidRequest::new(format!("{instead}_blocking"), problem))
}

/// Whether this thread runs an asynchronous task of tokio, so that other tasks would wait for whatever blocks it.
///
/// That a runtime is known to the thread does not say so: it is known in `spawn_blocking` as well, where blocking is right.
/// But a task has a budget, after which it has to yield, and whoever may block has none. The rest of the budget is spent here;
/// the task then yields once more than it would have.
fn is_within_a_task() -> bool {
    if Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    (0..MORE_THAN_A_BUDGET).any(|_| match coop::poll_proceed(&mut context) {
        Poll::Ready(step) => {
            step.made_progress();
            false
        }
        Poll::Pending => true,
    })
}
