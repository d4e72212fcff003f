//! The dialog in which an article is searched and chosen (R24).

use axum::extract::{Query, State};
use maud::{Markup, html};

use super::form::stamp;
use super::setting_fields::Values;
use super::settings::PATH;
use super::texts::settings as say;
use crate::admin::Admin;
use crate::app::App;
use crate::articles::{self, ArticlesView, Search};
use crate::wrong::Wrong;

/// What is searched, for which setting, and what was found.
pub(crate) struct Dialog {
    setting: String,
    search: String,
    found: Option<ArticlesView>,
}

/// Searches; nothing where nothing is searched yet.
pub(crate) async fn found(app: &App, admin: &Admin, setting: &str, search: &str) -> Result<Dialog, Wrong> {
    let found = if search.trim().is_empty() {
        None
    } else {
        let search = Ok(Query(Search { search: search.to_owned() }));
        Some(articles::search(State(app.clone()), admin.clone(), search).await?.0)
    };
    Ok(Dialog { setting: setting.to_owned(), search: search.to_owned(), found })
}

/// The dialog; a form of its own that carries all values along.
pub(crate) fn drawn(dialog: &Dialog, values: &Values, version: u32) -> Markup {
    html! {
        dialog open id="articles" aria-labelledby="articles-title" {
            form method="post" action=(PATH) data-swap="" {
                (stamp(None))
                input type="hidden" name="version" value=(version);
                (values.hidden())
                h2 id="articles-title" { (say::SEARCH_TITLE) }
                div.with-button role="search" {
                    input name="search" type="search" maxlength="100" value=(dialog.search) aria-label=(say::SEARCH_FOR) data-search="" autofocus;
                    button type="submit" name="act" value={ "search:" (dialog.setting) } { (say::SEARCH) }
                }
                div id="found" aria-live="polite" { (list(dialog)) }
                p.acts { button.plain type="submit" name="act" value="close" { (say::CLOSE) } }
            }
        }
    }
}

fn list(dialog: &Dialog) -> Markup {
    let Some(found) = &dialog.found else { return html! { p.help { (say::SEARCH_HELP) } } };
    html! {
        @if found.articles.is_empty() {
            p { (say::NOTHING_FOUND) }
        } @else {
            ul.found {
                @for article in &found.articles {
                    li {
                        button.row type="submit" name="act" value={ "choose:" (dialog.setting) ":" (article.number) } {
                            strong { (article.number) } " " (article.description)
                            span.small {
                                @if let Some(key) = &article.search_key { " " (key) }
                                @if let Some(group) = &article.group { " · " (group) }
                            }
                        }
                    }
                }
            }
            @if found.more { p.help { (say::MORE_FOUND) } }
        }
    }
}
