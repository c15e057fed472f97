//! Forms of answers that the recordings lack: errors in the middle, other things than answers, ends that are missing.

use crate::event::{Event, FinishReason};
use crate::fault::FaultKind;
use crate::protocol::Protocol;
use crate::protocol::tests::{answer, events, sse};

const TEXT: &str = r#"{"choices":[{"delta":{"content":"Hel"}}]}"#;
const STOP: &str = r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#;

#[test]
fn an_error_in_the_middle_ends_the_answer_and_what_came_stays() {
    let error = r#"{"error":{"message":"Overloaded","type":"overloaded_error"}}"#;
    let got = answer(Protocol::OpenaiChat, true, &sse(&[TEXT, error, TEXT, STOP, "[DONE]"]));
    let fault = got.fault.as_ref().expect("a fault");
    assert_eq!((got.text.as_str(), fault.kind, fault.mid_stream), ("Hel", FaultKind::Overloaded, true));
    assert_eq!(got.finish, None);
    let first = answer(Protocol::OpenaiChat, true, &sse(&[error]));
    assert!(!first.fault.expect("a fault").mid_stream);
}

#[test]
fn anthropics_error_in_the_middle() {
    let start = r#"{"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":1}}}"#;
    let error =
        r#"{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"},"request_id":"req_1"}"#;
    let fault = answer(Protocol::Anthropic, true, &sse(&[start, error])).fault.expect("a fault");
    assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::RateLimit, "Slow down"));
    assert_eq!((fault.http_status, fault.request_id.as_deref()), (None, Some("req_1")));
}

#[test]
fn responses_that_fail() {
    let failed = r#"{"type":"response.failed","response":{"status":"failed","output":[],
        "error":{"code":"rate_limit_exceeded","message":"Try again in 1.5s"}}}"#;
    let fault =
        answer(Protocol::OpenaiResponses, true, &sse(&[&failed.replace('\n', "")])).fault.expect("a fault");
    assert_eq!(fault.kind, FaultKind::RateLimit);
    assert_eq!(fault.retry_after.map(|wait| wait.as_millis()), Some(1500));
    let error = r#"{"type":"error","code":"server_error","message":"Oh","param":null,"sequence_number":3}"#;
    let fault = answer(Protocol::OpenaiResponses, true, &sse(&[error])).fault.expect("a fault");
    assert_eq!((fault.kind, fault.code.as_deref()), (FaultKind::Server, Some("server_error")));
}

#[test]
fn geminis_error_without_a_field_in_the_middle() {
    let piece = r#"{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]}"#;
    let error = "{\n  \"error\": {\n    \"code\": 503,\n    \"message\": \"No room\",\n    \"status\": \"UNAVAILABLE\"\n  }\n}\n";
    for end in ["", "\r\n"] {
        let got = answer(Protocol::Gemini, true, &format!("{}{error}{end}", sse(&[piece])));
        let fault = got.fault.expect("a fault");
        assert_eq!(
            (got.text.as_str(), fault.kind, fault.http_status),
            ("Hi", FaultKind::Overloaded, Some(503))
        );
    }
    let array = format!("[{}]", error.trim());
    assert_eq!(
        answer(Protocol::Gemini, true, &array).fault.map(|fault| fault.kind),
        Some(FaultKind::Overloaded)
    );
}

#[test]
fn ollamas_error_in_the_middle() {
    let body = "{\"message\":{\"content\":\"a\"},\"done\":false}\n{\"error\":\"the model crashed\"}\n";
    let got = answer(Protocol::Ollama, true, body);
    assert_eq!((got.text.as_str(), got.fault.expect("a fault").message.as_str()), ("a", "the model crashed"));
}

#[test]
fn an_error_with_status_200() {
    let got =
        answer(Protocol::OpenaiChat, false, r#"{"error":{"code":429,"message":"Too many"},"user_id":"u"}"#);
    let fault = got.fault.expect("a fault");
    assert_eq!((fault.kind, fault.mid_stream), (FaultKind::RateLimit, false));
}

#[test]
fn something_else_than_an_answer_is_garbled() {
    for body in
        ["<!DOCTYPE html>\n<title>Log in</title>\n", "data: {broken}\n\n", "{\"hello\":1}", "{\"a\":1}}"]
    {
        let got = answer(Protocol::OpenaiChat, true, body);
        assert_eq!(got.fault.map(|fault| fault.kind), Some(FaultKind::Garbled), "{body}");
    }
    for body in ["", " \r\n", "data: {\"cho", "{\"choices\":[", ": ping\n\n"] {
        assert!(answer(Protocol::OpenaiChat, true, body).truncated, "{body}");
    }
}

#[test]
fn the_last_event_counts_without_its_blank_line_if_the_answer_ends_with_it() {
    for end in ["data: [DONE]", "data: [DONE]\n", "data: [DONE]\r\n"] {
        let got = answer(Protocol::OpenaiChat, true, &format!("{}{end}", sse(&[TEXT, STOP])));
        assert_eq!(got.finish, Some((FinishReason::Stop, "stop".to_owned())), "{end:?}");
    }
    let got = answer(Protocol::OpenaiChat, true, &format!("data: {TEXT}"));
    assert_eq!((got.text.as_str(), got.truncated), ("", true));
}

#[test]
fn nothing_is_heard_after_the_end() {
    let all = events(Protocol::OpenaiChat, true, &sse(&[TEXT, STOP, "[DONE]", TEXT, "[DONE]", "no json"]));
    assert!(matches!(all.last(), Some(Event::Finish { .. })), "{all:?}");
}

#[test]
fn a_call_that_was_not_ended_is_never_run() {
    let call = r#"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"rm","arguments":"{}"}}]}}]}"#;
    let cut = answer(Protocol::OpenaiChat, true, &sse(&[call]));
    assert!(cut.truncated && cut.runnable().next().is_none());
    let done = r#"{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}"#;
    let whole = answer(Protocol::OpenaiChat, true, &sse(&[call, done, "[DONE]"]));
    assert_eq!(whole.runnable().count(), 1);
}
