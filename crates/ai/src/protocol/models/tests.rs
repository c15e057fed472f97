//! Lists of the providers whose lists were not recorded, after their documentation.

use super::{Model, decode, decode_ollama_show, encode};
use crate::protocol::{Endpoint, Protocol};

fn one(protocol: Protocol, body: &str) -> Model {
    decode(protocol, body.as_bytes()).expect("a list").models.remove(0)
}

#[test]
fn anthropic_has_pages() {
    let body = r#"{"data":[{"type":"model","id":"claude-x","display_name":"Claude X","max_input_tokens":200000,"max_tokens":64000,
        "capabilities":{"thinking":{"supported":true},"image_input":{"supported":false}}}],"has_more":true,"last_id":"claude-x"}"#;
    let page = decode(Protocol::Anthropic, body.as_bytes()).expect("a list");
    assert_eq!(page.next.as_deref(), Some("claude-x"));
    let model = &page.models[0];
    assert_eq!((model.context, model.max_output), (Some(200_000), Some(64_000)));
    assert_eq!((model.thinking, model.images), (Some(true), Some(false)));
    let endpoint = Endpoint { base_url: "https://api.anthropic.com".into(), ..Endpoint::default() };
    let wire = encode(Protocol::Anthropic, &endpoint, Some("claude-x"));
    assert_eq!(wire.url, "https://api.anthropic.com/v1/models?limit=1000&after_id=claude-x");
    assert!(wire.headers.iter().any(|(name, _)| name == "anthropic-version") && wire.body.is_none());
}

#[test]
fn gemini_says_what_models_can_do() {
    let model = one(
        Protocol::Gemini,
        r#"{"models":[{"name":"models/gemini-2.5-flash","displayName":"Flash","inputTokenLimit":1048576,"outputTokenLimit":65536,
            "supportedGenerationMethods":["generateContent","countTokens"],"thinking":true}],"nextPageToken":"t/1"}"#,
    );
    assert_eq!(
        (model.id.as_str(), model.chat, model.embeddings),
        ("gemini-2.5-flash", Some(true), Some(false))
    );
    let endpoint = Endpoint { base_url: "https://g.example".into(), ..Endpoint::default() };
    let next = encode(Protocol::Gemini, &endpoint, Some("t/1"));
    assert_eq!(next.url, "https://g.example/v1beta/models?pageSize=1000&pageToken=t%2F1");
}

#[test]
fn openrouter_says_prices_and_mistral_abilities() {
    let model = one(
        Protocol::OpenaiChat,
        r#"{"data":[{"id":"a/b","name":"A: B","context_length":1000,"pricing":{"prompt":"0.000001","completion":"0.000002"},
            "supported_parameters":["tools"],"top_provider":{"max_completion_tokens":100},"architecture":{"input_modalities":["text","image"]}}]}"#,
    );
    assert_eq!((model.input_usd, model.output_usd), (Some(1e-6), Some(2e-6)));
    assert_eq!((model.tools, model.thinking, model.images), (Some(true), Some(false), Some(true)));
    assert_eq!((model.context, model.max_output), (Some(1000), Some(100)));
    let model = one(
        Protocol::Mistral,
        r#"{"data":[{"id":"codestral","max_context_length":32768,"capabilities":{"completion_chat":true,"completion_fim":true,"function_calling":true,"vision":false}}]}"#,
    );
    assert_eq!(
        (model.fim, model.tools, model.images, model.context),
        (Some(true), Some(true), Some(false), Some(32_768))
    );
}

#[test]
fn ollama_says_the_rest_when_asked() {
    let mut model = one(Protocol::Ollama, r#"{"models":[{"name":"qwen3:4b","model":"qwen3:4b","size":1}]}"#);
    assert_eq!((model.id.as_str(), model.tools), ("qwen3:4b", None));
    let body = br#"{"capabilities":["completion","tools"],"model_info":{"qwen3.context_length":40960}}"#;
    decode_ollama_show(&mut model, body).expect("reads");
    assert_eq!((model.tools, model.images, model.context), (Some(true), Some(false), Some(40_960)));
}

#[test]
fn no_list_is_a_fault_and_an_empty_one_is_not() {
    assert!(decode(Protocol::OpenaiChat, br#"{"data":[]}"#).expect("a list").models.is_empty());
    assert!(decode(Protocol::OpenaiChat, b"<html>").is_err());
    assert_eq!(decode(Protocol::OpenaiChat, br#"{"error":"no"}"#).expect_err("a fault").message, "no");
}
