//! How many rows each line takes, run-length coded in a persistent B-tree with sums: folds and wraps share it, and
//! blocks between lines would be rows of a run too. Clones in O(1), splices and look-ups in O(log runs). Knows
//! numbers only; who measures is `map`.

use std::{ops::Range, sync::Arc};

/// Most runs of a leaf and most children of an inner node.
const MAX: usize = 32;
const MIN: usize = MAX / 2;

/// What is known about the lines of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// `rows` is exact.
    Measured,
    /// `rows` is a guess.
    Guessed,
    /// Hidden in a fold, no rows.
    Hidden,
}

/// Lines in a row that take the same number of rows each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub lines: usize,
    pub rows: u32,
    pub state: State,
}

impl Run {
    pub fn new(lines: usize, rows: u32, state: State) -> Self {
        Self { lines, rows: if state == State::Hidden { 0 } else { rows }, state }
    }

    fn sum(self) -> Sum {
        Sum {
            lines: self.lines,
            visible: if self.state == State::Hidden { 0 } else { self.lines },
            rows: self.lines * self.rows as usize,
            guessed: if self.state == State::Guessed { self.lines } else { 0 },
        }
    }

    fn joins(self, other: Self) -> bool {
        (self.rows, self.state) == (other.rows, other.state)
    }
}

/// What a stretch of lines adds up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub lines: usize,
    /// Lines that are not hidden.
    pub visible: usize,
    pub rows: usize,
    /// Lines whose rows are a guess.
    pub guessed: usize,
}

impl Sum {
    fn plus(self, other: Self) -> Self {
        Self {
            lines: self.lines + other.lines,
            visible: self.visible + other.visible,
            rows: self.rows + other.rows,
            guessed: self.guessed + other.guessed,
        }
    }
}

/// A run and all that comes before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub before: Sum,
    pub run: Run,
}

#[derive(Clone, Debug)]
pub(crate) struct Runs(Node);

#[derive(Clone, Debug)]
struct Node {
    sum: Sum,
    height: u8,
    kids: Kids,
}

#[derive(Clone, Debug)]
enum Kids {
    Runs(Arc<Vec<Run>>),
    Nodes(Arc<Vec<Node>>),
}

impl Runs {
    pub fn new(run: Run) -> Self {
        Self(Node::leaf(vec![run]))
    }

    pub fn sum(&self) -> Sum {
        self.0.sum
    }

    /// The run of a line; the last one for a line past the end.
    pub fn at_line(&self, line: usize) -> Found {
        self.0.find(|sum| line < sum.lines)
    }

    /// The visible run of the `n`th visible line; the last run past the end.
    pub fn at_visible(&self, n: usize) -> Found {
        self.0.find(|sum| n < sum.visible)
    }

    /// The run that a row belongs to; the last run past the end.
    pub fn at_row(&self, row: usize) -> Found {
        self.0.find(|sum| row < sum.rows)
    }

    /// The first line at or after `line` whose rows are a guess, and how many such lines follow each other there.
    pub fn next_guessed(&self, line: usize) -> Option<Range<usize>> {
        let here = self.at_line(line);
        let inside = line.saturating_sub(here.before.lines).min(here.run.lines);
        if here.run.state == State::Guessed && inside < here.run.lines {
            return Some(line..here.before.lines + here.run.lines);
        }
        let passed = here.before.guessed + here.run.sum().guessed;
        if passed >= self.0.sum.guessed {
            return None;
        }
        let next = self.0.find(|sum| sum.guessed > passed);
        Some(next.before.lines..next.before.lines + next.run.lines)
    }

    /// All sums before a line.
    pub fn before_line(&self, line: usize) -> Sum {
        let found = self.at_line(line);
        let inside = line.saturating_sub(found.before.lines).min(found.run.lines);
        found.before.plus(Run { lines: inside, ..found.run }.sum())
    }

    /// Puts `runs` in the place of `lines`.
    pub fn splice(&mut self, lines: Range<usize>, runs: impl IntoIterator<Item = Run>) {
        let total = self.0.sum.lines;
        let mut out = None;
        self.0.copy(0..lines.start.min(total), &mut out);
        let mut leaf = Vec::new();
        for run in runs {
            push_run(&mut leaf, run);
            if leaf.len() > MAX {
                let last = leaf.pop();
                join(&mut out, Node::leaf(std::mem::take(&mut leaf)));
                leaf.extend(last);
            }
        }
        if !leaf.is_empty() {
            join(&mut out, Node::leaf(leaf));
        }
        self.0.copy(lines.end.min(total)..total, &mut out);
        self.0 = out.unwrap_or_else(|| Node::leaf(vec![Run::new(0, 1, State::Measured)]));
    }

    /// The runs that cover `lines`, cut to them.
    pub fn within(&self, lines: Range<usize>) -> Vec<Run> {
        let mut runs = Vec::new();
        self.0.collect(lines, &mut runs);
        runs
    }
}

impl Node {
    fn leaf(runs: Vec<Run>) -> Self {
        let sum = runs.iter().fold(Sum::default(), |sum, run| sum.plus(run.sum()));
        Self { sum, height: 0, kids: Kids::Runs(Arc::new(runs)) }
    }

    fn inner(nodes: Vec<Self>) -> Self {
        let sum = nodes.iter().fold(Sum::default(), |sum, node| sum.plus(node.sum));
        let height = nodes.first().map_or(0, |node| node.height) + 1;
        Self { sum, height, kids: Kids::Nodes(Arc::new(nodes)) }
    }

    /// The first run after which `reached` holds of the sums up to and including it, else the last one.
    fn find(&self, reached: impl Fn(&Sum) -> bool) -> Found {
        let mut before = Sum::default();
        let mut node = self;
        loop {
            match &node.kids {
                Kids::Nodes(nodes) => {
                    let Some((last, others)) = nodes.split_last() else { break };
                    let mut next = last;
                    for child in others {
                        if reached(&before.plus(child.sum)) {
                            next = child;
                            break;
                        }
                        before = before.plus(child.sum);
                    }
                    node = next;
                }
                Kids::Runs(runs) => {
                    let Some((last, others)) = runs.split_last() else { break };
                    for run in others {
                        let after = before.plus(run.sum());
                        if reached(&after) {
                            return Found { before, run: *run };
                        }
                        before = after;
                    }
                    return Found { before, run: *last };
                }
            }
        }
        Found { before, run: Run::new(0, 1, State::Measured) }
    }

    /// Appends the runs of `lines`, cut to them.
    fn collect(&self, lines: Range<usize>, out: &mut Vec<Run>) {
        let mut at = 0;
        let mut part = |count: usize| {
            let range = at..at + count;
            at = range.end;
            let cut = lines.start.max(range.start)..lines.end.min(range.end);
            (cut.start < cut.end).then(|| cut.start - range.start..cut.end - range.start)
        };
        match &self.kids {
            Kids::Nodes(nodes) => nodes.iter().for_each(|node| {
                if let Some(lines) = part(node.sum.lines) {
                    node.collect(lines, out);
                }
            }),
            Kids::Runs(runs) => runs.iter().for_each(|run| {
                if let Some(lines) = part(run.lines) {
                    push_run(out, Run { lines: lines.len(), ..*run });
                }
            }),
        }
    }

    /// Appends `lines` of this tree to `out`.
    fn copy(&self, lines: Range<usize>, out: &mut Option<Self>) {
        if lines.start >= lines.end {
            return;
        }
        if lines.start == 0 && lines.end >= self.sum.lines {
            join(out, self.clone());
            return;
        }
        let mut at = 0;
        match &self.kids {
            Kids::Nodes(nodes) => {
                for node in nodes.iter() {
                    let end = at + node.sum.lines;
                    let (from, to) = (lines.start.max(at), lines.end.min(end));
                    if from < to {
                        node.copy(from - at..to - at, out);
                    }
                    at = end;
                }
            }
            Kids::Runs(runs) => {
                let mut kept = Vec::with_capacity(runs.len());
                for run in runs.iter() {
                    let end = at + run.lines;
                    let (from, to) = (lines.start.max(at), lines.end.min(end));
                    if from < to {
                        kept.push(Run { lines: to - from, ..*run });
                    }
                    at = end;
                }
                join(out, Self::leaf(kept));
            }
        }
    }

    fn is_big_enough(&self) -> bool {
        match &self.kids {
            Kids::Runs(runs) => runs.len() >= MIN,
            Kids::Nodes(nodes) => nodes.len() >= MIN,
        }
    }

    fn nodes(&self) -> &[Self] {
        match &self.kids {
            Kids::Nodes(nodes) => nodes,
            Kids::Runs(_) => std::slice::from_ref(self),
        }
    }
}

fn push_run(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        _ if run.lines == 0 => {}
        Some(last) if last.joins(run) => last.lines += run.lines,
        _ => runs.push(run),
    }
}

fn join(out: &mut Option<Node>, next: Node) {
    *out = Some(match out.take() {
        Some(node) => concat(node, next),
        None => next,
    });
}

/// Two trees one after the other, balanced (Boehm, Atkinson, Plass: Ropes, 1995, in the B-tree form of xi-rope).
fn concat(a: Node, b: Node) -> Node {
    if a.sum.lines == 0 {
        return b;
    }
    if b.sum.lines == 0 {
        return a;
    }
    if a.height < b.height {
        let Some((first, rest)) = b.nodes().split_first() else { return a };
        if a.height + 1 == b.height && a.is_big_enough() {
            return merge_nodes(&[a], b.nodes());
        }
        let joined = concat(a, first.clone());
        let level = b.height;
        return if joined.height + 1 == level {
            merge_nodes(&[joined], rest)
        } else {
            merge_nodes(joined.nodes(), rest)
        };
    }
    if a.height > b.height {
        let Some((last, rest)) = a.nodes().split_last() else { return b };
        if b.height + 1 == a.height && b.is_big_enough() {
            return merge_nodes(a.nodes(), &[b]);
        }
        let joined = concat(last.clone(), b);
        let level = a.height;
        return if joined.height + 1 == level {
            merge_nodes(rest, &[joined])
        } else {
            merge_nodes(rest, joined.nodes())
        };
    }
    match (&a.kids, &b.kids) {
        (Kids::Runs(left), Kids::Runs(right)) => merge_runs(left, right),
        _ if a.is_big_enough() && b.is_big_enough() => Node::inner(vec![a, b]),
        _ => merge_nodes(a.nodes(), b.nodes()),
    }
}

fn merge_runs(left: &[Run], right: &[Run]) -> Node {
    let mut runs = left.to_vec();
    for run in right {
        push_run(&mut runs, *run);
    }
    if runs.len() <= MAX {
        return Node::leaf(runs);
    }
    let rest = runs.split_off(runs.len() / 2);
    Node::inner(vec![Node::leaf(runs), Node::leaf(rest)])
}

fn merge_nodes(left: &[Node], right: &[Node]) -> Node {
    let mut nodes = [left, right].concat();
    if nodes.len() <= MAX {
        return Node::inner(nodes);
    }
    let rest = nodes.split_off(nodes.len() / 2);
    Node::inner(vec![Node::inner(nodes), Node::inner(rest)])
}

#[cfg(test)]
mod tests;
