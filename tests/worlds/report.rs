//! What all worlds came to, as a table.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::Played;

#[derive(Default)]
pub(crate) struct Report {
    pub(crate) worlds: u64,
    pub(crate) failed: Vec<u64>,
    checks: u64,
    orders: u64,
    hours: i64,
    faults: BTreeMap<String, u64>,
}

impl Report {
    pub(crate) fn add(&mut self, seed: u64, played: Played) {
        self.worlds += 1;
        self.checks += played.checks;
        self.orders += played.orders;
        self.hours += played.lasted.as_hours();
        if !played.violations.is_empty() {
            self.failed.push(seed);
        }
        for (kind, times) in played.faults {
            *self.faults.entry(kind).or_default() += times;
        }
    }

    pub(crate) fn print(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        println!("worlds            {:>10}", self.worlds);
        println!("worlds a second   {:>10.1}", self.worlds as f64 / seconds);
        println!("simulated days    {:>10}", self.hours / 24);
        println!("sales orders      {:>10}", self.orders);
        println!("promises checked  {:>10}", self.checks);
        println!("worlds that failed{:>10}", self.failed.len());
        for (kind, times) in &self.faults {
            println!("fault {kind:<16}{times:>6}");
        }
        if !self.failed.is_empty() {
            println!("failed seeds: {:?}", &self.failed[..self.failed.len().min(20)]);
        }
    }
}
