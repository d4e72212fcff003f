//! Whether a quote comes along.
//!
//! Guarantees: a quote that cannot be read holds up no other, while several in a row end the run; one that the filter
//! word left is decided anew only once its header or its lines changed.

use koppel_bookkeeping::QuoteRow;
use koppel_domain::digest::Digest;
use koppel_domain::failure::Failure;
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::quote::{self, Quote, QuoteLine, QuoteState};
use koppel_domain::records::RecordKey;
use koppel_domain::settings::QuoteSettings;
use koppel_domain::wall_clock;
use koppel_simple_simon::mapping;
use koppel_store::{ProblemChange, QuoteEntry};

use super::Shift;
use super::make::UNLUCKY_MOST;
use crate::context::Stop;

impl Shift<'_> {
    /// Takes one quote along, where it is to come; `false` = there was too little time.
    pub(super) async fn consider(&mut self, row: QuoteRow, entry: Option<QuoteEntry>) -> Result<bool, Stop> {
        if let Some(entry) = entry.as_ref().filter(|entry| entry.is_coming()) {
            // Whatever it says now, it becomes what was planned.
            return self.go_on(entry.clone()).await;
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
        let Some(date) = quote.date else {
            // Nothing tells whether it is from before quotes were switched on.
            self.unreadable(Some(quote.number), "Datum".to_owned(), String::new());
            return Ok(true);
        };
        if date < wall_clock::at(self.from).date() {
            self.counts.add("from before", 1);
            self.notebook.close(Table::Quote, quote.number.as_str());
            return Ok(true);
        }
        let lines = match self.desk.connected.bookkeeping.quote_lines(&quote.number).await {
            Ok(lines) => lines,
            Err(failure) if may_be_its_own(&failure) => {
                self.not_read(&quote.number, failure)?;
                return Ok(true);
            }
            Err(failure) => return Err(failure.into()),
        };
        self.unread = 0;
        match lines.into_iter().collect::<Result<Vec<QuoteLine>, _>>() {
            Ok(lines) => self.decide(quote, &lines, &settings, entry).await,
            Err((field, value)) => {
                self.unreadable(Some(quote.number), field, value);
                Ok(true)
            }
        }
    }

    async fn decide(
        &mut self,
        quote: Quote,
        lines: &[QuoteLine],
        settings: &QuoteSettings,
        left: Option<QuoteEntry>,
    ) -> Result<bool, Stop> {
        let key = quote.number.as_str();
        let seen = Digest::of(&(&quote, lines));
        if left.as_ref().is_some_and(|left| left.seen.as_ref() == Some(&seen)) {
            self.counts.add("filtered out", 1);
            self.notebook.close(Table::Quote, key);
            return Ok(true);
        }
        if mapping::quote_key_fits(&quote.number).is_err() {
            self.unreadable(Some(quote.number.clone()), "Nummer".to_owned(), quote.number.to_string());
            return Ok(true);
        }
        // It is decided for good, so by the settings that hold now; what they are since this run began is the next one's.
        let now = self.desk.still_wanted(Concern::Quotes).await?.profile.settings.version;
        if now != self.desk.opened.profile.settings.version {
            return Err(Stop::Later);
        }
        if !quote::is_wanted(&quote, lines, settings) {
            self.counts.add("filtered out", 1);
            self.notebook.close(Table::Quote, key);
            let entry = QuoteEntry { seen: Some(seen), ..self.new_entry(&quote.number, left) };
            self.save(entry, ProblemChange::Keep, &mut Vec::new()).await?;
            return Ok(true);
        }
        match quote::plan(&quote, lines, settings) {
            Err(message) => {
                self.counts.add("refused", 1);
                self.notebook.open(Table::Quote, key, message, self.desk.now());
                Ok(true)
            }
            Ok(planned) => self.enter(planned, left).await,
        }
    }

    /// An entry of a quote that is not coming, in place of the one that there is.
    pub(super) fn new_entry(&self, quote: &RecordKey, before: Option<QuoteEntry>) -> QuoteEntry {
        QuoteEntry {
            quote: quote.clone(),
            state: QuoteState::Left,
            decided_at: self.desk.now(),
            settings_version: self.desk.opened.profile.settings.version,
            planned: None,
            seen: None,
            work_order: None,
            items_done: 0,
            revision: before.map_or(0, |before| before.revision),
        }
    }

    /// A quote that bookkeeping gives no usable answer about, while others can be read.
    pub(super) fn not_read(&mut self, number: &RecordKey, failure: Failure) -> Result<(), Stop> {
        let is_known = self.notebook.problem(Table::Quote, number.as_str()).is_some();
        self.counts.add("not read", 1);
        let message = Message::QuoteNotRead { quote: number.to_string(), detail: detail(&failure) };
        self.notebook.open(Table::Quote, number.as_str(), message, self.desk.now());
        // One that is known to be bad does not count, else a few side by side would end every run at the same place.
        self.unread += u32::from(!is_known);
        if self.unread >= UNLUCKY_MOST { Err(failure.into()) } else { Ok(()) }
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

/// It may be about the one quote that was asked for: the others are asked for all the same.
pub(super) const fn may_be_its_own(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused { .. } | Failure::Unreadable { .. } | Failure::Unreachable { .. })
}

/// What was answered, for the admin.
fn detail(failure: &Failure) -> String {
    match failure {
        Failure::Refused { reason, .. } => reason.clone(),
        Failure::Unreadable { detail, .. } | Failure::Unreachable { detail, .. } => detail.clone(),
        other => other.to_string(),
    }
}
