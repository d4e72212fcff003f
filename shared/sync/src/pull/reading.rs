//! A reading: from the watermark, page by page, to the next watermark.
//!
//! While one page is written to Simple-Simon, the next one is read from bookkeeping.

use jiff::Timestamp;
use koppel_bookkeeping::{Bookkeeping, Page, PageMark};
use koppel_domain::digest::Digest;
use koppel_domain::failure::Failure;
use koppel_domain::message::Message;
use koppel_domain::records::Stream;
use koppel_domain::safeguard::{self, Safeguard};
use koppel_store::Lease;

use super::{PullCursor, Reading, Shift, StreamCursor};
use crate::context::Stop;
use crate::frame::Desk;

/// Most page digests kept for a stream (32 digits each). Pages beyond it are compared row by row with their links.
pub(super) const PAGES_KEPT: usize = 64;

/// Pages in doubt after a run that was cut off: the one it was at, and the next, as records that were added since may
/// have moved its last rows there.
const PAGES_IN_DOUBT: usize = 2;

/// When the group filter changed, groups and articles are read in full once: what it now lets through did not change
/// in bookkeeping, so no watermark would show it.
pub(super) fn follow_filter(desk: &Desk<'_>, cursor: &mut PullCursor) {
    let filter = &desk.opened.profile.settings.article_groups;
    if cursor.filter.as_ref() != Some(filter) {
        if cursor.filter.is_some() {
            cursor.passing_groups.clear();
            for stream in [Stream::ArticleGroups, Stream::Articles] {
                read_in_full(cursor.streams.entry(stream).or_default());
            }
        }
        cursor.filter = Some(filter.clone());
    }
}

/// Makes the next reading of a stream a full one.
pub(crate) fn read_in_full(stream: &mut StreamCursor) {
    *stream = StreamCursor { last_across: stream.last_across, over_again: true, ..StreamCursor::default() };
}

impl Shift<'_> {
    /// Reads a stream to its end; `false` = there was too little time.
    pub(super) async fn read(&mut self, stream: Stream, lease: &mut Lease<PullCursor>) -> Result<bool, Stop> {
        let began_at = self.desk.now();
        let cursor = lease.cursor.streams.entry(stream).or_default();
        let mut reading = cursor.reading.clone().unwrap_or_else(|| Reading {
            began_at,
            since: cursor.watermark,
            after: None,
            pages: Vec::new(),
            done: 0,
            total: None,
        });
        let known = if reading.since.is_some() { cursor.pages.clone() } else { Vec::new() };
        // Rows behind the last checkpoint may be across already when the last run was cut off there.
        let mut doubtful_pages = match (cursor.over_again, self.desk.unsettled) {
            (true, _) => usize::MAX,
            (false, true) => PAGES_IN_DOUBT,
            (false, false) => 0,
        };
        if self.desk.is_late(self.desk.context.limits.last_call) {
            return Ok(false);
        }
        let mut page = self.fetch(stream, &reading).await?;
        loop {
            let digest = page_digest(&page);
            reading.total = page.remaining.map(|remaining| reading.done + remaining).or(reading.total);
            let rows = page.rows.len() as u64;
            self.counts.add("read", rows);
            let doubtful = doubtful_pages > 0;
            let as_it_was = !doubtful
                && known.get(reading.pages.len()) == Some(&digest)
                && safeguard::stands(Safeguard::Digest);
            let next_reading = Reading {
                after: page.next.clone(),
                done: reading.done + rows,
                pages: if reading.pages.len() < PAGES_KEPT {
                    reading.pages.iter().cloned().chain([digest]).collect()
                } else {
                    reading.pages.clone()
                },
                ..reading.clone()
            };
            let last = page.next.is_none();
            let desk = self.desk;
            let following = async {
                if last || desk.is_late(desk.context.limits.last_call) {
                    None
                } else {
                    Some(read_on(desk, stream, &next_reading).await)
                }
            };
            let (settled, following) = if as_it_was {
                self.counts.add("unchanged", rows);
                (Ok(true), following.await)
            } else {
                tokio::join!(self.settle(stream, &reading, page, doubtful, lease), following)
            };
            if !settled? {
                return Ok(false);
            }
            doubtful_pages = doubtful_pages.saturating_sub(1);
            reading = next_reading;
            self.desk.context.observer.progress(stream, reading.done, reading.total);
            let cursor = lease.cursor.streams.entry(stream).or_default();
            if last {
                self.complete(stream, cursor, &reading);
                return Ok(true);
            }
            cursor.reading = Some(reading.clone());
            if !as_it_was {
                self.desk.checkpoint(lease, &lease.cursor).await?;
            }
            page = match following {
                Some(page) => page?,
                None => return Ok(false),
            };
        }
    }

    fn complete(&mut self, stream: Stream, cursor: &mut StreamCursor, reading: &Reading) {
        if cursor.watermark.is_none() && reading.done > 0 {
            let message = Message::ImportDone { table: stream.into(), done: reading.done };
            self.notebook.tell(self.desk.now(), message);
        }
        cursor.watermark = Some(reading.began_at);
        cursor.pages = if reading.since.is_some() { reading.pages.clone() } else { Vec::new() };
        cursor.reading = None;
        cursor.over_again = false;
        if std::mem::take(&mut cursor.once_more) {
            read_in_full(cursor);
        }
    }

    async fn fetch(&self, stream: Stream, reading: &Reading) -> Result<Page, Stop> {
        read_on(self.desk, stream, reading).await
    }
}

async fn read_on(desk: &Desk<'_>, stream: Stream, reading: &Reading) -> Result<Page, Stop> {
    Ok(fetch(&*desk.connected.bookkeeping, stream, reading.since, reading.after.as_ref()).await?)
}

/// A page of what changed in a stream.
pub(super) async fn fetch(
    bookkeeping: &dyn Bookkeeping,
    stream: Stream,
    since: Option<Timestamp>,
    after: Option<&PageMark>,
) -> Result<Page, Failure> {
    bookkeeping.page(stream, since, after).await
}

/// By which a page is known again.
pub(crate) fn page_digest(page: &Page) -> Digest {
    Digest::of(&page.rows.iter().map(row_digest).collect::<Vec<_>>())
}

fn row_digest(row: &koppel_bookkeeping::Row) -> Digest {
    match row {
        koppel_bookkeeping::Row::Record(record) => Digest::of(record),
        koppel_bookkeeping::Row::Faulty { key, name, fault } => Digest::of(&(key, name, fault)),
    }
}
