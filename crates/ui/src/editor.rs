//! The code editor widget: draws the visible rows of a document of any size and takes mouse, wheel, text, clipboard and
//! input methods. Keys are not bound here and the document is not changed here: what the user wants leaves as intents.
//!
//! A frame costs what is visible. [`EditorData`] goes in, [`EditorOutput`] comes out, [`EditorState`] stays with the view.

mod access;
mod blink;
mod blocks;
mod cache;
mod cells;
mod columns;
mod data;
mod frame;
mod guides;
mod gutter;
mod ime;
mod layout;
mod mouse;
mod options;
mod paint;
mod rows;
mod scroll;
mod scrollbar;
mod selection_shapes;
mod shapes;
mod state;
mod style;
mod tints;
mod wheel;
mod words;

use std::sync::Arc;

use egui::{EventFilter, IMEPurpose, Rect, Response, Sense, Ui, pos2};
use justbuilt_display::ScreenMap;
use justbuilt_text::Selections;

pub use blocks::{Block, BlockContent, BlockPlace, BlockText, GhostText};
pub use data::{
    Decoration, DecorationKind, EditorData, EditorIntent, EditorOutput, Hover, LineMark, LineMarkKind,
    PaintStats, Reveal, RevealAlign, ScrollPosition,
};
pub use ime::{Preedit, take_text_events};
pub use options::{CaretStyle, EditorOptions, LineNumbers, Whitespace};
pub use scroll::Scroll;
pub use state::EditorState;

use crate::theme::Theme;
use frame::Frame;
use scroll::Viewport;
use style::{Metrics, Styles};

/// Space between the gutter and the text, in points.
const TEXT_MARGIN: f32 = 4.0;
/// Columns that can be scrolled past the end of the longest row.
const COLUMNS_BEYOND: f64 = 4.0;

/// Columns at the right that a soft wrap keeps free, for the scrollbar.
const COLUMNS_BESIDE: f64 = 2.0;

/// Draws the editor over all the space that is left in `ui`, and says what the user wants.
pub fn editor_ui(ui: &mut Ui, state: &mut EditorState, data: &EditorData<'_>, theme: &Theme) -> EditorOutput {
    let rect = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(rect);
    let response = ui.interact(rect, data.id, Sense::click_and_drag());
    let mut intents = keyboard(ui, state, data);

    let pixels_per_point = ui.pixels_per_point();
    let (metrics, styles, look) =
        ui.fonts_mut(|fonts| state.update_look(fonts, data.options, theme, pixels_per_point));
    let areas = Areas::new(rect, data, &metrics);
    let screen = match data.blocks {
        [] => ScreenMap::from(data.display),
        blocks => ScreenMap::new(data.display, blocks.iter().map(|block| (block.above, block.rows()))),
    };
    let view = viewport(state, (data, &screen), &metrics, &areas);
    let zoom = scroll_view(ui, &response, state, (data, &screen), &metrics, &areas, &view);
    intents.extend(zoom.map(EditorIntent::Zoom));
    let bars = state.scrollbars.interact(ui, (data, &screen), areas.text, &view, &mut state.scroll);

    let (mut frame, costs) = lay_out(ui, state, (data, &screen), (&metrics, &styles, look), &areas, &view);
    let placed = place_preedit(ui, state, &mut frame, &styles);
    let ghost = match state.preedit.is_composing() {
        true => None,
        false => blocks::place_ghost(ui, &mut state.rows, &mut frame, &styles),
    };
    let mut selections = take_mouse(ui, &response, state, (&frame, &screen), &view, &mut intents);
    if let Some(wanted) = access::requested(ui, &frame) {
        intents.push(EditorIntent::Select(wanted.clone()));
        selections = Some(wanted);
    }

    let selections = selections.as_ref().unwrap_or(data.selections);
    let now = ui.input(|input| input.time);
    state.update_blink(data, selections, now);
    let overlay = paint::Overlay {
        selections,
        carets: caret_phase(ui, state, data, now),
        drop_at: state.mouse.drop_at,
        brackets: &state.update_brackets(data, selections),
        guides: &if data.options.indent_guides {
            guides::guides(&frame, frame.row_of_head(&selections.primary()))
        } else {
            Vec::new()
        },
        preedit: placed,
        ghost,
        active: data.focused,
    };
    let mut shapes = paint_view(ui, state, &frame, theme, &overlay);
    let painter = ui.painter().with_clip_rect(areas.text);
    state.scrollbars.paint(&painter, (data, &screen), theme, areas.text, &view, &state.scroll, &bars);
    shapes += 3;

    let caret_rect = caret_rect(&frame, &overlay);
    input_method(ui, data, rect, caret_rect);
    access::describe(ui, &frame, selections);
    let hover = hover(&response, state, &frame);
    report_scroll(state, &mut intents);

    let visible_rows = frame.rows.first().map_or(0..0, |row| row.row..row.row + frame.rows.len());
    let block_place =
        |block: &frame::VisibleBlock| BlockPlace { index: block.index, rect: frame.block_rect(block) };
    let stats = PaintStats { rows: frame.rows.len(), laid_out: costs.rows, bytes: costs.bytes, shapes };
    EditorOutput {
        response,
        intents,
        caret_rect,
        hover,
        wrap_columns: (view.columns - COLUMNS_BESIDE).max(1.0) as u32,
        page_rows: (view.rows.floor() as usize).max(1),
        visible_rows,
        blocks: frame.blocks.iter().map(block_place).collect(),
        replaced: blocks::replaced_places(&frame),
        text_rect: areas.text,
        row_height: metrics.row,
        stats,
    }
}

/// The parts of the view.
struct Areas {
    rect: Rect,
    gutter: Rect,
    text: Rect,
    origin_x: f32,
}

impl Areas {
    fn new(rect: Rect, data: &EditorData<'_>, metrics: &Metrics) -> Self {
        let snap = |value| shapes::snap(value, metrics.pixels_per_point);
        let left = snap(rect.left() + gutter::width(data, metrics));
        let gutter = Rect::from_min_max(rect.min, pos2(left, rect.bottom()));
        let text = Rect::from_min_max(pos2(left, rect.top()), rect.max);
        Self { rect, gutter, text, origin_x: snap(left + TEXT_MARGIN) }
    }
}

/// Focus, and the events of keyboard, clipboard and input methods that mean text.
fn keyboard(ui: &Ui, state: &mut EditorState, data: &EditorData<'_>) -> Vec<EditorIntent> {
    let id = data.id;
    ui.memory_mut(|memory| {
        // The application says which view has the keyboard; a field elsewhere keeps it once it has it.
        if data.focused && !memory.has_focus(id) && (!state.had_focus || memory.focused().is_none()) {
            memory.request_focus(id);
        } else if !data.focused && state.had_focus {
            memory.surrender_focus(id);
        }
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        memory.set_focus_lock_filter(id, filter);
    });
    take_text_events(ui.ctx(), id, &mut state.preedit, data.read_only)
}

fn viewport(
    state: &mut EditorState,
    (data, screen): (&EditorData<'_>, &ScreenMap<'_>),
    metrics: &Metrics,
    areas: &Areas,
) -> Viewport {
    if state.widest.0 != data.revision {
        state.widest = (data.revision, 0.0);
    }
    let widest = state.widest.1.max(f64::from(data.display.longest_row_columns()));
    let wrapped = data.display.settings().wrap.is_some();
    let total_columns = if wrapped { state.widest.1 } else { widest + COLUMNS_BEYOND };
    Viewport {
        rows: f64::from(areas.text.height() / metrics.row),
        columns: f64::from(areas.text.right() - areas.origin_x) / metrics.cell,
        total_rows: screen.row_count(),
        total_columns,
        beyond_end: data.options.scroll_beyond_end,
    }
}

/// Reveals, wheel and glide. Returns the zoom wanted.
fn scroll_view(
    ui: &Ui,
    response: &Response,
    state: &mut EditorState,
    (data, screen): (&EditorData<'_>, &ScreenMap<'_>),
    metrics: &Metrics,
    areas: &Areas,
    view: &Viewport,
) -> Option<f32> {
    let scroll = &mut state.scroll;
    scroll.settle(screen, view);
    if let Some(reveal) = &data.reveal
        && areas.text.height() > 1.0
    {
        let margin = f64::from(data.options.reveal_margin);
        // A view that was not there before has nowhere to glide from.
        let smooth = data.options.smooth_scroll && state.reported.is_some();
        scroll.reveal(screen, view, reveal, margin, smooth);
    }
    let (zoom, _) = wheel::wheel(ui, response, data, screen, scroll, view, metrics);
    if scroll.is_gliding() {
        let dt = f64::from(ui.input(|input| input.stable_dt));
        if scroll.step(screen, view, dt) {
            ui.ctx().request_repaint();
        }
    }
    zoom
}

/// The frame's geometry and rows.
fn lay_out<'a>(
    ui: &Ui,
    state: &mut EditorState,
    (data, screen): (&'a EditorData<'a>, &ScreenMap<'_>),
    (metrics, styles, look): (&'a Arc<Metrics>, &Styles, u64),
    areas: &Areas,
    view: &Viewport,
) -> (Frame<'a>, rows::Costs) {
    let snap = |value: f64| {
        let scale = f64::from(metrics.pixels_per_point);
        (value * scale).round() / scale
    };
    let top = state.scroll.top(screen);
    let hidden = snap(top.fract() * f64::from(metrics.row));
    let scrolled_x = snap(state.scroll.left_column() * metrics.cell);
    let part = rows::View {
        first: top as usize,
        count: ((f64::from(areas.text.height()) + hidden) / f64::from(metrics.row)).ceil() as usize + 1,
        left: state.scroll.left_column(),
        columns: view.columns,
    };
    let look = (&**metrics, styles, look);
    let rows::Laid { rows, blocks, costs } =
        ui.fonts_mut(|fonts| state.rows.rows(fonts, (data, screen), look, part));
    let widest = rows.iter().map(|row| f64::from(row.columns)).fold(state.widest.1, f64::max);
    if widest > state.widest.1 {
        state.widest.1 = widest;
    }
    let first_y = shapes::snap(areas.text.top(), metrics.pixels_per_point) - hidden as f32;
    let frame = Frame {
        data,
        metrics,
        rect: areas.rect,
        gutter: areas.gutter,
        text_rect: areas.text,
        origin_x: areas.origin_x,
        scrolled_x,
        first_y,
        rows,
        blocks,
        held: None,
    };
    (frame, costs)
}

/// Puts the text that is being composed into its row.
fn place_preedit(
    ui: &Ui,
    state: &mut EditorState,
    frame: &mut Frame<'_>,
    styles: &Styles,
) -> Option<ime::Placed> {
    if !state.preedit.is_composing() {
        return None;
    }
    let byte = frame.data.selections.primary().head;
    let (cache, preedit, metrics) = (&mut state.rows, &state.preedit, frame.metrics);
    ui.fonts_mut(|fonts| ime::compose(&mut cache.typesetter(fonts, metrics, styles), frame, preedit, byte))
}

/// Mouse on text and gutter. Returns the selections as the mouse leaves them, if it changed them.
fn take_mouse(
    ui: &Ui,
    response: &Response,
    state: &mut EditorState,
    (frame, screen): (&Frame<'_>, &ScreenMap<'_>),
    view: &Viewport,
    intents: &mut Vec<EditorIntent>,
) -> Option<Selections> {
    if state.scrollbars.is_dragging() {
        return None;
    }
    let data = frame.data;
    let out = state.mouse.pointer(ui, response, frame);
    if out.pressed {
        response.request_focus();
        state.blink.restart(ui.input(|input| input.time));
        if !data.focused {
            intents.push(EditorIntent::Focus);
        }
    }
    if let Some((rows, columns)) = out.scroll {
        state.scroll.jump_by(screen, view, rows, columns);
        ui.ctx().request_repaint();
    }
    intents.extend(out.intents);
    out.selections
}

/// Whether carets are visible now; asks for the frame in which that changes.
fn caret_phase(ui: &Ui, state: &EditorState, data: &EditorData<'_>, now: f64) -> bool {
    if !data.focused || !ui.input(|input| input.focused) {
        return false;
    }
    if !data.options.blink || data.read_only || state.mouse.is_active() {
        return true;
    }
    let (visible, left) = state.blink.phase(now);
    ui.ctx().request_repaint_after(left);
    visible
}

/// Paints everything but the scrollbars; returns the number of shapes.
fn paint_view(
    ui: &Ui,
    state: &mut EditorState,
    frame: &Frame<'_>,
    theme: &Theme,
    overlay: &paint::Overlay<'_>,
) -> usize {
    let painter = ui.painter().with_clip_rect(frame.rect);
    painter.rect_filled(frame.rect, 0.0, theme.colors.editor_background);
    paint::current_lines(&painter, frame, theme, overlay);
    let count = paint::paint(&painter.with_clip_rect(frame.text_rect), frame, theme, overlay);
    let pointer = ui.input(|input| input.pointer.hover_pos());
    let hovered = pointer.and_then(|pos| gutter::part_at(frame, pos)).map(|(_, index)| index);
    let hovered = hovered.filter(|_| ui.rect_contains_pointer(frame.gutter));
    let foldable: Vec<usize> = match (hovered, frame.rows.first(), frame.rows.last()) {
        (Some(_), Some(first), Some(last)) if frame.data.options.fold_chevrons => {
            let folds = frame.data.syntax.folds(frame.data.text, first.line..last.line + 1);
            folds.iter().map(|fold| fold.start_line).collect()
        }
        _ => Vec::new(),
    };
    state.numbers.next_frame();
    let caret_line = frame.data.text.line_of(overlay.selections.primary().head.min(frame.data.text.len()));
    let gutter = gutter::paint(ui, frame, theme, &mut state.numbers, caret_line, hovered, &foldable);
    let gutter_count = gutter.len();
    blocks::paint_gutter(&painter.with_clip_rect(frame.gutter), frame, theme);
    painter.with_clip_rect(frame.gutter).extend(gutter);
    count + gutter_count + 2
}

/// The primary caret on the screen.
fn caret_rect(frame: &Frame<'_>, overlay: &paint::Overlay<'_>) -> Option<Rect> {
    let cell = match &overlay.preedit {
        Some(placed) => frame.cell_rect(placed.index, (placed.caret, placed.caret + 1)),
        None => frame.head_cell(&overlay.selections.primary())?.1,
    };
    let bar = paint::caret_bar(frame, cell);
    frame.text_rect.expand(2.0).intersects(bar).then_some(bar)
}

/// Tells the system where the caret is, so that its input method opens beside it.
fn input_method(ui: &Ui, data: &EditorData<'_>, rect: Rect, caret: Option<Rect>) {
    if data.read_only || !data.focused || !ui.memory(|memory| memory.owns_ime_events(data.id)) {
        return;
    }
    let to_screen = ui.ctx().layer_transform_to_global(ui.layer_id()).unwrap_or_default();
    let caret = caret.unwrap_or_else(|| Rect::from_min_size(rect.min, egui::Vec2::ZERO));
    ui.output_mut(|output| {
        output.ime = Some(egui::output::IMEOutput {
            purpose: IMEPurpose::Normal,
            rect: to_screen * rect,
            cursor_rect: to_screen * caret,
            should_interrupt_composition: false,
        });
    });
}

fn hover(response: &Response, state: &EditorState, frame: &Frame<'_>) -> Option<Hover> {
    let pos = response.hover_pos().filter(|_| !state.mouse.is_active())?;
    frame.char_at(pos).map(|(byte, rect)| Hover { byte, rect })
}

fn report_scroll(state: &mut EditorState, intents: &mut Vec<EditorIntent>) {
    let position = state.scroll.position();
    if state.reported != Some(position) {
        if state.reported.is_some() {
            intents.push(EditorIntent::Scrolled(position));
        }
        state.reported = Some(position);
    }
}

#[cfg(test)]
mod tests;
