//! Whether a push would find anything: any work order that changed since the watermark is looked at by the run itself.

use koppel_domain::failure::Failure;
use koppel_simple_simon::Table;

use super::PushCursor;
use super::window::asked_from;
use crate::glance::Look;

/// A push would change nothing, here or anywhere.
pub(super) async fn is_quiet(look: &Look<'_>, cursor: &PushCursor) -> Result<bool, Failure> {
    let Some(watermark) = cursor.watermark.filter(|_| cursor.reading.is_none()) else { return Ok(false) };
    if cursor.settings_version != Some(look.opened.profile.settings.version) {
        return Ok(false);
    }
    Ok(look.simon().changed_since(Table::WorkOrder, asked_from(watermark)).await?.is_empty())
}
