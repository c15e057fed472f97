//! Keeping events on the disk: one log, a header, then one record an event. A record has its number, so that one that
//! was written twice counts once. Whatever was cut short or damaged, what is left is opened.

use std::collections::HashSet;
use std::ops::ControlFlow;

use justbuilt_base::{Diagnostic, Timestamp};
use justbuilt_store::{LogPosition, Storage};
use smallvec::SmallVec;

use crate::{BranchId, LaneId, NodeId, OpKind, OpLog, OpMeta, Step, TimelineError};

use super::burst::is_sketch;
use super::content::NotKept;
use super::core::Core;
use super::error::{HistoryError, HistoryResult};
use super::event::{Event, NewBranch};
use super::files::counted;
use super::looking::{Place, place};
use super::manifest::{Change, FileEntry, Moment, Source};
use super::node::{Node, NodeKind, TouchKind};
use super::path::ProjectPath;
use super::recording::touched;
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
    postcard::to_stdvec(&(number, event))
        .map_err(|error| damaged("an event to be written", &error.to_string()))
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
        let message =
            format!("{} of the history’s events could not be read; what is left is shown", lost + torn);
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
pub(crate) fn reconcile(
    state: &mut State,
    ops: &OpLog,
    diagnostics: &mut Vec<Diagnostic>,
) -> HistoryResult<()> {
    let mut unknown: Vec<LaneId> = Vec::new();
    let put: HashSet<LaneId> = state
        .core
        .branches
        .iter()
        .flat_map(|(id, branch)| branch.changes.iter().map(move |(_, change)| (*id, change)))
        .filter_map(|(id, change)| match change {
            Change::Put(entry) => Some(LaneId::new(entry.file, id)),
            _ => None,
        })
        .collect();
    for lane in ops.lanes() {
        state.next_file = state.next_file.max(lane.file.0.saturating_add(1));
        state.next_branch = state.next_branch.max(lane.branch.0.saturating_add(1));
        if !state.core.branches.contains_key(&lane.branch) {
            adopt_branch(state, lane.branch);
        }
        if !put.contains(&lane) {
            unknown.push(lane);
        }
    }
    for lane in &unknown {
        adopt_lane(state, *lane);
    }
    if !unknown.is_empty() {
        let message =
            format!("the names of {} recorded files were lost; their texts were kept", unknown.len());
        diagnostics.push(
            Diagnostic::warning(message)
                .with_help("They are in the folder ‘lost-and-found’ of the timeline."),
        );
    }
    heal_missing(state, ops, diagnostics);
    recover_bursts(state, ops)
}

/// Files whose operations did not reach the disk go on from what was there before.
fn heal_missing(state: &mut State, ops: &OpLog, diagnostics: &mut Vec<Diagnostic>) {
    let mut healed: Vec<(BranchId, FileEntry)> = Vec::new();
    for (id, branch) in &state.core.branches {
        let entries = branch.head.iter().flat_map(|head| head.entries());
        for entry in entries.filter(|entry| entry.source == Source::Lane(*id)) {
            if ops.lane(LaneId::new(entry.file, *id)).is_some() {
                continue;
            }
            let source = match place(&state.core, ops, entry, Moment::new(*id, Step(u64::MAX))) {
                Place::Lane(lane, _) => Source::Lane(lane.branch),
                Place::Fixed(Source::Lane(_)) => match entry.disk {
                    Some(hash) => Source::Blob(hash),
                    None => Source::NotKept { why: NotKept::Gone, hash: None },
                },
                Place::Fixed(source) => source,
            };
            healed.push((*id, FileEntry { source, ..entry.clone() }));
        }
    }
    if healed.is_empty() {
        return;
    }
    let message = format!("the latest edits of {} did not reach the disk", counted(healed.len(), "file"));
    diagnostics.push(Diagnostic::info(message));
    let time = state.core.last_time;
    for (branch, entry) in healed {
        state.change_files(branch, vec![Change::Put(entry)], Default::default(), time);
    }
}

/// Edits that were recorded, but whose burst had not ended, get their nodes.
fn recover_bursts(state: &mut State, ops: &OpLog) -> HistoryResult<()> {
    let pause = i64::from(state.core.rules.pause).saturating_mul(1000);
    let mut bursts: Vec<Node> = Vec::new();
    for lane in ops.lanes() {
        let Some(info) = ops.lane(lane) else { continue };
        let nodes = state.core.branch(lane.branch).map(|branch| branch.nodes.clone()).unwrap_or_default();
        let covered = nodes.last().and_then(|id| state.core.node(*id)).map_or(Step(0), |node| node.step);
        if info.last.is_none_or(|(step, _)| step <= covered) {
            continue;
        }
        let from = ops.index_at(lane, covered)?;
        // What cannot be read has no node; it is in the diagnostics of the operations.
        let Ok(metas) = ops.operation_meta(lane, from..info.len) else { continue };
        let head = state.core.head(lane.branch);
        let Some(entry) = head.of_file(lane.file) else { continue };
        let mut last: Option<Node> = None;
        for meta in metas {
            let goes_on = last.as_ref().is_some_and(|node| {
                node.author == meta.author && meta.time.0.saturating_sub(node.time.0) < pause
            });
            match last.as_mut().filter(|_| goes_on) {
                Some(node) => extend_burst(node, &meta),
                None => bursts.extend(last.replace(recovered_burst(lane, entry, &meta))),
            }
        }
        bursts.extend(last);
    }
    bursts.sort_by_key(|node| node.step);
    for node in bursts {
        state.insert_node(node);
    }
    Ok(())
}

fn extend_burst(node: &mut Node, meta: &OpMeta) {
    node.step = meta.step;
    node.time = node.time.max(meta.time);
    node.operations = node.operations.saturating_add(1);
    node.inserted += meta.inserted as u64;
    node.deleted += meta.deleted as u64;
}

fn recovered_burst(lane: LaneId, entry: &FileEntry, meta: &OpMeta) -> Node {
    let kind = match meta.kind {
        OpKind::Outside => NodeKind::Outside,
        _ if is_sketch(entry.path.name()) => NodeKind::SketchChange,
        _ => NodeKind::EditBurst,
    };
    Node {
        id: NodeId(0),
        branch: lane.branch,
        step: meta.step,
        since: meta.step,
        time: meta.time,
        began: meta.time,
        author: meta.author,
        kind,
        title: format!("Edited {}", entry.path.name()),
        content: String::new(),
        label: None,
        notes: Vec::new(),
        parents: SmallVec::new(),
        sources: SmallVec::new(),
        files: SmallVec::from_iter([touched(entry, TouchKind::Changed)]),
        operations: 1,
        inserted: meta.inserted as u64,
        deleted: meta.deleted as u64,
        decision: None,
        links: Vec::new(),
    }
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
            let Ok(path) = ProjectPath::new(format!("lost-and-found/file-{}-{}", lane.file, lane.branch))
            else {
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
