//! A small picture of a few elements: an item of a library.

use std::collections::BTreeMap;

use egui::{Painter, Rect, TextureHandle};
use justbuilt_sketch::canvas::Canvas;
use justbuilt_sketch::scene::Page;

use super::cache::Cache;
use super::ink::Backdrop;
use super::paint;

/// Free points around what is shown.
const MARGIN: f64 = 6.0;

/// What is shown, and what was made of it.
pub struct Thumbnail {
    canvas: Canvas,
    cache: Cache,
    backdrop: Backdrop,
    sizes: paint::Sizes,
}

impl Thumbnail {
    /// Of a page.
    pub fn new(page: &Page) -> Self {
        Self {
            canvas: Canvas::new(page, 0),
            cache: Cache::default(),
            backdrop: Backdrop::default(),
            sizes: paint::Sizes::default(),
        }
    }

    /// Paints all of it into a rectangle, not larger than it is.
    pub fn paint(&mut self, painter: &Painter, rect: Rect, dark: bool) {
        let size = kurbo::Size::new(f64::from(rect.width()), f64::from(rect.height()));
        self.canvas.camera.set_view(size);
        let Some(extent) = self.canvas.board().extent() else { return };
        self.canvas.camera.fit(extent, MARGIN, 1.0);
        let none: BTreeMap<String, TextureHandle> = BTreeMap::new();
        self.cache.begin(self.canvas.camera.zoom(), painter);
        let scene = paint::Scene { canvas: &self.canvas, textures: &none, dark, typed: None };
        let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
        self.sizes = paint::page(&painter, rect, &scene, &mut self.cache, &mut self.backdrop, self.sizes);
        if self.cache.end() {
            painter.ctx().request_repaint();
        }
    }
}
