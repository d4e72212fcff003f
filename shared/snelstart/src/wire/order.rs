//! A sales order as it is written (SnelStart fact sheet §8.5, §8.6, §9).
//!
//! Guarantees: only fields that are filled in; every text fits; a decimal is a JSON number with all its digits.

use koppel_domain::sales_order::SalesOrder;
use koppel_domain::text::cut;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::{formats, reference};

/// Most of `omschrijving`, which has the customer's own reference; not documented (SNEL-A07).
pub(crate) const DESCRIPTION: usize = 50;
/// Most of a line's text (§8.6).
pub(crate) const LINE: usize = 250;
/// What becomes of the order in SnelStart: a person turns it into an invoice (§7).
const PROCESS: &str = "Order";
const STATUS: &str = "InBehandeling";

/// Whether prices hold VAT, by the administration's own setting for its articles (§8.3, §8.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PriceBasis {
    ExclusiveOfVat,
    InclusiveOfVat,
}

/// A line with what SnelStart must be told of its article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PricedLine {
    pub(crate) article_id: String,
    pub(crate) price: Decimal,
}

#[derive(Serialize)]
struct Reference<'a> {
    id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Order<'a> {
    relatie: Reference<'a>,
    datum: String,
    proces_status: &'static str,
    verkoop_order_status: &'static str,
    verkooporder_btw_ingave_model: &'static str,
    orderreferentie: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    omschrijving: &'a str,
    memo: &'a str,
    regels: Vec<Line<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    artikel: Reference<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    omschrijving: &'a str,
    #[serde(serialize_with = "number")]
    aantal: Decimal,
    #[serde(serialize_with = "number")]
    stuksprijs: Decimal,
}

/// Through text, since every other way leads over a float.
fn number<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    let raw = RawValue::from_string(value.normalize().to_string());
    raw.map_err(serde::ser::Error::custom)?.serialize(serializer)
}

/// The document of an order; `lines` are in the order of its own. Nothing where they are not as many.
pub(crate) fn document(
    order: &SalesOrder,
    customer_id: &str,
    lines: &[PricedLine],
    basis: PriceBasis,
    memo_length: usize,
) -> Option<Vec<u8>> {
    if lines.len() != order.lines.len() {
        return None;
    }
    let memo = reference::memo(order.reference, &order.memo);
    let texts: Vec<_> = order.lines.iter().map(|line| cut(&line.description, LINE)).collect();
    let regels = order.lines.iter().zip(&texts).zip(lines).map(|((line, text), priced)| Line {
        artikel: Reference { id: &priced.article_id },
        omschrijving: text,
        aantal: line.quantity,
        stuksprijs: priced.price,
    });
    let document = Order {
        relatie: Reference { id: customer_id },
        datum: formats::write_date(order.date),
        proces_status: PROCESS,
        verkoop_order_status: STATUS,
        verkooporder_btw_ingave_model: match basis {
            PriceBasis::ExclusiveOfVat => "Exclusief",
            PriceBasis::InclusiveOfVat => "Inclusief",
        },
        orderreferentie: reference::written(order.reference),
        omschrijving: &cut(&order.customer_reference, DESCRIPTION),
        memo: &cut(&memo, memo_length),
        regels: regels.collect(),
    };
    serde_json::to_vec(&document).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use koppel_domain::records::RecordKey;
    use koppel_domain::sales_order::{OrderLine, OrderReference};
    use koppel_domain::work_order::SimonId;

    use super::*;

    fn order() -> SalesOrder {
        let line = |quantity: &str, description: &str| OrderLine {
            article: RecordKey::new("UUR").unwrap(),
            quantity: quantity.parse().unwrap(),
            description: description.to_owned(),
        };
        SalesOrder {
            reference: OrderReference::of(SimonId(48211)),
            debtor: RecordKey::new("1042").unwrap(),
            date: date(2026, 7, 15),
            customer_reference: "PO-77".to_owned(),
            memo: "Havenstraat 3\nLek".to_owned(),
            lines: vec![line("1.750", "Werktijd"), line("-2", "")],
        }
    }

    fn written(order: &SalesOrder, prices: &[&str]) -> String {
        let lines: Vec<PricedLine> = prices
            .iter()
            .map(|price| PricedLine { article_id: "b".to_owned(), price: price.parse().unwrap() })
            .collect();
        let document = document(order, "a", &lines, PriceBasis::ExclusiveOfVat, 100);
        String::from_utf8(document.unwrap()).unwrap()
    }

    #[test]
    fn an_order_is_written_with_what_is_filled_in_and_no_float() {
        assert_eq!(
            written(&order(), &["62.50", "18.9533333333333333333333333"]),
            concat!(
                r#"{"relatie":{"id":"a"},"datum":"2026-07-15T00:00:00","procesStatus":"Order","#,
                r#""verkoopOrderStatus":"InBehandeling","verkooporderBtwIngaveModel":"Exclusief","#,
                r#""orderreferentie":"Werkbon 48211","omschrijving":"PO-77","#,
                r#""memo":"simon-workorder:48211\nHavenstraat 3\nLek","#,
                r#""regels":[{"artikel":{"id":"b"},"omschrijving":"Werktijd","aantal":1.75,"stuksprijs":62.5},"#,
                r#"{"artikel":{"id":"b"},"aantal":-2,"stuksprijs":18.9533333333333333333333333}]}"#
            )
        );
    }

    #[test]
    fn over_long_texts_are_cut() {
        let mut order = order();
        order.customer_reference = "😀".repeat(60);
        order.memo = "é".repeat(500);
        order.lines[0].description = "x".repeat(600);
        let row: serde_json::Value = serde_json::from_str(&written(&order, &["1", "1"])).unwrap();
        let length = |text: &serde_json::Value| text.as_str().unwrap().encode_utf16().count();
        let lengths = [&row["omschrijving"], &row["memo"], &row["regels"][0]["omschrijving"]].map(length);
        assert_eq!(lengths, [50, 100, 250]);
    }

    #[test]
    fn a_line_without_its_price_makes_no_order() {
        assert_eq!(document(&order(), "a", &[], PriceBasis::InclusiveOfVat, 100), None);
    }
}
