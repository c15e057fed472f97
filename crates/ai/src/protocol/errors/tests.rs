//! Shapes of errors that the recordings lack.

use std::time::Duration;

use super::of_answer;
use crate::fault::{Fault, FaultKind};

fn fault(status: u16, body: &str) -> Fault {
    of_answer(status, &[], body.as_bytes())
}

#[test]
fn details_as_text_and_as_a_list() {
    let one = fault(401, r#"{"detail":"Invalid API Key"}"#);
    assert_eq!((one.kind, one.message.as_str()), (FaultKind::Auth, "Invalid API Key"));
    let list =
        fault(422, r#"{"detail":[{"loc":["body","messages",0],"msg":"Field required","type":"missing"}]}"#);
    assert_eq!(
        (list.kind, list.message.as_str()),
        (FaultKind::BadRequest, "body.messages.0: Field required")
    );
}

#[test]
fn an_array_of_one() {
    let body = r#"[{"error":{"code":429,"message":"Quota exceeded. Please retry in 40.02s.","status":"RESOURCE_EXHAUSTED",
        "details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"40s"}]}}]"#;
    let got = fault(429, body);
    assert_eq!((got.kind, got.retry_after), (FaultKind::RateLimit, Some(Duration::from_secs(40))));
}

#[test]
fn what_is_spent_for_the_day_does_not_come_back_by_waiting() {
    let body = r#"{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":[
        {"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}}"#;
    assert_eq!(fault(429, body).kind, FaultKind::Billing);
    let body = r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}"#;
    assert_eq!(fault(429, body).kind, FaultKind::Billing);
}

#[test]
fn more_than_the_window() {
    for message in [
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.",
        "prompt is too long: 208310 tokens > 200000 maximum",
        "input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000",
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    ] {
        let body =
            serde_json::json!({"error": {"type": "invalid_request_error", "message": message}}).to_string();
        assert_eq!(fault(400, &body).kind, FaultKind::Context, "{message}");
    }
}

#[test]
fn by_the_status_alone() {
    let kinds = [
        (402, FaultKind::Billing),
        (408, FaultKind::Timeout),
        (409, FaultKind::Overloaded),
        (413, FaultKind::TooLarge),
        (418, FaultKind::BadRequest),
        (499, FaultKind::Cancelled),
        (500, FaultKind::Server),
        (501, FaultKind::Unsupported),
        (502, FaultKind::Server),
        (503, FaultKind::Overloaded),
        (504, FaultKind::Timeout),
        (529, FaultKind::Overloaded),
    ];
    for (status, kind) in kinds {
        let got = fault(status, "");
        assert_eq!((got.kind, got.http_status), (kind, Some(status)), "{status}");
        assert!(got.message.contains(&status.to_string()), "{}", got.message);
    }
}

#[test]
fn text_and_pages_are_messages_too() {
    assert_eq!(fault(502, "upstream gone\n").message, "upstream gone");
    assert_eq!(fault(404, "<html><title>Not here</title><body>…</body>").message, "Not here");
    assert_eq!(fault(500, &"x".repeat(9000)).message.chars().count(), 2001);
}

#[test]
fn keys_are_not_repeated() {
    let got = fault(401, r#"{"error":{"message":"Incorrect API key: sk-proj-abcdefghijklmnop1234567890."}}"#);
    assert_eq!(got.message, "Incorrect API key: sk-pro…");
}

#[test]
fn headers_say_more_than_the_body() {
    let headers =
        [("retry-after".to_owned(), "7".to_owned()), ("x-request-id".to_owned(), "req_1".to_owned())];
    let got = of_answer(429, &headers, br#"{"error":{"message":"Please try again in 20s."}}"#);
    assert_eq!((got.retry_after, got.request_id.as_deref()), (Some(Duration::from_secs(7)), Some("req_1")));
}
