//! What is printed: one line a run, the log rows that are new, and a progress bar for a first import.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use jiff::SignedDuration;
use koppel_domain::message::{Kind, Language, Message};
use koppel_domain::records::Stream;
use koppel_store::{LogQuery, StoreError, TenantStore};
use koppel_sync::{Observer, RunReport};

/// Rows of the log printed after one run; the rest is counted.
const MOST_ROWS: u32 = 15;

/// A progress bar for each stream, while there is a terminal to show it on.
#[derive(Default)]
pub(crate) struct Bars {
    all: MultiProgress,
    bars: Mutex<HashMap<Stream, ProgressBar>>,
}

impl Observer for Bars {
    fn progress(&self, stream: Stream, done: u64, total: Option<u64>) {
        let Some(total) = total else { return };
        let mut bars = self.bars.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if done >= total {
            if let Some(bar) = bars.remove(&stream) {
                bar.set_position(done);
                bar.finish_and_clear();
            }
            return;
        }
        let bar = bars.entry(stream).or_insert_with(|| {
            let bar = self.all.add(ProgressBar::new(total));
            if let Ok(style) =
                ProgressStyle::with_template("{msg:15} {bar:40} {pos}/{len} {per_sec}, {eta} left")
            {
                bar.set_style(style);
            }
            bar.set_message(stream.to_string());
            bar
        });
        bar.set_length(total);
        bar.set_position(done);
    }
}

/// How often is cleaned up.
pub(crate) fn cleanups(every: Option<Duration>) -> String {
    every.map_or_else(
        || "nothing is cleaned up".to_owned(),
        |every| format!("a cleanup every {}", time(every)),
    )
}

/// A length of time as people write it: `10s`, `48h`.
pub(crate) fn time(length: Duration) -> String {
    SignedDuration::try_from(length).map_or_else(|_| format!("{length:?}"), |length| format!("{length:#}"))
}

/// One line for a run.
pub(crate) fn report(report: &RunReport, took: Duration) -> String {
    let concern = report.concern.as_str();
    let outcome = report.outcome.as_str();
    format!("{concern:7}  {outcome:10}  {:>6} ms  {}", took.as_millis(), report.counts)
}

/// What a row says, with what to do.
pub(crate) fn message(message: &Message, language: Language) -> String {
    let kind = match message.kind() {
        Kind::Info => "info   ",
        Kind::Warning => "warning",
        Kind::Error => "ERROR  ",
    };
    format!("{kind}  {}  → {}", message.text(language), message.action(language))
}

/// Prints the rows that came since the last time.
#[derive(Default)]
pub(crate) struct Log {
    last: Option<String>,
}

impl Log {
    /// Passes over everything that is there.
    pub(crate) async fn skip(&mut self, memory: &TenantStore) -> Result<(), StoreError> {
        let page = memory.log_page(LogQuery { limit: 1, ..LogQuery::default() }).await?;
        self.last = page.rows.into_iter().next().map(|(id, _)| id);
        Ok(())
    }

    /// Prints what is new.
    pub(crate) async fn print(&mut self, memory: &TenantStore, language: Language) -> Result<(), StoreError> {
        let page = memory.log_page(LogQuery { limit: MOST_ROWS, ..LogQuery::default() }).await?;
        let new: Vec<_> = page
            .rows
            .into_iter()
            .take_while(|(id, _)| self.last.as_ref().is_none_or(|last| id > last))
            .collect();
        if new.len() as u32 >= MOST_ROWS {
            println!("      … earlier rows are in the log");
        }
        for (_, row) in new.iter().rev() {
            let at = koppel_domain::wall_clock::at(row.at).strftime("%H:%M:%S");
            println!("      {at}  {}", message(&row.message, language));
        }
        if let Some((id, _)) = new.into_iter().next() {
            self.last = Some(id);
        }
        Ok(())
    }
}
