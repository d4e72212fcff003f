//! What an article must be like (SnelStart fact sheet §4.1, §8.3, §12).
//!
//! Leaves out: the reasons not to delete one, and stock.

use super::bind::Bound;
use super::books::{Books, Row, Shelf};
use super::json::{Object, property};
use super::options::Options;
use super::refusal::Refusal;

/// Checks a body; `old` is the record that it replaces.
///
/// # Errors
/// Every code that applies, at once.
pub(super) fn checked(
    books: &Books,
    bound: Bound,
    old: Option<&Row>,
    options: &Options,
) -> Result<Object, Refusal> {
    let document = bound.document;
    let of = |name: &str| property(&document, name);
    let mut codes = Vec::new();
    let mut add = |wrong: bool, code: &'static str, text: &str| {
        if wrong {
            codes.push((code, text.to_owned()));
        }
    };
    let sent_id = property(&bound.sent, "id").filled();
    match old {
        None => add(sent_id.is_some(), "ALG-0100", "Id moet leeg zijn bij aanmaken"),
        Some(old) => {
            let other = sent_id.is_some_and(|id| !id.eq_ignore_ascii_case(&old.id));
            add(other, "ALG-0101", "Id in de url verschilt van id in de inhoud");
        }
    }
    let code = of("artikelcode").filled().unwrap_or_default();
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    add(code.is_empty(), "ART-0002", "Artikelcode is verplicht");
    add(options.numeric_article_codes && !digits, "ART-0003", "Artikelcode moet numeriek zijn");
    add(code.encode_utf16().count() > options.article_code_max, "ART-0004", "Artikelcode is te lang");
    let other = |row: &Row| old.is_none_or(|old| old.id != row.id);
    let taken = books
        .rows(Shelf::Articles)
        .any(|row| !code.is_empty() && row.get("artikelcode").text() == Some(code) && other(row));
    add(taken, "ART-0005", "Artikelcode bestaat al");
    add(of("omschrijving").filled().is_none(), "ART-0006", "Omschrijving is verplicht");
    let group = of("artikelOmzetgroep").id();
    add(group.is_none(), "ART-0008", "Artikelomzetgroep is verplicht");
    let unknown = group.is_some_and(|id| books.row(Shelf::Groups, id).is_none());
    add(unknown, "ART-0009", "Artikelomzetgroep bestaat niet");
    let supplier = of("relatie").id().map(|id| books.row(Shelf::Relations, id));
    add(supplier == Some(None), "ART-0016", "Leverancier is niet gevonden");
    if codes.is_empty() { Ok(document) } else { Err(Refusal::Codes(codes)) }
}
