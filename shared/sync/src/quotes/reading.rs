//! Which quotes changed, page by page, from the watermark to the next, and which of them come along.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use koppel_bookkeeping::QuoteRow;
use koppel_domain::digest::Digest;
use koppel_domain::message::{Message, Table};
use koppel_domain::quote::{self, Quote, QuoteLine};
use koppel_domain::records::RecordKey;
use koppel_domain::settings::QuoteSettings;
use koppel_simple_simon::mapping;
use koppel_store::{Lease, QuoteEntry};

use super::{QuotesCursor, Reading, Shift};
use crate::context::Stop;

/// Most page digests kept; pages beyond them are gone through quote by quote.
const PAGES_KEPT: usize = 64;

impl Shift<'_> {
    /// Settles every changed quote; `false` = there was too little time for all.
    pub(super) async fn read_changed(&mut self, lease: &mut Lease<QuotesCursor>) -> Result<bool, Stop> {
        let desk = self.desk;
        let profile = &desk.opened.profile;
        let from = profile.life.quotes_from().unwrap_or(desk.began_at);
        let cursor = &lease.cursor;
        let mut reading = cursor.reading.clone().unwrap_or_else(|| Reading {
            began_at: desk.now(),
            since: cursor.watermark.map_or(from, |watermark| watermark.max(from)),
            after: None,
            pages: Vec::new(),
        });
        let version = profile.settings.version;
        let known = if cursor.pages.0 == version { cursor.pages.1.clone() } else { Vec::new() };
        loop {
            if desk.is_late(desk.context.limits.last_call) {
                return Ok(false);
            }
            let page = desk.connected.bookkeeping.quotes(Some(reading.since), reading.after.as_ref()).await?;
            self.counts.add("read", page.rows.len() as u64);
            let digest = Digest::of(&page.rows.iter().map(row_digest).collect::<Vec<_>>());
            let as_it_was = known.get(reading.pages.len()) == Some(&digest) && !desk.unsettled;
            if !as_it_was && !self.settle(page.rows).await? {
                return Ok(false);
            }
            if reading.pages.len() < PAGES_KEPT {
                reading.pages.push(digest);
            }
            reading.after = page.next;
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

    /// Settles the quotes of a page; `false` = there was too little time for all.
    async fn settle(&mut self, rows: Vec<QuoteRow>) -> Result<bool, Stop> {
        let numbers: Vec<RecordKey> = rows.iter().filter_map(number_of).cloned().collect();
        let mut entries: HashMap<RecordKey, QuoteEntry> = self.desk.tenant.quotes(&numbers).await?;
        for row in rows {
            if self.desk.is_late(self.desk.context.limits.last_call) {
                return Ok(false);
            }
            let entry = number_of(&row).and_then(|number| entries.remove(number));
            if !self.consider(row, entry).await? {
                return Ok(false);
            }
            self.notebook.store().await?;
        }
        Ok(true)
    }

    /// Takes one quote along, where it is to come; `false` = there was too little time.
    pub(super) async fn consider(&mut self, row: QuoteRow, entry: Option<QuoteEntry>) -> Result<bool, Stop> {
        if let Some(entry) = entry {
            // Whatever it says now, it becomes what was planned.
            return self.go_on(entry).await;
        }
        let quote = match row {
            QuoteRow::Quote(quote) => quote,
            QuoteRow::Faulty { number, field, value } => {
                self.unreadable(number, field, value);
                return Ok(true);
            }
        };
        // A run goes on only where quotes are switched on.
        let Some(settings) = self.desk.opened.profile.settings.quotes.clone() else { return Ok(true) };
        if self.is_from_before(&quote) {
            self.counts.add("from before", 1);
            self.notebook.close(Table::Quote, quote.number.as_str());
            return Ok(true);
        }
        let mut lines = Vec::new();
        for line in self.desk.connected.bookkeeping.quote_lines(&quote.number).await? {
            match line {
                Ok(line) => lines.push(line),
                Err((field, value)) => {
                    self.unreadable(Some(quote.number), field, value);
                    return Ok(true);
                }
            }
        }
        self.decide(quote, &lines, &settings).await
    }

    async fn decide(
        &mut self,
        quote: Quote,
        lines: &[QuoteLine],
        settings: &QuoteSettings,
    ) -> Result<bool, Stop> {
        let key = quote.number.as_str();
        if !quote::is_wanted(&quote, lines, settings) {
            self.counts.add("filtered out", 1);
            self.notebook.close(Table::Quote, key);
            return Ok(true);
        }
        if mapping::quote_key_fits(&quote.number).is_err() {
            self.unreadable(Some(quote.number.clone()), "Nummer".to_owned(), quote.number.to_string());
            return Ok(true);
        }
        match quote::plan(&quote, lines, settings) {
            Err(message) => {
                self.counts.add("refused", 1);
                self.notebook.open(Table::Quote, key, message, self.desk.now());
                Ok(true)
            }
            Ok(planned) => self.enter(planned).await,
        }
    }

    /// It was quoted before quotes were switched on. One without a date that can be read counts from its last change.
    fn is_from_before(&self, quote: &Quote) -> bool {
        let from = self.desk.opened.profile.life.quotes_from().unwrap_or(self.desk.began_at);
        let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
        quote.date.is_some_and(|date| date < zone.to_datetime(from).date())
    }

    fn unreadable(&mut self, number: Option<RecordKey>, field: String, value: String) {
        self.counts.add("unusable", 1);
        let now = self.desk.now();
        let quote = number.as_ref().map(ToString::to_string).unwrap_or_default();
        let message = Message::QuoteUnreadable { quote, field, value };
        match number {
            Some(number) => self.notebook.open(Table::Quote, number.as_str(), message, now),
            None => self.notebook.tell(now, message),
        }
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
