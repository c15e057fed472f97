//! Recording edits: opening a file for it, every change of its text, saves. Bursts of edits become nodes by
//! themselves.

use justbuilt_base::Timestamp;
use justbuilt_store::ContentHash;
use justbuilt_text::{Text, Transaction};
use smallvec::SmallVec;

use crate::{
    AuthorIx, AuthorKind, Base, BranchId, CommandIx, FileId, LaneId, NodeId, OpKind, Operation, Step,
};

use super::burst::{Burst, Class, Touching};
use super::content::{FileContent, NotKept, TextFormat};
use super::error::{HistoryError, HistoryResult};
use super::index::Recorded;
use super::lines;
use super::manifest::{Change, FileEntry, Source};
use super::node::{NodeKind, TouchKind, TouchedFile};
use super::path::ProjectPath;
use super::state::{NodeDraft, OpenFile, State};
use super::timeline::Timeline;

/// How an edit came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What kind of action.
    pub kind: OpKind,
    /// By which command, if by one.
    pub command: Option<CommandIx>,
    /// By whom.
    pub author: AuthorIx,
}

impl Edit {
    /// An edit by no command.
    pub fn new(kind: OpKind, author: AuthorIx) -> Self {
        Self { kind, command: None, author }
    }
}

/// What became of a file that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Its edits are recorded under this number.
    Recorded(FileId),
    /// They are not.
    Left(NotKept),
}

/// How long a burst may go on, in milliseconds: a long one is of little use when looking for something.
const LONGEST_BURST: i64 = 10 * 60 * 1000;

impl Timeline {
    /// A document was opened, or is there again after a switch of branch: its edits are recorded from now on.
    /// `text` is what it holds, with unsaved changes if there are any; `disk` the hash of the file as it was read.
    /// Where that is not what history says, the difference is recorded as a change from outside. `ignored`: whether
    /// git ignores it.
    ///
    /// May wait for the disk, once for each file.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`]; those of reading what history says.
    pub fn open_file(
        &self,
        path: &ProjectPath,
        text: &Text,
        format: TextFormat,
        disk: Option<ContentHash>,
        ignored: bool,
        now: Timestamp,
    ) -> HistoryResult<Opened> {
        self.writable()?;
        let read = self.read_ahead(path, format);
        let mut state = self.state();
        if let Err(why) = state.judge.by_name(path, ignored) {
            return Ok(Opened::Left(why));
        }
        if text.len() as u64 > state.core.rules.text_limit {
            return Ok(Opened::Left(NotKept::TooLarge));
        }
        let branch = state.core.active;
        let head = state.core.head(branch);
        let known = head.get(path.as_str()).or_else(|| head.comes_back(path.as_str())).cloned();
        let author = state.outside_author();
        let entry = match known {
            Some(entry) => FileEntry { format, ..entry },
            None => {
                let file = state.take_file();
                let size = text.len() as u64;
                let source = Source::NotKept { why: NotKept::Unreadable, hash: disk };
                FileEntry { path: path.clone(), file, source, format, disk, size }
            }
        };
        let since = Step(state.next_step);
        let edit = Edit::new(OpKind::Outside, author);
        let settled = self.settle_read(&mut state, branch, &entry, text, edit, now, read)?;
        if settled == Settled::Changed {
            let dropped = entry.disk.is_some() && entry.disk == disk;
            let title = match dropped {
                true => format!("Unsaved changes of {} were dropped", path.name()),
                false => format!("{} changed outside", path.name()),
            };
            let mut draft = NodeDraft::new(NodeKind::Outside, title, author);
            draft.files.push(touched(&entry, TouchKind::Changed));
            draft.since = Some(since);
            state.add_node(branch, draft, now);
        }
        if let Some(hash) = disk.filter(|hash| entry.disk != Some(*hash)) {
            let size = format.encode(text).len() as u64;
            state.change_files(branch, vec![Change::Saved { path: path.clone(), hash, size }], author, now);
        }
        Ok(Opened::Recorded(entry.file))
    }

    /// Reads what a file holds by its history, while nobody has to wait for it: a text of the operations is in memory
    /// then, that of a content comes back with its hash.
    fn read_ahead(&self, path: &ProjectPath, format: TextFormat) -> Option<(ContentHash, Text)> {
        let (core, branch) = {
            let state = self.state();
            (state.core.clone(), state.core.active)
        };
        let head = core.head(branch);
        let entry = head.get(path.as_str()).or_else(|| head.comes_back(path.as_str()))?;
        let ops = &self.inner.ops;
        let lane = LaneId::new(entry.file, branch);
        if let Some(info) = ops.lane(lane) {
            // Damage is told by who uses it.
            ops.text_at(lane, info.len).ok();
            return None;
        }
        match entry.source {
            Source::Blob(hash) => Some((hash, self.text_of_blob(hash, format)?)),
            Source::Lane(_) => {
                let now = super::manifest::Moment::new(branch, Step(u64::MAX));
                let (from, bound) = core.lane_at(entry.source, entry.file, now)?;
                ops.text_at(from, ops.index_at(from, bound).ok()?).ok();
                None
            }
            Source::NotKept { .. } => None,
        }
    }

    fn text_of_blob(&self, hash: ContentHash, format: TextFormat) -> Option<Text> {
        let bytes = self.inner.storage.blobs.get(hash).ok().flatten()?;
        FileContent::text_of(&bytes, Some(format)).map(|(text, _)| text)
    }

    /// A document was closed: its burst ends. Its history stays.
    pub fn close_file(&self, file: FileId) {
        let mut state = self.state();
        if state.burst.as_ref().is_some_and(|burst| burst.file == file) {
            state.close_burst();
        }
        state.open.remove(&file);
    }

    /// Records one change of an open file: `before` is its text before it. Takes microseconds and does not wait for
    /// the disk, if the file was opened with [`open_file`](Self::open_file) on this branch.
    ///
    /// Should `before` not be what history says (a change went unseen), the difference is recorded first.
    ///
    /// # Errors
    /// When the change does not fit `before`; [`HistoryError::NoFileId`] for a file that was never opened. Editing can
    /// go on: the next change is recorded with all that is missing.
    pub fn record(
        &self,
        file: FileId,
        before: &Text,
        change: &Transaction,
        edit: Edit,
        now: Timestamp,
    ) -> HistoryResult<Step> {
        self.writable()?;
        let mut state = self.state();
        let branch = state.core.active;
        self.make_open(&mut state, file, before, now)?;
        if change.len_before() != before.len() {
            let path = state.open.get(&file).map_or_else(String::new, |open| open.path.to_string());
            let reason = format!("made for {} bytes, the text has {}", change.len_before(), before.len());
            return Err(HistoryError::Change { path, reason });
        }
        if change.is_empty() {
            return Ok(state.now().step);
        }
        let step = self.put(&mut state, LaneId::new(file, branch), change, edit, now)?;
        state.note_edit(LaneId::new(file, branch), edit, &Touching { step, time: now, before, change });
        Ok(step)
    }

    /// A file was written to the disk. `hash` and `size` are those of its bytes.
    ///
    /// # Errors
    /// [`HistoryError::NoFileId`] when history does not know the file.
    pub fn saved(
        &self,
        file: FileId,
        format: TextFormat,
        hash: ContentHash,
        size: u64,
        author: AuthorIx,
        now: Timestamp,
    ) -> HistoryResult<NodeId> {
        self.writable()?;
        let mut state = self.state();
        state.close_burst();
        let branch = state.core.active;
        let head = state.core.head(branch);
        let entry = head.of_file(file).cloned().ok_or(HistoryError::NoFileId(file))?;
        drop(head);
        let change = if entry.format == format {
            Change::Saved { path: entry.path.clone(), hash, size }
        } else {
            Change::Put(FileEntry { format, disk: Some(hash), size, ..entry.clone() })
        };
        let since = state.change_files(branch, vec![change], author, now);
        let mut draft = NodeDraft::new(NodeKind::Save, format!("Saved {}", entry.path.name()), author);
        draft.since = Some(since);
        draft.files.push(touched(&entry, TouchKind::Saved));
        Ok(state.add_node(branch, draft, now))
    }

    /// Ends a burst of edits that has paused long enough. To be called now and then; when it is due next.
    pub fn tick(&self, now: Timestamp) -> Option<Timestamp> {
        let mut state = self.state();
        let due = state.burst_due()?;
        if due <= now {
            state.close_burst();
            return None;
        }
        Some(due)
    }

    /// Ends the burst of edits that is going on: before something that wants a node of its own.
    pub fn end_burst(&self) -> Option<NodeId> {
        self.state().close_burst()
    }

    /// Makes a file ready for a change of `before`: that is the text that history has, now or from now on.
    pub(crate) fn make_open(
        &self,
        state: &mut State,
        file: FileId,
        before: &Text,
        now: Timestamp,
    ) -> HistoryResult<()> {
        let branch = state.core.active;
        let ready =
            state.open.get(&file).is_some_and(|open| open.branch == branch && open.len == before.len());
        if ready { Ok(()) } else { self.ready(state, file, before, now) }
    }

    /// Makes an unexpected text of a file the one that history has.
    fn ready(&self, state: &mut State, file: FileId, before: &Text, now: Timestamp) -> HistoryResult<()> {
        let branch = state.core.active;
        let head = state.core.head(branch);
        let known = head.of_file(file).cloned();
        drop(head);
        let entry = match (known, state.open.get(&file)) {
            (Some(entry), _) => entry,
            // Deleted on the disk, or not there on this branch, and edited all the same: it is there again.
            (None, Some(open)) => {
                let gone = state
                    .core
                    .head(branch)
                    .gone(open.path.as_str())
                    .filter(|gone| gone.file == file)
                    .cloned();
                gone.unwrap_or_else(|| FileEntry {
                    path: open.path.clone(),
                    file,
                    source: Source::NotKept { why: NotKept::Unreadable, hash: None },
                    format: TextFormat::default(),
                    disk: None,
                    size: before.len() as u64,
                })
            }
            (None, None) => return Err(HistoryError::NoFileId(file)),
        };
        let author = state.outside_author();
        self.settle(state, &entry, before, Edit::new(OpKind::Outside, author), now)?;
        Ok(())
    }

    /// Gives a file a lane on the active branch whose text is `wanted`, and puts it into the list of files. `entry` is
    /// what the list says, or said last, or what is to be in it.
    pub(crate) fn settle(
        &self,
        state: &mut State,
        entry: &FileEntry,
        wanted: &Text,
        edit: Edit,
        now: Timestamp,
    ) -> HistoryResult<Settled> {
        let branch = state.core.active;
        self.settle_on(state, branch, entry, wanted, edit, now)
    }

    /// The same on any branch.
    pub(crate) fn settle_on(
        &self,
        state: &mut State,
        branch: BranchId,
        entry: &FileEntry,
        wanted: &Text,
        edit: Edit,
        now: Timestamp,
    ) -> HistoryResult<Settled> {
        self.settle_read(state, branch, entry, wanted, edit, now, None)
    }

    /// The same with what was read of it before.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a thing of its own, and this is the one place for all"
    )]
    fn settle_read(
        &self,
        state: &mut State,
        branch: BranchId,
        entry: &FileEntry,
        wanted: &Text,
        edit: Edit,
        now: Timestamp,
        read: Option<(ContentHash, Text)>,
    ) -> HistoryResult<Settled> {
        let ops = &self.inner.ops;
        let lane = LaneId::new(entry.file, branch);
        let mut settled = Settled::Same;
        let known = match (ops.lane(lane), entry.source) {
            // It was a text here before, whatever it was in between.
            (Some(info), _) => ops.text_at(lane, info.len).ok(),
            (None, Source::Lane(_)) => {
                let now = super::manifest::Moment::new(branch, Step(u64::MAX));
                let from = state.core.lane_at(entry.source, entry.file, now);
                from.filter(|(from, _)| *from != lane).and_then(|(from, bound)| {
                    let index = ops.index_at(from, bound).ok()?;
                    let text = ops.text_at(from, index).ok()?;
                    ops.start(lane, Base::Lane { lane: from, index }).ok()?;
                    Some(text)
                })
            }
            (None, Source::Blob(hash)) => {
                let known = read.filter(|(known, _)| *known == hash).map(|(_, text)| text);
                match known.or_else(|| self.text_of_blob(hash, entry.format)) {
                    Some(text) => {
                        let base = if text == *wanted { wanted.clone() } else { text };
                        ops.start(lane, Base::Text(base.clone()))?;
                        Some(base)
                    }
                    None => None,
                }
            }
            (None, Source::NotKept { .. }) => None,
        };
        let known = match known {
            Some(known) => known,
            None => {
                ops.start(lane, Base::Text(wanted.clone()))?;
                settled = Settled::Started;
                wanted.clone()
            }
        };
        let listed = state.core.head(branch);
        let put = FileEntry { source: Source::Lane(branch), ..entry.clone() };
        if listed.get(entry.path.as_str()) != Some(&put) {
            drop(listed);
            state.change_files(branch, vec![Change::Put(put)], edit.author, now);
        }
        let open = OpenFile { path: entry.path.clone(), branch, len: known.len() };
        if state.core.active == branch {
            state.open.insert(entry.file, open);
        }
        if known != *wanted {
            let change = lines::change(&known, wanted);
            self.put(state, lane, &change, edit, now)?;
            settled = Settled::Changed;
        }
        Ok(settled)
    }

    /// Records an operation in a lane that is ready for it.
    pub(crate) fn put(
        &self,
        state: &mut State,
        lane: LaneId,
        change: &Transaction,
        edit: Edit,
        now: Timestamp,
    ) -> HistoryResult<Step> {
        let step = state.take_step();
        let operation = Operation::from_transaction(change, step, now, edit.author, edit.kind, edit.command);
        self.inner.ops.record(lane, operation)?;
        let by = state.core.author(edit.author).map_or(AuthorKind::Person, |author| author.kind);
        if let Some(recorded) = &mut state.recorded {
            recorded.push(Recorded { branch: lane.branch, file: lane.file, step, time: now, by });
        }
        let active = state.core.active;
        if let Some(open) = state.open.get_mut(&lane.file).filter(|_| lane.branch == active) {
            open.len = change.len_after();
        }
        Ok(step)
    }
}

/// What [`Timeline::settle`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// The text was the one wanted.
    Same,
    /// It was not known; history begins here.
    Started,
    /// It was another; the difference was recorded.
    Changed,
}

pub(crate) fn touched(entry: &FileEntry, kind: TouchKind) -> TouchedFile {
    TouchedFile { file: entry.file, path: entry.path.clone(), kind }
}

impl State {
    /// Takes an edit into the burst that is going on, or begins one.
    fn note_edit(&mut self, lane: LaneId, edit: Edit, touching: &Touching<'_>) {
        let class = Class::of(edit.kind);
        let pause = i64::from(self.core.rules.pause).saturating_mul(1000);
        if let Some(burst) = &mut self.burst {
            let goes_on = burst.file == lane.file
                && burst.branch == lane.branch
                && burst.author == edit.author
                && burst.class == class
                && touching.time.0.saturating_sub(burst.time.0) < pause
                && touching.time.0.saturating_sub(burst.began.0) < LONGEST_BURST;
            if goes_on {
                burst.add(touching);
                return;
            }
            self.close_burst();
        }
        let Some(open) = self.open.get(&lane.file) else { return };
        let by = self.core.author(edit.author).map_or(AuthorKind::Person, |author| author.kind);
        let path = open.path.clone();
        self.burst = Some(Burst::new(lane.branch, lane.file, path, (edit.author, by), class, touching));
    }

    /// When the burst that is going on ends by itself.
    fn burst_due(&self) -> Option<Timestamp> {
        let pause = std::time::Duration::from_secs(u64::from(self.core.rules.pause));
        self.burst.as_ref().map(|burst| burst.time.plus(pause))
    }
}

/// Files of a node, of which there may be many.
pub(crate) fn touched_files(files: Vec<TouchedFile>) -> SmallVec<[TouchedFile; 1]> {
    SmallVec::from_vec(files)
}
