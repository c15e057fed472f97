//! How completion is asked for, and the fence that comes off an answer.

use justbuilt_ai::event::FinishReason;
use justbuilt_ai::providers::Providers;

use super::*;

#[test]
fn each_server_is_asked_in_its_own_way() {
    let toml = "[provider.deepseek]\nbase_url=\"https://api.deepseek.com\"\n\
                [provider.'llama.cpp']\nbase_url=\"http://localhost:8080\"\n\
                [provider.vllm]\nbase_url=\"http://localhost:8000/v1\"\n";
    let providers = Providers::built_in().with_own(toml).unwrap();
    let api = |name: &str, model: &str, said| super::api(providers.get(name).unwrap(), model, said);
    assert_eq!(api("mistral", "codestral-latest", None), Some(FimApi::Mistral));
    assert_eq!(api("mistral", "mistral-large-latest", None), None);
    assert_eq!(api("deepseek", "deepseek-chat", None), Some(FimApi::Deepseek));
    assert_eq!(api("llama.cpp", "whatever", None), Some(FimApi::LlamaInfill));
    assert_eq!(api("vllm", "Qwen2.5-Coder-7B", None), Some(FimApi::Prompt(Template::Qwen)));
    assert_eq!(api("vllm", "llama-3", None), None);
    assert_eq!(api("ollama", "qwen2.5-coder:1.5b", None), Some(FimApi::Ollama));
    assert_eq!(api("ollama", "qwen2.5-coder:1.5b", Some(false)), None);
    assert_eq!(api("ollama", "mine", Some(true)), Some(FimApi::Ollama));
    assert_eq!(api("anthropic", "claude-sonnet-5-5", None), None);
    assert_eq!(api("openai", "gpt-5.4", None), None);
}

/// What is left of an answer that comes in these pieces.
fn left(pieces: &[&str]) -> String {
    let mut unfence = Unfence::default();
    let pieces = pieces.iter().map(|piece| Event::Text { block: 0, delta: (*piece).to_owned() });
    let end = Event::Finish { reason: FinishReason::Stop, raw: String::new() };
    let mut out = String::new();
    for event in pieces.chain([end]) {
        for update in unfence.take(Update::Event(event)) {
            if let Update::Event(Event::Text { delta, .. }) = update {
                out.push_str(&delta);
            }
        }
    }
    out
}

#[test]
fn a_fence_comes_off_however_it_is_cut() {
    for (whole, expected) in [
        ("let a = 1;\n", "let a = 1;\n"),
        ("```rust\nlet a = 1;\nlet b;\n```\nThis is it.", "let a = 1;\nlet b;"),
        ("```\n```", ""),
        ("```rust\nopen\n", "open"),
        ("``x", "``x"),
        ("", ""),
        ("a ``` b", "a ``` b"),
    ] {
        assert_eq!(left(&[whole]), expected, "{whole:?}");
        let letters: Vec<String> = whole.chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        assert_eq!(left(&letters), expected, "{whole:?} by letters");
    }
}
