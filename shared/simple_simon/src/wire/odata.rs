//! The OData dialect (Simple-Simon fact sheet §4): entity sets, GET, POST, PUT and DELETE.
//!
//! Pages follow each other by id, not by count: `Id gt` the last one seen. A record that is deleted while the pages
//! are read would move the rest up by one, and `$skip` would then pass over a record without a word (P4, P5). For the
//! same reason, and because a token must never go to an address that an answer names, `@odata.nextLink` is taken as
//! the sign that more follows (SIM-A24) and not called.

use http::Method;
use koppel_domain::work_order::SimonId;
use serde_json::{Map, Value};

use super::ask::{Ask, Filter, escaped};
use super::json::{Fields, key, rows};
use crate::config::IdStyle;
use crate::table::Table;

/// SIM-A24 to SIM-A26, SIM-A31: one page of a list, from just after the record `after`.
pub(crate) fn page(table: Table, filter: &Filter, after: Option<SimonId>, size: u32) -> Ask {
    let own = match filter {
        Filter::All => None,
        // A quote inside a text is written twice in OData.
        Filter::ExtKey(key) => Some(format!("ExtKey eq '{}'", key.replace('\'', "''"))),
        Filter::Under(parent) => Some(format!("{} eq {}", parent.field(), parent.id())),
        Filter::Changed(since) => Some(format!("LastMutation gt {}", since.utc)),
    };
    let after = after.map(|id| format!("Id gt {id}"));
    let condition = own.into_iter().chain(after).collect::<Vec<_>>().join(" and ");
    let set = table.entity_set();
    let order = format!("$orderby=Id&$top={}", size.max(1));
    Ask::get(if condition.is_empty() {
        format!("{set}?{order}")
    } else {
        format!("{set}?$filter={}&{order}", escaped(&condition))
    })
}

/// In which order the records of a table are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// What was changed last comes first.
    LatestFirst,
    /// As in every list.
    ById,
}

/// SIM-A24: how many records a table has, and the first of them.
pub(crate) fn glance(table: Table, order: Order) -> Ask {
    let order = match order {
        Order::LatestFirst => "LastMutation%20desc",
        Order::ById => "Id",
    };
    Ask::get(format!("{}?$count=true&$orderby={order}&$top=1", table.entity_set()))
}

/// Where the next page begins: after the last record of this one; `None` where this was the last page.
///
/// `Err` where the page does not go on in order, since then neither its end nor its beginning means anything.
pub(crate) fn next_page(
    answer: &Value,
    after: Option<SimonId>,
    size: u32,
) -> Result<Option<SimonId>, &'static str> {
    let rows = rows(answer).ok_or("no list")?;
    let mut last = after;
    for row in rows {
        let id = key(row).map_err(|_| "a row without an id")?.id;
        if last.is_some_and(|last| id <= last) {
            return Err("a page out of order");
        }
        last = Some(id);
    }
    let linked = answer.as_object().is_some_and(|page| Fields(page).value("@odata.nextLink").is_some());
    let full = u32::try_from(rows.len()).map_or(true, |count| count >= size.max(1));
    if linked && rows.is_empty() {
        return Err("an empty page that says more follows");
    }
    Ok(if linked || full { last } else { None })
}

/// One record, whole.
pub(crate) fn read(table: Table, id: SimonId, style: IdStyle) -> Ask {
    Ask::get(one(table, id, style))
}

/// SIM-A27: a new record.
pub(crate) fn insert(table: Table, fields: &Map<String, Value>) -> Ask {
    Ask::write(Method::POST, table.entity_set().to_owned(), Some(fields))
}

/// SIM-A28: a record replaced as a whole.
pub(crate) fn update(table: Table, id: SimonId, style: IdStyle, fields: &Map<String, Value>) -> Ask {
    let mut fields = fields.clone();
    fields.insert("Id".to_owned(), id.0.into());
    Ask::write(Method::PUT, one(table, id, style), Some(&fields))
}

/// SIM-A29: a record to be gone.
pub(crate) fn delete(table: Table, id: SimonId, style: IdStyle) -> Ask {
    Ask::write(Method::DELETE, one(table, id, style), None)
}

fn one(table: Table, id: SimonId, style: IdStyle) -> String {
    let set = table.entity_set();
    match style {
        IdStyle::Parentheses => format!("{set}({id})"),
        IdStyle::Segment => format!("{set}/{id}"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::records::Parent;
    use crate::wire::time::Since;

    #[test]
    fn questions_look_as_the_fact_sheet_shows_them() {
        let since: Timestamp = "2026-07-15T08:00:01Z".parse().unwrap();
        let since = Since::new(since, since);
        let asked = [
            page(Table::Customer, &Filter::All, None, 100),
            page(Table::Customer, &Filter::All, Some(SimonId(9)), 100),
            page(Table::Customer, &Filter::ExtKey("O'Neil".to_owned()), None, 100),
            page(Table::WorkOrder, &Filter::Changed(since), Some(SimonId(9)), 50),
            page(Table::Location, &Filter::Under(Parent::Customer(SimonId(9001))), Some(SimonId(9)), 50),
            page(Table::UsedItem, &Filter::Under(Parent::WorkOrder(SimonId(48211))), None, 50),
            read(Table::WorkOrder, SimonId(48211), IdStyle::Parentheses),
            read(Table::WorkOrder, SimonId(48211), IdStyle::Segment),
            delete(Table::Planning, SimonId(1), IdStyle::Parentheses),
        ]
        .map(|ask| {
            format!(
                "{} {}",
                ask.method,
                percent_encoding::percent_decode_str(&ask.target).decode_utf8_lossy()
            )
        });
        assert_eq!(
            asked,
            [
                "GET Customer?$orderby=Id&$top=100",
                "GET Customer?$filter=Id gt 9&$orderby=Id&$top=100",
                "GET Customer?$filter=ExtKey eq 'O''Neil'&$orderby=Id&$top=100",
                "GET WorkOrder?$filter=LastMutation gt 2026-07-15T08:00:00Z and Id gt 9&$orderby=Id&$top=50",
                "GET Location?$filter=CustomerId eq 9001 and Id gt 9&$orderby=Id&$top=50",
                "GET UsedItem?$filter=WorkOrderId eq 48211&$orderby=Id&$top=50",
                "GET WorkOrder(48211)",
                "GET WorkOrder/48211",
                "DELETE Planning(1)",
            ]
        );
    }

    #[test]
    fn pages_follow_each_other_by_id() {
        let two = json!({"value": [{"Id": 3}, {"Id": 8}]});
        assert_eq!(next_page(&two, None, 2), Ok(Some(SimonId(8))), "a full page");
        assert_eq!(next_page(&two, None, 3), Ok(None), "a page with room left");
        let linked = json!({"value": [{"Id": 3}], "@odata.nextLink": "https://elsewhere.example/"});
        assert_eq!(next_page(&linked, None, 100), Ok(Some(SimonId(3))), "the server's own page size");
        assert_eq!(next_page(&json!([]), Some(SimonId(8)), 2), Ok(None), "a bare array");
    }

    #[test]
    fn a_page_that_does_not_go_on_is_no_page() {
        let again = json!({"value": [{"Id": 3}, {"Id": 8}]});
        assert!(next_page(&again, Some(SimonId(8)), 2).is_err(), "the filter was not honoured");
        assert!(next_page(&json!({"value": [{"Id": 8}, {"Id": 3}]}), None, 2).is_err(), "no order");
        assert!(next_page(&json!({"value": [], "@odata.nextLink": "x"}), None, 2).is_err());
        assert!(next_page(&json!({"value": [{"Name": "x"}]}), None, 2).is_err());
        assert!(next_page(&json!({"values": []}), None, 2).is_err());
    }
}
