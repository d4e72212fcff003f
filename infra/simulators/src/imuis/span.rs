//! The part of a table that a selection can possibly match, so that a page behind a key reads no row before it.

use rust_decimal::Decimal;

use super::columns::Table;
use super::selection::{Condition, Operator};
use super::value::Value;

/// Limits of the first key column, both ends included; wider than the conditions, never narrower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    All,
    /// Between 0 and `u32::MAX`, unless nothing can match.
    Numbers(Decimal, Decimal),
    Texts(Option<String>, Option<String>),
}

impl Span {
    /// The span of all conditions on the table's first key column.
    pub(super) fn of(table: Table, conditions: &[Condition]) -> Self {
        conditions.iter().fold(Self::All, |span, condition| {
            let [column] = condition.columns.as_slice() else { return span };
            if table.key().first() == Some(&column.name) { span.narrowed(condition) } else { span }
        })
    }

    fn narrowed(self, condition: &Condition) -> Self {
        let (from, to) = match condition.operator {
            Operator::Equal => (true, true),
            Operator::Above | Operator::AtLeast => (true, false),
            Operator::Below | Operator::AtMost => (false, true),
            Operator::Like => return self,
        };
        match condition.values.first() {
            Some(Value::Number(value)) => {
                let (low, high) = match self {
                    Self::Numbers(low, high) => (low, high),
                    _ => (Decimal::ZERO, Decimal::from(u32::MAX)),
                };
                Self::Numbers(
                    if from { low.max(*value) } else { low },
                    if to { high.min(*value) } else { high },
                )
            }
            Some(Value::Text(value)) => {
                let (low, high) = match self {
                    Self::Texts(low, high) => (low, high),
                    _ => (None, None),
                };
                let value = value.clone().into_owned();
                let higher = |low: Option<String>| low.map_or(value.clone(), |low| low.max(value.clone()));
                let lower = |high: Option<String>| high.map_or(value.clone(), |high| high.min(value.clone()));
                Self::Texts(
                    if from { Some(higher(low)) } else { low },
                    if to { Some(lower(high)) } else { high },
                )
            }
            _ => self,
        }
    }
}
