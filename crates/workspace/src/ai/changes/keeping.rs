//! Change sets that wait for review outlive the program: they are kept in the state folder like unsaved text, with the
//! texts that they are for, and carried over to what is there when they are read again. Also kept: the words that edits
//! in place were asked for with.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use justbuilt_ai::edits::Level;
use justbuilt_ai::prices::Cost;
use justbuilt_base::SpawnerExt as _;
use justbuilt_store::{ContentHash, Fs, FsError, WriteOptions};
use justbuilt_syntax::Languages;
use justbuilt_text::Text;
use justbuilt_timeline::history::TextFormat;
use serde::{Deserialize, Serialize};

use super::What;
use super::guarding::{May, World};
use super::hunks::Hunk;
use super::judging::language_of;
use super::set::{ChangeSet, SetFile, Source};
use crate::ai::{ChangeAction, ChangeOrigin, ChangeState};
use crate::ids::ChangeSetId;
use crate::notice::NewNotice;
use crate::session::key_of;
use crate::workspace::Workspace;

/// Grows when older programs could not make sense of the data.
const VERSION: u32 = 1;
/// How long after a change it is written.
const DELAY: Duration = Duration::from_millis(400);
/// When writing failed it is tried again after this time.
const RETRY: Duration = Duration::from_secs(5);
/// Sets whose texts are longer than this together are not kept.
const LONGEST: usize = 16 << 20;

/// What is known of what is kept.
#[derive(Default)]
pub(super) struct Kept {
    read: Reading,
    /// Where, once it was read.
    path: Option<PathBuf>,
    changed: bool,
    due: Option<Duration>,
    writing: bool,
    told: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reading {
    #[default]
    NotYet,
    Begun,
    Done,
}

impl Kept {
    /// Something is to be kept.
    pub fn change(&mut self) {
        self.changed = true;
    }

    pub fn due(&self) -> Option<Duration> {
        (self.changed && !self.writing && self.path.is_some()).then(|| self.due.unwrap_or(Duration::ZERO))
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct SavedSets {
    version: u32,
    sets: Vec<SavedSet>,
    /// The latest first.
    words: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct SavedSet {
    #[serde(default)]
    key: String,
    title: String,
    place: Option<String>,
    persona: String,
    model: Option<(String, String)>,
    prompt: Option<(String, u32)>,
    question: String,
    cost: Cost,
    refused: Vec<(String, usize, String, Vec<usize>)>,
    undone: bool,
    files: Vec<SavedFile>,
}

#[derive(Serialize, Deserialize)]
struct SavedFile {
    path: String,
    action: SavedAction,
    base: String,
    hunks: Vec<SavedHunk>,
    /// It was there.
    there: bool,
    format: TextFormat,
    keep: bool,
    agreed: bool,
    no: Option<String>,
    level: String,
    rebased: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SavedAction {
    Create,
    Change,
    Move(String),
    Delete,
}

#[derive(Serialize, Deserialize)]
struct SavedHunk {
    old: (usize, usize),
    text: String,
    written: Option<String>,
    keep: bool,
    /// What stood there, when it was in conflict.
    #[serde(default)]
    was: Option<String>,
}

/// What was read.
pub(crate) struct ReadBack {
    path: PathBuf,
    sets: Vec<(ChangeSet, Vec<SetFile>)>,
    words: Vec<String>,
}

impl SavedFile {
    fn of(file: &SetFile) -> Self {
        Self {
            path: file.path.clone(),
            action: match &file.action {
                ChangeAction::Create => SavedAction::Create,
                ChangeAction::Change => SavedAction::Change,
                ChangeAction::Move(to) => SavedAction::Move(to.clone()),
                ChangeAction::Delete => SavedAction::Delete,
            },
            base: file.base.to_string(),
            hunks: file
                .hunks
                .iter()
                .map(|hunk| SavedHunk {
                    old: (hunk.old.start, hunk.old.end),
                    text: hunk.text.to_string(),
                    written: hunk.written.as_ref().map(ToString::to_string),
                    keep: hunk.keep,
                    was: hunk.conflict.then(|| hunk.was.to_string()),
                })
                .collect(),
            there: file.source != Source::Nothing,
            format: file.format,
            keep: file.keep,
            agreed: file.agreed,
            no: file.no.clone(),
            level: format!("{:?}", file.level),
            rebased: file.rebased,
        }
    }

    fn back(self, world: &World, languages: &Languages) -> Option<SetFile> {
        let base = Text::from(self.base.as_str());
        let mut hunks = Vec::new();
        for saved in self.hunks {
            let (start, end) = saved.old;
            if start > end || end > base.len() || !base.is_boundary(start) || !base.is_boundary(end) {
                return None;
            }
            let mut hunk = Hunk::new(&base, start..end, saved.text);
            hunk.written = saved.written.map(Arc::from);
            hunk.keep = saved.keep;
            if let Some(was) = saved.was {
                (hunk.was, hunk.conflict) = (Arc::from(was), true);
            }
            hunks.push(hunk);
        }
        let (mut no, mut asks) = (self.no, None);
        let action = match self.action {
            SavedAction::Create => ChangeAction::Create,
            SavedAction::Change => ChangeAction::Change,
            SavedAction::Move(to) => ChangeAction::Move(to),
            SavedAction::Delete => ChangeAction::Delete,
        };
        let moved = if let ChangeAction::Move(to) = &action { Some(to.clone()) } else { None };
        for path in std::iter::once(self.path.clone()).chain(moved) {
            match world.may(&path) {
                May::No(why) => no = no.or(Some(why)),
                May::Yes { asks: why, .. } => asks = asks.or(why),
            }
        }
        let source = match self.there {
            true => Source::Disk(ContentHash::of(&self.format.encode(&base))),
            false => Source::Nothing,
        };
        let language = language_of(languages, &self.path, &base);
        Some(SetFile {
            full: world.full(&self.path),
            path: self.path,
            action,
            base,
            hunks,
            source,
            format: self.format,
            keep: self.keep,
            asks,
            no,
            agreed: self.agreed,
            level: Level::ALL
                .into_iter()
                .find(|level| format!("{level:?}") == self.level)
                .unwrap_or(Level::Exact),
            worse: None,
            findings: Vec::new(),
            rebased: self.rebased,
            language,
            judged: None,
            shared: None,
        })
    }
}

impl SavedSet {
    fn of(set: &ChangeSet) -> Option<Self> {
        if !set.waits() || set.files.is_empty() {
            return None;
        }
        let bytes: usize = set.files.iter().map(|file| file.base.len()).sum();
        if bytes > LONGEST {
            log::warn!("the change set “{}” is too large to be kept", set.title);
            return None;
        }
        Some(Self {
            key: set.key.clone(),
            title: set.title.clone(),
            place: set.place.clone(),
            persona: set.origin.persona.clone(),
            model: set.origin.model.clone(),
            prompt: set.origin.prompt.clone(),
            question: set.origin.question.clone(),
            cost: set.origin.cost,
            refused: set.refused.clone(),
            undone: set.state == ChangeState::Undone,
            files: set.files.iter().map(SavedFile::of).collect(),
        })
    }
}

impl Workspace {
    fn changes_may_keep(&self) -> bool {
        self.keeps_unsaved_text() && !self.session.is_second()
    }

    /// Whether what was kept is to be read: the session was, so that it is known whether this window owns it.
    pub(super) fn changes_wants_reading(&self) -> bool {
        let kept = &self.ai.changes.kept;
        kept.read == Reading::NotYet && self.project.root().is_some() && !self.is_restoring()
    }

    pub(super) fn changes_read_tick(&mut self) {
        if !self.changes_wants_reading() {
            return;
        }
        let Some(root) = self.project.root().map(Path::to_owned) else { return };
        let Some(state) = self.options.state_dir.clone().filter(|_| self.changes_may_keep()) else {
            self.ai.changes.kept.read = Reading::Done;
            return;
        };
        self.ai.changes.kept.read = Reading::Begun;
        let path = state.join("changes").join(format!("{}.json", key_of(Some(&root))));
        let Some(world) = self.changes_world("") else { return };
        // Rights were asked when it was planned; what they refused is kept with it.
        let (languages, send, fs) =
            (Arc::clone(&self.languages), self.changes_sender(), Arc::clone(&self.platform.fs));
        let work = move || {
            let saved = read(&*fs, &path);
            let mut sets = Vec::new();
            for saved in saved.sets {
                let files = saved.files.into_iter().map(|file| file.back(&world, &languages));
                let files = files.collect::<Option<Vec<_>>>();
                let Some(files) = files else { continue };
                let origin = ChangeOrigin {
                    turn: None,
                    persona: saved.persona,
                    model: saved.model,
                    prompt: saved.prompt,
                    question: saved.question,
                    cost: saved.cost,
                };
                // Its number is given when it is taken in.
                let mut set = ChangeSet::new(ChangeSetId(0), origin);
                (set.title, set.place, set.refused) = (saved.title, saved.place, saved.refused);
                set.key = saved.key;
                set.state = if saved.undone { ChangeState::Undone } else { ChangeState::Ready };
                sets.push((set, files));
            }
            send(What::Read(ReadBack { path, sets, words: saved.words }));
        };
        self.platform.spawner.blocking("read kept changes", move |_| work()).detach();
    }

    pub(super) fn changes_read_back(&mut self, read: ReadBack) {
        let ReadBack { path, sets, words } = read;
        self.ai.changes.kept.read = Reading::Done;
        self.ai.changes.kept.path = Some(path);
        self.ai.inline.remember_words(words);
        for (mut set, files) in sets {
            set.id = ChangeSetId::next(&self.ids);
            if set.key.is_empty() {
                set.key = self.changes_key(set.id);
            }
            set.files = files;
            set.judge_due = Some(Duration::ZERO);
            self.ai.changes.sets.push(set);
        }
        self.ai.changes.shared = None;
        // What is there by now.
        self.ai.changes.disk_changed = true;
        self.changes_follow_tick();
        self.touch();
    }

    /// Whether it is known which sets of earlier sessions wait.
    pub(crate) fn changes_are_known(&self) -> bool {
        self.ai.changes.kept.read == Reading::Done
    }

    fn changes_saved(&self) -> SavedSets {
        let sets = self.ai.changes.sets.iter().filter_map(SavedSet::of).collect();
        SavedSets { version: VERSION, sets, words: self.ai.inline.words() }
    }

    pub(super) fn changes_keep_tick(&mut self, now: Duration) {
        let kept = &mut self.ai.changes.kept;
        if !kept.changed || kept.writing {
            return;
        }
        let Some(path) = kept.path.clone() else {
            // Nothing is kept here; or it is not known yet what is.
            kept.changed &= kept.read != Reading::Done;
            return;
        };
        let due = *kept.due.get_or_insert(now + DELAY);
        if due > now {
            return;
        }
        (kept.changed, kept.due, kept.writing) = (false, None, true);
        let saved = self.changes_saved();
        let (fs, send) = (Arc::clone(&self.platform.fs), self.changes_sender());
        let work = move || {
            let failed = write(&*fs, &path, &saved).err().map(|error| error.to_string());
            send(What::Kept { failed });
        };
        self.platform.spawner.blocking("keep changes", move |_| work()).detach();
    }

    pub(super) fn changes_were_kept(&mut self, failed: Option<String>) {
        let now = self.platform.clock.elapsed();
        let kept = &mut self.ai.changes.kept;
        kept.writing = false;
        let Some(error) = failed else { return };
        log::warn!("change sets are not kept: {error}");
        (kept.changed, kept.due) = (true, Some(now + RETRY));
        if !std::mem::replace(&mut kept.told, true) {
            let notice = NewNotice::warning("Proposed changes cannot be kept");
            self.notify(notice.detail(format!(
                "They would be lost if the editor ended now, the answers would not: {error}. It is tried again."
            )));
        }
    }

    /// Writes what is not kept yet, waiting for the disk.
    pub(crate) fn changes_flush(&mut self) {
        let kept = &mut self.ai.changes.kept;
        let Some(path) = kept.path.clone().filter(|_| kept.changed || kept.writing) else { return };
        kept.changed = false;
        if let Err(error) = write(&*self.platform.fs, &path, &self.changes_saved()) {
            log::error!("change sets are not kept: {error}");
        }
    }

    /// The same in the background, when another project is opened.
    pub(super) fn changes_keep_at_the_end(&mut self) {
        let kept = &self.ai.changes.kept;
        let Some(path) = kept.path.clone().filter(|_| kept.changed) else { return };
        let saved = self.changes_saved();
        let fs = Arc::clone(&self.platform.fs);
        let work = move || {
            if let Err(error) = write(&*fs, &path, &saved) {
                log::error!("change sets are not kept: {error}");
            }
        };
        self.platform.spawner.blocking("keep changes", move |_| work()).detach();
    }
}

fn read(fs: &dyn Fs, path: &Path) -> SavedSets {
    let Ok(bytes) = fs.read(path) else { return SavedSets::default() };
    match serde_json::from_slice::<SavedSets>(&bytes) {
        Ok(saved) if saved.version <= VERSION => saved,
        Ok(_) => SavedSets::default(),
        Err(error) => {
            log::warn!("the changes kept in {} cannot be read: {error}", path.display());
            SavedSets::default()
        }
    }
}

fn write(fs: &dyn Fs, path: &Path, saved: &SavedSets) -> Result<(), FsError> {
    if saved.sets.is_empty() && saved.words.is_empty() {
        return match fs.remove(path) {
            Ok(()) | Err(FsError::Missing { .. } | FsError::NotDirectory { .. }) => Ok(()),
            Err(error) => Err(error),
        };
    }
    if let Some(folder) = path.parent() {
        fs.create_dir_all(folder)?;
    }
    // Plain data; it cannot fail.
    let bytes = serde_json::to_vec(saved).unwrap_or_default();
    // A power cut may cost the last decision; a killed program costs nothing.
    let how = WriteOptions { sync: false, ..WriteOptions::default() };
    fs.write_atomic(path, &mut |out| out.write_all(&bytes), &how).map(drop)
}
