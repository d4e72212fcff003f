//! The world while you watch: traffic between two ticks, a line for each run, the log as it grows.

use std::time::{Duration, Instant};

use koppel_domain::message::Concern;

use crate::company::Company;
use crate::database::Folder;
use crate::failure::Failed;
use crate::office::Office;
use crate::options::Options;
use crate::place::Place;
use crate::runs;
use crate::say::{self, Log};
use crate::traffic::Traffic;

/// Between two looks whether a run is due.
const LOOK: Duration = Duration::from_millis(250);

/// Runs until Ctrl-C. A run that is under way then is dropped where it stands: the next start goes on from there.
pub(crate) async fn run(options: &Options) -> Result<bool, Failed> {
    let folder = Folder::open(options.data.as_deref())?;
    let place = Place::open(options, &folder).await?;
    let (company, office) = place.company(options, &folder).await?;
    println!("{} customers in bookkeeping; Koppel answers at {}", options.customers, office.url);
    println!("(its API: {}/api/v1/openapi.json; demo users sign in at {}).", office.url, office.issuer);
    println!(
        "A run every {:?}; between two runs, the office and the field workers go about their day.",
        options.every()
    );
    println!("Ctrl-C stops.\n");
    tokio::select! {
        result = live(&company, &office, place.traffic(options.seed), options) => result?,
        _ = tokio::signal::ctrl_c() => println!("\nStopped. Nothing is lost: what was under way is taken up at the next start."),
    }
    Ok(true)
}

/// The demo world for ever: what the schedules start at every tick, and what someone asks for in between.
async fn live(
    company: &Company,
    office: &Office,
    mut traffic: Option<Traffic<'_>>,
    options: &Options,
) -> Result<(), Failed> {
    let memory = company.memory();
    let mut log = Log::default();
    let mut next_tick = Instant::now();
    let mut first = true;
    loop {
        let mut due = office.asked();
        if Instant::now() >= next_tick {
            next_tick = Instant::now() + options.every();
            if let Some(traffic) = traffic.as_mut().filter(|_| !first) {
                traffic.go();
            }
            first = false;
            due.extend(office.ticking());
        }
        for (tenant, concern) in due {
            let began = Instant::now();
            match runs::follow(company, office, &tenant, concern).await {
                Ok(report) => println!("{}", say::report(&report, began.elapsed())),
                Err(error) => println!("{:4}  {error}; the next run goes on", concern.as_str()),
            }
        }
        log.print(&memory, options.language).await?;
        tokio::time::sleep(LOOK).await;
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
        for concern in [Concern::Pull, Concern::Push] {
            let began = Instant::now();
            match runs::run(company, concern).await {
                Ok(report) => println!("{}", say::report(&report, began.elapsed())),
                Err(error) => println!("{:4}  {error}; the next run goes on", concern.as_str()),
            }
            log.print(&memory, options.language).await?;
        }
    }
}
