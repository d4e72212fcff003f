//! What a sales order or a quote must be like (SnelStart fact sheet §4.1, §8.5, §8.6, §12).
//!
//! Guarantees: an order that is refused leaves nothing behind. Nothing guards a reference: the same order twice is two
//! orders (§11).
//!
//! Leaves out: mandates, templates and extra fields beyond keeping what came, and conversion between prices with and
//! without VAT.

use jiff::Timestamp;

use super::bind::{Bound, too_long};
use super::books::{Books, Row, Shelf};
use super::json::{Json, Object, property};
use super::lines;
use super::options::Options;
use super::order_models::SETTABLE;
use super::rates::fill_totals;
use super::refusal::Refusal;
use super::relations::{is_customer, no_such_country};
use super::schema::pascal;
use super::switches::BeyondLimit;
use super::view::{QUOTE_STATUS, is_quote};

/// What an order is made with.
pub(super) struct Maker<'a> {
    pub(super) books: &'a Books,
    pub(super) options: &'a Options,
    pub(super) now: Timestamp,
    /// `verkooporder` or `offerte`.
    pub(super) model: &'static str,
}

impl Maker<'_> {
    /// Checks a body and fills in what it leaves open; `old` is the record that it replaces.
    ///
    /// # Errors
    /// The model state, or every code that applies, at once.
    pub(super) fn checked(&self, bound: Bound, old: Option<&Row>) -> Result<Object, Refusal> {
        let Bound { mut document, sent } = bound;
        let wrong = self.wrong_state(&mut document);
        if !wrong.is_empty() {
            return Err(Refusal::ModelState(wrong));
        }
        let mut codes = self.wrong_keys(&document, &sent, old);
        self.check_relation(&document, &mut codes);
        lines::check(self.books, self.options, &document, &mut codes);
        if !codes.is_empty() {
            return Err(Refusal::Codes(codes));
        }
        self.fill(&mut document, old);
        Ok(document)
    }

    fn is_for_quotes(&self) -> bool {
        self.model == "offerte"
    }

    /// What the model itself refuses; a text beyond an undocumented limit is cut here where it is not refused.
    fn wrong_state(&self, document: &mut Object) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        let mut add =
            |name: &str, text: String| wrong.push((format!("{}.{}", self.model, pascal(name)), text));
        for name in ["relatie", "datum"] {
            let value = property(document, name);
            if value.is_null() || (name == "relatie" && value.id().is_none()) {
                add(name, format!("The {} field is required.", pascal(name)));
            }
        }
        let term = property(document, "krediettermijn").whole::<i64>();
        if term.is_some_and(|term| !(0..=100).contains(&term)) {
            add("krediettermijn", "The field Krediettermijn must be between 0 and 100.".to_owned());
        }
        let status = property(document, "procesStatus").text();
        if status.is_some_and(|status| !SETTABLE.contains(&status)) {
            add("procesStatus", "The value is not valid for ProcesStatus.".to_owned());
        }
        let limits = [("omschrijving", self.options.order_description_max), ("memo", self.options.memo_max)];
        for (name, max) in limits {
            let Some((max, text)) = max.zip(property(document, name).text().map(str::to_owned)) else {
                continue;
            };
            if text.encode_utf16().count() <= max {
                continue;
            }
            match self.options.beyond_limit {
                BeyondLimit::Refused => add(name, too_long(&pascal(name), max)),
                BeyondLimit::Cut => {
                    document.insert(name.to_owned(), cut(&text, max).into());
                }
            }
        }
        wrong.extend(lines::wrong_state(self.options, document, self.model));
        wrong
    }

    fn wrong_keys(&self, document: &Object, sent: &Object, old: Option<&Row>) -> Vec<(&'static str, String)> {
        let mut codes = Vec::new();
        let mut add = |code, text: &str| codes.push((code, text.to_owned()));
        let sent_id = property(sent, "id").filled();
        let Some(old) = old else {
            if sent_id.is_some() {
                add("ALG-0100", "Id moet leeg zijn bij aanmaken");
            }
            if !property(document, "nummer").is_null() {
                add("VOR-0005", "Nummer moet leeg zijn bij aanmaken");
            }
            return codes;
        };
        if sent_id.is_some_and(|id| !id.eq_ignore_ascii_case(&old.id)) {
            add("ALG-0101", "Id in de url verschilt van id in de inhoud");
        }
        if self.is_for_quotes() && !is_quote(old) {
            add("VOR-0015", "De verkooporder is geen offerte en kan niet worden gewijzigd");
        }
        if self.options.refuse_invoiced && !old.get("verkoopfactuur").is_null() {
            // The sheet has no code for it, and unknown codes do occur (§4).
            add("VOR-0099", "De verkooporder is gefactureerd en kan niet worden gewijzigd");
        }
        codes
    }

    fn check_relation(&self, document: &Object, codes: &mut Vec<(&'static str, String)>) {
        let mut add = |code, text: &str| codes.push((code, text.to_owned()));
        let relation = property(document, "relatie").id().and_then(|id| self.books.row(Shelf::Relations, id));
        match relation {
            None => add("REL-0005", "De relatie is niet gevonden"),
            Some(row) => {
                if !is_customer(row) {
                    add("VOR-0002", "De relatie is geen klant");
                }
                if self.options.refuse_inactive && row.get("nonactief").flag() == Some(true) {
                    add("ALG-0105", "De relatie is nonactief");
                }
                let pays = row.get("factuurRelatie").id();
                let pays = pays.and_then(|id| self.books.row(Shelf::Relations, id));
                if pays.is_some_and(|row| !is_customer(row)) {
                    add("VOR-0003", "De factuurrelatie is geen klant");
                }
            }
        }
        if ["afleveradres", "factuuradres"].iter().any(|name| no_such_country(property(document, name))) {
            add("VOR-0010", "Het land is niet gevonden");
        }
    }

    /// Fills in defaults, prices and totals, and keeps what is SnelStart's own.
    fn fill(&self, document: &mut Object, old: Option<&Row>) {
        let first = self.options.first_order_number.into();
        let number = || self.books.next_number(Shelf::Orders, first).into();
        let number: Json = old.map_or_else(number, |old| old.get("nummer").clone());
        document.insert("nummer".to_owned(), number);
        let invoice = old.map_or(Json::Null, |old| old.get("verkoopfactuur").clone());
        document.insert("verkoopfactuur".to_owned(), invoice);
        if self.is_for_quotes() {
            document.insert("procesStatus".to_owned(), QUOTE_STATUS.into());
        }
        let id = property(document, "relatie").id().unwrap_or_default().to_owned();
        let customer = self.books.row(Shelf::Relations, &id);
        let term = customer.map_or(Json::Null, |row| row.get("krediettermijn").clone());
        let entry = if self.options.order_includes_vat { "Inclusief" } else { "Exclusief" };
        for (name, value) in [
            ("procesStatus", Json::from("Order")),
            ("verkoopOrderStatus", "InBehandeling".into()),
            ("geblokkeerd", false.into()),
            ("verkooporderBtwIngaveModel", entry.into()),
            ("krediettermijn", term),
        ] {
            if property(document, name).is_null() {
                document.insert(name.to_owned(), value);
            }
        }
        lines::fill(self, document, &id);
        fill_totals(document, |article| kind_of_vat(self.books, article));
    }
}

/// The kind of VAT of an article, by its group.
pub(super) fn kind_of_vat(books: &Books, article: &str) -> String {
    let group = books.row(Shelf::Articles, article).and_then(|row| row.get("artikelOmzetgroep").id());
    let kind = group
        .and_then(|id| books.row(Shelf::Groups, id))
        .and_then(|row| row.get("verkoopNederlandBtwSoort").text());
    kind.unwrap_or_default().to_owned()
}

/// The first UTF-16 units of a text; a letter that does not fit whole is left out.
fn cut(text: &str, max: usize) -> String {
    let mut left = max;
    let fits = |letter: &char| {
        let room = left.checked_sub(letter.len_utf16());
        left = room.unwrap_or_default();
        room.is_some()
    };
    text.chars().take_while(fits).collect()
}
