//! The full compare: every record that came across, field by field, against bookkeeping (P3).
//!
//! It should find nothing. A difference is a warning that says why it was there: somebody changed or deleted the record
//! in Simple-Simon, or a pull missed a change; and it is put right by the pull.
//!
//! Guarantees: what the next pull would bring anyway is no difference. Where what a record's link says was written is not
//! what bookkeeping says now, bookkeeping is asked what changed since the pull's watermark: the pull missed the change
//! only if that answer does not hold the record.

use std::collections::BTreeSet;

use futures::future::join_all;
use jiff::Timestamp;
use koppel_bookkeeping::Row;
use koppel_domain::cleanup::Standing;
use koppel_domain::failure::{Failure, System};
use koppel_domain::listing::Doubt;
use koppel_domain::message::{Concern, Message, Missed, Table};
use koppel_domain::records::{Record, RecordKey, Stream};
use koppel_store::{Lease, Link};

use super::listing::list_key;
use super::standing::Groups;
use super::{CleanupCursor, Part, Round, Shift};
use crate::context::Stop;
use crate::drafts;
use crate::frame::Desk;
use crate::pull::PullCursor;

/// Records between two checkpoints.
const SLICE: usize = 200;
/// Most differences that are told one by one in a round.
const TOLD_MOST: u64 = 100;
/// Most pages of changes that are read to see what the next pull would bring.
const CHANGES_PAGES: usize = 50;

/// What a look at one record found.
enum Look {
    Same,
    /// Somebody changed these fields in Simple-Simon.
    ByHand(Vec<&'static str>),
    /// Somebody deleted it there.
    Deleted,
    /// It is not across as bookkeeping has it now.
    NotAcross,
    /// Simple-Simon gave no usable answer about it.
    NotRead,
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
            if self.desk.is_late(self.desk.context.limits.last_call) {
                return Ok(false);
            }
            let page = self.desk.connected.bookkeeping.page(stream, None, after.as_ref()).await?;
            if past.is_none() {
                round.tally.page(page.rows.len() as u64, 0, page.remaining);
            }
            let rows = behind(page.rows, past.as_ref());
            let mut rows = rows.as_slice();
            while !rows.is_empty() {
                let slice = rows.get(..SLICE).unwrap_or(rows);
                let done = self.compare_slice(stream, slice, &groups, round, lease).await?;
                let (behind, left) = rows.split_at(done);
                if let Some(past) = behind.iter().rev().find_map(key_of).cloned() {
                    round.part = Part::Compare { stream, after: after.clone(), past: Some(past) };
                    self.keep_round(round, lease).await?;
                }
                if done < slice.len() {
                    return Ok(false);
                }
                rows = left;
            }
            let next = page.next.map(|after| (stream, Some(after)));
            let following = || {
                let place = Stream::ALL.iter().position(|of| *of == stream)?;
                Stream::ALL.get(place + 1).map(|stream| (*stream, None))
            };
            if next.is_none() {
                self.judge(stream, round).await?;
            }
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
        match tally.complete(tally.rows(), known) {
            Ok(()) | Err(Doubt::Untold) => {}
            Err(doubt) => {
                round.is_whole = false;
                let (table, system) = (Table::from(stream), System::Imuis);
                let (count, total) = (tally.rows(), tally.told());
                let message = Message::ListingDoubted { table, system, doubt, count, total };
                self.notebook.open(Table::Link, &list_key(stream), message, self.desk.now());
            }
        }
        Ok(())
    }

    /// Compares some records; how many of the rows are done, which are fewer where there was too little time.
    async fn compare_slice(
        &mut self,
        stream: Stream,
        rows: &[Row],
        groups: &Groups,
        round: &mut Round,
        lease: &mut Lease<CleanupCursor>,
    ) -> Result<usize, Stop> {
        let is_wanted = |row: &&Row| groups.standing((*row).clone()).1 == Standing::Wanted;
        let keys: Vec<RecordKey> = rows.iter().filter_map(key_of).cloned().collect();
        let links = self.desk.tenant.links(stream, &keys).await?;
        let mut not_across = Vec::new();
        let mut differs = BTreeSet::new();
        let mut done = 0;
        for group in rows.chunks(self.desk.context.limits.reads_at_once.max(1)) {
            if self.desk.is_late(self.desk.context.limits.last_call) {
                break;
            }
            done += group.len();
            let group: Vec<&Record> = group.iter().filter(is_wanted).filter_map(record_of).collect();
            self.counts.add("compared", group.len() as u64);
            let looks = group.iter().map(|record| look(self.desk, groups, record, links.get(record.key())));
            for (record, look) in group.iter().zip(join_all(looks).await) {
                round.records += 1;
                match look? {
                    Look::Same => {}
                    Look::NotRead => self.counts.add("not compared", 1),
                    Look::NotAcross => not_across.push(*record),
                    Look::ByHand(fields) => {
                        self.differs(record, fields.join(", "), Missed::ByHand, round);
                        differs.insert(record.key().clone());
                    }
                    Look::Deleted => {
                        self.differs(record, String::new(), Missed::Deleted, round);
                        differs.insert(record.key().clone());
                    }
                }
            }
        }
        differs.extend(self.missed(stream, not_across, round).await?);
        self.hand_over(stream, differs, lease).await?;
        Ok(done)
    }

    /// Which of the records that are not across the pull missed, and does not try again either.
    async fn missed(
        &mut self,
        stream: Stream,
        records: Vec<&Record>,
        round: &mut Round,
    ) -> Result<BTreeSet<RecordKey>, Stop> {
        let mut missed = BTreeSet::new();
        if records.is_empty() {
            return Ok(missed);
        }
        let Some(watermark) = self.watermark(stream).await? else { return Ok(missed) };
        let coming = self.changed_since(stream, watermark).await?;
        let table = Table::from(stream);
        for record in records {
            let key = record.key();
            if coming.contains(key) || self.is_open(table, key).await? {
                continue;
            }
            let at = watermark.to_string();
            self.differs(record, String::new(), Missed::Pull { at }, round);
            missed.insert(key.clone());
        }
        Ok(missed)
    }

    /// Up to when the pull brought everything of a stream; `None` while it reads it in full.
    async fn watermark(&self, stream: Stream) -> Result<Option<Timestamp>, Stop> {
        let Some((cursor, _)) = self.desk.tenant.peek(Concern::Pull).await? else { return Ok(None) };
        let cursor: PullCursor = serde_json::from_value(cursor).unwrap_or_default();
        Ok(cursor.streams.get(&stream).and_then(|stream| stream.watermark))
    }

    /// What the next pull would read of a stream.
    async fn changed_since(&self, stream: Stream, since: Timestamp) -> Result<BTreeSet<RecordKey>, Stop> {
        let mut keys = BTreeSet::new();
        let mut after = None;
        for _ in 0..CHANGES_PAGES {
            let page = self.desk.connected.bookkeeping.page(stream, Some(since), after.as_ref()).await?;
            keys.extend(page.rows.iter().filter_map(key_of).cloned());
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(keys)
    }

    /// The record is an open problem of the pull, which tries it again.
    async fn is_open(&self, table: Table, key: &RecordKey) -> Result<bool, Stop> {
        Ok(self.desk.tenant.problem(table, key.as_str()).await?.is_some())
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

/// Looks at one record on both sides.
async fn look(desk: &Desk<'_>, groups: &Groups, record: &Record, link: Option<&Link>) -> Result<Look, Stop> {
    if !groups.can_tell(record.stream()) {
        return Ok(Look::NotRead);
    }
    let membership = groups.membership(record);
    let Some(link) = link else { return Ok(Look::NotAcross) };
    if link.digest.as_ref() != Some(&drafts::digest(record, membership)) {
        return Ok(Look::NotAcross);
    }
    let simon = &desk.connected.simon;
    let mut cuts = Vec::new();
    let draft = drafts::of(record, membership, &mut cuts);
    let found = match simon.differs(link.simon, &draft).await {
        Ok(found) => found,
        Err(Failure::Refused { .. } | Failure::Unreadable { .. }) => return Ok(Look::NotRead),
        Err(failure) => return Err(failure.into()),
    };
    let Some(mut fields) = found else { return Ok(Look::Deleted) };
    if let Record::Customer(customer) = record {
        let Some(location) = link.location else { return Ok(Look::NotAcross) };
        let draft = drafts::first_work_address(customer, link.simon, &mut cuts);
        match simon.differs(location, &draft).await {
            Ok(Some(others)) => {
                let new: Vec<_> = others.into_iter().filter(|field| !fields.contains(field)).collect();
                fields.extend(new);
            }
            Ok(None) => return Ok(Look::Deleted),
            Err(Failure::Refused { .. } | Failure::Unreadable { .. }) => return Ok(Look::NotRead),
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(if fields.is_empty() { Look::Same } else { Look::ByHand(fields) })
}

/// The rows of a page behind a record; all of them where it is not there any more and none before it was compared.
fn behind(rows: Vec<Row>, past: Option<&RecordKey>) -> Vec<Row> {
    let Some(past) = past else { return rows };
    match rows.iter().position(|row| key_of(row) == Some(past)) {
        Some(place) => rows.into_iter().skip(place + 1).collect(),
        None => rows,
    }
}

fn key_of(row: &Row) -> Option<&RecordKey> {
    match row {
        Row::Record(record) => Some(record.key()),
        Row::Faulty { key, .. } => key.as_ref(),
    }
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
            Row::Record(Record::ArticleGroup(ArticleGroup { key, name: "Kranen".to_owned(), blocked: false }))
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
}
