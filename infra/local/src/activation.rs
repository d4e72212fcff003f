//! The demo company's activation, step by step over HTTP, as its admin would do it (R22–R25).
//!
//! Guarantees: it goes on from whatever stage an earlier start left; a step that a fault breaks is done again.

use std::time::{Duration, Instant};

use bytes::Bytes;
use koppel_outside::ReqwestHttp;
use koppel_outside::http::{Http as _, Limits, Method, Request, header};
use serde_json::{Value, json};

use crate::company::{Company, DEMO, Given};
use crate::failure::Failed;
use crate::office::{ADMIN, OPERATOR, Office};
use crate::{runs, say};

/// What one call may cost.
const LIMITS: Limits = Limits { timeout: Duration::from_secs(60), answer_bytes: 4 * 1024 * 1024 };
/// Times that a step is tried; under faults packages fail for a moment.
const TRIES: u32 = 40;
/// Longest wait for the wipe.
const WIPE: Duration = Duration::from_secs(600);
/// Between two ticks of the wipe, which follow a run that failed.
const TICK: Duration = Duration::from_secs(10);
/// Between two looks whether a run is due.
const LOOK: Duration = Duration::from_millis(100);

/// Makes the demo company known, as the operator would.
pub(crate) async fn create(office: &Office, given: &Given) -> Result<(), Failed> {
    let client = Client::new(office)?;
    client.create(given).await?;
    let status = client.admin(Method::GET, "/integration", None).await?;
    // After a start anew the simulated Simple-Simon is at another address.
    if status.get("stage") == Some(&json!("never_activated")) { Ok(()) } else { client.sign_in(given).await }
}

/// Activates the demo company, unless it is active or was deactivated.
pub(crate) async fn activate(office: &Office, company: &Company, given: &Given) -> Result<(), Failed> {
    let client = Client::new(office)?;
    client.create(given).await?;
    // The simulated Simple-Simon is at another address after every start.
    client.sign_in(given).await?;
    loop {
        let status = client.admin(Method::GET, "/integration", None).await?;
        let stage = status.get("stage").and_then(Value::as_str).unwrap_or_default().to_owned();
        match stage.as_str() {
            "never_activated" => client.wipe(given).await?,
            "wiping" => wait(office, company).await?,
            "wiped" => client.connect(given).await?,
            "connected" | "set_up" => client.settle(given).await?,
            _ => return Ok(()),
        }
    }
}

/// Runs what is due until the wipe is done.
async fn wait(office: &Office, company: &Company) -> Result<(), Failed> {
    let began = Instant::now();
    let mut next_tick = began + TICK;
    while began.elapsed() < WIPE {
        let mut due = office.asked();
        if due.is_empty() && Instant::now() >= next_tick {
            due.extend(office.ticking());
            next_tick = Instant::now() + TICK;
        }
        for (tenant, concern) in due {
            let run_began = Instant::now();
            let report = runs::follow(company, office, &tenant, concern).await?;
            println!("{}", say::report(&report, run_began.elapsed()));
        }
        let opened = company.memory().open().await?;
        if opened.is_none_or(|opened| opened.profile.life.stage != koppel_domain::integration::Stage::Wiping)
        {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(Failed::Refused { what: "the wipe of the demo company does not end".to_owned() })
}

struct Client<'a> {
    http: ReqwestHttp,
    office: &'a Office,
}

impl<'a> Client<'a> {
    fn new(office: &'a Office) -> Result<Self, Failed> {
        let http = ReqwestHttp::new().map_err(|error| Failed::Tls(error.to_string()))?;
        Ok(Self { http, office })
    }

    async fn create(&self, given: &Given) -> Result<(), Failed> {
        let (name, connector) = (&given.name, given.books.connector());
        let body = json!({ "tenant": DEMO, "company": name, "connector": connector });
        let (status, answer) = self.call(OPERATOR, Method::POST, "/tenants", Some(&body)).await?;
        match status {
            201 => println!(
                "The operator has made the company “{name}”, which keeps its books in {}.",
                connector.system()
            ),
            409 => {}
            _ => return Err(refused("make the company", &answer)),
        }
        Ok(())
    }

    /// Simple-Simon's credentials, whatever the stage.
    async fn sign_in(&self, given: &Given) -> Result<(), Failed> {
        let body = given.simple_simon_form();
        self.admin(Method::PUT, "/integration/simple-simon", Some(&body)).await.map(drop)
    }

    /// Step 1.
    async fn wipe(&self, given: &Given) -> Result<(), Failed> {
        println!("Activation, step 1: Simple-Simon's credentials are right; wiping.");
        let seen = self.admin(Method::GET, "/integration/wipe", None).await?;
        let tables: Vec<&Value> = seen
            .get("tables")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter(|table| table.get("mandatory") == Some(&json!(true)))
            .filter_map(|table| table.get("table"))
            .collect();
        let body = json!({ "tables": tables, "company": given.name, "licence": seen.get("licence") });
        self.admin(Method::POST, "/integration/wipe", Some(&body)).await.map(drop)
    }

    /// Step 2.
    async fn connect(&self, given: &Given) -> Result<(), Failed> {
        let (path, mut body) = given.books_form();
        let seen = self.admin(Method::POST, &format!("{path}/check"), Some(&body)).await?;
        let administration = seen.get("administration").and_then(Value::as_str).unwrap_or_default();
        println!("Activation, step 2: connecting the administration “{administration}”.");
        if let Some(fields) = body.as_object_mut() {
            fields.insert("administration".to_owned(), administration.into());
        }
        self.admin(Method::PUT, path, Some(&body)).await.map(drop)
    }

    /// Step 3.
    async fn settle(&self, given: &Given) -> Result<(), Failed> {
        self.admin(Method::POST, "/integration/terms", Some(&json!({ "version": 1 }))).await?;
        let settings = &given.settings;
        let values = json!({
            "article_groups": settings.article_groups, "travel_article": settings.travel_article,
            "work_article": settings.work_article, "standard_article": settings.standard_article,
            "filter_word": settings.filter_word, "memo": settings.memo, "quotes": settings.quotes,
        });
        let body = json!({ "values": values });
        let seen = self.admin(Method::POST, "/integration/settings/check", Some(&body)).await?;
        if seen.get("can_be_saved") != Some(&json!(true)) {
            return Err(refused("check the settings", &seen));
        }
        self.admin(Method::PUT, "/integration/settings", Some(&values)).await?;
        println!("Activation, step 3: the settings are checked and saved; the link is active.");
        Ok(())
    }

    async fn admin(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Failed> {
        let mut answer = Value::Null;
        for _ in 0..TRIES {
            let (status, found) = self.call(ADMIN, method.clone(), path, body).await?;
            match status {
                200..300 => return Ok(found),
                // A package failed for a moment, as its answer says.
                503 | 422 => tokio::time::sleep(LOOK).await,
                _ => return Err(refused(path, &found)),
            }
            answer = found;
        }
        Err(refused(path, &answer))
    }

    async fn call(
        &self,
        user: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(u16, Value), Failed> {
        let failed = |what: String| Failed::Refused { what: format!("{path}: {what}") };
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}/api/v1{path}", self.office.url))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.office.token(user)))
            .header(header::ACCEPT_LANGUAGE, "en");
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let request = request.body(body).map_err(|error| failed(error.to_string()))?;
        let answer = self.http.send(request, LIMITS).await.map_err(|error| failed(error.to_string()))?;
        let status = answer.status().as_u16();
        Ok((status, serde_json::from_slice(answer.body()).unwrap_or_default()))
    }
}

fn refused(step: &str, answer: &Value) -> Failed {
    let part = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default();
    Failed::Refused { what: format!("{step}: {} {}", part("detail"), part("action")) }
}
