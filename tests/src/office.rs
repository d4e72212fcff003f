//! [`Office`]: a whole Koppel as an admin and the operator meet it: the HTTP function, its schedules, and the runs they
//! start.

mod surroundings;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::{Request, Response};
use koppel_activation::{App, Rules, router};
use koppel_domain::integration::licence_of;
use koppel_domain::message::Concern;
use koppel_identity::{Config, Identity};
use koppel_outside::http::{Http, HttpError, Limits};
use koppel_platform::function::go_on;
use koppel_platform::schedules::{Named, Schedules};
use koppel_platform::vault::Vault;
use koppel_simulators::books::Package;
use koppel_simulators::oidc::OidcSimulator;
use koppel_simulators::scheduler::SchedulerSimulator;
use koppel_simulators::server::{Running, Simulated as _, serve};
use koppel_store::Connector;
use koppel_store::client::local_credentials;
use koppel_sync::{Context, Outcome, cleanup, pull, push, quotes, wipe};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use self::surroundings::{targets, users};
use crate::line::SharedClock;
use crate::world::{Start, World};

/// The issuer; nobody listens there, it is answered in process.
const ISSUER: &str = "http://127.0.0.1:1";
/// Koppel's id with the issuer.
const CLIENT: &str = "koppel";
/// The admin of the company.
pub const ANJA: &str = "anja";
/// The admin of another company.
pub const BRAM: &str = "bram";
/// The operator.
pub const OTTO: &str = "otto";
/// Somebody without a role.
pub const NIEK: &str = "niek";
/// The company's name.
pub const COMPANY: &str = "Bakkerij De Korenaar";

/// A company that is made and not yet activated, with everything around it.
pub struct Office {
    /// The packages, the memory, the clock.
    pub world: World,
    /// The scheduler.
    pub scheduler: SchedulerSimulator,
    /// The issuer.
    pub oidc: OidcSimulator,
    /// What the function works with.
    pub app: App,
    /// What the runs work with where it is not what the world does.
    pub(crate) functions: BTreeMap<Concern, (Context, Schedules)>,
    _serving: Running,
}

/// An answer of the API.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

impl Answer {
    /// A text of the body.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_default()
    }
}

struct InProcess(OidcSimulator);

#[async_trait]
impl Http for InProcess {
    async fn send(&self, request: Request<Bytes>, _: Limits) -> Result<Response<Bytes>, HttpError> {
        Ok(self.0.handle(&request, None))
    }
}

impl Office {
    /// The operator has made the company; nobody has done anything since.
    pub async fn new() -> Self {
        Self::on(Package::Imuis).await
    }

    /// As [`Office::new`], with the company's books in this package.
    pub async fn on(package: Package) -> Self {
        let office = Self::begin(Start { package, ..Start::default() }).await;
        let connector = office.world.connector();
        let body = json!({ "tenant": "korenaar", "company": COMPANY, "connector": connector });
        let answer = office.call(OTTO, "POST", "/tenants", Some(body)).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        office
    }

    /// Active, with what [`World::furnish`] gives across.
    pub async fn active() -> Self {
        let office = Self::new().await;
        office.world.furnish();
        office.activate().await;
        office.pass(6).await;
        office
    }

    /// Active, with 24 customers, 30 articles and 6 groups across.
    pub async fn with_sixty() -> Self {
        let office = Self::new().await;
        office.world.furnish_sixty();
        office.connect().await;
        office.settle(json!({})).await;
        office.pass(6).await;
        assert_eq!(office.world.simon.count("customer"), 24);
        office
    }

    /// As [`Office::new`], with so many rows on a page of bookkeeping.
    pub async fn with(page_size: u32) -> Self {
        let office = Self::begin(Start { page_size, ..Start::default() }).await;
        let body = json!({ "tenant": "korenaar", "company": COMPANY });
        office.call(OTTO, "POST", "/tenants", Some(body)).await;
        office
    }

    /// No company at all.
    pub async fn before() -> Self {
        Self::begin(Start::default()).await
    }

    async fn begin(start: Start) -> Self {
        let start = Start { is_known: false, is_active: false, ..start };
        let world = World::with(start).await;
        // Words that stand nowhere else: see `holds_no_secret`.
        world.books.set_company_key("omgeving-31415");
        world.simon.set_options(|options| options.password = "wachtwoord-27182".to_owned());
        let scheduler = SchedulerSimulator::new(world.clock.clone(), "koppel");
        let serving = serve(Arc::new(scheduler.clone()), 0).await.unwrap();
        let oidc = OidcSimulator::new(world.clock.clone(), CLIENT, users());
        oidc.settle(ISSUER, &["https://koppel.example/signed-in".to_owned()]);
        let clock = Arc::new(SharedClock::of(world.clock.clone()));
        let config: Config = serde_json::from_value(json!({
            "issuer": ISSUER, "client_id": CLIENT, "redirect_uri": "https://koppel.example/signed-in",
        }))
        .unwrap();
        let http = Arc::new(InProcess(oidc.clone()));
        let app = App {
            store: world.context.store.clone(),
            clock: clock.clone(),
            reach: Arc::clone(&world.reach),
            schedules: Schedules::connect(
                Some(&serving.url()),
                "eu-west-1",
                local_credentials(),
                targets(),
                clock.clone(),
            )
            .unwrap(),
            identity: Arc::new(Identity::new(config, http, clock).unwrap()),
            rules: Rules::default(),
        };
        Self { world, scheduler, oidc, app, functions: BTreeMap::new(), _serving: serving }
    }

    /// The vault gets these keys, newest first, for the function and for the runs.
    pub fn put_keys(&mut self, keys: Vec<(String, Vec<u8>)>) {
        let (http, vault) = (Arc::clone(&self.world.reach.http), Arc::new(Vault::new(keys).unwrap()));
        self.app.reach = self.world.reach_by(http, vault);
    }

    /// A request of somebody, in English.
    pub async fn call(&self, user: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.call_with(Some(&self.oidc.mint(user, |_| {})), method, path, body, &[]).await
    }

    /// A request with any token and further headers.
    pub async fn call_with(
        &self,
        token: Option<&str>,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let path = if path.starts_with("/api") { path.to_owned() } else { format!("/api/v1{path}") };
        let mut request = Request::builder().method(method).uri(path).header("accept-language", "en");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            None => Body::empty(),
            Some(body) => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
        };
        let response = router(self.app.clone()).oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 16 * 1024 * 1024).await.unwrap();
        self.holds_no_secret(&String::from_utf8_lossy(&bytes));
        Answer { status, body: serde_json::from_slice(&bytes).unwrap_or_default() }
    }

    /// What the API serves as a file, in Dutch; and what its header `Link` says.
    pub async fn file(&self, user: &str, path: &str) -> (String, Option<String>) {
        let request = Request::builder()
            .uri(format!("/api/v1{path}"))
            .header("accept-language", "nl")
            .header("authorization", format!("Bearer {}", self.oidc.mint(user, |_| {})));
        let request = request.body(Body::empty()).unwrap();
        let response = router(self.app.clone()).oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let link = response.headers().get("link").map(|link| link.to_str().unwrap().to_owned());
        let bytes = to_bytes(response.into_body(), 16 * 1024 * 1024).await.unwrap();
        let content = String::from_utf8(bytes.to_vec()).unwrap();
        self.holds_no_secret(&content);
        (content, link)
    }

    /// P9: nothing that was filled in is in any answer.
    pub(crate) fn holds_no_secret(&self, answer: &str) {
        let (simon, books) = (self.world.simon.options(), &self.world.books);
        for secret in
            [&simon.licence, &simon.password, &simon.api_key, &books.company_key(), &books.own_key()]
        {
            assert!(!answer.contains(secret.as_str()), "a secret came back: {answer}");
        }
    }

    /// What the admin fills in for Simple-Simon.
    #[must_use]
    pub fn simple_simon(&self) -> Value {
        let options = self.world.simon.options();
        json!({
            "address": "https://simon.test/classic", "licence": options.licence, "user": options.user,
            "password": options.password,
        })
    }

    /// What the admin fills in for the bookkeeping package, and below which path.
    #[must_use]
    pub fn books(&self) -> (&'static str, Value) {
        let key = self.world.books.company_key();
        match self.world.connector() {
            Connector::Imuis => ("/integration/imuis", json!({ "environment_code": key })),
            Connector::Snelstart => ("/integration/snelstart", json!({ "link_key": key })),
        }
    }

    /// What the admin fills in to wipe these tables of what was shown.
    #[must_use]
    pub fn wipe(&self, tables: &[&str]) -> Value {
        let licence = licence_of(&self.world.tenant, &self.world.simon.options().licence);
        json!({ "tables": tables, "company": COMPANY, "licence": licence })
    }

    /// The three steps, each of which must go well.
    pub async fn activate(&self) {
        self.connect().await;
        self.settle(json!({ "travel_article": "REIS", "work_article": "UUR" })).await;
        self.stage("active").await;
    }

    /// Step 1.
    pub async fn to_wiped(&self) {
        self.right("PUT", "/integration/simple-simon", self.simple_simon()).await;
        let tables =
            ["article_group", "article", "work_order", "work_address", "customer", "equipment", "contact"];
        self.right("POST", "/integration/wipe", self.wipe(&tables)).await;
        self.pass(1).await;
        self.stage("wiped").await;
    }

    /// Steps 1 and 2.
    pub async fn connect(&self) {
        self.to_wiped().await;
        let (path, mut body) = self.books();
        let seen = self.right("POST", &format!("{path}/check"), body.clone()).await;
        body["administration"] = seen["administration"].clone();
        self.right("PUT", path, body).await;
        self.right("POST", "/integration/terms", json!({ "version": 1 })).await;
    }

    /// Step 3.
    pub async fn settle(&self, values: Value) {
        let seen = self.right("POST", "/integration/settings/check", json!({ "values": values })).await;
        assert_eq!(seen["can_be_saved"], true, "{seen}");
        self.right("PUT", "/integration/settings", values).await;
    }

    /// The admin does something that must go well.
    pub async fn right(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.call(ANJA, method, path, Some(body)).await;
        assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
        answer.body
    }

    /// The integration must stand there.
    pub async fn stage(&self, stage: &str) {
        let answer = self.call(ANJA, "GET", "/integration", None).await;
        assert_eq!(answer.text("stage"), stage, "{answer:?}");
    }

    /// The schedules that start runs again and again are those of where the integration stands, and no others.
    pub async fn schedules_agree(&self, story: &str) {
        let answer = self.call(ANJA, "GET", "/integration", None).await;
        let (now, recurring): (Vec<String>, Vec<String>) =
            self.scheduler.names().into_iter().partition(|name| name.ends_with(".now"));
        match answer.text("stage") {
            "active" => assert_eq!(
                recurring,
                ["korenaar.cleanup", "korenaar.pull", "korenaar.push", "korenaar.quotes"],
                "{story}"
            ),
            "wiping" => {
                assert_eq!(
                    (recurring, now),
                    (vec!["korenaar.wipe".to_owned()], vec!["korenaar.wipe.now".to_owned()]),
                    "{story}"
                );
            }
            stage => {
                assert!(recurring.is_empty() && now.is_empty(), "{story}: {stage} {recurring:?} {now:?}")
            }
        }
    }

    /// Time passes, and what the schedules start is run, as are the runs that those start.
    pub async fn pass(&self, minutes: i64) -> Vec<(Named, Outcome)> {
        let mut ran = Vec::new();
        for _ in 0..minutes {
            self.world.pass(1);
            for firing in self.scheduler.due() {
                let named: Named = firing.name.parse().unwrap();
                assert_eq!(firing.input, format!("{{\"tenant\":\"{}\"}}", named.tenant));
                assert_eq!(firing.target, self.app.schedules.targets().of(named.concern));
                let outcome = self.run(&named).await;
                ran.push((named, outcome));
            }
        }
        ran
    }

    /// What a function does with its event.
    pub async fn run(&self, named: &Named) -> Outcome {
        self.run_for(named, Duration::from_secs(240)).await
    }

    /// What a function does that has only so much time.
    pub async fn run_for(&self, named: &Named, time: Duration) -> Outcome {
        let (context, schedules) = self
            .functions
            .get(&named.concern)
            .map_or((&self.world.context, &self.app.schedules), |(a, b)| (a, b));
        let end = context.clock.now() + time;
        let report = match named.concern {
            Concern::Pull => pull::pull(context, &named.tenant, end).await,
            Concern::Push => push::push(context, &named.tenant, end).await,
            Concern::Quotes => quotes::quotes(context, &named.tenant, end).await,
            Concern::Cleanup => cleanup::cleanup(context, &named.tenant, end).await,
            Concern::Wipe => wipe::wipe(context, &named.tenant, end).await,
        }
        .unwrap();
        go_on(context, schedules, &named.tenant, &report).await.unwrap();
        report.outcome
    }
}
