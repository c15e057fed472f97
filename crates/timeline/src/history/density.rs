//! How much happened when: what a scrubber draws.

use std::ops::Range;
use std::time::Duration;

use justbuilt_base::Timestamp;

use crate::{AuthorKind, BranchId};

use super::error::HistoryResult;
use super::timeline::Timeline;

/// What happened in a stretch of time, cut into equal parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Density {
    /// The stretch.
    pub range: Range<Timestamp>,
    /// By branch, in the order that was asked for.
    pub branches: Vec<BranchDensity>,
}

/// What happened on a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchDensity {
    /// Which.
    pub branch: BranchId,
    /// Part by part.
    pub buckets: Vec<Bucket>,
}

/// What happened in a part of the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Operations by kind of author, in the order of [`AuthorKind::ALL`].
    pub operations: [u32; 4],
    /// Nodes.
    pub nodes: u32,
}

impl Bucket {
    /// Operations by this kind of author.
    pub fn of(&self, kind: AuthorKind) -> u32 {
        let at = AuthorKind::ALL.iter().position(|known| *known == kind);
        at.and_then(|at| self.operations.get(at)).copied().unwrap_or(0)
    }

    /// All operations.
    pub fn total(&self) -> u32 {
        self.operations.iter().sum()
    }
}

impl Timeline {
    /// How much happened in `range` (its end excluded) on each of `branches`, in `buckets` equal parts. Microseconds,
    /// but for the first time after opening: then all operations are looked at, and the disk may be waited for.
    ///
    /// # Errors
    /// Those of reading operations.
    pub fn density(
        &self,
        branches: &[BranchId],
        range: Range<Timestamp>,
        buckets: usize,
    ) -> HistoryResult<Density> {
        let (guard, _) = self.indexed()?;
        let buckets = buckets.clamp(1, 100_000);
        let span = i128::from(range.end.0) - i128::from(range.start.0);
        let edge = |bucket: usize| -> i64 {
            let at = i128::from(range.start.0) + span.max(0) * bucket as i128 / buckets as i128;
            i64::try_from(at).unwrap_or(i64::MAX)
        };
        let edges: Vec<i64> = (0..=buckets).map(edge).collect();
        let mut density = Density { range: range.clone(), branches: Vec::with_capacity(branches.len()) };
        for branch in branches {
            let mut parts = vec![Bucket::default(); buckets];
            if let Some(found) = guard.as_ref().and_then(|index| index.branches.get(branch)) {
                for (kind, times) in found.times.iter().enumerate() {
                    count(times, &edges, |part, count| {
                        if let Some(operations) = parts.get_mut(part).and_then(|p| p.operations.get_mut(kind))
                        {
                            *operations = count;
                        }
                    });
                }
                count(&found.node_times, &edges, |part, count| {
                    if let Some(part) = parts.get_mut(part) {
                        part.nodes = count;
                    }
                });
            }
            density.branches.push(BranchDensity { branch: *branch, buckets: parts });
        }
        Ok(density)
    }

    /// The stretches of time in which something happened on any of `branches`: apart by more than `gap`. From the
    /// first to the last thing in each.
    ///
    /// # Errors
    /// Those of reading operations.
    pub fn sessions(&self, branches: &[BranchId], gap: Duration) -> HistoryResult<Vec<Range<Timestamp>>> {
        let (guard, _) = self.indexed()?;
        let gap = i64::try_from(gap.as_millis()).unwrap_or(i64::MAX);
        let mut stretches: Vec<(i64, i64)> = Vec::new();
        for found in branches.iter().filter_map(|branch| guard.as_ref().and_then(|i| i.branches.get(branch)))
        {
            for times in found.times.iter().chain([&found.node_times]) {
                let mut times = times.iter().copied();
                let Some(first) = times.next() else { continue };
                let mut stretch = (first, first);
                for time in times {
                    if time.saturating_sub(stretch.1) > gap {
                        stretches.push(stretch);
                        stretch = (time, time);
                    } else {
                        stretch.1 = time;
                    }
                }
                stretches.push(stretch);
            }
        }
        stretches.sort_unstable();
        let mut joined: Vec<(i64, i64)> = Vec::new();
        for (start, end) in stretches {
            match joined.last_mut() {
                Some(last) if start.saturating_sub(last.1) <= gap => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        Ok(joined.into_iter().map(|(start, end)| Timestamp(start)..Timestamp(end)).collect())
    }
}

/// How many of `times`, in order, are between the edges.
fn count(times: &[i64], edges: &[i64], mut tell: impl FnMut(usize, u32)) {
    let Some(first) = edges.first() else { return };
    let mut from = times.partition_point(|time| time < first);
    for (part, edge) in edges.iter().skip(1).enumerate() {
        let rest = times.get(from..).unwrap_or_default();
        if rest.is_empty() {
            return;
        }
        let inside = rest.partition_point(|time| time < edge);
        if inside > 0 {
            tell(part, u32::try_from(inside).unwrap_or(u32::MAX));
        }
        from += inside;
    }
}
