//! The providers that come with the program: where they are, and where their keys usually lie.

use super::Provider;
use crate::protocol::Protocol;

/// The providers, in the order in which one with a key is looked for.
pub(super) fn list() -> Vec<Provider> {
    let cloud = |name: &str, protocol, base_url: &str, env: &[&str], model: Option<&str>| Provider {
        name: name.to_owned(),
        protocol,
        base_url: base_url.to_owned(),
        headers: Vec::new(),
        key: name.to_owned(),
        env: env.iter().map(|&name| name.to_owned()).collect(),
        model: model.map(str::to_owned),
        prices: name.to_owned(),
        needs_key: true,
    };
    vec![
        cloud(
            "anthropic",
            Protocol::Anthropic,
            "https://api.anthropic.com",
            &["ANTHROPIC_API_KEY"],
            Some("claude-sonnet-5-5"),
        ),
        cloud(
            "openai",
            Protocol::OpenaiChat,
            "https://api.openai.com/v1",
            &["OPENAI_API_KEY"],
            Some("gpt-5.4"),
        ),
        Provider {
            key: "openai".to_owned(),
            prices: "openai".to_owned(),
            ..cloud(
                "openai-responses",
                Protocol::OpenaiResponses,
                "https://api.openai.com/v1",
                &["OPENAI_API_KEY"],
                Some("gpt-5.4"),
            )
        },
        Provider {
            prices: "google".to_owned(),
            ..cloud(
                "gemini",
                Protocol::Gemini,
                "https://generativelanguage.googleapis.com",
                &["GEMINI_API_KEY", "GOOGLE_API_KEY"],
                Some("gemini-3.5-flash"),
            )
        },
        cloud(
            "mistral",
            Protocol::Mistral,
            "https://api.mistral.ai",
            &["MISTRAL_API_KEY"],
            Some("mistral-large-latest"),
        ),
        Provider {
            needs_key: false,
            ..cloud("ollama", Protocol::Ollama, "http://localhost:11434", &["OLLAMA_API_KEY"], None)
        },
    ]
}
