//! Filling in the middle.

use serde_json::json;

use super::template::Template;
use super::{FimApi, FimRequest, decoder, encode};
use crate::answer::{Answer, Assembler};
use crate::event::FinishReason;
use crate::protocol::Endpoint;

fn request() -> FimRequest {
    FimRequest {
        model: "m".into(),
        prefix: "fn a() {".into(),
        suffix: "}".into(),
        path: "a.rs".into(),
        files: vec![("b.rs".into(), "fn b() {}".into())],
        max_output: Some(64),
        stop: vec!["\n\n".into()],
        stream: true,
        ..FimRequest::default()
    }
}

fn sent(api: FimApi, base: &str) -> (String, serde_json::Value) {
    let endpoint = Endpoint { base_url: base.into(), ..Endpoint::default() };
    let wire = encode(api, &endpoint, &request());
    (wire.url, wire.body.expect("a body"))
}

fn read(api: FimApi, body: &str) -> Answer {
    let (mut decoder, mut events, mut assembler) = (decoder(api, true), Vec::new(), Assembler::new());
    decoder.feed(body.as_bytes(), &mut events);
    decoder.end(&mut events);
    events.iter().for_each(|event| assembler.push(event));
    assembler.finish()
}

#[test]
fn each_server_has_its_address() {
    let (url, body) = sent(FimApi::Mistral, "https://codestral.mistral.ai/v1");
    assert_eq!(url, "https://codestral.mistral.ai/v1/fim/completions");
    assert_eq!(
        body,
        json!({"model": "m", "prompt": "fn a() {", "suffix": "}", "max_tokens": 64, "stop": ["\n\n"], "stream": true})
    );
    assert_eq!(
        sent(FimApi::Deepseek, "https://api.deepseek.com").0,
        "https://api.deepseek.com/beta/completions"
    );
    let (url, body) = sent(FimApi::Ollama, "http://localhost:11434");
    assert_eq!(url, "http://localhost:11434/api/generate");
    assert_eq!((&body["suffix"], &body["options"]["num_predict"]), (&json!("}"), &json!(64)));
    let (url, body) = sent(FimApi::LlamaInfill, "http://localhost:8080/v1");
    assert_eq!(url, "http://localhost:8080/infill");
    assert_eq!(body["input_extra"], json!([{"filename": "b.rs", "text": "fn b() {}"}]));
    let (_, body) = sent(FimApi::OllamaPrompt(Template::Qwen), "http://localhost:11434");
    assert_eq!(body["raw"], true);
    assert!(body["options"]["stop"].as_array().expect("stops").contains(&json!("<|file_sep|>")));
}

#[test]
fn each_family_has_its_prompt() {
    let prompt = |template: Template, files: &[(String, String)]| template.prompt("P", "S", "a.rs", files);
    let files = [("b.rs".to_owned(), "B".to_owned())];
    assert_eq!(prompt(Template::Qwen, &[]), "<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>");
    assert_eq!(
        prompt(Template::Qwen, &files),
        "<|repo_name|>project\n<|file_sep|>b.rs\nB\n<|file_sep|>a.rs\n<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>"
    );
    assert_eq!(prompt(Template::Starcoder, &[]), "<fim_prefix>P<fim_suffix>S<fim_middle>");
    assert_eq!(prompt(Template::Codestral, &[]), "[SUFFIX]S[PREFIX]P");
    assert_eq!(prompt(Template::Codestral, &files), "[SUFFIX]S[PREFIX]+++++ b.rs\nB\n+++++ a.rs\nP");
    assert_eq!(prompt(Template::SeedCoder, &[]), "<[fim-prefix]>P<[fim-suffix]>S<[fim-middle]>");
    assert_eq!(Template::of("qwen2.5-coder:7b"), Some(Template::Qwen));
    assert_eq!(Template::of("codestral-latest"), Some(Template::Codestral));
    assert_eq!(Template::of("gpt-5.4"), None);
}

#[test]
fn answers_of_each_form_are_text() {
    let infill = "data: {\"content\":\"a, \",\"stop\":false}\n\ndata: {\"content\":\"b\",\"stop\":false}\n\n\
                  data: {\"content\":\"\",\"stop\":true,\"stop_type\":\"limit\",\"tokens_evaluated\":9}\n\n";
    let got = read(FimApi::LlamaInfill, infill);
    assert_eq!((got.text.as_str(), got.usage.input), ("a, b", Some(9)));
    assert_eq!(got.finish, Some((FinishReason::Length, "limit".to_owned())));
    let completion = "data: {\"object\":\"text_completion\",\"choices\":[{\"text\":\"a, b\",\"finish_reason\":\"stop\"}]}\n\n\
                      data: [DONE]\n\n";
    assert_eq!(read(FimApi::Deepseek, completion).text, "a, b");
    let lines = "{\"model\":\"q\",\"response\":\"a, \",\"done\":false}\n{\"response\":\"b\",\"done\":true,\"done_reason\":\"stop\"}\n";
    assert_eq!(read(FimApi::Ollama, lines).text, "a, b");
    assert!(read(FimApi::Ollama, "{\"response\":\"a\",\"done\":false}\n").truncated);
    let none = r#"{"error":{"code":501,"message":"Infill is not supported by this model","type":"not_supported_error"}}"#;
    assert_eq!(
        read(FimApi::LlamaInfill, none).fault.map(|fault| fault.kind),
        Some(crate::FaultKind::Unsupported)
    );
}
