//! Servers that answer beside the question, which the simulator does not: nothing of theirs is taken for what was asked.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use koppel_domain::failure::{AccessFault, Failure};
use koppel_domain::work_order::SimonId;
use koppel_outside::clock::ManualClock;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use koppel_outside::pace::Pace;
use koppel_simple_simon::{
    Config, Credentials, CustomerDraft, Dialect, Draft, Inserted, Overview, Parent, SimpleSimon, Table,
    Updated,
};

type Answer = Result<(u16, &'static str), HttpError>;

/// Says what it was told to say, one answer after the other; logins are answered by themselves.
#[derive(Default)]
struct Scripted {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl Http for Scripted {
    async fn send(&self, request: Request<Bytes>, _: Limits) -> Result<Response<Bytes>, HttpError> {
        if request.uri().path().ends_with("/login") {
            return Ok(Response::new(Bytes::from_static(b"{\"Token\":\"t\"}")));
        }
        self.asked.lock().unwrap().push(format!("{} {}", request.method(), request.uri()));
        let (status, body) = self.answers.lock().unwrap().pop_front().unwrap()?;
        Ok(Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap())
    }
}

fn server(dialect: Dialect, answers: impl IntoIterator<Item = Answer>) -> (SimpleSimon, Arc<Scripted>) {
    let scripted =
        Arc::new(Scripted { answers: Mutex::new(answers.into_iter().collect()), ..Scripted::default() });
    let credentials = Credentials {
        licence: "1234567890123456".into(),
        user: "kantoor@voorbeeld.example".to_owned(),
        password: "geheim".into(),
        api_key: None,
    };
    let client = SimpleSimon::new(
        Arc::clone(&scripted) as Arc<dyn Http>,
        Arc::new(ManualClock::new("2026-07-15T06:00:00Z".parse().unwrap())),
        Arc::new(Pace::new(4, Duration::ZERO)),
        Config { read_tries: 1, ..Config::new("https://simon.example/api", dialect) },
        credentials,
        None,
    );
    (client, scripted)
}

fn customer(ext_key: &str) -> Draft {
    CustomerDraft { ext_key: ext_key.to_owned(), ..CustomerDraft::default() }.into()
}

#[tokio::test]
async fn a_filter_that_is_not_honoured_finds_nothing() {
    let everything = r#"[{"Id":1,"ExtKey":null},{"Id":2,"ExtKey":"1042-0"},{"Id":3,"ExtKey":"A1"}]"#;
    let (client, _) = server(Dialect::Classic, [Ok((200, everything)), Ok((200, everything))]);
    assert_eq!(client.find(Table::Item, "1042").await.unwrap(), None);
    assert_eq!(
        client.find(Table::Item, "a1").await.unwrap(),
        None,
        "another key in a database that sees no case"
    );
}

#[tokio::test]
async fn children_of_another_work_order_are_never_taken() {
    let mixed = r#"{"value":[{"Id":1,"WorkOrderId":7,"Quantity":1},{"Id":2,"WorkOrderId":8,"Quantity":1}]}"#;
    let (client, _) = server(Dialect::OData, [Ok((200, mixed))]);
    let taken = client.used_items(SimonId(7)).await;
    assert!(matches!(taken, Err(Failure::Unreadable { .. })), "{taken:?}");
    let one = r#"{"Id":2,"WorkOrderId":8,"Quantity":1}"#;
    let (client, _) = server(Dialect::Classic, [Ok((200, r#"[{"Id":2}]"#)), Ok((200, one))]);
    let taken = client.used_items(SimonId(7)).await;
    assert!(matches!(taken, Err(Failure::Unreadable { .. })), "{taken:?}");
}

#[tokio::test]
async fn rows_that_refer_to_another_record_are_never_taken() {
    let under = Parent::Customer(SimonId(7));
    for mixed in
        [r#"[{"Id":1,"customerid":7},{"Id":2,"customerid":8}]"#, r#"[{"Id":1,"CustomerId":"zeven"}]"#]
    {
        for dialect in [Dialect::Classic, Dialect::OData] {
            let (client, _) = server(dialect, [Ok((200, mixed))]);
            let taken = client.keys_under(Table::Location, under).await;
            assert!(matches!(taken, Err(Failure::Unreadable { .. })), "{taken:?}");
        }
    }
    let (client, _) = server(Dialect::Classic, [Ok((200, r#"[1,{"Id":2}]"#))]);
    let keys = client.keys_under(Table::Location, under).await.unwrap();
    assert_eq!(keys.iter().map(|key| key.id.0).collect::<Vec<_>>(), [1, 2], "keys that show no parent");
    let (client, _) = server(Dialect::Classic, [Ok((404, ""))]);
    assert!(client.keys_under(Table::Contact, under).await.is_err(), "a table that is not there");
}

#[tokio::test]
async fn another_record_than_asked_for_is_none() {
    for answer in [r#"{"Id":8,"Name":"x"}"#, r#"{"Id":"acht"}"#, "[]", "5"] {
        let (client, _) = server(Dialect::Classic, [Ok((200, answer))]);
        let read = client.customer(SimonId(7)).await;
        assert!(matches!(read, Err(Failure::Unreadable { .. })), "{answer}: {read:?}");
    }
}

#[tokio::test]
async fn a_next_link_is_a_sign_and_not_an_address() {
    let first = r#"{"value":[{"Id":1}],"@odata.nextLink":"https://elsewhere.example/steal"}"#;
    let (client, scripted) = server(Dialect::OData, [Ok((200, first)), Ok((200, r#"{"value":[{"Id":2}]}"#))]);
    assert_eq!(client.keys(Table::Customer).await.unwrap().len(), 2);
    let asked = scripted.asked.lock().unwrap();
    assert!(
        asked.iter().all(|asked| asked.starts_with("GET https://simon.example/api/Customer?")),
        "{asked:?}"
    );
}

#[tokio::test]
async fn pages_that_go_round_in_circles_end() {
    let page = r#"{"value":[{"Id":1}],"@odata.nextLink":"x"}"#;
    let (client, _) = server(Dialect::OData, [Ok((200, page)), Ok((200, page))]);
    let keys = client.keys(Table::Customer).await;
    assert!(matches!(keys, Err(Failure::Unreadable { .. })), "{keys:?}");
}

#[tokio::test]
async fn a_table_that_is_not_there_is_no_empty_table() {
    for answer in [(404, ""), (200, ""), (200, "null"), (200, "{}"), (200, r#"{"Message":"no"}"#)] {
        let (client, _) = server(Dialect::Classic, [Ok(answer)]);
        assert!(client.keys(Table::Equipment).await.is_err(), "{answer:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_named_in_a_refusal_is_looked_up() {
    let refusal = (400, r#"{"Message":"ExtKey moet uniek zijn"}"#);
    let found = (200, r#"[{"Id":5,"ExtKey":"1042"}]"#);
    let (client, _) = server(Dialect::Classic, [Ok(refusal), Ok(found)]);
    assert_eq!(client.insert(&customer("1042")).await.unwrap(), Inserted::Exists);
    let (client, _) = server(Dialect::Classic, [Ok(refusal), Ok((200, "[]"))]);
    let refused = client.insert(&customer("1042")).await;
    assert!(matches!(refused, Err(Failure::Refused { .. })), "{refused:?}");
}

#[tokio::test]
async fn an_insert_without_an_id_that_cannot_be_looked_up_is_unclear() {
    for second in [Ok((200, "[]")), Ok((500, "")), Err(HttpError::NotSent("no connection"))] {
        let (client, scripted) = server(Dialect::Classic, [Ok((200, "{}")), second]);
        let insert = client.insert(&customer("1042")).await;
        assert!(matches!(insert, Err(Failure::Unclear { .. })), "{insert:?}");
        let inserts = scripted.asked.lock().unwrap().iter().filter(|asked| asked.starts_with("POST")).count();
        assert_eq!(inserts, 1);
    }
}

#[tokio::test]
async fn a_write_that_never_left_may_be_sent_again() {
    let (client, _) = server(Dialect::Classic, [Err(HttpError::NotSent("no connection"))]);
    let insert = client.insert(&customer("1042")).await;
    assert!(matches!(insert, Err(Failure::Unreachable { .. })), "{insert:?}");
    let (client, _) = server(Dialect::Classic, [Err(HttpError::Unclear("timeout"))]);
    let insert = client.insert(&customer("1042")).await;
    assert!(matches!(insert, Err(Failure::Unclear { .. })), "{insert:?}");
}

#[tokio::test]
async fn a_403_that_says_nothing_may_be_a_lapsed_token() {
    let (client, scripted) = server(Dialect::Classic, [Ok((403, "")), Ok((200, "[]"))]);
    assert_eq!(client.keys(Table::Item).await.unwrap(), []);
    assert_eq!(scripted.asked.lock().unwrap().len(), 2);
    let (client, scripted) = server(Dialect::Classic, [Ok((403, "licentie niet actief"))]);
    let Err(Failure::Access { fault, .. }) = client.keys(Table::Item).await else { panic!("let in") };
    assert_eq!((fault, scripted.asked.lock().unwrap().len()), (AccessFault::Licence, 1));
}

#[tokio::test]
async fn an_update_that_is_answered_in_plain_words_is_done() {
    let record = (200, r#"{"Id":7,"ExtKey":"1042"}"#);
    for answer in [(200, "OK"), (204, ""), (200, "true"), (200, r#"{"Id":7}"#)] {
        let (client, _) = server(Dialect::Classic, [Ok(record), Ok(answer)]);
        assert_eq!(client.update(SimonId(7), &customer("1042")).await.unwrap(), Updated::Done, "{answer:?}");
    }
    let (client, _) = server(Dialect::Classic, [Ok(record), Ok((404, ""))]);
    assert_eq!(client.update(SimonId(7), &customer("1042")).await.unwrap(), Updated::Gone);
}

#[tokio::test]
async fn a_server_that_sorts_and_counts_is_asked_once() {
    let answer = r#"{"@odata.count":12,"value":[{"Id":9,"LastMutation":"2026-07-15T07:59:58"}]}"#;
    let (client, scripted) = server(Dialect::OData, [Ok((200, answer))]);
    let seen = client.overview(Table::Customer).await.unwrap();
    assert_eq!(seen.count, 12);
    assert_eq!(seen.latest.unwrap().to_string(), "2026-07-15T07:59:58");
    let asked = scripted.asked.lock().unwrap().join("\n");
    assert!(asked.ends_with("/Customer?$count=true&$orderby=LastMutation%20desc&$top=1"), "{asked}");
}

#[tokio::test]
async fn only_a_table_that_need_not_be_there_is_empty_where_it_is_unknown() {
    for dialect in [Dialect::Classic, Dialect::OData] {
        let (client, _) = server(dialect, [Ok((404, "")), Ok((404, ""))]);
        assert_eq!(client.overview(Table::Contact).await.unwrap(), Overview::default());
        assert_eq!(client.keys_if_known(Table::Equipment).await.unwrap(), []);
        let (client, _) = server(dialect, [Ok((404, "")), Ok((404, ""))]);
        assert!(client.overview(Table::Customer).await.is_err());
        assert!(client.keys_if_known(Table::WorkOrder).await.is_err());
    }
}
