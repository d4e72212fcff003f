//! The preview on the settings page: the last archived work order beside the sales order it would become (R11–R16).

use maud::{Markup, html};

use super::labels;
use super::order_lines;
use super::show::{civil, day, decimal};
use super::text::Text;
use super::texts::{settings as say, words};
use crate::admin::Admin;
use crate::app::App;
use crate::preview::{NotSentView, PreviewView, PreviewedOrderView, PreviewedView, RemarkView, shown};
use crate::settings::SettingsBody;
use crate::wrong::Wrong;

/// Made with these settings.
pub(crate) async fn made(app: &App, admin: &Admin, settings: &SettingsBody) -> Result<Markup, Wrong> {
    shown(app, admin, settings).await.map(|view| drawn(&view))
}

fn drawn(view: &PreviewView) -> Markup {
    let work_order = view.work_order.as_ref().or(view.made_up.as_ref());
    let number = view.work_order.as_ref().map(|work_order| work_order.number.as_str());
    html! {
        section.card.preview id="preview" aria-labelledby="preview-title" {
            h2 id="preview-title" tabindex="-1" {
                @match number {
                    Some(number) => (say::PREVIEW_OF.with(&[&number])),
                    None => (say::PREVIEW_EXAMPLE),
                }
            }
            @if !view.example { p.help { (say::PREVIEW_WHAT) } }
            div.beside {
                @if let Some(work_order) = work_order { (work_order_part(work_order)) }
                div {
                    h3 { (say::THE_ORDER) }
                    @if let Some(order) = &view.order { (order_part(order)) }
                    @if let Some(not_sent) = &view.not_sent { (not_sent_part(not_sent)) }
                    @for remark in &view.remarks { (remark_part(remark)) }
                }
            }
            @for note in &view.notes { p.help { (note) } }
        }
    }
}

fn fact(name: Text, value: &Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

fn work_order_part(it: &PreviewedView) -> Markup {
    html! {
        div {
            h3 { (say::THE_WORK_ORDER) }
            dl.facts {
                (fact(say::DESCRIPTION, &html! { (it.description) }))
                @if let Some(customer) = &it.customer {
                    (fact(say::CUSTOMER, &html! { (customer.number.as_deref().unwrap_or_default()) " " (customer.name) }))
                }
                @if let Some(address) = &it.work_address { (fact(say::WORK_ADDRESS, &html! { span.lines { (address) } })) }
                @if let Some(at) = &it.archived_at { (fact(say::ARCHIVED, &civil(at))) }
                (fact(say::TIMES, &html! { (say::MINUTES.with(&[&it.work_minutes, &it.travel_minutes])) }))
                @if !it.used.is_empty() {
                    (fact(say::USED, &html! { @for used in &it.used { div { (decimal(&used.quantity)) " × " (used.article) } } }))
                }
            }
        }
    }
}

fn order_part(order: &PreviewedOrderView) -> Markup {
    let lines = order.lines.iter().map(|line| {
        let known = line.article_description.as_deref().unwrap_or_default();
        let description = if line.text.is_empty() { known } else { &line.text };
        (line.article.as_str(), description, line.quantity.as_str())
    });
    html! {
        dl.facts {
            (fact(say::DEBTOR, &html! { (order.debtor) }))
            (fact(say::REFERENCE, &html! { (order.reference) }))
            @if !order.customer_reference.is_empty() { (fact(say::CUSTOMER_REFERENCE, &html! { (order.customer_reference) })) }
            (fact(say::DATE, &day(&order.date)))
            (fact(say::REMARKS, &html! { @if order.memo.is_empty() { (words::NONE) } @else { span.lines { (order.memo) } } }))
        }
        (order_lines::drawn(say::THE_ORDER, lines))
    }
}

fn not_sent_part(it: &NotSentView) -> Markup {
    html! {
        div.alert {
            p { strong { (say::NO_ORDER) } }
            p { (it.message) }
            p { (it.action) }
        }
    }
}

fn remark_part(it: &RemarkView) -> Markup {
    html! { p { (labels::kind(it.kind)) " " (it.message) " " (it.action) } }
}
