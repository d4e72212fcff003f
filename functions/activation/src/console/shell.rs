//! The frame around every page: head, navigation, what was just done, footer.
//!
//! Guarantees: every page has a title, a language, one main part with one heading, and a way to leave; its form works
//! without scripts.

use axum::extract::{FromRequestParts, Query};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use http::request::Parts;
use koppel_domain::message::Language;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Deserialize;

use super::assets::{ICON, SCRIPT, STYLES};
use super::look::address;
use super::texts::{shell as say, words};
use super::visit::Here;
use super::{activation, cleanup, log, operator, status, work_orders};
use crate::app::App;
use crate::query;
use crate::wrong::{Told, Wrong, spoken};

/// A place in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Integrations,
    Activation,
    Status,
    WorkOrders,
    Log,
    Cleanup,
    Operator,
    /// None of these.
    Elsewhere,
}

impl Place {
    const OF_AN_ADMIN: [Self; 6] =
        [Self::Integrations, Self::Activation, Self::Status, Self::WorkOrders, Self::Log, Self::Cleanup];

    const fn path(self) -> &'static str {
        match self {
            Self::Activation => activation::PATH,
            Self::Status => status::PATH,
            Self::WorkOrders => work_orders::PATH,
            Self::Log => log::PATH,
            Self::Cleanup => cleanup::PATH,
            Self::Operator => operator::PATH,
            Self::Integrations | Self::Elsewhere => super::HOME,
        }
    }

    const fn name(self) -> super::text::Text {
        match self {
            Self::Activation => say::ACTIVATION,
            Self::Status => say::STATUS,
            Self::WorkOrders => say::WORK_ORDERS,
            Self::Log => say::LOG,
            Self::Cleanup => say::CLEANUP,
            Self::Operator => say::OPERATOR,
            Self::Integrations | Self::Elsewhere => say::INTEGRATIONS,
        }
    }
}

/// A page.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    markup: Markup,
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        (self.status, self.markup).into_response()
    }
}

impl Page {
    /// With another status.
    pub(crate) fn with(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

/// A page: `title` in the window, `body` in its main part.
pub(crate) fn page(here: Option<&Here>, place: Place, title: &str, body: &Markup) -> Page {
    let language = spoken();
    let code = if language == Language::Dutch { "nl" } else { "en" };
    let markup = html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · " (words::KOPPEL) }
                link rel="stylesheet" href=(STYLES.path());
                link rel="icon" href=(ICON.path()) type="image/svg+xml";
                script src=(SCRIPT.path()) defer {}
            }
            body {
                a.skip href="#main" { (say::SKIP) }
                (head(here, place, language))
                main id="main" tabindex="-1" { (body) }
                footer { p { (say::FOOTER) } }
            }
        }
    };
    Page { status: StatusCode::OK, markup }
}

fn head(here: Option<&Here>, place: Place, language: Language) -> Markup {
    let places: &[Place] = match here {
        Some(here) if here.is_operator => &[Place::Operator],
        Some(_) => &Place::OF_AN_ADMIN,
        None => &[],
    };
    let code = match language {
        Language::Dutch => "en",
        Language::English => "nl",
    };
    let back = here.map_or(super::HOME, |here| here.address.as_str());
    html! {
        header {
            a.brand href=(super::HOME) { (mark()) (words::KOPPEL) }
            @if !places.is_empty() {
                nav aria-label=(say::NAVIGATION) {
                    ul {
                        @for it in places {
                            li { a href=(it.path()) aria-current=[(*it == place).then_some("page")] { (it.name()) } }
                        }
                    }
                }
            }
            div.who {
                form method="post" action="/language" {
                    input type="hidden" name="to" value=(back);
                    button.plain type="submit" name="language" value=(code) lang=(code) { (say::OTHER_LANGUAGE) }
                }
                @if let Some(here) = here {
                    span.name title=(say::SIGNED_IN_AS) { (here.name) }
                    form method="post" action="/sign-out" {
                        button.plain type="submit" { (say::SIGN_OUT) }
                    }
                }
            }
        }
    }
}

/// The mark of Koppel.
fn mark() -> Markup {
    PreEscaped(
        "<svg class=\"mark\" viewBox=\"0 0 32 32\" aria-hidden=\"true\"><path d=\"M14 11h-3a5 5 0 0 0 0 10h3M18 11h3a5 5 0 0 1 0 10h-3M12.5 16h7\"/></svg>"
            .to_owned(),
    )
}

/// What went wrong, above what it is about.
pub(crate) fn alert(told: &Told) -> Markup {
    html! {
        div.alert role="alert" {
            p { strong { (told.detail) } }
            p { (told.action) }
            @if let Some(change) = &told.change {
                p.small { (say::CHANGED_BY.with(&[&change.by, &super::show::wall_clock(change.at)])) }
            }
        }
    }
}

/// What was just done.
pub(crate) fn notice(text: &str) -> Markup {
    html! { div.notice role="status" { p { (text) } } }
}

/// On to a page, which tells what was done.
pub(crate) fn done(path: &str, told: &str) -> Response {
    Redirect::to(&address(path, &[("told", told)])).into_response()
}

/// What was done just before a page is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct After {
    pub(crate) told: Option<String>,
}

impl FromRequestParts<App> for After {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Wrong> {
        query::read(Query::from_request_parts(parts, app).await)
    }
}
