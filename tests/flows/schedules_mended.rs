//! Cut off between any two calls of a wipe, a start or a stop, the admin who tries again, and the reconcile, make true
//! what the profile says.

use bytes::Bytes;
use futures::future::join_all;
use http::Request;
use koppel_activation::reconcile_all;
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_sync::Outcome;
use koppel_tests::Office;
use koppel_tests::cut::cut_off_after;
use koppel_tests::office::{ANJA, Answer, OTTO};
use serde_json::{Value, json};

/// More polls than any act needs.
const MOST_POLLS: usize = 400;

/// What an admin does that makes or deletes schedules.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    Wipe,
    Start,
    Stop,
    StartAgain,
}

impl Act {
    const ALL: [Self; 4] = [Self::Wipe, Self::Start, Self::Stop, Self::StartAgain];

    /// A company of which this is the next step.
    async fn ready(self) -> Office {
        let office = Office::new().await;
        office.world.furnish();
        if self == Self::Wipe {
            office.right("PUT", "/integration/simple-simon", office.simple_simon()).await;
            return office;
        }
        office.connect().await;
        office.right("POST", "/integration/settings/check", json!({ "values": values() })).await;
        if self != Self::Start {
            assert_eq!(Self::Start.of(&office).await.status, 200);
        }
        if self == Self::StartAgain {
            assert_eq!(Self::Stop.of(&office).await.status, 200);
        }
        office
    }

    async fn of(self, office: &Office) -> Answer {
        let tables =
            ["article_group", "article", "work_order", "work_address", "customer", "equipment", "contact"];
        let (method, path, body) = match self {
            Self::Wipe => ("POST", "/integration/wipe", office.wipe(&tables)),
            Self::Start => ("PUT", "/integration/settings", values()),
            Self::Stop => ("POST", "/integration/deactivate", json!({ "confirm": true })),
            Self::StartAgain => ("POST", "/integration/activate", json!({})),
        };
        office.call(ANJA, method, path, Some(body)).await
    }

    /// Where it leads.
    const fn stage(self) -> &'static str {
        match self {
            Self::Wipe => "wiping",
            Self::Start | Self::StartAgain => "active",
            Self::Stop => "deactivated",
        }
    }
}

fn values() -> Value {
    json!({ "travel_article": "REIS", "work_article": "UUR" })
}

async fn mended(office: &Office, story: &str) {
    let mended = reconcile_all(&office.app).await.unwrap();
    assert_eq!(mended.failed, 0, "{story}: {mended:?}");
    office.schedules_agree(story).await;
}

#[tokio::test]
async fn an_act_that_is_cut_off_anywhere_is_mended() {
    for act in Act::ALL {
        let mut was_cut_off = false;
        for polls in (1..MOST_POLLS).step_by(2) {
            let office = act.ready().await;
            let answer = cut_off_after(polls, act.of(&office)).await;
            mended(&office, &format!("{act:?} cut off after {polls} polls")).await;
            if answer.is_some() {
                assert!(was_cut_off, "{act:?} was never cut off");
                office.stage(act.stage()).await;
                break;
            }
            was_cut_off = true;
            assert!(polls + 2 < MOST_POLLS, "{act:?} is never through");
        }
    }
}

/// The scheduler is out of reach after so many calls of this act; `false` where it needs no more.
async fn fails_after(calls: u64, act: Act, fault: &Fault, by_the_admin: bool) -> bool {
    let office = act.ready().await;
    office.scheduler.faults().script("", calls, 1_000, fault.clone());
    let answer = act.of(&office).await;
    let was_broken = !office.scheduler.faults().injected().is_empty();
    office.scheduler.faults().heal();
    let story = format!("{act:?}, {fault:?} after {calls} calls, {answer:?}");
    if answer.status == 503 {
        assert_eq!(answer.text("code"), "schedules", "{story}");
    } else {
        assert!((200..300).contains(&answer.status), "{story}");
        office.stage(act.stage()).await;
    }
    if act == Act::Stop {
        let ran = office.pass(6).await;
        assert!(ran.iter().all(|(_, outcome)| *outcome == Outcome::NotActive), "{story}: {ran:?}");
    }
    if by_the_admin && act != Act::Stop {
        if answer.status == 503 {
            let again = act.of(&office).await;
            assert!(again.status == 200 || act == Act::Wipe, "{story}: {again:?}");
        }
        office.schedules_agree(&story).await;
    } else {
        mended(&office, &story).await;
    }
    office.stage(act.stage()).await;
    was_broken
}

#[tokio::test]
async fn a_scheduler_that_fails_at_any_call_is_mended_by_who_tries_again_and_by_the_reconcile() {
    for act in Act::ALL {
        for calls in 0.. {
            let rounds = [(Fault::RequestLost, true), (Fault::AnswerLost, true), (Fault::AnswerLost, false)];
            let broken = rounds.iter().map(|(fault, admin)| fails_after(calls, act, fault, *admin));
            if join_all(broken).await.contains(&false) {
                assert!(calls >= 2, "{act:?} needs {calls} calls");
                break;
            }
        }
    }
}

#[tokio::test]
async fn the_reconcile_beside_an_act_undoes_nothing_of_it() {
    for act in Act::ALL {
        for wait in (0..240).step_by(8) {
            let office = act.ready().await;
            let later = async {
                for _ in 0..wait {
                    tokio::task::yield_now().await;
                }
                act.of(&office).await
            };
            let (mended, answer) = tokio::join!(reconcile_all(&office.app), later);
            let story = format!("{act:?} {wait} {mended:?} {answer:?}");
            assert!((200..300).contains(&answer.status), "{story}");
            assert_eq!(mended.unwrap().failed, 0, "{story}");
            office.stage(act.stage()).await;
            office.schedules_agree(&story).await;
        }
    }
}

/// Until a call to the scheduler has failed, and waits to be tried again.
async fn held_up(office: &Office) {
    while office.scheduler.faults().injected().is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_start_that_is_slower_than_the_stop_after_it_leaves_nothing_behind() {
    let office = Act::StartAgain.ready().await;
    office.scheduler.faults().script("POST schedule", 0, 2, Fault::Html(500));
    let (started, stopped) = tokio::join!(Act::StartAgain.of(&office), async {
        held_up(&office).await;
        Act::Stop.of(&office).await
    });
    assert_eq!((started.text("code"), stopped.status), ("changed_by_someone_else", 200), "{started:?}");
    assert!(started.text("detail").contains("is kept"), "{started:?}");
    office.stage("deactivated").await;
    office.schedules_agree("stopped before its schedules were made").await;
}

#[tokio::test]
async fn a_reconcile_that_is_slower_than_a_stop_and_a_wipe_leaves_the_wipe_its_ticks() {
    for round in 0..3 {
        let office = Act::Stop.ready().await;
        office.scheduler.faults().script("POST schedule", 0, 1, Fault::Html(500));
        let (mended, wiped) = tokio::join!(reconcile_all(&office.app), async {
            held_up(&office).await;
            assert_eq!(Act::Stop.of(&office).await.status, 200);
            Act::Wipe.of(&office).await
        });
        assert_eq!((mended.unwrap().failed, wiped.status), (0, 202), "{round}: {wiped:?}");
        office.schedules_agree("stopped and wiped while it was looked at").await;
    }
}

#[tokio::test]
async fn a_scheduler_that_asks_for_patience_leaves_a_company_that_is_set_up() {
    for fault in [Fault::Html(500), Fault::TooMany(None)] {
        let office = Act::Start.ready().await;
        office.scheduler.faults().script("", 0, 1_000, fault.clone());
        let answer = Act::Start.of(&office).await;
        assert_eq!((answer.status, answer.text("code")), (503, "schedules"), "{fault:?} {answer:?}");
        office.stage("set_up").await;
        office.scheduler.faults().heal();
        mended(&office, &format!("{fault:?}")).await;
        office.stage("active").await;
    }
}

#[tokio::test]
async fn schedules_that_nobody_wants_are_deleted_and_those_of_others_are_left_alone() {
    let office = Act::Stop.ready().await;
    // More than one page, and pages shrink while they are read.
    for number in 0..70 {
        let gone: TenantId = format!("weg-{number}").parse().unwrap();
        office.app.schedules.make(&gone, |_| true).await.unwrap();
    }
    let gone: TenantId = "weg-nog-een".parse().unwrap();
    office.app.schedules.begin_wipe(&gone).await.unwrap();
    // A run that died between the end of its wipe and that of its ticks.
    let korenaar: TenantId = "korenaar".parse().unwrap();
    office.app.schedules.begin_wipe(&korenaar).await.unwrap();
    let body = Value::Object(office.scheduler.schedule("korenaar.pull").unwrap());
    let body = Bytes::from(body.to_string());
    let other = Request::post("/schedules/back-up").body(body).unwrap();
    assert_eq!(office.scheduler.handle(&other, None).status(), 200);

    let mended = reconcile_all(&office.app).await.unwrap();
    // A company whose schedules two pages share may count twice.
    assert!(mended.deleted >= 71 && mended.failed == 0, "{mended:?}");
    let names = office.scheduler.names();
    let recurring: Vec<_> = names.iter().filter(|name| !name.ends_with(".now")).collect();
    assert_eq!(
        recurring,
        ["back-up", "korenaar.cleanup", "korenaar.pull", "korenaar.push", "korenaar.quotes"]
    );
    let again = reconcile_all(&office.app).await.unwrap();
    assert_eq!((again.deleted, again.started, again.failed), (0, 0, 0), "nothing is left to do");
}

#[tokio::test]
async fn ticks_that_a_wipe_left_behind_end_with_the_start() {
    let office = Act::Start.ready().await;
    let korenaar: TenantId = "korenaar".parse().unwrap();
    office.app.schedules.begin_wipe(&korenaar).await.unwrap();
    assert_eq!(Act::Start.of(&office).await.status, 200);
    office.schedules_agree("started").await;
}

#[tokio::test]
async fn quotes_tick_only_where_they_are_switched_on() {
    let office = Office::active().await;
    let ran = async || office.pass(5).await.iter().map(|(named, _)| named.concern).collect::<Vec<_>>();
    let with = json!({ "travel_article": "REIS", "work_article": "UUR",
        "quotes": { "lines": true, "description": "both" } });
    let without = json!({ "travel_article": "REIS", "work_article": "UUR" });
    let one_of = |ran: &[Concern], concern| ran.iter().filter(|it| **it == concern).count();
    for round in 0..2 {
        let seen = ran().await;
        assert_eq!((one_of(&seen, Concern::Pull), one_of(&seen, Concern::Quotes)), (1, 0), "{round}");
        office.settle(with.clone()).await;
        let seen = ran().await;
        assert_eq!((one_of(&seen, Concern::Pull), one_of(&seen, Concern::Quotes)), (1, 1), "{round}");
        // Put right by the operator, they go on as the settings say.
        office.call(OTTO, "POST", "/reconcile", None).await;
        assert_eq!(one_of(&ran().await, Concern::Quotes), 1, "{round}");
        // A scheduler that fails: the admin is told, and saves again.
        office.settle(without.clone()).await;
        office.scheduler.faults().script("", 0, 100, Fault::Html(503));
        let check = json!({ "values": with });
        office.right("POST", "/integration/settings/check", check).await;
        let answer = office.call(ANJA, "PUT", "/integration/settings", Some(with.clone())).await;
        assert!(answer.status >= 500, "{answer:?}");
        office.scheduler.faults().heal();
        office.settle(with.clone()).await;
        assert_eq!(one_of(&ran().await, Concern::Quotes), 1, "{round}");
        office.settle(without.clone()).await;
    }
}

#[tokio::test]
async fn quotes_that_are_switched_on_beside_the_reconcile_tick() {
    let office = Office::active().await;
    // The reconcile has read the settings and is held up at its first schedule; meanwhile they are others.
    office.scheduler.faults().script("", 0, 1, Fault::Html(500));
    let (mended, ()) = tokio::join!(reconcile_all(&office.app), async {
        held_up(&office).await;
        let quotes = json!({ "lines": true, "description": "both" });
        let settings = json!({ "travel_article": "REIS", "work_article": "UUR", "quotes": quotes });
        office.settle(settings).await;
    });
    assert_eq!(mended.unwrap().failed, 0);
    let ran = office.pass(11).await;
    assert!(ran.iter().any(|(named, _)| named.concern.as_str() == "quotes"), "{ran:?}");
}
