//! A run that finds nothing writes nothing, and whatever waits is worked on all the same (R2, R3, P1, P3, P10).

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use koppel_domain::failure::System;
use koppel_domain::health::BEAT;
use koppel_domain::message::{Concern, Message};
use koppel_domain::wipe::WipeTable;
use koppel_simulators::books::Call;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_store::LastRun;
use koppel_sync::Outcome;
use koppel_sync::frame::Common;
use koppel_sync::pull::{PullCursor, Reading};
use koppel_sync::push::PushCursor;
use koppel_sync::quotes::QuotesCursor;
use koppel_tests::World;
use koppel_tests::seed::debtor;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::PAIRS;
use crate::quotes::{all, quote, quoting};

const GLANCING: [Concern; 3] = [Concern::Pull, Concern::Push, Concern::Quotes];

/// A company of which all has been seen, and whose last runs were stored just now.
async fn quiet() -> World {
    let world = quoting(PAIRS[0], all()).await;
    // Beyond every window of what changed.
    for _ in 0..3 {
        world.pass(66);
        for concern in GLANCING {
            run(&world, concern).await;
        }
    }
    world
}

async fn run(world: &World, concern: Concern) -> Outcome {
    let report = match concern {
        Concern::Pull => world.pull().await,
        Concern::Push => world.push().await,
        Concern::Quotes => world.quotes().await,
        other => panic!("{other:?} has no glance"),
    };
    report.outcome
}

/// When the last run that was stored began.
async fn stored_at(world: &World, concern: Concern) -> Timestamp {
    world.store().peek(concern).await.unwrap().unwrap().1.unwrap().started_at
}

/// The next run is a whole one, under its lease.
async fn is_worked_on(world: &World, concern: Concern) -> bool {
    world.pass(5);
    run(world, concern).await;
    stored_at(world, concern).await == world.clock.now()
}

/// Leaves the cursor as `change` makes it, as a run would that ended just now.
async fn leave<C>(world: &World, concern: Concern, outcome: &str, change: impl FnOnce(&mut C))
where
    C: Serialize + DeserializeOwned + Default + Clone,
{
    let now = world.clock.now();
    let minute = Duration::from_secs(60);
    let mut lease = world.store().take_lease::<C>(concern, "test", now, minute).await.unwrap();
    change(&mut lease.cursor);
    let cursor = lease.cursor.clone();
    let counts = std::collections::BTreeMap::new();
    let last_run = LastRun { started_at: now, ended_at: now, outcome: outcome.to_owned(), counts };
    world.store().give_back(lease, &cursor, &last_run).await.unwrap();
}

#[tokio::test]
async fn a_quiet_run_writes_nothing_anywhere_until_the_beat() {
    let world = quiet().await;
    let (began, memory) = (world.clock.now(), world.kept());
    world.books.simulated().journal().clear();
    world.simon.journal().clear();
    for _ in 0..11 {
        world.pass(5);
        for concern in GLANCING {
            let before = world.meter();
            assert_eq!(run(&world, concern).await, Outcome::Done);
            let after = world.meter();
            assert_eq!((after.reads - before.reads, after.writes - before.writes), (1, 0), "{concern:?}");
            // Profile, two secrets, the connector's pause and the cursor, at half a unit each.
            assert_eq!(after.read_units - before.read_units, 250, "{concern:?}");
        }
    }
    assert_eq!(world.kept(), memory, "nothing is stored");
    let asked: Vec<String> = world.books.simulated().journal().counts().into_keys().collect();
    let is_read = |operation: &String| operation.starts_with("GetStamtabelRecords");
    assert!(asked.iter().all(is_read) && asked.len() == 5, "{asked:?}");
    let asked: Vec<(String, u64)> = world.simon.journal().counts().into_iter().collect();
    let reads = asked.iter().filter(|(operation, _)| operation == "workorder/readsync").count();
    // A token ends within the beat; this process takes a new one and keeps it to itself.
    assert!(reads == 1 && world.simon_writes() == 0 && asked.len() <= 2, "{asked:?}");
    world.pass(5);
    assert_eq!(world.clock.now().duration_since(began), BEAT);
    for concern in GLANCING {
        run(&world, concern).await;
        assert_eq!(stored_at(&world, concern).await, world.clock.now(), "{concern:?}");
    }
}

#[tokio::test]
async fn what_a_cursor_holds_to_be_done_is_worked_on() {
    type Change<C> = (&'static str, fn(&mut C, Timestamp));
    fn fault() -> Message {
        Message::Busy { concern: Concern::Pull, system: System::Imuis }
    }
    let common: [Change<Common>; 8] = [
        ("a due problem", |common, now| common.next_retry = Some(now)),
        ("what is in doubt", |common, _| common.unsettled = true),
        ("a fault to close", |common, _| common.fault = Some(fault())),
        ("since when it was", |common, now| common.fault_since = Some(now)),
        ("a pause that is over", |common, now| common.paused_until = Some(now)),
        ("other access", |common, _| common.access = None),
        ("an offer", |common, now| common.offered_at = Some(now)),
        ("nothing at all", |_, _| {}),
    ];
    let pull: [Change<PullCursor>; 6] = [
        ("another filter", |cursor, _| cursor.filter = Some(vec!["Kranen".to_owned()])),
        ("no filter known", |cursor, _| cursor.filter = None),
        ("no watermark", |cursor, _| cursor.streams.values_mut().for_each(|one| one.watermark = None)),
        ("a reading", |cursor, began_at| {
            let reading =
                Reading { began_at, since: None, after: None, pages: Vec::new(), done: 0, total: None };
            cursor.streams.values_mut().for_each(|one| one.reading = Some(reading.clone()));
        }),
        ("over again", |cursor, _| cursor.streams.values_mut().for_each(|one| one.over_again = true)),
        ("once more", |cursor, _| cursor.streams.values_mut().for_each(|one| one.once_more = true)),
    ];
    let push: [Change<PushCursor>; 3] = [
        ("no watermark", |cursor, _| cursor.watermark = None),
        ("other settings", |cursor, _| cursor.settings_version = None),
        ("a reading", |cursor, began_at| {
            let reading = koppel_sync::push::Reading { began_at, since: began_at, after: None };
            cursor.reading = Some(reading);
        }),
    ];
    let quotes: [Change<QuotesCursor>; 3] = [
        ("no watermark of the headers", |cursor, _| cursor.headers.watermark = None),
        ("none of the lines", |cursor, _| cursor.lines.watermark = None),
        ("pages of other settings", |cursor, _| cursor.lines.pages.0 = 0),
    ];
    let world = quiet().await;
    world.change_profile(|profile| profile.offered_at = Some(koppel_tests::world::monday())).await;
    for concern in GLANCING {
        run(&world, concern).await;
    }
    for (story, change) in common {
        let now = world.clock.now();
        leave::<PullCursor>(&world, Concern::Pull, "done", |cursor| change(&mut cursor.common, now)).await;
        leave::<PushCursor>(&world, Concern::Push, "done", |cursor| change(&mut cursor.common, now)).await;
        leave::<QuotesCursor>(&world, Concern::Quotes, "done", |cursor| change(&mut cursor.common, now))
            .await;
        for concern in GLANCING {
            let is_worked_on = is_worked_on(&world, concern).await;
            assert_eq!(is_worked_on, story != "nothing at all", "{concern:?}: {story}");
        }
    }
    for (story, change) in pull {
        let now = world.clock.now();
        leave::<PullCursor>(&world, Concern::Pull, "done", |cursor| change(cursor, now)).await;
        assert!(is_worked_on(&world, Concern::Pull).await, "pull: {story}");
    }
    for (story, change) in push {
        let now = world.clock.now();
        leave::<PushCursor>(&world, Concern::Push, "done", |cursor| change(cursor, now)).await;
        assert!(is_worked_on(&world, Concern::Push).await, "push: {story}");
    }
    for (story, change) in quotes {
        let now = world.clock.now();
        leave::<QuotesCursor>(&world, Concern::Quotes, "done", |cursor| change(cursor, now)).await;
        assert!(is_worked_on(&world, Concern::Quotes).await, "quotes: {story}");
    }
    for outcome in ["more", "failed", "paused", "no connection", "wiped"] {
        leave::<PullCursor>(&world, Concern::Pull, outcome, |_| {}).await;
        assert!(is_worked_on(&world, Concern::Pull).await, "after {outcome}");
    }
}

#[tokio::test]
async fn a_lease_that_was_never_given_back_is_taken_over() {
    let world = quiet().await;
    let minute = Duration::from_secs(60);
    let (store, now) = (world.store(), world.clock.now());
    drop(store.take_lease::<PullCursor>(Concern::Pull, "dead", now, minute).await.unwrap());
    assert_eq!(run(&world, Concern::Pull).await, Outcome::Held);
    assert!(is_worked_on(&world, Concern::Pull).await);
}

#[tokio::test]
async fn what_an_admin_changes_is_taken_up_at_once() {
    let world = quiet().await;
    let of_all = async |story: &str| {
        for concern in GLANCING {
            assert!(is_worked_on(&world, concern).await, "{concern:?}: {story}");
            assert!(!is_worked_on(&world, concern).await, "{concern:?}: quiet again after {story}");
        }
    };
    let now = world.clock.now();
    world.change_profile(|profile| profile.offered_at = Some(now)).await;
    of_all("an offer").await;
    world.change_settings(|settings| settings.filter_word = Some("Garantie".to_owned())).await;
    of_all("a setting").await;
    world.store_credentials(None).await;
    of_all("credentials").await;
    world.deactivate().await;
    world.ask_wipe(&[WipeTable::Article]).await;
    world.deactivate().await;
    world.activate_again().await;
    assert!(is_worked_on(&world, Concern::Pull).await, "a wipe that was called off");
}

#[tokio::test]
async fn news_is_worked_on_by_the_run_that_sees_it_and_by_one_of_two() {
    for pair in PAIRS {
        let world = quoting(pair, all()).await;
        world.pass(66);
        for concern in GLANCING {
            run(&world, concern).await;
        }
        world.pass(5);
        world.books.put_debtor(debtor(10_005));
        world.books.put_quote(quote(&world, 7));
        let work_order = world.work_order(10_000).work(60).archive();
        let told = world.log().await.len();
        let (one, other) = tokio::join!(world.pull(), world.pull());
        let outcomes = [one.outcome, other.outcome];
        assert!(outcomes.contains(&Outcome::Done), "{outcomes:?}");
        world.assert_mirrored("in the run that saw it");
        assert_eq!(world.log().await.len(), told + 1, "told once");
        let _ = tokio::join!(world.push(), world.push());
        assert_eq!(world.lines_of(work_order), ["UUR 1"], "R3");
        let _ = tokio::join!(world.quotes(), world.quotes());
        assert_eq!(world.simon.count("workorder"), 2, "P2");
    }
}

#[tokio::test]
async fn a_failure_in_a_glance_is_the_failure_of_its_run_and_not_tried_again_in_it() {
    for concern in GLANCING {
        let world = quiet().await;
        world.pass(5);
        world.books.simulated().journal().clear();
        world.simon.journal().clear();
        // One call of Simple-Simon that reads is made up to four times.
        if concern == Concern::Push {
            world.simon.faults().script("workorder/readsync", 0, 4, Fault::RequestLost);
        } else {
            world.books.simulated().faults().script("", 0, 1, Fault::RequestLost);
        }
        let before = world.clock.now();
        let outcome = run(&world, concern).await;
        assert!(matches!(outcome, Outcome::Failed(_)), "{concern:?}: {outcome:?}");
        assert_eq!(stored_at(&world, concern).await, before);
        assert_eq!(world.open_problems().await.len(), 1, "{concern:?}");
        world.pass(5);
        assert_eq!(run(&world, concern).await, Outcome::Done);
        assert!(world.open_problems().await.is_empty(), "it closes by itself");
    }
}

#[tokio::test]
async fn a_session_that_another_process_has_to_take_anew_is_stored() {
    let mut world = quiet().await;
    let kept = async |world: &World, concern| {
        world.store().peek(concern).await.unwrap().unwrap().0["common"]["kept"].clone()
    };
    for concern in [Concern::Pull, Concern::Push] {
        // A process that knows nothing of this company, and sessions that the packages have forgotten.
        world.context.quiet = Arc::default();
        world.books.end_sessions();
        world.simon.revoke_tokens();
        let before = kept(&world, concern).await;
        assert!(is_worked_on(&world, concern).await, "{concern:?}");
        assert_ne!(kept(&world, concern).await, before, "{concern:?}");
        world.books.simulated().journal().clear();
        world.simon.journal().clear();
        world.context.quiet = Arc::default();
        assert!(!is_worked_on(&world, concern).await, "{concern:?}: the next process has it");
        let signed_in =
            world.books.simulated().journal().count("Login") + world.simon.journal().count("login");
        assert_eq!(signed_in, 0, "{concern:?}");
    }
}

#[tokio::test]
async fn a_watermark_that_rests_over_midnight_misses_nothing() {
    // iMUIS knows days only: what was stored yesterday evening is asked for from the day before.
    for zone_change in ["2026-11-23T22:40:00Z", "2027-03-27T22:40:00Z", "2027-10-30T21:40:00Z"] {
        let world = quiet().await;
        world.clock.set(zone_change.parse().unwrap());
        world.pull().await;
        world.push().await;
        for minutes in [5, 5, 5] {
            world.tick(minutes).await;
        }
        world.pass(2);
        world.books.put_debtor(debtor(10_005));
        let work_order = world.work_order(10_000).work(60).archive();
        world.tick(5).await;
        world.assert_mirrored(zone_change);
        assert_eq!(world.lines_of(work_order), ["UUR 1"], "{zone_change}");
        for _ in 0..20 {
            world.tick(5).await;
        }
        world.books.put_debtor(debtor(10_006));
        world.tick(5).await;
        world.assert_mirrored("the next morning");
    }
}

#[tokio::test]
async fn quiet_runs_are_counted_with_the_next_one_that_is_stored() {
    let world = quiet().await;
    let used = async || {
        let looked = world.store().look().await.unwrap().unwrap();
        looked.concerns[&Concern::Push].told.book.usage.clone()
    };
    let before = used().await;
    for _ in 0..12 {
        world.pass(5);
        world.push().await;
    }
    let after = used().await;
    assert_eq!(after.runs - before.runs, 12, "eleven quiet ones and the beat");
    // Two and a half units each, and for the beat what a whole run reads: this process knows that it is due.
    assert_eq!(after.reads - before.reads, 11 * 250 + 400);
    assert!(after.calls - before.calls >= 12 && after.writes > before.writes, "{after:?}");
    assert_eq!(SignedDuration::from_mins(12 * 5), BEAT);
}

#[tokio::test]
async fn a_column_that_is_refused_in_a_look_that_fails_is_told_all_the_same() {
    let world = quiet().await;
    world.imuis().change_options(|options| {
        options.refused_columns = vec![("DEB".to_owned(), "MOBIEL".to_owned())];
    });
    // The look meets the refusal, leaves the column out, and then gets an answer that cannot be read.
    world.books.break_call(Call::Customers, 1, 1, Fault::Html(200));
    for _ in 0..2 {
        world.pass(5);
        run(&world, Concern::Pull).await;
    }
    assert_eq!(world.books.simulated().faults().injected().values().sum::<u64>(), 1, "the look failed");
    assert_eq!(world.told("column_refused").await, 1);
}
