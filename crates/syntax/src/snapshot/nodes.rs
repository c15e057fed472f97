//! Walking down to the nodes around a place, through injected layers. Used by expand selection, brackets
//! and indentation.

use std::ops::Range;

use justbuilt_text::Text;
use tree_sitter::Node;

use crate::highlight::Highlight;
use crate::layer::Layer;
use crate::state::{Analysis, State};

/// Deeper nesting than this is not followed.
const MAX_DEPTH: usize = 4096;

/// The nodes of one layer around a place, from its root inwards.
pub(super) struct Path<'a> {
    /// Where the layer starts in the document.
    pub base: usize,
    pub nodes: Vec<Node<'a>>,
}

impl Path<'_> {
    /// The document's bytes of a node of this path.
    pub fn range(&self, node: &Node<'_>) -> Range<usize> {
        self.base + node.start_byte()..self.base + node.end_byte()
    }
}

/// The nodes around `range` in every layer around it, the document's own first.
pub(super) fn paths<'a>(root: &'a Layer, range: &Range<usize>) -> Vec<Path<'a>> {
    let mut paths = Vec::new();
    let (mut layer, mut base) = (root, 0);
    loop {
        let local = range.start - base..range.end - base;
        paths.push(Path { base, nodes: path(layer, &local) });
        let at = layer.children.partition_point(|child| child.start <= local.start);
        let child = at.checked_sub(1).and_then(|index| layer.children.get(index));
        let Some(child) = child.filter(|child| {
            child.end() >= local.end && (child.end() > local.start || local.start == child.start)
        }) else {
            return paths;
        };
        base += child.start;
        layer = &child.layer;
    }
}

/// The nodes of a layer around local bytes, from the root inwards.
fn path<'a>(layer: &'a Layer, range: &Range<usize>) -> Vec<Node<'a>> {
    let mut cursor = layer.tree.walk();
    let mut nodes = vec![cursor.node()];
    while nodes.len() < MAX_DEPTH && cursor.goto_first_child_for_byte(range.start).is_some() {
        let node = cursor.node();
        if node.start_byte() > range.start || node.end_byte() < range.end {
            break;
        }
        nodes.push(node);
    }
    nodes
}

pub(super) fn node_ranges(state: &State, text: &Text, range: Range<usize>) -> Vec<Range<usize>> {
    let range = range.start.min(text.len())..range.end.min(text.len());
    let mut ranges: Vec<Range<usize>> = Vec::new();
    if let Some(root) = state.root() {
        for path in paths(root, &seed(text, &range)) {
            for node in &path.nodes {
                ranges.push(path.range(node));
                ranges.extend(inside(&path, node));
            }
        }
    }
    ranges.push(0..text.len());
    ranges.retain(|around| {
        around.start <= range.start
            && around.end >= range.end
            && around.len() > range.len()
            && around.end <= text.len()
            && text.is_boundary(around.start)
            && text.is_boundary(around.end)
    });
    ranges.sort_by_key(|range| (range.len(), range.start));
    ranges.dedup();
    let mut nested: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        if nested.last().is_none_or(|last| range.start <= last.start && range.end >= last.end) {
            nested.push(range);
        }
    }
    nested
}

/// A caret at the end of a word belongs to the word.
fn seed(text: &Text, range: &Range<usize>) -> Range<usize> {
    if !range.is_empty() || range.start == 0 {
        return range.clone();
    }
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let after = text.byte(range.start).is_some_and(is_word);
    let before = text.byte(range.start - 1).is_some_and(is_word);
    if before && !after { range.start - 1..range.start } else { range.clone() }
}

/// Between the delimiters of a node that has them.
fn inside(path: &Path<'_>, node: &Node<'_>) -> Option<Range<usize>> {
    let count = node.child_count();
    if count < 2 {
        return None;
    }
    let (first, last) = (node.child(0)?, node.child(count - 1)?);
    let is_delimiter = |node: &Node<'_>| !node.is_named() && node.end_byte() - node.start_byte() <= 3;
    (is_delimiter(&first) && is_delimiter(&last) && last.start_byte() > first.end_byte())
        .then(|| path.base + first.end_byte()..path.base + last.start_byte())
}

pub(super) fn is_in_string_or_comment(state: &State, text: &Text, byte: usize) -> bool {
    let byte = byte.min(text.len());
    let Some(root) = state.root() else {
        if !matches!(state.analysis, Analysis::Scopes(_)) || byte == 0 {
            return false;
        }
        let around = text.clamp_boundary(byte - 1)..byte;
        let spans = super::highlights::highlights(state, text, around);
        return spans.last().is_some_and(|(_, kind)| {
            matches!(kind, Highlight::String | Highlight::Comment | Highlight::DocComment)
        });
    };
    let at = byte.saturating_sub(1);
    for path in paths(root, &(at..byte.max(at))).iter().rev() {
        for node in path.nodes.iter().rev() {
            let range = path.range(node);
            match literal(node) {
                Some(Literal::Code) => return false,
                Some(_) if range.start < byte && byte < range.end => return true,
                Some(Literal::Comment) if range.end == byte => {
                    let closed =
                        byte >= 2 && text.byte(byte - 1) == Some(b'/') && text.byte(byte - 2) == Some(b'*');
                    return !closed;
                }
                _ => {}
            }
        }
    }
    false
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Literal {
    String,
    Comment,
    /// Code inside a string.
    Code,
}

/// Whether a node is a string, a comment, or code embedded in one.
pub(super) fn literal(node: &Node<'_>) -> Option<Literal> {
    if !node.is_named() {
        return None;
    }
    let kind = node.kind();
    if kind.contains("interpolation") || kind == "template_substitution" || kind.contains("expansion") {
        Some(Literal::Code)
    } else if kind.contains("comment") {
        Some(Literal::Comment)
    } else if kind.contains("string") || kind.contains("char_literal") || kind == "quoted_attribute_value" {
        Some(Literal::String)
    } else {
        None
    }
}

/// Nodes of a tree that are errors or missing, at most `most`. What is inside an error counts once.
pub(super) fn errors(tree: &tree_sitter::Tree, most: usize) -> usize {
    let mut cursor = tree.walk();
    let mut found = 0;
    loop {
        let node = cursor.node();
        let counts = node.is_error() || node.is_missing();
        found += usize::from(counts);
        if found >= most {
            return most;
        }
        if !counts && node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return found;
            }
        }
    }
}
