//! The local world's clock: the machine's, which can be moved ahead so that nobody has to wait out a quiet period.
//!
//! Guarantees: in a folder that keeps the world, the clock never goes back between two starts; it would hide what
//! happened after it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use std::{fs, io};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use koppel_outside::clock::Clock;
use koppel_simulators::clock::SimClock;

/// One clock for Koppel and for the simulated packages.
#[derive(Clone, Debug, Default)]
pub struct WorldClock(pub SimClock);

#[async_trait]
impl Clock for WorldClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// How far a world's clock is ahead of the machine's, kept in a file where the world is kept.
#[derive(Debug)]
pub(crate) struct Ahead {
    clock: SimClock,
    seconds: AtomicI64,
    file: Option<PathBuf>,
}

impl Ahead {
    /// Moves `clock` as far ahead as `file` says.
    pub(crate) fn open(clock: SimClock, file: Option<PathBuf>) -> Self {
        let kept = file.as_ref().and_then(|file| fs::read_to_string(file).ok());
        let seconds = kept.and_then(|text| text.trim().parse().ok()).unwrap_or_default();
        clock.advance(SignedDuration::from_secs(seconds));
        Self { clock, seconds: AtomicI64::new(seconds), file }
    }

    pub(crate) fn seconds(&self) -> i64 {
        self.seconds.load(Ordering::Relaxed)
    }

    /// Moves the clock on, whole seconds.
    pub(crate) fn advance(&self, by: SignedDuration) -> io::Result<()> {
        let seconds = self.seconds.fetch_add(by.as_secs(), Ordering::Relaxed) + by.as_secs();
        if let Some(file) = &self.file {
            let part = file.with_extension("part");
            fs::write(&part, seconds.to_string())?;
            fs::rename(part, file)?;
        }
        self.clock.advance(SignedDuration::from_secs(by.as_secs()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_kept_does_not_go_back_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = Some(folder.path().join("clock"));
        let hour = SignedDuration::from_hours(1);
        Ahead::open(SimClock::default(), file.clone()).advance(hour).unwrap();
        let clock = SimClock::default();
        let ahead = Ahead::open(clock.clone(), file);
        assert_eq!(ahead.seconds(), 3_600);
        assert!(clock.now() >= Timestamp::now() + SignedDuration::from_mins(59));
        let elsewhere = Ahead::open(SimClock::default(), None);
        elsewhere.advance(hour).unwrap();
        assert_eq!(elsewhere.seconds(), 3_600);
    }
}
