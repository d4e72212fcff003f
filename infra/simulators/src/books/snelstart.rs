//! Books in SnelStart.
//!
//! A record that is put in by its number has an id that follows from that number, so that it is found again without a look
//! through all of them.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::records::{Article, ArticleGroup, Debtor, Order, OrderLine, Quote, QuoteLine};
use super::{Call, Keeper, List};
use crate::lies::Lie;
use crate::server::Simulated;
use crate::snelstart::{self, SnelStartSimulator, country_code, country_id, guid};

/// What a person writes over a reference.
const EDITED: &str = "Tel. overlegd";
/// What stands before a work order's id where a customer reads it, and where a program does (SnelStart fact sheet §9, §11).
const REFERENCE: &str = "Werkbon ";
const MARKER: &str = "simon-workorder:";

impl Keeper for SnelStartSimulator {
    fn simulated(&self) -> &dyn Simulated {
        self
    }

    fn operation(&self, call: Call) -> &'static str {
        match call {
            Call::SignIn => "token",
            Call::Administration => "companyInfo",
            Call::Groups => "artikelomzetgroepen/list",
            Call::Articles => "artikelen/list",
            Call::Customers => "relaties/list",
            Call::Quotes => "offertes/list",
            Call::Orders => "verkooporders/list",
            Call::Create => "verkooporders/create",
        }
    }

    fn administration(&self) -> String {
        self.options().administration
    }

    fn rename(&self, name: &str) {
        self.change_options(|options| name.clone_into(&mut options.administration));
    }

    fn company_key(&self) -> String {
        self.options().client_key
    }

    fn set_company_key(&self, key: &str) {
        self.change_options(|options| key.clone_into(&mut options.client_key));
        self.withdraw_tokens();
    }

    fn own_key(&self) -> String {
        self.options().subscription_keys.into_iter().next().unwrap_or_default()
    }

    fn set_own_key(&self, key: &str) {
        self.change_options(|options| options.subscription_keys = vec![key.to_owned()]);
    }

    fn end_sessions(&self) {
        self.withdraw_tokens();
    }

    fn show_orders_after(&self, wait: SignedDuration) {
        self.change_options(|options| options.stale_lookup = wait);
    }

    fn take_orders_for_blocked(&self) {
        self.change_options(|options| options.refuse_inactive = false);
    }

    fn persist(&self, path: &Path) -> io::Result<u64> {
        self.persist(path)
    }

    fn lie(&self, list: List, lie: Lie) {
        let resource = match list {
            List::Groups => "artikelomzetgroepen",
            List::Articles => "artikelen",
            List::Customers => "relaties",
            List::Orders => "verkooporders",
        };
        self.lie(resource, lie);
    }

    fn tell_truth(&self) {
        self.tell_truth();
    }

    fn put_debtor_at(&self, debtor: Debtor, changed: Option<Date>) {
        let relation = relation(debtor);
        match changed {
            Some(day) => self.put_relation_at(relation, noon(day)),
            None => self.put_relation(relation),
        };
    }

    fn put_article_at(&self, article: Article, changed: Option<Date>) {
        let record = snelstart::Article {
            id: article_id(&article.nr),
            code: article.nr,
            description: article.description,
            group: article.group.map(group_id).unwrap_or_default(),
            price: article.price,
            unit: article.unit,
            inactive: article.blocked,
            ..snelstart::Article::default()
        };
        match changed {
            Some(day) => self.put_article_at(record, noon(day)),
            None => self.put_article(record),
        };
    }

    /// No group says when it changed.
    fn put_group_at(&self, group: ArticleGroup, _changed: Option<Date>) {
        self.put_group(snelstart::Group {
            id: group_id(group.nr),
            number: group.nr.into(),
            description: group.description,
            vat: "Hoog".to_owned(),
            ..snelstart::Group::default()
        });
    }

    fn put_quote_at(&self, quote: Quote, changed: Option<Date>) {
        let line = |line: QuoteLine| snelstart::OrderLine {
            article: line.article.as_deref().map(article_id),
            quantity: line.quantity,
            description: line.description,
            ..snelstart::OrderLine::default()
        };
        let record = snelstart::Order {
            id: quote_id(quote.nr),
            number: Some(quote.nr.into()),
            relation: quote.debtor.map(relation_id).unwrap_or_default(),
            date: quote.date.at(0, 0, 0, 0),
            reference: quote.reference,
            memo: quote.memo,
            lines: quote.lines.into_iter().map(line).collect(),
            ..snelstart::Order::default()
        };
        match changed {
            Some(day) => self.put_quote_at(record, noon(day)),
            None => self.put_quote(record),
        };
    }

    fn put_order(&self, order: Order) {
        let line = |line: OrderLine| snelstart::OrderLine {
            article: Some(article_id(&line.article)),
            quantity: line.quantity,
            description: line.description,
            price: line.price,
            ..snelstart::OrderLine::default()
        };
        let mark = order.work_order.map(|id| format!("{MARKER}{id}\n")).unwrap_or_default();
        self.put_order(snelstart::Order {
            number: (order.nr != 0).then_some(order.nr.into()),
            relation: relation_id(order.debtor),
            date: order.date.at(0, 0, 0, 0),
            reference: order.work_order.map(|id| format!("{REFERENCE}{id}")).unwrap_or_default(),
            description: order.reference,
            memo: format!("{mark}{}", order.memo),
            lines: order.lines.into_iter().map(line).collect(),
            ..snelstart::Order::default()
        });
    }

    /// The memo keeps its mark.
    fn edit_reference(&self, nr: u32) {
        for order in self.orders().into_iter().filter(|order| order.number == Some(nr.into())) {
            self.change_order(&order.id, |order| order.reference = EDITED.to_owned());
        }
    }

    fn remove_debtor(&self, nr: u32) {
        self.remove_relation(&relation_id(nr));
    }

    fn remove_article(&self, nr: &str) {
        self.remove_article(&article_id(nr));
    }

    fn remove_group(&self, nr: u32) {
        self.remove_group(&group_id(nr));
    }

    fn remove_quote(&self, nr: u32) {
        self.remove_order(&quote_id(nr));
    }

    fn remove_order(&self, nr: u32) {
        for order in self.orders().into_iter().filter(|order| order.number == Some(nr.into())) {
            self.remove_order(&order.id);
        }
    }

    fn debtors(&self) -> Vec<Debtor> {
        // Suppliers, the company itself, and fillings with a number below one are none (§7.1).
        let debtors = self.relations().into_iter().filter(|it| it.kinds.iter().any(|kind| kind == "Klant"));
        let mut debtors: Vec<Debtor> = debtors.filter_map(debtor).collect();
        debtors.sort_by_key(|debtor| debtor.nr);
        debtors
    }

    fn articles(&self) -> Vec<Article> {
        let groups: HashMap<String, u32> = self
            .groups()
            .into_iter()
            .filter_map(|group| Some((group.id, u32::try_from(group.number).ok()?)))
            .collect();
        let article = |article: snelstart::Article| Article {
            nr: article.code,
            description: article.description,
            group: groups.get(&article.group).copied(),
            price: article.price,
            unit: article.unit,
            blocked: article.inactive,
        };
        let mut articles: Vec<Article> = self.articles().into_iter().map(article).collect();
        articles.sort_by(|one, other| one.nr.cmp(&other.nr));
        articles
    }

    fn groups(&self) -> Vec<ArticleGroup> {
        let group = |group: snelstart::Group| {
            Some(ArticleGroup { nr: u32::try_from(group.number).ok()?, description: group.description })
        };
        let mut groups: Vec<ArticleGroup> = self.groups().into_iter().filter_map(group).collect();
        groups.sort_by_key(|group| group.nr);
        groups
    }

    fn quotes(&self) -> Vec<Quote> {
        let names = Names::of(self);
        let quote = |quote: snelstart::Order| {
            let line = |line: snelstart::OrderLine| QuoteLine {
                article: line.article.as_ref().map(|id| names.article(id)),
                quantity: line.quantity,
                description: line.description,
                unit: String::new(),
            };
            Some(Quote {
                nr: u32::try_from(quote.number?).ok()?,
                debtor: names.debtor(&quote.relation),
                date: quote.date.date(),
                reference: quote.reference,
                memo: quote.memo,
                lines: quote.lines.into_iter().map(line).collect(),
            })
        };
        let mut quotes: Vec<Quote> = self.quotes().into_iter().filter_map(quote).collect();
        quotes.sort_by_key(|quote| quote.nr);
        quotes
    }

    fn orders(&self) -> Vec<Order> {
        let names = Names::of(self);
        let order = |order: snelstart::Order| {
            let line = |line: snelstart::OrderLine| OrderLine {
                article: line.article.as_ref().map(|id| names.article(id)).unwrap_or_default(),
                quantity: line.quantity,
                description: line.description,
                price: line.price,
            };
            let (marked, memo) = marked(&order.memo);
            let read = || order.reference.strip_prefix(REFERENCE)?.parse().ok();
            Some(Order {
                nr: u32::try_from(order.number?).ok()?,
                debtor: names.debtor(&order.relation).unwrap_or_default(),
                date: order.date.date(),
                reference: order.description,
                work_order: marked.or_else(read),
                memo,
                lines: order.lines.into_iter().map(line).collect(),
            })
        };
        let mut orders: Vec<Order> = self.orders().into_iter().filter_map(order).collect();
        orders.sort_by_key(|order| order.nr);
        orders
    }
}

/// The numbers that people know, by SnelStart's own ids.
struct Names {
    debtors: HashMap<String, u32>,
    articles: HashMap<String, String>,
}

impl Names {
    fn of(books: &SnelStartSimulator) -> Self {
        let numbered = |it: snelstart::Relation| Some((it.id, u32::try_from(it.code?).ok()?));
        Self {
            debtors: books.relations().into_iter().filter_map(numbered).collect(),
            articles: books.articles().into_iter().map(|article| (article.id, article.code)).collect(),
        }
    }

    fn debtor(&self, id: &str) -> Option<u32> {
        self.debtors.get(id).copied()
    }

    /// An article that is gone is known by its id.
    fn article(&self, id: &str) -> String {
        self.articles.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

/// The work order that a memo is marked with, and the rest of the memo.
fn marked(memo: &str) -> (Option<i64>, String) {
    let (line, rest) = memo.split_once('\n').unwrap_or((memo, ""));
    match line.strip_prefix(MARKER).and_then(|id| id.trim().parse().ok()) {
        Some(id) => (Some(id), rest.to_owned()),
        None => (None, memo.to_owned()),
    }
}

fn noon(day: Date) -> Timestamp {
    TimeZone::UTC.to_timestamp(day.at(12, 0, 0, 0)).unwrap_or_default()
}

fn relation_id(nr: u32) -> String {
    guid(&format!("relatiecode/{nr}"))
}

fn article_id(nr: &str) -> String {
    guid(&format!("artikelcode/{nr}"))
}

fn group_id(nr: u32) -> String {
    guid(&format!("omzetgroepnummer/{nr}"))
}

fn quote_id(nr: u32) -> String {
    guid(&format!("offertenummer/{nr}"))
}

fn relation(debtor: Debtor) -> snelstart::Relation {
    let address = snelstart::Address {
        street: format!("{} {}", debtor.street, debtor.house()).trim().to_owned(),
        postcode: debtor.postcode,
        city: debtor.city,
        country: country_id(&debtor.country),
        ..snelstart::Address::default()
    };
    snelstart::Relation {
        id: relation_id(debtor.nr),
        code: Some(debtor.nr.into()),
        name: debtor.name,
        address: Some(address),
        phone: debtor.phone,
        mobile: debtor.mobile,
        email: debtor.email,
        inactive: debtor.blocked,
        ..snelstart::Relation::default()
    }
}

fn debtor(relation: snelstart::Relation) -> Option<Debtor> {
    let nr = u32::try_from(relation.code?).ok().filter(|nr| *nr > 0)?;
    let address = relation.address.unwrap_or_default();
    let (street, house) = match address.street.rsplit_once(' ') {
        Some((street, house)) if house.starts_with(|c: char| c.is_ascii_digit()) => (street, house),
        _ => (address.street.as_str(), ""),
    };
    let digits = house.find(|c: char| !c.is_ascii_digit()).unwrap_or(house.len());
    let (number, addition) = house.split_at(digits);
    Some(Debtor {
        nr,
        name: relation.name,
        street: street.to_owned(),
        house_number: number.parse().ok(),
        house_number_addition: addition.to_owned(),
        postcode: address.postcode,
        city: address.city,
        country: country_code(&address.country).to_owned(),
        email: relation.email,
        phone: relation.phone,
        mobile: relation.mobile,
        blocked: relation.inactive,
    })
}
