//! Moments written for people: in their zone, with their order of day and month, in 12 or 24 hours. The zone comes
//! in as a function; nothing here asks the operating system.

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use justbuilt_base::{Timestamp, civil};

pub use justbuilt_base::civil::{Civil, DAY, HOUR, MINUTE, SECOND, civil_of_day, day_of_civil};

/// Seconds east of UTC at a moment.
pub type Offset = dyn Fn(Timestamp) -> i32 + Send + Sync;

/// In which order a date is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// 14 Oct 2026
    #[default]
    DayMonth,
    /// Oct 14, 2026
    MonthDay,
    /// 2026-10-14
    Iso,
}

/// How a person writes moments.
#[derive(Clone)]
pub struct TimeStyle {
    offset: Arc<Offset>,
    order: DateOrder,
    twelve: bool,
}

impl fmt::Debug for TimeStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimeStyle").field("order", &self.order).field("twelve", &self.twelve).finish()
    }
}

impl Default for TimeStyle {
    fn default() -> Self {
        Self::new(|_| 0)
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl TimeStyle {
    /// Day before month, 24 hours, in the zone with this offset (seconds east of UTC at a moment).
    pub fn new(offset: impl Fn(Timestamp) -> i32 + Send + Sync + 'static) -> Self {
        Self { offset: Arc::new(offset), order: DateOrder::default(), twelve: false }
    }

    /// Another order of day and month.
    pub fn order(mut self, order: DateOrder) -> Self {
        self.order = order;
        self
    }

    /// 2:32 pm in place of 14:32.
    pub fn twelve_hours(mut self, twelve: bool) -> Self {
        self.twelve = twelve;
        self
    }

    /// What the calendar and the clock show.
    pub fn civil(&self, time: Timestamp) -> Civil {
        Civil::of(time, (self.offset)(time))
    }

    /// The moment at which a day (counted from 1 January 1970) and a time of that day are on the clock. Where the
    /// clock is put back, the first of both; where it is put forward, the moment it jumps to.
    pub fn moment_of(&self, day: i64, of_day: i64) -> Timestamp {
        civil::moment_of(day, of_day, &*self.offset)
    }

    /// The day of a moment, counted from 1 January 1970, by the calendar on the wall.
    pub fn day_number(&self, time: Timestamp) -> i64 {
        time.0.saturating_add(i64::from((self.offset)(time)) * SECOND).div_euclid(DAY)
    }

    fn hours(&self, of_day: i64, rest: &str) -> String {
        let hour = of_day / HOUR;
        if self.twelve {
            let half = if hour < 12 { "am" } else { "pm" };
            format!("{}{rest} {half}", if hour % 12 == 0 { 12 } else { hour % 12 })
        } else {
            format!("{hour:02}{rest}")
        }
    }

    /// 14:32
    pub fn minutes(&self, time: Timestamp) -> String {
        let of_day = self.civil(time).of_day;
        self.hours(of_day, &format!(":{:02}", of_day / MINUTE % 60))
    }

    /// 14:32:07
    pub fn seconds(&self, time: Timestamp) -> String {
        let of_day = self.civil(time).of_day;
        self.hours(of_day, &format!(":{:02}:{:02}", of_day / MINUTE % 60, of_day / SECOND % 60))
    }

    /// 14:32:07.250
    pub fn millis(&self, time: Timestamp) -> String {
        let of_day = self.civil(time).of_day;
        let (minute, second, milli) = (of_day / MINUTE % 60, of_day / SECOND % 60, of_day % SECOND);
        self.hours(of_day, &format!(":{minute:02}:{second:02}.{milli:03}"))
    }

    /// Tue
    pub fn weekday_short(&self, time: Timestamp) -> &'static str {
        self.weekday(time).get(..3).unwrap_or_default()
    }

    /// Tuesday
    pub fn weekday(&self, time: Timestamp) -> &'static str {
        WEEKDAYS.get(usize::from(self.civil(time).weekday)).copied().unwrap_or_default()
    }

    /// Oct
    pub fn month_short(&self, time: Timestamp) -> &'static str {
        self.month(time).get(..3).unwrap_or_default()
    }

    /// October
    pub fn month(&self, time: Timestamp) -> &'static str {
        MONTHS.get(usize::from(self.civil(time).month).saturating_sub(1)).copied().unwrap_or_default()
    }

    /// 14 Oct
    pub fn day(&self, time: Timestamp) -> String {
        let civil = self.civil(time);
        match self.order {
            DateOrder::DayMonth => format!("{} {}", civil.day, self.month_short(time)),
            DateOrder::MonthDay => format!("{} {}", self.month_short(time), civil.day),
            DateOrder::Iso => format!("{:02}-{:02}", civil.month, civil.day),
        }
    }

    /// 14 Oct 2026
    pub fn date(&self, time: Timestamp) -> String {
        let civil = self.civil(time);
        match self.order {
            DateOrder::DayMonth => format!("{} {}", self.day(time), civil.year),
            DateOrder::MonthDay => format!("{}, {}", self.day(time), civil.year),
            DateOrder::Iso => format!("{}-{}", civil.year, self.day(time)),
        }
    }

    /// October 2026
    pub fn month_year(&self, time: Timestamp) -> String {
        format!("{} {}", self.month(time), self.civil(time).year)
    }

    /// Tue 14 Oct, with the year where it is not that of `now`.
    pub fn weekday_day(&self, time: Timestamp, now: Timestamp) -> String {
        let same = self.civil(time).year == self.civil(now).year;
        let day = if same { self.day(time) } else { self.date(time) };
        format!("{} {day}", self.weekday_short(time))
    }

    /// The moment to the second, no longer than needed: `Tuesday 14:32:07` within a week of `now`, else with the
    /// date.
    pub fn moment(&self, time: Timestamp, now: Timestamp) -> String {
        let away = self.day_number(now) - self.day_number(time);
        if (0..7).contains(&away) {
            format!("{} {}", self.weekday(time), self.seconds(time))
        } else {
            format!("{} {}", self.weekday_day(time, now), self.seconds(time))
        }
    }
}

/// How long ago, in words: `2 hours ago`.
pub fn ago(time: Timestamp, now: Timestamp) -> String {
    let elapsed = now.0.saturating_sub(time.0);
    if elapsed < 5 * SECOND {
        return if elapsed < -5 * SECOND { "in the future".to_owned() } else { "just now".to_owned() };
    }
    let (count, unit) = largest(elapsed);
    format!("{} ago", counted(count, unit))
}

/// The same for a narrow column: `now`, `40 s`, `5 min`, `2 h`, `3 d`, `5 mo`, `2 y`.
pub fn ago_short(time: Timestamp, now: Timestamp) -> String {
    let elapsed = now.0.saturating_sub(time.0);
    if elapsed < 5 * SECOND {
        return "now".to_owned();
    }
    let (count, unit) = largest(elapsed);
    let short = match unit {
        "second" => "s",
        "minute" => "min",
        "hour" => "h",
        "day" => "d",
        "month" => "mo",
        _ => "y",
    };
    format!("{count} {short}")
}

fn largest(elapsed: i64) -> (i64, &'static str) {
    match elapsed {
        ..MINUTE => (elapsed / SECOND, "second"),
        MINUTE..HOUR => (elapsed / MINUTE, "minute"),
        HOUR..DAY => (elapsed / HOUR, "hour"),
        _ if elapsed < 31 * DAY => (elapsed / DAY, "day"),
        _ if elapsed < 365 * DAY => (elapsed * 12 / (365 * DAY), "month"),
        _ => (elapsed / (365 * DAY), "year"),
    }
}

fn counted(count: i64, unit: &str) -> String {
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

/// A length of time with its two largest parts: `1 h 38 min`, `3 days 4 h`, `450 ms`.
pub fn length(milliseconds: i64) -> String {
    let ms = milliseconds.max(0);
    let two = |large: String, small: i64, unit: &str| {
        if small == 0 { large } else { format!("{large} {small} {unit}") }
    };
    match ms {
        ..SECOND => format!("{ms} ms"),
        SECOND..MINUTE => format!("{} s", ms / SECOND),
        MINUTE..HOUR => two(format!("{} min", ms / MINUTE), ms / SECOND % 60, "s"),
        HOUR..DAY => two(format!("{} h", ms / HOUR), ms / MINUTE % 60, "min"),
        _ if ms < 14 * DAY => two(counted(ms / DAY, "day"), ms / HOUR % 24, "h"),
        _ if ms < 60 * DAY => counted(ms / (7 * DAY), "week"),
        _ if ms < 700 * DAY => counted(ms * 12 / (365 * DAY), "month"),
        _ => counted(ms / (365 * DAY), "year"),
    }
}
