//! What people do in Simple-Simon itself, and what a test or the demo world looks at (fact sheet §12.6).
//!
//! Tables are named as in a path (`customer`, `workorder`), in whatever case. Every change stamps `LastMutation` with the
//! clock. The office may put in values that the API would refuse: texts of any length, dates that do not exist.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::DateTime;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::SimonSimulator;
use super::company::{Company, Manner};
use super::field::{Field, Writer};
use super::record::Record;
use super::refusal::Refusal;
use super::tables::Table;

impl SimonSimulator {
    /// Puts a record in as an office user would, with or without `ExtKey`, and answers its id; 0 where a rule forbids
    /// it (the reason is in the log; [`SimonSimulator::try_insert`] gives it).
    pub fn insert(&self, table: &str, record: Value) -> i64 {
        self.try_insert(table, &record).unwrap_or_else(|refusal| {
            tracing::error!(table, %refusal, "the simulated office may not put this in");
            0
        })
    }

    /// As [`SimonSimulator::insert`].
    ///
    /// # Errors
    /// A table or field that does not exist, a missing or dangling reference, an `ExtKey` that is taken.
    pub fn try_insert(&self, table: &str, record: &Value) -> Result<i64, Refusal> {
        let table = known(table)?;
        let body = record.as_object().ok_or_else(|| Refusal::invalid("Geen record."))?;
        let manner = self.by_hand();
        self.company().insert(table, body, manner)
    }

    /// Changes the fields that `fields` names. `false` where there is no such record or a rule forbids it.
    pub fn change(&self, table: &str, id: i64, fields: Value) -> bool {
        let manner = self.by_hand();
        let changed = known(table).and_then(|table| {
            let body = fields.as_object().ok_or_else(|| Refusal::invalid("Geen velden."))?;
            self.company().update(table, id, body, manner)
        });
        if let Err(refusal) = &changed {
            tracing::error!(table, id, %refusal, "the simulated office may not change this");
        }
        changed.is_ok()
    }

    /// Takes a record out whatever refers to it, so that references dangle; a work order takes what was booked on it
    /// along. `false` where there is no such record.
    pub fn remove(&self, table: &str, id: i64) -> bool {
        known(table).and_then(|table| self.company().remove(table, id)).is_ok()
    }

    /// Every record of a table, in the order of ids: PascalCase names, JSON numbers, null for what is empty.
    #[must_use]
    pub fn records(&self, table: &str) -> Vec<Map<String, Value>> {
        let mut records = Vec::new();
        self.for_each(table, |record| records.push(record.clone()));
        records
    }

    /// Shows every record of a table to `visit`, one at a time. `visit` must not call the simulator.
    pub fn for_each(&self, table: &str, mut visit: impl FnMut(&Map<String, Value>)) {
        let Ok(table) = known(table) else { return };
        for record in self.company().shelf(table).beyond(i64::MIN) {
            visit(&record.map(table));
        }
    }

    /// One record.
    #[must_use]
    pub fn record(&self, table: &str, id: i64) -> Option<Map<String, Value>> {
        let table = known(table).ok()?;
        self.company().shelf(table).get(id).map(|record| record.map(table))
    }

    /// How many records a table has.
    #[must_use]
    pub fn count(&self, table: &str) -> usize {
        known(table).map_or(0, |table| self.company().shelf(table).len())
    }

    /// How often the API was asked to write, by table and in both dialects, refused and broken calls included.
    #[must_use]
    pub fn writes(&self) -> BTreeMap<String, u64> {
        let mut writes = BTreeMap::new();
        for (operation, times) in self.0.journal.counts() {
            if let Some((table, "insert" | "update" | "delete")) = operation.split_once('/') {
                *writes.entry(table.to_owned()).or_default() += times;
            }
        }
        writes
    }

    /// Makes a work order at a work address, with or without a customer, and answers its id.
    pub fn work_order(
        &self,
        customer_id: impl Into<Option<i64>>,
        location_id: i64,
        description: &str,
    ) -> i64 {
        self.insert(
            "workorder",
            json!({ "CustomerId": customer_id.into(), "LocationId": location_id, "Description": description }),
        )
    }

    /// Puts a used article on a work order (without an item: free text) and answers its id.
    pub fn use_item(
        &self,
        work_order: i64,
        item_id: impl Into<Option<i64>>,
        description: &str,
        quantity: impl Into<Decimal>,
    ) -> i64 {
        let quantity = Field::Decimal(quantity.into()).json();
        let date = self.wall().to_string();
        self.insert(
            "useditem",
            json!({
                "WorkOrderId": work_order, "ItemId": item_id.into(), "Description": description,
                "Quantity": quantity, "Date": date,
            }),
        )
    }

    /// Books minutes on a work order that end now, `kind` being `Travel` or `Work`, and answers the id. `Start` and
    /// `End` are wall-clock times: over a night on which the clock is moved they differ by other than `Minutes`.
    pub fn book_time(&self, work_order: i64, kind: &str, minutes: i64) -> i64 {
        let start = self.wall_before(SignedDuration::from_mins(minutes));
        self.insert(
            "timesheet",
            json!({
                "WorkOrderId": work_order, "Kind": kind, "Minutes": minutes, "BreakMinutes": 0,
                "Start": start.to_string(), "End": self.wall().to_string(),
            }),
        )
    }

    /// The field worker reports the job ready (gereed gemeld). `false` where there is no such work order.
    pub fn report_ready(&self, id: i64) -> bool {
        let now = self.wall();
        self.stand(id, "Ready", &[("ReadyDate", Field::Moment(now))])
    }

    /// The office archives a work order now (gearchiveerd). `false` where there is no such work order.
    pub fn archive(&self, id: i64) -> bool {
        self.archive_at(id, self.wall())
    }

    /// As [`SimonSimulator::archive`], with another `ArchivedDate`; fractions of a second are dropped.
    pub fn archive_at(&self, id: i64, moment: DateTime) -> bool {
        self.stand(id, "Archived", &[("ArchivedDate", Field::Moment(super::whole_seconds(moment)))])
    }

    /// The office opens an archived work order again (SIM-A61). `false` where there is no such work order.
    pub fn reopen(&self, id: i64) -> bool {
        self.stand(id, "InProgress", &[("ReadyDate", Field::Empty), ("ArchivedDate", Field::Empty)])
    }

    /// Every token that is out is worth nothing any more.
    pub fn revoke_tokens(&self) {
        self.entry().revoke();
    }

    fn stand(&self, id: i64, status: &str, moments: &[(&str, Field)]) -> bool {
        let now = self.wall();
        let mut company = self.company();
        let company: &mut Company = &mut company;
        let change = |record: &mut Record| {
            let status = [("Status", Field::Text(status.into()))];
            for (name, field) in status.iter().chain(moments) {
                if let Some(place) = Table::WorkOrder.place(name) {
                    record.set(place, field.clone());
                }
            }
        };
        company.revise(Table::WorkOrder, id, now, change).is_ok()
    }

    fn by_hand(&self) -> Manner {
        Manner {
            writer: Writer::Office,
            now: self.wall(),
            unique: self.options().require_unique_ext_key,
            full_replace: false,
        }
    }
}

fn known(table: &str) -> Result<Table, Refusal> {
    Table::named(table).ok_or_else(|| Refusal::missing(format!("{table} is geen tabel.")))
}
