//! The operator's view: which companies there are and how they are, making one, pausing a connector (R21).
//!
//! Guarantees: a page of companies costs two requests of the store, so their open problems are those that their
//! own runs counted last, with the moment; a company's status counts anew.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use koppel_domain::deed::Deed;
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_identity::{Caller, Role};
use koppel_store::{Company, Connector, Profile, StoreError, Told};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::{Anyone, Operator};
use crate::app::App;
use crate::body::{Json, text};
use crate::change::noted;
use crate::health::{HealthView, UsageView, health, tally, usage};
use crate::query::{self, After};
use crate::status::{RunView, run_view};
use crate::wrong::{Problem, Wrong};

/// A company whose profile this release cannot read.
const UNREADABLE: &str = "unreadable";

/// A company.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompanyView {
    pub(crate) tenant: String,
    pub(crate) company: String,
    pub(crate) connector: String,
    pub(crate) stage: String,
    pub(crate) created_at: String,
    pub(crate) activated_at: Option<String>,
    /// How its runs went.
    pub(crate) runs: Vec<RunView>,
    /// `off`, `well`, `late`, `troubled` or, where this release cannot read the company, `unreadable`.
    pub(crate) health: &'static str,
    /// Seconds it is behind at most: since a pull that was stored ended well, or since the start; absent where it is off.
    pub(crate) lag_seconds: Option<i64>,
    /// Open problems, at most 1,000, as counted by the last run that changed some; absent where none ever did.
    pub(crate) problems: Option<TallyView>,
    /// What its runs used this month, and what that costs about.
    pub(crate) usage: UsageView,
}

/// Open problems, counted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TallyView {
    pub(crate) open: u64,
    /// Those of them that a person must mend.
    pub(crate) to_mend: u64,
    /// When they were counted.
    pub(crate) at: String,
}

/// A page of companies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompaniesView {
    pub(crate) companies: Vec<CompanyView>,
    /// What to send as `after` for the next page; absent at the end.
    pub(crate) next: Option<String>,
}

/// A new company.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompanyBody {
    /// Its id: 3 to 40 lower-case letters, digits and inner hyphens. It never changes.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$", example = "korenaar")]
    pub(crate) tenant: String,
    /// Its name, which the admin types in to confirm a wipe.
    #[schema(max_length = 100)]
    pub(crate) company: String,
    /// Its bookkeeping package, by the name that `/api/v1/connectors` lists; it never changes. It may be left out where this
    /// Koppel serves one package alone.
    #[schema(example = "imuis")]
    pub(crate) connector: Option<String>,
}

/// A connector's availability.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConnectorsView {
    /// Since when each is paused; `null` = not paused.
    pub(crate) connectors: BTreeMap<&'static str, Option<String>>,
    /// Those that this Koppel serves: it has a key of its own with their makers.
    pub(crate) served: Vec<&'static str>,
}

/// Pausing or releasing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PauseBody {
    /// `true` = paused (GEPAUZEERD), `false` = available (INZETBAAR).
    pub(crate) paused: bool,
}

/// The companies, by id, 16 at a time.
#[utoipa::path(get, path = "/api/v1/tenants", tag = "operator", params(After), responses(
    (status = 200, body = CompaniesView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(app): State<App>,
    _: Operator,
    after: Result<Query<After>, axum::extract::rejection::QueryRejection>,
) -> Result<axum::Json<CompaniesView>, Wrong> {
    let After { after } = query::read(after)?;
    let after: Option<TenantId> =
        after.map(|after| after.parse().map_err(|_| Wrong::Malformed("after".to_owned()))).transpose()?;
    let page = app.store.companies(after.as_ref(), u32::MAX).await?;
    let companies = page.companies.into_iter().map(|company| company_view(&app, company)).collect();
    Ok(axum::Json(CompaniesView { companies, next: page.next.map(|next| next.to_string()) }))
}

/// Makes a company. One that an older release made, and that is in no list for that, is entered into the list as it is.
#[utoipa::path(post, path = "/api/v1/tenants", tag = "operator", request_body = CompanyBody, responses(
    (status = 201, body = CompanyView), (status = 200, body = CompanyView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    State(app): State<App>,
    operator: Operator,
    Json(body): Json<CompanyBody>,
) -> Result<(http::StatusCode, axum::Json<CompanyView>), Wrong> {
    let tenant: TenantId = body.tenant.parse().map_err(|_| Wrong::Malformed("tenant".to_owned()))?;
    let now = app.clock.now();
    let connector = chosen(&app, body.connector.as_deref())?;
    let profile = Profile::new(text("company", &body.company, 100)?, connector, now);
    let memory = app.store.of(&tenant);
    let (status, profile) = match memory.create_profile(profile).await {
        Err(StoreError::Conflict { .. }) => {
            let profile = memory.open().await?.ok_or(Wrong::NoCompany)?.profile;
            if profile.connector != connector || !memory.register(&profile.company).await? {
                return Err(Wrong::Exists);
            }
            (http::StatusCode::OK, profile)
        }
        profile => (http::StatusCode::CREATED, profile?),
    };
    let (_, row) = noted(&operator.name, Deed::Created, now);
    memory.append(&[row]).await?;
    let company = Company { tenant, profile: Some(profile), paused: false, told: BTreeMap::new() };
    Ok((status, axum::Json(company_view(&app, company))))
}

/// The package of a new company: the one that is named, or the only one that there is.
fn chosen(app: &App, named: Option<&str>) -> Result<Connector, Wrong> {
    let packages = &app.reach.packages;
    let connector = match named {
        Some(name) => Connector::named(name),
        None if packages.served().count() > 1 => None,
        None => Some(packages.served().next().unwrap_or_default()),
    };
    let connector = connector.ok_or_else(|| Wrong::Malformed("connector".to_owned()))?;
    if packages.key(connector).is_none() {
        return Err(Wrong::NotServed(connector.system()));
    }
    Ok(connector)
}

/// One company: any for the operator, their own for an admin; every other one is not there.
#[utoipa::path(get, path = "/api/v1/tenants/{tenant}", tag = "operator", params(("tenant" = String, Path)), responses(
    (status = 200, body = CompanyView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(
    State(app): State<App>,
    Anyone(Caller { role, .. }): Anyone,
    tenant: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<axum::Json<CompanyView>, Wrong> {
    let Ok(Path(tenant)) = tenant else { return Err(Wrong::NotFound) };
    let tenant: TenantId = tenant.parse().map_err(|_| Wrong::NotFound)?;
    if matches!(&role, Role::Admin(own) if *own != tenant) {
        return Err(Wrong::NotFound);
    }
    company_of(&app, &tenant).await.map(axum::Json)
}

/// One company, for who may see it.
pub(crate) async fn company_of(app: &App, tenant: &TenantId) -> Result<CompanyView, Wrong> {
    let company = app.store.company(tenant).await?.ok_or(Wrong::NotFound)?;
    Ok(company_view(app, company))
}

/// Which connectors are paused.
#[utoipa::path(get, path = "/api/v1/connectors", tag = "operator", responses(
    (status = 200, body = ConnectorsView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn connectors(
    State(app): State<App>,
    _: Operator,
) -> Result<axum::Json<ConnectorsView>, Wrong> {
    let paused = app.store.paused().await?;
    let view = paused.into_iter().map(|(name, at)| (name.as_str(), at.map(|at| at.to_string())));
    let served = app.reach.packages.served().map(Connector::as_str);
    Ok(axum::Json(ConnectorsView { connectors: view.collect(), served: served.collect() }))
}

/// Pauses a connector for every company, or releases it.
#[utoipa::path(put, path = "/api/v1/connectors/{connector}", tag = "operator", params(("connector" = String, Path)), request_body = PauseBody, responses(
    (status = 200, body = ConnectorsView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn pause(
    State(app): State<App>,
    operator: Operator,
    connector: Result<Path<String>, axum::extract::rejection::PathRejection>,
    Json(body): Json<PauseBody>,
) -> Result<axum::Json<ConnectorsView>, Wrong> {
    let Ok(Path(name)) = connector else { return Err(Wrong::NotFound) };
    let connector = Connector::named(&name).ok_or(Wrong::NotFound)?;
    let since = app.store.paused().await?.remove(&connector).flatten();
    // Paused twice, it is paused since the first time.
    app.store.pause(connector, body.paused.then(|| since.unwrap_or_else(|| app.clock.now()))).await?;
    tracing::info!(
        connector = connector.as_str(),
        paused = body.paused,
        "a connector was paused or released"
    );
    connectors(State(app), operator).await
}

fn company_view(app: &App, company: Company) -> CompanyView {
    let Company { tenant, profile, paused, told } = company;
    let told: BTreeMap<Concern, &Told> = told.iter().map(|(concern, told)| (*concern, told)).collect();
    let run = |concern| told.get(&concern).and_then(|told| told.last_run.clone());
    let runs = Concern::RECURRING.into_iter().map(|concern| run_view(concern, run(concern), None)).collect();
    let tally = tally(&told);
    let problems =
        tally.map(|tally| TallyView { open: tally.open, to_mend: tally.to_mend, at: tally.at.to_string() });
    let to_mend = tally.map_or(0, |tally| tally.to_mend);
    let usage = usage(&told, app.clock.now());
    let tenant = tenant.to_string();
    match profile {
        None => CompanyView {
            tenant,
            company: String::new(),
            connector: String::new(),
            stage: UNREADABLE.to_owned(),
            created_at: String::new(),
            activated_at: None,
            runs,
            health: UNREADABLE,
            lag_seconds: None,
            problems,
            usage,
        },
        Some(profile) => {
            let HealthView { health, lag_seconds } = health(app, &profile, paused, &told, to_mend);
            CompanyView {
                tenant,
                company: profile.company,
                connector: profile.connector.as_str().to_owned(),
                stage: profile.life.stage.as_str().to_owned(),
                created_at: profile.created_at.to_string(),
                activated_at: profile.life.activated_at.map(|at| at.to_string()),
                runs,
                health,
                lag_seconds,
                problems,
                usage,
            }
        }
    }
}
