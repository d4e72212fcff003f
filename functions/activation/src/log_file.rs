//! The log as a file for a spreadsheet (R29): UTF-8 with a mark, semicolons, Dutch wall-clock time.
//!
//! Guarantees:
//! - At most 10,000 rows, 4 MB and 120 requests of the store (P10); where there is more, the header `Link` with `rel="next"`
//!   says where it goes on.
//! - A field that a spreadsheet would take for a formula begins with an apostrophe; quotes are as in RFC 4180.

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, header};
use jiff::Timestamp;
use koppel_domain::message::Language;
use koppel_domain::wall_clock;
use koppel_store::{LogQuery, LogRow};

use crate::admin::Admin;
use crate::app::App;
use crate::console::labels;
use crate::console::texts::log as heads;
use crate::console::texts::log_file as say;
use crate::log::{Which, read};
use crate::query;
use crate::wrong::{Problem, Wrong, spoken};

const ROWS_MAX: usize = 10_000;
const BYTES_MAX: usize = 4_000_000;
/// Pages of the store, each of at most two requests.
const PAGES_MAX: usize = 60;
const PAGE: u32 = 500;
/// By this a spreadsheet knows that the file is UTF-8.
const MARK: &str = "\u{feff}";

/// The log as a file, newest first; the filters of the log hold, `limit` does not.
#[utoipa::path(get, path = "/api/v1/integration/log.csv", tag = "6. log", params(Which), responses(
    (status = 200, body = String, content_type = "text/csv", headers(("Link" = String, description = "where it goes on, with `rel=\"next\"`; absent where this is all"))),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn file(
    State(_): State<App>,
    admin: Admin,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Wrong> {
    let which = query::read(which)?;
    let asked = LogQuery { limit: PAGE, ..which.clone().query(spoken())? };
    crate::change::open(&admin).await?;
    let (content, next) = content(&admin, asked).await?;
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"koppel-log.csv\""),
    );
    if let Some(next) = next
        && let Ok(link) = HeaderValue::from_str(&link(&which, &next))
    {
        headers.insert(header::LINK, link);
    }
    Ok(response)
}

/// The file, and what to ask for as `before` to go on.
async fn content(admin: &Admin, mut asked: LogQuery) -> Result<(String, Option<String>), Wrong> {
    let language = spoken();
    let heads = [heads::MOMENT, heads::TABLE, heads::KIND, heads::MESSAGE, heads::TO_DO];
    let mut content = MARK.to_owned();
    write_line(&mut content, &heads.map(|head| head.said().to_owned()));
    let mut rows = 0;
    for _ in 0..PAGES_MAX {
        let page = read(admin, asked.clone()).await?;
        for (id, row) in &page.rows {
            write_line(&mut content, &fields(row, language));
            rows += 1;
            if rows >= ROWS_MAX || content.len() >= BYTES_MAX {
                let is_last = page.next.is_none() && page.rows.last().is_some_and(|(last, _)| last == id);
                let next = (!is_last).then(|| id.clone());
                return Ok((ended(content, next.as_deref()), next));
            }
        }
        asked.before = page.next;
        if asked.before.is_none() {
            break;
        }
    }
    Ok((ended(content, asked.before.as_deref()), asked.before))
}

/// A file that ends before the log does says so in its last line.
fn ended(mut content: String, next: Option<&str>) -> String {
    if next.is_some() {
        let said = [
            String::new(),
            String::new(),
            String::new(),
            say::MORE.said().to_owned(),
            say::MORE_HOW.said().to_owned(),
        ];
        write_line(&mut content, &said);
    }
    content
}

fn fields(row: &LogRow, language: Language) -> [String; 5] {
    [
        wall_clock(row.at),
        labels::table(row.message.table().as_str()).to_owned(),
        labels::kind_word(row.message.kind().into()).said().to_owned(),
        row.message.text(language),
        row.message.action(language),
    ]
}

/// A moment on the Dutch clock, as every spreadsheet reads it.
fn wall_clock(at: Timestamp) -> String {
    wall_clock::at(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn write_line(content: &mut String, fields: &[String]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            content.push(';');
        }
        write_field(content, field);
    }
    content.push_str("\r\n");
}

/// One field; what a spreadsheet would reckon out is kept from it.
fn write_field(content: &mut String, field: &str) {
    let field = shielded(field);
    if field.contains(['"', ';', '\n', '\r', ',']) {
        content.push('"');
        content.push_str(&field.replace('"', "\"\""));
        content.push('"');
    } else {
        content.push_str(&field);
    }
}

/// With an apostrophe before whatever a spreadsheet would take for the beginning of a formula: at the start, and after
/// each mark at which a spreadsheet of another country might split a field.
fn shielded(field: &str) -> String {
    let mut shielded = String::with_capacity(field.len());
    let mut begins = true;
    for letter in field.chars() {
        if begins && matches!(letter, '=' | '+' | '-' | '@' | '\t' | '\r') {
            shielded.push('\'');
        }
        begins = matches!(letter, ',' | ';' | '\t' | '\n' | '\r') || begins && letter == ' ';
        shielded.push(letter);
    }
    shielded
}

/// Where the file goes on, as a header says it.
fn link(which: &Which, next: &str) -> String {
    let on = Which { before: Some(next.to_owned()), limit: None, ..which.clone() };
    // Texts always can be written as a query.
    let query = serde_html_form::to_string(&on).unwrap_or_default();
    format!("</api/v1/integration/log.csv?{query}>; rel=\"next\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_quoted_and_never_a_formula() {
        for (field, written) in [
            ("gewoon", "gewoon"),
            ("", ""),
            ("a;b", "\"a;b\""),
            ("zij \"zegt\"", "\"zij \"\"zegt\"\"\""),
            ("twee\nregels", "\"twee\nregels\""),
            ("=1+1", "'=1+1"),
            ("+31", "'+31"),
            ("-5", "'-5"),
            ("@som", "'@som"),
            ("  =HYPERLINK(\"x\";\"y\")", "\"  '=HYPERLINK(\"\"x\"\";\"\"y\"\")\""),
            ("a=b", "a=b"),
            ("Klant 1 (x, =cmd)", "\"Klant 1 (x, '=cmd)\""),
        ] {
            let mut content = String::new();
            write_field(&mut content, field);
            assert_eq!(content, written, "{field}");
        }
    }

    #[test]
    fn the_next_file_is_asked_for_with_the_same_filters() {
        let which = Which {
            kind: Some(koppel_domain::message::Kind::Error),
            text: Some("a & b".to_owned()),
            ..Which::default()
        };
        let expected = "</api/v1/integration/log.csv?kind=error&text=a+%26+b&before=01X>; rel=\"next\"";
        assert_eq!(link(&which, "01X"), expected);
    }
}
