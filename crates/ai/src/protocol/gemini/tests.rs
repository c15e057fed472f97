//! Signatures, and answers that are none.

use serde_json::json;

use crate::event::{FinishReason, OpaqueKind};
use crate::fault::FaultKind;
use crate::protocol::Protocol;
use crate::protocol::tests::{answer, sse};
use crate::request::{Part, Request};

#[test]
fn signatures_go_back_with_the_part_they_came_with() {
    let parts = json!([
        {"text": "Hm.", "thought": true, "thoughtSignature": "s1"},
        {"text": "Yes.", "thoughtSignature": "s2"},
        {"functionCall": {"name": "go", "args": {"a": 1}}, "thoughtSignature": "s3"},
        {"functionCall": {"name": "on", "args": {}}},
    ]);
    let piece = json!({"candidates": [{"content": {"parts": parts}, "finishReason": "STOP"}]});
    let got = answer(Protocol::Gemini, true, &sse(&[&piece.to_string()]));
    assert_eq!(got.finish.as_ref().map(|(reason, _)| *reason), Some(FinishReason::Tool));
    assert!(matches!(&got.parts[2], Part::Text { text, .. } if text == "Yes."), "{:?}", got.parts);
    assert!(
        matches!(&got.parts[0], Part::Reasoning { opaque: Some((OpaqueKind::Signature, s)), .. } if s == "s1")
    );
    let request = Request { model: "g".into(), messages: vec![got.message()], ..Request::default() };
    assert_eq!(super::encode::body(&request)["contents"][0]["parts"], parts);
}

#[test]
fn a_signature_on_an_empty_text_stays() {
    let piece = |parts: serde_json::Value| json!({"candidates": [{"content": {"parts": parts}}]}).to_string();
    let end = r#"{"candidates":[{"finishReason":"STOP","content":{"parts":[{"text":"","thoughtSignature":"s"}]}}]}"#;
    let got = answer(Protocol::Gemini, true, &sse(&[&piece(json!([{"text": "Hi"}])), end]));
    let request = Request { model: "g".into(), messages: vec![got.message()], ..Request::default() };
    assert_eq!(
        super::encode::body(&request)["contents"][0]["parts"],
        json!([{"text": "Hi"}, {"text": "", "thoughtSignature": "s"}])
    );
}

#[test]
fn a_call_that_cannot_be_read_is_a_fault_and_a_blocked_prompt_is_not() {
    let bad = r#"{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL","finishMessage":"no: x("}]}"#;
    let fault = answer(Protocol::Gemini, true, &sse(&[bad])).fault.expect("a fault");
    assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::Server, "no: x("));
    let blocked =
        answer(Protocol::Gemini, true, &sse(&[r#"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}"#]));
    assert_eq!(blocked.finish, Some((FinishReason::Filter, "PROHIBITED_CONTENT".to_owned())));
}
