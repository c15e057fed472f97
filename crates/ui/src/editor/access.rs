//! What a screen reader sees: a text field whose lines are the visible rows, with the primary selection. Built only while
//! an assistive technology is connected.

use egui::accesskit::{self, Action, ActionData, Role, TextDirection, TextPosition, TextSelection};
use egui::{Id, Rect, Sense, Ui, UiBuilder};
use justbuilt_text::{Selection, Selections};
use unicode_segmentation::UnicodeSegmentation as _;

use super::frame::{Frame, VisibleRow};

/// Clusters of a row that are described; a row longer than that is described as far as this.
const MOST_CLUSTERS: usize = 255;

/// The selection that an assistive technology asks for, by the rows that it was last told of.
pub(super) fn requested(ui: &Ui, frame: &Frame<'_>) -> Option<Selections> {
    ui.input(|input| {
        let requests = input.accesskit_action_requests(frame.data.id, Action::SetTextSelection);
        let wanted = requests.filter_map(|request| match &request.data {
            Some(ActionData::SetTextSelection(wanted)) => Some(wanted),
            _ => None,
        });
        let wanted = wanted.last()?;
        let (anchor, head) = (byte_of(frame, &wanted.anchor)?, byte_of(frame, &wanted.focus)?);
        Some(Selections::single(Selection::new(anchor, head)))
    })
}

/// The place of the text that (row, cluster) stands for.
fn byte_of(frame: &Frame<'_>, position: &TextPosition) -> Option<usize> {
    let index =
        (0..frame.rows.len()).find(|index| run_id(frame.data.id, *index).accesskit_id() == position.node)?;
    let row = frame.rows.get(index)?;
    let (start, text) = described(frame, row);
    let before: usize = text.graphemes(true).take(position.character_index).map(str::len).sum();
    // Behind the last cluster stands the line break: that is the beginning of the next line.
    let clusters = text.graphemes(true).take(MOST_CLUSTERS - 1).count();
    if row.last_of_line && position.character_index > clusters {
        return Some(frame.data.text.line_range(frame.data.text.line_of(start)).end);
    }
    Some(start + before)
}

/// Describes the view.
pub(super) fn describe(ui: &mut Ui, frame: &Frame<'_>, selections: &Selections) {
    let ctx = ui.ctx().clone();
    let id = frame.data.id;
    let anchor = position(frame, selections.primary().anchor);
    let focus = position(frame, selections.primary().head);
    let built = ctx.accesskit_node_builder(id, |node| {
        node.set_role(Role::MultilineTextInput);
        node.set_label(frame.data.label);
        if frame.data.read_only {
            node.set_read_only();
        }
        node.add_action(Action::SetTextSelection);
        if let (Some(anchor), Some(focus)) = (anchor, focus) {
            node.set_text_selection(TextSelection { anchor, focus });
        }
    });
    if built.is_none() {
        return;
    }
    // egui puts a node below the `Ui` it was made in, so the rows need one below the view's own node.
    let builder =
        UiBuilder::new().scope_id(id.with("rows")).max_rect(frame.text_rect).accessibility_parent(id);
    let lines = ui.new_child(builder);
    for (index, row) in frame.rows.iter().enumerate() {
        let run = run_id(id, index);
        let (start, text) = described(frame, row);
        let y = frame.y_of(index);
        lines.interact(
            frame.cell_rect(index, (0, row.columns)).intersect(frame.text_rect),
            run,
            Sense::hover(),
        );
        ctx.accesskit_node_builder(run, |node| {
            node.set_role(Role::TextRun);
            node.set_text_direction(TextDirection::LeftToRight);
            let mut value = String::with_capacity(text.len() + 1);
            let (mut lengths, mut places, mut widths, mut word_starts) = (vec![], vec![], vec![], vec![]);
            let mut in_word = false;
            let mut end = start;
            for cluster in text.graphemes(true).take(MOST_CLUSTERS - 1) {
                let (from, to) = row.cell_of(end);
                let word = cluster.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
                if word && !in_word {
                    word_starts.push(lengths.len() as u8);
                }
                in_word = word;
                value.push_str(cluster);
                lengths.push(u8::try_from(cluster.len()).unwrap_or(u8::MAX));
                places.push(frame.x_of(f64::from(from)) - frame.x_of(f64::from(row.column_of(start))));
                widths.push((f64::from(to - from) * frame.metrics.cell) as f32);
                end += cluster.len();
            }
            if row.last_of_line {
                value.push('\n');
                lengths.push(1);
                places.push(places.last().copied().unwrap_or(0.0) + widths.last().copied().unwrap_or(0.0));
                widths.push(0.0);
            }
            let from = frame.x_of(f64::from(row.column_of(start)));
            let rect = Rect::from_min_max(
                egui::pos2(from, y),
                egui::pos2(frame.x_of(f64::from(row.column_of(end))), y + frame.metrics.row),
            );
            node.set_bounds(bounds(rect));
            node.set_value(value);
            node.set_character_lengths(lengths);
            node.set_character_positions(places);
            node.set_character_widths(widths);
            node.set_word_starts(word_starts);
        });
    }
}

/// The described part of a row: where it starts, and its text.
fn described(frame: &Frame<'_>, row: &VisibleRow) -> (usize, String) {
    let start = row.range.start + row.layout.cells.start_byte() as usize;
    let end = row.range.start + row.layout.cells.end_byte() as usize;
    (start, frame.data.text.slice(start..end.max(start)).into_owned())
}

fn run_id(id: Id, index: usize) -> Id {
    id.with(("row", index))
}

/// A place of the text as (row, cluster), if it is among what is described.
fn position(frame: &Frame<'_>, byte: usize) -> Option<TextPosition> {
    let index = frame.row_of_caret(byte)?;
    let row = frame.rows.get(index)?;
    let (start, text) = described(frame, row);
    let before = text.get(..byte.checked_sub(start)?)?;
    let character_index = before.graphemes(true).count();
    let node = run_id(frame.data.id, index).accesskit_id();
    (character_index < MOST_CLUSTERS).then_some(TextPosition { node, character_index })
}

fn bounds(rect: Rect) -> accesskit::Rect {
    accesskit::Rect {
        x0: rect.min.x.into(),
        y0: rect.min.y.into(),
        x1: rect.max.x.into(),
        y1: rect.max.y.into(),
    }
}
