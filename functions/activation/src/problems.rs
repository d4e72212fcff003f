//! Open problems, and offering them again (R30, P7).

use axum::extract::State;
use koppel_domain::deed::Deed;
use koppel_domain::integration::{Refusal, Stage};
use koppel_domain::message::Table;
use koppel_store::{Opened, Problem as OpenProblem, Profile};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::Admin;
use crate::app::App;
use crate::body::{Json, text};
use crate::change::{Asked, Changed, Next, change, open};
use crate::status::{PROBLEMS_COUNTED, StageView};
use crate::wrong::{Problem, Wrong};

/// An open problem.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenView {
    table: &'static str,
    key: String,
    code: &'static str,
    /// What is wrong (bericht).
    message: String,
    /// What to do (te nemen actie).
    action: String,
    first_seen: String,
    last_seen: String,
    tries: u32,
    next_try: String,
}

/// Open problems.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView {
    problems: Vec<OpenView>,
    /// There are more than are listed.
    more: bool,
}

/// Which problems to offer again: one by table and key, or all of a code, or, with neither, all.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(crate) struct AgainBody {
    /// A table; with `key`.
    #[schema(value_type = Option<String>)]
    table: Option<Table>,
    /// A record's key; with `table`.
    #[schema(max_length = 200)]
    key: Option<String>,
    /// Every problem with this code.
    #[schema(max_length = 100)]
    code: Option<String>,
}

/// The open problems, at most 1,000.
#[utoipa::path(get, path = "/api/v1/integration/problems", tag = "6. log", responses(
    (status = 200, body = ListView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(admin: Admin) -> Result<axum::Json<ListView>, Wrong> {
    open(&admin).await?;
    let problems = admin.memory.all_problems(PROBLEMS_COUNTED).await?;
    let more = problems.len() >= PROBLEMS_COUNTED as usize;
    let language = crate::wrong::spoken();
    let problems = problems.into_iter().map(|problem| OpenView {
        table: problem.table.as_str(),
        code: problem.message.code(),
        message: problem.message.text(language),
        action: problem.message.action(language),
        first_seen: problem.first_seen.to_string(),
        last_seen: problem.last_seen.to_string(),
        tries: problem.tries,
        next_try: problem.next_try.to_string(),
        key: problem.key,
    });
    Ok(axum::Json(ListView { problems: problems.collect(), more }))
}

/// Offers open problems again: the next runs try them at once.
#[utoipa::path(post, path = "/api/v1/integration/problems/again", tag = "6. log", request_body = AgainBody, params(crate::docs::Headers), responses(
    (status = 200, body = StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn again(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
    Json(body): Json<AgainBody>,
) -> Result<axum::Json<StageView>, Wrong> {
    let one = match (&body.table, &body.key) {
        (Some(table), Some(key)) => Some((*table, text("key", key, 200)?)),
        (None, None) => None,
        _ => return Err(Wrong::Malformed("table, key".to_owned())),
    };
    let may = |opened: &Opened| match opened.profile.life.stage {
        Stage::Active => Ok(()),
        stage => Err(Wrong::from(Refusal::NotNow(stage))),
    };
    let opened = open(&admin).await?;
    if asked.was_done(&opened.profile, &body)? {
        return Ok(axum::Json(StageView::of(&Changed { profile: opened.profile, replayed: true })));
    }
    may(&opened)?;
    let now = app.clock.now();
    let problems = admin.memory.all_problems(PROBLEMS_COUNTED).await?;
    let chosen: Vec<OpenProblem> = problems
        .into_iter()
        .filter(|problem| {
            one.as_ref().is_none_or(|(table, key)| problem.table == *table && problem.key == *key)
        })
        .filter(|problem| body.code.as_ref().is_none_or(|code| problem.message.code() == code))
        .collect();
    if chosen.is_empty() {
        return Err(Wrong::NotFound);
    }
    // Due first, then told: cut off in between, they are due all the same.
    admin.memory.offer_again(&chosen, now).await?;
    let changed = change(&app, &admin, &asked, &body, |opened| {
        may(opened)?;
        let profile = Profile { offered_at: Some(now), ..opened.profile.clone() };
        Ok(Next::new(profile, Deed::OfferedAgain { problems: chosen.len() as u64 }))
    })
    .await?;
    Ok(axum::Json(StageView::of(&changed)))
}
