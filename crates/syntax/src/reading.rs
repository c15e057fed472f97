//! How tree-sitter reads a rope: chunk by chunk, without copying. Also the conversions of positions.

use std::ops::Range;

use justbuilt_text::Text;
use tree_sitter::{InputEdit, Node, Point, TextProvider};

/// Text of one node that predicates look at is cut here, so that a giant node costs nothing.
const PREDICATE_TEXT: usize = 1024;

/// The bytes from `at` to the end of its chunk, but not beyond `end`. Empty at and after `end`.
pub(crate) fn bytes_at(text: &Text, at: usize, end: usize) -> &[u8] {
    let end = end.min(text.len());
    if at >= end {
        return &[];
    }
    let (chunk, start) = text.chunk_at(at);
    let from = at.saturating_sub(start).min(chunk.len());
    let to = (end - start).min(chunk.len());
    chunk.as_bytes().get(from..to).unwrap_or_default()
}

/// The point of a byte as tree-sitter wants it.
pub(crate) fn point(text: &Text, byte: usize) -> Point {
    let point = text.point_of(byte.min(text.len()));
    Point { row: point.line, column: point.column }
}

/// `point` seen from `origin`.
pub(crate) fn relative(point: Point, origin: Point) -> Point {
    if point.row == origin.row {
        Point { row: 0, column: point.column.saturating_sub(origin.column) }
    } else {
        Point { row: point.row.saturating_sub(origin.row), column: point.column }
    }
}

/// `edit` in the coordinates of something that starts at `origin`.
pub(crate) fn relative_edit(edit: &InputEdit, byte: usize, origin: Point) -> InputEdit {
    InputEdit {
        start_byte: edit.start_byte.saturating_sub(byte),
        old_end_byte: edit.old_end_byte.saturating_sub(byte),
        new_end_byte: edit.new_end_byte.saturating_sub(byte),
        start_position: relative(edit.start_position, origin),
        old_end_position: relative(edit.old_end_position, origin),
        new_end_position: relative(edit.new_end_position, origin),
    }
}

/// Text of the nodes of a layer that starts at `base`, for query predicates.
pub(crate) struct NodeText<'a> {
    pub text: &'a Text,
    pub base: usize,
}

impl<'a> TextProvider<&'a [u8]> for NodeText<'a> {
    type I = Chunks<'a>;

    fn text(&mut self, node: Node<'_>) -> Chunks<'a> {
        let range = node.byte_range();
        let start = self.base + range.start;
        Chunks { text: self.text, at: start, end: self.base + range.end.min(range.start + PREDICATE_TEXT) }
    }
}

/// The chunks of a byte range.
pub(crate) struct Chunks<'a> {
    text: &'a Text,
    at: usize,
    end: usize,
}

impl<'a> Chunks<'a> {
    pub fn new(text: &'a Text, range: Range<usize>) -> Self {
        Chunks { text, at: range.start, end: range.end }
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let bytes = bytes_at(self.text, self.at, self.end);
        self.at += bytes.len();
        if bytes.is_empty() { None } else { Some(bytes) }
    }
}

/// The bytes of a range as a string, whatever they are.
pub(crate) fn string(text: &Text, range: Range<usize>) -> String {
    let mut bytes = Vec::with_capacity(range.len());
    for chunk in Chunks::new(text, range) {
        bytes.extend_from_slice(chunk);
    }
    match String::from_utf8(bytes) {
        Ok(string) => string,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}
