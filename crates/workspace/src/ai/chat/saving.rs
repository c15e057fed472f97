//! Keeps conversations: what changed is written in the background, at once when an answer has ended and otherwise soon
//! after the first change. Where the records cannot be opened, conversations live as long as the window.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::conversation::TurnId;
use justbuilt_base::SpawnerExt as _;
use justbuilt_store::records::RecordId;
use justbuilt_store::records::types;

use super::What;
use super::store::{Found, Store, Write};
use super::talk::{Talk, Turns};
use crate::ai::{Kept, RecordsFault};
use crate::ids::ConversationId;
use crate::notice::NewNotice;
use crate::workspace::Workspace;

/// From the first change that is not written until it is: what a kill costs at most, with the time of writing.
const DELAY: Duration = Duration::from_millis(250);
/// When writing or opening failed it is tried again after this time.
const RETRY: Duration = Duration::from_secs(5);

/// How conversations are kept.
#[derive(Default)]
pub(super) struct Keeping {
    pub state: Kept,
    /// The records; there once they were needed.
    pub store: Option<Arc<Store>>,
    open: bool,
    opening: bool,
    writing: bool,
    /// What is being written, and how often something was handed over: what comes late writes nothing.
    flying: Vec<Was>,
    count: u64,
    /// When what changed is to be written, on the monotonic clock.
    due: Option<Duration>,
    /// When opening is tried again.
    again: Option<Duration>,
    told: bool,
}

/// What was handed over to be written; it is to be written again when that failed.
#[derive(Clone)]
pub(super) struct Was {
    id: ConversationId,
    turns: BTreeSet<TurnId>,
}

impl Workspace {
    /// Opens the records of the project when they are first needed.
    pub(super) fn chat_open_records(&mut self) {
        let chat = &mut self.ai.chat;
        if chat.keeping.open || chat.keeping.opening || chat.keeping.again.is_some() {
            return;
        }
        if self.options.read_only_state {
            chat.keeping.open = true;
            chat.keeping.state = Kept::Not {
                why: "Nothing is written to the state folder in this window.".to_owned(),
                help: "Export what you want to keep.".to_owned(),
            };
            return;
        }
        let outside = &self.platform.ai;
        let store = chat.keeping.store.get_or_insert_with(|| {
            Arc::new(Store::new(
                Arc::clone(&outside.records),
                self.options.state_dir.clone(),
                self.project.root().map(std::path::Path::to_owned),
                Arc::clone(&self.platform.clock),
                Arc::clone(&outside.entropy),
            ))
        });
        let store = Arc::clone(store);
        chat.keeping.opening = true;
        self.chat_work("open conversations", move || What::Opened(store.open())).detach();
    }

    pub(super) fn chat_opened(&mut self, found: Result<Vec<Found>, RecordsFault>) {
        let now = self.platform.clock.elapsed();
        let keeping = &mut self.ai.chat.keeping;
        keeping.opening = false;
        match found {
            Ok(found) => {
                keeping.open = true;
                keeping.state = Kept::Kept;
                keeping.due = Some(now);
                self.chat_list(found);
            }
            Err(fault) => {
                keeping.state = Kept::Not { why: fault.message, help: fault.help };
                keeping.again = Some(now + RETRY);
            }
        }
        self.chat_touch(true);
    }

    fn chat_list(&mut self, found: Vec<Found>) {
        let mut latest = None;
        for one in found {
            let id = ConversationId::next(&self.ids);
            let opened = one.about.opened;
            if !one.archived && latest.is_none_or(|(before, _)| before < opened) {
                latest = Some((opened, id));
            }
            self.ai.chat.talks.push(Talk::listed(id, one.listed, one.about, one.archived));
        }
        // What the user began meanwhile stays in front.
        if self.ai.chat.open.is_none()
            && let Some((_, id)) = latest
        {
            self.ai.chat.open = Some(id);
            self.chat_read_turns(id);
        }
        self.chat_look_ahead();
    }

    /// Something is to be written.
    pub(super) fn chat_changed(&mut self) {
        let now = self.platform.clock.elapsed();
        self.ai.chat.keeping.due.get_or_insert(now + DELAY);
    }

    /// The same, without waiting.
    pub(super) fn chat_changed_now(&mut self) {
        self.ai.chat.keeping.due = Some(self.platform.clock.elapsed());
    }

    pub(super) fn chat_save_due(&self) -> Option<Duration> {
        let keeping = &self.ai.chat.keeping;
        let save = keeping.due.filter(|_| keeping.can_write() && !keeping.writing);
        [save, keeping.again].into_iter().flatten().min()
    }

    pub(super) fn chat_save_tick(&mut self) {
        let now = self.platform.clock.elapsed();
        if self.ai.chat.keeping.again.is_some_and(|again| again <= now) {
            self.ai.chat.keeping.again = None;
            self.chat_open_records();
        }
        let keeping = &mut self.ai.chat.keeping;
        if keeping.due.is_none_or(|due| due > now) || !keeping.can_write() || keeping.writing {
            return;
        }
        keeping.due = None;
        let Some(store) = keeping.store.clone() else { return };
        let (writes, was) = self.chat_writes();
        if writes.is_empty() {
            return;
        }
        let keeping = &mut self.ai.chat.keeping;
        keeping.writing = true;
        keeping.flying = was.clone();
        keeping.count += 1;
        let count = keeping.count;
        self.chat_work("keep conversations", move || What::Written(store.write(count, writes), was)).detach();
    }

    pub(super) fn chat_written(&mut self, done: Result<(), String>, was: Vec<Was>) {
        let now = self.platform.clock.elapsed();
        self.ai.chat.keeping.writing = false;
        self.ai.chat.keeping.flying.clear();
        match done {
            Ok(()) => {
                self.ai.chat.keeping.told = false;
                if self.ai.chat.keeping.state != Kept::Kept {
                    self.ai.chat.keeping.state = Kept::Kept;
                    self.chat_touch(false);
                }
            }
            Err(why) => {
                for Was { id, turns } in was {
                    if let Some(talk) = self.ai.chat.talk_mut(id) {
                        talk.dirty.extend(turns);
                        talk.about_dirty = true;
                    }
                }
                let keeping = &mut self.ai.chat.keeping;
                keeping.due = Some(now + RETRY);
                keeping.state = Kept::Not {
                    why: format!("Conversations could not be written: {why}"),
                    help: "It is tried again; look whether there is room on the disk.".to_owned(),
                };
                if !std::mem::replace(&mut keeping.told, true) {
                    self.notify(NewNotice::error("Conversations could not be written").detail(why));
                }
                self.chat_touch(false);
            }
        }
    }

    /// What is not written yet. It counts as written from here on.
    fn chat_writes(&mut self) -> (Vec<Write>, Vec<Was>) {
        let (mut writes, mut was) = (Vec::new(), Vec::new());
        for talk in &mut self.ai.chat.talks {
            if talk.dirty.is_empty() && !talk.about_dirty {
                continue;
            }
            if talk.is_blank() && !talk.kept {
                talk.about_dirty = false;
                continue;
            }
            talk.kept = true;
            talk.about.personas = talk.personas();
            if talk.is_here() {
                talk.about.turns = talk.tree.turns().len();
            }
            let turns = std::mem::take(&mut talk.dirty);
            talk.about_dirty = false;
            let messages = turns.iter().filter_map(|turn| message(talk, *turn)).collect();
            let tree = talk.is_here().then(|| talk.tree.to_record(types::Conversation::default()));
            writes.push(Write {
                id: talk.id,
                record: talk.listed.record,
                title: if talk.is_here() { talk.tree.title() } else { talk.listed.title.clone() },
                archived: talk.archived,
                about: talk.about.clone(),
                tree,
                messages,
            });
            was.push(Was { id: talk.id, turns });
        }
        (writes, was)
    }

    /// Writes what is not kept yet, waiting for the disk.
    pub(in crate::ai) fn chat_flush(&mut self) {
        let Some((store, count, writes)) = self.chat_last_writes() else { return };
        let done = store.open().map_err(|fault| fault.message).and_then(|_| store.write(count, writes));
        if let Err(why) = done {
            log::error!("conversations are not kept: {why}");
        }
    }

    /// What is not written, with what is being written: that may never come to an end.
    fn chat_last_writes(&mut self) -> Option<(Arc<Store>, u64, Vec<Write>)> {
        let store = self.ai.chat.keeping.store.clone()?;
        for Was { id, turns } in self.ai.chat.keeping.flying.clone() {
            if let Some(talk) = self.ai.chat.talk_mut(id) {
                talk.dirty.extend(turns);
                talk.about_dirty = true;
            }
        }
        let (writes, _) = self.chat_writes();
        self.ai.chat.keeping.count += 1;
        (!writes.is_empty()).then_some((store, self.ai.chat.keeping.count, writes))
    }

    /// Another project comes: what is not written of this one is, in the background, and then its records are closed.
    pub(super) fn chat_leave_records(&mut self) {
        let Some((store, count, writes)) = self.chat_last_writes() else { return };
        let write = move || {
            let done = store.open().map_err(|fault| fault.message).and_then(|_| store.write(count, writes));
            if let Err(why) = done {
                log::error!("conversations are not kept: {why}");
            }
        };
        self.platform.spawner.blocking("keep conversations", move |_| write()).detach();
    }
}

impl Keeping {
    fn can_write(&self) -> bool {
        self.open && self.store.is_some()
    }
}

/// A turn as a record, with what is known of it beside what was said.
fn message(talk: &Talk, turn: TurnId) -> Option<types::Message> {
    if talk.turns != Turns::Here {
        return None;
    }
    let mut message = talk.tree.to_message(turn, RecordId([0; 16])).ok()?;
    if let Some(note) = talk.notes.get(&turn) {
        message.parts.extend(note.to_part());
    }
    Some(message)
}
