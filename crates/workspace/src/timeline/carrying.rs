//! Carrying out plans: all is checked first, then files are deleted and written, in the background. When the disk
//! fails half-way what was done is undone. Open documents follow without that being recorded as edits.

use std::path::{Path, PathBuf};

use justbuilt_base::{SpawnerExt as _, Timestamp};
use justbuilt_store::FileStamp;
use justbuilt_text::{Selections, Text};
use justbuilt_timeline::history::{FileContent, PlanKind, Restore, WritePlan};
use justbuilt_timeline::{AuthorIx, HistoryError, ProjectPath, Timeline};

use super::TimelineCommand;
use super::answer::{Answer, What};
use super::keeping::{Status, capitalised};
use super::planning::{Job, Plan};
use super::recorder::InFolder as _;
use super::writing::write;
use crate::command::Command;
use crate::effect::Align;
use crate::event::Event;
use crate::ids::DocumentId;
use crate::notice::NewNotice;
use crate::snapshot::DiskState;
use crate::workspace::Workspace;

/// Something that is being done to the project's files.
pub(super) struct Work {
    /// What, as the user reads it.
    pub title: String,
}

/// A file that was written: its path, its text if it is one, what it looks like on the disk now.
pub(super) type Written = (ProjectPath, Option<Text>, FileStamp);

/// What came of it.
pub(crate) struct Carried {
    job: Job,
    title: String,
    plan: WritePlan,
    written: Vec<Written>,
    result: Result<Status, Failure>,
}

/// Why it was not done.
pub(super) struct Failure {
    /// What happened, as sentences.
    pub reason: String,
    /// What is not as it was before.
    pub changed: Vec<ProjectPath>,
}

impl Failure {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), changed: Vec::new() }
    }

    /// For the user.
    fn tell(&self, title: &str) -> NewNotice {
        let notice = NewNotice::error(format!("{title} did not work"));
        if self.changed.is_empty() {
            return notice.detail(format!("{} Nothing was changed.", self.reason));
        }
        let names: Vec<&str> = self.changed.iter().take(5).map(ProjectPath::as_str).collect();
        let more = match self.changed.len().saturating_sub(5) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        notice.detail(format!(
            "{} These files could not be put back: {}{more}. What was in them is in the timeline.",
            self.reason,
            names.join(", ")
        ))
    }
}

impl From<HistoryError> for Failure {
    fn from(error: HistoryError) -> Self {
        Failure::new(format!("{}. {}", capitalised(&error.to_string()), error.help()))
    }
}

impl Workspace {
    /// Carries out a plan in the background.
    pub(super) fn timeline_carry(&mut self, job: Job, title: String, plan: Plan) {
        let Some(recorder) = self.timeline.recorder.clone() else { return self.timeline_work_over() };
        let writes = match &plan {
            Plan::Write(plan) => Some(plan.clone()),
            Plan::Merge(plan) => plan.writes(),
        };
        let Some(writes) = writes else { return self.timeline_work_over() };
        let fs = std::sync::Arc::clone(&self.platform.fs);
        let storage = self.timeline.storage.clone();
        let (now, generation, sender) =
            (self.platform.clock.now(), self.timeline.generation, self.sender.clone());
        let work = move || {
            // Nothing is taken into the history while its branch and the files do not agree.
            let (held, _) = recorder.drain_held();
            let Some(timeline) = recorder.timeline() else { return };
            let mut written = Vec::new();
            let result = write(&*fs, &recorder, timeline, &writes, &mut written).and_then(|()| {
                note(timeline, &plan, &writes, recorder.person(), now)?;
                // What was done is on the disk; so is its history.
                timeline.flush()?;
                Ok(Status::of(timeline, storage.as_ref()))
            });
            drop(held);
            let carried = Box::new(Carried { job, title, plan: writes, written, result });
            // The workspace may be closed; it is done all the same.
            sender.send(Event::Timeline(Box::new(Answer { generation, what: What::Carried(carried) }))).ok();
        };
        self.platform.spawner.blocking("write files", move |_| work()).detach();
    }

    /// A plan was carried out, or not.
    pub(super) fn timeline_carried(&mut self, carried: Carried) {
        let Carried { job, title, plan, written, result } = carried;
        let root = self.project.root().map(Path::to_owned).unwrap_or_default();
        let status = match result {
            Ok(status) => status,
            Err(failure) => {
                self.timeline_work_over();
                self.timeline_due_now();
                self.notify(failure.tell(&title));
                return self.disk_changed(None);
            }
        };
        self.timeline_take_status(status);
        let mut paths: Vec<PathBuf> = Vec::new();
        if let PlanKind::Switch { from, .. } = plan.kind {
            let gone = plan.deletes.iter().filter(|delete| !delete.moves);
            let gone: Vec<PathBuf> = gone.map(|delete| delete.path.in_folder(&root)).collect();
            self.timeline_put_tabs_away(from, &gone);
        }
        for delete in &plan.deletes {
            let path = delete.path.in_folder(&root);
            let moved = plan.writes.iter().find(|write| write.moved_from.as_ref() == Some(&delete.path));
            match moved {
                Some(write) => self.path_renamed(&path, &write.path.in_folder(&root)),
                None => self.timeline_close_gone(&path),
            }
            paths.push(path);
        }
        for (path, text, stamp) in written {
            let path = path.in_folder(&root);
            let id = self.documents.of_path(&path).map(|document| document.id);
            if let (Some(id), Some(text)) = (id, text) {
                self.timeline_put_text(id, &text);
                self.timeline_written(id, stamp);
            }
            paths.push(path);
        }
        if let PlanKind::Switch { to, .. } = plan.kind {
            let came: Vec<PathBuf> = plan.writes.iter().map(|write| write.path.in_folder(&root)).collect();
            self.timeline_bring_tabs_back(to, &came);
            self.timeline_unsaved_of_branch(&plan, &root);
        }
        self.timeline_work_over();
        // Also of those that have a file only now.
        for id in self.documents.ids() {
            self.timeline_document_ready(id);
        }
        // The tree and the finder hear of it even where nothing watches the disk.
        if !paths.is_empty() {
            self.project_disk_changed(&crate::project::WatchEvent::Changed(paths));
        }
        self.timeline_due_now();
        self.timeline_refresh();
        self.timeline_tell_done(&job, &plan);
    }

    /// Texts that the plan has and the disk does not: they are those of the branch, unsaved.
    fn timeline_unsaved_of_branch(&mut self, plan: &WritePlan, root: &Path) {
        for planned in plan.writes.iter().filter(|planned| !planned.to_disk) {
            let FileContent::Text { text, .. } = &planned.content else { continue };
            let id = self.documents.of_path(&planned.path.in_folder(root)).map(|document| document.id);
            if let Some(id) = id {
                self.timeline_put_text(id, text);
            }
        }
    }

    fn timeline_written(&mut self, id: DocumentId, stamp: FileStamp) {
        let Some(document) = self.documents.get_mut(id) else { return };
        document.stamp = Some(stamp);
        document.file_text = Some(document.buffer.text().clone());
        document.disk = DiskState::InStep;
        document.save_failed = false;
        document.buffer.mark_saved();
        self.session_saved(id);
        self.touch_document(id);
        self.close_diffs_of(id);
    }

    /// A file is not there any more: its tabs close. What was in it is in the timeline.
    fn timeline_close_gone(&mut self, path: &Path) {
        let Some(id) = self.documents.of_path(path).map(|document| document.id) else { return };
        for view in self.views_of(id) {
            if let Some(tab) = self.tabs.of_view(view).map(|tab| tab.id) {
                self.close_tab_now(tab);
                self.closed.forget_last();
            }
        }
    }

    /// Lines were brought back: they are what one wants to see next.
    fn timeline_show_restored(&mut self, path: &ProjectPath, line: usize) {
        let Some(root) = self.project.root() else { return };
        let id = self.documents.of_path(&path.in_folder(root)).map(|document| document.id);
        let Some(id) = id.filter(|_| !self.timeline.view.in_past()) else { return };
        for view in self.views_of(id) {
            let Ok(text) = self.view_text(view) else { continue };
            let byte = if line < text.line_count() { text.line_start(line) } else { text.len() };
            if let Err(error) = self.set_selections(view, Selections::caret(byte), Align::CenterIfHidden) {
                log::debug!("the caret stays: {error}");
            }
        }
    }

    fn timeline_tell_done(&mut self, job: &Job, plan: &WritePlan) {
        let (detail, unsaved) = summary(plan);
        if let Job::Restore { what: Restore::Hunk { path, hunk }, .. } = job {
            self.timeline_show_restored(path, hunk.new.start);
        }
        let notice = match job {
            Job::Switch(_) | Job::Begin { .. } => {
                let active = self.timeline.view.branches.iter().find(|branch| branch.active);
                let name = active.map_or_else(String::new, |branch| branch.name.clone());
                NewNotice::info(format!("You are on the branch ‘{name}’")).detail(detail)
            }
            Job::Merge { .. } => {
                self.timeline_merge_over();
                NewNotice::info("The branch was merged").detail(detail)
            }
            Job::Restore { what, .. } => {
                let (title, back) = match what {
                    Restore::Project => ("The project was restored".to_owned(), what.clone()),
                    Restore::Folder(folder) => (format!("{folder} was restored"), what.clone()),
                    Restore::File(path) => (format!("{} was restored", path.name()), what.clone()),
                    Restore::Hunk { path, .. } => {
                        (format!("Lines of {} were restored", path.name()), Restore::File(path.clone()))
                    }
                };
                let mut notice = NewNotice::info(title).detail(detail);
                if unsaved > 0 {
                    notice = notice.action("Save all", Command::run("file.save_all"));
                }
                let undo = TimelineCommand::Restore { what: back, from: Some(plan.made) };
                notice.action("Undo", Command::Timeline(undo))
            }
        };
        let id = self.notify(notice);
        self.timeline.unsaved = (unsaved > 0).then_some(id);
    }

    /// A document was saved: when no text waits any more, the notice that says so goes.
    pub(crate) fn timeline_all_saved(&mut self) {
        let Some(id) = self.timeline.unsaved else { return };
        if self.documents.iter().any(|document| document.is_worth_keeping()) {
            return;
        }
        self.timeline.unsaved = None;
        self.notices.retain(|notice| notice.id != id);
        self.touch();
    }
}

/// What was done, as a sentence, and how many files are not saved yet.
fn summary(plan: &WritePlan) -> (String, usize) {
    let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    let unsaved = plan.writes.iter().filter(|write| !write.to_disk).count();
    let on_disk = plan.writes.len() - unsaved;
    let removed = plan.deletes.iter().filter(|delete| !delete.moves).count();
    let mut parts = Vec::new();
    if on_disk > 0 {
        parts.push(format!("{} written", files(on_disk)));
    }
    if removed > 0 {
        parts.push(format!("{} removed", files(removed)));
    }
    if unsaved > 0 {
        parts.push(format!("{} changed in the editor, not saved yet", files(unsaved)));
    }
    if let Some((path, why)) = plan.left.first() {
        let more = match plan.left.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        parts.push(format!("{path}{more} left as it is: {}", why.label()));
    }
    let detail = if parts.is_empty() { String::new() } else { format!("{}.", parts.join("; ")) };
    (capitalised(&detail), unsaved)
}

/// Notes in the history what was done.
fn note(
    timeline: &Timeline,
    plan: &Plan,
    writes: &WritePlan,
    person: AuthorIx,
    now: Timestamp,
) -> Result<(), Failure> {
    match (plan, &writes.kind) {
        (Plan::Merge(plan), _) => timeline.merged(plan, person, now)?,
        (Plan::Write(_), PlanKind::Switch { .. }) => timeline.switched(writes, person, now)?,
        (Plan::Write(_), _) => timeline.restored(writes, person, now)?,
    };
    Ok(())
}
