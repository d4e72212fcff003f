//! Which quotes changed, page by page, from the watermark to the next: by their headers, and then by their lines, since a
//! quote may say nothing of a change of its lines.
//!
//! Guarantees: a reading that is ended by whatever goes on behind the last quote that it settled.

use std::collections::HashMap;

use jiff::Timestamp;
use koppel_bookkeeping::{Bookkeeping, PageMark, QuoteLineRow, QuoteRow};
use koppel_domain::digest::Digest;
use koppel_domain::failure::Failure;
use koppel_domain::records::RecordKey;
use koppel_store::{Lease, QuoteEntry};

use super::deciding::may_be_its_own;
use super::{QuotesCursor, Reading, Shift, Track};
use crate::context::Stop;

/// Most page digests kept; pages beyond them are gone through quote by quote.
const PAGES_KEPT: usize = 64;

/// What says that a quote changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Header,
    Lines,
}

/// A quote that changed.
enum Changed {
    /// Its header came along.
    Header(QuoteRow),
    /// Only its number is known.
    Number(RecordKey),
}

/// A page of quotes that changed.
pub(super) struct Page {
    changed: Vec<Changed>,
    pub(super) digest: Digest,
    pub(super) next: Option<PageMark>,
}

impl Page {
    /// Quotes that came with their headers.
    pub(super) fn headers(&self) -> u64 {
        self.changed.iter().filter(|changed| matches!(changed, Changed::Header(_))).count() as u64
    }
}

impl QuotesCursor {
    const fn track(&mut self, by: By) -> &mut Track {
        match by {
            By::Header => &mut self.headers,
            By::Lines => &mut self.lines,
        }
    }
}

impl Shift<'_> {
    /// Settles every quote that changed, by what says so; `false` = there was too little time for all.
    pub(super) async fn read_changed(
        &mut self,
        by: By,
        lease: &mut Lease<QuotesCursor>,
    ) -> Result<bool, Stop> {
        let desk = self.desk;
        let track = lease.cursor.track(by);
        let mut reading = track.reading.clone().unwrap_or_else(|| Reading {
            began_at: desk.now(),
            since: track.watermark.map_or(self.from, |watermark| watermark.max(self.from)),
            after: None,
            past: None,
            pages: Vec::new(),
        });
        let version = desk.opened.profile.settings.version;
        let known = if track.pages.0 == version { track.pages.1.clone() } else { Vec::new() };
        loop {
            if desk.is_late(desk.context.limits.last_call) {
                return Ok(false);
            }
            let page = page(&*desk.connected.bookkeeping, by, reading.since, reading.after.as_ref()).await?;
            self.counts.add("read", page.headers());
            let as_it_was = known.get(reading.pages.len()) == Some(&page.digest) && !desk.unsettled;
            if !as_it_was {
                let changed = behind(page.changed, reading.past.as_ref());
                let through = self.settle(changed, &mut reading.past).await;
                // What is settled is kept, however it ended.
                lease.cursor.track(by).reading = Some(reading.clone());
                if !through? {
                    return Ok(false);
                }
            }
            if reading.pages.len() < PAGES_KEPT {
                reading.pages.push(page.digest);
            }
            (reading.after, reading.past) = (page.next, None);
            if reading.after.is_none() {
                *lease.cursor.track(by) = Track {
                    watermark: Some(reading.began_at),
                    reading: None,
                    pages: (version, reading.pages),
                };
                return Ok(true);
            }
            lease.cursor.track(by).reading = Some(reading.clone());
            desk.checkpoint(lease, &lease.cursor).await?;
        }
    }

    /// Settles the quotes of a page, and keeps which one is the last that is; `false` = there was too little time.
    async fn settle(&mut self, changed: Vec<Changed>, past: &mut Option<RecordKey>) -> Result<bool, Stop> {
        let numbers: Vec<RecordKey> = changed.iter().filter_map(number_of).cloned().collect();
        let mut entries: HashMap<RecordKey, QuoteEntry> = self.desk.tenant.quotes(&numbers).await?;
        for changed in changed {
            if self.desk.is_late(self.desk.context.limits.last_call) {
                return Ok(false);
            }
            let number = number_of(&changed).cloned();
            let entry = number.as_ref().and_then(|number| entries.remove(number));
            let in_time = match changed {
                Changed::Header(row) => self.consider(row, entry).await?,
                Changed::Number(number) => self.look_at(&number, entry).await?,
            };
            if !in_time {
                return Ok(false);
            }
            self.notebook.store().await?;
            *past = number.or(past.take());
        }
        Ok(true)
    }

    /// A quote that is known by its number; `false` = there was too little time.
    async fn look_at(&mut self, number: &RecordKey, entry: Option<QuoteEntry>) -> Result<bool, Stop> {
        if let Some(entry) = entry.as_ref().filter(|entry| entry.is_coming()) {
            return self.go_on(entry.clone()).await;
        }
        match self.desk.connected.bookkeeping.quote(number).await {
            Ok(Some(row)) => self.consider(row, entry).await,
            // Its lines are there, it is not: it comes with its header.
            Ok(None) => Ok(true),
            Err(failure) if may_be_its_own(&failure) => {
                self.not_read(number, failure)?;
                Ok(true)
            }
            Err(failure) => Err(failure.into()),
        }
    }
}

/// A page of what changed.
pub(super) async fn page(
    bookkeeping: &dyn Bookkeeping,
    by: By,
    since: Timestamp,
    after: Option<&PageMark>,
) -> Result<Page, Failure> {
    Ok(match by {
        By::Header => {
            let page = bookkeeping.quotes(Some(since), after).await?;
            let digest = Digest::of(&page.rows.iter().map(row_digest).collect::<Vec<_>>());
            let changed = page.rows.into_iter().map(Changed::Header).collect();
            Page { changed, digest, next: page.next }
        }
        By::Lines => {
            let page = bookkeeping.changed_quote_lines(since, after).await?;
            let digest = Digest::of(&page.quotes.iter().map(lines_digest).collect::<Vec<_>>());
            let changed = page.quotes.into_iter().map(|(number, _)| Changed::Number(number)).collect();
            Page { changed, digest, next: page.next }
        }
    })
}

/// What is left of a page behind a quote; all of it where that is not there any more.
fn behind(changed: Vec<Changed>, past: Option<&RecordKey>) -> Vec<Changed> {
    let Some(past) = past else { return changed };
    match changed.iter().position(|changed| number_of(changed) == Some(past)) {
        Some(place) => changed.into_iter().skip(place + 1).collect(),
        None => changed,
    }
}

const fn number_of(changed: &Changed) -> Option<&RecordKey> {
    match changed {
        Changed::Number(number) => Some(number),
        Changed::Header(QuoteRow::Quote(quote)) => Some(&quote.number),
        Changed::Header(QuoteRow::Faulty { number, .. }) => number.as_ref(),
    }
}

fn row_digest(row: &QuoteRow) -> Digest {
    match row {
        QuoteRow::Quote(quote) => Digest::of(quote),
        QuoteRow::Faulty { number, field, value } => Digest::of(&(number, field, value)),
    }
}

fn lines_digest((number, lines): &(RecordKey, Vec<QuoteLineRow>)) -> Digest {
    let lines: Vec<Digest> = lines
        .iter()
        .map(|line| match line {
            Ok(line) => Digest::of(line),
            Err(fault) => Digest::of(fault),
        })
        .collect();
    Digest::of(&(number, lines))
}
