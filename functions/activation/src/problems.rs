//! Open problems, and offering them again (R30, P7).

use axum::extract::{Query, State};
use koppel_domain::deed::Deed;
use koppel_domain::integration::{Refusal, Stage};
use koppel_domain::message::{Language, Table};
use koppel_store::{Opened, Problem as OpenProblem, Profile};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::Admin;
use crate::app::App;
use crate::body::{Json, text};
use crate::change::{Asked, Changed, Next, change, open};
use crate::query::{self, After};
use crate::status::StageView;
use crate::wrong::{Problem, Wrong, spoken};

/// Problems in one page that is shown.
const LISTED: u32 = 500;
/// Problems in one page that is gone through.
const PAGE: u32 = 1_000;
/// Most problems that are offered again by one request: as many as one run keeps in mind.
const OFFERED_MAX: usize = 5_000;
/// Most pages that are gone through for them.
const PAGES_MAX: usize = 50;
/// Longest mark of a page, in bytes: what a key of the store (1,024 bytes) has room for after its `problem#`.
const MARK_MAX: usize = 1_016;

/// An open problem.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenView {
    pub(crate) table: &'static str,
    pub(crate) key: String,
    pub(crate) code: &'static str,
    /// What is wrong (bericht).
    pub(crate) message: String,
    /// What to do (te nemen actie).
    pub(crate) action: String,
    pub(crate) first_seen: String,
    pub(crate) last_seen: String,
    pub(crate) tries: u32,
    pub(crate) next_try: String,
}

/// Open problems.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemListView {
    pub(crate) problems: Vec<OpenView>,
    /// What to send as `after` for the next page; absent at the end.
    pub(crate) next: Option<String>,
}

/// Which problems to offer again: one by table and key, or all of a code, or, with neither, all.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(crate) struct AgainBody {
    /// A table; with `key`.
    #[schema(value_type = Option<String>)]
    pub(crate) table: Option<Table>,
    /// A record's key; with `table`.
    #[schema(max_length = 200)]
    pub(crate) key: Option<String>,
    /// Every problem with this code.
    #[schema(max_length = 100)]
    pub(crate) code: Option<String>,
}

/// The open problems by table and key, 500 at a time.
#[utoipa::path(get, path = "/api/v1/integration/problems", tag = "6. log", params(After), responses(
    (status = 200, body = ProblemListView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    admin: Admin,
    after: Result<Query<After>, axum::extract::rejection::QueryRejection>,
) -> Result<axum::Json<ProblemListView>, Wrong> {
    let After { after } = query::read(after)?;
    list_of(&admin, after).await.map(axum::Json)
}

/// A page of the open problems.
pub(crate) async fn list_of(admin: &Admin, after: Option<String>) -> Result<ProblemListView, Wrong> {
    if after.as_ref().is_some_and(|after| after.len() > MARK_MAX) {
        return Err(Wrong::Malformed("after".to_owned()));
    }
    open(admin).await?;
    let (problems, next) = admin.memory.problems_page(after.as_deref(), LISTED).await?;
    let language = spoken();
    let problems = problems.into_iter().map(|problem| open_view(problem, language)).collect();
    Ok(ProblemListView { problems, next })
}

/// An open problem, as it is shown.
pub(crate) fn open_view(problem: OpenProblem, language: Language) -> OpenView {
    OpenView {
        table: problem.table.as_str(),
        code: problem.message.code(),
        message: problem.message.text(language),
        action: problem.message.action(language),
        first_seen: problem.first_seen.to_string(),
        last_seen: problem.last_seen.to_string(),
        tries: problem.tries,
        next_try: problem.next_try.to_string(),
        key: problem.key,
    }
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
    let is_meant =
        |problem: &OpenProblem| body.code.as_ref().is_none_or(|code| problem.message.code() == code);
    let mut chosen: Vec<OpenProblem> = match &one {
        Some((table, key)) => admin.memory.problem(*table, key).await?.into_iter().collect(),
        None => all(&admin, &is_meant).await?,
    };
    chosen.retain(is_meant);
    if chosen.is_empty() {
        return Err(Wrong::NotOpen);
    }
    // Due first, then told: cut off in between, they are due all the same for the next run that works.
    admin.memory.offer_again(&chosen, now).await?;
    let changed = change(&app, &admin, &asked, &body, |opened| {
        may(opened)?;
        let profile = Profile { offered_at: Some(now), ..opened.profile.clone() };
        Ok(Next::new(profile, Deed::OfferedAgain { problems: chosen.len() as u64 }))
    })
    .await?;
    Ok(axum::Json(StageView::of(&changed)))
}

/// The open problems that are meant, as far as one request goes.
async fn all(
    admin: &Admin,
    is_meant: &(impl Fn(&OpenProblem) -> bool + Sync),
) -> Result<Vec<OpenProblem>, Wrong> {
    let (mut chosen, mut after) = (Vec::new(), None);
    for _ in 0..PAGES_MAX {
        let (problems, next) = admin.memory.problems_page(after.as_deref(), PAGE).await?;
        chosen.extend(problems.into_iter().filter(|problem| is_meant(problem)));
        after = next;
        if after.is_none() || chosen.len() >= OFFERED_MAX {
            break;
        }
    }
    chosen.truncate(OFFERED_MAX);
    Ok(chosen)
}
