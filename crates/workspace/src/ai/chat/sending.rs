//! What the user says: a question with what goes along, in other words, once more, further on; and stopping.

use std::collections::VecDeque;
use std::path::PathBuf;

use justbuilt_ai::context::Kind;
use justbuilt_ai::conversation::{Author, ConversationError, TurnId};
use justbuilt_ai::prompt::{self, Prompt, PromptError, Values};
use justbuilt_ai::request::Part;
use justbuilt_ai::tokens::Family;

use super::What;
use super::gathering::{Wanted, gather};
use super::reading::{Named, Said};
use super::snapshot::{CallState, ContextState};
use super::talk::{Running, Stage, Talk, Turns};
use crate::ai::Mention;
use crate::command::{CommandError, CommandResult};
use crate::ids::ConversationId;
use crate::workspace::Workspace;

/// Tokens of context where nobody knows how much the model takes.
const UNKNOWN_BUDGET: u64 = 24_000;
/// Tokens that are left for the answer.
const FOR_THE_ANSWER: u64 = 8_192;

fn failed(error: ConversationError) -> CommandError {
    CommandError::Failed(error.to_string())
}

impl Workspace {
    pub(super) fn chat_send(&mut self, text: &str) -> CommandResult {
        let id = self.chat_open_or_new();
        self.chat_say(id, text, None, Vec::new())
    }

    pub(super) fn chat_edit(&mut self, turn: TurnId, text: &str) -> CommandResult {
        let id = self.ai.chat.open_talk()?.id;
        self.chat_say(id, text, Some(turn), Vec::new())
    }

    /// A question, or the same in other words; `also` goes along with it.
    pub(super) fn chat_say(
        &mut self,
        id: ConversationId,
        text: &str,
        instead: Option<TurnId>,
        also: Vec<Named>,
    ) -> CommandResult {
        self.chat_free(id)?;
        let prompt = self.chat_slash(text)?;
        let now = self.platform.clock.now();
        let talk = self.ai.chat.or_err(id)?;
        let (mut named, mut pictures): (Vec<Named>, Vec<Part>) = (Vec::new(), Vec::new());
        match instead {
            None => {
                if let Some(chip) = talk.chips.iter().find(|chip| chip.state == ContextState::Reading) {
                    let label = &chip.named.label;
                    return Err(CommandError::Failed(format!(
                        "{label} is still being read; try again in a moment"
                    )));
                }
                for chip in &talk.chips {
                    match &chip.named.image {
                        Some((media_type, data)) => pictures
                            .push(Part::Image { media_type: media_type.clone(), data: data.to_string() }),
                        None if matches!(chip.state, ContextState::Failed(_)) => {}
                        None => named.push(chip.named.clone()),
                    }
                }
            }
            Some(turn) => {
                let before = talk.tree.turn(turn).map_err(failed)?;
                pictures
                    .extend(before.parts.iter().filter(|part| matches!(part, Part::Image { .. })).cloned());
                named = named_before(talk, turn);
            }
        }
        named.extend(also);
        if text.trim().is_empty() && pictures.is_empty() && named.is_empty() {
            return Err(CommandError::NotNow("there is nothing to send"));
        }
        let mut parts = vec![Part::text(text.trim_end())];
        parts.extend(pictures);
        let question = match instead {
            None => talk.tree().say(parts, now),
            Some(turn) => talk.tree().edit(turn, parts, now).map_err(failed)?,
        };
        if instead.is_none() {
            talk.chips.clear();
            talk.set_draft(String::new());
        }
        let note = talk.note(question);
        note.named = named.clone();
        note.prompt = prompt.as_ref().map(|(prompt, _)| (prompt.name.clone(), prompt.version));
        let mut next: VecDeque<String> = talk.about.next.iter().cloned().collect();
        let persona = next.pop_front().unwrap_or_default();
        let answer = talk.tree().answer(&persona, None, now);
        talk.grown(now);
        let model = talk.about.model.clone();
        talk.busy = Some(Running::new(answer, Some(question), persona, model, Stage::Gathering, next));
        talk.archived = false;
        self.chat_gather(id, named, prompt);
        self.chat_changed_now();
        self.chat_look_ahead();
        self.chat_touch(true);
        Ok(())
    }

    /// Puts together what goes along with the question that was just said.
    fn chat_gather(&mut self, id: ConversationId, named: Vec<Named>, prompt: Option<(Prompt, Values)>) {
        let mut wanted = self.chat_wanted(id, named, prompt);
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let Some(turn) = talk.busy.as_ref().map(|running| running.turn) else { return };
        let task = self.chat_work_until("gather context", move |cancel| {
            wanted.sources.cancel = cancel.clone();
            What::Gathered(id, turn, Box::new(gather(&wanted)))
        });
        if let Some(running) = self.ai.chat.talk_mut(id).and_then(|talk| talk.busy.as_mut()) {
            running.task = Some(task);
        }
    }

    /// What is to be put together for the next message of a conversation.
    pub(super) fn chat_wanted(
        &mut self,
        id: ConversationId,
        named: Vec<Named>,
        prompt: Option<(Prompt, Values)>,
    ) -> Wanted {
        let sources = self.chat_sources();
        let named = named.into_iter().map(|named| {
            let said = named.mention.as_ref().and_then(|mention| self.chat_said(mention));
            (named, said)
        });
        let named = named.collect();
        let (slug, model, gathers, before) = match self.ai.chat.talk(id) {
            Some(talk) => {
                let slug = match &talk.busy {
                    Some(running) => running.persona.clone(),
                    None => talk.about.next.first().cloned().unwrap_or_default(),
                };
                (slug, talk.about.model.clone(), !talk.about.alone, said_tokens(talk))
            }
            None => (String::new(), None, true, 0),
        };
        let target = self.chat_target(&slug, model.as_ref()).ok();
        let window =
            target.as_ref().and_then(|target| self.chat_facts(target)).and_then(|facts| facts.context);
        let budget = window.map_or(UNKNOWN_BUDGET, |window| {
            (window / 2).min(window.saturating_sub(before + FOR_THE_ANSWER))
        });
        let family = target.map_or(Family::Unknown, |target| Family::of(&target.model));
        let guard = self.chat_persona(&slug).map(|item| self.chat_guard(&item));
        Wanted { sources, named, gathers, family, budget, prompt, guard }
    }

    /// Where a conversation that is named is.
    pub(super) fn chat_said(&self, mention: &Mention) -> Option<Said> {
        let Mention::Conversation(id) = mention else { return None };
        let talk = self.ai.chat.talk(*id)?;
        if talk.is_here() {
            return Some(Said::Here(std::sync::Arc::clone(&talk.tree)));
        }
        Some(Said::Kept(self.ai.chat.keeping.store.clone()?, talk.listed.record?))
    }

    /// The prompt that a text calls; `None` when it is no command. A path is none.
    fn chat_slash(&mut self, text: &str) -> Result<Option<(Prompt, Values)>, CommandError> {
        let word = text
            .trim_start()
            .strip_prefix('/')
            .map(|rest| rest.split(char::is_whitespace).next().unwrap_or_default());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if word.is_none_or(|word| word.is_empty() || !word.chars().all(plain)) {
            return Ok(None);
        }
        let prompts = self.chat_prompts();
        match prompt::parse(text, &prompts) {
            Ok(found) => Ok(found.map(|(prompt, values)| (prompt.clone(), values))),
            Err(PromptError::Unknown(name)) => {
                let known: Vec<String> = prompts.iter().map(|prompt| format!("/{}", prompt.name)).collect();
                let known = known.join(", ");
                Err(CommandError::Failed(format!("there is no prompt {name}; there are: {known}")))
            }
            Err(error) => Err(CommandError::Failed(error.to_string())),
        }
    }

    /// Refuses where something can be said only later.
    fn chat_free(&mut self, id: ConversationId) -> CommandResult {
        let talk = self.ai.chat.or_err(id)?;
        let title = talk.title();
        match &talk.turns {
            _ if talk.busy.is_some() => {
                Err(CommandError::Failed("an answer is still coming in: wait for it, or stop it".to_owned()))
            }
            Turns::Here => Ok(()),
            Turns::Failed(why) => Err(CommandError::Failed(format!(
                "{title} could not be read ({why}): begin another conversation"
            ))),
            Turns::Away | Turns::Reading => {
                Err(CommandError::Failed(format!("{title} is still being read; try again in a moment")))
            }
        }
    }

    pub(super) fn chat_retry(&mut self, turn: TurnId, model: Option<(String, String)>) -> CommandResult {
        let id = self.ai.chat.open_talk()?.id;
        self.chat_free(id)?;
        let now = self.platform.clock.now();
        let talk = self.ai.chat.or_err(id)?;
        let answer = talk.tree().retry(turn, model.clone(), now).map_err(failed)?;
        let model = model.or_else(|| talk.about.model.clone());
        self.chat_begin(id, answer, model)
    }

    pub(super) fn chat_go_on(&mut self, turn: TurnId) -> CommandResult {
        let id = self.ai.chat.open_talk()?.id;
        self.chat_free(id)?;
        let now = self.platform.clock.now();
        let talk = self.ai.chat.or_err(id)?;
        // The same model goes on, unless the user chose another one since.
        let before =
            talk.tree.turn(turn).map_err(failed)?.model.clone().filter(|(provider, _)| !provider.is_empty());
        let answer = talk.tree().go_on(turn, now).map_err(failed)?;
        let model = talk.about.model.clone().or(before);
        self.chat_begin(id, answer, model)
    }

    /// An answer that was begun in the tree is asked for, with what went along with its question.
    fn chat_begin(
        &mut self,
        id: ConversationId,
        answer: TurnId,
        model: Option<(String, String)>,
    ) -> CommandResult {
        let now = self.platform.clock.now();
        let talk = self.ai.chat.or_err(id)?;
        talk.grown(now);
        let persona = match &talk.tree.turn(answer).map_err(failed)?.author {
            Author::Persona(slug) => slug.clone(),
            Author::Person | Author::Tools => String::new(),
        };
        let question = talk.question_of(answer);
        let mut running = Running::new(answer, question, persona, model, Stage::Asked, VecDeque::new());
        running.seen = question
            .and_then(|question| talk.notes.get(&question))
            .map_or_else(Vec::new, |note| note.seen.clone());
        talk.busy = Some(running);
        self.chat_put(id, false);
        self.chat_changed_now();
        self.chat_touch(true);
        Ok(())
    }

    pub(super) fn chat_stop(&mut self) -> CommandResult {
        let id = self.ai.chat.open_talk()?.id;
        if self.ai.chat.talk(id).is_none_or(|talk| talk.busy.is_none()) {
            return Err(CommandError::NotNow("no answer is coming in"));
        }
        self.chat_stop_talk(id);
        Ok(())
    }

    /// Stops what comes in: what came is kept, and marked. Dropping the ticket closes the socket.
    pub(super) fn chat_stop_talk(&mut self, id: ConversationId) {
        let Some(talk) = self.ai.chat.talk_mut(id) else { return };
        let Some(running) = talk.busy.take() else { return };
        let turn = running.turn;
        drop(running);
        if let Err(error) = talk.tree().stop(turn) {
            log::debug!("{error}");
        }
        let stopped = || CallState::Failed("You stopped it.".into());
        for ((of, _), state) in &mut talk.calls {
            if *of == turn && matches!(state, CallState::Running | CallState::Asks { .. }) {
                *state = stopped();
            }
        }
        if let Some(note) = talk.notes.get_mut(&turn)
            && note.trouble.as_ref().is_some_and(|trouble| trouble.retrying.is_some())
        {
            note.trouble = None;
        }
        talk.changed(turn);
        self.chat_changed_now();
        self.chat_touch(true);
    }

    pub(super) fn chat_stop_all(&mut self) {
        let busy: Vec<ConversationId> =
            self.ai.chat.talks.iter().filter(|talk| talk.busy.is_some()).map(|talk| talk.id).collect();
        for id in busy {
            self.chat_stop_talk(id);
        }
    }
}

impl Running {
    pub(super) fn new(
        turn: TurnId,
        question: Option<TurnId>,
        persona: String,
        model: Option<(String, String)>,
        stage: Stage,
        next: VecDeque<String>,
    ) -> Self {
        Self {
            turn,
            question,
            persona,
            model,
            stage,
            number: 0,
            ticket: None,
            task: None,
            rounds: 0,
            proposed: Vec::new(),
            seen: Vec::new(),
            next,
        }
    }
}

/// What was named with a question. After a restart only its files are known; they are read as they are now.
fn named_before(talk: &Talk, turn: TurnId) -> Vec<Named> {
    let Some(note) = talk.notes.get(&turn) else { return Vec::new() };
    if !note.named.is_empty() {
        return note.named.clone();
    }
    let Some(manifest) = &note.sent else { return Vec::new() };
    let files = manifest.sent.iter().filter(|sent| sent.named && sent.kind == Kind::OpenFile);
    files
        .map(|sent| Named {
            mention: Some(Mention::File(PathBuf::from(&sent.source))),
            kind: super::snapshot::ContextKind::File,
            label: sent.source.clone(),
            detail: sent.source.clone(),
            fixed: None,
            image: None,
        })
        .collect()
}

/// Tokens of what was said, by what the provider counted for the last answer.
fn said_tokens(talk: &Talk) -> u64 {
    let path = talk.tree.path();
    let last = path.iter().rev().find(|turn| turn.usage.input.is_some());
    last.map_or(0, |turn| turn.usage.input.unwrap_or(0) + turn.usage.output.unwrap_or(0))
}
