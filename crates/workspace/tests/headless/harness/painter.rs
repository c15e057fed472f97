//! A painter of drawings for tests of where pictures go.

use justbuilt_base::Diagnostic;
use justbuilt_sketch::render::Drawing;
use justbuilt_sketch::render::picture::{Error, Painter, Pixels};

/// Paints without fonts: a picture is its size in words.
pub struct Painted;

impl Painter for Painted {
    fn png(&self, drawing: &Drawing<'_>, scale: f64) -> Result<(Vec<u8>, Vec<Diagnostic>), Error> {
        let (pixels, told) = self.pixels(drawing, scale, f64::INFINITY)?;
        Ok((format!("{} x {}", pixels.width, pixels.height).into_bytes(), told))
    }

    fn pixels(
        &self,
        drawing: &Drawing<'_>,
        scale: f64,
        most: f64,
    ) -> Result<(Pixels, Vec<Diagnostic>), Error> {
        assert!(most >= 1e6);
        let side = |length: f64| (length * scale) as u32;
        let (width, height) = (side(drawing.view.width()), side(drawing.view.height()));
        Ok((Pixels { width, height, rgba: Vec::new() }, Vec::new()))
    }

    fn outlined(&self, svg: &str) -> Result<String, Error> {
        Ok(svg.replace("<text", "<path"))
    }
}
