//! A body becomes a document: every property of the model is there, and what does not fit is told by its path
//! (SnelStart fact sheet §4, shapes 1 and 2).
//!
//! Guarantees: a property that is missing is null (§12); one of SnelStart's own is passed over, and so is one that the
//! model does not have or whose name has another case.

use rust_decimal::Decimal;

use super::json::{Json, Object, decimal, property};
use super::moment;
use super::options::Options;
use super::refusal::Refusal;
use super::schema::{Kind, Model, pascal};
use super::switches::Overlong;

/// Codes of lengths that are always used (§12), by property path.
const CODED: &[(&str, &str)] =
    &[("verkooporder.Orderreferentie", "VOR-0011"), ("artikel.Omschrijving", "ART-0007")];

/// Codes of lengths that are used where codes are preferred (§4.1).
const CODED_TOO: &[(&str, &str)] = &[
    ("relatie.MobieleTelefoon", "REL-0012"),
    ("relatie.Telefoon", "REL-0013"),
    ("relatie.VestigingsAdres.Straat", "REL-0020"),
    ("relatie.VestigingsAdres.Postcode", "REL-0021"),
    ("relatie.VestigingsAdres.Plaats", "REL-0022"),
    ("relatie.VestigingsAdres.Contactpersoon", "REL-0023"),
    ("relatie.CorrespondentieAdres.Straat", "REL-0025"),
    ("relatie.CorrespondentieAdres.Postcode", "REL-0026"),
    ("relatie.CorrespondentieAdres.Plaats", "REL-0027"),
    ("relatie.CorrespondentieAdres.Contactpersoon", "REL-0028"),
    ("relatie.BtwNummer", "REL-0057"),
    ("relatie.Email", "REL-0085"),
    ("verkooporder.Afleveradres.Straat", "VOR-0006"),
    ("verkooporder.Afleveradres.Postcode", "VOR-0007"),
    ("verkooporder.Afleveradres.Plaats", "VOR-0008"),
    ("verkooporder.Afleveradres.Contactpersoon", "VOR-0009"),
    ("verkooporder.Factuuradres.Straat", "VOR-0006"),
    ("verkooporder.Factuuradres.Postcode", "VOR-0007"),
    ("verkooporder.Factuuradres.Plaats", "VOR-0008"),
    ("verkooporder.Factuuradres.Contactpersoon", "VOR-0009"),
];

/// Reads a body into a document of this model.
///
/// # Errors
/// ALG-0106 where it is empty; the model state where something does not fit; codes for texts that are too long.
pub(super) fn body(model: &'static Model, bytes: &[u8], options: &Options) -> Result<Bound, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) || bytes == b"null" {
        return Err(Refusal::code("ALG-0106", "De inhoud van het bericht is leeg"));
    }
    let Some(Json::Object(sent)) = Json::parse(bytes) else {
        return Err(Refusal::ModelState(vec![(model.name.to_owned(), "The body is not valid.".to_owned())]));
    };
    let mut binder = Binder { options, wrong: Vec::new(), codes: Vec::new() };
    let document = binder.model(model, &sent, model.name);
    if !binder.wrong.is_empty() {
        return Err(Refusal::ModelState(binder.wrong));
    }
    if !binder.codes.is_empty() {
        return Err(Refusal::Codes(binder.codes));
    }
    Ok(Bound { document, sent })
}

/// A body that was read.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) document: Object,
    /// As it came, with the properties that are SnelStart's own.
    pub(super) sent: Object,
}

struct Binder<'o> {
    options: &'o Options,
    wrong: Vec<(String, String)>,
    codes: Vec<(&'static str, String)>,
}

impl Binder<'_> {
    fn model(&mut self, model: &Model, sent: &Object, path: &str) -> Object {
        let mut document = Object::new();
        for field in model.fields.iter().filter(|field| field.name != "id" && field.name != "uri") {
            let path = format!("{path}.{}", pascal(field.name));
            let value = property(sent, field.name);
            let bound = if field.read_only || value.is_null() {
                Json::Null
            } else {
                self.value(field.kind, value, &path).unwrap_or_else(|| {
                    let text =
                        format!("The value '{}' is not valid for {}.", shown(value), pascal(field.name));
                    self.wrong.push((path, text));
                    Json::Null
                })
            };
            document.insert(field.name.to_owned(), bound);
        }
        document
    }

    /// Nothing where the value is of another type.
    fn value(&mut self, kind: Kind, value: &Json, path: &str) -> Option<Json> {
        match (kind, value) {
            (Kind::Text(max), Json::Text(text)) => {
                if let Some(max) = max.filter(|max| text.encode_utf16().count() > *max) {
                    self.too_long(path, max);
                }
                Some(value.clone())
            }
            (Kind::Whole, Json::Number(number)) if number.is_integer() => Some(value.clone()),
            (Kind::Decimal, Json::Number(_)) => Some(value.clone()),
            // Decimal strings are taken, and come back as numbers (§6).
            (Kind::Decimal, Json::Text(text)) => decimal(text).map(Json::Number),
            (Kind::Flag, Json::Flag(_)) => Some(value.clone()),
            (Kind::Moment, Json::Text(text)) => moment::read(text).map(|read| moment::write(read).into()),
            (Kind::Word(words), Json::Text(text)) => words.contains(&text.as_str()).then(|| value.clone()),
            (Kind::Words(words), Json::List(list)) => {
                let known = |word: &Json| word.text().is_some_and(|word| words.contains(&word));
                list.iter().all(known).then(|| value.clone())
            }
            (Kind::Reference(resource), Json::Object(_)) => reference(resource, value.get("id")),
            (Kind::Part(model), Json::Object(part)) => Some(self.model(model, part, path).into()),
            (Kind::Parts(model), Json::List(parts)) => {
                let mut bound = Vec::new();
                for (number, part) in parts.iter().enumerate() {
                    bound.push(self.model(model, part.properties()?, &format!("{path}[{number}]")).into());
                }
                Some(Json::List(bound))
            }
            _ => None,
        }
    }

    fn too_long(&mut self, path: &str, max: usize) {
        let coded = |table: &[(&str, &'static str)]| {
            table.iter().find(|(of, _)| *of == path.replacen("offerte.", "verkooporder.", 1)).map(|row| row.1)
        };
        let too = coded(CODED_TOO).filter(|_| self.options.overlong == Overlong::Codes);
        match coded(CODED).or(too) {
            Some(code) => self.codes.push((code, format!("Maximaal {max} tekens"))),
            None => {
                let name = path.rsplit('.').next().unwrap_or_default();
                self.wrong.push((path.to_owned(), too_long(name, max)));
            }
        }
    }
}

/// What the model state says of a text that is too long.
pub(super) fn too_long(name: &str, max: usize) -> String {
    format!("The field {name} must be a string with a maximum length of {max}.")
}

/// `{id, uri}` of a record; null where its id is empty, nothing where it is no GUID.
pub(super) fn reference(resource: &str, id: &Json) -> Option<Json> {
    match id {
        Json::Null => Some(Json::Null),
        Json::Text(text) if super::books::is_guid(text) => Some(refer(resource, &text.to_ascii_lowercase())),
        _ => None,
    }
}

/// `{id, uri}` of a record.
pub(super) fn refer(resource: &str, id: &str) -> Json {
    Json::object([("id", id.into()), ("uri", format!("/{resource}/{id}").into())])
}

/// A number with no more than so many decimals, halves away from zero.
pub(super) fn rounded(number: Decimal, decimals: u32) -> Decimal {
    number.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}

fn shown(value: &Json) -> String {
    let text = String::from_utf8(value.bytes()).unwrap_or_default();
    text.trim_matches('"').chars().take(40).collect()
}
