//! The activation: three steps with their marks, and the way to the one that comes next (R22–R25).

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use koppel_store::Opened;
use maud::{Markup, html};

use super::shell::{Page, Place, page};
use super::text::Text;
use super::texts::activation as say;
use super::visit::{Here, Visit};
use super::{connect, settings, wipe};
use crate::app::App;
use crate::change::open;
use crate::status::{StepsView, steps};
use crate::wrong::Wrong;

pub(crate) const PATH: &str = "/activation";

/// A step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Wipe,
    Connect,
    Settings,
}

impl Step {
    const ALL: [Self; 3] = [Self::Wipe, Self::Connect, Self::Settings];

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Wipe => wipe::PATH,
            Self::Connect => connect::PATH,
            Self::Settings => settings::PATH,
        }
    }

    const fn name(self) -> Text {
        match self {
            Self::Wipe => say::WIPE,
            Self::Connect => say::CONNECT,
            Self::Settings => say::SETTINGS,
        }
    }

    const fn is_done(self, steps: &StepsView) -> bool {
        match self {
            Self::Wipe => steps.wipe,
            Self::Connect => steps.connect,
            Self::Settings => steps.settings,
        }
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(PATH, get(next))
        .merge(wipe::routes())
        .merge(connect::routes())
        .merge(settings::routes())
}

/// Leads to the first step that is not done; to the settings where all are.
async fn next(State(_): State<App>, visit: Visit) -> Result<Response, Wrong> {
    let steps = steps(&open(&visit.admin).await?);
    let next = Step::ALL.into_iter().find(|step| !step.is_done(&steps)).unwrap_or(Step::Settings);
    Ok(Redirect::to(next.path()).into_response())
}

/// A page of a step: the three marks, then what the step asks.
pub(crate) fn step_page(here: &Here, step: Step, opened: &Opened, body: &Markup) -> Page {
    let steps = steps(opened);
    let body = html! {
        h1 { (if steps.settings { say::TITLE_DONE } else { say::TITLE }) }
        (marks(step, &steps))
        (body)
    };
    page(Some(here), Place::Activation, step.name().said(), &body)
}

fn marks(current: Step, steps: &StepsView) -> Markup {
    html! {
        ol.steps aria-label=(say::STEPS) {
            @for (at, step) in Step::ALL.into_iter().enumerate() {
                @let done = step.is_done(steps);
                li class=(if done { "done" } else if step == current { "current" } else { "to-come" }) {
                    a href=(step.path()) aria-current=[(step == current).then_some("step")] {
                        span.dot aria-hidden="true" { @if done { "✓" } @else { (at + 1) } }
                        span { (step.name()) }
                        span.small { (if done { say::DONE } else if step == current { say::CURRENT } else { say::TO_COME }) }
                    }
                }
            }
        }
    }
}

/// What a step is for.
pub(crate) fn explained(what: Text) -> Markup {
    html! { p.lead { (what) } }
}

/// An earlier step is to be done first.
pub(crate) fn not_yet(step: Step) -> Markup {
    html! {
        div.card {
            p { (say::FIRST.with(&[&step.name().said()])) }
            p.acts { a.button href=(step.path()) { (step.name()) } }
        }
    }
}
