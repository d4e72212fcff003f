//! The log an admin reads: newest first, filtered, paged, bounded (R29–R31, P10).

use koppel_domain::message::{Kind, Language, Message, Table};
use koppel_store::{ItemKind, LogPage, LogQuery, LogRow, StoreError, TenantStore};

use super::world::{World, added, cut, moment, without_customer};

fn rows(messages: impl IntoIterator<Item = Message>) -> Vec<LogRow> {
    messages.into_iter().zip(0..).map(|(message, second)| LogRow { at: moment(second), message }).collect()
}

async fn page(tenant: &TenantStore, query: LogQuery) -> LogPage {
    tenant.log_page(query).await.unwrap()
}

fn messages(page: &LogPage) -> Vec<Message> {
    page.rows.iter().map(|(_, row)| row.message.clone()).collect()
}

async fn all(tenant: &TenantStore, query: LogQuery) -> (Vec<Message>, u32) {
    let (mut found, mut pages, mut before) = (Vec::new(), 0, None);
    loop {
        let one = page(tenant, LogQuery { before: before.take(), ..query.clone() }).await;
        pages += 1;
        assert!(one.rows.len() <= usize::try_from(query.limit).unwrap());
        found.extend(messages(&one));
        before = one.next;
        if before.is_none() {
            return (found, pages);
        }
    }
}

#[tokio::test]
async fn the_newest_row_comes_first_even_within_one_moment() {
    let world = World::new().await;
    let at_once: Vec<LogRow> =
        (0..60).map(|n| LogRow { at: moment(0), message: added(&n.to_string()) }).collect();
    world.ours.append(&at_once).await.unwrap();
    world.theirs.append(&at_once[..2]).await.unwrap();
    world.ours.append(&[LogRow { at: moment(1), message: added("last") }]).await.unwrap();

    let first = page(&world.ours, LogQuery { limit: 3, ..LogQuery::default() }).await;
    assert_eq!(messages(&first), [added("last"), added("59"), added("58")]);
    assert_eq!(first.rows[0].1.at, moment(1));
    assert_eq!(first.next, Some(first.rows[2].0.clone()));
    let (found, pages) = all(&world.ours, LogQuery { limit: 61, ..LogQuery::default() }).await;
    assert_eq!((found.len(), pages), (61, 1));
    let (found, pages) = all(&world.ours, LogQuery { limit: 20, ..LogQuery::default() }).await;
    assert_eq!((found.len(), pages), (61, 4));
    assert_eq!(all(&world.theirs, LogQuery { limit: 9, ..LogQuery::default() }).await.0.len(), 2);
}

#[tokio::test]
async fn rows_are_filtered_by_kind_and_table() {
    let world = World::new().await;
    let ours = rows((0..40).map(|n| match n % 4 {
        0 => cut(&n.to_string()),
        1 => without_customer(&n.to_string()),
        _ => added(&n.to_string()),
    }));
    world.ours.append(&ours).await.unwrap();
    world.theirs.append(&rows([without_customer("theirs"), cut("theirs"), added("theirs")])).await.unwrap();

    let kinds = [None, Some(Kind::Info), Some(Kind::Warning), Some(Kind::Error)];
    let tables = [None, Some(Table::Customer), Some(Table::Article), Some(Table::WorkOrder)];
    for kind in kinds {
        for table in tables {
            let fits = |message: &Message| {
                kind.is_none_or(|kind| message.kind() == kind)
                    && table.is_none_or(|table| message.table() == table)
            };
            let expected: Vec<Message> =
                ours.iter().rev().map(|row| row.message.clone()).filter(fits).collect();
            let query = LogQuery { kind, table, limit: 7, ..LogQuery::default() };
            assert_eq!(all(&world.ours, query).await.0, expected, "{kind:?} {table:?}");
        }
    }
    let errors = LogQuery { kind: Some(Kind::Error), limit: 5, ..LogQuery::default() };
    assert_eq!(all(&world.theirs, errors).await.0, [without_customer("theirs")]);
}

#[tokio::test]
async fn a_sparse_filter_gives_a_short_page_and_where_to_go_on() {
    let world = World::new().await;
    let many = (0..3000).map(|n| if n == 100 { cut("rare") } else { added(&n.to_string()) });
    world.ours.append(&rows(many)).await.unwrap();
    world.theirs.append(&rows([cut("theirs")])).await.unwrap();

    let query = LogQuery { table: Some(Table::Article), limit: 5, ..LogQuery::default() };
    let before = world.store.meter();
    let first = page(&world.ours, query.clone()).await;
    assert_eq!(world.store.meter().reads - before.reads, 2);
    assert_eq!(messages(&first), []);
    let second = page(&world.ours, LogQuery { before: first.next, ..query }).await;
    assert_eq!(messages(&second), [cut("rare")]);
    assert_eq!(second.next, None);

    // The same row, asked for by its kind, is found through the index at once.
    let before = world.store.meter();
    let by_kind = LogQuery { kind: Some(Kind::Warning), limit: 5, ..LogQuery::default() };
    assert_eq!(messages(&page(&world.ours, by_kind).await), [cut("rare")]);
    assert_eq!(world.store.meter().reads - before.reads, 1);
}

#[tokio::test]
async fn a_period_costs_nothing_and_a_text_is_found_in_the_words_that_are_read() {
    let world = World::new().await;
    let many =
        (0..2000).map(|n| if n % 500 == 7 { without_customer("Zeldzaam") } else { added(&n.to_string()) });
    world.ours.append(&rows(many)).await.unwrap();
    world.theirs.append(&rows([without_customer("zeldzaam")])).await.unwrap();

    // From the first moment on, and not the last one.
    let period = |from, until| LogQuery {
        from: Some(moment(from)),
        until: Some(moment(until)),
        ..LogQuery::default()
    };
    let reads = world.store.meter().reads;
    let first = page(&world.ours, LogQuery { limit: 2, ..period(20, 23) }).await;
    assert_eq!(messages(&first), [added("22"), added("21")]);
    let rest = page(&world.ours, LogQuery { limit: 2, before: first.next, ..period(20, 23) }).await;
    assert_eq!((messages(&rest), rest.next), (vec![added("20")], None));
    let errors = LogQuery { kind: Some(Kind::Error), limit: 9, ..period(0, 1000) };
    assert_eq!(messages(&page(&world.ours, errors).await).len(), 2);
    assert_eq!(world.store.meter().reads - reads, 3);
    for (from, until) in [(23, 20), (20, 20), (5000, 6000)] {
        assert_eq!(page(&world.ours, LogQuery { limit: 9, ..period(from, until) }).await, LogPage::default());
    }

    // A text that is rare: short pages until it is found, each of two requests at most.
    let text = |text: &str, language| LogQuery {
        text: Some((text.to_owned(), language)),
        limit: 3,
        ..LogQuery::default()
    };
    let reads = world.store.meter().reads;
    let (found, pages) = all(&world.ours, text("zELdzaam", Language::Dutch)).await;
    assert_eq!(found, vec![without_customer("Zeldzaam"); 4]);
    assert!(pages <= 3 && world.store.meter().reads - reads <= 2 * 3, "{pages} pages");
    // What to do counts as well, in the language it is read in.
    let action = without_customer("x").action(Language::English);
    let (found, _) = all(&world.ours, text(&action, Language::English)).await;
    assert_eq!(found.len(), 4);
    assert_eq!(all(&world.ours, text(&action, Language::Dutch)).await.0, []);
}

#[tokio::test]
async fn only_warnings_and_errors_stand_in_the_index_and_every_row_expires() {
    let world = World::new().await;
    let ours = rows([added("1"), cut("2"), without_customer("3")]);
    world.ours.append(&ours).await.unwrap();
    world.theirs.append(&ours).await.unwrap();
    let stored = world.client.scan().table_name(&world.tables.log).send().await.unwrap();
    assert_eq!(stored.items().len(), 6);
    for item in stored.items() {
        let kind = item["kind"].as_s().unwrap();
        let problem_tenant = item.get("problem_tenant");
        if kind == "info" {
            assert_eq!(problem_tenant, None);
        } else {
            assert_eq!(problem_tenant, item.get("tenant"));
        }
        let second: i64 = item["expires_at"].as_n().unwrap().parse().unwrap();
        let kept_days = (second - moment(0).as_second()) / 86_400;
        assert_eq!(kept_days, 90);
    }
}

#[tokio::test]
async fn a_place_to_go_on_from_that_is_no_id_is_refused() {
    let world = World::new().await;
    world.ours.append(&rows([added("1")])).await.unwrap();
    for before in ["", "#", "not an id"] {
        let query = LogQuery { before: Some(before.to_owned()), limit: 5, ..LogQuery::default() };
        let answer = world.ours.log_page(query.clone()).await;
        assert_eq!(answer, Err(StoreError::Malformed { item: ItemKind::LogRow }));
        assert!(world.theirs.log_page(query).await.is_err());
    }
}

#[tokio::test]
async fn a_row_of_an_unknown_form_does_not_hide_the_others() {
    let world = World::new().await;
    world.ours.append(&rows([added("1"), added("2")])).await.unwrap();
    world.theirs.append(&rows([added("1")])).await.unwrap();
    let (id, _) = page(&world.ours, LogQuery { limit: 1, ..LogQuery::default() }).await.rows.remove(0);
    let text = aws_sdk_dynamodb::types::AttributeValue::S;
    world
        .client
        .update_item()
        .table_name(&world.tables.log)
        .key("tenant", text("ours".to_owned()))
        .key("id", text(id))
        .update_expression("SET message = :message")
        .expression_attribute_values(":message", text("of a later release".to_owned()))
        .send()
        .await
        .unwrap();
    let found = page(&world.ours, LogQuery { limit: 5, ..LogQuery::default() }).await;
    assert_eq!(messages(&found), [added("1")]);
    assert_eq!(all(&world.theirs, LogQuery { limit: 5, ..LogQuery::default() }).await.0.len(), 1);
}
