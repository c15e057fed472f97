//! A small picture of elements: an item of a library, what will be exported.

use std::collections::BTreeMap;

use egui::{Painter, Rect, TextureHandle};
use justbuilt_sketch::canvas::Canvas;
use justbuilt_sketch::scene::Page;

use super::paint;

/// Free points around what is shown.
const MARGIN: f64 = 6.0;

/// What is shown, and what was made of it.
pub struct Thumbnail {
    canvas: Canvas,
    kept: paint::Kept,
}

impl Thumbnail {
    /// Of a page.
    pub fn new(page: &Page) -> Self {
        Self { canvas: Canvas::new(page, 0), kept: paint::Kept::default() }
    }

    /// Paints all of it into a rectangle, not larger than it is; without pictures.
    pub fn paint(&mut self, painter: &Painter, rect: Rect, dark: bool) {
        self.paint_with(painter, rect, dark, &BTreeMap::new());
    }

    /// The same, with pictures by their keys.
    pub fn paint_with(
        &mut self,
        painter: &Painter,
        rect: Rect,
        dark: bool,
        textures: &BTreeMap<String, TextureHandle>,
    ) {
        let size = kurbo::Size::new(f64::from(rect.width()), f64::from(rect.height()));
        self.canvas.camera.set_view(size);
        let Some(extent) = self.canvas.board().extent() else { return };
        self.canvas.camera.fit(extent, MARGIN, 1.0);
        self.kept.cache.begin(&self.canvas.camera, painter);
        let scene = paint::Scene { canvas: &self.canvas, textures, dark, typed: None };
        let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
        paint::page(&painter, rect, &scene, &mut self.kept);
        if self.kept.cache.end() {
            painter.ctx().request_repaint();
        }
    }
}
