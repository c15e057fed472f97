//! What goes into the editor widget each frame and what comes out of it. The widget changes nothing but its own view
//! state: every wish of the user leaves as an [`EditorIntent`].

use std::ops::Range;

use egui::{Pos2, Rect, Response};
use justbuilt_display::DisplayMap;
use justbuilt_syntax::SyntaxSnapshot;
use justbuilt_text::{Selections, Text};

use super::blocks::{Block, BlockPlace, GhostText};
use super::options::EditorOptions;

/// Everything the widget shows. Offsets are bytes of `text`, lines count from 0.
#[derive(Clone, Copy)]
pub struct EditorData<'a> {
    /// Tells this view from others; the id of its focus and of its accessibility node.
    pub id: egui::Id,
    /// What a screen reader calls this view, usually the file name.
    pub label: &'a str,
    /// The text.
    pub text: &'a Text,
    /// Changes whenever `text` does.
    pub revision: u64,
    /// The carets and selections.
    pub selections: &'a Selections,
    /// Rows of the screen. Its settings decide tab width and wrapping; see [`EditorOutput::wrap_columns`]. Where lines
    /// are wrapped, have it prepared around [`Scroll::anchor`](super::Scroll::anchor) before each frame.
    pub display: &'a DisplayMap,
    /// Highlighting, folds and brackets of this text.
    pub syntax: &'a SyntaxSnapshot,
    /// What the find bar found, sorted, not overlapping.
    pub find_matches: &'a [Range<usize>],
    /// Index of the current one in `find_matches`.
    pub current_match: Option<usize>,
    /// Marks in the gutter, sorted by line.
    pub line_marks: &'a [LineMark],
    /// Underlines and backgrounds, sorted by start.
    pub decorations: &'a [Decoration],
    /// Rows that are not in the document, sorted by where they stand.
    pub blocks: &'a [Block],
    /// Lines that an edit which is looked at would replace, sorted.
    pub replaced: &'a [Range<usize>],
    /// Text that is offered; not shown while an input method composes.
    pub ghost: Option<GhostText<'a>>,
    /// Typing is refused by the application: no IME, no caret blink.
    pub read_only: bool,
    /// Whether this is the view that should have the keyboard.
    pub focused: bool,
    /// Something to scroll to; acted on once per `seq`.
    pub reveal: Option<Reveal>,
    /// How to show it.
    pub options: &'a EditorOptions,
}

/// A wish to see a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// A new number for each new wish.
    pub seq: u64,
    /// The place.
    pub byte: usize,
    /// Where it should stand.
    pub align: RevealAlign,
}

/// Where a revealed place should stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RevealAlign {
    /// Scroll no more than needed; a place further away than a screen comes to the centre.
    #[default]
    Nearest,
    /// In the middle.
    Center,
    /// At the top, under the margin.
    Top,
}

/// What happened to lines since some base, shown as a bar in the gutter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineMark {
    /// The lines; empty for lines that were removed before `start`.
    pub lines: Range<usize>,
    /// What happened.
    pub kind: LineMarkKind,
}

/// What happened to lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineMarkKind {
    /// New lines.
    Added,
    /// Changed lines.
    Changed,
    /// Lines are gone here.
    Removed,
}

/// Something drawn on a range of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoration {
    /// The range.
    pub range: Range<usize>,
    /// What is drawn.
    pub kind: DecorationKind,
}

/// What is drawn on a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecorationKind {
    /// A wavy line in the colour of errors.
    Error,
    /// A wavy line in the colour of warnings.
    Warning,
    /// A wavy line in the accent colour.
    Info,
    /// A dotted line: a hint.
    Hint,
    /// A straight line: something to follow with a click.
    Link,
    /// A background like that of a found match.
    Highlight,
    /// A background in the colour of what was added.
    Added,
    /// A background in the colour of what was removed.
    Removed,
}

/// What the user wants.
#[derive(Clone, Debug, PartialEq)]
pub enum EditorIntent {
    /// Insert this at the carets, as typing does.
    Type(String),
    /// Delete this many characters before and after each caret (asked for by input methods).
    DeleteSurrounding {
        /// Characters before.
        before: usize,
        /// Characters after.
        after: usize,
    },
    /// Copy the selections.
    Copy,
    /// Cut the selections.
    Cut,
    /// Paste this.
    Paste(String),
    /// Put the carets and selections here. Breaks the undo group.
    Select(Selections),
    /// The view has moved.
    Scrolled(ScrollPosition),
    /// Fold or unfold what starts at this line.
    ToggleFold(usize),
    /// The gutter was clicked beside this line, not on a chevron.
    GutterClick(usize),
    /// The context menu is wanted.
    OpenContextMenu {
        /// Where, in points of the screen.
        pos: Pos2,
        /// On which place of the text.
        byte: usize,
    },
    /// A click with Ctrl (Command on macOS): go to what is under it.
    Follow(usize),
    /// The middle button asks for the primary selection here.
    MiddlePaste {
        /// The place.
        byte: usize,
        /// The text.
        text: String,
    },
    /// Selected text was dropped elsewhere.
    DropText {
        /// The text that was dragged.
        from: Range<usize>,
        /// Where it goes.
        to: usize,
        /// Whether the original stays.
        copy: bool,
    },
    /// The wheel with Ctrl or a pinch: a factor for the font size.
    Zoom(f32),
    /// The view was clicked and wants the keyboard.
    Focus,
}

/// Where a view stands, to restore it later.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScrollPosition {
    /// The text line whose first row is the anchor.
    pub line: usize,
    /// Rows from that line's first row to the top of the view; has a fraction between rows.
    pub rows: f64,
    /// Columns (cells) scrolled to the right.
    pub columns: f64,
}

/// What the pointer rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hover {
    /// The character under the pointer.
    pub byte: usize,
    /// Where that character is, in points of the screen.
    pub rect: Rect,
}

/// What a frame did; for tests and for the frame-time display.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaintStats {
    /// Rows painted.
    pub rows: usize,
    /// Rows laid out anew in this frame.
    pub laid_out: usize,
    /// Bytes of text looked at for layout.
    pub bytes: usize,
    /// Shapes handed to the painter.
    pub shapes: usize,
}

/// What came out of a frame.
pub struct EditorOutput {
    /// egui's response of the whole view.
    pub response: Response,
    /// What the user wants, in order.
    pub intents: Vec<EditorIntent>,
    /// The primary caret in points of the screen, when it is in view. Popups open beside it.
    pub caret_rect: Option<Rect>,
    /// What the pointer rests on, if it is on text and nothing is being dragged.
    pub hover: Option<Hover>,
    /// Columns that fit beside the gutter: what a soft wrap at the window's edge should be set to.
    pub wrap_columns: u32,
    /// Whole rows that fit: what a page up or down moves by.
    pub page_rows: usize,
    /// Display rows in view.
    pub visible_rows: Range<usize>,
    /// Blocks in view.
    pub blocks: Vec<BlockPlace>,
    /// Lines in view that would be replaced, by which of [`EditorData::replaced`].
    pub replaced: Vec<BlockPlace>,
    /// Where text stands: right of the gutter.
    pub text_rect: Rect,
    /// The height of a row in points.
    pub row_height: f32,
    /// Costs.
    pub stats: PaintStats,
}
