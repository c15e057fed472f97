//! What comes back: the steps of an answer, its end, the calls of tools in it, and who answers after it.

use std::sync::Arc;

use justbuilt_ai::client::{Notice, Update};
use justbuilt_ai::conversation::{TurnId, TurnState};
use justbuilt_ai::event::{Arguments, Event};
use justbuilt_ai::fault::{Fault, FaultKind};
use justbuilt_ai::request::Part;
use justbuilt_ai::routing::Role;
use justbuilt_base::spawn::SpawnerExt as _;

use super::gathering::Gathered;
use super::request::may_write;
use super::snapshot::CallState;
use super::talk::{Running, Stage};
use super::tools::{Call, Called, MEANING, Outcome, carry_out, may_call};
use super::{Told, What};
use crate::ai::asking::{Ask, Asker, Over, Step, Ticket, vectors};
use crate::ai::{AiEvent, ChangeOrigin, Trouble};
use crate::command::{CommandError, CommandResult};
use crate::event::Event as Come;
use crate::ids::ConversationId;
use crate::notice::NewNotice;
use crate::workspace::Workspace;

/// How often tools are called for one answer.
pub(super) const ROUNDS: u32 = 12;

impl Workspace {
    /// What goes along was put together: the answer is asked for.
    pub(super) fn chat_gathered(&mut self, id: ConversationId, turn: TurnId, gathered: Gathered) {
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let waits = |running: &Running| running.turn == turn && running.stage == Stage::Gathering;
        if !talk.busy.as_ref().is_some_and(waits) {
            return;
        }
        let Some(question) = talk.busy.as_ref().and_then(|running| running.question) else { return };
        let note = talk.note(question);
        note.rules = gathered.rules;
        note.data = gathered.data;
        note.sent = Some(Arc::new(gathered.manifest));
        note.seen = gathered.seen.clone();
        let wrong = match gathered.rendered {
            Some(Ok(rendered)) => {
                note.rendered = Some(Arc::from(rendered.text));
                note.prompt = Some((rendered.name, rendered.version));
                None
            }
            Some(Err(why)) => Some(why),
            None => None,
        };
        talk.changed(question);
        if let Some(running) = &mut talk.busy {
            running.seen = gathered.seen;
            running.task = None;
            running.stage = Stage::Asked;
        }
        for (label, why) in gathered.failed {
            self.notify(NewNotice::warning(format!("{label} did not go along")).detail(why));
        }
        match wrong {
            None => self.chat_put(id, false),
            Some(why) => {
                let help = "Say it in other words, or select what the prompt asks for and send it again.";
                let trouble = Trouble {
                    message: why,
                    help: help.to_owned(),
                    details: String::new(),
                    retrying: None,
                    key_of: None,
                };
                self.chat_broken(id, trouble);
            }
        }
        self.chat_changed();
        self.chat_touch(false);
    }

    /// Sends the request for the answer that is on its way. `last`: no more tools are called.
    pub(super) fn chat_put(&mut self, id: ConversationId, last: bool) {
        // Taken out, since what is sent is made from it and from the workspace.
        let Some(at) = self.ai.chat.talks.iter().position(|talk| talk.id == id) else { return };
        let mut talk = self.ai.chat.talks.swap_remove(at);
        if let Some(mut running) = talk.busy.take() {
            let request = self.chat_request(&talk, &running, last);
            let ask = Ask {
                asker: Asker::Chat,
                role: Role::Chat,
                persona: running.persona.clone(),
                model: running.model.clone(),
                conversation: talk.about.key.clone(),
                // All requests for one answer are one task, whose budget they share.
                message: format!(
                    "{}/{}/{}",
                    talk.about.key,
                    running.question.unwrap_or(running.turn).0,
                    running.persona
                ),
                what: crate::ai::asking::What::Answer(Box::new(request)),
                cached: false,
            };
            let (number, ticket) = self.chat_ask(ask);
            running.stage = Stage::Asked;
            running.number = number;
            running.ticket = ticket;
            talk.busy = Some(running);
        }
        self.ai.chat.talks.push(talk);
    }

    #[cfg(not(test))]
    fn chat_ask(&mut self, ask: Ask) -> (u64, Option<Ticket>) {
        let ticket = self.ai_ask(ask);
        (ticket.number, Some(ticket))
    }

    /// Tests answer themselves where they say so.
    #[cfg(test)]
    fn chat_ask(&mut self, ask: Ask) -> (u64, Option<Ticket>) {
        match &mut self.ai.chat.script {
            Some(asked) => {
                asked.push(ask);
                (asked.len() as u64, None)
            }
            None => {
                let ticket = self.ai_ask(ask);
                (ticket.number, Some(ticket))
            }
        }
    }

    /// Steps of an answer for a conversation. Those of one that was stopped are not taken in.
    pub(in crate::ai) fn chat_answer(&mut self, number: u64, step: Step) {
        let chat = &mut self.ai.chat;
        let is_it = |running: &Running| running.number == number && running.stage == Stage::Asked;
        let talk = chat.talks.iter_mut().find(|talk| talk.busy.as_ref().is_some_and(is_it));
        let Some(talk) = talk else { return };
        let (id, Some(turn)) = (talk.id, talk.busy.as_ref().map(|running| running.turn)) else { return };
        let taken = match step {
            Step::Target(target) => {
                // What another one said before it gave up is void.
                let tree = talk.tree();
                tree.restart(turn).and_then(|()| tree.set_model(turn, (target.provider, target.model)))
            }
            Step::Update(Update::Event(event)) => {
                if matches!(event, Event::Heartbeat) {
                    return;
                }
                if let Some(note) = talk.notes.get_mut(&turn)
                    && note.trouble.as_ref().is_some_and(|trouble| trouble.retrying.is_some())
                {
                    note.trouble = None;
                }
                talk.tree().take(turn, &event)
            }
            Step::Update(Update::Notice(Notice::Retrying { attempt, wait, why, discards })) => {
                talk.note(turn).trouble = Some(Trouble {
                    message: why.message.clone(),
                    help: format!("It is asked again in {:.0} s.", wait.as_secs_f64().ceil()),
                    details: format!("{why:?}"),
                    retrying: Some(attempt),
                    key_of: None,
                });
                if discards { talk.tree().restart(turn) } else { Ok(()) }
            }
            Step::Vectors(_) => return,
            Step::Over(over) => {
                self.chat_over(id, *over);
                return;
            }
        };
        if let Err(error) = taken {
            log::error!("a step of an answer is lost: {error}");
        }
        talk.changed(turn);
        self.chat_changed();
        self.chat_touch(false);
    }

    /// The request is over.
    fn chat_over(&mut self, id: ConversationId, over: Over) {
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let Some(running) = &mut talk.busy else { return };
        running.ticket = None;
        let turn = running.turn;
        let tree = talk.tree();
        let mut done = tree.take(turn, &Event::Usage(over.usage));
        done = done.and_then(|()| tree.set_cost(turn, over.cost));
        if let Err(error) = done {
            log::error!("what an answer cost is lost: {error}");
        }
        if talk.is_writing(turn) {
            let end = match &over.trouble {
                Some(trouble) => Event::Error(fault(&trouble.message)),
                None => Event::Truncated,
            };
            if let Err(error) = talk.tree().take(turn, &end) {
                log::error!("{error}");
            }
        }
        let note = talk.note(turn);
        note.estimated = over.estimated;
        note.trouble = over.trouble;
        let secrets: usize = over.secrets.iter().map(|(_, count)| count).sum();
        // Those that were said before are taken out again, and need not be told again.
        let told = std::mem::replace(&mut talk.secrets, secrets);
        talk.forget_cost();
        talk.changed(turn);
        let calls = calls(talk.tree.turn(turn).map(|turn| turn.parts.as_slice()).unwrap_or_default());
        let whole = talk.tree.turn(turn).is_ok_and(|turn| turn.state == TurnState::Whole);
        if secrets > told {
            let kinds: Vec<String> =
                over.secrets.iter().map(|(rule, count)| format!("{count} × {rule}")).collect();
            let notice = NewNotice::info("Secrets were taken out of what was sent").detail(kinds.join(", "));
            self.notify(notice);
        }
        if whole && !calls.is_empty() {
            self.chat_call(id, turn, calls);
        } else {
            self.chat_done(id);
        }
        self.chat_changed_now();
        self.chat_touch(true);
    }

    /// The answer could not be asked for.
    fn chat_broken(&mut self, id: ConversationId, trouble: Trouble) {
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let Some(running) = talk.busy.take() else { return };
        let turn = running.turn;
        if let Err(error) = talk.tree().take(turn, &Event::Error(fault(&trouble.message))) {
            log::error!("{error}");
        }
        talk.note(turn).trouble = Some(trouble);
        talk.changed(turn);
        self.chat_changed_now();
        self.chat_touch(true);
    }

    /// Carries out the calls of an answer, in the background.
    fn chat_call(&mut self, id: ConversationId, turn: TurnId, calls: Vec<Call>) {
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let Some(running) = &mut talk.busy else { return };
        running.stage = Stage::Calling(Vec::new());
        running.rounds += 1;
        let (persona, over) = (running.persona.clone(), running.rounds > ROUNDS);
        for call in &calls {
            talk.calls.insert((turn, call.id.clone()), CallState::Running);
        }
        talk.changed(turn);
        if over {
            let note = format!(
                "Not carried out: tools were called {ROUNDS} times for this answer, which is the most. Answer with \
                 what you know, and say what is missing."
            );
            let called = calls.into_iter().map(|call| Called::failed(call, &note)).collect();
            self.chat_called(id, turn, called);
            return;
        }
        self.chat_carry_out(id, turn, &persona, calls);
    }

    fn chat_carry_out(&mut self, id: ConversationId, turn: TurnId, persona: &str, calls: Vec<Call>) {
        let guard = match self.chat_persona(persona) {
            Some(item) => self.chat_guard(&item),
            None => Err("nobody who may call tools was asked".to_owned()),
        };
        let mut sources = self.chat_sources();
        // Nothing is asked for a call that is refused.
        let may_look = guard.as_ref().is_ok_and(|guard| may_call(guard, MEANING).is_ok());
        let texts: Vec<String> = calls
            .iter()
            .filter(|_| may_look)
            .filter_map(|call| call.looks_for().map(str::to_owned))
            .collect();
        let meaning =
            sources.related.as_ref().filter(|_| !texts.is_empty()).map(|known| known.model().clone());
        let task = match meaning {
            None => self.chat_work_until("carry out calls", move |cancel| {
                sources.cancel = cancel.clone();
                What::Called(id, turn, carry_out(calls, &guard, &sources))
            }),
            Some(model) => {
                let way = self.ai_way();
                let who = (persona.to_owned(), self.ai.colleagues.held_to(persona));
                let project = self.project.root().map(|root| root.display().to_string()).unwrap_or_default();
                let (generation, sender) = (self.ai.chat.generation, self.sender.clone());
                self.platform.spawner.future("search by meaning for a call", async move {
                    let came = vectors(Arc::clone(&way), who, project, model, texts).await;
                    let called = way.off("carry out calls", move |_| {
                        carry_out(with_meaning(calls, came), &guard, &sources)
                    });
                    let Some(called) = called.await else { return };
                    let told = Told { generation, what: What::Called(id, turn, called) };
                    // The workspace may be gone.
                    sender.send(Come::Ai(AiEvent::Chat(Box::new(told)))).ok();
                })
            }
        };
        if let Some(running) = self.ai.chat.talk_mut(id).and_then(|talk| talk.busy.as_mut()) {
            // Another one may still be on its way: of calls that the user allowed one after the other.
            if let Some(before) = running.task.replace(task) {
                before.detach();
            }
        }
    }

    /// Calls were carried out, or wait for the user.
    pub(super) fn chat_called(&mut self, id: ConversationId, turn: TurnId, called: Vec<Called>) {
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let Some(running) = talk.busy.as_mut().filter(|running| running.turn == turn) else { return };
        let Stage::Calling(parts) = &mut running.stage else { return };
        for one in called {
            let (text, is_error) = match one.outcome {
                Outcome::Asks(what) => {
                    talk.calls.insert((turn, one.id), CallState::Asks { what });
                    continue;
                }
                Outcome::Said(text) => (text, false),
                Outcome::Failed(text) => (text, true),
            };
            let shown: Arc<str> = Arc::from(text.as_str());
            let state = if is_error { CallState::Failed(shown) } else { CallState::Done(shown) };
            talk.calls.insert((turn, one.id.clone()), state);
            parts.push(Part::ToolResult { id: one.id, name: one.name, text, is_error });
            if let Some((path, text)) = one.seen {
                running.seen.retain(|(known, _)| *known != path);
                running.seen.push((path, text));
            }
            running.proposed.extend(one.proposed);
        }
        let have = parts.len();
        talk.changed(turn);
        let all = talk.tree.turn(turn).map_or(0, |turn| calls(&turn.parts).len());
        if have >= all {
            self.chat_results(id);
        }
        self.chat_changed();
        self.chat_touch(false);
    }

    /// All calls have their results: the model goes on.
    fn chat_results(&mut self, id: ConversationId) {
        let now = self.platform.clock.now();
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let Some(running) = &mut talk.busy else { return };
        let Stage::Calling(parts) = std::mem::replace(&mut running.stage, Stage::Asked) else { return };
        let (turn, persona) = (running.turn, running.persona.clone());
        let last = running.rounds > ROUNDS;
        running.task = None;
        if last && running.rounds > ROUNDS + 1 {
            // It calls tools that it was not offered any more.
            self.chat_done(id);
            return;
        }
        if let Err(error) = talk.tree().results(turn, parts, now) {
            log::error!("results are lost: {error}");
        }
        let answer = talk.tree().answer(&persona, None, now);
        talk.grown(now);
        if let Some(running) = &mut talk.busy {
            running.turn = answer;
        }
        self.chat_put(id, last);
        self.chat_touch(true);
    }

    /// The user decides whether a call is carried out.
    pub(super) fn chat_decide(&mut self, turn: TurnId, call: &str, yes: bool) -> CommandResult {
        let nothing = CommandError::NotNow("this call does not wait");
        let talk = self.ai.chat.open_talk()?;
        let id = talk.id;
        let state = talk.calls.get_mut(&(turn, call.to_owned()));
        let Some(state) = state.filter(|state| matches!(state, CallState::Asks { .. })) else {
            return Err(nothing);
        };
        let Some(running) = talk.busy.as_ref().filter(|running| running.turn == turn) else {
            return Err(nothing);
        };
        *state = CallState::Running;
        let persona = running.persona.clone();
        let found = talk.tree.turn(turn).map(|turn| calls(&turn.parts)).unwrap_or_default();
        let Some(mut asked) = found.into_iter().find(|one| one.id == call) else { return Err(nothing) };
        talk.changed(turn);
        if yes {
            asked.agreed = true;
            self.chat_carry_out(id, turn, &persona, vec![asked]);
        } else {
            let called = vec![Called::failed(asked, "The user refused this call.")];
            self.chat_called(id, turn, called);
        }
        self.chat_touch(false);
        Ok(())
    }

    /// The answer is whole, or will not be: its edits are proposed, and the next one answers.
    fn chat_done(&mut self, id: ConversationId) {
        let now = self.platform.clock.now();
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let Some(mut running) = talk.busy.take() else { return };
        let turn = running.turn;
        let seen = std::mem::take(&mut running.seen);
        let proposed = std::mem::take(&mut running.proposed);
        let note = talk.note(turn);
        note.seen = seen;
        note.proposed = proposed;
        let whole = talk.tree.turn(turn).is_ok_and(|turn| turn.state == TurnState::Whole);
        talk.changed(turn);
        if whole {
            self.chat_propose(id, turn);
        }
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        match running.next.pop_front() {
            Some(persona) => {
                // It answers where the one before it did, whatever is shown meanwhile.
                if let Err(error) = talk.tree().select(turn) {
                    log::error!("{error}");
                }
                let answer = talk.tree().answer(&persona, None, now);
                talk.grown(now);
                let seen = running.question.and_then(|question| talk.notes.get(&question));
                let seen = seen.map_or_else(Vec::new, |note| note.seen.clone());
                let (question, model, next) = (running.question, running.model, running.next);
                let mut next = Running::new(answer, question, persona, model, Stage::Asked, next);
                next.seen = seen;
                talk.busy = Some(next);
                self.chat_put(id, false);
            }
            None => {
                let chat = &mut self.ai.chat;
                let seen = chat.panel && chat.open == Some(id);
                if let Some(talk) = chat.talk_mut(id) {
                    talk.unseen = !seen;
                }
                self.ai.chat.ahead.stale();
            }
        }
    }

    /// Hands the edits of an answer, and those that were proposed by calls, over for review.
    fn chat_propose(&mut self, id: ConversationId, turn: TurnId) {
        let Some(talk) = self.ai.chat.talk(id) else { return };
        let mut text = talk.text_of(turn);
        let Some(note) = talk.notes.get(&turn) else { return };
        for proposed in &note.proposed {
            text.push_str(&proposed.block);
        }
        let seen = note.seen.clone();
        let Some(origin) = self.chat_origin(id, turn) else { return };
        let item = self.chat_persona(&origin.persona);
        if !may_write(item.as_deref()) {
            return;
        }
        let Some(set) = self.changes_propose(&text, seen, origin) else { return };
        self.chat_came_out(id, turn, set);
    }

    /// Where edits of an answer are from.
    pub(super) fn chat_origin(&self, id: ConversationId, turn: TurnId) -> Option<ChangeOrigin> {
        let talk = self.ai.chat.talk(id)?;
        let answer = talk.tree.turn(turn).ok()?;
        let persona = match &answer.author {
            justbuilt_ai::conversation::Author::Persona(slug) => slug.clone(),
            _ => String::new(),
        };
        let question = talk.question_of(turn);
        let note = question.and_then(|question| talk.notes.get(&question));
        Some(ChangeOrigin {
            turn: Some((id, turn)),
            persona,
            model: answer.model.clone(),
            prompt: note.and_then(|note| note.prompt.clone()),
            question: question.map(|question| talk.text_of(question)).unwrap_or_default(),
            cost: answer.cost,
        })
    }
}

/// The calls of an answer.
fn calls(parts: &[Part]) -> Vec<Call> {
    let call = |part: &Part| match part {
        Part::ToolCall { id, name, arguments, .. } => {
            let arguments = match arguments {
                Arguments::Json(value) => Ok(value.clone()),
                Arguments::Invalid(text) => Err(text.clone()),
            };
            let (id, name) = (id.clone(), name.clone());
            Some(Call { id, name, arguments, agreed: false, meaning: None })
        }
        _ => None,
    };
    parts.iter().filter_map(call).collect()
}

/// The calls with the vectors of what they look for, which came in their order.
fn with_meaning(calls: Vec<Call>, came: Result<Vec<Vec<f32>>, Trouble>) -> Vec<Call> {
    let mut came = came.map(Vec::into_iter);
    let mut next = || match &mut came {
        Ok(vectors) => vectors.next().ok_or_else(|| "There is no vector for it.".to_owned()),
        Err(trouble) => Err(trouble.lines()),
    };
    let filled = calls.into_iter().map(|call| {
        let meaning = call.looks_for().is_some().then(&mut next);
        Call { meaning, ..call }
    });
    filled.collect()
}

pub(super) fn fault(message: &str) -> Fault {
    Fault {
        kind: FaultKind::Connection,
        http_status: None,
        code: None,
        message: message.to_owned(),
        retry_after: None,
        mid_stream: true,
        request_id: None,
    }
}
