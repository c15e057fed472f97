//! The zone and the customs of whoever sits in front of this machine: the system's zone, and from the locale whether
//! the day comes before the month and whether hours count to 12.

use chrono::{Local, Offset as _, TimeZone as _};
use justbuilt_base::Timestamp;
use justbuilt_ui::timeline::{DateOrder, TimeStyle};

/// How moments are written here.
pub fn style() -> TimeStyle {
    let locale = ["LC_ALL", "LC_TIME", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let (order, twelve) = customs(locale.as_deref().unwrap_or_default());
    TimeStyle::new(offset).order(order).twelve_hours(twelve)
}

/// Seconds east of UTC, as the system's zone has it at that moment.
pub fn offset(time: Timestamp) -> i32 {
    let seconds = time.0.div_euclid(1_000);
    Local.timestamp_opt(seconds, 0).earliest().map_or(0, |local| local.offset().fix().local_minus_utc())
}

/// The order of a date, and whether hours count to 12, by the region of a locale such as `en_US.UTF-8`.
fn customs(locale: &str) -> (DateOrder, bool) {
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    let (language, region) = name.split_once(['_', '-']).unwrap_or((name, ""));
    let order = match (language, region) {
        (_, "US" | "PH" | "BZ") => DateOrder::MonthDay,
        ("zh" | "ja" | "ko" | "hu" | "lt" | "sv", _) | (_, "CA") => DateOrder::Iso,
        _ => DateOrder::DayMonth,
    };
    let twelve = matches!(region, "US" | "CA" | "AU" | "NZ" | "PH" | "IN" | "EG" | "SA" | "PK" | "CO" | "MX");
    (order, twelve && language != "fr")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customs_come_from_the_region() {
        assert_eq!(customs("en_US.UTF-8"), (DateOrder::MonthDay, true));
        assert_eq!(customs("de_DE.UTF-8"), (DateOrder::DayMonth, false));
        assert_eq!(customs("fr_CA"), (DateOrder::Iso, false));
        assert_eq!(customs("ja_JP"), (DateOrder::Iso, false));
        assert_eq!(customs("C.UTF-8"), (DateOrder::DayMonth, false));
        assert_eq!(customs(""), (DateOrder::DayMonth, false));
    }

    #[test]
    fn the_zone_has_an_offset_within_a_day() {
        for time in [0, 1_791_996_300_000, -5_000_000_000_000, i64::MAX / 2] {
            assert!(offset(Timestamp(time)).abs() <= 86_400);
        }
    }
}
