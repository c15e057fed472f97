//! When a request is sent again, and after how long: what the providers' own libraries do. Pure; nothing waits here.

use std::time::{Duration, UNIX_EPOCH};

use justbuilt_base::Timestamp;

use crate::fault::{Fault, FaultKind};
use crate::protocol::Protocol;

/// How often and after how long a request is sent again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retry {
    /// So many times after the first one; 0 for never.
    pub times: u32,
    /// Before the second attempt. It doubles with each further one.
    pub first: Duration,
    /// Never longer than this, unless the provider asks for it.
    pub cap: Duration,
    /// A provider that asks to wait longer than this is given up.
    pub longest_asked: Duration,
    /// By up to this part a wait is made shorter at random, so that many do not come back at once.
    pub shorten: f64,
    /// By up to this a wait is made longer at random.
    pub lengthen: Duration,
}

impl Retry {
    /// As OpenAI's and Anthropic's libraries do.
    pub const USUAL: Retry = Retry {
        times: 2,
        first: Duration::from_millis(500),
        cap: Duration::from_secs(8),
        longest_asked: Duration::from_secs(120),
        shorten: 0.25,
        lengthen: Duration::ZERO,
    };

    /// As Google's does.
    pub const GOOGLE: Retry = Retry {
        times: 4,
        first: Duration::from_secs(1),
        cap: Duration::from_secs(60),
        shorten: 0.0,
        lengthen: Duration::from_secs(1),
        ..Retry::USUAL
    };

    /// Never again.
    pub const NEVER: Retry = Retry { times: 0, ..Retry::USUAL };

    /// As the library of whoever made the protocol does.
    pub fn of(protocol: Protocol) -> Self {
        if protocol == Protocol::Gemini { Self::GOOGLE } else { Self::USUAL }
    }

    /// How long to wait before attempt `attempt` (the first one is 1), or `None` to give up. `random` is in 0..1.
    pub fn wait(&self, attempt: u32, again: Again, random: f64) -> Option<Duration> {
        if attempt < 2 || attempt > self.times.saturating_add(1) {
            return None;
        }
        match again {
            Again::Never => None,
            Again::After(asked) => (asked <= self.longest_asked).then_some(asked),
            Again::Usual => {
                let doubled = self.first.saturating_mul(2_u32.saturating_pow(attempt - 2));
                let shorter = doubled.min(self.cap).mul_f64(1.0 - self.shorten * random);
                Some(shorter + self.lengthen.mul_f64(random))
            }
        }
    }
}

/// Whether the same request may be answered another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It would fail the same way.
    Never,
    /// After the time the provider asks for.
    After(Duration),
    /// After a time of our own.
    Usual,
}

/// What an answer without success says about another try. Header names are in lower case.
pub fn after_status(
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
    fault: &Fault,
    now: Timestamp,
) -> Again {
    // The same request fails the same way, whatever a proxy in between says.
    if matches!(status, 400..=404 | 413 | 422 | 501) || !may_pass(fault.kind) {
        return Again::Never;
    }
    match header(headers, "x-should-retry") {
        Some("false") => return Again::Never,
        Some("true") => {}
        _ if matches!(status, 408 | 409 | 429) || status >= 500 => {}
        _ => return Again::Never,
    }
    if status == 429 && lasts(body) {
        return Again::Never;
    }
    asked_wait(headers, now).or(fault.retry_after).map_or(Again::Usual, Again::After)
}

/// What a fault without a status says about another try: one in the stream, or of the network.
pub fn after_fault(fault: &Fault) -> Again {
    if !may_pass(fault.kind) {
        return Again::Never;
    }
    fault.retry_after.map_or(Again::Usual, Again::After)
}

/// How long the headers ask to wait; `None` when they do not, or for a time that has passed.
pub fn asked_wait(headers: &[(String, String)], now: Timestamp) -> Option<Duration> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let milliseconds = header(headers, "retry-after-ms").and_then(number).map(|wait| wait / 1000.0);
    let wait = milliseconds.or_else(|| header(headers, "retry-after").and_then(number));
    if let Some(seconds) = wait {
        return Duration::try_from_secs_f64(seconds).ok().filter(|wait| !wait.is_zero());
    }
    // RFC 9110, section 10.2.3: a date.
    let date = httpdate::parse_http_date(header(headers, "retry-after")?.trim()).ok()?;
    let date = date.duration_since(UNIX_EPOCH).ok()?;
    let wait = Timestamp(i64::try_from(date.as_millis()).ok()?).since(now);
    (!wait.is_zero()).then_some(wait)
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Whether what is wrong may be right a moment later.
fn may_pass(kind: FaultKind) -> bool {
    match kind {
        FaultKind::BadRequest
        | FaultKind::Auth
        | FaultKind::Billing
        | FaultKind::Permission
        | FaultKind::NotFound
        | FaultKind::Context
        | FaultKind::TooLarge
        | FaultKind::Unsupported
        | FaultKind::Cancelled => false,
        FaultKind::RateLimit
        | FaultKind::Overloaded
        | FaultKind::Server
        | FaultKind::Timeout
        | FaultKind::Offline
        | FaultKind::Connection
        | FaultKind::Garbled => true,
    }
}

/// Whether a 429 is one that no wait of minutes ends: a quota of the day (Gemini's `quotaId`), a model without room,
/// an account without credit (OpenAI).
fn lasts(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    ["PerDay", "MODEL_CAPACITY_EXHAUSTED", "insufficient_quota"].iter().any(|word| text.contains(word))
}

/// Numbers at random, the same for the same seed (SplitMix64).
#[derive(Clone, Copy, Debug)]
pub(super) struct Jitter(pub u64);

impl Jitter {
    /// The next one, from 0 up to but not with 1.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        f64::from((bits >> 32) as u32) / (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests;
