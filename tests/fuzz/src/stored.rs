//! What is stored of a company, as any release or any hand may have left it: profile with settings, cursors, links,
//! ledgers, problems, lists, log rows, sealed secrets.
//!
//! Properties: nothing panics; an item is read or it is an error, and no error shows what the item holds; every message
//! that can be read has words in both languages.

use std::error::Error;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use koppel_domain::message::{Concern, Language, Message, Table};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::tenant::TenantId;
use koppel_domain::work_order::SimonId;
use koppel_platform::connections::{Reach, SimpleSimonSecret};
use koppel_platform::packages::BookkeepingSecret;
use koppel_store::{Listed, LogQuery, SECRET_SIMPLE_SIMON, Store, TenantStore};
use serde_json::Value;

use crate::activation;
use crate::block_on;
use crate::dynamo::{Items, store};
use crate::script::{Input, Script};

/// What stands in items and may stand in no error.
const SECRET: &str = "geheim";

/// What can be asked of the store, and behind that what is sealed.
const QUESTIONS: u8 = 18;

/// One input.
pub(crate) fn run(data: &[u8]) {
    let input = Input::of(data);
    let first = input.answers.first().copied().unwrap_or_default();
    let which = input.choice(0, b'a') % (QUESTIONS + 2);
    if which >= QUESTIONS {
        sealed(first, input.answers.get(1..).unwrap_or_default());
    } else if let Ok(items) = serde_json::from_slice(first) {
        let _ = found(items, which);
    }
}

/// What the store reads of these items when it is asked.
fn found(items: Vec<Value>, which: u8) -> String {
    thread_local! {
        static WORLD: (Items, Store) = {
            let items = Items::default();
            let store = store(&items);
            (items, store)
        };
    }
    WORLD.with(|(kept, store)| {
        kept.are(items);
        block_on(ask(store, &store.of(&"korenaar".parse().unwrap()), which))
    })
}

async fn ask(store: &Store, memory: &TenantStore, which: u8) -> String {
    let now: Timestamp = "2026-07-15T08:00:00Z".parse().unwrap();
    let keys = [RecordKey::new("10000").unwrap()];
    match which {
        0 => told(memory.open().await),
        1 => told(memory.look().await),
        2 => told(memory.glance::<Value>(Concern::Pull).await),
        3 => told(memory.take_lease::<Value>(Concern::Push, "x", now, Duration::from_secs(60)).await.map(
            // The token is another one each time.
            |lease| (lease.cursor, lease.taken_over, lease.book),
        )),
        4 => told(memory.peek(Concern::Cleanup).await),
        5 => {
            let text = Some(("toegevoegd".to_owned(), Language::Dutch));
            let page = memory.log_page(LogQuery { text, limit: 50, ..LogQuery::default() }).await;
            page.iter().flat_map(|page| &page.rows).for_each(|(_, row)| said(&row.message));
            told(page)
        }
        6 => {
            let problems = memory.all_problems(50).await;
            problems.iter().flatten().for_each(|problem| said(&problem.message));
            told(problems) + &told(memory.problem(Table::Customer, "10000").await)
        }
        7 => {
            let page = memory.newest_orders(None, 50, None).await;
            let entries = page.iter().flat_map(|page| &page.entries);
            entries.filter_map(|entry| entry.message.as_ref()).for_each(said);
            told(page)
        }
        8 => told(memory.orders_page(None, 50).await),
        9 => told(memory.orders_by_number("2026").await),
        10 => told(memory.order_with_problem(SimonId(417)).await),
        11 => {
            told(memory.links(Stream::Customers, &keys).await)
                + &told(memory.all_links(Stream::Customers, None, 50).await)
        }
        12 => told(memory.quotes(&keys).await),
        13 => told(memory.removal_lists().await),
        14 => told(memory.removal_page(Listed::Withheld, "x", 0).await),
        15 => told(memory.recent_runs().await) + &told(memory.tally(now).await),
        16 => told(store.companies(None, 16).await) + &told(store.paused().await),
        _ => told(store.round_mark().await),
    }
}

/// What was read, as text; nothing where it is an error.
fn told<T: Debug, E: Error>(outcome: Result<T, E>) -> String {
    quiet(outcome).map(|read| format!("{read:?}")).unwrap_or_default()
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
    let kept = vault.seal(&tenant, SECRET_SIMPLE_SIMON, secret).unwrap();
    quiet(Reach::unseal::<BookkeepingSecret>(&vault, &tenant, SECRET_SIMPLE_SIMON, &kept));
    let opened = Reach::unseal::<SimpleSimonSecret>(&vault, &tenant, SECRET_SIMPLE_SIMON, &kept);
    if let Some(secret) = quiet(opened) {
        let simon = activation::reach(Arc::new(Script::new(answers))).simple_simon(&tenant, secret, None);
        let _ = block_on(simon.keys(koppel_simple_simon::Table::Customer));
    }
    // What no vault sealed does not open, and says no more of itself than what may be the id of a key.
    let found = koppel_store::Sealed(String::from_utf8_lossy(secret).into_owned());
    let error = vault.open(&tenant, SECRET_SIMPLE_SIMON, &found).expect_err("it opens").to_string();
    assert!(error.is_ascii() && error.len() < 200 && !error.contains(['"', '{']), "it says: {error}");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::script::corpus;

    #[test]
    fn the_corpus_has_an_item_for_every_question() {
        let mut answered = BTreeSet::new();
        for data in corpus("stored") {
            let input = Input::of(&data);
            let which = input.choice(0, b'a');
            if which < QUESTIONS {
                let items = serde_json::from_slice(input.answers[0]).unwrap();
                let (some, none) = (found(items, which), found(Vec::new(), which));
                if !some.is_empty() && some != none {
                    answered.insert(which);
                }
            }
        }
        assert_eq!(answered, (0..QUESTIONS).collect());
    }
}
