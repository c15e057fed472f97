//! How much a history takes, and making it smaller: giving up the detail of old operations, deleting contents that
//! nothing refers to. Named moments stay exact.

use std::collections::HashSet;
use std::time::Duration;

use justbuilt_base::Timestamp;
use justbuilt_store::{BlobStats, ContentHash, Reclaimed};

use crate::{LaneId, OpStats, Step, Thinned};

use super::core::Core;
use super::error::HistoryResult;
use super::event::Event;
use super::keeping;
use super::manifest::{Change, Moment, Source};
use super::node::Node;
use super::timeline::Timeline;

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HistoryStats {
    /// Branches, those deleted not counted.
    pub branches: usize,
    /// Nodes.
    pub nodes: usize,
    /// Files on the active branch.
    pub files: usize,
    /// Operations.
    pub operations: OpStats,
    /// Contents.
    pub contents: BlobStats,
    /// Bytes of the log of events.
    pub events: u64,
    /// Bytes of everything on the disk.
    pub bytes: u64,
    /// Most bytes that the rules allow.
    pub cap: Option<u64>,
    /// Operations before this have no detail any more.
    pub thinned: Option<Timestamp>,
    /// When the first node was.
    pub first: Option<Timestamp>,
    /// When something was recorded last.
    pub last: Option<Timestamp>,
}

/// What tidying up did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    /// What thinning did, if there was any.
    pub thinned: Option<Thinned>,
    /// What was deleted.
    pub reclaimed: Reclaimed,
    /// Bytes of everything before.
    pub before: u64,
    /// Bytes of everything after.
    pub after: u64,
}

/// Days of detail that are given up last when there is a cap.
const LAST_DAYS: [u32; 4] = [90, 30, 7, 1];

impl Timeline {
    /// How much there is. May wait for the disk.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn stats(&self) -> HistoryResult<HistoryStats> {
        let core = self.core();
        let operations = self.inner.ops.stats()?;
        let contents = self.inner.storage.blobs.stats()?;
        let events = self.inner.storage.logs.size(keeping::LOG)?;
        Ok(HistoryStats {
            branches: core.branches.values().filter(|branch| !branch.deleted).count(),
            nodes: core.nodes.len(),
            files: core.head(core.active).len(),
            operations,
            contents,
            events,
            bytes: operations.bytes + contents.stored_bytes + events,
            cap: core.rules.cap,
            thinned: core.thinned,
            first: core.nodes.get(0).map(|node| node.time),
            last: (core.nodes.len() > 0).then_some(core.last_time),
        })
    }

    /// Gives up the detail of operations before a time. The texts at nodes stay as they are (bursts of edits that
    /// nobody named go), and so do the places where branches begin. May wait for the disk.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`](super::HistoryError::ReadOnly); those of the storage.
    pub fn thin(&self, before: Timestamp, now: Timestamp) -> HistoryResult<Thinned> {
        self.writable()?;
        self.state().close_burst();
        self.flush()?;
        // Only what is sealed is made smaller.
        self.inner.ops.seal()?;
        let core = self.core();
        let keep = self.kept_moments(&core)?;
        let thinned = self.inner.ops.thin(before, &keep)?;
        self.state().push(Event::Thinned { before, time: now });
        // The index counts operations that are gone.
        *self.inner.index.lock() = None;
        self.flush()?;
        Ok(thinned)
    }

    /// Deletes contents that nothing refers to. May wait for the disk; nothing else should be recorded meanwhile that
    /// stores contents.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`](super::HistoryError::ReadOnly); those of the storage.
    pub fn gc(&self) -> HistoryResult<Reclaimed> {
        self.writable()?;
        self.flush()?;
        let mut wanted: HashSet<ContentHash> = self.inner.ops.contents().into_iter().collect();
        let core = self.core();
        for branch in core.branches.values() {
            for (_, change) in branch.changes.iter() {
                match change {
                    Change::Put(entry) => {
                        wanted.extend(entry.disk);
                        if let Source::Blob(hash) = entry.source {
                            wanted.insert(hash);
                        }
                    }
                    // A file that was saved last before a crash is read from there, if it is there.
                    Change::Saved { hash, .. } => drop(wanted.insert(*hash)),
                    Change::Remove(_) | Change::Move { .. } => {}
                }
            }
        }
        Ok(self.inner.storage.blobs.retain(&|hash| wanted.contains(&hash))?)
    }

    /// Does what the rules say: gives up detail that is older than they want or that there is no room for, and deletes
    /// what nothing refers to. To be called now and then in the background.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`](super::HistoryError::ReadOnly); those of the storage.
    pub fn tidy(&self, now: Timestamp) -> HistoryResult<Tidied> {
        self.writable()?;
        let rules = self.rules();
        let before = self.stats()?.bytes;
        let mut tidied = Tidied { before, ..Tidied::default() };
        let days_ago = |days: u32| {
            let span = Duration::from_secs(u64::from(days) * 24 * 60 * 60);
            Timestamp(now.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
        };
        if let Some(days) = rules.detail_days {
            tidied.thinned = Some(self.thin(days_ago(days), now)?);
        }
        tidied.reclaimed = self.gc()?;
        if let Some(cap) = rules.cap {
            for days in LAST_DAYS {
                if self.stats()?.bytes <= cap {
                    break;
                }
                tidied.thinned = Some(self.thin(days_ago(days), now)?);
                let more = self.gc()?;
                tidied.reclaimed.blobs += more.blobs;
                tidied.reclaimed.bytes += more.bytes;
            }
        }
        tidied.after = self.stats()?.bytes;
        Ok(tidied)
    }

    /// The moments of lanes that thinning leaves as they are.
    fn kept_moments(&self, core: &Core) -> HistoryResult<Vec<(LaneId, usize)>> {
        let stays = |node: &Node| !node.kind.is_burst() || node.is_named();
        let mut steps: std::collections::HashMap<crate::BranchId, Vec<Step>> =
            std::collections::HashMap::new();
        let mut add = |moment: Moment| {
            for at in core.ancestry(moment) {
                steps.entry(at.branch).or_default().push(at.step);
            }
        };
        for node in core.nodes.iter().filter(|node| stays(node)) {
            add(Moment::new(node.branch, node.step));
            node.sources.iter().for_each(|source| add(*source));
        }
        for branch in core.branches.values() {
            branch.info.origin.into_iter().for_each(&mut add);
        }
        let mut keep = Vec::new();
        for lane in self.inner.ops.lanes() {
            let Some(steps) = steps.get_mut(&lane.branch) else { continue };
            if !steps.is_sorted() {
                steps.sort_unstable();
                steps.dedup();
            }
            let Some(info) = self.inner.ops.lane(lane) else { continue };
            let (Some((first, _)), Some((last, _))) = (info.first, info.last) else { continue };
            let from = steps.partition_point(|step| *step < first);
            let to = steps.partition_point(|step| *step <= last);
            let mut previous = None;
            for step in steps.get(from..to.saturating_add(1).min(steps.len())).unwrap_or_default() {
                let index = self.inner.ops.index_at(lane, *step)?;
                if previous != Some(index) {
                    keep.push((lane, index));
                    previous = Some(index);
                }
            }
            keep.push((lane, info.len));
        }
        Ok(keep)
    }
}
