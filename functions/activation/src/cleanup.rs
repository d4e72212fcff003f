//! The cleanup: how it stands, what it would delete, and the admin's word for what it withholds (R5, P3, P5).
//!
//! Guarantees: an approval names the list that the admin has seen; of any other list nothing goes. Said twice for the same
//! list it is one approval, for one round. A request that is repeated starts no run where what it asked is done.
//!
//! Leaves out: what goes and what is withheld; the run decides.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use koppel_domain::cleanup::Removal;
use koppel_domain::deed::Deed;
use koppel_domain::integration::Stage;
use koppel_domain::message::{Concern, Table};
use koppel_store::{Approval, LastRun, Listed, Profile, RemovalList, TableCount};
use koppel_sync::cleanup::{CleanupCursor, Compared, Part, Round, word_for};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::admin::Admin;
use crate::app::App;
use crate::body::Json;
use crate::change::{Asked, Next, change, open};
use crate::query;
use crate::run_now::may_run;
use crate::status::{RunView, StageView, run_view, tagged};
use crate::wrong::{Problem, Wrong};

/// How the cleanup stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CleanupView {
    /// The last run, and the next.
    pub(crate) run: RunView,
    /// The round under way; a round may take several runs.
    pub(crate) round: Option<RoundView>,
    /// The last full compare that went through.
    pub(crate) compared: Option<ComparedView>,
    /// What waits for the admin's word.
    pub(crate) withheld: Option<WithheldView>,
    /// The dry run that was asked for last.
    pub(crate) dry_run: Option<DryRunView>,
    /// For `If-Match`.
    pub(crate) revision: u64,
}

/// A round under way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoundView {
    pub(crate) began_at: String,
    /// `remove`, `compare` or `orders`.
    pub(crate) part: &'static str,
    /// The table that is being compared.
    pub(crate) table: Option<&'static str>,
    /// Records deleted so far.
    pub(crate) removed: u64,
    /// Records compared so far.
    pub(crate) compared: u64,
    /// Of these, the ones that differed.
    pub(crate) differences: u64,
}

/// A full compare that went through.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedView {
    pub(crate) began_at: String,
    pub(crate) ended_at: String,
    /// Records compared.
    pub(crate) records: u64,
    /// Records that differed, and are put right.
    pub(crate) differences: u64,
    /// Sales orders that do not agree with the ledger.
    pub(crate) orders: Option<u64>,
}

/// A list of records that would be deleted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView {
    /// Its id: the same for the same records and reasons.
    pub(crate) id: String,
    pub(crate) made_at: String,
    /// Records on it.
    pub(crate) count: u64,
    pub(crate) tables: Vec<CountView>,
    /// Its pages, to be read at `removals`.
    pub(crate) pages: u32,
}

/// How much of one table is on a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountView {
    pub(crate) table: &'static str,
    /// Records that go.
    pub(crate) count: u64,
    /// Records in Simple-Simon.
    pub(crate) total: u64,
    /// They go only with the admin's word.
    pub(crate) withheld: bool,
}

/// What waits for the admin's word.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WithheldView {
    pub(crate) list: ListView,
    /// The word was given; the next run carries it out.
    pub(crate) approved: Option<ApprovedView>,
}

/// An approval that is not used up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApprovedView {
    pub(crate) by: String,
    pub(crate) at: String,
}

/// A dry run.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DryRunView {
    pub(crate) asked_at: String,
    /// It was carried out.
    pub(crate) done: bool,
    /// What a cleanup would delete; absent until it was carried out.
    pub(crate) list: Option<ListView>,
}

/// Which page of which list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `withheld` or `dry_run`.
    #[param(inline)]
    pub(crate) list: Kind,
    /// The list's id.
    #[param(max_length = 100)]
    pub(crate) id: String,
    /// The page, from 0.
    #[serde(default)]
    pub(crate) page: u32,
}

/// A kind of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Withheld,
    DryRun,
}

impl From<Kind> for Listed {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Withheld => Self::Withheld,
            Kind::DryRun => Self::DryRun,
        }
    }
}

/// A record that would be deleted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemovalView {
    pub(crate) table: &'static str,
    /// Its number in bookkeeping, or what stands in its place; empty where nothing does.
    pub(crate) number: String,
    /// Its name, where it was read.
    pub(crate) name: String,
    /// `by_hand`, `vanished`, `blocked` or `filtered_out`.
    pub(crate) why: &'static str,
    /// Its id in Simple-Simon.
    pub(crate) simple_simon: i64,
}

/// A page of records.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemovalsView {
    pub(crate) removals: Vec<RemovalView>,
    /// What to send as `page` for the next page; absent at the end.
    pub(crate) next: Option<u32>,
}

/// The admin's word for a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApprovalBody {
    /// The id of the list that was seen.
    #[schema(max_length = 100)]
    pub(crate) list: String,
}

/// How the cleanup stands: runs, the last full compare, what waits for the admin's word, the last dry run.
#[utoipa::path(get, path = "/api/v1/integration/cleanup", tag = "7. cleanup", responses(
    (status = 200, body = CleanupView, headers(("ETag" = String, description = "the revision, for If-Match"))),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn overview(State(app): State<App>, admin: Admin) -> Result<Response, Wrong> {
    let view = standing(&app, &admin).await?;
    Ok(tagged(&view, view.revision))
}

/// How the cleanup stands.
pub(crate) async fn standing(app: &App, admin: &Admin) -> Result<CleanupView, Wrong> {
    // The cursor says what is done, so it is read before the lists: what is done has its list, whatever ends meanwhile.
    let mut looked = admin.memory.look().await?.ok_or(Wrong::NoCompany)?;
    let seen = looked.concerns.remove(&Concern::Cleanup).unwrap_or_default();
    let cursor: CleanupCursor = serde_json::from_value(seen.cursor).unwrap_or_default();
    let (last, profile) = (seen.told.last_run, looked.opened.profile);
    let [withheld, dry_run] = admin.memory.removal_lists().await?;
    let now = app.clock.now();
    let is_active = profile.life.stage == Stage::Active;
    let next = is_active.then(|| app.schedules.next(&admin.tenant, Concern::Cleanup, now));
    let withheld = withheld.map(|list| {
        let approved = word_for(&list, &profile, &cursor, now)
            .map(|Approval { by, at, .. }| ApprovedView { by: by.clone(), at: at.to_string() });
        WithheldView { approved, list: list_view(list) }
    });
    let dry_run = profile.cleanup.dry_run_at.map(|asked_at| {
        let done = !is_dry_run_due(&profile, &cursor);
        DryRunView { asked_at: asked_at.to_string(), done, list: dry_run.filter(|_| done).map(list_view) }
    });
    Ok(CleanupView {
        run: run_view(Concern::Cleanup, last, next),
        round: cursor.round.as_ref().map(round_view),
        compared: cursor.compared.map(compared_view),
        withheld,
        dry_run,
        revision: profile.revision,
    })
}

/// A page of a list.
#[utoipa::path(get, path = "/api/v1/integration/cleanup/removals", tag = "7. cleanup", params(Which), responses(
    (status = 200, body = RemovalsView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn removals(
    State(_): State<App>,
    admin: Admin,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<axum::Json<RemovalsView>, Wrong> {
    let Which { list, id, page } = query::read(which)?;
    let kind = Listed::from(list);
    open(&admin).await?;
    let head = admin.memory.removal_list(kind).await?.ok_or(Wrong::NoList)?;
    if head.id != id {
        return Err(Wrong::OtherList);
    }
    let list = list_view(head);
    let removals = records(&admin, kind, &list, page).await?;
    let next = page.checked_add(1).filter(|next| *next < list.pages);
    Ok(axum::Json(RemovalsView { removals, next }))
}

/// The records on one page, from 0, of a list whose head was read.
pub(crate) async fn records(
    admin: &Admin,
    kind: impl Into<Listed>,
    list: &ListView,
    page: u32,
) -> Result<Vec<RemovalView>, Wrong> {
    if list.pages == 0 && page == 0 {
        return Ok(Vec::new());
    }
    if page >= list.pages {
        return Err(Wrong::NotFound);
    }
    // It was there just now: another list has taken its place.
    let removals = admin.memory.removal_page(kind.into(), &list.id, page).await?.ok_or(Wrong::OtherList)?;
    Ok(removals.into_iter().map(removal_view).collect())
}

/// Lets a withheld list go: exactly what is on it, once. The run starts at once.
#[utoipa::path(post, path = "/api/v1/integration/cleanup/approval", tag = "7. cleanup", request_body = ApprovalBody, params(crate::docs::Headers), responses(
    (status = 202, body = StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn approve(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
    Json(body): Json<ApprovalBody>,
) -> Result<(http::StatusCode, axum::Json<StageView>), Wrong> {
    let (cursor, _) = kept(&admin).await?;
    let waiting = admin.memory.removal_list(Listed::Withheld).await?;
    let at = app.clock.now();
    let changed = change(&app, &admin, &asked, &body, |opened| {
        may_run(opened)?;
        let list = waiting.as_ref().ok_or(Wrong::NoList)?;
        if list.id != body.list {
            return Err(Wrong::OtherList);
        }
        let mut profile = opened.profile.clone();
        let deed = Deed::CleanupApproved { deletions: list.count() };
        if word_for(list, &profile, &cursor, at).is_some() {
            // The first word stands: a second one would outlast the run that uses it up.
            return Ok(Next::quiet(profile, deed.as_str()));
        }
        profile.cleanup.approval = Some(Approval { list: list.id.clone(), by: admin.name.clone(), at });
        Ok(Next::new(profile, deed))
    })
    .await?;
    if waiting.is_some_and(|list| word_for(&list, &changed.profile, &cursor, at).is_some()) {
        app.schedules.run_now(&admin.tenant, Concern::Cleanup).await?;
    }
    Ok((http::StatusCode::ACCEPTED, axum::Json(StageView::of(&changed))))
}

/// Asks what a cleanup would delete, without the deed.
#[utoipa::path(post, path = "/api/v1/integration/cleanup/dry-run", tag = "7. cleanup", params(crate::docs::Headers), responses(
    (status = 202, body = StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn dry_run(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
) -> Result<(http::StatusCode, axum::Json<StageView>), Wrong> {
    let (cursor, _) = kept(&admin).await?;
    let now = app.clock.now();
    let changed = change(&app, &admin, &asked, &(), |opened| {
        may_run(opened)?;
        let mut profile = opened.profile.clone();
        profile.cleanup.dry_run_at = Some(now);
        Ok(Next::new(profile, Deed::DryRunAsked))
    })
    .await?;
    if is_dry_run_due(&changed.profile, &cursor) {
        app.schedules.run_now(&admin.tenant, Concern::Cleanup).await?;
    }
    Ok((http::StatusCode::ACCEPTED, axum::Json(StageView::of(&changed))))
}

/// What the cleanup keeps, and how its last run went.
async fn kept(admin: &Admin) -> Result<(CleanupCursor, Option<LastRun>), Wrong> {
    let (cursor, last) = admin.memory.peek(Concern::Cleanup).await?.unwrap_or_default();
    Ok((serde_json::from_value(cursor).unwrap_or_default(), last))
}

/// A dry run was asked for and not carried out.
fn is_dry_run_due(profile: &Profile, cursor: &CleanupCursor) -> bool {
    profile.cleanup.dry_run_at > cursor.dry_run_at
}

fn round_view(round: &Round) -> RoundView {
    let (part, stream) = match &round.part {
        _ if round.removing => ("remove", None),
        Part::Compare { stream, .. } => ("compare", Some(*stream)),
        Part::Mend => ("mend", None),
        Part::Orders => ("orders", None),
    };
    RoundView {
        began_at: round.began_at.to_string(),
        part,
        table: stream.map(|stream| Table::from(stream).as_str()),
        removed: round.removed,
        compared: round.records,
        differences: round.differences,
    }
}

/// The last full compare that went through, of the cleanup's cursor.
pub(crate) fn last_compare(cursor: serde_json::Value) -> Option<ComparedView> {
    serde_json::from_value::<CleanupCursor>(cursor).unwrap_or_default().compared.map(compared_view)
}

fn compared_view(compared: Compared) -> ComparedView {
    ComparedView {
        began_at: compared.began_at.to_string(),
        ended_at: compared.ended_at.to_string(),
        records: compared.records,
        differences: compared.differences,
        orders: compared.orders,
    }
}

fn list_view(list: RemovalList) -> ListView {
    let table = |TableCount { stream, count, total, withheld }| CountView {
        table: Table::from(stream).as_str(),
        count,
        total,
        withheld,
    };
    ListView {
        made_at: list.made_at.to_string(),
        count: list.count(),
        tables: list.tables.into_iter().map(table).collect(),
        pages: list.pages,
        id: list.id,
    }
}

fn removal_view(removal: Removal) -> RemovalView {
    RemovalView {
        table: Table::from(removal.stream).as_str(),
        number: removal.number,
        name: removal.name,
        why: removal.why.as_str(),
        simple_simon: removal.simon.0,
    }
}
