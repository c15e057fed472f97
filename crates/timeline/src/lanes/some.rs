//! The graph of some nodes of a graph: what a filtered list shows beside its rows.

use smallvec::SmallVec;

use super::LaneNode;

/// Lines from one node at most; more would say nothing any more.
const MOST: usize = 8;

/// The nodes for which `is_shown`, each with the shown nodes that its ways back come to first as its parents. They
/// are numbered anew, from the oldest shown one. Of two parents of one line only the newer one stays: it comes after
/// the other. O(nodes).
pub fn only(nodes: &[LaneNode], mut is_shown: impl FnMut(u32) -> bool) -> Vec<LaneNode> {
    let mut shown: Vec<LaneNode> = Vec::new();
    // The shown nodes that each node comes from, itself for a shown one.
    let mut nearest: Vec<SmallVec<[u32; 2]>> = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        let mut from: SmallVec<[u32; 2]> = SmallVec::new();
        let parents = node.parents.iter().filter(|&&parent| (parent as usize) < index);
        for &parent in parents.filter_map(|&parent| nearest.get(parent as usize)).flatten() {
            if !from.contains(&parent) {
                from.push(parent);
            }
        }
        let line = |node: u32| shown.get(node as usize).map(|node| node.line);
        let all = from.clone();
        from.retain(|node| !all.iter().any(|other| *other > *node && line(*other) == line(*node)));
        from.truncate(MOST);
        if is_shown(index as u32) {
            nearest.push(SmallVec::from_slice(&[shown.len() as u32]));
            shown.push(LaneNode { line: node.line, parents: from });
        } else {
            nearest.push(from);
        }
    }
    shown
}
