//! Times for people: written as date and clock time (UTC) with how long ago that was; read in the same forms.

use justbuilt_base::Timestamp;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// `2026-01-31 14:30:05`.
pub fn absolute(time: Timestamp) -> String {
    let days = time.0.div_euclid(DAY);
    let (year, month, day) = civil(days);
    let rest = time.0.rem_euclid(DAY);
    let (hour, minute, second) = (rest / HOUR, rest % HOUR / MINUTE, rest % MINUTE / SECOND);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
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

/// Reads a date, a clock time of today, both, or how long ago: `10m`, `2h`, `3d`, `1w`. All in UTC.
pub fn parse(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim().trim_end_matches(" ago").trim_end_matches('Z');
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
    let days = match date {
        Some(date) => days_of(date)?,
        None => now.0.div_euclid(DAY),
    };
    // A day without a time is its end: everything of that day counts.
    let within = clock.map_or(Some(DAY - 1), within_day)?;
    Some(Timestamp(days.checked_mul(DAY)?.checked_add(within)?))
}

fn days_of(date: &str) -> Option<i64> {
    let parts: Vec<i64> = date.splitn(3, '-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [year, month, day] = parts.try_into().ok()?;
    let known = (1..=12).contains(&month) && (1..=31).contains(&day) && (0..=9999).contains(&year);
    let days = days_from_civil(year, month, day);
    (known && civil(days) == (year, month, day)).then_some(days)
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

/// Days since 1970 as year, month, day (Hinnant, “chrono-compatible low-level date algorithms”).
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        let now = Timestamp(1_767_225_600_000);
        assert_eq!(absolute(now), "2026-01-01 00:00:00");
        assert_eq!(absolute(Timestamp(951_782_400_000)), "2000-02-29 00:00:00");
        assert_eq!(absolute(Timestamp(-1)), "1969-12-31 23:59:59");
        assert_eq!(parse("2026-01-01 00:00:00.000", now), Some(now));
        assert_eq!(parse("2026-01-01", now), Some(Timestamp(now.0 + DAY - 1)));
        assert_eq!(parse("14:30", now), Some(Timestamp(now.0 + 14 * HOUR + 31 * MINUTE - 1)));
        assert_eq!(parse("10m", now), Some(Timestamp(now.0 - 10 * MINUTE)));
        assert_eq!(parse("2h ago", now), Some(Timestamp(now.0 - 2 * HOUR)));
        for wrong in ["", "2026-02-30", "25:00", "yesterday", "1x", "2026-01"] {
            assert_eq!(parse(wrong, now), None, "{wrong}");
        }
        for ms in (-1_000_000_000_000..4_000_000_000_000).step_by(77_777_777_777) {
            let time = Timestamp(ms - ms.rem_euclid(SECOND));
            assert_eq!(parse(&format!("{}.000", absolute(time)), now), Some(time));
        }
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
