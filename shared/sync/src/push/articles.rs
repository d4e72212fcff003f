//! What bookkeeping says about the settings: whether it knows the articles they name, and how long its texts may be.
//!
//! Leaves out: the check of a setting (Controleer), which also looks whether an article is blocked.

use koppel_bookkeeping::Bookkeeping;
use koppel_domain::decide::{LINES_MAX, OrderLimits};
use koppel_domain::failure::Failure;
use koppel_domain::gathered::{Known, SettingArticles};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::settings::Settings;

/// Which of the articles that the settings name bookkeeping knows.
pub(super) async fn known(
    bookkeeping: &dyn Bookkeeping,
    settings: &Settings,
) -> Result<SettingArticles, Failure> {
    Ok(SettingArticles {
        travel: is_known(bookkeeping, settings.travel_article.as_ref()).await?,
        work: is_known(bookkeeping, settings.work_article.as_ref()).await?,
        standard: is_known(bookkeeping, settings.standard_article.as_ref()).await?,
    })
}

/// An article of the settings may lie outside the group filter, so that only bookkeeping itself can tell.
async fn is_known(bookkeeping: &dyn Bookkeeping, article: Option<&RecordKey>) -> Result<Known, Failure> {
    let Some(key) = article else { return Ok(Known::NotSet) };
    match bookkeeping.record(Stream::Articles, key).await {
        Ok(Some(_)) => Ok(Known::Known(key.clone())),
        // One that bookkeeping cannot even be asked for is no article of its own either; the refusal that follows
        // names it, and is tried again.
        Ok(None) | Err(Failure::Refused { .. } | Failure::Unreadable { .. }) => {
            Ok(Known::Unknown(key.to_string()))
        }
        Err(failure) => Err(failure),
    }
}

/// What one sales order holds at most in this bookkeeping.
pub(super) fn order_limits(bookkeeping: &dyn Bookkeeping) -> OrderLimits {
    let limits = bookkeeping.limits();
    OrderLimits {
        memo: limits.memo,
        line: limits.line,
        customer_reference: limits.customer_reference,
        lines: LINES_MAX,
    }
}
