//! "Run now": the same run that the schedule would start (design: Schedules).

use axum::extract::State;
use koppel_domain::deed::Deed;
use koppel_domain::integration::{Refusal, Stage, Step};
use koppel_domain::message::Concern;
use koppel_store::{Opened, Profile};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::Admin;
use crate::app::App;
use crate::body::Json;
use crate::change::{Asked, Next, change, not_paused};
use crate::status::StageView;
use crate::wrong::{Problem, Wrong};

/// Which run.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunBody {
    /// `pull`, `push`, `quotes` or `cleanup`.
    #[schema(value_type = String, example = "pull")]
    pub(crate) concern: Concern,
}

/// Starts a run at once, also where a package let the company in no more and the ticks have become slower.
#[utoipa::path(post, path = "/api/v1/integration/runs", tag = "5. status", request_body = RunBody, params(crate::docs::Headers), responses(
    (status = 202, body = StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn ask(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
    Json(body): Json<RunBody>,
) -> Result<(http::StatusCode, axum::Json<StageView>), Wrong> {
    if body.concern == Concern::Wipe {
        return Err(Wrong::Malformed("concern".to_owned()));
    }
    let changed = change(&app, &admin, &asked, &body, |opened| {
        may_run(opened)?;
        let profile = Profile { offered_at: Some(app.clock.now()), ..opened.profile.clone() };
        if body.concern == Concern::Quotes && profile.settings.quotes.is_none() {
            return Err(Wrong::QuotesOff);
        }
        Ok(Next::new(profile, Deed::RunAsked { concern: body.concern }))
    })
    .await?;
    app.schedules.run_now(&admin.tenant, body.concern).await?;
    Ok((http::StatusCode::ACCEPTED, axum::Json(StageView::of(&changed))))
}

/// Runs work for the company now.
pub(crate) fn may_run(opened: &Opened) -> Result<(), Wrong> {
    not_paused(opened)?;
    match opened.profile.life.stage {
        Stage::Active => Ok(()),
        stage @ (Stage::Wiping | Stage::SetUp | Stage::Deactivated) => Err(Refusal::NotNow(stage).into()),
        _ => Err(Refusal::Missing(Step::Settings).into()),
    }
}
