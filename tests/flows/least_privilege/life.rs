//! A whole life of companies, lived by functions that find AWS through recorders: each way by which a function comes to
//! ask something of it.

use std::time::Duration;

use koppel_activation::{Act, Tick};
use koppel_platform::metrics::Metrics;
use koppel_platform::schedules::Named;
use koppel_simulators::books::Debtor;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_sync::Outcome;
use koppel_tests::Office;
use koppel_tests::journal::Journal;
use koppel_tests::office::{ANJA, OTTO};
use koppel_tests::pages::Pages;
use koppel_tests::seed::{article, debtor};
use koppel_tests::stack::Stack;
use serde_json::{Value, json};

use crate::quotes::{NUMBER, quote};

/// Every table that a first wipe empties.
const ALL: [&str; 7] =
    ["article_group", "article", "work_order", "work_address", "customer", "equipment", "contact"];
/// Too little for anything but saying that there is more.
const AT_ONCE: Duration = Duration::from_secs(1);

/// All of it.
pub(super) async fn whole(stack: &Stack, journal: &Journal) {
    Box::pin(a_company_that_works(stack, journal)).await;
    Box::pin(a_wipe_that_goes_wrong(stack, journal)).await;
    Box::pin(a_wipe_that_another_follows(stack, journal)).await;
}

fn named(concern: &str) -> Named {
    format!("korenaar.{concern}.now").parse().unwrap()
}

async fn ask(office: &Office, user: &str, method: &str, path: &str, body: Value) -> Value {
    let body = (method != "GET").then_some(body);
    let answer = office.call(user, method, path, body).await;
    assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
    answer.body
}

/// Cut off before it has begun, twice: the second time its next run is there already.
async fn cut_short(office: &Office, concern: &str) {
    for _ in 0..2 {
        assert_eq!(office.run_for(&named(concern), AT_ONCE).await, Outcome::More, "{concern}");
    }
}

/// From the operator's making it to its last night: everything that goes on at a company that is linked.
async fn a_company_that_works(stack: &Stack, journal: &Journal) {
    let mut office = Office::before().await;
    let _aws = office.record(stack, journal).await;
    let company = json!({ "tenant": "korenaar", "company": koppel_tests::office::COMPANY });
    ask(&office, OTTO, "POST", "/tenants", company.clone()).await;
    office.world.edit("DELETE FROM \"state\" WHERE tenant = '_register' AND item = 'company#korenaar'");
    ask(&office, OTTO, "POST", "/tenants", company).await;
    office.world.furnish();
    office.activate().await;
    cut_short(&office, "pull").await;
    office.pass(6).await;

    records_and_filters(&office).await;
    orders(&office).await;
    quotes(&office).await;
    outage(&office).await;
    cleanups(&office).await;
    looks(&office).await;
    operation(&office).await;
}

/// Records change; one cannot come across, and does once it is mended; the filter widens.
async fn records_and_filters(office: &Office) {
    let world = &office.world;
    world.books.put_article(article("LOS", 9));
    world.books.put_debtor(Debtor { name: "Andere naam".to_owned(), ..debtor(10_000) });
    office.pass(6).await;
    assert!(!world.open_problems().await.is_empty(), "an article without its group");
    world.books.put_article(article("LOS", 1));
    office.pass(90).await;
    assert_eq!(world.problems().await, [""; 0]);
    for groups in [json!(["Kranen"]), json!([])] {
        office
            .settle(json!({ "travel_article": "REIS", "work_article": "UUR", "article_groups": groups }))
            .await;
        office.pass(6).await;
    }
}

/// Work orders that are sent, refused and mended, and one of which nobody knows whether it was made.
async fn orders(office: &Office) {
    let world = &office.world;
    let _ = world.work_order(10_000).travel(30).work(60).archive();
    cut_short(office, "push").await;
    let empty = world.work_order(10_000).archive();
    world.books.simulated().faults().script("CreateDataRecord", 0, 1, Fault::AnswerLost);
    let _ = world.work_order(10_001).work(60).archive();
    office.pass(12).await;
    world.heal();
    assert!(!world.open_problems().await.is_empty());
    let key = json!({ "table": "work_order", "key": empty.id.to_string() });
    let _ = empty.work(30);
    office.right("POST", "/integration/problems/again", key).await;
    office.pass(90).await;
    assert_eq!(world.books.orders().len(), 3, "{:?}", world.problems().await);
}

/// Quotes, one of which cannot be made at once; and no quotes any more while one waits.
async fn quotes(office: &Office) {
    let world = &office.world;
    let settings =
        |quotes: Value| json!({ "travel_article": "REIS", "work_article": "UUR", "quotes": quotes });
    let on = json!({ "lines": true, "description": "both" });
    office.settle(settings(on.clone())).await;
    office.pass(6).await;
    cut_short(office, "quotes").await;
    world.books.put_quote(quote(world, NUMBER));
    world.simon.faults().script("workorder/insert", 0, 3, Fault::Html(500));
    office.pass(6).await;
    assert!(!world.open_problems().await.is_empty());
    world.heal();
    office.pass(90).await;
    assert_eq!(world.problems().await, [""; 0]);
    world.books.put_quote(quote(world, NUMBER + 1));
    world.simon.faults().script("workorder/insert", 0, 9, Fault::Html(500));
    office.pass(6).await;
    assert!(!world.open_problems().await.is_empty());
    office.settle(settings(Value::Null)).await;
    world.heal();
    office.settle(settings(on)).await;
    office.pass(90).await;
}

/// A night after the books and the office changed: what goes, what is put right, what waits for the admin's word.
async fn cleanups(office: &Office) {
    let world = &office.world;
    cut_short(office, "cleanup").await;
    office.pass(2).await;
    world.simon.change("customer", world.id_of("customer", "10001"), json!({ "Name": "Met de hand" }));
    world.books.remove_article("B 2/3 & meer");
    office.run(&named("cleanup")).await;
    office.pass(12).await;
    for nr in 0..30 {
        world.simon.insert("customer", json!({ "Name": format!("Los {nr}") }));
    }
    office.right("POST", "/integration/cleanup/dry-run", json!({})).await;
    office.pass(2).await;
    office.run(&named("cleanup")).await;
    let seen = ask(office, ANJA, "GET", "/integration/cleanup", Value::Null).await;
    let id = seen["withheld"]["list"]["id"].as_str().unwrap_or_else(|| panic!("{seen}"));
    let page = format!("/integration/cleanup/removals?list=withheld&id={id}");
    ask(office, ANJA, "GET", &page, Value::Null).await;
    office.right("POST", "/integration/cleanup/approval", json!({ "list": id })).await;
    office.pass(2).await;
    assert_eq!(world.simon.count("customer"), 2);
}

/// Everything that can be looked at, by the admin and by the operator.
async fn looks(office: &Office) {
    let id = office.world.simon.records("workorder")[0]["Id"].as_i64().unwrap();
    let order = format!("/integration/work-orders/{id}");
    let paths = [
        "",
        "/wipe",
        "/tables",
        "/settings",
        "/cleanup",
        "/problems",
        "/problems/causes",
        "/log",
        "/log?kind=error",
        "/log?text=order",
        "/work-orders",
        "/work-orders?state=sent",
        "/work-orders?number=1",
        "/articles?search=KRAAN",
        "/article-groups",
    ];
    for path in
        paths.map(|path| format!("/integration{path}")).into_iter().chain([order, "/integrations".to_owned()])
    {
        let answer = office.call(ANJA, "GET", &path, None).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
    }
    office.file(ANJA, "/integration/log.csv").await;
    office.right("POST", "/integration/settings/preview", json!({ "work_article": "UUR" })).await;
    for path in ["/tenants", "/tenants/korenaar", "/connectors"] {
        ask(office, OTTO, "GET", path, Value::Null).await;
    }
    assert_eq!(Pages::of(office, ANJA).open("/").await.status, 200);
}

/// What the operator does, and the admin's last acts.
async fn operation(office: &Office) {
    for concern in ["pull", "push", "quotes", "cleanup"] {
        office.right("POST", "/integration/runs", json!({ "concern": concern })).await;
    }
    office.pass(2).await;
    for paused in [true, false] {
        ask(office, OTTO, "PUT", "/connectors/imuis", json!({ "paused": paused })).await;
        office.pass(6).await;
    }
    let mended = koppel_activation::reconcile_all(&office.app).await.unwrap();
    assert_eq!(mended.failed, 0, "{mended:?}");
    let end = office.world.clock.now() + Duration::from_secs(29);
    let round = koppel_activation::round(
        &office.app,
        &Metrics::from_environment(),
        &Tick { act: Act::Reconcile },
        end,
    )
    .await
    .unwrap();
    assert_eq!(round.mended.failed, 0, "{round:?}");
    office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    office.right("POST", "/integration/activate", json!({})).await;
    office.pass(6).await;
}

/// A wipe of a company that had worked: it fails, is called off halfway, and the pull and the push make up for it; then
/// one that takes the work addresses alone, and one that takes all.
async fn a_wipe_that_goes_wrong(stack: &Stack, journal: &Journal) {
    let mut office = Office::active().await;
    let _aws = office.record(stack, journal).await;
    let stop = async |office: &Office| {
        office.right("POST", "/integration/deactivate", json!({ "confirm": true })).await;
    };
    stop(&office).await;
    let _ = office.world.work_order(10_000).uses("KRAAN", "3").work(60).archive();
    office.pass(5).await;
    office.right("POST", "/integration/wipe", office.wipe(&["article", "customer"])).await;
    office.world.line.unplug_for(1_000);
    assert!(matches!(office.run(&named("wipe")).await, Outcome::Failed(_)));
    office.world.heal();
    office.pass(6).await;
    stop(&office).await;
    office.right("POST", "/integration/wipe", office.wipe(&["used_item", "time_sheet", "work_order"])).await;
    cut_short(&office, "wipe").await;
    stop(&office).await;
    office.right("POST", "/integration/activate", json!({})).await;
    office.pass(30).await;
    stop(&office).await;
    office.right("POST", "/integration/wipe", office.wipe(&["work_address"])).await;
    office.pass(12).await;
    office.right("POST", "/integration/wipe", office.wipe(&ALL)).await;
    office.pass(12).await;
    office.stage("wiped").await;
}

/// Both packages are down for a while: every kind of run tells it once, and that it is over.
async fn outage(office: &Office) {
    office.world.line.unplug_for(10_000);
    office.pass(12).await;
    office.run(&named("cleanup")).await;
    assert!(!office.world.open_problems().await.is_empty());
    office.world.heal();
    office.pass(90).await;
    assert_eq!(office.world.problems().await, [""; 0]);
}

/// While the ticks of a wipe end, the admin asks for another one: before they are gone, and after.
async fn a_wipe_that_another_follows(stack: &Stack, journal: &Journal) {
    let mut office = Office::new().await;
    let aws = office.record(stack, journal).await;
    office.right("PUT", "/integration/simple-simon", office.simple_simon()).await;
    for after in [false, true] {
        office.right("POST", "/integration/wipe", office.wipe(&ALL)).await;
        office.world.pass(1);
        let held = aws["wipe"].hold_deletion(after);
        let wipe = named("wipe");
        tokio::join!(office.run(&wipe), async {
            held.has_arrived().await;
            office.right("POST", "/integration/wipe", office.wipe(&["planning"])).await;
            held.open();
        });
        office.schedules_agree("another one").await;
        office.pass(1).await;
        office.stage("wiped").await;
    }
}
