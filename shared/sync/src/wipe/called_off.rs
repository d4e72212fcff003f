//! What a wipe left behind that was called off halfway: nobody knows which records it deleted (P3).
//!
//! Guarantees: the pull that follows reads its tables anew once and writes every record of them once more, so that what
//! is gone comes across again and what is there stays one; not before the run of that wipe has surely ended. Done by
//! the pull, under its lease; harmless when repeated. Where one run has too little time, the next one goes on.

use jiff::Timestamp;
use koppel_domain::integration::CalledOff;
use koppel_domain::message::{Concern, Table};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::wipe::WipeTable;
use koppel_store::LeaseError;
use serde::{Deserialize, Serialize};

use super::WipeCursor;
use super::forget::{Fate, MOMENT, PAGE, forget_links, reset};
use crate::context::Stop;
use crate::frame::Desk;
use crate::pull::PullCursor;

/// How far a wipe that was called off is made up for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// When the wipe was called off.
    pub at: Timestamp,
    /// All links of the streams before this one are gone through.
    pub stream: Stream,
    /// And of this one, all up to and including this one.
    pub after: Option<RecordKey>,
}

/// Makes up for wipes that were called off since the last time; `false` = the run of one may still live, or there was
/// too little time.
pub(crate) async fn follow(desk: &Desk<'_>, pull: &mut PullCursor) -> Result<bool, Stop> {
    let Some(CalledOff { tables, at, .. }) = &desk.opened.profile.life.called_off else { return Ok(true) };
    if pull.called_off == Some(*at) {
        return Ok(true);
    }
    if !is_over(desk).await? {
        pull.common.paused_until = Some(desk.now() + MOMENT);
        return Ok(false);
    }
    if !close_problems(desk).await? {
        return Ok(false);
    }
    let is = |table: WipeTable| tables.contains(&table);
    let before = pull.followed.take().filter(|before| before.at == *at);
    for stream in Stream::ALL {
        let is_touched = match stream {
            Stream::ArticleGroups => is(WipeTable::ArticleGroup),
            Stream::Articles => is(WipeTable::Article),
            Stream::Customers => is(WipeTable::Customer) || is(WipeTable::WorkAddress),
        };
        if !is_touched || before.as_ref().is_some_and(|before| stream < before.stream) {
            continue;
        }
        let here = before.as_ref().filter(|before| before.stream == stream);
        let mut after = here.and_then(|before| before.after.clone());
        if !forget_links(desk, stream, Fate::InDoubt, &mut after).await? {
            pull.followed = Some(Followed { at: *at, stream, after });
            return Ok(false);
        }
    }
    reset(tables, pull);
    pull.called_off = Some(*at);
    Ok(true)
}

/// No run of a wipe still lives; a new one finds a company that is not being wiped.
async fn is_over(desk: &Desk<'_>) -> Result<bool, Stop> {
    match desk.tenant.take_lease::<WipeCursor>(Concern::Wipe, "pull", desk.now(), MOMENT).await {
        Ok(wipe) => {
            let (cursor, last_run) = (wipe.cursor.clone(), desk.last_run("called off"));
            desk.tenant.give_back(wipe, &cursor, &last_run).await?;
            Ok(true)
        }
        Err(LeaseError::Held { .. }) => Ok(false),
        Err(LeaseError::Store(error)) => Err(error.into()),
    }
}

/// Nothing that stood in the way of the wipe is anybody's problem any more; `false` = there was too little time.
async fn close_problems(desk: &Desk<'_>) -> Result<bool, Stop> {
    let mut after = None;
    loop {
        if desk.is_late(desk.context.limits.last_call) {
            return Ok(false);
        }
        let (problems, next) = desk.tenant.problems(Table::Link, after.as_deref(), PAGE).await?;
        let ours = problems.into_iter().filter(|problem| problem.key.starts_with(Concern::Wipe.as_str()));
        let keys: Vec<_> = ours.map(|problem| (problem.table, problem.key)).collect();
        desk.tenant.close_problems(&keys).await?;
        after = next;
        if after.is_none() {
            return Ok(true);
        }
    }
}
