//! Pictures of drawings for models that take pictures, painted with the fonts of the window.

use std::sync::{Arc, OnceLock};

use justbuilt_sketch::render::{self, Colour, raster};
use justbuilt_workspace::sketches::outside::Paint;

/// Paints pages as PNG. The fonts are read when the first picture is painted.
pub fn paint() -> Paint {
    let fonts: OnceLock<raster::Fonts> = OnceLock::new();
    Arc::new(move |sketch, page, longest| {
        let fonts =
            fonts.get_or_init(|| raster::Fonts::new(justbuilt_ui::fonts::faces().map(<[u8]>::to_vec)));
        let mut drawing = render::page(sketch, page);
        if drawing.elements.is_empty() {
            return None;
        }
        // Dark lines on nothing cannot be seen on a dark ground.
        drawing.background.get_or_insert(Colour { r: 255, g: 255, b: 255, a: 255 });
        let side = drawing.view.width().max(drawing.view.height()).max(1.0);
        let scale = (f64::from(longest) / side).min(2.0);
        match raster::png(&drawing, scale, fonts) {
            Ok((picture, _)) => Some(picture),
            Err(error) => {
                log::warn!("a sketch is not painted for a model: {error}");
                None
            }
        }
    })
}
