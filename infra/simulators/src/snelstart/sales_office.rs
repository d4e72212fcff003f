//! What people do with orders and quotes: write them, turn a quote into an order, invoice, throw away (SnelStart fact
//! sheet §7, §8.5).

use jiff::Timestamp;

use super::books::Shelf;
use super::json::Object;
use super::orders::kind_of_vat;
use super::rates::fill_totals;
use super::sales::Order;
use super::view::{QUOTE_STATUS, is_quote};
use super::{SnelStartSimulator, bind::refer};

impl SnelStartSimulator {
    /// Adds or replaces a sales order by hand, modified now; gives its id.
    pub fn put_order(&self, record: Order) -> String {
        self.put_sale(&record, "Order", self.now())
    }

    /// Adds or replaces a quote, modified now; gives its id.
    pub fn put_quote(&self, record: Order) -> String {
        self.put_quote_at(record, self.now())
    }

    /// Adds or replaces a quote, modified at that moment; gives its id.
    pub fn put_quote_at(&self, record: Order, modified: Timestamp) -> String {
        let quote = Order { status: QUOTE_STATUS.to_owned(), ..record };
        self.put_sale(&quote, QUOTE_STATUS, modified)
    }

    /// All sales orders as they were made, those included that lists do not show yet.
    #[must_use]
    pub fn orders(&self) -> Vec<Order> {
        self.state().books.rows(Shelf::Orders).filter(|row| !is_quote(row)).map(Order::read).collect()
    }

    /// All quotes as they were made; one that became an order is none any more.
    #[must_use]
    pub fn quotes(&self) -> Vec<Order> {
        self.state().books.rows(Shelf::Orders).filter(|row| is_quote(row)).map(Order::read).collect()
    }

    /// The sales orders whose `orderreferentie` is this text, or whose `memo` begins with it as a whole word, as a
    /// marker does (§11).
    #[must_use]
    pub fn orders_by_reference(&self, text: &str) -> Vec<Order> {
        let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
        let carries =
            |order: &Order| order.reference == text || order.memo.strip_prefix(text).is_some_and(ends);
        self.orders().into_iter().filter(carries).collect()
    }

    /// Gives an order or a quote another `procesStatus`; `Order` makes a quote an order. `false` where there is none.
    pub fn set_status(&self, id: &str, status: &str) -> bool {
        self.alter(Shelf::Orders, id, |row| drop(row.insert("procesStatus".to_owned(), status.into())))
    }

    /// Invoices an order: it gets a `verkoopfactuur` and the status `Factuur`. `false` where there is none.
    pub fn invoice_order(&self, id: &str) -> bool {
        let now = self.now();
        let invoice = {
            let mut state = self.state();
            if state.books.row(Shelf::Orders, id).is_none() {
                return false;
            }
            state.put_by_hand(Shelf::Invoices, "", Object::new(), now)
        };
        self.alter(Shelf::Orders, id, |row| {
            row.insert("verkoopfactuur".to_owned(), refer("verkoopfacturen", &invoice));
            row.insert("procesStatus".to_owned(), "Factuur".into());
        })
    }

    /// Changes a sales order or a quote as a person does. `false` where there is none.
    pub fn change_order(&self, id: &str, change: impl FnOnce(&mut Order)) -> bool {
        let found = self.state().books.row(Shelf::Orders, id).map(Order::read);
        let Some(mut order) = found else { return false };
        change(&mut order);
        id.clone_into(&mut order.id);
        self.put_sale(&order, "Order", self.now());
        true
    }

    /// Throws a sales order or a quote away. `false` where there is none. Its number is not given again.
    pub fn remove_order(&self, id: &str) -> bool {
        self.take(Shelf::Orders, id)
    }

    fn put_sale(&self, record: &Order, status: &str, modified: Timestamp) -> String {
        let mut state = self.state();
        let first = state.options.first_order_number.into();
        let number = record.number.unwrap_or_else(|| state.books.next_number(Shelf::Orders, first));
        let mut document = record.document(number, status);
        fill_totals(&mut document, |article| kind_of_vat(&state.books, article));
        for (name, value) in &record.extra {
            document.insert(name.clone(), value.into());
        }
        state.put_by_hand(Shelf::Orders, &record.id, document, modified)
    }
}
