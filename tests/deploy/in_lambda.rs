//! Each function with real events: carried out, refused, late, twice at once, ended in the middle.

use std::time::Duration;

use koppel_domain::message::Concern;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use serde_json::{Value, json};

use crate::company::Company;
use crate::function::Function;
use crate::packages::ANJA;
use crate::programs;

/// As long as the template lets a function run. A push sends nothing that its answer might outlast.
const RUN: Duration = Duration::from_secs(840);
/// Longer than any wait of these tests.
const MINUTE: Duration = Duration::from_secs(60);

/// Every function that a schedule starts.
const SCHEDULED: [&str; 5] = ["koppel-pull", "koppel-push", "koppel-quotes", "koppel-cleanup", "koppel-wipe"];

fn event(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn scheduled() -> Value {
    event(include_str!("events/scheduled.json"))
}

/// What API Gateway hands over for `GET /api/v1/integration`, as whoever has this token.
fn get_integration(token: Option<&str>) -> Value {
    let mut event = event(include_str!("events/http-get-integration.json"));
    if let Some(token) = token {
        event["headers"]["authorization"] = json!(format!("Bearer {token}"));
    }
    event
}

impl Company {
    async fn start(&self, name: &str) -> Function {
        Function::start(name, &self.environment).await
    }

    async fn run(&self, name: &str) -> String {
        let answer = self.start(name).await.invoke(&scheduled(), RUN).await.done();
        answer["outcome"].as_str().unwrap().to_owned()
    }

    /// With everything across.
    async fn imported() -> Self {
        let company = Self::new().await;
        assert_eq!(company.run("koppel-pull").await, "done");
        company
    }
}

#[tokio::test]
async fn each_function_carries_out_the_event_of_its_schedule() {
    let company = Company::imported().await;
    assert!(company.packages.is_across());
    let work_order = company.packages.archive(10_000);
    assert_eq!(company.run("koppel-push").await, "done");
    assert_eq!(company.packages.orders(work_order), 1);
    assert_eq!(company.run("koppel-cleanup").await, "done");
    // Neither is switched on for this company.
    for name in ["koppel-quotes", "koppel-wipe"] {
        assert_eq!(company.run(name).await, "not active", "{name}");
    }
}

#[tokio::test]
async fn the_api_answers_the_events_of_the_gateway() {
    let company = Company::new().await;
    let function = company.start("koppel-activation").await;
    let token = company.packages.oidc.mint(ANJA, |_| {});
    let answer = function.invoke(&get_integration(Some(&token)), RUN).await.done();
    assert_eq!(answer["statusCode"], 200, "{answer}");
    let body = event(answer["body"].as_str().unwrap());
    assert_eq!(body["stage"], "active", "{body}");
    let answer = function.invoke(&get_integration(None), RUN).await.done();
    assert_eq!(answer["statusCode"], 401, "{answer}");
    assert_eq!(answer["headers"]["content-type"], "application/problem+json", "{answer}");
}

#[tokio::test]
async fn an_event_that_is_not_ours_is_refused_in_words_and_the_next_one_is_carried_out() {
    let company = Company::new().await;
    for name in SCHEDULED {
        let function = company.start(name).await;
        for wrong in [event(include_str!("events/not-ours.json")), json!({}), json!("korenaar"), json!(null)]
        {
            let refusal = function.invoke(&wrong, RUN).await.refusal();
            assert!(
                refusal.starts_with("the event must be {\"tenant\": \"…\"}"),
                "{name} {wrong}: {refusal}"
            );
        }
        let unknown = event(include_str!("events/unknown-company.json"));
        let refusal = function.invoke(&unknown, RUN).await.refusal();
        assert_eq!(refusal, "company nobody is unknown: delete its schedules", "{name}");
        function.invoke(&scheduled(), RUN).await.done();
    }
    let api = company.start("koppel-activation").await;
    let refusal = api.invoke(&scheduled(), RUN).await.refusal();
    assert!(!refusal.is_empty());
    let answer = api.invoke(&get_integration(None), RUN).await.done();
    assert_eq!(answer["statusCode"], 401, "{answer}");
}

#[tokio::test]
async fn a_run_ends_before_its_deadline_and_its_next_one_goes_on() {
    let company = Company::new().await;
    company.packages.simon.set_options(|options| options.latency = Duration::from_millis(400));
    let function = company.start("koppel-pull").await;
    // Five seconds of it are kept back for storing what was done.
    let answer = function.invoke(&scheduled(), Duration::from_secs(8)).await.done();
    assert_eq!(answer["outcome"], "more", "{answer}");
    assert!(company.packages.simon.count("item") < 6, "the run was not cut short");
    assert_eq!(company.aws.scheduler.names(), ["korenaar.pull.now"]);
    company.packages.simon.set_options(|options| options.latency = Duration::ZERO);
    let answer = function.invoke(&scheduled(), RUN).await.done();
    assert_eq!(answer["outcome"], "done", "{answer}");
    assert!(company.packages.is_across());
}

#[tokio::test]
async fn of_two_at_once_one_runs_and_the_other_leaves_it_alone() {
    let company = Company::imported().await;
    let work_order = company.packages.archive(10_000);
    let (one, other) = (company.start("koppel-push").await, company.start("koppel-push").await);
    company.packages.books.simulated().faults().script(
        "CreateVerkoopOrder",
        0,
        1,
        Fault::Late(Duration::from_secs(2)),
    );
    let event = scheduled();
    let (one, other) = tokio::join!(one.invoke(&event, RUN), other.invoke(&event, RUN));
    let mut outcomes = [one, other].map(|answer| answer.done()["outcome"].as_str().unwrap().to_owned());
    outcomes.sort();
    assert_eq!(outcomes, ["done", "held"]);
    assert_eq!(company.packages.orders(work_order), 1);
}

#[tokio::test]
async fn ended_while_an_order_is_made_the_next_run_finds_it_and_makes_no_second() {
    let company = Company::imported().await;
    let work_order = company.packages.archive(10_000);
    let mut function = company.start("koppel-push").await;
    company.packages.books.simulated().faults().script("CreateVerkoopOrder", 0, 1, Fault::Late(MINUTE));
    let event = scheduled();
    let made = async {
        while company.packages.orders(work_order) == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        answer = function.invoke(&event, RUN) => panic!("it answered before the order was made: {answer:?}"),
        () = tokio::time::sleep(MINUTE) => panic!("no order is made: {}", function.said()),
        () = made => {}
    }
    function.terminate();
    assert!(!function.ended().await.success());
    assert_eq!(company.run("koppel-push").await, "held", "the lease of the dead run keeps others out");
    // It ends by itself a minute after that run would have; a test need not wait for it.
    company.memory.break_lease(Concern::Push).await.unwrap();
    assert_eq!(company.run("koppel-push").await, "done");
    assert_eq!(company.packages.orders(work_order), 1);
    let entry = company.memory.orders(&[koppel_domain::work_order::SimonId(work_order)]).await.unwrap();
    assert!(entry.values().all(|entry| entry.order_number.is_some()) && entry.len() == 1, "{entry:?}");
}

#[tokio::test]
async fn what_can_be_kept_is_fetched_at_the_start_and_never_again() {
    let company = Company::imported().await;
    for name in programs::ALL {
        let before = company.aws.calls("TrentService.Decrypt");
        let function = company.start(name).await;
        let opened = || company.aws.calls("TrentService.Decrypt") - before;
        assert_eq!(opened(), 2, "{name}: both secrets are open before it asks for work");
        for _ in 0..20 {
            let event = match name {
                "koppel-activation" => get_integration(Some(&company.packages.oidc.mint(ANJA, |_| {}))),
                _ => scheduled(),
            };
            function.invoke(&event, RUN).await.done();
        }
        assert_eq!(opened(), 2, "{name}");
    }
    let asked = company.packages.oidc.journal().counts();
    assert_eq!(asked.values().sum::<u64>(), 2, "where the issuer is, and its keys, once each: {asked:?}");
    assert_eq!(company.aws.calls("TrentService."), company.aws.calls("TrentService.Decrypt"));
}

#[tokio::test]
async fn a_function_that_cannot_start_says_what_to_do() {
    let company = Company::new().await;
    for (name, value, words) in [
        ("KOPPEL_VAULT_KEY", "", "set the stack's parameter and deploy again"),
        ("KOPPEL_PARTNER_KEY_SECRET", "c2xldXRlbA==", "check that it was wrapped with this stack's key"),
        ("KOPPEL_IMUIS", r#"{"soap_url":"http://imuis.example/"}"#, "an address that is not https"),
    ] {
        let mut environment = company.environment.clone();
        environment.insert(name, value.to_owned());
        let mut function = Function::launch("koppel-push", &environment).await;
        assert!(!function.ended().await.success(), "{name}");
        assert!(function.said().contains(words), "{name}: {}", function.said());
    }
}
