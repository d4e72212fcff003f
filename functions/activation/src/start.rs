//! Starting and stopping: from settings to schedules, and back (R25, R28).
//!
//! Guarantees: the profile says first what is to be, then the schedules follow. A start goes set up → schedules →
//! active; a stop goes deactivated → no schedules. Cut off anywhere between, runs do nothing that the profile does not
//! want, and the reconcile finishes it.

use axum::extract::State;
use koppel_domain::deed::Deed;
use koppel_domain::integration::{Refusal, Stage};
use koppel_domain::message::Concern;
use koppel_domain::settings::Settings;
use koppel_domain::tenant::TenantId;
use koppel_store::{Along, Profile, StoreError, TenantStore};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::Admin;
use crate::app::App;
use crate::body::Json;
use crate::change::{Asked, Changed, Next, change, not_paused, noted, open};
use crate::status::StageView;
use crate::wrong::{Problem, Wrong};

/// Times that a start is saved, where others save the profile meanwhile.
const SAVES: u32 = 3;

/// Stopping, confirmed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeactivateBody {
    /// `true`: yes, stop.
    pub(crate) confirm: bool,
}

/// Activates again what was deactivated, with the settings it had, from the point that was reached.
#[utoipa::path(post, path = "/api/v1/integration/activate", tag = "4. on and off", params(crate::docs::Headers), responses(
    (status = 200, body = StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn activate(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
) -> Result<axum::Json<StageView>, Wrong> {
    let changed = change(&app, &admin, &asked, &(), |opened| {
        not_paused(opened)?;
        let life = opened.profile.life.activate_again()?;
        Ok(Next::quiet(Profile { life, ..opened.profile.clone() }, "activation_asked"))
    })
    .await;
    let changed = match changed {
        // Asked before, but the schedules could not be made: it goes on from there.
        Err(Wrong::Refusal(Refusal::NotNow(Stage::SetUp))) => {
            Changed { profile: open(&admin).await?.profile, replayed: true }
        }
        changed => changed?,
    };
    follow(&app, &admin, changed).await.map(axum::Json)
}

/// Stops the link: from now on nothing is pulled and nothing is pushed. A wipe that is under way is called off; one
/// that was never active begins again from the start.
#[utoipa::path(post, path = "/api/v1/integration/deactivate", tag = "4. on and off", request_body = DeactivateBody, params(crate::docs::Headers), responses(
    (status = 200, body = StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn deactivate(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
    Json(body): Json<DeactivateBody>,
) -> Result<axum::Json<StageView>, Wrong> {
    if !body.confirm {
        return Err(Wrong::Malformed("confirm".to_owned()));
    }
    let now = app.clock.now();
    let changed = change(&app, &admin, &asked, &body, |opened| {
        let before = &opened.profile.life;
        let deed = if before.stage == Stage::Wiping { Deed::WipeCalledOff } else { Deed::Deactivated };
        let life = before.deactivate(now)?;
        Ok(Next::new(Profile { life, ..opened.profile.clone() }, deed))
    })
    .await?;
    // It has stopped whatever becomes of the schedules: what fires finds a company that does not want it.
    if matches!(changed.profile.life.stage, Stage::Deactivated | Stage::NeverActivated)
        && let Err(wrong) = unschedule(&app, &admin.tenant).await
    {
        wrong.log(&admin.tenant, "schedules are left over; the reconcile deletes them");
    }
    Ok(axum::Json(StageView::of(&changed)))
}

/// Makes true what a saved profile says; nothing where there is nothing to start.
pub(crate) async fn follow(app: &App, admin: &Admin, changed: Changed) -> Result<StageView, Wrong> {
    if changed.profile.life.stage != Stage::SetUp {
        return Ok(StageView::of(&changed));
    }
    let profile = begin(app, &admin.tenant, &admin.memory, changed.profile, &admin.name).await?;
    Ok(StageView::of(&Changed { profile, replayed: changed.replayed }))
}

/// Deletes a company's schedules. What was wanted anew meanwhile is made again: who asked for it made its schedules
/// perhaps before this deleted them.
pub(crate) async fn unschedule(app: &App, tenant: &TenantId) -> Result<(), Wrong> {
    app.schedules.delete(tenant).await?;
    let Some(now) = app.store.of(tenant).open().await?.map(|opened| opened.profile) else { return Ok(()) };
    match now.life.stage {
        Stage::Active | Stage::SetUp => {
            app.schedules.make(tenant, |concern| ticks(&now.settings, concern)).await?;
        }
        Stage::Wiping => app.schedules.begin_wipe(tenant).await?,
        _ => {}
    }
    Ok(())
}

/// Runs of this concern come again and again while the company is active.
pub(crate) fn ticks(settings: &Settings, concern: Concern) -> bool {
    concern != Concern::Quotes || settings.quotes.is_some()
}

/// The settings of an active company were saved: quotes tick where they are switched on, and else rest. Where the
/// scheduler fails they go on ticking in vain, or the admin saves again.
pub(crate) async fn follow_quotes(app: &App, admin: &Admin) -> Result<(), Wrong> {
    let mut profile = open(admin).await?.profile;
    for _ in 0..SAVES {
        if profile.life.stage != Stage::Active {
            // Stopped meanwhile: what was made here must not stay.
            return unschedule(app, &admin.tenant).await;
        }
        let is_wanted = ticks(&profile.settings, Concern::Quotes);
        match app.schedules.make_one(&admin.tenant, Concern::Quotes, is_wanted).await {
            Err(error) if !is_wanted => {
                tracing::warn!(tenant.id = %admin.tenant, error = %error, "quotes tick in vain");
            }
            made => made?,
        }
        // Someone else may have saved meanwhile, and followed before this did.
        profile = open(admin).await?.profile;
        if profile.life.stage == Stage::Active && ticks(&profile.settings, Concern::Quotes) == is_wanted {
            break;
        }
    }
    Ok(())
}

/// Whoever made the schedules by a profile that somebody saved anew meanwhile makes that of the quotes once more, as it is wanted
/// now; `is_ticking` is what was made.
pub(crate) async fn settle_quotes(app: &App, tenant: &TenantId, is_ticking: bool) -> Result<(), Wrong> {
    let mut is_ticking = is_ticking;
    for _ in 0..SAVES {
        let Some(now) = app.store.of(tenant).open().await?.map(|opened| opened.profile) else {
            return Ok(());
        };
        let is_wanted = ticks(&now.settings, Concern::Quotes);
        if now.life.stage != Stage::Active || is_wanted == is_ticking {
            return Ok(());
        }
        app.schedules.make_one(tenant, Concern::Quotes, is_wanted).await?;
        is_ticking = is_wanted;
    }
    Ok(())
}

/// Makes the schedules of a company that is to run; ticks that a wipe left behind are none of them.
pub(crate) async fn schedule(app: &App, tenant: &TenantId, settings: &Settings) -> Result<(), Wrong> {
    app.schedules.make(tenant, |concern| ticks(settings, concern)).await?;
    Ok(app.schedules.end_wipe(tenant).await?)
}

/// Makes the schedules of a company that is set up, and says that it is active; the first run starts at once.
pub(crate) async fn begin(
    app: &App,
    tenant: &TenantId,
    memory: &TenantStore,
    profile: Profile,
    by: &str,
) -> Result<Profile, Wrong> {
    schedule(app, tenant, &profile.settings).await?;
    let is_ticking = ticks(&profile.settings, Concern::Quotes);
    let mut profile = profile;
    for _ in 0..SAVES {
        match profile.life.stage {
            Stage::SetUp => {}
            // Someone else made the same start.
            Stage::Active => {
                settle_quotes(app, tenant, is_ticking).await?;
                return Ok(profile);
            }
            // Someone else stopped it: the schedules made above must not stay.
            _ => {
                unschedule(app, tenant).await?;
                break;
            }
        }
        let now = app.clock.now();
        let life = profile.life.start(now)?;
        let (change, row) = noted(by, Deed::Activated, now);
        let next = Profile { life, last_change: Some(change), ..profile };
        match memory.save_profile_with(next, Along { rows: vec![row], ..Along::default() }).await {
            Ok(profile) => {
                // The next tick comes anyway.
                if let Err(error) = app.schedules.run_now(tenant, Concern::Pull).await {
                    tracing::warn!(tenant.id = %tenant, error = %error, "the first run waits for its schedule");
                }
                settle_quotes(app, tenant, is_ticking).await?;
                return Ok(profile);
            }
            Err(StoreError::Conflict { .. }) => {
                profile = memory.open().await?.ok_or(Wrong::NoCompany)?.profile;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Wrong::Overtaken(profile.last_change))
}
