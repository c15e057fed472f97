//! Days there and back, and known moments.

use super::*;

#[test]
fn days_go_there_and_back() {
    for day in (-1_000_000..1_000_000).step_by(377) {
        let (year, month, of_month) = civil_of_day(day);
        assert_eq!(day_of_civil(year, i64::from(month), i64::from(of_month)), day);
    }
    assert_eq!(civil_of_day(0), (1970, 1, 1));
    assert_eq!(civil_of_day(11_016), (2000, 2, 29));
    assert_eq!(day_of_civil(2025, 13, 1), day_of_civil(2026, 1, 1), "months run over");
}

#[test]
fn moments_are_written_as_iso_8601_says() {
    assert_eq!(iso(Timestamp(1_767_225_600_000)), "2026-01-01T00:00:00.000Z");
    assert_eq!(iso(Timestamp(951_868_799_250)), "2000-02-29T23:59:59.250Z");
    assert_eq!(iso(Timestamp(-1)), "1969-12-31T23:59:59.999Z");
    let east = Civil::of(Timestamp(1_767_225_600_000), 5 * 3600 + 1800);
    assert_eq!((east.iso_date(), east.iso_clock()), ("2026-01-01".into(), "05:30:00".into()));
    let west = Civil::of(Timestamp(1_767_225_600_000), -3600);
    assert_eq!((west.iso_date(), west.iso_clock()), ("2025-12-31".into(), "23:00:00".into()));
    assert_eq!((west.weekday, west.hour()), (2, 23), "a Wednesday");
    let offsets = [0, 3600, -12_600, 20_700].map(iso_offset);
    assert_eq!(offsets, ["+00:00", "+01:00", "-03:30", "+05:45"]);
}

#[test]
fn a_clock_that_is_put_forward_and_back() {
    // One hour more from 1:00 UTC of the first day on, until 1:00 UTC of the tenth.
    let summer = |time: Timestamp| if (HOUR..9 * DAY + HOUR).contains(&time.0) { 3_600 } else { 0 };
    assert_eq!(moment_of(0, 30 * MINUTE, summer), Timestamp(30 * MINUTE));
    assert_eq!(moment_of(0, HOUR + 30 * MINUTE, summer), Timestamp(HOUR + 30 * MINUTE), "it jumps over that");
    assert_eq!(moment_of(0, 3 * HOUR, summer), Timestamp(2 * HOUR));
    assert_eq!(moment_of(9, 2 * HOUR + 30 * MINUTE, summer), Timestamp(9 * DAY + 2 * HOUR + 30 * MINUTE));
}
