//! One request sent and counted: budgets before it, the log of what was used around it, and how it ended. Prints
//! nothing; who asks is told of every step.

use std::io;
use std::pin::pin;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures::StreamExt as _;
use futures::future::{Either, FutureExt as _, Shared, select};
use justbuilt_ai::answer::Answer;
use justbuilt_ai::budget::{Budget, Estimate, Limit, Period, Refusal};
use justbuilt_ai::client::{Options, Retry, Update};
use justbuilt_ai::event::Usage;
use justbuilt_ai::fault::Fault;
use justbuilt_ai::meter::{About, Scope};
use justbuilt_ai::persona::Persona;
use justbuilt_ai::prices::{Cost, Money};
use justbuilt_ai::protocol::Endpoint;
use justbuilt_ai::providers::Chosen;
use justbuilt_ai::request::Request;
use justbuilt_base::{Clock as _, SystemClock};
use justbuilt_store::SystemEntropy;
use justbuilt_workspace::ai::counting::{Closed, Stamp, Tally, budgets_of, fill_in};

use super::desk::{Desk, Network};

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
        fill_in(&mut request, &chosen.model, persona, facts.as_ref());
        let about = About {
            persona: persona.map(|persona| persona.slug.clone()).unwrap_or_default(),
            project: desk.root.display().to_string(),
            provider: chosen.provider.name.clone(),
            model: chosen.model.clone(),
            ..About::default()
        };
        let mut budgets = desk.providers.budgets().to_vec();
        budgets.extend(persona.into_iter().flat_map(|persona| budgets_of(persona, "")));
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
    let chosen = &outgoing.chosen;
    let prices = chosen.provider.prices.clone();
    let mut tally = Tally::new(stamp(), outgoing.estimate, outgoing.about.clone(), prices);
    log::debug!("{} to {}", tally.entry().request, chosen.provider.name);
    let refused = desk.ledger.begin(&outgoing.budgets, &outgoing.estimate, tally.entry())?;
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
    let mut stopped = false;
    loop {
        let update = match select(stream.next(), pin!(&mut stop)).await {
            Either::Left((Some(update), _)) => update,
            Either::Left((None, _)) => break,
            Either::Right(_) => {
                stopped = true;
                break;
            }
        };
        desk.ledger.write(&tally.update(&update, &desk.prices, stamp))?;
        if show(&update).is_err() {
            stopped = true;
            break;
        }
    }
    drop(stream);
    let (answer, closed, line) = tally.close(&desk.prices);
    let ended = match &answer.fault {
        Some(fault) => Ended::Fault(fault.clone()),
        None if answer.finish.is_some() => Ended::Whole,
        None if stopped => Ended::Stopped,
        None => Ended::Truncated,
    };
    desk.ledger.write(&[line]).context("what this request used is not in the log")?;
    let Closed { usage, cost, estimated } = closed;
    Ok(Outcome { answer, usage, cost, estimated, ended, took: started.elapsed() })
}

/// For a request that goes out now.
fn stamp() -> Stamp {
    let now = SystemClock::new().now();
    Stamp::new(now, justbuilt_app::native::time::offset(now) / 60, &SystemEntropy)
}
