//! Step 1, wipe (wissen): what is in Simple-Simon, and emptying it (R22).

use std::collections::BTreeSet;

use axum::extract::State;
use futures::future::join_all;
use koppel_domain::deed::Deed;
use koppel_domain::integration::{Refusal, Stage, Step};
use koppel_domain::message::Concern;
use koppel_domain::wipe::WipeTable;
use koppel_store::{Opened, Profile, SECRET_SIMPLE_SIMON};
use koppel_sync::wipe::{TableProgress, WipeCursor, WipeProgress, table_of};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::Admin;
use crate::app::App;
use crate::body::Json;
use crate::change::{Asked, Next, change, not_paused, open};
use crate::connect::{kept_licence, kept_simple_simon};
use crate::wrong::{Problem, Wrong};

/// Most tables that are looked at at once.
const AT_ONCE: usize = 4;

/// A table of Simple-Simon.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableView {
    /// Its name.
    pub(crate) table: &'static str,
    /// Its name in the asked language.
    pub(crate) label: &'static str,
    /// The first activation empties it whatever is chosen.
    pub(crate) mandatory: bool,
    /// Records in it.
    pub(crate) count: u64,
    /// Its latest mutation, Dutch wall-clock time.
    pub(crate) latest: Option<String>,
}

/// How far a wipe is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WipeView {
    /// Who asked for it.
    pub(crate) by: String,
    /// When.
    pub(crate) at: String,
    /// When it was complete.
    pub(crate) done_at: Option<String>,
    /// Table by table, in the order in which they are emptied.
    pub(crate) progress: Vec<ProgressView>,
}

/// How far one table is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProgressView {
    /// Its name.
    pub(crate) table: &'static str,
    /// Records that were to go.
    pub(crate) total: u64,
    /// Records that are gone.
    pub(crate) deleted: u64,
    /// It is empty.
    pub(crate) done: bool,
}

/// What is there to wipe, and how far a wipe is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Overview {
    /// Every table that can be wiped.
    pub(crate) tables: Vec<TableView>,
    /// The name to type in.
    pub(crate) company: String,
    /// The licence that was looked at, as a fingerprint; to be repeated by who asks for the wipe.
    pub(crate) licence: String,
    /// The profile's revision, for `If-Match`.
    pub(crate) revision: u64,
    /// The tables may be chosen freely: it was active before.
    pub(crate) free_choice: bool,
    /// The last wipe.
    pub(crate) wipe: Option<WipeView>,
}

/// A wipe.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WipeBody {
    /// Which tables, by name.
    #[schema(value_type = Vec<String>, max_items = 11, example = json!(["article_group", "article", "work_order", "work_address", "customer", "equipment", "contact"]))]
    pub(crate) tables: Vec<WipeTable>,
    /// The company's name, typed in.
    #[schema(max_length = 200, example = "Demo Installatietechniek BV")]
    pub(crate) company: String,
    /// `licence` of what was shown: refused where the company has another one by now.
    #[schema(max_length = 32, example = "0123456789abcdef0123456789abcdef")]
    pub(crate) licence: String,
}

/// Counts and latest mutation of every table, and how far a wipe is.
#[utoipa::path(get, path = "/api/v1/integration/wipe", tag = "1. wipe", responses(
    (status = 200, body = Overview), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn overview(State(app): State<App>, admin: Admin) -> Result<axum::Json<Overview>, Wrong> {
    let opened = open(&admin).await?;
    let tables = tables(&app, &admin, &opened).await?;
    let licence = kept_licence(&app, &admin, &opened)?.to_string();
    let wipe = last(&admin, &opened).await?;
    let Profile { company, life, revision, .. } = opened.profile;
    Ok(axum::Json(Overview { tables, company, licence, revision, free_choice: life.was_active(), wipe }))
}

/// What is in Simple-Simon, table by table.
pub(crate) async fn tables(app: &App, admin: &Admin, opened: &Opened) -> Result<Vec<TableView>, Wrong> {
    let simon = kept_simple_simon(app, admin, opened)?;
    let language = crate::wrong::spoken();
    let mut tables = Vec::new();
    for few in WipeTable::ALL.chunks(AT_ONCE) {
        let looks = few.iter().map(|table| simon.overview(table_of(*table)));
        for (table, seen) in few.iter().zip(join_all(looks).await) {
            let seen = seen?;
            tables.push(TableView {
                table: table.as_str(),
                label: table.words(language),
                mandatory: WipeTable::MANDATORY.contains(table),
                count: seen.count,
                latest: seen.latest.map(|latest| latest.to_string()),
            });
        }
    }
    Ok(tables)
}

/// The last wipe, and how far it is.
pub(crate) async fn last(admin: &Admin, opened: &Opened) -> Result<Option<WipeView>, Wrong> {
    let cursor = admin.memory.peek(Concern::Wipe).await?.map(|(cursor, _)| cursor).unwrap_or_default();
    let cursor: WipeCursor = serde_json::from_value(cursor).unwrap_or_default();
    let progress = cursor.progress();
    Ok(opened.profile.life.wipe.clone().map(|wipe| WipeView {
        // Of an earlier wipe nothing is shown: this one has not begun.
        progress: if progress.asked_at == Some(wipe.at) { progress_view(progress) } else { Vec::new() },
        by: wipe.by,
        at: wipe.at.to_string(),
        done_at: wipe.done_at.map(|at| at.to_string()),
    }))
}

fn progress_view(progress: WipeProgress) -> Vec<ProgressView> {
    let view = |TableProgress { table, progress }: TableProgress| ProgressView {
        table: table.as_str(),
        total: progress.total,
        deleted: progress.deleted,
        done: progress.done,
    };
    progress.tables.into_iter().map(view).collect()
}

/// Begins to empty Simple-Simon. Asked for again with further tables while it is under way, it goes on with those too.
#[utoipa::path(post, path = "/api/v1/integration/wipe", tag = "1. wipe", request_body = WipeBody, params(crate::docs::Headers), responses(
    (status = 202, body = crate::status::StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn start(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
    Json(body): Json<WipeBody>,
) -> Result<(http::StatusCode, axum::Json<crate::status::StageView>), Wrong> {
    let now = app.clock.now();
    let changed = change(&app, &admin, &asked, &body, |opened| {
        not_paused(opened)?;
        if !opened.secrets.contains_key(SECRET_SIMPLE_SIMON) {
            return Err(Refusal::Missing(Step::SimpleSimon).into());
        }
        let profile = &opened.profile;
        // What was shown, and confirmed, was another Simple-Simon.
        if kept_licence(&app, &admin, opened)?.as_str() != body.licence {
            return Err(Wrong::Changed(profile.last_change.clone()));
        }
        let tables: BTreeSet<WipeTable> = body.tables.iter().copied().collect();
        let deed = Deed::WipeAsked { tables: u32::try_from(tables.len()).unwrap_or(u32::MAX) };
        let life = profile.life.wipe(tables, (&profile.company, &body.company), &admin.name, now)?;
        Ok(Next::new(Profile { life, ..profile.clone() }, deed))
    })
    .await;
    // Asked again while it is under way, perhaps because its ticks could not be made: then they are made now. Repeated
    // when it is over, none may be left behind.
    let is_under_way = match &changed {
        Ok(changed) => changed.profile.life.stage == Stage::Wiping,
        Err(wrong) => matches!(wrong, Wrong::Refusal(Refusal::NotNow(Stage::Wiping))),
    };
    if is_under_way {
        app.schedules.begin_wipe(&admin.tenant).await?;
    }
    let changed = changed?;
    Ok((http::StatusCode::ACCEPTED, axum::Json(crate::status::StageView::of(&changed))))
}
