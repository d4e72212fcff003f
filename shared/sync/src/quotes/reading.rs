//! Which quotes changed, page by page, from the watermark to the next: by their headers, and then by their lines, since a
//! quote may say nothing of a change of its lines.

use std::collections::HashMap;

use koppel_bookkeeping::{QuoteLineRow, QuoteRow};
use koppel_domain::digest::Digest;
use koppel_domain::failure::Failure;
use koppel_domain::records::RecordKey;
use koppel_store::{Lease, QuoteEntry};

use super::{QuotesCursor, Reading, Shift};
use crate::context::Stop;

/// Most page digests kept; pages beyond them are gone through quote by quote.
const PAGES_KEPT: usize = 64;
/// Most pages of changed lines in one run.
const LINE_PAGES_MOST: usize = 50;

impl Shift<'_> {
    /// Settles every quote whose header changed; `false` = there was too little time for all.
    pub(super) async fn read_changed(&mut self, lease: &mut Lease<QuotesCursor>) -> Result<bool, Stop> {
        let desk = self.desk;
        let cursor = &lease.cursor;
        let mut reading = cursor.reading.clone().unwrap_or_else(|| Reading {
            began_at: desk.now(),
            since: cursor.watermark.map_or(self.from, |watermark| watermark.max(self.from)),
            after: None,
            past: None,
            pages: Vec::new(),
        });
        let version = desk.opened.profile.settings.version;
        let known = if cursor.pages.0 == version { cursor.pages.1.clone() } else { Vec::new() };
        loop {
            if desk.is_late(desk.context.limits.last_call) {
                return Ok(false);
            }
            let page = desk.connected.bookkeeping.quotes(Some(reading.since), reading.after.as_ref()).await?;
            self.counts.add("read", page.rows.len() as u64);
            let digest = Digest::of(&page.rows.iter().map(row_digest).collect::<Vec<_>>());
            let as_it_was = known.get(reading.pages.len()) == Some(&digest) && !desk.unsettled;
            if !as_it_was {
                let rows = behind(page.rows, reading.past.as_ref());
                let (through, past) = self.settle(rows).await?;
                reading.past = past.or(reading.past);
                lease.cursor.reading = Some(reading.clone());
                if !through {
                    return Ok(false);
                }
            }
            if reading.pages.len() < PAGES_KEPT {
                reading.pages.push(digest);
            }
            (reading.after, reading.past) = (page.next, None);
            if reading.after.is_none() {
                lease.cursor.watermark = Some(reading.began_at);
                lease.cursor.pages = (version, reading.pages);
                lease.cursor.reading = None;
                return Ok(true);
            }
            lease.cursor.reading = Some(reading.clone());
            desk.checkpoint(lease, &lease.cursor).await?;
        }
    }

    /// Settles the quotes whose lines changed and that did not come along yet; `false` = there was too little time.
    pub(super) async fn read_changed_lines(&mut self, lease: &mut Lease<QuotesCursor>) -> Result<bool, Stop> {
        let desk = self.desk;
        let version = desk.opened.profile.settings.version;
        let known = if lease.cursor.lines.0 == version { lease.cursor.lines.1.clone() } else { Vec::new() };
        let began_at = desk.now();
        let since = lease.cursor.lines_watermark.map_or(self.from, |watermark| watermark.max(self.from));
        let (mut pages, mut after) = (Vec::new(), None);
        for _ in 0..LINE_PAGES_MOST {
            if desk.is_late(desk.context.limits.last_call) {
                return Ok(false);
            }
            let page = desk.connected.bookkeeping.changed_quote_lines(since, after.as_ref()).await?;
            let digest = Digest::of(&page.quotes.iter().map(lines_digest).collect::<Vec<_>>());
            if known.get(pages.len()) != Some(&digest) || desk.unsettled {
                let numbers: Vec<RecordKey> = page.quotes.into_iter().map(|(number, _)| number).collect();
                let mut entries = desk.tenant.quotes(&numbers).await?;
                for number in numbers {
                    if desk.is_late(desk.context.limits.last_call) {
                        return Ok(false);
                    }
                    let entry = entries.remove(&number);
                    if !self.look_at(&number, entry).await? {
                        return Ok(false);
                    }
                    self.notebook.store().await?;
                }
            }
            if pages.len() < PAGES_KEPT {
                pages.push(digest);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        lease.cursor.lines_watermark = Some(began_at);
        lease.cursor.lines = (version, pages);
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
            Err(failure @ (Failure::Unreadable { .. } | Failure::Unreachable { .. })) => {
                self.not_read(number, failure)?;
                Ok(true)
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// Settles the quotes of a page: whether it is through, and the last one that is settled.
    async fn settle(&mut self, rows: Vec<QuoteRow>) -> Result<(bool, Option<RecordKey>), Stop> {
        let numbers: Vec<RecordKey> = rows.iter().filter_map(number_of).cloned().collect();
        let mut entries: HashMap<RecordKey, QuoteEntry> = self.desk.tenant.quotes(&numbers).await?;
        let mut past = None;
        for row in rows {
            if self.desk.is_late(self.desk.context.limits.last_call) {
                return Ok((false, past));
            }
            let number = number_of(&row).cloned();
            let entry = number.as_ref().and_then(|number| entries.remove(number));
            if !self.consider(row, entry).await? {
                return Ok((false, past));
            }
            self.notebook.store().await?;
            past = number.or(past);
        }
        Ok((true, past))
    }
}

/// The rows of a page behind a quote; all of them where it is not there any more.
fn behind(rows: Vec<QuoteRow>, past: Option<&RecordKey>) -> Vec<QuoteRow> {
    let Some(past) = past else { return rows };
    match rows.iter().position(|row| number_of(row) == Some(past)) {
        Some(place) => rows.into_iter().skip(place + 1).collect(),
        None => rows,
    }
}

const fn number_of(row: &QuoteRow) -> Option<&RecordKey> {
    match row {
        QuoteRow::Quote(quote) => Some(&quote.number),
        QuoteRow::Faulty { number, .. } => number.as_ref(),
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
