//! The quote ledger: of any number who enter a quote, one does (P2).

use jiff::Timestamp;
use koppel_domain::message::{Message, Table};
use koppel_domain::quote::QuoteState;
use koppel_domain::work_order::SimonId;
use koppel_store::{LogRow, Problem, ProblemChange, QuoteEntry, StoreError};

use super::world::{World, key};

fn entry(number: &str) -> QuoteEntry {
    QuoteEntry {
        quote: key(number),
        state: QuoteState::Ready,
        decided_at: Timestamp::UNIX_EPOCH,
        settings_version: 1,
        planned: None,
        seen: None,
        work_order: None,
        items_done: 0,
        revision: 0,
    }
}

#[tokio::test]
async fn of_two_who_enter_a_quote_one_does_and_it_is_read_back_whole() {
    let world = World::new().await;
    let (first, second) = tokio::join!(
        world.ours.save_quote(entry("42"), ProblemChange::Keep, &[]),
        world.ours.save_quote(entry("42"), ProblemChange::Keep, &[]),
    );
    let won = [first.is_ok(), second.is_ok()].into_iter().filter(|won| *won).count();
    assert_eq!(won, 1);
    let made = QuoteEntry {
        state: QuoteState::Made,
        work_order: Some(SimonId(7)),
        items_done: 2,
        ..first.or(second).unwrap()
    };
    let made = world.ours.save_quote(made, ProblemChange::Keep, &[]).await.unwrap();
    assert_eq!(world.ours.quotes(&[key("42"), key("43"), key("42")]).await.unwrap()[&key("42")], made);
    let stale = world.ours.save_quote(entry("42"), ProblemChange::Keep, &[]).await;
    assert!(matches!(stale, Err(StoreError::Conflict { .. })), "{stale:?}");
    assert!(world.theirs.quotes(&[key("42")]).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_entry_its_problem_and_its_row_go_together() {
    let world = World::new().await;
    let message = Message::QuoteUnclear { quote: "42".to_owned() };
    let problem = Problem {
        table: Table::Link,
        key: "elsewhere".to_owned(),
        message: message.clone(),
        first_seen: Timestamp::UNIX_EPOCH,
        last_seen: Timestamp::UNIX_EPOCH,
        tries: 1,
        next_try: Timestamp::UNIX_EPOCH,
    };
    let row = LogRow { at: Timestamp::UNIX_EPOCH, message };
    let saved = world.ours.save_quote(entry("42"), ProblemChange::Open(problem), &[row]).await.unwrap();
    let (open, _) = world.ours.problems(Table::Quote, None, 10).await.unwrap();
    assert_eq!(open.iter().map(|problem| problem.key.as_str()).collect::<Vec<_>>(), ["42"]);
    world.ours.save_quote(saved, ProblemChange::Close, &[]).await.unwrap();
    assert!(world.ours.problems(Table::Quote, None, 10).await.unwrap().0.is_empty());
}
