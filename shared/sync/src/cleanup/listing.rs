//! Both sides of a table, listed in full, and whether the lists can be believed (P5).
//!
//! Simple-Simon is listed first: what is added there afterwards is on no plan. Guarantees: a list that is not complete is
//! asked for once more, and then told and not acted upon.

use std::collections::{HashMap, HashSet};

use koppel_bookkeeping::Row;
use koppel_domain::cleanup::{Held, Standing};
use koppel_domain::failure::System;
use koppel_domain::listing::{Doubt, Tally};
use koppel_domain::message::{Message, Table};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::work_order::SimonId;
use koppel_simple_simon::{Key, Table as SimonTable};

use super::Shift;
use super::standing::Groups;
use crate::context::Stop;

/// How often a list is asked for before it is doubted.
const TRIES: u32 = 2;
/// Most records of one table; beyond it the lists would not fit in memory.
const RECORDS_MOST: u64 = 1_000_000;
/// Longest own key that is looked at, in bytes.
const KEY_MOST: usize = 200;
/// So many of the records that are missing from Simple-Simon's list are looked at, to tell a lost list from deletions.
const SAMPLES: usize = 5;

/// Both sides of one table.
pub(super) struct Listing {
    pub(super) held: Vec<Held>,
    pub(super) listed: HashMap<RecordKey, Standing>,
    pub(super) linked: HashMap<RecordKey, SimonId>,
}

/// A list that is not believed.
struct Doubted {
    system: System,
    doubt: Doubt,
    count: u64,
    total: Option<u64>,
}

impl Shift<'_> {
    /// Lists both sides; `None` where one of them cannot be believed, which is told.
    pub(super) async fn list(&mut self, stream: Stream, groups: &Groups) -> Result<Option<Listing>, Stop> {
        let key = list_key(stream);
        let linked = self.linked(stream).await?;
        let listing = match self.held(stream, &linked).await? {
            Err(doubted) => Err(doubted),
            Ok(held) => {
                let listed = self.listed(stream, groups, linked.len() as u64).await?;
                listed.map(|listed| Listing { held, listed, linked })
            }
        };
        match listing {
            Ok(listing) => {
                self.notebook.close(Table::Link, &key);
                Ok(Some(listing))
            }
            Err(Doubted { system, doubt, count, total }) => {
                self.counts.add("lists doubted", 1);
                let message = Message::ListingDoubted { table: stream.into(), system, doubt, count, total };
                self.notebook.open(Table::Link, &key, message, self.desk.now());
                Ok(None)
            }
        }
    }

    /// What Simple-Simon holds. Its list carries no count, so it is held against what we know to be there: it must have
    /// every linked record that can be read.
    async fn held(
        &self,
        stream: Stream,
        linked: &HashMap<RecordKey, SimonId>,
    ) -> Result<Result<Vec<Held>, Doubted>, Stop> {
        let simon = &self.desk.connected.simon;
        let table = simon_table(stream);
        let mut count = 0;
        for _ in 0..TRIES {
            let keys = simon.keys(table).await?;
            count = keys.len();
            let ids: HashSet<SimonId> = keys.iter().map(|key| key.id).collect();
            if ids.len() != keys.len() {
                continue;
            }
            let mut is_whole = true;
            for id in linked.values().filter(|id| !ids.contains(id)).take(SAMPLES) {
                is_whole &= simon.summary(table, *id).await?.is_none();
            }
            if is_whole {
                // What nobody can have given as a number is left alone.
                let is_short = |key: &Key| key.ext_key.as_ref().is_none_or(|text| text.len() <= KEY_MOST);
                let held = keys.into_iter().filter(is_short).map(|key| Held {
                    simon: key.id,
                    ext_key: key.ext_key.as_deref().and_then(RecordKey::new),
                });
                return Ok(Ok(held.collect()));
            }
        }
        let doubt = if count == 0 { Doubt::Empty } else { Doubt::Counts };
        let total = Some(linked.len() as u64);
        Ok(Err(Doubted { system: System::SimpleSimon, doubt, count: count as u64, total }))
    }

    /// How every record of bookkeeping stands.
    async fn listed(
        &self,
        stream: Stream,
        groups: &Groups,
        known: u64,
    ) -> Result<Result<HashMap<RecordKey, Standing>, Doubted>, Stop> {
        let mut before: Option<HashMap<RecordKey, Standing>> = None;
        let system = self.desk.connected.bookkeeping.system();
        let mut doubted = Doubted { system, doubt: Doubt::Empty, count: 0, total: None };
        for _ in 0..TRIES {
            let (listed, tally) = self.read_all(stream, groups).await?;
            doubted.count = tally.rows();
            doubted.total = tally.told();
            match tally.complete(listed.len() as u64, known) {
                Ok(()) => return Ok(Ok(listed)),
                // Without a count, the same answer twice is the package's word.
                Err(Doubt::Untold) if before.as_ref() == Some(&listed) => return Ok(Ok(listed)),
                Err(doubt) => doubted.doubt = doubt,
            }
            before = Some(listed);
        }
        Ok(Err(doubted))
    }

    async fn read_all(
        &self,
        stream: Stream,
        groups: &Groups,
    ) -> Result<(HashMap<RecordKey, Standing>, Tally), Stop> {
        let mut listed = HashMap::new();
        let mut tally = Tally::default();
        let mut after = None;
        loop {
            self.desk.in_time()?;
            let page = self.desk.connected.bookkeeping.page(stream, None, after.as_ref()).await?;
            let nameless =
                page.rows.iter().filter(|row| matches!(row, Row::Faulty { key: None, .. })).count();
            tally.page(page.rows.len() as u64, nameless as u64, page.remaining);
            for row in page.rows {
                if let (Some(key), standing) = groups.standing(row) {
                    listed.insert(key, standing);
                }
            }
            after = page.next;
            if after.is_none() || tally.rows() > RECORDS_MOST {
                return Ok((listed, tally));
            }
        }
    }
}

/// The key of the problem of a list that is not believed.
pub(super) fn list_key(stream: Stream) -> String {
    format!("list#{}", stream.as_str())
}

/// The table of Simple-Simon that a stream flows into.
pub(super) const fn simon_table(stream: Stream) -> SimonTable {
    match stream {
        Stream::ArticleGroups => SimonTable::ItemGroup,
        Stream::Articles => SimonTable::Item,
        Stream::Customers => SimonTable::Customer,
    }
}
