//! Where the nodes of a graph and the lines between them go in a list, newest first: a column for each node, and for
//! each row the lines that pass it, come into its node and leave it. Plain numbers; nothing is painted here.
//!
//! A *track* is a stretch of one column: the nodes of a branch that follow each other, with the line down to where
//! they forked off and the line up to where they were merged last; or a line to a node that others have built upon
//! since. Tracks are intervals over rows, and columns are given to them oldest first (interval colouring: never more
//! columns than there are tracks beside each other). What was placed stays where it is when a newer node comes.

mod some;
#[cfg(test)]
mod tests;

use std::ops::Range;

use smallvec::SmallVec;

pub use some::only;

/// A node as the layout wants it. Nodes are numbered from the oldest, 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneNode {
    /// The branch it is on: nodes of one branch stay in one column as long as they follow each other. The branch of
    /// the oldest node has the first column for itself.
    pub line: u32,
    /// Numbers of its parents, the one it follows first. Any count; numbers that are not older are left out.
    pub parents: SmallVec<[u32; 2]>,
}

/// A line in a row, by its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneSegment {
    /// From the upper to the lower edge.
    Through(LaneLine),
    /// From the upper edge into the node.
    In(LaneLine),
    /// From the node to the lower edge.
    Out(LaneLine),
}

/// A column and whose line is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneLine {
    /// The column, from 0.
    pub column: u16,
    /// The branch it belongs to.
    pub line: u32,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneRow {
    /// The node.
    pub node: u32,
    /// Its column.
    pub column: u16,
    /// Its branch.
    pub line: u32,
    /// The lines of the row.
    pub segments: SmallVec<[LaneSegment; 6]>,
}

/// A stretch of one column. Rows have two halves: `2 n` below the middle of node `n`, `2 n + 1` above it.
#[derive(Clone, Copy, Debug)]
struct Track {
    column: u16,
    line: u32,
    /// The first half it fills.
    low: u32,
    /// The last half it fills.
    high: u32,
}

/// What is known of a node.
#[derive(Clone, Debug, Default)]
struct Placed {
    /// The track it sits on.
    track: u32,
    /// A newer node sits on the same track.
    followed: bool,
    /// The tracks of the lines to its parents.
    outs: SmallVec<[u32; 2]>,
    /// A second track of lines to this node, for those that came after the next node of its own track.
    side: Option<u32>,
}

/// Rows between two lists of the tracks that are passed there.
const EVERY: u32 = 64;

/// A layout.
#[derive(Clone, Debug, Default)]
pub struct Lanes {
    nodes: Vec<Placed>,
    tracks: Vec<Track>,
    /// The tracks by the node in whose row they begin.
    starts: Vec<SmallVec<[u32; 2]>>,
    /// Every [`EVERY`] nodes: the tracks that fill the lower half of that row and began before.
    crossing: Vec<Vec<u32>>,
    /// The last half that is filled, by column.
    tops: Vec<u32>,
    /// The branch of the oldest node.
    first_line: Option<u32>,
}

/// What later nodes want of a node.
#[derive(Clone, Copy, Default)]
struct Wanted {
    /// The next node of the same track.
    next: Option<u32>,
    /// The newest node that has it as another parent before `next`, or at all where there is no next one.
    merged: Option<u32>,
    /// The newest such node after `next`.
    merged_late: Option<u32>,
}

/// Lays out a graph; the nodes from the oldest on.
pub fn layout(nodes: &[LaneNode]) -> Lanes {
    layout_with(nodes, None)
}

/// The same, and the branch that has the first column for itself is `first`, if it is there at all.
pub fn layout_with(nodes: &[LaneNode], first: Option<u32>) -> Lanes {
    let wanted = look_ahead(nodes);
    let first_line = first.filter(|first| nodes.iter().any(|node| node.line == *first));
    let mut lanes = Lanes { first_line, ..Lanes::default() };
    lanes.nodes.reserve(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        lanes.place(index as u32, node, &wanted);
    }
    lanes
}

fn parents(node: &LaneNode, index: u32) -> SmallVec<[u32; 2]> {
    let mut out: SmallVec<[u32; 2]> = SmallVec::new();
    for &parent in &node.parents {
        if parent < index && !out.contains(&parent) {
            out.push(parent);
        }
    }
    out
}

/// Which of a node's children goes on in its column, and how far the other lines to it reach.
fn look_ahead(nodes: &[LaneNode]) -> Vec<Wanted> {
    let mut wanted = vec![Wanted::default(); nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        let index = index as u32;
        let first = parents(node, index).first().copied();
        let Some(first) =
            first.filter(|&first| nodes.get(first as usize).is_some_and(|p| p.line == node.line))
        else {
            continue;
        };
        if let Some(parent) = wanted.get_mut(first as usize).filter(|parent| parent.next.is_none()) {
            parent.next = Some(index);
        }
    }
    for (index, node) in nodes.iter().enumerate() {
        let index = index as u32;
        for parent in parents(node, index).into_iter().skip(1) {
            let Some(parent) = wanted.get_mut(parent as usize) else { continue };
            match parent.next {
                Some(next) if next < index => parent.merged_late = Some(index),
                // The node that goes on in the column has its line there already.
                Some(next) if next == index => {}
                _ => parent.merged = Some(index),
            }
        }
    }
    wanted
}

impl Lanes {
    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// How many columns there are in all.
    pub fn columns(&self) -> usize {
        self.tops.len()
    }

    /// Adds a node that is newer than all others, in about the time that one row takes. No other node moves.
    pub fn push(&mut self, node: &LaneNode) {
        self.place(self.nodes.len() as u32, node, &[]);
    }

    /// Places the next node. `wanted` is what is known of the future.
    fn place(&mut self, index: u32, node: &LaneNode, wanted: &[Wanted]) {
        let first_line = *self.first_line.get_or_insert(node.line);
        let parents = parents(node, index);
        let line = |lanes: &Self, node: u32| lanes.track_of(node).map(|track| track.line);
        self.starts.push(SmallVec::new());
        if index.is_multiple_of(EVERY) {
            let crossing = self.tracks_at(index);
            self.crossing.push(crossing);
        }
        let first = parents.first().copied();
        let goes_on = first.filter(|&parent| line(self, parent) == Some(node.line));
        let goes_on = goes_on.and_then(|parent| self.go_on(parent, index, wanted));
        let track = match goes_on {
            Some(track) => track,
            None => {
                let low = first.map_or(2 * index, |parent| 2 * parent + 1);
                let near = first.and_then(|parent| self.track_of(parent)).map_or(0, |track| track.column);
                let main = node.line == first_line;
                self.start(low, 2 * index + 1, node.line, near, main)
            }
        };
        if let Some(parent) = goes_on.and(first).and_then(|parent| self.nodes.get_mut(parent as usize)) {
            parent.followed = true;
        }
        self.nodes.push(Placed { track, ..Placed::default() });
        if let Some(high) = wanted_top(index, wanted) {
            self.extend(track, high);
        }
        if first.is_some() {
            self.add_out(index, track);
        }
        for parent in parents.into_iter().skip(1) {
            let track = self.line_to(parent, index, wanted);
            self.add_out(index, track);
        }
    }

    fn add_out(&mut self, index: u32, track: u32) {
        if let Some(placed) =
            self.nodes.get_mut(index as usize).filter(|placed| !placed.outs.contains(&track))
        {
            placed.outs.push(track);
        }
    }

    fn track(&self, track: u32) -> Option<&Track> {
        self.tracks.get(track as usize)
    }

    fn track_of(&self, node: u32) -> Option<&Track> {
        self.track(self.nodes.get(node as usize)?.track)
    }

    /// The track of a parent, if its column is free for the next node.
    fn go_on(&mut self, parent: u32, index: u32, wanted: &[Wanted]) -> Option<u32> {
        let placed = self.nodes.get(parent as usize)?;
        let (track, followed) = (placed.track, placed.followed);
        match wanted.get(parent as usize) {
            // Its track was made as long as that when the parent was placed.
            Some(wanted) => (wanted.next == Some(index)).then_some(track),
            None => {
                // It goes on where the parent is the last of its track, and nobody else is above it there.
                (!followed && self.is_on_top(track))
                    .then(|| self.extend(track, 2 * index + 1))
                    .map(|()| track)
            }
        }
    }

    /// Whether nothing is above a track in its column.
    fn is_on_top(&self, track: u32) -> bool {
        let Some(track) = self.track(track) else { return false };
        self.tops.get(usize::from(track.column)).is_some_and(|&top| top <= track.high)
    }

    /// The track of a line from a newer node to `parent`, besides the line of the node that follows it.
    fn line_to(&mut self, parent: u32, index: u32, wanted: &[Wanted]) -> u32 {
        let Some(placed) = self.nodes.get(parent as usize) else { return 0 };
        let (own, side, followed) = (placed.track, placed.side, placed.followed);
        let known = wanted.get(parent as usize).copied();
        let own_line = match known {
            Some(wanted) => wanted.next.is_none_or(|next| index <= next),
            None => !followed && self.is_on_top(own),
        };
        if own_line {
            self.extend(own, 2 * index);
            return own;
        }
        let high = 2 * known.and_then(|wanted| wanted.merged_late).map_or(index, |late| late.max(index));
        if let Some(side) = side {
            if self.track(side).is_some_and(|track| track.high >= high) {
                return side;
            }
            if self.is_on_top(side) {
                self.extend(side, high);
                return side;
            }
        }
        let (line, near) = self.track(own).map_or((0, 0), |track| (track.line, track.column));
        let track = self.start(2 * parent + 1, high, line, near, false);
        if let Some(placed) = self.nodes.get_mut(parent as usize) {
            placed.side = Some(track);
        }
        track
    }

    /// A new track in a column that is free from `low` on: that nearest to `near`. The first column is for `main`.
    fn start(&mut self, low: u32, high: u32, line: u32, near: u16, main: bool) -> u32 {
        if self.tops.is_empty() {
            self.tops.push(0);
        }
        let unused = self.tracks.is_empty();
        let is_free =
            |&(column, top): &(usize, u32)| (top < low || unused && column == 0) && (main || column > 0);
        let free = self.tops.iter().copied().enumerate().filter(is_free).map(|(column, _)| column);
        let near = usize::from(near);
        let best = match main {
            true => { free }.min(),
            false => { free }.min_by_key(|&column| (column.abs_diff(near), column)),
        };
        let column = best.unwrap_or(self.tops.len());
        if column == self.tops.len() {
            self.tops.push(0);
        }
        let track = self.tracks.len() as u32;
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        self.tracks.push(Track { column, line, low, high: low });
        if let Some(starts) = self.starts.get_mut(low as usize / 2) {
            starts.push(track);
        }
        self.cross(track, low, low);
        self.extend(track, high);
        track
    }

    /// Makes a track reach at least up to a half.
    fn extend(&mut self, track: u32, high: u32) {
        let Some(found) = self.tracks.get_mut(track as usize) else { return };
        if let Some(top) = self.tops.get_mut(usize::from(found.column)) {
            *top = (*top).max(high);
        }
        let before = found.high;
        if high > before {
            found.high = high;
            self.cross(track, before + 1, high);
        }
    }

    /// Notes a track where it crosses a row whose tracks are listed.
    fn cross(&mut self, track: u32, from: u32, to: u32) {
        let Some(low) = self.track(track).map(|track| track.low) else { return };
        let first = (from / 2).div_ceil(EVERY);
        for list in first..=to / (2 * EVERY) {
            let half = list * EVERY * 2;
            if (from..=to).contains(&half)
                && low < half
                && let Some(crossing) = self.crossing.get_mut(list as usize)
                && !crossing.contains(&track)
            {
                crossing.push(track);
            }
        }
    }

    /// The tracks that fill the lower half of a row and began before it.
    fn tracks_at(&self, index: u32) -> Vec<u32> {
        let half = 2 * index;
        let Some(list) = (index / EVERY).checked_sub(u32::from(index.is_multiple_of(EVERY))) else {
            return Vec::new();
        };
        let before = self.crossing.get(list as usize).into_iter().flatten().copied();
        let since = (list * EVERY..index).filter_map(|row| self.starts.get(row as usize)).flatten().copied();
        before
            .chain(since)
            .filter(|&track| self.track(track).is_some_and(|track| track.high >= half))
            .collect()
    }

    /// Rows of the list, counted from the newest, 0.
    pub fn rows(&self, rows: Range<usize>) -> Vec<LaneRow> {
        let count = self.nodes.len();
        let (from, to) = (rows.start.min(count), rows.end.min(count));
        if from >= to {
            return Vec::new();
        }
        let (low, high) = (count - to, count - from);
        let first = low as u32 - low as u32 % EVERY;
        let mut active: Vec<u32> = self.crossing.get((first / EVERY) as usize).cloned().unwrap_or_default();
        let mut out = Vec::with_capacity(high - low);
        for index in first..high as u32 {
            active.retain(|&track| self.track(track).is_some_and(|track| track.high >= 2 * index));
            let starts = self.starts.get(index as usize).map(SmallVec::as_slice).unwrap_or_default();
            if index as usize >= low {
                out.extend(self.row(index, &active, starts));
            }
            active.extend(starts);
        }
        out.reverse();
        out
    }

    /// One row: `active` began before it, `starts` begin in it.
    fn row(&self, index: u32, active: &[u32], starts: &[u32]) -> Option<LaneRow> {
        let placed = self.nodes.get(index as usize)?;
        let own = self.track(placed.track)?;
        let mut segments: SmallVec<[LaneSegment; 6]> = SmallVec::new();
        let (below, above) = (2 * index, 2 * index + 1);
        for &id in active.iter().chain(starts) {
            let Some(track) = self.track(id) else { continue };
            let line = LaneLine { column: track.column, line: track.line };
            if id == placed.track {
                if track.high > above {
                    segments.push(LaneSegment::In(line));
                }
            } else if track.low == above {
                segments.push(LaneSegment::In(line));
            } else if track.low <= below && track.high >= above {
                segments.push(LaneSegment::Through(line));
            }
        }
        segments.sort_by_key(|segment| match segment {
            LaneSegment::Through(line) | LaneSegment::In(line) | LaneSegment::Out(line) => line.column,
        });
        for &out in &placed.outs {
            if let Some(track) = self.track(out) {
                segments.push(LaneSegment::Out(LaneLine { column: track.column, line: track.line }));
            }
        }
        Some(LaneRow { node: index, column: own.column, line: own.line, segments })
    }
}

/// How far the track of a node has to reach for what is known of the future.
fn wanted_top(index: u32, wanted: &[Wanted]) -> Option<u32> {
    let wanted = wanted.get(index as usize)?;
    let next = wanted.next.map(|next| 2 * next + 1);
    next.max(wanted.merged.map(|merged| 2 * merged))
}
