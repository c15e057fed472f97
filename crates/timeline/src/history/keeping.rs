//! Keeping events on the disk: one log, a header, then one record an event. A record has its number, so that one that
//! was written twice counts once. Whatever was cut short or damaged, what is left is opened.

use std::ops::ControlFlow;

use justbuilt_base::{Diagnostic, Timestamp};
use justbuilt_store::{LogPosition, Storage};

use crate::{BranchId, LaneId, OpLog, TimelineError};

use super::core::Core;
use super::error::{HistoryError, HistoryResult};
use super::event::{Event, NewBranch};
use super::manifest::{Change, FileEntry, Source};
use super::path::ProjectPath;
use super::state::State;
use super::timeline::Inner;

/// The log of events.
pub(crate) const LOG: &str = "events";
/// What the log's first record begins with.
const MAGIC: &[u8] = b"justbuilt events ";
/// The version of the events that is written.
const VERSION: u32 = 1;

/// What is on the disk.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Written {
    /// Whether the log has its header.
    pub header: bool,
    /// The number of the last event that was written, from 1.
    pub last: u64,
}

pub(crate) fn encode(number: u64, event: &Event) -> HistoryResult<Vec<u8>> {
    postcard::to_stdvec(&(number, event)).map_err(|error| damaged("an event to be written", &error.to_string()))
}

pub(crate) fn decode(record: &[u8]) -> Result<(u64, Event), postcard::Error> {
    postcard::from_bytes(record)
}

pub(crate) fn header() -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend_from_slice(&VERSION.to_le_bytes());
    header
}

/// The version that a header names; `None` for what is no header.
pub(crate) fn version_of(record: &[u8]) -> Option<u32> {
    let version = record.strip_prefix(MAGIC)?;
    Some(u32::from_le_bytes(version.get(..4)?.try_into().ok()?))
}

fn damaged(what: &str, reason: &str) -> HistoryError {
    TimelineError::Damaged { what: what.to_owned(), reason: reason.to_owned() }.into()
}

/// Reads all events.
pub(crate) fn load(storage: &Storage) -> HistoryResult<(Core, Written, Vec<Diagnostic>)> {
    let mut core = Core::default();
    let mut written = Written::default();
    let mut newer = None;
    let mut lost = 0_usize;
    let report = storage.logs.read(LOG, LogPosition::START, &mut |_, record| {
        if let Some(version) = version_of(record) {
            written.header = true;
            if version > VERSION {
                newer = Some(version);
                return ControlFlow::Break(());
            }
            return ControlFlow::Continue(());
        }
        match decode(record) {
            Ok((number, event)) if number > written.last => {
                written.last = number;
                core.apply(&event);
            }
            Ok(_) => {}
            Err(_) => lost += 1,
        }
        ControlFlow::Continue(())
    })?;
    if let Some(found) = newer {
        return Err(TimelineError::Newer { what: "events", found, known: VERSION }.into());
    }
    let mut diagnostics = Vec::new();
    let torn = report.damaged.len();
    if lost + torn > 0 {
        let message = format!("{} of the history’s events could not be read; what is left is shown", lost + torn);
        let reasons: Vec<&str> = report.damaged.iter().map(|damage| damage.reason.as_str()).collect();
        let help = format!("Nothing was deleted. {}", reasons.join("; "));
        diagnostics.push(Diagnostic::warning(message).with_help(help));
    }
    Ok((core, written, diagnostics))
}

/// Writes what is pending: contents, then events, then operations, so that an operation on the disk always has its
/// file and branch there.
pub(crate) fn flush(inner: &Inner) -> HistoryResult<()> {
    let mut written = inner.flushing.lock();
    let pending = std::mem::take(&mut inner.state.lock().pending);
    let result = write_events(&inner.storage, &mut written, &pending);
    if let Err(error) = result {
        let mut state = inner.state.lock();
        let newer = std::mem::replace(&mut state.pending, pending);
        state.pending.extend(newer);
        return Err(error);
    }
    Ok(inner.ops.flush()?)
}

pub(crate) fn write_events(storage: &Storage, written: &mut Written, events: &[Event]) -> HistoryResult<()> {
    if events.is_empty() {
        return Ok(());
    }
    storage.blobs.sync()?;
    let mut records = Vec::with_capacity(events.len() + 1);
    if !written.header {
        records.push(header());
    }
    for (number, event) in (written.last + 1..).zip(events) {
        records.push(encode(number, event)?);
    }
    let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
    storage.logs.append(LOG, &records)?;
    // Should this fail, the same events are appended again next time, under the same numbers.
    written.header = true;
    storage.logs.sync(LOG)?;
    written.last += events.len() as u64;
    Ok(())
}

/// Brings events and operations together when they were cut short at different moments: an operation whose file or
/// branch is unknown gets one, so that its text can be found.
pub(crate) fn reconcile(state: &mut State, ops: &OpLog, diagnostics: &mut Vec<Diagnostic>) -> HistoryResult<()> {
    let mut unknown: Vec<LaneId> = Vec::new();
    for lane in ops.lanes() {
        state.next_file = state.next_file.max(lane.file.0.saturating_add(1));
        state.next_branch = state.next_branch.max(lane.branch.0.saturating_add(1));
        if !state.core.branches.contains_key(&lane.branch) {
            adopt_branch(state, lane.branch);
        }
        let known = state.core.branch(lane.branch).is_some_and(|branch| {
            branch.changes.iter().any(|(_, change)| matches!(change, Change::Put(entry) if entry.file == lane.file))
        });
        if !known {
            unknown.push(lane);
        }
    }
    for lane in &unknown {
        adopt_lane(state, *lane);
    }
    if !unknown.is_empty() {
        let message = format!("the names of {} recorded files were lost; their texts were kept", unknown.len());
        diagnostics.push(Diagnostic::warning(message).with_help("They are in the folder ‘lost-and-found’ of the timeline."));
    }
    let missing: Vec<LaneId> = state
        .core
        .branches
        .iter()
        .flat_map(|(id, branch)| branch.head.iter().flat_map(|head| head.entries()).map(move |entry| (*id, entry)))
        .filter(|(id, entry)| entry.source == Source::Lane(*id))
        .map(|(id, entry)| LaneId::new(entry.file, id))
        .filter(|lane| ops.lane(*lane).is_none())
        .collect();
    if !missing.is_empty() {
        let message = format!("the latest edits of {} files did not reach the disk", missing.len());
        diagnostics.push(Diagnostic::info(message));
    }
    Ok(())
}

fn adopt_branch(state: &mut State, id: BranchId) {
    let step = state.take_step();
    let time = state.core.last_time;
    state.push(Event::Branch(NewBranch {
        id,
        name: format!("recovered-{id}"),
        description: "Its name was lost; what was recorded on it was kept.".to_owned(),
        origin: None,
        step,
        time,
        author: Default::default(),
    }));
}

fn adopt_lane(state: &mut State, lane: LaneId) {
    // A lane of a branch that began elsewhere has its name from there.
    let head = state.core.head(lane.branch);
    let entry = match head.of_file(lane.file) {
        Some(entry) => FileEntry { source: Source::Lane(lane.branch), ..entry.clone() },
        None => {
            let Ok(path) = ProjectPath::new(format!("lost-and-found/file-{}-{}", lane.file, lane.branch)) else {
                return;
            };
            FileEntry {
                path,
                file: lane.file,
                source: Source::Lane(lane.branch),
                format: Default::default(),
                disk: None,
                size: 0,
            }
        }
    };
    let time = state.core.last_time.max(Timestamp::default());
    state.change_files(lane.branch, vec![Change::Put(entry)], Default::default(), time);
}
