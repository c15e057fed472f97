//! What went wrong between a request and its answer, in words, each with what to do about it: one set for the window
//! and for the command line. What kind of fault it is was decided in the crate `ai`.

use justbuilt_ai::answer::Answer;
use justbuilt_ai::budget::Refusal;
use justbuilt_ai::client::Notice;
use justbuilt_ai::event::FinishReason;
use justbuilt_ai::fault::{Fault, FaultKind};
use justbuilt_ai::protocol::Protocol;
use justbuilt_ai::providers::{KeyPlace, Provider};

use super::{KeyFault, Trouble};

/// Who reads it: what to do differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Somebody at a terminal, who has options.
    Terminal,
    /// Somebody at the window, who has pages and buttons.
    Window,
}

/// What a fault is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Who was asked.
    pub provider: &'a Provider,
    /// Which model.
    pub model: &'a str,
    /// Where the key is from.
    pub key: &'a KeyPlace,
    /// Models that are called nearly like the one that is not there.
    pub near: &'a [String],
}

impl Trouble {
    /// Something that went wrong, without more to know.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
            details: String::new(),
            retrying: None,
            key_of: None,
        }
    }

    /// On one line what happened, and below it what to do.
    pub fn lines(&self) -> String {
        if self.help.is_empty() { self.message.clone() } else { format!("{}\n{}", self.message, self.help) }
    }
}

/// Where to look after an account.
fn account(provider: &str) -> &'static str {
    match provider {
        "openai" | "openai-responses" => " at https://platform.openai.com/settings/organization/billing",
        "anthropic" => " at https://platform.claude.com/settings/billing",
        "gemini" => " at https://aistudio.google.com",
        "mistral" => " at https://console.mistral.ai",
        _ => "",
    }
}

/// What happened, to what, and what to do.
pub fn of_fault(fault: &Fault, about: About<'_>, reader: Reader) -> Trouble {
    let terminal = reader == Reader::Terminal;
    let either = |window: &str, at_terminal: &str| (if terminal { at_terminal } else { window }).to_owned();
    let About { provider, model, key, near } = about;
    let name = &provider.name;
    let wait = fault.retry_after.map(|wait| format!(" It asks to wait {} s.", wait.as_secs_f64().ceil()));
    let wait = wait.unwrap_or_default();
    let (what, help) = match fault.kind {
        FaultKind::Auth => (format!("{name} does not take the key"), wrong_key(provider, key, reader)),
        FaultKind::Billing => (
            format!("{name} says that there is no credit"),
            format!("Add some{}, or ask another provider{}.", account(name), either("", " (--provider)")),
        ),
        FaultKind::Permission => (
            format!("the key may not do this at {name}"),
            format!("Give it the right to use {model}, or choose another model{}.", either("", " (--model)")),
        ),
        FaultKind::NotFound => {
            let near = match near {
                [] if terminal => format!("`justbuilt models --provider {name}` lists what there is."),
                [] => "Choose another model; the page Providers lists what there is.".to_owned(),
                near => format!("Near it are: {}.", near.join(", ")),
            };
            let pull = match provider.protocol {
                Protocol::Ollama => format!("\nOr fetch it: ollama pull {model}"),
                _ => String::new(),
            };
            (format!("{name} has no model {model} (or nothing at {})", provider.base_url), near + &pull)
        }
        FaultKind::Context => (
            format!("this is more than {model} can read"),
            format!(
                "Leave something out{}, or choose a model with a larger window.",
                either("", " (--context)")
            ),
        ),
        FaultKind::TooLarge => (
            format!("this is more than {name} takes"),
            format!("Leave something out{}.", either("", " (--context)")),
        ),
        FaultKind::RateLimit => (
            format!("{name} lets no more through for now"),
            format!("Try again later, or ask another model.{wait}"),
        ),
        FaultKind::Overloaded => {
            (format!("{name} has no room now"), format!("Try again later, or ask another model.{wait}"))
        }
        FaultKind::Server => {
            (format!("{name} failed"), "The fault is on its side. Try again later.".to_owned())
        }
        FaultKind::Unsupported | FaultKind::BadRequest => (
            format!("{name} does not take this request"),
            format!(
                "{}Another model may take it.",
                either("The page Context shows what was sent. ", "--dry-run shows what was sent. ")
            ),
        ),
        FaultKind::Timeout => {
            (format!("{name} took too long"), "Try again, or ask for less at once.".to_owned())
        }
        FaultKind::Cancelled => ("the answer was stopped".to_owned(), String::new()),
        FaultKind::Offline => {
            (format!("{} cannot be reached", provider.base_url), unreachable(provider, reader))
        }
        FaultKind::Connection => {
            let help = format!("Try again. If it stays so: is {} its address (base_url)?", provider.base_url);
            (format!("the connection to {name} broke"), help)
        }
        FaultKind::Garbled => (
            format!("what came from {name} is not what its protocol says"),
            format!(
                "Is {} the address of the provider, and not of a page or a proxy? base_url and protocol are in providers.toml.",
                provider.base_url
            ),
        ),
    };
    let cut = if fault.mid_stream { "the answer is cut: " } else { "" };
    let mut message = format!("{cut}{what}");
    if !fault.message.trim().is_empty() {
        message.push_str(": ");
        message.push_str(&clean(&fault.message));
    }
    if let Some(id) = &fault.request_id {
        message.push_str(&format!(" (request {})", clean(id)));
    }
    Trouble {
        message,
        help,
        details: details(fault, provider, model),
        retrying: None,
        key_of: (fault.kind == FaultKind::Auth).then(|| name.clone()),
    }
}

/// All that is known of a fault, for a report.
fn details(fault: &Fault, provider: &Provider, model: &str) -> String {
    let mut lines = vec![
        format!("provider: {} ({})", provider.name, provider.base_url),
        format!("model: {model}"),
        format!("kind: {}", fault.kind.name()),
    ];
    lines.extend(fault.http_status.map(|status| format!("status: {status}")));
    lines.extend(fault.code.as_ref().map(|code| format!("code: {}", clean(code))));
    lines.extend(fault.request_id.as_ref().map(|id| format!("request: {}", clean(id))));
    lines.extend(fault.retry_after.map(|wait| format!("asks to wait: {} s", wait.as_secs_f64())));
    if !fault.message.trim().is_empty() {
        lines.push(format!("message: {}", clean(&fault.message)));
    }
    lines.join("\n")
}

/// A request is sent again by itself.
pub fn of_retry(notice: &Notice, provider: &str) -> Trouble {
    let Notice::Retrying { attempt, wait, why, .. } = notice;
    let seconds = wait.as_secs_f64();
    let what = if why.message.trim().is_empty() { why.kind.name().to_owned() } else { clean(&why.message) };
    Trouble {
        message: format!("{provider}: {what}"),
        help: format!("It is asked again in {seconds:.1} s, attempt {attempt}."),
        details: format!("kind: {}", why.kind.name()),
        retrying: Some(*attempt),
        key_of: None,
    }
}

/// Why an answer is not whole although the provider ended it; `None` when it is whole. `most` is how many tokens it was
/// allowed.
pub fn of_end(
    answer: &Answer,
    provider: &str,
    model: &str,
    most: Option<u32>,
    reader: Reader,
) -> Option<Trouble> {
    Some(match answer.finish.as_ref().map(|(reason, _)| *reason) {
        Some(FinishReason::Length) => {
            let most = most.map(|most| format!(" of {most} tokens")).unwrap_or_default();
            let message = format!("the answer is cut: it reached the limit{most}");
            match reader {
                Reader::Terminal => Trouble::new(message + "; --max-output raises it", ""),
                Reader::Window => Trouble::new(message, "Let it go on, or ask for less at once."),
            }
        }
        Some(FinishReason::Context) => Trouble::new(
            format!("the answer is cut: the window of {model} is full"),
            in_window(reader, "Begin a new conversation, or choose a model with a larger window."),
        ),
        Some(FinishReason::Filter) => {
            Trouble::new(format!("the answer is cut: the filter of {provider} stopped it"), "")
        }
        Some(FinishReason::Stop | FinishReason::Tool | FinishReason::Refusal | FinishReason::Pause) => {
            return None;
        }
        None => Trouble::new(
            "the answer is cut: the stream ended before the answer did. Ask again for all of it.",
            "",
        ),
    })
}

/// A budget, or the window of a model, does not let it out.
pub fn of_refusal(refusal: &Refusal) -> Trouble {
    let text = refusal.to_string();
    // What happened, and then what to do, as the refusal says it.
    let (what, help) = text.split_once(". ").unwrap_or((&text, ""));
    let help = if help.is_empty() { String::new() } else { format!("{}.", help.trim_end_matches('.')) };
    Trouble::new(format!("not sent: {what}"), help)
}

/// There is no key for a provider.
pub fn of_missing_key(provider: &Provider, reader: Reader) -> Trouble {
    let help = match reader {
        Reader::Terminal => format!(
            "{}\nWithout a key: a model on this machine by Ollama, --provider ollama (https://ollama.com).",
            provider.how_to_add_a_key()
        ),
        Reader::Window => {
            let other = provider.env.first();
            let other = other.map(|name| format!(" Or set {name} in the environment.")).unwrap_or_default();
            format!("Give it one on the page Providers.{other}")
        }
    };
    let message = format!("there is no key for {}", provider.name);
    Trouble { key_of: Some(provider.name.clone()), ..Trouble::new(message, help) }
}

/// The key of a provider cannot be read.
pub fn of_key_fault(fault: &KeyFault, provider: &Provider) -> Trouble {
    let other = provider.env.first();
    let other = other.map(|name| format!(" {name} in the environment would do as well.")).unwrap_or_default();
    let message = format!("the key of {} cannot be read: {}", provider.name, fault.message);
    let key_of = fault.locked.then(|| provider.name.clone());
    Trouble { key_of, ..Trouble::new(message, format!("{}{other}", fault.help)) }
}

/// Nobody can be asked at all.
pub fn of_nobody(reader: Reader) -> Trouble {
    let help = match reader {
        Reader::Terminal => NO_KEYS,
        Reader::Window => NO_PROVIDER,
    };
    Trouble::new("nobody can be asked: no provider is set up", help)
}

/// What to do at a terminal when nobody can be asked.
pub const NO_KEYS: &str = "\
Give one of them a key, for example:
  justbuilt vault set anthropic      (asks for it on the terminal; it is kept encrypted)
  export OPENAI_API_KEY=…            (or ANTHROPIC_API_KEY, GEMINI_API_KEY, MISTRAL_API_KEY)
Or ask a model on this machine, without a key: install Ollama (https://ollama.com), then
  ollama pull qwen3 && justbuilt ask --provider ollama --model qwen3 TEXT";

/// The same in the window.
const NO_PROVIDER: &str = "\
Open the page Providers and give one of them a key: Anthropic, OpenAI, Gemini, Mistral, or one of your own. \
Or ask a model on this machine, without a key: install Ollama (https://ollama.com), fetch a model by \
`ollama pull qwen3`, and open the page Providers.";

fn in_window(reader: Reader, text: &str) -> &str {
    if reader == Reader::Window { text } else { "" }
}

fn wrong_key(provider: &Provider, key: &KeyPlace, reader: Reader) -> String {
    let terminal = reader == Reader::Terminal;
    match key {
        KeyPlace::Environment(name) if terminal => format!(
            "It is the one in {name}. Set the right one there, or take it away and put it in the vault: justbuilt vault set {}",
            provider.key
        ),
        KeyPlace::Environment(name) => format!(
            "It is the one in {name} of the environment, which goes before the one on the page Providers. Set the right one there, or take it away and start the editor anew."
        ),
        KeyPlace::Vault(name) if terminal => {
            format!("It is the secret {name} of the vault. Set it anew: justbuilt vault set {name}")
        }
        KeyPlace::Vault(_) => "Set it anew on the page Providers.".to_owned(),
        KeyPlace::NotNeeded if terminal => format!("None was sent. {}", provider.how_to_add_a_key()),
        KeyPlace::NotNeeded => {
            "None was sent. In providers.toml, `needs_key = true` lets it have one.".to_owned()
        }
    }
}

fn unreachable(provider: &Provider, reader: Reader) -> String {
    match (provider.is_local(), provider.protocol) {
        (true, Protocol::Ollama) => "Is Ollama running? Start it: ollama serve".to_owned(),
        (true, _) => "Is the server on this machine running?".to_owned(),
        (false, _) => {
            let ollama = if reader == Reader::Terminal { ": --provider ollama" } else { " (Ollama)" };
            format!(
                "Look at the network and the proxy (HTTPS_PROXY), and at base_url. A model on this machine needs no network{ollama}."
            )
        }
    }
}

/// On one line, of a length to read, and without what would steer a terminal.
pub fn clean(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    match line.char_indices().nth(600) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}
