//! The wheel, the trackpad and the pinch over a view: scrolls it, or says how to zoom.

use egui::{Event, MouseWheelSource, MouseWheelUnit, Response, Ui, Vec2};

use justbuilt_display::ScreenMap;

use super::data::EditorData;
use super::mouse;
use super::scroll::{Scroll, Viewport};
use super::style::Metrics;

/// Rows that one step of a trackpad never makes.
const NOTCH: f64 = 3.0;

/// Takes the wheel events of this frame, if the pointer is over the view. Returns the zoom wanted, and whether the
/// view was moved.
pub(super) fn wheel(
    ui: &Ui,
    response: &Response,
    data: &EditorData<'_>,
    screen: &ScreenMap<'_>,
    scroll: &mut Scroll,
    view: &Viewport,
    metrics: &Metrics,
) -> (Option<f32>, bool) {
    let pos = response.hover_pos();
    if !pos.is_some_and(|pos| mouse::is_on_top(ui, response, pos)) {
        return (None, false);
    }
    let mut zoom = 1.0;
    let mut moved = false;
    let events: Vec<_> = ui.input(|input| {
        let wheel = |event: &Event| match event {
            Event::MouseWheel { unit, delta, modifiers, source, .. } => {
                Some((*unit, *delta, *modifiers, *source))
            }
            _ => None,
        };
        input.events.iter().filter_map(wheel).collect()
    });
    for (unit, delta, modifiers, source) in &events {
        if modifiers.command || modifiers.ctrl {
            zoom *=
                (delta.y.clamp(-10.0, 10.0) * if *unit == MouseWheelUnit::Point { 0.01 } else { 0.1 }).exp();
            continue;
        }
        // macOS turns the wheel itself when Shift is down.
        let delta = if modifiers.shift && delta.x == 0.0 { Vec2::new(delta.y, 0.0) } else { *delta };
        let (rows, columns) = (-f64::from(delta.y), -f64::from(delta.x));
        moved = true;
        match unit {
            MouseWheelUnit::Point => {
                let (rows, columns) = (rows / f64::from(metrics.row), columns / metrics.cell);
                // A wheel with notches that counts points, as in browsers: its steps are too wide to jump.
                let stepped = matches!(source, MouseWheelSource::Unknown | MouseWheelSource::Wheel);
                let notch = stepped && rows.abs() > NOTCH;
                scroll.glide_by(screen, view, rows, columns, notch && data.options.smooth_scroll);
            }
            MouseWheelUnit::Line => {
                let by = f64::from(data.options.wheel_rows);
                let smooth = data.options.smooth_scroll;
                scroll.glide_by(screen, view, rows * by, columns * by * 2.0, smooth);
            }
            MouseWheelUnit::Page => {
                let page = (view.rows - 1.0).max(1.0);
                scroll.glide_by(screen, view, rows * page, columns * page, data.options.smooth_scroll);
            }
        }
    }
    if !events.is_empty() {
        // Nothing around this view shall scroll as well.
        ui.input_mut(|input| input.smooth_scroll_delta = Vec2::ZERO);
    }
    let pinch = ui.input(|input| {
        let factor = |event: &Event| if let Event::Zoom(factor) = event { Some(*factor) } else { None };
        input.events.iter().filter_map(factor).product::<f32>()
    });
    zoom *= pinch;
    ((zoom != 1.0).then_some(zoom), moved)
}
