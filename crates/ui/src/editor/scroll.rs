//! Where a view stands and how it gets elsewhere. The vertical position is a text line plus rows from it, so it keeps its
//! place while rows above are still being wrapped, and its fraction in files of any length. Rows are rows of the screen,
//! blocks included.

use justbuilt_display::{ScreenMap, ScrollAnchor};

use super::data::{Reveal, RevealAlign, ScrollPosition};
use super::rows;

/// Seconds after which a glide is nearly there.
const GLIDE: f64 = 0.09;

/// The most a glide travels, in screens: what is further away is jumped towards first.
const LONGEST_GLIDE: f64 = 1.5;

/// Parts of a row that a glide's end is rounded to: far below a pixel.
const GRAIN: f64 = 1024.0;

/// What fits and what there is, measured by the frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Viewport {
    /// Rows that fit, with a fraction.
    pub(super) rows: f64,
    /// Columns that fit, with a fraction.
    pub(super) columns: f64,
    /// Rows of the screen that the document takes.
    pub(super) total_rows: usize,
    /// Columns of the widest row known so far.
    pub(super) total_columns: f64,
    /// Whether the last row may be scrolled to the top.
    pub(super) beyond_end: bool,
}

impl Viewport {
    /// The largest row that may be at the top.
    pub(super) fn last_top(&self) -> f64 {
        let total = self.total_rows as f64;
        if self.beyond_end { (total - 1.0).max(0.0) } else { (total - self.rows).max(0.0) }
    }

    /// The largest column that may be at the left.
    pub(super) fn last_left(&self) -> f64 {
        (self.total_columns - self.columns).max(0.0)
    }
}

/// The scroll position of a view, and where it is gliding to.
#[derive(Clone, Debug, Default)]
pub struct Scroll {
    /// The anchor and the offsets from it.
    position: ScrollPosition,
    /// Rows and columns still to glide, to be added to the position.
    left: (f64, f64),
    /// The last reveal acted on.
    revealed: Option<u64>,
    /// A position asked for from outside, not yet checked against a document.
    pending: bool,
}

impl Scroll {
    /// The position.
    pub fn position(&self) -> ScrollPosition {
        self.position
    }

    /// The position as the display map knows it, to have the rows around it measured before the frame.
    pub fn anchor(&self) -> ScrollAnchor {
        let rows = self.position.rows.max(0.0);
        ScrollAnchor { line: self.position.line, row_in_line: rows as usize, fraction: rows.fract() as f32 }
    }

    /// Goes to a position kept from earlier, at once.
    pub fn set_position(&mut self, position: ScrollPosition) {
        self.position = position;
        self.left = (0.0, 0.0);
        self.pending = true;
    }

    /// Keeps the offset but from another line: text above was added or removed.
    pub(super) fn move_anchor(&mut self, line: usize) {
        self.position.line = line;
        self.pending = true;
    }

    /// The display row at the top, with a fraction.
    pub(super) fn top(&self, screen: &ScreenMap<'_>) -> f64 {
        screen.row_of_line(self.position.line) as f64 + self.position.rows
    }

    /// Columns scrolled to the right.
    pub(super) fn left_column(&self) -> f64 {
        self.position.columns
    }

    /// Whether a glide is under way.
    pub(super) fn is_gliding(&self) -> bool {
        self.left != (0.0, 0.0)
    }

    /// Moves by rows and columns at once: a trackpad, a scrollbar, a drag.
    pub(super) fn jump_by(&mut self, screen: &ScreenMap<'_>, view: &Viewport, rows: f64, columns: f64) {
        let top = self.top(screen) + rows;
        self.place(screen, view, top, self.position.columns + columns);
    }

    /// Moves to a row and column at once, ending any glide.
    pub(super) fn jump_to(&mut self, screen: &ScreenMap<'_>, view: &Viewport, top: f64, left: f64) {
        self.left = (0.0, 0.0);
        self.place(screen, view, top, left);
    }

    /// Starts or prolongs a glide: a wheel with notches. Without `smooth` it is a jump.
    pub(super) fn glide_by(
        &mut self,
        screen: &ScreenMap<'_>,
        view: &Viewport,
        rows: f64,
        columns: f64,
        smooth: bool,
    ) {
        if !smooth {
            return self.jump_by(screen, view, rows, columns);
        }
        let top = self.top(screen);
        let target = (top + self.left.0 + rows).clamp(0.0, view.last_top());
        let target_column = (self.position.columns + self.left.1 + columns).clamp(0.0, view.last_left());
        self.left = (target - top, target_column - self.position.columns);
    }

    /// Glides on by `dt` seconds. Returns whether there is more to come.
    pub(super) fn step(&mut self, screen: &ScreenMap<'_>, view: &Viewport, dt: f64) -> bool {
        if !self.is_gliding() {
            return false;
        }
        let part = 1.0 - (-3.0 * dt.clamp(0.001, 0.05) / GLIDE).exp();
        // The last fraction of a pixel ends it.
        let near = |left: f64| if left.abs() < 0.02 { left } else { left * part };
        let (rows, columns) = (near(self.left.0), near(self.left.1));
        self.left = (self.left.0 - rows, self.left.1 - columns);
        let (top, column) = (self.top(screen) + rows, self.position.columns + columns);
        if self.is_gliding() {
            self.place(screen, view, top, column);
            return true;
        }
        // The sum of the steps ends exactly on the row they were meant for.
        let tidy = |value: f64| (value * GRAIN).round() / GRAIN;
        self.place(screen, view, tidy(top), tidy(column));
        false
    }

    /// Keeps the position inside the document; called once the frame knows what there is.
    pub(super) fn settle(&mut self, screen: &ScreenMap<'_>, view: &Viewport) {
        let top = self.top(screen);
        if self.pending || top > view.last_top() || top < 0.0 || self.position.columns < 0.0 {
            self.pending = false;
            let left = self.position.columns.max(0.0);
            self.place(screen, view, top, left);
            self.position.columns = left;
        }
    }

    /// Acts on a wish to see a place, if it is new. `column` is the place's column, `margin` is in rows.
    pub(super) fn reveal(
        &mut self,
        screen: &ScreenMap<'_>,
        view: &Viewport,
        reveal: &Reveal,
        margin: f64,
        smooth: bool,
    ) -> bool {
        if self.revealed == Some(reveal.seq) {
            return false;
        }
        self.revealed = Some(reveal.seq);
        let (row, column) = rows::place_of(screen, reveal.byte);
        let (row, column) = (row as f64, f64::from(column));
        let margin = margin.min(((view.rows - 1.0) * 0.5).max(0.0).floor());
        let top = self.top(screen);
        let aimed = top + self.left.0;
        let centre = (row - 0.5 * (view.rows - 1.0)).floor();
        let far = row < aimed - view.rows || row > aimed + 2.0 * view.rows;
        let new_top = match reveal.align {
            RevealAlign::Center => centre,
            RevealAlign::Top => row - margin,
            RevealAlign::Nearest if far => centre,
            RevealAlign::Nearest if row < aimed + margin => row - margin,
            RevealAlign::Nearest if row + 1.0 > aimed + view.rows - margin => row + 1.0 - view.rows + margin,
            RevealAlign::Nearest => aimed,
        };
        let aimed_column = self.position.columns + self.left.1;
        let side = 4.0_f64.min((view.columns * 0.25).floor());
        let new_left = if column < aimed_column + if aimed_column > 0.0 { side } else { 0.0 } {
            // Back to the very start if the place fits beside it.
            if column < view.columns - side { 0.0 } else { column - side }
        } else if column > aimed_column + view.columns - side {
            column - view.columns + 2.0 * side
        } else {
            aimed_column
        };
        let new_top = new_top.clamp(0.0, view.last_top());
        let new_left = new_left.max(0.0);
        if !smooth {
            self.left = (0.0, 0.0);
            self.place_free(screen, view, new_top, new_left);
            return true;
        }
        // A long way is jumped but for its end, so that motion shows the direction and costs no more than a screen.
        let most = LONGEST_GLIDE * view.rows;
        let from = top.clamp((new_top - most).max(0.0), new_top + most);
        if from != top {
            self.place_free(screen, view, from, self.position.columns);
        }
        let from = self.top(screen);
        self.left = (new_top - from, 0.0);
        self.position.columns = new_left;
        true
    }

    /// Puts the row `top` at the top and anchors the position on its line.
    fn place(&mut self, screen: &ScreenMap<'_>, view: &Viewport, top: f64, left: f64) {
        let left = left.clamp(0.0, view.last_left().max(0.0));
        self.place_free(screen, view, top, left);
    }

    /// The same with any column: a place further right than any row measured so far.
    fn place_free(&mut self, screen: &ScreenMap<'_>, view: &Viewport, top: f64, left: f64) {
        let top = top.clamp(0.0, view.last_top());
        if (top, left) == (self.top(screen), self.position.columns) {
            return;
        }
        let (line, first) = screen.line_at(top as usize);
        self.position = ScrollPosition { line, rows: top - first as f64, columns: left };
    }
}

#[cfg(test)]
mod tests;
