//! The bookkeeping of a company that is not connected yet, for a wipe, which asks nothing of it (R22).
//!
//! Guarantees: it lets nobody in, and has nothing to keep.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use koppel_bookkeeping::{
    Administration, Bookkeeping, FoundOrder, LookUp, OrderPage, OrderTime, Page, PageMark, QuoteLinePage,
    QuoteLineRow, QuotePage, QuoteRow, Row, Session, TextLimits,
};
use koppel_domain::failure::{AccessFault, Failure, System};
use koppel_domain::message::Table;
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::sales_order::{OrderNumber, OrderReference, SalesOrder};

/// Bookkeeping of this package that cannot be reached.
#[derive(Debug)]
pub(crate) struct Unconnected(pub(crate) System);

impl Unconnected {
    const fn closed(&self) -> Failure {
        Failure::Access { system: self.0, fault: AccessFault::Unknown }
    }
}

#[async_trait]
impl Bookkeeping for Unconnected {
    fn system(&self) -> System {
        self.0
    }

    async fn administration(&self) -> Result<Administration, Failure> {
        Err(self.closed())
    }

    async fn page(&self, _: Stream, _: Option<Timestamp>, _: Option<&PageMark>) -> Result<Page, Failure> {
        Err(self.closed())
    }

    async fn record(&self, _: Stream, _: &RecordKey) -> Result<Option<Row>, Failure> {
        Err(self.closed())
    }

    async fn quotes(&self, _: Option<Timestamp>, _: Option<&PageMark>) -> Result<QuotePage, Failure> {
        Err(self.closed())
    }

    async fn quote(&self, _: &RecordKey) -> Result<Option<QuoteRow>, Failure> {
        Err(self.closed())
    }

    async fn changed_quote_lines(
        &self,
        _: Timestamp,
        _: Option<&PageMark>,
    ) -> Result<QuoteLinePage, Failure> {
        Err(self.closed())
    }

    async fn quote_lines(&self, _: &RecordKey) -> Result<Vec<QuoteLineRow>, Failure> {
        Err(self.closed())
    }

    async fn referenced_orders(&self, _: Option<&PageMark>) -> Result<OrderPage, Failure> {
        Err(self.closed())
    }

    async fn orders_by_reference(
        &self,
        _: OrderReference,
        _: Option<Date>,
        _: LookUp,
    ) -> Result<Vec<FoundOrder>, Failure> {
        Err(self.closed())
    }

    async fn create_order(&self, _: &SalesOrder) -> Result<OrderNumber, Failure> {
        Err(self.closed())
    }

    fn order_time(&self, _: &SalesOrder) -> OrderTime {
        OrderTime { call: Duration::ZERO, whole: Duration::ZERO }
    }

    fn limits(&self) -> TextLimits {
        TextLimits { memo: 0, line: 0, customer_reference: 0 }
    }

    async fn session(&self) -> Option<Session> {
        None
    }

    async fn is_renewed(&self) -> bool {
        false
    }

    async fn refused_columns(&self) -> Vec<(Table, String)> {
        Vec::new()
    }
}
