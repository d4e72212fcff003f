//! The check of each setting (Controleer) by a real call (R24, R27, R9).

use std::collections::BTreeSet;

use koppel_bookkeeping::{Bookkeeping, Row};
use koppel_domain::failure::Failure;
use koppel_domain::group_filter::GroupFilter;
use koppel_domain::message::Language;
use koppel_domain::records::{Record, RecordKey, Stream};
use koppel_domain::settings::{SettingName, Settings};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wrong::Wrong;

/// Most pages of groups; a company has tens of groups, and a page holds a thousand.
const PAGES_MAX: usize = 10;

/// What the check of one setting found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Finding {
    /// Which setting.
    pub(crate) setting: &'static str,
    #[serde(skip)]
    pub(crate) name: SettingName,
    /// It can be saved.
    #[serde(rename = "right")]
    pub(crate) is_right: bool,
    /// What was found.
    pub(crate) detail: String,
    /// What to do; empty where nothing is to be done.
    pub(crate) action: String,
}

/// Checks these settings.
pub(crate) async fn check_all(
    bookkeeping: &dyn Bookkeeping,
    settings: &Settings,
    names: &BTreeSet<SettingName>,
    language: Language,
) -> Result<Vec<Finding>, Wrong> {
    let mut findings = Vec::new();
    for name in names {
        let found = match name {
            SettingName::ArticleGroups => groups(bookkeeping, settings, language).await?,
            SettingName::TravelArticle => {
                article(bookkeeping, settings.travel_article.as_ref(), language).await?
            }
            SettingName::WorkArticle => {
                article(bookkeeping, settings.work_article.as_ref(), language).await?
            }
            SettingName::StandardArticle => {
                article(bookkeeping, settings.standard_article.as_ref(), language).await?
            }
            // Bookkeeping has nothing to say about these: their form is all there is to check.
            SettingName::FilterWord | SettingName::Memo | SettingName::Quotes => Found::right(language, ""),
        };
        let Found { is_right, detail, action } = found;
        findings.push(Finding { setting: name.as_str(), name: *name, is_right, detail, action });
    }
    Ok(findings)
}

/// The names of all article groups of bookkeeping.
pub(crate) async fn group_names(bookkeeping: &dyn Bookkeeping) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    let mut after = None;
    for _ in 0..PAGES_MAX {
        let page = bookkeeping.page(Stream::ArticleGroups, None, after.as_ref()).await?;
        names.extend(page.rows.into_iter().filter_map(|row| match row {
            Row::Record(Record::ArticleGroup(group)) => Some(group.name),
            _ => None,
        }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    names.sort();
    names.dedup();
    Ok(names)
}

struct Found {
    is_right: bool,
    detail: String,
    action: String,
}

impl Found {
    fn right(language: Language, what: &str) -> Self {
        let detail = match (what, language) {
            ("", Language::English) => "In order.".to_owned(),
            ("", Language::Dutch) => "In orde.".to_owned(),
            (what, _) => what.to_owned(),
        };
        Self { is_right: true, detail, action: String::new() }
    }

    fn wrong(detail: String, action: &str) -> Self {
        Self { is_right: false, detail, action: action.to_owned() }
    }
}

async fn article(
    bookkeeping: &dyn Bookkeeping,
    number: Option<&RecordKey>,
    language: Language,
) -> Result<Found, Failure> {
    let english = language == Language::English;
    let Some(number) = number else {
        return Ok(Found::right(language, if english { "Not used." } else { "Niet gebruikt." }));
    };
    Ok(match bookkeeping.record(Stream::Articles, number).await? {
        Some(Row::Record(Record::Article(article))) if article.blocked => {
            if english {
                Found::wrong(
                    format!("Article {number}, “{}”, is blocked in bookkeeping.", article.description),
                    "Choose another article, or unblock this one.",
                )
            } else {
                Found::wrong(
                    format!("Artikel {number}, „{}”, is in de boekhouding geblokkeerd.", article.description),
                    "Kies een ander artikel, of haal de blokkade weg.",
                )
            }
        }
        Some(Row::Record(Record::Article(article))) => {
            Found::right(language, &format!("{number}: {}", article.description))
        }
        _ if english => Found::wrong(
            format!("Bookkeeping does not know article {number}."),
            "Search the article and choose it from the list.",
        ),
        _ => Found::wrong(
            format!("De boekhouding kent artikel {number} niet."),
            "Zoek het artikel en kies het uit de lijst.",
        ),
    })
}

async fn groups(
    bookkeeping: &dyn Bookkeeping,
    settings: &Settings,
    language: Language,
) -> Result<Found, Failure> {
    let filter = GroupFilter::new(&settings.article_groups);
    let english = language == Language::English;
    if filter.is_open() {
        return Ok(Found::right(language, if english { "All groups." } else { "Alle groepen." }));
    }
    let names = group_names(bookkeeping).await?;
    let unknown = filter.unknown(names.iter().map(String::as_str));
    if unknown.is_empty() {
        return Ok(Found::right(language, ""));
    }
    let named: Vec<String> = unknown
        .into_iter()
        .map(|group| match (group.meant, english) {
            (Some(meant), true) => format!("“{}” (probably “{meant}”)", group.name),
            (Some(meant), false) => format!("„{}” (waarschijnlijk „{meant}”)", group.name),
            (None, true) => format!("“{}”", group.name),
            (None, false) => format!("„{}”", group.name),
        })
        .collect();
    let named = named.join(", ");
    Ok(if english {
        Found::wrong(
            format!("Bookkeeping does not know: {named}."),
            "Correct these names; capital and small letters count.",
        )
    } else {
        Found::wrong(
            format!("De boekhouding kent niet: {named}."),
            "Verbeter deze namen; hoofdletters en kleine letters tellen mee.",
        )
    })
}
