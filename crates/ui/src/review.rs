//! The review of proposed changes: files and their hunks in one list, each kept or dropped, with its lines. Painting and
//! keys only; what a change does, and what keeping means, is the caller's. Also the one way a line of a difference looks.

mod line;
mod row;
mod sideways;
#[cfg(test)]
mod tests;

use egui::{Id, Key, Modifiers, Ui};

use crate::theme::Theme;
use crate::tokens::size;
use crate::widgets::List;

pub use line::{DiffLine, LineLook, Painted, Spans, line};
pub use sideways::Sideways;

/// How much of a file, or what of a hunk, is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// All of it.
    All,
    /// Some of it.
    Some,
    /// None of it.
    None,
}

/// A row of the review.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ReviewRow<'a> {
    /// A file.
    File {
        /// Its path.
        path: &'a str,
        /// What is done to it beyond a change: `new`, `deleted`, `moved to …`; may be empty.
        what: &'a str,
        /// Lines that come.
        added: usize,
        /// Lines that go.
        removed: usize,
        /// What of it is kept.
        kept: Kept,
        /// Whether its hunks are shown.
        open: bool,
        /// Whether it can be kept at all.
        allowed: bool,
    },
    /// Something that has to be known of a file, perhaps answered.
    Note {
        /// In words.
        text: &'a str,
        /// How bad it is.
        tone: crate::widgets::Tone,
        /// The user must agree: the answer so far.
        asks: Option<bool>,
    },
    /// The head of a hunk.
    Hunk {
        /// Its first line in the new text, from 0.
        line: usize,
        /// Lines that come.
        added: usize,
        /// Lines that go.
        removed: usize,
        /// Whether it is kept.
        keep: bool,
        /// The user wrote other lines.
        written: bool,
        /// The user has changed the same place since.
        conflict: bool,
    },
    /// A line, and what its code is.
    Line(DiffLine<'a>, Spans<'a>),
    /// Free space between files.
    Space,
}

/// What was asked for, of the row with that index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewAction {
    /// Keep it, or drop it: a file or a hunk.
    Keep(usize, bool),
    /// Show or hide the hunks of a file.
    Fold(usize),
    /// Write other lines in place of a hunk's.
    Write(usize),
    /// Open the file there.
    Open(usize),
    /// Agree to what a note asks, or not any more.
    Agree(usize, bool),
}

/// What the caller keeps between frames.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReviewState {
    /// The selected row.
    pub selected: Option<usize>,
    /// Goes to this row.
    pub reveal: Option<usize>,
    /// How far all lines are scrolled.
    pub sideways: Sideways,
}

/// Shows the rows in all the space there is. With the keyboard: up and down from head to head, Space keeps or drops, E
/// writes, Enter opens, left and right scroll long lines.
pub fn review(
    ui: &mut Ui,
    id: Id,
    rows: &[ReviewRow<'_>],
    state: &mut ReviewState,
    fixed: bool,
) -> Option<ReviewAction> {
    let theme = Theme::of(ui.ctx());
    let mut action = None;
    let is_head = |index: usize| {
        matches!(
            rows.get(index),
            Some(ReviewRow::File { .. } | ReviewRow::Hunk { .. } | ReviewRow::Note { asks: Some(_), .. })
        )
    };
    if state.selected.is_none_or(|selected| !is_head(selected)) {
        state.selected = (0..rows.len()).find(|index| is_head(*index));
    }
    if ui.memory(|memory| memory.has_focus(id)) {
        action = state.selected.and_then(|at| rows.get(at).and_then(|row| keys(ui, at, row, fixed)));
        state.sideways.keys(ui);
    }
    let place = ui.available_rect_before_wrap();
    let scrolled = state.sideways.begin(ui, place);
    let mut widest: f32 = 0.0;
    let output = List::new(id, "Proposed changes", rows.len())
        .row_height(size::ROW)
        .selected(state.selected)
        .reveal(state.reveal.take())
        .selectable(&is_head)
        .show(ui, |ui, index, place, look| match rows.get(index) {
            Some(row) => {
                let painter = row::Painter { theme: &theme, place, index, fixed, scrolled };
                let painted = painter.show(ui, row, look, &mut action);
                widest = widest.max(painted.width);
                painted.said
            }
            None => String::new(),
        });
    state.sideways.end(ui, id, place, widest, &theme);
    if let Some(row) = output.selected.or(output.clicked).filter(|row| is_head(*row)) {
        state.selected = Some(row);
    }
    if let Some(row) = output.activated {
        action = action.or(Some(ReviewAction::Open(row)));
    }
    action
}

fn keys(ui: &Ui, at: usize, row: &ReviewRow<'_>, fixed: bool) -> Option<ReviewAction> {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    match row {
        ReviewRow::File { open, .. }
            if (*open && pressed(Key::ArrowLeft)) || (!*open && pressed(Key::ArrowRight)) =>
        {
            Some(ReviewAction::Fold(at))
        }
        _ if fixed => None,
        ReviewRow::File { kept, allowed: true, .. } if pressed(Key::Space) => {
            Some(ReviewAction::Keep(at, *kept != Kept::All))
        }
        ReviewRow::Hunk { keep, conflict: false, .. } if pressed(Key::Space) => {
            Some(ReviewAction::Keep(at, !keep))
        }
        ReviewRow::Hunk { .. } if pressed(Key::E) => Some(ReviewAction::Write(at)),
        ReviewRow::Note { asks: Some(yes), .. } if pressed(Key::Space) => Some(ReviewAction::Agree(at, !yes)),
        _ => None,
    }
}
