//! Writing what was recorded, in the background and no later than half a second after it happened; the numbers that
//! the face shows of it; the rules that follow the settings. What cannot be written stays in memory and is tried again.

use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::{SpawnerExt as _, Timestamp};
use justbuilt_store::{Storage, StoreError};
use justbuilt_timeline::history::{BranchInfo, Rules, Tidied};
use justbuilt_timeline::{Author, BranchId, HistoryError, HistoryResult, Timeline, TimelineError};

use super::RETRY;
use super::answer::{Answer, Kept, What};
use super::snapshot::{Fault, SizeMeter};
use crate::event::Event;
use crate::notice::NewNotice;
use crate::settings::TimelineSettings;
use crate::workspace::Workspace;

/// Numbers about a history.
#[derive(Clone, Debug)]
pub(crate) struct Status {
    pub branches: Arc<[BranchInfo]>,
    pub active: BranchId,
    pub nodes: usize,
    pub operations: u64,
    pub size: Option<SizeMeter>,
    pub authors: Arc<Vec<Author>>,
    pub rules: Arc<Rules>,
}

impl Status {
    /// Looks at a history. May wait for the disk.
    pub(crate) fn of(timeline: &Timeline, storage: Option<&Storage>) -> Self {
        let rules = timeline.rules();
        let size = storage.and_then(|storage| size_of(storage, rules.cap));
        let stats = timeline.operations().stats().ok();
        Self {
            branches: timeline.branches().into(),
            active: timeline.active_branch(),
            nodes: timeline.node_count(),
            operations: stats.map_or(0, |stats| stats.operations),
            size,
            authors: timeline.authors(),
            rules,
        }
    }
}

fn size_of(storage: &Storage, cap: Option<u64>) -> Option<SizeMeter> {
    let names = storage.logs.names("").ok()?;
    let logs: u64 = names.iter().filter_map(|name| storage.logs.size(name).ok()).sum();
    let blobs = storage.blobs.stats().ok()?;
    Some(SizeMeter { bytes: logs.saturating_add(blobs.stored_bytes), cap, contents: blobs.blobs })
}

/// The settings that the rules follow, as they were when they were applied last.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Applied(TimelineSettings);

/// Makes the rules what the settings say. What they say nothing about stays.
pub(super) fn apply_rules(timeline: &Timeline, settings: &TimelineSettings) {
    let mut rules = (*timeline.rules()).clone();
    rules.exclude.clone_from(&settings.exclude);
    rules.text_limit = u64::from(settings.file_limit) << 20;
    rules.binary_limit = rules.binary_limit.min(rules.text_limit);
    rules.cap = (settings.store_limit > 0).then(|| u64::from(settings.store_limit) << 20);
    rules.detail_days = (settings.detail_days > 0).then_some(settings.detail_days);
    rules.pause = settings.idle_gap;
    if *timeline.rules() != rules {
        match timeline.set_rules(rules) {
            Ok(faults) => faults.iter().for_each(|fault| log::warn!("timeline.exclude: {fault}")),
            Err(error) => log::warn!("the rules of the timeline are not changed: {error}"),
        }
    }
}

impl Workspace {
    /// What is due for the timeline.
    pub(crate) fn timeline_tick(&mut self) {
        self.timeline_open_when_due();
        let now = self.platform.clock.elapsed();
        if self.timeline.burst_due.is_some_and(|due| due <= now) {
            self.timeline.burst_due = None;
            self.timeline_due_now();
        }
        if self.timeline.due.is_some_and(|due| due <= now) && !self.timeline.keeping {
            self.timeline_keep();
        }
        self.timeline_past_tick();
        self.timeline_replay_tick(now);
    }

    /// When [`Workspace::timeline_tick`] has something to do, on the monotonic clock.
    pub(crate) fn timeline_due(&self) -> Option<Duration> {
        let keep = self.timeline.due.filter(|_| !self.timeline.keeping);
        [keep, self.timeline.burst_due, self.timeline_replay_due()].into_iter().flatten().min()
    }

    /// Writes with the next tick.
    pub(crate) fn timeline_due_now(&mut self) {
        if self.timeline.history().is_some() {
            self.timeline.due = Some(self.platform.clock.elapsed());
        }
    }

    fn timeline_keep(&mut self) {
        self.timeline.due = None;
        let Some(recorder) = self.timeline.recorder.clone() else { return };
        let storage = self.timeline.storage.clone();
        let (now, generation, sender) =
            (self.platform.clock.now(), self.timeline.generation, self.sender.clone());
        let wanted = Applied(self.settings.current().timeline.clone());
        let rules = (self.timeline.applied.as_ref() != Some(&wanted)).then(|| wanted.0.clone());
        self.timeline.applied = Some(wanted);
        self.timeline.keeping = true;
        let work = move || {
            let Some(timeline) = recorder.timeline() else { return };
            if let Some(settings) = rules {
                apply_rules(timeline, &settings);
            }
            let drained = recorder.drain();
            let burst = timeline.tick(now);
            let result = timeline.flush();
            let status = Status::of(timeline, storage.as_ref());
            let kept = Kept { drained, result, burst, status };
            // The workspace may be closed; it is written all the same.
            sender
                .send(Event::Timeline(Box::new(Answer { generation, what: What::Kept(Box::new(kept)) })))
                .ok();
        };
        self.platform.spawner.blocking("keep timeline", move |_| work()).detach();
    }

    /// What was recorded is on the disk, or not.
    pub(super) fn timeline_kept(&mut self, kept: Kept) {
        let Kept { drained, result, burst, status } = kept;
        self.timeline.keeping = false;
        let now = self.platform.clock.elapsed();
        if self.timeline.recorder.as_ref().is_some_and(|recorder| recorder.has_waiting()) {
            self.timeline.due = self.timeline.due.or(Some(now + super::DELAY));
        }
        let wall = self.platform.clock.now();
        self.timeline.burst_due = burst.map(|due| now + due.since(wall).max(Duration::from_millis(1)));
        self.timeline_left(&drained.left);
        let nodes = self.timeline.view.nodes;
        let changed = drained.count > 0 || nodes != status.nodes;
        self.timeline_take_status(status);
        match result {
            Ok(()) => {
                if self.timeline.view.fault.take().is_some() {
                    self.timeline.told_fault = false;
                    self.notify(NewNotice::info("The timeline is written again"));
                }
            }
            Err(error) => self.timeline_not_kept(&error),
        }
        if changed {
            self.timeline_refresh();
        }
    }

    fn timeline_not_kept(&mut self, error: &HistoryError) {
        log::warn!("the timeline is not written: {error}");
        self.timeline.due = Some(self.platform.clock.elapsed() + RETRY);
        let full = matches!(error, HistoryError::Timeline(TimelineError::Store(StoreError::Full { .. })));
        let text = match full {
            true => "The timeline cannot be written: the disk is full".to_owned(),
            false => format!("The timeline cannot be written: {error}"),
        };
        let help = format!(
            "Editing and recording go on in memory, and it is tried again every few seconds. {}",
            error.help()
        );
        if !std::mem::replace(&mut self.timeline.told_fault, true) {
            self.notify(NewNotice::warning(text.clone()).detail(help.clone()));
        }
        self.timeline.view.fault = Some(Fault { text, help });
    }

    /// These documents are not recorded, by the rules.
    pub(super) fn timeline_left(
        &mut self,
        left: &[(crate::ids::DocumentId, justbuilt_timeline::history::NotKept)],
    ) {
        for (id, why) in left {
            if let Some(document) = self.documents.get_mut(*id) {
                document.recorded = false;
                log::debug!("{} is not recorded: {}", document.name, why.label());
            }
        }
    }

    pub(super) fn timeline_take_status(&mut self, status: Status) {
        let view = &mut self.timeline.view;
        let Status { branches, active, nodes, operations, size, authors, rules } = status;
        if *view.branches != *branches {
            view.branches = branches;
        }
        view.active = active;
        view.nodes = nodes;
        view.operations = operations;
        view.size = size;
        view.authors = authors;
        view.rules = rules;
        self.timeline.touch();
    }

    /// The settings may say something else of what is recorded.
    pub(super) fn timeline_rules_due(&mut self) {
        let wanted = Applied(self.settings.current().timeline.clone());
        if self.timeline.applied.as_ref() != Some(&wanted) {
            self.timeline_due_now();
        }
    }

    /// Gives free what nothing needs any more, and the detail that the rules no longer want. `quiet`: nobody asked.
    pub(super) fn timeline_tidy(&mut self, quiet: bool) {
        let Some(recorder) = self.timeline.recorder.clone() else { return };
        let storage = self.timeline.storage.clone();
        let (now, generation, sender) =
            (self.platform.clock.now(), self.timeline.generation, self.sender.clone());
        let work = move || {
            // Nothing else stores contents meanwhile.
            let (held, _) = recorder.drain_held();
            let Some(timeline) = recorder.timeline() else { return };
            let tidied = timeline.tidy(now);
            let status = Status::of(timeline, storage.as_ref());
            drop(held);
            let what = What::Tidied(tidied, status, quiet);
            // The workspace may be closed; it is tidied all the same.
            sender.send(Event::Timeline(Box::new(Answer { generation, what }))).ok();
        };
        self.platform.spawner.blocking("tidy timeline", move |_| work()).detach();
    }

    pub(super) fn timeline_tidied(&mut self, tidied: HistoryResult<Tidied>, status: Status, quiet: bool) {
        self.timeline_take_status(status);
        match tidied {
            Ok(tidied) if !quiet => {
                let freed = tidied.before.saturating_sub(tidied.after);
                let title = match freed {
                    0 => "The timeline is tidy: nothing could be given free".to_owned(),
                    freed => format!("The timeline takes {} less", bytes_text(freed)),
                };
                self.notify(
                    NewNotice::info(title).detail(format!("It takes {} now.", bytes_text(tidied.after))),
                );
            }
            Ok(_) => {}
            Err(error) if quiet => log::warn!("the timeline was not tidied: {error}"),
            Err(error) => self.timeline_tell("The timeline was not tidied", &error),
        }
        self.timeline_refresh();
    }

    /// Tidies when the rules ask for it: once, after the project was opened.
    pub(super) fn timeline_tidy_if_wanted(&mut self) {
        let rules = &self.timeline.view.rules;
        let over = self.timeline.view.size.is_some_and(|size| size.cap.is_some_and(|cap| size.bytes > cap));
        if over || rules.detail_days.is_some() {
            self.timeline_tidy(true);
        }
    }

    /// Something was noted in the history, or not.
    pub(super) fn timeline_noted(&mut self, noted: Result<Status, HistoryError>) {
        match noted {
            Ok(status) => {
                self.timeline_take_status(status);
                self.timeline_due_now();
                self.timeline_refresh();
            }
            Err(error) => {
                self.notify(NewNotice::error(capitalised(&error.to_string())).detail(error.help()));
            }
        }
    }

    /// Changes something in the history, in the background, after all that waits was taken in.
    pub(super) fn timeline_note(
        &mut self,
        change: impl FnOnce(&Timeline, justbuilt_timeline::AuthorIx, Timestamp) -> Result<(), HistoryError>
        + Send
        + 'static,
    ) {
        let Some(recorder) = self.timeline.recorder.clone() else { return };
        let storage = self.timeline.storage.clone();
        let (now, generation, sender) =
            (self.platform.clock.now(), self.timeline.generation, self.sender.clone());
        let work = move || {
            recorder.drain();
            let Some(timeline) = recorder.timeline() else { return };
            let noted = change(timeline, recorder.person(), now);
            let noted = noted.map(|()| Status::of(timeline, storage.as_ref()));
            // The workspace may be closed; it is noted all the same.
            sender.send(Event::Timeline(Box::new(Answer { generation, what: What::Noted(noted) }))).ok();
        };
        self.platform.spawner.blocking("note in timeline", move |_| work()).detach();
    }
}

/// A number of bytes for people.
fn bytes_text(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        bytes => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

/// The same text as the beginning of a sentence.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
