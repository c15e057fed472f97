//! One model asked: the answer that was given before, or a stream whose steps are handed on and counted, and whether
//! another model may be asked when it fails.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::BoxStream;
use justbuilt_ai::cache::Cached;
use justbuilt_ai::client::{Notice, Options, Retry, Update};
use justbuilt_ai::event::{Event, FinishReason};
use justbuilt_ai::fault::{Fault, FaultKind};
use justbuilt_ai::protocol::Endpoint;
use justbuilt_ai::protocol::fim;
use justbuilt_ai::providers::KeyPlace;
use justbuilt_ai::request::Part;
use justbuilt_ai::routing::Role;
use justbuilt_ai::{Answer, Call};

use super::outgoing::{Outgoing, Sent, Stopped, begin};
use super::{Ended, Ready, Turn, embedding};
use crate::ai::asking::fill::Unfence;
use crate::ai::asking::outbox::Outbox;
use crate::ai::asking::routes::Chosen;
use crate::ai::asking::way::Way;
use crate::ai::asking::{Step, What};
use crate::ai::counting::Closed;
use crate::ai::words::{self, Reader};
use crate::ai::{Routed, Trouble, models};

/// A completion that comes later than this is of no use.
const COMPLETION: Duration = Duration::from_secs(20);

/// One model asked.
pub(super) struct Attempt<'a> {
    pub way: &'a Arc<Way>,
    pub ready: &'a Arc<Ready>,
    pub chosen: &'a Chosen,
    pub outbox: &'a Arc<Outbox>,
    /// Nobody comes after it.
    pub last: bool,
    /// A completion as a question.
    pub as_question: bool,
}

impl Attempt<'_> {
    /// Asks it, and says whether another one may be asked.
    pub async fn ask(&self, routed: &Routed, other: bool) -> Turn {
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
            Err(Stopped::Cannot(trouble)) => {
                return Turn::Next(trouble, "cannot do it".into(), Closed::NOTHING);
            }
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
            Sent::Vectors(embed) => {
                let asking = embedding::Asking {
                    client: client.clone(),
                    protocol,
                    endpoint: endpoint.clone(),
                    options,
                };
                embedding::asked(asking, embed.clone(), Arc::clone(self.outbox))
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
