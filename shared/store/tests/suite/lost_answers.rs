//! Answers that get lost, and batches that are done in part (P1, P8).

use std::time::Duration;

use koppel_domain::ledger::OrderState;
use koppel_domain::message::Concern;
use koppel_domain::records::Stream;
use koppel_domain::work_order::SimonId;
use koppel_store::{Cause, ItemKind, LastRun, Link, LogQuery, LogRow, OrderEntry, ProblemChange, StoreError};

use super::proxy::{Act, Proxy};
use super::world::{World, added, key, moment, ready};

fn link(id: i64) -> Link {
    Link { simon: SimonId(id), location: None, digest: None, native_id: None }
}

#[tokio::test]
async fn a_claim_whose_answer_was_lost_is_still_ours() {
    let world = World::new().await;
    let entry = world.ours.save_order(ready(1, "onze"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
    world.theirs.save_order(ready(1, "hun"), ProblemChange::Keep, &[], moment(9)).await.unwrap();
    let lossy = Proxy::new(&world.endpoint, [("PutItem", Act::LoseAnswer)]).await;
    let claimed = OrderEntry { state: OrderState::Sending, claimed_at: Some(moment(1)), ..entry };
    let claimed = world
        .ours_over(&lossy.endpoint)
        .save_order(claimed, ProblemChange::Keep, &[], moment(9))
        .await
        .unwrap();
    assert!(lossy.is_done());
    assert_eq!(claimed.revision, 2);
    assert_eq!(world.ours.orders(&[SimonId(1)]).await.unwrap()[&SimonId(1)], claimed);

    // A rival who claims in the very same words is a rival all the same.
    let rival = OrderEntry { revision: 1, ..claimed };
    let refused = world.ours.save_order(rival, ProblemChange::Keep, &[], moment(9)).await;
    assert_eq!(refused, Err(StoreError::Conflict { item: ItemKind::Order }));
    assert_eq!(world.theirs.orders(&[SimonId(1)]).await.unwrap()[&SimonId(1)].revision, 1);
}

#[tokio::test]
async fn a_transaction_whose_answer_was_lost_is_done_once() {
    let world = World::new().await;
    let lossy = Proxy::new(&world.endpoint, [("TransactWriteItems", Act::LoseAnswer)]).await;
    let rows = [LogRow { at: moment(0), message: added("1") }];
    let ours = world.ours_over(&lossy.endpoint);
    let saved = ours.save_order(ready(1, "onze"), ProblemChange::Close, &rows, moment(9)).await.unwrap();
    assert!(lossy.is_done());
    assert_eq!(world.ours.orders(&[SimonId(1)]).await.unwrap()[&SimonId(1)], saved);
    let query = LogQuery { limit: 9, ..LogQuery::default() };
    assert_eq!(world.ours.log_page(query.clone()).await.unwrap().rows.len(), 1);
    assert!(world.theirs.log_page(query).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn a_lease_whose_answers_were_lost_is_taken_and_given_back() {
    let world = World::new().await;
    let taking = Proxy::new(&world.endpoint, [("UpdateItem", Act::LoseAnswer)]).await;
    let giving = Proxy::new(&world.endpoint, [("UpdateItem", Act::LoseAnswer)]).await;
    let minute = Duration::from_secs(60);
    let dead = world.ours.take_lease::<Vec<u64>>(Concern::Push, "dead", moment(0), minute).await.unwrap();
    world.ours.checkpoint(&dead, &vec![7]).await.unwrap();
    let taker = world.ours_over(&taking.endpoint);
    let lease = taker.take_lease::<Vec<u64>>(Concern::Push, "run", moment(60), minute).await.unwrap();
    assert!(lease.taken_over);
    assert_eq!(lease.cursor, [7]);
    let run = LastRun {
        started_at: moment(60),
        ended_at: moment(61),
        outcome: "done".to_owned(),
        counts: [].into(),
    };
    world.ours_over(&giving.endpoint).give_back(lease, &vec![8], &run).await.unwrap();
    assert!(taking.is_done() && giving.is_done());
    let next = world.ours.take_lease::<Vec<u64>>(Concern::Push, "run", moment(62), minute).await.unwrap();
    assert_eq!((next.cursor.as_slice(), next.taken_over), (&[8][..], false));
    assert_eq!(world.theirs.peek(Concern::Push).await.unwrap(), None);
}

#[tokio::test]
async fn what_a_batch_leaves_undone_is_done_after_all() {
    let world = World::new().await;
    let table = &world.tables.state;
    let wanted = r#"{"tenant":{"S":"ours#links"},"item":{"S":"link#customers#1"}}"#;
    let delete_left =
        format!(r#"{{"UnprocessedItems":{{"{table}":[{{"DeleteRequest":{{"Key":{wanted}}}}}]}}}}"#);
    let keys_left = format!(
        r#"{{"Responses":{{}},"UnprocessedKeys":{{"{table}":{{"Keys":[{wanted}],"ConsistentRead":true}}}}}}"#
    );
    let lazy = Proxy::new(
        &world.endpoint,
        [("BatchGetItem", Act::Answer(200, keys_left)), ("BatchWriteItem", Act::Answer(200, delete_left))],
    )
    .await;
    for memory in [&world.ours, &world.theirs] {
        memory.put_links(Stream::Customers, &[(key("1"), link(1))]).await.unwrap();
    }
    let ours = world.ours_over(&lazy.endpoint);
    let found = ours.links(Stream::Customers, &[key("1")]).await.unwrap();
    assert_eq!(found, [(key("1"), link(1))].into());
    ours.delete_links(Stream::Customers, &[key("1")]).await.unwrap();
    assert!(lazy.is_done());
    assert!(world.ours.links(Stream::Customers, &[key("1")]).await.unwrap().is_empty());
    assert_eq!(world.theirs.links(Stream::Customers, &[key("1")]).await.unwrap(), found);
}

#[tokio::test]
async fn a_batch_that_is_never_done_ends_in_an_error() {
    let world = World::new().await;
    let table = &world.tables.state;
    let left = format!(
        r#"{{"UnprocessedItems":{{"{table}":[{{"DeleteRequest":{{"Key":{{"tenant":{{"S":"ours"}}}}}}}}]}}}}"#
    );
    let acts = (0..7).map(|_| ("BatchWriteItem", Act::Answer(200, left.clone())));
    let stuck = Proxy::new(&world.endpoint, acts).await;
    let failed = world.ours_over(&stuck.endpoint).delete_links(Stream::Customers, &[key("1")]).await;
    let source = Cause::Undone { left: 1 };
    assert_eq!(failed, Err(StoreError::Unavailable { step: "write", item: ItemKind::Link, source }));
    assert!(stuck.is_done());
    assert!(world.theirs.links(Stream::Customers, &[key("1")]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_transaction_that_met_another_is_tried_again() {
    let world = World::new().await;
    let met = r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message":"Transaction cancelled [None, TransactionConflict]",
        "CancellationReasons":[{"Code":"None"},{"Code":"TransactionConflict"}]}"#;
    let busy = Proxy::new(
        &world.endpoint,
        [
            ("TransactWriteItems", Act::Answer(400, met.to_owned())),
            ("TransactWriteItems", Act::Answer(400, met.to_owned())),
        ],
    )
    .await;
    let ours = world.ours_over(&busy.endpoint);
    let saved = ours.save_order(ready(1, "onze"), ProblemChange::Close, &[], moment(9)).await.unwrap();
    assert!(busy.is_done());
    assert_eq!(world.ours.orders(&[SimonId(1)]).await.unwrap()[&SimonId(1)], saved);
    assert!(world.theirs.orders(&[SimonId(1)]).await.unwrap().is_empty());
}

#[tokio::test]
async fn throttling_passes_by_itself_or_says_so() {
    let world = World::new().await;
    let throttled = r#"{"__type":"com.amazon.coral.availability#ThrottlingException","message":"slow down"}"#;
    let acts = (0..4).map(|_| ("BatchGetItem", Act::Answer(400, throttled.to_owned())));
    let slow = Proxy::new(&world.endpoint, acts).await;
    let ours = world.ours_over(&slow.endpoint);
    let error = ours.open().await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Unavailable { source: Cause::Answered { code, .. }, .. }
        if code == "ThrottlingException"),
        "{error:?}"
    );
    assert_eq!(ours.open().await.unwrap(), None);
    assert!(slow.is_done());
    assert_eq!(world.theirs.open().await.unwrap(), None);
}
