//! The bookkeeping of a company that is not connected yet, for a wipe, which asks nothing of it (R22).
//!
//! Guarantees: it lets nobody in, and has nothing to keep.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use koppel_bookkeeping::{
    Administration, Bookkeeping, FoundOrder, OrderPage, Page, PageMark, QuoteLinePage, QuoteLineRow,
    QuotePage, QuoteRow, Row, Session, TextLimits,
};
use koppel_domain::failure::{AccessFault, Failure, System};
use koppel_domain::message::Table;
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::sales_order::{OrderNumber, OrderReference, SalesOrder};

/// Bookkeeping that cannot be reached.
#[derive(Debug)]
pub(crate) struct Unconnected;

const fn closed() -> Failure {
    Failure::Access { system: System::Imuis, fault: AccessFault::EnvironmentCode }
}

#[async_trait]
impl Bookkeeping for Unconnected {
    fn system(&self) -> System {
        System::Imuis
    }

    async fn administration(&self) -> Result<Administration, Failure> {
        Err(closed())
    }

    async fn page(&self, _: Stream, _: Option<Timestamp>, _: Option<&PageMark>) -> Result<Page, Failure> {
        Err(closed())
    }

    async fn record(&self, _: Stream, _: &RecordKey) -> Result<Option<Row>, Failure> {
        Err(closed())
    }

    async fn quotes(&self, _: Option<Timestamp>, _: Option<&PageMark>) -> Result<QuotePage, Failure> {
        Err(closed())
    }

    async fn quote(&self, _: &RecordKey) -> Result<Option<QuoteRow>, Failure> {
        Err(closed())
    }

    async fn changed_quote_lines(
        &self,
        _: Timestamp,
        _: Option<&PageMark>,
    ) -> Result<QuoteLinePage, Failure> {
        Err(closed())
    }

    async fn quote_lines(&self, _: &RecordKey) -> Result<Vec<QuoteLineRow>, Failure> {
        Err(closed())
    }

    async fn referenced_orders(&self, _: Option<&PageMark>) -> Result<OrderPage, Failure> {
        Err(closed())
    }

    async fn orders_by_reference(
        &self,
        _: OrderReference,
        _: Option<Date>,
    ) -> Result<Vec<FoundOrder>, Failure> {
        Err(closed())
    }

    async fn create_order(&self, _: &SalesOrder) -> Result<OrderNumber, Failure> {
        Err(closed())
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
