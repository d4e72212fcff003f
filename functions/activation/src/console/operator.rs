//! The operator's pages: the companies and how they are, and making one (R21).
//!
//! Guarantees: nothing of a company but where it stands, how its runs went and what they used; no record, no log.
//!
//! Leaves out: one company ([`super::company`]) and pausing ([`super::connectors`]).

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use jiff::SignedDuration;
use koppel_store::Connector;
use maud::{Markup, html};
use serde::Deserialize;

use super::form::{Form, stamp};
use super::labels;
use super::look::{address, typed};
use super::shell::{Page, Place, alert, done, notice, page};
use super::show::{decimal, length, moment, number};
use super::text::Text;
use super::texts::{operator as say, words};
use super::visit::Inspection;
use super::{company, connectors};
use crate::app::App;
use crate::body::Json;
use crate::query::After;
use crate::tenants::{CompaniesView, CompanyBody, CompanyView, connectors as paused, create, list};
use crate::wrong::Wrong;

pub(crate) const PATH: &str = "/operator";
/// A company was made.
const CREATED: &str = "created";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(seen).post(made)).merge(company::routes()).merge(connectors::routes())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Which {
    after: String,
    told: String,
}

/// What stands in the form for a new company, and what is wrong with it.
#[derive(Default)]
struct Draft {
    tenant: String,
    company: String,
    connector: Connector,
    /// At the id.
    tenant_wrong: Option<Text>,
    /// At the name.
    company_wrong: Option<Text>,
}

async fn seen(
    State(app): State<App>,
    inspection: Inspection,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Result<Page, Wrong> {
    let Which { after, told } = crate::query::read(which)?;
    let said = match told.as_str() {
        CREATED => Some(say::CREATED),
        "paused" => Some(say::PAUSED),
        "released" => Some(say::RELEASED),
        _ => None,
    };
    let note = html! { @if let Some(said) = said { (notice(said.said())) } };
    drawn(&app, &inspection, &after, &note, &Draft::default()).await
}

async fn drawn(
    app: &App,
    inspection: &Inspection,
    after: &str,
    note: &Markup,
    draft: &Draft,
) -> Result<Page, Wrong> {
    let query = Ok(Query(After { after: typed(after) }));
    let view = list(State(app.clone()), inspection.operator.clone(), query).await?.0;
    let paused = paused(State(app.clone()), inspection.operator.clone()).await?.0;
    let body = html! {
        h1 { (say::TITLE) }
        (note)
        (companies(&view, after))
        (connectors::table(&paused))
        (new(app, draft))
    };
    Ok(page(Some(&inspection.here), Place::Operator, say::TITLE.said(), &body))
}

fn companies(view: &CompaniesView, after: &str) -> Markup {
    let prices = view.companies.first().map(|company| company.usage.prices.as_str());
    html! {
        div id="companies" data-live="30" {
            @if view.companies.is_empty() {
                p.card { (if after.is_empty() { say::NOBODY } else { say::NO_FURTHER }) }
            } @else {
                div.scroll tabindex="0" role="group" aria-label=(say::TITLE) {
                    table.folds {
                        thead { tr {
                            th scope="col" { (say::COMPANY) }
                            th scope="col" { (say::STAGE) }
                            th scope="col" { (say::HEALTH) }
                            th scope="col" { (say::LAG) }
                            th scope="col" { (say::PROBLEMS) }
                            th scope="col" { (say::USE) }
                            th.number scope="col" { (say::COST) }
                        } }
                        tbody { @for company in &view.companies { (row(company)) } }
                    }
                }
            }
            @if let Some(prices) = prices { p.small { (say::COST_WHAT.with(&[&prices])) } }
            @if view.next.is_some() || !after.is_empty() {
                nav.pages aria-label=(say::PAGES) {
                    @if !after.is_empty() { a href=(PATH) { (say::FIRST) } }
                    @if let Some(next) = &view.next { a href=(address(PATH, &[("after", next)])) rel="next" { (say::FURTHER) } }
                }
            }
        }
    }
}

fn row(company: &CompanyView) -> Markup {
    let name = if company.company.is_empty() { &company.tenant } else { &company.company };
    let usage = &company.usage;
    html! {
        tr {
            th scope="row" data-name=(say::COMPANY) {
                a href=(company::path(&company.tenant)) { (name) }
                span.help { (company.tenant) }
            }
            td data-name=(say::STAGE) { (labels::stage(&company.stage)) }
            td data-name=(say::HEALTH) { (labels::health(company.health)) }
            td data-name=(say::LAG) { (lag(company)) }
            td data-name=(say::PROBLEMS) { (problems(company)) }
            td data-name=(say::USE) {
                (say::USE_WORDS.with(&[&number(usage.runs), &number(usage.calls), &number(usage.rows)]))
            }
            td.number data-name=(say::COST) { (dollars(company)) }
        }
    }
}

/// How far a company is behind.
pub(crate) fn lag(company: &CompanyView) -> Markup {
    html! {
        @match company.lag_seconds {
            Some(seconds) => (length(SignedDuration::from_secs(seconds))),
            None => (words::NONE),
        }
    }
}

/// A company's open problems, as its runs counted them last.
pub(crate) fn problems(company: &CompanyView) -> Markup {
    html! {
        @match &company.problems {
            None => (words::NONE),
            Some(tally) => {
                (number(tally.open))
                @if tally.open > 0 {
                    " · " (say::TO_MEND.with(&[&number(tally.to_mend)]))
                    span.help { (say::COUNTED) " " (moment(&tally.at)) }
                }
            },
        }
    }
}

/// What a company costs about.
pub(crate) fn dollars(company: &CompanyView) -> String {
    say::DOLLARS.with(&[&decimal(&company.usage.estimated_usd)])
}

fn new(app: &App, draft: &Draft) -> Markup {
    html! {
        form.card method="post" action=(PATH) id="new" {
            h2 { (say::NEW) }
            p { (say::NEW_WHAT) }
            (stamp(None))
            (field("tenant", 40, say::ID, say::ID_HELP, &draft.tenant, draft.tenant_wrong))
            (field("company", 100, say::NAME, say::NAME_HELP, &draft.company, draft.company_wrong))
            p.field {
                label for="connector" { (say::CONNECTOR) }
                select id="connector" name="connector" required aria-describedby="connector-help" {
                    @for connector in app.reach.packages.served() {
                        option value=(connector.as_str()) selected[connector == draft.connector] { (labels::connector(connector.as_str())) }
                    }
                }
                span.help id="connector-help" { (say::CONNECTOR_HELP) }
            }
            p.acts { button type="submit" { (say::CREATE) } }
        }
    }
}

fn field(name: &str, most: u32, label: Text, help: Text, now: &str, wrong: Option<Text>) -> Markup {
    let wrong_id = format!("{name}-wrong");
    let help_id = format!("{name}-help");
    let told_by = if wrong.is_some() { format!("{wrong_id} {help_id}") } else { help_id.clone() };
    html! {
        p.field {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(now) maxlength=(most) required autocomplete="off"
                aria-describedby=(told_by) aria-invalid=[wrong.map(|_| "true")];
            @if let Some(wrong) = wrong { span.finding.wrong id=(wrong_id) role="alert" { (wrong) } }
            span.help id=(help_id) { (help) }
        }
    }
}

#[derive(Deserialize)]
struct Fields {
    tenant: String,
    company: String,
    #[serde(default)]
    connector: Connector,
}

/// There is a company with this very id, name and package.
async fn is_made(app: &App, Fields { tenant, company, connector }: &Fields) -> Result<bool, Wrong> {
    let Ok(tenant) = tenant.trim().parse() else { return Ok(false) };
    let known = app.store.company(&tenant).await?.and_then(|known| known.profile);
    Ok(known.is_some_and(|profile| profile.company == company.trim() && profile.connector == *connector))
}

async fn made(State(app): State<App>, inspection: Inspection, form: Form<Fields>) -> Result<Response, Wrong> {
    let fields = form.fields;
    let body = CompanyBody {
        tenant: fields.tenant.trim().to_owned(),
        company: fields.company.clone(),
        connector: Some(fields.connector.as_str().to_owned()),
    };
    let wrong = match create(State(app.clone()), inspection.operator.clone(), Json(body)).await {
        Ok(_) => return Ok(done(PATH, CREATED)),
        // The button was pressed twice.
        Err(Wrong::Exists) if is_made(&app, &fields).await? => {
            return Ok(done(PATH, CREATED));
        }
        Err(wrong) => wrong,
    };
    let Fields { tenant, company, connector } = fields;
    let mut draft = Draft { tenant, company, connector, ..Draft::default() };
    let (note, status) = match &wrong {
        Wrong::Malformed(name) if name == "tenant" => {
            draft.tenant_wrong = Some(say::ID_WRONG);
            (html! {}, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Wrong::Malformed(name) if name == "company" => {
            draft.company_wrong = Some(say::NAME_WRONG);
            (html! {}, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Wrong::Exists => {
            draft.tenant_wrong = Some(say::ID_EXISTS);
            (html! {}, StatusCode::CONFLICT)
        }
        wrong => {
            let told = wrong.told();
            (alert(&told), told.status)
        }
    };
    Ok(drawn(&app, &inspection, "", &note, &draft).await?.with(status).into_response())
}
