//! What is asked of the real Simple-Simon for a look, and what came back.
//!
//! Guarantees: every question is asked once, one after the other; at most [`WORK_ORDERS`] work orders and a few records of
//! each other table are read. In the classic dialect lists of keys come whole, since the server knows no other.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use koppel_domain::failure::Failure;
use koppel_domain::work_order::SimonId;
use serde_json::{Map, Value};

use super::looking::Look;
use crate::config::{Config, Credentials, Dialect};
use crate::exchange::Exchange;
use crate::records::Parent;
use crate::table::Table;
use crate::token::{Desk, Token};
use crate::wire::ask::{Ask, Filter};
use crate::wire::json::{Fields, key, rows};
use crate::wire::time::{Moment, Since};
use crate::wire::{classic, odata};

/// Work orders that are read.
pub(super) const WORK_ORDERS: usize = 10;
/// Work orders whose used articles and times are read.
const WITH_CHILDREN: usize = 3;
/// Rows on a page of the OData dialect.
pub(super) const PAGE: u32 = 5;
/// An own key that nobody has.
const NOBODY: &str = "koppel-probe-nobody";
/// An id that nobody has.
const NO_ID: SimonId = SimonId(2_147_483_647);
/// From the moment of a change to the moments around it that are asked for.
const AROUND: SignedDuration = SignedDuration::from_mins(2);
/// How far back work orders are looked for, in days.
const BACK_DAYS: [i64; 3] = [1, 30, 7_300];
const TABLES: [Table; 4] = [Table::Customer, Table::Location, Table::ItemGroup, Table::Item];

/// A record with its id.
pub(super) type Record = (SimonId, Map<String, Value>);

/// Everything that was seen.
pub(super) struct Evidence {
    pub(super) config: Config,
    pub(super) now: Timestamp,
    pub(super) signed_in: bool,
    /// How long the token lives, where the login told.
    pub(super) lives: Option<SignedDuration>,
    pub(super) with_token: Look,
    pub(super) without_token: Look,
    pub(super) with_a_wrong_token: Look,
    pub(super) without_api_key: Look,
    /// For each table, those with an own key that nobody has.
    pub(super) nobody: BTreeMap<&'static str, (Table, Look)>,
    pub(super) no_id: Look,
    pub(super) no_table: Look,
    /// Each table's list, or its first page.
    pub(super) lists: BTreeMap<&'static str, Look>,
    /// Article groups after the first page; OData only.
    pub(super) second_page: Look,
    pub(super) counted: Look,
    /// Everything of a table that changed since 1970, by the question for changes.
    pub(super) all_changed: Look,
    pub(super) records: BTreeMap<&'static str, Vec<Record>>,
    /// The own key that was asked for, and what came.
    pub(super) by_ext_key: Option<(SimonId, Look)>,
    /// The record referred to, and what came below it.
    pub(super) below: Vec<(Table, Parent, Look)>,
    /// The record around whose change it was asked; since a little before, a little after, its very moment, and 2099.
    pub(super) changed: Option<SimonId>,
    pub(super) since_before: Look,
    pub(super) since_after: Look,
    pub(super) since_then: Look,
    pub(super) since_never: Look,
    pub(super) calls: u64,
    pub(super) was_busy: bool,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            config: Config::new("", Dialect::default()),
            now: Timestamp::UNIX_EPOCH,
            signed_in: false,
            lives: None,
            with_token: Look::NotAsked,
            without_token: Look::NotAsked,
            with_a_wrong_token: Look::NotAsked,
            without_api_key: Look::NotAsked,
            nobody: BTreeMap::new(),
            no_id: Look::NotAsked,
            no_table: Look::NotAsked,
            lists: BTreeMap::new(),
            second_page: Look::NotAsked,
            counted: Look::NotAsked,
            all_changed: Look::NotAsked,
            records: BTreeMap::new(),
            by_ext_key: None,
            below: Vec::new(),
            changed: None,
            since_before: Look::NotAsked,
            since_after: Look::NotAsked,
            since_then: Look::NotAsked,
            since_never: Look::NotAsked,
            calls: 0,
            was_busy: false,
        }
    }
}

impl Evidence {
    /// The records read of a table.
    pub(super) fn of(&self, table: Table) -> &[Record] {
        self.records.get(table.classic()).map_or(&[], Vec::as_slice)
    }

    /// The list of a table.
    pub(super) fn list(&self, table: Table) -> &Look {
        self.lists.get(table.classic()).unwrap_or(&Look::NotAsked)
    }
}

/// Who asks, counting.
struct Asker<'a> {
    exchange: &'a Exchange,
    token: Option<Token>,
    calls: u64,
    was_busy: bool,
}

impl Exchange {
    /// Asks everything. Fails only where it cannot be signed in.
    pub(super) async fn evidence(&self) -> Result<Evidence, Failure> {
        self.sign_in().await?;
        let token = self.desk.token().await;
        let now = self.clock.now();
        let lives = token.as_ref().and_then(|token| token.expires_at).map(|end| end.duration_since(now));
        let mut seen =
            Evidence { config: self.config.clone(), now, signed_in: true, lives, ..Evidence::default() };
        let mut asker =
            Asker { exchange: self, token, calls: u64::from(self.config.has_login()), was_busy: false };
        asker.access(&mut seen).await;
        asker.tables(&mut seen).await;
        asker.work_orders(&mut seen).await;
        asker.conditions(&mut seen).await;
        asker.changes(&mut seen).await;
        (seen.calls, seen.was_busy) = (asker.calls, asker.was_busy);
        Ok(seen)
    }
}

impl Asker<'_> {
    async fn ask(&mut self, ask: &Ask) -> Look {
        self.calls += 1;
        let look = self.exchange.look(ask, self.token.as_ref()).await;
        self.was_busy |= matches!(look, Look::Failed(Failure::Busy { .. }));
        look
    }

    fn is_odata(&self) -> bool {
        self.exchange.config.dialect == Dialect::OData
    }

    fn listing(&self, table: Table, filter: &Filter, after: Option<SimonId>) -> Ask {
        if self.is_odata() { odata::page(table, filter, after, PAGE) } else { classic::list(table, filter) }
    }

    async fn read(&mut self, table: Table, id: SimonId) -> Look {
        let ask = if self.is_odata() {
            odata::read(table, id, self.exchange.config.odata_id)
        } else {
            classic::read(table, id)
        };
        self.ask(&ask).await
    }

    async fn access(&mut self, seen: &mut Evidence) {
        let ask = self.listing(Table::ItemGroup, &Filter::ExtKey(NOBODY.to_owned()), None);
        seen.with_token = self.ask(&ask).await;
        if self.token.is_some() {
            let token = self.token.take();
            seen.without_token = self.ask(&ask).await;
            let wrong = Token { value: "koppel-probe".to_owned(), issued_at: seen.now, expires_at: None };
            self.token = Some(wrong);
            seen.with_a_wrong_token = self.ask(&ask).await;
            self.token = token;
        }
        let credentials = &self.exchange.credentials;
        if self.is_odata() && credentials.api_key.is_some() {
            self.calls += 1;
            let without = Exchange {
                http: Arc::clone(&self.exchange.http),
                clock: Arc::clone(&self.exchange.clock),
                pace: Arc::clone(&self.exchange.pace),
                config: self.exchange.config.clone(),
                credentials: Credentials { api_key: None, ..credentials.clone() },
                desk: Desk::default(),
            };
            seen.without_api_key = without.look(&ask, self.token.as_ref()).await;
        }
    }

    async fn tables(&mut self, seen: &mut Evidence) {
        for table in Table::ALL {
            let ask = self.listing(table, &Filter::ExtKey(NOBODY.to_owned()), None);
            let look = self.ask(&ask).await;
            seen.nobody.insert(table.classic(), (table, look));
        }
        for table in TABLES {
            let list = self.ask(&self.listing(table, &Filter::All, None)).await;
            let ids = ids(&list);
            seen.lists.insert(table.classic(), list);
            let mut records = Vec::new();
            if let Some(id) = ids.last() {
                records.extend(record(*id, &self.read(table, *id).await));
            }
            if table == Table::ItemGroup && self.is_odata() {
                if let Some(last) = ids.last() {
                    seen.second_page = self.ask(&self.listing(table, &Filter::All, Some(*last))).await;
                }
                seen.counted = self.ask(&odata::glance(table, odata::Order::ById)).await;
            }
            seen.records.insert(table.classic(), records);
        }
        seen.no_id = self.read(Table::ItemGroup, NO_ID).await;
        let target = if self.is_odata() { "KoppelProbe?$top=1" } else { "koppelprobe/read" };
        seen.no_table = self.ask(&Ask::get(target.to_owned())).await;
    }

    /// The work orders that changed last, and what was booked on some of them.
    async fn work_orders(&mut self, seen: &mut Evidence) {
        let mut list = Look::NotAsked;
        for days in BACK_DAYS {
            let since = seen.now.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(seen.now);
            let filter = Filter::Changed(Since::new(since, seen.now));
            list = self.ask(&self.listing(Table::WorkOrder, &filter, None)).await;
            if !ids(&list).is_empty() {
                break;
            }
        }
        let mut records = Vec::new();
        for id in ids(&list).iter().rev().take(WORK_ORDERS) {
            records.extend(record(*id, &self.read(Table::WorkOrder, *id).await));
        }
        seen.lists.insert(Table::WorkOrder.classic(), list);
        let archived = |(_, record): &&Record| Fields(record).value("ArchivedDate").is_some();
        let (first, rest): (Vec<_>, Vec<_>) = records.iter().partition(archived);
        let chosen: Vec<SimonId> =
            first.into_iter().chain(rest).map(|(id, _)| *id).take(WITH_CHILDREN).collect();
        for table in [Table::UsedItem, Table::TimeSheet] {
            let mut children = Vec::new();
            for id in &chosen {
                let parent = Parent::WorkOrder(*id);
                let below = self.ask(&self.listing(table, &Filter::Under(parent), None)).await;
                for id in ids(&below).iter().take(2) {
                    children.extend(record(*id, &self.read(table, *id).await));
                }
                seen.below.push((table, parent, below));
            }
            seen.records.insert(table.classic(), children);
        }
        seen.records.insert(Table::WorkOrder.classic(), records);
    }

    async fn conditions(&mut self, seen: &mut Evidence) {
        let keyed = TABLES.into_iter().find_map(|table| {
            let (id, record) = seen.of(table).first()?;
            Some((table, *id, Fields(record).ext_key()?))
        });
        if let Some((table, id, key)) = keyed {
            seen.by_ext_key = Some((id, self.ask(&self.listing(table, &Filter::ExtKey(key), None)).await));
        }
        let owner =
            seen.of(Table::Location).first().and_then(|(_, record)| Fields(record).id("CustomerId").ok()?);
        if let Some(owner) = owner {
            let parent = Parent::Customer(owner);
            let below = self.ask(&self.listing(Table::Location, &Filter::Under(parent), None)).await;
            seen.below.push((Table::Location, parent, below));
        }
    }

    async fn changes(&mut self, seen: &mut Evidence) {
        let long_ago = Filter::Changed(since(Timestamp::UNIX_EPOCH));
        seen.all_changed = self.ask(&self.listing(Table::ItemGroup, &long_ago, None)).await;
        let tables = [Table::WorkOrder, Table::ItemGroup, Table::Item, Table::Customer];
        let stamped = tables.into_iter().find_map(|table| {
            let (id, record) = seen.of(table).first()?;
            let moment = Fields(record).moment("LastMutation").ok()??.earlier_offset()?;
            Some((table, *id, moment))
        });
        let Some((table, id, moment)) = stamped else { return };
        seen.changed = Some(id);
        let around = |by: SignedDuration| moment.saturating_add(by).unwrap_or(moment);
        let mut looks = Vec::new();
        for since_when in
            [around(-AROUND), around(AROUND), moment, Timestamp::from_second(4_090_000_000).unwrap_or(moment)]
        {
            looks.push(
                self.ask(&self.listing(
                    table,
                    &Filter::Changed(since(since_when)),
                    before(self.is_odata(), id),
                ))
                .await,
            );
        }
        let mut looks = looks.into_iter();
        let mut next = || looks.next().unwrap_or_default();
        (seen.since_before, seen.since_after, seen.since_then, seen.since_never) =
            (next(), next(), next(), next());
    }
}

/// A page of the OData dialect begins right before the record that is looked for.
fn before(is_odata: bool, id: SimonId) -> Option<SimonId> {
    is_odata.then(|| SimonId(id.0.saturating_sub(1)))
}

/// This very moment, in either dialect.
fn since(moment: Timestamp) -> Since {
    Since { wall: Moment::Exact(moment).wall(), utc: moment }
}

/// The ids in a list, as far as they can be read.
fn ids(look: &Look) -> Vec<SimonId> {
    let Look::Answered(answer) = look else { return Vec::new() };
    rows(answer).into_iter().flatten().filter_map(|row| Some(key(row).ok()?.id)).collect()
}

fn record(id: SimonId, look: &Look) -> Option<Record> {
    look.record().map(|record| (id, record.clone()))
}
