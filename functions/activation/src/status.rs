//! Where a company stands: state, moments, runs, progress, latest mutations (R21, R26, R31).
//!
//! Guarantees: how it stands costs three requests of the store: one for all that is kept of it, one that counts its open
//! problems, and one for its last runs.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures::future::{try_join, try_join_all};
use http::{HeaderValue, header};
use jiff::Timestamp;
use koppel_domain::integration::{Stage, TERMS_VERSION};
use koppel_domain::message::{Concern, Table};
use koppel_domain::records::Stream;
use koppel_identity::{Caller, Role};
use koppel_store::{
    Connector, LastRun, Looked, Opened, PastRun, SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON, Seen,
};
use koppel_sync::pull::PullCursor;
use koppel_sync::push::PushCursor;
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::{Admin, Anyone};
use crate::app::App;
use crate::change::{Changed, open};
use crate::cleanup::{self, ComparedView};
use crate::connect::kept_simple_simon;
use crate::health::{HealthView, health};
use crate::wrong::{Problem, Wrong};

/// Who is calling.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeView {
    /// The name that the log shows.
    pub(crate) name: String,
    /// `admin` or `operator`.
    pub(crate) role: &'static str,
    /// An admin's company.
    pub(crate) tenant: Option<String>,
}

/// What a change led to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StageView {
    /// Where the integration stands.
    pub(crate) stage: &'static str,
    /// The profile's revision, for `If-Match`.
    pub(crate) revision: u64,
    /// The version of the settings.
    pub(crate) settings_version: u32,
    /// This very request had been carried out before; nothing was changed now.
    pub(crate) replayed: bool,
}

impl StageView {
    pub(crate) fn of(changed: &Changed) -> Self {
        Self {
            stage: changed.profile.life.stage.as_str(),
            revision: changed.profile.revision,
            settings_version: changed.profile.settings.version,
            replayed: changed.replayed,
        }
    }
}

/// A connector, and where this company stands with it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IntegrationView {
    /// Its name.
    pub(crate) connector: &'static str,
    /// `available` (INZETBAAR) or `paused` (GEPAUZEERD).
    pub(crate) availability: &'static str,
    /// Since when it is paused.
    pub(crate) paused_at: Option<String>,
    /// This company's stage with it; absent where it uses another connector.
    pub(crate) stage: Option<&'static str>,
}

/// The integrations.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IntegrationsView {
    pub(crate) integrations: Vec<IntegrationView>,
}

/// The steps of the activation that are done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepsView {
    pub(crate) simple_simon: bool,
    pub(crate) wipe: bool,
    pub(crate) connect: bool,
    pub(crate) terms: bool,
    pub(crate) settings: bool,
}

/// How a concern is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunView {
    /// `pull`, `push`, `quotes`, `cleanup` or `wipe`.
    pub(crate) concern: &'static str,
    /// When the last run began.
    pub(crate) started_at: Option<String>,
    /// When it ended.
    pub(crate) ended_at: Option<String>,
    /// How it ended, one word.
    pub(crate) outcome: Option<String>,
    /// What it did.
    pub(crate) counts: std::collections::BTreeMap<String, u64>,
    /// When the next one begins.
    pub(crate) next_at: Option<String>,
}

/// How far the reading of one table is, on the integration's side.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StreamView {
    /// The table.
    pub(crate) table: &'static str,
    /// A reading is under way: records settled, of how many.
    pub(crate) done: Option<u64>,
    /// Records in all, where bookkeeping tells.
    pub(crate) total: Option<u64>,
    /// When the reading that is under way began.
    pub(crate) began_at: Option<String>,
    /// The first import is complete.
    pub(crate) imported: bool,
    /// When a record last came across.
    pub(crate) last_across: Option<String>,
}

/// Everything about one company's integration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatusView {
    pub(crate) company: String,
    pub(crate) connector: &'static str,
    /// The operator has paused the connector.
    pub(crate) paused: bool,
    pub(crate) stage: &'static str,
    pub(crate) steps: StepsView,
    pub(crate) administration: Option<String>,
    /// The first activation.
    pub(crate) activated_at: Option<String>,
    /// The last start.
    pub(crate) started_at: Option<String>,
    /// The last end.
    pub(crate) deactivated_at: Option<String>,
    pub(crate) settings_version: u32,
    /// For `If-Match`.
    pub(crate) revision: u64,
    pub(crate) runs: Vec<RunView>,
    pub(crate) import: Vec<StreamView>,
    /// Open problems, at most 1,000.
    pub(crate) open_problems: u64,
    /// Those of them that a person must mend.
    pub(crate) to_mend: u64,
    /// `off`, `well`, `late` or `troubled`.
    pub(crate) health: &'static str,
    /// Seconds it is behind at most: since a pull that was stored ended well, or since the start; absent where it is off. One
    /// that finds nothing is stored once an hour.
    pub(crate) lag_seconds: Option<i64>,
    /// The last runs that did something or did not end well, newest first, at most 30 of a concern.
    pub(crate) recent_runs: Vec<PastRunView>,
    /// The last full compare of both sides that went through.
    pub(crate) compared: Option<ComparedView>,
}

/// A run that did something, or did not end well.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PastRunView {
    /// `pull`, `push`, `quotes`, `cleanup` or `wipe`.
    pub(crate) concern: &'static str,
    pub(crate) started_at: String,
    pub(crate) ended_at: String,
    /// How it ended, one word.
    pub(crate) outcome: String,
    /// What it did.
    pub(crate) counts: std::collections::BTreeMap<String, u64>,
}

/// The latest mutation of one table on both sides.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BothSidesView {
    /// The table.
    pub(crate) table: &'static str,
    /// Records at Simple-Simon.
    pub(crate) count: u64,
    /// The latest mutation at Simple-Simon, Dutch wall-clock time.
    pub(crate) simple_simon: Option<String>,
    /// The latest on the integration's side: when a record last came across, or the latest work order seen.
    pub(crate) integration: Option<String>,
}

/// Both sides, table by table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TablesView {
    pub(crate) tables: Vec<BothSidesView>,
}

/// Who is calling.
#[utoipa::path(get, path = "/api/v1/me", tag = "5. status", responses(
    (status = 200, body = MeView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn me(Anyone(Caller { name, role, .. }): Anyone) -> axum::Json<MeView> {
    let (role, tenant) = match role {
        Role::Admin(tenant) => ("admin", Some(tenant.to_string())),
        Role::Operator => ("operator", None),
    };
    axum::Json(MeView { name, role, tenant })
}

/// The connectors, and where this company stands with each.
#[utoipa::path(get, path = "/api/v1/integrations", tag = "5. status", responses(
    (status = 200, body = IntegrationsView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn integrations(
    State(app): State<App>,
    admin: Admin,
) -> Result<axum::Json<IntegrationsView>, Wrong> {
    let profile = open(&admin).await?.profile;
    let paused = app.store.paused().await?;
    let view = |(connector, paused_at): (Connector, Option<Timestamp>)| IntegrationView {
        connector: connector.as_str(),
        availability: if paused_at.is_some() { "paused" } else { "available" },
        paused_at: shown(paused_at),
        stage: (connector == profile.connector).then(|| profile.life.stage.as_str()),
    };
    Ok(axum::Json(IntegrationsView { integrations: paused.into_iter().map(view).collect() }))
}

/// State, moments, runs, progress, open problems.
#[utoipa::path(get, path = "/api/v1/integration", tag = "5. status", responses(
    (status = 200, body = StatusView, headers(("ETag" = String, description = "the revision, for If-Match"))),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn integration(State(app): State<App>, admin: Admin) -> Result<Response, Wrong> {
    let view = standing(&app, &admin).await?;
    Ok(tagged(&view, view.revision))
}

/// How the integration stands.
pub(crate) async fn standing(app: &App, admin: &Admin) -> Result<StatusView, Wrong> {
    let looked = admin.memory.look().await?.ok_or(Wrong::NoCompany)?;
    let now = app.clock.now();
    let (tally, recent) = try_join(admin.memory.tally(now), admin.memory.recent_runs()).await?;
    let steps = steps(&looked.opened);
    let told = looked.concerns.iter().map(|(concern, seen)| (*concern, &seen.told)).collect();
    let HealthView { health, lag_seconds } =
        health(app, &looked.opened.profile, looked.opened.paused, &told, tally.to_mend);
    let Looked { opened: Opened { profile, paused, .. }, mut concerns } = looked;
    let wanted: Vec<Concern> =
        Concern::RECURRING.into_iter().filter(|concern| profile.wants(*concern)).collect();
    let life = profile.life;
    let mut pull = PullCursor::default();
    let mut compared = None;
    let mut runs = Vec::new();
    for concern in Concern::ALL {
        let Seen { cursor, told } = concerns.remove(&concern).unwrap_or_default();
        match concern {
            Concern::Pull => pull = serde_json::from_value(cursor).unwrap_or_default(),
            Concern::Cleanup => compared = cleanup::last_compare(cursor),
            _ => {}
        }
        let ticks = !paused && wanted.contains(&concern);
        let next = ticks.then(|| app.schedules.next(&admin.tenant, concern, now));
        runs.push(run_view(concern, told.last_run, next));
    }
    Ok(StatusView {
        company: profile.company,
        connector: profile.connector.as_str(),
        paused,
        stage: life.stage.as_str(),
        steps,
        administration: life.administration,
        activated_at: shown(life.activated_at),
        started_at: shown(life.started_at),
        deactivated_at: shown(life.deactivated_at),
        settings_version: profile.settings.version,
        revision: profile.revision,
        runs,
        import: Stream::ALL.into_iter().map(|stream| stream_view(stream, &pull)).collect(),
        open_problems: tally.open,
        to_mend: tally.to_mend,
        health,
        lag_seconds,
        recent_runs: recent.into_iter().map(past_run_view).collect(),
        compared,
    })
}

/// The steps of the activation that are done.
pub(crate) fn steps(opened: &Opened) -> StepsView {
    let life = &opened.profile.life;
    let past = |stages: &[Stage]| !stages.contains(&life.stage);
    StepsView {
        simple_simon: opened.secrets.contains_key(SECRET_SIMPLE_SIMON),
        wipe: past(&[Stage::NeverActivated, Stage::Wiping]),
        connect: past(&[Stage::NeverActivated, Stage::Wiping, Stage::Wiped])
            && opened.secrets.contains_key(SECRET_BOOKKEEPING),
        terms: life.terms.as_ref().is_some_and(|terms| terms.version == TERMS_VERSION),
        settings: opened.profile.settings.version > 0 && past(&[Stage::Connected]),
    }
}

/// An answer with the profile's revision, for `If-Match`.
pub(crate) fn tagged<V: Serialize>(view: &V, revision: u64) -> Response {
    let mut response = axum::Json(view).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{revision}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The latest mutation per table, on both sides; asks Simple-Simon.
#[utoipa::path(get, path = "/api/v1/integration/tables", tag = "5. status", responses(
    (status = 200, body = TablesView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn tables(State(app): State<App>, admin: Admin) -> Result<axum::Json<TablesView>, Wrong> {
    use koppel_simple_simon::Table as SimonTable;

    let opened = open(&admin).await?;
    let simon = kept_simple_simon(&app, &admin, &opened)?;
    let pull: PullCursor = cursor(&admin, Concern::Pull).await?;
    let push: PushCursor = cursor(&admin, Concern::Push).await?;
    let across = |stream| pull.streams.get(&stream).and_then(|stream| stream.last_across);
    let customers = shown(across(Stream::Customers));
    let rows = [
        (Table::ArticleGroup, SimonTable::ItemGroup, shown(across(Stream::ArticleGroups))),
        (Table::Article, SimonTable::Item, shown(across(Stream::Articles))),
        (Table::Customer, SimonTable::Customer, customers.clone()),
        (Table::WorkAddress, SimonTable::Location, customers),
        (Table::WorkOrder, SimonTable::WorkOrder, push.latest_mutation.map(|at| at.to_string())),
    ];
    let seen = try_join_all(rows.iter().map(|(_, table, _)| simon.overview(*table))).await?;
    let tables = rows.into_iter().zip(seen).map(|((table, _, integration), seen)| BothSidesView {
        table: table.as_str(),
        count: seen.count,
        simple_simon: seen.latest.map(|latest| latest.to_string()),
        integration,
    });
    Ok(axum::Json(TablesView { tables: tables.collect() }))
}

async fn cursor<C: serde::de::DeserializeOwned + Default>(
    admin: &Admin,
    concern: Concern,
) -> Result<C, Wrong> {
    let seen = admin.memory.peek(concern).await?;
    Ok(seen.and_then(|(cursor, _)| serde_json::from_value(cursor).ok()).unwrap_or_default())
}

pub(crate) fn run_view(concern: Concern, last: Option<LastRun>, next: Option<Timestamp>) -> RunView {
    let next_at = shown(next);
    let concern = concern.as_str();
    match last {
        None => RunView {
            concern,
            started_at: None,
            ended_at: None,
            outcome: None,
            counts: std::collections::BTreeMap::new(),
            next_at,
        },
        Some(run) => RunView {
            concern,
            started_at: Some(run.started_at.to_string()),
            ended_at: Some(run.ended_at.to_string()),
            outcome: Some(run.outcome),
            counts: run.counts,
            next_at,
        },
    }
}

fn past_run_view(past: PastRun) -> PastRunView {
    PastRunView {
        concern: past.concern.as_str(),
        started_at: past.run.started_at.to_string(),
        ended_at: past.run.ended_at.to_string(),
        outcome: past.run.outcome,
        counts: past.run.counts,
    }
}

fn stream_view(stream: Stream, pull: &PullCursor) -> StreamView {
    let cursor = pull.streams.get(&stream);
    let reading = cursor.and_then(|cursor| cursor.reading.as_ref());
    StreamView {
        table: Table::from(stream).as_str(),
        done: reading.map(|reading| reading.done),
        total: reading.and_then(|reading| reading.total),
        began_at: reading.map(|reading| reading.began_at.to_string()),
        imported: cursor.is_some_and(|cursor| cursor.watermark.is_some()),
        last_across: shown(cursor.and_then(|cursor| cursor.last_across)),
    }
}

fn shown(moment: Option<Timestamp>) -> Option<String> {
    moment.map(|moment| moment.to_string())
}
