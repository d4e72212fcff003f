//! From SnelStart's own ids to the numbers that people know: customers, articles, article groups, countries.
//!
//! A few records are asked for one by one, many by going through their list. A record that is no longer in use answers to
//! its id no more, but its list has it still (§10, SNEL-A10): the list is asked for that id, and gone through where it
//! cannot be asked so.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, MutexGuard, PoisonError};

use koppel_domain::records::RecordKey;

use crate::connector::SnelStart;
use crate::errors::Trouble;
use crate::known::{Known, NamedArticle};
use crate::reading::Question;
use crate::wire::Resource;
use crate::wire::filter::{Condition, Query};
use crate::wire::json::Row;

/// Most records that are asked for one by one; beyond it their list is cheaper.
const ONE_BY_ONE: usize = 10;

/// What a list says when it is asked for one id.
enum Listed {
    /// It has this row, or none.
    As(Option<Row>),
    /// It does not understand the question, or does not heed it.
    CannotBeAsked,
}

impl SnelStart {
    pub(crate) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The numbers of customers; nothing for one that cannot be found, or has none that counts.
    pub(crate) async fn customer_numbers(
        &self,
        ids: BTreeSet<String>,
    ) -> Result<HashMap<String, Option<RecordKey>>, Trouble> {
        let mut numbers = HashMap::new();
        let unknown = {
            let known = self.known();
            ids.into_iter()
                .filter(|id| {
                    known.customers.get(id).is_none_or(|number| {
                        numbers.insert(id.clone(), number);
                        false
                    })
                })
                .collect()
        };
        for (id, row) in self.rows_by_id(Resource::Customers, unknown).await? {
            let number = row.as_ref().and_then(customer_number);
            self.known().customers.insert(id.clone(), number.clone());
            numbers.insert(id, number);
        }
        Ok(numbers)
    }

    /// What articles are called; nothing for one that cannot be found.
    pub(crate) async fn articles_by_id(
        &self,
        ids: BTreeSet<String>,
    ) -> Result<HashMap<String, Option<NamedArticle>>, Trouble> {
        let mut articles = HashMap::new();
        let unknown = {
            let known = self.known();
            ids.into_iter()
                .filter(|id| {
                    known.articles.get(id).is_none_or(|article| {
                        articles.insert(id.clone(), article);
                        false
                    })
                })
                .collect()
        };
        for (id, row) in self.rows_by_id(Resource::Articles, unknown).await? {
            let article = row.as_ref().and_then(named_article);
            self.known().articles.insert(id.clone(), article.clone());
            articles.insert(id, article);
        }
        Ok(articles)
    }

    /// The rows of these records, in use or not.
    async fn rows_by_id(
        &self,
        resource: Resource,
        mut ids: BTreeSet<String>,
    ) -> Result<HashMap<String, Option<Row>>, Trouble> {
        let mut found: HashMap<String, Option<Row>> = ids.iter().map(|id| (id.clone(), None)).collect();
        if ids.len() <= ONE_BY_ONE {
            for id in std::mem::take(&mut ids) {
                let row = match self.by_id(resource, &id, &Query::default()).await? {
                    Some(row) => Some(row),
                    None => match self.listed_by_id(resource, &id).await? {
                        Listed::As(row) => row,
                        Listed::CannotBeAsked => {
                            ids.insert(id);
                            continue;
                        }
                    },
                };
                found.insert(id, row);
            }
        }
        if !ids.is_empty() {
            let visit = |row: Row| {
                if let Some(id) = row.id().filter(|id| ids.remove(id)) {
                    found.insert(id, Some(row));
                }
                !ids.is_empty()
            };
            self.scan(&Question { resource, condition: None }, visit).await?;
        }
        Ok(found)
    }

    /// What a list has under an id.
    async fn listed_by_id(&self, resource: Resource, id: &str) -> Result<Listed, Trouble> {
        if self.known().no_id_filter {
            return Ok(Listed::CannotBeAsked);
        }
        match self.list(&Question::of(resource, Condition::Id(id)), 0).await {
            Ok(rows) if rows.iter().all(|row| row.id().as_deref() == Some(id)) => {
                return Ok(Listed::As(rows.into_iter().next()));
            }
            // The condition was not heeded, so what is not here may be elsewhere.
            Ok(_) => {}
            Err(trouble) if trouble.is_about_filter() => {}
            Err(trouble) => return Err(trouble),
        }
        self.known().no_id_filter = true;
        Ok(Listed::CannotBeAsked)
    }

    /// The numbers of all article groups by their ids; asked for once, and again where one of `ids` is not among them.
    pub(crate) async fn group_numbers(
        &self,
        ids: &BTreeSet<String>,
    ) -> Result<Arc<HashMap<String, RecordKey>>, Trouble> {
        let known = self.known().groups.clone();
        if let Some(groups) = known.filter(|groups| ids.iter().all(|id| groups.contains_key(id))) {
            return Ok(groups);
        }
        let rows = self.whole_list(Resource::Groups).await?;
        Ok(self.remember_groups(&rows))
    }

    pub(crate) fn remember_groups(&self, rows: &[Row]) -> Arc<HashMap<String, RecordKey>> {
        let numbered = |row: &Row| Some((row.id()?, group_number(row)?));
        let groups: Arc<HashMap<_, _>> = Arc::new(rows.iter().filter_map(numbered).collect());
        self.known().groups = Some(Arc::clone(&groups));
        groups
    }

    /// The codes of all countries by their ids; asked for once.
    pub(crate) async fn country_codes(&self) -> Result<Arc<HashMap<String, String>>, Trouble> {
        if let Some(countries) = self.known().countries.clone() {
            return Ok(countries);
        }
        let rows = self.whole_list(Resource::Countries).await?;
        let coded = |row: &Row| Some((row.id()?, row.text("landcode")));
        let countries: Arc<HashMap<_, _>> = Arc::new(rows.iter().filter_map(coded).collect());
        self.known().countries = Some(Arc::clone(&countries));
        Ok(countries)
    }
}

/// The number of a customer. Zero and below are SnelStart's own fillings (§7.1).
pub(crate) fn customer_number(row: &Row) -> Option<RecordKey> {
    let number = row.integer("relatiecode").filter(|number| *number > 0)?;
    RecordKey::new(&number.to_string())
}

/// The number of an article group.
pub(crate) fn group_number(row: &Row) -> Option<RecordKey> {
    RecordKey::new(&row.integer("nummer")?.to_string())
}

fn named_article(row: &Row) -> Option<NamedArticle> {
    let key = RecordKey::new(&row.text("artikelcode"))?;
    Some(NamedArticle { key, description: row.text("omschrijving"), unit: row.text("eenheid") })
}
