//! What is asked of the real iMUIS for a look, and what came back.
//!
//! Guarantees: every question is asked once and in a fixed order; its rows are few, and one that cannot be asked leaves a
//! reason in its place.

use jiff::civil::{Date, date};
use koppel_domain::assumption::{Doubt, Verdict};
use koppel_domain::failure::Failure;
use koppel_domain::records::Stream;
use koppel_domain::text::cut;

use crate::config::{Config, Transport};
use crate::connector::{Imuis, local_day};
use crate::errors::Trouble;
use crate::refused::RefusedColumns;
use crate::session;
use crate::tables::{self, ARTICLES, CUSTOMERS, GROUPS, ORDERS, QUOTE_LINES, QUOTES, Table};
use crate::wire::dataset::Row;
use crate::wire::selection::{self, Condition, Selection};
use crate::wire::{Operation, Unreadable, formats};

/// Rows asked for at once.
pub(super) const PAGE: u32 = 5;
/// Most of a refusal's words that are told.
const WORDS: usize = 120;
/// Columns that may be refused, one by one, before it is given up.
const REFUSED_MAX: usize = 15;
/// A column that no table has.
pub(super) const NO_COLUMN: &str = "KOPPELX";
/// A session that nobody was given.
const NO_SESSION: &str = "1/1@d0;KOPPEL";
/// A work order that nobody has: the highest number that the field is sure to hold.
const NO_REFERENCE: &str = "2147483647";
/// Days on which surely everything, and surely nothing, was changed since; no month has their number, so that a server
/// that reads days and months the other way round shows.
const LONG_AGO: Date = date(2000, 1, 31);
const NEVER: Date = date(2099, 12, 31);

/// What a question brought.
#[derive(Default)]
pub(super) enum Seen {
    /// Rows, maybe none.
    Rows(Answer),
    /// A refusal, in the server's words.
    Refused(String),
    /// No usable answer.
    Failed(Failure),
    /// It was not asked.
    #[default]
    NotAsked,
}

/// An answer with rows.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) rows: Vec<Row>,
    pub(super) count: Option<u64>,
    pub(super) pages: Option<u64>,
}

impl Seen {
    /// The rows, or the doubt that they leave.
    pub(super) fn rows(&self) -> Result<&Answer, Doubt> {
        match self {
            Self::Rows(answer) => Ok(answer),
            Self::Refused(words) => Err(Doubt::refuted(format!("refused: “{words}”"))),
            Self::Failed(failure) => Err(no_answer(failure)),
            Self::NotAsked => Err(not_asked()),
        }
    }

    /// The words of a refusal, where it is one.
    pub(super) fn refusal(&self) -> Result<Option<&str>, Doubt> {
        match self {
            Self::Refused(words) => Ok(Some(words)),
            Self::Rows(_) => Ok(None),
            Self::Failed(failure) => Err(no_answer(failure)),
            Self::NotAsked => Err(not_asked()),
        }
    }
}

fn no_answer(failure: &Failure) -> Doubt {
    Doubt::unknown(format!("no usable answer: {failure}"))
}

fn not_asked() -> Doubt {
    Doubt::unknown("could not be asked, since what it builds upon did not come")
}

impl Answer {
    /// The values of a column.
    pub(super) fn column<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.rows.iter().map(move |row| row.get(name))
    }
}

/// A table, looked at.
#[derive(Default)]
pub(super) struct TableSeen {
    pub(super) asked: Vec<String>,
    /// Columns that were refused, and asked for no more.
    pub(super) refused: Vec<String>,
    /// The first rows.
    pub(super) first: Seen,
    /// Page 2.
    pub(super) second: Seen,
    /// The rows whose key comes after the last one of the first.
    pub(super) after: Seen,
    /// Changed since the year 2099, 2000, and today.
    pub(super) never: Seen,
    pub(super) long_ago: Seen,
    pub(super) today: Seen,
}

/// Everything that was seen.
#[derive(Default)]
pub(super) struct Evidence {
    pub(super) config: Config,
    pub(super) signed_in: bool,
    pub(super) kept: Seen,
    pub(super) base: Seen,
    pub(super) by_the_other_transport: Seen,
    pub(super) without_a_session: Seen,
    /// The first session, after a second sign-in.
    pub(super) first_session: Seen,
    pub(super) unknown_column: Seen,
    pub(super) customers: TableSeen,
    pub(super) articles: TableSeen,
    pub(super) groups: TableSeen,
    pub(super) nobody: Seen,
    pub(super) one: Seen,
    pub(super) orders: Seen,
    pub(super) referenced: Seen,
    pub(super) by_reference: Seen,
    pub(super) no_reference: Seen,
    pub(super) no_customer_reference: Seen,
    pub(super) order_type: Seen,
    pub(super) quotes: TableSeen,
    pub(super) quote_lines: TableSeen,
    pub(super) lines_of_one: Seen,
    pub(super) calls: u64,
    /// It asked for patience.
    pub(super) was_busy: bool,
}

/// Who asks: under one session, counting.
struct Asker<'a> {
    imuis: &'a Imuis,
    session: String,
    calls: u64,
    was_busy: bool,
}

/// One question about a table.
#[derive(Clone, Copy)]
struct About<'a> {
    table: &'static Table,
    columns: &'a [String],
    condition: Option<Condition<'a>>,
    since: Option<Date>,
    page: u64,
}

impl Imuis {
    /// Asks everything. Fails only where it cannot be signed in.
    pub(super) async fn evidence(&self) -> Result<Evidence, Failure> {
        let config = &self.exchange.config;
        let session = session::sign_in(&self.exchange, config.read).await?;
        let mut asker = Asker { imuis: self, session, calls: 1, was_busy: false };
        let mut seen = Evidence { config: config.clone(), signed_in: true, ..Evidence::default() };
        seen.base = asker.base().await;
        seen.kept = asker.send(config.read, Operation::KeepSession, "", "").await;
        if config.read != config.write {
            let question = selection::base_table("BASALG", "NAAM");
            seen.by_the_other_transport =
                asker.send(config.write, Operation::GetAdmInfo, &question, "BASALG").await;
        }
        let mine = |stream| self.columns(stream);
        seen.customers = asker.table(&CUSTOMERS, mine(Stream::Customers), true).await;
        seen.articles = asker.table(&ARTICLES, mine(Stream::Articles), true).await;
        seen.groups = asker.table(&GROUPS, mine(Stream::ArticleGroups), false).await;
        asker.conditions(&mut seen).await;
        asker.orders(&mut seen).await;
        asker.quotes(&mut seen).await;
        // Last, since they may end the session.
        let session = std::mem::replace(&mut asker.session, NO_SESSION.to_owned());
        seen.without_a_session = asker.base().await;
        asker.calls += 1;
        if session::sign_in(&self.exchange, config.read).await.is_ok() {
            asker.session = session;
            seen.first_session = asker.base().await;
        }
        (seen.calls, seen.was_busy) = (asker.calls, asker.was_busy);
        Ok(seen)
    }
}

impl Asker<'_> {
    async fn send(&mut self, transport: Transport, operation: Operation, payload: &str, table: &str) -> Seen {
        self.calls += 1;
        let reply = self.imuis.exchange.send(transport, operation, &self.session, payload).await;
        let read = reply.and_then(|reply| match reply.refusal {
            Some(refusal) => Ok(Seen::Refused(cut(refusal.words.trim(), WORDS).into_owned())),
            None if operation == Operation::KeepSession => Ok(Seen::Rows(Answer::default())),
            None => {
                let dataset = reply.dataset.map_err(|Unreadable(why)| Trouble::Unreadable(why))?;
                let (count, pages) = (dataset.record_count(), dataset.total_pages());
                Ok(Seen::Rows(Answer { rows: dataset.into_rows(table), count, pages }))
            }
        });
        read.unwrap_or_else(|trouble| {
            let failure = trouble.of_read();
            self.was_busy |= matches!(failure, Failure::Busy { .. });
            Seen::Failed(failure)
        })
    }

    async fn base(&mut self) -> Seen {
        let question = selection::base_table("BASALG", "NAAM");
        self.send(self.imuis.exchange.config.read, Operation::GetAdmInfo, &question, "BASALG").await
    }

    async fn ask(&mut self, about: About<'_>) -> Seen {
        let config = &self.imuis.exchange.config;
        let selection = Selection {
            table: about.table.name,
            columns: about.columns,
            condition: about.condition,
            mutated_since: about.since.map(|day| (config.mutdate_format, day)),
            order_by: about.table.key,
            page_size: PAGE,
            page: about.page,
        };
        self.send(config.read, Operation::GetStamtabelRecords, &selection.to_xml(), about.table.name).await
    }

    /// A table's first rows, without the columns that are refused; its pages; and what changed in it.
    async fn table(&mut self, table: &'static Table, asked: Vec<String>, by_pages: bool) -> TableSeen {
        let mut refused = RefusedColumns::default();
        let mut columns = asked.clone();
        let start = self.imuis.condition(table, &crate::paging::Place::After(None));
        let plain = About { table, columns: &[], condition: start, since: None, page: 1 };
        let mut first = self.ask(About { columns: &columns, ..plain }).await;
        while let Seen::Refused(words) = &first
            && refused.new_ones().len() < REFUSED_MAX
            && refused.drop_named(table, &columns, words)
        {
            columns.retain(|column| !refused.contains(table, column));
            first = self.ask(About { columns: &columns, ..plain }).await;
        }
        let refused = refused.new_ones().iter().map(|(_, column)| column.clone()).collect();
        let mut seen = TableSeen { asked, refused, first, ..TableSeen::default() };
        let Seen::Rows(answer) = &seen.first else { return seen };
        let keys = [table.key.to_owned()];
        let plain = About { columns: &keys, ..plain };
        let last = answer.rows.last().map(|row| row.raw(table.key).to_owned());
        if by_pages && let Some(last) = last.filter(|last| selection::can_be_asked_for(last)) {
            seen.second = self.ask(About { page: 2, ..plain }).await;
            let after = Condition { column: table.key, operator: ">", value: &last };
            seen.after = self.ask(About { condition: Some(after), ..plain }).await;
        }
        seen.never = self.ask(About { since: Some(NEVER), ..plain }).await;
        seen.long_ago = self.ask(About { since: Some(LONG_AGO), ..plain }).await;
        let today = local_day(self.imuis.exchange.clock.now());
        seen.today = self.ask(About { since: Some(today), ..plain }).await;
        seen
    }

    async fn conditions(&mut self, seen: &mut Evidence) {
        let keys = [CUSTOMERS.key.to_owned()];
        let equals = |value| Condition { column: CUSTOMERS.key, operator: "=", value };
        let plain = About { table: &CUSTOMERS, columns: &keys, condition: None, since: None, page: 1 };
        seen.nobody = self.ask(About { condition: Some(equals("0")), ..plain }).await;
        if let Seen::Rows(answer) = &seen.customers.first
            && let Some(row) = answer.rows.first()
        {
            seen.one = self.ask(About { condition: Some(equals(row.get(CUSTOMERS.key))), ..plain }).await;
        }
        let columns = [CUSTOMERS.key.to_owned(), NO_COLUMN.to_owned()];
        seen.unknown_column =
            self.ask(About { columns: &columns, condition: Some(equals("0")), ..plain }).await;
    }

    async fn orders(&mut self, seen: &mut Evidence) {
        let columns = ["NR", "DEB", "EXTORDNR", "KENM"].map(str::to_owned);
        let plain = About { table: &ORDERS, columns: &columns, condition: None, since: None, page: 1 };
        seen.orders = self.ask(About { condition: when("NR", ">", "0"), ..plain }).await;
        seen.referenced = self.ask(About { condition: when("EXTORDNR", ">", "0"), ..plain }).await;
        if let Seen::Rows(answer) = &seen.referenced
            && let Some(row) = answer.rows.first()
        {
            let reference = row.get("EXTORDNR").to_owned();
            seen.by_reference =
                self.ask(About { condition: when("EXTORDNR", "=", &reference), ..plain }).await;
        }
        seen.no_reference = self.ask(About { condition: when("EXTORDNR", "=", NO_REFERENCE), ..plain }).await;
        seen.no_customer_reference =
            self.ask(About { condition: when("KENM", "=", NO_REFERENCE), ..plain }).await;
        if let Some(order_type) = &self.imuis.exchange.config.order_type {
            let columns = [tables::ORDER_TYPES.key.to_owned()];
            let condition = when(tables::ORDER_TYPES.key, "=", order_type);
            let about = About { table: &tables::ORDER_TYPES, columns: &columns, condition, ..plain };
            seen.order_type = self.ask(about).await;
        }
    }

    async fn quotes(&mut self, seen: &mut Evidence) {
        let config = &self.imuis.exchange.config;
        seen.quotes = self.table(&QUOTES, config.columns.quotes.clone(), false).await;
        if !matches!(seen.quotes.first, Seen::Rows(_)) {
            return;
        }
        seen.quote_lines =
            self.table(&tables::LINES_BY_QUOTE, config.columns.quote_lines.clone(), false).await;
        let Seen::Rows(answer) = &seen.quote_lines.first else { return };
        let Some(column) = config.quote_fields.quote.first() else { return };
        let Some(number) = answer.column(column).find(|number| !number.is_empty()).map(str::to_owned) else {
            return;
        };
        let columns = [column.clone(), QUOTE_LINES.key.to_owned()];
        let condition = Some(Condition { column, operator: "=", value: &number });
        let about = About { table: &QUOTE_LINES, columns: &columns, condition, since: None, page: 1 };
        seen.lines_of_one = self.ask(about).await;
    }
}

fn when<'a>(column: &'a str, operator: &'static str, value: &'a str) -> Option<Condition<'a>> {
    Some(Condition { column, operator, value })
}

/// The keys of an answer, as they compare.
pub(super) fn keys(answer: &Answer, table: &Table) -> Vec<String> {
    let key = |text: &str| {
        let number = table.numeric_key.then(|| formats::integer(text)).flatten();
        number.map_or_else(|| text.to_owned(), |number| number.to_string())
    };
    answer.column(table.key).map(key).collect()
}

/// Confirmed where `holds`, else refuted by `seen`.
pub(super) fn holds(holds: bool, seen: String) -> Verdict {
    if holds { Ok(seen) } else { Err(Doubt::Refuted(seen)) }
}
