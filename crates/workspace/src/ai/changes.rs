//! Change sets: edits of a model over several files, made for the versions that it saw, carried over to what the user has
//! typed since, reviewed by file and hunk, made as one step and one node of the timeline, and taken back as another.

mod applying;
mod following;
mod guarding;
pub(crate) mod hunks;
mod judging;
mod keeping;
mod planning;
mod reviewing;
mod set;
pub(crate) mod snapshot;
mod streaming;
#[cfg(test)]
mod tests;
mod writing;

use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::persona::Persona;
use justbuilt_ai::rights::Guard;
use justbuilt_base::SpawnerExt as _;
use justbuilt_text::Text;
use justbuilt_timeline::history::TextFormat;

use super::{AiEvent, ChangeOrigin, ChangeState, ChangesCommand, ChangesSnapshot};
use crate::command::{CommandError, CommandResult};
use crate::event::Event;
use crate::ids::ChangeSetId;
use crate::notice::NewNotice;
use crate::workspace::Workspace;
use guarding::World;
use planning::{Open, Planned, Wanted, may_have_edits, plan_set};
use set::ChangeSet;

/// Sets that were made, or dropped from review, and are remembered so that they can be taken back.
const REMEMBERED: usize = 30;
/// How long after a decision syntax and style are looked at again.
const JUDGE_AFTER: Duration = Duration::from_millis(250);
/// Answers up to this long are looked through for edits at once.
const SHORT: usize = 256 << 10;

/// The change sets.
#[derive(Default)]
pub(crate) struct Changes {
    /// The newest first.
    sets: Vec<ChangeSet>,
    shared: Option<Arc<[Arc<ChangesSnapshot>]>>,
    /// Grows with the project, so that answers about another one are not mixed up.
    generation: u64,
    /// Counts what was made.
    made: u64,
    /// Names of conversations in the store.
    conversations: Vec<(crate::ids::ConversationId, String)>,
    kept: keeping::Kept,
    /// Documents that are not changed by anybody else, while files are written.
    held: Vec<crate::ids::DocumentId>,
    /// Files may have changed on the disk.
    disk_changed: bool,
}

/// What background work on change sets sends back.
pub(crate) struct Told {
    generation: u64,
    what: What,
}

enum What {
    Planned { set: ChangeSetId, partial: bool, planned: Planned },
    Judged { set: ChangeSetId, judged: Vec<(String, judging::Judged)> },
    Looked { set: ChangeSetId, looked: Vec<following::Looked> },
    Written(Box<applying::Written>),
    Read(keeping::ReadBack),
    Kept { failed: Option<String> },
}

impl Changes {
    pub(crate) fn snapshot(&mut self) -> Arc<[Arc<ChangesSnapshot>]> {
        if let Some(shared) = &self.shared {
            return Arc::clone(shared);
        }
        let shared: Arc<[Arc<ChangesSnapshot>]> = self.sets.iter_mut().map(ChangeSet::snapshot).collect();
        self.shared = Some(Arc::clone(&shared));
        shared
    }

    /// The title of a set.
    pub(crate) fn title(&self, set: ChangeSetId) -> Option<String> {
        self.set(set).map(|one| one.title.clone())
    }

    /// Whether a document is part of what is being made, so that nobody else changes it meanwhile.
    pub(crate) fn holds(&self, document: crate::ids::DocumentId) -> bool {
        self.held.contains(&document)
    }

    fn set(&self, id: ChangeSetId) -> Option<&ChangeSet> {
        self.sets.iter().find(|set| set.id == id)
    }

    fn set_mut(&mut self, id: ChangeSetId) -> Option<&mut ChangeSet> {
        self.sets.iter_mut().find(|set| set.id == id)
    }

    /// Something that the face sees of a set changed.
    fn touch(&mut self, id: ChangeSetId) {
        self.shared = None;
        if let Some(set) = self.set_mut(id) {
            set.shared = None;
        }
    }

    /// The words of edits in place are to be kept.
    pub(crate) fn keep_words(&mut self) {
        self.kept.change();
    }

    fn remove(&mut self, id: ChangeSetId) {
        self.shared = None;
        self.sets.retain(|set| set.id != id);
    }
}

impl Workspace {
    pub(super) fn changes_take(&mut self, told: Told) {
        if told.generation != self.ai.changes.generation {
            if let What::Written(written) = told.what {
                self.changes_written_late(&written);
            }
            return;
        }
        match told.what {
            What::Planned { set, partial, planned } => self.changes_planned(set, partial, planned),
            What::Judged { set, judged } => self.changes_judged(set, judged),
            What::Looked { set, looked } => self.changes_looked(set, looked),
            What::Written(written) => self.changes_written(*written),
            What::Read(read) => self.changes_read_back(read),
            What::Kept { failed } => self.changes_were_kept(failed),
        }
    }

    /// Tells from the background.
    fn changes_sender(&self) -> impl Fn(What) + Send + 'static {
        let (generation, sender) = (self.ai.changes.generation, self.sender.clone());
        move |what| {
            // The workspace may be closed.
            sender.send(Event::Ai(AiEvent::Changes(Box::new(Told { generation, what })))).ok();
        }
    }

    pub(super) fn changes_project_changed(&mut self) {
        self.changes_keep_at_the_end();
        let changes = &mut self.ai.changes;
        let (generation, made) = (changes.generation + 1, changes.made);
        *changes = Changes { generation, made, ..Changes::default() };
        self.touch();
    }

    /// What is due.
    pub(super) fn changes_tick(&mut self) {
        let now = self.platform.clock.elapsed();
        self.changes_read_tick();
        self.changes_stream_tick(now);
        self.changes_follow_tick();
        self.changes_judge_tick(now);
        self.changes_keep_tick(now);
    }

    /// When something is due, on the monotonic clock.
    pub(super) fn changes_due(&self) -> Option<Duration> {
        let changes = &self.ai.changes;
        let streams = changes
            .sets
            .iter()
            .filter(|set| set.planning.as_ref().is_none_or(justbuilt_base::TaskHandle::is_finished));
        let streams = streams.filter_map(|set| set.stream.as_ref()?.due);
        let judges = changes.sets.iter().filter(|set| set.judging.is_none()).filter_map(|set| set.judge_due);
        let read = self.changes_wants_reading().then_some(Duration::ZERO);
        streams.chain(judges).chain(changes.kept.due()).chain(read).min()
    }

    /// Reads the edits of a model's answer and begins a change set of them. `seen` are the texts that the model was
    /// shown, by their paths in the project; files that are not among them are taken as they are now. `None` when there
    /// are no edits in the answer, or no project is open.
    pub(crate) fn changes_propose(
        &mut self,
        answer: &str,
        seen: Vec<(String, Text)>,
        origin: ChangeOrigin,
    ) -> Option<ChangeSetId> {
        if !may_have_edits(answer) {
            return None;
        }
        if answer.len() <= SHORT {
            let reply = justbuilt_ai::edits::parse(answer, None);
            if reply.edits.is_empty() && reply.malformed.is_none() {
                return None;
            }
        }
        let id = self.changes_new(origin)?;
        self.changes_plan(id, Arc::from(answer), seen, false);
        self.ai.changes.set(id).map(|set| set.id)
    }

    /// What a conversation is called in the store: nodes of the timeline link to it.
    #[cfg_attr(not(test), expect(dead_code, reason = "conversations will use it"))]
    pub(crate) fn changes_name_conversation(&mut self, id: crate::ids::ConversationId, record: String) {
        let known = &mut self.ai.changes.conversations;
        known.retain(|(other, _)| *other != id);
        known.push((id, record));
    }

    /// What a new set is called for good.
    fn changes_key(&self, id: ChangeSetId) -> String {
        format!("{:x}-{}", self.platform.clock.now().0, id.0)
    }

    fn changes_new(&mut self, origin: ChangeOrigin) -> Option<ChangeSetId> {
        self.project.root()?;
        let id = ChangeSetId::next(&self.ids);
        let place = origin.turn.and_then(|(conversation, turn)| {
            let mut known = self.ai.changes.conversations.iter();
            let (_, record) = known.find(|(known, _)| *known == conversation)?;
            Some(format!("conversation {record}, turn {}", turn.0))
        });
        let key = self.changes_key(id);
        let set = ChangeSet { place, key, ..ChangeSet::new(id, origin) };
        self.ai.changes.sets.insert(0, set);
        self.changes_forget_old();
        self.ai.changes.shared = None;
        self.touch();
        Some(id)
    }

    /// Forgets what was made long ago. Nothing that waits for review goes.
    fn changes_forget_old(&mut self) {
        let changes = &mut self.ai.changes;
        let mut left = REMEMBERED;
        changes.sets.retain(|set| {
            let done = matches!(set.state, ChangeState::Applied);
            left -= usize::from(done && left > 0);
            !done || left > 0
        });
        changes.shared = None;
    }

    /// The persona of that slug.
    fn changes_persona(&mut self, slug: &str) -> Option<Persona> {
        self.ai.colleagues.held_to(slug).first().map(|persona| Persona::clone(persona))
    }

    /// What guards need to know of whose edits these are.
    fn changes_world(&mut self, slug: &str) -> Option<World> {
        let root = self.project.root()?.to_owned();
        let rights = (!slug.is_empty()).then(|| {
            let mut guard: Option<Guard> = None;
            for persona in self.ai.colleagues.held_to(slug) {
                let one = Guard::new(&persona.rights).map_err(|error| error.to_string())?;
                let one = if cfg!(any(windows, target_os = "macos")) { one.any_case() } else { one };
                guard = Some(match guard {
                    None => one,
                    Some(inner) => inner.within(one),
                });
            }
            guard.ok_or_else(|| format!("there is no persona {slug} any more, and so no right"))
        });
        let (fs, tree) = (Arc::clone(&self.platform.fs), Arc::clone(&self.platform.tree));
        Some(World { fs, tree, root, rights })
    }

    /// The open documents of the project, by path.
    fn changes_open(&self) -> Vec<Open> {
        let Some(root) = self.project.root() else { return Vec::new() };
        let open = self
            .documents
            .iter()
            .filter(|document| !document.hex && !document.load.is_reading() && document.past.is_none());
        open.filter_map(|document| {
            let path = crate::timeline::recorder::relative(root, document.path.as_deref()?)?;
            let format = TextFormat {
                encoding: document.buffer.encoding(),
                line_ending: document.buffer.line_ending(),
            };
            let text = document.text().clone();
            Some(Open { path: path.as_str().to_owned(), document: document.id, text, format })
        })
        .collect()
    }

    /// Plans a set in the background. What was planned before goes.
    fn changes_plan(&mut self, id: ChangeSetId, answer: Arc<str>, seen: Vec<(String, Text)>, partial: bool) {
        let Some(slug) = self.ai.changes.set(id).map(|set| set.origin.persona.clone()) else { return };
        let Some(world) = self.changes_world(&slug) else { return self.ai.changes.remove(id) };
        let (open, languages) = (self.changes_open(), Arc::clone(&self.languages));
        let wanted = Wanted { answer, partial, seen, open, world, languages };
        let send = self.changes_sender();
        let task = self.platform.spawner.blocking("plan edits", move |cancel| {
            let planned = plan_set(&wanted, cancel);
            if !cancel.is_cancelled() {
                send(What::Planned { set: id, partial, planned });
            }
        });
        if let Some(set) = self.ai.changes.set_mut(id) {
            set.planning = Some(task);
        }
        self.ai.changes.touch(id);
        self.touch();
    }

    fn changes_planned(&mut self, id: ChangeSetId, partial: bool, planned: Planned) {
        let Some(set) = self.ai.changes.set_mut(id) else { return };
        if partial && set.stream.is_none() {
            // The whole of it is being planned by now.
            return;
        }
        set.planning = None;
        let Planned { files, refused, malformed, has_edits } = planned;
        if !partial && !has_edits {
            self.ai.changes.remove(id);
            return self.touch();
        }
        (set.files, set.refused) = (files, refused);
        if !partial {
            set.state = match (malformed, set.files.is_empty()) {
                (Some(why), _) => ChangeState::Failed(format!("The answer cannot be read: {why}")),
                (None, true) if set.refused.is_empty() => ChangeState::Failed(
                    "The edits change nothing: the files are like that already.".to_owned(),
                ),
                (None, _) => ChangeState::Ready,
            };
            set.judge_due = Some(Duration::ZERO);
            self.ai.changes.kept.change();
        }
        self.ai.changes.touch(id);
        // What was typed while it was planned.
        self.changes_follow_tick();
        self.touch();
    }

    /// Looks at syntax and style again, soon.
    fn changes_judge_soon(&mut self, id: ChangeSetId) {
        let now = self.platform.clock.elapsed();
        if let Some(set) = self.ai.changes.set_mut(id) {
            set.judge_due = Some(set.judge_due.map_or(now + JUDGE_AFTER, |due| due.max(now + JUDGE_AFTER)));
        }
    }

    fn changes_judge_tick(&mut self, now: Duration) {
        let due: Vec<ChangeSetId> = self
            .ai
            .changes
            .sets
            .iter()
            .filter(|set| set.judging.is_none() && set.judge_due.is_some_and(|due| due <= now))
            .map(|set| set.id)
            .collect();
        for id in due {
            self.changes_judge(id);
        }
    }

    /// Looks at syntax and style in the background.
    fn changes_judge(&mut self, id: ChangeSetId) {
        let Some(set) = self.ai.changes.set_mut(id) else { return };
        set.judge_due = None;
        let slug = set.origin.persona.clone();
        let cases: Vec<(String, judging::Case)> =
            set.files.iter().filter_map(|file| Some((file.path.clone(), judging::Case::of(file)?))).collect();
        if !set.waits() || cases.is_empty() {
            return self.changes_judged(id, Vec::new());
        }
        let style = self.changes_persona(&slug).map(|persona| persona.style);
        let (languages, send) = (Arc::clone(&self.languages), self.changes_sender());
        let task = self.platform.spawner.blocking("judge edits", move |cancel| {
            let grammars = judging::Grammars { languages, cancel: cancel.clone() };
            let mut judged = Vec::new();
            for (path, case) in cases {
                judged.push((path, case.judge(&grammars, style.as_ref())));
            }
            if !cancel.is_cancelled() {
                send(What::Judged { set: id, judged });
            }
        });
        if let Some(set) = self.ai.changes.set_mut(id) {
            set.judging = Some(task);
        }
    }

    fn changes_judged(&mut self, id: ChangeSetId, judged: Vec<(String, judging::Judged)>) {
        let Some(set) = self.ai.changes.set_mut(id) else { return };
        set.judging = None;
        for (path, found) in judged {
            let Some(file) = set.files.iter_mut().find(|file| file.path == path) else { continue };
            if file.after() != found.after {
                continue;
            }
            if found.worse.is_some() && found.worse != file.worse {
                // Agreed was something else.
                file.agreed = false;
            }
            file.worse = found.worse;
            file.findings = found.findings;
            file.judged = Some(found.after);
            file.touch();
        }
        let behind = set.waits() && set.files.iter().any(|file| judging::Case::of(file).is_some());
        let apply = std::mem::take(&mut set.apply_then);
        self.ai.changes.touch(id);
        self.touch();
        if behind {
            if let Some(set) = self.ai.changes.set_mut(id) {
                set.apply_then = apply;
                set.judge_due = Some(if apply { Duration::ZERO } else { set.judge_due.unwrap_or_default() });
            }
        } else if apply && let Err(error) = self.changes_apply(id) {
            self.notify(NewNotice::error("The changes were not made").detail(sentence(&error)));
        }
    }

    pub(super) fn changes_run(&mut self, command: ChangesCommand) -> CommandResult {
        match command {
            ChangesCommand::Propose { answer, seen, origin } => {
                let set = self.changes_propose(&answer, seen, *origin);
                set.map(drop).ok_or_else(|| CommandError::Failed("there are no edits in it".to_owned()))
            }
            ChangesCommand::Hunk { set, file, hunk, keep } => self.changes_keep_hunk(set, file, hunk, keep),
            ChangesCommand::File { set, file, keep } => self.changes_keep_file(set, file, keep),
            ChangesCommand::Write { set, file, hunk, text } => self.changes_write_hunk(set, file, hunk, text),
            ChangesCommand::Agree { set, file, yes } => self.changes_agree(set, file, yes),
            ChangesCommand::Apply(set) => self.changes_apply(set),
            ChangesCommand::Undo(set) => self.changes_undo(set),
            ChangesCommand::Drop(set) => self.changes_drop(set),
            ChangesCommand::Show(set) => self.changes_show(set),
            ChangesCommand::Find(key) => self.timeline_locate(key),
            ChangesCommand::Open { set, file, hunk } => self.changes_open_file(set, file, hunk),
        }
    }
}

/// An error as a sentence.
fn sentence(error: &CommandError) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let begun = chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect());
    if begun.ends_with(['.', '?', '!']) { begun } else { format!("{begun}.") }
}
