//! What is grabbed of a selection: its corners and edges, the handle that turns it, the points of a line.
//!
//! Not here: what they do ([`select`](super::select)).

use super::super::event::Device;
use super::super::geometry::{bounds, finite, finite_point, linear, local_box, turn};
use super::{Canvas, Cursor, Gesture, Tool, reach_of};
use crate::scene::{Kind, Routing};
use kurbo::{Point, Rect, Vec2};

/// Distance of the turning handle from the top edge, px of the screen.
pub(super) const TURN_AT: f64 = 22.0;

/// Something to grab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// A corner or an edge: −1, 0 or 1 to the right and down from the middle.
    Side(i8, i8),
    /// Turns.
    Rotate,
    /// A point of a line.
    Point(usize),
    /// Half-way between a point of a line and the next: makes a new one.
    Between(usize),
}

impl Canvas {
    /// The box of what is selected, as shown now, before turning, and its angle. `None` when a line shows its points.
    #[must_use]
    pub fn frame(&self) -> Option<(Rect, f64)> {
        match self.selection() {
            [] => None,
            [one] => {
                let element = self.shown(one)?;
                if matches!(element.kind, Kind::Group) {
                    return Some((self.shown_bounds()?, 0.0));
                }
                Some((local_box(element), finite(element.angle)))
            }
            _ => Some((self.shown_bounds()?, 0.0)),
        }
    }

    fn shown_bounds(&self) -> Option<Rect> {
        let Some(preview) = self.preview() else { return self.board().bounds_of(self.selection()) };
        if preview.removed.is_empty() && preview.replaced.is_empty() {
            return self.board().bounds_of(self.selection());
        }
        let all = self.board().with_descendants(self.selection());
        super::super::geometry::union(
            all.iter()
                .filter_map(|id| self.shown(id))
                .filter(|e| !matches!(e.kind, Kind::Group))
                .map(|e| bounds(e)),
        )
    }

    /// The selected line whose points can be grabbed.
    pub(super) fn pointed_line(&self) -> Option<&std::sync::Arc<crate::scene::Element>> {
        let [one] = self.selection() else { return None };
        let element = self.shown(one)?;
        let line = linear(element)?;
        (line.points.len() >= 2 && line.points.len() <= 64).then_some(element)
    }

    /// All handles with their places, px of the page. Nothing while something else is under way.
    #[must_use]
    pub fn handles(&self) -> Vec<(Handle, Point)> {
        let shown = self.tool() == Tool::Select
            && self.editing().is_none()
            && matches!(
                self.gesture,
                Gesture::None | Gesture::Press { .. } | Gesture::Resize(_) | Gesture::LinePoint { .. }
            );
        if !shown || self.selection().iter().all(|id| self.board().get(id).is_none_or(|e| e.locked)) {
            return Vec::new();
        }
        if let Some(element) = self.pointed_line() {
            let Some(line) = linear(element) else { return Vec::new() };
            let middle = local_box(element).center();
            let corner = Vec2::new(finite(element.x), finite(element.y));
            let at = |p: Point| turn(finite_point(p) + corner, middle, finite(element.angle));
            let mut out: Vec<(Handle, Point)> = Vec::new();
            for (i, p) in line.points.iter().enumerate() {
                let end = i == 0 || i + 1 == line.points.len();
                if line.routing != Routing::Elbow || end {
                    out.push((Handle::Point(i), at(*p)));
                }
                if line.routing != Routing::Elbow
                    && let Some(next) = line.points.get(i + 1)
                {
                    out.push((Handle::Between(i), at(p.midpoint(*next))));
                }
            }
            return out;
        }
        let Some((rect, angle)) = self.frame() else { return Vec::new() };
        let c = rect.center();
        let at = |dx: f64, dy: f64| {
            let half = Vec2::new(rect.width() / 2.0 * dx, rect.height() / 2.0 * dy);
            turn(c + half, c, angle)
        };
        let mut out = Vec::new();
        let small_x = self.camera.zoom() * rect.width() < 32.0;
        let small_y = self.camera.zoom() * rect.height() < 32.0;
        for (dx, dy) in [(-1, -1), (1, -1), (1, 1), (-1, 1), (0, -1), (1, 0), (0, 1), (-1, 0)] {
            // Edges in the middle of small boxes would hide what they belong to.
            if (dx == 0 && small_x) || (dy == 0 && small_y) {
                continue;
            }
            out.push((Handle::Side(dx, dy), at(f64::from(dx), f64::from(dy))));
        }
        let above = self.camera.page_px(TURN_AT);
        let can_turn = !matches!(self.selection(), [one] if self.shown(one).is_some_and(|e| matches!(e.kind, Kind::Frame)));
        if can_turn {
            let top = Point::new(c.x, rect.y0 - above);
            out.push((Handle::Rotate, turn(top, c, angle)));
        }
        out
    }

    /// The handle at a place of the screen.
    pub(super) fn handle_at(&self, at: Point, device: Device) -> Option<Handle> {
        let reach = 7.0 * reach_of(device);
        let near = self
            .handles()
            .into_iter()
            .map(|(handle, p)| (handle, self.camera.to_screen(p).distance(at)))
            .filter(|(_, distance)| *distance <= reach)
            .min_by(|a, b| {
                let rank = |h: &Handle| matches!(h, Handle::Between(_));
                rank(&a.0).cmp(&rank(&b.0)).then(a.1.total_cmp(&b.1))
            });
        if let Some((handle, _)) = near {
            return Some(handle);
        }
        // The whole edge of a box pulls it.
        if self.pointed_line().is_some() || self.handles().is_empty() {
            return None;
        }
        let (rect, angle) = self.frame()?;
        let local = turn(self.camera.to_page(at), rect.center(), -angle);
        let reach = self.camera.page_px(4.0 * reach_of(device));
        let (inside_x, inside_y) =
            (rect.x0 < local.x && local.x < rect.x1, rect.y0 < local.y && local.y < rect.y1);
        let wide = rect.width() > reach * 4.0 && rect.height() > reach * 4.0;
        let side = |a: f64, b: f64| (a - b).abs() <= reach;
        match () {
            () if !wide => None,
            () if inside_x && side(local.y, rect.y0) => Some(Handle::Side(0, -1)),
            () if inside_x && side(local.y, rect.y1) => Some(Handle::Side(0, 1)),
            () if inside_y && side(local.x, rect.x0) => Some(Handle::Side(-1, 0)),
            () if inside_y && side(local.x, rect.x1) => Some(Handle::Side(1, 0)),
            () => None,
        }
    }

    pub(super) fn handle_cursor(&self, handle: Handle) -> Cursor {
        match handle {
            Handle::Side(dx, dy) => {
                let angle = self.frame().map_or(0.0, |(_, angle)| angle);
                Cursor::Resize(f64::from(dy).atan2(f64::from(dx)) + angle)
            }
            Handle::Rotate => Cursor::Rotate,
            Handle::Point(_) | Handle::Between(_) => Cursor::Point,
        }
    }
}
