//! `--once`: import, forty archived work orders, push, and the comparison of both sides.

use std::collections::HashMap;
use std::time::Instant;

use jiff::SignedDuration;
use koppel_domain::ledger::OrderState;
use koppel_domain::message::{Concern, Language};
use koppel_domain::work_order::SimonId;
use koppel_store::OrderEntry;
use koppel_sync::Outcome;

use crate::company::Company;
use crate::compare::{Figures, Orders, Side};
use crate::database::Folder;
use crate::failure::Failed;
use crate::options::Options;
use crate::place::Place;
use crate::runs;
use crate::say;
use crate::work_orders::{Demo, Expected};

/// Most runs of one concern until it must be quiet; under faults many end early.
const MOST_RUNS: u32 = 2_000;
/// Runs in a row without news after which a push is quiet.
const QUIET_RUNS: u32 = 2;

/// Does it all; `Ok(true)` where both sides are equal, nothing is double and nothing is missing.
pub(crate) async fn run(options: &Options) -> Result<bool, Failed> {
    let began = Instant::now();
    let folder = Folder::open(options.data.as_deref())?;
    let place = Place::open(options, &folder).await?;
    let (company, _office) = place.company(options, &folder).await?;
    if place.is_old() {
        println!("Going on where this folder's last start left off.");
    }
    println!("Importing {} customers, 2,000 articles and 12 groups …", options.customers);
    import(&company, &place).await?;
    println!("Imported in {:.1?}. Archiving 40 work orders …", began.elapsed());
    let demos = place.archive().await?;
    push(&company, &place, &demos).await?;
    let rejections = tell(&company, &demos, options.language).await?;
    // What was blocked by a fault in between is taken along.
    import(&company, &place).await?;
    let right = summary(&place.figures(&demos).await?, rejections, began);
    if options.apart {
        println!("This process held at most {} MB of memory.", peak_memory_mb());
    }
    Ok(right)
}

async fn import(company: &Company, place: &Place) -> Result<(), Failed> {
    for _ in 0..MOST_RUNS {
        let began = Instant::now();
        let report = runs::run(company, Concern::Pull).await?;
        println!("{}", say::report(&report, began.elapsed()));
        match report.outcome {
            Outcome::Done if !has_pull_problem(company).await? => return Ok(()),
            // Open problems are tried again by and by, and so is a package that lets nobody in for a moment.
            Outcome::Paused => place.move_ahead(SignedDuration::from_mins(15)).await?,
            _ => place.move_ahead(SignedDuration::from_secs(5)).await?,
        }
    }
    Ok(())
}

async fn has_pull_problem(company: &Company) -> Result<bool, Failed> {
    use koppel_domain::message::Table;
    let problems = company.memory().all_problems(1_000).await?;
    Ok(problems.iter().any(|problem| problem.table != Table::WorkOrder && problem.table != Table::Link))
}

async fn push(company: &Company, place: &Place, demos: &[Demo]) -> Result<(), Failed> {
    let mut quiet = 0;
    for _ in 0..MOST_RUNS {
        let began = Instant::now();
        let report = runs::run(company, Concern::Push).await?;
        println!("{}", say::report(&report, began.elapsed()));
        let open = entries(company, demos).await?;
        let settled = demos
            .iter()
            .all(|demo| open.get(&SimonId(demo.id)).is_some_and(|entry| is_settled(entry, demo.expected)));
        quiet = if settled && report.outcome == Outcome::Done { quiet + 1 } else { 0 };
        if quiet >= QUIET_RUNS {
            return Ok(());
        }
        // An order without a clear answer waits until every late arrival is outlasted; here the clock moves instead.
        let minutes = if report.outcome == Outcome::Paused { 15 } else { 2 };
        place.move_ahead(SignedDuration::from_mins(minutes)).await?;
    }
    Ok(())
}

/// Under faults a refusal may be about a moment: only the one that was meant counts.
fn is_settled(entry: &OrderEntry, expected: Expected) -> bool {
    matches!(
        (entry.state, expected),
        (OrderState::Sent, Expected::Sent(_))
            | (OrderState::Skipped, Expected::Skipped)
            | (OrderState::Refused, Expected::Refused)
    )
}

async fn entries(company: &Company, demos: &[Demo]) -> Result<HashMap<SimonId, OrderEntry>, Failed> {
    let ids: Vec<SimonId> = demos.iter().map(|demo| SimonId(demo.id)).collect();
    Ok(company.memory().orders(&ids).await?)
}

/// Prints what became of each work order; how many became something else than they must.
async fn tell(company: &Company, demos: &[Demo], language: Language) -> Result<u64, Failed> {
    let entries = entries(company, demos).await?;
    let mut wrong = 0;
    println!("\nWhat became of the work orders:");
    for demo in demos {
        let Some(entry) = entries.get(&SimonId(demo.id)) else {
            wrong += 1;
            println!("  {:>9}  {:38}  NOT SEEN", demo.id, demo.kind);
            continue;
        };
        wrong += u64::from(!is_settled(entry, demo.expected));
        let what = match (&entry.order_number, &entry.message) {
            (Some(number), _) => format!("sales order {number}"),
            (None, Some(message)) => {
                format!("{} → {}", message.text(language), message.action(language))
            }
            (None, None) => String::new(),
        };
        println!("  {:>9}  {:38}  {:8}  {what}", entry.number, demo.kind, entry.state.as_str());
    }
    Ok(wrong)
}

/// The most memory this process has held, where the system tells (Linux).
fn peak_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn summary(figures: &Figures, rejections: u64, began: Instant) -> bool {
    let Figures { customers, articles, groups, orders, faults } = *figures;
    let sides = [("customers", customers), ("articles", articles), ("article groups", groups)];
    println!("\nBoth sides, record by record:");
    for (name, Side { wanted, equal, double, foreign }) in sides {
        println!("  {name:15}  {equal} of {wanted} equal, double {double}, not wanted {foreign}");
    }
    let Orders { to_send, made, double, missing, wrong } = orders;
    println!(
        "  {:15}  {to_send} to send, {made} made, double {double}, missing {missing}, wrong {}",
        "sales orders",
        wrong + rejections
    );
    if faults > 0 {
        println!("  {:15}  {faults} injected", "faults");
    }
    let right = sides.iter().all(|(_, side)| side.is_right()) && orders.is_right() && rejections == 0;
    println!("\n{} in {:.1?}.", if right { "All equal" } else { "NOT EQUAL" }, began.elapsed());
    right
}
