//! The log that an admin reads (R29–R31): one row per event, newest first, kept for 90 days.
//!
//! A row's id is a ULID made from its moment; rows appended by one process keep the order in which they were appended.
//! Warnings and errors stand in the index `problems` as well, so that the few red rows are found without reading the
//! many white ones. That index follows within moments, not at once.
//!
//! Guarantees: one page costs at most two requests (P10); where a filter is so sparse that they are not enough, the page is
//! short and says where to go on. A period costs nothing: rows outside it are not looked at.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use jiff::{SignedDuration, Timestamp};
use koppel_domain::message::{Kind, Language, Message, Table};
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::TenantStore;
use crate::error::{ItemKind, StoreError, failed};
use crate::item::{Attributes, decode, encode, text, text_of};
use crate::key::{ID, PROBLEM_TENANT, TENANT};
use crate::tables::PROBLEMS_INDEX;
use crate::write::{Writes, put_request};

/// How long a row is kept (design: TTL 90 days).
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Most requests for one page.
const REQUESTS_MAX: u32 = 2;
/// Most rows in one page.
const PAGE_MAX: u32 = 500;
/// Rows that one request looks at when a filter passes over some; fewer where each of them is read for its words.
const FILTERED_ROWS: u32 = 1_000;
const READ_ROWS: u32 = 400;

/// Attribute by which DynamoDB drops a row, in seconds since 1970.
pub(crate) const EXPIRES_AT: &str = "expires_at";
const KIND: &str = "kind";
const TABLE: &str = "table";

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRow {
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub message: Message,
}

/// Which rows to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// Only rows of this kind.
    pub kind: Option<Kind>,
    /// Only rows about this table.
    pub table: Option<Table>,
    /// Only rows from this moment on.
    pub from: Option<Timestamp>,
    /// Only rows before this moment.
    pub until: Option<Timestamp>,
    /// Only rows whose message or action, in this language, holds this text, whatever its case.
    pub text: Option<(String, Language)>,
    /// Only rows older than this id, as [`LogPage::next`] gave it.
    pub before: Option<String>,
    /// Most rows; taken as 1 to 500.
    pub limit: u32,
}

/// Rows, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogPage {
    /// Rows with their ids.
    pub rows: Vec<(String, LogRow)>,
    /// What to ask for as `before` to go on; `None` at the end of the log.
    pub next: Option<String>,
}

impl TenantStore {
    /// Appends rows, in this order. When it fails, some may have been appended; the log is no ledger, so an event that
    /// stands in it twice does no harm.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`], [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn append(&self, rows: &[LogRow]) -> Result<(), StoreError> {
        let mut writes = Writes::new();
        for row in rows {
            let (id, item) = self.log_item(row)?;
            writes.insert(id, put_request(ItemKind::LogRow, item)?);
        }
        self.write_many(ItemKind::LogRow, &self.inner.tables.log, writes).await
    }

    /// One page of the log. A row that this release cannot read is passed over, so that it does not hide the others.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`]; [`StoreError::Malformed`] where `before` is no id.
    pub async fn log_page(&self, query: LogQuery) -> Result<LogPage, StoreError> {
        let limit = usize::try_from(query.limit.clamp(1, PAGE_MAX)).unwrap_or(1);
        let wanted = query.text.as_ref().map(|(text, language)| (text.to_lowercase(), *language));
        let Some(mut period) = Period::of(&query)? else { return Ok(LogPage::default()) };
        let mut rows = Vec::new();
        for _ in 0..REQUESTS_MAX {
            let answer = self.log_request(&query, period).await?;
            let more = answer.last_evaluated_key.as_ref().and_then(|key| text_of(key, ID)).map(str::to_owned);
            for item in answer.items.unwrap_or_default() {
                let Some((id, row)) = read(item) else { continue };
                if wanted.as_ref().is_some_and(|(text, language)| !says(&row.message, text, *language)) {
                    continue;
                }
                if rows.len() == limit {
                    let next = rows.last().map(|(id, _): &(String, LogRow)| id.clone());
                    return Ok(LogPage { rows, next });
                }
                rows.push((id, row));
            }
            let Some(last) = more else { return Ok(LogPage { rows, next: None }) };
            match period.below(&last)? {
                Some(rest) => period = rest,
                None => return Ok(LogPage { rows, next: None }),
            }
        }
        Ok(LogPage { rows, next: Some(period.next().to_string()) })
    }

    async fn log_request(&self, query: &LogQuery, period: Period) -> Result<QueryOutput, StoreError> {
        let in_index = matches!(query.kind, Some(Kind::Warning | Kind::Error));
        let (partition, index) =
            if in_index { (PROBLEM_TENANT, Some(PROBLEMS_INDEX.to_owned())) } else { (TENANT, None) };
        let mut names =
            HashMap::from([("#tenant".to_owned(), partition.to_owned()), ("#id".to_owned(), ID.to_owned())]);
        let mut values = HashMap::from([
            (":tenant".to_owned(), text(self.tenant.as_str())),
            (":low".to_owned(), text(period.low.to_string())),
            (":high".to_owned(), text(period.high.to_string())),
        ]);
        let mut filters = Vec::new();
        if let Some(kind) = query.kind {
            filters.push("#kind = :kind");
            names.insert("#kind".to_owned(), KIND.to_owned());
            values.insert(":kind".to_owned(), text(kind_name(kind)));
        }
        if let Some(table) = query.table {
            filters.push("#table = :table");
            names.insert("#table".to_owned(), TABLE.to_owned());
            values.insert(":table".to_owned(), text(table.as_str()));
        }
        let looked_at = match (&query.text, filters.is_empty()) {
            (Some(_), _) => READ_ROWS,
            (None, false) => FILTERED_ROWS,
            // One row more than wanted tells whether another page follows.
            (None, true) => query.limit.clamp(1, PAGE_MAX) + 1,
        };
        self.counters.read();
        let answer = self
            .inner
            .client
            .query()
            .table_name(&self.inner.tables.log)
            .set_index_name(index)
            .key_condition_expression("#tenant = :tenant AND #id BETWEEN :low AND :high")
            .set_filter_expression((!filters.is_empty()).then(|| filters.join(" AND ")))
            .set_expression_attribute_names(Some(names))
            .set_expression_attribute_values(Some(values))
            .scan_index_forward(false)
            .limit(i32::try_from(looked_at).unwrap_or(i32::MAX))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| failed("list", ItemKind::LogRow, &error))?;
        self.counters.read_took(answer.consumed_capacity());
        Ok(answer)
    }

    /// A row's id and its attributes, the keys included.
    pub(crate) fn log_item(&self, row: &LogRow) -> Result<(String, Attributes), StoreError> {
        let id = self.next_id(row.at);
        let tenant = text(self.tenant.as_str());
        let kind = row.message.kind();
        let expires_at = row.at.saturating_add(KEPT).unwrap_or(Timestamp::MAX).as_second();
        let mut item = encode(ItemKind::LogRow, row)?;
        item.insert(ID.to_owned(), text(id.as_str()));
        item.insert(KIND.to_owned(), text(kind_name(kind)));
        item.insert(TABLE.to_owned(), text(row.message.table().as_str()));
        item.insert(EXPIRES_AT.to_owned(), AttributeValue::N(expires_at.to_string()));
        if matches!(kind, Kind::Warning | Kind::Error) {
            item.insert(PROBLEM_TENANT.to_owned(), tenant.clone());
        }
        item.insert(TENANT.to_owned(), tenant);
        Ok((id, item))
    }

    fn next_id(&self, at: Timestamp) -> String {
        let mut ids = self.inner.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let since_1970 = Duration::from_millis(u64::try_from(at.as_millisecond()).unwrap_or(0));
        let made = match ids.generate_from_datetime(SystemTime::UNIX_EPOCH + since_1970) {
            Ok(id) => id,
            Err(full) => full.commit_overflow_random(),
        };
        made.to_string()
    }
}

fn read(mut item: Attributes) -> Option<(String, LogRow)> {
    let id = item.remove(ID).and_then(|id| id.as_s().ok().cloned())?;
    match decode(ItemKind::LogRow, item) {
        Ok(row) => Some((id, row)),
        Err(_) => {
            tracing::warn!(log.id = id, "a log row does not have the form that this release knows");
            None
        }
    }
}

/// The ids that may be looked at, both ends included.
#[derive(Clone, Copy)]
struct Period {
    low: Ulid,
    high: Ulid,
}

impl Period {
    /// What a query asks for; `None` where that is nothing.
    fn of(query: &LogQuery) -> Result<Option<Self>, StoreError> {
        let first = |at: Timestamp| Ulid::from_parts(u64::try_from(at.as_millisecond()).unwrap_or(0), 0);
        let all = Self { low: query.from.map_or(Ulid::nil(), first), high: Ulid(u128::MAX) };
        let until = query.until.map(|until| all.under(first(until)));
        let period = until.unwrap_or(Some(all));
        match (period, &query.before) {
            (Some(period), Some(before)) => period.below(before),
            (period, _) => Ok(period.filter(|period| period.low <= period.high)),
        }
    }

    /// What of it is older than this id; `None` where nothing is.
    fn below(self, id: &str) -> Result<Option<Self>, StoreError> {
        let id = Ulid::from_string(id).map_err(|_| StoreError::Malformed { item: ItemKind::LogRow })?;
        Ok(self.under(id))
    }

    fn under(self, id: Ulid) -> Option<Self> {
        let high = Ulid(id.0.checked_sub(1)?).min(self.high);
        (self.low <= high).then_some(Self { high, ..self })
    }

    /// What to go on before, to look at the rest of it.
    fn next(self) -> Ulid {
        Ulid(self.high.0.saturating_add(1))
    }
}

/// A message or its action holds this text, which is in lower case.
fn says(message: &Message, text: &str, language: Language) -> bool {
    let holds = |words: String| words.to_lowercase().contains(text);
    holds(message.text(language)) || holds(message.action(language))
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Info => "info",
        Kind::Warning => "warning",
        Kind::Error => "error",
    }
}
