//! The fields of the settings: each with what it is for, its check, and what its check found (R9, R11–R20, R24).

use koppel_domain::settings::{MemoContent, QuoteDescription, SettingName};
use maud::{Markup, html};
use serde::Deserialize;

use super::labels;
use super::text::Text;
use super::texts::settings as say;
use crate::check::Finding;
use crate::settings::{QuotesBody, SettingsBody};

/// The values as a form holds them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Values {
    /// One name a line.
    article_groups: String,
    travel_article: String,
    work_article: String,
    standard_article: String,
    filter_word: String,
    memo: MemoContent,
    quotes: String,
    quotes_filter_word: String,
    quotes_lines: String,
    quotes_description: QuoteDescription,
}

impl From<SettingsBody> for Values {
    fn from(body: SettingsBody) -> Self {
        let quotes = body.quotes;
        let on = |is_on: bool| if is_on { "on".to_owned() } else { String::new() };
        Self {
            article_groups: body.article_groups.join("\n"),
            travel_article: body.travel_article.unwrap_or_default(),
            work_article: body.work_article.unwrap_or_default(),
            standard_article: body.standard_article.unwrap_or_default(),
            filter_word: body.filter_word.unwrap_or_default(),
            memo: body.memo,
            quotes: on(quotes.is_some()),
            quotes_lines: on(quotes.as_ref().is_some_and(|quotes| quotes.lines)),
            quotes_description: quotes.as_ref().map(|quotes| quotes.description).unwrap_or_default(),
            quotes_filter_word: quotes.and_then(|quotes| quotes.filter_word).unwrap_or_default(),
        }
    }
}

impl From<&Values> for SettingsBody {
    fn from(values: &Values) -> Self {
        let lines = values.article_groups.lines().map(str::trim).filter(|line| !line.is_empty());
        Self {
            article_groups: lines.map(str::to_owned).collect(),
            travel_article: Some(values.travel_article.clone()),
            work_article: Some(values.work_article.clone()),
            standard_article: Some(values.standard_article.clone()),
            filter_word: Some(values.filter_word.clone()),
            memo: values.memo,
            quotes: (!values.quotes.is_empty()).then(|| QuotesBody {
                filter_word: Some(values.quotes_filter_word.clone()),
                lines: !values.quotes_lines.is_empty(),
                description: values.quotes_description,
            }),
        }
    }
}

impl Values {
    /// An article was chosen: `setting:number`.
    pub(crate) fn choose(&mut self, about: &str) {
        let Some((setting, number)) = about.split_once(':') else { return };
        let field = match setting {
            "travel_article" => &mut self.travel_article,
            "work_article" => &mut self.work_article,
            "standard_article" => &mut self.standard_article,
            _ => return,
        };
        number.clone_into(field);
    }

    /// All of them, hidden in another form.
    pub(crate) fn hidden(&self) -> Markup {
        let pairs = [
            ("article_groups", self.article_groups.as_str()),
            ("travel_article", &self.travel_article),
            ("work_article", &self.work_article),
            ("standard_article", &self.standard_article),
            ("filter_word", &self.filter_word),
            ("memo", memo_name(self.memo)),
            ("quotes", &self.quotes),
            ("quotes_filter_word", &self.quotes_filter_word),
            ("quotes_lines", &self.quotes_lines),
            ("quotes_description", description_name(self.quotes_description)),
        ];
        html! { @for (name, value) in pairs { input type="hidden" name=(name) value=(value); } }
    }
}

/// All fields.
pub(crate) fn fields(values: &Values, findings: &[Finding], left: &[SettingName]) -> Markup {
    let found = Found { findings, left };
    html! {
        (section(SettingName::TravelArticle, say::TRAVEL_HELP, &found, &article(SettingName::TravelArticle, &values.travel_article)))
        (section(SettingName::WorkArticle, say::WORK_HELP, &found, &article(SettingName::WorkArticle, &values.work_article)))
        (section(SettingName::StandardArticle, say::STANDARD_HELP, &found, &article(SettingName::StandardArticle, &values.standard_article)))
        (section(SettingName::ArticleGroups, say::GROUPS_HELP, &found, &html! {
            textarea name="article_groups" rows="4" aria-label=(say::ARTICLE_GROUPS) { (values.article_groups) }
        }))
        (section(SettingName::FilterWord, say::FILTER_HELP, &found, &html! {
            input name="filter_word" maxlength="100" value=(values.filter_word) aria-label=(say::FILTER_WORD);
        }))
        (section(SettingName::Memo, say::MEMO_HELP, &found, &memo(values.memo)))
        (section(SettingName::Quotes, say::QUOTES_HELP, &found, &quotes(values)))
    }
}

/// What is known of the checks.
struct Found<'a> {
    findings: &'a [Finding],
    left: &'a [SettingName],
}

fn section(name: SettingName, help: Text, found: &Found<'_>, field: &Markup) -> Markup {
    html! {
        fieldset.card {
            legend { (labels::setting(name)) }
            p.help { (help) }
            (field)
            p.acts {
                button.plain type="submit" name="act" value={ "check:" (name.as_str()) } aria-label={ (say::CHECK) ": " (labels::setting(name)) } { (say::CHECK) }
                (finding(name, found))
            }
        }
    }
}

fn finding(name: SettingName, found: &Found<'_>) -> Markup {
    let finding = found.findings.iter().find(|finding| finding.name == name);
    html! {
        @match finding {
            Some(finding) if finding.is_right => {
                span.finding.right role="status" { span.sign aria-hidden="true" { "✓ " } (finding.detail) }
            }
            Some(finding) => {
                span.finding.wrong role="alert" { span.sign aria-hidden="true" { "× " } strong { (finding.detail) } " " (finding.action) }
            }
            None if found.left.contains(&name) => { span.finding { (say::UNCHECKED) } }
            None => { span.finding.right { span.sign aria-hidden="true" { "✓ " } (say::CHECKED) } }
        }
    }
}

fn article(name: SettingName, value: &str) -> Markup {
    html! {
        div.with-button {
            input name=(name.as_str()) maxlength="100" value=(value) aria-label=(labels::setting(name)) placeholder=(say::NOT_USED);
            button.plain type="submit" name="act" value={ "search:" (name.as_str()) } aria-label={ (say::SEARCH) ": " (labels::setting(name)) } { (say::SEARCH) }
        }
    }
}

fn memo(chosen: MemoContent) -> Markup {
    let choices = [
        (MemoContent::WorkAddress, say::MEMO_ADDRESS),
        (MemoContent::WorkAddressAndDescription, say::MEMO_BOTH),
        (MemoContent::Description, say::MEMO_DESCRIPTION),
        (MemoContent::Nothing, say::MEMO_NOTHING),
    ];
    html! {
        @for (choice, text) in choices {
            label.choice { input type="radio" name="memo" value=(memo_name(choice)) checked[choice == chosen]; " " (text) }
        }
    }
}

fn quotes(values: &Values) -> Markup {
    let choices = [
        (QuoteDescription::FirstLine, say::QUOTE_FIRST_LINE),
        (QuoteDescription::Memo, say::QUOTE_MEMO),
        (QuoteDescription::Both, say::QUOTE_BOTH),
    ];
    html! {
        label.choice { input type="checkbox" name="quotes" value="on" checked[!values.quotes.is_empty()]; " " (say::QUOTES_ON) }
        div.below {
            p.field {
                label for="quotes_filter_word" { (say::QUOTES_FILTER) }
                input id="quotes_filter_word" name="quotes_filter_word" maxlength="100" value=(values.quotes_filter_word) aria-describedby="quotes-filter-help";
                span.help id="quotes-filter-help" { (say::QUOTES_FILTER_HELP) }
            }
            label.choice { input type="checkbox" name="quotes_lines" value="on" checked[!values.quotes_lines.is_empty()]; " " (say::QUOTES_LINES) }
            div role="radiogroup" aria-label=(say::QUOTES_DESCRIPTION) {
                p { (say::QUOTES_DESCRIPTION) }
                @for (choice, text) in choices {
                    label.choice { input type="radio" name="quotes_description" value=(description_name(choice)) checked[choice == values.quotes_description]; " " (text) }
                }
            }
        }
    }
}

const fn memo_name(memo: MemoContent) -> &'static str {
    match memo {
        MemoContent::WorkAddress => "work_address",
        MemoContent::WorkAddressAndDescription => "work_address_and_description",
        MemoContent::Description => "description",
        MemoContent::Nothing => "nothing",
    }
}

const fn description_name(description: QuoteDescription) -> &'static str {
    match description {
        QuoteDescription::FirstLine => "first_line",
        QuoteDescription::Memo => "memo",
        QuoteDescription::Both => "both",
    }
}
