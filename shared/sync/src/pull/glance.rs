//! Whether a pull would find anything: what changed since the watermark is listed as the reading lists it, and compared with
//! the pages that the last reading kept.
//!
//! Guarantees: quiet only where every stream was read to its end and every page is one that the reading would pass over.

use koppel_domain::failure::Failure;
use koppel_domain::records::Stream;
use koppel_domain::safeguard::{self, Safeguard};

use super::reading::{PAGES_KEPT, fetch, page_digest};
use super::{PullCursor, StreamCursor};
use crate::counts::Counts;
use crate::glance::Look;

/// A pull would change nothing, here or anywhere.
pub(super) async fn is_quiet(
    look: &Look<'_>,
    cursor: &PullCursor,
    counts: &mut Counts,
) -> Result<bool, Failure> {
    let profile = &look.opened.profile;
    let called_off = profile.life.called_off.as_ref();
    let is_followed = called_off.is_none_or(|called_off| cursor.called_off == Some(called_off.at));
    if !safeguard::stands(Safeguard::Digest)
        || !is_followed
        || cursor.filter.as_ref() != Some(&profile.settings.article_groups)
    {
        return Ok(false);
    }
    for stream in Stream::ALL {
        let Some(before) = cursor.streams.get(&stream).filter(|before| before.is_at_rest()) else {
            return Ok(false);
        };
        // Of more pages than are kept nothing can be told without reading them all.
        let is_told = before.pages.len() < PAGES_KEPT;
        if !is_told || !is_as_it_was(look, stream, before, counts).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

impl StreamCursor {
    /// The next reading is an ordinary one from the watermark.
    const fn is_at_rest(&self) -> bool {
        self.watermark.is_some() && self.reading.is_none() && !self.over_again && !self.once_more
    }
}

async fn is_as_it_was(
    look: &Look<'_>,
    stream: Stream,
    before: &StreamCursor,
    counts: &mut Counts,
) -> Result<bool, Failure> {
    let mut known = before.pages.iter();
    let mut after = None;
    loop {
        if look.is_late() {
            return Ok(false);
        }
        let page = fetch(look.bookkeeping(), stream, before.watermark, after.as_ref()).await?;
        if known.next() != Some(&page_digest(&page)) {
            return Ok(false);
        }
        let rows = page.rows.len() as u64;
        counts.add("read", rows);
        counts.add("unchanged", rows);
        after = page.next;
        if after.is_none() {
            return Ok(known.next().is_none());
        }
    }
}
