//! Code with its head and buttons, scrolled sideways where it is wider than the dock, and the rows of tables.

use std::rc::Rc;
use std::sync::Arc;

use egui::{Align, CornerRadius, Layout, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::{Action, Env, selectable};
use crate::chat::data::{Intent, Speaker};
use crate::chat::item::{CodeBlock, Item, Laid};
use crate::chat::markdown::Table;
use crate::chat::turn::{Fold, TurnView};
use crate::icons::Icon;
use crate::tokens::{chat, radius, size, space};
use crate::widgets::IconButton;
use crate::{fonts, paint};

/// The background and border of a part of a block: `top` and `bottom` say which ends it has.
fn frame(ui: &Ui, env: &Env<'_>, rect: Rect, top: bool, bottom: bool) {
    let colors = &env.theme.colors;
    let corner = |on: bool| if on { radius::CONTROL } else { 0 };
    let corners = CornerRadius { nw: corner(top), ne: corner(top), sw: corner(bottom), se: corner(bottom) };
    ui.painter().rect_filled(rect, corners, colors.editor_background);
    let line = Stroke::new(1.0, colors.border);
    let clip = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    // The ends that are not there are drawn outside of what is seen.
    let drawn = Rect::from_x_y_ranges(
        rect.x_range(),
        rect.top() - if top { 0.0 } else { space::L }..=rect.bottom() + if bottom { 0.0 } else { space::L },
    );
    clip.rect_stroke(drawn, corners, line, egui::StrokeKind::Inside);
}

pub(super) fn head_ui(ui: &mut Ui, env: &mut Env<'_>, view: &TurnView, block: &Rc<CodeBlock>, rect: Rect) {
    frame(ui, env, rect, true, false);
    let colors = env.theme.colors.clone();
    let turn = view.turn.id;
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(vec2(space::HALF, 0.0)))
        .layout(Layout::right_to_left(Align::Center));
    let mut side = ui.new_child(builder);
    side.spacing_mut().item_spacing.x = 0.0;
    if side.add(IconButton::new(Icon::Copy, "Copy this code").small()).clicked() {
        env.intents.push(Intent::Copy(block.text.to_string()));
    }
    let answer = matches!(view.turn.speaker, Speaker::Persona { .. });
    if let Some(fence) = block.fence.filter(|_| !block.open && answer) {
        // Blocks are counted over all that the turn says, and each piece of text counts its own.
        let fence = fence + view.fences_before(block.at.0);
        let insert = IconButton::new(Icon::TextCursorInput, "Insert this code at the caret").small();
        if side.add(insert).clicked() {
            env.intents.push(Intent::Insert { turn, fence });
        }
        let apply = IconButton::new(Icon::FileDiff, "Apply this code, with a review").small();
        if side.add(apply).clicked() {
            env.intents.push(Intent::Apply { turn, fence: Some(fence) });
        }
    }
    let fold = Fold::Code(block.at.0, block.at.1);
    if block.lines > chat::FOLD_FROM {
        let folded = view.turned.contains(&fold);
        let (icon, name) = match folded {
            true => (Icon::ChevronsUpDown, "Show all of this code"),
            false => (Icon::ChevronsDownUp, "Fold this code"),
        };
        if side.add(IconButton::new(icon, name).small()).clicked() {
            env.actions.push((turn, Action::Turn(fold)));
        }
    }
    let right = side.min_rect().left() - space::S;
    let left = rect.left() + space::M;
    let place = Rect::from_x_y_ranges(left..=right.max(left), rect.y_range());
    let language = if block.language.is_empty() { "text" } else { &block.language };
    let end = paint::text(ui.painter(), place, Align::Min, language, fonts::caption(), colors.text_hint);
    if block.lines > chat::FOLD_FROM {
        let x = end.right() + space::S;
        let place = Rect::from_x_y_ranges(x..=right.max(x), rect.y_range());
        let lines = format!("{} lines", block.lines);
        paint::text(ui.painter(), place, Align::Min, &lines, fonts::caption(), colors.text_hint);
    }
    let id = env.id(turn, usize::MAX - 2 * block.at.1).with(block.at);
    let response = ui.interact(place, id, Sense::HOVER);
    let about = format!("Code in {language}, {} lines", block.lines);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &about));
}

#[expect(clippy::too_many_arguments, reason = "a row of code is told by all of them")]
pub(super) fn piece_ui(
    ui: &mut Ui,
    env: &mut Env<'_>,
    view: &mut TurnView,
    block: &Rc<CodeBlock>,
    item: &Item,
    index: usize,
    rect: Rect,
    last: bool,
) {
    frame(ui, env, rect, false, last);
    let Some((_, _, Laid::Text(galley))) = &item.laid else { return };
    let window = rect.shrink2(vec2(space::M, 0.0));
    let widest = view.widest.entry(block.at).or_insert(0.0);
    *widest = widest.max(galley.size().x);
    let most = (*widest - window.width()).max(0.0);
    let mut offset = view.sideways.get(&block.at).copied().unwrap_or(0.0).min(most);
    if most > 0.0 && ui.rect_contains_pointer(rect) {
        let delta = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.x));
        if delta != 0.0 {
            offset = (offset - delta).clamp(0.0, most);
            ui.ctx().request_repaint();
        }
    }
    let id = env.id(view.turn.id, index);
    if most > 0.0 && last {
        let track = Rect::from_x_y_ranges(window.x_range(), rect.bottom() - 6.0..=rect.bottom() - 2.0);
        let share = window.width() / (window.width() + most);
        let handle_width = (track.width() * share).max(size::SCROLLBAR_HANDLE.min(track.width()));
        let free = (track.width() - handle_width).max(1.0);
        let response = ui.interact(track.expand2(vec2(0.0, 4.0)), id.with("bar"), Sense::drag());
        if response.dragged() {
            offset = (offset + response.drag_delta().x * most / free).clamp(0.0, most);
        }
        let x = track.left() + free * offset / most;
        let handle = Rect::from_min_size(pos2(x, track.top()), vec2(handle_width, track.height()));
        let active = response.hovered() || response.dragged();
        let colors = &env.theme.colors;
        let color = if active { colors.scrollbar_hover } else { colors.scrollbar };
        paint::fill(ui.painter(), handle, 2, color);
    }
    view.sideways.insert(block.at, offset);
    let at = paint::snap(ui.painter(), pos2(window.left() - offset, rect.top()));
    let seen = Rect::from_x_y_ranges(rect.left() + 1.0..=rect.right() - 1.0, rect.y_range());
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
    child.set_clip_rect(seen.intersect(ui.clip_rect()));
    let text = galley.text();
    let height = galley.size().y.min(rect.height());
    let place = Rect::from_min_size(rect.min, vec2(rect.width(), height));
    selectable(&child, env, id, at, galley, place, Role::Label, text);
}

pub(super) fn more_ui(ui: &Ui, env: &mut Env<'_>, view: &TurnView, block: &Rc<CodeBlock>, rect: Rect) {
    frame(ui, env, rect, false, true);
    let colors = &env.theme.colors;
    let id = env.id(view.turn.id, usize::MAX - 2 * block.at.1 - 1).with(block.at);
    let response = ui.interact(rect, id, Sense::click());
    if let Some(wash) = paint::wash(&response, &env.theme) {
        paint::fill(ui.painter(), rect.shrink(1.0), radius::CONTROL, wash);
    }
    let more = block.lines.saturating_sub(chat::FOLDED_LINES);
    let text = format!("Show {more} more lines");
    paint::text(ui.painter(), rect, Align::Center, &text, fonts::small(), colors.text_secondary);
    if crate::focus::shows(ui, &response) {
        paint::focus_ring(ui.painter(), rect, radius::CONTROL, &env.theme);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    if response.clicked() {
        env.actions.push((view.turn.id, Action::Turn(Fold::Code(block.at.0, block.at.1))));
    }
}

#[expect(clippy::too_many_arguments, reason = "a row of a table is told by all of them")]
pub(super) fn row_ui(
    ui: &mut Ui,
    env: &mut Env<'_>,
    view: &mut TurnView,
    table: &Arc<Table>,
    row: usize,
    item: &Item,
    index: usize,
    rect: Rect,
) {
    let Some((_, _, Laid::Cells(galleys, widths))) = &item.laid else { return };
    let colors = env.theme.colors.clone();
    let full: f32 = widths.iter().sum();
    let most = (full - rect.width()).max(0.0);
    let mut offset = view.sideways.get(&item.at).copied().unwrap_or(0.0).min(most);
    if most > 0.0 && ui.rect_contains_pointer(rect) {
        let delta = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.x));
        if delta != 0.0 {
            offset = (offset - delta).clamp(0.0, most);
            ui.ctx().request_repaint();
        }
    }
    view.sideways.insert(item.at, offset);
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    let line = rect.left()..=rect.left() + full.min(rect.width());
    let strong = if row == 0 { colors.border_control } else { colors.border };
    paint::h_line(child.painter(), line, rect.bottom() - 0.5, strong);
    let mut x = rect.left() - offset;
    for (column, (galley, width)) in galleys.iter().zip(widths).enumerate() {
        let free = (width - 2.0 * space::S - galley.size().x).max(0.0);
        let shift = match table.align.get(column) {
            Some(1) => free,
            Some(0) => free / 2.0,
            _ => 0.0,
        };
        let lead = if column == 0 { space::XS } else { space::S };
        let at = paint::snap(child.painter(), pos2(x + lead + shift, rect.top() + space::XS));
        let place = Rect::from_x_y_ranges(x..=x + width, rect.y_range()).intersect(rect);
        if place.width() > 0.0 {
            let role = if row == 0 { Role::ColumnHeader } else { Role::Cell };
            let id = env.id(view.turn.id, index).with(("cell", column));
            selectable(&child, env, id, at, galley, place, role, galley.text());
        }
        x += width;
    }
}
