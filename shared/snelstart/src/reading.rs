//! Asking for rows, with a token.
//!
//! Guarantees: a token that is refused costs one sign-in and one repetition, never more; of a list that does not heed a
//! condition no row comes through that the condition does not hold for.

use bytes::Bytes;
use jiff::civil::DateTime;

use crate::connector::SnelStart;
use crate::errors::Trouble;
use crate::wire::filter::{Condition, Query};
use crate::wire::json::{self, Row};
use crate::wire::{Resource, Unreadable};

/// Which rows of a list.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) resource: Resource,
    pub(crate) condition: Option<Condition<'a>>,
}

impl<'a> Question<'a> {
    /// Every row, or those that changed after a moment.
    pub(crate) fn changed_after(resource: Resource, moment: Option<DateTime>) -> Self {
        Self { resource, condition: moment.map(Condition::ChangedAfter) }
    }

    /// The rows that a condition holds for.
    pub(crate) const fn of(resource: Resource, condition: Condition<'a>) -> Self {
        Self { resource, condition: Some(condition) }
    }

    /// The row changed too early to be asked for. One that does not say when comes through.
    pub(crate) fn is_too_old(&self, row: &Row) -> bool {
        let Some(Condition::ChangedAfter(moment)) = self.condition else { return false };
        row.moment("modifiedOn").ok().flatten().is_some_and(|changed| changed <= moment)
    }
}

impl SnelStart {
    /// One answer to a question, from a place on.
    pub(crate) async fn list(&self, question: &Question<'_>, skip: u64) -> Result<Vec<Row>, Trouble> {
        let mut query = Query::default();
        if let Some(condition) = question.condition {
            query = query.with("$filter", &condition.to_string());
        }
        query = query.with("$top", &self.exchange.config.rows_at_once().to_string());
        query = query.with("$skip", &skip.to_string());
        Ok(json::rows(&self.get(question.resource.path(), &query).await?)?)
    }

    /// A list that knows neither pages nor conditions (§5).
    pub(crate) async fn whole_list(&self, resource: Resource) -> Result<Vec<Row>, Trouble> {
        Ok(json::rows(&self.get(resource.path(), &Query::default()).await?)?)
    }

    /// The row of one record, with these particulars; `None` where there is none in use (§10).
    pub(crate) async fn by_id(
        &self,
        resource: Resource,
        id: &str,
        query: &Query,
    ) -> Result<Option<Row>, Trouble> {
        let answer = self.get(&format!("{}/{id}", resource.path()), query).await;
        let row = match answer {
            Ok(body) => json::object(&body)?,
            Err(trouble) if trouble.is_not_found() => return Ok(None),
            Err(trouble) => return Err(trouble),
        };
        if row.id().as_deref() != Some(id) {
            return Err(Unreadable("another record than asked for").into());
        }
        Ok(Some(row))
    }

    /// The one object of a resource.
    pub(crate) async fn object(&self, resource: Resource) -> Result<Row, Trouble> {
        Ok(json::object(&self.get(resource.path(), &Query::default()).await?)?)
    }

    async fn get(&self, path: &str, query: &Query) -> Result<Bytes, Trouble> {
        let token = self.signed_in.token(&self.exchange).await?;
        match self.exchange.get(&token, path, query).await {
            Err(Trouble::Token) => {
                self.signed_in.forget(&token).await;
                let token = self.signed_in.token(&self.exchange).await?;
                let again = self.exchange.get(&token, path, query).await;
                if again == Err(Trouble::Token) {
                    self.signed_in.forget(&token).await;
                }
                again
            }
            answer => answer,
        }
    }
}
