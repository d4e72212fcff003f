//! [`SnelStart`]: the port of `koppel-bookkeeping`, put together from the parts.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use koppel_bookkeeping::{
    Administration, Bookkeeping, FoundOrder, LookUp, OrderPage, OrderTime, Page, PageMark, QuoteLinePage,
    QuoteLineRow, QuotePage, QuoteRow, Row, Session, TextLimits,
};
use koppel_domain::failure::{Failure, System};
use koppel_domain::message::Table;
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::sales_order::{OrderNumber, OrderReference, SalesOrder};
use koppel_outside::clock::Clock;
use koppel_outside::http::Http;
use koppel_outside::pace::Pace;

use crate::config::Config;
use crate::credentials::Credentials;
use crate::errors::{self, Trouble};
use crate::exchange::Exchange;
use crate::known::Known;
use crate::mapping;
use crate::paging::Place;
use crate::reading::Question;
use crate::session::{self, SignedIn};
use crate::wire::filter::Query;
use crate::wire::{Resource, formats, json, order, reference};

/// How long an article and its price take, generously.
const PRICE_TIME: Duration = Duration::from_secs(2);

/// SnelStart, connected to one administration.
pub struct SnelStart {
    pub(crate) exchange: Exchange,
    pub(crate) signed_in: SignedIn,
    pub(crate) known: Mutex<Known>,
}

impl fmt::Debug for SnelStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SnelStart(…)")
    }
}

impl SnelStart {
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
        let live = session::recall(session.as_ref(), &credentials);
        Self {
            exchange: Exchange { http, clock, pace, config, credentials },
            signed_in: SignedIn::new(live),
            known: Mutex::default(),
        }
    }

    /// The moment of SnelStart's wall clock to ask changes from.
    fn changed_after(&self, since: Option<Timestamp>) -> Option<DateTime> {
        since.map(|since| formats::hours_before(since, self.exchange.config.overlap_hours))
    }

    async fn customers(&self, rows: &[json::Row]) -> Result<Vec<Row>, Trouble> {
        let countries = if rows.iter().any(mapping::names_country) {
            self.country_codes().await?
        } else {
            Arc::default()
        };
        Ok(rows.iter().filter_map(|row| mapping::customer(row, &countries)).collect())
    }

    async fn articles(&self, rows: &[json::Row]) -> Result<Vec<Row>, Trouble> {
        let named: BTreeSet<String> = rows.iter().filter_map(mapping::group_of).collect();
        let groups: Arc<HashMap<String, RecordKey>> =
            if named.is_empty() { Arc::default() } else { self.group_numbers(&named).await? };
        Ok(rows.iter().map(|row| mapping::article(row, &groups)).collect())
    }

    /// All groups at once: their list knows neither pages nor changes (§5, §10).
    async fn groups(&self) -> Result<Vec<Row>, Trouble> {
        let rows = self.whole_list(Resource::Groups).await?;
        self.remember_groups(&rows);
        Ok(rows.iter().map(mapping::group).collect())
    }
}

#[async_trait]
impl Bookkeeping for SnelStart {
    fn system(&self) -> System {
        System::SnelStart
    }

    async fn administration(&self) -> Result<Administration, Failure> {
        let company = self.object(Resource::Company).await.map_err(Trouble::of_read)?;
        let names = ["administratieNaam", "bedrijfsnaam"].map(|field| company.text(field));
        let name = names.into_iter().find(|name| !name.is_empty());
        let id = Some(company.text("administratieIdentifier")).filter(|id| !id.is_empty());
        name.map(|name| Administration { name, id })
            .ok_or_else(|| errors::unreadable("company without a name"))
    }

    async fn page(
        &self,
        stream: Stream,
        changed_since: Option<Timestamp>,
        after: Option<&PageMark>,
    ) -> Result<Page, Failure> {
        let resource = match stream {
            Stream::ArticleGroups => {
                let rows = self.groups().await.map_err(Trouble::of_read)?;
                return Ok(Page { rows, next: None, remaining: None });
            }
            Stream::Articles => Resource::Articles,
            Stream::Customers => Resource::Customers,
        };
        let question = Question::changed_after(resource, self.changed_after(changed_since));
        let (rows, next) = self.page_of(&question, &Place::of(after)).await.map_err(Trouble::of_read)?;
        let rows = match stream {
            Stream::Customers => self.customers(&rows).await,
            Stream::Articles | Stream::ArticleGroups => self.articles(&rows).await,
        };
        let rows = rows.map_err(Trouble::of_read)?;
        Ok(Page { rows, next: next.map(|place| place.mark()), remaining: None })
    }

    async fn record(&self, stream: Stream, key: &RecordKey) -> Result<Option<Row>, Failure> {
        let rows = match stream {
            Stream::ArticleGroups => self.groups().await,
            Stream::Articles => match self.article_row(key).await {
                Ok(row) => self.articles(row.as_slice()).await,
                Err(trouble) => Err(trouble),
            },
            Stream::Customers => match self.customer_row(key).await {
                Ok(row) => self.customers(row.as_slice()).await,
                Err(trouble) => Err(trouble),
            },
        };
        Ok(rows.map_err(Trouble::of_read)?.into_iter().find(|row| row.key() == Some(key)))
    }

    /// The list of groups knows no numbers and no total (§10): one that it lacks is gone only where its id says so too.
    async fn group(&self, key: &RecordKey, native_id: Option<&str>) -> Result<Option<Row>, Failure> {
        let listed = self.record(Stream::ArticleGroups, key).await?;
        let (None, Some(id)) = (&listed, native_id) else { return Ok(listed) };
        let row = self.by_id(Resource::Groups, id, &Query::default()).await.map_err(Trouble::of_read)?;
        Ok(row.as_ref().map(mapping::group).filter(|row| row.key() == Some(key)))
    }

    async fn quotes(
        &self,
        changed_since: Option<Timestamp>,
        after: Option<&PageMark>,
    ) -> Result<QuotePage, Failure> {
        let question = Question::changed_after(Resource::Quotes, self.changed_after(changed_since));
        self.page_of_quotes(&question, after).await
    }

    /// Empty: a quote whose lines changed has changed itself (§10).
    async fn changed_quote_lines(
        &self,
        _changed_since: Timestamp,
        _after: Option<&PageMark>,
    ) -> Result<QuoteLinePage, Failure> {
        Ok(QuoteLinePage::default())
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
        made_from: Option<Date>,
        look_up: LookUp,
    ) -> Result<Vec<FoundOrder>, Failure> {
        self.find_orders(reference, made_from, look_up).await
    }

    async fn prepare(&self, order: &SalesOrder) -> Result<(), Failure> {
        self.document(order).await.map(drop)
    }

    async fn create_order(&self, order: &SalesOrder) -> Result<OrderNumber, Failure> {
        self.create(order).await
    }

    /// The price of each article is asked for before, mostly in a moment and one at a time.
    fn order_time(&self, order: &SalesOrder) -> OrderTime {
        let call = self.exchange.config.limits().timeout;
        let articles: BTreeSet<&RecordKey> = order.lines.iter().map(|line| &line.article).collect();
        let prices = PRICE_TIME.saturating_mul(u32::try_from(articles.len()).unwrap_or(u32::MAX));
        OrderTime { call, whole: call.saturating_mul(2).saturating_add(prices) }
    }

    fn limits(&self) -> TextLimits {
        TextLimits {
            memo: self.exchange.config.memo_length.saturating_sub(reference::MARKER_LENGTH),
            line: order::LINE,
            customer_reference: order::DESCRIPTION,
        }
    }

    async fn session(&self) -> Option<Session> {
        session::keep(self.signed_in.live().await, &self.exchange.credentials)
    }

    async fn is_renewed(&self) -> bool {
        self.signed_in.is_renewed()
    }

    /// None: a field that is missing is one that is not filled in.
    async fn refused_columns(&self) -> Vec<(Table, String)> {
        Vec::new()
    }
}
