//! Runs that are cut off, as a machine that dies would.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

/// Polls `run` at most `polls` times and then drops it, with everything it had under way. `None` where it was cut off.
pub async fn cut_off_after<T>(polls: usize, run: impl Future<Output = T>) -> Option<T> {
    let mut run = pin!(run);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match run.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            // The last poll: nobody will wake a run that is to be dropped.
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
