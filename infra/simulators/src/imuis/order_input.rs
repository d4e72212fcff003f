//! The data set of CREATEVERKOOPORDER, read and checked as far as that needs no books (iMUIS fact sheet §3.7).
//!
//! Every tag must be one that an order may bring, of its column's kind, and no longer than its column; what is not
//! filled counts as not given.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::call::Transport;
use super::columns::{Kind, SETTABLE_ORDKOP, SETTABLE_ORDRG, Table};
use super::options::{Options, Overlong};
use super::refusal::Refusal;
use super::value::{parse_date, parse_dutch_date, parse_number};
use super::xml::{Element, parse};

/// Tags of the header that are flags for the call and no columns.
const CALL_FLAGS: [&str; 2] = ["NEGAANT", "DATLEVUITERSTAUTO"];

/// The letters of `BTWPL` that an order may bring (iMUIS fact sheet §3.7).
const VAT_LIABILITIES: [&str; 6] = ["B", "L", "I", "U", "N", "V"];

/// The tags of a header or a line that are filled, in their order, texts cut where that is the rule.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) tags: Vec<(String, String)>,
    transport: Transport,
}

impl Given {
    fn read(
        row: &Element,
        table: Table,
        settable: &str,
        transport: Transport,
        options: &Options,
    ) -> Result<Self, Refusal> {
        let mut given = Self { tags: Vec::new(), transport };
        for tag in &row.children {
            let name = tag.name.as_str();
            let is_flag = table == Table::OrdKop && CALL_FLAGS.contains(&name);
            let column = table.column(name);
            if (column.is_none() && !is_flag) || options.refuses(table.name(), name) {
                return Err(Refusal::column(table, name, options));
            }
            if !settable.split_whitespace().any(|may| may == name) {
                return Err(Refusal::NotSettable(name.to_owned()));
            }
            if tag.text.trim().is_empty() {
                continue;
            }
            let kind = column.map_or(Kind::Flag, |column| column.kind);
            given.check(name, &tag.text, kind)?;
            let text = match column.and_then(|column| column.size) {
                Some(size) => fitted(name, &tag.text, size, options.overlong)?,
                None => tag.text.clone(),
            };
            given.tags.push((name.to_owned(), text));
        }
        Ok(given)
    }

    fn check(&self, name: &str, text: &str, kind: Kind) -> Result<(), Refusal> {
        let good = match kind {
            Kind::Number => parse_number(text).is_some(),
            Kind::Date => self.parse_date(text).is_some(),
            Kind::Flag => matches!(text.trim(), "J" | "N"),
            Kind::Text => name != "BTWPL" || VAT_LIABILITIES.contains(&text.trim()),
        };
        if good { Ok(()) } else { Err(bad(name, text)) }
    }

    /// ISO dates are taken over SOAP and refused in a form (iMUIS fact sheet §6, §7).
    fn parse_date(&self, text: &str) -> Option<Date> {
        match self.transport {
            Transport::Form => parse_dutch_date(text),
            Transport::Soap => parse_date(text),
        }
    }

    /// The text of a tag that is filled.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.tags.iter().find(|(tag, _)| tag == name).map(|(_, text)| text.as_str())
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| text.trim() == "J")
    }

    pub(super) fn date(&self, name: &str) -> Option<Date> {
        self.text(name).and_then(|text| self.parse_date(text))
    }

    pub(super) fn number(&self, name: &str) -> Option<Decimal> {
        self.text(name).and_then(parse_number)
    }

    /// `EXTORDNR` is a 32-bit integer (iMUIS fact sheet §3.8).
    pub(super) fn external_number(&self) -> Result<Option<i32>, Refusal> {
        let text = self.text("EXTORDNR");
        text.map(|text| text.trim().parse().map_err(|_| bad("EXTORDNR", text))).transpose()
    }
}

/// What a value that is not of its column's kind is refused with.
pub(super) fn bad(name: &str, text: &str) -> Refusal {
    Refusal::BadValue(name.to_owned(), text.to_owned())
}

/// Lengths are counted in UTF-16 units, as .NET counts them; a cut never parts a surrogate pair.
fn fitted(name: &str, text: &str, size: usize, overlong: Overlong) -> Result<String, Refusal> {
    if text.encode_utf16().count() <= size {
        return Ok(text.to_owned());
    }
    if overlong == Overlong::Refuse {
        return Err(Refusal::TooLong(name.to_owned(), size));
    }
    let mut room = size;
    let fits = |character: &char| {
        let left = room.checked_sub(character.len_utf16());
        room = left.unwrap_or_default();
        left.is_some()
    };
    Ok(text.chars().take_while(fits).collect())
}

/// Header and lines of an order to be made; a line may be wrong by itself.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) header: Given,
    pub(super) lines: Vec<Result<Given, Refusal>>,
}

/// Reads the data set: one `ORDKOP`, at least one `ORDRG`, and nothing else.
pub(super) fn read(payload: &str, transport: Transport, options: &Options) -> Result<Input, Refusal> {
    let root = parse(payload).map_err(|_| Refusal::Unreadable)?;
    let mut headers = Vec::new();
    let mut lines = Vec::new();
    for row in &root.children {
        match row.name.as_str() {
            "ORDKOP" => headers.push(row),
            "ORDRG" => lines.push(Given::read(row, Table::OrdRg, SETTABLE_ORDRG, transport, options)),
            "DIGDOS" => return Err(Refusal::Attachment),
            other => return Err(Refusal::UnknownTable(other.to_owned())),
        }
    }
    let ([header], false) = (headers.as_slice(), lines.is_empty()) else { return Err(Refusal::NoOrder) };
    let header = Given::read(header, Table::OrdKop, SETTABLE_ORDKOP, transport, options)?;
    Ok(Input { header, lines })
}
