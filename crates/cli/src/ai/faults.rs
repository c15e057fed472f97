//! What went wrong between a request and its answer, in words, each with what to do about it. What kind of fault it
//! is was decided in the crate `ai`.

use justbuilt_ai::client::Options;
use justbuilt_ai::fault::{Fault, FaultKind};
use justbuilt_ai::protocol::Endpoint;
use justbuilt_ai::protocol::models::{self, Model};
use justbuilt_ai::providers::{KeyPlace, Provider, nearest};
use justbuilt_ai::{Call, Client};

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

/// The word for a kind, in JSON.
pub fn word(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::BadRequest => "bad_request",
        FaultKind::Auth => "auth",
        FaultKind::Billing => "billing",
        FaultKind::Permission => "permission",
        FaultKind::NotFound => "not_found",
        FaultKind::Context => "context",
        FaultKind::TooLarge => "too_large",
        FaultKind::RateLimit => "rate_limit",
        FaultKind::Overloaded => "overloaded",
        FaultKind::Server => "server",
        FaultKind::Unsupported => "unsupported",
        FaultKind::Timeout => "timeout",
        FaultKind::Cancelled => "cancelled",
        FaultKind::Offline => "offline",
        FaultKind::Connection => "connection",
        FaultKind::Garbled => "garbled",
    }
}

/// What happened, to what, and what to do. `near` are models that are called nearly like the one that is not there.
pub fn explained(fault: &Fault, provider: &Provider, model: &str, key: &KeyPlace, near: &[String]) -> String {
    let name = &provider.name;
    let wait = fault.retry_after.map(|wait| format!(" It asks to wait {} s.", wait.as_secs_f64().ceil()));
    let wait = wait.unwrap_or_default();
    let (what, help) = match fault.kind {
        FaultKind::Auth => (format!("{name} does not take the key"), wrong_key(provider, key)),
        FaultKind::Billing => (
            format!("{name} says that there is no credit"),
            format!("Add some{}, or ask another provider (--provider).", account(name)),
        ),
        FaultKind::Permission => (
            format!("the key may not do this at {name}"),
            format!("Give it the right to use {model}, or choose another model (--model)."),
        ),
        FaultKind::NotFound => {
            let near = match near {
                [] => format!("`justbuilt models --provider {name}` lists what there is."),
                near => format!("Near it are: {}.", near.join(", ")),
            };
            let pull = match provider.protocol {
                justbuilt_ai::Protocol::Ollama => format!("\nOr fetch it: ollama pull {model}"),
                _ => String::new(),
            };
            (format!("{name} has no model {model} (or nothing at {})", provider.base_url), near + &pull)
        }
        FaultKind::Context => (
            format!("this is more than {model} can read"),
            "Leave something out (--context), or choose a model with a larger window.".to_owned(),
        ),
        FaultKind::TooLarge => {
            (format!("this is more than {name} takes"), "Leave something out (--context).".to_owned())
        }
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
            "--dry-run shows what was sent. Another model may take it.".to_owned(),
        ),
        FaultKind::Timeout => {
            (format!("{name} took too long"), "Try again, or ask for less at once.".to_owned())
        }
        FaultKind::Cancelled => ("the answer was stopped".to_owned(), String::new()),
        FaultKind::Offline => (format!("{} cannot be reached", provider.base_url), unreachable(provider)),
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
    let mut out = what;
    if !fault.message.trim().is_empty() {
        out.push_str(": ");
        out.push_str(&clean(&fault.message));
    }
    if let Some(id) = &fault.request_id {
        out.push_str(&format!(" (request {})", clean(id)));
    }
    if !help.is_empty() {
        out.push('\n');
        out.push_str(&help);
    }
    out
}

fn wrong_key(provider: &Provider, key: &KeyPlace) -> String {
    match key {
        KeyPlace::Environment(name) => {
            format!(
                "It is the one in {name}. Set the right one there, or take it away and put it in the vault: justbuilt vault set {}",
                provider.key
            )
        }
        KeyPlace::Vault(name) => {
            format!("It is the secret {name} of the vault. Set it anew: justbuilt vault set {name}")
        }
        KeyPlace::NotNeeded => {
            format!("None was sent. {}", provider.how_to_add_a_key())
        }
    }
}

fn unreachable(provider: &Provider) -> String {
    match (provider.is_local(), provider.protocol) {
        (true, justbuilt_ai::Protocol::Ollama) => {
            "Is Ollama running? Start it: ollama serve".to_owned()
        }
        (true, _) => "Is the server on this machine running?".to_owned(),
        (false, _) => {
            "Look at the network and the proxy (HTTPS_PROXY), and at base_url. A model on this machine needs no network: --provider ollama.".to_owned()
        }
    }
}

/// On one line, of a length to read, and without what would steer a terminal.
fn clean(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    match line.char_indices().nth(600) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}

/// All models of a provider.
///
/// # Errors
/// The fault of the first page that does not come.
pub async fn list(client: &Client, provider: &Provider, endpoint: &Endpoint) -> Result<Vec<Model>, Fault> {
    let (mut all, mut page) = (Vec::new(), None);
    // A provider that always names a next page is not believed for ever.
    for _ in 0..50 {
        let wire = models::encode(provider.protocol, endpoint, page.as_deref());
        let call = Call::new(provider.protocol, endpoint, wire);
        let read = |body: &[u8]| models::decode(provider.protocol, body);
        let got = client.ask(&call, &Options::default(), read).await?;
        all.extend(got.models);
        match got.next {
            Some(next) => page = Some(next),
            None => break,
        }
    }
    Ok(all)
}

/// Models that are called nearly like one that is not there; none when they cannot be listed.
pub async fn near(client: &Client, provider: &Provider, endpoint: &Endpoint, model: &str) -> Vec<String> {
    let all = list(client, provider, endpoint).await.unwrap_or_default();
    let names: Vec<String> = all.into_iter().map(|model| model.id).collect();
    nearest(model, &names, 5)
}
