//! Highlights that were computed and still hold: pieces of text with what they are, moved along with edits
//! and dropped where something changed. Computing them is for `snapshot::highlights`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use tree_sitter::InputEdit;

use crate::state::Span;

/// Blocks kept; beyond that all are forgotten. A screen has about ten.
const MAX_BLOCKS: usize = 256;
/// How far from a change a highlight may depend on it, in bytes: a name on what it is defined as.
const REACH: usize = 256;

/// Blocks by their start.
#[derive(Clone, Default)]
pub(crate) struct Blocks {
    blocks: BTreeMap<usize, Block>,
}

/// Highlights of `start..end`, relative to `start`.
#[derive(Clone)]
pub(crate) struct Block {
    pub end: usize,
    pub spans: Arc<[Span]>,
}

impl Blocks {
    /// The block that holds `byte`, and where it starts.
    pub fn get(&self, byte: usize) -> Option<(usize, Block)> {
        let (start, block) = self.blocks.range(..=byte).next_back()?;
        (byte < block.end).then(|| (*start, block.clone()))
    }

    /// The gap around `byte`: between the end of the block before and the start of the block after.
    pub fn gap(&self, byte: usize) -> Range<usize> {
        let before = self.blocks.range(..=byte).next_back().map_or(0, |(_, block)| block.end);
        let after = self.blocks.range(byte..).next().map_or(usize::MAX, |(start, _)| *start);
        before..after
    }

    /// Keeps a block, which must lie in a gap.
    pub fn insert(&mut self, start: usize, block: Block) {
        if self.blocks.len() >= MAX_BLOCKS {
            self.blocks.clear();
        }
        let gap = self.gap(start);
        // Another thread may have been quicker.
        if gap.start <= start && block.end <= gap.end {
            self.blocks.insert(start, block);
        }
    }

    /// The blocks no edit touches, at their new places. The edits ascend, each in the coordinates after the
    /// ones before it.
    pub fn edited(&self, edits: &[InputEdit]) -> Blocks {
        let mut blocks = BTreeMap::new();
        let mut next = 0;
        let mut delta = 0_isize;
        for (start, block) in &self.blocks {
            let mut touched = false;
            while let Some(edit) = edits.get(next) {
                let (start, end) = (start.wrapping_add_signed(delta), block.end.wrapping_add_signed(delta));
                if edit.start_byte > end {
                    break;
                }
                touched |= edit.old_end_byte >= start;
                if edit.old_end_byte > end {
                    // It may reach into the next block too.
                    break;
                }
                delta += edit.new_end_byte as isize - edit.old_end_byte as isize;
                next += 1;
            }
            if !touched {
                let end = block.end.wrapping_add_signed(delta);
                blocks
                    .insert(start.wrapping_add_signed(delta), Block { end, spans: Arc::clone(&block.spans) });
            }
        }
        Blocks { blocks }
    }

    /// The blocks without those near one of the changes (sorted or not).
    pub fn without(&self, changed: &[Range<usize>]) -> Blocks {
        let mut blocks = self.blocks.clone();
        blocks.retain(|start, block| {
            !changed.iter().any(|range| {
                range.start.saturating_sub(REACH) <= block.end && range.end.saturating_add(REACH) >= *start
            })
        });
        Blocks { blocks }
    }
}

#[cfg(test)]
mod tests;
