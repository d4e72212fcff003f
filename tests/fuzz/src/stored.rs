//! What is stored of a company, as any release or any hand may have left it: profile with settings, cursors, links,
//! ledgers, problems, lists, log rows, sealed secrets.
//!
//! Properties: nothing panics; an item is read or it is an error, and no error shows what the item holds; every message
//! that can be read has words in both languages.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use koppel_domain::message::{Concern, Language, Message, Table};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::tenant::TenantId;
use koppel_domain::work_order::SimonId;
use koppel_platform::connections::{ImuisSecret, Reach, SIMPLE_SIMON_SECRET, SimpleSimonSecret};
use koppel_store::{Listed, LogQuery, Store, TenantStore};
use serde_json::Value;

use crate::activation;
use crate::block_on;
use crate::dynamo::{Items, store};
use crate::script::{Input, Script};

/// What stands in items and may stand in no error.
const SECRET: &str = "geheim";

/// One input.
pub(crate) fn run(data: &[u8]) {
    let input = Input::of(data);
    let first = input.answers.first().copied().unwrap_or_default();
    let which = input.choice(0, b'a') % 20;
    if which >= 18 {
        return sealed(first, input.answers.get(1..).unwrap_or_default());
    }
    let Ok(items) = serde_json::from_slice::<Vec<Value>>(first) else { return };
    let tenant: TenantId = "korenaar".parse().unwrap();
    WORLD.with(|(kept, store)| {
        kept.are(items);
        block_on(read(store, &store.of(&tenant), which));
    });
}

thread_local! {
    static WORLD: (Items, Store) = {
        let items = Items::default();
        let store = store(&items);
        (items, store)
    };
}

async fn read(store: &Store, memory: &TenantStore, which: u8) {
    let now: Timestamp = "2026-07-15T08:00:00Z".parse().unwrap();
    let key = RecordKey::new("10000").unwrap();
    match which {
        0 => drop(quiet(
            memory.open().await.map(|opened| opened.map(|opened| opened.profile.settings.values())),
        )),
        1 => drop(quiet(memory.look().await)),
        2 => drop(quiet(memory.glance::<Value>(Concern::Pull).await)),
        3 => drop(quiet(memory.take_lease::<Value>(Concern::Push, "x", now, Duration::from_secs(60)).await)),
        4 => drop(quiet(memory.peek(Concern::Cleanup).await)),
        5 => {
            let query = LogQuery {
                text: Some(("bon".to_owned(), Language::Dutch)),
                limit: 50,
                ..LogQuery::default()
            };
            let page = quiet(memory.log_page(query).await);
            page.iter().flat_map(|page| &page.rows).for_each(|(_, row)| said(&row.message));
        }
        6 => {
            let problems = quiet(memory.all_problems(50).await);
            problems.iter().flatten().for_each(|problem| said(&problem.message));
            quiet(memory.problem(Table::Customer, "10000").await);
        }
        7 => {
            let page = quiet(memory.newest_orders(None, 50, None).await);
            let entries = page.iter().flat_map(|page| &page.entries);
            entries.filter_map(|entry| entry.message.as_ref()).for_each(said);
        }
        8 => drop(quiet(memory.orders_page(None, 50).await)),
        9 => drop(quiet(memory.orders_by_number("2026").await)),
        10 => drop(quiet(memory.order_with_problem(SimonId(417)).await)),
        11 => {
            quiet(memory.links(Stream::Customers, std::slice::from_ref(&key)).await);
            quiet(memory.all_links(Stream::Articles, None, 50).await);
        }
        12 => drop(quiet(memory.quotes(std::slice::from_ref(&key)).await)),
        13 => drop(quiet(memory.removal_lists().await)),
        14 => drop(quiet(memory.removal_page(Listed::Withheld, "x", 0).await)),
        15 => {
            quiet(memory.recent_runs().await);
            quiet(memory.tally(now).await);
        }
        16 => {
            quiet(store.companies(None, 16).await);
            quiet(store.paused().await);
        }
        _ => drop(quiet(store.round_mark().await)),
    }
}

/// The answer, after an error was looked at.
fn quiet<T, E: Error>(outcome: Result<T, E>) -> Option<T> {
    outcome
        .inspect_err(|error| {
            let mut text = format!("{error:?}");
            let mut next: Option<&dyn Error> = Some(error);
            while let Some(error) = next {
                text.push_str(&error.to_string());
                next = error.source();
            }
            assert!(!text.contains(SECRET), "an error shows what was stored: {text}");
        })
        .ok()
}

fn said(message: &Message) {
    for language in [Language::Dutch, Language::English] {
        assert!(!message.text(language).is_empty(), "no words for {}", message.code());
        let _ = message.action(language);
    }
}

/// Any text as the credentials that were sealed once, and a call with what they are.
fn sealed(secret: &[u8], answers: &[&[u8]]) {
    let tenant: TenantId = "korenaar".parse().unwrap();
    let vault = activation::vault();
    let kept = vault.seal(&tenant, SIMPLE_SIMON_SECRET, secret).unwrap();
    quiet(Reach::unseal::<ImuisSecret>(&vault, &tenant, SIMPLE_SIMON_SECRET, &kept));
    let opened = Reach::unseal::<SimpleSimonSecret>(&vault, &tenant, SIMPLE_SIMON_SECRET, &kept);
    if let Some(secret) = quiet(opened) {
        let simon = activation::reach(Arc::new(Script::new(answers))).simple_simon(&tenant, secret, None);
        let _ = block_on(simon.keys(koppel_simple_simon::Table::Customer));
    }
    // What no vault sealed does not open, and says no more of itself than what may be the id of a key.
    let found = koppel_store::Sealed(String::from_utf8_lossy(secret).into_owned());
    let error = vault.open(&tenant, SIMPLE_SIMON_SECRET, &found).expect_err("it opens").to_string();
    assert!(error.is_ascii() && error.len() < 200 && !error.contains(['"', '{']), "it says: {error}");
}
