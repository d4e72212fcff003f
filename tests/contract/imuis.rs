//! iMUIS Online as a [`House`].

use std::sync::Arc;

use jiff::civil::date;
use koppel_bookkeeping::{Bookkeeping, Session};
use koppel_imuis::{Config, Credentials, Imuis};
use koppel_simulators::books::Books;
use koppel_simulators::clock::SimClock;
use koppel_simulators::faults::Fault;
use koppel_simulators::imuis::{self, Debtor, ImuisSimulator, Options, Order};
use koppel_simulators::server::Simulated as _;
use koppel_simulators::simple_simon::{Options as SimonOptions, SimonSimulator};
use koppel_tests::line::{BOOKS_HOST, Line, SharedClock};
use koppel_tests::seed;

use crate::house::{Article, Booked, Call, Customer, House, Keys, PRICE, Quote, monday};

pub(crate) struct ImuisHouse {
    clock: SimClock,
    books: ImuisSimulator,
    line: Line,
    config: Config,
}

impl House for ImuisHouse {
    fn with_page(rows: u32) -> Self {
        let clock = SimClock::standing(monday());
        let books = ImuisSimulator::new(clock.clone(), Options::default());
        let nobody = SimonSimulator::new(clock.clone(), SimonOptions::default());
        let line = Line::new(clock.clone(), Books::Imuis(books.clone()), nobody);
        let config = Config {
            form_url: format!("http://{BOOKS_HOST}/ws1_api.aspx"),
            soap_url: format!("http://{BOOKS_HOST}/v1/ws1_xml.asmx"),
            page_size: rows,
            min_request_interval_ms: 0,
            ..Config::default()
        };
        Self { clock, books, line, config }
    }

    fn clock(&self) -> &SimClock {
        &self.clock
    }

    fn administration(&self) -> String {
        self.books.options().administration
    }

    fn connector(&self, keys: Keys, session: Option<Session>) -> Box<dyn Bookkeeping> {
        let options = self.books.options();
        let or_wrong = |right: String, wrong: Keys| if keys == wrong { "verkeerd".to_owned() } else { right };
        let credentials = Credentials {
            partner_key: or_wrong(options.partner_key, Keys::WrongPartner).into(),
            environment_code: or_wrong(options.environment_code, Keys::WrongCompany).into(),
        };
        Box::new(Imuis::new(
            Arc::new(self.line.clone()),
            Arc::new(SharedClock::of(self.clock.clone())),
            Arc::new(self.config.pace()),
            self.config.clone(),
            credentials,
            session,
        ))
    }

    fn secrets(&self) -> Vec<String> {
        let options = self.books.options();
        vec![options.partner_key, options.environment_code]
    }

    fn put_group(&self, number: u32, name: &str) {
        self.books.put_group(seed::group(number, name).into());
    }

    fn put_article(&self, article: Article) {
        let Article { number, description, group, blocked } = article;
        self.books.put_article(imuis::Article {
            description,
            blocked,
            price: PRICE.into(),
            ..seed::article(&number, group).into()
        });
    }

    fn put_customer(&self, customer: Customer) {
        let Customer { number, name, blocked } = customer;
        self.books.put_debtor(Debtor {
            name,
            blocked,
            house_number: Some(12),
            ..seed::debtor(number).into()
        });
    }

    fn put_quote(&self, quote: Quote) {
        let lines =
            (1..).zip(quote.lines).map(|(position, (article, quantity, description))| imuis::QuoteLine {
                rg: position * 5,
                article,
                quantity,
                description,
                ..imuis::QuoteLine::default()
            });
        self.books.put_quote(imuis::Quote {
            nr: quote.number,
            debtor: Some(quote.customer),
            date: date(2026, 11, 20),
            kenm: quote.reference,
            opm: quote.memo,
            lines: lines.collect(),
            ..imuis::Quote::default()
        });
    }

    fn put_order_by_hand(&self, customer: u32) {
        let highest = self.books.orders().iter().map(|order| order.nr).max().unwrap_or(202_600_000);
        self.books.put_order(Order { nr: highest + 1, debtor: customer, ..Order::default() });
    }

    fn edit_reference(&self, number: &str) {
        Books::Imuis(self.books.clone()).edit_reference(number.parse().unwrap());
    }

    fn orders(&self) -> Vec<Booked> {
        let booked = |order: Order| Booked {
            number: order.nr.to_string(),
            customer: order.debtor.to_string(),
            date: order.date,
            memo: order.opm,
            prices: order.lines.iter().map(|line| line.price).collect(),
            lines: order
                .lines
                .into_iter()
                .map(|line| (line.article, line.quantity, line.description))
                .collect(),
        };
        self.books.orders().into_iter().map(booked).collect()
    }

    fn sign_ins(&self) -> u64 {
        self.books.journal().count("Login")
    }

    fn end_sessions(&self) {
        self.books.end_sessions();
    }

    fn break_next(&self, call: Call, fault: Fault) {
        let operation = match call {
            Call::Customers => "GetStamtabelRecords DEB",
            Call::Create => "CreateVerkoopOrder",
            Call::Orders => "GetStamtabelRecords ORDKOP",
        };
        self.books.faults().script(operation, 0, 1, fault);
    }

    fn unplug(&self, requests: u32) {
        self.line.unplug_for(requests);
    }
}
