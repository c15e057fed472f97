//! The thin line that shows work under way. When to show it (after 300 ms) and how to cancel is the caller's.

use std::time::Duration;

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};

use crate::theme::Theme;

/// How often a line without an end in sight moves: a few frames a second are enough to say "alive".
const FRAME: Duration = Duration::from_millis(50);

/// Paints a line into a place two points high: how much is done, 0 to 1, or that something is done at all.
pub fn progress_line(ui: &mut Ui, rect: Rect, done: Option<f32>) {
    let theme = Theme::of(ui.ctx());
    let colors = &theme.colors;
    let painter = ui.painter();
    let width = rect.width();
    let part = match done {
        Some(done) => {
            painter.rect_filled(rect, 0.0, colors.border);
            let end = rect.left() + width * done.clamp(0.0, 1.0);
            Rect::from_min_max(rect.min, pos2(end, rect.bottom()))
        }
        None => {
            let time = ui.input(|input| input.time);
            let phase = (time * 0.7).fract() as f32;
            let start = rect.left() + width * (phase * 1.3 - 0.3);
            ui.ctx().request_repaint_after(FRAME);
            Rect::from_min_max(pos2(start, rect.top()), pos2(start + width * 0.3, rect.bottom()))
                .intersect(rect)
        }
    };
    painter.rect_filled(part, 0.0, colors.accent);
    let response = ui.interact(rect, ui.unique_id().with("progress"), Sense::HOVER);
    response.widget_info(|| WidgetInfo {
        value: done.map(f64::from),
        ..WidgetInfo::labeled(Role::ProgressIndicator, true, "Working")
    });
}
