//! The field in which words of a drawing are typed, where they stand.
//!
//! Not here: what becomes of them (`justbuilt_sketch::canvas`).

use egui::{Id, Rect, Ui, UiBuilder, pos2, vec2};
use justbuilt_sketch::canvas::Action;
use justbuilt_sketch::scene::{Align, Kind, Text};

use super::{CanvasState, Faces, words};
use crate::theme::Theme;
use crate::tokens::canvas as tokens;
use crate::{fonts, paint as draw};

/// The field in which words of the drawing are typed, where they stand and as large as they are.
pub(super) fn type_words(
    ui: &mut Ui,
    id: Id,
    view: Rect,
    state: &mut CanvasState,
    actions: &mut Vec<Action>,
) {
    let field = id.with("words");
    let Some(editing) = state.canvas.editing().cloned() else {
        state.typing = false;
        return;
    };
    let painter = ui.painter().clone();
    let faces = Faces::new(&painter);
    let Some(place) = state.canvas.editing_box(&faces) else { return };
    let zoom = state.canvas.camera.zoom() as f32;
    let theme = Theme::of(ui.ctx());
    let at = state.canvas.camera.rect_to_screen(place);
    let mut rect = Rect::from_min_max(pos2(at.x0 as f32, at.y0 as f32), pos2(at.x1 as f32, at.y1 as f32))
        .translate(view.min.to_vec2());
    let usual = Text { size: 14.0, ..state.canvas.options.text.clone() };
    let (text, color) = match &editing.element.kind {
        Kind::Text(text) => {
            let light = state.kept.backdrop.lifts(state.canvas.board(), &editing.element);
            let css = if light { tokens::LIFTED } else { editing.element.style.stroke.as_str() };
            let css = justbuilt_sketch::render::Colour::parse(css);
            let color = css.map_or(theme.colors.text, |c| tokens::painted([c.r, c.g, c.b, c.a]));
            (text.clone(), color)
        }
        _ => (usual, theme.colors.text),
    };
    let framed = !matches!(editing.element.kind, Kind::Text(_));
    if matches!(editing.element.kind, Kind::Frame) {
        rect = Rect::from_min_size(rect.left_top() - vec2(0.0, 26.0), vec2(rect.width().max(160.0), 24.0));
    }
    let size = if framed { 14.0 } else { (text.size as f32 * zoom).clamp(4.0, 400.0) };
    let align = match text.align {
        _ if framed => egui::Align::Min,
        Align::Start => egui::Align::Min,
        Align::Middle => egui::Align::Center,
        Align::End => egui::Align::Max,
    };
    // Room for the next letters on the sides where they come.
    let room = size * 4.0;
    let wraps = !text.auto_width && !framed;
    if !wraps {
        match align {
            egui::Align::Min => rect.max.x += room,
            egui::Align::Center => rect = rect.expand2(vec2(room / 2.0, 0.0)),
            egui::Align::Max => rect.min.x -= room,
        }
    }
    let font =
        if framed { fonts::ui(size) } else { words::face(text.family, text.weight, text.italic, size) };
    let mut typed = editing.words.clone();
    if framed {
        draw::fill(ui.painter(), rect.expand(4.0), 4, theme.colors.input);
        draw::border(ui.painter(), rect.expand(4.0), 4, theme.colors.accent);
    }
    let response = ui
        .scope_builder(UiBuilder::new().max_rect(rect).id_salt(field), |ui| {
            ui.set_clip_rect(view);
            let edit = egui::TextEdit::multiline(&mut typed)
                .id(field)
                .frame(egui::Frame::NONE)
                .margin(egui::Margin::ZERO)
                .font(font)
                .text_color(color)
                .desired_rows(1)
                .desired_width(rect.width())
                .align(egui::Align2([align, egui::Align::Min]));
            ui.add(edit)
        })
        .inner;
    if typed != editing.words {
        state.canvas.type_words(typed);
    }
    let (escape, enter) = ui.input(|i| {
        let enter = i.key_pressed(egui::Key::Enter)
            && (i.modifiers.command || matches!(editing.element.kind, Kind::Frame));
        (i.key_pressed(egui::Key::Escape), enter)
    });
    if !state.typing {
        state.typing = true;
        response.request_focus();
        if let Some(mut edit) = egui::TextEdit::load_state(ui.ctx(), field) {
            let end = egui::text::CCursor::new(editing.words.chars().count());
            edit.cursor
                .set_char_range(Some(egui::text::CCursorRange::two(egui::text::CCursor::default(), end)));
            edit.store(ui.ctx(), field);
        }
    } else if response.lost_focus() && !escape && released_in(ui, view) {
        // The button that began the words went up: for egui that is a click elsewhere.
        response.request_focus();
    } else if escape || enter || response.lost_focus() {
        actions.extend(state.canvas.finish_editing(&faces));
        state.typing = false;
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}

/// A button of the pointer went up here.
fn released_in(ui: &Ui, view: Rect) -> bool {
    ui.input(|i| i.pointer.any_released() && i.pointer.interact_pos().is_some_and(|at| view.contains(at)))
}
