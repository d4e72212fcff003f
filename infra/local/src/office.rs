//! The office side of the local world: the API that an admin activates through, a sign-in service with demo users, and
//! the scheduler whose schedules start the runs.
//!
//! Guarantees: the API, the checks of tokens and the client of the scheduler are the ones that run on AWS; only who
//! issues the tokens and who fires is simulated. Everything listens on the loopback address alone.

use std::sync::Arc;

use koppel_activation::{App, Rules, reconcile_all, router};
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_identity::{Config, Identity};
use koppel_outside::ReqwestHttp;
use koppel_platform::schedules::{Named, ScheduleError, Schedules, Targets};
use koppel_simulators::clock::SimClock;
use koppel_simulators::oidc::{OidcSimulator, User};
use koppel_simulators::scheduler::{Firing, SchedulerSimulator};
use koppel_simulators::server::{Running, serve};
use koppel_store::client::local_credentials;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::company::{Company, DEMO, Given};
use crate::failure::Failed;

/// The schedule group.
const GROUP: &str = "koppel";
/// Koppel's id with the issuer.
const CLIENT: &str = "koppel";
/// The demo admin.
pub(crate) const ADMIN: &str = "anja";
/// The demo operator.
pub(crate) const OPERATOR: &str = "otto";

/// The office side, running.
pub(crate) struct Office {
    /// Where the API is.
    pub(crate) url: String,
    /// When runs start.
    pub(crate) schedules: Schedules,
    scheduler: SchedulerSimulator,
    oidc: OidcSimulator,
    serving: JoinHandle<()>,
    _servers: (Running, Running),
}

impl Drop for Office {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Office {
    /// Opens the office on `port` (0 = any free one), and mends what an earlier start left.
    pub(crate) async fn open(
        company: &Company,
        clock: &SimClock,
        port: u16,
        given: &Given,
    ) -> Result<Self, Failed> {
        let scheduler = SchedulerSimulator::new(clock.clone(), GROUP);
        let scheduler_at = serve(Arc::new(scheduler.clone()), 0).await.map_err(Failed::Port)?;
        let oidc = OidcSimulator::new(clock.clone(), CLIENT, users());
        let oidc_at = serve(Arc::new(oidc.clone()), 0).await.map_err(Failed::Port)?;
        let listener = TcpListener::bind(("127.0.0.1", port))
            .await
            .map_err(|source| Failed::ApiPort { port, source })?;
        let url = format!("http://{}", listener.local_addr().map_err(Failed::Port)?);
        let redirect = format!("{url}/signed-in");
        let issuer = oidc_at.url();
        oidc.settle(&issuer, std::slice::from_ref(&redirect));
        let schedules = Schedules::connect(
            Some(&scheduler_at.url()),
            "eu-west-1",
            local_credentials(),
            targets(),
            Arc::clone(&company.context.clock),
        )
        .map_err(|error| Failed::Refused { what: error.to_string() })?;
        let config: Config = serde_json::from_value(
            json!({ "issuer": issuer, "client_id": CLIENT, "redirect_uri": redirect }),
        )
        .map_err(|error| Failed::Refused { what: error.to_string() })?;
        let http = Arc::new(ReqwestHttp::new().map_err(|error| Failed::Tls(error.to_string()))?);
        let context = &company.context;
        let identity = Identity::new(config, http, Arc::clone(&context.clock))
            .map_err(|error| Failed::Refused { what: error.to_string() })?;
        let app = App {
            store: context.store.clone(),
            clock: Arc::clone(&context.clock),
            reach: Arc::clone(&company.reach),
            schedules: schedules.clone(),
            identity: Arc::new(identity),
            rules: Rules { loopback: true, ..Rules::default() },
        };
        reconcile_all(&app).await.map_err(|what| Failed::Refused { what })?;
        let demo = demo(given, &issuer).to_string();
        let json = [(axum::http::header::CONTENT_TYPE, "application/json")];
        let service = router(app).route("/demo", axum::routing::get(async move || (json, demo)));
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, service).await;
        });
        Ok(Self { url, schedules, scheduler, oidc, serving, _servers: (scheduler_at, oidc_at) })
    }

    /// A token of a demo user.
    pub(crate) fn token(&self, user: &str) -> String {
        self.oidc.mint(user, |_| {})
    }

    /// Runs that are due: those that someone asked for, and the cleanup of the night.
    pub(crate) fn asked(&self) -> Vec<(TenantId, Concern)> {
        started(self.scheduler.due())
            .filter(|named| named.at_once || named.concern == Concern::Cleanup)
            .map(|named| (named.tenant, named.concern))
            .collect()
    }

    /// Runs that begin with every tick: this world's own period takes the place of the schedules'.
    pub(crate) fn ticking(&self) -> Vec<(TenantId, Concern)> {
        let recurring = started(self.scheduler.recurring()).map(|named| (named.tenant, named.concern));
        recurring.filter(|(_, concern)| *concern != Concern::Cleanup).collect()
    }

    /// Asks for a cleanup of every company that has one in its nights, as “run now” does.
    pub(crate) async fn ask_cleanup(&self) -> Result<(), ScheduleError> {
        for named in started(self.scheduler.recurring()).filter(|named| named.concern == Concern::Cleanup) {
            self.schedules.run_now(&named.tenant, Concern::Cleanup).await?;
        }
        Ok(())
    }
}

/// What the demo admin has to fill in. These credentials guard nothing.
fn demo(given: &Given, issuer: &str) -> serde_json::Value {
    json!({
        "issuer": issuer,
        "books": given.books_form().1,
        "simple_simon": given.simple_simon_form(),
    })
}

fn started(firings: Vec<Firing>) -> impl Iterator<Item = Named> {
    firings.into_iter().filter_map(|firing| firing.name.parse().ok())
}

fn targets() -> Targets {
    let function = |name: &str| format!("arn:aws:lambda:eu-west-1:000000000000:function:koppel-{name}");
    Targets {
        group: GROUP.to_owned(),
        period_minutes: 5,
        pull: function("pull"),
        push: function("push"),
        quotes: function("quotes"),
        cleanup: function("cleanup"),
        cleanup_days: Targets::nights(),
        wipe: function("wipe"),
        role: "arn:aws:iam::000000000000:role/koppel-scheduler".to_owned(),
        dead_letters: None,
    }
}

fn users() -> Vec<User> {
    let user = |sub: &str, name: &str, tenant: Option<&str>, groups: &[&str]| User {
        sub: sub.to_owned(),
        name: name.to_owned(),
        email: format!("{sub}@koppel.example"),
        tenant: tenant.map(str::to_owned),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
    };
    vec![
        user(ADMIN, "Anja (kantoor, Installatiebedrijf De Molen)", Some(DEMO), &[]),
        user("bram", "Bram (kantoor, een ander bedrijf)", Some("korenaar"), &[]),
        user(OPERATOR, "Otto (beheerder van Koppel)", None, &["operator"]),
    ]
}
