//! Whether Simple-Simon equals bookkeeping, by full compare (P3): each side as sorted lines of text.
//!
//! Written from the requirements (R6–R8) and not from Koppel's own mapping. A record that is there twice shows twice.

use koppel_simulators::books::{Article, ArticleGroup, Debtor};
use serde_json::{Map, Value};

use crate::world::World;

/// A record of Simple-Simon.
pub type Record = Map<String, Value>;

/// A field as text; empty where it is empty.
#[must_use]
pub fn text(record: &Record, field: &str) -> String {
    match record.get(field) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn texts(record: &Record, fields: &[&str]) -> String {
    fields.iter().map(|field| text(record, field)).collect::<Vec<_>>().join("|")
}

const ADDRESS: [&str; 5] = ["Street", "HouseNr", "ZipCode", "City", "Country"];

impl World {
    /// What Simple-Simon should hold: every record of bookkeeping that is not blocked.
    #[must_use]
    pub fn wanted(&self) -> Vec<String> {
        let groups = self.books.groups();
        let mut lines: Vec<String> = groups.iter().map(group_line).collect();
        lines.extend(self.books.articles().iter().filter(|article| !article.blocked).map(article_line));
        for debtor in self.books.debtors().iter().filter(|debtor| !debtor.blocked) {
            lines.extend([customer_line(debtor), address_line(debtor)]);
        }
        lines.sort();
        lines
    }

    /// What Simple-Simon holds.
    #[must_use]
    pub fn held(&self) -> Vec<String> {
        let key_of = |table: &str, id: &Value| {
            id.as_i64().and_then(|id| self.simon.record(table, id)).map(|record| text(&record, "ExtKey"))
        };
        let mut lines = Vec::new();
        for record in self.simon.records("itemgroup") {
            lines.push(format!("group {}", texts(&record, &["ExtKey", "Code", "Description"])));
        }
        for record in self.simon.records("item") {
            let group = key_of("itemgroup", &record["ItemGroupId"]).unwrap_or_default();
            lines.push(format!(
                "article {}|{group}",
                texts(&record, &["ExtKey", "Code", "Description", "Unit"])
            ));
        }
        for record in self.simon.records("customer") {
            let contact = ["Phone", "Mobile", "Email"];
            let fields = [&["ExtKey", "DebtorNr", "Name"][..], &ADDRESS, &contact].concat();
            lines.push(format!("customer {}", texts(&record, &fields)));
        }
        for record in self.simon.records("location") {
            let customer = key_of("customer", &record["CustomerId"]).unwrap_or_default();
            let fields = [&["ExtKey", "Name"][..], &ADDRESS, &["Phone", "Email"]].concat();
            lines.push(format!("address {}|{customer}", texts(&record, &fields)));
        }
        lines.sort();
        lines
    }

    /// Asserts that Simple-Simon equals bookkeeping (P3).
    pub fn assert_mirrored(&self, story: &str) {
        let (held, wanted) = (self.held(), self.wanted());
        let missing: Vec<_> = wanted.iter().filter(|line| !held.contains(line)).collect();
        let strange: Vec<_> = held.iter().filter(|line| !wanted.contains(line)).collect();
        assert!(
            held == wanted,
            "{story}: missing {missing:#?}, strange {strange:#?}, {} lines held, {} wanted",
            held.len(),
            wanted.len()
        );
    }

    /// The id in Simple-Simon of the record with this key.
    #[must_use]
    pub fn id_of(&self, table: &str, ext_key: &str) -> i64 {
        let found = self.record_of(table, ext_key);
        found["Id"].as_i64().unwrap()
    }

    /// The record in Simple-Simon with this key.
    #[must_use]
    pub fn record_of(&self, table: &str, ext_key: &str) -> Record {
        let mut found = self.simon.records(table);
        found.retain(|record| text(record, "ExtKey") == ext_key);
        assert_eq!(found.len(), 1, "records of {table} with key {ext_key}");
        found.remove(0)
    }
}

fn group_line(group: &ArticleGroup) -> String {
    format!("group {0}|{0}|{1}", group.nr, group.description)
}

fn article_line(article: &Article) -> String {
    let group = article.group.map(|group| group.to_string()).unwrap_or_default();
    format!("article {0}|{0}|{1}|{2}|{group}", article.nr, article.description, article.unit)
}

fn address(debtor: &Debtor) -> String {
    let number = debtor.house_number.map(|number| number.to_string()).unwrap_or_default();
    let Debtor { street, house_number_addition, postcode, city, country, .. } = debtor;
    format!("{street}|{number}{house_number_addition}|{postcode}|{city}|{country}")
}

fn customer_line(debtor: &Debtor) -> String {
    let Debtor { nr, name, phone, mobile, email, .. } = debtor;
    format!("customer {nr}|{nr}|{name}|{}|{phone}|{mobile}|{email}", address(debtor))
}

fn address_line(debtor: &Debtor) -> String {
    let Debtor { nr, name, phone, email, .. } = debtor;
    format!("address {nr}-0|{name}|{}|{phone}|{email}|{nr}", address(debtor))
}
