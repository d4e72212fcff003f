//! What a work order would become under settings that are not saved yet: the push's own reading and the domain's own
//! decision, and nothing after it.
//!
//! Guarantees: nothing is written anywhere, no ledger, log, link or lease. A work order counts whenever it was archived,
//! since the settings come before the activation. Until a first import is complete there are no links: a customer or an
//! article then passes for the one in bookkeeping whose number it carries, and that is told.
//!
//! Leaves out: whether the work order was sent already, and what bookkeeping would say to the sales order.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt as _};
use jiff::Timestamp;
use koppel_bookkeeping::{Bookkeeping, Row};
use koppel_domain::decide::{Decision, Outcome, decide};
use koppel_domain::failure::Failure;
use koppel_domain::gathered::Gathered;
use koppel_domain::integration::Life;
use koppel_domain::message::Concern;
use koppel_domain::records::{Record, RecordKey, Stream};
use koppel_domain::settings::Settings;
use koppel_simple_simon::SimpleSimon;
use koppel_store::{StoreError, TenantStore};

use super::gather::{Gatherer, Ungathered, bounded};
use super::{articles, doubt};
use crate::pull::PullCursor;

/// Most articles whose description is asked for; an order with more shows the rest by number.
const DESCRIBED: usize = 10;
/// Descriptions asked for at once.
const AT_ONCE: usize = 4;

/// A work order, and what it would become.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The work order with all that belongs to it.
    pub gathered: Gathered,
    /// What becomes of it.
    pub decision: Decision,
    /// Of which kinds something on it is not linked yet, and passed for the record whose number it carries.
    pub presumed: BTreeSet<Stream>,
    /// A wipe that was called off may have taken lines of it; the push leaves it until someone has looked.
    pub in_doubt: bool,
    /// What bookkeeping calls the articles of the order's lines, as far as it was asked and tells.
    pub descriptions: BTreeMap<RecordKey, String>,
}

/// The work order that was archived last, under these settings; `None` where none is found.
///
/// # Errors
/// Where a package or our own memory fails.
pub async fn preview(
    simon: &SimpleSimon,
    bookkeeping: &dyn Bookkeeping,
    tenant: &TenantStore,
    life: &Life,
    settings: &Settings,
) -> Result<Option<Preview>, Ungathered> {
    let Some(work_order) = simon.last_archived().await?.map(bounded) else { return Ok(None) };
    let in_doubt = doubt::is_in_doubt(tenant, life, &work_order).await?;
    let gatherer = Gatherer::new(simon, tenant, Timestamp::MIN);
    let mut gathered = gatherer.gather(work_order).await?;
    let presumed = presume(&gatherer, tenant, &mut gathered).await?;
    let shown = decided(bookkeeping, settings, gathered).await?;
    Ok(Some(Preview { presumed, in_doubt, ..shown }))
}

/// What a made-up work order would become under these settings.
///
/// # Errors
/// Where bookkeeping fails.
pub async fn example(
    bookkeeping: &dyn Bookkeeping,
    settings: &Settings,
    gathered: Gathered,
) -> Result<Preview, Failure> {
    decided(bookkeeping, settings, gathered).await
}

async fn decided(
    bookkeeping: &dyn Bookkeeping,
    settings: &Settings,
    gathered: Gathered,
) -> Result<Preview, Failure> {
    let articles = articles::known(bookkeeping, settings).await?;
    let decision = decide(&gathered, settings, &articles, &articles::order_limits(bookkeeping));
    let descriptions = describe(bookkeeping, &decision.outcome).await;
    Ok(Preview { gathered, decision, presumed: BTreeSet::new(), in_doubt: false, descriptions })
}

/// What came across in a first import has a link. Where there was none yet, a record's own key has to do.
async fn presume(
    gatherer: &Gatherer<'_>,
    tenant: &TenantStore,
    gathered: &mut Gathered,
) -> Result<BTreeSet<Stream>, Ungathered> {
    let mut presumed = BTreeSet::new();
    let unlinked_customer = gathered.customer.as_mut().filter(|customer| customer.debtor.is_none());
    let unlinked_items: Vec<_> = gathered.used.iter_mut().filter(|used| used.article.is_none()).collect();
    if unlinked_customer.is_none() && unlinked_items.is_empty() {
        return Ok(presumed);
    }
    let imported = imported(tenant).await?;
    if let Some(customer) = unlinked_customer.filter(|_| !imported.contains(&Stream::Customers)) {
        let known = gatherer.customer(customer.simon).await?;
        customer.debtor = known.and_then(|(known, _)| RecordKey::new(&known.ext_key?));
        presumed.extend(customer.debtor.is_some().then_some(Stream::Customers));
    }
    for used in unlinked_items.into_iter().filter(|_| !imported.contains(&Stream::Articles)) {
        let Some(id) = used.item.item else { continue };
        let known = gatherer.item(id).await?;
        used.article = known.and_then(|(known, _)| RecordKey::new(&known.ext_key?));
        presumed.extend(used.article.is_some().then_some(Stream::Articles));
    }
    Ok(presumed)
}

/// What a first import is complete of.
async fn imported(tenant: &TenantStore) -> Result<BTreeSet<Stream>, StoreError> {
    let cursor = tenant.peek(Concern::Pull).await?.map(|(cursor, _)| cursor);
    let pull: PullCursor = cursor.and_then(|cursor| serde_json::from_value(cursor).ok()).unwrap_or_default();
    Ok(pull.streams.into_iter().filter(|(_, at)| at.watermark.is_some()).map(|(stream, _)| stream).collect())
}

/// A description is nice to have: where bookkeeping does not give one, the number stands alone.
async fn describe(bookkeeping: &dyn Bookkeeping, outcome: &Outcome) -> BTreeMap<RecordKey, String> {
    let Outcome::Send(order) = outcome else { return BTreeMap::new() };
    let mut asked = BTreeSet::new();
    let articles = order.lines.iter().map(|line| &line.article).filter(|article| asked.insert(*article));
    let reads: Vec<_> = articles
        .take(DESCRIBED)
        .map(|key| async move { (key, bookkeeping.record(Stream::Articles, key).await) })
        .collect();
    let rows: Vec<_> = stream::iter(reads).buffered(AT_ONCE).collect().await;
    rows.into_iter()
        .filter_map(|(key, row)| match row {
            Ok(Some(Row::Record(Record::Article(article)))) => Some((key.clone(), article.description)),
            _ => None,
        })
        .collect()
}
