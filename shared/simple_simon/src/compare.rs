//! Whether a record holds what a draft says (P3).
//!
//! Guarantees: what a server may write in another way than it was sent is no difference: names in any casing (SIM-A08),
//! numbers as text with a comma (SIM-A41), booleans as text, a country by its name (SIM-A44), an emptiness of another
//! kind (SIM-A43), white space around a text, another line break. Everything else is one, a value that cannot be what
//! its field is included.

use serde_json::{Map, Value};

use crate::country;
use crate::drafts::Draft;
use crate::wire::body::pairs;
use crate::wire::json::{Fields, decimal, plain};

/// The fields of the draft that the record holds another value of.
pub(crate) fn differences(record: &Map<String, Value>, draft: &Draft) -> Vec<&'static str> {
    let record = Fields(record);
    pairs(draft)
        .into_iter()
        .filter(|(name, ours)| !is_same(name, ours, record.value(name)))
        .map(|(name, _)| name)
        .collect()
}

/// `theirs` is `None` where it is empty in any way.
fn is_same(name: &str, ours: &Value, theirs: Option<&Value>) -> bool {
    match ours {
        Value::Number(_) => theirs.and_then(decimal).is_some_and(|theirs| Some(theirs) == decimal(ours)),
        Value::Bool(ours) => theirs.map_or(Some(false), flag) == Some(*ours),
        // A reference to nothing; .NET may write 0 for it.
        Value::Null => theirs.is_none_or(|theirs| decimal(theirs).is_some_and(|id| id.is_zero())),
        Value::String(ours) if name == "Country" => country::code(ours) == country::code(&text(theirs)),
        Value::String(ours) => lines(ours.trim()).eq(lines(&text(theirs))),
        Value::Array(_) | Value::Object(_) => Some(ours) == theirs,
    }
}

fn text(theirs: Option<&Value>) -> String {
    theirs.map(plain).unwrap_or_default()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

fn flag(value: &Value) -> Option<bool> {
    match plain(value).to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use koppel_domain::records::Address;
    use koppel_domain::work_order::SimonId;
    use serde_json::json;

    use super::*;
    use crate::drafts::{CustomerDraft, ItemDraft, UsedItemDraft};

    fn differing(draft: impl Into<Draft>, record: &Value) -> Vec<&'static str> {
        differences(record.as_object().unwrap(), &draft.into())
    }

    fn customer() -> CustomerDraft {
        CustomerDraft {
            ext_key: "1042".to_owned(),
            debtor_number: "1042".to_owned(),
            name: "Bakkerij\nDe Korenaar ".to_owned(),
            address: Address { country: "NL".to_owned(), ..Address::default() },
            blocked: true,
            ..CustomerDraft::default()
        }
    }

    fn used(quantity: &str) -> UsedItemDraft {
        UsedItemDraft {
            ext_key: "quote-7-15".to_owned(),
            work_order: SimonId(48211),
            item: SimonId(308),
            description: "Kraan".to_owned(),
            quantity: quantity.parse().unwrap(),
            unit: "Stuk".to_owned(),
        }
    }

    #[test]
    fn another_way_of_writing_is_no_difference() {
        let record = json!({"eXTkEY": "1042", "debtornr": 1042, "Name": " Bakkerij\r\nDe Korenaar", "Street": null,
            "City": "", "Country": "Nederland", "Blocked": "True", "Remark": "let op"});
        assert_eq!(differing(customer(), &record), [""; 0]);
        let blocked = json!({"ExtKey": "1042", "DebtorNr": "1042", "Name": "Bakkerij\nDe Korenaar", "Country": "nl",
            "Blocked": 1});
        assert_eq!(differing(customer(), &blocked), [""; 0]);
        for quantity in [json!(2.5), json!("2,50"), json!("2.5")] {
            let record = json!({"ExtKey": "quote-7-15", "WorkOrderId": "48211", "ItemId": 308.0,
                "Description": "Kraan", "Quantity": quantity, "Unit": "Stuk"});
            assert_eq!(differing(used("2.500"), &record), [""; 0]);
        }
        for group in [json!(null), json!(0), json!("0"), json!("")] {
            let record = json!({"ExtKey": "A1", "ItemGroupId": group});
            assert_eq!(
                differing(ItemDraft { ext_key: "A1".to_owned(), ..ItemDraft::default() }, &record),
                [""; 0]
            );
        }
    }

    #[test]
    fn another_value_is_a_difference() {
        let record = json!({"ExtKey": null, "DebtorNr": "01042", "Name": "Bakkerij De Korenaar", "Phone": "040",
            "Country": "BE", "Blocked": null});
        assert_eq!(
            differing(customer(), &record),
            ["ExtKey", "DebtorNr", "Name", "Country", "Phone", "Blocked"]
        );
        let record = json!({"ExtKey": "QUOTE-7-15", "WorkOrderId": 0, "ItemId": null, "Description": "kraan",
            "Quantity": "twee", "Unit": {}});
        assert_eq!(
            differing(used("2"), &record),
            ["ExtKey", "WorkOrderId", "ItemId", "Description", "Quantity", "Unit"]
        );
        let grouped = json!({"ItemGroupId": 3, "Blocked": "misschien"});
        assert_eq!(differing(ItemDraft::default(), &grouped), ["ItemGroupId", "Blocked"]);
        assert_eq!(
            differing(ItemDraft { group: Some(SimonId(4)), ..ItemDraft::default() }, &json!({})),
            ["ItemGroupId"]
        );
    }
}
