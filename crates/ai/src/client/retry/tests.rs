//! What is sent again, and after how long.

use std::time::Duration;

use justbuilt_base::Timestamp;

use super::{Again, Jitter, Retry, after_fault, after_status, asked_wait};
use crate::client::exchange::fault;
use crate::fault::FaultKind;
use crate::protocol::Protocol;

/// 21 October 2026, 07:28:00 UTC.
const NOW: Timestamp = Timestamp(1_792_567_680_000);
const HALF: Duration = Duration::from_millis(500);
const SECOND: Duration = Duration::from_secs(1);

fn headers(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn again(status: u16, pairs: &[(&str, &str)], body: &str) -> Again {
    let kind = if status == 429 { FaultKind::RateLimit } else { FaultKind::Server };
    after_status(status, &headers(pairs), body.as_bytes(), &fault(kind, ""), NOW)
}

#[test]
fn waits_are_read_in_each_form() {
    let asked = |pairs: &[(&str, &str)]| asked_wait(&headers(pairs), NOW).map(|wait| wait.as_millis());
    assert_eq!(asked(&[("retry-after", "2")]), Some(2000));
    assert_eq!(asked(&[("retry-after", " 1.5 ")]), Some(1500));
    assert_eq!(asked(&[("retry-after", "9"), ("retry-after-ms", "20")]), Some(20));
    assert_eq!(asked(&[("retry-after-ms", "soon"), ("retry-after", "9")]), Some(9000));
    assert_eq!(asked(&[("retry-after", "Wed, 21 Oct 2026 07:28:07 GMT")]), Some(7000));
    assert_eq!(asked(&[("retry-after", "Wednesday, 21-Oct-26 07:28:07 GMT")]), Some(7000));
    assert_eq!(asked(&[("retry-after", "Wed Oct 21 07:28:07 2026")]), Some(7000));
    for nothing in ["0", "-3", "NaN", "inf", "1e300", "", "later", "Wed, 21 Oct 2026 07:27:00 GMT"] {
        assert_eq!(asked(&[("retry-after", nothing)]), None, "{nothing}");
    }
    assert_eq!(asked(&[]), None);
}

#[test]
fn statuses_decide() {
    for status in [408, 409, 429, 500, 502, 503, 504, 529] {
        assert_eq!(again(status, &[], ""), Again::Usual, "{status}");
        assert_eq!(again(status, &[("x-should-retry", "false")], ""), Again::Never, "{status}");
        assert_eq!(again(status, &[("retry-after", "3")], ""), Again::After(3 * SECOND), "{status}");
    }
    for status in [400, 401, 402, 403, 404, 413, 422, 501] {
        assert_eq!(again(status, &[("x-should-retry", "true"), ("retry-after", "3")], ""), Again::Never);
    }
    assert_eq!(again(425, &[], ""), Again::Never);
    assert_eq!(again(425, &[("x-should-retry", "true")], ""), Again::Usual);
}

#[test]
fn what_no_wait_ends_is_not_sent_again() {
    let daily = r#"{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}"#;
    for body in [daily, r#"{"reason":"MODEL_CAPACITY_EXHAUSTED"}"#, r#"{"code":"insufficient_quota"}"#] {
        assert_eq!(again(429, &[("retry-after", "3")], body), Again::Never, "{body}");
    }
    assert_eq!(again(429, &[], r#"{"quotaId":"GenerateRequestsPerMinute"}"#), Again::Usual);
    let billing = fault(FaultKind::Billing, "");
    assert_eq!(after_status(429, &[], b"", &billing, NOW), Again::Never);
    assert_eq!(after_fault(&fault(FaultKind::Context, "")), Again::Never);
    assert_eq!(after_fault(&fault(FaultKind::Cancelled, "")), Again::Never);
    assert_eq!(after_fault(&fault(FaultKind::Overloaded, "")), Again::Usual);
}

#[test]
fn the_protocol_may_say_how_long() {
    let mut limit = fault(FaultKind::RateLimit, "");
    limit.retry_after = Some(40 * SECOND);
    assert_eq!(after_status(429, &[], b"", &limit, NOW), Again::After(40 * SECOND));
    let header = headers(&[("retry-after", "1")]);
    assert_eq!(after_status(429, &header, b"", &limit, NOW), Again::After(SECOND));
    assert_eq!(after_fault(&limit), Again::After(40 * SECOND));
}

#[test]
fn waits_double_up_to_a_cap() {
    let usual = Retry { times: 9, ..Retry::USUAL };
    let waits: Vec<_> = (2..9).filter_map(|attempt| usual.wait(attempt, Again::Usual, 0.0)).collect();
    assert_eq!(waits, [HALF, SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND, 8 * SECOND, 8 * SECOND]);
    assert_eq!(usual.wait(2, Again::Usual, 0.5), Some(HALF.mul_f64(0.875)));
    assert_eq!(usual.wait(11, Again::Usual, 0.0), None);
    assert_eq!(usual.wait(1, Again::Usual, 0.0), None);
    assert_eq!(usual.wait(2, Again::Never, 0.0), None);
    assert_eq!(usual.wait(2, Again::After(120 * SECOND), 0.9), Some(120 * SECOND));
    assert_eq!(usual.wait(2, Again::After(121 * SECOND), 0.0), None);
    assert_eq!(Retry::NEVER.wait(2, Again::Usual, 0.0), None);
    let google = Retry::of(Protocol::Gemini);
    let waits: Vec<_> = (2..9).filter_map(|attempt| google.wait(attempt, Again::Usual, 0.5)).collect();
    assert_eq!(waits, [1.5, 2.5, 4.5, 8.5].map(Duration::from_secs_f64));
    assert_eq!(Retry::of(Protocol::Anthropic).wait(4, Again::Usual, 0.0), None);
}

#[test]
fn the_random_part_is_even_and_the_same_for_a_seed() {
    let (mut one, mut same, mut other) = (Jitter(7), Jitter(7), Jitter(8));
    let draws: Vec<f64> = (0..1000).map(|_| one.next()).collect();
    assert!(draws.iter().all(|draw| (0.0..1.0).contains(draw)));
    let mean = draws.iter().sum::<f64>() / 1000.0;
    assert!((0.45..0.55).contains(&mean), "{mean}");
    assert!(draws.iter().all(|draw| same.next().to_bits() == draw.to_bits()));
    assert_ne!(other.next().to_bits(), draws[0].to_bits());
}
