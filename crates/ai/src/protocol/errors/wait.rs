//! How long a provider asks to wait, wherever it says so. There is no clock here: a date counts from the `date` of
//! the same answer.

use std::time::Duration;

use serde_json::Value;

use crate::protocol::json::{list, text};

/// In the headers, the most exact first: milliseconds, seconds, a date
/// (<https://www.rfc-editor.org/rfc/rfc9110#field.retry-after>).
pub(super) fn in_headers(headers: &[(String, String)]) -> Option<Duration> {
    let header =
        |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.trim());
    if let Some(wait) = header("retry-after-ms").and_then(|value| value.parse::<f64>().ok()) {
        return seconds(wait / 1000.0);
    }
    let value = header("retry-after")?;
    if let Ok(wait) = value.parse::<f64>() {
        return seconds(wait);
    }
    let (then, now) = (date(value)?, date(header("date")?)?);
    Some(Duration::from_secs(u64::try_from(then.saturating_sub(now)).unwrap_or(0)))
}

/// In Google's details: `{"@type": "…RetryInfo", "retryDelay": "40s"}`.
pub(super) fn in_details(error: &Value) -> Option<Duration> {
    list(error, "details").iter().find_map(|detail| text(detail, "retryDelay")).and_then(duration)
}

/// In the text: "Please retry in 40.02s", "Please try again in 6m0s".
pub(super) fn in_message(message: &str) -> Option<Duration> {
    let lower = message.to_ascii_lowercase();
    let rest = ["try again in ", "retry in "].iter().find_map(|start| lower.split_once(start))?.1;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
    duration(rest.get(..end)?.trim_end_matches('.'))
}

/// A duration as Go writes it: `12ms`, `40.02s`, `6m0s`, `1h2m3s`.
fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut sum = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest.get(..end)?.parse().ok()?;
        rest = rest.get(end..)?;
        let units = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        sum += number
            * match rest.get(..units)? {
                "ms" => 0.001,
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                _ => return None,
            };
        rest = rest.get(units..)?;
    }
    seconds(sum)
}

fn seconds(wait: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(wait).ok()
}

/// `Wed, 21 Oct 2015 07:28:00 GMT` in seconds since 1970.
fn date(text: &str) -> Option<i64> {
    let (_, rest) = text.split_once(", ")?;
    let mut parts = rest.split_whitespace();
    let day: i64 = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = i64::try_from(months.iter().position(|month| *month == name)?).ok()? + 1;
    let year: i64 = parts.next()?.parse().ok().filter(|year| (1970..10_000).contains(year))?;
    let mut time =
        parts.next()?.split(':').map(|part| part.parse::<i64>().ok().filter(|n| (0..62).contains(n)));
    let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
    // Days since 1970 of the proleptic Gregorian calendar, with years that begin in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719_468;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests;
