//! The display map: what rows of a screen a document becomes (folds, tabs, soft wrap), without pixels.
//!
//! ```text
//! Text ─▶ folds ─▶ tabs and cells ─▶ soft wrap ─▶ rows of the screen
//!         FoldedLine   u32 column       DisplayRow, DisplayPoint
//! ```
//!
//! Folds and wraps differ only in how many rows they make of a line (none, one, several), so both live in one
//! persistent tree of run lengths: [`DisplayMap`] is cloned in O(1), an edit splices the touched lines, and with neither
//! wraps nor folds there is a single run, no state per line. Columns are computed from the text when asked; lines of
//! more than 16 KiB are cut into pieces with sums, so no query walks more than about 8 KiB.
//!
//! Not here: pixels, fonts, colours, and what can be folded. *Blocks* (rows of
//! something else under a line) are a layer over it: [`ScreenMap`]. Room is left for *inlays* (text that is not in the
//! document): cells without bytes, to be mixed into the clusters of a line where its width and rows are measured.

mod blocks;
mod cells;
mod cluster;
mod coords;
mod folds;
mod line;
mod long;
mod map;
mod runs;
mod scan;
mod splice;
mod wrap;

pub use blocks::{ScreenMap, ScreenRow};
pub use cells::RowCells;
pub use cluster::{Cell, CellKind};
pub use coords::{
    DisplayPoint, DisplayRow, FoldedLine, MAX_TAB_WIDTH, MIN_WRAP, RowInfo, ScrollAnchor, Settings,
};
pub use map::{DisplayMap, query::visible_ranges};
