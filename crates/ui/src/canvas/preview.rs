//! A page that is looked at, not drawn on: what the code of a drawing looks like in a window of some width. Scrolled up
//! and down, made smaller where there is less room than it is wide; its edge can be dragged.
//!
//! Not here: what a page looks like at a width (`justbuilt_sketch::preview`).

use std::collections::BTreeMap;

use egui::{
    CursorIcon, EventFilter, Id, Key, Pos2, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextureHandle,
    Ui, WidgetInfo, pos2, vec2,
};
use justbuilt_sketch::canvas::Canvas;
use justbuilt_sketch::preview::{NARROWEST, Preview, WIDEST};
use justbuilt_sketch::scene::{ElementId, Page};

use super::paint;
use crate::theme::Theme;
use crate::tokens::{canvas as tokens, size, space, stroke};
use crate::{focus, paint as ink};

/// What is kept between frames.
pub struct PreviewState {
    canvas: Canvas,
    kept: paint::Kept,
    /// The scale that holds while the edge is dragged, and where it was taken: the pointer's distance from it.
    drag: Option<(f32, f32)>,
}

impl Default for PreviewState {
    fn default() -> Self {
        Self { canvas: Canvas::new(&Page::default(), 0), kept: paint::Kept::default(), drag: None }
    }
}

/// What came of a frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PreviewOutput {
    /// What stands under a click; nothing where nothing drawn is.
    pub clicked: Option<Vec<ElementId>>,
    /// The width that the edge was dragged to, px.
    pub width: Option<f64>,
    /// px of the screen for a px of the page.
    pub scale: f32,
}

/// The widget.
#[must_use = "show it"]
pub struct PreviewView<'a> {
    id: Id,
    preview: &'a Preview,
    chosen: &'a [ElementId],
    textures: Option<&'a BTreeMap<String, TextureHandle>>,
}

impl<'a> PreviewView<'a> {
    /// A view of this preview.
    pub fn new(id: Id, preview: &'a Preview) -> Self {
        Self { id, preview, chosen: &[], textures: None }
    }

    /// What is selected in the drawing is outlined.
    pub fn chosen(mut self, elements: &'a [ElementId]) -> Self {
        self.chosen = elements;
        self
    }

    /// Pictures of the sketch that are on the graphics card.
    pub fn textures(mut self, textures: &'a BTreeMap<String, TextureHandle>) -> Self {
        self.textures = Some(textures);
        self
    }

    /// How wide a page in this room is when it is shown as large as it is, px.
    pub fn fitting(room: f32) -> f64 {
        f64::from((room - 2.0 * tokens::PREVIEW_EDGE).floor()).clamp(NARROWEST, WIDEST)
    }

    /// Fills what is left of the ui.
    pub fn show(self, ui: &mut Ui, state: &mut PreviewState) -> PreviewOutput {
        let theme = Theme::of(ui.ctx());
        let all = ui.available_rect_before_wrap();
        ui.painter().rect_filled(all, 0, theme.colors.panel);
        state.canvas.sync(&self.preview.page);
        let width = self.preview.width as f32;
        let room = (all.width() - 2.0 * tokens::PREVIEW_EDGE).max(1.0);
        let scale = state.drag.map_or((room / width).min(1.0), |(scale, _)| scale);
        let mut output = PreviewOutput { scale, ..PreviewOutput::default() };
        let height = (self.preview.height as f32 * scale).max(all.height() - 2.0 * tokens::PREVIEW_EDGE);
        let left = ((all.width() - width * scale) / 2.0).max(tokens::PREVIEW_EDGE).floor();
        let edge = self.id.with("edge");
        let area = ScrollArea::vertical().id_salt(self.id).auto_shrink([false, false]);
        area.show_viewport(ui, |ui, _| {
            let content = vec2(all.width(), height + 2.0 * tokens::PREVIEW_EDGE);
            let (whole, _) = ui.allocate_exact_size(content, Sense::hover());
            let corner = pos2(all.left() + left, whole.top() + tokens::PREVIEW_EDGE);
            let sheet = Rect::from_min_size(corner, vec2(width * scale, height));
            self.sheet(ui, state, sheet, scale, &theme, &mut output);
        });
        // Over the scrolled part, as high as the view.
        let right = all.left() + left + width * scale;
        self.edge(ui, state, all, right, scale, edge, &theme, &mut output);
        output
    }

    /// The page, what is outlined on it, and clicks.
    fn sheet(
        &self,
        ui: &mut Ui,
        state: &mut PreviewState,
        sheet: Rect,
        scale: f32,
        theme: &Theme,
        output: &mut PreviewOutput,
    ) {
        let clip = sheet.intersect(ui.clip_rect());
        if !clip.is_positive() {
            return;
        }
        // For the pointer only: parts are chosen by the keyboard in the layers.
        let response = ui.interact(clip, self.id, Sense::CLICK);
        let painter = ui.painter().with_clip_rect(clip);
        // As a browser shows it: light, whatever the theme of the window is.
        painter.rect_filled(
            clip,
            0,
            paint::background(Some(&self.preview.background), theme.colors.editor_background),
        );
        ink::border(
            &ui.painter().with_clip_rect(ui.clip_rect()),
            sheet.expand(stroke::BORDER),
            0,
            theme.colors.border,
        );
        let seen = clip.min - sheet.min;
        let camera = &mut state.canvas.camera;
        camera.set_view(kurbo::Size::new(f64::from(clip.width()), f64::from(clip.height())));
        let origin = kurbo::Point::new(f64::from(seen.x / scale), f64::from(seen.y / scale));
        camera.look_at(origin, f64::from(scale));
        let none = BTreeMap::new();
        state.kept.cache.begin(&state.canvas.camera, &painter);
        let textures = self.textures.unwrap_or(&none);
        let scene = paint::Scene { canvas: &state.canvas, textures, dark: false, typed: None };
        paint::page(&painter, clip, &scene, &mut state.kept);
        if state.kept.cache.end() {
            ui.ctx().request_repaint();
        }
        let on_screen = |at: kurbo::Rect| {
            let place = |x: f64, y: f64| sheet.min + vec2(x as f32, y as f32) * scale;
            Rect::from_min_max(place(at.x0, at.y0), place(at.x1, at.y1))
        };
        let outline = |at: Rect, width: f32| {
            let line = Stroke::new(width, tokens::ON_PAPER);
            painter.rect_stroke(at.expand(1.0), 2, line, StrokeKind::Outside);
        };
        for part in self.preview.parts_of(self.chosen) {
            outline(on_screen(part.at), stroke::FOCUS);
        }
        let under = |pointer: Pos2| {
            let at = (pointer - sheet.min) / scale;
            self.preview.part_at(f64::from(at.x), f64::from(at.y))
        };
        let pointed = response.hover_pos().and_then(under);
        if let Some(part) = pointed.filter(|part| !part.elements.iter().any(|id| self.chosen.contains(id))) {
            outline(on_screen(part.at), stroke::BORDER);
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        }
        if response.clicked() {
            let part = response.interact_pointer_pos().and_then(under);
            output.clicked = Some(part.map(|part| part.elements.clone()).unwrap_or_default());
        }
        let said = format!("Preview, {} pixels wide", self.preview.width.round());
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, ui.is_enabled(), &said));
    }

    /// The edge of the page: dragged, or moved by the arrow keys.
    #[expect(clippy::too_many_arguments, reason = "it is one frame of one widget, in two parts")]
    fn edge(
        &self,
        ui: &Ui,
        state: &mut PreviewState,
        all: Rect,
        right: f32,
        scale: f32,
        id: Id,
        theme: &Theme,
        output: &mut PreviewOutput,
    ) {
        let middle = all.left() + all.width() / 2.0;
        let grab = Rect::from_x_y_ranges(right..=right + tokens::PREVIEW_EDGE, all.y_range());
        let response = ui
            .interact(grab, id, Sense::click_and_drag())
            .on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
        if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
            let (scale, off) = *state.drag.get_or_insert((scale, pointer.x - right));
            // The page stays in the middle: its other edge goes the other way.
            let half = f64::from(((pointer.x - off - middle) / scale).max(0.0));
            output.width = Some((2.0 * half).round().clamp(NARROWEST, WIDEST));
        } else {
            state.drag = None;
        }
        if response.has_focus() {
            let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
            let steps = ui.input(|input| {
                f64::from(i8::from(input.key_pressed(Key::ArrowRight)))
                    - f64::from(i8::from(input.key_pressed(Key::ArrowLeft)))
            });
            if steps != 0.0 {
                output.width = Some((self.preview.width + 16.0 * steps).clamp(NARROWEST, WIDEST));
            }
        }
        let hot = response.hovered() || response.dragged() || focus::shows(ui, &response);
        let bar = Rect::from_center_size(
            pos2(grab.center().x, all.center().y),
            vec2(space::XS, size::CONTROL + space::M),
        );
        let color = if hot { theme.colors.accent } else { theme.colors.border_control };
        ink::fill(ui.painter(), bar, 2, color);
        response.widget_info(|| WidgetInfo {
            value: Some(self.preview.width),
            ..WidgetInfo::labeled(Role::Splitter, ui.is_enabled(), "Width of the preview")
        });
    }
}
