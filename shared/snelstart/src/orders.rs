//! Making a sales order, and finding it again by its reference (SnelStart fact sheet §8.5, §9, §11; P1).
//!
//! Guarantees: an order leaves once, after everything that it needs is known: customer, articles, prices. SnelStart knows no
//! key that would keep a second one out, so whatever is no clear yes or no is unclear, and for the caller to look up. A
//! look-up that finds nothing has asked in a way that SnelStart understood; a thorough one has also looked for the mark in
//! the memo, for the day on which a person edits the reference. An order of which somebody edited both is not found.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time};
use koppel_bookkeeping::{FoundOrder, LookUp, OrderPage, PageMark, ReferencedOrder};
use koppel_domain::failure::Failure;
use koppel_domain::records::RecordKey;
use koppel_domain::sales_order::{OrderNumber, OrderReference, SalesOrder};

use crate::connector::SnelStart;
use crate::errors::{self, Trouble};
use crate::paging::Place;
use crate::reading::Question;
use crate::wire::filter::{Condition, REFERENCE};
use crate::wire::json::{self, Row};
use crate::wire::{Resource, Unreadable, formats, order, reference};

/// Where orders are looked for among what changed, it is since so many days ago at least: a work order may have been
/// archived under a clock that goes ahead.
const LOOK_BACK_DAYS: i64 = 31;

impl SnelStart {
    pub(crate) async fn create(&self, order: &SalesOrder) -> Result<OrderNumber, Failure> {
        let document = self.document(order).await.map_err(before_write)?;
        let token = self.signed_in.token(&self.exchange).await.map_err(Trouble::of_read);
        let token = token.map_err(before_write)?;
        let answer = self.exchange.post(&token, Resource::Orders.path(), document).await;
        if answer == Err(Trouble::Token) {
            self.signed_in.forget(&token).await;
        }
        let made = json::object(&answer.map_err(Trouble::of_write)?);
        let made = made.map_err(|why| Trouble::from(why).of_write())?;
        number(&made).ok_or_else(|| errors::unclear("answer without an order number"))
    }

    /// Everything about the order that SnelStart must be told. What was asked for once is not asked for again.
    pub(crate) async fn document(&self, order: &SalesOrder) -> Result<Vec<u8>, Failure> {
        // What becomes of an order without lines is not documented (SNEL-A13).
        if order.lines.is_empty() {
            return Err(errors::refused(None, "Een verkooporder zonder regels kan niet.".to_owned()));
        }
        let customer_id = self.customer_id(&order.debtor).await?;
        let basis = self.price_basis().await?;
        let mut lines = Vec::with_capacity(order.lines.len());
        let mut priced: Vec<(&RecordKey, _, order::PricedLine)> = Vec::new();
        for line in &order.lines {
            let quantity = line.quantity.abs();
            let known = priced.iter().find(|(article, of, _)| **article == line.article && *of == quantity);
            let line_priced = match known {
                Some((.., known)) => known.clone(),
                None => {
                    let found = self.priced_patiently(&line.article, line.quantity, &customer_id).await?;
                    priced.push((&line.article, quantity, found.clone()));
                    found
                }
            };
            lines.push(line_priced);
        }
        let memo_length = self.exchange.config.memo_length;
        order::document(order, &customer_id, &lines, basis, memo_length)
            .ok_or_else(|| errors::unreachable("order that cannot be written"))
    }

    async fn customer_id(&self, number: &RecordKey) -> Result<String, Failure> {
        if let Some(id) = self.known().customer_ids.get(number) {
            return Ok(id);
        }
        let row = self.customer_row(number).await.map_err(Trouble::of_read)?;
        let id = row
            .and_then(|row| row.id())
            .ok_or_else(|| errors::refused(None, format!("Klant {number} bestaat niet in SnelStart.")))?;
        self.known().customer_ids.insert(number.clone(), id.clone());
        Ok(id)
    }

    /// One page of the orders that carry a reference.
    pub(crate) async fn page_of_orders(&self, after: Option<&PageMark>) -> Result<OrderPage, Failure> {
        let question = Question { resource: Resource::Orders, condition: None };
        let (rows, next) = self.page_of(&question, &Place::of(after)).await.map_err(Trouble::of_read)?;
        // One without its number is left out: whoever misses it asks for it by its reference.
        let referenced =
            |row: &Row| Some(ReferencedOrder { reference: reference::carried(row)?, number: number(row)? });
        Ok(OrderPage {
            orders: rows.iter().filter_map(referenced).collect(),
            next: next.map(|place| place.mark()),
            rows: rows.len() as u64,
            remaining: None,
        })
    }

    pub(crate) async fn find_orders(
        &self,
        wanted: OrderReference,
        made_from: Option<Date>,
        look_up: LookUp,
    ) -> Result<Vec<FoundOrder>, Failure> {
        let mut rows = self.orders_carrying(wanted, made_from, look_up).await.map_err(Trouble::of_read)?;
        rows.sort_by_key(|row| row.integer("nummer"));
        let customer = |row: &Row| row.reference("relatie");
        let ids: BTreeSet<String> = rows.iter().filter_map(customer).collect();
        let numbers = self.customer_numbers(ids).await.map_err(Trouble::of_read)?;
        let found = |row: &Row| {
            let id = customer(row)?;
            let known = numbers.get(&id).cloned().flatten();
            // A customer that cannot be found is not the one that the order is for; a person must look.
            Some(FoundOrder { number: number(row)?, debtor: known.or_else(|| RecordKey::new(&id))? })
        };
        rows.iter()
            .map(|row| found(row).ok_or_else(|| errors::unreadable("order without its number or customer")))
            .collect()
    }

    /// The orders that carry a reference: asked for by it; and where that cannot be asked (SNEL-A05), or finds nothing and must
    /// be thorough, looked for among what changed, or else among all.
    async fn orders_carrying(
        &self,
        wanted: OrderReference,
        made_from: Option<Date>,
        look_up: LookUp,
    ) -> Result<Vec<Row>, Trouble> {
        let is_wanted = |row: &Row| reference::carried(row) == Some(wanted);
        if !self.known().no_reference_filter {
            let written = reference::written(wanted);
            let question = Question::of(Resource::Orders, Condition::Text(REFERENCE, &written));
            match self.list(&question, 0).await {
                Ok(rows) => {
                    let is_asked_for = |row: &Row| row.text("orderreferentie").eq_ignore_ascii_case(&written);
                    if rows.iter().all(is_asked_for) {
                        let rows: Vec<Row> = rows.into_iter().filter(is_wanted).collect();
                        if look_up == LookUp::Quick || !rows.is_empty() {
                            return Ok(rows);
                        }
                    } else {
                        // The condition was not heeded, so what is not here may be elsewhere.
                        self.cannot_ask_for_reference();
                    }
                }
                Err(trouble) if trouble.is_about_filter() => self.cannot_ask_for_reference(),
                Err(trouble) => return Err(trouble),
            }
        }
        let mut found = Vec::new();
        let mut keep = |row: Row| {
            if is_wanted(&row) {
                found.push(row);
            }
            true
        };
        let changed =
            made_from.filter(|_| !self.known().no_order_changes).map(|from| self.changed_from(from));
        if changed.is_some() {
            match self.scan(&Question::changed_after(Resource::Orders, changed), &mut keep).await {
                Err(trouble) if trouble.is_about_filter() => self.known().no_order_changes = true,
                result => return result.map(|()| found),
            }
        }
        self.scan(&Question { resource: Resource::Orders, condition: None }, keep).await?;
        Ok(found)
    }

    fn cannot_ask_for_reference(&self) {
        tracing::warn!("orders cannot be asked for by their reference");
        self.known().no_reference_filter = true;
    }

    /// The moment after which an order of this date was made or changed.
    fn changed_from(&self, date: Date) -> DateTime {
        let today = formats::wall_clock(self.exchange.clock.now()).date();
        let from = date.min(today.saturating_sub(LOOK_BACK_DAYS.days()));
        let hours = i64::from(self.exchange.config.overlap_hours);
        from.to_datetime(Time::midnight()).saturating_sub(hours.hours())
    }

    /// The row of the customer with this number.
    pub(crate) async fn customer_row(&self, number: &RecordKey) -> Result<Option<Row>, Trouble> {
        use crate::wire::filter::CUSTOMER_NUMBER;
        let Some(asked) = formats::integer(number.as_str()).filter(|asked| *asked > 0) else {
            return Ok(None);
        };
        let question = Question::of(Resource::Customers, Condition::Number(CUSTOMER_NUMBER, asked));
        let rows = self.list(&question, 0).await?;
        // A list that does not heed the condition has not said that there is none.
        if rows.iter().any(|row| row.integer("relatiecode") != Some(asked)) {
            return Err(Unreadable("other customers than asked for").into());
        }
        Ok(rows.into_iter().next())
    }
}

fn number(order: &Row) -> Option<OrderNumber> {
    let number = order.integer("nummer").filter(|number| *number > 0)?;
    Some(OrderNumber(number.to_string()))
}

/// What a failure means while nothing has been written yet: an answer that cannot be read leaves nothing unclear.
fn before_write(failure: Failure) -> Failure {
    match failure {
        Failure::Unreadable { system, detail } => Failure::Unreachable { system, detail },
        failure => failure,
    }
}
