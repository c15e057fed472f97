//! One request sent and counted: budgets before it, the log of what was used around it, and how it ended. Prints
//! nothing; who asks is told of every step.

use std::io;
use std::pin::pin;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures::StreamExt as _;
use futures::future::{Either, FutureExt as _, Shared, select};
use justbuilt_ai::answer::{Answer, Assembler};
use justbuilt_ai::budget::{Budget, Estimate, Limit, Period, Refusal};
use justbuilt_ai::client::{Notice, Options, Retry, Update};
use justbuilt_ai::event::Usage;
use justbuilt_ai::fault::Fault;
use justbuilt_ai::meter::{About, Day, Entry, Scope, State};
use justbuilt_ai::persona::Persona;
use justbuilt_ai::prices::{Cost, Money};
use justbuilt_ai::protocol::Endpoint;
use justbuilt_ai::providers::Chosen;
use justbuilt_ai::request::Request;
use justbuilt_ai::tokens::Family;
use justbuilt_base::{Clock as _, SystemClock};
use justbuilt_store::{Entropy as _, SystemEntropy};

use super::desk::{Desk, Network};

/// Tokens an answer may have when nobody says how many: a budget needs a number, and few answers are longer.
const USUAL_ANSWER: u64 = 32_000;

/// A request that is ready to go.
pub struct Outgoing {
    pub chosen: Chosen,
    pub endpoint: Endpoint,
    pub request: Request,
    pub about: About,
    pub budgets: Vec<Budget>,
    pub estimate: Estimate,
    /// How often it is sent again; `None` for as the provider's own library does.
    pub retries: Option<u32>,
}

/// How it ended.
pub enum Ended {
    /// The answer is whole.
    Whole,
    /// The stream ended before the answer did.
    Truncated,
    /// Something went wrong.
    Fault(Fault),
    /// Somebody stopped it.
    Stopped,
    /// It was not sent.
    Refused(Refusal),
}

/// What came of it.
pub struct Outcome {
    pub answer: Answer,
    pub usage: Usage,
    pub cost: Cost,
    /// Whether usage and cost are our estimate and not what the provider says.
    pub estimated: bool,
    pub ended: Ended,
    pub took: Duration,
}

/// Ends when the user wants everything to stop.
pub type Stop = Shared<futures::future::BoxFuture<'static, ()>>;

/// Ctrl+C.
pub fn interrupted() -> Stop {
    async {
        if tokio::signal::ctrl_c().await.is_err() {
            // The system gives no signals: nothing stops it but its end.
            futures::future::pending::<()>().await;
        }
    }
    .boxed()
    .shared()
}

impl Outgoing {
    /// Puts a request together with what it may cost.
    pub fn new(
        desk: &Desk,
        chosen: Chosen,
        endpoint: Endpoint,
        mut request: Request,
        persona: Option<&Persona>,
    ) -> Self {
        let facts = desk.prices.find(&chosen.provider.prices, &chosen.model);
        request.model.clone_from(&chosen.model);
        request.stream = true;
        if let Some(persona) = persona {
            request.max_output = request.max_output.or(persona.parameters.max_output);
            request.temperature = request.temperature.or(persona.parameters.temperature);
            request.effort = request.effort.or(persona.parameters.effort);
        }
        let longest = facts.as_ref().and_then(|facts| facts.max_output);
        let usual = longest.and_then(|longest| u32::try_from(longest.min(USUAL_ANSWER)).ok());
        request.max_output = request.max_output.or(usual);
        let about = About {
            persona: persona.map(|persona| persona.slug.clone()).unwrap_or_default(),
            project: desk.root.display().to_string(),
            provider: chosen.provider.name.clone(),
            model: chosen.model.clone(),
            ..About::default()
        };
        let mut budgets = desk.providers.budgets().to_vec();
        budgets.extend(persona.into_iter().flat_map(of_persona));
        let estimate = Estimate::of(&request, facts.as_ref(), None);
        Self { chosen, endpoint, request, about, budgets, estimate, retries: None }
    }

    /// Another limit on what this one request may cost.
    pub fn at_most(&mut self, usd: Option<f64>) -> anyhow::Result<()> {
        if let Some(usd) = usd {
            let money = Money::from_usd(usd).ok_or_else(|| super::usage(format!("{usd} is no sum")))?;
            self.budgets.push(Budget {
                scope: Scope::All,
                period: Period::Request,
                limit: Limit::Money(money),
                allow_unknown: false,
            });
        }
        Ok(())
    }

    fn options(&self) -> Options {
        let retry = self.retries.map(|times| Retry { times, ..Retry::of(self.chosen.provider.protocol) });
        Options { retry, ..Options::default() }
    }
}

/// What a persona's rights let one task cost.
fn of_persona(persona: &Persona) -> Vec<Budget> {
    let rights = persona.rights.budget;
    let limits = [rights.usd.and_then(Money::from_usd).map(Limit::Money), rights.tokens.map(Limit::Tokens)];
    let budget = |limit| Budget {
        scope: Scope::Persona(persona.slug.clone()),
        period: Period::Request,
        limit,
        // Where the price is not known, its limit of tokens still holds.
        allow_unknown: rights.tokens.is_some(),
    };
    limits.into_iter().flatten().map(budget).collect()
}

/// Sends it, says each step to `show`, and writes what it used to the log. When `show` fails there is nobody left to
/// answer to, and it is stopped.
///
/// # Errors
/// The log of what was used: then nothing is sent, or it is said that the log is not whole.
pub async fn send(
    desk: &Desk,
    network: &Network,
    outgoing: &Outgoing,
    mut stop: Stop,
    show: &mut dyn FnMut(&Update) -> io::Result<()>,
) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let mut entry = begin(outgoing)?;
    let refused = desk.ledger.begin(&outgoing.budgets, &outgoing.estimate, &entry)?;
    if let Err(refusal) = refused {
        return Ok(Outcome {
            answer: Answer::default(),
            usage: Usage::default(),
            cost: outgoing.estimate.cost,
            estimated: true,
            ended: Ended::Refused(refusal),
            took: started.elapsed(),
        });
    }
    let protocol = outgoing.chosen.provider.protocol;
    let (endpoint, request) = (&outgoing.endpoint, &outgoing.request);
    let mut stream = network.client.answer(protocol, endpoint, request, outgoing.options());
    let mut assembler = Assembler::new();
    let (mut taken, mut stopped) = (false, false);
    loop {
        let update = match select(stream.next(), pin!(&mut stop)).await {
            Either::Left((Some(update), _)) => update,
            Either::Left((None, _)) => break,
            Either::Right(_) => {
                stopped = true;
                break;
            }
        };
        match &update {
            Update::Event(event) => {
                taken |= !matches!(event, justbuilt_ai::Event::Error(_));
                assembler.push(event);
            }
            Update::Notice(Notice::Retrying { .. }) => {
                // What an attempt used that failed later is used; one that was never taken is not.
                let answer = std::mem::take(&mut assembler).finish();
                if taken {
                    tell(desk, outgoing, &mut entry, &answer, false)?;
                    entry = begin(outgoing)?;
                    desk.ledger.put(&entry)?;
                }
                taken = false;
            }
        }
        if show(&update).is_err() {
            stopped = true;
            break;
        }
    }
    drop(stream);
    let answer = assembler.finish();
    let ended = match &answer.fault {
        Some(fault) => Ended::Fault(fault.clone()),
        None if answer.finish.is_some() => Ended::Whole,
        None if stopped => Ended::Stopped,
        None => Ended::Truncated,
    };
    if !taken && matches!(ended, Ended::Fault(_)) {
        desk.ledger.forget(&entry.request)?;
        (entry.usage, entry.cost, entry.state) = (Usage::default(), Cost::Known(Money::ZERO), State::Told);
    } else {
        tell(desk, outgoing, &mut entry, &answer, matches!(ended, Ended::Whole))?;
    }
    let estimated = entry.state == State::Estimated;
    Ok(Outcome { answer, usage: entry.usage, cost: entry.cost, estimated, ended, took: started.elapsed() })
}

/// A request that is under way, with the most that it can be.
fn begin(outgoing: &Outgoing) -> anyhow::Result<Entry> {
    let now = SystemClock::new().now();
    let mut id = [0; 8];
    SystemEntropy.fill(&mut id)?;
    let request = format!("{}-{:016x}", now.0, u64::from_le_bytes(id));
    let day = Day::of(now, justbuilt_app::native::time::offset(now) / 60);
    log::debug!("{} to {}", request, outgoing.chosen.provider.name);
    Ok(outgoing.estimate.entry(request, now, day, outgoing.about.clone()))
}

/// Writes what a request used: what the provider says and, where it was cut off before it said all, our estimate.
fn tell(
    desk: &Desk,
    outgoing: &Outgoing,
    entry: &mut Entry,
    answer: &Answer,
    whole: bool,
) -> anyhow::Result<()> {
    let said = answer.usage;
    let told = whole && (said.input.is_some() || said.output.is_some() || said.cost_usd.is_some());
    entry.usage = said;
    entry.state = State::Told;
    if !told {
        let family = Family::of(&outgoing.chosen.model);
        let written = family.tokens(&answer.text) + family.tokens(&answer.reasoning);
        entry.usage.input = said.input.or(Some(outgoing.estimate.window.input));
        entry.usage.output = Some(said.output.unwrap_or(0).max(written));
        entry.state = State::Estimated;
    }
    let chosen = &outgoing.chosen;
    entry.cost = desk.prices.cost(&chosen.provider.prices, &chosen.model, &entry.usage);
    desk.ledger.put(entry).context("what this request used is not in the log")
}
