//! How far the import is: of each table, how much is across, how fast it goes, and when it should be done (R10, R25).

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};

use super::labels;
use super::show::{distance, moment_or_none, number};
use super::texts::status as say;
use crate::status::{StatusView, StreamView};

/// The part of the page.
pub(crate) fn progress(view: &StatusView, now: Timestamp) -> Markup {
    let is_first = view.import.iter().any(|stream| !stream.imported);
    let is_under_way = is_first || view.import.iter().any(|stream| stream.done.is_some());
    let seconds = if is_under_way { 5 } else { 60 };
    html! {
        section id="import" data-live=(seconds) aria-live="polite" {
            h2 { (if is_first { say::FIRST_IMPORT } else { say::ACROSS }) }
            @if is_first { p { (say::FIRST_IMPORT_WHAT) } }
            ul.progress {
                @for stream in &view.import { (table(stream, now)) }
            }
        }
    }
}

fn table(stream: &StreamView, now: Timestamp) -> Markup {
    html! {
        li {
            strong { (labels::table(stream.table)) } " "
            @match (stream.done, stream.total) {
                (Some(done), Some(total)) => {
                    (say::OF.with(&[&number(done), &number(total)]))
                    progress max=(total.max(1)) value=(done) aria-label=(labels::table(stream.table)) {}
                    @if let Some(pace) = pace(done, total, stream, now) { p.small { (pace) } }
                }
                (Some(done), None) => { (say::SO_FAR.with(&[&number(done)])) }
                _ if stream.imported => {
                    span.finding.right { span.sign aria-hidden="true" { "✓ " } (say::IMPORTED) }
                    span.small { " " (say::LAST_ACROSS) " " (moment_or_none(stream.last_across.as_deref())) }
                }
                _ => { (say::WAITS) }
            }
        }
    }
}

/// How fast it goes, and when it should be done, counted from when this reading began.
fn pace(done: u64, total: u64, stream: &StreamView, now: Timestamp) -> Option<String> {
    let since: Timestamp = stream.began_at.as_ref()?.parse().ok()?;
    let took = u64::try_from(now.duration_since(since).as_secs()).ok().filter(|took| *took > 0)?;
    let left = total.checked_sub(done)?;
    if done == 0 {
        return None;
    }
    let seconds = i64::try_from(left.saturating_mul(took) / done).ok()?;
    let ready = now.checked_add(SignedDuration::from_secs(seconds)).ok()?;
    let per_minute = done.saturating_mul(60) / took;
    Some(say::PACE.with(&[&number(per_minute), &distance(now, ready)]))
}
