//! The ledger of work orders: what became of each, found by number or by state (R3, R15).
//!
//! Guarantees: a state is said in words, sign and colour; whoever looks for one number that fits one work order can go
//! straight to its way.
//!
//! Leaves out: one work order's way ([`super::work_order`]).

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use koppel_domain::ledger::OrderState;
use maud::{Markup, html};
use serde::Deserialize;

use super::labels;
use super::look::{self, address, chosen, field, pages, search, select, typed};
use super::shell::{Page, Place, page};
use super::show::moment;
use super::text::Text;
use super::texts::work_orders as say;
use super::visit::Visit;
use super::work_order;
use crate::app::App;
use crate::work_orders::{Which, WorkOrderView, WorkOrdersView, list_of};
use crate::wrong::Wrong;

pub(crate) const PATH: &str = "/work-orders";
pub(crate) const OF: &str = "/work-orders/of";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(seen)).route(OF, get(found)).merge(work_order::routes())
}

/// Where a work order's way is shown.
pub(crate) fn path(id: &str) -> String {
    format!("{PATH}/{id}")
}

/// What is looked for, as it stands in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sought {
    number: String,
    state: String,
    before: String,
}

impl Sought {
    fn parts(&self) -> [(&str, &str); 2] {
        [("number", &self.number), ("state", &self.state)]
    }

    fn is_narrow(&self) -> bool {
        self.parts().iter().any(|(_, value)| !value.is_empty())
    }

    fn which(&self) -> Result<Which, Wrong> {
        let before = typed(&self.before).map(|before| before.parse()).transpose();
        Ok(Which {
            number: typed(&self.number),
            state: chosen("state", &self.state)?,
            before: before.map_err(|_| Wrong::Malformed("before".to_owned()))?,
            limit: None,
        })
    }
}

async fn seen(
    State(_): State<App>,
    visit: Visit,
    sought: Result<Query<Sought>, axum::extract::rejection::QueryRejection>,
) -> Result<Page, Wrong> {
    let sought = crate::query::read(sought)?;
    let view = list_of(&visit.admin, sought.which()?).await?;
    let states =
        OrderState::ALL.map(|state| (state.as_str(), labels::order_state_word(state.as_str()).said()));
    let is_first = sought.before.is_empty();
    let body = html! {
        h1 { (say::TITLE) }
        p.lead { (say::WHAT) }
        form.card.filters method="get" action=(PATH) role="search" data-look="rows" {
            (field("number", "search", say::NUMBER, &sought.number))
            (select("state", say::STATE, say::ALL_STATES, &states, &sought.state))
            (search())
        }
        div id="rows" data-live=[is_first.then_some("20")] { (rows(&view, &sought)) }
    };
    Ok(page(Some(&visit.here), Place::WorkOrders, say::TITLE.said(), &body))
}

/// The way of the work order with a number; the list where there is not just one.
async fn found(
    State(_): State<App>,
    visit: Visit,
    sought: Result<Query<Sought>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Wrong> {
    let sought = crate::query::read(sought)?;
    let view = list_of(&visit.admin, sought.which()?).await?;
    let mut exact = view.work_orders.iter().filter(|it| it.number == sought.number.trim());
    let to = match (exact.next(), exact.next()) {
        (Some(one), None) => path(&one.id.to_string()),
        _ => address(PATH, &sought.parts()),
    };
    Ok(Redirect::to(&to).into_response())
}

fn rows(view: &WorkOrdersView, sought: &Sought) -> Markup {
    let next = view.next.map(|next| next.to_string());
    let count = view.work_orders.len();
    html! {
        (look::found(PATH, (say::ROW, say::ROWS), count, sought.is_narrow(), &html! {}))
        @if view.work_orders.is_empty() {
            p.card { (nothing(view, sought)) }
        } @else {
            div.scroll tabindex="0" role="group" aria-label=(say::TITLE) {
                table.folds {
                    thead { tr {
                        th scope="col" { (say::WORK_ORDER) }
                        th scope="col" { (say::STATE) }
                        th scope="col" { (say::SALES_ORDER) }
                        th scope="col" { (say::MOMENT) }
                        th scope="col" { (say::REASON) }
                    } }
                    tbody { @for it in &view.work_orders { (row(it)) } }
                }
            }
        }
        @if view.more { p.help { (say::MORE) } }
        (pages(PATH, &sought.parts(), &sought.before, next.as_deref(), sought.is_narrow()))
    }
}

/// What it means that there is no work order.
fn nothing(view: &WorkOrdersView, sought: &Sought) -> Text {
    if view.next.is_some() {
        say::NOTHING_SO_FAR
    } else if sought.is_narrow() {
        say::NOTHING_FITS
    } else {
        say::NOTHING_YET
    }
}

fn row(it: &WorkOrderView) -> Markup {
    html! {
        tr {
            th scope="row" data-name=(say::WORK_ORDER) { a href=(path(&it.id.to_string())) { (it.number) } }
            td data-name=(say::STATE) { (labels::order_state(it.state)) }
            td data-name=(say::SALES_ORDER) { @if let Some(order) = &it.sales_order { (order) } }
            td data-name=(say::MOMENT) { (moment(it.sent_at.as_ref().unwrap_or(&it.decided_at))) }
            td data-name=(say::REASON) { @if let Some(message) = &it.message { (message) } }
        }
    }
}
