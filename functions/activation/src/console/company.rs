//! One company, for the operator: how it is, how its runs went, what they used this month and what that costs about.
//!
//! Guarantees: as [`super::operator`].

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use jiff::SignedDuration;
use maud::{Markup, html};

use super::labels;
use super::operator::{self, dollars, lag, problems};
use super::shell::{Page, Place, page};
use super::show::{decimal, length, moment, moment_or_none, number};
use super::texts::operator as say;
use super::visit::Inspection;
use crate::app::App;
use crate::status::RunView;
use crate::tenants::{CompanyView, company_of};
use crate::wrong::Wrong;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/operator/{tenant}", get(seen))
}

/// Where a company is shown.
pub(crate) fn path(tenant: &str) -> String {
    format!("{}/{tenant}", operator::PATH)
}

async fn seen(
    State(app): State<App>,
    inspection: Inspection,
    tenant: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Page, Wrong> {
    let Ok(Path(tenant)) = tenant else { return Err(Wrong::NotFound) };
    let tenant = tenant.parse().map_err(|_| Wrong::NotFound)?;
    let view = company_of(&app, &tenant).await?;
    let body = html! {
        p { a href=(operator::PATH) { (say::BACK) } }
        h1 { (view.company) }
        div id="company" data-live="30" {
            p { (labels::health(view.health)) " " span.stage { (labels::stage(&view.stage)) } }
            (facts(&view))
            section { h2 { (say::RUNS) } (runs(&view.runs)) }
            section { h2 { (say::USED.with(&[&view.usage.month])) } (used(&view)) }
        }
    };
    Ok(page(Some(&inspection.here), Place::Operator, &view.company, &body))
}

fn facts(view: &CompanyView) -> Markup {
    html! {
        dl.facts {
            div { dt { (say::ID) } dd { (view.tenant) } }
            div { dt { (say::CONNECTOR) } dd { (labels::connector(&view.connector)) } }
            div { dt { (say::LAG) } dd { (lag(view)) } }
            div { dt { (say::PROBLEMS) } dd { (problems(view)) } }
            div { dt { (say::CREATED_AT) } dd { (moment(&view.created_at)) } }
            div { dt { (say::ACTIVATED_AT) } dd { (moment_or_none(view.activated_at.as_deref())) } }
        }
    }
}

fn runs(runs: &[RunView]) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(say::RUNS) {
            table.folds {
                thead { tr {
                    th scope="col" { (say::RUN) }
                    th scope="col" { (say::ENDED) }
                    th scope="col" { (say::OUTCOME) }
                    th scope="col" { (say::DID) }
                } }
                tbody {
                    @for run in runs {
                        tr {
                            th scope="row" data-name=(say::RUN) { (labels::concern(run.concern)) }
                            td data-name=(say::ENDED) {
                                @match &run.ended_at { Some(at) => (moment(at)), None => span.none { (say::NONE_YET) } }
                            }
                            td data-name=(say::OUTCOME) { @if let Some(outcome) = &run.outcome { (labels::outcome(outcome)) } }
                            td data-name=(say::DID) { @if run.ended_at.is_some() { (labels::counts(&run.counts)) } }
                        }
                    }
                }
            }
        }
    }
}

fn used(view: &CompanyView) -> Markup {
    let usage = &view.usage;
    let seconds = i64::try_from(usage.seconds).unwrap_or(i64::MAX);
    html! {
        dl.facts {
            div { dt { (say::COST) } dd { (dollars(view)) } }
            div { dt { (say::RUN_COUNT) } dd { (number(usage.runs)) } }
            div { dt { (say::CALLS) } dd { (number(usage.calls)) } }
            div { dt { (say::ROWS) } dd { (number(usage.rows)) } }
            div { dt { (say::READ_UNITS) } dd { (decimal(&usage.read_units)) } }
            div { dt { (say::WRITE_UNITS) } dd { (decimal(&usage.write_units)) } }
            div { dt { (say::TIME) } dd { (length(SignedDuration::from_secs(seconds))) } }
        }
        p.small { (say::COST_WHAT.with(&[&usage.prices])) }
    }
}
