//! The classic dialect (Simple-Simon fact sheet §2 and §3): `{base}/{table}/{action}[/{id}]`, GET and POST.

use http::Method;
use koppel_domain::work_order::SimonId;
use serde_json::{Map, Value};

use super::ask::{Ask, Filter, escaped};
use crate::table::Table;

/// SIM-A12, SIM-A14: a list. Key lists come whole (SIM-A13).
pub(crate) fn list(table: Table, filter: &Filter) -> Ask {
    let table = table.classic();
    Ask::get(match filter {
        Filter::All => format!("{table}/read"),
        Filter::ExtKey(key) => format!("{table}/read?ExtKey={}", escaped(key)),
        Filter::Under(parent) => format!("{table}/read?{}={}", parent.field(), parent.id()),
        Filter::Changed(since) => {
            format!("{table}/readsync?LastMutation={}", escaped(&since.wall.to_string()))
        }
    })
}

/// One record, whole.
pub(crate) fn read(table: Table, id: SimonId) -> Ask {
    Ask::get(format!("{}/read/{id}", table.classic()))
}

/// A new record.
pub(crate) fn insert(table: Table, fields: &Map<String, Value>) -> Ask {
    Ask::write(Method::POST, format!("{}/insert", table.classic()), Some(fields))
}

/// A changed record, whole (SIM-A10).
pub(crate) fn update(table: Table, id: SimonId, fields: &Map<String, Value>) -> Ask {
    let mut fields = fields.clone();
    fields.insert("Id".to_owned(), id.0.into());
    Ask::write(Method::POST, format!("{}/update", table.classic()), Some(&fields))
}

/// SIM-A11: a record to be gone.
pub(crate) fn delete(table: Table, id: SimonId) -> Ask {
    let fields = Map::from_iter([("Id".to_owned(), id.0.into())]);
    Ask::write(Method::POST, format!("{}/delete", table.classic()), Some(&fields))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::records::Parent;
    use crate::wire::time::Since;

    #[test]
    fn questions_look_as_the_fact_sheet_shows_them() {
        let since: Timestamp = "2026-07-15T06:00:01Z".parse().unwrap();
        let since = Since::new(since, since);
        let asked = [
            list(Table::Customer, &Filter::All),
            list(Table::Customer, &Filter::ExtKey("A&B=é 1+'".to_owned())),
            list(Table::UsedItem, &Filter::Under(Parent::WorkOrder(SimonId(48211)))),
            list(Table::Location, &Filter::Under(Parent::Customer(SimonId(9001)))),
            list(Table::WorkOrder, &Filter::Under(Parent::Location(SimonId(7001)))),
            list(Table::UsedItem, &Filter::Under(Parent::Item(SimonId(308)))),
            list(Table::WorkOrder, &Filter::Changed(since)),
            read(Table::WorkOrder, SimonId(48211)),
        ]
        .map(|ask| format!("{} {}", ask.method, ask.target));
        assert_eq!(
            asked,
            [
                "GET customer/read",
                "GET customer/read?ExtKey=A%26B%3D%C3%A9%201%2B%27",
                "GET useditem/read?WorkOrderId=48211",
                "GET location/read?CustomerId=9001",
                "GET workorder/read?LocationId=7001",
                "GET useditem/read?ItemId=308",
                "GET workorder/readsync?LastMutation=2026-07-15T08%3A00%3A00",
                "GET workorder/read/48211",
            ]
        );
    }

    #[test]
    fn acts_name_the_record_in_the_body() {
        let fields = Map::from_iter([("Name".to_owned(), "x".into())]);
        let asked = [
            insert(Table::Customer, &fields),
            update(Table::Customer, SimonId(7), &fields),
            delete(Table::ItemGroup, SimonId(7)),
        ];
        let texts = asked.map(|ask| {
            let crate::wire::ask::Body::Json(body) = &ask.body else { panic!("no body") };
            format!("{} {} {}", ask.method, ask.target, String::from_utf8_lossy(body))
        });
        assert_eq!(
            texts,
            [
                r#"POST customer/insert {"Name":"x"}"#,
                r#"POST customer/update {"Id":7,"Name":"x"}"#,
                r#"POST itemgroup/delete {"Id":7}"#,
            ]
        );
    }
}
