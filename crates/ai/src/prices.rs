//! What models cost, and how much they read and write: data (`data/prices.toml`), with the user's own before it.
//! What is not known is unknown, never zero. Who spent what is in `meter`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{event::Usage, secrets::matches_name};

mod money;

pub use money::Money;

/// The prices that come with the program.
const BUILT_IN: &str = include_str!("../data/prices.toml");

/// Why a list of prices cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// The file is not what it should be.
    #[error(
        "the list of prices cannot be read: {reason}. Mend the file, or remove it; until then the built-in prices count"
    )]
    Form {
        /// What is wrong, and where.
        reason: String,
    },
    /// A price below zero, or no number.
    #[error(
        "the price of {provider}/{model} is {price}, which is no price. Mend the file, or remove the line to say that it is not known"
    )]
    Price {
        /// Whose.
        provider: String,
        /// Of which model.
        model: String,
        /// As it is written.
        price: String,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawList {
    model: Vec<RawModel>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawModel {
    provider: String,
    pattern: Patterns,
    input: Option<f64>,
    cached: Option<f64>,
    written: Option<f64>,
    output: Option<f64>,
    above: Option<RawAbove>,
    context: Option<u64>,
    max_output: Option<u64>,
    as_of: Option<String>,
    #[serde(default)]
    local: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAbove {
    tokens: u64,
    input: Option<f64>,
    cached: Option<f64>,
    written: Option<f64>,
    output: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Patterns {
    One(String),
    Many(Vec<String>),
}

/// What a token costs, by what is done with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Reading one.
    pub input: Option<Money>,
    /// Reading one from the provider's cache; as `input` where it is not known.
    pub cached: Option<Money>,
    /// Writing one to the provider's cache; a quarter above `input` where it is not known, as Anthropic asks for
    /// the shorter of its two times.
    pub written: Option<Money>,
    /// Writing one.
    pub output: Option<Money>,
}

/// What is known of a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelFacts {
    /// What a token costs.
    pub price: Price,
    /// Above so many tokens of input, another price for all of the request.
    pub above: Option<(u64, Price)>,
    /// Tokens that it reads and writes at most, together.
    pub context: Option<u64>,
    /// Tokens that it writes at most.
    pub max_output: Option<u64>,
    /// The day of the source of the price, `2026-06-01`.
    pub as_of: Option<String>,
    /// It runs on this machine.
    pub local: bool,
    /// The user said so.
    pub own: bool,
}

/// What something cost, or will at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cost {
    /// So much.
    Known(Money),
    /// Nobody knows.
    Unknown,
}

impl Cost {
    /// The money, if it is known.
    pub fn known(self) -> Option<Money> {
        match self {
            Cost::Known(money) => Some(money),
            Cost::Unknown => None,
        }
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cost::Known(money) => fmt::Display::fmt(money, f),
            Cost::Unknown => f.write_str("unknown"),
        }
    }
}

struct Entry {
    provider: String,
    patterns: Vec<String>,
    facts: ModelFacts,
}

/// The prices of all models.
pub struct PriceList {
    own: Vec<Entry>,
    built_in: Vec<Entry>,
}

impl PriceList {
    /// No prices: everything is unknown.
    pub fn empty() -> Self {
        Self { own: Vec::new(), built_in: Vec::new() }
    }

    /// The prices that come with the program.
    ///
    /// # Errors
    /// None, unless the file that comes with the program is wrong; a test reads it.
    pub fn built_in() -> Result<Self, PriceError> {
        Ok(Self { own: Vec::new(), built_in: read(BUILT_IN, false)? })
    }

    /// With the user's own list before it: what an entry of it says counts, what it does not say is as it was.
    ///
    /// # Errors
    /// What is wrong with it, by model.
    pub fn with_own(mut self, text: &str) -> Result<Self, PriceError> {
        self.own = read(text, true)?;
        Ok(self)
    }

    /// What is known of a model. A provider that passes on others' models (`anthropic/claude-…`) is asked first as
    /// itself.
    pub fn find(&self, provider: &str, model: &str) -> Option<ModelFacts> {
        let model = model.trim_start_matches("models/").to_ascii_lowercase();
        let own = first(&self.own, provider, &model);
        let built_in = first(&self.built_in, provider, &model);
        match (own, built_in) {
            (None, None) => None,
            (Some(facts), None) | (None, Some(facts)) => Some(facts.clone()),
            (Some(own), Some(built_in)) => Some(own.over(built_in)),
        }
    }

    /// What a request cost: what the provider says itself, or its tokens times their prices.
    pub fn cost(&self, provider: &str, model: &str, usage: &Usage) -> Cost {
        if let Some(money) = usage.cost_usd.and_then(Money::from_usd) {
            return Cost::Known(money);
        }
        self.find(provider, model).map_or(Cost::Unknown, |facts| facts.cost(usage))
    }
}

impl fmt::Debug for PriceList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PriceList of {} own and {} built-in entries", self.own.len(), self.built_in.len())
    }
}

impl ModelFacts {
    /// What `usage` costs. Unknown when a price that is needed is, or when nothing was said of the tokens.
    pub fn cost(&self, usage: &Usage) -> Cost {
        if usage.input.is_none() && usage.output.is_none() {
            return if self.local { Cost::Known(Money::ZERO) } else { Cost::Unknown };
        }
        let tools = usage.tool_input.unwrap_or(0);
        let read = usage.input.unwrap_or(0).saturating_add(tools);
        let price = self.price_for(read);
        let cached = usage.cached_read.unwrap_or(0).min(read);
        let written = usage.cached_write.unwrap_or(0).min(read - cached);
        let plain = read - cached - written;
        price.times(plain, cached, written, usage.output.unwrap_or(0))
    }

    /// What a request costs at most that reads and writes so many tokens, none of them from a cache.
    pub fn at_most(&self, input: u64, output: u64) -> Cost {
        // Tokens may be written to the cache, which costs more than reading them.
        let price = self.price_for(input);
        match (price.times(input, 0, 0, output), price.times(0, 0, input, output), price.written) {
            (Cost::Known(plain), Cost::Known(written), Some(_)) => Cost::Known(plain.max(written)),
            (plain, _, _) => plain,
        }
    }

    fn price_for(&self, input: u64) -> Price {
        match self.above {
            Some((tokens, price)) if input > tokens => price,
            _ => self.price,
        }
    }

    /// `self` where it says something, else `under`. A price is taken as a whole.
    fn over(&self, under: &ModelFacts) -> ModelFacts {
        let priced = self.price != Price::default();
        let source = if priced { self } else { under };
        ModelFacts {
            price: source.price,
            above: source.above,
            context: self.context.or(under.context),
            max_output: self.max_output.or(under.max_output),
            as_of: if priced { self.as_of.clone() } else { under.as_of.clone() },
            local: self.local || (!priced && under.local),
            own: true,
        }
    }
}

impl Price {
    fn times(&self, plain: u64, cached: u64, written: u64, output: u64) -> Cost {
        let cached_price = self.cached.or(self.input);
        let written_price = self.written.or(self.input.map(|price| price.plus_quarter()));
        let parts =
            [(plain, self.input), (cached, cached_price), (written, written_price), (output, self.output)];
        let mut sum = Money::ZERO;
        for (tokens, price) in parts {
            match price {
                Some(price) => sum = sum.plus(price.times(tokens)),
                None if tokens == 0 => {}
                None => return Cost::Unknown,
            }
        }
        // No price at all is no price of zero.
        if *self == Price::default() { Cost::Unknown } else { Cost::Known(sum) }
    }
}

fn first<'a>(entries: &'a [Entry], provider: &str, model: &str) -> Option<&'a ModelFacts> {
    let fits = |entry: &&Entry| {
        matches_name(&entry.provider, provider)
            && entry.patterns.iter().any(|pattern| is_model(pattern, model))
    };
    entries.iter().find(fits).map(|entry| &entry.facts)
}

/// Whether `model` is one of `pattern`: as it is, or with a date, a number or `latest` behind it.
fn is_model(pattern: &str, model: &str) -> bool {
    if matches_name(pattern, model) {
        return true;
    }
    let Some(rest) = model.strip_prefix(pattern).and_then(|rest| rest.strip_prefix(['-', '@', ':'])) else {
        return false;
    };
    let number = rest.chars().all(|c| c.is_ascii_digit() || c == '-') && rest.len() >= 3;
    number || rest == "latest"
}

fn read(text: &str, own: bool) -> Result<Vec<Entry>, PriceError> {
    let list: RawList =
        toml::from_str(text).map_err(|error| PriceError::Form { reason: error.to_string() })?;
    list.model.into_iter().map(|raw| entry(raw, own)).collect()
}

fn entry(raw: RawModel, own: bool) -> Result<Entry, PriceError> {
    let patterns = match raw.pattern {
        Patterns::One(pattern) => vec![pattern.to_ascii_lowercase()],
        Patterns::Many(patterns) => patterns.iter().map(|pattern| pattern.to_ascii_lowercase()).collect(),
    };
    let money = |price: Option<f64>| match price {
        None => Ok(None),
        Some(price) => Money::per_million(price).map(Some).ok_or_else(|| PriceError::Price {
            provider: raw.provider.clone(),
            model: patterns.join(", "),
            price: price.to_string(),
        }),
    };
    let price = Price {
        input: money(raw.input)?,
        cached: money(raw.cached)?,
        written: money(raw.written)?,
        output: money(raw.output)?,
    };
    let above = match &raw.above {
        None => None,
        Some(above) => {
            let price = Price {
                input: money(above.input)?,
                cached: money(above.cached)?,
                written: money(above.written)?,
                output: money(above.output)?,
            };
            Some((above.tokens, price))
        }
    };
    let facts = ModelFacts {
        price,
        above,
        context: raw.context,
        max_output: raw.max_output,
        as_of: raw.as_of,
        local: raw.local,
        own,
    };
    Ok(Entry { provider: raw.provider, patterns, facts })
}

#[cfg(test)]
mod tests;
