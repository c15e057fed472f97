//! Level of detail: markers that would lie on top of each other become one with a count, and runs of short bursts
//! become one bar. What belongs together does not depend on where the view begins, so that nothing flickers
//! while time is moved.

#[cfg(test)]
mod tests;

use super::Marker;
use super::axis::Axis;
use crate::tokens::timeline as token;

/// What is painted in the place of one or more markers.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Its centre, in points from the left edge.
    pub x: f32,
    /// The marker that speaks for all: the one that says most.
    pub first: usize,
    /// The markers, by their places in the data.
    pub members: Vec<usize>,
    /// How many nodes they stand for.
    pub count: u64,
}

/// A run of edits, painted as a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Where it begins and ends, in points from the left edge.
    pub x: (f32, f32),
    /// The markers, by their places in the data.
    pub members: Vec<usize>,
}

/// The points in which markers are brought together: a stretch of time that is a power of two, so that zooming
/// splits and joins and moving changes nothing.
fn bin(axis: &Axis, time: i64) -> i64 {
    let least = f64::from(token::CLUSTER) / axis.scale;
    let length = (least.max(1.0).log2().ceil() as u32).min(50);
    time >> length
}

/// Points in which [`reduce`] brings nodes together.
const FINE: f64 = 4.0;

/// Brings the nodes of a window down to what a screen can show, however many there are: those of one lane that are
/// within a few points of each other become one marker with a count. `nodes` in order of time; so is the answer.
pub fn reduce<'a>(axis: &Axis, lanes: usize, nodes: impl Iterator<Item = Marker<'a>>) -> Vec<Marker<'a>> {
    let length = ((FINE / axis.scale).max(1.0).log2().floor() as u32).min(50);
    let mut out: Vec<Marker<'a>> = Vec::new();
    // For each lane and each class of markers the place of the last one.
    let mut last: Vec<[Option<usize>; 3]> = vec![[None; 3]; lanes];
    for node in nodes {
        let class = if node.kind.is_span() { 0 } else { 1 + usize::from(node.kind.is_quiet()) };
        let Some(slot) = last.get_mut(node.lane).and_then(|slots| slots.get_mut(class)) else { continue };
        let same = slot.and_then(|at| out.get_mut(at)).filter(|before| {
            let bin = before.time.0 >> length == node.time.0 >> length;
            bin && before.label.is_none() && node.label.is_none()
        });
        match same {
            Some(before) => {
                let count = before.count.max(1).saturating_add(node.count.max(1));
                let (time, end) = (before.time, before.end.max(node.end));
                if node.kind.weight() > before.kind.weight() {
                    *before = node;
                }
                (before.time, before.end, before.count) = (time, end, count);
            }
            None => {
                *slot = Some(out.len());
                out.push(node);
            }
        }
    }
    out
}

/// The clusters of one lane; `markers` in order of time. Markers that say little (saves) give way to those that
/// say more, and thin out where they would touch each other: bars and tracks show that there was work.
pub fn clusters(axis: &Axis, lane: usize, markers: &[Marker<'_>]) -> Vec<Cluster> {
    let mut out = notable(axis, lane, markers);
    let mut quiet: Vec<Cluster> = Vec::new();
    let mut last = f32::NEG_INFINITY;
    let mut next = 0;
    for (index, marker, x) in of_lane(axis, lane, markers).filter(|(_, marker, _)| marker.kind.is_quiet()) {
        while out.get(next).is_some_and(|cluster| cluster.x + token::MARK < x) {
            next += 1;
        }
        let covered = out.get(next).is_some_and(|cluster| (cluster.x - x).abs() < token::MARK);
        if covered || x - last < token::MARK_QUIET + 1.0 {
            continue;
        }
        last = x;
        quiet.push(Cluster { x, first: index, members: vec![index], count: u64::from(marker.count.max(1)) });
    }
    out.extend(quiet);
    out.sort_by(|a, b| a.x.total_cmp(&b.x));
    out
}

/// The markers of a lane that are points and near enough to be seen, with where they are.
fn of_lane<'a>(
    axis: &'a Axis,
    lane: usize,
    markers: &'a [Marker<'a>],
) -> impl Iterator<Item = (usize, &'a Marker<'a>, f32)> {
    let margin = 2.0 * token::CLUSTER;
    markers
        .iter()
        .enumerate()
        .filter(move |(_, marker)| marker.lane == lane && !marker.kind.is_span())
        .map(|(index, marker)| (index, marker, axis.x_of(marker.time)))
        .filter(move |(_, _, x)| (-margin..=axis.width + margin).contains(x))
}

fn notable(axis: &Axis, lane: usize, markers: &[Marker<'_>]) -> Vec<Cluster> {
    let mut out: Vec<Cluster> = Vec::new();
    let mut last: Option<(i64, f32)> = None;
    for (index, marker, x) in of_lane(axis, lane, markers).filter(|(_, marker, _)| !marker.kind.is_quiet()) {
        let bin = bin(axis, marker.time.0);
        let near = last.is_some_and(|(before, at)| before == bin && x - at < token::MARK + 2.0);
        last = Some((bin, x));
        match out.last_mut().filter(|_| near) {
            Some(cluster) => {
                let weight = marker.kind.weight();
                if markers.get(cluster.first).is_none_or(|first| weight > first.kind.weight()) {
                    cluster.first = index;
                }
                cluster.members.push(index);
                cluster.count += u64::from(marker.count.max(1));
            }
            None => out.push(Cluster {
                x,
                first: index,
                members: vec![index],
                count: u64::from(marker.count.max(1)),
            }),
        }
    }
    let mut apart: Vec<Cluster> = Vec::new();
    for mut cluster in out {
        centre(axis, markers, &mut cluster);
        // Two neighbours at the border of their bins may still touch: they are one, while that stays narrow.
        match apart.last_mut().filter(|last| cluster.x - last.x < token::CLUSTER) {
            Some(last) if span(axis, markers, last).0 + 2.0 * token::CLUSTER > cluster.x => {
                let weight = |index: usize| markers.get(index).map_or(0, |marker| marker.kind.weight());
                if weight(cluster.first) > weight(last.first) {
                    last.first = cluster.first;
                }
                last.members.append(&mut cluster.members);
                last.count += cluster.count;
                centre(axis, markers, last);
            }
            _ => apart.push(cluster),
        }
    }
    apart
}

/// Where the first and the last marker of a cluster are.
fn span(axis: &Axis, markers: &[Marker<'_>], cluster: &Cluster) -> (f32, f32) {
    let xs = cluster.members.iter().filter_map(|&index| markers.get(index)).map(|m| axis.x_of(m.time));
    xs.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

fn centre(axis: &Axis, markers: &[Marker<'_>], cluster: &mut Cluster) {
    if cluster.members.len() > 1 {
        let (low, high) = span(axis, markers, cluster);
        cluster.x = f32::midpoint(low, high);
    }
}

/// The bars of one lane; `markers` in order of time.
pub fn bars(axis: &Axis, lane: usize, markers: &[Marker<'_>]) -> Vec<Bar> {
    let mut out: Vec<Bar> = Vec::new();
    for (index, marker) in markers.iter().enumerate() {
        if marker.lane != lane || !marker.kind.is_span() {
            continue;
        }
        let from = axis.x_of(marker.time);
        let to = axis.x_of(marker.end).max(from + token::BURST_LEAST);
        if to < 0.0 || from > axis.width {
            continue;
        }
        match out.last_mut().filter(|bar| from - bar.x.1 < token::BURST_JOIN) {
            Some(bar) => {
                bar.x.1 = bar.x.1.max(to);
                bar.members.push(index);
            }
            None => out.push(Bar { x: (from, to), members: vec![index] }),
        }
    }
    out
}
