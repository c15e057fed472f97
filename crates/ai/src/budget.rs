//! Budgets that stop a request before it leaves: what it would cost at most, and what was spent. Says no with a
//! reason; counts nothing itself.

use std::fmt;

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    event::Usage,
    meter::{About, Day, Entry, Meter, Scope, State},
    prices::{Cost, ModelFacts, Money},
    request::Request,
    tokens::{Family, Window},
};

/// Tokens of answer that are reckoned with when neither the request nor the model says how long one can be.
const UNKNOWN_OUTPUT: u64 = 32_000;

/// For how long a budget is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// For each request.
    Request,
    /// For each day by the user's clock.
    Day,
    /// For each month of the calendar.
    Month,
    /// Once and for all.
    Always,
}

/// How much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// US dollars.
    Money(Money),
    /// Tokens, read and written.
    Tokens(u64),
}

/// What may be spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// On what.
    pub scope: Scope,
    /// For how long.
    pub period: Period,
    /// How much.
    pub limit: Limit,
    /// Whether requests whose price nobody knows go out all the same, when the limit is money.
    #[serde(default)]
    pub allow_unknown: bool,
}

/// What a request will be at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// Tokens that are read, and those kept for the answer, in the model's window.
    pub window: Window,
    /// What it costs at most.
    pub cost: Cost,
}

impl Estimate {
    /// Of a request to a model of which `facts` are known. `counted` is the provider's own count of the input,
    /// where it was asked.
    pub fn of(request: &Request, facts: Option<&ModelFacts>, counted: Option<u64>) -> Self {
        let input = counted.unwrap_or_else(|| Family::of(&request.model).request(request));
        let asked = request.max_output.map(u64::from);
        let longest = facts.and_then(|facts| facts.max_output);
        let context = facts.and_then(|facts| facts.context);
        let output = match (asked, longest) {
            (Some(asked), Some(longest)) => asked.min(longest),
            (Some(asked), None) => asked,
            (None, Some(longest)) => longest,
            (None, None) => UNKNOWN_OUTPUT,
        };
        // No answer is longer than what is left of the window; but one that was asked for is to fit.
        let room = context.map_or(u64::MAX, |context| context.saturating_sub(input));
        let output = if asked.is_some() { output } else { output.min(room) };
        let cost = facts.map_or(Cost::Unknown, |facts| facts.at_most(input, output));
        Self { window: Window { input, output, context }, cost }
    }

    fn tokens(&self) -> u64 {
        self.window.input.saturating_add(self.window.output)
    }

    /// What stands in the meter while the request is under way, so that two at once do not spend the same money.
    pub fn entry(&self, request: impl Into<String>, time: Timestamp, day: Day, about: About) -> Entry {
        let usage =
            Usage { input: Some(self.window.input), output: Some(self.window.output), ..Usage::default() };
        Entry {
            request: request.into(),
            time,
            day,
            about,
            usage,
            cost: self.cost,
            state: State::Open,
            by: String::new(),
        }
    }
}

/// Why a request does not go out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It does not fit the model's window.
    #[error(
        "this request has about {input} tokens and keeps {output} for the answer; {model} takes {context}. Leave something out, or choose a model with a larger window"
    )]
    Window {
        /// The model.
        model: String,
        /// Tokens of the request.
        input: u64,
        /// Tokens kept for the answer.
        output: u64,
        /// The model's window.
        context: u64,
    },
    /// It would go beyond a budget.
    #[error(
        "this request may cost {most}, and {left} of {budget} is left{}. Raise the budget, send less, allow a shorter answer, or choose a cheaper model",
        held_back(.held)
    )]
    Spent {
        /// What the request may be at most.
        most: Amount,
        /// What is left.
        left: Amount,
        /// The budget, in words.
        budget: String,
        /// What is held back of it; see [`Standing::held`].
        held: Option<Amount>,
    },
    /// Nobody knows what it costs, and there is a budget in money.
    #[error(
        "nobody knows what {provider}/{model} costs, so it cannot be held to {budget}. Add its price to your list of prices, or let this budget pass what is unknown"
    )]
    Unpriced {
        /// The provider.
        provider: String,
        /// The model.
        model: String,
        /// The budget, in words.
        budget: String,
    },
}

/// Money or tokens, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub enum Amount {
    /// Money.
    Money(Money),
    /// Tokens.
    Tokens(u64),
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Amount::Money(money) => fmt::Display::fmt(money, f),
            Amount::Tokens(tokens) => write!(f, "{tokens} tokens"),
        }
    }
}

/// A budget and how much of it is spent, for display.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The budget, in words.
    pub budget: String,
    /// What is spent, what is under way included.
    pub spent: Amount,
    /// What requests cost at most whose program ended before it knew: not spent for certain, and held back all the same,
    /// since a budget is a promise. `None` when there are none.
    pub held: Option<Amount>,
    /// What is left, without what is held back.
    pub left: Amount,
    /// Spent and held back: from 0 to 1, and above when a request was more than was thought.
    pub share: f64,
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = match self.limit {
            Limit::Money(money) => Amount::Money(money),
            Limit::Tokens(tokens) => Amount::Tokens(tokens),
        };
        let period = match self.period {
            Period::Request => "each request",
            Period::Day => "a day",
            Period::Month => "a month",
            Period::Always => "in all",
        };
        write!(f, "the budget of {limit} {period}")?;
        match &self.scope {
            Scope::All => Ok(()),
            Scope::Message(_) => f.write_str(" for this message"),
            Scope::Conversation(_) => f.write_str(" for this conversation"),
            Scope::Persona(_) => f.write_str(" for this persona"),
            Scope::Project(_) => f.write_str(" for this project"),
            Scope::Provider(name) => write!(f, " for {name}"),
            Scope::Model(name) => write!(f, " for {name}"),
        }
    }
}

impl Budget {
    /// What is spent of it, on `day`.
    pub fn standing(&self, meter: &Meter, day: Day) -> Standing {
        let totals = meter.sum(|entry| {
            self.scope.holds(&entry.about)
                && match self.period {
                    Period::Request => false,
                    Period::Day => entry.day == day,
                    Period::Month => entry.day.same_month(day),
                    Period::Always => true,
                }
        });
        let (spent, held, left, share) = match self.limit {
            Limit::Money(limit) => {
                let gone = totals.money.plus(totals.unsettled_money);
                (
                    Amount::Money(totals.money),
                    Amount::Money(totals.unsettled_money),
                    Amount::Money(limit.minus(gone)),
                    share(gone.usd(), limit.usd()),
                )
            }
            Limit::Tokens(limit) => {
                let gone = totals.tokens().saturating_add(totals.unsettled_tokens);
                (
                    Amount::Tokens(totals.tokens()),
                    Amount::Tokens(totals.unsettled_tokens),
                    Amount::Tokens(limit.saturating_sub(gone)),
                    share(gone as f64, limit as f64),
                )
            }
        };
        let held = (totals.unsettled > 0).then_some(held);
        Standing { budget: self.to_string(), spent, held, left, share }
    }
}

/// Why less is left than was not spent.
fn held_back(held: &Option<Amount>) -> String {
    held.map_or_else(String::new, |held| {
        format!(" ({held} is held back for requests of a program that ended before it knew what they cost)")
    })
}

fn share(spent: f64, limit: f64) -> f64 {
    if limit > 0.0 { spent / limit } else { 1.0 }
}

/// Whether a request may go out. Ask before every one, then put [`Estimate::entry`] into the meter.
///
/// # Errors
/// The first reason why not, with what can be done.
pub fn check(
    budgets: &[Budget],
    meter: &Meter,
    about: &About,
    estimate: &Estimate,
    day: Day,
) -> Result<(), Refusal> {
    if let (false, Some(context)) = (estimate.window.fits(), estimate.window.context) {
        return Err(Refusal::Window {
            model: about.model.clone(),
            input: estimate.window.input,
            output: estimate.window.output,
            context,
        });
    }
    for budget in budgets.iter().filter(|budget| budget.scope.holds(about)) {
        let Standing { left, held, .. } = budget.standing(meter, day);
        let most = match (budget.limit, estimate.cost) {
            (Limit::Tokens(_), _) => Amount::Tokens(estimate.tokens()),
            (Limit::Money(_), Cost::Known(money)) => Amount::Money(money),
            (Limit::Money(_), Cost::Unknown) if budget.allow_unknown => continue,
            (Limit::Money(_), Cost::Unknown) => {
                return Err(Refusal::Unpriced {
                    provider: about.provider.clone(),
                    model: about.model.clone(),
                    budget: budget.to_string(),
                });
            }
        };
        if most > left {
            return Err(Refusal::Spent { most, left, budget: budget.to_string(), held });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
