//! Text from the keyboard, the clipboard and input methods: events to intents, and the preedit while one composes. Keys
//! are not bound here; the application's keymap turns them into commands.

use std::ops::Range;
use std::sync::Arc;

use egui::{Context, Event, Id, ImeEvent};
use justbuilt_display::{CellKind, DisplayRow};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::data::EditorIntent;
use super::frame::Frame;
use super::layout::{InCell, RowText, Typesetter};
use super::rows;
use super::style::style_of;

/// Text that an input method is composing. It is shown at the primary caret and is not part of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preedit {
    /// The text; empty when nothing is being composed.
    pub(super) text: String,
    /// The part that is being converted, in bytes of `text`.
    pub(super) active: Option<Range<usize>>,
}

/// Where the preedit stands in this frame, in columns of a visible row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Index of the visible row.
    pub(super) index: usize,
    /// The preedit.
    pub(super) columns: Range<u32>,
    /// The part that is being converted.
    pub(super) active: Option<Range<u32>>,
    /// The caret inside it.
    pub(super) caret: u32,
}

impl Preedit {
    /// Whether something is being composed.
    pub fn is_composing(&self) -> bool {
        !self.text.is_empty()
    }

    /// Takes an event of the input method.
    fn take(&mut self, event: ImeEvent) -> Option<EditorIntent> {
        match event {
            ImeEvent::Preedit { text, active_range_chars } if !is_enter(&text) => {
                let byte_of =
                    |char: usize| text.char_indices().nth(char).map_or(text.len(), |(byte, _)| byte);
                self.active = active_range_chars.map(|chars| byte_of(chars.start)..byte_of(chars.end));
                self.text = text;
                None
            }
            ImeEvent::Commit(text) => {
                *self = Self::default();
                (!text.is_empty() && !is_enter(&text)).then_some(EditorIntent::Type(text))
            }
            ImeEvent::DeleteSurrounding { before_chars, after_chars } => {
                Some(EditorIntent::DeleteSurrounding { before: before_chars, after: after_chars })
            }
            _ => None,
        }
    }
}

/// Some integrations send the enter key as text as well.
fn is_enter(text: &str) -> bool {
    matches!(text, "\n" | "\r" | "\r\n")
}

/// Takes the text, clipboard and input method events of this frame out of the input and returns what they mean, in their
/// order. An application that handles keys before it draws calls this before, so that what was typed is in the document
/// when it is painted; the widget itself calls it for what is left.
pub fn take_text_events(ctx: &Context, id: Id, preedit: &mut Preedit, read_only: bool) -> Vec<EditorIntent> {
    let mut intents = Vec::new();
    if !ctx.memory(|memory| memory.has_focus(id)) {
        *preedit = Preedit::default();
        return intents;
    }
    ctx.input_mut(|input| {
        if !input.events.iter().any(is_text_event) {
            return;
        }
        let typed_with_command = input.modifiers.command || input.modifiers.ctrl && !input.modifiers.alt;
        for event in std::mem::take(&mut input.events) {
            match event {
                Event::Text(text) if !is_enter(&text) && !typed_with_command => {
                    if !read_only {
                        intents.push(EditorIntent::Type(text));
                    }
                }
                Event::Text(_) => {}
                Event::Copy => intents.push(EditorIntent::Copy),
                Event::Cut => intents.push(EditorIntent::Cut),
                Event::Paste(text) => intents.push(EditorIntent::Paste(text)),
                Event::Ime(event) if !read_only => intents.extend(preedit.take(event)),
                Event::Ime(_) => {}
                other => input.events.push(other),
            }
        }
    });
    intents
}

fn is_text_event(event: &Event) -> bool {
    matches!(event, Event::Text(_) | Event::Copy | Event::Cut | Event::Paste(_) | Event::Ime(_))
}

/// Lays the row of `byte` out again with the preedit in it. The row's cells keep the offsets of the document: the preedit
/// is a gap between two of its places.
pub(super) fn compose(
    set: &mut Typesetter<'_, '_>,
    frame: &mut Frame<'_>,
    preedit: &Preedit,
    byte: usize,
) -> Option<Placed> {
    let index = frame.row_of_caret(byte)?;
    let (column, own, width) = gap(set, frame, index, byte, &preedit.text)?;
    let column_of = |at: usize| {
        let inside = own.iter().find(|cell| cell.start as usize >= at);
        inside.map_or(column + width, |cell| cell.column)
    };
    let active = preedit.active.as_ref().map(|range| column_of(range.start)..column_of(range.end));
    let caret = active.as_ref().map_or(column + width, |active| active.end);
    Some(Placed { index, columns: column..column + width, active: active.filter(|a| !a.is_empty()), caret })
}

/// The clusters of text that is not in the document and stands at a column, and how many columns it takes.
pub(super) fn own_cells(text: &str, column: u32, tab_width: u32) -> (Vec<InCell>, u32) {
    let mut own = Vec::new();
    let mut width = 0;
    for (start, cluster) in text.grapheme_indices(true) {
        let (cells, kind) = match cluster {
            "\t" => (tab_width - (column + width) % tab_width.max(1), CellKind::Tab),
            _ if cluster.chars().any(char::is_control) => (0, CellKind::Text),
            _ => (cluster.width() as u32, CellKind::Text),
        };
        let (start, len) = (start as u32, cluster.len() as u32);
        own.push(InCell { start, len, column: column + width, width: cells, kind });
        width += cells;
    }
    (own, width)
}

/// Lays a row out again with text in it that is not in the document. The row's cells keep the offsets of the document:
/// the text is a gap between two of its places. Returns the column, the clusters and the width of the text.
pub(super) fn gap(
    set: &mut Typesetter<'_, '_>,
    frame: &mut Frame<'_>,
    index: usize,
    byte: usize,
    inserted: &str,
) -> Option<(u32, Vec<InCell>, u32)> {
    let data = frame.data;
    let row = frame.rows.get_mut(index).filter(|row| row.in_window(byte))?;
    let base = row.range.start;
    let window = base + row.layout.cells.start_byte() as usize..base + row.layout.cells.end_byte() as usize;
    let column = row.layout.cells.column_of(row.relative(byte));
    let before = data.text.slice(window.start..byte);
    let after = data.text.slice(byte..window.end);
    let text = format!("{before}{inserted}{after}");

    let (split, length) = (before.len() as u32, inserted.len() as u32);
    let (own, width) = own_cells(inserted, column, data.display.settings().tab_width);
    let old = data.display.cells(DisplayRow(row.row), window.clone());
    let old = old.iter().filter(|cell| window.start <= cell.range.start && cell.range.end <= window.end);
    let old: Vec<InCell> = old.map(|cell| rows::in_cell(&cell, window.start)).collect();
    let at = old.partition_point(|cell| cell.start < split);
    let mut cells = old.get(..at)?.to_vec();
    cells.extend(own.iter().map(|cell| InCell { start: cell.start + split, ..*cell }));
    cells.extend(old.get(at..)?.iter().map(|cell| InCell {
        start: cell.start + length,
        column: cell.column + width,
        ..*cell
    }));
    let spans: Vec<_> = data
        .syntax
        .highlights(data.text, window.clone())
        .into_iter()
        .flat_map(|(range, highlight)| {
            let (start, end) = (range.start - window.start, range.end - window.start);
            let (split, length) = (split as usize, length as usize);
            let style = style_of(highlight);
            let left = (start.min(split)..end.min(split), style);
            let right = (start.max(split) + length..end.max(split) + length, style);
            [left, right].into_iter().filter(|(range, _)| !range.is_empty())
        })
        .collect();
    let start_byte = (window.start - base) as u32;
    let mut layout = set.row(&RowText {
        text: &text,
        cells: Some(&cells),
        spans: &spans,
        start_byte,
        start_column: row.layout.cells.start_column(),
        ligatures: data.options.ligatures,
    });
    let gap = start_byte + split;
    layout.cells = layout.cells.without(gap..gap + length);
    layout.blanks.retain(|blank| blank.byte < gap);
    row.columns += width;
    row.layout = Arc::new(layout);
    Some((column, own, width))
}

#[cfg(test)]
mod tests;
