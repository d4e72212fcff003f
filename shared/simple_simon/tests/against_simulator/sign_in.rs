//! Signing in: the token, its end, and every way not to be let in.

use std::sync::Arc;
use std::time::Duration;

use koppel_domain::failure::{AccessFault, Failure, System};
use koppel_domain::work_order::SimonId;
use koppel_outside::pace::Pace;
use koppel_simple_simon::Table;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_simulators::simple_simon::Mode;
use serde_json::json;

use crate::world::{World, draft, new_id};

in_both_dialects!(
    a_check_is_a_real_login,
    a_kept_token_saves_the_login,
    a_token_is_renewed_in_time,
    a_revoked_token_costs_one_call,
    a_write_that_was_turned_away_is_written_once,
    many_calls_share_one_login,
    wrong_credentials_are_told_apart,
    a_company_that_may_not_come_in,
    a_login_that_gets_no_answer,
    nothing_shows_a_secret,
    a_pace_of_one_at_a_time,
);

fn refused(fault: AccessFault) -> Failure {
    Failure::Access { system: System::SimpleSimon, fault }
}

async fn a_check_is_a_real_login(world: World) {
    let client = world.client();
    client.check().await.unwrap();
    client.check().await.unwrap();
    assert_eq!(world.asked("login"), 2);
    assert!(client.token().await.is_some());
}

async fn a_kept_token_saves_the_login(world: World) {
    let client = world.client();
    assert_eq!(client.token().await, None);
    client.keys(Table::Item).await.unwrap();
    let kept = serde_json::to_string(&client.token().await).unwrap();
    world.pass_minutes(5);
    let client = world.client_with(serde_json::from_str(&kept).unwrap());
    client.keys(Table::Item).await.unwrap();
    assert_eq!(world.asked("login"), 1);
}

async fn a_token_is_renewed_in_time(world: World) {
    let client = world.client();
    client.keys(Table::Item).await.unwrap();
    world.pass_minutes(20);
    client.keys(Table::Item).await.unwrap();
    assert_eq!(world.asked("login"), 1);
    world.pass_minutes(1);
    client.keys(Table::Item).await.unwrap();
    assert_eq!(world.asked("login"), 2, "before it ends by itself, after half an hour");
    assert_eq!(world.asked("item/read"), 3, "no call was turned away");
}

async fn a_revoked_token_costs_one_call(world: World) {
    let client = world.client();
    client.keys(Table::Item).await.unwrap();
    world.simon.revoke_tokens();
    client.keys(Table::Item).await.unwrap();
    assert_eq!((world.asked("login"), world.asked("item/read")), (2, 3));
    // A server that turns away the new token as well is not asked a third time.
    world.simon.faults().script("item/read", 0, 9, Fault::SessionGone);
    assert_eq!(client.keys(Table::Item).await, Err(refused(AccessFault::Unknown)));
    assert_eq!((world.asked("login"), world.asked("item/read")), (3, 5));
}

async fn a_write_that_was_turned_away_is_written_once(world: World) {
    let client = world.client();
    world.simon.faults().script("customer/insert", 0, 1, Fault::SessionGone);
    new_id(client.insert(&draft("1042", "x")).await.unwrap());
    assert_eq!(world.simon.count("customer"), 1);
}

async fn many_calls_share_one_login(world: World) {
    let id = SimonId(world.simon.insert("customer", json!({"ExtKey": "1", "Name": "x"})));
    let client = world.client();
    let read = async || client.customer(id).await.unwrap().unwrap();
    for round in 1..=3 {
        tokio::join!(read(), read(), read(), read(), read(), read());
        assert_eq!(world.asked("login"), round);
        world.simon.revoke_tokens();
    }
}

async fn wrong_credentials_are_told_apart(mut world: World) {
    world.credentials.password = "fout".into();
    assert_eq!(world.client().check().await, Err(refused(AccessFault::Password)));
    assert_eq!(world.client().keys(Table::Item).await, Err(refused(AccessFault::Password)));
    assert_eq!(world.asked("item/read"), 0);
    world.credentials.password = "geheim".into();
    if !world.is_classic() {
        world.credentials.api_key = Some("fout".into());
        assert_eq!(world.client().check().await, Err(refused(AccessFault::ApiKey)));
        world.credentials.api_key = Some("proef-api-key".into());
    }
    world.client().check().await.unwrap();
    world.simon.faults().script("login", 0, 1, Fault::Html(404));
    assert_eq!(world.client().check().await, Err(refused(AccessFault::Unknown)));
}

async fn a_company_that_may_not_come_in(world: World) {
    let client = world.client();
    client.check().await.unwrap();
    for (mode, fault) in [
        (Mode::LicenceInactive, AccessFault::Licence),
        (Mode::NotReleased, AccessFault::NotReleased),
        (Mode::WrongPassword, AccessFault::Password),
    ] {
        world.simon.set_options(|options| options.mode = mode);
        assert_eq!(world.client().check().await, Err(refused(fault)));
        let held = client.insert(&draft("1042", "x")).await;
        if mode == Mode::WrongPassword {
            new_id(held.unwrap());
        } else {
            assert_eq!(held, Err(refused(fault)), "with a token that is out");
        }
    }
}

async fn a_login_that_gets_no_answer(world: World) {
    let client = world.client();
    for fault in
        [Fault::RequestLost, Fault::AnswerLost, Fault::Html(500), Fault::Late(Duration::from_secs(40))]
    {
        world.simon.faults().script("login", 0, 1, fault.clone());
        let insert = client.insert(&draft("1042", "x")).await;
        assert!(
            matches!(insert, Err(Failure::Unreachable { .. })),
            "the insert never left: {fault:?} {insert:?}"
        );
    }
    for fault in [Fault::Truncated, Fault::EmptyBody, Fault::HtmlAfter(200)] {
        world.simon.faults().script("login", 0, 1, fault.clone());
        let insert = client.insert(&draft("1042", "x")).await;
        assert!(matches!(insert, Err(Failure::Unreadable { .. })), "{fault:?} {insert:?}");
    }
    world.simon.faults().script("login", 0, 1, Fault::TooMany(None));
    let insert = client.insert(&draft("1042", "x")).await;
    assert!(matches!(insert, Err(Failure::Busy { retry_after: None, .. })), "{insert:?}");
    assert_eq!(world.asked("customer/insert"), 0);
}

async fn nothing_shows_a_secret(world: World) {
    let client = world.client();
    client.insert(&draft("1042", "x")).await.unwrap();
    client.keys(Table::Customer).await.unwrap();
    let token = serde_json::to_value(client.token().await.unwrap()).unwrap();
    let token = token["value"].as_str().unwrap().to_owned();
    let shown = [
        format!("{client:?} {:?} {:?}", client.token().await, world.credentials),
        world.seen.lock().unwrap().join("\n"),
        format!("{:?}", world.simon.journal().entries()),
    ];
    for secret in ["1234567890123456", "geheim", "proef-api-key", "kantoor", token.as_str()] {
        for text in &shown {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

async fn a_pace_of_one_at_a_time(mut world: World) {
    world.pace = Arc::new(Pace::new(1, Duration::from_millis(200)));
    world.simon.set_options(|options| options.calls_per_second = Some(5));
    let (customer, location) = world.customer_and_location();
    let work_order = world.simon.work_order(customer, location, "x");
    for _ in 0..30 {
        world.simon.use_item(work_order, None, "Tape", 1);
    }
    let client = world.client();
    assert_eq!(client.used_items(SimonId(work_order)).await.unwrap().len(), 30, "no call was one too many");
}
