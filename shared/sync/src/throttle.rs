//! Many writes at once, as many as the other side bears: at first twice as many after each round of successes, from the first
//! 429 on one more, half as many after a 429, and never more than the limit (P10).
//!
//! Guarantees: a piece of work that was told to wait comes back whole and is tried again; what was started is
//! finished before [`work_through`] returns, so nothing is left under way when the run stores what it did.

use std::collections::VecDeque;
use std::future::Future;
use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt as _};
use jiff::Timestamp;
use koppel_outside::clock::Clock;

/// How many 429s in a row end the run; the next tick goes on.
const BUSY_IN_A_ROW: u32 = 8;
/// How long to wait after a 429 that does not say; doubled at each further one.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// Longest wait within a run; who asks for more ends it.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What came of one piece of work.
pub(crate) enum Step<W, T> {
    /// It is done, well or badly.
    Done(T),
    /// It was not carried out: try it again after this long.
    Busy(W, Option<Duration>),
    /// It is done badly, in a way that will befall the rest too: start nothing more.
    Halt(T),
}

/// Why not all work was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halted {
    /// There is too little time left.
    OutOfTime,
    /// The other side keeps asking for patience.
    Busy(Option<Duration>),
    /// A piece of work said that it has no sense to go on.
    Told,
}

/// How many calls the other side bears; kept from page to page.
#[derive(Debug)]
pub(crate) struct Throttle {
    most: usize,
    at_once: usize,
    successes: usize,
    busy_in_a_row: u32,
    /// There was a 429: what the other side bears is near.
    met_limit: bool,
}

impl Throttle {
    pub(crate) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self { most, at_once: most.min(4), successes: 0, busy_in_a_row: 0, met_limit: false }
    }

    fn bore(&mut self) {
        self.busy_in_a_row = 0;
        self.successes += 1;
        if !self.met_limit || self.successes >= self.at_once {
            self.successes = 0;
            self.at_once = (self.at_once + 1).min(self.most);
        }
    }

    fn busy(&mut self, retry_after: Option<Duration>) -> Duration {
        self.at_once = (self.at_once / 2).max(1);
        self.successes = 0;
        self.met_limit = true;
        let doubled = FIRST_WAIT.saturating_mul(1 << self.busy_in_a_row.min(8));
        self.busy_in_a_row += 1;
        retry_after.unwrap_or(doubled).min(LONGEST_WAIT)
    }
}

/// Does `work` with as many at once as `throttle` allows, until it is through or must halt at `end`.
///
/// Returns what is done, and why the rest was not started; `queue` keeps that rest.
pub(crate) async fn work_through<W, T, F, Fut>(
    throttle: &mut Throttle,
    clock: &dyn Clock,
    end: Timestamp,
    queue: &mut VecDeque<W>,
    mut start: F,
) -> (Vec<T>, Option<Halted>)
where
    F: FnMut(W) -> Fut,
    Fut: Future<Output = Step<W, T>>,
{
    let mut done = Vec::with_capacity(queue.len());
    let mut halted = None;
    let mut resume_at = Timestamp::MIN;
    let mut under_way = FuturesUnordered::new();
    loop {
        let now = clock.now();
        if halted.is_none() && now >= end && !queue.is_empty() {
            halted = Some(Halted::OutOfTime);
        }
        if halted.is_none() && now < resume_at && under_way.is_empty() {
            clock.sleep(Duration::try_from(resume_at.duration_since(now)).unwrap_or_default()).await;
            continue;
        }
        while halted.is_none() && now >= resume_at && under_way.len() < throttle.at_once {
            let Some(work) = queue.pop_front() else { break };
            under_way.push(start(work));
        }
        match under_way.next().await {
            None => return (done, halted),
            Some(Step::Done(result)) => {
                throttle.bore();
                done.push(result);
            }
            Some(Step::Halt(result)) => {
                done.push(result);
                halted = Some(Halted::Told);
            }
            Some(Step::Busy(work, retry_after)) => {
                queue.push_front(work);
                // Calls that were under way when the first 429 came say the same thing once more: one round counts once.
                if clock.now() >= resume_at {
                    let resume = clock.now() + throttle.busy(retry_after);
                    let too_long = retry_after.is_some_and(|wait| wait > LONGEST_WAIT);
                    if too_long || throttle.busy_in_a_row >= BUSY_IN_A_ROW || resume >= end {
                        halted = halted.or(Some(Halted::Busy(retry_after)));
                    }
                    resume_at = resume;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use koppel_outside::clock::ManualClock;

    use super::*;

    const LATER: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn all_work_is_done_although_every_third_try_is_busy() {
        let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
        let mut throttle = Throttle::new(8);
        let tries = RefCell::new(0);
        let mut queue: VecDeque<u32> = (0..100).collect();
        let end = clock.now() + LATER;
        let (mut done, halted) = work_through(&mut throttle, &clock, end, &mut queue, |work| {
            *tries.borrow_mut() += 1;
            let busy = *tries.borrow() % 3 == 0;
            async move { if busy { Step::Busy(work, None) } else { Step::Done(work) } }
        })
        .await;
        done.sort_unstable();
        assert_eq!(halted, None);
        assert_eq!(done, (0..100).collect::<Vec<_>>());
        assert!(queue.is_empty());
    }

    #[tokio::test]
    async fn it_halves_when_busy_and_grows_when_borne() {
        let mut throttle = Throttle::new(16);
        for _ in 0..4 {
            throttle.bore();
        }
        assert_eq!(throttle.at_once, 8, "twice as many after a round");
        for _ in 0..200 {
            throttle.bore();
        }
        assert_eq!(throttle.at_once, 16);
        assert_eq!(throttle.busy(None), FIRST_WAIT);
        assert_eq!(throttle.at_once, 8);
        assert_eq!(throttle.busy(None), FIRST_WAIT * 2);
        assert_eq!(throttle.busy(Some(Duration::from_secs(900))), LONGEST_WAIT);
        assert_eq!(throttle.at_once, 2);
        for _ in 0..2 {
            throttle.bore();
        }
        assert_eq!(throttle.at_once, 3, "from then on one more after a round");
    }

    #[tokio::test]
    async fn endless_patience_is_not_asked_of_a_run() {
        let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
        let mut throttle = Throttle::new(4);
        let mut queue: VecDeque<u32> = (0..10).collect();
        let end = clock.now() + LATER;
        let (done, halted) = work_through(&mut throttle, &clock, end, &mut queue, |work| async move {
            Step::<u32, u32>::Busy(work, Some(Duration::from_secs(1)))
        })
        .await;
        assert!(done.is_empty());
        assert_eq!(halted, Some(Halted::Busy(Some(Duration::from_secs(1)))));
        assert_eq!(queue.len(), 10, "nothing is lost");
    }

    #[tokio::test]
    async fn nothing_starts_after_the_end() {
        let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
        let mut throttle = Throttle::new(1);
        let mut queue: VecDeque<u32> = (0..10).collect();
        let end = clock.now() + Duration::from_secs(3);
        let clock_ref = &clock;
        let (done, halted) = work_through(&mut throttle, &clock, end, &mut queue, |work| async move {
            clock_ref.advance(Duration::from_secs(1));
            Step::Done(work)
        })
        .await;
        assert_eq!((done.len(), halted, queue.len()), (3, Some(Halted::OutOfTime), 7));
    }
}
