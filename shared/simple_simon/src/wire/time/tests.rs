//! The wall clock on ordinary days and on the two days a year on which it jumps: in 2026 from 02:00 to 03:00 on
//! 29 March, and from 03:00 back to 02:00 on 25 October, both at 01:00 UTC.

use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn wall(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn since(from: &str, now: &str) -> String {
    Since::new(at(from), at(now)).wall.to_string()
}

#[test]
fn on_an_ordinary_day_it_is_the_time_itself_less_a_second() {
    assert_eq!(since("2026-07-15T06:00:00Z", "2026-07-15T06:05:00Z"), "2026-07-15T07:59:59");
    assert_eq!(since("2026-07-15T06:00:00.9Z", "2026-07-15T06:05:00Z"), "2026-07-15T07:59:59");
    let since = Since::new(at("2026-07-15T06:00:00Z"), at("2026-07-15T06:05:00Z"));
    assert_eq!(since.utc.to_string(), "2026-07-15T05:59:59Z");
}

#[test]
fn in_the_doubled_hour_it_is_the_smaller_reading() {
    // 02:40 the first time; by 02:05 the second time, changes show times from 02:00 on.
    assert_eq!(since("2026-10-25T00:40:00Z", "2026-10-25T01:05:00Z"), "2026-10-25T01:59:59");
    // Not set back yet.
    assert_eq!(since("2026-10-25T00:40:00Z", "2026-10-25T00:59:00Z"), "2026-10-25T02:39:59");
    // Set back before `since`: 02:20 the second time.
    assert_eq!(since("2026-10-25T01:20:00Z", "2026-10-25T01:25:00Z"), "2026-10-25T02:19:59");
    // An hour earlier: already the smaller one.
    assert_eq!(since("2026-10-24T23:30:00Z", "2026-10-25T01:05:00Z"), "2026-10-25T01:29:59");
    // At the very jump.
    assert_eq!(since("2026-10-25T01:00:00Z", "2026-10-25T01:00:00Z"), "2026-10-25T01:59:59");
}

#[test]
fn in_the_missing_hour_it_is_a_time_that_was() {
    assert_eq!(since("2026-03-29T01:00:00Z", "2026-03-29T01:05:00Z"), "2026-03-29T01:59:59");
    assert_eq!(since("2026-03-29T01:00:01Z", "2026-03-29T01:05:00Z"), "2026-03-29T03:00:00");
}

#[test]
fn the_first_run_asks_from_the_beginning() {
    assert_eq!(Since::new(Timestamp::MIN, at("2026-07-15T06:00:00Z")).wall, wall("1970-01-01T00:59:59"));
    let _ = Since::new(Timestamp::MAX, Timestamp::MAX);
}

#[test]
fn moments_are_read_in_every_form() {
    let plain = wall("2026-07-15T15:05:10");
    for text in [
        "2026-07-15T15:05:10",
        " 2026-07-15 15:05:10 ",
        "2026-07-15T13:05:10Z",
        "2026-07-15T15:05:10+02:00",
        "2026-07-15T09:05:10-04:00",
        "/Date(1784120710000)/",
        "/Date(1784120710000+0200)/",
    ] {
        assert_eq!(moment(text).unwrap().unwrap().wall(), plain, "{text}");
    }
    assert_eq!(moment("2026-07-15T15:05:10.123").unwrap().unwrap().wall().subsec_nanosecond(), 123_000_000);
    assert_eq!(moment("2026-07-15T15:05").unwrap().unwrap().wall(), wall("2026-07-15T15:05:00"));
    assert_eq!(moment("2026-07-15").unwrap().unwrap().wall(), wall("2026-07-15T00:00:00"));
    assert_eq!(moment("0001-01-01T00:00:00"), Ok(None), "never");
}

#[test]
fn what_is_no_moment_is_refused() {
    for text in [
        "2026-02-31T08:00:00",
        "2026-13-01",
        "2026-07-15T25:00:00",
        "2026-02-31T08:00:00+01:00",
        "2026-07-15T08:00:00+99:00",
        "2026-07-15T08",
        "15-07-2026",
        "gisteren",
        "/Date(x)/",
        "/Date()/",
        "",
        "1784124310000",
    ] {
        assert_eq!(moment(text), Err(()), "{text}");
    }
}

#[test]
fn durations_are_true_on_the_days_the_clock_jumps() {
    let between = |start, end| minutes_between(Moment::Wall(wall(start)), Moment::Wall(wall(end)));
    assert_eq!(between("2026-07-15T09:30:00", "2026-07-15T11:15:00"), Some(105));
    assert_eq!(between("2026-10-25T01:30:00", "2026-10-25T03:30:00"), Some(180));
    assert_eq!(between("2026-10-25T01:30:00", "2026-10-25T02:30:00"), Some(60), "the earlier offset");
    assert_eq!(between("2026-10-25T02:50:00", "2026-10-25T02:10:00"), Some(20), "over the jump back");
    assert_eq!(between("2026-03-29T01:30:00", "2026-03-29T03:30:00"), Some(60));
    assert_eq!(between("2026-07-15T11:00:00", "2026-07-15T10:00:00"), Some(-60));
    assert_eq!(between("2026-07-15T10:00:00", "2026-07-15T10:00:29"), Some(0));
    assert_eq!(between("2026-07-15T10:00:00", "2026-07-15T10:00:30"), Some(1));
}

proptest! {
    /// Whatever changes between `since` and `now` shows a later time than the one sent, in both forms, to the second.
    #[test]
    fn no_change_is_ever_skipped(
        // Three days around each jump of 2026, in seconds from 2026-03-28 and 2026-10-24, 00:00 UTC.
        autumn in any::<bool>(),
        from in 0_i64..3 * 86_400,
        change_after in 0_i64..7_200,
        now_after in 0_i64..7_200,
        nanoseconds in 0_i32..1_000_000_000,
    ) {
        let day = at(if autumn { "2026-10-24T00:00:00Z" } else { "2026-03-28T00:00:00Z" }).as_second();
        let from = Timestamp::new(day + from, nanoseconds).unwrap();
        let change = from.saturating_add(change_after.seconds()).unwrap();
        let now = change.saturating_add(now_after.seconds()).unwrap();
        let since = Since::new(from, now);
        let to_the_second = |moment: DateTime| moment.with().subsec_nanosecond(0).build().unwrap();
        let shown = to_the_second(wall_clock::at(change));
        prop_assert!(shown > since.wall);
        prop_assert!(change.as_second() > since.utc.as_second());
        // The server takes the UTC moment for a time on the wall.
        prop_assert!(shown > jiff::tz::TimeZone::UTC.to_datetime(since.utc));
        // The server turns the UTC moment into a time on the wall.
        prop_assert!(shown > wall_clock::at(since.utc));
        // And it never asks for much more than it must: two hours at most.
        let earliest = wall_clock::at(from).checked_sub(2.hours()).unwrap();
        prop_assert!(since.wall >= earliest);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,40}", shaped in "[-0-9TZ:+./()Date ]{0,32}") {
        for text in [text, shaped] {
            if let Ok(Some(moment)) = moment(&text) {
                let _ = (moment.wall(), moment.is_ambiguous(), minutes_between(moment, moment));
            }
        }
    }
}
