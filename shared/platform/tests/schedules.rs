//! A company's schedules against the simulated EventBridge Scheduler, through the real client over HTTP.
//!
//! Shows: what is made, when it fires, that every act can be repeated, and what lost answers and refusals become.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp};
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_outside::clock::{Clock, SystemClock};
use koppel_platform::schedules::{ScheduleError, Schedules, Targets};
use koppel_simulators::clock::SimClock;
use koppel_simulators::faults::{Fault, Faults};
use koppel_simulators::journal::Journal;
use koppel_simulators::scheduler::SchedulerSimulator;
use koppel_simulators::server::{Asked, Running, Simulated, serve};
use koppel_store::client::local_credentials;
use serde_json::{Value, json};

const GROUP: &str = "koppel";
/// Tries of one call.
const TRIES: u64 = 3;

/// The scheduler's clock as Koppel's.
struct Shown(SimClock);

#[async_trait]
impl Clock for Shown {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.0.advance(SignedDuration::try_from(duration).unwrap_or_default());
    }
}

struct Scene {
    scheduler: SchedulerSimulator,
    clock: SimClock,
    running: Running,
}

impl Scene {
    async fn new() -> io::Result<Self> {
        Self::of(|scheduler, _| scheduler).await
    }

    /// `front` stands between the client and the scheduler.
    async fn of<S: Simulated>(front: impl FnOnce(SchedulerSimulator, SimClock) -> S) -> io::Result<Self> {
        let clock = SimClock::standing(Timestamp::UNIX_EPOCH);
        clock.advance(SignedDuration::from_millis(1_795_510_830_900));
        let scheduler = SchedulerSimulator::new(clock.clone(), GROUP);
        let running = serve(Arc::new(front(scheduler.clone(), clock.clone())), 0).await?;
        Ok(Self { scheduler, clock, running })
    }

    fn schedules(&self, targets: Targets) -> Result<Schedules, ScheduleError> {
        let clock = Arc::new(Shown(self.clock.clone()));
        Schedules::connect(Some(&self.running.url()), "eu-west-1", local_credentials(), targets, clock)
    }

    /// Names of what has become due.
    fn fired(&self) -> Vec<String> {
        self.scheduler.due().into_iter().map(|firing| firing.name).collect()
    }

    fn pass(&self, seconds: i64) -> Vec<String> {
        self.clock.advance(SignedDuration::from_secs(seconds));
        self.fired()
    }

    fn calls(&self) -> u64 {
        let count = self.scheduler.journal().count("");
        self.scheduler.journal().clear();
        count
    }
}

/// The schedules of one active company.
const OURS: [&str; 4] = ["korenaar.cleanup", "korenaar.pull", "korenaar.push", "korenaar.quotes"];

fn every(period_minutes: u8) -> Targets {
    let function = |name: &str| format!("arn:aws:lambda:eu-west-1:000000000000:function:koppel-{name}");
    Targets {
        group: GROUP.to_owned(),
        period_minutes,
        pull: function("pull"),
        push: function("push"),
        quotes: function("quotes"),
        cleanup: function("cleanup"),
        cleanup_days: Targets::nights(),
        wipe: function("wipe"),
        role: "arn:aws:iam::000000000000:role/koppel-scheduler".to_owned(),
        dead_letters: Some("arn:aws:sqs:eu-west-1:000000000000:koppel-dead-letters".to_owned()),
    }
}

#[tokio::test]
async fn a_company_gets_one_schedule_for_each_concern_however_often_they_are_made() {
    let scene = Scene::new().await.unwrap();
    let korenaar: TenantId = "korenaar".parse().unwrap();
    scene.schedules(every(30)).unwrap().make(&korenaar, |_| true).await.unwrap();
    assert_eq!(scene.calls(), 4);
    let schedules = scene.schedules(every(1)).unwrap();
    schedules.make(&korenaar, |_| true).await.unwrap();
    assert_eq!(scene.calls(), 8, "two for each");
    assert_eq!(scene.scheduler.names(), OURS);

    let mut push = scene.scheduler.schedule("korenaar.push").unwrap();
    push.remove("ClientToken");
    let expected = json!({
        "GroupName": GROUP,
        "ScheduleExpression": "cron(0/1 * * * ? *)",
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": { "Mode": "OFF" },
        "ActionAfterCompletion": "NONE",
        "State": "ENABLED",
        "Target": {
            "Arn": "arn:aws:lambda:eu-west-1:000000000000:function:koppel-push",
            "RoleArn": "arn:aws:iam::000000000000:role/koppel-scheduler",
            "Input": "{\"tenant\":\"korenaar\"}",
            "RetryPolicy": { "MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 1 },
            "DeadLetterConfig": { "Arn": "arn:aws:sqs:eu-west-1:000000000000:koppel-dead-letters" },
        },
    });
    assert_eq!(Value::Object(push), expected, "and the new period has come through");
}

#[tokio::test]
async fn a_schedule_fires_when_it_is_said_to() {
    let scene = Scene::new().await.unwrap();
    for period in [1, 2, 5, 12, 20, 60] {
        let schedules = scene.schedules(every(period)).unwrap();
        let mut minutes = BTreeSet::new();
        for company in ["korenaar", "molen", "schuur"].map(|id| id.parse::<TenantId>().unwrap()) {
            schedules.make(&company, |_| true).await.unwrap();
            for concern in [Concern::Pull, Concern::Push, Concern::Quotes] {
                let name = format!("{company}.{}", concern.as_str());
                let mut next = schedules.next(&company, concern, scene.clock.now());
                for tick in 0..3 {
                    scene.clock.set(next - SignedDuration::from_secs(1));
                    assert!(!scene.fired().contains(&name) || tick == 0, "{name} every {period}: too early");
                    assert!(scene.pass(1).contains(&name), "{name} every {period}: not at {next}");
                    let after = schedules.next(&company, concern, next);
                    assert_eq!(after - next, SignedDuration::from_mins(i64::from(period)));
                    minutes.insert(next.as_second() / 60 % i64::from(period));
                    next = after;
                }
            }
        }
        assert!(period < 12 || minutes.len() > 3, "spread over {period}: {minutes:?}");
    }
    for wrong in [0, 7, 45, 61] {
        let clock = Arc::new(SystemClock);
        let error =
            Schedules::connect(None, "eu-west-1", local_credentials(), every(wrong), clock).unwrap_err();
        assert_eq!(error, ScheduleError::Period(wrong));
    }
}

#[tokio::test]
async fn a_cleanup_fires_on_its_nights_by_the_companys_own_clock() {
    let scene = Scene::new().await.unwrap();
    let schedules = scene.schedules(every(5)).unwrap();
    let mut hours = BTreeSet::new();
    for company in (0..12).map(|number| format!("company-{number}").parse::<TenantId>().unwrap()) {
        schedules.make(&company, |_| true).await.unwrap();
        let name = format!("{company}.cleanup");
        let mut days = Vec::new();
        let mut next = schedules.next(&company, Concern::Cleanup, scene.clock.now());
        for _ in 0..3 {
            scene.clock.set(next - SignedDuration::from_secs(1));
            scene.fired();
            assert!(scene.pass(1).contains(&name), "{name}: not at {next}");
            let wall = next.in_tz("Europe/Amsterdam").unwrap();
            assert!(wall.hour() < 5, "{name}: at {wall}");
            hours.insert(wall.hour());
            days.push(wall.weekday());
            next = schedules.next(&company, Concern::Cleanup, next);
        }
        days.sort_by_key(|day| day.to_monday_zero_offset());
        assert_eq!(days, [Weekday::Monday, Weekday::Wednesday, Weekday::Saturday]);
        schedules.delete(&company).await.unwrap();
    }
    assert!(hours.len() > 2, "spread over the night: {hours:?}");
}

#[tokio::test]
async fn a_run_asked_for_twice_runs_once_and_one_asked_for_later_runs_again() {
    let scene = Scene::new().await.unwrap();
    let (korenaar, schedules): (TenantId, _) =
        ("korenaar".parse().unwrap(), scene.schedules(every(5)).unwrap());
    for _ in 0..2 {
        schedules.run_now(&korenaar, Concern::Wipe).await.unwrap();
    }
    assert_eq!(scene.calls(), 3);
    // EventBridge refuses a moment that has passed, and a call may take a few seconds.
    assert_eq!(scene.pass(4), Vec::<String>::new());
    assert_eq!(scene.pass(3), ["korenaar.wipe.now"]);
    assert_eq!(scene.scheduler.names(), Vec::<String>::new(), "it is gone when it has fired");

    schedules.run_now(&korenaar, Concern::Wipe).await.unwrap();
    schedules.run_now(&korenaar, Concern::Pull).await.unwrap();
    assert_eq!(scene.pass(7), ["korenaar.pull.now", "korenaar.wipe.now"]);

    schedules
        .run_at(&korenaar, Concern::Wipe, scene.clock.now() + SignedDuration::from_mins(1))
        .await
        .unwrap();
    schedules.run_now(&korenaar, Concern::Wipe).await.unwrap();
    assert_eq!(scene.pass(7), ["korenaar.wipe.now"], "sooner than it would have");
    assert_eq!(scene.pass(120), Vec::<String>::new());
}

/// A scheduler on which what is there fires, and is gone, just before it is changed.
struct FiresMeanwhile(SchedulerSimulator, SimClock);

impl Simulated for FiresMeanwhile {
    fn asked(&self, request: &Request<Bytes>) -> Asked {
        self.0.asked(request)
    }

    fn handle(&self, request: &Request<Bytes>, fault: Option<&Fault>) -> Response<Bytes> {
        if request.method() == Method::PUT {
            self.1.advance(SignedDuration::from_secs(10));
            assert_eq!(self.0.due().len(), 1);
        }
        self.0.handle(request, fault)
    }

    fn faults(&self) -> &Faults {
        self.0.faults()
    }

    fn journal(&self) -> &Journal {
        self.0.journal()
    }

    fn latency(&self) -> Duration {
        Duration::ZERO
    }
}

#[tokio::test]
async fn a_run_asked_for_while_the_one_before_begins_is_not_lost() {
    let scene = Scene::of(FiresMeanwhile).await.unwrap();
    let (korenaar, schedules): (TenantId, _) =
        ("korenaar".parse().unwrap(), scene.schedules(every(5)).unwrap());
    schedules.run_now(&korenaar, Concern::Wipe).await.unwrap();
    scene.clock.advance(SignedDuration::from_secs(1));
    schedules.run_now(&korenaar, Concern::Wipe).await.unwrap();
    assert_eq!(scene.calls(), 4);
    assert_eq!(
        scene.pass(4),
        Vec::<String>::new(),
        "EventBridge refuses a moment that passed during the calls before"
    );
    assert_eq!(scene.pass(3), ["korenaar.wipe.now"]);
}

#[tokio::test]
async fn an_answer_that_is_lost_loses_nothing_and_makes_nothing_twice() {
    let korenaar: TenantId = "korenaar".parse().unwrap();
    for fault in [Fault::AnswerLost, Fault::RequestLost, Fault::HtmlAfter(503), Fault::Html(500)] {
        let scene = Scene::new().await.unwrap();
        let schedules = scene.schedules(every(5)).unwrap();
        let faults = scene.scheduler.faults();
        faults.script("POST", 0, 1, fault.clone());
        schedules.make(&korenaar, |_| true).await.unwrap();
        assert_eq!(scene.scheduler.names(), OURS, "{fault:?}");

        // Every try: the next time it is there, by a call that never heard of it.
        faults.script("PUT", 0, TRIES, fault.clone());
        scene.calls();
        assert_eq!(schedules.make(&korenaar, |_| true).await, Err(ScheduleError::Unavailable), "{fault:?}");
        assert_eq!(scene.calls(), 1 + TRIES);
        schedules.make(&korenaar, |_| true).await.unwrap();

        faults.script("DELETE", 0, 1, fault.clone());
        schedules.delete(&korenaar).await.unwrap();
        assert_eq!(scene.scheduler.names(), Vec::<String>::new(), "{fault:?}");

        faults.script("POST", 0, TRIES, fault.clone());
        assert_eq!(schedules.make(&korenaar, |_| true).await, Err(ScheduleError::Unavailable), "{fault:?}");
        schedules.make(&korenaar, |_| true).await.unwrap();
        assert_eq!(scene.scheduler.names(), OURS, "{fault:?}");
    }
}

#[tokio::test]
async fn deleting_takes_everything_of_one_company_and_nothing_of_another() {
    let scene = Scene::new().await.unwrap();
    let schedules = scene.schedules(every(5)).unwrap();
    for company in ["koren", "koren-aar"].map(|id| id.parse::<TenantId>().unwrap()) {
        schedules.make(&company, |_| true).await.unwrap();
        for concern in Concern::ALL {
            schedules.run_now(&company, concern).await.unwrap();
        }
    }
    for _ in 0..2 {
        schedules.delete(&"koren".parse().unwrap()).await.unwrap();
        let left = [
            "cleanup",
            "cleanup.now",
            "pull",
            "pull.now",
            "push",
            "push.now",
            "quotes",
            "quotes.now",
            "wipe.now",
        ]
        .map(|rest| format!("koren-aar.{rest}"));
        assert_eq!(scene.scheduler.names(), left);
    }
}

#[tokio::test]
async fn every_schedule_of_ours_is_listed_once_page_by_page() {
    let scene = Scene::new().await.unwrap();
    let schedules = scene.schedules(every(5)).unwrap();
    let companies: BTreeSet<TenantId> =
        (0..60).map(|number| format!("company-{number}").parse().unwrap()).collect();
    for company in &companies {
        schedules.make(company, |_| true).await.unwrap();
    }
    schedules.run_now(&"company-7".parse().unwrap(), Concern::Pull).await.unwrap();
    // What someone else keeps in the group.
    let body = Value::Object(scene.scheduler.schedule("company-7.pull").unwrap());
    let foreign = Request::post("/schedules/someone-elses").body(Bytes::from(body.to_string())).unwrap();
    assert_eq!(scene.scheduler.handle(&foreign, None).status(), 200);
    scene.calls();

    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = schedules.page(after).await.unwrap();
        listed.extend(page);
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(scene.calls(), 3, "242 schedules, a hundred a page");
    assert_eq!(listed.len(), 60 * Concern::RECURRING.len() + 1);
    assert_eq!(listed.iter().map(|named| named.tenant.clone()).collect::<BTreeSet<_>>(), companies);
    assert_eq!(listed.iter().filter(|named| named.at_once).count(), 1);
}

#[tokio::test]
async fn a_failure_says_who_has_to_act() {
    let scene = Scene::new().await.unwrap();
    let korenaar: TenantId = "korenaar".parse().unwrap();
    let elsewhere = scene.schedules(Targets { group: "elsewhere".to_owned(), ..every(5) }).unwrap();
    assert_eq!(
        elsewhere.make(&korenaar, |_| true).await,
        Err(ScheduleError::NoGroup("elsewhere".to_owned()))
    );
    let nowhere = scene.schedules(Targets { pull: "nowhere".to_owned(), ..every(5) }).unwrap();
    assert_eq!(
        nowhere.make(&korenaar, |_| true).await,
        Err(ScheduleError::Refused("ValidationException".to_owned()))
    );

    let schedules = scene.schedules(every(5)).unwrap();
    let faults = scene.scheduler.faults();
    faults.script("GET", 0, TRIES, Fault::TooMany(None));
    assert_eq!(schedules.page(None).await, Err(ScheduleError::Unavailable));
    faults.heal();
    faults.script("GET", 0, TRIES, Fault::Html(403));
    assert_eq!(schedules.page(None).await, Err(ScheduleError::Refused("HTTP 403".to_owned())));
    faults.heal();

    // An answer that does not come is waited for, but not long.
    let begun = std::time::Instant::now();
    faults.script("GET", 0, TRIES, Fault::Late(Duration::from_secs(60)));
    assert_eq!(schedules.page(None).await, Err(ScheduleError::Unavailable));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}
