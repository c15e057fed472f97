//! A tree over a stretch of text, with the trees injected into it. Positions inside a layer count from
//! its own start, so an edit elsewhere costs an injected layer nothing but a new place. Parsing is in
//! `job`; this is the data and how edits move it.

use std::ops::Range;
use std::sync::Arc;

use justbuilt_text::Text;
use tree_sitter::{InputEdit, Tree};

use crate::grammar::Grammar;
use crate::reading;

/// One parsed layer.
#[derive(Clone)]
pub(crate) struct Layer {
    pub grammar: Arc<Grammar>,
    pub tree: Tree,
    /// Sorted by start, never overlapping.
    pub children: Vec<Child>,
    /// What was edited since the parse, sorted and merged, in today's local bytes.
    pub dirty: Vec<Range<usize>>,
}

/// An injected layer and its place in the layer around it.
#[derive(Clone)]
pub(crate) struct Child {
    /// Local bytes of the parent.
    pub start: usize,
    /// Bytes from the start of its first included range to the end of its last.
    pub len: usize,
    pub layer: Arc<Layer>,
}

impl Child {
    pub fn end(&self) -> usize {
        self.start + self.len
    }
}

impl Layer {
    /// Moves the layer through edits, which must ascend, each in the coordinates after the one before.
    /// `base` is where the layer starts in `new`, the text after all edits.
    pub fn edit(&mut self, edits: &[InputEdit], base: usize, new: &Text) {
        for edit in edits {
            self.tree.edit(edit);
            mark_dirty(&mut self.dirty, edit);
        }
        self.edit_children(edits, base, new);
    }

    fn edit_children(&mut self, edits: &[InputEdit], base: usize, new: &Text) {
        if self.children.is_empty() {
            return;
        }
        let mut next = 0;
        let mut delta = 0_isize;
        self.children.retain_mut(|child| {
            child.start = child.start.wrapping_add_signed(delta);
            let mut inner = Vec::new();
            let mut keep = true;
            while let Some(edit) = edits.get(next) {
                let change = edit.new_end_byte as isize - edit.old_end_byte as isize;
                let insertion = edit.start_byte == edit.old_end_byte;
                if edit.start_byte > child.end() || (edit.start_byte == child.end() && !insertion) {
                    break;
                }
                let before =
                    edit.old_end_byte <= child.start && !(insertion && edit.start_byte == child.start);
                if before {
                    child.start = child.start.wrapping_add_signed(change);
                } else if edit.start_byte >= child.start && edit.old_end_byte <= child.end() {
                    inner.push(*edit);
                    child.len = child.len.wrapping_add_signed(change);
                } else {
                    keep = false;
                    if edit.old_end_byte > child.end() {
                        // The edit reaches beyond: what follows must see it too.
                        break;
                    }
                    child.start = child.start.wrapping_add_signed(change);
                }
                delta += change;
                next += 1;
            }
            if !keep || child.len == 0 {
                return false;
            }
            if !inner.is_empty() {
                let start = base + child.start;
                let origin = reading::point(new, start);
                let parent = reading::point(new, base);
                let origin_here = reading::relative(origin, parent);
                let local: Vec<InputEdit> =
                    inner.iter().map(|edit| reading::relative_edit(edit, child.start, origin_here)).collect();
                Arc::make_mut(&mut child.layer).edit(&local, start, new);
            }
            true
        });
    }

    /// The children that touch `range` (local bytes).
    pub fn children_in(&self, range: &Range<usize>) -> &[Child] {
        let from = self.children.partition_point(|child| child.end() <= range.start);
        let to = self.children.partition_point(|child| child.start < range.end);
        self.children.get(from..to.max(from)).unwrap_or_default()
    }

    /// The bytes the tree was parsed over, as local ranges; `None` when that is everything.
    pub fn included(&self) -> Option<Vec<Range<usize>>> {
        let ranges = self.tree.included_ranges();
        let whole = ranges.len() <= 1
            && ranges
                .first()
                .is_none_or(|range| range.start_byte == 0 && range.end_byte >= u32::MAX as usize);
        (!whole).then(|| ranges.into_iter().map(|range| range.start_byte..range.end_byte).collect())
    }
}

/// Adds an edit to a sorted list of dirty ranges, moving what lies behind it.
pub(crate) fn mark_dirty(dirty: &mut Vec<Range<usize>>, edit: &InputEdit) {
    let change = edit.new_end_byte as isize - edit.old_end_byte as isize;
    let mut merged = edit.start_byte..edit.new_end_byte;
    let mut result = Vec::with_capacity(dirty.len() + 1);
    let mut placed = false;
    for range in dirty.drain(..) {
        if range.end < edit.start_byte {
            result.push(range);
        } else if range.start > edit.old_end_byte {
            if !placed {
                result.push(merged.clone());
                placed = true;
            }
            result.push(range.start.wrapping_add_signed(change)..range.end.wrapping_add_signed(change));
        } else {
            merged.start = merged.start.min(range.start);
            let end = if range.end <= edit.old_end_byte {
                edit.new_end_byte
            } else {
                range.end.wrapping_add_signed(change)
            };
            merged.end = merged.end.max(end);
        }
    }
    if !placed {
        result.push(merged);
    }
    *dirty = result;
}

/// Sorts ranges and merges those that touch.
pub(crate) fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests;
