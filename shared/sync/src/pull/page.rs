//! One page settled: every row is across, needs not come across, or is an open problem.
//!
//! Guarantees: links, problems and log rows of all that was done are stored before [`Shift::settle`] returns, unless the
//! store itself fails; the checkpoint is the caller's, after that.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};

use futures::channel::mpsc;
use koppel_bookkeeping::{Page, Row};
use koppel_domain::failure::{Failure, System};
use koppel_domain::message::{Message, Table};
use koppel_domain::records::{Record, RecordKey, RowFault, Stream};
use koppel_domain::safeguard::{self, Safeguard};
use koppel_simple_simon::mapping;
use koppel_store::{Lease, Link};

use super::across::{self, Across, Work};
use super::reading::read_in_full;
use super::{PullCursor, Reading, Shift};
use crate::context::Stop;
use crate::drafts;
use crate::membership::Membership;
use crate::throttle::{Halted, Step, work_through};

/// This many records in a row without a clear answer are no longer their own bad luck: the run ends.
const UNCLEAR_MOST: u32 = 10;
/// Longest number that an open problem is kept under.
const KEY_BYTES: usize = 200;
/// Most numbers that are there twice of which the admin is told.
const MOST_DOUBLES: usize = 100;

impl Shift<'_> {
    /// Settles a page; `false` = there was too little time for all of it.
    pub(super) async fn settle(
        &mut self,
        stream: Stream,
        reading: &Reading,
        page: Page,
        doubtful: bool,
        lease: &mut Lease<PullCursor>,
    ) -> Result<bool, Stop> {
        if lease.cursor.common.next_retry.is_some() || self.desk.unsettled {
            self.notebook.load().await?;
        } else {
            self.notebook.begin_empty();
        }
        let records = self.usable(stream, page.rows, &mut lease.cursor);
        if stream == Stream::ArticleGroups && !self.filter().is_open() {
            self.follow_passing_groups(&records, &mut lease.cursor);
        }
        let groups: Vec<RecordKey> = records.iter().filter_map(group_of).collect();
        self.learn_groups(&mut lease.cursor, &groups).await?;
        let keys: Vec<RecordKey> = records.iter().map(|record| record.key().clone()).collect();
        let links = self.desk.tenant.links_of_page(stream, &keys).await?;
        let queue = self.needed(records, links, doubtful);
        let in_bulk = reading.since.is_none();
        let done = self.carry(stream, queue, in_bulk).await?;
        if done.written > 0 {
            let cursor = lease.cursor.streams.entry(stream).or_default();
            cursor.last_across = Some(self.desk.now());
            if in_bulk {
                let message = Message::ImportProgress {
                    table: stream.into(),
                    written: done.written,
                    done: reading.done + keys.len() as u64,
                    total: reading.total,
                };
                self.notebook.tell(self.desk.now(), message);
            }
        }
        self.notebook.store().await?;
        done.verdict()
    }

    /// Where the filter lets a group through that it did not let through before, its articles did not change by that:
    /// they are read in full once. Which groups passed is kept in the cursor, together with what follows from it.
    fn follow_passing_groups(&self, records: &[Record], cursor: &mut PullCursor) {
        for record in records {
            if self.membership(record) == Membership::FilteredOut {
                cursor.passing_groups.remove(record.key());
            } else if cursor.passing_groups.insert(record.key().clone()) {
                read_in_full(cursor.streams.entry(Stream::Articles).or_default());
            }
        }
    }

    /// The rows that are usable records, each number once; the others are told.
    fn usable(&mut self, stream: Stream, rows: Vec<Row>, cursor: &mut PullCursor) -> Vec<Record> {
        let table = Table::from(stream);
        let mut records: Vec<Record> = Vec::with_capacity(rows.len());
        let mut places: HashMap<RecordKey, usize> = HashMap::with_capacity(rows.len());
        let mut doubles = BTreeSet::new();
        for row in rows {
            match checked(row) {
                Row::Faulty { key, name, fault } => self.unusable(table, key.as_ref(), name, fault),
                Row::Record(record) => match places.get(record.key()) {
                    None => {
                        places.insert(record.key().clone(), records.len());
                        records.push(record);
                    }
                    Some(&place) => {
                        if let Some(before) = records.get_mut(place)
                            && *before != record
                        {
                            doubles.insert(record.key().clone());
                            *before = record;
                        }
                    }
                },
            }
        }
        cursor
            .doubles_told
            .retain(|(of, key)| *of != stream || !places.contains_key(key) || doubles.contains(key));
        for key in doubles {
            let number = key.to_string();
            let is_news =
                cursor.doubles_told.len() < MOST_DOUBLES && cursor.doubles_told.insert((stream, key));
            if is_news {
                self.notebook.tell(self.desk.now(), Message::NumberTwice { table, number });
            }
        }
        records
    }

    /// A row that is no usable record: an open problem, or only a log row where it has no number to know it by, or one
    /// too long to be kept under.
    pub(super) fn unusable(&mut self, table: Table, key: Option<&RecordKey>, name: String, fault: RowFault) {
        self.counts.add("unusable", 1);
        let now = self.desk.now();
        let number = key.map(ToString::to_string).unwrap_or_default();
        let message = Message::RowUnusable { table, number, name, fault };
        match key {
            Some(key) if key.as_str().len() <= KEY_BYTES => {
                self.notebook.open(table, key.as_str(), message, now)
            }
            _ => self.notebook.tell(now, message),
        }
    }

    /// What of the records must go across; the rest is counted, and its problems are closed.
    pub(super) fn needed(
        &mut self,
        records: Vec<Record>,
        mut links: HashMap<RecordKey, Link>,
        doubtful: bool,
    ) -> VecDeque<Work> {
        let mut queue = VecDeque::new();
        for record in records {
            let table = Table::from(record.stream());
            let membership = self.membership(&record);
            let link = links.remove(record.key());
            let digest = drafts::digest(&record, membership);
            let passed_over = if membership == Membership::FilteredOut {
                Some("filtered out")
            } else if link.is_none() && record.blocked() && record.stream() != Stream::ArticleGroups {
                Some("blocked")
            } else if link.as_ref().and_then(|link| link.digest.as_ref()) == Some(&digest)
                && safeguard::stands(Safeguard::Digest)
            {
                Some("unchanged")
            } else {
                None
            };
            if let Some(counter) = passed_over {
                self.counts.add(counter, 1);
                if membership == Membership::Missing {
                    self.group_still_missing(&record);
                } else {
                    self.notebook.close(table, record.key().as_str());
                }
                continue;
            }
            let known_bad = self.notebook.problem(table, record.key().as_str()).is_some();
            let doubtful = doubtful || known_bad;
            let stored = link.clone();
            queue.push_back(Work { record, membership, link, stored, digest, doubtful, known_bad });
        }
        queue
    }

    /// An article came across without its group; it is tried again until the group is there.
    fn group_still_missing(&mut self, record: &Record) {
        let group = group_of(record).map(|key| key.to_string()).unwrap_or_default();
        let (number, name) = (record.key().to_string(), record.name().to_owned());
        let message = Message::GroupMissing { number, name, group };
        self.notebook.open(Table::Article, record.key().as_str(), message, self.desk.now());
    }

    /// Takes all of `queue` across, as far as time and Simple-Simon allow, and stores the links of what is done meanwhile.
    pub(super) async fn carry(
        &mut self,
        stream: Stream,
        mut queue: VecDeque<Work>,
        in_bulk: bool,
    ) -> Result<Carried, Stop> {
        let desk = self.desk;
        let simon = &desk.connected.simon;
        let unclear = &AtomicU32::new(0);
        let end = desk.end - desk.context.limits.last_call;
        let throttle = &mut self.throttle;
        let (links, coming) = mpsc::unbounded();
        let store = |work: &Work| {
            if let Some(news) = work.news() {
                // Where storing failed nobody takes it; the run ends with that failure.
                let _ = links.unbounded_send(news);
            }
        };
        let store = &store;
        let start = |work: Work| async move {
            let step = match across::take(simon, work).await {
                // One that is known for it does not count, else ten of them would end every run at the same place.
                Step::Done(across) if across.work.known_bad && across.failure.is_some() => Step::Done(across),
                Step::Done(across) if across.failure.as_ref().is_some_and(Failure::passes) => {
                    let so_far = unclear.fetch_add(1, Ordering::Relaxed) + 1;
                    if so_far >= UNCLEAR_MOST { Step::Halt(across) } else { Step::Done(across) }
                }
                step => {
                    if matches!(step, Step::Done(_)) {
                        unclear.store(0, Ordering::Relaxed);
                    }
                    step
                }
            };
            if let Step::Done(across) | Step::Halt(across) = &step {
                store(&across.work);
            }
            step
        };
        let writing = async {
            let came = work_through(throttle, &*desk.context.clock, end, &mut queue, start).await;
            // What was told to wait may have come half across.
            queue.iter().for_each(store);
            links.close_channel();
            came
        };
        let ((results, halted), stored) = tokio::join!(writing, desk.tenant.put_links_coming(stream, coming));
        stored?;
        let mut carried = Carried { halted, ..Carried::default() };
        for across in results {
            self.tell_result(across, in_bulk, &mut carried);
        }
        Ok(carried)
    }

    fn tell_result(&mut self, across: Across, in_bulk: bool, carried: &mut Carried) {
        let Across { work, added, cuts, failure } = across;
        let record = &work.record;
        let table = Table::from(record.stream());
        let (number, name) = (record.key().to_string(), record.name().to_owned());
        let now = self.desk.now();
        for cut in cuts.into_iter().filter(|_| failure.is_none()) {
            let (number, name) = (number.clone(), name.clone());
            let field = cut.field.to_owned();
            self.notebook.tell(now, Message::TextCut { table, number, name, field, limit: cut.limit });
        }
        match failure {
            None => {
                self.counts.add(if added { "added" } else { "changed" }, 1);
                carried.written += 1;
                if work.membership == Membership::Missing {
                    return self.group_still_missing(record);
                }
                self.notebook.close(table, record.key().as_str());
                if record.blocked() && record.stream() != Stream::ArticleGroups {
                    self.notebook.tell(now, Message::RecordBlocked { table, number, name });
                } else if !in_bulk && added {
                    self.notebook.tell(now, Message::RecordAdded { table, number, name });
                } else if !in_bulk {
                    self.notebook.tell(now, Message::RecordChanged { table, number, name });
                }
            }
            Some(Failure::Refused { reason, .. }) => {
                self.counts.add("refused", 1);
                let message = Message::RecordRefused { table, number, name, reason };
                self.notebook.open(table, record.key().as_str(), message, now);
            }
            Some(failure) if failure.passes() => {
                self.counts.add("unclear", 1);
                let message = Message::RecordUnclear { table, number, name };
                self.notebook.open(table, record.key().as_str(), message, now);
                carried.failure.get_or_insert(failure);
            }
            // Not this record's own, and so the reason why the rest was not started: its page is read again.
            Some(failure) => carried.failure = Some(failure),
        }
    }
}

/// How a batch went.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// Records added or changed.
    written: u64,
    halted: Option<Halted>,
    failure: Option<Failure>,
}

impl Carried {
    /// `Ok(true)` where all was started, `Ok(false)` where time ran out.
    pub(super) fn verdict(self) -> Result<bool, Stop> {
        match self.halted {
            None => Ok(true),
            Some(Halted::OutOfTime) => Ok(false),
            Some(Halted::Busy(retry_after)) => {
                Err(Stop::Package(Failure::Busy { system: System::SimpleSimon, retry_after }))
            }
            Some(Halted::Told) => match self.failure {
                Some(failure) => Err(Stop::Package(failure)),
                None => Ok(false),
            },
        }
    }
}

fn group_of(record: &Record) -> Option<RecordKey> {
    if let Record::Article(article) = record { article.group.clone() } else { None }
}

/// A row, with the rules that are the same for every package.
pub(crate) fn checked(row: Row) -> Row {
    let Row::Record(record) = row else { return row };
    let fault = record.fault().or_else(|| mapping::ext_key_fits(record.key()).err());
    match fault {
        None => Row::Record(record),
        Some(fault) => Row::Faulty { key: Some(record.key().clone()), name: record.name().to_owned(), fault },
    }
}
