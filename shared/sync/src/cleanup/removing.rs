//! Records taken out of Simple-Simon, a slice at a time.
//!
//! Guarantees (P5): each record is looked at once more right before it goes. It must be the record that was listed, and
//! bookkeeping, asked for this very number, must say the same as its list. A customer takes its work addresses along, and
//! its link and digest go with it. Cut off anywhere, the next run plans anew and goes on.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};

use koppel_bookkeeping::Row;
use koppel_domain::cleanup::{Removal, Standing, Why};
use koppel_domain::failure::{Failure, System};
use koppel_domain::message::{Message, Table};
use koppel_domain::records::{Record, RecordKey, Stream};
use koppel_domain::safeguard::{self, Safeguard};
use koppel_domain::text::cut;
use koppel_domain::work_order::SimonId;
use koppel_simple_simon::{Deleted, Parent, Table as SimonTable};

use super::listing::simon_table;
use super::standing::Groups;
use super::unsettled;
use super::{Round, Shift};
use crate::context::Stop;
use crate::frame::Desk;
use crate::throttle::{Halted, Step, work_through};

/// Records between two checkpoints.
pub(super) const SLICE: usize = 50;
/// So many records in a row without a clear answer end a run.
const UNCLEAR_MOST: u32 = 10;
/// Most work addresses of a customer that goes.
const ADDRESSES_MOST: usize = 1_000;
/// Longest name that is told.
const NAME_MOST: usize = 100;

/// What became of a record.
enum Fate {
    Removed,
    /// Somebody else deleted it.
    Gone,
    /// A work order needs it.
    Stays(String),
    /// It is not what the lists said, on either side.
    Otherwise,
    /// Bookkeeping, asked for it, says that it belongs in Simple-Simon.
    Wanted,
    /// Simple-Simon does not let it go.
    Refused(String),
    Unclear(Failure),
    Failed(Failure),
}

impl Shift<'_> {
    /// Takes these records out; `false` = there was too little time for all.
    pub(super) async fn remove_slice(
        &mut self,
        removals: &[Removal],
        groups: &Groups,
        round: &mut Round,
    ) -> Result<bool, Stop> {
        let desk = self.desk;
        let end = desk.end - desk.context.limits.last_call;
        let unclear = &AtomicU32::new(0);
        let mut queue: VecDeque<Removal> = removals.iter().cloned().collect();
        let start = |removal: Removal| async move {
            let (removal, fate) = remove(desk, groups, removal).await;
            match fate {
                Err(Stop::Package(failure)) => step_of(removal, failure, unclear),
                Err(stop) => Step::Halt((removal, Err(stop))),
                Ok(fate) => {
                    unclear.store(0, Ordering::Relaxed);
                    Step::Done((removal, Ok(fate)))
                }
            }
        };
        let (done, halted) =
            work_through(&mut self.writes, &*desk.context.clock, end, &mut queue, start).await;
        let mut stopped = None;
        for (removal, fate) in done {
            match fate {
                Ok(Fate::Failed(failure)) => stopped = Some(Stop::Package(failure)),
                Ok(fate) => {
                    if let Fate::Unclear(failure) = &fate {
                        stopped.get_or_insert(Stop::Package(failure.clone()));
                    }
                    self.enter(removal, fate, round).await?;
                }
                Err(stop) => stopped = Some(stop),
            }
        }
        match (halted, stopped) {
            (None, _) => Ok(true),
            (Some(Halted::Told), Some(stop)) => Err(stop),
            (Some(Halted::Busy(retry_after)), _) => {
                Err(Failure::Busy { system: System::SimpleSimon, retry_after }.into())
            }
            (Some(Halted::OutOfTime | Halted::Told), _) => Ok(false),
        }
    }

    /// Tells what became of a record, and forgets it where it is gone.
    async fn enter(&mut self, removal: Removal, fate: Fate, round: &mut Round) -> Result<(), Stop> {
        let table = Table::from(removal.stream);
        let now = self.desk.now();
        let key = problem_key(&removal);
        let is_gone = matches!(fate, Fate::Removed | Fate::Gone);
        let Removal { stream, simon, number, name, why, .. } = removal;
        // Its list lacked a record that is there, and so may every list of this round.
        round.is_whole &= !(matches!(fate, Fate::Wanted) && why == Why::Vanished);
        if is_gone && let Some(record) = RecordKey::new(&number) {
            self.desk.tenant.delete_link_to(stream, &record, simon).await?;
            // What was wrong with it is over with it.
            self.desk.tenant.close_problems(&[(table, number.clone())]).await?;
        }
        let counter = match fate {
            Fate::Removed => {
                round.removed += 1;
                self.notebook.tell(now, Message::RecordRemoved { table, number, name, why });
                "removed"
            }
            Fate::Gone => "gone",
            Fate::Otherwise | Fate::Wanted => "not as listed",
            Fate::Unclear(_) | Fate::Failed(_) => "unclear",
            Fate::Stays(work_order) => {
                let message = Message::RecordStays { table, number, name, why, work_order };
                self.notebook.open(Table::Link, &key, message, now);
                self.counts.add("staying", 1);
                return Ok(());
            }
            Fate::Refused(reason) => {
                let message = Message::RemovalRefused { table, number, name, reason };
                self.notebook.open(Table::Link, &key, message, now);
                self.counts.add("refused", 1);
                return Ok(());
            }
        };
        self.counts.add(counter, 1);
        self.notebook.close(Table::Link, &key);
        Ok(())
    }
}

/// What a failure means for the rest.
fn step_of(
    removal: Removal,
    failure: Failure,
    unclear: &AtomicU32,
) -> Step<Removal, (Removal, Result<Fate, Stop>)> {
    match failure {
        Failure::Busy { retry_after, .. } => Step::Busy(removal, retry_after),
        Failure::Refused { reason, .. } => Step::Done((removal, Ok(Fate::Refused(reason)))),
        failure if failure.passes() && unclear.fetch_add(1, Ordering::Relaxed) + 1 < UNCLEAR_MOST => {
            Step::Done((removal, Ok(Fate::Unclear(failure))))
        }
        failure => Step::Halt((removal, Ok(Fate::Failed(failure)))),
    }
}

/// Takes one record out, if it is still to go.
async fn remove(desk: &Desk<'_>, groups: &Groups, mut removal: Removal) -> (Removal, Result<Fate, Stop>) {
    let fate = try_to_remove(desk, groups, &mut removal).await;
    (removal, fate)
}

async fn try_to_remove(desk: &Desk<'_>, groups: &Groups, removal: &mut Removal) -> Result<Fate, Stop> {
    let simon = &desk.connected.simon;
    let (table, id) = (simon_table(removal.stream), removal.simon);
    let Some(summary) = simon.summary(table, id).await? else { return Ok(Fate::Gone) };
    if summary.ext_key.as_deref().unwrap_or_default().trim() != removal.listed_as {
        return Ok(Fate::Otherwise);
    }
    removal.name = cut(&summary.name, NAME_MOST).into_owned();
    let addresses = match removal.stream {
        Stream::Customers => work_addresses(desk, id).await?,
        Stream::Articles | Stream::ArticleGroups => Vec::new(),
    };
    if addresses.len() > ADDRESSES_MOST {
        return Ok(Fate::Refused(format!("> {ADDRESSES_MOST} werkadressen")));
    }
    // A group goes after its articles; one of them may stay for a work order's sake.
    if removal.stream == Stream::ArticleGroups
        && !simon.keys_under(SimonTable::Item, Parent::ItemGroup(id)).await?.is_empty()
    {
        return Ok(Fate::Otherwise);
    }
    if let Some(work_order) = unsettled::needs(desk, removal.stream, id, &addresses).await? {
        return Ok(Fate::Stays(work_order));
    }
    // Asked last: whatever became wanted meanwhile stays.
    if is_wanted(desk, groups, removal).await? && safeguard::stands(Safeguard::LastLook) {
        return Ok(Fate::Wanted);
    }
    // Work addresses that people added go only with a customer that goes. One that lets nobody go before them goes after.
    let deleted = match simon.delete(table, id).await {
        Err(Failure::Refused { .. }) if !addresses.is_empty() => {
            delete_all(desk, &addresses).await?;
            simon.delete(table, id).await?
        }
        deleted => {
            let deleted = deleted?;
            delete_all(desk, &addresses).await?;
            deleted
        }
    };
    Ok(if deleted == Deleted::Done { Fate::Removed } else { Fate::Gone })
}

async fn delete_all(desk: &Desk<'_>, addresses: &[SimonId]) -> Result<(), Failure> {
    for address in addresses {
        desk.connected.simon.delete(SimonTable::Location, *address).await?;
    }
    Ok(())
}

/// Bookkeeping, asked for this very number, says that it belongs in Simple-Simon.
async fn is_wanted(desk: &Desk<'_>, groups: &Groups, removal: &Removal) -> Result<bool, Stop> {
    let Some(key) = removal.key() else { return Ok(false) };
    let bookkeeping = &desk.connected.bookkeeping;
    let row = match removal.stream {
        Stream::ArticleGroups => group_of(desk, &key).await?,
        Stream::Articles | Stream::Customers => bookkeeping.record(removal.stream, &key).await?,
    };
    let Some(row) = row else { return Ok(false) };
    match groups.standing(row.clone()).1 {
        Standing::Wanted => Ok(true),
        Standing::Blocked => Ok(false),
        // So does its group.
        Standing::FilteredOut => {
            let Row::Record(Record::Article(article)) = row else { return Ok(false) };
            let Some(group) = article.group else { return Ok(false) };
            Ok(
                matches!(group_of(desk, &group).await?, Some(Row::Record(group)) if groups.lets_through(&group)),
            )
        }
    }
}

/// The group as bookkeeping has it now, asked for as it was when it went across.
async fn group_of(desk: &Desk<'_>, key: &RecordKey) -> Result<Option<Row>, Stop> {
    let links = desk.tenant.links(Stream::ArticleGroups, std::slice::from_ref(key)).await?;
    let native_id = links.get(key).and_then(|link| link.native_id.as_deref());
    Ok(desk.connected.bookkeeping.group(key, native_id).await?)
}

/// The work addresses of a customer, each looked at: a server that does not honour the filter lists everybody's.
async fn work_addresses(desk: &Desk<'_>, customer: SimonId) -> Result<Vec<SimonId>, Stop> {
    let simon = &desk.connected.simon;
    let mut addresses = Vec::new();
    for key in simon.keys_under(SimonTable::Location, Parent::Customer(customer)).await? {
        match simon.location(key.id).await? {
            None => {}
            Some(location) if location.customer == Some(customer) => addresses.push(key.id),
            Some(_) => return Err(unsettled::not_asked_for().into()),
        }
        if addresses.len() > ADDRESSES_MOST {
            break;
        }
    }
    Ok(addresses)
}

/// What the keys of the problems of records that do not go begin with.
pub(super) fn problem_keys(stream: Stream) -> String {
    format!("stays#{}#", stream.as_str())
}

/// The key of the problem of a record that does not go.
pub(super) fn problem_key(removal: &Removal) -> String {
    problem_keys(removal.stream) + &removal.simon.to_string()
}
