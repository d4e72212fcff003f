//! The register: which companies there are, and which connectors the operator has paused. For the operator alone.
//!
//! This is the one place that reads across companies (P6): it reads of each where its integration stands and how its
//! last runs went, never a record, a secret or a log row.
//!
//! Guarantees: one page costs two requests, however many companies there are (P10).

use std::collections::BTreeMap;

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity, TransactWriteItem};
use jiff::Timestamp;
use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;

use crate::cursor::{self, Told};
use crate::error::{ItemKind, StoreError, failed};
use crate::item::{Attributes, text, text_of};
use crate::key::{self, COMPANIES, ITEM, PAUSES, PROFILE, REGISTER, TENANT};
use crate::profile::{self, Connector, Profile};
use crate::read::Truth;
use crate::write::put_act;
use crate::{Store, TenantStore};

/// Most companies in one page: with a profile and five cursors each, and the pauses, they fit one BatchGetItem of 100
/// keys.
const PAGE_MAX: u32 = 16;
/// The attribute that says since when a connector is paused.
const fn paused_at(connector: Connector) -> &'static str {
    match connector {
        Connector::Imuis => "paused_at",
        Connector::Snelstart => "snelstart_paused_at",
    }
}

/// A company in the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Company {
    /// Its id.
    pub tenant: TenantId,
    /// Its profile; `None` where this release cannot read it.
    pub profile: Option<Profile>,
    /// The operator has paused its connector.
    pub paused: bool,
    /// What each concern that ever ran tells of its runs.
    pub told: BTreeMap<Concern, Told>,
}

/// A page of companies, by id.
#[derive(Clone, Debug, PartialEq)]
pub struct CompanyPage {
    /// The companies.
    pub companies: Vec<Company>,
    /// After which the next page begins; `None` at the end.
    pub next: Option<TenantId>,
}

impl Store {
    /// At most `limit` companies (16 at the most), from just after `after`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn companies(&self, after: Option<&TenantId>, limit: u32) -> Result<CompanyPage, StoreError> {
        let (tenants, next) = self.registered(after, limit.clamp(1, PAGE_MAX)).await?;
        Ok(CompanyPage { companies: self.read_companies(tenants).await?, next })
    }

    /// One company; `None` where it is unknown here.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn company(&self, tenant: &TenantId) -> Result<Option<Company>, StoreError> {
        let mut found = self.read_companies(vec![tenant.clone()]).await?;
        Ok(found.pop().filter(|company| company.profile.is_some()))
    }

    async fn read_companies(&self, tenants: Vec<TenantId>) -> Result<Vec<Company>, StoreError> {
        let mut keys = Vec::new();
        for tenant in &tenants {
            let of = self.of(tenant);
            keys.push(of.key(PROFILE));
            keys.extend(Concern::ALL.map(|concern| of.key(&key::cursor(concern))));
        }
        keys.push(key::registered(PAUSES));
        let mut found: BTreeMap<(String, String), Attributes> = BTreeMap::new();
        for item in self.inner.get_keys(&self.inner.counters, ItemKind::Profile, keys, Truth::Now).await? {
            if let (Some(tenant), Some(name)) = (text_of(&item, TENANT), text_of(&item, ITEM)) {
                found.insert((tenant.to_owned(), name.to_owned()), item);
            }
        }
        let mut companies = Vec::new();
        for tenant in tenants {
            let profile = found.remove(&(tenant.to_string(), PROFILE.to_owned()));
            let profile = profile.and_then(|item| profile::read(item).ok());
            let told = Concern::ALL
                .into_iter()
                .filter_map(|concern| {
                    let item = found.remove(&(tenant.to_string(), key::cursor(concern)))?;
                    Some((concern, cursor::told(item)))
                })
                .collect();
            let pauses = found.get(&(REGISTER.to_owned(), PAUSES.to_owned()));
            let paused = profile.as_ref().zip(pauses);
            let paused = paused.is_some_and(|(profile, pauses)| is_paused(pauses, profile.connector));
            companies.push(Company { tenant, profile, paused, told });
        }
        Ok(companies)
    }

    async fn registered(
        &self,
        after: Option<&TenantId>,
        limit: u32,
    ) -> Result<(Vec<TenantId>, Option<TenantId>), StoreError> {
        self.inner.counters.read();
        let request = self.inner.client.query().table_name(&self.inner.tables.state);
        let answer = request
            .key_condition_expression("#tenant = :register AND begins_with(#item, :companies)")
            .expression_attribute_names("#tenant", TENANT)
            .expression_attribute_names("#item", ITEM)
            .expression_attribute_values(":register", text(REGISTER))
            .expression_attribute_values(":companies", text(COMPANIES))
            .set_exclusive_start_key(after.map(|tenant| key::registered(&key::company(tenant))))
            .limit(i32::try_from(limit).unwrap_or(1))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| failed("list", ItemKind::Register, &error))?;
        self.inner.counters.read_took(answer.consumed_capacity());
        let next = answer.last_evaluated_key.as_ref().and_then(tenant_of);
        Ok((answer.items.unwrap_or_default().iter().filter_map(tenant_of).collect(), next))
    }

    /// Which connectors are paused, and since when.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn paused(&self) -> Result<BTreeMap<Connector, Option<Timestamp>>, StoreError> {
        let pauses = self.pauses().await?;
        // A moment that cannot be read pauses all the same.
        let since = |connector| {
            let at = text_of(&pauses, paused_at(connector))?;
            Some(at.parse().unwrap_or(Timestamp::UNIX_EPOCH))
        };
        Ok(Connector::ALL.into_iter().map(|connector| (connector, since(connector))).collect())
    }

    async fn pauses(&self) -> Result<Attributes, StoreError> {
        let key = key::registered(PAUSES);
        let keys = vec![key.clone()];
        let found = self.inner.get_keys(&self.inner.counters, ItemKind::Register, keys, Truth::Now).await?;
        Ok(found.into_iter().next().unwrap_or(key))
    }

    /// Pauses a connector from `at` (GEPAUZEERD), or releases it (INZETBAAR). Doing it twice changes nothing. What else
    /// the item said when it was read stays as it is: a connector that this release does not know may be paused.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where somebody else paused or released one meanwhile, [`StoreError::Unavailable`],
    /// [`StoreError::Refused`].
    pub async fn pause(&self, connector: Connector, at: Option<Timestamp>) -> Result<(), StoreError> {
        let mut item = self.pauses().await?;
        let mut request = self.inner.client.put_item().table_name(&self.inner.tables.state);
        let mut as_it_was = Vec::new();
        for (number, other) in Connector::ALL.into_iter().enumerate() {
            let (name, value) = (format!("#paused{number}"), format!(":since{number}"));
            request = request.expression_attribute_names(&name, paused_at(other));
            as_it_was.push(match item.get(paused_at(other)) {
                Some(since) => {
                    request = request.expression_attribute_values(&value, since.clone());
                    format!("{name} = {value}")
                }
                None => format!("attribute_not_exists({name})"),
            });
        }
        match at {
            Some(at) => item.insert(paused_at(connector).to_owned(), text(at.to_string())),
            None => item.remove(paused_at(connector)),
        };
        self.inner.counters.write();
        let answer = request
            .set_item(Some(item))
            .condition_expression(as_it_was.join(" AND "))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(answer) => {
                self.inner.counters.write_took(answer.consumed_capacity());
                Ok(())
            }
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => {
                    Err(StoreError::Conflict { item: ItemKind::Register })
                }
                _ => Err(failed("write", ItemKind::Register, &error)),
            },
        }
    }

    /// Writes an item of the register, whatever stood there.
    pub(crate) async fn put_registered(&self, item: Attributes) -> Result<(), StoreError> {
        self.inner.counters.write();
        let answer = self
            .inner
            .client
            .put_item()
            .table_name(&self.inner.tables.state)
            .set_item(Some(item))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| failed("write", ItemKind::Register, &error))?;
        self.inner.counters.write_took(answer.consumed_capacity());
        Ok(())
    }
}

impl TenantStore {
    /// Enters a company that is there already; `false` where it was in the register.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`].
    pub async fn register(&self, name: &str) -> Result<bool, StoreError> {
        self.counters.write();
        let request = self.inner.client.put_item().table_name(&self.inner.tables.state);
        let answer = request
            .set_item(Some(self.register_item(name)))
            .condition_expression("attribute_not_exists(#item)")
            .expression_attribute_names("#item", ITEM)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(answer) => {
                self.counters.write_took(answer.consumed_capacity());
                Ok(true)
            }
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(failed("write", ItemKind::Register, &error)),
            },
        }
    }

    /// The company's entry, as part of the transaction that makes its profile.
    pub(crate) fn register_entry(&self, name: &str) -> Result<TransactWriteItem, StoreError> {
        put_act(ItemKind::Register, &self.inner.tables.state, self.register_item(name))
    }

    fn register_item(&self, name: &str) -> Attributes {
        let mut item = key::registered(&key::company(&self.tenant));
        item.insert("name".to_owned(), text(name));
        item
    }
}

/// The item of the pauses says that this connector is paused.
pub(crate) fn is_paused(pauses: &Attributes, connector: Connector) -> bool {
    matches!(pauses.get(paused_at(connector)), Some(AttributeValue::S(_)))
}

fn tenant_of(item: &Attributes) -> Option<TenantId> {
    text_of(item, ITEM)?.strip_prefix(COMPANIES)?.parse().ok()
}
