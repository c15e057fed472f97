//! Finding injections: which stretches of a layer are text of another language. Which of them are new is
//! decided by the job.

use std::ops::Range;
use std::sync::Arc;

use justbuilt_text::Text;
use tree_sitter::{Node, QueryCursor, StreamingIterator, Tree};

use crate::grammar::Grammar;
use crate::language::Languages;
use crate::reading::{self, NodeText};

/// An injection: a grammar and the local bytes of its host it applies to.
pub(super) struct Found {
    /// `None` when the language is not known: then nothing is injected, not even what was before.
    pub grammar: Option<Arc<Grammar>>,
    pub start: usize,
    pub end: usize,
    /// Local bytes of the host; more than one when something inside is left out.
    ranges: Vec<Range<usize>>,
}

impl Found {
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Its own included ranges from its start; `None` when all of it is included.
    pub fn included(&self) -> Option<Vec<Range<usize>>> {
        if self.ranges.len() < 2 {
            return None;
        }
        Some(self.ranges.iter().map(|range| range.start - self.start..range.end - self.start).collect())
    }
}

/// Adds the injections that touch `piece` (local bytes of the layer that covers `bytes` of the document).
pub(super) fn find(
    languages: &Languages,
    grammar: &Grammar,
    tree: &Tree,
    text: &Text,
    bytes: &Range<usize>,
    piece: &Range<usize>,
    found: &mut Vec<Found>,
) {
    let Some(injections) = grammar.injections() else { return };
    let mut cursor = QueryCursor::new();
    cursor.set_byte_range(piece.clone());
    let provider = NodeText { text, base: bytes.start };
    let mut matches = cursor.matches(&injections.query, tree.root_node(), provider);
    while let Some(matched) = matches.next() {
        let Some(pattern) = injections.patterns.get(matched.pattern_index) else { continue };
        let mut name = pattern.language.as_deref().map(str::to_owned);
        let mut content = None;
        for capture in matched.captures() {
            if capture.index == injections.content {
                content = Some(capture.node);
            } else if Some(capture.index) == injections.language {
                let range = capture.node.byte_range();
                let end = range.end.min(range.start + 64);
                name = Some(reading::string(text, bytes.start + range.start..bytes.start + end));
            }
        }
        let (Some(content), Some(name)) = (content, name) else { continue };
        let grammar = languages.grammar_for_injection(&name);
        let ranges = content_ranges(content, pattern.include_children, bytes.len());
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { continue };
        let (start, end) = (first.start, last.end);
        found.push(Found { grammar, start, end, ranges });
    }
}

/// A node's bytes, without those of its named children unless they are to be included.
fn content_ranges(node: Node<'_>, include_children: bool, len: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = node.start_byte();
    let end = node.end_byte().min(len);
    if !include_children {
        let mut cursor = node.walk();
        let mut more = cursor.goto_first_child();
        while more {
            let child = cursor.node();
            if child.is_named() {
                ranges.push(at..child.start_byte().min(end));
                at = at.max(child.end_byte());
            }
            more = cursor.goto_next_sibling();
        }
    }
    ranges.push(at..end);
    ranges.retain(|range| range.start < range.end);
    ranges
}
