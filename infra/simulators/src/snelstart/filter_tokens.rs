//! The pieces of a `$filter`.

use std::iter::Peekable;
use std::str::Chars;

/// A piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, or a path with slashes.
    Name(String),
    /// `'O''Brien'`, without its quotes.
    Text(String),
    /// `guid'…'`, `datetime'…'`: what stands before the quotes, and between them.
    Typed(String, String),
    Number(String),
    /// `(`, `)`, `,` or `:`
    Sign(char),
}

impl Token {
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Name(name) if name == word)
    }
}

/// All pieces; nothing where a quote is not closed or a sign is none of a filter's.
pub(super) fn tokens(filter: &str) -> Option<Vec<Token>> {
    let mut signs = filter.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(sign) = signs.peek().copied() {
        if sign.is_whitespace() {
            signs.next();
        } else if "(),:".contains(sign) {
            signs.next();
            tokens.push(Token::Sign(sign));
        } else if sign == '\'' {
            tokens.push(Token::Text(quoted(&mut signs)?));
        } else if sign.is_ascii_digit() || sign == '-' {
            tokens.push(Token::Number(taken(&mut signs, |sign| {
                sign.is_ascii_digit() || sign == '-' || sign == '.'
            })));
        } else if sign.is_alphabetic() {
            let name = taken(&mut signs, |sign| sign.is_alphanumeric() || sign == '_' || sign == '/');
            tokens.push(if signs.peek() == Some(&'\'') {
                Token::Typed(name, quoted(&mut signs)?)
            } else {
                Token::Name(name)
            });
        } else {
            return None;
        }
    }
    Some(tokens)
}

fn taken(signs: &mut Peekable<Chars<'_>>, belongs: impl Fn(char) -> bool) -> String {
    let mut text = String::new();
    while let Some(sign) = signs.next_if(|sign| belongs(*sign)) {
        text.push(sign);
    }
    text
}

/// Text between quotes; two quotes are one in it.
fn quoted(signs: &mut Peekable<Chars<'_>>) -> Option<String> {
    signs.next();
    let mut text = String::new();
    loop {
        match signs.next()? {
            '\'' if signs.next_if_eq(&'\'').is_some() => text.push('\''),
            '\'' => return Some(text),
            sign => text.push(sign),
        }
    }
}
