//! How moments, numbers and lengths of time are shown: Dutch wall-clock time, and the reader's own manner of writing.
//!
//! Guarantees: a moment always carries its exact form in `datetime`; what cannot be read is shown as it is.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use koppel_domain::message::Language;
use koppel_domain::wall_clock;
use maud::{Markup, html};

use super::texts::words;
use crate::wrong::spoken;

/// A moment, as the views of the API give it.
pub(crate) fn moment(at: &str) -> Markup {
    match at.parse::<Timestamp>() {
        Ok(moment) => html! { time datetime=(at) { (wall_clock(moment)) } },
        Err(_) => civil(at),
    }
}

/// When something is tried again; what is due by now is, at the next run.
pub(crate) fn due(at: &str, now: Timestamp) -> Markup {
    match at.parse::<Timestamp>() {
        Ok(due) if due <= now => html! { (words::NEXT_RUN) },
        _ => moment(at),
    }
}

/// A moment that may be absent.
pub(crate) fn moment_or_none(at: Option<&str>) -> Markup {
    at.map_or_else(|| html! { span.none { (words::NONE) } }, moment)
}

/// Dutch wall-clock time, as Simple-Simon gives it.
pub(crate) fn civil(at: &str) -> Markup {
    match at.parse::<DateTime>() {
        Ok(moment) => html! { time datetime=(at) { (written(moment)) } },
        Err(_) => html! { (at) },
    }
}

/// A day.
pub(crate) fn day(at: &str) -> Markup {
    let Ok(day) = at.parse::<Date>() else { return html! { (at) } };
    let format = match spoken() {
        Language::Dutch => "%d-%m-%Y",
        Language::English => "%-d %b %Y",
    };
    html! { time datetime=(at) { (day.strftime(format)) } }
}

/// A moment on the Dutch clock.
pub(crate) fn wall_clock(moment: Timestamp) -> String {
    written(wall_clock::at(moment))
}

fn written(at: DateTime) -> String {
    let format = match spoken() {
        Language::Dutch => "%d-%m-%Y %H:%M:%S",
        Language::English => "%-d %b %Y, %H:%M:%S",
    };
    at.strftime(format).to_string()
}

/// A whole number, with the thousands apart.
pub(crate) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mark = if spoken() == Language::Dutch { '.' } else { ',' };
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(mark);
        }
        shown.push(digit);
    }
    shown
}

/// A decimal number as text, with the reader's decimal mark.
pub(crate) fn decimal(number: &str) -> String {
    if spoken() == Language::Dutch { number.replace('.', ",") } else { number.to_owned() }
}

/// How long something took or lies back, in the largest unit that says it.
pub(crate) fn length(time: SignedDuration) -> String {
    let seconds = time.as_secs().max(0);
    let (count, text) = match seconds {
        0..60 => (seconds, words::SECONDS),
        60..7_200 => (seconds / 60, words::MINUTES),
        7_200..172_800 => (seconds / 3_600, words::HOURS),
        _ => (seconds / 86_400, words::DAYS),
    };
    text.with(&[&count])
}

/// How long before `now` a moment was, or how long after it one will be.
pub(crate) fn distance(now: Timestamp, at: Timestamp) -> String {
    let since = now.duration_since(at);
    if since >= SignedDuration::ZERO {
        words::AGO.with(&[&length(since)])
    } else {
        words::AHEAD.with(&[&length(since.abs())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wrong::speaking;

    #[tokio::test]
    async fn numbers_and_moments_are_written_in_the_readers_manner() {
        let summer = "2026-07-01T22:30:00Z";
        speaking(Language::Dutch, async {
            assert_eq!(number(1_234_567), "1.234.567");
            assert_eq!(number(999), "999");
            assert_eq!(decimal("0.25"), "0,25");
            assert!(moment(summer).into_string().contains("02-07-2026 00:30:00"));
            assert!(moment("2026-01-01T12:00:00Z").into_string().contains("13:00:00"));
            assert_eq!(length(SignedDuration::from_secs(7_300)), "2 uur");
            assert!(day("2026-03-01").into_string().contains("01-03-2026"));
        })
        .await;
        speaking(Language::English, async {
            assert_eq!(number(1_000), "1,000");
            assert!(moment(summer).into_string().contains("2 Jul 2026, 00:30:00"));
        })
        .await;
    }

    #[test]
    fn what_is_no_moment_is_shown_as_it_is() {
        assert_eq!(moment("<soon>").into_string(), "&lt;soon&gt;");
    }
}
