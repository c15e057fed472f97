//! The coordinates of the display map, one newtype a layer, and what a row of the screen is. No layout in here.
//!
//! | layer | coordinate | what it counts |
//! |---|---|---|
//! | document | `usize` line, `usize` byte | lines and bytes of the [`Text`](justbuilt_text::Text) |
//! | folds | [`FoldedLine`] | lines that are not hidden in a fold |
//! | tabs and cells | `u32` column | cells: one for `a`, two for `漢`, none for a combining mark |
//! | wraps | [`DisplayRow`], [`DisplayPoint`] | rows of the screen |

use std::ops::Range;

/// How many cells a tab may be at most; larger settings are cut.
pub const MAX_TAB_WIDTH: u32 = 64;
/// The fewest columns a soft wrap may have; smaller settings are raised.
pub const MIN_WRAP: u32 = 8;

/// What the layout depends on beside the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Distance of tab stops in cells, 1..=[`MAX_TAB_WIDTH`].
    pub tab_width: u32,
    /// Columns after which lines are wrapped, at least [`MIN_WRAP`]; `None` = lines are never wrapped.
    pub wrap: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { tab_width: 4, wrap: None }
    }
}

impl Settings {
    pub(crate) fn sane(self) -> Self {
        Self {
            tab_width: self.tab_width.clamp(1, MAX_TAB_WIDTH),
            wrap: self.wrap.map(|columns| columns.max(MIN_WRAP)),
        }
    }
}

/// Number of a line among those that are not hidden in a fold, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FoldedLine(pub usize);

/// Number of a row of the screen, from 0 at the top of the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DisplayRow(pub usize);

/// A place on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DisplayPoint {
    pub row: DisplayRow,
    /// Cells from the left edge, the indent of a continuation row included.
    pub column: u32,
}

impl DisplayPoint {
    #[must_use]
    pub fn new(row: usize, column: u32) -> Self {
        Self { row: DisplayRow(row), column }
    }
}

/// One row of the screen: which text it shows and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowInfo {
    /// Its number; an estimate while lines above it have not been measured.
    pub row: DisplayRow,
    /// The line of the document that it belongs to.
    pub line: usize,
    /// Its number within that line, 0 for the first.
    pub row_in_line: usize,
    /// The bytes that it shows, without the line ending.
    pub range: Range<usize>,
    /// Whether it ends its line, so that the line ending (if any) and a fold's placeholder follow it.
    pub is_last_of_line: bool,
    /// Cells left empty before `range`: the hanging indent of a continuation row, 0 for a first one.
    pub indent: u32,
    /// How many lines are hidden after it, when it is the last row of a folded header.
    pub folded_after: Option<usize>,
}

impl RowInfo {
    /// Whether it starts its line (line numbers, gutter marks).
    #[must_use]
    pub fn is_first_of_line(&self) -> bool {
        self.row_in_line == 0
    }
}

/// A scroll position that stays where it is when rows above it are measured, folded or wrapped anew.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScrollAnchor {
    /// The line at the top of the view.
    pub line: usize,
    /// The row of that line at the top of the view.
    pub row_in_line: usize,
    /// How much of that row is above the view, 0.0..1.0.
    pub fraction: f32,
}
