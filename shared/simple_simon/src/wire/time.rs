//! Moments on the wire (SIM-A40): the wall clock of Europe/Amsterdam, without a zone, and the two days a year on which
//! that clock jumps.
//!
//! Guarantees: [`Since`] never lies after a change that it must find, whichever way the server compares.

use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use koppel_domain::wall_clock::{self, zone};

/// A moment as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Without a zone: what a clock on the wall in the Netherlands showed.
    Wall(DateTime),
    /// With a zone.
    Exact(Timestamp),
}

impl Moment {
    /// What a clock on the wall in the Netherlands showed.
    pub(crate) fn wall(self) -> DateTime {
        match self {
            Self::Wall(wall) => wall,
            Self::Exact(moment) => wall_clock::at(moment),
        }
    }

    /// Whether the clock showed this twice, or never.
    pub(crate) fn is_ambiguous(self) -> bool {
        matches!(self, Self::Wall(wall) if zone().to_ambiguous_timestamp(wall).is_ambiguous())
    }

    /// The moment, read with the earlier offset where two are possible (SIM-A40).
    pub(crate) fn earlier_offset(self) -> Option<Timestamp> {
        match self {
            Self::Exact(moment) => Some(moment),
            // "Compatible" reads a doubled hour as the first, a missing one with the offset before it.
            Self::Wall(wall) => zone().to_ambiguous_timestamp(wall).compatible().ok(),
        }
    }

    /// The second of two possible moments.
    fn second_reading(self) -> Option<Timestamp> {
        let Self::Wall(wall) = self else { return None };
        let ambiguous = zone().to_ambiguous_timestamp(wall);
        match ambiguous.offset() {
            AmbiguousOffset::Fold { .. } => ambiguous.later().ok(),
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Gap { .. } => None,
        }
    }
}

/// Whole minutes from `start` to `end`, half a minute up; below zero where they are the wrong way round.
///
/// An end in the doubled hour that would lie before its start is read as the second time the clock showed it.
pub(crate) fn minutes_between(start: Moment, end: Moment) -> Option<i64> {
    let begun = start.earlier_offset()?;
    let first = end.earlier_offset()?;
    let ended = if first < begun { end.second_reading().unwrap_or(first) } else { first };
    let seconds = ended.duration_since(begun).as_secs();
    Some(seconds.saturating_add(30).div_euclid(60))
}

/// From when on changes are asked for, in the form of either dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Since {
    /// Classic (SIM-A14): a wall-clock time, to the second, that every change since shows a later one of.
    pub(crate) wall: DateTime,
    /// OData (SIM-A25): a moment in UTC that is early enough whether the server compares moments, turns this one into
    /// a wall-clock time first, or takes its digits for one (they are an hour or two early then).
    pub(crate) utc: Timestamp,
}

impl Since {
    /// Changes at or after `since`, asked for at `now`.
    ///
    /// A second is taken off, since it is not published whether the server's comparison includes the moment itself.
    /// When the clock was set back between `since` and `now`, changes may show a smaller time than `since` does: then
    /// the smaller of the two readings is sent.
    pub(crate) fn new(since: Timestamp, now: Timestamp) -> Self {
        let zone = zone();
        let mut utc = Timestamp::from_second(since.max(Timestamp::UNIX_EPOCH).as_second())
            .and_then(|second| second.checked_sub(1.second()))
            .unwrap_or(Timestamp::UNIX_EPOCH);
        let mut wall = zone.to_datetime(utc);
        // Set back twice within a year cannot be; the first jump back after `since` is the only one that matters, for
        // at any later one the clock has long passed it.
        let jump = zone.following(utc).take_while(|jump| jump.timestamp() <= now).find_map(|jump| {
            let before = zone.to_datetime(jump.timestamp().checked_sub(1.second()).ok()?);
            let after = zone.to_datetime(jump.timestamp());
            (after < before).then_some(after)
        });
        if let Some(after) = jump.and_then(|after| after.checked_sub(1.second()).ok()) {
            wall = wall.min(after);
            utc = Moment::Wall(wall).earlier_offset().map_or(utc, |moment| moment.min(utc));
        }
        Self { wall, utc }
    }
}

/// How far the server's clock may run ahead of ours; taken into account where the clock is set back in between.
pub(crate) const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(10);

/// Reads a moment: with or without a zone, with fractions, a date alone, `/Date(ms)/`. `None` for the first moment of
/// year 1, which is what .NET writes for "never"; `Err` for what is none.
pub(crate) fn moment(text: &str) -> Result<Option<Moment>, ()> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        // An offset behind the milliseconds only tells where the server stands; the milliseconds are UTC.
        let end = inner
            .char_indices()
            .skip(1)
            .find(|(_, c)| matches!(c, '+' | '-'))
            .map_or(inner.len(), |(at, _)| at);
        let milliseconds = inner.get(..end).and_then(|digits| digits.parse().ok()).ok_or(())?;
        return Timestamp::from_millisecond(milliseconds)
            .map(|moment| Some(Moment::Exact(moment)))
            .map_err(|_| ());
    }
    if text.get(..10) == Some("0001-01-01") {
        return Ok(None);
    }
    let zoned = text.get(10..).is_some_and(|time| time.contains(['Z', 'z', '+', '-']));
    if zoned {
        return text.parse().map(|moment| Some(Moment::Exact(moment))).map_err(|_| ());
    }
    // A clock that shows 24:00 or an hour alone would be read as something else by someone else.
    if !matches!(text.len(), 10 | 16 | 19..=29) {
        return Err(());
    }
    text.parse().map(|wall| Some(Moment::Wall(wall))).map_err(|_| ())
}

#[cfg(test)]
mod tests;
