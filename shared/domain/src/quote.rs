//! How a quote (offerte) becomes a work order: whether it comes along, and what the work order holds (R17–R20).
//!
//! Guarantees: the same quote and settings give the same work order; it never lacks a description; its used articles
//! keep the order of the quote's lines and name articles of bookkeeping only.
//!
//! Leaves out: which customer and articles are in Simple-Simon, and that it happens once (the runs).

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::filter_word;
use crate::message::Message;
use crate::records::RecordKey;
use crate::settings::{QuoteDescription, QuoteSettings};
use crate::text::{cut, one_line};

/// Most lines of a quote that come along.
pub const LINES_MAX: usize = 500;
/// Most of a description or a reference that is kept, in UTF-16 units: more than Simple-Simon takes, so that it can tell
/// what was cut off, and little enough to be stored.
const TEXT_MAX: usize = 1_000;
/// The same of a used article's text, of which there may be [`LINES_MAX`].
const ITEM_TEXT_MAX: usize = 300;
/// The same of its unit.
const UNIT_MAX: usize = 50;
/// Most bytes of the numbers, texts and units of all used articles of a quote: what is planned is stored as one item, which
/// DynamoDB takes up to 400 KB.
const ITEMS_BYTES: usize = 300_000;

/// A quote of bookkeeping, without its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Its number.
    pub number: RecordKey,
    /// The debtor it was made for; `None` for a prospect that is no debtor yet.
    pub debtor: Option<RecordKey>,
    /// Its own date, where bookkeeping tells.
    pub date: Option<Date>,
    /// The customer's reference (kenmerk), or empty.
    pub reference: String,
    /// The memo or note, or empty; lines are parted by `\n`.
    pub memo: String,
}

/// A line of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// Its number within the quote; lines are in the order of these.
    pub line: u32,
    /// The article; `None` for a line that is text alone.
    pub article: Option<RecordKey>,
    /// Its text, or empty.
    pub text: String,
    /// Quantity; zero where there is none.
    pub quantity: Decimal,
    /// Unit, for instance `Stuk`, or empty.
    pub unit: String,
}

/// What a quote becomes; kept from the first pull on, whatever the quote says later (R17).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedWorkOrder {
    /// The quote's number.
    pub quote: RecordKey,
    /// The debtor.
    pub customer: RecordKey,
    /// What there is to do (R20).
    pub description: String,
    /// The customer's own reference, or empty.
    pub reference: String,
    /// Used articles (R19).
    pub items: Vec<PlannedItem>,
}

/// A used article of a planned work order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedItem {
    /// The quote line it comes from.
    pub line: u32,
    /// The article.
    pub article: RecordKey,
    /// What the field worker reads and may change.
    pub text: String,
    /// Quantity; never zero.
    pub quantity: Decimal,
    /// Unit, or empty.
    pub unit: String,
}

/// Where a quote stands in the ledger. From [`QuoteState::Ready`] on it becomes one work order, whatever happens (P2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteState {
    /// It does not come along as it is; decided anew only once it changed (R27).
    Left,
    /// Planned; the work order may have been made, so it is looked up first.
    Ready,
    /// The work order is there; used articles may be missing.
    Made,
    /// All of it is there. Final.
    Done,
}

/// Whether the filter word lets a quote come along: it is looked for in everything that describes it (R18).
#[must_use]
pub fn is_wanted(quote: &Quote, lines: &[QuoteLine], settings: &QuoteSettings) -> bool {
    let word = settings.filter_word.as_deref().map(str::trim).filter(|word| !word.is_empty());
    let Some(word) = word else { return true };
    [first_line(lines).as_str(), &quote.memo, &quote.reference]
        .into_iter()
        .any(|text| filter_word::found(Some(word), text).is_some())
}

/// The work order that a quote becomes.
///
/// # Errors
/// The reason why it cannot become one.
pub fn plan(
    quote: &Quote,
    lines: &[QuoteLine],
    settings: &QuoteSettings,
) -> Result<PlannedWorkOrder, Message> {
    let number = || quote.number.to_string();
    let Some(customer) = quote.debtor.clone() else {
        return Err(Message::QuoteWithoutCustomer { quote: number() });
    };
    let too_long = |limit: usize| Message::QuoteTooLong {
        quote: number(),
        lines: lines.len() as u64,
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
    };
    if settings.lines && lines.len() > LINES_MAX {
        return Err(too_long(LINES_MAX));
    }
    let item = |line: &QuoteLine| {
        let article = line.article.clone().filter(|_| !line.quantity.is_zero())?;
        let text = cut(&one_line(&line.text), ITEM_TEXT_MAX).into_owned();
        Some(PlannedItem {
            line: line.line,
            article,
            text,
            quantity: line.quantity.normalize(),
            unit: cut(&line.unit, UNIT_MAX).into_owned(),
        })
    };
    let items: Vec<PlannedItem> =
        if settings.lines { lines.iter().filter_map(item).collect() } else { Vec::new() };
    let fitting = fitting(&items);
    if fitting < items.len() {
        return Err(too_long(fitting));
    }
    Ok(PlannedWorkOrder {
        quote: quote.number.clone(),
        customer,
        description: cut(&description(quote, lines, settings.description), TEXT_MAX).into_owned(),
        reference: cut(&one_line(&quote.reference), TEXT_MAX).into_owned(),
        items,
    })
}

/// So many of these can be stored together.
fn fitting(items: &[PlannedItem]) -> usize {
    let mut bytes = 0;
    let size = |item: &PlannedItem| item.article.as_str().len() + item.text.len() + item.unit.len();
    items
        .iter()
        .take_while(|item| {
            bytes += size(item);
            bytes <= ITEMS_BYTES
        })
        .count()
}

/// What the admin chose; where that is empty, whatever else describes the quote, so that no work order is nameless.
fn description(quote: &Quote, lines: &[QuoteLine], choice: QuoteDescription) -> String {
    let (line, memo) = (first_line(lines), quote.memo.trim().to_owned());
    let chosen: Vec<&str> = match choice {
        QuoteDescription::FirstLine => vec![&line],
        QuoteDescription::Memo => vec![&memo],
        QuoteDescription::Both => vec![&line, &memo],
    };
    let chosen: Vec<&str> = chosen.into_iter().filter(|text| !text.is_empty()).collect();
    if !chosen.is_empty() {
        return chosen.join("\n");
    }
    let instead = [line.as_str(), &memo, quote.reference.trim(), quote.number.as_str()];
    instead.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
}

/// The first line that says anything.
fn first_line(lines: &[QuoteLine]) -> String {
    lines.iter().map(|line| one_line(&line.text)).find(|text| !text.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(memo: &str) -> Quote {
        Quote {
            number: RecordKey::new("202600165").unwrap(),
            debtor: RecordKey::new("10001"),
            date: None,
            reference: "PO-77".to_owned(),
            memo: memo.to_owned(),
        }
    }

    fn line(number: u32, article: &str, text: &str, quantity: i64) -> QuoteLine {
        QuoteLine {
            line: number,
            article: RecordKey::new(article),
            text: text.to_owned(),
            quantity: quantity.into(),
            unit: "Stuk".to_owned(),
        }
    }

    fn lines() -> Vec<QuoteLine> {
        vec![
            line(5, "", "", 0),
            line(10, "", "Badkamer\r\nverbouwen", 0),
            line(15, "KRAAN", "Kraan", 2),
            line(20, "KIT", "Kit", 0),
        ]
    }

    #[test]
    fn the_description_is_what_the_admin_chose() {
        for (choice, memo, expected) in [
            (QuoteDescription::FirstLine, "Graag bellen", "Badkamer verbouwen"),
            (QuoteDescription::Memo, "Graag bellen", "Graag bellen"),
            (QuoteDescription::Both, "Graag\nbellen", "Badkamer verbouwen\nGraag\nbellen"),
            (QuoteDescription::Both, " ", "Badkamer verbouwen"),
            (QuoteDescription::Memo, "", "Badkamer verbouwen"),
        ] {
            let settings = QuoteSettings { description: choice, ..QuoteSettings::default() };
            assert_eq!(plan(&quote(memo), &lines(), &settings).unwrap().description, expected, "{choice:?}");
        }
        let bare = plan(&quote(""), &[], &QuoteSettings::default()).unwrap();
        assert_eq!(bare.description, "PO-77");
        let nameless = Quote { reference: String::new(), ..quote("") };
        assert_eq!(plan(&nameless, &[], &QuoteSettings::default()).unwrap().description, "202600165");
    }

    #[test]
    fn lines_with_an_article_and_a_quantity_come_along_where_they_are_wanted() {
        let with = QuoteSettings { lines: true, ..QuoteSettings::default() };
        let items = plan(&quote(""), &lines(), &with).unwrap().items;
        let item = PlannedItem {
            line: 15,
            article: RecordKey::new("KRAAN").unwrap(),
            text: "Kraan".to_owned(),
            quantity: 2.into(),
            unit: "Stuk".to_owned(),
        };
        assert_eq!(items, [item]);
        assert!(plan(&quote(""), &lines(), &QuoteSettings::default()).unwrap().items.is_empty());
    }

    #[test]
    fn the_filter_word_is_looked_for_in_whatever_describes_the_quote() {
        let wants = |word: &str, quote: &Quote| {
            let settings = QuoteSettings { filter_word: Some(word.to_owned()), ..QuoteSettings::default() };
            is_wanted(quote, &lines(), &settings)
        };
        for word in ["badkamer", "BELLEN", "po-77", " "] {
            assert!(wants(word, &quote("Graag bellen")), "{word}");
        }
        assert!(!wants("keuken", &quote("Graag bellen")));
    }

    #[test]
    fn what_is_planned_of_the_longest_quote_is_small() {
        let endless = "é ".repeat(2_000);
        let lines: Vec<QuoteLine> = (0..500).map(|number| line(number, "KIT", &endless, 1)).collect();
        let long = Quote { reference: endless.clone(), ..quote(&endless) };
        let settings =
            QuoteSettings { lines: true, description: QuoteDescription::Both, ..QuoteSettings::default() };
        let planned = plan(&long, &lines, &settings).unwrap();
        assert!(serde_json::to_vec(&planned).unwrap().len() < 300_000);
        // What Simple-Simon cuts off is left to be cut off there.
        assert!(planned.description.chars().count() > 250 && planned.items[0].text.chars().count() > 250);
    }

    #[test]
    fn a_quote_whose_lines_are_too_much_to_store_says_how_many_fit() {
        let settings = QuoteSettings { lines: true, ..QuoteSettings::default() };
        // 1,000 bytes each: the number, the text and the unit.
        let article = "A".repeat(992);
        let of = |count| (0..count).map(|number| line(number, &article, "Kraa", 1)).collect::<Vec<_>>();
        assert_eq!(plan(&quote(""), &of(300), &settings).unwrap().items.len(), 300);
        let too_long = Message::QuoteTooLong { quote: "202600165".to_owned(), lines: 301, limit: 300 };
        assert_eq!(plan(&quote(""), &of(301), &settings), Err(too_long));
    }

    #[test]
    fn a_quote_that_cannot_become_a_work_order_says_why() {
        let prospect = Quote { debtor: None, ..quote("") };
        let number = || "202600165".to_owned();
        assert_eq!(
            plan(&prospect, &[], &QuoteSettings::default()),
            Err(Message::QuoteWithoutCustomer { quote: number() })
        );
        let many: Vec<QuoteLine> = (0..501).map(|number| line(number, "KIT", "Kit", 1)).collect();
        let with = QuoteSettings { lines: true, ..QuoteSettings::default() };
        assert_eq!(
            plan(&quote(""), &many, &with),
            Err(Message::QuoteTooLong { quote: number(), lines: 501, limit: 500 })
        );
    }
}
