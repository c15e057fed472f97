//! Which of the servers that speak Chat Completions this is, by its address, and what it does otherwise. Only what
//! was seen or is documented; a server that is not known gets what most understand.

/// A family of servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::protocol) enum Dialect {
    Openai,
    Deepseek,
    Groq,
    Mistral,
    Openrouter,
    Perplexity,
    Xai,
    /// On this machine or beside it: llama.cpp, vLLM, LM Studio, Ollama.
    Local,
    Other,
}

impl Dialect {
    /// By the address.
    pub(in crate::protocol) fn of(base_url: &str) -> Self {
        let host = host(base_url);
        let known = [
            ("openai.com", Dialect::Openai),
            ("openai.azure.com", Dialect::Openai),
            ("deepseek.com", Dialect::Deepseek),
            ("groq.com", Dialect::Groq),
            ("mistral.ai", Dialect::Mistral),
            ("openrouter.ai", Dialect::Openrouter),
            ("perplexity.ai", Dialect::Perplexity),
            ("x.ai", Dialect::Xai),
        ];
        let found = known.iter().find(|(domain, _)| {
            host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        });
        match found {
            Some((_, dialect)) => *dialect,
            None if is_local(base_url) => Dialect::Local,
            None => Dialect::Other,
        }
    }

    /// The key for the most tokens of an answer.
    pub(super) fn max_output(self) -> &'static str {
        if self == Dialect::Openai { "max_completion_tokens" } else { "max_tokens" }
    }

    /// Whether tokens of a stream are only counted when asked for.
    pub(super) fn asks_for_usage(self) -> bool {
        !matches!(self, Dialect::Mistral | Dialect::Perplexity | Dialect::Openrouter)
    }

    /// Whether the text of earlier thinking goes back as `reasoning_content`. OpenAI and Groq refuse keys that they
    /// do not know.
    pub(super) fn takes_reasoning(self) -> bool {
        matches!(self, Dialect::Deepseek | Dialect::Local | Dialect::Other)
    }

    /// Whether pieces of text can be marked for the cache.
    pub(super) fn takes_cache_marks(self) -> bool {
        self == Dialect::Openrouter
    }
}

/// The host of an address, in lower case and without its port.
pub(in crate::protocol) fn host(base_url: &str) -> String {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    host.to_ascii_lowercase()
}

/// Whether an address is this machine's or one of a private network
/// (<https://www.rfc-editor.org/rfc/rfc1918>).
pub(in crate::protocol) fn is_local(base_url: &str) -> bool {
    let host = host(base_url);
    if let Ok(address) = host.parse::<std::net::Ipv4Addr>() {
        return address.is_loopback() || address.is_private() || address.is_unspecified();
    }
    if let Ok(address) = host.parse::<std::net::Ipv6Addr>() {
        return address.is_loopback() || address.is_unique_local();
    }
    host == "localhost" || [".localhost", ".local", ".lan"].iter().any(|end| host.ends_with(end))
}
