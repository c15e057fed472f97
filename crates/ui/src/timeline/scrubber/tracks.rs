//! The density of events: a track for each kind of author, so that place and icon say what the colour says.

use egui::epaint::Mesh;
use egui::{Align, Rect, Shape, Ui, pos2};

use super::Frame;
use crate::tokens::{alpha, size, space, timeline as token};
use crate::{fonts, paint};

/// Bars, names and the lines between.
pub(super) fn paint(ui: &Ui, frame: &Frame<'_>) {
    let geometry = &frame.geometry;
    let colors = &frame.theme.colors;
    let most = frame.data.buckets.iter().flat_map(|bucket| bucket.counts).max().unwrap_or(0);
    let painter = ui.painter().with_clip_rect(geometry.time);
    let pixel = 1.0 / painter.pixels_per_point();
    let mut mesh = Mesh::default();
    for (row, kind) in frame.data.tracks.iter().enumerate() {
        let top = geometry.tracks.top() + row as f32 * geometry.track;
        let place = Rect::from_x_y_ranges(geometry.whole.x_range(), top..=top + geometry.track);
        let base = paint::snap(&painter, pos2(0.0, place.bottom() - 1.0)).y;
        let room = geometry.track - space::XS;
        let color = kind.color(frame.theme);
        for bucket in frame.data.buckets {
            let count = bucket.counts.get(kind.index()).copied().unwrap_or(0);
            if count == 0 {
                continue;
            }
            let left = frame.x_of(bucket.start);
            let right = frame.x_of(justbuilt_base::Timestamp(bucket.start.0 + bucket.length));
            if right < geometry.time.left() || left > geometry.time.right() {
                continue;
            }
            let left = paint::snap(&painter, pos2(left, 0.0)).x;
            let right = paint::snap(&painter, pos2(right, 0.0)).x;
            let width = (right - left - pixel.max(0.75)).clamp(pixel, token::BAR * 2.5);
            // The root, so that an hour with little beside an hour with much is still seen.
            let part = (count as f32 / most.max(1) as f32).sqrt();
            let height = (LEAST + (1.0 - LEAST) * part) * room;
            let top = paint::snap(&painter, pos2(0.0, base - height)).y;
            mesh.add_colored_rect(Rect::from_min_max(pos2(left, top), pos2(left + width, base)), color);
        }
        if row > 0 {
            paint::h_line(ui.painter(), place.x_range(), place.top() - 0.5, colors.border);
        }
        name(ui, frame, place, row);
    }
    if !mesh.is_empty() {
        painter.add(Shape::mesh(mesh));
    }
    let bottom = geometry.tracks.bottom() + 0.5;
    paint::h_line(ui.painter(), geometry.whole.x_range(), bottom, colors.border);
    paint::v_line(ui.painter(), geometry.time.left() - 0.5, geometry.whole.y_range(), colors.border);
}

/// The icon and the name of a track.
fn name(ui: &Ui, frame: &Frame<'_>, place: Rect, row: usize) {
    let Some(kind) = frame.data.tracks.get(row) else { return };
    let geometry = &frame.geometry;
    let at = pos2(geometry.head.left() + space::M + size::ICON_SMALL / 2.0, place.center().y);
    let painter = ui.painter().with_clip_rect(geometry.head);
    paint::icon(&painter, at, kind.icon(), size::ICON_SMALL - 1.0, kind.color(frame.theme));
    if geometry.names() {
        let left = at.x + size::ICON_SMALL / 2.0 + space::S - 1.0;
        let text = Rect::from_x_y_ranges(left..=geometry.head.right() - space::S, place.y_range());
        let color = frame.theme.colors.text_secondary;
        paint::text(&painter, text, Align::Min, kind.name(), fonts::caption(), color);
    }
}

/// The part of a track's height that a single event fills.
const LEAST: f32 = 0.18;

/// How much of a colour is left where it only tints.
pub(super) const TINT: f32 = alpha::TINT;
