//! The world while you watch: traffic between two ticks, a line for each run, the log as it grows.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use koppel_domain::message::Concern;
use koppel_store::{LastRun, StoreError};
use koppel_sync::{Outcome, RunReport};

use crate::company::Company;
use crate::database::Folder;
use crate::failure::Failed;
use crate::office::Office;
use crate::options::Options;
use crate::place::{Days, Place};
use crate::say::{self, Log};
use crate::{live, runs, vitals};

/// Between two looks whether a run is due.
const LOOK: Duration = Duration::from_millis(250);
/// The first cleanup while you watch.
const FIRST_CLEANUP: Duration = Duration::from_secs(3 * 60);

/// Runs until Ctrl-C. A run that is under way then is dropped where it stands: the next start goes on from there.
pub(crate) async fn run(options: &Options) -> Result<bool, Failed> {
    let folder = Folder::open(options.data.as_deref())?;
    let place = Place::open(options, &folder).await?;
    let (company, office) = place.company(options, &folder).await?;
    println!("{} customers in bookkeeping.", options.customers);
    println!("Open {} in a browser: Anja is the company's admin, Otto the operator.", office.url);
    println!("(API: {0}/api/v1/openapi.json; this world's addresses and credentials: {0}/demo)", office.url);
    println!(
        "A run every {}, {}; between two runs, the office and the field workers go about their day.",
        say::time(options.every()),
        say::cleanups(options.cleanup_every())
    );
    println!("Ctrl-C stops.\n");
    tokio::select! {
        failed = vitals::note(options.vitals.as_deref()) => return Err(failed),
        result = live(&company, &office, place.days(options.seed), options) => result?,
        _ = tokio::signal::ctrl_c() => println!("\nStopped. Nothing is lost: what was under way is taken up at the next start."),
    }
    Ok(true)
}

/// The demo world for ever: what the schedules start at every tick, and what someone asks for in between.
async fn live(
    company: &Company,
    office: &Office,
    mut days: Days<'_>,
    options: &Options,
) -> Result<(), Failed> {
    let memory = company.memory();
    let mut log = Log::default();
    let mut next_tick = Instant::now();
    let every = options.cleanup_every().unwrap_or(FIRST_CLEANUP);
    let mut next_cleanup = Instant::now() + every.min(FIRST_CLEANUP);
    let mut first = true;
    loop {
        if Instant::now() >= next_cleanup {
            next_cleanup = Instant::now() + every;
            if let Err(error) = office.ask_cleanup().await {
                println!("cleanup  {error}");
            }
        }
        let mut due = office.asked();
        if Instant::now() >= next_tick {
            next_tick = Instant::now() + options.every();
            if !first {
                days.go().await?.iter().for_each(|told| println!("      {told}"));
            }
            first = false;
            due.extend(office.ticking());
        }
        for (tenant, concern) in due {
            let began = Instant::now();
            tell(runs::follow(company, office, &tenant, concern).await, concern, began.elapsed());
            vitals::ran();
        }
        log.print(&memory, options.language).await?;
        tokio::time::sleep(LOOK).await;
    }
}

/// One line for a run; a company that wants no quotes is not told so at every tick.
fn tell(report: Result<RunReport, StoreError>, concern: Concern, took: Duration) {
    match report {
        Ok(report) if concern == Concern::Quotes && report.outcome == Outcome::NotActive => {}
        Ok(report) => println!("{}", say::report(&report, took)),
        Err(error) => println!("{:7}  {error}; the next run goes on", concern.as_str()),
    }
}

/// Ticks for ever.
pub(crate) async fn go_on(company: &Company, options: &Options) -> Result<(), Failed> {
    let memory = company.memory();
    let mut log = Log::default();
    log.skip(&memory).await?;
    let mut ticks = tokio::time::interval(options.every());
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        for concern in [Concern::Pull, Concern::Push, Concern::Quotes, Concern::Cleanup] {
            if concern == Concern::Cleanup && !is_cleanup_due(company, options.cleanup_every()).await? {
                continue;
            }
            let began = Instant::now();
            tell(runs::run(company, concern).await, concern, began.elapsed());
            log.print(&memory, options.language).await?;
        }
    }
}

async fn is_cleanup_due(company: &Company, every: Option<Duration>) -> Result<bool, Failed> {
    let Some(every) = every else { return Ok(false) };
    let last = company.memory().peek(Concern::Cleanup).await?.and_then(|(_, last_run)| last_run);
    let activated_at = live::activated_at(company).await?;
    Ok(is_due(last.as_ref(), activated_at, company.context.clock.now(), every))
}

/// A cleanup is due when the last one, or the activation, is long enough ago, whenever this machine was on since; and at
/// once where the last one did not get through.
fn is_due(last: Option<&LastRun>, activated_at: Option<Timestamp>, now: Timestamp, every: Duration) -> bool {
    let is_unfinished = last.is_some_and(|last| last.outcome == Outcome::More.as_str());
    let since = last.map(|last| last.started_at).or(activated_at);
    is_unfinished || since.is_none_or(|since| now.duration_since(since).unsigned_abs() >= every)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cleanup_is_due_some_time_after_the_last_one_and_at_once_where_that_is_not_through() {
        let at = |hours: i64| Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(hours);
        let every = Duration::from_secs(48 * 3_600);
        let last = |outcome: &Outcome| LastRun {
            started_at: at(10),
            ended_at: at(10),
            outcome: outcome.as_str().to_owned(),
            counts: std::collections::BTreeMap::new(),
        };
        assert!(!is_due(None, Some(at(0)), at(47), every));
        assert!(is_due(None, Some(at(0)), at(48), every));
        assert!(!is_due(Some(&last(&Outcome::Done)), Some(at(0)), at(57), every));
        assert!(is_due(Some(&last(&Outcome::Done)), Some(at(0)), at(58), every));
        assert!(is_due(Some(&last(&Outcome::More)), Some(at(0)), at(11), every));
    }
}
