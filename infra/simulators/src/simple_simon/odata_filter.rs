//! `$filter` as far as the contract goes (SIM-A24 to SIM-A26, SIM-A31): comparisons of a field with a literal, joined
//! by `and`. Functions, `or`, `not` and parentheses are refused.

use super::field::{Field, zoned_wall_clock};
use super::refusal::Refusal;
use super::selection::{Comparison, Condition};
use super::tables::{Kind, Table};

/// A piece of a filter.
enum Token {
    Word(String),
    Quoted(String),
}

/// Reads a filter; an empty one has no conditions.
///
/// # Errors
/// 400 with what was not understood.
pub(super) fn parse(table: Table, filter: &str, zone_ignored: bool) -> Result<Vec<Condition>, Refusal> {
    let mut tokens = tokens(filter)?.into_iter();
    let mut conditions = Vec::new();
    while let Some(first) = tokens.next() {
        let field = if conditions.is_empty() {
            first
        } else {
            match first {
                Token::Word(and) if and == "and" => tokens.next().ok_or_else(|| not_understood(filter))?,
                _ => return Err(not_understood(filter)),
            }
        };
        let (Token::Word(field), Some(Token::Word(comparison)), Some(literal)) =
            (field, tokens.next(), tokens.next())
        else {
            return Err(not_understood(filter));
        };
        let place = table
            .place(&field)
            .ok_or_else(|| Refusal::invalid(format!("{field} is geen veld van {}.", table.name())))?;
        let comparison = Comparison::named(&comparison).ok_or_else(|| not_understood(filter))?;
        let kind = table.columns().get(place).map_or(Kind::List, |column| column.kind);
        let value = value(kind, &literal, zone_ignored).ok_or_else(|| {
            Refusal::invalid(format!("Het filter op {field} heeft een onbruikbare waarde."))
        })?;
        conditions.push(Condition { place, comparison, value });
    }
    Ok(conditions)
}

/// Text stands between quotes, everything else without them, as OData wants it.
fn value(kind: Kind, literal: &Token, zone_ignored: bool) -> Option<Field> {
    match (kind, literal) {
        (_, Token::Word(word)) if word == "null" => Some(Field::Empty),
        (Kind::Text(_) | Kind::OneOf(_), Token::Quoted(text)) => Field::literal(kind, text),
        (Kind::Text(_) | Kind::OneOf(_), Token::Word(_)) | (_, Token::Quoted(_)) => None,
        (Kind::Moment | Kind::Stamp, Token::Word(word)) => {
            Field::literal(kind, word).or_else(|| zoned_wall_clock(word, zone_ignored).map(Field::Moment))
        }
        (_, Token::Word(word)) => Field::literal(kind, word),
    }
}

fn tokens(filter: &str) -> Result<Vec<Token>, Refusal> {
    let mut tokens = Vec::new();
    let mut rest = filter.trim_start();
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix('\'') {
            let (text, after) = unquote(quoted).ok_or_else(|| not_understood(filter))?;
            tokens.push(Token::Quoted(text));
            rest = after.trim_start();
        } else {
            let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            tokens.push(Token::Word(word.to_owned()));
            rest = after.trim_start();
        }
    }
    Ok(tokens)
}

/// Text up to its closing quote, two quotes being one in it, and what comes after.
fn unquote(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = quoted;
    loop {
        let (before, after) = rest.split_once('\'')?;
        text.push_str(before);
        match after.strip_prefix('\'') {
            Some(after) => {
                text.push('\'');
                rest = after;
            }
            None => return Some((text, after)),
        }
    }
}

fn not_understood(filter: &str) -> Refusal {
    Refusal::invalid(format!("Het filter is niet te lezen: {filter}"))
}
