//! Moments as the calendar and the clock on a wall show them, as arithmetic: the Gregorian calendar, ISO 8601. The
//! zone comes in as a number of seconds. Not for words in some language, nor for how a locale writes a date.

use crate::Timestamp;

/// Milliseconds of a second.
pub const SECOND: i64 = 1_000;
/// Milliseconds of a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Milliseconds of an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds of a day.
pub const DAY: i64 = 24 * HOUR;

/// A moment as the calendar and the clock of a zone show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// Year of the Gregorian calendar.
    pub year: i64,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Milliseconds since midnight by the clock on the wall.
    pub of_day: i64,
    /// Day of the week, 0 is Monday.
    pub weekday: u8,
}

impl Civil {
    /// The moment in a zone `offset` seconds east of UTC.
    pub fn of(time: Timestamp, offset: i32) -> Self {
        let local = time.0.saturating_add(i64::from(offset) * SECOND);
        let days = local.div_euclid(DAY);
        let (year, month, day) = civil_of_day(days);
        let weekday = (days + 3).rem_euclid(7) as u8;
        Self { year, month, day, of_day: local.rem_euclid(DAY), weekday }
    }

    /// Hour, 0 to 23.
    pub fn hour(&self) -> i64 {
        self.of_day / HOUR
    }

    /// `2026-01-31`
    pub fn iso_date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `14:30:05`
    pub fn iso_clock(&self) -> String {
        let (minute, second) = (self.of_day / MINUTE % 60, self.of_day / SECOND % 60);
        format!("{:02}:{minute:02}:{second:02}", self.hour())
    }
}

/// A moment in ISO 8601 to the millisecond, in UTC: `2026-01-31T14:30:05.250Z`.
pub fn iso(time: Timestamp) -> String {
    let civil = Civil::of(time, 0);
    format!("{}T{}.{:03}Z", civil.iso_date(), civil.iso_clock(), civil.of_day % SECOND)
}

/// An offset in ISO 8601: `+01:00`.
pub fn iso_offset(offset: i32) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.unsigned_abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The year, month and day of a day counted from 1 January 1970 (Howard Hinnant's `civil_from_days`,
/// <https://howardhinnant.github.io/date_algorithms.html>).
pub fn civil_of_day(days: i64) -> (i64, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as u8, day as u8)
}

/// The day counted from 1 January 1970; a month beyond 1 to 12 runs into the next or last year.
pub fn day_of_civil(year: i64, month: i64, day: i64) -> i64 {
    let months = year * 12 + month - 1;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The moment at which a day (counted from 1 January 1970) and a time of that day are on the clock of a zone, given by
/// its seconds east of UTC at a moment. Where the clock is put back, the first of both; where it is put forward, the
/// moment it jumps to.
pub fn moment_of(day: i64, of_day: i64, offset: impl Fn(Timestamp) -> i32) -> Timestamp {
    let local = day.saturating_mul(DAY).saturating_add(of_day);
    let at = |offset: i32| Timestamp(local.saturating_sub(i64::from(offset) * SECOND));
    let guess = at(offset(Timestamp(local)));
    let first = at(offset(guess));
    let second = at(offset(first));
    first.max(second)
}

#[cfg(test)]
mod tests;
