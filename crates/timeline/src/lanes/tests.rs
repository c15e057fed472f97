//! Tests of the layout of lanes: every line leads from a node to its parent and meets no other on its way.

use std::collections::HashMap;

use justbuilt_testkit::{Random, random_cases};
use smallvec::smallvec;

use super::*;

fn node(line: u32, parents: &[u32]) -> LaneNode {
    LaneNode { line, parents: SmallVec::from_slice(parents) }
}

/// Follows every line, and checks that no cell is used by two.
fn check(nodes: &[LaneNode], lanes: &Lanes) {
    let mut rows = lanes.rows(0..usize::MAX);
    assert_eq!(rows.len(), nodes.len());
    rows.reverse();
    let mut target: HashMap<(u32, u16), u32> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        assert_eq!((row.node, row.line), (index as u32, nodes[index].line));
        let mut seen = Vec::new();
        for segment in &row.segments {
            if let LaneSegment::Through(line) = segment {
                assert_ne!(line.column, row.column, "a line runs through node {index}");
                assert!(!seen.contains(&line.column), "two lines in one cell of row {index}");
                seen.push(line.column);
            }
        }
        for segment in &row.segments {
            if let LaneSegment::In(line) = segment {
                assert!(!seen.contains(&line.column), "a line ends where another runs, in row {index}");
                seen.push(line.column);
            }
        }
        let outs: Vec<u16> = row
            .segments
            .iter()
            .filter_map(|segment| if let LaneSegment::Out(line) = segment { Some(line.column) } else { None })
            .collect();
        let parents = parents(&nodes[index], index as u32);
        assert_eq!(outs.len(), parents.len(), "node {index} has a line to each parent: {row:?}");
        for (parent, column) in parents.into_iter().zip(outs) {
            follow(&rows, index as u32, parent, column, &mut target);
        }
    }
    // What runs through a row is on its way to a parent.
    for (index, row) in rows.iter().enumerate() {
        for segment in &row.segments {
            if let LaneSegment::Through(line) = segment {
                assert!(
                    target.contains_key(&(index as u32, line.column)),
                    "a line without an end in row {index}"
                );
            }
        }
    }
}

fn follow(rows: &[LaneRow], child: u32, parent: u32, column: u16, target: &mut HashMap<(u32, u16), u32>) {
    for index in (parent + 1..child).rev() {
        let row = &rows[index as usize];
        let through = row
            .segments
            .iter()
            .any(|segment| matches!(segment, LaneSegment::Through(line) if line.column == column));
        assert!(through, "the line from {child} to {parent} is cut in row {index}, column {column}: {row:?}");
        let before = target.insert((index, column), parent);
        assert!(before.is_none_or(|before| before == parent), "two ways in one cell of row {index}");
    }
    let ends = rows[parent as usize]
        .segments
        .iter()
        .any(|segment| matches!(segment, LaneSegment::In(line) if line.column == column));
    assert!(ends, "the line from {child} does not reach {parent}: {:?}", rows[parent as usize]);
}

/// A history as people make them: branches that fork, go on and are merged, sometimes several at once.
pub(crate) fn history(random: &mut Random, count: usize, merges: usize) -> Vec<LaneNode> {
    let mut nodes = vec![node(0, &[])];
    // The tips of the open branches: line and node.
    let mut open: Vec<(u32, u32)> = vec![(0, 0)];
    let mut next_line = 1;
    let mut merged = 0;
    while nodes.len() < count {
        let index = nodes.len() as u32;
        let due = merged * count < merges * nodes.len();
        if due && open.len() > 1 {
            let into = if random.one_in(4) { random.below(open.len()) } else { 0 };
            let mut parents: SmallVec<[u32; 2]> = smallvec![open[into].1];
            let several = if random.one_in(12) { 1 + random.below(5) } else { 1 };
            for _ in 0..several {
                let other = random.below(open.len());
                if other == into || parents.contains(&open[other].1) {
                    continue;
                }
                // Sometimes not the tip is merged, but what it was a while ago.
                let tip = open[other].1;
                let old = nodes[tip as usize].parents.first().copied().filter(|_| random.one_in(8));
                parents.push(old.unwrap_or(tip));
            }
            if parents.len() > 1 {
                merged += 1;
                let gone: Vec<u32> = parents[1..].to_vec();
                let line = open[into].0;
                nodes.push(LaneNode { line, parents });
                open[into].1 = index;
                open.retain(|&(line, tip)| line == 0 || !gone.contains(&tip) || random.one_in(5));
                continue;
            }
        }
        if open.len() < 3 || (open.len() < 24 && random.one_in(7)) {
            let from = if random.one_in(6) {
                random.below(nodes.len()) as u32
            } else {
                open[random.below(open.len())].1
            };
            nodes.push(node(next_line, &[from]));
            open.push((next_line, index));
            next_line += 1;
        } else {
            let at = random.below(open.len());
            let (line, tip) = open[at];
            nodes.push(node(line, &[tip]));
            open[at].1 = index;
        }
    }
    nodes
}

#[test]
fn a_line_is_one_column() {
    let nodes: Vec<_> = (0..200_u32).map(|index| node(0, &[index.wrapping_sub(1)])).collect();
    let lanes = layout(&nodes);
    check(&nodes, &lanes);
    assert_eq!(lanes.columns(), 1);
    assert!(lanes.rows(3..9).iter().all(|row| row.column == 0 && row.segments.len() == 2));
    assert_eq!(lanes.rows(199..300).len(), 1);
    assert_eq!(lanes.rows(0..1)[0].node, 199, "newest first");
}

#[test]
fn a_branch_goes_out_and_comes_back() {
    let nodes = [node(0, &[]), node(1, &[0]), node(0, &[0]), node(1, &[1]), node(0, &[2, 3]), node(0, &[4])];
    let lanes = layout(&nodes);
    check(&nodes, &lanes);
    let columns: Vec<u16> = lanes.rows(0..6).iter().map(|row| row.column).collect();
    assert_eq!(columns, [0, 0, 1, 0, 1, 0]);
    let merge = &lanes.rows(1..2)[0];
    let outs = merge.segments.iter().filter(|segment| matches!(segment, LaneSegment::Out(_)));
    assert_eq!(outs.count(), 2);
}

#[test]
fn columns_are_used_again() {
    let mut nodes = vec![node(0, &[])];
    for branch in 1..50 {
        let tip = nodes.len() as u32 - 1;
        nodes.push(node(branch, &[tip]));
        nodes.push(node(0, &[tip, tip + 1]));
    }
    let lanes = layout(&nodes);
    check(&nodes, &lanes);
    assert_eq!(lanes.columns(), 2);
}

#[test]
fn many_parents_and_twice_the_same() {
    let mut nodes = vec![node(0, &[])];
    nodes.extend((1..=8).map(|branch| node(branch, &[0])));
    nodes.push(node(0, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 0, 99]));
    let lanes = layout(&nodes);
    check(&nodes, &lanes);
    assert_eq!(lanes.columns(), 9);
}

#[test]
fn what_was_merged_before_and_is_built_upon_since() {
    // 1 is merged by 3 before 4 goes on, and by 5 and 6 after that.
    let nodes = [
        node(0, &[]),
        node(1, &[0]),
        node(0, &[0]),
        node(0, &[2, 1]),
        node(1, &[1]),
        node(0, &[3, 1]),
        node(2, &[4, 1]),
    ];
    check(&nodes, &layout(&nodes));
}

#[test]
fn any_history_is_laid_out_without_a_fault() {
    random_cases(200, |random| {
        let count = 2 + random.below(400);
        let merges = count / (2 + random.below(6));
        let nodes = history(random, count, merges);
        let lanes = layout(&nodes);
        check(&nodes, &lanes);
    });
}

#[test]
fn any_graph_at_all_is_laid_out_without_a_fault() {
    random_cases(200, |random| {
        let count = 1 + random.below(150);
        let nodes: Vec<LaneNode> = (0..count as u32)
            .map(|index| LaneNode {
                line: random.below(6) as u32,
                parents: (0..random.below(4)).map(|_| random.below(index as usize + 2) as u32).collect(),
            })
            .collect();
        check(&nodes, &layout(&nodes));
    });
}

#[test]
fn newer_nodes_come_without_moving_the_others() {
    random_cases(100, |random| {
        let count = 20 + random.below(300);
        let nodes = history(random, count, count / 4);
        let known = random.below(count);
        let mut lanes = layout(&nodes[..known]);
        let mut columns: Vec<u16> = lanes.rows(0..known).iter().rev().map(|row| row.column).collect();
        for node in &nodes[known..] {
            lanes.push(node);
            columns.push(lanes.rows(0..1)[0].column);
        }
        check(&nodes, &lanes);
        let after: Vec<u16> = lanes.rows(0..count).iter().rev().map(|row| row.column).collect();
        assert_eq!(after, columns);
    });
}

#[test]
fn any_stretch_of_rows_is_what_all_of_them_say() {
    random_cases(40, |random| {
        let nodes = history(random, 300, 70);
        let lanes = layout(&nodes);
        let all = lanes.rows(0..300);
        for _ in 0..20 {
            let from = random.below(300);
            let to = from + random.below(60);
            assert_eq!(lanes.rows(from..to), all[from..to.min(300)]);
        }
    });
}

#[test]
fn there_are_no_more_columns_than_lines_beside_each_other() {
    random_cases(40, |random| {
        let nodes = history(random, 500, 100);
        let lanes = layout(&nodes);
        let beside = lanes.rows(0..500).iter().map(|row| row.segments.len() + 1).max().unwrap_or(0);
        assert!(lanes.columns() <= beside + 1, "{} columns, {beside} beside each other", lanes.columns());
    });
}

#[test]
fn some_nodes_keep_the_ways_between_them() {
    // main 0 1 2 5, branch 3 4 from 1, merged by 5; 6 follows.
    let nodes = [
        node(0, &[]),
        node(0, &[0]),
        node(0, &[1]),
        node(1, &[1]),
        node(1, &[3]),
        node(0, &[2, 4]),
        node(0, &[5]),
    ];
    let of = |shown: &[u32]| only(&nodes, |index| shown.contains(&index));
    assert_eq!(of(&[0, 1, 2, 3, 4, 5, 6]), nodes);
    assert_eq!(of(&[0, 6]), [node(0, &[]), node(0, &[0])]);
    assert_eq!(of(&[1, 3, 6]), [node(0, &[]), node(1, &[0]), node(0, &[0, 1])]);
    // The branch is not shown: its way back to 1 is that over 2.
    assert_eq!(of(&[1, 2, 6]), [node(0, &[]), node(0, &[0]), node(0, &[1])]);
    assert_eq!(of(&[3, 4]), [node(1, &[]), node(1, &[0])]);
    assert_eq!(of(&[]), []);
}

#[test]
fn some_nodes_of_random_graphs_lead_to_what_can_be_reached() {
    random_cases(200, |random| {
        let count = random.range(1..60);
        let mut last: HashMap<u32, u32> = HashMap::new();
        let mut nodes: Vec<LaneNode> = Vec::new();
        for index in 0..count as u32 {
            let line = random.below(4) as u32;
            let mut parents: SmallVec<[u32; 2]> = last.get(&line).copied().into_iter().collect();
            if index > 0 && (parents.is_empty() || random.one_in(4)) {
                let other = random.below(index as usize) as u32;
                if !parents.contains(&other) {
                    parents.push(other);
                }
            }
            last.insert(line, index);
            nodes.push(LaneNode { line, parents });
        }
        let shown: Vec<u32> = (0..count as u32).filter(|_| random.one_in(3)).collect();
        let found = only(&nodes, |index| shown.contains(&index));
        assert_eq!(found.len(), shown.len());
        check(&found, &layout(&found));
        let first = nodes.first().map(|node| node.line);
        let lanes = layout_with(&found, first);
        check(&found, &lanes);
        let in_first = |row: &LaneRow| row.column != 0 || Some(row.line) == first;
        let has_first = found.iter().any(|node| Some(node.line) == first);
        assert!(!has_first || lanes.rows(0..usize::MAX).iter().all(in_first));
        let reach = |nodes: &[LaneNode]| -> Vec<Vec<bool>> {
            let mut reach: Vec<Vec<bool>> = Vec::new();
            for (index, node) in nodes.iter().enumerate() {
                let mut of = vec![false; nodes.len()];
                of[index] = true;
                for parent in parents(node, index as u32) {
                    let before = reach[parent as usize].clone();
                    of.iter_mut().zip(before).for_each(|(of, before)| *of |= before);
                }
                reach.push(of);
            }
            reach
        };
        let (all, some) = (reach(&nodes), reach(&found));
        for (new, &at) in shown.iter().enumerate() {
            for (other, &to) in shown.iter().enumerate() {
                assert_eq!(some[new][other], all[at as usize][to as usize], "{at} to {to} of {nodes:?}");
            }
        }
    });
}
