//! The full compare: every record that came across, field by field, against bookkeeping (P3).
//!
//! It should find nothing. A difference is a warning that says why it was there: somebody changed or deleted the record
//! in Simple-Simon, or a pull missed a change; and it is put right by the pull.
//!
//! Guarantees: what the next pull would bring anyway is no difference. Where what a record's link says was written is not
//! what bookkeeping says now, bookkeeping is asked what changed since the pull's watermark: the pull missed the change
//! only if that answer does not hold the record. A record that cannot be read holds up no other; several in a row end
//! the run where Simple-Simon gives no list either. What was compared is kept, however the run ends.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use koppel_bookkeeping::Row;
use koppel_domain::cleanup::Standing;
use koppel_domain::failure::{Failure, System};
use koppel_domain::listing::Doubt;
use koppel_domain::message::{Concern, Message, Missed, Table};
use koppel_domain::records::{Record, RecordKey, Stream};
use koppel_domain::wall_clock;
use koppel_simple_simon::{SimpleSimon, Table as SimonTable};
use koppel_store::{Lease, Link};

use super::listing::list_key;
use super::look::{Look, look};
use super::standing::Groups;
use super::{CleanupCursor, Part, Round, Shift};
use crate::context::Stop;
use crate::pull::reading::page_digest;
use crate::pull::{PullCursor, StreamCursor};
use crate::throttle::{Halted, Step, work_through};

/// Records between two checkpoints.
const SLICE: usize = 200;
/// Records whose looks are entered together.
const GROUP: usize = 10;
/// This many records in a row that cannot be read are their own bad luck only while Simple-Simon still gives its lists;
/// else the run ends.
const UNREAD_MOST: u32 = 10;
/// This many in one run are no longer, whatever it gives.
const UNREAD_IN_ALL: u64 = 100;
/// Most differences that are told one by one in a round.
const TOLD_MOST: u64 = 100;
/// Most pages of changes that are read to see what the next pull would bring.
const CHANGES_PAGES: usize = 50;

/// What the next pull would read of a stream.
pub(super) struct Coming {
    stream: Stream,
    /// Up to when the last pull brought everything.
    watermark: Timestamp,
    keys: BTreeSet<RecordKey>,
}

/// A record that differs, in which fields, and why.
type Difference = (RecordKey, String, Missed);

/// What a look at some records found.
#[derive(Default)]
struct Found {
    records: u64,
    /// Somebody changed these records in Simple-Simon, or deleted them there.
    in_simon: Vec<Difference>,
    not_across: Vec<RecordKey>,
}

impl Shift<'_> {
    /// Compares what is left to compare; `false` = there was too little time for all.
    pub(super) async fn compare(
        &mut self,
        round: &mut Round,
        lease: &mut Lease<CleanupCursor>,
    ) -> Result<bool, Stop> {
        let groups = self.learn_groups().await?;
        while let Part::Compare { stream, after, past } = round.part.clone() {
            self.desk.in_time()?;
            let page = self.desk.connected.bookkeeping.page(stream, None, after.as_ref()).await?;
            let (count, remaining) = (page.rows.len() as u64, page.remaining);
            let twice = twice_on(&page.rows);
            let rows = behind(page.rows, past.as_ref());
            let mut rows = rows.as_slice();
            while !rows.is_empty() {
                let slice = rows.get(..SLICE).unwrap_or(rows);
                let (done, stop) = self.compare_slice(stream, slice, &groups, round, lease).await?;
                let (behind, left) = rows.split_at(done);
                if let Some(past) = behind.iter().rev().find_map(Row::key).cloned() {
                    round.part = Part::Compare { stream, after: after.clone(), past: Some(past) };
                    self.keep_round(round, lease).await?;
                }
                if let Some(stop) = stop {
                    return Err(stop);
                }
                rows = left;
            }
            round.tally.page(count, 0, remaining);
            round.twice += twice;
            let next = page.next.map(|after| (stream, Some(after)));
            if next.is_none() {
                self.judge(stream, round).await?;
            }
            let following = || {
                let place = Stream::ALL.iter().position(|of| *of == stream)?;
                Stream::ALL.get(place + 1).map(|stream| (*stream, None))
            };
            match next.or_else(following) {
                Some((stream, after)) => round.part = Part::Compare { stream, after, past: None },
                None => return Ok(true),
            }
            self.keep_round(round, lease).await?;
        }
        Ok(true)
    }

    /// Whether what was compared of a stream was all of it, by bookkeeping's own counts.
    async fn judge(&mut self, stream: Stream, round: &mut Round) -> Result<(), Stop> {
        let known = self.desk.tenant.all_links(stream, None, 1).await?.0.len() as u64;
        let tally = std::mem::take(&mut round.tally);
        // Pages do not overlap; a record that is twice on one hides one that did not come.
        let distinct = tally.rows().saturating_sub(std::mem::take(&mut round.twice));
        match tally.complete(distinct, known) {
            Ok(()) | Err(Doubt::Untold) => {}
            Err(doubt) => {
                round.is_whole = false;
                let (table, system) = (Table::from(stream), self.desk.connected.bookkeeping.system());
                let (count, total) = (tally.rows(), tally.told());
                let message = Message::ListingDoubted { table, system, doubt, count, total };
                self.notebook.open(Table::Link, &list_key(stream), message, self.desk.now());
            }
        }
        Ok(())
    }

    /// Compares some records; how many of the rows are done, and why not all are.
    async fn compare_slice(
        &mut self,
        stream: Stream,
        rows: &[Row],
        groups: &Groups,
        round: &mut Round,
        lease: &mut Lease<CleanupCursor>,
    ) -> Result<(usize, Option<Stop>), Stop> {
        let keys: Vec<RecordKey> = rows.iter().filter_map(Row::key).cloned().collect();
        let links = self.desk.tenant.links_of_page(stream, &keys).await?;
        let unread = AtomicU32::new(0);
        let mut found = Found::default();
        let (mut done, mut stop) = (0, None);
        for group in rows.chunks(GROUP) {
            let (looked_at, why) = self.look_at(group, groups, &links, &unread, &mut found, round).await;
            done += looked_at;
            stop = why;
            if stop.is_some() {
                break;
            }
        }
        let mut differing = self.in_simon(stream, found.in_simon, &links).await?;
        differing.extend(self.missed(stream, found.not_across, round).await?);
        // Counted and told once all of it is known: what fails before this is looked at once more.
        round.records += found.records;
        let records: BTreeMap<&RecordKey, &Record> =
            rows.iter().filter_map(record_of).map(|record| (record.key(), record)).collect();
        let mut keys = BTreeSet::new();
        for (key, field, missed) in differing {
            if let Some(record) = records.get(&key) {
                self.differs(record, field, missed, round);
            }
            keys.insert(key);
        }
        self.keep_for_the_pull(stream, keys, lease).await?;
        Ok((done, stop))
    }

    /// Looks at a few records at once; how many rows from the first one on are done, and why not all are. However little time a
    /// run has left for it, it comes on.
    async fn look_at(
        &mut self,
        rows: &[Row],
        groups: &Groups,
        links: &HashMap<RecordKey, Link>,
        unread: &AtomicU32,
        found: &mut Found,
        round: &mut Round,
    ) -> (usize, Option<Stop>) {
        let desk = self.desk;
        let is_wanted = |row: &&Row| groups.standing((*row).clone()).1 == Standing::Wanted;
        let mut queue: VecDeque<&Record> = rows.iter().filter(is_wanted).filter_map(record_of).collect();
        let is_patient = self.counts.get("not compared") < UNREAD_IN_ALL;
        let start = |record| async move {
            match look(&desk.connected.simon, groups, record, links.get(record.key())).await {
                Ok(look) => {
                    unread.store(0, Ordering::Relaxed);
                    Step::Done((record, Ok(look)))
                }
                Err(Failure::Busy { retry_after, .. }) => Step::Busy(record, retry_after),
                Err(failure) if matches!(failure, Failure::Access { .. }) => {
                    Step::Halt((record, Err(failure)))
                }
                Err(failure) => {
                    let many = unread.fetch_add(1, Ordering::Relaxed) + 1 >= UNREAD_MOST;
                    if many && !(is_patient && still_answers(&desk.connected.simon).await) {
                        return Step::Halt((record, Err(failure)));
                    }
                    // It alone cannot be read, or those beside it too.
                    Step::Done((record, Ok(Look::NotRead)))
                }
            }
        };
        let end = desk.end - desk.context.limits.last_call;
        let clock = &*desk.context.clock;
        let (looks, halted) = work_through(&mut self.reads, clock, end, &mut queue, start).await;
        let stop = match halted {
            None => None,
            Some(Halted::OutOfTime) => Some(Stop::Later),
            Some(Halted::Busy(retry_after)) => {
                Some(Failure::Busy { system: System::SimpleSimon, retry_after }.into())
            }
            Some(Halted::Told) => {
                let failure = looks.into_iter().find_map(|(_, look)| look.err());
                return (0, Some(failure.map_or(Stop::Later, Stop::Package)));
            }
        };
        let looked_at: BTreeSet<&RecordKey> = looks.iter().map(|(record, _)| record.key()).collect();
        let is_done = |row: &&Row| {
            !is_wanted(row) || record_of(row).is_none_or(|record| looked_at.contains(record.key()))
        };
        let done = rows.iter().take_while(is_done).count();
        let of_done: BTreeSet<&RecordKey> =
            rows.iter().take(done).filter_map(record_of).map(Record::key).collect();
        for (record, look) in looks {
            let Some(look) = look.ok().filter(|_| of_done.contains(record.key())) else { continue };
            let key = || record.key().clone();
            found.records += 1;
            self.counts.add("compared", 1);
            match look {
                Look::Same => {}
                Look::NotRead => {
                    round.is_whole = false;
                    self.counts.add("not compared", 1);
                }
                Look::NotAcross => found.not_across.push(key()),
                Look::ByHand(fields) => found.in_simon.push((key(), fields.join(", "), Missed::ByHand)),
                Look::Deleted => found.in_simon.push((key(), String::new(), Missed::Deleted)),
            }
        }
        (done, stop)
    }

    /// Which of the records that seem changed in Simple-Simon were not just written by a pull.
    async fn in_simon(
        &self,
        stream: Stream,
        found: Vec<Difference>,
        links: &HashMap<RecordKey, Link>,
    ) -> Result<Vec<Difference>, Stop> {
        if found.is_empty() {
            return Ok(found);
        }
        let keys: Vec<RecordKey> = found.iter().map(|(key, ..)| key.clone()).collect();
        let now = self.desk.tenant.links(stream, &keys).await?;
        Ok(found.into_iter().filter(|(key, ..)| now.get(key) == links.get(key)).collect())
    }

    /// Which of the records that are not across the pull missed, and does not try again either.
    async fn missed(
        &mut self,
        stream: Stream,
        keys: Vec<RecordKey>,
        round: &mut Round,
    ) -> Result<Vec<Difference>, Stop> {
        let mut missed = Vec::new();
        if keys.is_empty() {
            return Ok(missed);
        }
        let Some(coming) = self.coming(stream).await? else {
            // The pull is reading everything, or more than can be looked through: what is not across yet is its own.
            round.is_whole = false;
            return Ok(missed);
        };
        let at = shown(coming.watermark);
        let unforeseen: Vec<RecordKey> = keys.into_iter().filter(|key| !coming.keys.contains(key)).collect();
        for key in unforeseen {
            if self.desk.tenant.problem(Table::from(stream), key.as_str()).await?.is_none() {
                missed.push((key, String::new(), Missed::Pull { at: at.clone() }));
            }
        }
        Ok(missed)
    }

    /// What the next pull would read of a stream; `None` while it reads all of it, or where that is too much.
    async fn coming(&mut self, stream: Stream) -> Result<Option<&Coming>, Stop> {
        let peeked = self.desk.tenant.peek(Concern::Pull).await?;
        let cursor: Option<PullCursor> = peeked.and_then(|(cursor, _)| serde_json::from_value(cursor).ok());
        let before = cursor.and_then(|mut cursor| cursor.streams.remove(&stream));
        let Some(StreamCursor { watermark: Some(watermark), pages, .. }) = before else { return Ok(None) };
        let is_it = |coming: &Coming| coming.stream == stream && coming.watermark == watermark;
        if !self.coming.as_ref().is_some_and(is_it) {
            self.coming = None;
            let mut keys = BTreeSet::new();
            let mut after = None;
            for place in 0..CHANGES_PAGES {
                self.desk.in_time()?;
                let bookkeeping = &self.desk.connected.bookkeeping;
                let page = bookkeeping.page(stream, Some(watermark), after.as_ref()).await?;
                // A page that is as the pull saw it last is passed over, whatever became of its records since.
                if pages.get(place) != Some(&page_digest(&page)) {
                    keys.extend(page.rows.iter().filter_map(Row::key).cloned());
                }
                after = page.next;
                if after.is_none() {
                    self.coming = Some(Coming { stream, watermark, keys });
                    break;
                }
            }
        }
        Ok(self.coming.as_ref())
    }

    fn differs(&mut self, record: &Record, field: String, missed: Missed, round: &mut Round) {
        self.counts.add("differences", 1);
        round.differences += 1;
        if round.told >= TOLD_MOST {
            return;
        }
        round.told += 1;
        let table = Table::from(record.stream());
        let (number, name) = (record.key().to_string(), record.name().to_owned());
        let message = Message::RecordDiffers { table, number, name, field, missed };
        self.notebook.tell(self.desk.now(), message);
    }
}

/// Simple-Simon still gives the shortest of its lists.
async fn still_answers(simon: &SimpleSimon) -> bool {
    simon.keys(SimonTable::ItemGroup).await.is_ok()
}

/// A moment as people read it in the Netherlands.
fn shown(moment: Timestamp) -> String {
    wall_clock::at(moment).strftime("%d-%m-%Y %H:%M").to_string()
}

/// The rows of a page behind a record; all of them where it is not there any more.
fn behind(rows: Vec<Row>, past: Option<&RecordKey>) -> Vec<Row> {
    let Some(past) = past else { return rows };
    match rows.iter().position(|row| row.key() == Some(past)) {
        Some(place) => rows.into_iter().skip(place + 1).collect(),
        None => rows,
    }
}

/// How many rows of a page have the number of another before them.
fn twice_on(rows: &[Row]) -> u64 {
    let mut seen = BTreeSet::new();
    rows.iter().filter_map(Row::key).filter(|key| !seen.insert(*key)).count() as u64
}

const fn record_of(row: &Row) -> Option<&Record> {
    match row {
        Row::Record(record) => Some(record),
        Row::Faulty { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use koppel_domain::records::ArticleGroup;

    use super::*;

    fn rows(keys: &[&str]) -> Vec<Row> {
        let row = |key: &&str| {
            let key = RecordKey::new(key).unwrap();
            Row::Record(Record::ArticleGroup(ArticleGroup {
                key,
                name: "Kranen".to_owned(),
                blocked: false,
                native_id: None,
            }))
        };
        keys.iter().map(row).collect()
    }

    #[test]
    fn a_page_is_gone_on_with_behind_the_last_record() {
        let key = |text| RecordKey::new(text).unwrap();
        assert_eq!(behind(rows(&["1", "2", "3"]), Some(&key("2"))), rows(&["3"]));
        assert_eq!(behind(rows(&["1", "3"]), Some(&key("2"))), rows(&["1", "3"]));
        assert_eq!(behind(rows(&["1", "3"]), None), rows(&["1", "3"]));
    }

    #[test]
    fn a_moment_is_shown_by_the_clock_on_the_wall() {
        assert_eq!(shown("2026-11-23T08:05:00Z".parse().unwrap()), "23-11-2026 09:05");
    }
}
