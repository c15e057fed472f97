//! What can be folded: by the fold query of each layer, by indentation where there is no tree.

use std::collections::BTreeMap;
use std::ops::Range;

use justbuilt_text::Text;
use tree_sitter::{Node, QueryCursor, StreamingIterator};

use crate::layer::Layer;
use crate::reading::NodeText;
use crate::state::{Analysis, State};

/// How many lines a run of comments is followed.
const MAX_LINES: usize = 20_000;
/// How many lines beyond the range an indented block is followed.
const MAX_AHEAD: usize = 2000;
/// Bytes that are looked through at once without asking about single lines.
const MAX_PIECE: usize = 32 << 10;
/// Bytes looked at on both ends of a longer line.
const LINE_ENDS: usize = 2048;
/// How many columns of white space are counted.
const MAX_COLUMNS: usize = 1000;

/// Lines that can be folded away: `start_line` stays, those after it up to and including `end_line` go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FoldRange {
    /// The line that stays visible, 0-based.
    pub start_line: usize,
    /// The last line that is hidden; greater than `start_line`.
    pub end_line: usize,
}

pub(super) fn folds(state: &State, text: &Text, lines: Range<usize>) -> Vec<FoldRange> {
    let lines = lines.start..lines.end.min(text.line_count());
    if lines.is_empty() {
        return Vec::new();
    }
    let mut folds = BTreeMap::new();
    match &state.analysis {
        Analysis::Tree(Some(root)) => {
            for bytes in pieces(text, &lines) {
                by_tree(root, 0, text, &bytes, &mut folds);
            }
        }
        // The first parse is on its way: nothing rather than something else.
        Analysis::Tree(None) => {}
        Analysis::Scopes(_) | Analysis::Plain => by_indentation(text, &lines, &mut folds),
    }
    folds
        .into_iter()
        .filter(|(start, end)| lines.contains(start) && end > start)
        .map(|(start_line, end_line)| FoldRange { start_line, end_line })
        .collect()
}

/// The bytes of the lines. Of a very long line only its ends: what folds there mostly starts at its end.
fn pieces(text: &Text, lines: &Range<usize>) -> Vec<Range<usize>> {
    let all = text.line_range(lines.start).start..text.line_range(lines.end - 1).end;
    if all.len() <= MAX_PIECE {
        return std::iter::once(all).collect();
    }
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for line in lines.clone().take(MAX_AHEAD) {
        let range = text.line_range(line);
        let parts = if range.len() <= MAX_PIECE {
            [range.clone(), range.end..range.end]
        } else {
            [range.start..range.start + LINE_ENDS, range.end - LINE_ENDS..range.end]
        };
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            match pieces.last_mut() {
                Some(last) if last.end == part.start => last.end = part.end,
                _ => pieces.push(part),
            }
        }
    }
    pieces
}

fn by_tree(
    layer: &Layer,
    base: usize,
    text: &Text,
    bytes: &Range<usize>,
    folds: &mut BTreeMap<usize, usize>,
) {
    let local = bytes.start.saturating_sub(base)..bytes.end.saturating_sub(base);
    if let Some(query) = layer.grammar.folds() {
        let mut cursor = QueryCursor::new();
        cursor.set_byte_range(local.clone());
        let mut matches = cursor.matches(query, layer.tree.root_node(), NodeText { text, base });
        while let Some(matched) = matches.next() {
            for capture in matched.captures() {
                let node = capture.node;
                if base + node.start_byte() < bytes.start {
                    continue;
                }
                let name = query.capture_names().get(capture.index as usize).copied().unwrap_or_default();
                let fold = if name == "fold.run" { run(&node, base, text) } else { block(&node, base, text) };
                if let Some((start, end)) = fold {
                    let known = folds.entry(start).or_insert(end);
                    *known = end.max(*known);
                }
            }
        }
    }
    for child in layer.children_in(&local) {
        by_tree(&child.layer, base + child.start, text, bytes, folds);
    }
}

/// The lines of a node without the line of its closing token, when that has a line of its own.
fn block(node: &Node<'_>, base: usize, text: &Text) -> Option<(usize, usize)> {
    let range = base + node.start_byte()..(base + node.end_byte()).min(text.len());
    if range.start >= range.end {
        return None;
    }
    let start = text.line_of(range.start);
    let mut end = last_line(text, &range);
    if end <= start {
        return None;
    }
    let closing = node.child(node.child_count().checked_sub(1)?).filter(|child| {
        let kind = child.kind();
        let closes = !child.is_named() || kind.ends_with("_tag") || kind.ends_with("closing_element");
        let closes = closes || kind == "fenced_code_block_delimiter";
        closes && closes_line(text, base + child.start_byte())
    });
    if closing.is_some() {
        end -= 1;
    }
    Some((start, end))
}

/// Neighbours of the same kind on adjacent lines, from the first of them.
fn run(node: &Node<'_>, base: usize, text: &Text) -> Option<(usize, usize)> {
    let first = text.line_of((base + node.start_byte()).min(text.len()));
    if !starts_line(text, base + node.start_byte()) {
        return None;
    }
    let lines = |node: &Node<'_>| {
        let range = base + node.start_byte()..(base + node.end_byte()).min(text.len());
        (text.line_of(range.start.min(text.len())), last_line(text, &range))
    };
    if let Some(before) = node.prev_sibling()
        && before.kind_id() == node.kind_id()
        && lines(&before).1 + 1 >= first
        && starts_line(text, base + before.start_byte())
    {
        return None;
    }
    let (_, mut end) = lines(node);
    let mut last = *node;
    while let Some(next) = last.next_sibling() {
        let (from, to) = lines(&next);
        if next.kind_id() != node.kind_id() || from > end + 1 || end - first > MAX_LINES {
            break;
        }
        end = to;
        last = next;
    }
    Some((first, end))
}

/// The last line that has something of `range`, blank lines at its end left out.
fn last_line(text: &Text, range: &Range<usize>) -> usize {
    let mut end = range.end.min(text.len());
    while end > range.start && text.byte(end - 1).is_some_and(|byte| byte.is_ascii_whitespace()) {
        end -= 1;
    }
    text.line_of(end.saturating_sub(1).max(range.start))
}

/// Whether a line has nothing but white space and closing brackets before `byte`.
fn closes_line(text: &Text, byte: usize) -> bool {
    let byte = byte.min(text.len());
    let start = text.line_range(text.line_of(byte)).start;
    let before = |at: usize| matches!(text.byte(at), Some(b' ' | b'\t' | b')' | b']' | b'}'));
    byte - start <= MAX_COLUMNS && (start..byte).all(before)
}

fn starts_line(text: &Text, byte: usize) -> bool {
    let byte = byte.min(text.len());
    let start = text.line_range(text.line_of(byte)).start;
    byte - start <= MAX_COLUMNS && (start..byte).all(|at| matches!(text.byte(at), Some(b' ' | b'\t')))
}

/// The indentation of a line in columns; `None` for a blank one.
pub(super) fn indentation(text: &Text, line: usize) -> Option<usize> {
    let range = text.line_range(line);
    let mut columns = 0;
    for at in range.start..range.end.min(range.start + MAX_COLUMNS) {
        match text.byte(at)? {
            b' ' => columns += 1,
            b'\t' => columns += 4 - columns % 4,
            b'\n' | b'\r' => return None,
            _ => return Some(columns),
        }
    }
    None
}

fn by_indentation(text: &Text, lines: &Range<usize>, folds: &mut BTreeMap<usize, usize>) {
    let count = text.line_count();
    // One pass from the bottom: open blocks wait for their first line with less indentation.
    let mut last = lines.end;
    let ends = (lines.end + MAX_AHEAD).min(count);
    // Where blocks that start in the range end: follow until something is not indented at all.
    while last < ends && indentation(text, last) != Some(0) {
        last += 1;
    }
    let mut stack: Vec<(usize, usize)> = Vec::new();
    let mut content = lines.start;
    for line in lines.start..last {
        let Some(indent) = indentation(text, line) else { continue };
        while let Some((start, _)) = stack.pop_if(|(_, other)| *other >= indent) {
            folds.insert(start, content);
        }
        if line < lines.end || !stack.is_empty() {
            stack.push((line, indent));
        }
        content = line;
    }
    for (start, _) in stack {
        folds.insert(start, content);
    }
}
