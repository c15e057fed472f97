//! Tests of dates: the calendar against itself, a zone that changes its clock, and how things are written.

use super::*;

/// Berlin in 2026: summer time from 29 March to 25 October, 01:00 UTC.
fn berlin() -> TimeStyle {
    TimeStyle::new(|time| {
        let summer = 1_774_746_000_000..1_792_890_000_000;
        if summer.contains(&time.0) { 7200 } else { 3600 }
    })
}

#[test]
fn every_day_of_six_centuries_comes_back() {
    let mut last = None;
    for day in -110_000..110_000 {
        let (year, month, of_month) = civil_of_day(day);
        assert_eq!(day_of_civil(year, i64::from(month), i64::from(of_month)), day);
        let next = (year, month, of_month);
        assert!(last.is_none_or(|last| last < next), "{last:?} {next:?}");
        last = Some(next);
    }
    assert_eq!(day_of_civil(2025, 13, 1), day_of_civil(2026, 1, 1), "months run over");
    assert_eq!(day_of_civil(2026, 0, 1), day_of_civil(2025, 12, 1));
}

#[test]
fn clocks_that_are_put_back_and_forward() {
    let style = berlin();
    let day = day_of_civil(2026, 10, 25);
    // 02:30 comes twice in the night; the clock shows what was asked for.
    let twice = style.moment_of(day, 2 * HOUR + 30 * MINUTE);
    assert_eq!(style.minutes(twice), "02:30");
    for hour in [0, 1, 3, 12, 23] {
        assert_eq!(style.civil(style.moment_of(day, hour * HOUR)).hour(), hour);
    }
    // 02:30 is no time in the night in which an hour is left out: what follows is.
    let spring = day_of_civil(2026, 3, 29);
    let never = style.moment_of(spring, 2 * HOUR + 30 * MINUTE);
    assert!(style.minutes(never).as_str() >= "03:00", "{}", style.minutes(never));
    assert_eq!(style.day_number(never), spring);
}

#[test]
fn moments_are_written_as_people_write_them() {
    let style = berlin();
    let now = style.moment_of(day_of_civil(2026, 10, 14), 16 * HOUR);
    let then = Timestamp(now.0 - 2 * HOUR + 32 * MINUTE + 7 * SECOND + 250);
    assert_eq!(style.moment(then, now), "Wednesday 14:32:07");
    assert_eq!(style.millis(then), "14:32:07.250");
    assert_eq!(style.moment(Timestamp(then.0 - 7 * DAY), now), "Wed 7 Oct 14:32:07");
    assert_eq!(style.moment(Timestamp(then.0 - 365 * DAY), now), "Tue 14 Oct 2025 13:32:07");
    let american = berlin().order(DateOrder::MonthDay).twelve_hours(true);
    assert_eq!(american.moment(Timestamp(then.0 - 365 * DAY), now), "Tue Oct 14, 2025 1:32:07 pm");
    assert_eq!(american.minutes(style.moment_of(0, 0)), "12:00 am");
    assert_eq!(berlin().order(DateOrder::Iso).date(then), "2026-10-14");
    assert_eq!(style.month_year(then), "October 2026");
}

#[test]
fn how_long_ago() {
    let now = Timestamp(1_000 * DAY);
    let cases = [
        (2 * SECOND, "just now", "now"),
        (40 * SECOND, "40 seconds ago", "40 s"),
        (MINUTE, "1 minute ago", "1 min"),
        (2 * HOUR + 59 * MINUTE, "2 hours ago", "2 h"),
        (25 * HOUR, "1 day ago", "1 d"),
        (45 * DAY, "1 month ago", "1 mo"),
        (364 * DAY, "11 months ago", "11 mo"),
        (800 * DAY, "2 years ago", "2 y"),
    ];
    for (elapsed, long, short) in cases {
        let time = Timestamp(now.0 - elapsed);
        assert_eq!((ago(time, now).as_str(), ago_short(time, now).as_str()), (long, short));
    }
}

#[test]
fn lengths_have_two_parts() {
    let cases = [
        (450, "450 ms"),
        (12 * SECOND, "12 s"),
        (61 * SECOND, "1 min 1 s"),
        (98 * MINUTE, "1 h 38 min"),
        (2 * HOUR, "2 h"),
        (3 * DAY + 4 * HOUR, "3 days 4 h"),
        (30 * DAY, "4 weeks"),
        (100 * DAY, "3 months"),
        (800 * DAY, "2 years"),
    ];
    for (ms, text) in cases {
        assert_eq!(length(ms), text);
    }
}
