//! Tokens and money, by message, conversation, persona, project, day and model: to the token what the providers
//! say. Knows no limits: those are in `budget`.

use std::collections::{BTreeMap, HashMap};

use justbuilt_base::Timestamp;
use justbuilt_base::civil::civil_of_day;
use justbuilt_store::{Kv, KvExt, StoreError};
use serde::{Deserialize, Serialize};

use crate::{
    event::Usage,
    prices::{Cost, Money, PriceList},
};

/// Where what was used is kept in the store.
const NAMESPACE: &str = "ai-usage";
const DAY: i64 = 86_400_000;

/// A day by the user's clock: days since 1 January 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i64);

/// Days from 1970 that every time in milliseconds lies within.
const FARTHEST: i64 = i64::MAX / DAY + 1;

impl Day {
    /// The day of `time` where the clock is `offset` minutes ahead of UTC.
    pub fn of(time: Timestamp, offset: i32) -> Self {
        Self(time.0.saturating_add(i64::from(offset) * 60_000).div_euclid(DAY))
    }

    /// (year, month, day), by the Gregorian calendar.
    pub fn date(self) -> (i64, u32, u32) {
        // A day from a damaged log may be any number; the calendar need not go that far.
        let (year, month, day) = civil_of_day(self.0.clamp(-FARTHEST, FARTHEST));
        (year, month.into(), day.into())
    }

    /// Whether both are in the same month of the same year.
    pub fn same_month(self, other: Day) -> bool {
        let ((year, month, _), (other_year, other_month, _)) = (self.date(), other.date());
        (year, month) == (other_year, other_month)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// What a request is for. Ids are whatever who asks has; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// The message that is answered.
    pub message: String,
    /// Its conversation.
    pub conversation: String,
    /// Who answers.
    pub persona: String,
    /// The project.
    pub project: String,
    /// As the settings call the provider.
    pub provider: String,
    /// As the provider calls the model.
    pub model: String,
}

/// Whether a request has been answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is under way: its numbers are what it may be at most.
    Open,
    /// The provider has said what it was.
    #[default]
    Told,
    /// It ended without the provider saying so: its numbers are an estimate.
    Estimated,
    /// The program that sent it ended before it could say more, killed perhaps: nobody here knows what it was, and its
    /// numbers are what it was at most.
    Unknown,
}

/// One request to a provider; each try of a retry is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Names it: who asks makes it.
    pub request: String,
    /// When it was sent.
    pub time: Timestamp,
    /// The day by the user's clock, so that moving to another zone changes no past day.
    pub day: Day,
    /// What for.
    pub about: About,
    /// Tokens.
    pub usage: Usage,
    /// Money.
    pub cost: Cost,
    /// Whether that is what the provider says.
    pub state: State,
    /// Names the run of the program that sent it, while it is under way; empty where that is not told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// Sums over requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    /// Requests.
    pub requests: u64,
    /// Tokens that were read, those from a cache included.
    pub input: u64,
    /// Of these, read from the providers' caches.
    pub cached_read: u64,
    /// Of these, written to the providers' caches.
    pub cached_write: u64,
    /// Tokens that were written, thinking included.
    pub output: u64,
    /// Of these, thinking.
    pub reasoning: u64,
    /// Tokens of the providers' own tools, in neither.
    pub tool_input: u64,
    /// What is known of the money.
    pub money: Money,
    /// Requests whose cost nobody knows; with any, `money` is less than all of it.
    pub unknown_cost: u64,
    /// Requests whose numbers are estimates.
    pub estimated: u64,
    /// Requests whose tokens the provider has not said.
    pub unknown_tokens: u64,
    /// Requests of programs that ended before they knew what those were; they are in none of the other sums but
    /// `requests` and `unknown_cost`.
    pub unsettled: u64,
    /// What these had in tokens at most.
    pub unsettled_tokens: u64,
    /// What these cost at most, as far as their prices are known.
    pub unsettled_money: Money,
}

impl Totals {
    /// All tokens, those of tools included.
    pub fn tokens(&self) -> u64 {
        self.input.saturating_add(self.output).saturating_add(self.tool_input)
    }

    fn add(&mut self, entry: &Entry) {
        let usage = &entry.usage;
        let sum = |total: &mut u64, tokens: Option<u64>| *total = total.saturating_add(tokens.unwrap_or(0));
        self.requests += 1;
        if entry.state == State::Unknown {
            self.unsettled += 1;
            for tokens in [usage.input, usage.output, usage.tool_input] {
                sum(&mut self.unsettled_tokens, tokens);
            }
            match entry.cost {
                Cost::Known(money) => self.unsettled_money = self.unsettled_money.plus(money),
                Cost::Unknown => self.unknown_cost += 1,
            }
            return;
        }
        sum(&mut self.input, usage.input);
        sum(&mut self.cached_read, usage.cached_read);
        sum(&mut self.cached_write, usage.cached_write);
        sum(&mut self.output, usage.output);
        sum(&mut self.reasoning, usage.reasoning);
        sum(&mut self.tool_input, usage.tool_input);
        match entry.cost {
            Cost::Known(money) => self.money = self.money.plus(money),
            Cost::Unknown => self.unknown_cost += 1,
        }
        self.estimated += u64::from(entry.state != State::Told);
        self.unknown_tokens += u64::from(usage.input.is_none() && usage.output.is_none());
    }
}

/// By what sums are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything.
    All,
    /// A message.
    Message(String),
    /// A conversation.
    Conversation(String),
    /// A persona.
    Persona(String),
    /// A project.
    Project(String),
    /// A provider.
    Provider(String),
    /// A model, of any provider.
    Model(String),
}

impl Scope {
    /// Whether a request counts here.
    pub fn holds(&self, about: &About) -> bool {
        match self {
            Scope::All => true,
            Scope::Message(id) => *id == about.message,
            Scope::Conversation(id) => *id == about.conversation,
            Scope::Persona(id) => *id == about.persona,
            Scope::Project(id) => *id == about.project,
            Scope::Provider(id) => *id == about.provider,
            Scope::Model(id) => *id == about.model,
        }
    }
}

/// All requests, and the sums over them.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    entries: BTreeMap<(Timestamp, String), Entry>,
    times: HashMap<String, Timestamp>,
}

impl Meter {
    /// What was kept. An entry that cannot be read is left out and logged.
    ///
    /// # Errors
    /// Those of the store.
    pub fn load(kv: &dyn Kv) -> Result<Self, StoreError> {
        let mut meter = Self::default();
        for (_, value) in kv.scan(NAMESPACE, b"")? {
            match serde_json::from_slice::<Entry>(&value) {
                Ok(entry) => meter.put(entry),
                Err(error) => log::warn!("what a request used could not be read: {error}"),
            }
        }
        Ok(meter)
    }

    /// Keeps what is known of a request.
    ///
    /// # Errors
    /// Those of the store.
    pub fn keep(&self, kv: &dyn Kv, request: &str) -> Result<(), StoreError> {
        match self.entry(request) {
            Some(entry) => kv.set_json(NAMESPACE, request, entry),
            None => Ok(()),
        }
    }

    /// Puts a request in, in the place of what was known of it.
    pub fn put(&mut self, entry: Entry) {
        if let Some(time) = self.times.insert(entry.request.clone(), entry.time) {
            self.entries.remove(&(time, entry.request.clone()));
        }
        self.entries.insert((entry.time, entry.request.clone()), entry);
    }

    /// Takes a request out that was never sent.
    pub fn forget(&mut self, request: &str) {
        if let Some(time) = self.times.remove(request) {
            self.entries.remove(&(time, request.to_owned()));
        }
    }

    /// What the provider says of a request so far: a snapshot, the last one counts. Of a request that was not put in
    /// nothing is known, and `false` comes back.
    pub fn tell(&mut self, request: &str, usage: &Usage, prices: &PriceList) -> bool {
        let Some(entry) = self.entry_mut(request) else { return false };
        entry.usage = *usage;
        entry.cost = prices.cost(&entry.about.provider, &entry.about.model, usage);
        entry.state = State::Told;
        true
    }

    /// A request ended without the provider saying what it used (stopped, torn): these numbers are ours.
    pub fn estimate(&mut self, request: &str, input: u64, output: u64, prices: &PriceList) -> bool {
        let usage = Usage { input: Some(input), output: Some(output), ..Usage::default() };
        let told = self.tell(request, &usage, prices);
        if let Some(entry) = self.entry_mut(request) {
            entry.state = State::Estimated;
        }
        told
    }

    /// What is known of a request.
    pub fn entry(&self, request: &str) -> Option<&Entry> {
        let time = self.times.get(request)?;
        self.entries.get(&(*time, request.to_owned()))
    }

    fn entry_mut(&mut self, request: &str) -> Option<&mut Entry> {
        let time = self.times.get(request)?;
        self.entries.get_mut(&(*time, request.to_owned()))
    }

    /// All requests, the oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.values()
    }

    /// The sums of those that `wanted` wants.
    pub fn sum(&self, wanted: impl Fn(&Entry) -> bool) -> Totals {
        let mut totals = Totals::default();
        self.entries.values().filter(|entry| wanted(entry)).for_each(|entry| totals.add(entry));
        totals
    }

    /// The sums of a scope.
    pub fn of(&self, scope: &Scope) -> Totals {
        self.sum(|entry| scope.holds(&entry.about))
    }

    /// The sums of a day.
    pub fn of_day(&self, day: Day) -> Totals {
        self.sum(|entry| entry.day == day)
    }

    /// The sums by something, in its order: `|entry| entry.day`, `|entry| entry.about.model.clone()`.
    pub fn by<K: Ord>(&self, key: impl Fn(&Entry) -> K) -> BTreeMap<K, Totals> {
        let mut out: BTreeMap<K, Totals> = BTreeMap::new();
        for entry in self.entries.values() {
            out.entry(key(entry)).or_default().add(entry);
        }
        out
    }
}

#[cfg(test)]
mod tests;
