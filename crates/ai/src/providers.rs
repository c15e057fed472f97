//! Which providers there are, how each is reached, and where its key is: those that come with the program, and the
//! user's `providers.toml` over them. A model, not a reader of files or of the environment: texts and look-ups are
//! handed in, and a key is held by nobody but the [`Endpoint`] that is made from it.
//!
//! ```toml
//! default = "work"                        # who is asked when nobody is named
//!
//! [provider.anthropic]                    # of a built-in provider, only what differs
//! model = "claude-sonnet-5-5"             # which of its models is asked when none is named
//! key = "anthropic/private"               # the secret's name in the vault; the provider's own by default
//!
//! [provider.work]                         # one of your own: the address is all it needs
//! protocol = "openai-chat"                # openai-chat (default), openai-responses, anthropic, gemini, mistral, ollama
//! base_url = "https://llm.example.com/v1" # without the last part of the address
//! env = ["WORK_LLM_KEY"]                  # where else the key may be
//! headers = { x-team = "blue", x-user = "$USER" } # `$NAME` is that variable of the environment
//! prices = "openai"                       # as the list of prices calls the provider
//! needs_key = true                        # whether there is a key; true but on this machine
//!
//! [[budget]]                              # what may be spent; checked before anything is sent
//! usd = 5.0                               # or: tokens = 1000000
//! per = "day"                             # request, day, month, always
//! provider = "anthropic"                  # or model, persona, project; without any of them, on everything
//! allow_unknown = false                   # whether models go out whose price nobody knows
//!
//! [route]                                 # which models do what, the first first: chat, inline_edit, completion,
//! chat = ["anthropic/claude-sonnet-5-5", "work/large"] # plan, summary, embedding
//! ```

use std::fmt;

use crate::{
    budget::Budget,
    protocol::{Endpoint, Protocol},
    routing::Role,
};

mod built_in;
mod file;
mod near;

pub use near::nearest;

/// A provider as it is set up.
#[derive(Clone, Debug, PartialEq)]
pub struct Provider {
    /// As the settings call it.
    pub name: String,
    /// How it is spoken to.
    pub protocol: Protocol,
    /// Where it is, without a slash at the end.
    pub base_url: String,
    /// More headers. A value that begins with `$` is a variable of the environment.
    pub headers: Vec<(String, String)>,
    /// The name of its key in the vault.
    pub key: String,
    /// Variables of the environment that may hold its key, the first that is set counts.
    pub env: Vec<String>,
    /// The model that is asked when none is named.
    pub model: Option<String>,
    /// As the list of prices calls it.
    pub prices: String,
    /// Whether it asks for a key.
    pub needs_key: bool,
}

/// All providers, and what may be spent on them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Providers {
    list: Vec<Provider>,
    default: Option<String>,
    budgets: Vec<Budget>,
    routes: Vec<(Role, Vec<Named>)>,
}

/// A model of a provider, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Named {
    /// The provider, as the settings call it.
    pub provider: String,
    /// The model, as the provider calls it.
    pub model: String,
}

/// What is wrong with `providers.toml`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct ProvidersError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there, and what to do.
    pub what: String,
}

/// Why nobody can be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// There is no such provider.
    #[error("there is no provider {name}{}; there are: {}", did_you_mean(near), known.join(", "))]
    Unknown {
        /// The name.
        name: String,
        /// Those that are called nearly so.
        near: Vec<String>,
        /// All of them.
        known: Vec<String>,
    },
    /// No model is named.
    #[error("no model is named for {provider}: name one, or set `model` under [provider.{provider}]")]
    NoModel {
        /// The provider.
        provider: String,
    },
    /// No provider is named, and none has a key.
    #[error("no provider is named, and none has a key")]
    Nobody,
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The provider.
    pub provider: Provider,
    /// The model, as the provider calls it.
    pub model: String,
}

/// Where a key was found. It is neither printed nor kept.
#[derive(Clone, PartialEq, Eq)]
pub struct FoundKey {
    /// The key; empty where none is asked for.
    pub key: String,
    /// Where it is from.
    pub from: KeyPlace,
}

/// Where a key is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// A variable of the environment.
    Environment(String),
    /// The vault, under this name.
    Vault(String),
    /// There is none, and none is needed.
    NotNeeded,
}

impl fmt::Debug for FoundKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FoundKey").field("from", &self.from).finish_non_exhaustive()
    }
}

impl Provider {
    /// Whether nothing that is sent leaves this machine.
    pub fn is_local(&self) -> bool {
        is_local(&self.base_url)
    }

    /// At another address, for once.
    ///
    /// # Errors
    /// An address that is none, in words.
    pub fn at(mut self, base_url: &str) -> Result<Self, String> {
        self.base_url = file::address(base_url)?;
        // What is on this machine asks for none, as a rule; one in the environment is given all the same.
        self.needs_key &= !self.is_local();
        Ok(self)
    }

    /// Looks for the key: in the environment, then in the vault, which may have to be opened for it. `None` when one
    /// is needed and there is none.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn find_key<E>(
        &self,
        environment: &dyn Fn(&str) -> Option<String>,
        vault: &mut dyn FnMut(&str) -> Result<Option<String>, E>,
    ) -> Result<Option<FoundKey>, E> {
        for name in &self.env {
            if let Some(key) = environment(name).map(trimmed).filter(|key| !key.is_empty()) {
                return Ok(Some(FoundKey { key, from: KeyPlace::Environment(name.clone()) }));
            }
        }
        // A server on this machine is not worth asking for a passphrase.
        if !self.needs_key {
            return Ok(Some(FoundKey { key: String::new(), from: KeyPlace::NotNeeded }));
        }
        let found = vault(&self.key)?.map(trimmed).filter(|key| !key.is_empty());
        Ok(found.map(|key| FoundKey { key, from: KeyPlace::Vault(self.key.clone()) }))
    }

    /// Where requests go. A header whose variable is not set is left out.
    pub fn endpoint(&self, key: &FoundKey, environment: &dyn Fn(&str) -> Option<String>) -> Endpoint {
        let header = |(name, value): &(String, String)| {
            let value = match value.strip_prefix('$') {
                Some(variable) => environment(variable)?,
                None => value.clone(),
            };
            Some((name.clone(), value))
        };
        Endpoint {
            base_url: self.base_url.clone(),
            key: key.key.clone(),
            headers: self.headers.iter().filter_map(header).collect(),
            browser: false,
        }
    }

    /// How to give it a key, in lines for the user.
    pub fn how_to_add_a_key(&self) -> String {
        let mut lines = format!("Add one: justbuilt vault set {}", self.key);
        if let Some(name) = self.env.first() {
            lines.push_str(&format!("\nOr set {name} in the environment."));
        }
        lines
    }
}

impl Providers {
    /// Those that come with the program.
    pub fn built_in() -> Self {
        Self { list: built_in::list(), ..Self::default() }
    }

    /// With the user's own `providers.toml` over them.
    ///
    /// # Errors
    /// The first thing that is wrong with it, with its line.
    pub fn with_own(mut self, text: &str) -> Result<Self, ProvidersError> {
        file::read_over(&mut self, text)?;
        Ok(self)
    }

    /// All of them: those that come with the program, then the user's own by name.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.list.iter()
    }

    /// What may be spent.
    pub fn budgets(&self) -> &[Budget] {
        &self.budgets
    }

    /// The models that the user named for a role, in order; none leaves it to the program.
    pub fn route(&self, role: Role) -> &[Named] {
        self.routes.iter().find(|(one, _)| *one == role).map_or(&[], |(_, models)| models)
    }

    /// The one that is asked when nobody is named, if the user has said who.
    pub fn default_name(&self) -> Option<&str> {
        self.default.as_deref()
    }

    /// The provider of that name.
    ///
    /// # Errors
    /// [`ChoiceError::Unknown`].
    pub fn get(&self, name: &str) -> Result<&Provider, ChoiceError> {
        self.list.iter().find(|one| one.name == name).ok_or_else(|| {
            let known: Vec<String> = self.list.iter().map(|one| one.name.clone()).collect();
            ChoiceError::Unknown { name: name.to_owned(), near: nearest(name, &known, 1), known }
        })
    }

    /// Whom to ask. A model may be named with its provider before it, `anthropic/claude-…`; what no provider is
    /// called belongs to the model's name. Without a provider the user's default is asked, then the first for which
    /// `has_key` says that there is a key.
    ///
    /// # Errors
    /// [`ChoiceError`].
    pub fn choose(
        &self,
        provider: Option<&str>,
        model: Option<&str>,
        has_key: &mut dyn FnMut(&Provider) -> bool,
    ) -> Result<Chosen, ChoiceError> {
        let (provider, model) = match (provider, model.and_then(|model| model.split_once('/'))) {
            (None, Some((before, rest))) if self.get(before).is_ok() => (Some(before), Some(rest)),
            _ => (provider, model),
        };
        let provider = match provider.or(self.default.as_deref()) {
            Some(name) => self.get(name)?,
            None => self.list.iter().find(|one| has_key(one)).ok_or(ChoiceError::Nobody)?,
        };
        let model = model.map(str::to_owned).or_else(|| provider.model.clone());
        let model = model.ok_or_else(|| ChoiceError::NoModel { provider: provider.name.clone() })?;
        Ok(Chosen { provider: provider.clone(), model })
    }
}

impl Named {
    /// A model with its provider before it, `anthropic/claude-…`; `None` when one of them is missing.
    pub fn parse(text: &str) -> Option<Self> {
        let (provider, model) = text.split_once('/')?;
        let named = !provider.is_empty() && !model.is_empty();
        named.then(|| Self { provider: provider.to_owned(), model: model.to_owned() })
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.provider, self.model)
    }
}

/// Whether an address is on this machine.
fn is_local(base_url: &str) -> bool {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let loopback = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    loopback || host == "localhost" || host.ends_with(".localhost")
}

fn trimmed(key: String) -> String {
    key.trim().to_owned()
}

fn did_you_mean(near: &[String]) -> String {
    near.first().map(|name| format!(" (did you mean {name}?)")).unwrap_or_default()
}

#[cfg(test)]
mod tests;
