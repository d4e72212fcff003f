//! What any EventBridge Scheduler must do for us: the simulated one, or the one whose address is in
//! `KOPPEL_TEST_SCHEDULER`, written by others.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_outside::clock::SystemClock;
use koppel_platform::schedules::{Named, ScheduleError, Schedules, Targets};
use koppel_simulators::clock::SimClock;
use koppel_simulators::scheduler::SchedulerSimulator;
use koppel_simulators::server::{Running, serve};
use koppel_store::client::local_credentials;

/// The group that every account has.
const GROUP: &str = "default";

fn targets(group: &str) -> Targets {
    let function = |name: &str| format!("arn:aws:lambda:eu-west-1:000000000000:function:koppel-{name}");
    Targets {
        group: group.to_owned(),
        period_minutes: 5,
        pull: function("pull"),
        push: function("push"),
        quotes: function("quotes"),
        cleanup: function("cleanup"),
        cleanup_days: Targets::nights(),
        wipe: function("wipe"),
        role: "arn:aws:iam::000000000000:role/koppel".to_owned(),
        dead_letters: Some("arn:aws:sqs:eu-west-1:000000000000:dead-letters".to_owned()),
    }
}

async fn endpoint() -> (String, Option<Running>) {
    match std::env::var("KOPPEL_TEST_SCHEDULER") {
        Ok(endpoint) => (endpoint, None),
        Err(_) => {
            let scheduler = SchedulerSimulator::new(SimClock::default(), GROUP);
            let Ok(running) = serve(Arc::new(scheduler), 0).await else { return (String::new(), None) };
            (running.url(), Some(running))
        }
    }
}

async fn names(schedules: &Schedules, tenant: &TenantId) -> Result<Vec<String>, ScheduleError> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = schedules.page(after).await?;
        all.extend(page.iter().filter(|named| named.tenant == *tenant).map(Named::to_string));
        after = next;
        if after.is_none() {
            all.sort();
            return Ok(all);
        }
    }
}

#[tokio::test]
async fn schedules_are_made_changed_listed_and_deleted_and_each_may_be_done_twice() {
    let (endpoint, _running) = endpoint().await;
    let schedules = Schedules::connect(
        Some(&endpoint),
        "eu-west-1",
        local_credentials(),
        targets(GROUP),
        Arc::new(SystemClock),
    )
    .unwrap();
    let ours: TenantId = "koren".parse().unwrap();
    let theirs: TenantId = "koren-aar".parse().unwrap();
    let later = Timestamp::now() + SignedDuration::from_hours(48);
    for _ in 0..2 {
        schedules.make(&ours, |_| true).await.unwrap();
        schedules.make(&theirs, |_| true).await.unwrap();
        schedules.run_at(&ours, Concern::Wipe, later).await.unwrap();
        assert_eq!(
            names(&schedules, &ours).await.unwrap(),
            ["koren.cleanup", "koren.pull", "koren.push", "koren.quotes", "koren.wipe.now"]
        );
    }
    for _ in 0..2 {
        schedules.delete(&ours).await.unwrap();
        assert_eq!(names(&schedules, &ours).await.unwrap(), Vec::<String>::new());
    }
    assert_eq!(
        names(&schedules, &theirs).await.unwrap(),
        ["koren-aar.cleanup", "koren-aar.pull", "koren-aar.push", "koren-aar.quotes"]
    );
    schedules.delete(&theirs).await.unwrap();
}

#[tokio::test]
async fn a_group_that_is_not_there_is_the_operators_to_mend() {
    let (endpoint, _running) = endpoint().await;
    let group = "bestaat-niet";
    let schedules = Schedules::connect(
        Some(&endpoint),
        "eu-west-1",
        local_credentials(),
        targets(group),
        Arc::new(SystemClock),
    )
    .unwrap();
    let made = schedules.make(&"koren".parse().unwrap(), |_| true).await;
    assert_eq!(made, Err(ScheduleError::NoGroup(group.to_owned())));
}
