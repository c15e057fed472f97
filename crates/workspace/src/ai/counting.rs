//! What a request is, may cost, and did cost: put together before it goes out, counted while its answer comes in, and
//! closed by what the provider says; where it was cut off before it said all, by our estimate. Writes nothing itself:
//! it gives the lines for the [`ledger`](super::ledger).

use justbuilt_ai::answer::{Answer, Assembler};
use justbuilt_ai::budget::{Budget, Estimate, Limit, Period};
use justbuilt_ai::client::{Notice, Update};
use justbuilt_ai::event::{Event, Usage};
use justbuilt_ai::meter::{About, Day, Entry, Scope, State};
use justbuilt_ai::persona::Persona;
use justbuilt_ai::prices::{Cost, ModelFacts, Money, PriceList};
use justbuilt_ai::request::Request;
use justbuilt_ai::tokens::Family;
use justbuilt_base::Timestamp;
use justbuilt_store::Entropy;

use super::ledger::Line;

/// Tokens an answer may have when nobody says how many: a budget needs a number, and few answers are longer.
pub const USUAL_ANSWER: u64 = 32_000;

/// Fills in what a request leaves open: what the persona says of how the model is asked, and how long an answer may be.
pub fn fill_in(request: &mut Request, model: &str, persona: Option<&Persona>, facts: Option<&ModelFacts>) {
    model.clone_into(&mut request.model);
    request.stream = true;
    if let Some(persona) = persona {
        request.max_output = request.max_output.or(persona.parameters.max_output);
        request.temperature = request.temperature.or(persona.parameters.temperature);
        request.effort = request.effort.or(persona.parameters.effort);
    }
    let longest = facts.and_then(|facts| facts.max_output);
    let usual = longest.and_then(|longest| u32::try_from(longest.min(USUAL_ANSWER)).ok());
    request.max_output = request.max_output.or(usual);
}

/// What a persona's rights let one task cost: all requests for the same message together, or this one alone when it is
/// for none.
pub fn budgets_of(persona: &Persona, message: &str) -> Vec<Budget> {
    let rights = persona.rights.budget;
    let limits = [rights.usd.and_then(Money::from_usd).map(Limit::Money), rights.tokens.map(Limit::Tokens)];
    let (scope, period) = if message.is_empty() {
        (Scope::Persona(persona.slug.clone()), Period::Request)
    } else {
        (Scope::Message(message.to_owned()), Period::Always)
    };
    let budget = |limit| Budget {
        scope: scope.clone(),
        period,
        limit,
        // Where the price is not known, its limit of tokens still holds.
        allow_unknown: rights.tokens.is_some(),
    };
    limits.into_iter().flatten().map(budget).collect()
}

/// When a request is sent, and what names it.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// Names it in the log.
    pub request: String,
    /// When.
    pub time: Timestamp,
    /// The day by the user's clock.
    pub day: Day,
}

impl Stamp {
    /// For a request that is sent `now`, where the clock is `offset` minutes ahead of UTC. Ids are random; without
    /// random numbers there is only the time.
    pub fn new(now: Timestamp, offset: i32, entropy: &dyn Entropy) -> Self {
        let mut id = [0; 8];
        if let Err(error) = entropy.fill(&mut id) {
            log::warn!("no random numbers for the id of a request: {error}");
        }
        let request = format!("{}-{:016x}", now.0, u64::from_le_bytes(id));
        Self { request, time: now, day: Day::of(now, offset) }
    }
}

/// How a request ended, in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closed {
    /// The tokens.
    pub usage: Usage,
    /// The money.
    pub cost: Cost,
    /// Whether both are our estimate.
    pub estimated: bool,
}

impl Closed {
    /// Nothing was used.
    pub const NOTHING: Closed = Closed { usage: EMPTY, cost: Cost::Known(Money::ZERO), estimated: false };

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Closed) -> Closed {
        let sum = |a: Option<u64>, b: Option<u64>| match (a, b) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or(0).saturating_add(b.unwrap_or(0))),
        };
        let (a, b) = (self.usage, other.usage);
        let usage = Usage {
            input: sum(a.input, b.input),
            cached_read: sum(a.cached_read, b.cached_read),
            cached_write: sum(a.cached_write, b.cached_write),
            output: sum(a.output, b.output),
            reasoning: sum(a.reasoning, b.reasoning),
            tool_input: sum(a.tool_input, b.tool_input),
            cost_usd: match (a.cost_usd, b.cost_usd) {
                (None, None) => None,
                (a, b) => Some(a.unwrap_or(0.0) + b.unwrap_or(0.0)),
            },
        };
        let cost = match (self.cost, other.cost) {
            (Cost::Known(a), Cost::Known(b)) => Cost::Known(a.plus(b)),
            _ => Cost::Unknown,
        };
        Closed { usage, cost, estimated: self.estimated || other.estimated }
    }
}

const EMPTY: Usage = Usage {
    input: None,
    cached_read: None,
    cached_write: None,
    output: None,
    reasoning: None,
    tool_input: None,
    cost_usd: None,
};

/// Counts one request, with the attempts that the client makes of it.
#[derive(Debug)]
pub struct Tally {
    entry: Entry,
    estimate: Estimate,
    /// As the list of prices calls the provider.
    prices: String,
    answer: Assembler,
    /// Whether the provider took this attempt.
    taken: bool,
    /// What attempts before this one used.
    before: Closed,
}

impl Tally {
    /// A request that is under way, with the most that it can be.
    pub fn new(stamp: Stamp, estimate: Estimate, about: About, prices: impl Into<String>) -> Self {
        let entry = estimate.entry(stamp.request, stamp.time, stamp.day, about);
        Self {
            entry,
            estimate,
            prices: prices.into(),
            answer: Assembler::new(),
            taken: false,
            before: Closed::NOTHING,
        }
    }

    /// What stands in the log while it is under way.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The answer so far.
    pub fn answer(&self) -> &Answer {
        self.answer.answer()
    }

    /// Takes in a step. When the request is sent again, what the attempt before used is put into the log: `again` is
    /// asked for the next one's stamp.
    pub fn update(&mut self, update: &Update, list: &PriceList, again: impl FnOnce() -> Stamp) -> Vec<Line> {
        match update {
            Update::Event(event) => {
                self.taken |= !matches!(event, Event::Error(_));
                self.answer.push(event);
                Vec::new()
            }
            Update::Notice(Notice::Retrying { .. }) => {
                // What an attempt used that failed later is used; one that was never taken is not.
                let mut lines = Vec::new();
                if self.taken {
                    let closed = self.tell(false, list);
                    self.before = self.before.plus(closed);
                    lines.push(Line::of(&self.entry));
                    let (stamp, about) = (again(), self.entry.about.clone());
                    self.entry = self.estimate.entry(stamp.request, stamp.time, stamp.day, about);
                    lines.push(Line::of(&self.entry));
                }
                self.answer = Assembler::new();
                self.taken = false;
                lines
            }
        }
    }

    /// It is over. A request that was never taken cost nothing.
    pub fn close(mut self, list: &PriceList) -> (Answer, Closed, Line) {
        let answer = self.answer.answer();
        let (whole, failed) = (answer.finish.is_some(), answer.fault.is_some());
        let (closed, line) = if !self.taken && failed {
            (Closed::NOTHING, Line::forget(&self.entry.request))
        } else {
            let closed = self.tell(whole && !failed, list);
            (closed, Line::of(&self.entry))
        };
        (self.answer.finish(), self.before.plus(closed), line)
    }

    /// Writes into the entry what this attempt used.
    fn tell(&mut self, whole: bool, list: &PriceList) -> Closed {
        let answer = self.answer.answer();
        let said = answer.usage;
        let told = whole && (said.input.is_some() || said.output.is_some() || said.cost_usd.is_some());
        self.entry.usage = said;
        self.entry.state = State::Told;
        if !told {
            let family = Family::of(&self.entry.about.model);
            let calls: u64 = answer.calls.iter().map(|call| family.tokens(&call.raw)).sum();
            let written = family.tokens(&answer.text) + family.tokens(&answer.reasoning) + calls;
            self.entry.usage.input = said.input.or(Some(self.estimate.window.input));
            self.entry.usage.output = Some(said.output.unwrap_or(0).max(written));
            self.entry.state = State::Estimated;
        }
        self.entry.cost = list.cost(&self.prices, &self.entry.about.model, &self.entry.usage);
        Closed { usage: self.entry.usage, cost: self.entry.cost, estimated: !told }
    }
}
