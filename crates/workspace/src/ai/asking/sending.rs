//! One request on its way: put together, freed of secrets, and sent to one model after the other until one answers. One
//! model asked is [`attempt`], what goes to it [`outgoing`], and that all of it is counted [`underway`].

mod attempt;
mod embedding;
mod outgoing;
mod underway;

use std::sync::Arc;

use justbuilt_ai::persona::Persona;
use justbuilt_ai::protocol::fim::FimRequest;
use justbuilt_ai::request::{Message, Part, Request};
use justbuilt_ai::routing::{Need, Role};
use justbuilt_ai::secrets::Scanner;
use justbuilt_ai::tokens::Family;

use super::outbox::Outbox;
use super::routes::{Chosen, Wish, choose};
use super::way::Way;
use super::{Ask, Over, Step, What, fill};
use crate::ai::counting::Closed;
use crate::ai::desk::Desk;
use crate::ai::{Routed, Trouble};
use attempt::Attempt;

/// Tokens of a completion when nobody says how many.
const COMPLETION_TOKENS: u32 = 256;

/// A request with all that it is held to.
pub(super) struct Order {
    pub ask: Ask,
    /// The persona, and those whose rights hold it besides its own.
    pub personas: Vec<Arc<Persona>>,
    /// The folder of the project; empty for none.
    pub project: String,
}

/// Sends it, and says how it ended.
pub(super) async fn run(way: Arc<Way>, order: Order, outbox: Arc<Outbox>) {
    let over = match way.off("choose a model", move |way| prepare(way, order)).await {
        None => return,
        Some(Err(trouble)) => Over {
            usage: Closed::NOTHING.usage,
            cost: Closed::NOTHING.cost,
            estimated: false,
            trouble: Some(trouble),
            secrets: Vec::new(),
        },
        Some(Ok(ready)) => {
            let ready = Arc::new(ready);
            let ended = ask_in_turn(&way, &ready, &outbox).await;
            let Ended { closed, trouble } = ended;
            Over {
                usage: closed.usage,
                cost: closed.cost,
                estimated: closed.estimated,
                trouble,
                secrets: ready.secrets.clone(),
            }
        }
    };
    outbox.push(Step::Over(Box::new(over)));
}

/// A request that may go out, without its secrets.
struct Ready {
    desk: Arc<Desk>,
    ask: Ask,
    personas: Vec<Arc<Persona>>,
    project: String,
    chosen: Vec<Chosen>,
    secrets: Vec<(String, usize)>,
}

/// How all of it ended.
struct Ended {
    closed: Closed,
    trouble: Option<Trouble>,
}

fn prepare(way: &Arc<Way>, order: Order) -> Result<Ready, Trouble> {
    let Order { mut ask, personas, project } = order;
    let desk = way.desk();
    if let Some(problem) = desk.problems.iter().find(|problem| problem.holds_budgets) {
        let help = "Mend it: nothing is sent before, since what may be spent stands there.";
        return Err(Trouble::new(format!("not sent: {problem}"), help));
    }
    let scanner = way.scanner().map_err(|error| {
        Trouble::new(format!("not sent: secrets cannot be looked for: {error}"), "Tell the editor's makers.")
    })?;
    let mut secrets: Vec<(String, usize)> = Vec::new();
    let mut count = |rule: &str| match secrets.iter_mut().find(|(known, _)| known == rule) {
        Some((_, count)) => *count += 1,
        None => secrets.push((rule.to_owned(), 1)),
    };
    let need = match &mut ask.what {
        What::Answer(request) => {
            scanner.redact_request(request).iter().for_each(|taken| count(&taken.rule));
            need_of(ask.role, request, personas.first())
        }
        What::Fill(fill) => {
            redact_fill(scanner, fill, &mut count);
            fill.max_output = fill.max_output.or(Some(COMPLETION_TOKENS));
            fill.stream = true;
            need_of(ask.role, &fill::question(fill), personas.first())
        }
        What::Embed(embed) => {
            for text in &mut embed.inputs {
                let redacted = scanner.redact(text);
                if !redacted.is_clean() {
                    redacted.redactions.iter().for_each(|taken| count(&taken.rule));
                    *text = redacted.text;
                }
            }
            // Each text is read for itself: all of them together need not fit a window.
            Need { input: embedding::tokens(embed), output: 0, ..Need::usual(ask.role) }
        }
    };
    let wish = Wish { model: ask.model.as_ref(), persona: personas.first().map(|persona| &**persona) };
    let chosen = choose(way, &desk, &need, wish)?;
    Ok(Ready { desk, ask, personas, project, chosen, secrets })
}

fn need_of(role: Role, request: &Request, persona: Option<&Arc<Persona>>) -> Need {
    let output = request.max_output.or_else(|| persona?.parameters.max_output);
    let pictures = |message: &Message| message.parts.iter().any(|part| matches!(part, Part::Image { .. }));
    Need {
        role,
        input: Family::of("").request(request),
        output: u64::from(output.unwrap_or(1_000)),
        tools: !request.tools.is_empty(),
        images: request.messages.iter().any(pictures),
        guessed: false,
    }
}

fn redact_fill(scanner: &Scanner, fill: &mut FimRequest, count: &mut dyn FnMut(&str)) {
    let FimRequest { prefix, suffix, path, files, .. } = fill;
    let mut one = |path: &str, text: &mut String| {
        let redacted = scanner.redact_in(Some(path).filter(|path| !path.is_empty()), text);
        if !redacted.is_clean() {
            redacted.redactions.iter().for_each(|taken| count(&taken.rule));
            *text = redacted.text;
        }
    };
    one(path, prefix);
    one(path, suffix);
    for (path, text) in files {
        one(path, text);
    }
}

/// What one model made of it.
enum Turn {
    /// It answered, or it is not to be asked of another one.
    Done(Ended),
    /// The next one may: why this one did not, in full and for the next one's reason, and what it cost all the same.
    Next(Trouble, String, Closed),
    /// The same model, but as a question: it has no completion of its own.
    AsQuestion,
}

async fn ask_in_turn(way: &Arc<Way>, ready: &Arc<Ready>, outbox: &Arc<Outbox>) -> Ended {
    let mut first: Option<Trouble> = None;
    let mut spent = Closed::NOTHING;
    let mut why = String::new();
    let mut others: Vec<String> = Vec::new();
    for (place, chosen) in ready.chosen.iter().enumerate() {
        if ready.ask.role == Role::Completion && !way.breakers.admit(&chosen.target) {
            continue;
        }
        let reason = if why.is_empty() { chosen.reason.clone() } else { format!("{}: {why}", chosen.reason) };
        let routed =
            Routed { provider: chosen.provider.name.clone(), model: chosen.target.model.clone(), reason };
        let mut as_question = false;
        let turn = loop {
            let one =
                Attempt { way, ready, chosen, outbox, last: place + 1 == ready.chosen.len(), as_question };
            match one.ask(&routed, place > 0).await {
                Turn::AsQuestion => as_question = true,
                turn => break turn,
            }
        };
        match turn {
            Turn::Done(ended) => return Ended { closed: spent.plus(ended.closed), ..ended },
            Turn::Next(trouble, short, closed) => {
                spent = spent.plus(closed);
                why = format!("{} {short}", chosen.provider.name);
                match &first {
                    None => first = Some(trouble),
                    Some(_) => {
                        let (provider, model) = (&chosen.provider.name, &chosen.target.model);
                        others.push(format!("{provider}/{model}\n{}\n{}", trouble.message, trouble.details));
                    }
                }
            }
            Turn::AsQuestion => {}
        }
    }
    let mut trouble = first.unwrap_or_else(|| {
        Trouble::new(
            "nobody can be asked for a completion now",
            "They failed lately and are left alone for a while.",
        )
    });
    for other in others {
        trouble.details.push_str("\n\nThen was asked: ");
        trouble.details.push_str(&other);
    }
    Ended { closed: spent, trouble: Some(trouble) }
}
