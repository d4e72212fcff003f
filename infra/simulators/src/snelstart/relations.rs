//! What a relation must be like (SnelStart fact sheet §4.1, §8.2, §12).
//!
//! Leaves out: what is wrong with a KvK number, an IBAN, a BIC, an OIN and a web address, the country of a VAT number,
//! and the reasons not to delete one.

use super::bind::Bound;
use super::books::{Books, Row, Shelf};
use super::fixed::is_country;
use super::json::{Json, Object, property};
use super::refusal::Refusal;

/// The first code that is given.
pub(super) const FIRST_CODE: i64 = 1;

/// Parts of an address that come all or none (REL-0060).
const WHOLE_ADDRESS: [&str; 3] = ["straat", "postcode", "plaats"];

type Codes = Vec<(&'static str, String)>;

/// Checks a body and makes it whole; `old` is the record that it replaces.
///
/// # Errors
/// Every code that applies, at once.
pub(super) fn checked(books: &Books, bound: Bound, old: Option<&Row>) -> Result<Object, Refusal> {
    let mut document = bound.document;
    let mut codes = Codes::new();
    let mut add = |wrong: bool, code: &'static str, text: &str| {
        if wrong {
            codes.push((code, text.to_owned()));
        }
    };
    let sent_id = property(&bound.sent, "id").filled();
    match old {
        None => add(sent_id.is_some(), "REL-0063", "Id moet leeg zijn bij aanmaken"),
        Some(old) => {
            let other = sent_id.is_some_and(|id| !id.eq_ignore_ascii_case(&old.id));
            add(other, "REL-0047", "Id in de url verschilt van id in de inhoud");
        }
    }
    let of = |name: &str| property(&document, name);
    let kinds = of("relatiesoort").list();
    add(kinds.is_empty(), "REL-0001", "Relatiesoort mag niet leeg zijn");
    if let Some(old) = old {
        let changed = !kinds.is_empty() && kinds != old.get("relatiesoort").list();
        add(changed, "REL-0064", "Relatiesoort kan niet worden gewijzigd");
    } else {
        let own = kinds.iter().any(|kind| kind.text() == Some("Eigen"));
        add(own, "REL-0048", "Relatiesoort mag niet Eigen zijn");
    }
    add(of("naam").filled().is_none(), "REL-0007", "Naam is verplicht");
    let code = of("relatiecode").whole::<i64>();
    let holder = code.and_then(|code| holder(books, code));
    let taken = holder.is_some_and(|holder| old.is_none_or(|old| old.id != holder.id));
    add(taken, "REL-0008", "Relatiecode reeds in gebruik");
    let term = of("krediettermijn").whole::<i64>();
    add(term.is_some_and(|term| !(-365..=1_000).contains(&term)), "REL-0003", "Krediettermijn is ongeldig");
    let mails = of("email").filled().unwrap_or_default();
    add(mails.split(';').any(|mail| !is_mail(mail)), "REL-0061", "E-mailadres is ongeldig");
    if let Some((code, text)) = of("btwNummer").filled().and_then(wrong_vat_number) {
        add(true, code, text);
    }
    let (seat, post) = (of("vestigingsAdres"), of("correspondentieAdres"));
    add(is_partly_filled(seat), "REL-0060", "Vul het vestigingsadres volledig in, of niet");
    add(no_such_country(post), "REL-0055", "Land van het correspondentieadres is onbekend");
    add(no_such_country(seat), "REL-0056", "Land van het vestigingsadres is onbekend");
    let pays = of("factuurRelatie").id().map(|id| books.row(Shelf::Relations, id));
    add(pays == Some(None), "REL-0017", "Factuurrelatie is niet gevonden");
    let no_customer = pays.flatten().is_some_and(|row| !is_customer(row));
    add(no_customer, "REL-0018", "Factuurrelatie is geen klant");
    if !codes.is_empty() {
        return Err(Refusal::Codes(codes));
    }
    let code = code.or_else(|| old.and_then(|old| old.get("relatiecode").whole()));
    let code = code.unwrap_or_else(|| books.next_number(Shelf::Relations, FIRST_CODE));
    document.insert("relatiecode".to_owned(), code.into());
    Ok(document)
}

/// Whether a relation is a customer.
pub(super) fn is_customer(row: &Row) -> bool {
    row.get("relatiesoort").list().iter().any(|kind| kind.text() == Some("Klant"))
}

/// Whether an address names a country that there is not.
pub(super) fn no_such_country(address: &Json) -> bool {
    address.get("land").id().is_some_and(|id| !is_country(id))
}

fn holder(books: &Books, code: i64) -> Option<&Row> {
    books.rows(Shelf::Relations).find(|row| row.get("relatiecode").whole() == Some(code))
}

fn is_partly_filled(address: &Json) -> bool {
    let texts = WHOLE_ADDRESS.iter().filter(|name| address.get(name).filled().is_some()).count();
    let filled = texts + usize::from(address.get("land").id().is_some());
    filled != 0 && filled != WHOLE_ADDRESS.len() + 1
}

fn is_mail(mail: &str) -> bool {
    let mail = mail.trim();
    mail.is_empty() || mail.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// What is wrong with a VAT number: its length, its signs, or the check digits of a Dutch one.
fn wrong_vat_number(number: &str) -> Option<(&'static str, &'static str)> {
    if number.len() < 2 {
        return Some(("REL-0058", "Btw-nummer is te kort"));
    }
    if !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Some(("REL-0059", "Btw-nummer mag alleen letters en cijfers bevatten"));
    }
    let dutch = number.strip_prefix("NL")?;
    let right = dutch.len() == 12
        && dutch.as_bytes().get(9) == Some(&b'B')
        && (weighed(dutch) || modulo_97(number) == Some(1));
    (!right).then_some(("REL-0088", "Btw-nummer is ongeldig"))
}

/// The older check: nine digits, weighed 9 to 2, against the last one.
fn weighed(digits: &str) -> bool {
    let digit = |place: usize| digits.as_bytes().get(place).and_then(|byte| char::from(*byte).to_digit(10));
    let sum: Option<u32> = (0..8_u32).map(|place| Some(digit(place as usize)? * (9 - place))).sum();
    sum.zip(digit(8)).is_some_and(|(sum, last)| sum % 11 == last)
}

/// The newer check: letters are numbers from 10, and the whole is 1 modulo 97.
fn modulo_97(number: &str) -> Option<u32> {
    number.chars().try_fold(0, |rest, sign| {
        let value = sign.to_ascii_uppercase().to_digit(36)?;
        let shift = if value < 10 { 10 } else { 100 };
        Some((rest * shift + value) % 97)
    })
}
