//! Before code is written: which language and folder, what would be written, and which lines stay where the drawing and
//! somebody changed the same ones.
//!
//! Not here: reading and writing the folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::{SpawnerExt as _, TaskHandle};
use justbuilt_sketch::code::Target;
use justbuilt_sketch::code::export::RECORD;
use similar::{ChangeTag, TextDiff};

use super::folder::{self, ExportError, Look};
use super::{Exported, Job, Outcome, Then, folder_of};
use crate::command::{CommandError, CommandResult};
use crate::event::Event;
use crate::ids::{DocumentId, ViewId};
use crate::workspace::Workspace;

/// What is asked before code is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportCommand {
    /// Shows what would be written.
    Open,
    /// In another language.
    Target(Target),
    /// Into another folder; a relative one is in the project.
    Folder(PathBuf),
    /// Says which lines stay where both changed the same ones; `None` takes that back.
    Settle {
        /// The file.
        path: String,
        /// Which place of it, from 0.
        conflict: usize,
        /// What stays.
        side: Option<Side>,
    },
    /// Writes it.
    Write,
    /// Writes nothing.
    Close,
}

/// Whose lines stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// Those that somebody wrote.
    Hand,
    /// Those of the drawing.
    Drawing,
    /// Those that somebody wrote, then those of the drawing.
    Both,
    /// Others, written in their place.
    Written(Arc<str>),
}

/// What will become of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFate {
    /// It is not there yet; so many lines.
    New(usize),
    /// Lines come and go.
    Changed {
        /// So many come.
        added: usize,
        /// So many go.
        removed: usize,
    },
    /// It is as it should be.
    Same,
    /// It is generated no longer, and goes to the trash.
    Removed,
    /// It is generated no longer but was changed by hand, and stays.
    Kept,
    /// In so many places both changed the same lines.
    Conflicts(usize),
}

/// A file that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// Below the folder.
    pub path: String,
    /// What will become of it.
    pub fate: ExportFate,
    /// Changes by hand stay in it.
    pub kept: bool,
    /// Its text from top to bottom, where there are conflicts.
    pub chunks: Vec<ExportChunk>,
}

/// A piece of a file with conflicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportChunk {
    /// No question.
    Same(String),
    /// Both changed these lines.
    Conflict {
        /// What was generated last.
        last: String,
        /// What somebody made of it.
        hand: String,
        /// What is generated now.
        drawing: String,
    },
}

/// What the face sees of it.
#[derive(Clone, Debug)]
pub struct ExportSnapshot {
    /// The language.
    pub target: Target,
    /// Where the code goes; in the project when it is relative.
    pub folder: PathBuf,
    /// What would be written; `None` while that is looked at for the first time.
    pub planned: Option<Arc<Planned>>,
    /// Which lines stay, by file and place.
    pub settled: Arc<BTreeMap<(String, usize), Side>>,
    /// Places where it is not said yet.
    pub open: usize,
    /// Why nothing can be written.
    pub error: Option<Arc<str>>,
    /// Something is being read or written.
    pub busy: bool,
}

/// What would be written, looked at.
#[derive(Debug)]
pub struct Planned {
    /// Files, those with conflicts first.
    pub files: Vec<ExportFile>,
    look: Look,
}

/// What was looked at, on its way to the workspace.
pub(crate) struct Looked {
    number: u64,
    look: Result<Planned, ExportError>,
}

/// The question before code is written.
pub(crate) struct Asking {
    target: Target,
    folder: PathBuf,
    /// The user named the folder: it does not follow the language.
    named: bool,
    number: u64,
    planned: Option<Arc<Planned>>,
    settled: Arc<BTreeMap<(String, usize), Side>>,
    error: Option<Arc<str>>,
    task: Option<TaskHandle>,
    writing: bool,
    then: Then,
}

impl Asking {
    fn new(target: Target, folder: PathBuf) -> Self {
        Self {
            target,
            folder,
            named: false,
            number: 0,
            planned: None,
            settled: Arc::default(),
            error: None,
            task: None,
            writing: false,
            then: Then::Tell,
        }
    }

    fn open(&self) -> usize {
        let Some(planned) = &self.planned else { return 0 };
        let all: usize = planned.files.iter().map(ExportFile::conflicts).sum();
        all.saturating_sub(self.settled.len())
    }

    pub(in crate::sketches) fn snapshot(&self) -> ExportSnapshot {
        ExportSnapshot {
            target: self.target,
            folder: self.folder.clone(),
            planned: self.planned.clone(),
            settled: Arc::clone(&self.settled),
            open: self.open(),
            error: self.error.clone(),
            busy: self.writing || self.task.is_some(),
        }
    }
}

impl ExportFile {
    /// Places where both changed the same lines.
    #[must_use]
    pub fn conflicts(&self) -> usize {
        self.chunks.iter().filter(|chunk| matches!(chunk, ExportChunk::Conflict { .. })).count()
    }
}

impl Planned {
    fn of(look: Look) -> Self {
        let Look { there, plan, files } = &look;
        let before =
            |path: &str| there.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str());
        let after = |path: &str| plan.writes.iter().find(|(known, _)| known == path).map(|(_, text)| text);
        let mut out: Vec<ExportFile> = Vec::new();
        let mut paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        paths.extend(plan.removes.iter().chain(&plan.kept).map(String::as_str));
        for path in paths {
            if path == RECORD || out.iter().any(|known| known.path == path) {
                continue;
            }
            let generated = files.iter().any(|file| file.path == path);
            let conflicts = plan.conflicts.iter().find(|(known, _)| known == path).map(|(_, all)| all);
            let merged = after(path).map(String::as_str).or_else(|| before(path)).unwrap_or_default();
            let fate = match (conflicts, before(path), after(path)) {
                (Some(all), _, _) => ExportFate::Conflicts(all.len()),
                (None, None, Some(text)) => ExportFate::New(text.lines().count()),
                (None, Some(old), Some(new)) => changed(old, new),
                (None, _, None) if plan.removes.iter().any(|known| known == path) => ExportFate::Removed,
                (None, Some(_), None) if !generated => ExportFate::Kept,
                (None, _, None) => ExportFate::Same,
            };
            let mut chunks = Vec::new();
            let mut at = 0;
            for conflict in conflicts.into_iter().flatten() {
                let same = merged.get(at..conflict.at.start).unwrap_or_default();
                if !same.is_empty() {
                    chunks.push(ExportChunk::Same(same.to_owned()));
                }
                chunks.push(ExportChunk::Conflict {
                    last: conflict.last.clone(),
                    hand: conflict.edited.clone(),
                    drawing: conflict.new.clone(),
                });
                at = conflict.at.end;
            }
            if let Some(rest) = merged.get(at..).filter(|rest| conflicts.is_some() && !rest.is_empty()) {
                chunks.push(ExportChunk::Same(rest.to_owned()));
            }
            let kept = plan.kept.iter().any(|known| known == path);
            out.push(ExportFile { path: path.to_owned(), fate, kept, chunks });
        }
        out.sort_by_key(|file| (file.chunks.is_empty(), file.fate == ExportFate::Same));
        Self { files: out, look }
    }

    /// The plan with what was said about conflicts; `None` while something is open.
    fn settled(&self, sides: &BTreeMap<(String, usize), Side>) -> Option<Look> {
        let mut look = self.look.clone();
        for file in self.files.iter().filter(|file| !file.chunks.is_empty()) {
            let (mut text, mut number) = (String::new(), 0);
            for chunk in &file.chunks {
                match chunk {
                    ExportChunk::Same(same) => text.push_str(same),
                    ExportChunk::Conflict { hand, drawing, .. } => {
                        match sides.get(&(file.path.clone(), number))? {
                            Side::Hand => text.push_str(hand),
                            Side::Drawing => text.push_str(drawing),
                            Side::Written(lines) => text.push_str(lines),
                            Side::Both => {
                                text.push_str(hand);
                                text.push_str(drawing);
                            }
                        }
                        number += 1;
                    }
                }
            }
            match look.plan.writes.iter_mut().find(|(path, _)| *path == file.path) {
                Some((_, written)) => *written = text,
                // The record is the last.
                None => look.plan.writes.insert(0, (file.path.clone(), text)),
            }
        }
        look.plan.conflicts.clear();
        Some(look)
    }
}

fn changed(old: &str, new: &str) -> ExportFate {
    let diff = TextDiff::from_lines(old, new);
    let count = |tag| diff.iter_all_changes().filter(|change| change.tag() == tag).count();
    ExportFate::Changed { added: count(ChangeTag::Insert), removed: count(ChangeTag::Delete) }
}

const GONE: CommandError = CommandError::NotNow("nothing is being exported");

impl Workspace {
    pub(in crate::sketches) fn sketch_export_ask(
        &mut self,
        view: ViewId,
        command: ExportCommand,
    ) -> CommandResult {
        let id = self.view_document(view)?;
        match command {
            ExportCommand::Open => self.sketch_ask(id)?,
            ExportCommand::Target(target) => {
                let path = self.documents.get(id).and_then(|document| document.path.clone());
                let root = self.project.root().map(Path::to_owned);
                let asking = self.sketch_asking(id)?;
                asking.target = target;
                if !asking.named {
                    let path = path.unwrap_or_else(|| asking.folder.with_file_name("sketch.sketch.json"));
                    asking.folder = inside(root.as_deref(), folder_of(&path, target));
                }
                self.sketch_look(id);
            }
            ExportCommand::Folder(folder) => {
                let asking = self.sketch_asking(id)?;
                if asking.folder != folder {
                    (asking.folder, asking.named) = (folder, true);
                    self.sketch_look(id);
                }
            }
            ExportCommand::Settle { path, conflict, side } => {
                let asking = self.sketch_asking(id)?;
                let known = asking.planned.as_ref().is_some_and(|planned| {
                    let file = planned.files.iter().find(|file| file.path == path);
                    file.is_some_and(|file| conflict < file.conflicts())
                });
                if !known {
                    return Err(GONE);
                }
                let settled = Arc::make_mut(&mut asking.settled);
                match side {
                    Some(side) => settled.insert((path, conflict), side),
                    None => settled.remove(&(path, conflict)),
                };
            }
            ExportCommand::Write => self.sketch_write(id)?,
            ExportCommand::Close => self.sketch_end_asking(id),
        }
        self.touch_document(id);
        Ok(())
    }

    fn sketch_asking(&mut self, id: DocumentId) -> Result<&mut Asking, CommandError> {
        let document = self.documents.get_mut(id).ok_or(GONE)?;
        document.sketch.as_deref_mut().and_then(|drawing| drawing.exporting.as_mut()).ok_or(GONE)
    }

    /// Begins to ask.
    fn sketch_ask(&mut self, id: DocumentId) -> CommandResult {
        let root = self.project.root().map(Path::to_owned);
        let document = self.documents.get_mut(id).ok_or(CommandError::NotNow("the document is closed"))?;
        // A sketch that was never saved goes into the project.
        let near = document.path.clone().or_else(|| root.as_ref().map(|root| root.join(&document.name)));
        let drawing = document.sketch.as_deref_mut().ok_or(CommandError::NotNow("this is no sketch"))?;
        if drawing.revision.is_none() {
            return Err(CommandError::NotNow("the sketch is being read"));
        }
        let near =
            near.ok_or(CommandError::NotNow("open a folder, or save the sketch, to export its code"))?;
        let target = drawing.code.target;
        let folder = inside(root.as_deref(), folder_of(&near, target));
        drawing.exporting = Some(Asking::new(target, folder));
        self.sketch_look(id);
        Ok(())
    }

    /// Looks at what would be written, in the background.
    fn sketch_look(&mut self, id: DocumentId) {
        let root = self.project.root().map(Path::to_owned);
        let (fs, sender) = (self.platform.fs.clone(), self.sender.clone());
        let spawner = Arc::clone(&self.platform.spawner);
        let Some(drawing) = self.documents.get_mut(id).and_then(|document| document.sketch.as_deref_mut())
        else {
            return;
        };
        let Some(asking) = &drawing.exporting else { return };
        let number = asking.number + 1;
        let job = Job::of(drawing, asking.target, whole(root.as_deref(), &asking.folder));
        let task = spawner.blocking("look at export", move |cancel| {
            let look = job.look(&*fs).map(Planned::of);
            if !cancel.is_cancelled() {
                // The workspace may be gone.
                sender.send(Event::SketchLooked(id, Box::new(Looked { number, look }))).ok();
            }
        });
        let Some(asking) = &mut drawing.exporting else { return };
        asking.number = number;
        asking.settled = Arc::default();
        asking.error = None;
        asking.task = Some(task);
    }

    /// Takes in what was looked at.
    pub(crate) fn sketch_looked(&mut self, id: DocumentId, looked: Looked) {
        let Ok(asking) = self.sketch_asking(id) else { return };
        if asking.number != looked.number {
            return;
        }
        asking.task = None;
        match looked.look {
            Ok(planned) => asking.planned = Some(Arc::new(planned)),
            Err(error) => {
                asking.planned = None;
                asking.error = Some(error.to_string().into());
            }
        }
        self.touch_document(id);
    }

    /// Code was to be written at once, but both changed the same lines: now it is asked.
    pub(super) fn sketch_ask_what_stays(
        &mut self,
        id: DocumentId,
        target: Target,
        folder: PathBuf,
        then: Then,
        look: Look,
    ) {
        let root = self.project.root().map(Path::to_owned);
        let Some(drawing) = self.documents.get_mut(id).and_then(|document| document.sketch.as_deref_mut())
        else {
            return;
        };
        let mut asking = Asking::new(target, inside(root.as_deref(), folder));
        asking.planned = Some(Arc::new(Planned::of(look)));
        asking.then = then;
        drawing.exporting = Some(asking);
        self.touch_document(id);
    }

    /// Writes what was asked about, when everything was said.
    fn sketch_write(&mut self, id: DocumentId) -> CommandResult {
        let root = self.project.root().map(Path::to_owned);
        let (fs, sender) = (self.platform.fs.clone(), self.sender.clone());
        let spawner = Arc::clone(&self.platform.spawner);
        let document = self.documents.get_mut(id).ok_or(GONE)?;
        let drawing = document.sketch.as_deref_mut().ok_or(GONE)?;
        let asking = drawing.exporting.as_ref().ok_or(GONE)?;
        if asking.writing || asking.task.is_some() {
            return Err(CommandError::NotNow("the folder is still being read"));
        }
        let planned = asking.planned.clone().ok_or(GONE)?;
        let look = planned
            .settled(&asking.settled)
            .ok_or(CommandError::NotNow("in some places it is not said yet which lines stay"))?;
        let (target, then) = (asking.target, asking.then);
        let job = Job::of(drawing, target, whole(root.as_deref(), &asking.folder));
        let task = spawner.blocking("export of code", move |_| {
            let now = folder::look(&*fs, &job.folder, look.files.clone());
            let done = now.and_then(|now| {
                if now != planned.look {
                    return Err(ExportError::Changed);
                }
                folder::write(&*fs, &job.folder, &look.plan)?;
                Ok(Outcome::Written(look))
            });
            let exported = Exported { document: id, target, folder: job.folder, then, done };
            // The workspace may be gone.
            sender.send(Event::SketchExported(Box::new(exported))).ok();
        });
        // Files that are half written would be worse than a window that is gone.
        task.detach();
        // The pane shows what was exported last.
        drawing.code.target = target;
        if let Some(asking) = &mut drawing.exporting {
            asking.writing = true;
        }
        self.sketch_make(id);
        Ok(())
    }

    /// Nothing is asked any more.
    pub(super) fn sketch_end_asking(&mut self, id: DocumentId) {
        if let Some(drawing) = self.documents.get_mut(id).and_then(|document| document.sketch.as_deref_mut())
            && drawing.exporting.take().is_some()
        {
            self.touch_document(id);
        }
    }

    /// What was asked about could not be written.
    pub(super) fn sketch_failed(&mut self, id: DocumentId, error: &ExportError) {
        let Ok(asking) = self.sketch_asking(id) else { return };
        asking.writing = false;
        asking.error = Some(error.to_string().into());
        if matches!(error, ExportError::Changed) {
            self.sketch_look(id);
        }
        self.touch_document(id);
    }
}

/// As people write it: from the project's folder on.
fn inside(root: Option<&Path>, folder: PathBuf) -> PathBuf {
    let short = root.and_then(|root| folder.strip_prefix(root).ok()).map(Path::to_owned);
    short.filter(|short| !short.as_os_str().is_empty()).unwrap_or(folder)
}

fn whole(root: Option<&Path>, folder: &Path) -> PathBuf {
    root.map_or_else(|| folder.to_owned(), |root| root.join(folder))
}
