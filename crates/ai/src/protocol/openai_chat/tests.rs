//! Dialects that the recordings lack.

use serde_json::json;

use super::{Dialect, is_local};
use crate::event::{Arguments, FinishReason, OpaqueKind};
use crate::fault::FaultKind;
use crate::protocol::Protocol;
use crate::protocol::tests::{answer, sse};
use crate::request::Part;

#[test]
fn calls_of_the_same_index_with_other_ids_are_other_calls() {
    let call = |id: &str, path: &str| {
        let function = json!({"name": "read", "arguments": json!({ "path": path }).to_string()});
        json!({"choices": [{"delta": {"tool_calls": [{"index": 0, "id": id, "function": function}]}}]})
            .to_string()
    };
    let done = r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#;
    let got = answer(Protocol::OpenaiChat, true, &sse(&[&call("a", "1"), &call("b", "2"), done, "[DONE]"]));
    let paths: Vec<_> =
        got.runnable().map(|(call, value)| (call.id.as_str(), value["path"].clone())).collect();
    assert_eq!(paths, [("a", json!("1")), ("b", json!("2"))]);
    assert_eq!(got.finish.map(|(reason, _)| reason), Some(FinishReason::Tool));
}

#[test]
fn mistrals_pieces_of_thinking_and_arguments_that_are_an_object() {
    let piece = json!({"choices": [{"delta": {"content": [
        {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
        {"type": "text", "text": "Yes."},
    ], "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": {"a": 1}}}]}, "finish_reason": "tool_calls"}]});
    let got = answer(Protocol::Mistral, true, &sse(&[&piece.to_string(), "[DONE]"]));
    assert_eq!((got.reasoning.as_str(), got.text.as_str()), ("Hm.", "Yes."));
    assert_eq!(got.calls[0].arguments, Some(Arguments::Json(json!({"a": 1}))));
}

#[test]
fn details_of_thinking_are_put_together() {
    let piece = |detail: serde_json::Value| {
        json!({"choices": [{"delta": {"reasoning_details": [detail]}}]}).to_string()
    };
    let pieces = [
        piece(json!({"type": "reasoning.text", "index": 0, "text": "One ", "signature": null})),
        piece(json!({"type": "reasoning.text", "index": 0, "text": "two."})),
        piece(json!({"type": "reasoning.text", "index": 0, "signature": "sig"})),
        piece(json!({"type": "reasoning.encrypted", "index": 1, "id": "r", "data": "enc"})),
        r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#.to_owned(),
        "[DONE]".to_owned(),
    ];
    let got = answer(Protocol::OpenaiChat, true, &sse(&pieces.each_ref().map(String::as_str)));
    assert_eq!(got.reasoning, "One two.");
    let Some(Part::Reasoning { opaque: Some((OpaqueKind::Details, data)), .. }) = got.parts.first() else {
        panic!("no details: {:?}", got.parts);
    };
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(data).expect("JSON"),
        json!([
            {"type": "reasoning.text", "index": 0, "text": "One two.", "signature": "sig"},
            {"type": "reasoning.encrypted", "index": 1, "id": "r", "data": "enc"},
        ])
    );
}

#[test]
fn a_reason_that_is_none_is_a_fault() {
    let got = answer(
        Protocol::OpenaiChat,
        true,
        &sse(&[r#"{"choices":[{"delta":{},"finish_reason":"error"}]}"#, "[DONE]"]),
    );
    assert_eq!(got.fault.map(|fault| fault.kind), Some(FaultKind::Server));
}

#[test]
fn thinking_beside_what_was_written_is_added() {
    let body = json!({"choices": [{"message": {"content": "x"}, "finish_reason": "stop"}], "usage": {
        "prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 42,
        "completion_tokens_details": {"reasoning_tokens": 30},
    }});
    let usage = answer(Protocol::OpenaiChat, false, &body.to_string()).usage;
    assert_eq!((usage.output, usage.reasoning), (Some(32), Some(30)));
}

#[test]
fn servers_are_known_by_their_address() {
    let dialect = |url: &str| Dialect::of(url);
    assert_eq!(dialect("https://api.openai.com/v1"), Dialect::Openai);
    assert_eq!(dialect("https://openrouter.ai/api/v1"), Dialect::Openrouter);
    assert_eq!(dialect("https://API.x.ai:443/v1"), Dialect::Xai);
    assert_eq!(dialect("https://notopenai.com/v1"), Dialect::Other);
    assert_eq!(dialect("http://localhost:1234/v1"), Dialect::Local);
    for local in ["http://127.0.0.1:8080", "http://[::1]:80/v1", "http://192.168.1.4/v1", "http://box.local"]
    {
        assert!(is_local(local), "{local}");
    }
    assert!(!is_local("https://user:localhost@example.org/v1"));
}
