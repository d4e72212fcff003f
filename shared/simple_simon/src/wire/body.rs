//! What a draft looks like on the wire (SIM-A08, SIM-A50), and how it is laid over a record that is there already.
//!
//! Guarantees: a field that Koppel does not write (Remark, Price …) keeps its value through an update, whether the
//! server keeps absent fields or empties them (SIM-A10, SIM-A28).

use koppel_domain::records::Address;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Map, Number, Value};

use crate::drafts::Draft;

/// Fields that the server sets and that are not sent back; `Id` is put where the dialect wants it.
const SERVERS_OWN: [&str; 2] = ["Id", "LastMutation"];

/// A draft as it is sent.
pub(crate) fn fields(draft: &Draft) -> Map<String, Value> {
    pairs(draft).into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The fields of a draft, each once. Empty texts are among them: they must empty what stands there.
pub(crate) fn pairs(draft: &Draft) -> Vec<(&'static str, Value)> {
    let mut out = Vec::new();
    let mut put = |name: &'static str, value: Value| out.push((name, value));
    put("ExtKey", draft.ext_key().into());
    match draft {
        Draft::Customer(customer) => {
            put("DebtorNr", customer.debtor_number.as_str().into());
            put("Name", customer.name.as_str().into());
            address(&customer.address, &mut put);
            put("Phone", customer.phone.as_str().into());
            put("Mobile", customer.mobile.as_str().into());
            put("Email", customer.email.as_str().into());
            put("VatNr", customer.vat_number.as_str().into());
            put("CocNr", customer.coc_number.as_str().into());
            put("Blocked", customer.blocked.into());
        }
        Draft::Location(location) => {
            put("CustomerId", location.customer.0.into());
            put("Name", location.name.as_str().into());
            address(&location.address, &mut put);
            put("Phone", location.phone.as_str().into());
            put("Email", location.email.as_str().into());
        }
        Draft::Item(item) => {
            put("Code", item.code.as_str().into());
            put("Description", item.description.as_str().into());
            put("Unit", item.unit.as_str().into());
            put("ItemGroupId", item.group.map_or(Value::Null, |group| group.0.into()));
            put("Blocked", item.blocked.into());
        }
        Draft::ItemGroup(group) => {
            put("Code", group.code.as_str().into());
            put("Description", group.description.as_str().into());
        }
        Draft::WorkOrder(work_order) => {
            put("CustomerId", work_order.customer.0.into());
            put("LocationId", work_order.location.0.into());
            put("Description", work_order.description.as_str().into());
            put("CustomerReference", work_order.customer_reference.as_str().into());
        }
        Draft::UsedItem(used) => {
            put("WorkOrderId", used.work_order.0.into());
            put("ItemId", used.item.0.into());
            put("Description", used.description.as_str().into());
            put("Quantity", number(used.quantity));
            put("Unit", used.unit.as_str().into());
        }
    }
    out
}

fn address(address: &Address, put: &mut impl FnMut(&'static str, Value)) {
    put("Street", address.street.as_str().into());
    put("HouseNr", address.house_number.as_str().into());
    put("ZipCode", address.postcode.as_str().into());
    put("City", address.town.as_str().into());
    put("Country", address.country.as_str().into());
}

/// SIM-A41: a JSON number. The nearest double is written in its shortest form, which up to 15 digits is the number
/// itself, digit by digit.
fn number(number: Decimal) -> Value {
    let whole = number.to_i64().filter(|_| number.fract().is_zero());
    let text = number.to_string();
    whole
        .map(Number::from)
        .or_else(|| text.parse().ok().and_then(Number::from_f64))
        .map_or_else(|| text.into(), Value::Number)
}

/// `ours` over `record`: our fields in our casing, everything else as it came, without what is the server's own and
/// without OData's annotations.
pub(crate) fn merged(record: &Map<String, Value>, ours: Map<String, Value>) -> Map<String, Value> {
    let is_ours = |name: &str| ours.keys().any(|own| own.eq_ignore_ascii_case(name));
    let is_servers = |name: &str| {
        name.contains('@') || SERVERS_OWN.iter().any(|servers| servers.eq_ignore_ascii_case(name))
    };
    let foreign: Map<String, Value> = record
        .iter()
        .filter(|(name, _)| !is_ours(name) && !is_servers(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    foreign.into_iter().chain(ours).collect()
}

#[cfg(test)]
mod tests {
    use koppel_domain::work_order::SimonId;
    use serde_json::json;

    use super::*;
    use crate::drafts::{CustomerDraft, ItemDraft, LocationDraft, UsedItemDraft, WorkOrderDraft};

    fn address() -> Address {
        Address {
            street: "Molenweg".to_owned(),
            house_number: "12".to_owned(),
            postcode: "5611 AB".to_owned(),
            town: "Eindhoven".to_owned(),
            country: "NL".to_owned(),
        }
    }

    #[test]
    fn a_customer_looks_as_the_fact_sheet_shows_it() {
        let draft = Draft::Customer(CustomerDraft {
            ext_key: "1042".to_owned(),
            debtor_number: "1042".to_owned(),
            name: "Bakkerij De Korenaar".to_owned(),
            address: address(),
            phone: "040-1234567".to_owned(),
            email: "info@korenaar.example".to_owned(),
            ..CustomerDraft::default()
        });
        let expected = json!({
            "ExtKey": "1042", "DebtorNr": "1042", "Name": "Bakkerij De Korenaar", "Street": "Molenweg",
            "HouseNr": "12", "ZipCode": "5611 AB", "City": "Eindhoven", "Country": "NL", "Phone": "040-1234567",
            "Email": "info@korenaar.example", "Mobile": "", "VatNr": "", "CocNr": "", "Blocked": false,
        });
        assert_eq!(Value::Object(fields(&draft)), expected);
    }

    #[test]
    fn references_are_ids() {
        let location = fields(&Draft::Location(LocationDraft {
            ext_key: "1042-0".to_owned(),
            customer: SimonId(9001),
            name: String::new(),
            address: address(),
            phone: String::new(),
            email: String::new(),
        }));
        assert_eq!(location.get("CustomerId"), Some(&json!(9001)));
        let mut item = ItemDraft { group: Some(SimonId(3)), ..ItemDraft::default() };
        assert_eq!(fields(&Draft::Item(item.clone())).get("ItemGroupId"), Some(&json!(3)));
        item.group = None;
        assert_eq!(fields(&Draft::Item(item)).get("ItemGroupId"), Some(&json!(null)));
    }

    #[test]
    fn a_work_order_has_no_status() {
        let draft = Draft::WorkOrder(WorkOrderDraft {
            ext_key: "quote-7".to_owned(),
            customer: SimonId(9001),
            location: SimonId(7001),
            description: "Storing oven".to_owned(),
            customer_reference: "PO-77".to_owned(),
        });
        let expected = json!({"ExtKey": "quote-7", "CustomerId": 9001, "LocationId": 7001,
            "Description": "Storing oven", "CustomerReference": "PO-77"});
        assert_eq!(Value::Object(fields(&draft)), expected);
    }

    #[test]
    fn quantities_are_numbers_without_noise() {
        for (quantity, written) in [
            ("2", "2"),
            ("2.00", "2"),
            ("-2.50", "-2.5"),
            ("0.1", "0.1"),
            ("0.3", "0.3"),
            ("1.005", "1.005"),
            ("123456789012.345", "123456789012.345"),
            ("0.0000000001", "1e-10"),
        ] {
            let draft = Draft::UsedItem(UsedItemDraft {
                ext_key: "quote-7-15".to_owned(),
                work_order: SimonId(48211),
                item: SimonId(308),
                description: "Thermostaat".to_owned(),
                quantity: quantity.parse().unwrap(),
                unit: "Stuk".to_owned(),
            });
            let sent = serde_json::to_string(&fields(&draft)).unwrap();
            let expected =
                format!(r#""ItemId":308,"Quantity":{written},"Unit":"Stuk","WorkOrderId":48211}}"#);
            assert!(sent.ends_with(&expected), "{quantity}: {sent}");
        }
    }

    #[test]
    fn foreign_fields_stay_and_ours_win_in_any_casing() {
        let record = json!({
            "@odata.context": "x", "ID": 5, "eXTkEY": "old", "name": "old", "Remark": "sleutel bij de buren",
            "lastmutation": "2026-07-15T08:00:00", "Price": "2,50",
        });
        let ours = Map::from_iter([("ExtKey".to_owned(), json!("new")), ("Name".to_owned(), json!(""))]);
        assert_eq!(
            Value::Object(merged(record.as_object().unwrap(), ours)),
            json!({"ExtKey": "new", "Name": "", "Remark": "sleutel bij de buren", "Price": "2,50"})
        );
    }
}
