//! Level of detail: markers that would lie on top of each other become one with a count, and runs of short bursts
//! become one bar. What belongs together does not depend on where the view begins, so that nothing flickers
//! while time is moved.

#[cfg(test)]
mod tests;

use super::axis::Axis;
use super::{Marker, NodeKind};
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

/// Points around a single marker that belong to it.
fn reach(kind: NodeKind) -> f32 {
    if kind.is_quiet() { token::MARK_QUIET / 2.0 + 1.0 } else { token::MARK / 2.0 + 1.0 }
}

/// The clusters of one lane; `markers` in order of time.
pub fn clusters(axis: &Axis, lane: usize, markers: &[Marker<'_>]) -> Vec<Cluster> {
    let mut out: Vec<Cluster> = Vec::new();
    let mut last: Option<(i64, f32)> = None;
    for (index, marker) in markers.iter().enumerate() {
        if marker.lane != lane || marker.kind.is_span() {
            continue;
        }
        let x = axis.x_of(marker.time);
        if x < -token::CLUSTER * 2.0 || x > axis.width + token::CLUSTER * 2.0 {
            continue;
        }
        let bin = bin(axis, marker.time.0);
        let near = last.is_some_and(|(before, at)| before == bin && x - at < 2.0 * reach(marker.kind));
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
    for cluster in out.iter_mut().filter(|cluster| cluster.members.len() > 1) {
        let xs = cluster.members.iter().filter_map(|&index| markers.get(index)).map(|m| axis.x_of(m.time));
        let (low, high) = xs.fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
        cluster.x = f32::midpoint(low, high);
    }
    out
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
