//! Which part of the page is seen, and how large.
//!
//! Not here: when to move it (the tools), pixels per point of a display.

use super::geometry::{FAR, finite};
use kurbo::{Point, Rect, Size, Vec2};

/// The smallest scale: 2 %.
pub const MIN_ZOOM: f64 = 0.02;
/// The largest scale: 3,200 %.
pub const MAX_ZOOM: f64 = 32.0;

/// A view of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    origin: Point,
    zoom: f64,
    view: Size,
}

impl Default for Camera {
    fn default() -> Self {
        Self { origin: Point::ZERO, zoom: 1.0, view: Size::new(1280.0, 800.0) }
    }
}

impl Camera {
    /// The point of the page in the corner of the view.
    #[must_use]
    pub fn origin(&self) -> Point {
        self.origin
    }

    /// px of the screen for a px of the page.
    #[must_use]
    pub fn zoom(&self) -> f64 {
        self.zoom
    }

    /// Size of the view, px of the screen.
    #[must_use]
    pub fn view(&self) -> Size {
        self.view
    }

    /// The view has this size now, px of the screen.
    pub fn set_view(&mut self, size: Size) {
        self.view = Size::new(finite(size.width).max(1.0), finite(size.height).max(1.0));
    }

    /// Puts this point of the page into the corner, at this scale.
    pub fn look_at(&mut self, origin: Point, zoom: f64) {
        self.zoom = limit(zoom);
        self.origin = Point::new(finite(origin.x).clamp(-FAR, FAR), finite(origin.y).clamp(-FAR, FAR));
    }

    /// From the screen to the page.
    #[must_use]
    pub fn to_page(&self, at: Point) -> Point {
        Point::new(finite(at.x) / self.zoom + self.origin.x, finite(at.y) / self.zoom + self.origin.y)
    }

    /// From the page to the screen.
    #[must_use]
    pub fn to_screen(&self, at: Point) -> Point {
        ((at - self.origin) * self.zoom).to_point()
    }

    /// A rectangle of the page on the screen.
    #[must_use]
    pub fn rect_to_screen(&self, rect: Rect) -> Rect {
        Rect::from_points(self.to_screen(rect.origin()), self.to_screen(Point::new(rect.x1, rect.y1)))
    }

    /// px of the page for that many of the screen.
    #[must_use]
    pub fn page_px(&self, screen_px: f64) -> f64 {
        screen_px / self.zoom
    }

    /// What is seen of the page.
    #[must_use]
    pub fn visible(&self) -> Rect {
        Rect::from_origin_size(self.origin, self.view / self.zoom)
    }

    /// Moves the page by px of the screen, as a hand does.
    pub fn pan(&mut self, by: Vec2) {
        let by = Vec2::new(finite(by.x), finite(by.y));
        self.look_at(self.origin - by / self.zoom, self.zoom);
    }

    /// Scales by a factor; the point of the page under `at` (screen) stays there.
    pub fn zoom_at(&mut self, at: Point, factor: f64) {
        self.set_zoom_at(at, self.zoom * finite(factor).max(0.0));
    }

    /// Scales to this; the point of the page under `at` (screen) stays there.
    pub fn set_zoom_at(&mut self, at: Point, zoom: f64) {
        let at = Point::new(finite(at.x), finite(at.y));
        let under = self.to_page(at);
        let zoom = limit(zoom);
        self.look_at(under - at.to_vec2() / zoom, zoom);
    }

    /// Shows all of `rect` with a margin (px of the screen), at most at `most` of its size.
    pub fn fit(&mut self, rect: Rect, margin: f64, most: f64) {
        let room = Size::new(
            (self.view.width - 2.0 * margin).max(16.0),
            (self.view.height - 2.0 * margin).max(16.0),
        );
        let across = room.width / rect.width().abs().max(1e-6);
        let down = room.height / rect.height().abs().max(1e-6);
        let zoom = limit(across.min(down).min(most));
        self.look_at(rect.center() - (self.view / zoom).to_vec2() / 2.0, zoom);
    }

    /// Moves as little as needed to show `rect`; the scale stays.
    pub fn reveal(&mut self, rect: Rect, margin: f64) {
        let seen = self.visible();
        let margin = self.page_px(margin);
        let shift = |low: f64, high: f64, from: f64, to: f64| {
            if low < from + margin {
                low - from - margin
            } else if high > to - margin {
                (high - to + margin).min(low - from - margin)
            } else {
                0.0
            }
        };
        let by =
            Vec2::new(shift(rect.x0, rect.x1, seen.x0, seen.x1), shift(rect.y0, rect.y1, seen.y0, seen.y1));
        self.look_at(self.origin + by, self.zoom);
    }
}

fn limit(zoom: f64) -> f64 {
    if zoom.is_nan() { 1.0 } else { zoom.clamp(MIN_ZOOM, MAX_ZOOM) }
}
