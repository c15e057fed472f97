//! Lines of code that are wider than the page, scrolled to the side all together: with the wheel, the keys and a bar.

use egui::{Id, Key, Modifiers, Rect, Sense, Ui, pos2, vec2};

use super::line::LEAD;
use crate::paint;
use crate::theme::Theme;
use crate::tokens::{size, space};

/// How far lines are scrolled, and how wide they are as far as they were seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sideways {
    offset: f32,
    widest: f32,
}

/// How far a key scrolls, in points.
const STEP: f32 = 64.0;
/// How thick the bar is, in points.
const BAR: f32 = 6.0;

impl Sideways {
    /// How far, in points.
    pub fn offset(&self) -> f32 {
        self.offset
    }

    /// Takes the keys that scroll; to be called while the lines have the keyboard.
    pub fn keys(&mut self, ui: &Ui) {
        let mut step = |key, by: f32| {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                self.offset = (self.offset + by).max(0.0);
            }
        };
        step(Key::ArrowRight, STEP);
        step(Key::ArrowLeft, -STEP);
    }

    /// Takes the wheel over `place`, before the lines are painted; how far they are scrolled.
    pub fn begin(&mut self, ui: &Ui, place: Rect) -> f32 {
        let most = self.most(place);
        if most > 0.0 && ui.rect_contains_pointer(place) {
            let delta = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.x));
            if delta != 0.0 {
                self.offset -= delta;
                ui.ctx().request_repaint();
            }
        }
        self.offset = self.offset.clamp(0.0, most);
        self.offset
    }

    /// Shows the bar below the lines, the widest of which is that wide.
    pub fn end(&mut self, ui: &Ui, id: Id, place: Rect, widest: f32, theme: &Theme) {
        if widest > self.widest {
            self.widest = widest;
            ui.ctx().request_repaint();
        }
        let most = self.most(place);
        if most <= 0.0 {
            return;
        }
        let bottom = place.bottom() - 2.0;
        let track =
            Rect::from_x_y_ranges(place.left() + LEAD..=place.right() - space::L, bottom - BAR..=bottom);
        let share = track.width() / (track.width() + most);
        let width = (track.width() * share).max(size::SCROLLBAR_HANDLE.min(track.width()));
        let free = (track.width() - width).max(1.0);
        let response = ui.interact(track.expand2(vec2(0.0, 4.0)), id.with("sideways"), Sense::drag());
        if response.dragged() {
            self.offset = (self.offset + response.drag_delta().x * most / free).clamp(0.0, most);
            ui.ctx().request_repaint();
        }
        let left = track.left() + free * self.offset / most;
        let handle = Rect::from_min_size(pos2(left, track.top()), vec2(width, BAR));
        let active = response.hovered() || response.dragged();
        let color = if active { theme.colors.scrollbar_hover } else { theme.colors.scrollbar };
        paint::fill(ui.painter(), handle, (BAR / 2.0) as u8, color);
    }

    fn most(&self, place: Rect) -> f32 {
        (self.widest + space::XL - (place.width() - LEAD).max(0.0)).max(0.0)
    }
}
