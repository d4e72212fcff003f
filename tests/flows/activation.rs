//! An admin activates, changes and stops their company over HTTP (R21–R28).

use koppel_activation::reconcile_all;
use koppel_domain::integration::Stage;
use koppel_domain::message::Concern;
use koppel_platform::schedules::Named;
use koppel_platform::vault::KEY_BYTES;
use koppel_simulators::server::Simulated as _;
use koppel_simulators::simple_simon::Mode;
use koppel_sync::Outcome;
use koppel_tests::Office;
use koppel_tests::office::{ANJA, OTTO};
use koppel_tests::seed::debtor;
use serde_json::json;

fn pull() -> Named {
    Named { tenant: "korenaar".parse().unwrap(), concern: Concern::Pull, at_once: false }
}

fn push() -> Named {
    Named { concern: Concern::Push, ..pull() }
}

#[tokio::test]
async fn from_never_activated_to_a_synced_customer() {
    let office = Office::new().await;
    office.stage("never_activated").await;
    office.world.furnish();
    office.activate().await;
    assert_eq!(
        office.scheduler.names(),
        ["korenaar.cleanup", "korenaar.pull", "korenaar.pull.now", "korenaar.push", "korenaar.quotes"]
    );
    let ran = office.pass(1).await;
    assert!(ran.iter().any(|(named, outcome)| named.at_once && *outcome == Outcome::Done), "{ran:?}");
    assert!(office.world.simon.count("customer") > 0);
    let log = office.call(ANJA, "GET", "/integration/log?limit=100", None).await;
    let rows = log.body["rows"].as_array().unwrap();
    for part in ["made known", "wipe", "credentials", "connected", "terms", "saved", "activated"] {
        let told = rows.iter().any(|row| row["message"].as_str().unwrap().contains(part));
        assert!(told, "{part}: {rows:?}");
    }
}

#[tokio::test]
async fn every_step_out_of_order_names_what_is_missing() {
    let office = Office::new().await;
    let tables = office.wipe(&["customer"]);
    for (method, path, body, missing) in [
        ("POST", "/integration/wipe", tables.clone(), "simple_simon"),
        (
            "PUT",
            "/integration/imuis",
            json!({ "environment_code": "1", "administration": "A" }),
            "simple_simon",
        ),
        ("POST", "/integration/terms", json!({ "version": 1 }), "wipe"),
        ("PUT", "/integration/settings", json!({}), "wipe"),
        ("POST", "/integration/activate", json!({}), "wipe"),
        ("POST", "/integration/deactivate", json!({ "confirm": true }), "activation"),
        ("POST", "/integration/runs", json!({ "concern": "pull" }), "settings"),
    ] {
        let answer = office.call(ANJA, method, path, Some(body)).await;
        assert_eq!((answer.status, answer.text("code")), (409, "step_missing"), "{path} {answer:?}");
        assert_eq!(answer.body["missing"], json!([missing]), "{path}");
    }
    office.right("PUT", "/integration/simple-simon", office.simple_simon()).await;
    let answer = office.call(ANJA, "POST", "/integration/wipe", Some(tables)).await;
    assert_eq!((answer.status, answer.text("code")), (422, "tables_missing"));
    let mut other = office.wipe(&["customer"]);
    other["company"] = json!("Iets anders");
    let answer = office.call(ANJA, "POST", "/integration/wipe", Some(other)).await;
    assert_eq!((answer.status, answer.text("code")), (422, "other_name"));
    office.stage("never_activated").await;
    assert!(office.scheduler.names().is_empty());
}

#[tokio::test]
async fn what_cannot_be_done_now_is_told_as_it_is() {
    let office = Office::new().await;
    office.world.furnish();
    let told = async |path: &str, body| {
        let answer = office.call(ANJA, "POST", path, Some(body)).await;
        assert_eq!(answer.status, 409, "{path} {answer:?}");
        format!("{} {}", answer.text("detail"), answer.text("action"))
    };
    let (activate, runs) = ("/integration/activate", "/integration/runs");
    let (stop, pull) = (json!({ "confirm": true }), json!({ "concern": "pull" }));
    office.activate().await;
    assert_eq!(told(activate, json!({})).await, "The link is active already. Nothing needs to be done.");
    assert!(told("/integration/wipe", office.wipe(&["planning"])).await.contains("Deactivate it first"));
    office.right("POST", "/integration/deactivate", stop.clone()).await;
    office.right("POST", "/integration/wipe", office.wipe(&["planning"])).await;
    assert!(told(runs, pull.clone()).await.contains("being wiped"));
    let stale = office.call(ANJA, "GET", "/integration", None).await.body["revision"].to_string();
    office.pass(1).await;
    office.stage("wiped").await;
    assert!(told("/integration/deactivate", stop.clone()).await.contains("is not active"));
    let token = office.oidc.mint(ANJA, |_| {});
    let tag = format!("\"{stale}\"");
    let headers = [("if-match", tag.as_str())];
    let path = "/integration/deactivate";
    let answer = office.call_with(Some(&token), "POST", path, Some(stop), &headers).await;
    assert_eq!((answer.status, &answer.body["change"]["act"]), (409, &json!("wiped")), "{answer:?}");
    office.world.change_profile(|profile| profile.life.stage = Stage::SetUp).await;
    assert!(told(runs, pull).await.contains("being started"));
}

#[tokio::test]
async fn each_wrong_credential_is_told_apart_and_not_kept() {
    let office = Office::new().await;
    let with = |name: &str, value: &str| {
        let mut body = office.simple_simon();
        body[name] = json!(value);
        body
    };
    let simon = &office.world.simon;
    for (body, mode, code) in [
        (with("password", "fout"), Mode::Normal, "password"),
        (office.simple_simon(), Mode::LicenceInactive, "licence"),
        (office.simple_simon(), Mode::NotReleased, "not_released"),
        (with("address", "http://169.254.169.254/"), Mode::Normal, "address"),
        (with("licence", "12"), Mode::Normal, "malformed"),
    ] {
        simon.set_options(|options| options.mode = mode);
        let answer = office.call(ANJA, "PUT", "/integration/simple-simon", Some(body)).await;
        assert_eq!(answer.text("code"), code, "{answer:?}");
        assert!((400..500).contains(&answer.status) && !answer.text("action").is_empty());
    }
    simon.set_options(|options| options.mode = Mode::Normal);
    office.world.line.unplug_for(20);
    let answer = office.call(ANJA, "PUT", "/integration/simple-simon", Some(office.simple_simon())).await;
    assert_eq!((answer.status, answer.text("code")), (422, "out_of_reach"), "{answer:?}");
    office.world.heal();
    let status = office.call(ANJA, "GET", "/integration", None).await;
    assert_eq!(status.body["steps"]["simple_simon"], false, "nothing wrong is kept");

    office.connect().await;
    let wrong = json!({ "environment_code": "fout", "administration": "A" });
    let answer = office.call(ANJA, "PUT", "/integration/imuis", Some(wrong)).await;
    assert_eq!((answer.status, answer.text("code")), (422, "environment_code"), "{answer:?}");
    let code = office.world.books.company_key();
    let other = json!({ "environment_code": code, "administration": "Een ander" });
    let answer = office.call(ANJA, "PUT", "/integration/imuis", Some(other)).await;
    assert_eq!((answer.status, answer.text("code")), (422, "confirm_administration"), "{answer:?}");
    office.world.line.unplug_for(20);
    let asked = json!({ "environment_code": code });
    let answer = office.call(ANJA, "POST", "/integration/imuis/check", Some(asked)).await;
    assert_eq!((answer.status, answer.text("code")), (503, "out_of_reach"), "{answer:?}");
    assert!(!answer.text("action").contains("address"), "there is none to check: {answer:?}");
}

#[tokio::test]
async fn settings_that_bookkeeping_does_not_know_are_refused_with_the_reason() {
    let office = Office::new().await;
    office.world.furnish();
    office.connect().await;
    let values = json!({ "travel_article": "REISS", "article_groups": ["kranen"] });
    let seen = office.right("POST", "/integration/settings/check", json!({ "values": values })).await;
    assert_eq!(seen["can_be_saved"], false);
    assert_eq!(seen["left"], json!(["article_groups", "travel_article"]));
    let groups = seen["findings"][0]["detail"].as_str().unwrap();
    assert!(groups.contains("“kranen” (probably “Kranen”)"), "{groups}");
    let answer = office.call(ANJA, "PUT", "/integration/settings", Some(values)).await;
    assert_eq!((answer.status, answer.text("code")), (409, "unchecked"));

    let right = json!({ "travel_article": "REIS", "article_groups": ["Kranen"] });
    let seen = office.right("POST", "/integration/settings/check", json!({ "values": right })).await;
    assert_eq!(seen["can_be_saved"], true, "{seen}");
    let changed = json!({ "travel_article": "REIS", "article_groups": [] });
    let answer = office.call(ANJA, "PUT", "/integration/settings", Some(changed)).await;
    assert_eq!(
        answer.body["missing"].as_array().unwrap().len(),
        7,
        "a changed value makes all checks due again"
    );
    office.right("PUT", "/integration/settings", right).await;
    let found = office.call(ANJA, "GET", "/integration/articles?search=reis", None).await;
    assert_eq!(found.body["articles"][0]["number"], "REIS", "{found:?}");
}

#[tokio::test]
async fn a_wider_group_filter_brings_the_other_articles_at_the_next_pull() {
    let office = Office::new().await;
    office.world.furnish();
    office.connect().await;
    office.settle(json!({ "article_groups": ["Kranen"] })).await;
    office.pass(6).await;
    assert_eq!(office.world.simon.count("item"), 3);
    // So long ago that no watermark would bring them.
    office.pass(5 * 24 * 60).await;
    office.settle(json!({ "article_groups": ["Kranen", "Uren & kosten"] })).await;
    office.schedules_agree("the settings of an active company were saved").await;
    office.pass(6).await;
    assert_eq!(office.world.simon.count("item"), 6);
    assert_eq!(office.world.simon.count("customer"), 2, "nothing else came again");
}

#[tokio::test]
async fn deactivated_nothing_moves_and_activated_again_it_goes_on_from_there() {
    let office = Office::new().await;
    let world = &office.world;
    world.furnish();
    office.activate().await;
    office.pass(6).await;
    office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    assert!(office.scheduler.names().is_empty(), "{:?}", office.scheduler.names());

    let before = world.simon.count("customer");
    world.books.put_debtor(debtor(10_099));
    world.pass(1);
    world.work_order(10_001).work(60).archive();
    assert!(office.pass(20).await.is_empty());
    for named in [pull(), push()] {
        assert_eq!(office.run(&named).await, Outcome::NotActive);
    }
    assert_eq!(world.simon.count("customer"), before);
    assert_eq!(world.books.orders().len(), 0);

    world.simon.journal().clear();
    office.right("POST", "/integration/activate", json!({})).await;
    office.pass(11).await;
    assert_eq!(world.simon.count("customer"), before + 1);
    let counts = world.simon.journal().counts();
    let inserted: u64 = counts.iter().filter(|(name, _)| name.ends_with("/insert")).map(|(_, n)| n).sum();
    assert_eq!(inserted, 2, "the new customer and its address, and nothing anew: {counts:?}");
    assert_eq!(world.books.orders().len(), 1, "archived meanwhile, sent once");
    office.pass(30).await;
    assert_eq!(world.books.orders().len(), 1);
}

#[tokio::test]
async fn a_paused_connector_begins_nothing_and_stops_its_runs() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    office.pass(6).await;
    let paused = office.call(OTTO, "PUT", "/connectors/imuis", Some(json!({ "paused": true }))).await;
    assert_eq!(paused.status, 200, "{paused:?}");
    assert_eq!(office.run(&pull()).await, Outcome::NotActive);
    let answer = office.call(ANJA, "POST", "/integration/runs", Some(json!({ "concern": "pull" }))).await;
    assert_eq!((answer.status, answer.text("code")), (409, "paused"));
    let seen = office.call(ANJA, "GET", "/integrations", None).await;
    assert_eq!(seen.body["integrations"][0]["availability"], "paused");
    office.call(OTTO, "PUT", "/connectors/imuis", Some(json!({ "paused": false }))).await;
    assert_eq!(office.run(&pull()).await, Outcome::Done);
}

#[tokio::test]
async fn a_run_that_is_under_way_stops_at_its_next_checkpoint() {
    let office = Office::with(5).await;
    office.world.furnish_sixty();
    office.connect().await;
    office.settle(json!({})).await;
    let named = pull();
    let (outcome, ()) = tokio::join!(office.run(&named), async {
        while office.world.simon.count("item") == 0 {
            tokio::task::yield_now().await;
        }
        office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    });
    assert_eq!(outcome, Outcome::NotActive);
    let across = office.world.simon.count("customer");
    assert!(across < 24, "all {across} customers came across all the same");
    office.right("POST", "/integration/activate", json!({})).await;
    office.pass(6).await;
    assert_eq!(office.world.simon.count("customer"), 24, "it goes on from there");
    assert_eq!(office.world.simon.count("item"), 30, "nothing is there twice");
}

#[tokio::test]
async fn keys_rotate_without_a_pause() {
    let mut office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    let key = |id: &str, byte: u8| (id.to_owned(), vec![byte; KEY_BYTES]);
    office.put_keys(vec![key("new", 9), key("test", 7)]);
    assert_eq!(office.run(&pull()).await, Outcome::Done, "both open");
    let mended = reconcile_all(&office.app).await.unwrap();
    assert_eq!((mended.resealed, mended.failed), (2, 0), "{mended:?}");
    let profile = office.world.store().open().await.unwrap().unwrap().profile;
    assert_eq!(profile.last_change.unwrap().act, "resealed");
    assert_eq!(reconcile_all(&office.app).await.unwrap().resealed, 0);
    office.put_keys(vec![key("new", 9)]);
    assert_eq!(office.run(&pull()).await, Outcome::Done, "the older one is not needed any more");
    office.put_keys(vec![key("test", 7)]);
    assert_eq!(office.run(&pull()).await, Outcome::NoConnection, "and does not open them");
}
