//! Books in iMUIS.

use std::io;
use std::path::Path;

use jiff::SignedDuration;
use jiff::civil::Date;

use super::records::{Article, ArticleGroup, Debtor, Order, OrderLine, Quote, QuoteLine};
use super::{Call, Keeper, List};
use crate::imuis::{self, ImuisSimulator};
use crate::lies::Lie;
use crate::server::Simulated;

/// What a person writes over a reference.
const EDITED: &str = "Tel. overlegd";
/// Lines are numbered by fives.
const STEP: u32 = 5;
/// The number before the first order that somebody makes by hand.
const BEFORE_FIRST_ORDER: u32 = 202_600_000;

impl Keeper for ImuisSimulator {
    fn simulated(&self) -> &dyn Simulated {
        self
    }

    fn operation(&self, call: Call) -> &'static str {
        match call {
            Call::SignIn => "Login",
            Call::Administration => "GetAdmInfo",
            Call::Groups => "GetStamtabelRecords ARTGRP",
            Call::Articles => "GetStamtabelRecords ART",
            Call::Customers => "GetStamtabelRecords DEB",
            Call::Quotes => "GetStamtabelRecords OFFKOP",
            Call::Orders => "GetStamtabelRecords ORDKOP",
            Call::Create => "CreateVerkoopOrder",
        }
    }

    fn administration(&self) -> String {
        self.options().administration
    }

    fn rename(&self, name: &str) {
        self.change_options(|options| name.clone_into(&mut options.administration));
    }

    fn company_key(&self) -> String {
        self.options().environment_code
    }

    fn set_company_key(&self, key: &str) {
        self.change_options(|options| key.clone_into(&mut options.environment_code));
    }

    fn own_key(&self) -> String {
        self.options().partner_key
    }

    fn set_own_key(&self, key: &str) {
        self.change_options(|options| key.clone_into(&mut options.partner_key));
    }

    fn end_sessions(&self) {
        self.end_sessions();
    }

    fn show_orders_after(&self, wait: SignedDuration) {
        self.change_options(|options| options.stale_lookup = wait);
    }

    fn take_orders_for_blocked(&self) {
        self.change_options(|options| options.refuse_blocked = false);
    }

    fn persist(&self, path: &Path) -> io::Result<u64> {
        self.persist(path)
    }

    fn lie(&self, list: List, lie: Lie) {
        let table = match list {
            List::Groups => "ARTGRP",
            List::Articles => "ART",
            List::Customers => "DEB",
            List::Orders => "ORDKOP",
        };
        self.lie(table, lie);
    }

    fn tell_truth(&self) {
        self.tell_truth();
    }

    fn put_debtor_at(&self, debtor: Debtor, changed: Option<Date>) {
        match changed {
            Some(day) => self.put_debtor_at(debtor.into(), day),
            None => self.put_debtor(debtor.into()),
        }
    }

    fn put_article_at(&self, article: Article, changed: Option<Date>) {
        match changed {
            Some(day) => self.put_article_at(article.into(), day),
            None => self.put_article(article.into()),
        }
    }

    fn put_group_at(&self, group: ArticleGroup, changed: Option<Date>) {
        match changed {
            Some(day) => self.put_group_at(group.into(), day),
            None => self.put_group(group.into()),
        }
    }

    fn put_quote_at(&self, quote: Quote, changed: Option<Date>) {
        match changed {
            Some(day) => self.put_quote_at(quote.into(), day),
            None => self.put_quote(quote.into()),
        }
    }

    fn put_order(&self, order: Order) {
        let next = || self.orders().iter().map(|order| order.nr).max().unwrap_or(BEFORE_FIRST_ORDER) + 1;
        let line = |(at, line): (u32, OrderLine)| imuis::OrderLine {
            rg: at * STEP,
            article: line.article,
            quantity: line.quantity,
            description: line.description,
            price: line.price,
            ..imuis::OrderLine::default()
        };
        self.put_order(imuis::Order {
            nr: if order.nr == 0 { next() } else { order.nr },
            debtor: order.debtor,
            date: order.date,
            kenm: order.reference,
            extordnr: order.work_order.and_then(|id| i32::try_from(id).ok()),
            opm: order.memo,
            lines: (1..).zip(order.lines).map(line).collect(),
            ..imuis::Order::default()
        });
    }

    /// The lines keep theirs.
    fn edit_reference(&self, nr: u32) {
        for order in self.orders().into_iter().filter(|order| order.nr == nr) {
            self.put_order(imuis::Order { extordnr: None, kenm: EDITED.to_owned(), ..order });
        }
    }

    fn remove_debtor(&self, nr: u32) {
        self.remove_debtor(nr);
    }

    fn remove_article(&self, nr: &str) {
        self.remove_article(nr);
    }

    fn remove_group(&self, nr: u32) {
        self.remove_group(nr);
    }

    fn remove_quote(&self, nr: u32) {
        self.remove_quote(nr);
    }

    fn remove_order(&self, nr: u32) {
        self.remove_order(nr);
    }

    fn debtors(&self) -> Vec<Debtor> {
        self.debtors().into_iter().map(Debtor::from).collect()
    }

    fn articles(&self) -> Vec<Article> {
        self.articles().into_iter().map(Article::from).collect()
    }

    fn groups(&self) -> Vec<ArticleGroup> {
        let group = |it: imuis::ArticleGroup| ArticleGroup { nr: it.nr, description: it.description };
        self.groups().into_iter().map(group).collect()
    }

    fn quotes(&self) -> Vec<Quote> {
        self.quotes().into_iter().map(Quote::from).collect()
    }

    fn orders(&self) -> Vec<Order> {
        self.orders().into_iter().map(Order::from).collect()
    }
}

impl From<Debtor> for imuis::Debtor {
    fn from(debtor: Debtor) -> Self {
        Self {
            nr: debtor.nr,
            search_key: format!("D{}", debtor.nr),
            name: debtor.name,
            street: debtor.street,
            house_number: debtor.house_number,
            house_number_addition: debtor.house_number_addition,
            postcode: debtor.postcode,
            city: debtor.city,
            country: debtor.country,
            email: debtor.email,
            phone: debtor.phone,
            mobile: debtor.mobile,
            blocked: debtor.blocked,
            ..Self::default()
        }
    }
}

impl From<imuis::Debtor> for Debtor {
    fn from(debtor: imuis::Debtor) -> Self {
        Self {
            nr: debtor.nr,
            name: debtor.name,
            street: debtor.street,
            house_number: debtor.house_number,
            house_number_addition: debtor.house_number_addition,
            postcode: debtor.postcode,
            city: debtor.city,
            country: debtor.country,
            email: debtor.email,
            phone: debtor.phone,
            mobile: debtor.mobile,
            // Whoever left is as good as blocked.
            blocked: debtor.blocked || debtor.left_on.is_some(),
        }
    }
}

impl From<Article> for imuis::Article {
    fn from(article: Article) -> Self {
        Self {
            search_key: article.nr.clone(),
            nr: article.nr,
            description: article.description,
            group: article.group,
            price: article.price,
            unit: article.unit,
            vat: "H".to_owned(),
            blocked: article.blocked,
            ..Self::default()
        }
    }
}

impl From<imuis::Article> for Article {
    fn from(article: imuis::Article) -> Self {
        Self {
            nr: article.nr,
            description: article.description,
            group: article.group,
            price: article.price,
            unit: article.unit,
            blocked: article.blocked || article.sales_blocked || article.end_of_life,
        }
    }
}

impl From<ArticleGroup> for imuis::ArticleGroup {
    fn from(group: ArticleGroup) -> Self {
        let search_key = group.description.to_uppercase();
        Self { nr: group.nr, search_key, description: group.description, ..Self::default() }
    }
}

impl From<Quote> for imuis::Quote {
    fn from(quote: Quote) -> Self {
        let line = |(at, line): (u32, QuoteLine)| imuis::QuoteLine {
            rg: at * STEP,
            article: line.article,
            quantity: line.quantity,
            description: line.description,
            unit: line.unit,
            ..imuis::QuoteLine::default()
        };
        Self {
            nr: quote.nr,
            debtor: quote.debtor,
            date: quote.date,
            kenm: quote.reference,
            opm: quote.memo,
            lines: (1..).zip(quote.lines).map(line).collect(),
            ..Self::default()
        }
    }
}

impl From<imuis::Quote> for Quote {
    fn from(quote: imuis::Quote) -> Self {
        let line = |line: imuis::QuoteLine| QuoteLine {
            article: line.article,
            quantity: line.quantity,
            description: line.description,
            unit: line.unit,
        };
        Self {
            nr: quote.nr,
            debtor: quote.debtor,
            date: quote.date,
            reference: quote.kenm,
            memo: quote.opm,
            lines: quote.lines.into_iter().map(line).collect(),
        }
    }
}

impl From<imuis::Order> for Order {
    fn from(order: imuis::Order) -> Self {
        let line = |line: imuis::OrderLine| OrderLine {
            article: line.article,
            quantity: line.quantity,
            description: line.description,
            price: line.price,
        };
        let of_lines = order.lines.iter().find_map(|line| line.extordnr);
        Self {
            nr: order.nr,
            debtor: order.debtor,
            date: order.date,
            reference: order.kenm.clone(),
            // The mark is in one field or in the other, by a setting; lines have a copy of the first.
            work_order: order.extordnr.or(of_lines).map(i64::from).or_else(|| order.kenm.parse().ok()),
            memo: order.opm,
            lines: order.lines.into_iter().map(line).collect(),
        }
    }
}
