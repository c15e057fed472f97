//! Pictures of drawings, painted with the fonts of the window.

use std::sync::OnceLock;

use justbuilt_base::Diagnostic;
use justbuilt_sketch::render::Drawing;
use justbuilt_sketch::render::picture::{Error, Painter, Pixels};
use justbuilt_sketch::render::raster::Fonts;

/// Paints with the fonts of the window, which are read when the first picture is painted.
#[derive(Default)]
pub struct WindowFonts(OnceLock<Fonts>);

impl WindowFonts {
    fn fonts(&self) -> &Fonts {
        self.0.get_or_init(|| Fonts::new(justbuilt_ui::fonts::faces().map(<[u8]>::to_vec)))
    }
}

impl Painter for WindowFonts {
    fn png(&self, drawing: &Drawing<'_>, scale: f64) -> Result<(Vec<u8>, Vec<Diagnostic>), Error> {
        self.fonts().png(drawing, scale)
    }

    fn pixels(
        &self,
        drawing: &Drawing<'_>,
        scale: f64,
        most: f64,
    ) -> Result<(Pixels, Vec<Diagnostic>), Error> {
        self.fonts().pixels(drawing, scale, most)
    }

    fn outlined(&self, svg: &str) -> Result<String, Error> {
        self.fonts().outlined(svg)
    }
}
