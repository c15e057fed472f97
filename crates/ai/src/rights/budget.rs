//! How much a task may cost, and whether the next call still fits.

use serde::{Deserialize, Serialize};

use super::{Guard, Refusal};

/// The most of each; `None` for no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// US dollars.
    pub usd: Option<f64>,
    /// Tokens read and written.
    pub tokens: Option<u64>,
    /// Calls of tools.
    pub calls: Option<u32>,
    /// Seconds.
    pub seconds: Option<u64>,
}

/// What was spent, or will be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spent {
    /// US dollars.
    pub usd: f64,
    /// Tokens read and written.
    pub tokens: u64,
    /// Calls of tools.
    pub calls: u32,
    /// Seconds.
    pub seconds: u64,
}

impl Guard {
    /// Whether `next` still fits after `spent`.
    ///
    /// # Errors
    /// The refusal, with what is used up. An amount that is no number, or below nothing, is refused too.
    pub fn budget(&self, spent: &Spent, next: &Spent) -> Result<(), Refusal> {
        let over = |what: &str, sum: String, most: String| {
            Err(Refusal::new(
                what,
                format!("{sum} would be more than the budget of {most}: raise it, or end the task"),
            ))
        };
        let usd = spent.usd + next.usd;
        if !usd.is_finite() || spent.usd < 0.0 || next.usd < 0.0 {
            return Err(Refusal::new("the cost", "is no amount of money"));
        }
        if let Some(most) = self.budget.usd
            && (!most.is_finite() || usd > most)
        {
            return over("dollars", format!("{usd:.4}"), format!("{most:.4}"));
        }
        let tokens = spent.tokens.saturating_add(next.tokens);
        if let Some(most) = self.budget.tokens.filter(|most| tokens > *most) {
            return over("tokens", tokens.to_string(), most.to_string());
        }
        let calls = spent.calls.saturating_add(next.calls);
        if let Some(most) = self.budget.calls.filter(|most| calls > *most) {
            return over("calls of tools", calls.to_string(), most.to_string());
        }
        let seconds = spent.seconds.saturating_add(next.seconds);
        if let Some(most) = self.budget.seconds.filter(|most| seconds > *most) {
            return over("seconds", seconds.to_string(), most.to_string());
        }
        self.within.as_ref().map_or(Ok(()), |outer| outer.budget(spent, next))
    }
}
