//! SnelStart as a [`House`].
//!
//! The relations that every administration has stand before all others, as in a real one (SnelStart fact sheet §7.1): none
//! of them is a customer. Its groups of articles are taken out, since those are groups like any other, and the books are
//! to begin empty.
//!
//! Two houses: the kindest server that the fact sheet allows, and one that answers its open points the other way (§14).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use jiff::civil::date;
use koppel_bookkeeping::{Bookkeeping, Session};
use koppel_outside::http::{Http, HttpError, Limits};
use koppel_simulators::books::Books;
use koppel_simulators::clock::SimClock;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::{Outcome, Simulated as _, answer};
use koppel_simulators::snelstart::{
    self, Address, ArticleCodeName, BearerBody, Decimals, Fraction, Group, NoPrice, Options, Order, OrderBy,
    OrderLine, OverTop, Overlong, Relation, SnelStartSimulator, TooManyBody, Zone, country_id,
};
use koppel_snelstart::{Config, Credentials, SnelStart};
use koppel_tests::line::SharedClock;

use crate::house::{Article, Booked, Call, Customer, House, Keys, PRICE, Quote, monday};

/// The kindest, or one that is not `KIND`.
pub(crate) struct SnelStartHouse<const KIND: bool> {
    clock: SimClock,
    books: SnelStartSimulator,
    line: Line,
    config: Config,
}

/// The way to both hosts, in process.
#[derive(Clone)]
struct Line {
    books: SnelStartSimulator,
    /// So many requests to come never leave.
    not_sent: Arc<AtomicU32>,
}

#[async_trait]
impl Http for Line {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        let one_less = |left: u32| left.checked_sub(1);
        if self.not_sent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok() {
            return Err(HttpError::NotSent("no connection"));
        }
        match answer(&self.books, request).await {
            Outcome::Cut => Err(HttpError::Unclear("connection cut")),
            Outcome::Answer(response) if response.body().len() > limits.answer_bytes => {
                Err(HttpError::TooLong(limits.answer_bytes))
            }
            Outcome::Answer(response) => Ok(response),
        }
    }
}

/// What the fact sheet leaves open, answered otherwise than by default; calls are counted by the minute, and here none
/// passes.
fn otherwise(rows: u32) -> Options {
    let refused = |property: &str| ("verkooporders".to_owned(), property.to_owned());
    Options {
        limits: None,
        refused_key_status: 401,
        password_grant: false,
        token_dies_early: 120,
        bearer_body: BearerBody::Message,
        too_many_body: TooManyBody::Html,
        page_max: rows as usize,
        articles_page_max: rows as usize,
        over_top: OverTop::Refused,
        order_by: OrderBy::Refused,
        article_code_name: ArticleCodeName::ArtikelCode,
        refused_filters: vec![refused("Orderreferentie"), refused("ModifiedOn")],
        filter_ignores_case: true,
        zone: Zone::Utc,
        fraction: Fraction::None,
        unknown_property: true,
        inactive_in_lists: false,
        missing_is_400: true,
        quotes_among_orders: false,
        ordered_quotes_stay: false,
        decimals: Decimals::Kept,
        prices_exclude_vat: false,
        order_includes_vat: true,
        overlong: Overlong::Codes,
        memo_max: Some(1_000),
        no_price: NoPrice::Refused,
        refuse_no_lines: true,
        refuse_zero: true,
        deleted_order_status: 200,
        ..Options::default()
    }
}

impl<const KIND: bool> SnelStartHouse<KIND> {
    /// The id of what people know by a number; empty where there is none yet.
    fn relation_id(&self, code: u32) -> String {
        let mut relations = self.books.relations().into_iter();
        relations.find(|it| it.code == Some(code.into())).map(|it| it.id).unwrap_or_default()
    }

    fn group_id(&self, number: u32) -> String {
        let mut groups = self.books.groups().into_iter();
        groups.find(|it| it.number == i64::from(number)).map(|it| it.id).unwrap_or_default()
    }

    fn article_id(&self, code: &str) -> String {
        let mut articles = self.books.articles().into_iter();
        articles.find(|it| it.code == code).map(|it| it.id).unwrap_or_default()
    }

    fn quote_id(&self, number: u32) -> String {
        let mut quotes = self.books.quotes().into_iter();
        quotes.find(|it| it.number == Some(number.into())).map(|it| it.id).unwrap_or_default()
    }

    fn booked(&self, order: Order) -> Booked {
        let (relations, articles) = (self.books.relations(), self.books.articles());
        let code_of = |id: &str| articles.iter().find(|it| it.id == id).unwrap().code.clone();
        let customer = relations.iter().find(|it| it.id == order.relation).and_then(|it| it.code);
        let line = |line: OrderLine| (code_of(&line.article.unwrap()), line.quantity, line.description);
        Booked {
            number: order.number.unwrap().to_string(),
            customer: customer.unwrap().to_string(),
            date: order.date.date(),
            memo: order.memo,
            prices: order.lines.iter().map(|line| line.price).collect(),
            lines: order.lines.into_iter().map(line).collect(),
        }
    }
}

impl<const KIND: bool> House for SnelStartHouse<KIND> {
    fn with_page(rows: u32) -> Self {
        let clock = SimClock::standing(monday());
        let kindest = || Options { limits: None, ..Options::default() };
        let options = if KIND { kindest() } else { otherwise(rows) };
        let books = SnelStartSimulator::new(clock.clone(), options);
        for group in books.groups() {
            books.remove_group(&group.id);
        }
        let line = Line { books: books.clone(), not_sent: Arc::default() };
        let config = Config { page_size: rows, ..Config::default() };
        Self { clock, books, line, config }
    }

    fn clock(&self) -> &SimClock {
        &self.clock
    }

    fn administration(&self) -> String {
        self.books.options().administration
    }

    fn connector(&self, keys: Keys, session: Option<Session>) -> Box<dyn Bookkeeping> {
        let Options { subscription_keys, client_key, .. } = self.books.options();
        let or_wrong = |right: String, wrong: Keys| if keys == wrong { "verkeerd".to_owned() } else { right };
        let credentials = Credentials {
            subscription_key: or_wrong(subscription_keys[0].clone(), Keys::WrongPartner).into(),
            link_key: or_wrong(client_key, Keys::WrongCompany).into(),
        };
        Box::new(SnelStart::new(
            Arc::new(self.line.clone()),
            Arc::new(SharedClock::of(self.clock.clone())),
            Arc::new(self.config.pace()),
            self.config.clone(),
            credentials,
            session,
        ))
    }

    fn secrets(&self) -> Vec<String> {
        let Options { subscription_keys, client_key, .. } = self.books.options();
        subscription_keys.into_iter().chain([client_key]).collect()
    }

    fn put_group(&self, number: u32, name: &str) {
        self.books.put_group(Group {
            id: self.group_id(number),
            number: number.into(),
            description: name.to_owned(),
            vat: "Hoog".to_owned(),
            ..Group::default()
        });
    }

    fn put_article(&self, article: Article) {
        self.books.put_article(snelstart::Article {
            id: self.article_id(&article.number),
            code: article.number,
            description: article.description,
            group: self.group_id(article.group),
            price: PRICE.into(),
            unit: "Stuk".to_owned(),
            inactive: article.blocked,
            ..snelstart::Article::default()
        });
    }

    fn put_customer(&self, customer: Customer) {
        let Customer { number, name, blocked } = customer;
        let address = Address {
            street: "Molenweg 12a".to_owned(),
            postcode: "5611 AB".to_owned(),
            city: "Eindhoven".to_owned(),
            country: country_id("NL"),
            ..Address::default()
        };
        self.books.put_relation(Relation {
            id: self.relation_id(number),
            code: Some(number.into()),
            name,
            address: Some(address),
            phone: "040-1234567".to_owned(),
            mobile: "06-12345678".to_owned(),
            email: format!("klant{number}@voorbeeld.example"),
            inactive: blocked,
            ..Relation::default()
        });
    }

    fn put_quote(&self, quote: Quote) {
        let line = |(article, quantity, description): (Option<String>, _, _)| OrderLine {
            article: article.map(|code| self.article_id(&code)),
            quantity,
            description,
            ..OrderLine::default()
        };
        self.books.put_quote(Order {
            id: self.quote_id(quote.number),
            number: Some(quote.number.into()),
            relation: self.relation_id(quote.customer),
            date: date(2026, 11, 20).at(0, 0, 0, 0),
            reference: quote.reference,
            memo: quote.memo,
            lines: quote.lines.into_iter().map(line).collect(),
            ..Order::default()
        });
    }

    fn put_order_by_hand(&self, customer: u32) {
        self.books.put_order(Order {
            relation: self.relation_id(customer),
            date: date(2026, 11, 20).at(0, 0, 0, 0),
            ..Order::default()
        });
    }

    fn edit_reference(&self, number: &str) {
        Books::Snelstart(self.books.clone()).edit_reference(number.parse().unwrap());
    }

    fn orders(&self) -> Vec<Booked> {
        self.books.orders().into_iter().map(|order| self.booked(order)).collect()
    }

    fn sign_ins(&self) -> u64 {
        self.books.journal().count("token")
    }

    fn end_sessions(&self) {
        self.books.withdraw_tokens();
    }

    fn break_next(&self, call: Call, fault: Fault) {
        let operation = match call {
            Call::Customers => "relaties/list",
            Call::Create => "verkooporders/create",
            Call::Orders => "verkooporders/list",
        };
        self.books.faults().script(operation, 0, 1, fault);
    }

    fn unplug(&self, requests: u32) {
        self.line.not_sent.store(requests, Ordering::Relaxed);
    }
}
