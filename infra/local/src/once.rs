//! `--once`: import, forty archived work orders, push, quotes of every kind, an office that turns both sides upside down,
//! cleanup, and the comparison of both sides.

use std::collections::HashMap;
use std::time::Instant;

use jiff::SignedDuration;
use koppel_domain::ledger::OrderState;
use koppel_domain::message::{Concern, Language, Table};
use koppel_domain::work_order::SimonId;
use koppel_store::OrderEntry;
use koppel_sync::Outcome;
use koppel_sync::cleanup::CleanupCursor;

use crate::company::Company;
use crate::compare::{Figures, Made, Side};
use crate::database::Folder;
use crate::failure::Failed;
use crate::options::Options;
use crate::place::Place;
use crate::upheaval::Removed;
use crate::work_orders::{Demo, Expected};
use crate::world::Act;
use crate::{quotes, runs, say};

/// Most runs of one concern until it must be quiet; under faults many end early.
const MOST_RUNS: u32 = 2_000;
/// Runs in a row without news after which it is quiet.
const QUIET_RUNS: u32 = 2;
/// Most rounds of the cleanup until nothing is left to go.
const MOST_ROUNDS: u32 = 20;

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
    if place.is_old() {
        // An earlier start may have been cut off in the midst of it.
        clean(&company, &place).await?;
        import(&company, &place).await?;
    }
    println!("Imported in {:.1?}. Archiving 40 work orders …", began.elapsed());
    let demos = place.archive().await?;
    push(&company, &place, &demos).await?;
    let rejections = tell(&company, &demos, options.language).await?;
    println!("\nMaking 10 quotes …");
    place.act(Act::Quote).await?;
    take_quotes(&company, &place, |number| quotes::waits(number) || quotes::waits_for_its_debtor(number))
        .await?;
    println!("Changing and withdrawing quotes that came along; the debtor of one that waits comes …");
    place.act(Act::Change).await?;
    import(&company, &place).await?;
    take_quotes(&company, &place, quotes::waits).await?;
    let before_cleanup = peak_memory_mb();
    println!("Blocking, deleting and renaming in bookkeeping; adding and changing by hand in Simple-Simon …");
    place.act(Act::Upheave).await?;
    let first = clean(&company, &place).await?;
    import(&company, &place).await?;
    let second = clean(&company, &place).await?;
    let right = summary(&place.figures(&demos).await?, rejections, (first, second), began);
    if options.apart {
        println!(
            "This process held at most {before_cleanup} MB of memory, and {} MB with the full lists of the cleanup.",
            peak_memory_mb()
        );
    }
    Ok(right)
}

async fn import(company: &Company, place: &Place) -> Result<(), Failed> {
    for _ in 0..MOST_RUNS {
        let outcome = one_run(company, Concern::Pull).await?;
        if outcome == Outcome::Done && !has_pull_problem(company).await? {
            return Ok(());
        }
        place.move_ahead(wait_after(&outcome, SignedDuration::from_secs(5))).await?;
    }
    Ok(())
}

async fn one_run(company: &Company, concern: Concern) -> Result<Outcome, Failed> {
    let began = Instant::now();
    let report = runs::run(company, concern).await?;
    println!("{}", say::report(&report, began.elapsed()));
    Ok(report.outcome)
}

/// How far the clock moves before the next run: open problems are tried again by and by, and so is a package that lets
/// nobody in for a moment.
fn wait_after(outcome: &Outcome, otherwise: SignedDuration) -> SignedDuration {
    match outcome {
        Outcome::Paused => SignedDuration::from_mins(15),
        // The next run begins at once; were it to wait, more problems than a run takes would be due again before all were tried.
        Outcome::More => SignedDuration::from_secs(1),
        _ => otherwise,
    }
}

async fn has_pull_problem(company: &Company) -> Result<bool, Failed> {
    let problems = company.memory().all_problems(1_000).await?;
    let others = [Table::WorkOrder, Table::Quote, Table::Link];
    Ok(problems.iter().any(|problem| !others.contains(&problem.table)))
}

/// Runs until every quote is there but those that `may_wait`.
async fn take_quotes(
    company: &Company,
    place: &Place,
    may_wait: impl Fn(&str) -> bool,
) -> Result<(), Failed> {
    let mut quiet = 0;
    for _ in 0..MOST_RUNS {
        let outcome = one_run(company, Concern::Quotes).await?;
        let problems = company.memory().all_problems(1_000).await?;
        let settled =
            problems.iter().filter(|it| it.table == Table::Quote).all(|problem| may_wait(&problem.key));
        quiet = if settled && outcome == Outcome::Done { quiet + 1 } else { 0 };
        if quiet >= QUIET_RUNS {
            return Ok(());
        }
        place.move_ahead(wait_after(&outcome, SignedDuration::from_mins(2))).await?;
    }
    Ok(())
}

/// Cleans up until nothing is left to go; the differences that the full compares found on the way.
async fn clean(company: &Company, place: &Place) -> Result<u64, Failed> {
    let (mut rounds, mut differences) = (0, 0);
    for _ in 0..MOST_RUNS {
        let outcome = one_run(company, Concern::Cleanup).await?;
        if outcome == Outcome::Done {
            rounds += 1;
            differences += compared(company).await?;
            if rounds >= MOST_ROUNDS || place.removed().await?.still_there == 0 {
                break;
            }
        }
        place.move_ahead(wait_after(&outcome, SignedDuration::from_secs(5))).await?;
    }
    Ok(differences)
}

/// The differences of the last full compare.
async fn compared(company: &Company) -> Result<u64, Failed> {
    let cursor = company.memory().peek(Concern::Cleanup).await?.map(|(cursor, _)| cursor);
    let cursor: CleanupCursor = cursor.and_then(|it| serde_json::from_value(it).ok()).unwrap_or_default();
    Ok(cursor.compared.map(|compared| compared.differences).unwrap_or_default())
}

async fn push(company: &Company, place: &Place, demos: &[Demo]) -> Result<(), Failed> {
    let mut quiet = 0;
    for _ in 0..MOST_RUNS {
        let outcome = one_run(company, Concern::Push).await?;
        let open = entries(company, demos).await?;
        let settled = demos
            .iter()
            .all(|demo| open.get(&SimonId(demo.id)).is_some_and(|entry| is_settled(entry, demo.expected)));
        quiet = if settled && outcome == Outcome::Done { quiet + 1 } else { 0 };
        if quiet >= QUIET_RUNS {
            return Ok(());
        }
        // An order without a clear answer waits until every late arrival is outlasted; here the clock moves instead.
        place.move_ahead(wait_after(&outcome, SignedDuration::from_mins(2))).await?;
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

fn summary(figures: &Figures, rejections: u64, differences: (u64, u64), began: Instant) -> bool {
    let Figures { customers, articles, groups, orders, quotes, removed, faults } = *figures;
    let sides = [("customers", customers), ("articles", articles), ("article groups", groups)];
    println!("\nBoth sides, record by record:");
    for (name, Side { wanted, equal, double, foreign }) in sides {
        println!("  {name:15}  {equal} of {wanted} equal, double {double}, not wanted {foreign}");
    }
    let orders = Made { wrong: orders.wrong + rejections, ..orders };
    for (name, to, made) in [("sales orders", "to send", orders), ("quotes", "to come", quotes)] {
        let Made { wanted, made, double, missing, wrong } = made;
        println!(
            "  {name:15}  {wanted} {to}, {made} made, double {double}, missing {missing}, wrong {wrong}"
        );
    }
    let Removed { to_go, gone, wrongly_gone, still_there, by_hand } = removed;
    println!(
        "  {:15}  {to_go} to go, {gone} gone, wrongly gone {wrongly_gone}, still there {still_there}",
        "removed"
    );
    let (first, second) = differences;
    println!(
        "  {:15}  {by_hand} changed by hand, {first} differences found, {second} in the next one",
        "full compare"
    );
    if faults > 0 {
        println!("  {:15}  {faults} injected", "faults");
    }
    let right = sides.iter().all(|(_, side)| side.is_right())
        && orders.is_right()
        && quotes.is_right()
        && removed.is_right()
        && first == by_hand
        && second == 0;
    println!("\n{} in {:.1?}.", if right { "All equal" } else { "NOT EQUAL" }, began.elapsed());
    right
}
