//! The local world's clock: the machine's, which can be moved ahead so that nobody has to wait out a quiet period.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
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
