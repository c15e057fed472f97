//! Providers, keys, models and money as the face sees them.

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_ai::budget::Standing;
use justbuilt_ai::prices::{Cost, ModelFacts, Money};
use justbuilt_ai::routing::Role;
use justbuilt_base::Diagnostic;

use crate::ai::Trouble;

/// Who can be asked, and for what money.
#[derive(Clone, Debug, Default)]
pub struct SetupSnapshot {
    /// Whether it was looked up yet.
    pub known: bool,
    /// The providers.
    pub providers: Vec<Arc<ProviderItem>>,
    /// Whether somebody can be asked: a provider has a key or needs none and answers, or one was chosen.
    pub ready: bool,
    /// Of each role the models in the order in which they are asked.
    pub routes: Vec<(Role, Vec<Routed>)>,
    /// What was spent.
    pub spending: Spending,
    /// Where `providers.toml` is, if there is a folder for it.
    pub file: Option<PathBuf>,
    /// What is wrong with `providers.toml` and `prices.toml`.
    pub problems: Vec<Diagnostic>,
    /// The vault waits for its passphrase; the last one was wrong when it says so.
    pub locked: Option<String>,
    /// There is no network.
    pub offline: bool,
}

/// A model that is asked, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    /// The provider, as the settings call it.
    pub provider: String,
    /// The model, as the provider calls it.
    pub model: String,
    /// Why it is asked, in words for the user.
    pub reason: String,
}

/// A provider.
#[derive(Clone, Debug)]
pub struct ProviderItem {
    /// As the settings call it.
    pub name: String,
    /// As people call it.
    pub title: String,
    /// Where it is.
    pub base_url: String,
    /// As `providers.toml` calls the protocol.
    pub protocol: String,
    /// Whether it is on this machine.
    pub local: bool,
    /// Whether the user added it.
    pub own: bool,
    /// Its key.
    pub key: KeyState,
    /// The model that is asked when none is named.
    pub model: Option<String>,
    /// The models it lists; `None` when it was not asked, or while it is.
    pub models: Option<Result<Vec<ModelItem>, Trouble>>,
    /// Whether a look-up is under way.
    pub busy: bool,
}

/// The key of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It is being looked for.
    Looking,
    /// There is none.
    Missing,
    /// None is needed.
    NotNeeded,
    /// There is one, and it was not checked: where it is from.
    There(String),
    /// There is one, and the provider took it: where it is from.
    Good(String),
    /// There is one, and it is no good: where it is from, and what the provider says.
    Bad(String, Box<Trouble>),
    /// It cannot be read: what happened and what to do.
    Failed(String, String),
}

/// A model of a provider.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelItem {
    /// As the provider calls it.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// What is known of it: prices, window.
    pub facts: Option<ModelFacts>,
    /// Whether it gives vectors, for the search by meaning, and not words.
    pub embeds: bool,
}

/// Requests of programs that ended before they knew what those cost, killed perhaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// How many.
    pub requests: u64,
    /// Tokens they had at most.
    pub tokens: u64,
    /// What they cost at most, as far as prices are known.
    pub money: Money,
}

/// What was spent.
#[derive(Clone, Debug)]
pub struct Spending {
    /// Today, on everything.
    pub today: Cost,
    /// Today, on this project.
    pub project_today: Cost,
    /// This month, on everything.
    pub month: Cost,
    /// Tokens of today: read and written.
    pub tokens_today: (u64, u64),
    /// The budgets.
    pub budgets: Vec<Standing>,
    /// Requests of which nobody knows what they cost: in no other number here but what budgets hold back.
    pub unsettled: Option<Unsettled>,
    /// By persona this month, the largest first: name, requests, tokens, money.
    pub by_persona: Vec<(String, usize, u64, Cost)>,
    /// By model this month, the largest first: name, requests, tokens, money.
    pub by_model: Vec<(String, usize, u64, Cost)>,
}

impl Default for Spending {
    fn default() -> Self {
        Self {
            today: Cost::Unknown,
            project_today: Cost::Unknown,
            month: Cost::Unknown,
            tokens_today: (0, 0),
            budgets: Vec::new(),
            unsettled: None,
            by_persona: Vec::new(),
            by_model: Vec::new(),
        }
    }
}
