//! Making a change set, and taking it back: everything is checked first, then all of it is done or nothing. Open documents
//! are changed by one step each and stay unsaved; other files are written in the background. One node of the timeline
//! says what happened.

mod in_place;
mod noting;
mod work;

use std::path::PathBuf;

use justbuilt_base::SpawnerExt as _;
use justbuilt_text::EditKind;

use super::guarding::World;
use super::judging::Case;
use super::set::SetFile;
use super::writing::{DiskDeed, Failure, write};
use super::{What, sentence};
use crate::ai::ChangeState;
use crate::command::{CommandError, CommandResult};
use crate::ids::ChangeSetId;
use crate::notice::NewNotice;
use crate::project::WatchEvent;
use crate::timeline::acting::Acted;
use crate::workspace::Workspace;
use work::Work;

/// What edits of a model are called in the history of a text.
pub(crate) const AI_EDIT: EditKind = EditKind::Other("AI edit");
/// What taking them back is called.
const TAKE_BACK: EditKind = EditKind::Other("taking back AI edits");

/// What came of writing files.
pub(crate) struct Written {
    set: ChangeSetId,
    title: String,
    work: Work,
    result: Result<(), Failure>,
    /// For the history, when it was not open yet.
    acted: Option<Acted>,
}

impl Workspace {
    /// Makes what is kept of a set. Syntax is judged first, when it was not.
    pub(super) fn changes_apply(&mut self, id: ChangeSetId) -> CommandResult {
        self.changes_follow_tick();
        let set = self.ai.changes.set_mut(id).ok_or(CommandError::NotNow("there is no such change set"))?;
        match &set.state {
            ChangeState::Ready | ChangeState::Undone => {}
            ChangeState::Failed(why) if set.files.is_empty() => {
                return Err(CommandError::Failed(why.clone()));
            }
            ChangeState::Failed(_) => {}
            ChangeState::Planning => return Err(CommandError::NotNow("the changes are still coming in")),
            ChangeState::Applying => return Err(CommandError::NotNow("the changes are being made")),
            ChangeState::Applied => return Err(CommandError::NotNow("the changes were made already")),
        }
        let unjudged =
            set.files.iter().filter(|file| file.does_something()).any(|file| Case::of(file).is_some());
        if unjudged {
            set.apply_then = true;
            if set.judging.is_none() {
                self.changes_judge(id);
            }
            return Ok(());
        }
        self.changes_make(id)
    }

    /// Takes a set back that was made.
    pub(super) fn changes_undo(&mut self, id: ChangeSetId) -> CommandResult {
        self.changes_follow_tick();
        let set = self.ai.changes.set(id).ok_or(CommandError::NotNow("there is no such change set"))?;
        if set.state != ChangeState::Applied {
            return Err(CommandError::NotNow("the changes were not made"));
        }
        self.changes_make(id)
    }

    /// Does what the files of a set say.
    fn changes_make(&mut self, id: ChangeSetId) -> CommandResult {
        self.timeline_may_act()?;
        let Some(world) = self.changes_world("") else {
            return Err(CommandError::NotNow("no project is open"));
        };
        let work = self.changes_work(id)?;
        let title = self.changes_node_title(id);
        if work.documents.is_empty() && work.disk.is_empty() {
            let why = if work.left > 0 {
                "you have changed all of these places since; there is nothing left to do"
            } else {
                "nothing is kept, so there is nothing to do"
            };
            return Err(CommandError::Failed(why.to_owned()));
        }
        let mut acted = self.changes_acted(id, &title);
        acted.documents = work.documents.clone();
        acted.deeds = work.disk.iter().filter_map(DiskDeed::deed).collect();
        if let Some(set) = self.ai.changes.set_mut(id) {
            // What follows documents does not follow what is made here.
            set.back = set.state == ChangeState::Applied;
            set.state = ChangeState::Applying;
        }
        self.ai.changes.touch(id);
        if work.disk.is_empty() {
            self.changes_edit_documents(id, &work);
            self.timeline_acted(acted);
            self.timeline_due_now();
            self.changes_made(id);
            self.changes_tell_made(id, &work);
            return Ok(());
        }
        // Guards were asked when it was planned; where the files really are is looked at once more (`writing`).
        self.timeline_hold(&title);
        self.ai.changes.held = work.documents.iter().map(|(document, _, _)| *document).collect();
        self.changes_write(id, title, work, acted, world);
        Ok(())
    }

    /// Writes files in the background, and notes in the history what was done.
    fn changes_write(&mut self, set: ChangeSetId, title: String, work: Work, acted: Acted, world: World) {
        let (recorder, send) = (self.timeline_recorder(), self.changes_sender());
        let now = self.platform.clock.now();
        let job = move || {
            let mut late = None;
            let result = match recorder.as_ref().map(|recorder| (recorder, recorder.drain_held().0)) {
                Some((recorder, held)) if recorder.timeline().is_some() => {
                    // Nothing is taken into the history while it and the files do not agree.
                    let done = recorder.timeline().map_or(Ok(()), |timeline| {
                        timeline.flush().map_err(|error| {
                            Failure::from(format!(
                                "The present could not be kept first: {error}. {}",
                                error.help()
                            ))
                        })?;
                        let head = timeline.manifest(timeline.now());
                        let kept = |path: &str| {
                            head.get(path).is_some()
                                && timeline.content(path, timeline.now()).is_ok_and(|found| {
                                    found.is_some_and(|content| content.to_bytes().is_some())
                                })
                        };
                        write(&world, &work.disk, &kept)?;
                        let noted =
                            recorder.acted(timeline, &held, acted, now).and_then(|()| timeline.flush());
                        if let Err(error) = noted {
                            // It is done; what is missing is recorded with the next look at the files.
                            log::warn!("changes were not recorded: {error}");
                        }
                        Ok(())
                    });
                    drop(held);
                    done
                }
                _ => {
                    let done = write(&world, &work.disk, &|_| false);
                    late = done.is_ok().then_some(acted);
                    done
                }
            };
            send(What::Written(Box::new(Written { set, title, work, result, acted: late })));
        };
        // Never cancelled: what was begun is finished.
        self.platform.spawner.blocking("make changes", move |_| job()).detach();
        self.touch();
    }

    /// Another project is open by now: its files are as they are.
    pub(super) fn changes_written_late(&mut self, written: &Written) {
        if let Err(failure) = &written.result {
            self.notify(
                NewNotice::error(format!("{} did not work", written.title)).detail(failure.reason.clone()),
            );
        }
    }

    pub(super) fn changes_written(&mut self, written: Written) {
        let Written { set, title, work, result, acted } = written;
        self.ai.changes.held.clear();
        if let Err(failure) = result {
            self.timeline_let_go();
            self.changes_not_made(set, &title, &failure);
            self.ai.changes.disk_changed = true;
            return self.disk_changed(None);
        }
        let root = self.project.root().map(std::path::Path::to_owned).unwrap_or_default();
        let full = |path: &str| {
            let mut full = root.clone();
            full.extend(path.split('/'));
            full
        };
        let mut paths: Vec<PathBuf> = Vec::new();
        for deed in &work.disk {
            paths.extend(deed.paths().map(full));
            match deed {
                DiskDeed::Rename { from, to } => self.path_renamed(&full(from), &full(to)),
                DiskDeed::Delete { path, .. } => self.changes_close_gone(&full(path)),
                DiskDeed::Write { .. } | DiskDeed::Create { .. } => {}
            }
        }
        self.changes_edit_documents(set, &work);
        if let Some(acted) = acted {
            self.timeline_acted(acted);
        }
        self.timeline_let_go();
        // The tree and the finder hear of it even where nothing watches the disk.
        self.project_disk_changed(&WatchEvent::Changed(paths));
        self.changes_made(set);
        self.changes_tell_made(set, &work);
    }

    /// Open documents: one step to undo each, not saved.
    fn changes_edit_documents(&mut self, set: ChangeSetId, work: &Work) {
        let back = self.ai.changes.set(set).is_some_and(|set| set.back);
        let kind = if back { TAKE_BACK } else { AI_EDIT };
        for (document, before, change) in &work.documents {
            let same = self.documents.get(*document).is_some_and(|document| document.text() == before);
            let done = match same {
                true => self.timeline_change_quietly(*document, change, kind),
                false => Err(CommandError::NotNow("it was changed or closed meanwhile")),
            };
            if let Err(error) = done {
                log::error!("a document was left out of a change set: {error}");
                self.notify(
                    NewNotice::error("A document was left out of the changes").detail(sentence(&error)),
                );
                continue;
            }
            for view in self.views_of(*document) {
                self.pin_tab_of(view);
            }
        }
    }

    /// A file is not there any more: its tabs close. What was in it is in the trash and in the timeline.
    fn changes_close_gone(&mut self, path: &std::path::Path) {
        let Some(document) = self.documents.of_path(path).filter(|document| !document.buffer.is_dirty())
        else {
            return;
        };
        for view in self.views_of(document.id) {
            if let Some(tab) = self.tabs.of_view(view).map(|tab| tab.id) {
                self.close_tab_now(tab);
            }
        }
    }

    fn changes_not_made(&mut self, id: ChangeSetId, title: &str, failure: &Failure) {
        let detail = if failure.changed.is_empty() {
            format!("{} Nothing was changed.", failure.reason)
        } else {
            let names: Vec<String> = failure.changed.iter().map(|path| path.display().to_string()).collect();
            let names = names.join(", ");
            format!(
                "{} These files could not be put back: {names}. What was in them is in the timeline.",
                failure.reason
            )
        };
        if let Some(set) = self.ai.changes.set_mut(id) {
            set.state = if set.back { ChangeState::Applied } else { ChangeState::Failed(detail.clone()) };
        }
        self.ai.changes.touch(id);
        self.notify(NewNotice::error(format!("{title}: it did not work")).detail(detail));
    }

    /// It is done: from now on the set says what takes it back.
    fn changes_made(&mut self, id: ChangeSetId) {
        let root = self.project.root().map(std::path::Path::to_owned).unwrap_or_default();
        self.ai.changes.made += 1;
        let made_at = self.ai.changes.made;
        let Some(set) = self.ai.changes.set_mut(id) else { return };
        let back = set.back;
        let made: Vec<SetFile> = set.files.iter().filter(|file| file.does_something()).cloned().collect();
        if !back {
            set.made = made.iter().cloned().map(|mut file| file.snapshot()).collect();
            set.made_at = made_at;
        }
        set.files = made.iter().map(|file| file.inverse(&root)).collect();
        set.state = if back { ChangeState::Undone } else { ChangeState::Applied };
        set.judge_due = None;
        self.ai.changes.touch(id);
        self.ai.changes.kept.change();
        // Documents are where their files were read from, with just this text.
        self.changes_follow_tick();
        self.changes_forget_old();
        self.touch();
    }
}
