//! Step 3, settings: the terms, every setting with its explanation and its check, and saving (R24, R27).
//!
//! Guarantees: whatever a button does, no value that was typed in is lost; what keeps saving from being possible stands
//! beside its button. Where somebody else saved meanwhile, nothing is done: the page says so, and shows what holds now.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::StatusCode;
use koppel_domain::integration::{Refusal, Stage, TERMS_VERSION};
use koppel_domain::settings::SettingName;
use koppel_store::Opened;
use maud::{Markup, html};
use serde::Deserialize;

use super::activation::{Step, explained, not_yet, step_page};
use super::articles::{self, Dialog};
use super::form::{Form, stamp};
use super::labels;
use super::setting_fields::{Values, fields};
use super::shell::{After, Page, alert, done, notice};
use super::texts::settings as say;
use super::visit::Visit;
use super::{preview, show, status};
use crate::app::App;
use crate::body::Json;
use crate::change::open;
use crate::check::Finding;
use crate::settings::{CheckBody, SettingsBody, TermsBody, check, read_settings, save, terms};
use crate::status::steps;
use crate::wrong::{Told, Wrong};

pub(crate) const PATH: &str = "/activation/settings";
const TERMS: &str = "/activation/terms";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(seen).post(acted)).route(TERMS, post(accepted))
}

/// What stands in the page beside the values.
#[derive(Default)]
struct Beside {
    told: Option<Told>,
    findings: Vec<Finding>,
    dialog: Option<Dialog>,
    preview: Option<Markup>,
    saved: bool,
}

/// What a button of the form asks: an act, and what it is about.
#[derive(Deserialize)]
struct Pressed {
    #[serde(default)]
    act: String,
    #[serde(default)]
    search: String,
    /// The version of the settings that the page began with.
    version: u32,
    #[serde(flatten)]
    values: Values,
}

async fn seen(State(_): State<App>, visit: Visit, After { told }: After) -> Result<Page, Wrong> {
    let opened = open(&visit.admin).await?;
    let values = Values::from(SettingsBody::from(opened.profile.settings.clone()));
    let beside = Beside { saved: told.as_deref() == Some("saved"), ..Beside::default() };
    Ok(drawn(&visit, &opened, &values, &beside))
}

/// The terms that a page showed.
#[derive(Deserialize)]
struct Accepted {
    version: u32,
}

async fn accepted(State(app): State<App>, visit: Visit, form: Form<Accepted>) -> Result<Response, Wrong> {
    let body = Json(TermsBody { version: form.fields.version });
    let _accepted = terms(State(app), visit.admin, form.asked, body).await?;
    Ok(Redirect::to(PATH).into_response())
}

async fn acted(State(app): State<App>, visit: Visit, form: Form<Pressed>) -> Result<Response, Wrong> {
    let Form { fields: Pressed { act, search, version, mut values }, asked } = form;
    let mut beside = Beside::default();
    let before = open(&visit.admin).await?;
    let is_of_now = before.profile.settings.version == version;
    let (act, about) = act.split_once(':').unwrap_or((act.as_str(), ""));
    let outcome = match act {
        "save" => {
            // Only what was saved meanwhile stands against it; a page of before that fits no revision.
            let asked = asked.on(if is_of_now { before.profile.revision } else { 0 });
            let body = Json(SettingsBody::from(&values));
            match save(State(app.clone()), visit.admin.clone(), asked, body).await {
                Ok(_) if before.profile.life.stage == Stage::Connected => {
                    return Ok(done(status::PATH, "started"));
                }
                Ok(_) => return Ok(done(PATH, "saved")),
                Err(wrong) => Err(wrong),
            }
        }
        _ if !is_of_now => Err(Wrong::Changed(before.profile.last_change)),
        "search" => articles::found(&app, &visit.admin, about, &search).await.map(|dialog| {
            beside.dialog = Some(dialog);
        }),
        "preview" => preview::made(&app, &visit.admin, &SettingsBody::from(&values)).await.map(|preview| {
            beside.preview = Some(preview);
        }),
        "choose" => {
            values.choose(about);
            Ok(())
        }
        "check" => {
            let only = SettingName::ALL.into_iter().filter(|name| name.as_str() == about).collect();
            let body = Json(CheckBody { values: SettingsBody::from(&values), only });
            check(State(app.clone()), visit.admin.clone(), body).await.map(|found| {
                beside.findings = found.0.findings;
            })
        }
        // The dialog was closed.
        _ => Ok(()),
    };
    beside.told = outcome.err().map(|wrong| wrong.told());
    let opened = open(&visit.admin).await?;
    if opened.profile.settings.version != version {
        // What holds now is shown, so that the next saving does not undo it unseen.
        values = Values::from(SettingsBody::from(opened.profile.settings.clone()));
        let changed = || Wrong::Changed(opened.profile.last_change.clone()).told();
        beside = Beside { told: Some(beside.told.unwrap_or_else(changed)), ..Beside::default() };
    }
    Ok(drawn(&visit, &opened, &values, &beside).into_response())
}

fn drawn(visit: &Visit, opened: &Opened, values: &Values, beside: &Beside) -> Page {
    let steps = steps(opened);
    let body = html! {
        (explained(say::WHAT))
        @if beside.saved { (notice(say::SAVED.said())) }
        @if let Some(told) = &beside.told { (alert(told)) }
        @if !steps.wipe { (not_yet(Step::Wipe)) }
        @else if !steps.connect { (not_yet(Step::Connect)) }
        @else if !steps.terms { (terms_form(opened)) }
        @else { (form(opened, values, beside)) }
    };
    let status = beside.told.as_ref().map_or(StatusCode::OK, |told| told.status);
    step_page(&visit.here, Step::Settings, opened, &body).with(status)
}

fn terms_form(opened: &Opened) -> Markup {
    html! {
        form.card method="post" action=(TERMS) {
            (stamp(Some(opened.profile.revision)))
            input type="hidden" name="version" value=(TERMS_VERSION);
            h2 { (say::TERMS) }
            ul {
                li { (say::TERMS_1) }
                li { (say::TERMS_2) }
                li { (say::TERMS_3) }
                li { (say::TERMS_4) }
                li { (say::TERMS_5) }
            }
            p.acts { button type="submit" { (say::TERMS_ACCEPT) } }
        }
    }
}

fn form(opened: &Opened, values: &Values, beside: &Beside) -> Markup {
    let left = left(opened, values);
    let is_first = opened.profile.settings.version == 0;
    html! {
        form.settings id="settings" method="post" action=(PATH) data-swap="" data-unchecked=(say::UNCHECKED) data-offline=(say::OFFLINE) {
            (stamp(None))
            input type="hidden" name="version" value=(opened.profile.settings.version);
            // What the Enter key does.
            button.unseen type="submit" name="act" value="check" tabindex="-1" aria-hidden="true" {}
            (fields(values, &beside.findings, &left))
            @if let Some(preview) = &beside.preview { (preview) }
            div.card.saving {
                @if left.is_empty() {
                    p.proved role="status" { span.sign aria-hidden="true" { "✓ " } (say::ALL_CHECKED) }
                } @else {
                    p id="left" role="status" {
                        (if beside.findings.iter().any(|finding| !finding.is_right) { say::NOT_RIGHT } else { say::LEFT }) " "
                        (left.iter().map(|name| labels::setting(*name).said()).collect::<Vec<_>>().join(", ")) "."
                    }
                }
                p.acts {
                    button type="submit" name="act" value="check" { (say::CHECK_ALL) }
                    button.plain type="submit" name="act" value="preview" { (say::PREVIEW) }
                    button type="submit" name="act" value="save" disabled[!left.is_empty()] aria-describedby=[(!left.is_empty()).then_some("left")] {
                        (if is_first { say::SAVE_AND_START } else { say::SAVE })
                    }
                }
                p.small { (if is_first { say::FIRST_IMPORT } else { say::FROM_NOW_ON }) }
            }
        }
        @if let Some(terms) = &opened.profile.life.terms {
            p.small { (say::TERMS_ACCEPTED.with(&[&terms.by, &show::wall_clock(terms.at)])) }
        }
        @if let Some(dialog) = &beside.dialog { (articles::drawn(dialog, values, opened.profile.settings.version)) }
    }
}

/// The settings that are still to be checked with these values.
fn left(opened: &Opened, values: &Values) -> Vec<SettingName> {
    let Ok(settings) = read_settings(&SettingsBody::from(values)) else { return SettingName::ALL.to_vec() };
    match opened.profile.life.save(&settings) {
        Err(Refusal::Unchecked(left)) => left,
        _ => Vec::new(),
    }
}
