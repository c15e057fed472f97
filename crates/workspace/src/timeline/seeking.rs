//! Looking up a moment and the texts of the open files at it, in the background. One look-up at a time; of those that
//! wait the newest wins, steps add up.

use std::sync::Arc;

use justbuilt_base::{SpawnerExt as _, Timestamp};
use justbuilt_text::{Text, Transaction};
use justbuilt_timeline::history::{FileContent, LineHunk, Stride, line_hunks};
use justbuilt_timeline::{BranchId, FileId, HistoryResult, Moment, Node, NodeId, ProjectPath, Timeline};

use super::answer::{Answer, What};
use super::recorder::Recorder;
use super::snapshot::{LineMark, LineMarkKind, PastFileState};
use crate::command::{CommandError, CommandResult};
use crate::event::Event;
use crate::ids::DocumentId;
use crate::workspace::Workspace;

/// Where to.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// The moment.
    Moment(Moment),
    /// The last moment no later than this, on a branch or the one that is shown.
    Time(Option<BranchId>, Timestamp),
    /// A node.
    Node(NodeId),
    /// Steps from the moment that is shown.
    Step { by: Stride, forward: bool, times: usize, file: Option<DocumentId> },
    /// The moment that is shown, for tabs that came.
    Here,
    /// A replay has come to this time.
    Replay(Timestamp),
}

/// Look-ups.
#[derive(Default)]
pub(super) struct Seeking {
    wanted: Option<Target>,
    running: bool,
    /// Nobody wants the answer that is on its way.
    stale: bool,
}

/// A file that is wanted.
pub(super) struct Wanted {
    pub document: DocumentId,
    pub path: ProjectPath,
    /// What is shown of it.
    pub shown: Text,
    /// What it is now; `None` when it is not open now.
    pub now: Option<Text>,
}

/// A file at the moment that was looked up.
pub(super) struct PastText {
    pub document: DocumentId,
    pub path: ProjectPath,
    pub state: PastFileState,
    pub text: Text,
    /// From `shown` to `text`.
    pub change: Option<Transaction>,
    pub shown: Text,
    pub marks: Arc<[LineMark]>,
    pub counts: (usize, usize),
    /// Where what led to this moment happened, a byte of `text`: what one wants to see.
    pub focus: Option<usize>,
}

/// What was looked up.
pub(crate) struct Sought {
    pub(super) target: Target,
    pub(super) outcome: HistoryResult<Place>,
}

/// Where it is.
pub(super) enum Place {
    /// Past the end of the branch that is worked on.
    Now,
    /// There is nothing further that way.
    Nowhere,
    /// There.
    Past(Box<There>),
}

/// A moment with its texts.
pub(super) struct There {
    pub moment: Moment,
    pub time: Option<Timestamp>,
    pub branch: String,
    pub node: Option<Arc<Node>>,
    pub files: usize,
    pub texts: Vec<PastText>,
    /// When the next operation was, for replays.
    pub next: Option<Timestamp>,
}

impl Workspace {
    /// Shows another moment as soon as it is looked up.
    pub(super) fn timeline_seek(&mut self, target: Target) -> CommandResult {
        if self.timeline.history().is_none() {
            return Err(CommandError::NotNow("nothing is recorded"));
        }
        if self.timeline.is_writing() {
            return Err(CommandError::NotNow("the project’s files are being written"));
        }
        let waits = &mut self.timeline.seeking.wanted;
        match (waits.as_mut(), &target) {
            (
                Some(Target::Step { by, forward, times, .. }),
                Target::Step { by: by2, forward: forward2, .. },
            ) if by == by2 && forward == forward2 => {
                *times += 1;
            }
            // Whoever goes elsewhere takes the new tabs along.
            (Some(_), Target::Here) => {}
            _ => *waits = Some(target),
        }
        self.timeline_seek_next();
        Ok(())
    }

    fn timeline_seek_next(&mut self) {
        if self.timeline.seeking.running {
            return;
        }
        let Some(target) = self.timeline.seeking.wanted.take() else { return };
        let Some(recorder) = self.timeline.recorder.clone() else { return };
        self.timeline.seeking.running = true;
        let shown = self.timeline.shown_moment();
        let wanted = self.timeline_wanted();
        let (generation, sender) = (self.timeline.generation, self.sender.clone());
        let work = move || {
            recorder.drain();
            let Some(timeline) = recorder.timeline() else { return };
            let outcome = look_up(&recorder, timeline, shown, &target, wanted);
            let sought = Box::new(Sought { target, outcome });
            // The workspace may be closed.
            sender.send(Event::Timeline(Box::new(Answer { generation, what: What::Sought(sought) }))).ok();
        };
        self.platform.spawner.blocking("look up moment", move |_| work()).detach();
    }

    /// A moment was looked up.
    pub(super) fn timeline_sought(&mut self, sought: Sought) {
        self.timeline.seeking.running = false;
        if std::mem::take(&mut self.timeline.seeking.stale) {
            return self.timeline_seek_next();
        }
        let Sought { target, outcome } = sought;
        let replaying = matches!(target, Target::Replay(_));
        match outcome {
            // Files are being written since.
            Ok(_) if self.timeline.is_writing() => {}
            Ok(Place::Past(there)) => {
                let next = there.next;
                self.timeline_show(*there);
                if replaying {
                    self.timeline_replay_shown(next);
                }
            }
            Ok(Place::Now) => {
                self.timeline_leave_past();
            }
            Ok(Place::Nowhere) => {
                if replaying {
                    self.timeline_replay_shown(None);
                }
            }
            Err(error) => {
                self.timeline_replay_stop();
                self.timeline_tell("This moment cannot be shown", &error);
            }
        }
        self.timeline_seek_next();
    }

    /// Nothing is looked up any more.
    pub(super) fn timeline_seek_forget(&mut self) {
        let seeking = &mut self.timeline.seeking;
        seeking.wanted = None;
        seeking.stale = seeking.running;
    }
}

fn look_up(
    recorder: &Recorder,
    timeline: &Timeline,
    shown: Option<Moment>,
    target: &Target,
    wanted: Vec<Wanted>,
) -> HistoryResult<Place> {
    let now = timeline.now();
    let here = shown.unwrap_or(now);
    let moment = match target {
        Target::Moment(moment) => *moment,
        Target::Time(branch, time) => timeline.moment_at_time(branch.unwrap_or(here.branch), *time)?,
        Target::Replay(time) => timeline.moment_at_time(here.branch, *time)?,
        Target::Node(id) => {
            timeline.node_of(*id).ok_or(justbuilt_timeline::HistoryError::NoNode(*id))?.moment()
        }
        Target::Here => here,
        Target::Step { by, forward: false, times, file } => {
            let file = file.and_then(|document| recorder.file_of(document));
            let mut at = here;
            if shown.is_none() && *by == Stride::Keystroke {
                // What happened last is now: the first step goes before it.
                let last = timeline.previous_moment(Moment::new(now.branch, now.step.after()), *by, file)?;
                at = last.unwrap_or(now);
            }
            for step in 0..*times {
                match timeline.previous_moment(at, *by, file)? {
                    Some(before) => at = before,
                    None if step == 0 => return Ok(Place::Nowhere),
                    None => break,
                }
            }
            at
        }
        Target::Step { by, forward: true, times, file } => {
            let file = file.and_then(|document| recorder.file_of(document));
            let Some(mut at) = shown else { return Ok(Place::Nowhere) };
            for _ in 0..*times {
                match timeline.next_moment(at, *by, file)? {
                    Some(next) => at = next,
                    None if at.branch == now.branch => return Ok(Place::Now),
                    None => return Ok(Place::Nowhere),
                }
            }
            // The last thing that happened is the present.
            let last = timeline.next_moment(at, Stride::Keystroke, None)?.is_none()
                && timeline.next_moment(at, Stride::Node, None)?.is_none();
            if last && at.branch == now.branch {
                return Ok(Place::Now);
            }
            at
        }
    };
    let manifest = timeline.manifest(moment);
    let next = match target {
        Target::Replay(_) => match timeline.next_moment(moment, Stride::Keystroke, None)? {
            Some(next) => timeline.time_of(next)?,
            None => None,
        },
        _ => None,
    };
    let follow = match target {
        Target::Node(_) => Follow::Node,
        Target::Step { .. } | Target::Replay(_) => Follow::Step,
        // Whoever drags through the time looks at one place.
        Target::Moment(_) | Target::Time(..) | Target::Here => Follow::Nothing,
    };
    let texts =
        wanted.into_iter().map(|wanted| text_of(recorder, timeline, moment, wanted, follow)).collect();
    Ok(Place::Past(Box::new(There {
        moment,
        time: timeline.time_of(moment)?,
        branch: timeline.branch_info(moment.branch).map(|branch| branch.name).unwrap_or_default(),
        node: timeline.node_at(moment),
        files: manifest.len(),
        texts,
        next,
    })))
}

/// What the view of a file goes to when another moment is shown.
#[derive(Clone, Copy)]
enum Follow {
    /// It stays.
    Nothing,
    /// What is different from what was shown.
    Step,
    /// What the node did.
    Node,
}

fn text_of(
    recorder: &Recorder,
    timeline: &Timeline,
    moment: Moment,
    wanted: Wanted,
    follow: Follow,
) -> PastText {
    let Wanted { document, path, shown, now } = wanted;
    let file = recorder
        .file_of(document)
        .or_else(|| timeline.manifest(timeline.now()).get(path.as_str()).map(|entry| entry.file));
    let found = match file.map(|file| timeline.file_content(file, moment)) {
        Some(Ok(None)) | None => {
            timeline.content(path.as_str(), moment).map(|found| found.map(|c| (path.clone(), c)))
        }
        Some(found) => found,
    };
    let (path, state, text) = match found {
        Ok(Some((path, FileContent::Text { text, .. }))) => (path, PastFileState::Text, text),
        Ok(Some((path, FileContent::Binary(_)))) => (path, PastFileState::NotText, Text::new()),
        Ok(Some((path, FileContent::NotKept { why, .. }))) => {
            (path, PastFileState::NotKept(why), Text::new())
        }
        Ok(None) => (path, PastFileState::Missing, Text::new()),
        Err(error) => (path, PastFileState::Failed(error.to_string()), Text::new()),
    };
    let (marks, counts) = match (&state, &now) {
        (PastFileState::Text, Some(now)) => marks(&text, now),
        _ => (Arc::default(), (0, 0)),
    };
    let change = (shown != text).then(|| change_between(&shown, &text));
    let focus = match follow {
        Follow::Nothing => None,
        Follow::Step => change.as_ref().and_then(first_new),
        Follow::Node => file.and_then(|file| place_of_node(timeline, moment, file, &text)),
    };
    PastText { document, path, state, text, change, shown, marks, counts, focus }
}

/// Where a change begins, in the text after it.
fn first_new(change: &Transaction) -> Option<usize> {
    change.edits().next().map(|edit| edit.new.start)
}

/// Where a file was changed last before a moment: by the node there, or, where that changed nothing (a save, a label),
/// by the one before it.
fn place_of_node(timeline: &Timeline, moment: Moment, file: FileId, text: &Text) -> Option<usize> {
    let mut before = moment;
    for _ in 0..BACK {
        before = timeline.previous_moment(before, Stride::Burst, Some(file)).ok()??;
        match timeline.file_content(file, before) {
            Ok(Some((_, FileContent::Text { text: old, .. }))) if old == *text => {}
            Ok(Some((_, FileContent::Text { text: old, .. }))) => {
                return first_new(&change_between(&old, text));
            }
            _ => return None,
        }
    }
    None
}

/// How many bursts are looked at for one that changed the file.
const BACK: usize = 8;

/// Where a text of the past differs from now; lines only there and lines only now.
pub(super) fn marks(past: &Text, now: &Text) -> (Arc<[LineMark]>, (usize, usize)) {
    let hunks = line_hunks(past, now);
    let counts = hunks.iter().fold((0, 0), |(a, b), hunk| (a + hunk.old.len(), b + hunk.new.len()));
    let marks = hunks.into_iter().map(|LineHunk { old, new }| {
        let kind = match (old.is_empty(), new.is_empty()) {
            (true, _) => LineMarkKind::Removed,
            (false, true) => LineMarkKind::Added,
            (false, false) => LineMarkKind::Changed,
        };
        LineMark { lines: old, now: new, kind }
    });
    (marks.collect(), counts)
}

/// The change from one text to another, by lines, so that carets and scroll position stay where they can.
pub(crate) fn change_between(old: &Text, new: &Text) -> Transaction {
    let start =
        |text: &Text, line: usize| if line < text.line_count() { text.line_start(line) } else { text.len() };
    let edits: Vec<(std::ops::Range<usize>, String)> = line_hunks(old, new)
        .into_iter()
        .map(|hunk| {
            let from = start(old, hunk.old.start)..start(old, hunk.old.end);
            let to = start(new, hunk.new.start)..start(new, hunk.new.end);
            (from, new.slice(to).into_owned())
        })
        .collect();
    let change = Transaction::from_edits(old.len(), edits);
    // Lines are counted in one way here and in another there when a text has odd line ends.
    if change.apply(old).is_ok_and(|made| made == *new) { change } else { Transaction::between(old, new) }
}
