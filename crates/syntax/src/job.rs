//! Parsing that can be cut into slices: the root layer, then what is injected into it, then what is
//! injected there. Reuses old layers, and looks for injections only where something changed.

mod changes;
mod find;

use std::collections::VecDeque;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::CancelToken;
use justbuilt_text::Text;
use tree_sitter::{ParseOptions, Parser, Point, Tree};
use web_time::Instant;

use crate::grammar::Grammar;
use crate::language::Languages;
use crate::layer::{Child, Layer, merge};
use crate::reading;
use crate::{OneThread, one_thread};
use changes::changes;
use find::{Found, find};

/// Injections inside injections inside injections end here.
const MAX_DEPTH: usize = 6;
/// Injections are also looked for this many bytes around a change: a tag decides about what follows it.
const AROUND: usize = 256;
/// Injections are looked for in pieces of this many bytes.
const FIND_PIECE: usize = 1 << 16;

/// What a slice of work came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The budget ran out.
    More,
    /// All done: [`TreeJob::finish`] has the layer.
    Done,
    /// Cancelled, or the parser would not.
    Failed,
}

/// A parse under way.
pub(crate) struct TreeJob {
    languages: Arc<Languages>,
    text: Text,
    parser: OneThread<Parser>,
    frames: Vec<Frame>,
    finished: Option<Arc<Layer>>,
    /// Bytes of the document that may look different from before.
    changed: Vec<Range<usize>>,
}

/// One layer being made.
struct Frame {
    grammar: Arc<Grammar>,
    /// The document's bytes it covers.
    bytes: Range<usize>,
    /// Local included ranges; empty for all of it.
    ranges: Vec<Range<usize>>,
    old: Option<Arc<Layer>>,
    stage: Stage,
}

enum Stage {
    Parse,
    Find {
        tree: Tree,
        /// Local ranges still to be looked through, last first.
        regions: Vec<Range<usize>>,
        /// All of them, sorted.
        changed: Vec<Range<usize>>,
        found: Vec<Found>,
    },
    Inject {
        tree: Tree,
        /// Those not made yet, last first.
        pending: Vec<Found>,
        /// The old children that may be reused for them.
        reusable: VecDeque<Child>,
        children: Vec<Child>,
        /// The one being made in the frame above.
        making: Option<(usize, usize)>,
    },
}

impl TreeJob {
    pub fn new(
        languages: &Arc<Languages>,
        grammar: Arc<Grammar>,
        text: Text,
        old: Option<Arc<Layer>>,
    ) -> TreeJob {
        let bytes = 0..text.len();
        let root = Frame { grammar, bytes, ranges: Vec::new(), old, stage: Stage::Parse };
        TreeJob {
            languages: Arc::clone(languages),
            text,
            parser: one_thread(Parser::new()),
            frames: vec![root],
            finished: None,
            changed: Vec::new(),
        }
    }

    /// Works for about `budget`; `None` for as long as it takes.
    pub fn step(&mut self, budget: Option<Duration>, cancel: &CancelToken) -> Progress {
        let clock = Clock { start: Instant::now(), budget };
        loop {
            if self.finished.is_some() {
                return Progress::Done;
            }
            if cancel.is_cancelled() {
                return Progress::Failed;
            }
            match self.advance(&clock, cancel) {
                Progress::Done => {}
                other => return other,
            }
            if clock.is_over() && !self.is_nearly_done() {
                return Progress::More;
            }
        }
    }

    /// The layer, once [`TreeJob::step`] said [`Progress::Done`], and which bytes may look different from what
    /// the old one says, sorted.
    pub fn finish(self) -> Option<(Arc<Layer>, Vec<Range<usize>>)> {
        Some((self.finished?, merge(self.changed)))
    }

    /// Whether what is left is not worth another slice: a root without injections.
    fn is_nearly_done(&self) -> bool {
        let [frame] = self.frames.as_slice() else { return self.frames.is_empty() };
        match &frame.stage {
            Stage::Parse => false,
            Stage::Find { regions, .. } => regions.is_empty(),
            Stage::Inject { pending, .. } => pending.is_empty(),
        }
    }

    /// One step of the topmost frame. `Done` means: go on.
    fn advance(&mut self, clock: &Clock, cancel: &CancelToken) -> Progress {
        let depth = self.frames.len();
        let Some(frame) = self.frames.last_mut() else { return Progress::Failed };
        match &mut frame.stage {
            Stage::Parse => {
                let text = &self.text;
                match parse(&mut self.parser, frame, text, clock, cancel) {
                    Ok(tree) => {
                        // Compiled here, where it does not hold up a frame.
                        frame.grammar.highlights();
                        let changed = changed_ranges(frame, &tree);
                        let base = frame.bytes.start;
                        self.changed.extend(changed.iter().map(|range| base + range.start..base + range.end));
                        frame.stage = after_parse(frame, tree, changed);
                    }
                    Err(progress) => return progress,
                }
            }
            Stage::Find { tree, regions, changed, found } => {
                if let Some(region) = regions.pop() {
                    let piece = region.start..region.end.min(region.start + FIND_PIECE);
                    if piece.end < region.end {
                        regions.push(piece.end..region.end);
                    }
                    if depth < MAX_DEPTH {
                        find(&self.languages, &frame.grammar, tree, &self.text, &frame.bytes, &piece, found);
                    }
                } else {
                    let tree = tree.clone();
                    let (changed, found) = (std::mem::take(changed), std::mem::take(found));
                    frame.stage = after_find(frame, tree, &changed, found);
                }
            }
            Stage::Inject { tree, pending, reusable, children, making } => {
                if let Some(found) = pending.pop() {
                    let (start, len) = (found.start, found.len());
                    let Some(grammar) = found.grammar.clone() else { return Progress::Done };
                    let old = take_reusable(reusable, &found);
                    if let Some(old) = &old
                        && old.layer.dirty.is_empty()
                        && old.layer.included() == found.included()
                    {
                        children.push(old.clone());
                        return Progress::Done;
                    }
                    *making = Some((start, len));
                    let origin = frame.bytes.start + start;
                    let next = Frame {
                        grammar,
                        bytes: origin..origin + len,
                        ranges: found.included().unwrap_or_default(),
                        old: old.map(|child| child.layer),
                        stage: Stage::Parse,
                    };
                    self.frames.push(next);
                } else {
                    let base = frame.bytes.start;
                    self.changed.extend(reusable.iter().map(|gone| base + gone.start..base + gone.end()));
                    let mut children = std::mem::take(children);
                    children.sort_by_key(|child| child.start);
                    let layer = Layer {
                        grammar: frame.grammar.clone(),
                        tree: tree.clone(),
                        children,
                        dirty: Vec::new(),
                    };
                    self.frames.pop();
                    self.deliver(Arc::new(layer));
                }
            }
        }
        Progress::Done
    }

    /// Hands a finished layer to the frame below, or out.
    fn deliver(&mut self, layer: Arc<Layer>) {
        match self.frames.last_mut() {
            None => self.finished = Some(layer),
            Some(Frame { stage: Stage::Inject { children, making, .. }, .. }) => {
                if let Some((start, len)) = making.take() {
                    children.push(Child { start, len, layer });
                }
            }
            Some(_) => {}
        }
    }
}

struct Clock {
    start: Instant,
    budget: Option<Duration>,
}

impl Clock {
    fn is_over(&self) -> bool {
        self.budget.is_some_and(|budget| self.start.elapsed() >= budget)
    }
}

/// Parses a frame's text, or goes on where the last slice ended.
fn parse(
    parser: &mut Parser,
    frame: &Frame,
    text: &Text,
    clock: &Clock,
    cancel: &CancelToken,
) -> Result<Tree, Progress> {
    let grammar: &tree_sitter::Language = &frame.grammar.language;
    if parser.language().is_none_or(|language| *language != *grammar) && parser.set_language(grammar).is_err()
    {
        return Err(Progress::Failed);
    }
    let ranges = included_ranges(frame, text);
    if parser.included_ranges() != ranges && parser.set_included_ranges(&ranges).is_err() {
        return Err(Progress::Failed);
    }
    let (base, end) = (frame.bytes.start, frame.bytes.end);
    let mut read = |byte: usize, _: Point| reading::bytes_at(text, base + byte, end);
    let mut progress = |_: &tree_sitter::ParseState| {
        if clock.is_over() || cancel.is_cancelled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let old = frame.old.as_ref().filter(|_| frame.grammar.id.is_incremental()).map(|layer| &layer.tree);
    match parser.parse_with_options(&mut read, old, Some(options)) {
        Some(tree) => Ok(tree),
        None if cancel.is_cancelled() => Err(Progress::Failed),
        None if clock.is_over() => Err(Progress::More),
        None => Err(Progress::Failed),
    }
}

fn included_ranges(frame: &Frame, text: &Text) -> Vec<tree_sitter::Range> {
    let base = frame.bytes.start;
    let origin = if frame.ranges.is_empty() { Point::default() } else { reading::point(text, base) };
    let point = |byte: usize| reading::relative(reading::point(text, base + byte), origin);
    let range = |range: &Range<usize>| tree_sitter::Range {
        start_byte: range.start,
        end_byte: range.end,
        start_point: point(range.start),
        end_point: point(range.end),
    };
    if frame.ranges.is_empty() {
        // What the parser reports for "everything".
        let max = u32::MAX as usize;
        let end = Point { row: max, column: max };
        return vec![tree_sitter::Range {
            start_byte: 0,
            end_byte: max,
            start_point: Point::default(),
            end_point: end,
        }];
    }
    frame.ranges.iter().map(range).collect()
}

/// What changed, in local bytes; there injections have to be looked for again.
fn changed_ranges(frame: &Frame, tree: &Tree) -> Vec<Range<usize>> {
    let len = frame.bytes.len();
    let Some(old) = &frame.old else { return std::iter::once(0..len).collect() };
    let widened = changes(&old.tree, tree)
        .into_iter()
        .chain(old.dirty.iter().cloned())
        .map(|range| range.start.saturating_sub(AROUND)..range.end.saturating_add(AROUND).min(len))
        .filter(|range| range.start < range.end)
        .collect();
    merge(widened)
}

fn after_parse(frame: &Frame, tree: Tree, changed: Vec<Range<usize>>) -> Stage {
    let regions = match frame.grammar.injections() {
        Some(_) => changed.iter().rev().cloned().collect(),
        None => Vec::new(),
    };
    Stage::Find { tree, regions, changed, found: Vec::new() }
}

/// Which old children stay, which may be reused, and what has to be made.
fn after_find(frame: &Frame, tree: Tree, changed: &[Range<usize>], mut found: Vec<Found>) -> Stage {
    found.sort_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
    let mut end = 0;
    found.retain(|found| {
        let keep = found.start >= end && found.len() > 0;
        if keep {
            end = found.end;
        }
        keep
    });
    let (mut reusable, mut children) = (VecDeque::new(), Vec::new());
    for child in frame.old.iter().flat_map(|old| &old.children) {
        let overlaps = |ranges: Range<usize>| child.start < ranges.end && child.end() > ranges.start;
        let at = changed.partition_point(|range| range.end <= child.start);
        let is_changed = changed.get(at).is_some_and(|range| overlaps(range.clone()));
        let at = found.partition_point(|found| found.end <= child.start);
        let is_found = found.get(at).is_some_and(|found| overlaps(found.start..found.end));
        if is_changed || is_found {
            reusable.push_back(child.clone());
        } else {
            children.push(child.clone());
        }
    }
    found.reverse();
    Stage::Inject { tree, pending: found, reusable, children, making: None }
}

/// The old child at the same place in the same language, taken out of the list. Both sides ascend.
fn take_reusable(reusable: &mut VecDeque<Child>, found: &Found) -> Option<Child> {
    while reusable.front()?.start < found.start {
        reusable.pop_front();
    }
    let front = reusable.front()?;
    // Of another length it was not edited like its host: its tree would mislead the parser.
    let same = front.start == found.start
        && front.len == found.len()
        && found.grammar.as_ref().is_some_and(|grammar| grammar.id == front.layer.grammar.id);
    if same { reusable.pop_front() } else { None }
}
