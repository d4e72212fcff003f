//! Forgetting what was linked to records that are wiped, so that the next pull brings everything anew.
//!
//! Guarantees: done under the lease of the pull, so no run that still lives writes links behind it; harmless when
//! repeated; the pull's cursor is reset only once every link is forgotten. An order that is under way keeps its open
//! problem, by which the push comes back to it: its work order is gone, what it is billed is not (P1).

use std::collections::BTreeSet;
use std::time::Duration;

use koppel_domain::message::{Concern, Table};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::wipe::WipeTable;
use koppel_domain::work_order::SimonId;
use koppel_store::{Lease, LeaseError, Link};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cleanup::CleanupCursor;
use crate::context::Stop;
use crate::frame::{Common, Desk};
use crate::pull::{PullCursor, StreamCursor};
use crate::push::PushCursor;
use crate::quotes::QuotesCursor;

/// How long a concern is kept out to see whether a run of it lives.
pub(super) const MOMENT: Duration = Duration::from_secs(60);

/// Links or open problems in one request.
pub(super) const PAGE: u32 = 500;

/// No run from before still lives; a new one finds a company that is being wiped.
pub(super) async fn is_quiet(desk: &Desk<'_>) -> Result<bool, Stop> {
    let Some(pull) = keep_pull_out(desk).await? else { return Ok(false) };
    let_pull_in(desk, pull).await?;
    Ok(is_over::<PushCursor>(desk, Concern::Push, |cursor| &mut cursor.common).await?
        && is_over::<QuotesCursor>(desk, Concern::Quotes, |cursor| &mut cursor.common).await?
        && is_over::<CleanupCursor>(desk, Concern::Cleanup, |cursor| &mut cursor.common).await?)
}

/// No run of this concern lives; its lease is taken for a moment to see.
async fn is_over<C>(
    desk: &Desk<'_>,
    concern: Concern,
    common: fn(&mut C) -> &mut Common,
) -> Result<bool, Stop>
where
    C: Serialize + DeserializeOwned + Default + Clone,
{
    let mut lease = match desk.tenant.take_lease::<C>(concern, "wipe", desk.now(), MOMENT).await {
        Ok(lease) => lease,
        Err(LeaseError::Held { .. }) => return Ok(false),
        Err(LeaseError::Store(error)) => return Err(error.into()),
    };
    // One that died left in doubt what this must not make certain.
    common(&mut lease.cursor).unsettled |= lease.taken_over;
    let cursor = lease.cursor.clone();
    desk.tenant.give_back(lease, &cursor, &desk.last_run("wiped")).await?;
    Ok(true)
}

/// Takes the lease of the pull; `None` where one still lives.
pub(super) async fn keep_pull_out(desk: &Desk<'_>) -> Result<Option<Lease<PullCursor>>, Stop> {
    let now = desk.now();
    let living = Duration::try_from(desk.end.duration_since(now)).unwrap_or_default();
    let living = living + desk.context.limits.lease_margin;
    match desk.tenant.take_lease::<PullCursor>(Concern::Pull, "wipe", now, living).await {
        Ok(mut pull) => {
            // A pull that died left in doubt what this must not make certain.
            pull.cursor.common.unsettled |= pull.taken_over;
            Ok(Some(pull))
        }
        Err(LeaseError::Held { .. }) => Ok(None),
        Err(LeaseError::Store(error)) => Err(error.into()),
    }
}

/// Gives the lease of the pull back, with its cursor as it is now.
pub(super) async fn let_pull_in(desk: &Desk<'_>, pull: Lease<PullCursor>) -> Result<(), Stop> {
    let cursor = pull.cursor.clone();
    Ok(desk.tenant.give_back(pull, &cursor, &desk.last_run("wiped")).await?)
}

/// Forgets what these tables held; `false` = there was too little time for all of it.
pub(super) async fn forget(
    desk: &Desk<'_>,
    tables: &BTreeSet<WipeTable>,
    pull: &mut PullCursor,
) -> Result<bool, Stop> {
    let is = |table: WipeTable| tables.contains(&table);
    let customers = match (is(WipeTable::Customer), is(WipeTable::WorkAddress)) {
        (true, _) => Some(Fate::Deleted),
        (false, true) => Some(Fate::WithoutAddress),
        (false, false) => None,
    };
    for (stream, fate) in [
        (Stream::Customers, customers),
        (Stream::Articles, is(WipeTable::Article).then_some(Fate::Deleted)),
        (Stream::ArticleGroups, is(WipeTable::ArticleGroup).then_some(Fate::Deleted)),
    ] {
        if let Some(fate) = fate
            && !forget_links(desk, stream, fate, &mut None).await?
        {
            return Ok(false);
        }
    }
    reset(tables, pull);
    for (wiped, table) in [
        (WipeTable::WorkAddress, Table::WorkAddress),
        (WipeTable::Customer, Table::Customer),
        (WipeTable::Article, Table::Article),
        (WipeTable::ArticleGroup, Table::ArticleGroup),
        (WipeTable::WorkOrder, Table::WorkOrder),
    ] {
        if is(wiped) {
            close_problems(desk, table).await?;
        }
    }
    Ok(true)
}

/// Makes the pull read from the beginning what is to come across anew.
pub(super) fn reset(tables: &BTreeSet<WipeTable>, pull: &mut PullCursor) {
    let is = |table: WipeTable| tables.contains(&table);
    // Where only a part of what a stream writes was wiped, the rest is there still and has to be looked up.
    let streams = [
        (
            Stream::Customers,
            is(WipeTable::Customer) || is(WipeTable::WorkAddress),
            !is(WipeTable::Customer) || !is(WipeTable::WorkAddress),
        ),
        // Every article names its group by an id that is no more.
        (Stream::Articles, is(WipeTable::Article) || is(WipeTable::ArticleGroup), !is(WipeTable::Article)),
        (Stream::ArticleGroups, is(WipeTable::ArticleGroup), false),
    ];
    for (stream, is_wiped, over_again) in streams {
        if is_wiped {
            pull.streams.insert(stream, StreamCursor { over_again, ..StreamCursor::default() });
            pull.doubles_told.retain(|(of, _)| *of != stream);
        }
    }
    if is(WipeTable::ArticleGroup) {
        pull.passing_groups.clear();
    }
}

/// What becomes of the links of a stream.
#[derive(Clone, Copy)]
pub(super) enum Fate {
    /// They go: the records are gone.
    Deleted,
    /// They stay: the customers are there still, and are written once more, with a new work address.
    WithoutAddress,
    /// They stay: any of the records may be gone, and each is written once more.
    InDoubt,
}

/// Forgets the links of a stream from just after `after`, or what they say; `false` = there was too little time for all
/// of them, and `after` is where to go on.
pub(super) async fn forget_links(
    desk: &Desk<'_>,
    stream: Stream,
    fate: Fate,
    after: &mut Option<RecordKey>,
) -> Result<bool, Stop> {
    loop {
        if desk.is_late(desk.context.limits.last_call) {
            return Ok(false);
        }
        let (links, next) = desk.tenant.all_links(stream, after.as_ref(), PAGE).await?;
        match fate {
            Fate::Deleted => {
                let keys: Vec<RecordKey> = links.into_iter().map(|(key, _)| key).collect();
                desk.tenant.delete_links(stream, &keys).await?;
            }
            Fate::WithoutAddress | Fate::InDoubt => {
                let keeps_address = matches!(fate, Fate::InDoubt);
                let without = |(key, link): (RecordKey, Link)| {
                    let location = link.location.filter(|_| keeps_address);
                    (key, Link { location, digest: None, ..link })
                };
                let links: Vec<(RecordKey, Link)> = links.into_iter().map(without).collect();
                desk.tenant.put_links(stream, &links).await?;
            }
        }
        *after = next;
        if after.is_none() {
            return Ok(true);
        }
    }
}

async fn close_problems(desk: &Desk<'_>, table: Table) -> Result<(), Stop> {
    let mut after = None;
    loop {
        let (problems, next) = desk.tenant.problems(table, after.as_deref(), PAGE).await?;
        let mut keys: Vec<(Table, String)> =
            problems.into_iter().map(|problem| (table, problem.key)).collect();
        if table == Table::WorkOrder {
            let ids: Vec<SimonId> =
                keys.iter().filter_map(|(_, key)| key.parse().ok().map(SimonId)).collect();
            let entries = desk.tenant.orders(&ids).await?;
            let under_way: BTreeSet<String> = entries
                .values()
                .filter(|entry| entry.state.is_under_way())
                .map(|entry| entry.work_order.to_string())
                .collect();
            keys.retain(|(_, key)| !under_way.contains(key));
        }
        desk.tenant.close_problems(&keys).await?;
        after = next;
        if after.is_none() {
            return Ok(());
        }
    }
}
