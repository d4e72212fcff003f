//! The simulated scheduler: what it takes, what it refuses, when it fires.

use super::*;

fn scheduler() -> (SchedulerSimulator, SimClock) {
    let clock = SimClock::standing("2026-11-24T09:00:30Z".parse().unwrap());
    (SchedulerSimulator::new(clock.clone(), "koppel"), clock)
}

fn ask(scheduler: &SchedulerSimulator, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let request = Request::builder().method(method).uri(path).body(Bytes::from(body.to_string())).unwrap();
    let response = scheduler.handle(&request, None);
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

fn body(expression: &str) -> Value {
    json!({
        "GroupName": "koppel", "ScheduleExpression": expression, "FlexibleTimeWindow": { "Mode": "OFF" },
        "Target": { "Arn": "arn:aws:lambda:x", "RoleArn": "arn:aws:iam:x", "Input": "{\"tenant\":\"korenaar\"}" },
        "ActionAfterCompletion": "DELETE",
    })
}

fn names(scheduler: &SchedulerSimulator) -> Vec<String> {
    scheduler.due().into_iter().map(|firing| firing.name).collect()
}

#[test]
fn a_period_fires_at_its_minute_and_a_missed_tick_once() {
    let (scheduler, clock) = scheduler();
    assert_eq!(ask(&scheduler, "POST", "/schedules/korenaar.pull", &body("cron(2/5 * * * ? *)")).0, 200);
    assert_eq!(names(&scheduler), Vec::<String>::new());
    clock.advance(jiff::SignedDuration::from_secs(89));
    assert_eq!(names(&scheduler), Vec::<String>::new(), "09:01:59");
    clock.advance(jiff::SignedDuration::from_secs(1));
    assert_eq!(names(&scheduler), ["korenaar.pull"], "09:02:00");
    assert_eq!(names(&scheduler), Vec::<String>::new());
    clock.advance(jiff::SignedDuration::from_mins(60));
    assert_eq!(names(&scheduler), ["korenaar.pull"], "an hour later");
    assert_eq!(names(&scheduler), Vec::<String>::new());
}

#[test]
fn a_moment_fires_once_and_is_gone() {
    let (scheduler, clock) = scheduler();
    assert_eq!(ask(&scheduler, "POST", "/schedules/a", &body("at(2026-11-24T09:00:31)")).0, 200);
    assert_eq!(ask(&scheduler, "POST", "/schedules/b", &body("at(2026-11-24T08:00:00)")).0, 200);
    assert_eq!(names(&scheduler), ["b"], "a moment that has passed");
    clock.advance(jiff::SignedDuration::from_secs(1));
    assert_eq!(names(&scheduler), ["a"]);
    assert_eq!(scheduler.names(), Vec::<String>::new());
}

#[test]
fn a_creation_is_repeatable_by_its_token_only() {
    let (scheduler, _) = scheduler();
    let mut with_token = body("rate(5 minutes)");
    with_token["ClientToken"] = json!("one");
    assert_eq!(ask(&scheduler, "POST", "/schedules/a", &with_token).0, 200);
    assert_eq!(ask(&scheduler, "POST", "/schedules/a", &with_token).0, 200);
    with_token["ScheduleExpression"] = json!("rate(6 minutes)");
    assert_eq!(ask(&scheduler, "POST", "/schedules/a", &with_token).0, 409);
    assert_eq!(ask(&scheduler, "POST", "/schedules/a", &body("rate(5 minutes)")).0, 409);
    assert_eq!(ask(&scheduler, "DELETE", "/schedules/a", &json!({})).0, 200);
    assert_eq!(ask(&scheduler, "DELETE", "/schedules/a", &json!({})).0, 404);
    assert_eq!(ask(&scheduler, "PUT", "/schedules/a", &body("rate(5 minutes)")).0, 404);
}

#[test]
fn what_aws_refuses_is_refused() {
    let (scheduler, _) = scheduler();
    for wrong in [
        "",
        "rate(5 minute)",
        "rate(0 minutes)",
        "cron(* * * * *)",
        "cron(60 * * * ? *)",
        "at(morgen)",
        "cron(0 3 * * * *)",
        "rate(1 minutes)",
    ] {
        assert_eq!(ask(&scheduler, "POST", "/schedules/a", &body(wrong)).0, 400, "{wrong}");
    }
    assert_eq!(ask(&scheduler, "POST", "/schedules/a%20b", &body("rate(5 minutes)")).0, 400);
    assert_eq!(
        ask(&scheduler, "POST", &format!("/schedules/{}", "x".repeat(65)), &body("rate(5 minutes)")).0,
        400
    );
    let mut other = body("rate(5 minutes)");
    other["GroupName"] = json!("other");
    assert_eq!(ask(&scheduler, "POST", "/schedules/a", &other).0, 404);
}

#[test]
fn a_list_comes_in_pages() {
    let (scheduler, _) = scheduler();
    for number in 0..7 {
        ask(&scheduler, "POST", &format!("/schedules/a{number}"), &body("rate(5 minutes)"));
    }
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let (_, page) = ask(
            &scheduler,
            "GET",
            &format!("/schedules?ScheduleGroup=koppel&MaxResults=3{after}"),
            &json!({}),
        );
        for schedule in page["Schedules"].as_array().unwrap() {
            seen.push(schedule["Name"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["NextToken"].as_str() else { break };
        after = format!("&NextToken={next}");
    }
    assert_eq!(seen, scheduler.names());
}

/// The moments between two at which a schedule fires, asked once a minute as the local world does.
fn moments(expression: &str, from: &str, to: &str) -> Vec<String> {
    let clock = SimClock::standing(from.parse().unwrap());
    let scheduler = SchedulerSimulator::new(clock.clone(), "koppel");
    let mut asked = body(expression);
    asked["ScheduleExpressionTimezone"] = json!("Europe/Amsterdam");
    assert_eq!(ask(&scheduler, "POST", "/schedules/a", &asked).0, 200);
    let mut seen = Vec::new();
    while clock.now() < to.parse().unwrap() {
        clock.advance(jiff::SignedDuration::from_mins(1));
        seen.extend(names(&scheduler).iter().map(|_| clock.now().to_string()));
    }
    seen
}

#[test]
fn a_wall_clock_time_fires_once_a_day_over_both_nights_on_which_the_clock_is_moved() {
    // 2026: summer time from Sunday 29 March, 02:00 to 03:00; winter time from Sunday 25 October, 03:00 to 02:00.
    let cleanup = "cron(17 3 ? * MON,WED,SAT *)";
    assert_eq!(
        moments(cleanup, "2026-03-27T00:00:30Z", "2026-04-02T00:00:30Z"),
        ["2026-03-28T02:17:30Z", "2026-03-30T01:17:30Z", "2026-04-01T01:17:30Z"]
    );
    assert_eq!(
        moments(cleanup, "2026-10-23T00:00:30Z", "2026-10-29T00:00:30Z"),
        ["2026-10-24T01:17:30Z", "2026-10-26T02:17:30Z", "2026-10-28T02:17:30Z"]
    );
    let daily =
        |minute_and_hour: &str, from, to| moments(&format!("cron({minute_and_hour} * * ? *)"), from, to);
    // 03:17 right after the skipped and the doubled hour; 02:17 is skipped in March and comes once in October.
    let (march, october) =
        (("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), ("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"));
    assert_eq!(daily("17 3", march.0, march.1), ["2026-03-29T01:17:00Z"]);
    assert_eq!(daily("17 2", march.0, march.1), [""; 0]);
    assert_eq!(daily("17 3", october.0, october.1), ["2026-10-25T02:17:00Z"]);
    assert_eq!(daily("17 2", october.0, october.1), ["2026-10-25T00:17:00Z"]);
    assert_eq!(
        daily("0/30 1-3", october.0, october.1),
        [
            "2026-10-24T23:00:00Z",
            "2026-10-24T23:30:00Z",
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-25T02:30:00Z"
        ],
        "the second 02:00 and 02:30 do not fire again"
    );
}

#[test]
fn a_schedule_keeps_its_zone_and_goes_by_a_new_one() {
    let (scheduler, clock) = scheduler();
    let mut asked = body("cron(17 3 ? * MON,WED,SAT *)");
    asked["ScheduleExpressionTimezone"] = json!("Europe/Amsterdam");
    ask(&scheduler, "POST", "/schedules/a", &asked);
    asked["Target"]["Input"] = json!("{}");
    assert_eq!(ask(&scheduler, "PUT", "/schedules/a", &asked).0, 200);
    let (_, told) = ask(&scheduler, "GET", "/schedules/a", &json!({}));
    assert_eq!(told["ScheduleExpressionTimezone"], "Europe/Amsterdam");
    assert_eq!(told["ScheduleExpression"], "cron(17 3 ? * MON,WED,SAT *)");
    assert_eq!(scheduler.schedule("a").unwrap()["ScheduleExpressionTimezone"], "Europe/Amsterdam");
    clock.set("2026-11-25T02:16:59Z".parse().unwrap());
    assert_eq!(names(&scheduler), [""; 0]);
    clock.set("2026-11-25T02:17:00Z".parse().unwrap());
    assert_eq!(names(&scheduler), ["a"], "Wednesday 03:17 in Amsterdam");

    asked["ScheduleExpressionTimezone"] = json!("UTC");
    assert_eq!(ask(&scheduler, "PUT", "/schedules/a", &asked).0, 200);
    clock.set("2026-11-25T03:17:00Z".parse().unwrap());
    assert_eq!(names(&scheduler), ["a"], "an hour later: by the new zone");
    asked["ScheduleExpressionTimezone"] = json!("Europe/Voorbeeldstad");
    assert_eq!(ask(&scheduler, "PUT", "/schedules/a", &asked).0, 400);
}
