//! Reads `$filter`: OData v3 literals and properties in upper camel case (SnelStart fact sheet §5).
//!
//! Guarantees: a property that the model does not have, and a literal of another type than its property, are refused in
//! the OData shape; what cannot be read at all is ALG-0104.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::filter::{Literal, Operator, Path, Test};
use super::filter_tokens::{Token, tokens};
use super::json::decimal;
use super::moment;
use super::options::Options;
use super::refusal::Refusal;
use super::route::Resource;
use super::schema::{Field, Kind, Model, pascal};
use super::switches::ArticleCodeName;

/// What names stand for.
#[derive(Clone, Copy)]
enum Scope<'a> {
    /// The properties of a record.
    Record(&'static Model),
    /// The parts of a list, by the name of a variable.
    Parts(&'a str, Kind),
}

struct Parser<'o> {
    tokens: Peekable<IntoIter<Token>>,
    resource: Resource,
    options: &'o Options,
}

/// Reads a filter on a resource.
///
/// # Errors
/// 400.
pub(super) fn parse(
    filter: &str,
    resource: Resource,
    model: &'static Model,
    options: &Options,
) -> Result<Vec<Test>, Refusal> {
    let tokens = tokens(filter).ok_or_else(invalid)?.into_iter().peekable();
    let mut parser = Parser { tokens, resource, options };
    let mut tests = Vec::new();
    parser.conjunction(Scope::Record(model), &mut tests)?;
    if parser.tokens.next().is_some() { Err(invalid()) } else { Ok(tests) }
}

fn invalid() -> Refusal {
    Refusal::code("ALG-0104", "Het OData filter is ongeldig")
}

/// The refusal of a property that a type does not have.
pub(super) fn no_property(name: &str, model: &Model) -> Refusal {
    Refusal::OData(format!(
        "Could not find a property named '{name}' on type 'SnelStart.B2B.Api.V2.Models.{}'.",
        model.type_name
    ))
}

impl Parser<'_> {
    fn conjunction(&mut self, scope: Scope<'_>, tests: &mut Vec<Test>) -> Result<(), Refusal> {
        loop {
            self.primary(scope, tests)?;
            if self.tokens.next_if(|token| token.is_word("and")).is_none() {
                return Ok(());
            }
        }
    }

    fn primary(&mut self, scope: Scope<'_>, tests: &mut Vec<Test>) -> Result<(), Refusal> {
        if self.skip('(') {
            self.conjunction(scope, tests)?;
            return self.sign(')');
        }
        let name = self.name()?;
        let is_call = self.tokens.peek() == Some(&Token::Sign('('));
        let test = match (name.as_str(), is_call) {
            ("substringof" | "startswith", true) => self.contains(scope, name == "startswith")?,
            ("year", true) => {
                self.sign('(')?;
                let (path, kind) = self.path_here(scope)?;
                self.sign(')')?;
                let operator = self.operator()?;
                match (kind, self.literal()?) {
                    (Kind::Moment, Literal::Number(year)) => Test::Year { path, operator, year },
                    _ => return Err(mismatch()),
                }
            }
            (call, true) => self.any(scope, call.strip_suffix("/any").ok_or_else(invalid)?)?,
            (name, false) => {
                let (path, kind) = self.path(scope, name)?;
                let operator = self.operator()?;
                let literal = self.literal()?;
                if !fits(kind, &literal) {
                    return Err(mismatch());
                }
                Test::Compare { path, operator, literal }
            }
        };
        tests.push(test);
        Ok(())
    }

    /// `substringof('x',Naam) eq true`, `startswith(Naam,'x') eq true`
    fn contains(&mut self, scope: Scope<'_>, start: bool) -> Result<Test, Refusal> {
        self.sign('(')?;
        let (text, (path, kind)) = if start {
            let path = self.path_here(scope)?;
            self.sign(',')?;
            (self.literal()?, path)
        } else {
            let text = self.literal()?;
            self.sign(',')?;
            (text, self.path_here(scope)?)
        };
        self.sign(')')?;
        let (Literal::Text(text), Kind::Text(_)) = (text, kind) else { return Err(mismatch()) };
        let wanted = if self.tokens.next_if(|token| token.is_word("eq")).is_some() {
            let Literal::Flag(wanted) = self.literal()? else { return Err(mismatch()) };
            wanted
        } else {
            true
        };
        Ok(Test::Contains { path, text, start, wanted })
    }

    /// `Relatiesoort/any(r:r eq 'Klant')`
    fn any(&mut self, scope: Scope<'_>, list: &str) -> Result<Test, Refusal> {
        let (path, kind) = self.path(scope, list)?;
        if !matches!(kind, Kind::Parts(_) | Kind::Words(_)) {
            return Err(mismatch());
        }
        self.sign('(')?;
        let variable = self.name()?;
        self.sign(':')?;
        let mut tests = Vec::new();
        self.conjunction(Scope::Parts(&variable, kind), &mut tests)?;
        self.sign(')')?;
        Ok(Test::Any { path, tests })
    }

    fn path_here(&mut self, scope: Scope<'_>) -> Result<(Path, Kind), Refusal> {
        let name = self.name()?;
        self.path(scope, &name)
    }

    fn path(&self, scope: Scope<'_>, text: &str) -> Result<(Path, Kind), Refusal> {
        let mut names = text.split('/');
        let (mut model, mut at) = match scope {
            Scope::Record(model) => (Some(model), None),
            Scope::Parts(variable, kind) => {
                if names.next() != Some(variable) {
                    return Err(invalid());
                }
                match kind {
                    Kind::Parts(model) => (Some(model), None),
                    _ => (None, Some(Kind::Text(None))),
                }
            }
        };
        let mut path = Path::new();
        for name in names {
            let field = match (model, at) {
                (Some(model), _) => self.field(model, name)?,
                (None, Some(Kind::Reference(_))) if name == "Id" => &REFERENCE_ID,
                _ => return Err(invalid()),
            };
            if matches!(field.kind, Kind::Uri) {
                return Err(Refusal::OData(format!(
                    "The property '{name}' cannot be used in the $filter query option."
                )));
            }
            path.push(field.name);
            (model, at) = match field.kind {
                Kind::Part(part) => (Some(part), None),
                kind => (None, Some(kind)),
            };
        }
        at.map(|kind| (path, kind)).ok_or_else(invalid)
    }

    fn field(&self, model: &'static Model, name: &str) -> Result<&'static Field, Refusal> {
        let resource = self.resource.name();
        let refused =
            self.options.refused_filters.iter().any(|(of, refused)| of == resource && refused == name);
        let spelt = |field: &Field| match (field.name, self.options.article_code_name) {
            ("artikelcode", ArticleCodeName::ArtikelCode) => "ArtikelCode".to_owned(),
            (name, _) => pascal(name),
        };
        let found = model.fields.iter().find(|field| spelt(field) == name).filter(|_| !refused);
        found.ok_or_else(|| no_property(name, model))
    }

    fn operator(&mut self) -> Result<Operator, Refusal> {
        let word = self.name()?;
        Operator::named(&word, self.options.undocumented_operators).ok_or_else(invalid)
    }

    fn literal(&mut self) -> Result<Literal, Refusal> {
        let literal = match self.tokens.next() {
            Some(Token::Text(text)) => Some(Literal::Text(text)),
            Some(Token::Typed(kind, text)) => match kind.as_str() {
                "guid" => super::books::is_guid(&text).then_some(Literal::Guid(text)),
                "datetime" => moment::read(&text).map(Literal::Moment),
                _ => None,
            },
            Some(Token::Number(text)) => decimal(&text).map(Literal::Number),
            Some(Token::Name(word)) => match word.as_str() {
                "null" => Some(Literal::Null),
                "true" => Some(Literal::Flag(true)),
                "false" => Some(Literal::Flag(false)),
                _ => None,
            },
            _ => None,
        };
        literal.ok_or_else(invalid)
    }

    fn name(&mut self) -> Result<String, Refusal> {
        match self.tokens.next() {
            Some(Token::Name(name)) => Ok(name),
            _ => Err(invalid()),
        }
    }

    fn skip(&mut self, sign: char) -> bool {
        self.tokens.next_if(|token| *token == Token::Sign(sign)).is_some()
    }

    fn sign(&mut self, sign: char) -> Result<(), Refusal> {
        if self.skip(sign) { Ok(()) } else { Err(invalid()) }
    }
}

static REFERENCE_ID: Field = super::schema::own("id", Kind::Id);

fn fits(kind: Kind, literal: &Literal) -> bool {
    match literal {
        Literal::Null => true,
        Literal::Text(_) => matches!(kind, Kind::Text(_) | Kind::Word(_)),
        Literal::Guid(_) => matches!(kind, Kind::Id),
        Literal::Moment(_) => matches!(kind, Kind::Moment),
        Literal::Number(_) => matches!(kind, Kind::Whole | Kind::Decimal),
        Literal::Flag(_) => matches!(kind, Kind::Flag),
    }
}

fn mismatch() -> Refusal {
    Refusal::OData("A binary operator with incompatible types was detected.".to_owned())
}
