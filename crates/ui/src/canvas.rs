//! The canvas widget: shows a page of a sketch through a camera, and lets it be drawn on.
//!
//! The page comes in, actions go out: what tools do is `justbuilt_sketch::canvas`'s, which documents there are and
//! where changes go is the caller's. Nothing is painted again while nothing changes.

mod bars;
mod cache;
mod input;
mod mesh;
mod overlay;
mod paint;
mod panel;
pub mod preview;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use egui::{
    CursorIcon, Id, Pos2, Rect, Response, Role, Sense, TextureHandle, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use justbuilt_sketch::canvas::{Action, Canvas, Command, Cursor, Event, Key, Tool};
use justbuilt_sketch::scene::{Align, Kind, Page, Text};

use crate::theme::Theme;
use crate::tokens::canvas as tokens;
use crate::{focus, fonts, paint as ink};
use cache::Cache;
pub use words::Faces;

/// What a canvas keeps between frames: one for each open sketch.
pub struct CanvasState {
    /// Tools, camera, selection. Panels may change it between frames.
    pub canvas: Canvas,
    /// Pictures of the sketch by their keys, on the graphics card.
    pub textures: BTreeMap<String, TextureHandle>,
    cache: Cache,
    sizes: paint::Sizes,
    held: input::Held,
    /// The words that are typed have had the keyboard.
    typing: bool,
    fitted: bool,
}

impl CanvasState {
    /// For a page; new elements get ids from the seed.
    pub fn new(page: &Page, seed: u64) -> Self {
        Self {
            canvas: Canvas::new(page, seed),
            textures: BTreeMap::new(),
            cache: Cache::default(),
            sizes: paint::Sizes::default(),
            held: input::Held::default(),
            typing: false,
            fitted: false,
        }
    }

    /// Elements painted in the last frame.
    pub fn painted(&self) -> usize {
        self.sizes.elements
    }

    /// Shows all of the page in the next frame.
    pub fn fit(&mut self) {
        self.fitted = false;
    }
}

/// What came of a frame.
pub struct CanvasOutput {
    /// To do, in order.
    pub actions: Vec<Action>,
    /// Text that was pasted: a sketch of ours, another program's, words.
    pub pasted: Option<String>,
    /// Of the view.
    pub response: Response,
}

/// The widget.
#[must_use = "show it"]
pub struct CanvasView<'a> {
    id: Id,
    page: &'a Page,
    background: Option<&'a str>,
    bars: bool,
    dark: Option<bool>,
}

impl<'a> CanvasView<'a> {
    /// A view of this page.
    pub fn new(id: Id, page: &'a Page) -> Self {
        Self { id, page, background: None, bars: true, dark: None }
    }

    /// The colour behind the page, as CSS writes it.
    pub fn background(mut self, css: Option<&'a str>) -> Self {
        self.background = css;
        self
    }

    /// With the bar of tools, the panel of looks and the zoom, which is usual.
    pub fn bars(mut self, shown: bool) -> Self {
        self.bars = shown;
        self
    }

    /// A dark canvas, whatever the theme is.
    pub fn dark(mut self, dark: bool) -> Self {
        self.dark = Some(dark);
        self
    }

    /// Fills what is left of the ui.
    pub fn show(self, ui: &mut Ui, state: &mut CanvasState) -> CanvasOutput {
        let theme = Theme::of(ui.ctx());
        let dark = self.dark.unwrap_or(theme.dark);
        let view = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(view);
        let response = ui.interact(view, self.id, Sense::click_and_drag());
        let painter = ui.painter_at(view);
        let mut actions = Vec::new();
        state.canvas.sync(self.page);
        state.canvas.camera.set_view(kurbo::Size::new(f64::from(view.width()), f64::from(view.height())));
        if !std::mem::replace(&mut state.fitted, true)
            && let Some(extent) = state.canvas.board().extent()
        {
            state.canvas.camera.fit(extent, 64.0, 1.0);
        }
        let pasted = self.events(ui, &response, state, &mut actions);

        painter.rect_filled(
            view,
            0,
            paint::background(self.background, dark, theme.colors.editor_background),
        );
        let now = ui.input(|i| i.time);
        let trail = state.canvas.trail(now).to_vec();
        let over = overlay::Overlay { painter: &painter, view, canvas: &state.canvas, theme: &theme };
        over.grid();
        state.cache.begin(state.canvas.camera.zoom(), dark, &painter);
        let typed = state.canvas.editing().map(|e| e.element.id.clone());
        let scene =
            paint::Scene { canvas: &state.canvas, textures: &state.textures, dark, typed: typed.as_ref() };
        state.sizes = paint::page(&painter, view, &scene, &mut state.cache, state.sizes);
        let pointer = ui.input(|i| i.pointer.hover_pos());
        over.paint(&trail, now, pointer.filter(|_| response.contains_pointer()));
        if state.cache.end() || !trail.is_empty() {
            ui.ctx().request_repaint();
        }
        if response.contains_pointer() {
            ui.ctx().set_cursor_icon(cursor(state.canvas.cursor()));
        }
        type_words(ui, self.id, view, dark, state, &mut actions);
        if self.bars {
            bars::show(ui, self.id, view, state, &mut actions);
            panel::show(ui, self.id, view, state, &mut actions);
        }
        if focus::shows(ui, &response) {
            ink::focus_ring(&painter, view, 0, &theme);
        }
        let canvas = &state.canvas;
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, ui.is_enabled(), spoken(canvas)));
        CanvasOutput { actions, pasted, response }
    }

    fn events(
        &self,
        ui: &Ui,
        response: &Response,
        state: &mut CanvasState,
        actions: &mut Vec<Action>,
    ) -> Option<String> {
        let typing = state.canvas.editing().is_some();
        let input = input::read(ui, response, &mut state.held, response.has_focus() && !typing);
        let painter = ui.painter().clone();
        let faces = Faces::new(&painter);
        for event in &input.events {
            match event {
                Event::Down(_) => {
                    response.request_focus();
                    if state.canvas.editing().is_some() {
                        actions.extend(state.canvas.finish_editing(&faces));
                    }
                }
                // The widget's neighbours are reached by Tab when nothing is there to walk through.
                Event::Key(Key::Tab, _) if state.canvas.board().is_empty() => continue,
                _ => {}
            }
            actions.extend(state.canvas.event(event, &faces));
        }
        if let Some(cut) = input.copy {
            let command = if cut { Command::Cut } else { Command::Copy };
            actions.extend(state.canvas.run(&command, &faces));
        }
        if response.has_focus() && !typing {
            input::keeps_keys(ui, self.id);
        }
        input.pasted
    }
}

fn cursor(cursor: Cursor) -> CursorIcon {
    match cursor {
        Cursor::Default => CursorIcon::Default,
        Cursor::Move => CursorIcon::Move,
        Cursor::Grab => CursorIcon::Grab,
        Cursor::Grabbing => CursorIcon::Grabbing,
        Cursor::Cross => CursorIcon::Crosshair,
        Cursor::Text => CursorIcon::Text,
        Cursor::Rotate => CursorIcon::Alias,
        Cursor::Point => CursorIcon::PointingHand,
        Cursor::None => CursorIcon::None,
        Cursor::Resize(angle) => {
            let eighth = (angle / std::f64::consts::FRAC_PI_4).round().rem_euclid(4.0);
            match eighth as u8 {
                0 => CursorIcon::ResizeHorizontal,
                1 => CursorIcon::ResizeNwSe,
                2 => CursorIcon::ResizeVertical,
                _ => CursorIcon::ResizeNeSw,
            }
        }
    }
}

/// What a screen reader says of the canvas.
fn spoken(canvas: &Canvas) -> String {
    let name = |kind: &Kind| match kind {
        Kind::Rectangle => "rectangle",
        Kind::Diamond => "diamond",
        Kind::Ellipse => "ellipse",
        Kind::Line(_) => "line",
        Kind::Arrow(_) => "arrow",
        Kind::Freehand(_) => "drawing",
        Kind::Text(_) => "text",
        Kind::Image { .. } => "picture",
        Kind::Frame => "frame",
        Kind::Group => "group",
        Kind::Component(_) => "component",
        Kind::Unknown(_) => "unknown element",
    };
    let count = canvas.board().len();
    let mut said = format!("Canvas, {count} {}", if count == 1 { "element" } else { "elements" });
    match canvas.selection() {
        [] => {}
        [one] => {
            if let Some(element) = canvas.board().get(one) {
                let words = match &element.kind {
                    Kind::Text(text) => Some(text.text.clone()),
                    _ => element.name.clone().or_else(|| match &canvas.board().label(one)?.kind {
                        Kind::Text(text) => Some(text.text.clone()),
                        _ => None,
                    }),
                };
                said += &format!(", selected {}", name(&element.kind));
                if let Some(words) = words {
                    said += &format!(" “{words}”");
                }
            }
        }
        many => said += &format!(", {} selected", many.len()),
    }
    said
}

/// The field in which words of the drawing are typed, where they stand and as large as they are.
fn type_words(
    ui: &mut Ui,
    id: Id,
    view: Rect,
    dark: bool,
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
            let css = justbuilt_sketch::render::Colour::parse(&editing.element.style.stroke);
            let color = css.map_or(theme.colors.text, |c| tokens::painted([c.r, c.g, c.b, c.a], dark));
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
        ink::fill(ui.painter(), rect.expand(4.0), 4, theme.colors.input);
        ink::border(ui.painter(), rect.expand(4.0), 4, theme.colors.accent);
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

/// The tool as it is called in tooltips and to screen readers, and the key that takes it.
pub fn tool_name(tool: Tool) -> (&'static str, &'static str) {
    match tool {
        Tool::Select => ("Select", "V"),
        Tool::Lasso => ("Lasso", "S"),
        Tool::Hand => ("Hand", "H"),
        Tool::Rectangle => ("Rectangle", "R"),
        Tool::Diamond => ("Diamond", "D"),
        Tool::Ellipse => ("Ellipse", "O"),
        Tool::Line => ("Line", "L"),
        Tool::Arrow => ("Arrow", "A"),
        Tool::Freehand => ("Draw", "P"),
        Tool::Text => ("Text", "T"),
        Tool::Image => ("Picture", "I"),
        Tool::Frame => ("Frame", "F"),
        Tool::Eraser => ("Eraser", "E"),
        Tool::Laser => ("Laser pointer", "K"),
        Tool::Component(_) => ("Component", ""),
    }
}

/// A place of the screen in px of the page.
pub fn on_page(state: &CanvasState, view: Rect, at: Pos2) -> kurbo::Point {
    let local = at - view.min;
    state.canvas.camera.to_page(kurbo::Point::new(f64::from(local.x), f64::from(local.y)))
}
