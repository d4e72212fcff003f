//! The sales order as a document: `ORDKOP` once, `ORDRG` per line (iMUIS fact sheet §3.7).
//!
//! Guarantees: no text is longer than its column, whatever the caller did; the reference is always on the order.
//! Prices are left out, so that bookkeeping prices the lines itself.

use std::borrow::Cow;

use koppel_domain::sales_order::{OrderLine, OrderReference, SalesOrder};
use koppel_domain::text::cut;
use rust_decimal::Decimal;

use super::{formats, xml};
use crate::config::{Config, ReferenceField};

/// `OPM`, CHAR 250.
pub(crate) const MEMO: usize = 250;
/// `OMSCHR`, CHAR 40.
pub(crate) const LINE: usize = 40;
/// `KENM`, CHAR 25.
pub(crate) const CUSTOMER_REFERENCE: usize = 25;

/// The column that carries an order's reference.
pub(crate) fn carrier(config: &Config, reference: OrderReference) -> &'static str {
    match config.order_reference_field {
        ReferenceField::Extordnr if i32::try_from(reference.work_order().0).is_ok() => "EXTORDNR",
        ReferenceField::Extordnr | ReferenceField::Kenm => "KENM",
    }
}

/// The document of an order.
pub(crate) fn document(config: &Config, order: &SalesOrder) -> String {
    let mut out = String::with_capacity(500 + order.lines.len() * 120);
    xml::write_around(&mut out, "NewDataSet", |out| {
        xml::write_around(out, "ORDKOP", |out| header(out, config, order));
        for line in &order.lines {
            xml::write_around(out, "ORDRG", |out| self::line(out, config, line));
        }
    });
    out
}

fn header(out: &mut String, config: &Config, order: &SalesOrder) {
    let carrier = carrier(config, order.reference);
    let customer_reference = one_line(&order.customer_reference);
    let customer_reference = cut(&customer_reference, CUSTOMER_REFERENCE);
    xml::write(out, "DEB", order.debtor.as_str());
    xml::write(out, "DAT", &formats::write_date(config.date_format, order.date));
    if let Some(order_type) = &config.order_type {
        xml::write(out, "ORDSRT", order_type);
    }
    // Below zero is refused unless it is said to be meant.
    if order.lines.iter().any(|line| line.quantity < Decimal::ZERO) {
        xml::write(out, "NEGAANT", "J");
    }
    xml::write(out, carrier, &order.reference.to_string());
    if carrier != "KENM" && !customer_reference.is_empty() {
        xml::write(out, "KENM", &customer_reference);
    }
    if !order.memo.is_empty() {
        xml::write(out, "OPM", &cut(&order.memo, MEMO));
    }
}

fn line(out: &mut String, config: &Config, line: &OrderLine) {
    xml::write(out, "ART", line.article.as_str());
    xml::write(out, "AANT", &formats::write_decimal(config.decimal_mark, line.quantity));
    let text = one_line(&line.description);
    if !text.is_empty() {
        xml::write(out, "OMSCHR", &cut(&text, LINE));
    }
}

/// A text for a column of one line.
fn one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.contains(['\r', '\n', '\t']) {
        Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use koppel_domain::records::RecordKey;
    use koppel_domain::work_order::SimonId;

    use super::*;
    use crate::config::{DateFormat, DecimalMark};

    fn order(id: i64) -> SalesOrder {
        let line = |article: &str, quantity: &str, description: &str| OrderLine {
            article: RecordKey::new(article).unwrap(),
            quantity: quantity.parse().unwrap(),
            description: description.to_owned(),
        };
        SalesOrder {
            reference: OrderReference::of(SimonId(id)),
            debtor: RecordKey::new("10000").unwrap(),
            date: jiff::civil::date(2026, 3, 5),
            customer_reference: "PO 12\n& meer dan in vijfentwintig past".to_owned(),
            memo: "Dorpsstraat 1\nLek < 5 mm \u{1}😀".to_owned(),
            lines: vec![line("9000", "2", ""), line("MON/TAGE", "-1.50", &"x".repeat(60))],
        }
    }

    #[test]
    fn an_order_as_the_sheet_has_it() {
        insta::assert_snapshot!(document(&Config::default(), &order(417)), @"
        <NewDataSet><ORDKOP><DEB>10000</DEB><DAT>05-03-2026</DAT><NEGAANT>J</NEGAANT><EXTORDNR>417</EXTORDNR><KENM>PO 12 &amp; meer dan in vijfe</KENM><OPM>Dorpsstraat 1
        Lek &lt; 5 mm 😀</OPM></ORDKOP><ORDRG><ART>9000</ART><AANT>2</AANT></ORDRG><ORDRG><ART>MON/TAGE</ART><AANT>-1.5</AANT><OMSCHR>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</OMSCHR></ORDRG></NewDataSet>
        ");
    }

    #[test]
    fn a_reference_too_large_for_extordnr_goes_to_kenm_and_the_customers_own_gives_way() {
        let text = document(&Config::default(), &order(i64::from(i32::MAX) + 1));
        assert!(text.contains("<KENM>2147483648</KENM>"), "{text}");
        assert!(!text.contains("EXTORDNR") && !text.contains("PO 12"), "{text}");
    }

    #[test]
    fn settings_change_how_it_is_written() {
        let config = Config {
            order_reference_field: ReferenceField::Kenm,
            order_type: Some("standaard".to_owned()),
            date_format: DateFormat::Iso,
            decimal_mark: DecimalMark::Comma,
            ..Config::default()
        };
        let text = document(&config, &order(417));
        for part in
            ["<DAT>2026-03-05</DAT>", "<ORDSRT>standaard</ORDSRT>", "<KENM>417</KENM>", "<AANT>-1,5</AANT>"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
