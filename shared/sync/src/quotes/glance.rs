//! Whether the quotes' run would find anything: what changed since the watermark is listed as the reading lists it, and
//! compared with the pages that the last reading kept.
//!
//! Guarantees: quiet only where headers and lines were read to their end and every page is one that the reading would pass over.

use koppel_domain::failure::Failure;

use super::reading::{By, page};
use super::{QuotesCursor, Track, begin};
use crate::counts::Counts;
use crate::glance::Look;

/// The quotes' run would change nothing, here or anywhere.
pub(super) async fn is_quiet(
    look: &Look<'_>,
    cursor: &QuotesCursor,
    counts: &mut Counts,
) -> Result<bool, Failure> {
    let life = &look.opened.profile.life;
    let Some(since) = life.quotes_since.or(cursor.from) else { return Ok(false) };
    let from = begin(life, since);
    for (by, track) in [(By::Header, &cursor.headers), (By::Lines, &cursor.lines)] {
        if track.reading.is_some() || track.pages.0 != look.opened.profile.settings.version {
            return Ok(false);
        }
        let Some(watermark) = track.watermark else { return Ok(false) };
        if !is_as_it_was(look, by, track, watermark.max(from), counts).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn is_as_it_was(
    look: &Look<'_>,
    by: By,
    track: &Track,
    since: jiff::Timestamp,
    counts: &mut Counts,
) -> Result<bool, Failure> {
    let mut known = track.pages.1.iter();
    let mut after = None;
    loop {
        if look.is_late() {
            return Ok(false);
        }
        let page = page(look.bookkeeping(), by, since, after.as_ref()).await?;
        if known.next() != Some(&page.digest) {
            return Ok(false);
        }
        counts.add("read", page.headers());
        after = page.next;
        if after.is_none() {
            return Ok(known.next().is_none());
        }
    }
}
