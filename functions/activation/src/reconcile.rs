//! Schedules that are missing or left over are mended, and credentials that an older key sealed are sealed with the
//! newest, company by company: the operator's command, after a new key was put in and from time to time.
//!
//! Guarantees: no schedule without its company, and no active company without its schedules, once it has gone through
//! all pages; a page costs a bounded number of calls, and doing it again changes nothing.

use axum::extract::{Query, State};
use koppel_domain::integration::Stage;
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_store::{
    Along, Change, Company, ItemKind, Profile, SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON, StoreError,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::Operator;
use crate::app::App;
use crate::query::{self, After};
use crate::start::{begin, schedule, settle_quotes, ticks, unschedule};
use crate::wrong::{Problem, Wrong};

/// Companies, or schedules, in one page.
const PAGE: u32 = 20;
/// A cursor that begins so goes through schedules; one that does not goes through companies.
const SCHEDULES: &str = "schedules:";
/// Who did it, where nobody asked for it.
const KOPPEL: &str = "Koppel";

/// What one page mended.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Mended {
    /// Companies and schedules looked at.
    pub looked_at: u64,
    /// Companies that were set up and are active now.
    pub started: u64,
    /// Schedules, and schedules of companies, that were left over and are deleted.
    pub deleted: u64,
    /// Credentials that were sealed with an older key and are sealed with the newest now.
    pub resealed: u64,
    /// What could not be mended now, or not be read; the next time it is tried again. An older key is needed until this
    /// is 0 on every page.
    pub failed: u64,
    /// Where the next page begins; absent at the end.
    pub next: Option<String>,
}

impl Mended {
    /// What another page mended besides; where the next one begins stays as it is.
    pub(crate) fn add(&mut self, page: Self) {
        self.looked_at += page.looked_at;
        self.started += page.started;
        self.deleted += page.deleted;
        self.resealed += page.resealed;
        self.failed += page.failed;
    }
}

/// Mends the schedules of one page of companies; call again with `next` until it is absent.
#[utoipa::path(post, path = "/api/v1/reconcile", tag = "operator", params(After), responses(
    (status = 200, body = Mended), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn page(
    State(app): State<App>,
    _: Operator,
    after: Result<Query<After>, axum::extract::rejection::QueryRejection>,
) -> Result<axum::Json<Mended>, Wrong> {
    let After { after } = query::read(after)?;
    mend(&app, after).await.map(axum::Json)
}

/// Every page, for a start on one machine.
///
/// # Errors
/// The first page that cannot be read, in words.
pub async fn reconcile_all(app: &App) -> Result<Mended, String> {
    let mut all = Mended::default();
    let mut after = None;
    loop {
        let page = mend(app, after).await.map_err(|wrong| format!("{}: {}", wrong.code(), wrong.cause()))?;
        after = page.next.clone();
        all.add(page);
        if after.is_none() {
            return Ok(all);
        }
    }
}

pub(crate) async fn mend(app: &App, after: Option<String>) -> Result<Mended, Wrong> {
    match after.as_deref().map(|after| after.strip_prefix(SCHEDULES).ok_or(after)) {
        Some(Ok(after)) => left_over(app, Some(after).filter(|after| !after.is_empty())).await,
        Some(Err(tenant)) => {
            let tenant = tenant.parse().map_err(|_| Wrong::Malformed("after".to_owned()))?;
            companies(app, Some(&tenant)).await
        }
        None => companies(app, None).await,
    }
}

async fn companies(app: &App, after: Option<&TenantId>) -> Result<Mended, Wrong> {
    let page = app.store.companies(after, PAGE).await?;
    let mut mended = Mended {
        next: Some(page.next.map_or_else(|| SCHEDULES.to_owned(), |next| next.to_string())),
        ..Mended::default()
    };
    for company in page.companies {
        mended.looked_at += 1;
        let tenant = company.tenant.clone();
        if let Err(wrong) = one(app, company, &mut mended).await {
            mended.failed += 1;
            wrong.log(&tenant, "a company is not mended");
        }
    }
    Ok(mended)
}

async fn one(app: &App, company: Company, mended: &mut Mended) -> Result<(), Wrong> {
    let Company { tenant, profile, .. } = company;
    // A profile that this release cannot read is left alone, and so are its credentials: keys must stay for it.
    let profile = profile.ok_or(StoreError::Malformed { item: ItemKind::Profile })?;
    match profile.life.stage {
        Stage::Active => {
            schedule(app, &tenant, &profile.settings).await?;
            settle_quotes(app, &tenant, ticks(&profile.settings, Concern::Quotes)).await?;
            // Stopped since this page was read: what was just made is left over.
            let stage = app.store.of(&tenant).open().await?.map(|opened| opened.profile.life.stage);
            if !matches!(stage, Some(Stage::Active | Stage::SetUp)) {
                unschedule(app, &tenant).await?;
            }
        }
        Stage::SetUp => {
            begin(app, &tenant, &app.store.of(&tenant), profile, KOPPEL).await?;
            mended.started += 1;
        }
        Stage::Wiping => app.schedules.begin_wipe(&tenant).await?,
        Stage::NeverActivated | Stage::Wiped | Stage::Connected | Stage::Deactivated => {
            unschedule(app, &tenant).await?;
        }
    }
    reseal(app, &tenant, mended).await
}

/// Keys rotate by adding one, newest first; once every company was gone through, the older one can be taken out.
async fn reseal(app: &App, tenant: &TenantId, mended: &mut Mended) -> Result<(), Wrong> {
    let memory = app.store.of(tenant);
    let Some(opened) = memory.open().await? else { return Ok(()) };
    let vault = &app.reach.vault;
    let mut secrets = Vec::new();
    for name in [SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON] {
        if let Some(sealed) = opened.secrets.get(name).filter(|sealed| !vault.is_newest(sealed)) {
            let resealed = vault.reseal(tenant, name, sealed).map_err(|_| Wrong::Sealing)?;
            secrets.push((name, resealed));
        }
    }
    if secrets.is_empty() {
        return Ok(());
    }
    let resealed = secrets.len() as u64;
    let change = Change { by: KOPPEL.to_owned(), act: "resealed".to_owned(), at: app.clock.now() };
    let profile = Profile { last_change: Some(change), ..opened.profile };
    // Under the profile's condition: credentials that an admin enters meanwhile are not overwritten.
    memory.save_profile_with(profile, Along { secrets, ..Along::default() }).await?;
    mended.resealed += resealed;
    Ok(())
}

async fn left_over(app: &App, after: Option<&str>) -> Result<Mended, Wrong> {
    let (schedules, next) = app.schedules.page(after.map(str::to_owned)).await?;
    let mut mended = Mended { next: next.map(|next| format!("{SCHEDULES}{next}")), ..Mended::default() };
    let mut seen: Option<TenantId> = None;
    for schedule in schedules {
        mended.looked_at += 1;
        if seen.as_ref() == Some(&schedule.tenant) {
            continue;
        }
        match is_left_over(app, &schedule.tenant).await {
            Ok(true) => mended.deleted += 1,
            Ok(false) => {}
            Err(wrong) => {
                mended.failed += 1;
                wrong.log(&schedule.tenant, "schedules may be left over");
            }
        }
        seen = Some(schedule.tenant);
    }
    Ok(mended)
}

/// Whether nobody wanted these schedules; they are gone then.
async fn is_left_over(app: &App, tenant: &TenantId) -> Result<bool, Wrong> {
    let known = app.store.of(tenant).open().await?;
    let stage = known.map(|opened| opened.profile.life.stage);
    if matches!(stage, Some(Stage::Active | Stage::SetUp | Stage::Wiping)) {
        return Ok(false);
    }
    unschedule(app, tenant).await?;
    Ok(true)
}
