//! Asking for counts.

use serde_json::json;

use super::{decode, encode};
use crate::protocol::{Endpoint, Protocol};
use crate::request::{Message, Part, Request, Role};

fn sent(protocol: Protocol, base: &str) -> Option<(String, serde_json::Value)> {
    let request = Request {
        model: "m".into(),
        messages: vec![Message { role: Role::User, parts: vec![Part::text("hi")] }],
        max_output: Some(9),
        temperature: Some(0.5),
        stream: true,
        ..Request::default()
    };
    let endpoint = Endpoint { base_url: base.into(), ..Endpoint::default() };
    encode(protocol, &endpoint, &request).map(|wire| (wire.url, wire.body.expect("a body")))
}

#[test]
fn only_what_is_counted_is_sent() {
    let said = json!([{"role": "user", "content": [{"type": "text", "text": "hi"}]}]);
    let (url, body) = sent(Protocol::Anthropic, "https://a.example").expect("a request");
    assert_eq!(url, "https://a.example/v1/messages/count_tokens");
    assert_eq!(body, json!({"model": "m", "messages": said}));
    let (url, body) = sent(Protocol::Gemini, "https://g.example").expect("a request");
    assert_eq!(url, "https://g.example/v1beta/models/m:countTokens");
    let contents = json!([{"role": "user", "parts": [{"text": "hi"}]}]);
    assert_eq!(body, json!({"generateContentRequest": {"model": "models/m", "contents": contents}}));
    let (url, body) = sent(Protocol::OpenaiResponses, "https://o.example/v1").expect("a request");
    assert_eq!(url, "https://o.example/v1/responses/input_tokens");
    assert!(body.get("stream").is_none() && body.get("max_output_tokens").is_none());
    let local = sent(Protocol::OpenaiChat, "http://localhost:8080/v1").expect("a request");
    assert_eq!(local.0, "http://localhost:8080/v1/chat/completions/input_tokens");
    assert!(sent(Protocol::OpenaiChat, "https://o.example/v1").is_none());
    assert!(sent(Protocol::Ollama, "http://localhost:11434").is_none());
}

#[test]
fn counts_and_what_is_none() {
    assert_eq!(decode(br#"{"object":"response.input_tokens","input_tokens":11}"#), Ok(11));
    assert_eq!(decode(br#"{"totalTokens":7}"#), Ok(7));
    assert!(decode(b"{}").is_err());
}
