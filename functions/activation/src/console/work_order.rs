//! One work order: where it stands, what stands in its way, and how it came here, step by step (R3, R16, R30).

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use jiff::Timestamp;
use koppel_domain::message::Table;
use maud::{Markup, html};

use super::labels;
use super::look::address;
use super::order_lines;
use super::problems::{Back, again_form};
use super::shell::{After, Page, Place, notice, page};
use super::show::{civil, day, due, moment, moment_or_none};
use super::texts::{log, words, work_orders as say};
use super::visit::Visit;
use super::work_orders::PATH;
use crate::app::App;
use crate::problems::OpenView;
use crate::work_orders::{HistoryView, StepView, history_of};
use crate::wrong::Wrong;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/work-orders/{id}", get(seen))
}

async fn seen(
    State(app): State<App>,
    visit: Visit,
    id: Result<Path<i64>, axum::extract::rejection::PathRejection>,
    After { told }: After,
) -> Result<Page, Wrong> {
    let Ok(Path(id)) = id else { return Err(Wrong::NotFound) };
    let view = history_of(&visit.admin, id).await?;
    let title = say::ONE.with(&[&view.work_order.number]);
    let body = html! {
        p { a href=(PATH) { (say::BACK) } }
        h1 { (title) }
        @if told.as_deref() == Some("again") { (notice(log::OFFERED.said())) }
        div id="way" data-live="15" {
            div aria-live="polite" { (standing(&view)) }
            @if let Some(problem) = &view.problem { (in_the_way(problem, &title, app.clock.now())) }
            section {
                h2 { (say::WAY) }
                ol.way { @for step in &view.steps { (step_item(step)) } }
                p { a href=(address(super::log::PATH, &[("text", &view.work_order.number)])) { (say::LOG) } }
            }
            (content(&view))
        }
    };
    Ok(page(Some(&visit.here), Place::WorkOrders, &title, &body))
}

fn standing(view: &HistoryView) -> Markup {
    let it = &view.work_order;
    html! {
        p { (labels::order_state(it.state)) " " (labels::order_state_means(it.state)) }
        @if let (Some(message), None) = (&it.message, &view.problem) {
            p { (message) }
            @if let Some(action) = &it.action { p { strong { (say::TO_DO) ": " } (action) } }
        }
        dl.facts {
            div { dt { (say::SALES_ORDER) } dd { (it.sales_order.as_deref().unwrap_or(words::NONE.said())) } }
            div { dt { (say::SENT_AT) } dd { (moment_or_none(it.sent_at.as_deref())) } }
            div { dt { (say::DECIDED) } dd { (moment(&it.decided_at)) } }
            div { dt { (say::SEEN) } dd { @match &it.seen { Some(seen) => (civil(seen)), None => (words::NONE) } } }
        }
    }
}

fn in_the_way(problem: &OpenView, title: &str, now: Timestamp) -> Markup {
    html! {
        section.cause.error {
            h2 { (say::PROBLEM) }
            p { (problem.message) }
            p { strong { (say::TO_DO) ": " } (problem.action) }
            dl.facts {
                div { dt { (log::FIRST_SEEN) } dd { (moment(&problem.first_seen)) } }
                div { dt { (log::NEXT_TRY) } dd { (due(&problem.next_try, now)) } }
                div { dt { (log::TRIES) } dd { (problem.tries) } }
            }
            (again_form(Some((Table::WorkOrder.as_str(), &problem.key)), None, Back::WorkOrder, title))
        }
    }
}

fn step_item(step: &StepView) -> Markup {
    html! {
        li {
            (moment(&step.at)) " " (labels::order_state(step.state))
            @if let Some(order) = &step.sales_order { " " (say::SALES_ORDER) " " strong { (order) } }
            @if let Some(message) = &step.message { p { (message) } }
            span.help { (say::SETTINGS.with(&[&step.settings_version])) }
        }
    }
}

fn content(view: &HistoryView) -> Markup {
    let is_to_be = view.content.is_some() && view.work_order.sent_at.is_none();
    let title = if is_to_be { say::LINES_TO_BE } else { say::LINES };
    html! {
        section {
            h2 { (title) }
            @match &view.content {
                None => p.none { (say::NO_LINES) },
                Some(content) => {
                    @let lines = content.lines.iter().map(|it| (it.article.as_str(), it.description.as_str(), it.quantity.as_str()));
                    dl.facts {
                        div { dt { (say::DEBTOR) } dd { (content.debtor) } }
                        div { dt { (say::DATE) } dd { (day(&content.date)) } }
                        @if !content.customer_reference.is_empty() {
                            div { dt { (say::REFERENCE) } dd { (content.customer_reference) } }
                        }
                    }
                    (order_lines::drawn(title, lines))
                    @if !content.memo.is_empty() {
                        h3 { (say::MEMO) }
                        p.lines.card { (content.memo) }
                    }
                },
            }
        }
    }
}
