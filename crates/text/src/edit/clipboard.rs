//! Cutting, copying, pasting: whole lines when nothing is selected, one piece for each caret when the numbers agree.

use smol_str::SmolStr;

use super::{
    Change, EditContext,
    builder::{Piece, per_selection, touched_lines},
};
use crate::{EditKind, Selection, Selections, Text, Transaction};

/// What was copied. Keep it beside the system's clipboard, and use [`from_text`](Self::from_text) when that holds
/// something else by now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clip {
    /// All of it, for the system's clipboard.
    pub text: String,
    /// One piece for each selection it came from.
    pub pieces: Vec<String>,
    /// Whether these are whole lines, copied without a selection: they are pasted above the caret's line.
    pub lines: bool,
}

impl Clip {
    /// Text from elsewhere.
    pub fn from_text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { pieces: vec![text.clone()], text, lines: false }
    }
}

/// What is selected, or the lines of the carets when nothing is.
pub fn copy(ctx: &EditContext, text: &Text, selections: &Selections) -> Clip {
    if selections.all_carets() {
        let mut pieces = Vec::new();
        for line in touched_lines(text, selections) {
            let mut piece = text.slice(text.line_content(line)).into_owned();
            piece.push_str(ctx.line_ending.as_str());
            pieces.push(piece);
        }
        return Clip { text: pieces.concat(), pieces, lines: true };
    }
    let selected = selections.iter().filter(|selection| !selection.is_caret());
    let pieces: Vec<String> = selected.map(|selection| text.slice(selection.range()).into_owned()).collect();
    Clip { text: pieces.join(ctx.line_ending.as_str()), pieces, lines: false }
}

/// [`copy`], and the change that takes it away. No change in the empty text.
pub fn cut(ctx: &EditContext, text: &Text, selections: &Selections) -> (Clip, Option<Change>) {
    let clip = copy(ctx, text, selections);
    let change = if selections.all_carets() {
        super::delete_lines(ctx, text, selections)
    } else {
        super::delete_selections(text, selections)
    };
    (clip, change.map(|change| Change { kind: EditKind::Other("cut"), ..change }))
}

/// Pastes at every selection.
pub fn paste(ctx: &EditContext, text: &Text, selections: &Selections, clip: &Clip) -> Option<Change> {
    if clip.text.is_empty() {
        return None;
    }
    let pieces = spread(clip, selections.len());
    let piece_of = |index: usize| {
        let piece =
            pieces.as_ref().map_or(clip.text.as_str(), |pieces| pieces.get(index).map_or("", String::as_str));
        SmolStr::from(ctx.line_ending.normalise(piece))
    };
    if clip.lines && selections.all_carets() {
        return paste_lines(text, selections, piece_of);
    }
    per_selection(text, selections, EditKind::Paste, |index, selection| {
        Piece::behind(selection.range(), piece_of(index))
    })
}

/// Pastes text from elsewhere.
pub fn paste_text(ctx: &EditContext, text: &Text, selections: &Selections, pasted: &str) -> Option<Change> {
    paste(ctx, text, selections, &Clip::from_text(pasted))
}

/// One piece for each of `count` selections, when there are as many pieces, or as many lines.
fn spread(clip: &Clip, count: usize) -> Option<Vec<String>> {
    if count < 2 {
        return None;
    }
    if clip.pieces.len() == count {
        return Some(clip.pieces.clone());
    }
    if clip.lines {
        return None;
    }
    let body = clip.text.strip_suffix('\n').unwrap_or(&clip.text);
    let lines: Vec<String> =
        body.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line).to_owned()).collect();
    (lines.len() == count).then_some(lines)
}

/// Whole lines go above the lines of the carets, which stay where they are in their text.
fn paste_lines(text: &Text, selections: &Selections, piece_of: impl Fn(usize) -> SmolStr) -> Option<Change> {
    let mut builder = Transaction::builder(text.len());
    let mut after = Vec::with_capacity(selections.len());
    let mut done = None;
    for (index, selection) in selections.iter().enumerate() {
        let line = text.line_of(selection.head);
        let start = text.line_start(line);
        builder.retain_to(start);
        if done != Some(line) {
            builder.insert(piece_of(index));
            done = Some(line);
        }
        after.push(Selection::caret(builder.position_after() + (selection.head - start)));
    }
    let transaction = builder.finish();
    let selections = Selections::new(after, selections.primary_index());
    (!transaction.is_empty()).then_some(Change { transaction, selections, kind: EditKind::Paste })
}
