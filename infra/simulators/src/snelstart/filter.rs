//! `$filter` as SnelStart shows it (fact sheet §5): the conditions of a list, and whether a record meets them.
//!
//! Leaves out: `or`, `not`, arithmetic, and every function that SnelStart does not show.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::civil::DateTime;
use rust_decimal::Decimal;

use super::json::Json;
use super::moment;
use super::view::View;

/// The names from a record, or from a part of it, down to a property; none means the part itself.
pub(super) type Path = Vec<&'static str>;

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    AtLeast,
    AtMost,
}

/// What a property is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    Null,
    Text(String),
    Guid(String),
    Moment(DateTime),
    Number(Decimal),
    Flag(bool),
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Compare {
        path: Path,
        operator: Operator,
        literal: Literal,
    },
    /// `year(Datum)`
    Year {
        path: Path,
        operator: Operator,
        year: Decimal,
    },
    /// `substringof`, or `startswith` where `start` is.
    Contains {
        path: Path,
        text: String,
        start: bool,
        wanted: bool,
    },
    /// One of the parts of a list meets all of these.
    Any {
        path: Path,
        tests: Vec<Self>,
    },
}

/// What is looked at: a record, or a part of one.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Record(&'a View<'a>),
    Part(&'a Json),
}

impl Test {
    /// Whether a record meets it.
    pub(super) fn holds(&self, view: &View<'_>) -> bool {
        self.holds_of(Subject::Record(view), view.options.filter_ignores_case)
    }

    /// The property of the record that it is about.
    pub(super) fn root(&self) -> &'static str {
        let (Self::Compare { path, .. }
        | Self::Year { path, .. }
        | Self::Contains { path, .. }
        | Self::Any { path, .. }) = self;
        path.first().copied().unwrap_or_default()
    }

    fn holds_of(&self, subject: Subject<'_>, ignore_case: bool) -> bool {
        match self {
            Self::Compare { path, operator, literal } => {
                operator.holds(&value(subject, path), literal, ignore_case)
            }
            Self::Year { path, operator, year } => {
                let value = value(subject, path);
                let of = value.text().and_then(moment::read).map(|moment| Decimal::from(moment.year()));
                of.is_some_and(|of| operator.admits(of.cmp(year)))
            }
            Self::Contains { path, text, start, wanted } => {
                let value = value(subject, path);
                let (value, text) = folded(value.text().unwrap_or_default(), text, ignore_case);
                let found = if *start { value.starts_with(&*text) } else { value.contains(&*text) };
                found == *wanted
            }
            Self::Any { path, tests } => value(subject, path)
                .list()
                .iter()
                .any(|part| tests.iter().all(|test| test.holds_of(Subject::Part(part), ignore_case))),
        }
    }
}

fn value<'a>(subject: Subject<'a>, path: &[&'static str]) -> Cow<'a, Json> {
    let (root, rest) = match (subject, path.split_first()) {
        (Subject::Part(part), _) => (Cow::Borrowed(part), path),
        (Subject::Record(view), Some((first, rest))) => (view.get(first), rest),
        (Subject::Record(_), None) => return Cow::Owned(Json::Null),
    };
    rest.iter().fold(root, |at, name| match at {
        Cow::Borrowed(json) => Cow::Borrowed(json.get(name)),
        Cow::Owned(json) => Cow::Owned(json.get(name).clone()),
    })
}

impl Operator {
    /// An operator by its word; `ge` and `le` only where they are taken.
    pub(super) fn named(word: &str, undocumented: bool) -> Option<Self> {
        Some(match word {
            "eq" => Self::Equal,
            "ne" => Self::NotEqual,
            "gt" => Self::Greater,
            "lt" => Self::Less,
            "ge" if undocumented => Self::AtLeast,
            "le" if undocumented => Self::AtMost,
            _ => return None,
        })
    }

    fn admits(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Greater => order.is_gt(),
            Self::Less => order.is_lt(),
            Self::AtLeast => order.is_ge(),
            Self::AtMost => order.is_le(),
        }
    }

    fn holds(self, value: &Json, literal: &Literal, ignore_case: bool) -> bool {
        let order = match (value, literal) {
            (Json::Null, Literal::Null) => Some(Ordering::Equal),
            (Json::Text(text), Literal::Text(other)) => {
                let (text, other) = folded(text, other, ignore_case);
                Some(text.cmp(&other))
            }
            (Json::Text(text), Literal::Guid(guid)) => {
                Some(text.to_ascii_lowercase().cmp(&guid.to_ascii_lowercase()))
            }
            (Json::Text(text), Literal::Moment(moment)) => moment::read(text).map(|read| read.cmp(moment)),
            (Json::Number(number), Literal::Number(other)) => Some(number.cmp(other)),
            (Json::Flag(flag), Literal::Flag(other)) => Some(flag.cmp(other)),
            _ => None,
        };
        // What has no value, or another one than its property can have, is only ever unequal.
        order.map_or(self == Self::NotEqual, |order| self.admits(order))
    }
}

fn folded<'a>(text: &'a str, other: &'a str, ignore_case: bool) -> (Cow<'a, str>, Cow<'a, str>) {
    if ignore_case {
        (text.to_lowercase().into(), other.to_lowercase().into())
    } else {
        (text.into(), other.into())
    }
}
