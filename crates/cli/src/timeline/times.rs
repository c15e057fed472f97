//! Times for people: written as date and clock time of this machine's zone, with its offset and how long ago that was;
//! read in the same forms. For programs they are ISO 8601 in UTC.

use justbuilt_app::native::time::offset;
use justbuilt_base::Timestamp;
use justbuilt_base::civil::{self, Civil, DAY, HOUR, MINUTE, SECOND, civil_of_day, day_of_civil, moment_of};

/// `2026-01-31 14:30:05 +01:00`.
pub fn absolute(time: Timestamp) -> String {
    absolute_at(time, offset(time))
}

fn absolute_at(time: Timestamp, offset: i32) -> String {
    let civil = Civil::of(time, offset);
    format!("{} {} {}", civil.iso_date(), civil.iso_clock(), civil::iso_offset(offset))
}

/// The day here: `2026-01-31`.
pub fn day(time: Timestamp) -> String {
    Civil::of(time, offset(time)).iso_date()
}

/// For JSON: `2026-01-31T14:30:05.250Z`.
pub fn iso(time: Timestamp) -> String {
    civil::iso(time)
}

/// `3 minutes ago`.
pub fn relative(time: Timestamp, now: Timestamp) -> String {
    let ago = now.0.saturating_sub(time.0);
    let (count, unit) = match ago {
        ..0 => return "in the future".to_owned(),
        0..MINUTE => return "just now".to_owned(),
        MINUTE..HOUR => (ago / MINUTE, "minute"),
        HOUR..DAY => (ago / HOUR, "hour"),
        _ if ago < 60 * DAY => (ago / DAY, "day"),
        _ if ago < 730 * DAY => (ago / (30 * DAY), "month"),
        _ => (ago / (365 * DAY), "year"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

/// Both.
pub fn both(time: Timestamp, now: Timestamp) -> String {
    format!("{} ({})", absolute(time), relative(time, now))
}

/// Reads a date, a clock time of today, both, or how long ago: `10m`, `2h`, `3d`, `1w`. In this machine's zone, unless
/// it ends with `Z` or an offset such as `+01:00`.
pub fn parse(text: &str, now: Timestamp) -> Option<Timestamp> {
    parse_at(text, now, &offset)
}

fn parse_at(text: &str, now: Timestamp, zone: &dyn Fn(Timestamp) -> i32) -> Option<Timestamp> {
    let text = text.trim().trim_end_matches(" ago");
    let (text, own) = split_offset(text);
    if let Some(unit) = text.chars().next_back().filter(char::is_ascii_alphabetic) {
        let count: i64 = text.strip_suffix(unit)?.trim().parse().ok()?;
        let length = match unit {
            's' => SECOND,
            'm' => MINUTE,
            'h' => HOUR,
            'd' => DAY,
            'w' => 7 * DAY,
            _ => return None,
        };
        return Some(Timestamp(now.0.checked_sub(count.checked_mul(length)?)?));
    }
    let (date, clock) = match text.split_once([' ', 'T']) {
        Some((date, clock)) => (Some(date), Some(clock)),
        None if text.contains(':') => (None, Some(text)),
        None => (Some(text), None),
    };
    let offset = |time| own.unwrap_or_else(|| zone(time));
    let days = match date {
        Some(date) => days_of(date)?,
        None => now.0.saturating_add(i64::from(offset(now)) * SECOND).div_euclid(DAY),
    };
    // A day without a time is its end: everything of that day counts.
    let within = clock.map_or(Some(DAY - 1), within_day)?;
    Some(moment_of(days, within, offset))
}

/// What comes before a `Z` or an offset, and that in seconds.
fn split_offset(text: &str) -> (&str, Option<i32>) {
    if let Some(rest) = text.strip_suffix(['Z', 'z']) {
        return (rest.trim_end(), Some(0));
    }
    let offset = || {
        let at = text.len().checked_sub(6)?;
        let (rest, offset) = (text.get(..at)?, text.get(at..)?);
        let sign = match offset.chars().next()? {
            '+' => 1,
            '-' | '−' => -1,
            _ => return None,
        };
        let (hours, minutes) = offset.get(1..)?.split_once(':')?;
        let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
        // A time comes before an offset; what else has a minus is a date.
        let known = rest.contains(':') && (0..=18).contains(&hours) && (0..60).contains(&minutes);
        known.then(|| (rest.trim_end(), sign * (hours * 3600 + minutes * 60)))
    };
    offset().map_or((text, None), |(rest, offset)| (rest, Some(offset)))
}

fn days_of(date: &str) -> Option<i64> {
    let parts: Vec<i64> = date.splitn(3, '-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [year, month, day] = parts.try_into().ok()?;
    let known = (1..=12).contains(&month) && (1..=31).contains(&day) && (0..=9999).contains(&year);
    let days = day_of_civil(year, month, day);
    let (found_year, found_month, found_day) = civil_of_day(days);
    let there = (found_year, i64::from(found_month), i64::from(found_day)) == (year, month, day);
    (known && there).then_some(days)
}

fn within_day(clock: &str) -> Option<i64> {
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let parts: Vec<i64> = whole.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (hour, minute, second, end) = match parts.as_slice() {
        [hour, minute] => (*hour, *minute, 0, MINUTE - 1),
        [hour, minute, second] => (*hour, *minute, *second, SECOND - 1),
        _ => return None,
    };
    let known = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    let start = hour * HOUR + minute * MINUTE + second * SECOND;
    let milliseconds = match fraction {
        "" => end,
        digits => format!("{digits:0<3}").get(..3)?.parse().ok()?,
    };
    known.then_some(start + milliseconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        let now = Timestamp(1_767_225_600_000);
        let utc = |_: Timestamp| 0;
        let parse = |text: &str| parse_at(text, now, &utc);
        assert_eq!(absolute_at(now, 0), "2026-01-01 00:00:00 +00:00");
        assert_eq!(absolute_at(Timestamp(951_782_400_000), -12_600), "2000-02-28 20:30:00 -03:30");
        assert_eq!(absolute_at(Timestamp(-1), 3600), "1970-01-01 00:59:59 +01:00");
        assert_eq!(parse("2026-01-01 00:00:00.000"), Some(now));
        assert_eq!(parse("2026-01-01"), Some(Timestamp(now.0 + DAY - 1)));
        assert_eq!(parse("14:30"), Some(Timestamp(now.0 + 14 * HOUR + 31 * MINUTE - 1)));
        assert_eq!(parse("10m"), Some(Timestamp(now.0 - 10 * MINUTE)));
        assert_eq!(parse("2h ago"), Some(Timestamp(now.0 - 2 * HOUR)));
        for wrong in ["", "2026-02-30", "25:00", "yesterday", "1x", "2026-01", "2026-01-01 10:00 +99:00"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn in_every_zone_what_was_written_is_read() {
        // Two hours east, three in summer.
        let summer = Timestamp(1_774_746_000_000)..Timestamp(1_792_890_000_000);
        let zone = |time: Timestamp| if summer.contains(&time) { 10_800 } else { 7_200 };
        let now = Timestamp(1_767_225_600_000);
        for ms in (-1_000_000_000_000_i64..4_000_000_000_000).step_by(7_777_777_777) {
            let time = Timestamp(ms - ms.rem_euclid(SECOND));
            let written = absolute_at(time, zone(time));
            let read = parse_at(&written, now, &zone).map(|read| read.0 - read.0.rem_euclid(SECOND));
            assert_eq!(read, Some(time.0), "{written}");
            assert_eq!(parse_at(&iso(time), now, &zone), Some(time), "{}", iso(time));
            let (date, rest) = written.split_once(' ').unwrap();
            let clock = rest.split(' ').next().unwrap();
            let read = parse_at(&format!("{date} {clock}.000"), now, &zone).unwrap();
            // Without an offset one hour of the year is there twice.
            assert!(read == time || (time.0 - read.0).abs() == HOUR, "{written}");
        }
        assert_eq!(parse_at("02:00", now, &zone), Some(Timestamp(now.0 + MINUTE - 1)), "today here");
    }

    #[test]
    fn how_long_ago() {
        let now = Timestamp(1_767_225_600_000);
        let ago = |ms: i64| relative(Timestamp(now.0 - ms), now);
        assert_eq!(ago(5 * SECOND), "just now");
        assert_eq!(ago(MINUTE), "1 minute ago");
        assert_eq!(ago(3 * HOUR), "3 hours ago");
        assert_eq!(ago(45 * DAY), "45 days ago");
        assert_eq!(ago(400 * DAY), "13 months ago");
        assert_eq!(ago(-5), "in the future");
    }
}
