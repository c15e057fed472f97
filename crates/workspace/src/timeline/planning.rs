//! Preparing what writes the project's files: switching to a branch, bringing something back, merging. Plans are made
//! in the background out of the history; carrying them out is in `carrying`. One at a time, and nothing is edited or
//! saved meanwhile.

use justbuilt_base::{SpawnerExt as _, Timestamp};
use justbuilt_text::EditKind;
use justbuilt_timeline::history::{FileContent, MergePlan, Restore, WritePlan};
use justbuilt_timeline::{BranchId, HistoryError, HistoryResult, Moment, Timeline};

use super::answer::{Answer, What};
use super::carrying::Work;
use super::keeping::capitalised;
use super::recorder::{InFolder as _, Recorder};
use super::recording::RESTORE;
use crate::command::{CommandError, CommandResult};
use crate::event::Event;
use crate::notice::NewNotice;
use crate::workspace::Workspace;

/// What is to be done.
#[derive(Clone, Debug)]
pub(super) enum Job {
    /// Go to another branch.
    Switch(BranchId),
    /// Begin a branch and go there.
    Begin { name: String, description: String, from: Option<Moment> },
    /// Bring something back.
    Restore { what: Restore, from: Moment },
    /// Take in another branch; with what was decided in an earlier plan.
    Merge { from: BranchId, decided: Option<Box<MergePlan>> },
}

/// A plan.
#[derive(Debug)]
pub(super) enum Plan {
    Write(WritePlan),
    Merge(MergePlan),
}

/// What was planned.
pub(crate) struct Planned {
    job: Job,
    title: String,
    outcome: HistoryResult<Plan>,
}

impl Workspace {
    /// Begins to do something to the project's files.
    pub(super) fn timeline_start(&mut self, job: Job) -> CommandResult {
        let Some(recorder) = self.timeline.recorder.clone().filter(|recorder| recorder.timeline().is_some())
        else {
            return Err(CommandError::NotNow("nothing is recorded"));
        };
        if let Some(work) = &self.timeline.work {
            return Err(CommandError::Failed(format!("{}: wait until that is done", work.title)));
        }
        let saving = self.documents.iter().find(|document| document.saving.is_some());
        if let Some(document) = saving {
            let name = &document.name;
            return Err(CommandError::Failed(format!("“{name}” is being saved; try again in a moment")));
        }
        let title = self.timeline_title(&job);
        self.timeline.work = Some(Work { title: title.clone() });
        self.timeline.view.busy = Some(title.clone());
        self.timeline_seek_forget();
        self.timeline_replay_stop();
        let (now, generation, sender) =
            (self.platform.clock.now(), self.timeline.generation, self.sender.clone());
        let work = move || {
            recorder.drain();
            let Some(timeline) = recorder.timeline() else { return };
            let outcome = plan(&recorder, timeline, &job, now);
            let planned = Box::new(Planned { job, title, outcome });
            // The workspace may be closed; then nothing is done.
            sender.send(Event::Timeline(Box::new(Answer { generation, what: What::Planned(planned) }))).ok();
        };
        self.platform.spawner.blocking("plan", move |_| work()).detach();
        self.timeline.touch();
        self.touch();
        Ok(())
    }

    fn timeline_title(&self, job: &Job) -> String {
        let name = |id: &BranchId| {
            let found = self.timeline.view.branches.iter().find(|branch| branch.id == *id);
            found.map_or_else(|| "another branch".to_owned(), |branch| format!("‘{}’", branch.name))
        };
        match job {
            Job::Switch(branch) => format!("Switching to {}", name(branch)),
            Job::Begin { name, .. } => format!("Beginning ‘{name}’"),
            Job::Restore { what: Restore::Project, .. } => "Restoring the project".to_owned(),
            Job::Restore { what: Restore::Folder(folder), .. } => format!("Restoring {folder}"),
            Job::Restore { what: Restore::File(path) | Restore::Hunk { path, .. }, .. } => {
                format!("Restoring {}", path.name())
            }
            Job::Merge { from, .. } => format!("Merging {}", name(from)),
        }
    }

    /// Something was planned.
    pub(super) fn timeline_planned(&mut self, planned: Planned) {
        let Planned { job, title, outcome } = planned;
        match outcome {
            Err(error) => {
                self.timeline_work_over();
                let notice = NewNotice::error(format!("{title} did not work"));
                self.notify(notice.detail(format!("{}. {}", capitalised(&error.to_string()), error.help())));
            }
            Ok(Plan::Merge(plan)) if plan.open().next().is_some() => {
                self.timeline_work_over();
                if let Job::Merge { from, .. } = job {
                    self.timeline_merge_waits(from, plan);
                }
            }
            Ok(Plan::Merge(plan)) => {
                self.timeline_leave_past();
                self.timeline_carry(job, title, Plan::Merge(plan));
            }
            Ok(Plan::Write(mut plan)) => {
                self.timeline_leave_past();
                if matches!(job, Job::Restore { .. }) {
                    if plan.is_empty() {
                        self.timeline_work_over();
                        return self.timeline_nothing_to_restore(&plan);
                    }
                    self.timeline_restore_open(&mut plan);
                }
                self.timeline_carry(job, title, Plan::Write(plan));
            }
        }
    }

    /// Nothing is being done to the project's files any more.
    pub(super) fn timeline_work_over(&mut self) {
        self.timeline.work = None;
        self.timeline.view.busy = None;
        let again: Vec<_> = self
            .documents
            .iter_mut()
            .filter(|document| document.checking.is_none())
            .filter_map(|document| std::mem::take(&mut document.check_again).then_some(document.id))
            .collect();
        for id in again {
            self.look_again(id, crate::document::disk::Why::Check);
        }
    }

    fn timeline_nothing_to_restore(&mut self, plan: &WritePlan) {
        let notice = NewNotice::info("There is nothing to restore");
        let notice = match plan.left.first() {
            None => notice.detail("It is the same now as it was then."),
            Some((path, why)) => notice.detail(format!("{path} stays as it is: {}.", why.label())),
        };
        self.notify(notice);
    }

    /// What is restored of open documents is an edit of theirs, which undo takes back and which is not saved yet.
    fn timeline_restore_open(&mut self, plan: &mut WritePlan) {
        let Some(root) = self.project.root().map(std::path::Path::to_owned) else { return };
        for write in &mut plan.writes {
            let FileContent::Text { text, .. } = &write.content else { continue };
            if write.moved_from.is_some() {
                continue;
            }
            let path = write.path.in_folder(&root);
            let open = self.documents.of_path(&path).filter(|document| document.recorded);
            let Some(id) = open.map(|document| document.id) else { continue };
            let Some(document) = self.documents.get_mut(id) else { continue };
            document.buffer.break_undo_group();
            let change = super::seeking::change_between(document.text(), text);
            if let Err(error) = self.change_document(id, &change, EditKind::Other(RESTORE)) {
                log::error!("a text was not restored: {error}");
                continue;
            }
            if let Some(document) = self.documents.get_mut(id) {
                document.buffer.break_undo_group();
                // One that is not on the disk any more is made again.
                write.to_disk = document.disk == crate::snapshot::DiskState::Deleted;
            }
            for view in self.views_of(id) {
                self.pin_tab_of(view);
            }
        }
    }
}

fn plan(recorder: &Recorder, timeline: &Timeline, job: &Job, now: Timestamp) -> HistoryResult<Plan> {
    match job {
        Job::Switch(branch) => Ok(Plan::Write(timeline.switch(*branch)?)),
        Job::Begin { name, description, from } => {
            let from = from.unwrap_or_else(|| timeline.now());
            let branch = timeline.branch(name, description, from, recorder.person(), now)?;
            Ok(Plan::Write(timeline.switch(branch)?))
        }
        Job::Restore { what, from } => Ok(Plan::Write(timeline.restore(what.clone(), *from)?)),
        Job::Merge { from, decided } => {
            if *from == timeline.active_branch() {
                return Err(HistoryError::Merge("it is the branch that is worked on".to_owned()));
            }
            let mut plan = timeline.merge(&[timeline.head(*from)], timeline.active_branch())?;
            for before in decided.iter().flat_map(|decided| &decided.files) {
                let same = plan.files.iter_mut().find(|file| file.path == before.path);
                // What has changed since has to be decided again.
                if let Some(file) = same.filter(|file| file.outcome == before.outcome) {
                    file.resolution.clone_from(&before.resolution);
                }
            }
            Ok(Plan::Merge(plan))
        }
    }
}
