//! The order ledger as a page: every work order that was seen archived, what became of it, and how it came there (R3, R30).
//!
//! Guarantees: a page costs at most three requests of the store, a work order two.

use axum::extract::{Path, Query, State};
use koppel_domain::ledger::OrderState;
use koppel_domain::message::{Language, Message};
use koppel_domain::sales_order::SalesOrder;
use koppel_domain::work_order::SimonId;
use koppel_store::{OrderEntry, OrderPage, Step};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::admin::Admin;
use crate::app::App;
use crate::change::open;
use crate::problems::{OpenView, open_view};
use crate::query;
use crate::wrong::{Problem, Wrong, spoken};

/// Rows in a page where none are asked for.
const PAGE: u32 = 50;
/// Most rows in a page.
const PAGE_MAX: u32 = 100;
/// Longest number that is searched for, in characters.
const NUMBER_MAX: usize = 100;

/// Which work orders.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `next` of the page before.
    pub(crate) before: Option<i64>,
    /// What the number begins with, whatever its case, the exact number first; at most 100 work orders, and no further page.
    #[param(max_length = 100)]
    pub(crate) number: Option<String>,
    /// State: `ready`, `sending`, `unclear`, `sent`, `skipped` or `refused`.
    #[param(value_type = Option<String>)]
    pub(crate) state: Option<OrderState>,
    /// Rows in a page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) limit: Option<u32>,
}

/// A work order in the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkOrderView {
    /// Its id in Simple-Simon.
    pub(crate) id: i64,
    /// Its number as people see it.
    pub(crate) number: String,
    /// `ready`, `sending`, `unclear`, `sent`, `skipped` or `refused`.
    pub(crate) state: &'static str,
    /// The number of its sales order (verkooporder).
    pub(crate) sales_order: Option<String>,
    /// The last change of the work order that counted, Dutch wall-clock time.
    pub(crate) seen: Option<String>,
    /// When it was decided last.
    pub(crate) decided_at: String,
    /// When its sales order was made or found.
    pub(crate) sent_at: Option<String>,
    /// The message's name.
    pub(crate) code: Option<&'static str>,
    /// Why it was skipped or refused, or what is unclear (bericht).
    pub(crate) message: Option<String>,
    /// What to do (te nemen actie).
    pub(crate) action: Option<String>,
}

/// A page of work orders, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkOrdersView {
    pub(crate) work_orders: Vec<WorkOrderView>,
    /// What to send as `before` for older ones; absent at the end. A page may be short and still have one.
    pub(crate) next: Option<i64>,
    /// More numbers begin with what was typed: type more of it.
    pub(crate) more: bool,
}

/// One line of a sales order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineView {
    /// The article's number.
    pub(crate) article: String,
    /// Its text; empty = bookkeeping's own.
    pub(crate) description: String,
    #[schema(example = "0.25")]
    pub(crate) quantity: String,
}

/// What was sent, or is to be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContentView {
    /// The debtor's number.
    pub(crate) debtor: String,
    /// The order date.
    pub(crate) date: String,
    pub(crate) customer_reference: String,
    /// Remarks (Opmerkingen).
    pub(crate) memo: String,
    pub(crate) lines: Vec<LineView>,
}

/// A step on the way of a work order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepView {
    pub(crate) at: String,
    /// The state from then on.
    pub(crate) state: &'static str,
    /// The version of the settings it was decided under.
    pub(crate) settings_version: u32,
    pub(crate) sales_order: Option<String>,
    pub(crate) code: Option<&'static str>,
    pub(crate) message: Option<String>,
}

/// A work order with its history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryView {
    pub(crate) work_order: WorkOrderView,
    /// What was sent, or is to be; absent while there is nothing to send.
    pub(crate) content: Option<ContentView>,
    /// Its way, oldest first: the first five steps and the latest fifteen.
    pub(crate) steps: Vec<StepView>,
    /// What stands in its way.
    pub(crate) problem: Option<OpenView>,
}

/// The ledger: every work order that was seen archived, newest first.
#[utoipa::path(get, path = "/api/v1/integration/work-orders", tag = "7. work orders", params(Which), responses(
    (status = 200, body = WorkOrdersView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(_): State<App>,
    admin: Admin,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Result<axum::Json<WorkOrdersView>, Wrong> {
    list_of(&admin, query::read(which)?).await.map(axum::Json)
}

/// A page of the ledger.
pub(crate) async fn list_of(admin: &Admin, which: Which) -> Result<WorkOrdersView, Wrong> {
    let Which { before, number, state, limit } = which;
    let limit = limit.unwrap_or(PAGE);
    if !(1..=PAGE_MAX).contains(&limit) {
        return Err(Wrong::Malformed("limit".to_owned()));
    }
    if before.is_some_and(|before| before < 0) {
        return Err(Wrong::Malformed("before".to_owned()));
    }
    let number = number.as_deref().map(str::trim).filter(|number| !number.is_empty());
    if number.is_some_and(|number| number.chars().count() > NUMBER_MAX) {
        return Err(Wrong::Malformed("number".to_owned()));
    }
    open(admin).await?;
    let (page, more) = match number {
        Some(number) => {
            let (mut entries, more) = admin.memory.orders_by_number(number).await?;
            entries.retain(|entry| state.is_none_or(|state| entry.state == state));
            (OrderPage { entries, next: None }, more)
        }
        None => (admin.memory.newest_orders(before.map(SimonId), limit, state).await?, false),
    };
    let language = spoken();
    let work_orders = page.entries.iter().map(|entry| row(entry, language)).collect();
    Ok(WorkOrdersView { work_orders, next: page.next.map(|next| next.0), more })
}

/// One work order: what was sent or is to be, and how it came there.
#[utoipa::path(get, path = "/api/v1/integration/work-orders/{id}", tag = "7. work orders", params(("id" = i64, Path)), responses(
    (status = 200, body = HistoryView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(
    State(_): State<App>,
    admin: Admin,
    id: Result<Path<i64>, axum::extract::rejection::PathRejection>,
) -> Result<axum::Json<HistoryView>, Wrong> {
    let Ok(Path(id)) = id else { return Err(Wrong::NotFound) };
    history_of(&admin, id).await.map(axum::Json)
}

/// A work order with its history.
pub(crate) async fn history_of(admin: &Admin, id: i64) -> Result<HistoryView, Wrong> {
    open(admin).await?;
    let (entry, problem) = admin.memory.order_with_problem(SimonId(id)).await?.ok_or(Wrong::NotFound)?;
    let language = spoken();
    Ok(HistoryView {
        work_order: row(&entry, language),
        content: entry.order.as_ref().map(content),
        steps: entry.steps.iter().map(|step| step_view(step, language)).collect(),
        problem: problem.map(|problem| open_view(problem, language)),
    })
}

fn row(entry: &OrderEntry, language: Language) -> WorkOrderView {
    let message = entry.message.as_ref();
    WorkOrderView {
        id: entry.work_order.0,
        number: entry.number.clone(),
        state: entry.state.as_str(),
        sales_order: entry.order_number.as_ref().map(ToString::to_string),
        seen: entry.seen.map(|seen| seen.to_string()),
        decided_at: entry.decided_at.to_string(),
        sent_at: entry.sent_at().map(|at| at.to_string()),
        code: message.map(Message::code),
        message: message.map(|message| message.text(language)),
        action: message.map(|message| message.action(language)),
    }
}

fn content(order: &SalesOrder) -> ContentView {
    let lines = order.lines.iter().map(|line| LineView {
        article: line.article.to_string(),
        description: line.description.clone(),
        quantity: line.quantity.normalize().to_string(),
    });
    ContentView {
        debtor: order.debtor.to_string(),
        date: order.date.to_string(),
        customer_reference: order.customer_reference.clone(),
        memo: order.memo.clone(),
        lines: lines.collect(),
    }
}

fn step_view(step: &Step, language: Language) -> StepView {
    StepView {
        at: step.at.to_string(),
        state: step.state.as_str(),
        settings_version: step.settings_version,
        sales_order: step.order_number.as_ref().map(ToString::to_string),
        code: step.message.as_ref().map(Message::code),
        message: step.message.as_ref().map(|message| message.text(language)),
    }
}
