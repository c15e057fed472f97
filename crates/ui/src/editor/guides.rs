//! Indent guides: which upright lines stand before the text of the visible rows, and which of them encloses the caret.
//! Works on the indents of the laid-out rows alone.

use std::ops::Range;

use super::frame::Frame;

/// One unbroken upright line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Guide {
    /// The column it stands at.
    pub(super) column: u32,
    /// The rows it spans, as indexes of visible rows.
    pub(super) rows: Range<usize>,
    /// It encloses the caret most closely.
    pub(super) active: bool,
}

/// The guides of a frame. `caret` is the visible row of the primary caret, if there is one.
pub(super) fn guides(frame: &Frame<'_>, caret: Option<usize>) -> Vec<Guide> {
    let step = frame.data.options.indent_width.max(1);
    let levels = levels(frame, step);
    build(&levels, step, caret, frame.scrolled_x > 0.0)
}

/// The number of guides before each visible row. A blank row has as many as the shallower of its neighbours.
fn levels(frame: &Frame<'_>, step: u32) -> Vec<u32> {
    let mut levels: Vec<Option<u32>> = Vec::with_capacity(frame.rows.len());
    for row in &frame.rows {
        let level = if !row.first_of_line {
            levels.last().copied().flatten()
        } else {
            row.layout
                .indent
                .filter(|_| row.layout.cells.start_column() == 0)
                .map(|columns| columns.div_ceil(step))
        };
        levels.push(level);
    }
    fill_blank(&levels)
}

fn fill_blank(levels: &[Option<u32>]) -> Vec<u32> {
    let mut filled = Vec::with_capacity(levels.len());
    let mut above = None;
    let mut index = 0;
    while index < levels.len() {
        if let Some(level) = levels[index] {
            filled.push(level);
            above = Some(level);
            index += 1;
            continue;
        }
        let blank = levels[index..].iter().take_while(|level| level.is_none()).count();
        let below = levels.get(index + blank).copied().flatten();
        let level = match (above, below) {
            (Some(above), Some(below)) => above.min(below),
            (Some(level), None) | (None, Some(level)) => level,
            (None, None) => 0,
        };
        filled.extend(std::iter::repeat_n(level, blank));
        index += blank;
    }
    filled
}

fn build(levels: &[u32], step: u32, caret: Option<usize>, scrolled: bool) -> Vec<Guide> {
    let deepest = levels.iter().copied().max().unwrap_or(0);
    let caret_level = caret.and_then(|caret| levels.get(caret).copied().map(|level| (caret, level)));
    let mut guides = Vec::new();
    for level in 0..deepest {
        // At the very edge a line would only underline the gutter.
        if level == 0 && scrolled {
            continue;
        }
        let mut start = 0;
        while start < levels.len() {
            if levels[start] <= level {
                start += 1;
                continue;
            }
            let length = levels[start..].iter().take_while(|l| **l > level).count();
            let rows = start..start + length;
            let active = active_level(levels, caret_level) == Some(level)
                && caret.is_some_and(|caret| {
                    rows.contains(&caret) || rows.start == caret + 1 || rows.end == caret
                });
            guides.push(Guide { column: level * step, rows, active });
            start += length;
        }
    }
    guides
}

/// The level of the guide that encloses the caret: the line that opens or closes a block counts as inside.
fn active_level(levels: &[u32], caret: Option<(usize, u32)>) -> Option<u32> {
    let (row, level) = caret?;
    let below = levels.get(row + 1).copied().unwrap_or(0);
    let above = row.checked_sub(1).and_then(|row| levels.get(row)).copied().unwrap_or(0);
    if below > level || above > level { Some(level) } else { level.checked_sub(1) }
}

#[cfg(test)]
mod tests;
