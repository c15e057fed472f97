//! Conversations: what is said, to whom, with what along, and what comes back; kept in the project's records. The tree
//! of turns, its records and what a model is sent are `justbuilt_ai`'s; here they meet documents, files and time.
//! Everything that reads or writes is done in the background and comes back as [`Told`].

mod ahead;
mod answering;
pub(crate) mod came;
mod changed;
mod code;
mod commands;
mod finding;
mod gathering;
mod items;
mod kept;
mod page;
mod reading;
mod related;
mod request;
mod saving;
mod sending;
mod sketches;
pub(crate) mod snapshot;
pub(super) mod sources;
mod store;
mod talk;
mod tools;

use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::conversation::TurnId;
use justbuilt_base::{CancelToken, SpawnerExt as _, Timestamp};

use super::{AiEvent, ChatCommand, ChatSnapshot, RecordsFault};
use crate::ai::chat::snapshot::{ConversationItem, Found};
use crate::command::{CommandError, CommandResult};
use crate::event::Event;
use crate::ids::{ChipId, ConversationId};
use crate::workspace::Workspace;
use items::People;
use saving::Keeping;
use sources::Shared;
use talk::{Talk, Turns};

/// The conversations of the project.
#[derive(Default)]
pub(crate) struct Chat {
    /// Grows with the project, so that what was asked for another one is not mixed up.
    generation: u64,
    talks: Vec<Talk>,
    open: Option<ConversationId>,
    /// Whether the dock is seen.
    panel: bool,
    keeping: Keeping,
    people: People,
    colleagues: Option<Arc<super::ColleaguesSnapshot>>,
    setup: Option<Arc<super::SetupSnapshot>>,
    changes: Option<(Arc<[Arc<super::ChangesSnapshot>]>, bool)>,
    shared: Shared,
    ahead: ahead::Ahead,
    search: finding::Search,
    /// When the project was opened: what was changed is told from there.
    began: Timestamp,
    list: Option<Arc<[ConversationItem]>>,
    view: Option<Arc<ChatSnapshot>>,
    /// Personas of a test.
    #[cfg(test)]
    cast: Option<Arc<super::ColleaguesSnapshot>>,
    /// What was asked, where a test answers.
    #[cfg(test)]
    script: Option<Vec<super::asking::Ask>>,
}

/// What background work on conversations sends back.
pub(crate) struct Told {
    generation: u64,
    what: What,
}

/// What came of it.
enum What {
    /// The records were opened.
    Opened(Result<Vec<store::Found>, RecordsFault>),
    /// The turns of a conversation were read.
    Read(ConversationId, Result<Box<kept::Read>, String>),
    /// What had changed was written.
    Written(Result<(), String>, Vec<saving::Was>),
    /// Something the user named was read; of a difference, what was compared with.
    Chip(ConversationId, ChipId, Result<Vec<justbuilt_ai::context::Item>, String>, u64, Option<String>),
    /// A sketch was painted.
    Picture(ConversationId, ChipId, Result<Vec<u8>, String>),
    /// What goes along with a question was put together.
    Gathered(ConversationId, TurnId, Box<gathering::Gathered>),
    /// The same for the next message, for its page.
    Ahead(ConversationId, Box<ahead::Made>),
    /// Calls were carried out.
    Called(ConversationId, TurnId, Vec<tools::Called>),
    /// Something was looked for.
    Found(u64, Vec<Found>),
    /// A conversation as text, for the clipboard.
    Copied(Result<String, String>),
    /// A conversation was written to a file: its name.
    Exported(Result<String, String>),
}

impl Chat {
    pub(crate) fn snapshot(&mut self) -> Arc<ChatSnapshot> {
        if let Some(view) = &self.view {
            return Arc::clone(view);
        }
        let list = match &self.list {
            Some(list) => Arc::clone(list),
            None => {
                let list = self.rows(false);
                self.list = Some(Arc::clone(&list));
                list
            }
        };
        let context = self.ahead.view();
        let people = &self.people;
        let open = self.open.and_then(|id| self.talks.iter_mut().find(|talk| talk.id == id));
        let open = open.map(|talk| Arc::new(talk.snapshot(people, context)));
        let view = Arc::new(ChatSnapshot {
            list,
            put_away: self.rows(true),
            open,
            search: self.search.shown(),
            kept: self.keeping.state.clone(),
        });
        self.view = Some(Arc::clone(&view));
        view
    }

    fn rows(&self, archived: bool) -> Arc<[ConversationItem]> {
        let listed = |talk: &&Talk| talk.archived == archived && !talk.is_blank();
        let mut rows: Vec<ConversationItem> = self.talks.iter().filter(listed).map(Talk::row).collect();
        rows.sort_by(|a, b| b.time.cmp(&a.time).then(b.id.cmp(&a.id)));
        rows.into()
    }

    fn talk(&self, id: ConversationId) -> Option<&Talk> {
        self.talks.iter().find(|talk| talk.id == id)
    }

    fn talk_mut(&mut self, id: ConversationId) -> Option<&mut Talk> {
        self.talks.iter_mut().find(|talk| talk.id == id)
    }

    fn or_err(&mut self, id: ConversationId) -> Result<&mut Talk, CommandError> {
        self.talk_mut(id).ok_or(CommandError::NotNow("there is no such conversation"))
    }

    fn open_talk(&mut self) -> Result<&mut Talk, CommandError> {
        let id = self.open.ok_or(CommandError::NotNow("no conversation is open"))?;
        self.or_err(id)
    }
}

impl Workspace {
    /// What the face sees of the conversations changed; `list`: also what their list says.
    fn chat_touch(&mut self, list: bool) {
        self.ai.chat.view = None;
        if list {
            self.ai.chat.list = None;
        }
        self.touch();
    }

    /// Does something in the background, and takes in what comes of it.
    fn chat_work(
        &self,
        name: &'static str,
        work: impl FnOnce() -> What + Send + 'static,
    ) -> justbuilt_base::TaskHandle {
        self.chat_work_until(name, move |_| work())
    }

    /// The same, for what looks whether it is still wanted.
    fn chat_work_until(
        &self,
        name: &'static str,
        work: impl FnOnce(&CancelToken) -> What + Send + 'static,
    ) -> justbuilt_base::TaskHandle {
        let (generation, sender) = (self.ai.chat.generation, self.sender.clone());
        self.platform.spawner.blocking(name, move |cancel| {
            if cancel.is_cancelled() {
                return;
            }
            let what = work(cancel);
            // Nobody waits for what was stopped.
            if cancel.is_cancelled() {
                return;
            }
            let told = Told { generation, what };
            // The workspace may be gone.
            sender.send(Event::Ai(AiEvent::Chat(Box::new(told)))).ok();
        })
    }

    pub(super) fn chat_run(&mut self, command: ChatCommand) -> CommandResult {
        self.chat_open_records();
        match command {
            ChatCommand::Panel(seen) => {
                self.ai.chat.panel = seen;
                if seen {
                    self.colleagues_begin();
                    self.semantic_recall();
                    self.chat_seen();
                    self.chat_look_ahead();
                }
                Ok(())
            }
            ChatCommand::New(persona) => {
                self.chat_new(persona);
                Ok(())
            }
            ChatCommand::Open(id) => self.chat_show(id),
            ChatCommand::Delete(id) => self.chat_put_away(id, true),
            ChatCommand::Restore(id) => self.chat_put_away(id, false),
            ChatCommand::Rename { conversation, name } => self.chat_rename(conversation, &name),
            ChatCommand::Draft(text) => self.chat_draft(text),
            ChatCommand::Send(text) => self.chat_send(&text),
            ChatCommand::Edit { turn, text } => self.chat_edit(turn, &text),
            ChatCommand::Stop => self.chat_stop(),
            ChatCommand::Retry { turn, model } => self.chat_retry(turn, model),
            ChatCommand::Continue(turn) => self.chat_go_on(turn),
            ChatCommand::ShowBranch(turn) => self.chat_show_branch(turn),
            ChatCommand::Personas(slugs) => self.chat_choose(|about| about.next = slugs),
            ChatCommand::Model(model) => self.chat_choose(|about| about.model = model),
            ChatCommand::Gather(gather) => self.chat_choose(|about| about.alone = !gather),
            ChatCommand::Attach(mention) => self.chat_attach(mention),
            ChatCommand::Detach(chip) => self.chat_detach(chip),
            ChatCommand::AttachImage { bytes, media_type } => self.chat_attach_image(&bytes, &media_type),
            ChatCommand::Allow { turn, call } => self.chat_decide(turn, &call, true),
            ChatCommand::Refuse { turn, call } => self.chat_decide(turn, &call, false),
            ChatCommand::InsertCode { turn, block } => self.chat_insert_code(turn, block),
            ChatCommand::ApplyCode { turn, block } => self.chat_apply_code(turn, block),
            ChatCommand::Search(words) => {
                self.chat_search(words);
                Ok(())
            }
            ChatCommand::Export { conversation, path } => self.chat_export(conversation, path),
            ChatCommand::Copy(conversation) => self.chat_copy(conversation),
        }
    }

    pub(super) fn chat_take(&mut self, told: Told) {
        if told.generation != self.ai.chat.generation {
            return;
        }
        match told.what {
            What::Opened(found) => self.chat_opened(found),
            What::Read(id, read) => self.chat_read(id, read),
            What::Written(done, was) => self.chat_written(done, was),
            What::Chip(id, chip, read, tokens, compared) => {
                self.chat_chip_read(id, chip, read, tokens, compared);
            }
            What::Picture(id, chip, painted) => self.chat_pictured(id, chip, painted),
            What::Gathered(id, turn, gathered) => self.chat_gathered(id, turn, *gathered),
            What::Ahead(id, made) => self.chat_ahead(id, *made),
            What::Called(id, turn, called) => self.chat_called(id, turn, called),
            What::Found(number, found) => self.chat_found(number, found),
            What::Copied(text) => match text {
                Ok(text) => self.push_effect(crate::effect::Effect::Copy(text)),
                Err(why) => self.chat_fail("The conversation could not be copied", &why),
            },
            What::Exported(done) => match done {
                Ok(name) => {
                    self.notify(crate::notice::NewNotice::info(format!("The conversation is in {name}")));
                }
                Err(why) => self.chat_fail("The conversation could not be written", &why),
            },
        }
    }

    fn chat_fail(&mut self, title: &str, why: &str) {
        self.notify(crate::notice::NewNotice::error(title).detail(why));
    }

    pub(super) fn chat_tick(&mut self) {
        let colleagues = self.chat_colleagues();
        let known = self.ai.chat.colleagues.as_ref().is_some_and(|known| Arc::ptr_eq(known, &colleagues));
        if !known {
            self.ai.chat.people = People::of(&colleagues);
            self.ai.chat.colleagues = Some(colleagues);
            self.ai.chat.talks.iter_mut().for_each(Talk::forget_items);
            self.ai.chat.view = None;
        }
        let setup = self.ai.setup.snapshot();
        if self.ai.chat.setup.as_ref().is_none_or(|known| !Arc::ptr_eq(known, &setup)) {
            self.ai.chat.setup = Some(setup);
            // Who will be asked may be another one.
            if self.ai.chat.panel {
                self.chat_look_ahead();
            }
        }
        self.chat_review_tick();
        self.chat_save_tick();
        self.chat_ahead_tick();
    }

    pub(super) fn chat_due(&self) -> Option<Duration> {
        [self.chat_save_due(), self.chat_ahead_due()].into_iter().flatten().min()
    }

    pub(super) fn chat_project_changed(&mut self) {
        self.chat_stop_all();
        self.chat_leave_records();
        let chat = &mut self.ai.chat;
        let (generation, panel, shared) =
            (chat.generation + 1, chat.panel, chat.shared.for_another_project());
        #[cfg(test)]
        let (cast, script) = (chat.cast.take(), chat.script.take());
        *chat = Chat {
            generation,
            panel,
            shared,
            began: self.platform.clock.now(),
            #[cfg(test)]
            cast,
            #[cfg(test)]
            script,
            ..Chat::default()
        };
        if panel {
            self.chat_open_records();
        }
        self.chat_touch(true);
    }

    /// Begins a conversation, in the place of one in which nothing was said.
    fn chat_new(&mut self, persona: Option<String>) -> ConversationId {
        let now = self.platform.clock.now();
        let chat = &mut self.ai.chat;
        let before = chat.open.and_then(|id| chat.talk(id)).map(|talk| talk.about.clone());
        let blank = |talk: &&mut Talk| talk.is_blank() && !talk.archived;
        let id = match chat.talks.iter_mut().find(blank) {
            Some(talk) => talk.id,
            None => {
                let id = ConversationId::next(&self.ids);
                chat.talks.push(Talk::new(id, now));
                id
            }
        };
        if let Some(talk) = chat.talk_mut(id) {
            talk.about.next = match persona {
                Some(persona) => vec![persona],
                None => before.as_ref().map(|before| before.next.clone()).unwrap_or_default(),
            };
            talk.about.alone = before.is_some_and(|before| before.alone);
            talk.about.said = now;
        }
        self.chat_make_open(id);
        id
    }

    /// The conversation that is open, or a new one.
    pub(crate) fn chat_open_or_new(&mut self) -> ConversationId {
        match self.ai.chat.open {
            Some(id) => id,
            None => self.chat_new(None),
        }
    }

    fn chat_make_open(&mut self, id: ConversationId) {
        let now = self.platform.clock.now();
        let chat = &mut self.ai.chat;
        chat.open = Some(id);
        if let Some(talk) = chat.talk_mut(id) {
            // What was typed and not told back is what the field shows.
            let draft = talk.about.draft.clone();
            talk.draft_shown = draft;
            talk.draft_revision += 1;
            talk.unseen = false;
            talk.about.opened = now;
            talk.about_dirty |= !talk.is_blank();
        }
        self.chat_read_turns(id);
        self.chat_changed();
        self.chat_look_ahead();
        self.chat_touch(true);
    }

    fn chat_show(&mut self, id: ConversationId) -> CommandResult {
        self.ai.chat.or_err(id)?;
        self.chat_make_open(id);
        Ok(())
    }

    /// The dock is seen: so is what came in the conversation that it shows.
    fn chat_seen(&mut self) {
        if let Ok(talk) = self.ai.chat.open_talk() {
            talk.unseen = false;
        }
        self.chat_touch(true);
    }

    fn chat_put_away(&mut self, id: ConversationId, archived: bool) -> CommandResult {
        self.ai.chat.or_err(id)?;
        if archived {
            self.chat_stop_talk(id);
        }
        let chat = &mut self.ai.chat;
        let talk = chat.or_err(id)?;
        talk.archived = archived;
        talk.about_dirty = true;
        if archived && chat.open == Some(id) {
            chat.open = None;
        }
        self.chat_changed();
        self.chat_touch(true);
        Ok(())
    }

    fn chat_rename(&mut self, id: ConversationId, name: &str) -> CommandResult {
        let talk = self.ai.chat.or_err(id)?;
        if talk.is_here() {
            talk.tree().name = name.trim().to_owned();
        } else if !name.trim().is_empty() {
            talk.listed.title = name.trim().to_owned();
        } else {
            return Err(CommandError::NotNow("open the conversation to take its name away"));
        }
        talk.about_dirty = true;
        self.chat_changed();
        self.chat_touch(true);
        Ok(())
    }

    /// What the user typed. The face knows it, so that nothing is shown anew.
    fn chat_draft(&mut self, text: String) -> CommandResult {
        let new = self.ai.chat.open.is_none();
        let id = self.chat_open_or_new();
        let talk = self.ai.chat.or_err(id)?;
        if new {
            // The field is that of the new conversation now, and shows what was typed.
            talk.draft_shown = text.clone();
        }
        if talk.about.draft != text {
            talk.about.draft = text;
            talk.about_dirty = true;
            self.chat_changed();
            self.ai.chat.ahead.stale();
        }
        Ok(())
    }

    fn chat_choose(&mut self, change: impl FnOnce(&mut kept::About)) -> CommandResult {
        let id = self.chat_open_or_new();
        let talk = self.ai.chat.or_err(id)?;
        change(&mut talk.about);
        talk.about_dirty = true;
        self.chat_changed();
        self.chat_look_ahead();
        self.chat_touch(false);
        Ok(())
    }

    fn chat_show_branch(&mut self, turn: TurnId) -> CommandResult {
        let now = self.platform.clock.now();
        let talk = self.ai.chat.open_talk()?;
        talk.tree().select(turn).map_err(|error| CommandError::Failed(error.to_string()))?;
        let said = talk.about.said;
        talk.grown(now);
        talk.about.said = said;
        self.chat_changed();
        self.chat_look_ahead();
        self.chat_touch(true);
        Ok(())
    }

    /// Reads the turns of a conversation that are not here.
    fn chat_read_turns(&mut self, id: ConversationId) {
        let Some(store) = self.ai.chat.keeping.store.clone() else { return };
        let Some(talk) = self.ai.chat.talk_mut(id).filter(|talk| talk.turns != Turns::Here) else { return };
        let Some(record) = talk.listed.record.filter(|_| talk.turns != Turns::Reading) else { return };
        talk.turns = Turns::Reading;
        let work = move || What::Read(id, store.read(id, record).map(Box::new));
        self.chat_work("read conversation", work).detach();
    }

    fn chat_read(&mut self, id: ConversationId, read: Result<Box<kept::Read>, String>) {
        let Some(talk) = self.ai.chat.talk_mut(id).filter(|talk| talk.turns == Turns::Reading) else {
            return;
        };
        match read {
            Ok(read) => {
                talk.notes = read.notes;
                // A name that was given meanwhile holds.
                let renamed = talk.about_dirty && talk.listed.title != read.tree.title();
                let title = talk.listed.title.clone();
                let changed = talk.about_dirty;
                talk.read(read.tree);
                if renamed {
                    talk.tree().name = title;
                }
                talk.about_dirty = changed;
                self.ai.chat.changes = None;
            }
            Err(why) => {
                talk.turns = Turns::Failed(why.clone());
                let title = format!("The conversation “{}” cannot be read", talk.listed.title);
                self.chat_fail(&title, &why);
            }
        }
        self.chat_look_ahead();
        self.chat_touch(true);
    }
}

#[cfg(test)]
mod tests;
