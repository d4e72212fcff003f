//! Everything that belongs to a work order, read from Simple-Simon and matched with what came from bookkeeping.
//!
//! A customer or article came from bookkeeping when its ExtKey has a link, and that link names this very record: one
//! that was added by hand under a made-up ExtKey has no such link (R4, R5).

use std::collections::HashMap;
use std::hash::Hash;

use jiff::Timestamp;
use koppel_domain::failure::Failure;
use koppel_domain::gathered::{Gathered, GatheredItem, GatheredLocation, LinkedCustomer};
use koppel_domain::ledger::OrderState;
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::text;
use koppel_domain::work_order::{SimonId, WorkOrder, WorkOrderStatus};
use koppel_simple_simon::{ReadWorkOrder, SimonCustomer, SimonItem, SimonLocation, SimpleSimon};
use koppel_store::{OrderEntry, StoreError, TenantStore};
use tokio::sync::Mutex;

use crate::context::Stop;
use crate::frame::is_before;

/// Longest number of a work order that is kept.
const NUMBER_LIMIT: usize = 60;

/// A work order as it was found, beside its entry in the ledger.
pub(super) struct Seen {
    pub(super) id: SimonId,
    pub(super) entry: Option<OrderEntry>,
    pub(super) found: Found,
}

/// What a work order turned out to be.
pub(super) enum Found {
    /// It is not there any more.
    Gone,
    /// It, or something on it, cannot be read.
    Unreadable { number: String, field: String, value: String },
    /// Simple-Simon gave no usable answer about it, while others can be read.
    NotRead(Failure),
    /// There is nothing to decide: not archived, settled before, or archived before the activation.
    AsItIs(WorkOrder),
    /// It is to be decided.
    Gathered(Box<Gathered>),
}

/// Why a work order cannot be gathered.
#[derive(Debug, thiserror::Error)]
pub enum Ungathered {
    /// A package failed.
    #[error(transparent)]
    Package(#[from] Failure),
    /// Our own memory failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl From<Ungathered> for Stop {
    fn from(error: Ungathered) -> Self {
        match error {
            Ungathered::Package(failure) => Self::Package(failure),
            Ungathered::Store(error) => Self::Store(error),
        }
    }
}

/// Reads work orders; what several of them share is read once.
pub(super) struct Gatherer<'a> {
    simon: &'a SimpleSimon,
    tenant: &'a TenantStore,
    activated_at: Timestamp,
    customers: Memo<SimonId, Option<(SimonCustomer, Option<RecordKey>)>>,
    locations: Memo<SimonId, Option<SimonLocation>>,
    items: Memo<SimonId, Option<(SimonItem, Option<RecordKey>)>>,
}

type Memo<K, V> = Mutex<HashMap<K, V>>;

impl<'a> Gatherer<'a> {
    /// Of work orders archived before `activated_at` nothing more is read when they are looked at.
    pub(super) fn new(simon: &'a SimpleSimon, tenant: &'a TenantStore, activated_at: Timestamp) -> Self {
        Self {
            simon,
            tenant,
            activated_at,
            customers: Mutex::default(),
            locations: Mutex::default(),
            items: Mutex::default(),
        }
    }

    /// Reads a work order, and what belongs to it where it is to be decided.
    pub(super) async fn look(&self, id: SimonId, entry: Option<OrderEntry>) -> Result<Seen, Stop> {
        let found = match self.find(id, entry.as_ref(), false).await {
            Ok(found) => found,
            Err(Stop::Package(failure)) => not_read(failure)?,
            Err(stop) => return Err(stop),
        };
        Ok(Seen { id, entry, found })
    }

    /// Reads a work order that was refused, to decide it anew though it may not have changed.
    pub(super) async fn look_again(&self, entry: OrderEntry) -> Result<Seen, Stop> {
        let id = entry.work_order;
        let found = match self.find(id, Some(&entry), true).await {
            Ok(found) => found,
            Err(Stop::Package(failure)) => not_read(failure)?,
            Err(stop) => return Err(stop),
        };
        Ok(Seen { id, entry: Some(entry), found })
    }

    async fn find(&self, id: SimonId, entry: Option<&OrderEntry>, anew: bool) -> Result<Found, Stop> {
        let work_order = match self.simon.work_order(id).await? {
            None => return Ok(Found::Gone),
            Some(ReadWorkOrder::Faulty { number, field, value, .. }) => {
                let number = text::cut(&number, NUMBER_LIMIT).into_owned();
                return Ok(Found::Unreadable { number, field, value });
            }
            Some(ReadWorkOrder::Read(work_order)) => bounded(work_order),
        };
        let open = match entry {
            None => true,
            Some(entry) => {
                // Without a moment of its last change nothing tells that it has not changed.
                let may_differ = work_order.last_mutation.is_none() || entry.seen != work_order.last_mutation;
                entry.state == OrderState::Refused && (anew || may_differ)
            }
        };
        let archived = work_order.status == WorkOrderStatus::Archived;
        if !open || !archived || is_before(&work_order, self.activated_at) {
            return Ok(Found::AsItIs(work_order));
        }
        Ok(Found::Gathered(Box::new(self.gather(work_order).await?)))
    }

    /// Everything that belongs to a work order.
    pub(super) async fn gather(&self, work_order: WorkOrder) -> Result<Gathered, Ungathered> {
        let simon = self.simon;
        let customer = match work_order.customer {
            None => None,
            Some(id) => self.customer(id).await?.map(|(customer, debtor)| LinkedCustomer {
                simon: customer.id,
                name: customer.name,
                debtor,
            }),
        };
        let location = match work_order.location {
            None => None,
            Some(id) => {
                memoized(&self.locations, id, simon.location(id)).await?.map(|location| GatheredLocation {
                    simon: location.id,
                    name: location.name,
                    customer: location.customer,
                    address: location.address,
                })
            }
        };
        let mut faulty_children = Vec::new();
        let mut used = Vec::new();
        for item in simon.used_items(work_order.id).await? {
            match item {
                Err(faulty) => faulty_children.push((faulty.field, faulty.value)),
                Ok(item) => {
                    let known = match item.item {
                        None => None,
                        Some(id) => self.item(id).await?,
                    };
                    let code = known.as_ref().map(|(known, _)| known.code.clone());
                    used.push(GatheredItem {
                        code: code
                            .filter(|code| !code.is_empty())
                            .unwrap_or_else(|| item.description.clone()),
                        article: known.and_then(|(_, article)| article),
                        item,
                    });
                }
            }
        }
        let mut times = Vec::new();
        for sheet in simon.time_sheets(work_order.id).await? {
            match sheet {
                Ok(sheet) => times.push(sheet),
                Err(faulty) => faulty_children.push((faulty.field, faulty.value)),
            }
        }
        Ok(Gathered { work_order, customer, location, used, times, faulty_children })
    }

    /// A customer, and its number in bookkeeping where it came from there.
    pub(super) async fn customer(
        &self,
        id: SimonId,
    ) -> Result<Option<(SimonCustomer, Option<RecordKey>)>, Ungathered> {
        memoized(&self.customers, id, async {
            let Some(customer) = self.simon.customer(id).await? else { return Ok(None) };
            let key = self.linked(Stream::Customers, customer.ext_key.as_deref(), id).await?;
            Ok::<_, Ungathered>(Some((customer, key)))
        })
        .await
    }

    /// An article, and its number in bookkeeping where it came from there.
    pub(super) async fn item(
        &self,
        id: SimonId,
    ) -> Result<Option<(SimonItem, Option<RecordKey>)>, Ungathered> {
        memoized(&self.items, id, async {
            let Some(item) = self.simon.item(id).await? else { return Ok(None) };
            let key = self.linked(Stream::Articles, item.ext_key.as_deref(), id).await?;
            Ok::<_, Ungathered>(Some((item, key)))
        })
        .await
    }

    /// The number in bookkeeping of a record of Simple-Simon, where it came from there.
    async fn linked(
        &self,
        stream: Stream,
        ext_key: Option<&str>,
        id: SimonId,
    ) -> Result<Option<RecordKey>, StoreError> {
        let Some(key) = ext_key.and_then(RecordKey::new) else { return Ok(None) };
        let links = self.tenant.links(stream, std::slice::from_ref(&key)).await?;
        Ok(links.get(&key).is_some_and(|link| link.simon == id).then_some(key))
    }
}

async fn memoized<K, V, E>(
    memo: &Memo<K, V>,
    key: K,
    read: impl Future<Output = Result<V, E>>,
) -> Result<V, Ungathered>
where
    K: Eq + Hash,
    V: Clone,
    Ungathered: From<E>,
{
    if let Some(value) = memo.lock().await.get(&key) {
        return Ok(value.clone());
    }
    let value = read.await?;
    memo.lock().await.insert(key, value.clone());
    Ok(value)
}

/// The work order, with its number cut to what is kept.
pub(super) fn bounded(work_order: WorkOrder) -> WorkOrder {
    WorkOrder { number: text::cut(&work_order.number, NUMBER_LIMIT).into_owned(), ..work_order }
}

/// A work order that alone cannot be read must not hold up the others: it becomes an open problem of its own. A
/// failure that concerns every call ends the run.
fn not_read(failure: Failure) -> Result<Found, Stop> {
    match failure {
        failure @ (Failure::Refused { .. } | Failure::Unreadable { .. } | Failure::Unreachable { .. }) => {
            Ok(Found::NotRead(failure))
        }
        failure => Err(failure.into()),
    }
}
