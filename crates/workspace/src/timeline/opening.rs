//! Opening the history of a project in the background, and letting go of it. When it cannot be opened editing goes
//! on, nothing is recorded, and one notice says why and what to do.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::SpawnerExt as _;
use justbuilt_store::{Storage, StoreError};
use justbuilt_timeline::history::project_key;
use justbuilt_timeline::{HistoryError, Timeline, TimelineError, TimelineOptions};

use super::answer::{Answer, Open, OpenError, What};
use super::keeping::Status;
use super::recorder::Recorder;
use super::snapshot::{Off, OffWhy, TimelineSnapshot, TimelineState};
use super::{HistorySource, Timelines};
use crate::command::{Command, CommandError, CommandResult};
use crate::event::Event;
use crate::notice::NewNotice;
use crate::workspace::Workspace;

impl Workspace {
    /// A project was opened: its history follows once the settings are read.
    pub(crate) fn timeline_begin(&mut self, root: Option<&Path>) {
        self.timeline_end();
        let Some(root) = root else { return };
        let (fs, tree) = (Arc::clone(&self.platform.fs), Arc::clone(&self.platform.tree));
        let recorder = Recorder::new(root.to_owned(), fs, tree, self.platform.history.person());
        self.timeline.recorder = Some(Arc::new(recorder));
        self.timeline.view.state = TimelineState::Opening;
        self.timeline.wants_opening = true;
        self.timeline.touch();
    }

    /// Opens the history, when that is wanted and the settings are known.
    pub(super) fn timeline_open_when_due(&mut self) {
        if !self.timeline.wants_opening || !self.settings.is_read() {
            return;
        }
        self.timeline.wants_opening = false;
        let settings = self.settings.current();
        if !settings.timeline.enabled {
            return self.timeline_off(Off {
                why: OffWhy::Disabled,
                text: "The timeline is switched off".to_owned(),
                help: "Nothing is recorded. Switch it on in the settings, under Timeline.".to_owned(),
            });
        }
        let Some(recorder) = self.timeline.recorder.clone() else { return };
        let histories = self.timeline_histories();
        let (root, fs) = (recorder.root.clone(), Arc::clone(&self.platform.fs));
        let source = Arc::clone(&self.platform.history);
        let wanted = settings.timeline.clone();
        let (sender, generation) = (self.sender.clone(), self.timeline.generation);
        let task = self.platform.spawner.blocking("open timeline", move |cancel| {
            // A folder has one history, by whatever name it is opened.
            let root = fs.canonicalize(&root).unwrap_or(root);
            let folder = histories.map(|histories| histories.join(project_key(&root)));
            let opened = open(&*source, folder.as_deref()).map(|(timeline, storage, diagnostics)| {
                super::keeping::apply_rules(&timeline, &wanted);
                let status = Status::of(&timeline, Some(&storage));
                Box::new(Open { timeline, storage, diagnostics, status })
            });
            if !cancel.is_cancelled() {
                let answer = Answer { generation, what: What::Opened(opened) };
                // The workspace may be closed; then nobody records.
                sender.send(Event::Timeline(Box::new(answer))).ok();
            }
        });
        self.timeline.opening = Some(task);
    }

    /// Where the histories of projects are kept; `None` when nothing may be written.
    fn timeline_histories(&self) -> Option<PathBuf> {
        let state = self.options.state_dir.as_ref().filter(|_| !self.options.read_only_state)?;
        Some(state.join("timeline"))
    }

    /// The history is open, or cannot be.
    pub(super) fn timeline_opened(&mut self, opened: Result<Box<Open>, OpenError>) {
        self.timeline.opening = None;
        match opened {
            Ok(open) => {
                let Open { timeline, storage, diagnostics, status } = *open;
                if let Some(recorder) = &self.timeline.recorder {
                    recorder.start(timeline);
                }
                self.timeline.storage = Some(storage);
                self.timeline.view.state = TimelineState::Recording;
                self.timeline.view.fault = None;
                self.timeline_take_status(status);
                for diagnostic in &diagnostics {
                    log::warn!("timeline: {diagnostic:?}");
                }
                if let Some(worst) = diagnostics.first() {
                    let rest = match diagnostics.len() {
                        1 => String::new(),
                        count => format!(" And {} more: see the log.", count - 1),
                    };
                    self.notify(NewNotice::warning("A part of the timeline could not be read").detail(
                        format!(
                            "{}.{rest} The rest is there, and recording goes on.",
                            worst.message.trim_end_matches('.')
                        ),
                    ));
                }
                self.timeline_due_now();
                self.timeline_baseline();
                self.timeline_refresh();
            }
            Err(error) => {
                let off = off_of(&error);
                let notice = match off.why {
                    OffWhy::InUse => NewNotice::info(&*off.text),
                    _ => NewNotice::warning(&*off.text),
                };
                let notice = notice.detail(&*off.help).action("Try again", Command::run("timeline.retry"));
                // The session has said it already.
                if off.why != OffWhy::InUse || !self.session.is_second() {
                    self.notify(notice);
                }
                self.timeline_off(off);
            }
        }
    }

    /// Nothing is recorded from now on.
    fn timeline_off(&mut self, off: Off) {
        let recorder = self.timeline.recorder.take();
        drop(recorder);
        for document in self.documents.iter_mut() {
            document.recorded = false;
        }
        self.timeline.view.state = TimelineState::Off(off);
        self.timeline.due = None;
        self.timeline.touch();
        self.touch();
    }

    /// Opens the history again.
    pub(super) fn timeline_retry(&mut self) -> CommandResult {
        if self.timeline.is_recording() || self.timeline.view.state == TimelineState::Opening {
            return Err(CommandError::NotNow("the timeline is recording"));
        }
        let root = self.project.root().map(Path::to_owned);
        self.timeline_begin(root.as_deref());
        for id in self.documents.ids() {
            self.timeline_document_ready(id);
        }
        self.timeline_open_when_due();
        self.touch();
        Ok(())
    }

    /// The settings changed: the timeline is switched on or off, its rules follow.
    pub(crate) fn timeline_settings_changed(&mut self) {
        let settings = self.settings.current();
        let disabled =
            matches!(&self.timeline.view.state, TimelineState::Off(off) if off.why == OffWhy::Disabled);
        if settings.timeline.enabled && disabled {
            // Nothing is recording, so it can be tried.
            self.timeline_retry().ok();
        } else if !settings.timeline.enabled && self.timeline.history().is_some() {
            self.timeline_end();
            self.timeline_off(Off {
                why: OffWhy::Disabled,
                text: "The timeline is switched off".to_owned(),
                help: "Nothing is recorded. Switch it on in the settings, under Timeline.".to_owned(),
            });
        } else {
            self.timeline_rules_due();
        }
    }

    /// Lets go of the history: what is recorded is written in the background.
    pub(crate) fn timeline_end(&mut self) {
        self.timeline_leave_past();
        let generation = self.timeline.generation + 1;
        let panel = self.timeline.looking.panel;
        let before = std::mem::take(&mut self.timeline);
        self.timeline.generation = generation;
        self.timeline.looking.panel = panel;
        self.timeline.view =
            TimelineSnapshot { revision: before.view.revision + 1, ..TimelineSnapshot::default() };
        for document in self.documents.iter_mut() {
            document.recorded = false;
        }
        let Timelines { recorder, storage, .. } = before;
        if let Some(recorder) = recorder {
            let end = move || {
                finish(&recorder);
                drop(storage);
            };
            self.platform.spawner.blocking("close timeline", move |_| end()).detach();
        }
    }

    /// Writes everything that was recorded, waiting for the disk. `last`: the program ends.
    pub(crate) fn timeline_flush(&mut self, last: bool) {
        if last {
            self.timeline_leave_past();
        }
        let Some(recorder) = self.timeline.recorder.clone() else { return };
        if last {
            finish(&recorder);
            return;
        }
        recorder.drain();
        if let Some(Err(error)) = recorder.timeline().map(Timeline::flush) {
            log::error!("the timeline is not written: {error}");
        }
    }
}

/// Takes in what waits, writes everything and ends.
fn finish(recorder: &Recorder) {
    recorder.drain();
    if let Some(Err(error)) = recorder.timeline().map(Timeline::close) {
        log::error!("the timeline is not written: {error}");
    }
}

type Opened = (Timeline, Storage, Vec<justbuilt_base::Diagnostic>);

fn open(source: &dyn HistorySource, folder: Option<&Path>) -> Result<Opened, OpenError> {
    let storage = source.open(folder).map_err(OpenError::Store)?;
    let (timeline, diagnostics) =
        Timeline::open(storage.clone(), TimelineOptions::default()).map_err(OpenError::History)?;
    Ok((timeline, storage, diagnostics))
}

/// What the user is told when a history cannot be opened.
fn off_of(error: &OpenError) -> Off {
    let store = match error {
        OpenError::Store(error) | OpenError::History(HistoryError::Timeline(TimelineError::Store(error))) => {
            Some(error)
        }
        OpenError::History(_) => None,
    };
    let newer = matches!(error, OpenError::History(HistoryError::Timeline(TimelineError::Newer { .. })));
    let (why, text) = match store {
        Some(StoreError::InUse { .. }) => (OffWhy::InUse, "Another window records this project".to_owned()),
        Some(StoreError::Newer { .. }) => (OffWhy::Newer, "A newer version made this timeline".to_owned()),
        Some(StoreError::Full { .. }) => (OffWhy::Full, "Nothing is recorded: the disk is full".to_owned()),
        Some(StoreError::Damaged { .. } | StoreError::Lost { .. }) => {
            (OffWhy::Damaged, "The timeline of this project is damaged".to_owned())
        }
        _ if newer => (OffWhy::Newer, "A newer version made this timeline".to_owned()),
        Some(error) => (OffWhy::Failed, format!("Nothing is recorded: {error}")),
        None => (OffWhy::Damaged, "The timeline of this project cannot be read".to_owned()),
    };
    let help = match (why, error) {
        (OffWhy::InUse, _) => {
            "Both windows can be used. Changes made in this one are recorded as changes from outside."
                .to_owned()
        }
        (OffWhy::Full, _) => {
            "Editing goes on, but is not remembered. Free some space on that disk and try again.".to_owned()
        }
        (_, OpenError::Store(error)) => format!("{error}. Editing goes on. {}", error.help()),
        (_, OpenError::History(error)) => format!("{error}. Editing goes on. {}", error.help()),
    };
    Off { why, text, help }
}
