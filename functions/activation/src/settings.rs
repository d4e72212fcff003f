//! Step 3, settings: the terms, the values, their checks, and saving (R24, R27, R9).

use axum::extract::State;
use koppel_bookkeeping::Bookkeeping;
use koppel_domain::deed::Deed;
use koppel_domain::integration::{Refusal, Stage, TERMS_VERSION};
use koppel_domain::message::{Concern, Table};
use koppel_domain::records::RecordKey;
use koppel_domain::settings::{MemoContent, QuoteDescription, QuoteSettings, SettingName, Settings};
use koppel_store::{Opened, Profile, QuoteEntry};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::ToSchema;

use crate::admin::Admin;
use crate::app::App;
use crate::body::{Json, text};
use crate::books::same_books;
use crate::change::{Asked, Next, change, not_paused, open};
use crate::check::{Finding, check_all};
use crate::start;
use crate::status::StageView;
use crate::wrong::{Problem, Wrong};

/// Most groups in the filter.
const GROUPS_MAX: usize = 200;
/// Open problems in one request.
const PAGE: u32 = 100;
/// Longest name, number or word in the settings.
pub(crate) const TEXT_MAX: usize = 100;

/// The settings as they are sent and shown.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SettingsBody {
    /// Names of the article groups to bring across, case-sensitive; empty = all.
    #[schema(max_items = 200)]
    pub(crate) article_groups: Vec<String>,
    /// The article that travel time is booked on.
    pub(crate) travel_article: Option<String>,
    /// The article that work time is booked on.
    pub(crate) work_article: Option<String>,
    /// The article that stands once on every sales order.
    pub(crate) standard_article: Option<String>,
    /// A work order whose description contains this is not sent.
    pub(crate) filter_word: Option<String>,
    /// What the remarks hold: `work_address`, `work_address_and_description`, `description`, `nothing`.
    #[schema(value_type = String, example = "work_address_and_description")]
    pub(crate) memo: MemoContent,
    /// How quotes become work orders; without it they do not.
    pub(crate) quotes: Option<QuotesBody>,
}

/// How quotes become work orders.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct QuotesBody {
    /// Only quotes whose description contains this.
    pub(crate) filter_word: Option<String>,
    /// Quote lines come along as used articles.
    pub(crate) lines: bool,
    /// `first_line`, `memo`, `both`.
    #[schema(value_type = String, example = "first_line")]
    pub(crate) description: QuoteDescription,
}

/// The settings with what is known of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingsView {
    /// The values that hold.
    pub(crate) values: SettingsBody,
    /// Their version; 0 = never saved.
    pub(crate) version: u32,
    /// The version of the terms that holds, and the one that was accepted.
    pub(crate) terms: TermsView,
    /// The profile's revision, for `If-Match`.
    pub(crate) revision: u64,
}

/// Terms of use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TermsView {
    /// The version that holds.
    pub(crate) version: u32,
    /// It was accepted.
    pub(crate) accepted: bool,
    /// By whom.
    pub(crate) by: Option<String>,
    /// When.
    pub(crate) at: Option<String>,
}

/// Accepting the terms.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermsBody {
    /// Which version.
    #[schema(example = 1)]
    pub(crate) version: u32,
}

/// Values to be checked.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckBody {
    /// All values, as they are to be saved.
    pub(crate) values: SettingsBody,
    /// Which settings to check; empty or absent = all.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 7, example = json!(["travel_article"]))]
    pub(crate) only: Vec<SettingName>,
}

/// What the checks found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckView {
    /// What was checked now.
    pub(crate) findings: Vec<Finding>,
    /// Everything is checked with these values: they can be saved.
    pub(crate) can_be_saved: bool,
    /// Settings that are still to be checked.
    pub(crate) left: Vec<&'static str>,
    /// The profile's revision, for `If-Match`.
    pub(crate) revision: u64,
}

/// Accepts the terms of use.
#[utoipa::path(post, path = "/api/v1/integration/terms", tag = "3. settings", request_body = TermsBody, params(crate::docs::Headers), responses(
    (status = 200, body = StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn terms(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
    Json(body): Json<TermsBody>,
) -> Result<axum::Json<StageView>, Wrong> {
    let now = app.clock.now();
    let changed = change(&app, &admin, &asked, &body, |opened| {
        let life = opened.profile.life.accept(body.version, &admin.name, now)?;
        let deed = Deed::TermsAccepted { version: body.version };
        Ok(Next::new(Profile { life, ..opened.profile.clone() }, deed))
    })
    .await?;
    Ok(axum::Json(StageView::of(&changed)))
}

/// The settings that hold.
#[utoipa::path(get, path = "/api/v1/integration/settings", tag = "3. settings", responses(
    (status = 200, body = SettingsView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn read(admin: Admin) -> Result<axum::Json<SettingsView>, Wrong> {
    let Profile { settings, life, revision, .. } = open(&admin).await?.profile;
    let accepted = life.terms.as_ref().is_some_and(|terms| terms.version == TERMS_VERSION);
    let (by, at) = life.terms.map(|terms| (terms.by, terms.at.to_string())).unzip();
    Ok(axum::Json(SettingsView {
        version: settings.version,
        values: settings.into(),
        terms: TermsView { version: TERMS_VERSION, accepted, by, at },
        revision,
    }))
}

/// Checks settings by real calls; a check is valid for exactly these values.
#[utoipa::path(post, path = "/api/v1/integration/settings/check", tag = "3. settings", request_body = CheckBody, responses(
    (status = 200, body = CheckView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn check(
    State(app): State<App>,
    admin: Admin,
    Json(body): Json<CheckBody>,
) -> Result<axum::Json<CheckView>, Wrong> {
    let settings = read_settings(&body.values)?;
    let opened = open(&admin).await?;
    opened.profile.life.checked(&settings, &[])?;
    let bookkeeping = bookkeeping(&app, &admin, &opened).await?;
    let mut names: BTreeSet<SettingName> = body.only.into_iter().collect();
    if names.is_empty() {
        names.extend(SettingName::ALL);
    }
    let findings = check_all(&*bookkeeping, &settings, &names, crate::wrong::spoken()).await?;
    let right: Vec<(SettingName, bool)> =
        findings.iter().map(|finding| (finding.name, finding.is_right)).collect();
    let changed = change(&app, &admin, &Asked::default(), &(), |now| {
        same_books(&opened, now)?;
        let life = now.profile.life.checked(&settings, &right)?;
        Ok(Next::quiet(Profile { life, ..now.profile.clone() }, "settings_checked"))
    })
    .await?;
    let left = match changed.profile.life.save(&settings) {
        Err(Refusal::Unchecked(left)) => left.into_iter().map(SettingName::as_str).collect(),
        _ => Vec::new(),
    };
    Ok(axum::Json(CheckView {
        findings,
        can_be_saved: left.is_empty(),
        left,
        revision: changed.profile.revision,
    }))
}

/// Saves the settings; the first time, the integration starts.
#[utoipa::path(put, path = "/api/v1/integration/settings", tag = "3. settings", request_body = SettingsBody, params(crate::docs::Headers), responses(
    (status = 200, body = StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn save(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
    Json(body): Json<SettingsBody>,
) -> Result<axum::Json<StageView>, Wrong> {
    let settings = read_settings(&body)?;
    let changed = change(&app, &admin, &asked, &body, |opened| {
        not_paused(opened)?;
        let profile = &opened.profile;
        let life = profile.life.save(&settings)?;
        let life = life.follow_quotes(&profile.settings, &settings, app.clock.now());
        let version = profile.settings.version.saturating_add(1);
        let settings = Settings { version, ..settings };
        let deed = Deed::SettingsSaved { version };
        Ok(Next::new(Profile { life, settings, ..profile.clone() }, deed))
    })
    .await?;
    if changed.profile.settings.quotes.is_none() {
        forget_quotes(&admin).await?;
    }
    if changed.profile.life.stage == Stage::Active {
        start::follow_quotes(&app, &admin).await?;
    }
    start::follow(&app, &admin, changed).await.map(axum::Json)
}

/// Quotes that waited wait for nothing any more, once they do not come along. One that is half made keeps its problem: it
/// is gone on with when quotes are switched on again (P2).
async fn forget_quotes(admin: &Admin) -> Result<(), Wrong> {
    let mut after = None;
    loop {
        let (waiting, next) = admin.memory.problems(Table::Quote, after.as_deref(), PAGE).await?;
        let numbers: Vec<RecordKey> = waiting.iter().filter_map(|it| RecordKey::new(&it.key)).collect();
        let entries = admin.memory.quotes(&numbers).await?;
        let is_begun = |key: &str| {
            RecordKey::new(key)
                .and_then(|key| entries.get(&key).map(QuoteEntry::is_coming))
                .unwrap_or_default()
        };
        let over = waiting.into_iter().filter(|problem| !is_begun(&problem.key));
        let keys: Vec<_> = over.map(|problem| (problem.table, problem.key)).collect();
        admin.memory.close_problems(&keys).await?;
        after = next;
        if after.is_none() {
            break;
        }
    }
    // No run of theirs comes any more that would close what the last one opened.
    let of_runs = (Table::Link, Concern::Quotes.as_str().to_owned());
    Ok(admin.memory.close_problems(&[of_runs]).await?)
}

pub(crate) async fn bookkeeping(
    app: &App,
    admin: &Admin,
    opened: &Opened,
) -> Result<Arc<dyn Bookkeeping>, Wrong> {
    opened.profile.life.connects()?;
    Ok(app.reach.stored_bookkeeping(&admin.tenant, opened)?)
}

/// The settings as they were sent, each of the form it must have.
pub(crate) fn read_settings(body: &SettingsBody) -> Result<Settings, Wrong> {
    if body.article_groups.len() > GROUPS_MAX {
        return Err(Wrong::Malformed("article_groups".to_owned()));
    }
    let groups = body.article_groups.iter().map(|group| text("article_groups", group, TEXT_MAX));
    let article = |name: &str, value: &Option<String>| match filled(value) {
        None => Ok(None),
        Some(value) => {
            let number = text(name, value, TEXT_MAX)?;
            RecordKey::new(&number).map(Some).ok_or_else(|| Wrong::Malformed(name.to_owned()))
        }
    };
    let word = |name: &str, value: &Option<String>| {
        filled(value).map(|value| text(name, value, TEXT_MAX)).transpose()
    };
    let quotes = match &body.quotes {
        None => None,
        Some(quotes) => Some(QuoteSettings {
            filter_word: word("quotes.filter_word", &quotes.filter_word)?,
            lines: quotes.lines,
            description: quotes.description,
        }),
    };
    Ok(Settings {
        version: 0,
        article_groups: groups.collect::<Result<_, _>>()?,
        travel_article: article("travel_article", &body.travel_article)?,
        work_article: article("work_article", &body.work_article)?,
        standard_article: article("standard_article", &body.standard_article)?,
        filter_word: word("filter_word", &body.filter_word)?,
        memo: body.memo,
        quotes,
    })
}

/// An empty field means none.
fn filled(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|value| !value.trim().is_empty())
}

impl From<Settings> for SettingsBody {
    fn from(settings: Settings) -> Self {
        let number = |key: Option<RecordKey>| key.map(|key| key.to_string());
        Self {
            article_groups: settings.article_groups,
            travel_article: number(settings.travel_article),
            work_article: number(settings.work_article),
            standard_article: number(settings.standard_article),
            filter_word: settings.filter_word,
            memo: settings.memo,
            quotes: settings.quotes.map(|quotes| QuotesBody {
                filter_word: quotes.filter_word,
                lines: quotes.lines,
                description: quotes.description,
            }),
        }
    }
}
