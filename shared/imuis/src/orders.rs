//! Making a sales order, and finding it again by its reference (iMUIS fact sheet §3.7, §3.8; P1).
//!
//! Guarantees: an order leaves once. It leaves a second time only where the first was refused for want of a session
//! and a look-up then found nothing. A thorough look-up finds it by its lines too, onto which iMUIS copies the reference, for
//! the day on which a person edits that of the order; `KENM` is copied nowhere, so where a setting puts the reference there,
//! an order whose reference was edited is not found. Only a flagged refusal with words and without an order number is a refusal;
//! everything else that is no clear success is unclear, and for the caller to look up.

use koppel_bookkeeping::{FoundOrder, OrderPage, PageMark, ReferencedOrder};
use koppel_domain::failure::Failure;
use koppel_domain::records::RecordKey;
use koppel_domain::sales_order::{OrderNumber, OrderReference, SalesOrder};
use koppel_domain::work_order::SimonId;

use crate::config::ReferenceField;
use crate::connector::Imuis;
use crate::errors::{self, Trouble};
use crate::paging::Place;
use crate::reading::Question;
use crate::tables::{LINES_BY_ORDER, ORDERS};
use crate::wire::Operation;
use crate::wire::dataset::Row;
use crate::wire::formats;
use crate::wire::order;
use crate::wire::selection::Condition;

/// The column of a line that the order's own reference is copied into (§3.7).
const LINE_CARRIER: &str = "EXTORDNR";

/// What one attempt came to.
enum Attempt {
    Made(OrderNumber),
    /// It succeeded, and does not say under which number.
    MadeSomewhere,
    Refused(String),
}

impl Imuis {
    pub(crate) async fn create(&self, order: &SalesOrder) -> Result<OrderNumber, Failure> {
        let document = order::document(&self.exchange.config, order);
        let id = self.signed_in.id(&self.exchange, self.exchange.config.write).await?;
        let mut attempt = self.attempt(&id, &document).await?;
        if let Attempt::Refused(words) = &attempt
            && self.exchange.config.names_session(words)
        {
            self.signed_in.forget(&id).await;
            let id = self.signed_in.id(&self.exchange, self.exchange.config.write).await?;
            let found = self.find_orders(order.reference).await?;
            if let Some(found) = found.first() {
                return if found.debtor == order.debtor {
                    Ok(found.number.clone())
                } else {
                    Err(errors::unclear("reference found at another debtor"))
                };
            }
            attempt = self.attempt(&id, &document).await?;
        }
        match attempt {
            Attempt::Made(number) => Ok(number),
            Attempt::MadeSomewhere => self.number_of(order).await,
            Attempt::Refused(words) => Err(errors::refused(&words)),
        }
    }

    async fn attempt(&self, id: &str, document: &str) -> Result<Attempt, Failure> {
        let transport = self.exchange.config.write;
        let reply = self
            .exchange
            .send(transport, Operation::CreateVerkoopOrder, id, document)
            .await
            .map_err(Trouble::of_write)?;
        match (&reply.refusal, reply.order_number()) {
            (None, number) => {
                self.signed_in.was_used(id, self.exchange.clock.now()).await;
                Ok(number.map_or(Attempt::MadeSomewhere, |number| Attempt::Made(OrderNumber(number))))
            }
            (Some(refusal), None) if refusal.flagged && !refusal.words.is_empty() => {
                Ok(Attempt::Refused(refusal.words.clone()))
            }
            (Some(_), _) => Err(errors::unclear("answer that says both yes and no")),
        }
    }

    /// The number of an order that was made just now.
    async fn number_of(&self, order: &SalesOrder) -> Result<OrderNumber, Failure> {
        let found = self.find_orders(order.reference).await;
        match found.as_deref() {
            Ok([found]) if found.debtor == order.debtor => Ok(found.number.clone()),
            _ => Err(errors::unclear("answer without an order number")),
        }
    }

    /// One page of the orders that carry a reference (§3.10).
    pub(crate) async fn page_of_orders(&self, after: Option<&PageMark>) -> Result<OrderPage, Failure> {
        let config = &self.exchange.config;
        let place = Place::of(config.paging, after);
        let carriers: &[&str] = match config.order_reference_field {
            ReferenceField::Extordnr => &["EXTORDNR", "KENM"],
            ReferenceField::Kenm => &["KENM"],
        };
        let columns: Vec<String> =
            ["NR", "DEB"].iter().chain(carriers).map(|&column| column.to_owned()).collect();
        let question = Question {
            table: &ORDERS,
            columns: &columns,
            condition: self.condition(&ORDERS, &place),
            mutated_since: None,
            page: if let Place::Page(page) = place { page } else { 1 },
        };
        let found = self.rows(&question).await?;
        let size = self.page_size();
        let next = place.next(&ORDERS, &found, size).map_err(|why| Trouble::from(why).of_read())?;
        let orders = found.rows.iter().filter_map(|row| self.referenced(row, carriers)).collect();
        Ok(OrderPage {
            orders,
            next,
            rows: found.rows.len() as u64,
            remaining: place.remaining(&found, size),
        })
    }

    /// The order in a row, where a column carries a reference that is written into that very column. One without its number
    /// or debtor is left out: whoever misses it asks for it by its reference.
    fn referenced(&self, row: &Row, carriers: &[&str]) -> Option<ReferencedOrder> {
        let (carrier, reference) = carriers.iter().find_map(|column| {
            let id = formats::integer(row.get(column)).filter(|id| *id > 0)?;
            let reference = OrderReference::of(SimonId(id));
            (order::carrier(&self.exchange.config, reference) == *column).then_some((*column, reference))
        })?;
        let found = found_order(row, carrier, &reference.to_string()).ok()?;
        Some(ReferencedOrder { reference, number: found.number })
    }

    pub(crate) async fn find_orders(&self, reference: OrderReference) -> Result<Vec<FoundOrder>, Failure> {
        let carrier = order::carrier(&self.exchange.config, reference);
        let value = reference.to_string();
        let question = Question {
            table: &ORDERS,
            columns: &["NR", "DEB", carrier].map(str::to_owned),
            condition: Some(Condition { column: carrier, operator: "=", value: &value }),
            mutated_since: None,
            page: 1,
        };
        let found = self.rows(&question).await?;
        if found.pages > 1 {
            return Err(errors::unreadable("more orders of one reference than fit a page"));
        }
        found.rows.iter().map(|row| found_order(row, carrier, &value)).collect()
    }
}

impl Imuis {
    /// The orders whose lines carry a reference (§3.7, §5.6); none where the reference is in no column of a line, or where
    /// this iMUIS has no such column yet.
    pub(crate) async fn find_by_lines(&self, reference: OrderReference) -> Result<Vec<FoundOrder>, Failure> {
        let carrier = order::carrier(&self.exchange.config, reference);
        if carrier != LINE_CARRIER {
            return Ok(Vec::new());
        }
        let value = reference.to_string();
        let question = Question {
            table: &LINES_BY_ORDER,
            columns: &["ORDNR", "RG", "DEB", carrier].map(str::to_owned),
            condition: Some(Condition { column: carrier, operator: "=", value: &value }),
            mutated_since: None,
            page: 1,
        };
        let lines = match self.rows(&question).await {
            Err(Failure::Refused { .. }) => {
                tracing::warn!("lines of orders cannot be asked for by their reference");
                return Ok(Vec::new());
            }
            lines => lines?,
        };
        let mut found: Vec<FoundOrder> = Vec::new();
        for row in &lines.rows {
            let order = carried_by(row, "ORDNR", carrier, &value)?;
            if !found.contains(&order) {
                found.push(order);
            }
        }
        Ok(found)
    }
}

/// An order with another reference means that the condition was not heeded, and then nothing in the answer counts.
fn found_order(row: &Row, carrier: &str, value: &str) -> Result<FoundOrder, Failure> {
    carried_by(row, "NR", carrier, value)
}

/// As [`found_order`], of a row that has the order's number in this column.
fn carried_by(row: &Row, number: &str, carrier: &str, value: &str) -> Result<FoundOrder, Failure> {
    let carried = row.get(carrier);
    let is_ours = carried == value
        || (formats::integer(carried).is_some() && formats::integer(carried) == formats::integer(value));
    let number = formats::integer(row.get(number));
    let debtor = formats::integer(row.get("DEB")).and_then(|number| RecordKey::new(&number.to_string()));
    match (is_ours, number, debtor) {
        (true, Some(number), Some(debtor)) => {
            Ok(FoundOrder { number: OrderNumber(number.to_string()), debtor })
        }
        (false, ..) => Err(errors::unreadable("order with another reference than asked for")),
        (true, ..) => Err(errors::unreadable("order without its number or debtor")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::dataset::row;

    #[test]
    fn a_found_order_must_carry_the_reference() {
        let found = |cells: &[(&str, &str)]| found_order(&row(cells), "EXTORDNR", "417");
        let order = FoundOrder {
            number: OrderNumber("202600012".to_owned()),
            debtor: RecordKey::new("10000").unwrap(),
        };
        assert_eq!(found(&[("NR", "202600012"), ("DEB", "10000,0"), ("EXTORDNR", "417,00")]), Ok(order));
        for cells in [
            &[("NR", "202600012"), ("DEB", "10000"), ("EXTORDNR", "418")][..],
            &[("NR", "202600012"), ("DEB", "10000")],
            &[("NR", "202600012"), ("EXTORDNR", "417")],
            &[("DEB", "10000"), ("EXTORDNR", "417")],
        ] {
            assert!(matches!(found(cells), Err(Failure::Unreadable { .. })), "{cells:?}");
        }
    }
}
