//! [`Imuis`]: the port of `koppel-bookkeeping`, put together from the parts.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use koppel_bookkeeping::{
    Administration, Bookkeeping, FoundOrder, LookUp, OrderPage, OrderTime, Page, PageMark, QuoteLinePage,
    QuoteLineRow, QuotePage, QuoteRow, Row, Session, TextLimits,
};
use koppel_domain::failure::{Failure, System};
use koppel_domain::message::Table as Told;
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::sales_order::{OrderNumber, OrderReference, SalesOrder};
use koppel_domain::wall_clock;
use koppel_outside::clock::Clock;
use koppel_outside::http::Http;
use koppel_outside::pace::Pace;

use crate::config::Config;
use crate::credentials::Credentials;
use crate::errors::{self, Trouble};
use crate::exchange::Exchange;
use crate::mapping;
use crate::paging::Place;
use crate::reading::Question;
use crate::refused::RefusedColumns;
use crate::session::{self, SignedIn};
use crate::tables::{self, Table};
use crate::wire::selection::{self, Condition};
use crate::wire::{formats, order};

/// iMUIS Online, connected to one administration.
pub struct Imuis {
    pub(crate) exchange: Exchange,
    pub(crate) signed_in: SignedIn,
    pub(crate) refused: Mutex<RefusedColumns>,
}

impl fmt::Debug for Imuis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Imuis(…)")
    }
}

impl Imuis {
    /// A connector. `pace` is shared by every connector of the same administration (see [`Config::pace`]); `session`
    /// is what the last one's [`Bookkeeping::session`] gave. Nothing is sent yet.
    #[must_use]
    pub fn new(
        http: Arc<dyn Http>,
        clock: Arc<dyn Clock>,
        pace: Arc<Pace>,
        config: Config,
        credentials: Credentials,
        session: Option<Session>,
    ) -> Self {
        let (live, refused) = session::recall(session.as_ref(), &credentials);
        Self {
            exchange: Exchange { http, clock, pace, config, credentials },
            signed_in: SignedIn::new(live),
            refused: Mutex::new(refused),
        }
    }

    /// The columns to ask a stream's table for: what records need, what is configured, and what blocks them.
    pub(crate) fn columns(&self, stream: Stream) -> Vec<String> {
        let config = &self.exchange.config;
        let table = tables::of(stream);
        let mut columns = vec![table.key.to_owned(), table.name_column.to_owned()];
        for column in config.columns(stream).iter().chain(config.blocked_flags(stream)) {
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
        columns
    }

    /// The day to ask changes from: the day of `since` in the Netherlands, and some days earlier.
    pub(crate) fn changed_from(&self, is_incremental: bool, since: Option<Timestamp>) -> Option<Date> {
        let config = &self.exchange.config;
        let since = since.filter(|_| is_incremental)?;
        Some(local_day(since).saturating_sub(i64::from(config.mutdate_overlap_days).days()))
    }

    fn map(&self, stream: Stream, rows: &[crate::wire::dataset::Row]) -> Vec<Row> {
        let flags = self.exchange.config.blocked_flags(stream);
        let today = local_day(self.exchange.clock.now());
        rows.iter().map(|row| mapping::record(stream, row, flags, today)).collect()
    }

    pub(crate) fn condition<'a>(&self, table: &'static Table, place: &'a Place) -> Option<Condition<'a>> {
        let after = |value| Condition { column: table.key, operator: ">", value };
        match place {
            Place::After(Some(key)) => Some(after(key)),
            Place::After(None) | Place::Page(_) => {
                // A text key has no lower bound: `> 0` would leave out every key that sorts before it (§2).
                (table.numeric_key && self.exchange.config.always_true_where).then(|| after("0"))
            }
        }
    }
}

/// The day in the Netherlands (§6, "time zone").
pub(crate) fn local_day(moment: Timestamp) -> Date {
    wall_clock::at(moment).date()
}

#[async_trait]
impl Bookkeeping for Imuis {
    fn system(&self) -> System {
        System::Imuis
    }

    async fn administration(&self) -> Result<Administration, Failure> {
        let row = self.base_row("BASALG", &selection::base_table("BASALG", "NAAM")).await?;
        Ok(Administration { name: row.get("NAAM").to_owned(), id: None })
    }

    async fn page(
        &self,
        stream: Stream,
        changed_since: Option<Timestamp>,
        after: Option<&PageMark>,
    ) -> Result<Page, Failure> {
        let table = tables::of(stream);
        let place = Place::of(self.exchange.config.paging, after);
        let question = Question {
            table,
            columns: &self.columns(stream),
            condition: self.condition(table, &place),
            mutated_since: self.changed_from(self.exchange.config.is_incremental(stream), changed_since),
            page: if let Place::Page(page) = place { page } else { 1 },
        };
        let found = self.rows(&question).await?;
        let size = self.page_size();
        let next = place.next(table, &found, size).map_err(|why| Trouble::from(why).of_read())?;
        Ok(Page { rows: self.map(stream, &found.rows), next, remaining: place.remaining(&found, size) })
    }

    async fn record(&self, stream: Stream, key: &RecordKey) -> Result<Option<Row>, Failure> {
        let table = tables::of(stream);
        if table.numeric_key && formats::integer(key.as_str()).is_none() {
            return Ok(None);
        }
        if !selection::can_be_asked_for(key.as_str()) {
            return Err(errors::unreadable("number that cannot be asked for"));
        }
        let question = Question {
            table,
            columns: &self.columns(stream),
            condition: Some(Condition { column: table.key, operator: "=", value: key.as_str() }),
            mutated_since: None,
            page: 1,
        };
        let found = self.rows(&question).await?;
        // The server may take upper and lower case for the same; a link made of it would not be.
        Ok(self.map(stream, &found.rows).into_iter().find(|row| row.key() == Some(key)))
    }

    async fn quotes(
        &self,
        changed_since: Option<Timestamp>,
        after: Option<&PageMark>,
    ) -> Result<QuotePage, Failure> {
        self.page_of_quotes(changed_since, after).await
    }

    async fn changed_quote_lines(
        &self,
        changed_since: Timestamp,
        after: Option<&PageMark>,
    ) -> Result<QuoteLinePage, Failure> {
        self.page_of_changed_lines(changed_since, after).await
    }

    async fn quote(&self, number: &RecordKey) -> Result<Option<QuoteRow>, Failure> {
        self.one_quote(number).await
    }

    async fn quote_lines(&self, number: &RecordKey) -> Result<Vec<QuoteLineRow>, Failure> {
        self.lines_of_quote(number).await
    }

    async fn referenced_orders(&self, after: Option<&PageMark>) -> Result<OrderPage, Failure> {
        self.page_of_orders(after).await
    }

    async fn orders_by_reference(
        &self,
        reference: OrderReference,
        _made_from: Option<Date>,
        look_up: LookUp,
    ) -> Result<Vec<FoundOrder>, Failure> {
        let found = self.find_orders(reference).await?;
        match look_up {
            LookUp::Thorough if found.is_empty() => self.find_by_lines(reference).await,
            LookUp::Quick | LookUp::Thorough => Ok(found),
        }
    }

    async fn create_order(&self, order: &SalesOrder) -> Result<OrderNumber, Failure> {
        self.create(order).await
    }

    /// One call, and nothing before it.
    fn order_time(&self, _order: &SalesOrder) -> OrderTime {
        let call = self.exchange.config.limits().timeout;
        OrderTime { call, whole: call }
    }

    fn limits(&self) -> TextLimits {
        TextLimits { memo: order::MEMO, line: order::LINE, customer_reference: order::CUSTOMER_REFERENCE }
    }

    async fn session(&self) -> Option<Session> {
        let live = self.signed_in.live().await;
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        session::keep(live, &refused, &self.exchange.credentials)
    }

    async fn is_renewed(&self) -> bool {
        self.signed_in.is_renewed()
    }

    async fn refused_columns(&self) -> Vec<(Told, String)> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).new_ones().to_vec()
    }
}
