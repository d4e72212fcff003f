//! What ties a sales order of SnelStart to its work order (SnelStart fact sheet §11).
//!
//! Two marks are written: `orderreferentie`, which the customer reads on the invoice and by which orders can be asked for,
//! and a line of its own at the start of `memo`, for the day on which a person edits the first. Where both can be read and
//! differ, the memo counts: nobody writes such a line by hand.

use koppel_domain::sales_order::OrderReference;
use koppel_domain::work_order::SimonId;

use super::json::Row;

/// What the customer reads before the work order's id.
const WORD: &str = "Werkbon ";
/// What the line in the memo begins with.
const MARKER: &str = "simon-workorder:";
/// Most of the marker with its id and the end of its line, in characters.
pub(crate) const MARKER_LENGTH: usize = MARKER.len() + 20;

/// `orderreferentie` of an order.
pub(crate) fn written(reference: OrderReference) -> String {
    format!("{WORD}{reference}")
}

/// `memo` of an order.
pub(crate) fn memo(reference: OrderReference, remarks: &str) -> String {
    let gap = if remarks.is_empty() { "" } else { "\n" };
    format!("{MARKER}{reference}{gap}{remarks}")
}

/// The reference that an order carries, where it carries one that may be ours.
pub(crate) fn carried(order: &Row) -> Option<OrderReference> {
    let memo = order.text("memo");
    let marked = memo.split(MARKER).nth(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    });
    let text = order.text("orderreferentie");
    marked.and_then(id).or_else(|| {
        let (word, number) = text.split_at_checked(WORD.len())?;
        word.eq_ignore_ascii_case(WORD).then(|| id(number.trim())).flatten()
    })
}

/// An id as we write it; other ways of writing the number are other people's.
fn id(text: &str) -> Option<OrderReference> {
    let number = text.parse::<i64>().ok().filter(|number| *number > 0 && number.to_string() == text)?;
    Some(OrderReference::of(SimonId(number)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::object;

    #[test]
    fn an_order_is_known_by_either_mark_and_the_memo_counts() {
        for (reference, memo, expected) in [
            ("Werkbon 417", "simon-workorder:417\\nDorpsstraat 1", Some(417)),
            ("Werkbon 417 (gewijzigd)", "simon-workorder:417", Some(417)),
            ("", "Gebeld.\\nsimon-workorder:417\\nDorp", Some(417)),
            ("werkbon 417", "", Some(417)),
            ("Werkbon 417", "simon-workorder:418", Some(418)),
            ("Werkbon 417", "simon-workorder:", Some(417)),
            ("Werkbon 0417", "", None),
            ("Werkbon 2026-0815", "", None),
            ("Werkbon", "", None),
            ("é Werkbon 417", "", None),
            ("417", "", None),
        ] {
            let json = format!(r#"{{"orderreferentie": "{reference}", "memo": "{memo}"}}"#);
            let found = carried(&object(json.as_bytes()).unwrap()).map(|it| it.work_order().0);
            assert_eq!(found, expected, "{reference} {memo}");
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_fits() {
        let reference = OrderReference::of(SimonId(i64::MAX));
        let json =
            serde_json::json!({ "orderreferentie": written(reference), "memo": memo(reference, "12 uur") });
        assert_eq!(carried(&object(json.to_string().as_bytes()).unwrap()), Some(reference));
        assert!(written(reference).len() <= 50);
        assert_eq!(memo(reference, "").len() + 1, MARKER_LENGTH);
    }
}
