//! One request on its way: put together, held to budgets, sent to one model after the other until one answers, counted,
//! and closed in the log of what was spent, also when it is stopped in between.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::BoxStream;
use justbuilt_ai::answer::forget_opaque;
use justbuilt_ai::budget::{Budget, Estimate, Refusal};
use justbuilt_ai::cache::Cached;
use justbuilt_ai::client::{Notice, Options, Retry, Update};
use justbuilt_ai::event::{Event, FinishReason};
use justbuilt_ai::fault::{Fault, FaultKind};
use justbuilt_ai::meter::About;
use justbuilt_ai::persona::Persona;
use justbuilt_ai::protocol::Endpoint;
use justbuilt_ai::protocol::fim::{self, FimApi, FimRequest};
use justbuilt_ai::providers::{FoundKey, KeyPlace};
use justbuilt_ai::request::{Message, Part, Request, Role as Speaker};
use justbuilt_ai::routing::{Need, Role};
use justbuilt_ai::secrets::Scanner;
use justbuilt_ai::tokens::Family;
use justbuilt_ai::{Answer, Call};
use justbuilt_base::spawn::SpawnerExt as _;

use super::fill::{self, Unfence};
use super::outbox::Outbox;
use super::routes::{Chosen, Wish, choose, fills};
use super::way::Way;
use super::{Ask, Over, Step, What};
use crate::ai::counting::{Closed, Tally, budgets_of, fill_in};
use crate::ai::desk::Desk;
use crate::ai::ledger::{Line, LogFault};
use crate::ai::words::{self, Reader};
use crate::ai::{Routed, Trouble, models};

/// A completion that comes later than this is of no use.
const COMPLETION: Duration = Duration::from_secs(20);
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

/// One model asked.
struct Attempt<'a> {
    way: &'a Arc<Way>,
    ready: &'a Arc<Ready>,
    chosen: &'a Chosen,
    outbox: &'a Arc<Outbox>,
    /// Nobody comes after it.
    last: bool,
    /// A completion as a question.
    as_question: bool,
}

/// What goes to one model, its key found, its place in the log taken.
struct Outgoing {
    endpoint: Endpoint,
    key: KeyPlace,
    sent: Sent,
    most: Option<u32>,
    underway: Underway,
}

/// In which form.
enum Sent {
    Answer(Request),
    Fill(FimRequest, FimApi),
    /// A completion as a question.
    Question(Request),
}

impl Sent {
    /// The request, as it is counted.
    fn counted(&self) -> std::borrow::Cow<'_, Request> {
        match self {
            Sent::Answer(request) | Sent::Question(request) => std::borrow::Cow::Borrowed(request),
            Sent::Fill(fill, _) => {
                let text = |text: &str| Part::text(text.to_owned());
                let mut parts = vec![text(&fill.prefix), text(&fill.suffix)];
                parts.extend(fill.files.iter().map(|(_, content)| text(content)));
                std::borrow::Cow::Owned(Request {
                    model: fill.model.clone(),
                    messages: vec![Message { role: Speaker::User, parts }],
                    max_output: fill.max_output,
                    ..Request::default()
                })
            }
        }
    }
}

/// Why it does not go out to this model.
enum Stopped {
    NoKey(Trouble),
    Refused(Refusal),
    Log(LogFault),
}

impl Attempt<'_> {
    async fn ask(&self, routed: &Routed, other: bool) -> Turn {
        let (way, chosen) = (self.way, self.chosen);
        if let Some(turn) = self.given_before(routed).await {
            return turn;
        }
        let (ready, one, as_question) = (Arc::clone(self.ready), chosen.clone(), self.as_question);
        let outgoing =
            way.off("count what is asked", move |way| begin(way, &ready, &one, other, as_question)).await;
        let Some(outgoing) = outgoing else {
            return self.done(Closed::NOTHING, Some(Trouble::new("the editor is closing", "")));
        };
        let outgoing = match outgoing {
            Ok(outgoing) => outgoing,
            Err(Stopped::NoKey(trouble)) => return Turn::Next(trouble, "has no key".into(), Closed::NOTHING),
            Err(Stopped::Refused(refusal)) => {
                let trouble = words::of_refusal(&refusal);
                return Turn::Next(trouble, "is held back by a budget".into(), Closed::NOTHING);
            }
            Err(Stopped::Log(fault)) => {
                let help = "Nothing goes out that is not counted. Look whether the disk is full or the file is locked.";
                return self.done(Closed::NOTHING, Some(Trouble::new(format!("not sent: {fault}"), help)));
            }
        };
        self.outbox.push(Step::Target(routed.clone()));
        self.stream(outgoing).await
    }

    fn done(&self, closed: Closed, trouble: Option<Trouble>) -> Turn {
        Turn::Done(Ended { closed, trouble })
    }

    /// The answer that was given to the same request before.
    async fn given_before(&self, routed: &Routed) -> Option<Turn> {
        if !self.ready.ask.cached || !matches!(self.ready.ask.what, What::Answer(_)) {
            return None;
        }
        let (ready, chosen) = (Arc::clone(self.ready), self.chosen.clone());
        let found = self.way.off("look for an answer", move |way| {
            let What::Answer(request) = &ready.ask.what else { return None };
            way.cache.get(&chosen.target, request).ok().flatten()
        });
        let Cached { message, reason, .. } = found.await.flatten()?;
        let reason_text =
            "the same was asked before: this is the answer that was given then, and costs nothing";
        self.outbox.push(Step::Target(Routed { reason: reason_text.to_owned(), ..routed.clone() }));
        let push = |event| self.outbox.push(Step::Update(Update::Event(event)));
        push(Event::Start { id: None, model: Some(routed.model.clone()) });
        for (block, part) in (0..).zip(message.parts) {
            match part {
                Part::Text { text, .. } => push(Event::Text { block, delta: text }),
                Part::Reasoning { text, .. } => push(Event::Reasoning { block, delta: text }),
                _ => {}
            }
        }
        push(Event::Finish { reason, raw: "cached".to_owned() });
        Some(self.done(Closed::NOTHING, None))
    }

    /// Sends it and hands on what comes back.
    async fn stream(&self, outgoing: Outgoing) -> Turn {
        let Outgoing { endpoint, key, sent, most, mut underway } = outgoing;
        let (way, target) = (self.way, &self.chosen.target);
        let began = way.clock.elapsed();
        let mut stream = self.open(&endpoint, &sent);
        let mut unfence = matches!(sent, Sent::Question(_)).then(Unfence::default);
        let mut shown = false;
        let mut held = None;
        underway.sent = true;
        while let Some(update) = stream.next().await {
            if let Err(fault) = underway.update(&update).await {
                // What was used is no longer counted: it goes no further.
                drop(stream);
                let (_, closed, _) = underway.close().await;
                return self.done(closed, Some(Trouble::new(fault.to_string(), "")));
            }
            match &update {
                Update::Event(Event::Error(_) | Event::Truncated) if !shown => {
                    // Another one may be asked: that this one failed is said when nobody is.
                    held = Some(update);
                    continue;
                }
                Update::Event(event) if !shown && is_content(event) => {
                    shown = true;
                    way.keep_first_word(target, way.clock.elapsed().saturating_sub(began));
                }
                Update::Notice(Notice::Retrying { .. }) => {
                    shown = false;
                    unfence = unfence.map(|_| Unfence::default());
                }
                Update::Event(_) => {}
            }
            match &mut unfence {
                Some(unfence) => {
                    unfence
                        .take(update)
                        .into_iter()
                        .for_each(|update| self.outbox.push(Step::Update(update)));
                }
                None => self.outbox.push(Step::Update(update)),
            }
        }
        drop(stream);
        let (answer, closed, logged) = underway.close().await;
        let fault = answer.fault.clone();
        match &fault {
            Some(fault) => way.breakers.failed(target, fault),
            None if answer.finish.is_some() => way.breakers.succeeded(target),
            None => {}
        }
        if let Some(fault) = &fault
            && fault.kind == FaultKind::Auth
            && let KeyPlace::Vault(name) = &key
        {
            // Somebody may put the right one in its place.
            way.forget_keys(Some(name));
        }
        if !shown && let (Sent::Fill(..), Some(fault)) = (&sent, &fault) {
            let no_such_thing =
                matches!(fault.kind, FaultKind::NotFound | FaultKind::BadRequest | FaultKind::Unsupported);
            if no_such_thing {
                way.keep_fills_not(target);
                way.breakers.reset(&target.endpoint);
                return Turn::AsQuestion;
            }
        }
        let mut trouble = match &fault {
            Some(fault) => Some(self.explained(fault, &endpoint, &key).await),
            None => words::of_end(&answer, &self.chosen.provider.name, &target.model, most, Reader::Window),
        };
        if !shown && answer.finish.is_none() && fault.as_ref().is_none_or(another_may) {
            if let (true, Some(held)) = (self.last, held) {
                self.outbox.push(Step::Update(held));
            }
            let short = short(fault.as_ref());
            let trouble = trouble.unwrap_or_else(|| Trouble::new(short.clone(), ""));
            return Turn::Next(trouble, short, closed);
        }
        if let Some(held) = held {
            self.outbox.push(Step::Update(held));
        }
        if let Err(fault) = logged {
            log::error!("{fault}");
            trouble.get_or_insert_with(|| {
                Trouble::new(
                    format!("the answer is whole, but {fault}"),
                    "What was spent shows too little now.",
                )
            });
        }
        self.keep(&answer, closed).await;
        self.done(closed, trouble)
    }

    fn open(&self, endpoint: &Endpoint, sent: &Sent) -> BoxStream<'static, Update> {
        let (client, protocol) = (&self.way.client, self.chosen.provider.protocol);
        let options = if self.ready.ask.role == Role::Completion {
            Options {
                head: COMPLETION,
                idle: COMPLETION,
                whole: COMPLETION,
                retry: Some(Retry::NEVER),
                ..Options::default()
            }
        } else {
            Options::default()
        };
        match sent {
            Sent::Answer(request) | Sent::Question(request) => {
                client.answer(protocol, endpoint, request, options)
            }
            Sent::Fill(fill, api) => {
                let api = *api;
                let mut call = Call::new(protocol, endpoint, fim::encode(api, endpoint, fill));
                call.retry = options.retry.unwrap_or(call.retry);
                client.stream(call, Arc::new(move || fim::decoder(api, true)), options)
            }
        }
    }

    async fn explained(&self, fault: &Fault, endpoint: &Endpoint, key: &KeyPlace) -> Trouble {
        let (provider, model) = (&self.chosen.provider, self.chosen.target.model.as_str());
        let near = if fault.kind == FaultKind::NotFound {
            models::near(&self.way.client, provider, endpoint, model).await
        } else {
            Vec::new()
        };
        words::of_fault(fault, words::About { provider, model, key, near: &near }, Reader::Window)
    }

    /// Keeps an answer for the next one who asks the same.
    async fn keep(&self, answer: &Answer, closed: Closed) {
        if !self.ready.ask.cached {
            return;
        }
        let Some((reason, _)) = answer.finish else { return };
        let kept =
            Cached { message: answer.message(), reason, usage: closed.usage, time: self.way.clock.now() };
        let (ready, target) = (Arc::clone(self.ready), self.chosen.target.clone());
        let kept = self.way.off("keep an answer", move |way| {
            let What::Answer(request) = &ready.ask.what else { return };
            if let Err(error) = way.cache.put(&target, request, &kept) {
                log::warn!("an answer could not be kept: {error}");
            }
        });
        kept.await.unwrap_or_default();
    }
}

/// Puts together what goes to a model, and takes its place in the log, if the budgets allow it.
fn begin(
    way: &Arc<Way>,
    ready: &Arc<Ready>,
    chosen: &Chosen,
    other: bool,
    as_question: bool,
) -> Result<Outgoing, Stopped> {
    let (provider, model) = (&chosen.provider, chosen.target.model.as_str());
    let no_key = |trouble| Stopped::NoKey(trouble);
    let key: FoundKey = way
        .key_of(provider)
        .map_err(|fault| no_key(words::of_key_fault(&fault, provider)))?
        .ok_or_else(|| no_key(words::of_missing_key(provider, Reader::Window)))?;
    let endpoint = way.endpoint(provider, &key);
    let facts = ready.desk.prices.find(&provider.prices, model);
    let persona = ready.personas.first().map(|persona| &**persona);
    let sent = match &ready.ask.what {
        What::Answer(request) => {
            let mut request = (**request).clone();
            if other {
                // What only the provider of former answers can read, another one refuses.
                forget_opaque(&mut request.messages);
            }
            fill_in(&mut request, model, persona, facts.as_ref());
            Sent::Answer(request)
        }
        What::Fill(fill) => match fills(way, chosen).filter(|_| !as_question) {
            Some(api) => Sent::Fill(FimRequest { model: model.to_owned(), ..(**fill).clone() }, api),
            None => {
                let mut request = fill::question(fill);
                fill_in(&mut request, model, None, facts.as_ref());
                Sent::Question(request)
            }
        },
    };
    let counted = sent.counted();
    let estimate = Estimate::of(&counted, facts.as_ref(), None);
    let most = counted.max_output;
    drop(counted);
    let ask = &ready.ask;
    let about = About {
        message: ask.message.clone(),
        conversation: ask.conversation.clone(),
        persona: ask.persona.clone(),
        project: ready.project.clone(),
        provider: provider.name.clone(),
        model: model.to_owned(),
    };
    let mut budgets: Vec<Budget> = ready.desk.providers.budgets().to_vec();
    budgets.extend(ready.personas.iter().flat_map(|persona| budgets_of(persona, &ask.message)));
    let tally = Tally::new(way.stamp(), estimate, about, provider.prices.clone());
    way.ledger.begin(&budgets, &estimate, tally.entry()).map_err(Stopped::Log)?.map_err(Stopped::Refused)?;
    let underway =
        Underway { way: Arc::clone(way), desk: Arc::clone(&ready.desk), tally: Some(tally), sent: false };
    Ok(Outgoing { endpoint, key: key.from, sent, most, underway })
}

/// A request that is in the log. Dropped before it is closed, it is closed as an estimate; before it is sent, it is taken
/// out again.
struct Underway {
    way: Arc<Way>,
    desk: Arc<Desk>,
    tally: Option<Tally>,
    sent: bool,
}

impl Underway {
    /// Counts a step.
    async fn update(&mut self, update: &Update) -> Result<(), LogFault> {
        let Some(tally) = &mut self.tally else { return Ok(()) };
        let lines = tally.update(update, &self.desk.prices, || self.way.stamp());
        if lines.is_empty() {
            return Ok(());
        }
        let written = self.way.off("count an attempt", move |way| way.ledger.write(&lines));
        written.await.unwrap_or(Ok(()))
    }

    /// It is over: the answer, what it used, and whether that is in the log.
    async fn close(mut self) -> (Answer, Closed, Result<(), LogFault>) {
        let Some(tally) = self.tally.take() else { return (Answer::default(), Closed::NOTHING, Ok(())) };
        let (answer, closed, line) = tally.close(&self.desk.prices);
        // It is written even when nobody waits for that.
        let (done, written) = futures::channel::oneshot::channel();
        let way = Arc::clone(&self.way);
        let task = self.way.spawner.blocking("count an answer", move |_| {
            done.send(way.ledger.write(&[line])).ok();
        });
        task.detach();
        (answer, closed, written.await.unwrap_or(Ok(())))
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        let Some(tally) = self.tally.take() else { return };
        let line =
            if self.sent { tally.close(&self.desk.prices).2 } else { Line::forget(&tally.entry().request) };
        let way = Arc::clone(&self.way);
        let task = self.way.spawner.blocking("count what was stopped", move |_| {
            if let Err(fault) = way.ledger.write(&[line]) {
                log::error!("{fault}");
            }
        });
        task.detach();
    }
}

/// Whether an event is part of an answer that somebody has seen.
fn is_content(event: &Event) -> bool {
    match event {
        Event::Text { delta, .. } | Event::Reasoning { delta, .. } | Event::Refusal { delta } => {
            !delta.is_empty()
        }
        Event::ToolStart { .. } | Event::ToolArguments { .. } | Event::ToolEnd { .. } => true,
        Event::Finish { reason, .. } => *reason == FinishReason::Stop,
        Event::Start { .. }
        | Event::ReasoningOpaque { .. }
        | Event::Usage(_)
        | Event::Heartbeat
        | Event::Error(_)
        | Event::Truncated => false,
    }
}

/// Whether another model may do what this one did not.
fn another_may(fault: &Fault) -> bool {
    !matches!(fault.kind, FaultKind::Cancelled | FaultKind::BadRequest | FaultKind::TooLarge)
}

/// Why one did not answer, behind its name.
fn short(fault: Option<&Fault>) -> String {
    match fault.map(|fault| fault.kind) {
        None | Some(FaultKind::Garbled | FaultKind::Connection) => "broke off",
        Some(FaultKind::Auth) => "does not take the key",
        Some(FaultKind::Billing) => "has no credit left",
        Some(FaultKind::Permission | FaultKind::NotFound) => "has no such model for this key",
        Some(FaultKind::RateLimit) => "lets no more through for now",
        Some(FaultKind::Overloaded) => "has no room now",
        Some(FaultKind::Timeout) => "took too long",
        Some(FaultKind::Offline) => "cannot be reached",
        Some(FaultKind::Context) => "cannot read as much",
        Some(_) => "failed",
    }
    .to_owned()
}
